"""What goes wrong between us and a CalDAV server, as one sentence with the way out.

The one place where exceptions of caldav, niquests, lxml and the system become calsync errors. No sentence
holds an address with a name in it, a password, or text the server chose.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from calsync.errors import AccessRefused, CalsyncError, Unreachable, UsageError

if TYPE_CHECKING:
    from caldav.lib.error import DAVError

LATER = "Try again later; nothing is lost."
_ADDRESS = "Check the address, and whether this machine is online."
_CERTIFICATES = {
    10: ("has expired", "Whoever runs the server must renew it."),
    18: ("is self-signed", ""),
    19: ("is signed by an authority this machine does not know", ""),
    20: ("is signed by an authority this machine does not know", ""),
    62: ("is for another name", "Check the address."),
    64: ("is for another address", "Check the address."),
}
"""By the numbers of OpenSSL's X509_V_ERR_*."""


class NotSent(Unreachable):
    """Unreachable, and surely nothing was carried out: no connection came about, or it was sent away."""


class SentElsewhere(NotSent):
    """The way leads to another server, where the password is not taken. `target` is where, without a name or
    a password in it."""

    def __init__(self, message: str, *, hint: str, target: str) -> None:
        super().__init__(message, hint=hint)
        self.target = target


@contextmanager
def plain_errors(host: str) -> Iterator[None]:
    """What comes out of caldav, niquests, lxml or the system while talking to `host` becomes a sentence."""
    try:
        yield
    except CalsyncError:
        raise
    except Exception as error:
        known = sentence(error, host)
        if known is None:
            raise
        # Not its cause: that may hold the headers which were sent.
        raise known from None


def wrong_password(host: str) -> AccessRefused:
    return AccessRefused(
        f"{host} refuses the user name or the password.",
        hint="Check both; many providers want a password made for apps, not the one of the account.",
    )


def no_rights(host: str) -> AccessRefused:
    return AccessRefused(
        f"{host} does not let this user do that.",
        hint="Choose a calendar of your own, or ask whoever shares this one for the right to write to it.",
    )


def cut_off(host: str) -> Unreachable:
    return Unreachable(f"The answer of {host} broke off.", hint=LATER)


def unreadable(host: str) -> Unreachable:
    return Unreachable(
        f"{host} gives an answer that is none of a calendar server.",
        hint="A login page of a network looks like that: open a web page first. If not, check the address.",
    )


def too_much(host: str, most: int) -> Unreachable:
    return Unreachable(
        f"{host} sends more than calsync takes in (over {most // 1_000_000} MB).",
        hint="Choose a calendar that holds the reminders only.",
    )


def too_slow(host: str) -> Unreachable:
    return Unreachable(f"{host} takes too long to answer.", hint=LATER)


def failing(host: str, status: int) -> Unreachable:
    """A status that says that the server is in trouble, or that nobody expects."""
    if status >= 500:
        return Unreachable(f"{host} is in trouble just now (HTTP {status}).", hint=LATER)
    return Unreachable(
        f"{host} gives an answer nobody expects (HTTP {status}).", hint="Check the address of the calendar."
    )


def gone(host: str) -> Unreachable:
    return Unreachable(
        f"The calendar is not on {host} any more.",
        hint="See whether it was removed or renamed there; then choose one with: calsync account add",
    )


def moved(host: str) -> NotSent:
    return NotSent(
        f"The calendar has another address on {host} now.",
        hint="Find it again with: calsync account add",
    )


def only_a_part(host: str) -> Unreachable:
    return Unreachable(
        f"{host} answered with only a part of the calendar.",
        hint="Choose a calendar that holds the reminders only, or try again later.",
    )


def busy(host: str, seconds: float | None) -> NotSent:
    """Asked to wait, longer than we are willing to."""
    return NotSent(
        f"{host} is busy and asks for a break.",
        hint=f"Try again {_in_a_while(seconds)}; nothing is lost.",
    )


def sentence(error: Exception, host: str) -> CalsyncError | None:
    """None for what is not known: that is a fault of ours."""
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _certificate(cause, host)
    from caldav.lib.error import DAVError
    from lxml.etree import LxmlError  # type: ignore[import-untyped]
    from niquests.exceptions import RequestException
    from niquests.packages.urllib3.exceptions import HTTPError  # type: ignore[import-not-found]

    match error:
        case DAVError():
            return _dav(error, host)
        case RequestException() | HTTPError():
            return _http(error, host)
        case LxmlError():
            return unreadable(host)
        case ssl.SSLError():
            return _insecure(host)
        case OSError():
            return _lost(error, host)
        case _:
            return None


