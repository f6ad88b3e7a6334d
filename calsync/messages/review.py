"""A written message held against what the guides say a message must be and must not be.

`rules.toml` has the numbers and the words, `review_text` takes the message apart, `review_names` looks at
names. What is said of a whole message (too long, nothing specific) is said at its first line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from calsync.messages.phrases import Word, words_of
from calsync.messages.review_names import slips
from calsync.messages.review_sentences import Passage
from calsync.messages.review_text import TEXT_LIMIT, Message, read_message
from calsync.messages.rules import Limit, read_rules
from calsync.planning.interview import Interviewer, Kind
from calsync.planning.people import fold_name
from calsync.planning.plan import Reminder
from calsync.planning.saying import say_count

QUOTE_LIMIT = 60
ONLY_WITH_CUE, WITHOUT_CUE = 1, 3
"""How many words of its own a sentence needs to be about this talk, with and without a phrase like “you
mentioned”."""
_GAP = re.compile(
    r"\{\{[^}]{0,300}\}\}|\{%[^%]{0,300}%\}|<<[^<>]{0,300}>>|\{[^\W\d]\w{0,40}\}"
    r"|\[(?=[^\]\[]{0,300}[^\W\d_])[^\]\[]{1,300}\](?!\()|\[[\s…._]{0,20}\]|_{3,}|\b(?:TODO|TBD|XXX+)\b"
)
_EMOJI = re.compile(
    "[\U0001f000-\U0001faff\u2600-\u26ff\u2705\u2728\u2753-\u2757\u2763-\u2764\u2b50\u2b55]"
    r"|(?:(?<=\s)|^)(?:[:;=8][-o']?[)(DPpO/|\]]|<3|\^\^|xD|XD)(?=\s|[.,!?]|$)",
    re.MULTILINE,
)
_EXCLAIMED = re.compile(r"(?<![!?])(?:[!?]*!\s?[!?]+|\?+!+)|‼|⁉")
_LINKS = re.compile(r"https?://\S+|www\.\S+", re.IGNORECASE)
_LINK = re.compile(r"https?://\S|www\.\S|\b[\w-]{1,60}\.[\w.-]{1,60}/\S", re.IGNORECASE)
MOST_EXCLAIMED = 2


class Finding(NamedTuple):
    """What is wrong at a line of the message (counted from 1), by which rule, and the words it is about."""

    line: int
    rule: str
    message: str
    quote: str


def review(
    text: str, *, reminder: Reminder, others: Sequence[str], people: Sequence[Interviewer]
) -> list[Finding]:
    """What to mend in a message, or a mail with headers, for the step of a reminder; in the order of lines.
    `others` are the other companies' names, `people` who was in the talk."""
    message = read_message(text)
    kind = reminder.interview.kind
    findings = [*_recipients(message)]
    if not message.paragraphs:
        start = next((part.line for part in (message.greeting, message.subject) if part), 1)
        return [*findings, Finding(start, "empty", "There is no message yet.", "")]
    if message.cut:
        say = f"This is far too long; only the first {TEXT_LIMIT:,} characters were looked at."
        findings.append(Finding(_first_line(message), "words", say, ""))
    findings += _lengths(message, reminder)
    findings += _marks(message)
    findings += _greeting(message)
    findings += _unwanted(message, reminder.step, kind)
    findings += _attached(message, reminder.step, kind)
    findings += _missing(message, reminder)
    findings += (
        Finding(slip.line, slip.rule, slip.message, _short(slip.quote))
        for slip in slips(message, reminder=reminder, people=people, others=others)
    )
    return sorted(dict.fromkeys(findings), key=lambda each: each.line)


def _first_line(message: Message) -> int:
    return next(part.line for part in (message.greeting, *message.paragraphs) if part)


def _recipients(message: Message) -> Iterator[Finding]:
    shown = [each for each in message.recipients[:2] if each.addresses]
    everyone = {address for each in shown for address in each.addresses}
    if len(everyone) > 1:
        yield Finding(
            shown[-1].line if len(shown[0].addresses) == 1 else shown[0].line,
            "recipients",
            f"This mail goes to {len(everyone)} people; write to each of them, in words of their own.",
            _short(", ".join(sorted(everyone))),
        )
    for blind in message.recipients[2:]:
        if len(blind.addresses) > 1:
            yield Finding(
                blind.line,
                "recipients",
                f"This mail goes to {len(blind.addresses)} people unseen; write to each of them.",
                _short(", ".join(blind.addresses)),
            )


def _lengths(message: Message, reminder: Reminder) -> Iterator[Finding]:
    limit = read_rules().limit(reminder.step, reminder.interview.kind)
    start = _first_line(message)
    total = _total(message)
    if limit.words is not None and total > limit.words:
        yield Finding(start, "words", f"{total} words; at most {limit.words}.", "")
    elif limit.aim is not None and total > limit.aim:
        yield Finding(start, "words", f"{total} words; fewer than {limit.aim + 1} read better.", "")
    yield from _between(len(message.all_sentences), limit.sentences, start, "sentence")
    yield from _between(len(message.paragraphs), limit.paragraphs, start, "paragraph")
    yield from _long_paragraphs(message, limit)


