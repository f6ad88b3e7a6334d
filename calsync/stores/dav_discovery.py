"""Finding calendars (RFC 6764, RFC 4791): from an address or a server to those of a user; and making one.

`dav_connection` sends each request; names are looked up by caldav alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, urljoin
from xml.sax.saxutils import escape

from calsync.errors import AccessRefused, Unreachable, UsageError
from calsync.planning.plaintext import safe_line
from calsync.stores.dav_address import is_loopback, origin, path_of, spelt
from calsync.stores.dav_faults import SentElsewhere, failing, plain_errors
from calsync.stores.dav_providers import check_reachable, provider_of

if TYPE_CHECKING:
    from calsync.stores.dav_connection import Connection

EVENT, TODO = "VEVENT", "VTODO"
COLOUR = "#3A87ADFF"
DEEPEST = 8
"""How many homes of calendars are looked into."""

_MAY_WRITE = frozenset({"{DAV:}all", "{DAV:}write"})
_MAY_ALL_BUT_PROPERTIES = frozenset({"{DAV:}write-content", "{DAV:}bind"})
_DAV, _CALDAV = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}"
_ASKED = (
    '<?xml version="1.0" encoding="utf-8"?>'
    '<D:propfind xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop>'
    "<D:resourcetype/><D:displayname/><D:current-user-principal/><D:current-user-privilege-set/>"
    "<C:calendar-home-set/><C:calendar-user-address-set/><C:supported-calendar-component-set/></D:prop></D:propfind>"
)
_PROPS = (
    "<D:set><D:prop><D:displayname>{name}</D:displayname>{components}"
    '<A:calendar-color xmlns:A="http://apple.com/ns/ical/">{colour}</A:calendar-color></D:prop></D:set>'
)
_MAKE = (
    '<?xml version="1.0" encoding="utf-8"?>'
    '<C:mkcalendar xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">{props}</C:mkcalendar>'
)
_RENAME = (
    '<?xml version="1.0" encoding="utf-8"?>'
    '<D:propertyupdate xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">{props}</D:propertyupdate>'
)


class Start(NamedTuple):
    """Where to begin. `user` is whom the address names, `fallback` who it may be otherwise; both empty if it
    names nobody. `guessed` says that nothing but the domain points there: it may be a web site that has
    nothing to do with calendars, and has to ask for a password before it gets one."""

    url: str
    user: str = ""
    fallback: str = ""
    guessed: bool = False


class NoName(AccessRefused):
    """The server lets anybody in, and wants to know whose calendars are meant."""


class Calendar(NamedTuple):
    """A calendar as the server tells of it. `kinds` are the components it takes."""

    url: str
    name: str
    kinds: frozenset[str]
    writable: bool

    def takes(self, kind: str) -> bool:
        return self.writable and kind in self.kinds


class Calendars(NamedTuple):
    """What a user has. `homes` are where new calendars may go; none if the address was that of a calendar.
    `addresses` are the mail addresses by which the server knows the user."""

    found: tuple[Calendar, ...]
    homes: tuple[str, ...]
    addresses: tuple[str, ...] = ()


def find_start(typed: str, *, ca_file: str | None = None) -> Start:
    """Where the server of a URL, a mail address or a domain is. Only for the latter two names are looked up
    (SRV, TXT, then the well-known URI; nothing but https is taken). Raises UsageError for what is none of
    them and for plain http, AccessRefused for a provider that no password opens, Unreachable for a domain
    behind which nothing is found."""
    text = typed.strip()
    if "://" in text or not text or any(sign.isspace() for sign in text):
        check_reachable(origin(text).host)
        return Start(text)
    user, _, domain = text.rpartition("@")
    host = domain.partition("/")[0].partition(":")[0]
    if host != domain and not user:  # a URL without its beginning
        return find_start(f"{'http' if is_loopback(host) else 'https'}://{text}", ca_file=ca_file)
    check_reachable(domain)
    if origin(f"https://{domain}/").host == "" or "." not in domain:
        raise UsageError(
            "That is no address, no domain and no URL.",
            hint="Give your mail address at the provider, or the URL of the server.",
        )
    provider = provider_of(domain)
    url = provider.server if provider is not None else ""
    url = url or _looked_up(domain, ca_file)
    guess = f"https://{domain}/"
    return Start(url or guess, text if user else "", user, guessed=not url)


def _looked_up(domain: str, ca_file: str | None) -> str:
    """Empty where the domain tells of no calendars."""
    from caldav import discovery

    with plain_errors(domain):
        try:
            found = discovery.discover_caldav(domain, ssl_verify_cert=ca_file or True, require_tls=True)  # type: ignore[arg-type]
        except ValueError:  # a name that cannot be one
            found = None
    if found is None:
        return ""
    origin(found.url)
    check_reachable(found.hostname)
    return found.url


def find_calendars(connection: Connection, url: str, *, beyond: bool = False) -> Calendars:
    """The calendars of whoever is signed in: from any URL of the server; that of one calendar stands for it
    alone, unless to look `beyond` it. Raises AccessRefused if a password is wanted or is wrong (NoName if it
    may be the name alone), SentElsewhere if the calendars are at another server, Unreachable if this is no
    calendar server, and as `ask`."""
    site = origin(url).url
    principal = None
    spoke = False
    for place in dict.fromkeys((url, f"{site}/.well-known/caldav", f"{site}/")):
        answers = _properties(connection, place, depth=0)
        if not answers:
            continue
        spoke = True
        found = answers[0].values
        if _is_calendar(found) and not beyond:
            return Calendars((_calendar(answers[0]),), ())
        if principal := _href(found, f"{_DAV}current-user-principal"):
            principal = _at_home(connection, place, principal)
            break
    if not spoke:
        raise Unreachable(
            f"{connection.host} is no calendar server, or its calendars are elsewhere.",
            hint="Look for “CalDAV” in the provider’s help, and give that URL with --url.",
        )
    if principal is None:
        raise NoName(
            f"{connection.host} does not say whose calendars are to be looked for.",
            hint="Give a user name with --user, or the URL of the calendar itself.",
        )
    told = _properties(connection, principal, depth=0)
    values = told[0].values if told else {}
    homes = _homes(connection, principal, values)
    found_there = [
        _calendar(each)
        for home in homes
        for each in _properties(connection, home, depth=1)
        if _is_calendar(each.values)
    ]
    return Calendars(tuple(dict.fromkeys(found_there)), homes, _addresses(values))


def make_calendar(connection: Connection, calendars: Calendars, *, name: str, kind: str) -> Calendar | None:
    """A new calendar of that name, for events and to-dos, or for `kind` alone where the server takes no
    other; None where none can be made. Raises as `Connection.ask`."""
    url = ""
    for home in calendars.homes[:1]:
        for file, kinds in (("", (EVENT, TODO)), ("", (kind,)), ("-2", (kind,))):
            if file and (theirs := _made_meanwhile(connection, calendars, url, name)) is not None:
                return theirs
            url = f"{home.rstrip('/')}/{last_part(name)}{file}/"
            answer = connection.ask("MKCALENDAR", url, body=_MAKE.format(props=_props(name, kinds)))
            if answer.status >= 500:
                raise failing(connection.host, answer.status)
            if 200 <= answer.status < 300:
                return _made(connection, calendars, url, name)
    return None


def _made(connection: Connection, before: Calendars, url: str, name: str) -> Calendar | None:
    """The calendar that was just made, wherever the server put it, with its name."""
    seen = [each for each in _properties(connection, url, depth=0) if _is_calendar(each.values)]
    if not seen:
        known = {each.url for each in before.found}
        listed = [each for home in before.homes for each in _properties(connection, home, depth=1)]
        seen = [
            each
            for each in listed
            if _is_calendar(each.values) and each.url not in known and _calendar(each).name == name
        ]
    if not seen:
        return None
    made = _calendar(seen[0])
    if made.name != name:
        connection.ask("PROPPATCH", made.url, body=_RENAME.format(props=_props(name, ())))
    return made._replace(name=name)


def _made_meanwhile(connection: Connection, before: Calendars, url: str, name: str) -> Calendar | None:
    """The calendar of that name which someone else made there just now: another run of ours."""
    known = {each.url for each in before.found}
    there = [_calendar(each) for each in _properties(connection, url, depth=0) if _is_calendar(each.values)]
    return next((each for each in there if each.name == name and each.url not in known), None)


class _Answer(NamedTuple):
    url: str
    values: Mapping[str, object]


def _properties(connection: Connection, url: str, *, depth: int) -> Sequence[_Answer]:
    """What is known of a resource and, with depth 1, of what it holds; nothing where nobody speaks WebDAV."""
    from caldav.lib.error import AuthorizationError, ResponseError
    from caldav.response import PropfindResult

    with plain_errors(connection.host):
        try:
            answer = connection.client.propfind(url, _ASKED, depth)
        except AuthorizationError as error:
            if error.status == 401:
                raise
            return ()
        except ResponseError:  # a web page, say
            return ()
        if answer.status >= 500 and answer.status != HTTPStatus.NOT_IMPLEMENTED:
            raise failing(connection.host, answer.status)
        results = answer.results if answer.status == HTTPStatus.MULTI_STATUS else None
    return [
        # caldav has decoded it.
        _Answer(_absolute(url, quote(each.href, safe="/")), each.properties)
        for each in results or ()
        if isinstance(each, PropfindResult) and each.status < HTTPStatus.BAD_REQUEST
    ]


def _addresses(values: Mapping[str, object]) -> tuple[str, ...]:
    """RFC 6638, 2.4.1: among other names of the user."""
    names = _list(values, f"{_CALDAV}calendar-user-address-set")
    return tuple(name[7:] for name in map(str.strip, names) if name[:7].casefold() == "mailto:")


def _homes(connection: Connection, principal: str, values: Mapping[str, object]) -> tuple[str, ...]:
    said = values.get(f"{_CALDAV}calendar-home-set")
    hrefs = [said] if isinstance(said, str) else said if isinstance(said, list) else []
    homes = [_at_home(connection, principal, str(href)) for href in hrefs] or [principal]
    return tuple(dict.fromkeys(homes))[:DEEPEST]


def _at_home(connection: Connection, base: str, href: str) -> str:
    """An address the server gave, spelt in our way. Raises SentElsewhere if it is at another server."""
    there = urljoin(base, href)
    if origin(there) == origin(base):
        return _absolute(base, there)
    raise SentElsewhere(
        f"The calendars of {connection.host} are at {origin(there).name}.",
        hint=f"If you trust it with the password: --url {origin(there).url}{spelt(path_of(there))}",
        target=f"{origin(there).url}{spelt(path_of(there))}",
    )


def _absolute(base: str, href: str) -> str:
    """On the server of `base`, whatever the server says."""
    return f"{origin(base).url}{spelt(path_of(href, within=base))}"


def _href(values: Mapping[str, object], name: str) -> str | None:
    found = values.get(name)
    return found if isinstance(found, str) and found.strip() else None


def _is_calendar(values: Mapping[str, object]) -> bool:
    return f"{_CALDAV}calendar" in _list(values, f"{_DAV}resourcetype")


def _calendar(answer: _Answer) -> Calendar:
    values = answer.values
    name = values.get(f"{_DAV}displayname")
    last = path_of(answer.url).rstrip("/").rpartition("/")[2]
    kinds = frozenset(_list(values, f"{_CALDAV}supported-calendar-component-set")) or {EVENT, TODO}
    rights = frozenset(_list(values, f"{_DAV}current-user-privilege-set"))
    told = f"{_DAV}current-user-privilege-set" in values
    writable = not told or bool(rights & _MAY_WRITE) or rights >= _MAY_ALL_BUT_PROPERTIES
    shown = safe_line(name) if isinstance(name, str) else ""
    return Calendar(answer.url.rstrip("/") + "/", shown or last, frozenset(kinds), writable)


def _list(values: Mapping[str, object], name: str) -> list[str]:
    found = values.get(name)
    return [str(each) for each in found] if isinstance(found, list) else []


def _props(name: str, kinds: Sequence[str]) -> str:
    names = "".join(f'<C:comp name="{kind}"/>' for kind in kinds)
    components = f"<C:supported-calendar-component-set>{names}</C:supported-calendar-component-set>"
    return _PROPS.format(name=escape(name), components=components if kinds else "", colour=COLOUR)


def last_part(name: str) -> str:
    """Where a calendar of that name is put, below the home."""
    return "-".join(re.findall(r"[a-z0-9]+", name.casefold())) or "calendar"
