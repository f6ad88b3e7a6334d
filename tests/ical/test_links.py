"""Links that join a meeting, links that only look like it, and what is left of LOCATION as a place."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calsync.ical.lines import Line
from calsync.ical.links import find_link, place_in, shown_link

ZOOM = "https://us02web.zoom.us/j/123?pwd=abc"
MEET = "https://meet.google.com/abc-defg-hij"
TEAMS = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_x/0?context=%7b%7d"

IN_TEXT = [
    (f"Join {ZOOM}.", ZOOM),
    (f"Join ({ZOOM}), then wait", ZOOM),
    (f'<a href="{MEET}">Join', MEET),
    (f"Click here to join the meeting<{TEAMS}>", TEAMS),
    (f"[Join]({TEAMS})", TEAMS),
    ("https://zoom.us/j/1?pwd=a&amp;x=1", "https://zoom.us/j/1?pwd=a&x=1"),
    ("meet.google.com/abc-defg-hij", MEET),
    ("Video: acme.zoom.us/my/sarah", "https://acme.zoom.us/my/sarah"),
    ("HTTPS://zoom.us/w/99", "HTTPS://zoom.us/w/99"),
    ("https://zoom.us/s/99", "https://zoom.us/s/99"),
    ("https://teams.microsoft.com/meet/2345?p=x", "https://teams.microsoft.com/meet/2345?p=x"),
    ("https://teams.live.com/meet/934?p=x", "https://teams.live.com/meet/934?p=x"),
    ("https://acme.webex.com/acme/j.php?MTID=m1", "https://acme.webex.com/acme/j.php?MTID=m1"),
    ("https://acme.webex.com/meet/sarah", "https://acme.webex.com/meet/sarah"),
    ("https://whereby.com/acme-room", "https://whereby.com/acme-room"),
    ("https://calendly.com/events/ab-1/google_meet", "https://calendly.com/events/ab-1/google_meet"),
    (f"https://support.zoom.us/hc https://zoom.us/u/abc {ZOOM}", ZOOM),
    (
        "https://nam02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fzoom.us%2Fj%2F1%3Fpwd%3Da&amp;data=05",
        "https://zoom.us/j/1?pwd=a",
    ),
    (
        "https://urldefense.proofpoint.com/v2/url?u=https-3A__zoom.us_j_123-3Fpwd-3Dx&d=DwM",
        "https://zoom.us/j/123?pwd=x",
    ),
    ("https://urldefense.com/v3/__https://zoom.us/j/1?pwd=a*b__;Kw!!x!y$", "https://zoom.us/j/1?pwd=a+b"),
    ("https://urldefense.com/v3/__https:/*zoom.us/j/1__;Lw!!N", "https://zoom.us/j/1"),
    ("https://www.google.com/url?q=https://zoom.us/j/1&sa=D&usg=x", "https://zoom.us/j/1"),
    (
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.google.com%2Furl%3Fq%3Dhttps%253A%252F%252Fzoom.us%252Fj%252F1",
        "https://zoom.us/j/1",
    ),
    ("https://zoom.us@evil.example/j/1", None),
    ("https://user:pw@zoom.us/j/1", None),
    ("https://zoom.us.evil.example/j/1", None),
    ("https://notzoom.us/j/1", None),
    ("https://evil.example/?u=https://zoom.us/j/1", None),
    ("https://zoom.us\\@evil.example/j/1", None),
    ("https://zoom.us:8443/j/1", None),
    ("javascript:alert(1)//https://zoom.us/j/1", None),
    ("ftp://zoom.us/j/1", None),
    ("https://zoom.us/j/", None),
    ("https://zoom.us/u/abc", None),
    ("https://zoom.us/pricing", None),
    ("https://teams.microsoft.com/meetingOptions/?organizerId=x", None),
    ("https://dialin.teams.microsoft.com/1-2-3?id=4", None),
    ("https://aka.ms/JoinTeamsMeeting", None),
    ("https://meet.google.com/tel/abc", None),
    ("https://calendly.com/cancellations/x https://calendly.com/reschedulings/x", None),
    ("https://acme.example/portal", None),
    ("https://safelinks.protection.outlook.com/?url=javascript%3Aalert(1)", None),
    ("https://urldefense.com/v3/__nothing", None),
    ("https://[::1/j/1", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "link"), IN_TEXT)
def test_in_the_text(text: str, link: str | None) -> None:
    assert find_link(lines=[], location="", texts=["", text]) == link


@pytest.mark.parametrize(
    ("lines", "location", "text", "link"),
    [
        ([("CONFERENCE", "https://video.acme.example/r/1")], ZOOM, "", "https://video.acme.example/r/1"),
        ([("CONFERENCE", "tel:+4930123")], ZOOM, "", ZOOM),
        ([("X-GOOGLE-CONFERENCE", MEET)], "Berlin", ZOOM, MEET),
        ([("X-MICROSOFT-SKYPETEAMSMEETINGURL", TEAMS)], "Microsoft Teams Meeting", "", TEAMS),
        ([("X-MICROSOFT-ONLINEMEETINGCONFLINK", "conf:sip:sarah@acme.example")], "", "", None),
        ([("URL", "https://acme.example/jobs/1")], "", ZOOM, ZOOM),
        ([("URL", ZOOM)], "", MEET, ZOOM),
        ([], ZOOM, MEET, ZOOM),
        ([], "https://video.acme.example/r/1", "", "https://video.acme.example/r/1"),
        ([], "https://video.acme.example/r/1", ZOOM, ZOOM),
        ([], "see https://video.acme.example/r/1", "", None),
        ([], "https://app.guide.co/portal/1", "", None),
        ([], "https://maps.google.com/maps?q=Berlin", "", None),
        ([], "javascript:alert(1)", "", None),
        ([], "https://zoom.us@evil.example/j/1", "", None),
    ],
)
def test_order_and_unknown_hosts(
    lines: list[tuple[str, str]], location: str, text: str, link: str | None
) -> None:
    found = find_link(lines=[Line(name, {}, value) for name, value in lines], location=location, texts=[text])
    assert found == link


@pytest.mark.parametrize(
    ("location", "place"),
    [
        ("Acme HQ, 3rd floor, Berlin", "Acme HQ, 3rd floor, Berlin"),
        ("Microsoft Teams Meeting", None),
        ("Microsoft Teams Meeting; Conf Room 4 (12)", "Conf Room 4 (12)"),
        ("Microsoft Teams-Besprechung", None),
        ("Zoom", None),
        ("Google Meet", None),
        ("via Zoom", None),
        ("Online / Zoom", None),
        (f"Zoom ({ZOOM})", None),
        (ZOOM, None),
        (f"{ZOOM} or Room 12", "or Room 12"),
        ("meet.google.com/abc-defg-hij", None),
        ("+49 30 1234567", "+49 30 1234567"),
        ("tel:+49301234567", "tel:+49301234567"),
        ("TBD", None),
        ("javascript:alert(1)", None),
        ("Musterstr. 1\n10115 Berlin", "Musterstr. 1; 10115 Berlin"),
        ("\u202eBerlin\x07", "Berlin"),
        ("", None),
        (" ; ", None),
    ],
)
def test_place(location: str, place: str | None) -> None:
    assert place_in(location) == place


def test_a_shown_link_holds_no_pass_code() -> None:
    assert shown_link(f"{ZOOM}#success") == "https://us02web.zoom.us/j/123"
    assert shown_link("https://a:b@zoom.us/j/1") == ""
    assert shown_link("nonsense") == ""


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_no_text_raises(text: str) -> None:
    tricky = f"https://{text} https://zoom.us/j/{text} https://urldefense.com/v3/__{text}__;{text}!!"
    for given_text in (text, tricky):
        link = find_link(lines=[Line("CONFERENCE", {}, given_text)], location=given_text, texts=[given_text])
        assert link is None or link.casefold().startswith(("https://", "http://"))
        shown_link(given_text)
        place_in(given_text)


def test_a_text_of_megabytes_is_read_at_once() -> None:
    for piece in ("https://", "(", "a/", "https://zoom.us/", "\u200b"):
        assert find_link(lines=[], location=piece * 200_000, texts=[piece * 200_000]) is None


def test_microsofts_list_of_places_holds_a_link() -> None:
    value = '[{"DisplayName":"Microsoft Teams Meeting"\\,"LocationUri":"https://teams.microsoft.com/meet/23?p=a"}]'
    line = Line("X-MICROSOFT-LOCATIONS", {}, value)
    assert find_link(lines=[line], location="", texts=[]) == "https://teams.microsoft.com/meet/23?p=a"


@pytest.mark.parametrize("url", ["https://zoom.us.evil.example/j/123", "https://evil.example/zoom.us/j/123"])
def test_a_host_in_disguise_is_not_believed_even_alone(url: str) -> None:
    assert find_link(lines=[], location=url, texts=[url]) is None