def _total(message: Message) -> int:
    """The words of the message with its greeting and the first two lines of its signature: what follows
    those is a card, not a message."""
    parts = [message.greeting, *message.paragraphs, *message.signature[:2]]
    return sum(part.length for part in parts if part)


def _between(count: int, limit: tuple[int, int] | None, line: int, what: str) -> Iterator[Finding]:
    if limit is None or limit[0] <= count <= limit[1]:
        return
    least, most = limit
    if least == most:
        right = f"it should be {most}"
    elif count > most:
        right = f"at most {most}"
    else:
        right = f"{least} to {most} read better"
    yield Finding(line, f"{what}s", f"{say_count(count, what)}; {right}.", "")


def _long_paragraphs(message: Message, limit: Limit) -> Iterator[Finding]:
    for paragraph in message.paragraphs:
        if limit.paragraph_words is not None and paragraph.length > limit.paragraph_words:
            yield Finding(
                paragraph.line,
                "paragraphs",
                f"This paragraph has {paragraph.length} words; keep each under {limit.paragraph_words}.",
                _short(paragraph.text),
            )


def _marks(message: Message) -> Iterator[Finding]:
    """Gaps, emoji and exclamation marks, wherever they stand."""
    exclaimed = 0
    for part in message.passages:
        for found in _GAP.finditer(part.text):
            at = part.line_at(found.start())
            yield Finding(at, "gap", "This gap is still to be filled.", _short(found[0]))
        for found in _EMOJI.finditer(part.text):
            yield Finding(part.line_at(found.start()), "emoji", "Leave emoji out.", found[0])
        for found in _EXCLAIMED.finditer(part.text):
            at = part.line_at(found.start())
            yield Finding(at, "exclamation", "One mark at a time, please.", found[0])
        exclaimed += len(re.findall(r"!+", part.text))
    if exclaimed > MOST_EXCLAIMED:
        start = _first_line(message)
        yield Finding(start, "exclamation", f"{exclaimed} exclamation marks; a full stop is warmer.", "!")


def _greeting(message: Message) -> Iterator[Finding]:
    rules = read_rules()
    opening = message.greeting or (message.all_sentences[0] if message.all_sentences else None)
    if opening is None:
        return
    words = words_of(opening.text)
    if rules.familiar.starts(words):
        say = "This greeting is too familiar; “Hello” and the name will do."
        yield Finding(opening.line, "greeting", say, _short(opening.text))
    elif rules.group.starts(words):
        say = "This greets a group; write to one person."
        yield Finding(opening.line, "greeting", say, _short(opening.text))


def _unwanted(message: Message, step: str, kind: Kind) -> Iterator[Finding]:
    parts = [part for part in (message.subject, *message.all_sentences) if part]
    for rule in read_rules().unwanted:
        if not rule.concerns(step, kind):
            continue
        for part in parts:
            words = words_of(part.text)
            for first, last in rule.phrases.find(words, unless_not=rule.unless_not):
                line = part.line_at(words[first].start)
                yield Finding(line, rule.rule, rule.say, _between_words(part, words, first, last))


def _between_words(part: Passage, words: Sequence[Word], first: int, last: int) -> str:
    return _short(part.text[words[first].start : words[last].end])


def _attached(message: Message, step: str, kind: Kind) -> Iterator[Finding]:
    if step == "thank-you" and kind is not Kind.FINAL:
        for name in message.attachments:
            say = "Attach nothing to the first thank-you; they have your résumé."
            yield Finding(_first_line(message), "résumé", say, _short(name))


def _missing(message: Message, reminder: Reminder) -> Iterator[Finding]:
    """What the step's message needs and has not."""
    rules = read_rules()
    start = _first_line(message)
    for need in rules.limit(reminder.step, reminder.interview.kind).needs:
        if need == "moment":
            if not any(_is_specific(sentence, reminder) for sentence in message.all_sentences):
                say = "Nothing here is of this talk alone; name one moment of it."
                yield Finding(start, "specific", say, "")
        elif need == "link":
            if not any(_LINK.search(part.text) for part in message.passages):
                say = "After a final round, add a link to your résumé."
                yield Finding(start, "résumé", say, "")
        else:
            wanted = [rules.needs[name] for name in need.split("|")]
            found = (
                True
                for sentence in message.all_sentences
                for each in wanted
                for _ in each.phrases.find(words_of(sentence.text))
            )
            if not next(found, False):
                yield Finding(start, need.partition("|")[0], wanted[0].say, "")


def _is_specific(sentence: Passage, reminder: Reminder) -> bool:
    """Whether the sentence has words that a letter to anybody would not have: not the general ones, and not
    the names of the company, the role and the people. A gap counts, since what fills it will."""
    rules = read_rules()
    words = words_of(_LINKS.sub(" ", sentence.text))
    interview = reminder.interview
    named = f"{interview.company or ''} {interview.role or ''} " + " ".join(
        person.name or "" for person in interview.interviewers
    )
    common = rules.general | set(fold_name(named).split())
    own = {word.text for word in words if word.text not in common and len(word.text) > 1}
    cue = next(rules.cues.find(words), None) is not None
    return len(own) >= (ONLY_WITH_CUE if cue else WITHOUT_CUE) or bool(cue and _GAP.search(sentence.text))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= QUOTE_LIMIT else f"{line[: QUOTE_LIMIT - 1].rstrip()}…"
