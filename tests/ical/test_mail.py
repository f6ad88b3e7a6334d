"""Whole mails, and the calendars found in them."""

from __future__ import annotations

import base64
import quopri
import time
from contextlib import suppress
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calsync.errors import InputError
from calsync.ical.mail import Attached, Mail, read_mail
from calsync.ical.mail_shape import looks_like_mail

ICS = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20261201T130000Z\r\n"
    b"SUMMARY:Interview with Zo\xc3\xab\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
HEADERS = (
    "From: =?utf-8?q?Fox=2C_Zo=C3=AB?= <zoe@acme.example>\r\nTo: Sam Lee <sam@home.example>\r\n"
    "Subject: =?utf-8?b?SW50ZXJ2aWV3IOKAkyBBY21l?=\r\nMIME-Version: 1.0\r\n"
)


def single(content_type: str = "text/calendar; charset=UTF-8", *, body: bytes = ICS, more: str = "") -> bytes:
    return f"{HEADERS}{more}Content-Type: {content_type}\r\n\r\n".encode() + body


def multi(*parts: bytes, headers: str = HEADERS, kind: str = "mixed") -> bytes:
    inside = b"".join(b"--b\r\n" + part + b"\r\n" for part in parts)
    return f'{headers}Content-Type: multipart/{kind}; boundary="b"\r\n\r\n'.encode() + inside + b"--b--\r\n"


def part(content_type: str, body: bytes, *, more: str = "") -> bytes:
    return f"Content-Type: {content_type}\r\n{more}\r\n".encode() + body


INLINE = part('text/calendar; charset="UTF-8"; method=REQUEST', ICS)
ATTACHED = part(
    'application/ics; name="invite.ics"',
    base64.encodebytes(ICS),
    more='Content-Disposition: attachment; filename="invite.ics"\r\nContent-Transfer-Encoding: base64\r\n',
)
PLAIN = part("text/plain; charset=utf-8", "Dear Sam,\r\nsee you – Zoë".encode())
HTML = part("text/html; charset=utf-8", "<p>Dear Sam,</p><p>see you &ndash; Zoë</p>".encode())


def read(data: bytes) -> Mail:
    return read_mail(data, file="mail.eml")


def only(data: bytes) -> Attached:
    (one,) = read(data).calendars
    return one


def test_an_ordinary_invitation() -> None:
    mail = read(multi(PLAIN, HTML, INLINE, ATTACHED))
    assert len(mail.calendars) == 1
    assert mail.calendars[0].data.strip() == ICS.strip()
    assert mail.calendars[0].method == "REQUEST"
    assert (mail.sender_name, mail.sender_email) == ("Fox, Zoë", "zoe@acme.example")
    assert mail.subject == "Interview – Acme"
    assert mail.text == "Dear Sam,\nsee you – Zoë"
    assert mail.recipient == "sam@home.example"


def test_the_method_of_either_copy_is_kept() -> None:
    assert only(multi(ATTACHED, INLINE)).method == "REQUEST"
    assert only(multi(ATTACHED)) == Attached("mail.eml (invite.ics)", ICS, None)


def test_two_different_calendars() -> None:
    other = part("text/calendar; method=CANCEL", ICS.replace(b"UID:1", b"UID:2"))
    assert [one.method for one in read(multi(INLINE, other)).calendars] == ["REQUEST", "CANCEL"]


def test_html_alone_gives_the_text() -> None:
    assert read(multi(HTML, INLINE)).text == "Dear Sam,\n\nsee you – Zoë"


