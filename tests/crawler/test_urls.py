import pytest

from crawler.urls import absolute, canonical, host_of, lasting_guid, same_host, url_key


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTP://News.Example:80/a?utm_source=x&id=7#top", "http://news.example/a?id=7"),
        ("https://news.example:443/a", "https://news.example/a"),
        ("https://news.example:8443/a", "https://news.example:8443/a"),
        ("https://news.example", "https://news.example/"),
        ("https://news.example./a", "https://news.example/a"),
        ("https://news.example/a?b=2&a=1&fbclid=z", "https://news.example/a?b=2&a=1"),
        ("https://news.example/?ref=rss&page=2", "https://news.example/?page=2"),
        ("https://news.example/?ref=KX77Q", "https://news.example/?ref=KX77Q"),
        ("https://news.example/?source=reuters", "https://news.example/?source=reuters"),
        ("https://news.example/story?cid=991", "https://news.example/story?cid=991"),
        ("https://news.example/#!/story/7", "https://news.example/#!/story/7"),
        ("https://news.example/%7edesk/%e0%a4%95 b", "https://news.example/~desk/%E0%A4%95%20b"),
        ("https://news.example/a/./b/../c", "https://news.example/a/c"),
        ("https://news.example/خبر", "https://news.example/%D8%AE%D8%A8%D8%B1"),
        ("https://desk:secret@news.example/a", "https://news.example/a"),
        ("https://bücher.example/a", "https://xn--bcher-kva.example/a"),
        ("http://[::1", "http://[::1"),
    ],
)
def test_one_spelling(url: str, expected: str) -> None:
    assert canonical(url) == expected
    assert canonical(canonical(url)) == expected


def test_seven_spellings_are_one_article() -> None:
    """Scheme, www, slash, case of the host, port, tracking and fragment do not part articles."""
    spellings = [
        "http://news.example/flood",
        "https://news.example/flood",
        "https://www.news.example/flood",
        "https://news.example/flood/",
        "HTTPS://NEWS.example:443/flood",
        "https://news.example/flood?utm_medium=feed&fbclid=1",
        "https://news.example/flood#comments",
    ]
    assert {url_key(spelling) for spelling in spellings} == {"news.example/flood"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://news.example/?id=7", "https://news.example/?id=8"),
        ("https://news.example/a", "https://news.example/A"),
        ("https://news.example/#!/a", "https://news.example/#!/b"),
        ("https://news.example:8080/a", "https://news.example/a"),
        ("https://urdu.news.example/a", "https://news.example/a"),
    ],
)
def test_two_articles_stay_two(one: str, other: str) -> None:
    assert url_key(one) != url_key(other)


@pytest.mark.parametrize(
    ("guid", "lasting"),
    [
        ("https://news.example/articles/c0ffee#0", "https://news.example/articles/c0ffee"),
        ("https://news.example/articles/c0ffee#12", "https://news.example/articles/c0ffee"),
        ("https://news.example/flood?v=2", "https://news.example/flood"),
        ("https://news.example/flood?id=7&rev=3#4", "https://news.example/flood?id=7"),
        ("https://news.example/flood?updated=2026-02-04T10:00", "https://news.example/flood"),
        ("tag:news.example,2026:flood#2", "tag:news.example,2026:flood"),
        # what is left alone
        ("https://news.example/?p=7", "https://news.example/?p=7"),
        ("https://news.example/flood?id=8", "https://news.example/flood?id=8"),
        ("https://news.example/?version-two", "https://news.example/?version-two"),
        ("1041", "1041"),
        ("#7", "#7"),
        ("", ""),
    ],
)
def test_a_guid_without_its_revision(guid: str, lasting: str) -> None:
    assert lasting_guid(guid) == lasting


def test_order_of_parameters_does_not_matter_to_the_key() -> None:
    """The address keeps the order in which it came; the key does not."""
    assert url_key("https://n.example/?b=2&a=1") == url_key("https://n.example/?a=1&b=2")


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://News.Example/a", "news.example"),
        ("http://news.example:8080/a", "news.example:8080"),
        ("http://news.example:80/a", "news.example"),
        ("http://127.0.0.7:5000/", "127.0.0.7:5000"),
        ("http://[::1]:80/", "[::1]"),
        ("http://news.example:99999/", ""),
        ("nonsense", ""),
    ],
)
def test_host(url: str, host: str) -> None:
    assert host_of(url) == host


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("/a/b", "https://news.example/a/b"),
        ("c?x=1", "https://news.example/d/c?x=1"),
        ("//cdn.example/x", "https://cdn.example/x"),
        ("  https://news.example/a b ", "https://news.example/a%20b"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("mailto:desk@news.example", None),
        ("ftp://news.example/a", None),
        ("https://desk:secret@news.example/", None),
        ("https://news.example:99999/", None),
        ("https://news.example/\x07bell", None),
        ("https://news.example/\u202etxt", None),
        ("http:///nohost", None),
        ("http://[::1", None),
        ("http://a\\b.example/", None),
        ("https://news.example/" + "a" * 2000, None),
        ("", None),
    ],
)
def test_links(href: str, expected: str | None) -> None:
    assert absolute("https://news.example/d/e", href) == expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://www.news.example/a", "http://news.example/b", True),
        ("https://m.news.example/a", "https://news.example/a", True),
        ("https://amp.news.example/a", "https://www.news.example/a", True),
        ("https://news.example/a", "https://other.example/a", False),
        ("https://desk.news.example/a", "https://news.example/a", False),
        ("nonsense", "nonsense", False),
    ],
)
def test_same_host(one: str, other: str, same: bool) -> None:
    assert same_host(one, other) is same
