"""Addresses of calendar servers: which are safe, which are one server, and one spelling for each path."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import quote, unquote, urljoin, urlsplit

from calsync.errors import UsageError

_PORTS = {"https": 443, "http": 80}
_HOST = re.compile(r"[a-z0-9._-]+|[0-9a-f:.]+")
"""Names and numbers of hosts, and nothing that two programs could read in two ways, or a terminal obey."""
_EXAMPLE = "An address looks like https://dav.example/."


class Origin(NamedTuple):
    """One server (RFC 6454): what a password is for."""

    scheme: str
    host: str
    port: int

    @property
    def name(self) -> str:
        """For a sentence."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.name}"


def origin(url: str) -> Origin:
    """Of an absolute address. Raises UsageError for what is none, for one with a name or a password in it,
    and for plain http to anywhere but this machine."""
    try:
        parts = urlsplit(url)
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode("ascii") if parts.hostname else ""
    except (ValueError, UnicodeError):
        raise UsageError("That is not an address of a calendar server.", hint=_EXAMPLE) from None
    if parts.scheme not in _PORTS or not _HOST.fullmatch(host):
        raise UsageError("That is not an address of a calendar server.", hint=_EXAMPLE)
    if parts.username is not None or parts.password is not None:
        raise UsageError(
            "The address holds a user name or a password.",
            hint="Leave them out; the name is given with --user, and the password is asked for.",
        )
    found = Origin(parts.scheme, host, _PORTS[parts.scheme] if port is None else port)
    if found.scheme == "http" and not is_loopback(found.host):
        raise UsageError(
            f"The address of {found.name} is plain http: anyone on the way could read the password.",
            hint="Use https:// instead.",
        )
    return found


def is_loopback(host: str) -> bool:
    """Whether that is this machine, going by the address itself or the one name that always means it."""
    from ipaddress import ip_address

    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def path_of(url: str, *, within: str = "") -> str:
    """The path of an address, which may be relative to another one, in the one spelling we compare: decoded,
    but for what would then mean something else (RFC 3986, 6.2.2.2). Servers spell `@`, `+` and letters each
    in a way of their own. Raises ValueError for what cannot be read."""
    path = urlsplit(urljoin(within, url)).path or "/"
    return "/".join(_decoded(segment) for segment in path.split("/"))


def is_in(folder: str, path: str) -> bool:
    """Whether such a path is that of something right in such a folder, whose path ends in a slash: not the
    folder itself, nothing in a folder below it, and no way out of it."""
    name = path.removeprefix(folder)
    return path.startswith(folder) and name != "" and "/" not in name and not leads_up(name)


def leads_up(path: str) -> bool:
    """Whether a path may lead to a folder above, also for a server that takes a slash for one however it is
    written."""
    return not {".", ".."}.isdisjoint(re.split(r"/|%2F|\\", path))


def spelt(path: str) -> str:
    """Such a path as it is sent."""
    return quote(path, safe="/%!$&'()*+,;=:@")


def _decoded(segment: str) -> str:
    kept = re.split("(%2[Ff]|%25)", segment)
    try:
        return "".join(
            piece.upper() if odd % 2 else unquote(piece, errors="strict") for odd, piece in enumerate(kept)
        )
    except UnicodeDecodeError:
        return re.sub("%[0-9a-fA-F]{2}", lambda found: found[0].upper(), segment)
