"""A phone: reads and changes calendar objects on its own, without any of calsync's code."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_FOLD = re.compile(r"\r?\n[ \t]")
_NAME = re.compile(r"[A-Za-z0-9-]+")
_PROMPT = re.compile(r"Your answer \([^()]*\):")
BERLIN = """BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:STANDARD
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
END:VTIMEZONE"""


@dataclass
class Part:
    """A component: its lines, unfolded, and what is in it."""

    name: str
    lines: list[str] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)

    def get(self, name: str) -> str:
        """The first line of that name, whole; empty if there is none."""
        return next((line for line in self.lines if line_name(line) == name), "")

    def value(self, name: str) -> str:
        return _value(self.get(name))

    def drop(self, *names: str) -> None:
        self.lines = [line for line in self.lines if line_name(line) not in names]

    def put(self, line: str) -> None:
        """In place of the line of that name, or at the end."""
        name = line_name(line)
        at = next((i for i, each in enumerate(self.lines) if line_name(each) == name), len(self.lines))
        self.drop(name)
        self.lines.insert(at, line)

    def walk(self) -> Iterator[Part]:
        yield self
        for part in self.parts:
            yield from part.walk()

    def written(self) -> Iterator[str]:
        yield f"BEGIN:{self.name}"
        yield from self.lines
        for part in self.parts:
            yield from part.written()
        yield f"END:{self.name}"


def line_name(line: str) -> str:
    found = _NAME.match(line)
    return found[0].upper() if found else ""


def _value(line: str) -> str:
    """What stands after the colon that ends the parameters."""
    quoted = False
    for at, letter in enumerate(line):
        quoted = quoted != (letter == '"')
        if letter == ":" and not quoted:
            return line[at + 1 :]
    return ""


def parse(text: str) -> Part:
    root = Part("")
    open_ = [root]
    for line in _FOLD.sub("", text).replace("\r\n", "\n").split("\n"):
        if line.upper().startswith("BEGIN:"):
            part = Part(line[6:].strip().upper())
            open_[-1].parts.append(part)
            open_.append(part)
        elif line.upper().startswith("END:"):
            open_.pop()
        elif line:
            open_[-1].lines.append(line)
    return root.parts[0]


def write(calendar: Part, *, width: int = 75, end: str = "\r\n") -> str:
    return "".join(_folded(line, width, end) + end for line in calendar.written())


def _folded(line: str, width: int, end: str) -> str:
    parts, now, size = [], "", 0
    for letter in line:
        more = len(letter.encode())
        if size + more > width - 1:
            parts.append(now)
            now, size = "", 0
        now += letter
        size += more
    return f"{end} ".join([*parts, now])


def said_in(text: str) -> str:
    """All that is said in it, but how an answer was read."""
    lines = unescaped(_FOLD.sub("", text)).split("\n")
    return "\n".join(line for line in lines if not line.startswith(("Read as ", "Not understood: ")))


def entry(calendar: Part) -> Part:
    return next(part for part in calendar.parts if part.name in ("VEVENT", "VTODO"))


def edited(text: str, change: Callable[[Part], None]) -> str:
    """The object with its event or to-do changed."""
    calendar = parse(text)
    change(entry(calendar))
    return write(calendar)


def uid_of(text: str) -> str:
    return entry(parse(text)).value("UID")


def title_of(text: str) -> str:
    return unescaped(entry(parse(text)).value("SUMMARY"))


def body_of(text: str) -> str:
    return unescaped(entry(parse(text)).value("DESCRIPTION"))


def status_of(text: str) -> str:
    return entry(parse(text)).value("STATUS")


def has_guests(text: str) -> bool:
    return any(line_name(line) in ("ATTENDEE", "ORGANIZER") for line in entry(parse(text)).lines)


def start_of(text: str) -> datetime | date | None:
    """In UTC, or a date; None for a time on no clock."""
    return moment(entry(parse(text)).get("DTSTART"))


def moment(line: str) -> datetime | date | None:
    value = _value(line)
    if re.fullmatch(r"\d{8}", value):
        return datetime.strptime(value, "%Y%m%d").replace(tzinfo=UTC).date()
    if re.fullmatch(r"\d{8}T\d{6}Z", value):
        return datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    zone = re.search(r"TZID=\"?([A-Za-z]+/[A-Za-z_]+)", line)
    if zone is None or not re.fullmatch(r"\d{8}T\d{6}", value):
        return None
    return datetime.strptime(value, "%Y%m%dT%H%M%S").replace(tzinfo=ZoneInfo(zone[1])).astimezone(UTC)


def unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], text)


def escaped(text: str) -> str:
    return re.sub(r"([\\;,])", r"\\\1", text).replace("\n", "\\n")


def retitled(text: str, title: str) -> str:
    return edited(text, lambda part: part.put(f"SUMMARY:{escaped(title)}"))


def annotated(text: str, body: str) -> str:
    return edited(text, lambda part: part.put(f"DESCRIPTION:{escaped(body)}"))


def prompt_among(lines: list[str]) -> int | None:
    """Which of these lines of a body invites an answer."""
    found = [number for number, line in enumerate(lines) if _PROMPT.match(line)]
    return found[-1] if found else None


def answered(text: str, words: str, where: str) -> str | None:
    """With an answer typed: `behind` the invitation, and what stands there already; `instead` of that; on a line
    `below`; as the `first` line; before the `title`; or `twice`. None if there is no invitation."""
    if where == "title":
        return retitled(text, f"{words} {title_of(text)}")
    lines = body_of(text).split("\n")
    if where == "first":
        return annotated(text, "\n".join([words, *lines]))
    at = prompt_among([line.strip() for line in lines])
    if at is None:
        return None
    if where == "instead":
        invitation = _PROMPT.match(lines[at].strip())
        assert invitation is not None
        lines[at] = f"{invitation[0]} {words}"
    if where in ("behind", "twice"):
        lines[at] = f"{lines[at].rstrip()} {words}"
    if where in ("below", "twice"):
        lines.append(words)
    return annotated(text, "\n".join(lines))


def with_line(text: str, line: str) -> str:
    return edited(text, lambda part: part.lines.append(line))


def dragged(text: str, to: datetime | date, *, spelling: str = "utc") -> str:
    """Elsewhere, as long as it was. `spelling`: utc; zoned with the rules of the zone; bare, without them;
    unknown, a zone nobody knows; floating."""
    calendar = parse(text)
    part = entry(calendar)
    length = length_of(part)
    if isinstance(to, datetime):
        length = length or timedelta(minutes=15)
    else:
        length = timedelta(days=max(1, length.days)) if length else timedelta(days=1)
    end = "DTEND" if part.name == "VEVENT" else "DUE"
    part.drop("DURATION")
    part.put(spelled("DTSTART", to, spelling))
    part.put(spelled(end, to + length, spelling))
    if spelling == "zoned" and isinstance(to, datetime):
        calendar.parts = [each for each in calendar.parts if each.name != "VTIMEZONE"]
        calendar.parts.insert(0, parse(BERLIN))
    return write(calendar)


def stretched(text: str, by: timedelta) -> str:
    """Only its end is later (of a to-do: it is due later)."""
    calendar = parse(text)
    part = entry(calendar)
    end = "DTEND" if part.name == "VEVENT" else "DUE"
    until = moment(part.get(end))
    assert until is not None
    part.put(spelled(end, until + by, "utc"))
    return write(calendar)


def spelled(name: str, at: datetime | date, spelling: str) -> str:
    if not isinstance(at, datetime):
        return f"{name};VALUE=DATE:{at:%Y%m%d}"
    if spelling == "utc":
        return f"{name}:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    wall = f"{at.astimezone(ZoneInfo('Europe/Berlin')):%Y%m%dT%H%M%S}"
    match spelling:
        case "floating":
            return f"{name}:{wall}"
        case "unknown":
            return f"{name};TZID=Somewhere Nice:{wall}"
        case _:
            return f"{name};TZID=Europe/Berlin:{wall}"


def length_of(part: Part) -> timedelta | None:
    start, end = moment(part.get("DTSTART")), moment(part.get("DTEND") or part.get("DUE"))
    if isinstance(start, datetime) and isinstance(end, datetime):
        return end - start
    if start is None or end is None or isinstance(start, datetime) or isinstance(end, datetime):
        return None
    return end - start


def ticked(text: str, on: datetime | None) -> str:
    def change(part: Part) -> None:
        part.put("STATUS:COMPLETED")
        part.put("PERCENT-COMPLETE:100")
        if on is not None:
            part.put(f"COMPLETED:{on.astimezone(UTC):%Y%m%dT%H%M%SZ}")

    return edited(text, change)


def unticked(text: str) -> str:
    def change(part: Part) -> None:
        part.put("STATUS:NEEDS-ACTION")
        part.drop("COMPLETED", "PERCENT-COMPLETE")

    return edited(text, change)


def called_off(text: str) -> str:
    return edited(text, lambda part: part.put("STATUS:CANCELLED"))


def heard(text: str, on: datetime) -> str:
    """Its alarm was dismissed, as two programs write it."""

    def change(part: Part) -> None:
        part.put(f"X-MOZ-LASTACK:{on.astimezone(UTC):%Y%m%dT%H%M%SZ}")
        part.put(f"DTSTAMP:{on.astimezone(UTC):%Y%m%dT%H%M%SZ}")
        for alarm in part.parts:
            alarm.put(f"ACKNOWLEDGED:{on.astimezone(UTC):%Y%m%dT%H%M%SZ}")

    return edited(text, change)


def ringing_before(text: str, minutes: int) -> str:
    def change(part: Part) -> None:
        part.parts = [
            Part("VALARM", ["ACTION:DISPLAY", "DESCRIPTION:Reminder", f"TRIGGER:-PT{minutes}M", "UID:al-1"])
        ]

    return edited(text, change)


def copied(text: str, uid: str) -> str:
    """A second one, with a UID of its own and all else the same."""
    return edited(text, lambda part: part.put(f"UID:{uid}"))
