"""Every exception that caldav and niquests know of becomes one sentence; a new one of theirs fails here."""

from __future__ import annotations

import inspect
import socket
import ssl

import pytest
from caldav.lib import error as dav
from lxml.etree import XMLSyntaxError  # type: ignore[import-untyped]
from niquests import exceptions as http
from niquests.packages.urllib3 import exceptions as urllib3  # type: ignore[import-not-found]

from calsync.errors import AccessRefused, CalsyncError, Unreachable, UsageError
from calsync.stores.dav_faults import NotSent, plain_errors, sentence

HOST = "dav.example"
SECRET = "https://alice:s3cret@dav.example/ Authorization: Basic czNjcmV0"

DAV: dict[str, tuple[type[CalsyncError], str]] = {
    "AuthorizationError": (AccessRefused, "does not let this user"),
    "ConsistencyError": (Unreachable, "none of a calendar server"),
    "DAVError": (Unreachable, "none of a calendar server"),
    "DeleteError": (Unreachable, "none of a calendar server"),
    "ETagMismatchError": (Unreachable, "another version"),
    "MkcalendarError": (Unreachable, "none of a calendar server"),
    "MkcolError": (Unreachable, "none of a calendar server"),
    "NotFoundError": (Unreachable, "nothing at that address"),
    "PropfindError": (Unreachable, "none of a calendar server"),
    "ProppatchError": (Unreachable, "none of a calendar server"),
    "PropsetError": (Unreachable, "none of a calendar server"),
    "PutError": (Unreachable, "none of a calendar server"),
    "RateLimitError": (NotSent, "is busy"),
    "ReportError": (Unreachable, "none of a calendar server"),
    "ResponseError": (Unreachable, "none of a calendar server"),
    "ScheduleTagMismatchError": (Unreachable, "another version"),
    "UidConflictAuthorizationError": (Unreachable, "another version"),
    "UidConflictConsistencyAuthorizationError": (Unreachable, "another version"),
    "UidConflictConsistencyError": (Unreachable, "another version"),
    "UidConflictETagMismatchError": (Unreachable, "another version"),
    "UidConflictError": (Unreachable, "another version"),
    "UidConflictScheduleTagMismatchError": (Unreachable, "another version"),
}
HTTP: dict[str, tuple[type[CalsyncError], str]] = {
    "ChunkedEncodingError": (Unreachable, "broke off"),
    "ConnectTimeout": (NotSent, "cannot be reached"),
    "ConnectionError": (Unreachable, "was lost"),
    "ContentDecodingError": (Unreachable, "broke off"),
    "HTTPError": (Unreachable, "went wrong"),
    "InvalidHeader": (UsageError, "cannot be sent"),
    "InvalidJSONError": (Unreachable, "went wrong"),
    "InvalidProxyURL": (NotSent, "proxy"),
    "InvalidSchema": (UsageError, "not an address"),
    "InvalidURL": (UsageError, "not an address"),
    "JSONDecodeError": (Unreachable, "went wrong"),
    "MissingSchema": (UsageError, "not an address"),
    "MultiplexingError": (Unreachable, "went wrong"),
    "ProxyError": (NotSent, "proxy"),
    "ReadTimeout": (Unreachable, "too long"),
    "RequestException": (Unreachable, "went wrong"),
    "RetryError": (Unreachable, "went wrong"),
    "SSLError": (Unreachable, "No safe connection"),
    "StreamConsumedError": (Unreachable, "went wrong"),
    "Timeout": (Unreachable, "too long"),
    "TooManyRedirects": (NotSent, "in circles"),
    "URLRequired": (UsageError, "not an address"),
    "UnrewindableBodyError": (Unreachable, "went wrong"),
}


def classes(module: object, base: type[Exception]) -> dict[str, type[Exception]]:
    return {name: one for name, one in inspect.getmembers(module, inspect.isclass) if issubclass(one, base)}


