"""What a server answers to a write, and what that means: the table."""

from __future__ import annotations

import pytest

from calsync.errors import AccessRefused, Unreachable
from calsync.stores.dav_connection import Answer
from calsync.stores.dav_verdict import Write, check
from calsync.sync.store import Changed, Exists, Missing, NotDone, Refused, Unsure

CREATE, REPLACE, REMOVE = Write.CREATE, Write.REPLACE, Write.REMOVE
WRITES = (CREATE, REPLACE, REMOVE)


def why(name: str, space: str = "urn:ietf:params:xml:ns:caldav") -> bytes:
    return f'<error xmlns="DAV:" xmlns:C="{space}"><C:{name}/></error>'.encode()


def outcome(write: Write, status: int, body: bytes = b"", content: str = "text/xml") -> NotDone | None:
    try:
        check(write, Answer(status, {"content-type": content}, body, "https://dav.example/x"), "dav.example")
    except NotDone as error:
        return error
    return None


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize("status", [200, 201, 204])
def test_done(write: Write, status: int) -> None:
    assert outcome(write, status) is None
    assert outcome(write, status, b"<multistatus xmlns='DAV:'/>") is None
    assert outcome(write, status, b"", "text/html") is None


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize("status", [200, 202, 207, 300, 303, 304, 408, 500, 501, 502, 503, 504, 505, 599])
def test_nobody_knows(write: Write, status: int) -> None:
    error = outcome(write, status, b"<html>Log in</html>", "text/html; charset=utf-8")
    assert isinstance(error, Unsure)
    assert isinstance(error.error, Unreachable)


@pytest.mark.parametrize(
    ("write", "status", "body", "kind"),
    [
        (CREATE, 412, b"", Exists),
        (CREATE, 409, b"", Exists),
        (CREATE, 409, why("no-uid-conflict"), Exists),
        (CREATE, 412, why("no-uid-conflict"), Exists),
        (CREATE, 403, why("no-uid-conflict"), Exists),
        (CREATE, 403, why("unique-scheduling-object-resource"), Exists),
        (CREATE, 400, why("no-uid-conflict"), Exists),
        (REPLACE, 412, b"", Changed),
        (REPLACE, 409, b"", Changed),
        (REPLACE, 423, b"", Changed),
        (REPLACE, 412, why("no-uid-conflict"), Exists),
        (REPLACE, 404, b"", Missing),
        (REPLACE, 410, b"", Missing),
        (REMOVE, 412, b"", Changed),
        (REMOVE, 423, b"", Changed),
        (REMOVE, 404, b"", Missing),
        (REMOVE, 410, b"", Missing),
    ],
)
def test_not_done(write: Write, status: int, body: bytes, kind: type[NotDone]) -> None:
    assert type(outcome(write, status, body)) is kind


@pytest.mark.parametrize(
    ("write", "status", "body", "said"),
    [
        (CREATE, 507, b"", "is full"),
        (REPLACE, 507, b"", "is full"),
        (CREATE, 403, why("quota-not-exceeded", "DAV:"), "is full"),
        (CREATE, 413, b"", "too large"),
        (CREATE, 403, why("max-resource-size"), "too large"),
        (CREATE, 412, why("max-resource-size"), "too large"),
        (CREATE, 403, b"", "does not let this user"),
        (CREATE, 403, why("need-privileges", "DAV:"), "does not let this user"),
        (REPLACE, 403, b"<html>", "does not let this user"),
        (REMOVE, 403, b"", "does not let this user"),
        (REMOVE, 405, b"", "does not let this user"),
        (CREATE, 412, why("valid-calendar-data"), "does not take this one"),
        (REPLACE, 412, why("valid-calendar-data"), "does not take this one"),
        (CREATE, 403, why("supported-calendar-component"), "does not take this one"),
        (CREATE, 400, b"", "does not take this one"),
        (CREATE, 404, b"", "does not take this one"),
        (CREATE, 415, b"", "does not take this one"),
        (CREATE, 422, b"", "does not take this one"),
        (REMOVE, 418, b"", "does not take this one"),
    ],
)
def test_refused(write: Write, status: int, body: bytes, said: str) -> None:
    error = outcome(write, status, body)
    assert isinstance(error, Refused)
    assert isinstance(error.error, AccessRefused)
    assert said in error.error.message
    assert error.error.hint


def test_a_new_one_that_is_locked_is_for_later() -> None:
    error = outcome(CREATE, 423)
    assert isinstance(error, Refused)
    assert isinstance(error.error, Unreachable)