@pytest.mark.parametrize(
    "data",
    [
        single(),
        single("text/calendar; method=REQUEST;; charset=UTF-8"),
        single("text/calendar method=REQUEST"),
        single("TEXT/CALENDAR"),
        single("application/ics"),
        single("text/plain"),
        single("application/octet-stream; name=Invite.ICS", more="X-A: 1\r\n"),
        single(
            "application/octet-stream", more="Content-Disposition: attachment; filename*=utf-8''e%20v.ics\r\n"
        ),
        single(body=base64.encodebytes(ICS), more="Content-Transfer-Encoding: base64\r\n"),
        single(body=b"!" + base64.encodebytes(ICS)[:-3], more="Content-Transfer-Encoding: BASE64 \r\n"),
        single(body=quopri.encodestring(ICS), more="Content-Transfer-Encoding: quoted-printable\r\n"),
        single("text/calendar; charset=no-such"),
        single("text/calendar; charset=us-ascii"),
        single("text/calendar; charset=iso-8859-1"),
        single("text/calendar; charset=koi8-r"),
        single("text/calendar; charset=punycode"),
        single().replace(b"\r\n", b"\n"),
        b"From zoe@acme.example Tue Dec  1 10:00:00 2026\r\n" + single(),
        b">From zoe@acme.example\n" + single().replace(b"\r\n", b"\n"),
        b"\xef\xbb\xbf\r\n" + single(),
        multi(INLINE),
        multi(INLINE)[:-7],
        multi(INLINE).replace(b"boundary", b"bound"),
        multi(part("multipart/alternative; boundary=c", b"--c\r\n" + INLINE + b"\r\n--c--")),
        multi(part("message/rfc822", single())),
        multi(
            part("message/rfc822", base64.encodebytes(single()), more="Content-Transfer-Encoding: base64\r\n")
        ),
        multi(part("application/octet-stream; name=fwd.eml", single())),
    ],
)
def test_where_a_calendar_may_hide(data: bytes) -> None:
    assert looks_like_mail(data)
    assert b"SUMMARY:Interview with Zo\xc3\xab" in only(data).data


def test_a_label_that_is_right_is_used() -> None:
    body = ICS.decode().replace("Zoë", "Зоя").encode("koi8-r")
    assert "Зоя".encode() in only(single("text/calendar; charset=koi8-r", body=body)).data


def test_a_forwarded_mail_speaks_for_itself() -> None:
    headers = (
        "From: Sam <sam@home.example>\r\nTo: Pat <pat@home.example>\r\nSubject: FW\r\nMIME-Version: 1.0\r\n"
    )
    mail = read(
        multi(
            PLAIN,
            part("message/rfc822", multi(HTML, INLINE).replace(b"--b", b"--c").replace(b'"b"', b'"c"')),
            headers=headers,
        )
    )
    assert mail.sender_email == "zoe@acme.example"
    assert mail.recipient == "sam@home.example"
    assert mail.text == "Dear Sam,\n\nsee you – Zoë"


@pytest.mark.parametrize(
    ("headers", "recipient"),
    [
        ("To: sam@home.example", "sam@home.example"),
        ("To: SAM@home.example, Sam <sam@HOME.example>", "sam@home.example"),
        ("To: sam@home.example, pat@home.example", None),
        ("To: sam@home.example, pat@home.example\r\nDelivered-To: pat@home.example", "pat@home.example"),
        ("To: undisclosed-recipients:;", None),
        ("To: undisclosed-recipients:;\r\nDelivered-To: sam@home.example", "sam@home.example"),
        ("To: =?utf-8?q?Lee=2C_S=C3=A1m?= <sam@home.example>", "sam@home.example"),
        ("To: ", None),
        ("X-A: 1", None),
    ],
)
def test_the_recipient(headers: str, recipient: str | None) -> None:
    data = f"From: zoe@acme.example\r\n{headers}\r\nContent-Type: text/calendar\r\n\r\n".encode() + ICS
    assert read(data).recipient == recipient


def test_bare_utf8_and_broken_words_in_headers() -> None:
    data = "Subject: Gespräch =?utf-8?b?!!!?= =?x?q?y?=\r\nFrom: Zoë <zoe@acme.example>\r\n"
    data += "Content-Type: text/calendar\r\n\r\n"
    mail = read(data.encode() + ICS)
    assert mail.subject.startswith("Gespräch")
    assert mail.sender_name == "Zoë"
    latin = read(data.replace("=?", "").encode("cp1252") + ICS)
    assert latin.sender_name == "Zoë"


