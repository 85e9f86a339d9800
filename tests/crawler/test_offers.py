"""Which of the lists that an outlet offers are followed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawler.offers import Offer, chosen, filled, looks_like, suffices
from news.moment import Moment, ZoneFrom
from news.source import A_WEB_PAGE, Entry, FeedKind, FeedReading

NOW = datetime(2031, 3, 4, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def offer(
    kind: str, keys: str, url: str = "", age: timedelta | None = DAY / 24, **words: object
) -> Offer:
    """Make a list with one article for each letter."""
    made = Offer(url or f"https://a.example/{kind}/{keys}", FeedKind(kind), "found")
    newest = None if age is None else NOW - age
    made = replace(made, entries=len(keys), keys=frozenset(keys), newest=newest)
    return replace(made, **words)  # type: ignore[arg-type]


FEED, SPORT, NEW = offer("feed", "abcdefgh"), offer("feed", "abc"), offer("feed", "abxy")
NEWS = offer("sitemap", "abcdefghijkl", news=True)
ALL, OLD = offer("sitemap", "rstuv"), offer("sitemap", "rstuvw", age=9 * DAY)
CITY, HOME = offer("section", "abcd"), offer("section", "abcdefz")


@pytest.mark.parametrize(
    ("offers", "taken", "says"),
    [
        ([FEED, SPORT], [FEED], "nothing that the others do not"),
        ([FEED, NEW], [FEED, NEW], ""),
        ([FEED, NEWS], [FEED, NEWS], ""),
        ([offer("feed", "abcdefgh"), offer("sitemap", "abc", news=True)], [0, 1], ""),
        ([FEED, ALL], [FEED], "not of news"),
        ([ALL], [ALL], ""),
        ([OLD], [], "no day of these"),
        ([FEED, CITY], [FEED], "suffices"),
        ([CITY, HOME], [HOME], "nothing that the others do not"),
        ([offer("feed", "ab", age=90 * DAY)], [], "90 days old"),
        ([offer("feed", "ab", age=None)], [0], ""),
        ([offer("feed", "", age=None)], [], "lists nothing"),
        ([Offer("https://a.example/x", FeedKind.FEED, "", failure="http 404")], [], "http 404"),
    ],
)  # fmt: skip
def test_what_is_followed(offers: list[Offer], taken: list[Offer | int], says: str) -> None:
    judged = chosen(offers, "", NOW)
    wanted = {one.url if isinstance(one, Offer) else offers[one].url for one in taken}
    assert {one.url for one in judged if one.taken} == wanted
    assert says in " ".join(one.note for one in judged)
    assert all(bool(one.note) is not one.taken for one in judged)


def test_the_list_that_was_named_is_followed() -> None:
    """Though another has all of it; the other stays for what it has besides."""
    judged = chosen([FEED, SPORT], SPORT.url, NOW)
    assert [one.taken for one in judged] == [True, True]


@pytest.mark.parametrize(
    ("one", "enough"), [(FEED, True), (NEWS, True), (OLD, False), (CITY, False)]
)
def test_what_suffices(one: Offer, enough: bool) -> None:
    assert suffices(one, NOW) is enough


@pytest.mark.parametrize(
    ("body", "form"),
    [
        (b"<?xml version='1.0'?><!-- by hand --><rss><channel/></rss>", "feed"),
        (b"\xef\xbb\xbf<feed xmlns='http://www.w3.org/2005/Atom'/>", "feed"),
        (b"<rdf:RDF xmlns:rdf='x'/>", "feed"),
        (b'{"version": "https://jsonfeed.org/version/1.1"}', "feed"),
        (b"<?xml version='1.0'?>\n<?xml-stylesheet href='x'?>\n<urlset/>", "sitemap"),
        (b"<sm:sitemapindex/>", "sitemap"),
        (b"\x1f\x8b\x08", "sitemap"),
        (b"https://a.example/1\nhttps://a.example/2", "sitemap"),
        (b"<!DOCTYPE html>\n<html lang=en>", "html"),
        (b"<!-- x --><div>A page", "html"),
        (b"<?xml version='1.0'?><opml version='2.0'/>", "opml"),
        (b"PK this is none", ""),
        (b"", ""),
    ],
)
def test_what_a_body_looks_like(body: bytes, form: str) -> None:
    assert looks_like(body) == form


def test_a_list_is_filled_from_its_reading() -> None:
    """Offsets count only where the list itself names them."""
    entries = (
        Entry("https://a.example/1", "One", published=Moment(NOW, 300, zone_from=ZoneFrom.FEED)),
        Entry("https://a.example/2", "Two", published=Moment(NOW - DAY), language="ur"),
        Entry("https://a.example/3", "Three"),
    )
    made = filled(Offer("u", FeedKind.FEED, ""), FeedReading("rss", "Post", entries))
    assert (made.title, made.entries, made.newest, made.offsets) == ("Post", 3, NOW, (300,))
    assert (made.language, made.news, len(made.keys)) == ("ur", True, 3)
    wrong = filled(Offer("u", FeedKind.FEED, ""), FeedReading("", error=f"{A_WEB_PAGE}, …"))
    assert wrong.failure == "a page for people, not a feed"
