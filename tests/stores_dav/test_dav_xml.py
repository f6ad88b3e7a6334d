"""What servers answer, in all their spellings, and what only looks like it."""

from __future__ import annotations

import pytest

from calsync.stores.dav_xml import Part, changes_since, multistatus, preconditions, these

CAL = "urn:ietf:params:xml:ns:caldav"


def test_prefixes_and_line_ends_do_not_matter() -> None:
    said = multistatus(
        f'<?xml version="1.0"?><d:multistatus xmlns:d="DAV:" xmlns:x="{CAL}"><d:response>\n'
        "<d:href> /c/%C3%A9.ics\n</d:href><d:propstat><d:prop>"
        "<d:getetag>&quot;1&quot;</d:getetag><x:calendar-data>A&#13;\nBé\r\nC\n D</x:calendar-data>"
        "</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>"
        "<d:sync-token> t </d:sync-token></d:multistatus>".encode()
    )
    assert said is not None
    assert said.token == "t"
    assert said.parts == (Part("/c/%C3%A9.ics", 200, '"1"', "A\r\nBé\r\nC\r\n D", None),)


@pytest.mark.parametrize(
    ("inside", "status", "etag"),
    [
        ("<status>HTTP/1.1 404 Not Found</status>", 404, None),
        ("<status>HTTP/1.1 507 Insufficient Storage</status>", 507, None),
        ("<propstat><prop><getetag/></prop><status>HTTP/1.1 404 Not Found</status></propstat>", 200, None),
        ("<propstat><prop><getetag>1</getetag></prop><status>HTTP/1.1 200 OK</status></propstat>", 200, "1"),
        ("<propstat><prop><getetag>1</getetag></prop></propstat>", 200, "1"),
        ("<propstat><prop><getetag/></prop><status>HTTP/1.1 403 Forbidden</status></propstat>", 403, None),
        ("<status>rubbish</status>", 0, None),
        ("<status>HTTP/1.1 ²00</status>", 0, None),
        ("", 200, None),
    ],
)
def test_the_status_of_one_resource(inside: str, status: int, etag: str | None) -> None:
    said = multistatus(
        f"<multistatus xmlns='DAV:'><response><href>/x</href>{inside}</response></multistatus>".encode()
    )
    assert said is not None
    assert said.parts == (Part("/x", status, etag, None, None),)


BOMB = b"""<!DOCTYPE m [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>
<multistatus xmlns="DAV:"><response><href>&d;</href></response></multistatus>"""


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"<html><body>Please log in</body></html>",
        b"<!DOCTYPE html><html><head><meta charset=utf-8><title>Log in</title>",
        b"<multistatus xmlns='DAV:'><response>",
        b"<multistatus/>",
        b"<error xmlns='DAV:'/>",
        b'{"error": "login"}',
        b"\x00\x01",
        BOMB,
        b'<!DOCTYPE m SYSTEM "http://127.0.0.1:1/x.dtd"><multistatus xmlns="DAV:"/>',
        b'<!DOCTYPE m [<!ENTITY f SYSTEM "file:///etc/passwd">]><multistatus xmlns="DAV:">&f;</multistatus>',
    ],
)
def test_what_is_no_answer_of_a_calendar(body: bytes) -> None:
    assert multistatus(body) is None
    assert preconditions(body) == frozenset()


def test_many_large_objects() -> None:
    one = f"<response><href>/x</href><propstat><prop><c:calendar-data xmlns:c='{CAL}'>{'x' * 5_000_000}</c:calendar-data></prop></propstat></response>"
    said = multistatus(f"<multistatus xmlns='DAV:'>{one * 6}</multistatus>".encode())
    assert said is not None
    assert [len(part.text or "") for part in said.parts] == [5_000_000] * 6


def test_why_something_is_refused() -> None:
    body = f"<D:error xmlns:D='DAV:' xmlns:C='{CAL}'><!-- why --><C:no-uid-conflict><D:href>/x</D:href></C:no-uid-conflict></D:error>"
    assert preconditions(body.encode()) == {"no-uid-conflict"}


def test_what_is_asked_holds_no_more_than_was_meant() -> None:
    assert "<D:sync-token>a&lt;b&gt;&amp;c</D:sync-token>" in changes_since("a<b>&c")
    assert "<D:href>/a&amp;b</D:href><D:href>/c</D:href>" in these(["/a&b", "/c"])
