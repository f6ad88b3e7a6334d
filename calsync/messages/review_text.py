"""A message taken apart: headers, greeting, paragraphs of sentences, signature, each with its line.

The sentence splitter is our own: a follow-up has a dozen sentences in plain English, and what the libraries
add (other languages, trained models, megabytes) is not needed for those, while greetings and signatures,
which they take for sentences, are what matters here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message as Mail
from email.utils import getaddresses
from html.parser import HTMLParser
from typing import NamedTuple

from calsync.errors import InputError
from calsync.messages.phrases import Word, words_of
from calsync.messages.rules import read_rules
from calsync.planning.plaintext import safe_text

HEADERS = frozenset(
    {"to", "cc", "bcc", "from", "subject", "date", "sender", "reply-to", "message-id", "mime-version"}
    | {"content-type", "content-transfer-encoding", "received", "return-path", "delivered-to"}
    | {"in-reply-to", "references", "user-agent", "x-mailer"}
)
ADDRESSED = ("to", "cc", "bcc")
_HEADER = re.compile(r"([A-Za-z][A-Za-z0-9-]*):(?=\s|$)")
_END = re.compile(r"(?:[.!?]+|…)[\"”’'»)\]]*(?=\s|$)")
_BULLET = re.compile(r"[ \t]*(?:[-*•–]|\d{1,2}[.)])[ \t]+")
_NUMBER = re.compile(r"\d{1,2}\.")
_QUOTED = re.compile(r"[ \t]*>")
_REPLY = re.compile(r"\s*(?:On\b.{5,200}\bwrote:|-{3,} ?Original Message ?-{3,}|_{20,})\s*$", re.DOTALL)
TEXT_LIMIT = 20_000
HTML_LIMIT = 200_000
HEADER_LIMIT = 5_000
"""Characters that are looked at: no follow-up has more, a hostile file may."""
GREETING_WORDS = 6
SIGNATURE_LINES = 8
LONGEST_WORD = 40
BEFORE_DIGITS = frozenset({"no", "nos", "p", "fig", "vol"})


class Passage(NamedTuple):
    """A stretch of the message; `line` is that of its first character, counted from 1."""

    text: str
    line: int

    def line_at(self, place: int) -> int:
        return self.line + self.text.count("\n", 0, place)

    @property
    def words(self) -> tuple[Word, ...]:
        return words_of(self.text)

    @property
    def length(self) -> int:
        """How many words, as people count them: “follow-up” and “3.5” are one."""
        return count_words(self.text)


class Recipients(NamedTuple):
    line: int
    addresses: tuple[str, ...]


class Message(NamedTuple):
    """`sentences` are those of each paragraph; `attachments` are names of files; `cut` is set if only the
    beginning was looked at."""

    recipients: tuple[Recipients, ...]
    subject: Passage | None
    greeting: Passage | None
    paragraphs: tuple[Passage, ...]
    sentences: tuple[tuple[Passage, ...], ...]
    signature: tuple[Passage, ...]
    attachments: tuple[str, ...]
    cut: bool = False

    @property
    def all_sentences(self) -> tuple[Passage, ...]:
        return tuple(sentence for paragraph in self.sentences for sentence in paragraph)

    @property
    def passages(self) -> tuple[Passage, ...]:
        """Everything that was written, from the subject to the signature."""
        head = [part for part in (self.subject, self.greeting) if part]
        return (*head, *self.paragraphs, *self.signature)


def count_words(text: str) -> int:
    return sum(any(c.isalnum() for c in part) for part in text.split())


def read_message(text: str) -> Message:
    """A message as typed, or a mail with headers, encoded or not. Quotations of an earlier mail, and the
    link that `calsync draft` prints below a draft, are left out. Raises InputError for a mail nested
    beyond reading."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    lead = len(text) - len(text.lstrip("\n"))
    end = _headers_end(text[lead:])
    if end is None:
        return _read_body(text, 1, (), None, ())
    mail = message_from_bytes(text[lead:].encode("utf-8", "surrogateescape"))
    header_lines = text[lead:][:end].split("\n")
    subject = _decoded(mail.get("Subject"))
    at = _line_of("subject", header_lines, lead)
    recipients = tuple(
        Recipients(_line_of(field, header_lines, lead), _addresses(mail, field)) for field in ADDRESSED
    )
    try:
        body, first = _body_of(mail, text, lead + end)
        attachments = tuple(name for part in mail.walk() if (name := part.get_filename()))
    except RecursionError:
        raise InputError(
            "This mail holds mails within mails, too many to read.", hint="Save its text as plain text."
        ) from None
    return _read_body(body, first, recipients, Passage(subject, at) if subject else None, attachments)


