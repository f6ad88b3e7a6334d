"""Templates: which file a draft is made of, what it may contain, and the text that comes of it.

A template says `Subject: …`, leaves a line blank and goes on with the body. It is Jinja2, and no more of it
than a letter needs: names, if, a few filters and gap("…"). Loops, assignments, calls and attributes are
refused before anything runs, so a template can neither reach out nor grow beyond its length times that of
the longest fact; the sandbox stands behind that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from calsync.errors import SettingsError
from calsync.messages.draft_facts import FACTS, gap
from calsync.planning.interview import Kind
from calsync.planning.plaintext import safe_line, safe_text

if TYPE_CHECKING:
    from jinja2 import Template, nodes
    from jinja2.sandbox import SandboxedEnvironment

SOURCE_LIMIT = 10_000
OUTPUT_LIMIT = 20_000
FILTERS = frozenset({"upper", "lower", "capitalize", "title", "trim", "default"})
REMEDY = f'Templates know {", ".join(sorted(FACTS))}, as in {{{{ company }}}}; {{% if … %}}; and gap("…").'
ALIKE = {Kind.PHONE_SCREEN: Kind.RECRUITER_SCREEN}
"""Kinds that share a template unless they have their own."""


def find_template(step: str, kind: Kind, sources: Mapping[str, str]) -> tuple[str, str] | None:
    """Name and text of the template: the person's own before the built-in ones, and STEP--KIND.txt before
    STEP.txt. A step that counts months, as in stay-in-touch-6, may share that without them."""
    for look in (sources.get, _built_in):
        for name in _names(step, kind):
            if (text := look(name)) is not None:
                return name, text
    return None


def _names(step: str, kind: Kind) -> Iterator[str]:
    for each in dict.fromkeys((step, re.sub(r"-\d+$", "", step))):
        yield f"{each}--{kind.value}.txt"
        if kind in ALIKE:
            yield f"{each}--{ALIKE[kind].value}.txt"
        yield f"{each}.txt"


@cache
def _built_in(name: str) -> str | None:
    if name not in built_in_names():
        return None
    return (Path(__file__).with_name("templates") / name).read_text("utf-8")


@cache
def built_in_names() -> frozenset[str]:
    return frozenset(path.name for path in Path(__file__).with_name("templates").glob("*.txt"))


def fill(name: str, source: str, facts: Mapping[str, str], *, mail: bool) -> tuple[str, str]:
    """Subject and body; the subject is empty for what is no `mail`. Raises SettingsError for a template
    that is broken, with its line."""
    from jinja2 import TemplateError

    template = _compiled(name, source)
    parts: list[str] = []
    length = 0
    try:
        for part in template.generate(dict(facts)):
            parts.append(part)
            length += len(part)
            if length > OUTPUT_LIMIT:
                raise _fault(name, 1, f"what comes of it is longer than {OUTPUT_LIMIT:,} characters")
    except TemplateError as error:
        raise _fault(name, 1, error.message or "it cannot be filled in") from None
    except (TypeError, ValueError, OverflowError):
        raise _fault(name, 1, "it compares or changes what is no text") from None
    return _subject_and_body(name, "".join(parts), mail=mail)


def _subject_and_body(name: str, text: str, *, mail: bool) -> tuple[str, str]:
    text = safe_text(text).strip()
    head, _, rest = text.partition("\n")
    subject = ""
    if head[:8].casefold() == "subject:":
        subject, text = safe_line(head[8:]), rest
    if mail and not subject:
        raise _fault(
            name, 1, "it has no subject", hint="Begin it with “Subject: …” and leave a line blank after it."
        )
    lines = (re.sub(r" {2,}", " ", line).rstrip() for line in text.split("\n"))
    body = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    if not body:
        raise _fault(name, 1, "nothing comes of it", hint="Write what the message is to say.")
    return subject, body


@lru_cache(maxsize=128)
def _compiled(name: str, source: str) -> Template:
    from jinja2 import TemplateSyntaxError

    if len(source) > SOURCE_LIMIT:
        raise _fault(name, 1, f"it is longer than {SOURCE_LIMIT:,} characters")
    environment = _environment()
    try:
        tree = environment.parse(source)
        _check(name, tree)
        return environment.from_string(tree)
    except TemplateSyntaxError as error:
        raise _fault(name, error.lineno or 1, _lower_first((error.message or "").rstrip("."))) from None
    except (TypeError, ValueError, OverflowError):
        raise _fault(name, 1, "it holds a number or a comparison that makes no sense") from None
    except (RecursionError, MemoryError, SyntaxError):
        raise _fault(name, 1, "its expressions are nested too deeply") from None


@cache
def _environment() -> SandboxedEnvironment:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True
    )
    environment.globals.clear()
    environment.globals["gap"] = gap
    environment.filters = {name: environment.filters[name] for name in FILTERS}
    environment.tests = {"defined": environment.tests["defined"]}
    return environment


def _check(name: str, tree: nodes.Template) -> None:
    """Raises SettingsError for whatever is not on the list of what a letter needs."""
    from jinja2 import nodes

    plain = (
        nodes.Output,
        nodes.TemplateData,
        nodes.If,
        nodes.CondExpr,
        nodes.Compare,
        nodes.Operand,
        nodes.And,
        nodes.Or,
        nodes.Not,
        nodes.Concat,
        nodes.Const,
        nodes.Tuple,
        nodes.List,
    )
    called: set[int] = set()  # where gap stands as it should: a call is met before what it calls
    queue: list[nodes.Node] = list(tree.iter_child_nodes())
    while queue:
        node = queue.pop()
        queue.extend(node.iter_child_nodes())
        match node:
            case nodes.Name(name="gap") if id(node) not in called:
                raise _fault(
                    name, node.lineno or 1, "gap wants a text", hint='Write gap("what only you know").'
                )
            case nodes.Name(name=word):
                if word not in FACTS and word != "gap":
                    raise _fault(name, node.lineno, f"there is no “{word}”", hint=_nearest(word))
            case nodes.Filter(name=word):
                most = 1 if word == "default" else 0
                if word not in FILTERS or node.args[most:] or node.kwargs or node.dyn_args or node.dyn_kwargs:
                    raise _fault(
                        name,
                        node.lineno,
                        f"the filter “{word}” is not for templates",
                        hint=f"There are {', '.join(sorted(FILTERS))}.",
                    )
            case nodes.Test(name="defined"):
                pass
            case nodes.Call(node=nodes.Name(name="gap") as word, args=[nodes.Const(value=str())], kwargs=[]):
                called.add(id(word))
                if node.dyn_args or node.dyn_kwargs:
                    raise _fault(name, node.lineno, "gap wants one text")
            case _ if isinstance(node, plain):
                pass
            case _:
                what = type(node).__name__.lower()
                raise _fault(name, node.lineno or 1, f"“{what}” is not for templates")


def _nearest(word: str) -> str:
    from rapidfuzz import process

    near = process.extractOne(word, sorted(FACTS), score_cutoff=60)
    return f"Did you mean “{near[0]}”? {REMEDY}" if near else REMEDY


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:] or "it cannot be read"


def _fault(name: str, line: int, why: str, *, hint: str = REMEDY) -> SettingsError:
    return SettingsError(f"Template {name}, line {line}: {why}.", hint=hint)
