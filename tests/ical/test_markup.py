"""HTML as mails and descriptions hold it, and the text of it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calsync.ical.markup import looks_like_html, plain_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("a&nbsp;&amp;&nbsp;b &lt;c&gt; &eacute; &#8217;", "a & b <c> é ’"),
        ("one<br>two<br/>three", "one\ntwo\nthree"),
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("<ul><li>one</li><li>two</li></ul>", "- one\n- two"),
        ("<div>one</div><div>two</div>", "one\ntwo"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\n\nc"),
        ('<a href="https://meet.example/x">Join now</a>.', "Join now <https://meet.example/x>."),
        ('<a href="https://meet.example/x">https://meet.example/x</a>', "https://meet.example/x"),
        ('<a href="mailto:dana@acme.example">dana@acme.example</a>', "dana@acme.example"),
        ('<a href="https://meet.example/x"><img src="b.png"></a>', "<https://meet.example/x>"),
        ('<a href="javascript:alert(1)">Click</a>', "Click"),
        ('<a href="https://meet.example/?a=1&amp;b=2">Join', "Join <https://meet.example/?a=1&b=2>"),
        ("<head><title>x</title></head><style>p{}</style><script>1<2</script><body>Hi</body>", "Hi"),
        ("<head><body>Hi", "Hi"),
        ("<!-- note --><b>bold</b> and\n  <i>more</i><br>", "bold and more"),
        ("<b>Agenda</b>\nfirst\nsecond", "Agenda\nfirst\nsecond"),
        ("before <!-- never closed", "before"),
        ("5 < 6 and <b>7</b> < 8", "5 < 6 and 7 < 8"),
        ("<p>a</p>\n\n\n<p></p><p>b</p>", "a\n\nb"),
        ("", ""),
    ],
)
def test_plain_text(html: str, text: str) -> None:
    assert plain_text(html) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p>Hi", True),
        ("one<br/>two", True),
        ('see <a href="x">', True),
        ("a&nbsp;b", True),
        ("</div>", True),
        ("Click here<https://teams.example/l/meetup-join/x>", False),
        ("Dana <dana@acme.example>", False),
        ("a <b and c", True),
        ("1 < 2", False),
        ("Q&A; AT&T", False),
        ("", False),
    ],
)
def test_looks_like_html(text: str, expected: bool) -> None:
    assert looks_like_html(text) is expected


@pytest.mark.parametrize(
    "piece",
    [
        "<",
        "<a ",
        "<!--",
        "<!",
        "<![",
        "<?",
        "</",
        '<a x="',
        "&",
        "&#",
        "<p>",
        "<a href='x'>",
        "<!a>",
        "<script>",
        "<![CDATA[",
    ],
)
def test_a_megabyte_of_malice_takes_no_time(piece: str) -> None:
    began = time.monotonic()
    for end in ("", ">", "-->"):
        plain_text(piece * (1_000_000 // len(piece)) + end)
    assert time.monotonic() - began < 60  # that it ends, not how fast


@given(st.text(max_size=200) | st.text(alphabet="<>!-/&;# ap\"'=[]?", max_size=80))
def test_any_text_is_read(html: str) -> None:
    looks_like_html(html)
    plain_text(html)
