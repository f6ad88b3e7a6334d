"""One spelling for each path, and the way back to what is sent."""

from __future__ import annotations

from urllib.parse import quote, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calsync.errors import UsageError
from calsync.stores.dav_address import is_in, leads_up, origin, path_of, spelt

HOME = "https://dav.example/alice/cal/"


@pytest.mark.parametrize(
    ("href", "path"),
    [
        ("/alice/cal/a%40b%2Bc.ics", "/alice/cal/a@b+c.ics"),
        ("/alice/cal/a@b+c.ics", "/alice/cal/a@b+c.ics"),
        ("/alice/cal/caf%c3%a9.ics", "/alice/cal/café.ics"),
        ("/alice/cal/caf%C3%A9.ics", "/alice/cal/café.ics"),
        ("/%61lice/cal/x", "/alice/cal/x"),
        ("https://DAV.example:443/alice/cal/x.ics", "/alice/cal/x.ics"),
        ("http://inside.example:8080/alice/cal/x.ics", "/alice/cal/x.ics"),
        ("x.ics", "/alice/cal/x.ics"),
        ("/alice/cal/a%2fb.ics", "/alice/cal/a%2Fb.ics"),
        ("/alice/cal/a%252Fb.ics", "/alice/cal/a%252Fb.ics"),
        ("/alice/cal/a%3Fb%23c.ics", "/alice/cal/a?b#c.ics"),
        ("/alice/cal/%e9.ics", "/alice/cal/%E9.ics"),
        ("https://dav.example", "/"),
        ("", "/alice/cal/"),
    ],
)
def test_one_spelling(href: str, path: str) -> None:
    assert path_of(href, within=HOME) == path
    assert path_of(spelt(path)) == path


@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_every_name_finds_its_way_back(name: str) -> None:
    path = path_of("/cal/" + quote(name, safe=""))
    assert path_of(spelt(path)) == path
    assert unquote(spelt(path)) == f"/cal/{name}"


def ways_to_spell(char: str) -> set[str]:
    upper = "".join(f"%{byte:02X}" for byte in char.encode())
    return {upper, upper.lower(), quote(char, safe=""), quote(char, safe="@+,;=:!$&'()*~")}


@given(st.text(st.characters(codec="utf-8"), min_size=1), st.data())
def test_however_it_is_spelt(name: str, data: st.DataObject) -> None:
    drawn = [data.draw(st.sampled_from(sorted(ways_to_spell(char)))) for char in name]
    assert path_of("/" + "".join(drawn)) == path_of("/" + quote(name, safe=""))


@pytest.mark.parametrize(
    ("url", "name", "address"),
    [
        ("https://DAV.Example:443/x", "dav.example", "https://dav.example"),
        ("https://dav.example:8443", "dav.example:8443", "https://dav.example:8443"),
        ("http://[::1]:5232/", "[::1]:5232", "http://[::1]:5232"),
        ("https://käse.example/", "xn--kse-qla.example", "https://xn--kse-qla.example"),
    ],
)
def test_the_server_of_an_address(url: str, name: str, address: str) -> None:
    assert (origin(url).name, origin(url).url) == (name, address)


@pytest.mark.parametrize(
    "url",
    [
        "https://dav.example\\.evil.example/",
        "https://\x1bc.example/",
        "https://dav\x7f.example/",
        "https://dav .example/",
        "https://dav%2eexample/",
        "https://[::1%25lo\x1b]/",
    ],
)
def test_a_host_that_could_be_read_in_two_ways_is_none(url: str) -> None:
    with pytest.raises(UsageError, match="not an address"):
        origin(url)


@pytest.mark.parametrize(
    ("href", "inside"),
    [
        ("a.ics", True),
        ("a%2Fb.ics", True),
        ("a..b.ics", True),
        ("", False),
        ("/alice/cal", False),
        ("/alice/calendar/a.ics", False),
        ("sub/a.ics", False),
        ("../other/a.ics", False),
        ("%2e%2E/other/a.ics", False),
        ("%2e%2e%2fother.ics", False),
        ("x%2F..%2F..%2Fother.ics", False),
        ("..%5Cother.ics", False),
        ("%2e%2e", False),
        ("https://dav.example/bob/cal/a.ics", False),
    ],
)
def test_what_lies_in_a_calendar(href: str, inside: bool) -> None:
    assert is_in("/alice/cal/", path_of(href, within=HOME)) is inside


def test_a_way_up() -> None:
    assert leads_up("/alice/cal/../x")
    assert not leads_up("/alice/c..al/.ics")