def http_error(name: str) -> Exception:
    kind: type[Exception] = getattr(http, name)
    return kind(SECRET, "", 0) if name == "JSONDecodeError" else kind(SECRET)


def test_every_error_of_caldav_is_known() -> None:
    assert classes(dav, Exception).keys() == DAV.keys()


def test_every_error_of_niquests_is_known() -> None:
    theirs = {name for name, one in classes(http, Exception).items() if not issubclass(one, Warning)}
    assert theirs - {"BaseHTTPError", "CompatJSONDecodeError"} == HTTP.keys()


@pytest.mark.parametrize("name", DAV)
def test_the_sentence_for_an_error_of_caldav(name: str) -> None:
    kind: type[dav.DAVError] = getattr(dav, name)
    check(kind(url=SECRET, reason=SECRET), *DAV[name])


@pytest.mark.parametrize("name", HTTP)
def test_the_sentence_for_an_error_of_niquests(name: str) -> None:
    check(http_error(name), *HTTP[name])


@pytest.mark.parametrize("name", classes(urllib3, urllib3.HTTPError))
def test_every_error_of_urllib3_has_a_sentence(name: str) -> None:
    kind = getattr(urllib3, name)
    # Made without its arguments, which each has in a way of its own: what counts is the class.
    check(kind.__new__(kind), CalsyncError, "")


@pytest.mark.parametrize(
    ("error", "kind", "said"),
    [
        (dav.AuthorizationError(status=401), AccessRefused, "the user name or the password"),
        (dav.AuthorizationError(status=403), AccessRefused, "does not let this user"),
        (dav.PropfindError(status=500), Unreachable, "in trouble just now (HTTP 500)"),
        (dav.ReportError(status=418), Unreachable, "nobody expects (HTTP 418)"),
        (XMLSyntaxError("x", 1, 1, 1), Unreachable, "none of a calendar server"),
        (ConnectionResetError(SECRET), Unreachable, "was lost"),
        (TimeoutError(SECRET), Unreachable, "was lost"),
        (socket.gaierror(-2, SECRET), Unreachable, "was lost"),
        (ssl.SSLEOFError(8, SECRET), Unreachable, "No safe connection"),
        (ssl.SSLCertVerificationError(1, SECRET), NotSent, "certificate"),
        (http.ConnectionError(ProcessLookupError(SECRET)), Unreachable, "was lost"),
    ],
    ids=repr,
)
def test_the_sentence_for_what_lies_behind(error: Exception, kind: type[CalsyncError], said: str) -> None:
    check(error, kind, said)


def test_a_proxy_of_another_kind() -> None:
    check(http.InvalidSchema("Missing dependencies for SOCKS support."), NotSent, "The proxy on the way")


def test_a_name_nobody_knows() -> None:
    unknown = urllib3.NameResolutionError.__new__(urllib3.NameResolutionError)
    check(http.ConnectionError(unknown), NotSent, "no server called dav.example")


def test_a_fault_of_ours_stays_what_it_is() -> None:
    assert sentence(KeyError("x"), HOST) is None
    with pytest.raises(ZeroDivisionError), plain_errors(HOST):
        raise ZeroDivisionError


def test_a_sentence_of_ours_stays_what_it_is() -> None:
    own = Unreachable("x")
    with pytest.raises(Unreachable) as caught, plain_errors(HOST):
        raise own
    assert caught.value is own


def test_what_was_sent_is_not_behind_a_sentence() -> None:
    with pytest.raises(CalsyncError) as caught, plain_errors(HOST):
        raise http.InvalidHeader(SECRET)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def check(error: Exception, kind: type[CalsyncError], said: str) -> None:
    found = sentence(error, HOST)
    assert isinstance(found, kind)
    assert said in found.message
    assert found.hint
    assert "s3cret" not in found.message + found.hint
    assert "czNj" not in found.message + found.hint