def _dav(error: DAVError, host: str) -> CalsyncError:
    from caldav.lib import error as dav

    match error:
        case dav.UidConflictError() | dav.ScheduleTagMismatchError() | dav.ETagMismatchError():
            return Unreachable(f"{host} has another version of that.", hint="Run it again.")
        case dav.RateLimitError():
            return busy(host, error.retry_after_seconds)
        case dav.AuthorizationError() if error.status == 401:
            return wrong_password(host)
        case dav.AuthorizationError():
            return no_rights(host)
        case dav.NotFoundError():
            return Unreachable(
                f"{host} has nothing at that address.", hint="Check the address of the calendar."
            )
        case dav.ResponseError():
            return unreadable(host)
        case _ if error.status is not None:
            return failing(host, error.status)
        case _:
            return unreadable(host)


def _http(error: Exception, host: str) -> CalsyncError:
    from niquests import exceptions as http
    from niquests.packages.urllib3 import exceptions as urllib3  # type: ignore[import-not-found]

    match error:
        case http.InvalidProxyURL() | http.ProxyError():
            return _no_proxy(host)
        case http.InvalidSchema() if "SOCKS" in str(error):  # what it takes for such a proxy is not installed
            return _no_proxy(host)
        case http.InvalidHeader() | urllib3.InvalidHeader():
            return UsageError(
                "The user name or the password holds a character that cannot be sent.",
                hint="Check whether it was copied whole, without a line break.",
            )
        case (
            http.URLRequired()
            | http.MissingSchema()
            | http.InvalidSchema()
            | http.InvalidURL()
            | urllib3.LocationValueError()
        ):
            return UsageError(
                "That is not an address of a calendar server.", hint="It looks like https://dav.example/."
            )
        case http.SSLError() | urllib3.SSLError():
            return _insecure(host)
        case http.ConnectTimeout() | urllib3.ConnectTimeoutError():
            return _not_reached(error, host)
        case http.Timeout() | urllib3.TimeoutError():
            return too_slow(host)
        case http.TooManyRedirects():
            return NotSent(f"{host} sends us round in circles.", hint="Check the address of the calendar.")
        case http.ChunkedEncodingError() | http.ContentDecodingError() | urllib3.DecodeError():
            return cut_off(host)
        case http.ConnectionError() | urllib3.ProtocolError() | urllib3.PoolError():
            return _lost(error, host)
        case _:
            return Unreachable(f"Talking to {host} went wrong.", hint=LATER)


def _no_proxy(host: str) -> NotSent:
    return NotSent(
        f"The proxy on the way to {host} cannot be used.",
        hint="Check the settings of the proxy (HTTPS_PROXY).",
    )


def _lost(error: Exception, host: str) -> Unreachable:
    """A connection that never was, or one that was lost; only of the former nothing can have been done."""
    from niquests.packages.urllib3.exceptions import NewConnectionError, ReadTimeoutError

    if any(isinstance(cause, NewConnectionError) for cause in _causes(error)):
        return _not_reached(error, host)
    if any(isinstance(cause, ReadTimeoutError) for cause in _causes(error)):
        return too_slow(host)
    return Unreachable(f"The connection to {host} was lost.", hint=LATER)


def _not_reached(error: Exception, host: str) -> NotSent:
    from niquests.packages.urllib3.exceptions import NameResolutionError

    causes = tuple(_causes(error))
    if any(isinstance(cause, NameResolutionError) for cause in causes):
        return NotSent(f"There is no server called {host} to be found.", hint=_ADDRESS)
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return NotSent(f"No server answers at {host}.", hint=_ADDRESS)
    return NotSent(f"{host} cannot be reached.", hint=_ADDRESS)


def _insecure(host: str) -> Unreachable:
    return Unreachable(
        f"No safe connection to {host} comes about.",
        hint="Check the address, above all its port: it must be one for https.",
    )


def _certificate(error: ssl.SSLCertVerificationError, host: str) -> NotSent:
    what, hint = _CERTIFICATES.get(getattr(error, "verify_code", 0), ("cannot be trusted", ""))
    own = "If the server is your own, name its certificate with --ca-file."
    return NotSent(f"The certificate of {host} {what}.", hint=hint or own)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and all that is behind it: urllib3 and niquests wrap in their own ways."""
    seen: set[int] = set()
    waiting: list[object] = [error]
    while waiting:
        one = waiting.pop()
        if not isinstance(one, BaseException) or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += [*one.args, getattr(one, "reason", None), one.__cause__, one.__context__]


def _in_a_while(seconds: float | None) -> str:
    if seconds is None:
        return "in a few minutes"
    if seconds < 90:
        return f"in {max(1, round(seconds))} s"
    if seconds < 5400:
        return f"in {round(seconds / 60)} minutes"
    return "later, in some hours" if seconds < 86_400 else "tomorrow or later"
