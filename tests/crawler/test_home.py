"""What a home page says of its outlet."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.home import read_home

SITE = "https://sandal.example/"
HOSTILE = Path(__file__).parents[1] / "hostile" / "pages"
HEAD = """<html lang="ur-PK"><head><title> Latest news | Sandal Post </title>
<meta property="og:site_name" content="Sandal &amp; Oshti Post"><meta property="og:locale" content="ur_PK">
<link rel="alternate" type="application/rss+xml" title="All" href="/feed/">
<link rel="alternate" type="application/rss+xml" title="All, once more" href="/feed">
<link rel="ALTERNATE" type="Application/Atom+XML; charset=utf-8" href="//www.sandal.example/atom">
<link rel="alternate" type="application/feed+json" href="/feed.json">
<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed/">
<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/2">
<link rel="alternate" hreflang="en" href="/en/"><link rel="alternate" type="text/xml" href="/rss.xml">
<link rel="stylesheet" href="/feed.css"></head><body>"""  # noqa: E501
LINKS = """<a href="/rss">RSS</a><a href="/feeds/sport.xml"><b>Sport</b></a>
<a href="/feedback">Feedback</a><a href="/rssi-poll">RSSI falls</a><a href="/dams/feed/">Dams</a>
<a href="https://feeds.feedburner.com/sandal">By RSS</a><a href="https://other.example/rss">x</a>
<a href="https://m.sandal.example/?feed=rss2">m</a><a href="javascript:alert(1)">RSS</a>
<a href="/sitemap_index.xml">Site map</a><a href="/2031/03/breast-feeding">Milk</a>"""


def test_all_that_a_page_says() -> None:
    page = read_home(f"{HEAD}{LINKS}</body></html>".encode(), url=SITE)
    assert (page.title, page.site_name) == ("Latest news | Sandal Post", "Sandal & Oshti Post")
    assert (page.language, page.locale) == ("ur-PK", "ur_PK")
    assert [feed.url for feed in page.feeds] == [
        "https://sandal.example/feed/",
        "https://www.sandal.example/atom",
        "https://sandal.example/feed.json",
        "https://sandal.example/rss.xml",
    ]
    assert page.feeds[0].title == "All"
    assert {link.url: link.title for link in page.leads} == {
        "https://sandal.example/rss": "RSS",
        "https://sandal.example/feeds/sport.xml": "Sport",
        "https://sandal.example/dams/feed/": "Dams",
        "https://feeds.feedburner.com/sandal": "By RSS",
        "https://m.sandal.example/?feed=rss2": "m",
    }
    assert page.sitemaps == ("https://sandal.example/sitemap_index.xml",)


def test_the_text_names_its_language() -> None:
    """Whatever the page says of itself: half of the Urdu outlets say English."""
    headline = "بلوچستان کے ضلع میں پل ٹوٹنے سے سڑک بند ہو گئی، مسافر پھنس گئے"
    anchors = "".join(f'<a href="/{number}">{headline} {number}</a>' for number in range(6))
    page = read_home(f'<html lang="en-US"><body>{anchors}</body></html>'.encode(), url=SITE)
    assert (page.language, page.reads_as) == ("en-US", "ur")
    assert read_home(b"<html><body><a href='/a'>News</a></body></html>", url=SITE).reads_as == ""


@pytest.mark.parametrize("path", sorted(HOSTILE.iterdir()), ids=lambda path: path.name)
def test_hostile_pages_are_read(path: Path) -> None:
    """Whatever a page is, there is an answer, and every address in it is a web address."""
    page = read_home(path.read_bytes(), url=SITE)
    for link in (*page.feeds, *page.leads):
        assert link.url.startswith(("http://", "https://"))


def test_nothing_says_nothing() -> None:
    assert read_home(b"", url=SITE).feeds == ()
