"""HTML of a mail or a description → plain text in which line breaks and links survive."""

from __future__ import annotations

import re
from html.parser import HTMLParser

# A text longer than this is cut: no invitation needs more, and hostile markup stays cheap.
MAX_LENGTH = 200_000

_TAG = re.compile(
    r"</?(?:html|body|div|span|p|br|a|b|i|u|ul|ol|li|table|tbody|tr|td|th|font|strong|em|h[1-6]|hr|img|pre|blockquote)"
    r"(?=[\s/>])|&(?:nbsp|amp|lt|gt|quot|apos|#\d{1,6}|#x[0-9a-f]{1,6});",
    re.IGNORECASE,
)
_BREAKING_TAG = re.compile(r"<(?:br|p|div|li|tr|h[1-6])(?=[\s/>])", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[^<>]*>")
_SPACES = re.compile(r"[^\S\n]+")
_ANY_SPACES = re.compile(r"\s+")
_LINES = re.compile(r"\n{3,}")
_SKIPPED = frozenset({"style", "script", "head", "title"})
_BREAKS = frozenset({"br", "tr", "div", "hr", "ul", "ol", "table", "dt", "dd"})
_PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre"})
_LINKS = ("http://", "https://", "mailto:", "tel:")


def looks_like_html(text: str) -> bool:
    """Whether `text` holds tags or entities that were meant as HTML; "<https://…>" alone is none."""
    return _TAG.search(text, 0, MAX_LENGTH) is not None


def plain_text(html: str) -> str:
    """The text of `html`: list items with a dash, a link as "words <address>". Never raises."""
    html = _without_comments(html[:MAX_LENGTH])
    # Without any tag that breaks a line, the line feeds were meant.
    reader = _Reader(keep_breaks=_BREAKING_TAG.search(html) is None)
    # After the last ">" there is no tag; the parser would look for one at each "<".
    end = html.rfind(">") + 1
    try:
        reader.feed(html[:end] + html[end:].replace("<", "&lt;"))
        reader.close()
    except (AssertionError, ValueError):
        return " ".join(_ANY_TAG.sub(" ", html).split())
    text = "".join(reader.pieces)
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return _LINES.sub("\n\n", "\n".join(lines)).strip()


class _Reader(HTMLParser):
    """Collects the text. Unclosed and unopened tags do no harm."""

    def __init__(self, *, keep_breaks: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.keep_breaks = keep_breaks
        self._skipping = ""
        self._link = ""
        self._link_from = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._skipping:
            # A body begins even where the head was never closed.
            if tag != "body":
                return
            self._skipping = ""
        if tag in _SKIPPED:
            self._skipping = tag
        elif tag == "a":
            self._end_link()
            self._link = next((value.strip() for key, value in attrs if key == "href" and value), "")
            self._link_from = len(self.pieces)
        else:
            self._break_before(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == self._skipping:
            self._skipping = ""
        elif self._skipping:
            return
        elif tag == "a":
            self._end_link()
        elif tag in _PARAGRAPHS:
            self.pieces.append("\n\n")
        elif tag in _BREAKS and tag != "br":
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._skipping:
            self.pieces.append(data if self.keep_breaks else _ANY_SPACES.sub(" ", data))

    def close(self) -> None:
        super().close()
        self._end_link()

    def _break_before(self, tag: str) -> None:
        if tag == "li":
            self.pieces.append("\n- ")
        elif tag in ("td", "th"):
            self.pieces.append(" ")
        elif tag == "div":
            if self.pieces and not self.pieces[-1].endswith("\n"):
                self.pieces.append("\n")
        elif tag in _PARAGRAPHS:
            self.pieces.append("\n\n")
        elif tag in _BREAKS:
            self.pieces.append("\n")

    def _end_link(self) -> None:
        link, self._link = self._link, ""
        if link.lower().startswith(_LINKS):
            words = "".join(self.pieces[self._link_from :]).strip()
            address = link.removeprefix("mailto:").removeprefix("tel:")
            if words not in (link, address):
                self.pieces.append(f" <{link}>" if words else f"<{link}>")


def _without_comments(html: str) -> str:
    """Comments cut out by hand: the parser looks for the end of each unclosed one again."""
    kept: list[str] = []
    at = 0
    while (start := html.find("<!--", at)) >= 0:
        kept.append(html[at:start])
        end = html.find("-->", start + 4)
        if end < 0:
            return "".join(kept)
        at = end + 3
    kept.append(html[at:])
    return "".join(kept)