def _headers_end(text: str) -> int | None:
    """Where the headers are over, if the text begins with some."""
    place = 0
    for number, line in enumerate(text.split("\n")):
        found = _HEADER.match(line)
        known = found is not None and (number > 0 or found[1].casefold() in HEADERS)
        folded = number > 0 and line[:1] in (" ", "\t") and line.strip()
        if not line.strip():
            return place if number else None
        if not known and not folded:
            return None
        place += len(line) + 1
    return len(text)


def _line_of(field: str, lines: Sequence[str], lead: int) -> int:
    at = (n for n, line in enumerate(lines, lead + 1) if line.casefold().startswith(f"{field}:"))
    return next(at, 1)


def _decoded(value: object) -> str:
    if value is None:
        return ""
    try:
        return " ".join(str(make_header(decode_header(str(value)))).split())
    except (MessageError, LookupError, UnicodeError, ValueError):
        return " ".join(str(value).split())


def _addresses(mail: Mail, field: str) -> tuple[str, ...]:
    values = [
        str(value)[:HEADER_LIMIT].replace("\n", " ").replace(";", ",") for value in mail.get_all(field, ())
    ]
    try:
        found = [address or name for name, address in getaddresses(values) if address or name]
    except RecursionError:
        found = []
    if not found or len(found) < sum(value.count("@") for value in values):
        found = re.findall(r"[^\s<>,;:\"]+@[^\s<>,;:\"]+", " ".join(values)) or found
    return tuple(dict.fromkeys(address.casefold() for address in found))


def _body_of(mail: Mail, text: str, end: int) -> tuple[str, int]:
    """The body and its first line: in the file where it stands there as it is, else counted from 1."""
    if not mail.is_multipart() and not mail.get("Content-Transfer-Encoding") and not _is_html(mail):
        return text[end:], 1 + text.count("\n", 0, end)
    parts = [part for part in mail.walk() if not part.is_multipart() and not part.get_filename()]
    plain = [part for part in parts if part.get_content_type() == "text/plain"]
    html = [part for part in parts if _is_html(part)]
    body = _payload(plain[0]) if plain else _text_of_html(_payload(html[0])) if html else ""
    first = next((line for line in body.split("\n") if line.strip()), "")
    place = text.find(f"\n{first}\n", end) if first else -1
    ahead = body[: body.find(first)].count("\n")
    return body, (text.count("\n", 0, place) + 2 - ahead) if place >= 0 else 1


def _is_html(part: Mail) -> bool:
    return part.get_content_type() == "text/html"


