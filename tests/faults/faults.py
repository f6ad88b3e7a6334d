"""The ways a request may fail."""

from __future__ import annotations

from collections.abc import Callable

from tests.faults.proxy import After, Answer, Fault, Reach, as_it_is

LOGIN_PAGE = b"<!DOCTYPE html><html><body><form>Sign in to <b>Airport WiFi</b></form></body></html>"
EMPTY = b'<?xml version="1.0"?><multistatus xmlns="DAV:"/>'

UNREAD = Fault("reset before it was read", Reach.UNREAD)
UNSENT = Fault("lost before it was passed on", Reach.READ, after=After.CLOSE)
UNANSWERED = Fault("carried out, the answer lost", Reach.DONE, after=After.CLOSE)
STUCK = Fault("hangs before it is passed on", Reach.READ, after=After.HANG)
MUTE = Fault("carried out, then hangs", Reach.DONE, after=After.HANG)
SLOW = Fault("answered slowly", Reach.DONE, as_it_is, slowly=True)


def _of(make: Callable[[Answer], bytes]) -> Callable[[Answer | None], bytes]:
    def says(answer: Answer | None) -> bytes:
        assert answer is not None
        return make(answer)

    return says


IN_HEAD = Fault("cut in the head of the answer", Reach.DONE, _of(lambda a: a.head()[:30]), After.CLOSE)
IN_BODY = Fault(
    "cut in the body of the answer",
    Reach.DONE,
    _of(lambda a: a.head(max(2, len(a.body))) + a.body[: len(a.body) // 2]),
    After.CLOSE,
)
HALF_HANGS = Fault(
    "hangs in the body of the answer",
    Reach.DONE,
    _of(lambda a: a.head(max(2, len(a.body))) + a.body[: len(a.body) // 2]),
    After.HANG,
)
TOO_LONG = Fault(
    "says it is longer than it is", Reach.DONE, _of(lambda a: a.head(len(a.body) + 7) + a.body), After.CLOSE
)
TOO_SHORT = Fault(
    "says it is shorter than it is", Reach.DONE, _of(lambda a: a.head(len(a.body) // 2) + a.body)
)
TRUNCATED = Fault(
    "half of the XML, said to be all",
    Reach.DONE,
    _of(lambda a: a._replace(body=a.body[: len(a.body) // 2]).raw),
)


def answers(status: int, *, body: bytes = b"", reach: Reach = Reach.READ, **headers: str) -> Fault:
    """An answer that is not the server's. Names of headers are written with underscores."""
    names = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    said = Answer(status, "Whatever", names, body)
    label = f"{status}{' after it was carried out' if reach is Reach.DONE else ''}"
    return Fault(" ".join([label, *(f"{name}={value}" for name, value in names)]), reach, lambda _: said.raw)


LOGIN = answers(200, body=LOGIN_PAGE, Content_Type="text/html; charset=utf-8")._replace(name="a login page")
NOTHING = answers(207, body=EMPTY, Content_Type="application/xml")._replace(name="a 207 that holds nothing")
GARBAGE = answers(207, body=b"\x00<multistatus \xff\xfe", Content_Type="text/xml")._replace(name="garbage")
NO_ENTRY = answers(401, WWW_Authenticate='Basic realm="x"')
BUSY = answers(429)
BUSY_FOR_A_WHILE = answers(429, Retry_After="7")
DOWN = answers(503)
DOWN_FOR_A_WHILE = answers(503, Retry_After="3")

HANGING = (STUCK, MUTE, HALF_HANGS)
"""These take as long as the client waits."""


def away(url: str, status: int = 302) -> Fault:
    """Sent on to another server."""
    return answers(status, Location=url)._replace(name=f"{status} to another server")


def any_fault(url: str) -> tuple[Fault, ...]:
    """All that may happen to any request; `url` is another server's."""
    return (
        *(UNREAD, UNSENT, UNANSWERED, SLOW, IN_HEAD, IN_BODY, TOO_LONG, TOO_SHORT, TRUNCATED, *HANGING),
        *(LOGIN, NOTHING, GARBAGE, NO_ENTRY, BUSY, BUSY_FOR_A_WHILE, DOWN, DOWN_FOR_A_WHILE),
        *(answers(500), answers(502), answers(500, reach=Reach.DONE), answers(502, reach=Reach.DONE)),
        *(answers(504, reach=Reach.DONE), away(url), away(url, 307)),
    )


AT_A_WRITE = tuple(answers(status) for status in (400, 403, 404, 409, 412, 413, 423, 507))
"""Refusals, true or not, of one write."""
