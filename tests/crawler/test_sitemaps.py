# ruff: noqa: E501  markup stands in one line, a case in one row

import gzip
from datetime import UTC, datetime, timedelta

import pytest

from crawler.sitemaps import MAX_ENTRIES, read_sitemap
from news.source import FeedReading

NOW = datetime(2026, 2, 5, tzinfo=UTC)
NEWS = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
        xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
        xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
  <url><loc>https://sandal.example/rain</loc><lastmod>2026-02-04T17:00:00+05:00</lastmod>
    <news:news><news:publication><news:name>The Sandal Post</news:name>
      <news:language>ur</news:language></news:publication>
      <news:publication_date>2026-02-04 16:38</news:publication_date>
      <news:title>Rain &amp; wind</news:title></news:news>
    <image:image><image:loc>https://sandal.example/x.jpg</image:loc>
      <image:title>A cloud</image:title></image:image></url>
  <url><loc> /relative </loc></url>
  <url><loc>javascript:alert(1)</loc></url>
</urlset>"""


def read(body: str | bytes) -> FeedReading:
    return read_sitemap(
        body.encode() if isinstance(body, str) else body,
        url="https://sandal.example/news.xml",
        timezone="Asia/Karachi",
        language="en",
        now=NOW,
    )


@pytest.mark.parametrize(
    "body",
    [NEWS, "\ufeff\n " + NEWS, gzip.compress(NEWS.encode()), NEWS.replace("UTF-8", "utf-16").encode("utf-16")],
    ids=["plain", "BOM and blanks", "gzip", "utf-16"],
)  # fmt: skip
def test_news_sitemap(body: str | bytes) -> None:
    found = read(body)
    first, second = found.entries
    assert (found.kind, first.url, first.title, first.language) == (
        "sitemap",
        "https://sandal.example/rain",
        "Rain & wind",
        "ur",
    )
    assert first.published is not None
    assert first.updated is not None
    assert first.published.iso() == "2026-02-04T16:38+05:00"
    assert first.updated.iso() == "2026-02-04T17:00:00+05:00"
    assert (second.url, second.language) == ("https://sandal.example/relative", "en")
    assert found.error == "1 of 3 rows have no usable address and were left out"


def test_index() -> None:
    """An index gives addresses of sitemaps, each once, and no entries."""
    loc = "<sitemap><loc>https://sandal.example/{}.xml</loc></sitemap>"
    found = read(
        f"<sitemapindex>{loc.format('a')}{loc.format('b')}{loc.format('a')}</sitemapindex>"
    )
    assert (found.kind, found.entries) == ("sitemap index", ())
    assert found.sitemaps == ("https://sandal.example/a.xml", "https://sandal.example/b.xml")


def test_a_text_file_is_a_sitemap() -> None:
    """One address a line is the protocol's oldest form."""
    found = read("https://sandal.example/a\nhttps://sandal.example/b\n\nnonsense://c\n")
    assert [entry.url for entry in found.entries] == [
        "https://sandal.example/a",
        "https://sandal.example/b",
    ]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("", "the answer is empty"),
        ("<html><body>x</body></html>", "this is a web page"),
        ("<rss><channel/></rss>", "this is a feed"),
        ("<other/>", "its first element is <other>"),
        ("Not found", "neither XML nor"),
        (b"\x1f\x8bnonsense", "cannot be inflated"),
    ],
)
def test_what_is_no_sitemap_says_what_it_is(body: str | bytes, error: str) -> None:
    found = read(body)
    assert (found.kind, found.entries) == ("", ())
    assert error in found.error


def test_half_a_sitemap_is_half_the_news() -> None:
    """A connection that breaks off loses only what had not come."""
    rows = "".join(f"<url><loc>https://sandal.example/{n}</loc></url>" for n in range(50))
    found = read(f"<urlset>{rows}"[:1200])
    assert len(found.entries) > 10


def test_of_a_long_sitemap_the_newest_are_kept() -> None:
    """Archives list the oldest first; news is at the other end."""
    days = [NOW - timedelta(hours=n) for n in range(2 * MAX_ENTRIES)]
    rows = "".join(
        f"<url><loc>https://sandal.example/{n}</loc><lastmod>{day.isoformat()}</lastmod></url>"
        for n, day in reversed(list(enumerate(days)))
    )
    found = read(f"<urlset>{rows}</urlset>")
    assert len(found.entries) == MAX_ENTRIES
    assert found.entries[-1].url == "https://sandal.example/0"


def test_entities_stay_what_they_are() -> None:
    """Neither a file nor a bomb is expanded into an address or a title."""
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
    body = (
        f'<!DOCTYPE x [<!ENTITY e0 "boom">{bomb}<!ENTITY f SYSTEM "file:///etc/hostname">]>'
        "<urlset><url><loc>https://sandal.example/a</loc><title>&e8;&f;</title></url></urlset>"
    )
    assert [entry.title for entry in read(body).entries] in ([""], [])


def test_a_gzip_bomb_is_cut() -> None:
    """A gigabyte of blanks in a megabyte is read as far as ten megabytes."""
    assert read(gzip.compress(b" " * 50_000_000)).kind == ""