def _payload(part: Mail) -> str:
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return ""
    try:
        text = raw.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:
        text = raw.decode("utf-8", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


class _Lines(HTMLParser):
    """The visible text; a paragraph's end is a blank line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.hidden += tag in ("style", "script", "title")
        if tag == "br":
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("style", "script", "title")
        if tag in ("p", "div", "li", "blockquote", "h1", "h2", "h3"):
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if self.hidden <= 0:
            self.parts.append(" ".join(data.split()) + (" " if data[-1:].isspace() else ""))


def _text_of_html(html: str) -> str:
    parser = _Lines()
    parser.feed(html[:HTML_LIMIT])
    parser.close()
    return "".join(parser.parts)


def _read_body(
    text: str,
    first: int,
    recipients: tuple[Recipients, ...],
    subject: Passage | None,
    attachments: tuple[str, ...],
) -> Message:
    cut, text = len(text) > TEXT_LIMIT, text[:TEXT_LIMIT]
    text = "".join(c if c == "\n" or c == "\t" else safe_text(c) for c in text)  # keeps the lines' numbers
    blocks = list(_blocks(_own_lines(text), first))
    greeting, blocks = _take_greeting(blocks)
    blocks, signature = _take_signature(blocks)
    paragraphs = tuple(block for block in blocks if count_words(block.text))
    sentences = tuple(tuple(split_sentences(paragraph)) for paragraph in paragraphs)
    return Message(recipients, subject, greeting, paragraphs, sentences, signature, attachments, cut)


def _own_lines(text: str) -> list[str]:
    """The lines with those that are quoted, or come after “-- ” or the head of an earlier mail, blank."""
    lines = text.split("\n")
    over = next((n for n, line in enumerate(lines) if line == "-- " or _REPLY.match(line)), len(lines))
    return [
        "" if n >= over or _QUOTED.match(line) or line.startswith("mailto:") else line.rstrip()
        for n, line in enumerate(lines)
    ]


def _blocks(lines: Sequence[str], first: int) -> Iterator[Passage]:
    """Lines between blank ones, as one passage."""
    held: list[str] = []
    for number, line in enumerate([*lines, ""], first):
        if line.strip():
            held.append(line)
        elif held:
            yield Passage("\n".join(held), number - len(held))
            held = []


def _take_greeting(blocks: list[Passage]) -> tuple[Passage | None, list[Passage]]:
    """The greeting, which may share its line with the first sentence, and what is left."""
    if not blocks:
        return None, blocks
    rules = read_rules()
    block = blocks[0]
    line, _, below = block.text.partition("\n")
    head = re.match(r"[^,:!.;?\n–—]*(?:\b(?:Dr|Mr|Mrs|Ms|Prof)\.[^,:!.;?\n–—]*)*[,:!.]?", line)
    opening = head[0] if head else ""
    words = words_of(opening)
    greets = rules.begin.starts(words) or rules.familiar.starts(words)
    short = count_words(opening) <= GREETING_WORDS
    rest = line[len(opening) :].strip()
    bare = opening.endswith(",") and not rest and count_words(opening) <= 3  # “Sarah,”
    if not short or not (greets or bare):
        return None, blocks
    if rest:
        remaining = block.text[len(opening) :]
        return Passage(opening, block.line), [Passage(remaining, block.line), *blocks[1:]]
    left = [Passage(below, block.line + 1)] if below.strip() else []
    return Passage(opening, block.line), [*left, *blocks[1:]]


def _take_signature(blocks: list[Passage]) -> tuple[list[Passage], tuple[Passage, ...]]:
    """What is left, and the lines from “Best regards” on, or a name alone at the end."""
    ends = read_rules().ends
    lines = [
        Passage(text, block.line + n) for block in blocks for n, text in enumerate(block.text.split("\n"))
    ]
    for at in range(len(lines) - 1, max(-1, len(lines) - 1 - SIGNATURE_LINES), -1):
        if tuple(word.text for word in lines[at].words) in ends:
            return _before(blocks, lines[at].line), tuple(lines[at:])
    if len(blocks) > 1 and _is_name(blocks[-1].text):
        return blocks[:-1], (blocks[-1],)
    if lines and len(lines) > 1 and _is_name(lines[-1].text):
        return _before(blocks, lines[-1].line), (lines[-1],)
    return blocks, ()


def _is_name(text: str) -> bool:
    """One to three words with capitals and no mark at the end: “Kim Doe”, “– Kim”, “[your name]”."""
    words = text.strip(" -–—,").split()
    if len(words) > 4 or not words or text.rstrip()[-1:] in ".!?:":
        return False
    return (text.startswith("[") and text.endswith("]")) or all(
        word[:1].isupper() or word in ("de", "van", "von", "der", "da") for word in words
    )


def _before(blocks: list[Passage], line: int) -> list[Passage]:
    """The blocks as far as that line."""
    kept: list[Passage] = []
    for block in blocks:
        rows = block.text.split("\n")[: max(0, line - block.line)]
        if rows:
            kept.append(Passage("\n".join(rows), block.line))
    return kept


def split_sentences(paragraph: Passage) -> Iterator[Passage]:
    """The sentences of a paragraph. No full stop after an abbreviation, an initial or a number in a list
    ends one; three dots do if a capital follows. Every item of a list is one."""
    text = paragraph.text
    start = 0
    for end in sorted({*_stops(text), *_items(text), len(text)}):
        part = text[start:end]
        if count_words(part) and not _NUMBER.fullmatch(part.strip()):
            ahead = len(part) - len(part.lstrip())
            yield Passage(part.strip(), paragraph.line_at(start + ahead))
            start = end
    # what follows the last word, as in a lone “:-)”, belongs to the sentence before it


def _items(text: str) -> Iterator[int]:
    place = 0
    for line in text.split("\n"):
        if place and _BULLET.match(line):
            yield place
        place += len(line) + 1


def _stops(text: str) -> Iterator[int]:
    rules = read_rules()
    for found in _END.finditer(text):
        before = text[max(0, found.start() - LONGEST_WORD) : found.start()]
        after = text[found.end() : found.end() + LONGEST_WORD].lstrip()
        mark = found[0].strip("\"”’'»)]")
        closing = len(mark) < len(found[0])
        if closing and after[:1].islower():
            continue  # “When will you decide?” is part of the sentence that quotes it
        if mark in ("…", "...", "..") and not after[:1].isupper():
            continue
        if mark == ".":
            word = re.split(r"[\s(“\"\[]", before)[-1].casefold()
            if word in rules.abbreviations and (after[:1].isdigit() if word in BEFORE_DIGITS else after):
                continue
            if word in rules.may_end and not after[:1].isupper():
                continue
            if len(word) == 1 and word.isalpha() and word != "i" and after[:1].isupper():
                continue  # an initial
        yield found.end()