def test_names_of_files_are_shown_without_folders_and_control_characters() -> None:
    more = 'Content-Disposition: attachment; filename="../../x\x1b[1m/in\tvite.ics"\r\n'
    assert only(single("text/calendar", more=more)).label == "mail.eml (invite.ics)"


def test_a_mail_without_a_calendar() -> None:
    with pytest.raises(InputError, match=r"mail\.eml is a mail without a calendar") as caught:
        read(multi(PLAIN, HTML))
    assert "--company" in caught.value.hint
    assert "--start" in caught.value.hint


@pytest.mark.parametrize(
    "data",
    [
        b"",
        ICS,
        b"<html><body>From: x</body></html>",
        b"From: one header only\r\n\r\ntext",
        b"Dear Sam,\nSubject: x\nFrom: y\n",
        b"\x00\x01\x02",
        b"PK\x03\x04",
    ],
)
def test_what_is_no_mail(data: bytes) -> None:
    assert not looks_like_mail(data)


def nested(depth: int) -> bytes:
    return b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(depth)
    )


@pytest.mark.parametrize(
    "data",
    [
        HEADERS.encode() + nested(5000) + INLINE,
        HEADERS.encode() + nested(118) + b"\r\n" * 200_000,
        HEADERS.encode() + b"Content-Type: message/rfc822\r\n\r\n" * 10_000,
        single("text/plain; " + ";" * 1_000_000),
        single(more="Content-Disposition: attachment" + ";" * 1_000_000 + "\r\n"),
        single(more="X-A: " + "=?" * 2_000_000 + "\r\n"),
        HEADERS.encode().replace(b"Subject: ", b"Subject: " + b"=?utf-8?q?" * 500_000) + INLINE,
        HEADERS.encode().replace(b"To: ", b"To: " + b"(" * 1_000_000) + INLINE,
        HEADERS.encode().replace(b"To: ", b"To: " + b"a@b.example, " * 300_000) + INLINE,
        single(body=b"\n" * 8_000_000),
        multi(*[part("text/plain", b"x")] * 60_000),
        single(body=b"A" * 9_000_000, more="Content-Transfer-Encoding: base64\r\n"),
    ],
    ids=range(12),
)
def test_malice_takes_seconds_at_most(data: bytes) -> None:
    began = time.monotonic()
    looks_like_mail(data)
    with suppress(InputError):
        read(data)
    assert time.monotonic() - began < 60  # that it ends, not how fast


def ordinary() -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Zoë <zoe@acme.example>", "sam@home.example", "Höhe"
    message.set_content("Dear Sam – hello")
    message.add_attachment(ICS, maintype="text", subtype="calendar", filename="é.ics")
    return message.as_bytes()


@settings(max_examples=300)
@given(
    st.sampled_from(
        [multi(PLAIN, HTML, INLINE, ATTACHED), ordinary(), multi(part("message/rfc822", single()))]
    ),
    st.lists(
        st.tuples(
            st.integers(0, 1500),
            st.sampled_from(
                [b"\n", b"\r\n\r\n", b";", b'"', b"=?", b"?=", b"\xff", b"\0", b":", b"--b", b"*0*=", b"%"]
            ),
        ),
        max_size=10,
    ),
    st.integers(0, 1500),
)
def test_mutated_mails_are_read_or_refused(data: bytes, changes: list[tuple[int, bytes]], skip: int) -> None:
    for at, piece in changes:
        data = data[:at] + piece + data[at + skip % 7 :]
    looks_like_mail(data)
    with suppress(InputError):
        assert read(data).calendars


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    looks_like_mail(data)
    for whole in (
        data,
        b"Subject: " + data,
        b"Content-Type: " + data + ICS,
        b"From: " + data + b"\n\n" + ICS,
    ):
        with suppress(InputError):
            read(whole)
