import pytest

from crawler.lines import MAX_TITLE, html_text, title_text


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        ("Rain &amp; wind", "Rain & wind"),
        ("Minister&amp;#8217;s visit", "Minister’s visit"),
        ("<b>Rain</b> in Sandal", "Rain in Sandal"),
        ("&lt;i&gt;Rain&lt;/i&gt;", "Rain"),
        ("<script>alert(1)</script>Rain", "Rain"),
        ("<img src=x onerror=alert(1)>", ""),
        ("Rain <img src=x onerror=alert(1)", "Rain"),
        ("5 < 6 but 7 > 6", "5 < 6 but 7 > 6"),
        ("at\u200btack\u202e", "attack"),
        ("two\r\nlines\x00\x1b[31m", "two lines [31m"),
        ("می\u200cشود", "می\u200cشود"),
    ],
)
def test_titles_are_one_harmless_line(raw: str, title: str) -> None:
    assert title_text(raw) == title


def test_titles_end() -> None:
    """A title of a megabyte is cut."""
    assert len(title_text("rain " * 200_000)) <= MAX_TITLE


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\nTwo"),
        ("One<br>Two<br/>Three", "One\nTwo\nThree"),
        ("<p>One <b>bold</b> word</p>\n<p>Two</p>", "One bold word\nTwo"),
        ("<p>One\nline</p>", "One line"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        ("plain &amp; simple", "plain & simple"),
        ("&lt;p&gt;One&lt;/p&gt;&lt;p&gt;Two&lt;/p&gt;", "One\nTwo"),
        ("<script>alert(1)</script><style>p{}</style><p>One</p>", "One"),
        ("<iframe src=x>no</iframe><p>One</p>tail", "One\ntail"),
        ("a<!-- b -->c", "ac"),
        ("<p>a\x00b</p>\ud800", "ab\n?"),
        ("", ""),
    ],
)
def test_markup_becomes_lines(markup: str, text: str) -> None:
    assert html_text(markup) == text
