"""A message taken apart: greeting, paragraphs of sentences, signature, each with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from calsync.messages.phrases import words_of
from calsync.messages.review_mail import Opened, Recipients, open_mail
from calsync.messages.review_sentences import Passage, count_words, split_sentences
from calsync.messages.rules import read_rules
from calsync.planning.plaintext import safe_text

_QUOTED = re.compile(r"[ \t]*>")
_REPLY = re.compile(r"\s*(?:On\b.{5,200}\bwrote:|-{3,} ?Original Message ?-{3,}|_{20,})\s*$", re.DOTALL)
_OPENING = re.compile(
    r"(?:[^,:!.;?–—]|(?:(?<=\b[A-Z])|(?<=\b[DMJS]r)|(?<=\bMs)|(?<=\bMrs)|(?<=\bProf))\.)*[,:!.]?"
)
TEXT_LIMIT = 20_000
"""Characters that are looked at: no follow-up has more, a hostile file may."""
GREETING_WORDS = 6
SIGNATURE_LINES = 8


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


def read_message(text: str) -> Message:
    """A message as typed, or a mail with headers. Quotations of an earlier mail, and the link that
    `calsync draft` prints below a draft, are left out. Raises InputError as `open_mail` does."""
    return _taken_apart(open_mail(text))


def _taken_apart(mail: Opened) -> Message:
    text = mail.body
    cut, text = len(text) > TEXT_LIMIT, text[:TEXT_LIMIT]
    lines = (safe_text(line).replace("\n", " ") for line in text.split("\n"))
    text = "\n".join(lines)
    blocks = list(_blocks(_own_lines(text), mail.first))
    greeting, blocks = _take_greeting(blocks)
    blocks, signature = _take_signature(blocks)
    paragraphs = tuple(block for block in blocks if count_words(block.text))
    sentences = tuple(tuple(split_sentences(paragraph)) for paragraph in paragraphs)
    return Message(
        mail.recipients,
        Passage(*mail.subject) if mail.subject else None,
        greeting,
        paragraphs,
        sentences,
        signature,
        mail.attachments,
        cut,
    )


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
    head = _OPENING.match(line)
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
