"""What a person's name looks like, how it is cleaned and compared, and when an address gives one away."""

from __future__ import annotations

import re
import unicodedata

from calsync.ical.words import Words, read_words
from calsync.planning.people import fold_name

ADDRESS = re.compile(r"[\w.!#$%&*+/=?^`{|}~'-]{1,64}@[\w.-]{1,253}\.[^\W\d_][\w-]{1,62}(?![\w@])")
_FULL_ADDRESS = re.compile(r"[^\s@<>\"(),:;\[\]\\]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,10}")
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.\-‐‑])*")
_LAST_FIRST = re.compile(r"([^,]{1,60}), ?([^,]{1,60})")
_TAIL = re.compile(r" (?:via|from|at|@|bei|chez|on behalf of|im auftrag von) .*$", re.IGNORECASE)
_ASIDE = re.compile(r"\([^()]{0,120}\)|\[[^\[\]]{0,120}\]|<[^<>]{0,120}>")
_CJK = (
    r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{1,6}(?:[ ・]?[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{1,6})?"
)
"""Compiled where a text may need it: that takes 2 ms."""
_HONORIFIC = re.compile(r"(?:様|さん|님|先生|씨)$")
_NAME_LIMIT = 120
_OUTSIDE = re.compile(r"^(?:external|externe?|ext|guest|gast) ?(?::|[–—-] ) ?", re.IGNORECASE)


def plain(text: str, *, limit: int = 300) -> str:
    """One clean line: no control, format or bidi characters, runs of white space made one space."""
    kept = (
        " " if char.isspace() or unicodedata.category(char) == "Cc" else char
        for char in text[: limit * 4]
        if char.isspace() or unicodedata.category(char) not in ("Cf", "Co", "Cs", "Cn")
    )
    return " ".join("".join(kept).split())[:limit].rstrip()


def fold(text: str) -> str:
    """For comparing, as `fold_name` has it, and an address without its sign as well."""
    return " ".join(fold_name(text[:400]).replace("@", " ").split())


def clean_address(text: str) -> str | None:
    """The address without its scheme, or None where it does not look like one."""
    value = text.strip().strip("<>\"'").strip()[:400]
    while value[:7].casefold() == "mailto:":
        value = value[7:].strip().strip("<>\"'")
    value = value.partition("?")[0]
    if not _FULL_ADDRESS.fullmatch(value) or value.casefold() == "invalid:nomail":
        return None
    return value


def untagged(email: str | None) -> str:
    """An address for comparing: casefolded and without what follows a plus ("dana+jobs@…" is "dana@…")."""
    local, _, domain = (email or "").casefold().rpartition("@")
    return f"{local.partition('+')[0] or local}@{domain}" if local else ""


def domain_of(email: str | None) -> str:
    """What follows the @, casefolded; empty without an address."""
    return email.rpartition("@")[2].casefold().rstrip(".") if email else ""


def is_under(domain: str, domains: frozenset[str]) -> bool:
    """Whether the domain is one of these or below one of these."""
    labels = domain.split(".")[-8:]
    return any(".".join(labels[at:]) in domains for at in range(len(labels)))


def clean_name(text: str) -> str | None:
    """A shown name as people say it: "Lee, Sarah (Engineering)" is "Sarah Lee". A bare address is none."""
    shown = plain(text, limit=_NAME_LIMIT).replace('"', "").replace("\\", "").strip("' ")
    if not shown or clean_address(shown) is not None or shown.casefold().startswith("mailto:"):
        return None
    shown = _OUTSIDE.sub("", " ".join(_ASIDE.sub(" ", shown).split()))
    shown = re.split(r" ?[|•·] ?| [–—/-] ", shown, maxsplit=1)[0]
    shown = " ".join(_TAIL.sub("", f" {shown}").split())
    listed = [part.strip() for part in shown.split(",")]
    listed = [listed[0], *(part for part in listed[1:] if not all(_is_title(word) for word in part.split()))]
    shown = ", ".join(part for part in listed if part)
    flipped = _LAST_FIRST.fullmatch(shown)
    if flipped is not None:
        last, first = _untitled(flipped.group(1)), _untitled(flipped.group(2))
        shown = last if _is_title(first) or _is_role(first) else f"{first} {last}"
    elif "," in shown:
        shown = shown.partition(",")[0]
    words = shown.split()
    while len(words) > 1 and _is_title(words[0]):
        words = words[1:]
    while len(words) > 2 and _is_title(words[-1]):
        words = words[:-1]
    shown = " ".join(words).strip(" ,;:-–—")
    if not any(char.isalpha() for char in shown) or "@" in shown:
        return None
    return shown


def _untitled(text: str) -> str:
    """A half of "Dr. Weiß, Jürgen" without the title before it; a title alone stays."""
    words = text.split()
    while len(words) > 1 and _is_title(words[0]):
        words = words[1:]
    return " ".join(words)


def _is_title(word: str) -> bool:
    return word.casefold().strip(".") in read_words().titles and len(word) > 1


def _is_role(text: str) -> bool:
    return read_words().role_noun.search(text) is not None


def name_from_address(email: str) -> str | None:
    """ "sarah.lee@…" is Sarah Lee, "sarah@…" is Sarah; "slee42@" and team mailboxes are nobody."""
    words = read_words()
    local = email.partition("@")[0].partition("+")[0].casefold()
    if local in words.mailboxes or local in words.robots:
        return None
    parts = [part for part in re.split(r"[._]", local) if part]
    if not 1 <= len(parts) <= 3 or not all(part.replace("-", "").isalpha() for part in parts):
        return None
    if any(part in words.mailboxes or part in words.robots for part in parts):
        return None
    if len(parts) == 1:
        return _capital(local) if local in words.given else None
    if len(parts[0]) < 2 or len(parts[-1]) < 2 or any(part in words.topics - words.given for part in parts):
        return None
    return " ".join(
        part if part in words.particles and at else _capital(part) for at, part in enumerate(parts)
    )


def _capital(word: str) -> str:
    return "-".join(part[:1].upper() + part[1:] for part in word.split("-"))


def is_name(text: str) -> bool:
    """Two to four capitalised words, particles aside, none of which says something else."""
    words = read_words()
    parts = text.split()
    if not 2 <= len(parts) <= 6:
        return False
    counted = 0
    for at, part in enumerate(parts):
        folded = part.casefold().strip(".")
        if at and folded in words.particles and part[:1].islower():
            continue
        if (
            not _WORD.fullmatch(part)
            or not part[:1].isupper()
            or (part.endswith((".", "-")) and len(part) > 3)
        ):
            return False
        if folded in words.not_names and folded not in words.given and not (at and folded in words.particles):
            return False
        counted += 1
    return 2 <= counted <= 4 and words.role_noun.search(text) is None


def listed_name(text: str) -> str | None:
    """The name a line of interviewers gives, also of words that elsewhere say something else ("Tom Friday",
    "Le An"), but no function and no company: two to four capitalised words, or "Herr Ito"."""
    words = read_words()
    parts = [part.strip(".,") for part in text.split()]
    titled = len(parts) == 2 and _is_title(parts[0]) and _WORD.fullmatch(parts[1]) is not None
    if titled and parts[1][:1].isupper() and parts[1].casefold() not in words.not_names:
        return " ".join(parts)
    while len(parts) > 2 and _is_title(parts[0]):
        parts = parts[1:]
    if not 2 <= len(parts) <= 4 or words.role_noun.search(text) is not None:
        return None
    if not all(_WORD.fullmatch(part) and part[:1].isupper() for part in parts):
        return None
    folded = [part.casefold() for part in parts]
    company = (words.company_words | words.legal) - words.given
    if set(folded) & (_NEVER_LISTED | company) or " ".join(folded) in words.nowhere:
        return None
    idle = [_is_idle(part, words=words) for part in parts]
    if is_given(parts[0]) and folded[0] not in words.topics - words.given:
        return None if all(idle) else " ".join(parts)
    odd = {part for part, said in zip(folded[1:], idle[1:], strict=True) if said} - words.particles
    begins = not idle[0] or folded[0] in words.calendar | words.cities | words.particles | {"case"}
    return None if odd or not begins or all(idle) else " ".join(parts)


_NEVER_LISTED = frozenset({"to", "be", "the", "our", "your", "my", "this", "team", "and", "or", "with"})


def _is_idle(word: str, *, words: Words) -> bool:
    """Whether a word says something else than a name; "An" and "Le" may be one, "HR" may not."""
    folded = word.casefold()
    short = len(word) == 2 and word.istitle()
    return folded in words.not_names and folded not in words.given and not short


def is_given(text: str) -> bool:
    """Whether a lone word is a common given name."""
    return text[:1].isupper() and text.casefold() in read_words().given


def is_cjk_name(text: str) -> bool:
    """Two to twelve characters of Chinese, Japanese or Korean: a name only where a list says so."""
    bare = _HONORIFIC.sub("", text)
    return len(bare) >= 2 and bare[0] >= "\u3040" and re.fullmatch(_CJK, bare) is not None


def without_honorific(text: str) -> str:
    return _HONORIFIC.sub("", text)


def leading_name(text: str) -> str | None:
    """The name a piece of text begins with, if what follows does not go on with it."""
    parts = text.split()[:8]
    while len(parts) > 1 and _is_title(parts[0]) and parts[0][:1].isupper():
        parts = parts[1:]
    for count in range(min(6, len(parts)), 1, -1):
        tail = parts[count] if count < len(parts) else ""
        name = " ".join(parts[:count]).rstrip(".,;:!?")
        if is_name(name) and not (tail[:1].isupper() and tail.isalpha()):
            return name
    return None
