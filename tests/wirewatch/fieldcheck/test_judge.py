"""What the check makes of what it found: pure, as tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from news.moment import Moment, Precision, ZoneFrom
from wirewatch.fieldcheck.facts import (
    ArticleFacts,
    HostFacts,
    ListFacts,
    SourceFacts,
    keys_in,
    without_keys,
)
from wirewatch.fieldcheck.judge import days, judge

NOW = datetime(2031, 3, 4, 9, tzinfo=UTC)
FEED = ListFacts(
    "https://sandal.example/feed", "feed", 200, reads_as="rss", content_type="application/rss+xml",
    entries=20, dated=20, newest=NOW, age_seconds=600, etag=True, repeats=True, size=9000,
)  # fmt: skip
ARTICLE = ArticleFacts(
    "https://sandal.example/a", 200, title="Bridge opens",
    published=Moment(NOW, zone_from=ZoneFrom.PAGE), language="en", length=2400,
    sample="The bridge", is_article=True,
)  # fmt: skip
HOST = HostFacts("sandal.example", 200)
DAY = 86_400


def facts(*lists: ListFacts, **words: Any) -> SourceFacts:
    """Make the facts of a source."""
    given = {"hosts": (HOST,), "article": ARTICLE, "timezone": "Asia/Karachi", **words}
    return SourceFacts("Sandal Post", "", "PK", at=NOW, lists=lists or (FEED,), **given)


def clock(zone: ZoneFrom, precision: Precision = Precision.MINUTE) -> Moment:
    """Make a time as a page gives it."""
    return Moment(NOW, precision=precision, zone_from=zone)


@pytest.mark.parametrize(
    ("changed", "state", "says"),
    [
        ({}, "ok", ""),
        ({"failure": "http 404", "status": 404, "entries": 0}, "bad", "http 404"),
        ({"failure": "http 403", "challenge": "Cloudflare", "entries": 0}, "bad", "challenge page"),
        ({"failure": "this is a web page, not a feed", "entries": 0}, "bad", "web page"),
        ({"failure": "its name does not resolve", "entries": 0}, "bad", "resolve"),
        ({"failure": "its address is not public", "entries": 0}, "bad", "not public"),
        ({"failure": "its certificate is not valid: it expired", "entries": 0}, "bad", "expired"),
        ({"entries": 0, "dated": 0, "age_seconds": None}, "bad", "lists nothing"),
        ({"age_seconds": 2 * DAY}, "ok", ""),
        ({"age_seconds": 4 * DAY}, "look", "4 days old"),
        ({"age_seconds": 31 * DAY}, "bad", "frozen"),
        ({"dated": 0, "age_seconds": None}, "ok", "none of its 20 entries is dated"),
        ({"kind": "section", "dated": 0, "age_seconds": None}, "ok", ""),
        ({"moved_for_good": True, "final_url": "https://x.example/rss"}, "look", "moved for good"),
        ({"final_url": "https://sandal.example/rss"}, "ok", ""),
        ({"seconds": 12.0}, "look", "takes 12 s"),
        ({"note": "3 of 20 entries have no usable link"}, "look", "no usable link"),
        ({"etag": False, "repeats": None}, "ok", ""),
    ],
)  # fmt: skip
def test_a_source_with_one_list(changed: dict[str, Any], state: str, says: str) -> None:
    verdict = judge(facts(replace(FEED, **changed)))
    assert verdict.state == state
    assert says in verdict.reason
    assert bool(verdict.reason) is bool(says)


@pytest.mark.parametrize(
    ("changed", "state", "says"),
    [
        ({"failure": "http 403", "status": 403}, "look", "http 403"),
        ({"failure": "http 403", "challenge": "DataDome"}, "look", "behind a challenge (DataDome)"),
        ({"failure": "robots.txt forbids it"}, "look", "robots.txt forbids it"),
        ({"paywalled": True, "length": 90}, "look", "paywall"),
        ({"is_article": False}, "look", "does not read like an article"),
        ({"length": 120}, "look", "only 120 characters"),
        ({"published": None}, "look", "no date was found"),
        ({"published": clock(ZoneFrom.SOURCE)}, "ok", ""),
        ({"published": clock(ZoneFrom.NONE, Precision.DAY)}, "ok", ""),
    ],
)
def test_a_source_with_its_article(changed: dict[str, Any], state: str, says: str) -> None:
    verdict = judge(facts(article=replace(ARTICLE, **changed)))
    assert verdict.state == state
    assert says in verdict.reason


@pytest.mark.parametrize(
    ("changed", "state", "says"),
    [
        ({"robots_status": 404}, "ok", ""),
        ({"robots_status": 503, "robots_error": "http 503"}, "look", "cannot be read (http 503)"),
        ({"forbids": (FEED.url,)}, "look", "robots.txt forbids sandal.example/feed"),
        ({"forbids": ("https://sandal.example/an-article",)}, "ok", ""),
        ({"crawl_delay": 30.0}, "ok", ""),
        ({"certificate_until": NOW + timedelta(days=60)}, "ok", ""),
        ({"certificate_until": NOW + timedelta(days=5)}, "look", "ends in 5 days"),
    ],
)
def test_a_source_with_its_host(changed: dict[str, Any], state: str, says: str) -> None:
    verdict = judge(facts(hosts=(replace(HOST, **changed),)))
    assert verdict.state == state
    assert says in verdict.reason


def test_one_good_list_is_enough_to_go_on() -> None:
    """A dead feed beside one that delivers is for looking at, not the end of the source."""
    dead = replace(FEED, url="https://sandal.example/old", failure="http 410", entries=0)
    assert judge(facts(FEED, dead)).state == "look"
    assert judge(facts(dead, dead)).state == "bad"


def test_a_frozen_list_is_not_a_good_one() -> None:
    """Two feeds that nobody has fed for a month make no source."""
    assert judge(facts(*[replace(FEED, age_seconds=40 * DAY)] * 2)).state == "bad"


def test_times_without_a_zone_ask_for_the_sources() -> None:
    """Bare clock times need the source's zone; one remark says so, however many lack it."""
    bare = replace(ARTICLE, published=clock(ZoneFrom.NONE))
    verdict = judge(facts(replace(FEED, zoneless=20), article=bare, timezone=""))
    assert [remark.todo for remark in verdict.remarks if "timezone" in remark.todo] != []
    assert len(verdict.remarks) == 1
    assert judge(facts(replace(FEED, zoneless=20), article=bare)).state == "ok"


def test_the_gravest_stands_first() -> None:
    """Whoever reads one line reads the worst."""
    found = facts(replace(FEED, failure="http 500", entries=0), article=None, unfinished="stopped")
    states = [remark.state for remark in judge(found).remarks]
    assert states == ["bad", "look"]


def test_every_remark_but_a_readers_note_says_what_to_do() -> None:
    """A finding without a way out helps nobody."""
    found = facts(
        replace(FEED, failure="http 418", entries=0),
        replace(FEED, age_seconds=5 * DAY),
        hosts=(replace(HOST, robots_error="no answer"),),
        article=replace(ARTICLE, paywalled=True),
        unfinished="it took too long",
    )
    remarks = judge(found).remarks
    assert len(remarks) == 5
    assert all(remark.todo for remark in remarks)


@pytest.mark.parametrize(
    ("age", "text"),
    [(0, "0 min"), (1500, "25 min"), (3 * 3600, "3 h"), (50 * 3600, "2 days"), (-60, "0 min")],
)
def test_ages_as_people_say_them(age: int, text: str) -> None:
    assert days(timedelta(seconds=age)) == text


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://x.example/feed?page=2", "https://x.example/feed?page=2"),
        ("https://x.example/feed?token=s3cret", "https://x.example/feed?token=hidden"),
        ("https://x.example/f?a=1&api_key=s3cret#top", "https://x.example/f?a=1&api_key=hidden#top"),
        ("https://x.example/f?access_token=s3cret&b=2", "https://x.example/f?access_token=hidden&b=2"),
        ("https://x.example/f?KEY=s3cret", "https://x.example/f?KEY=hidden"),
        ("https://me:s3cret@x.example/f", "https://x.example/f"),
        ("https://x.example/f?monkey=banana", "https://x.example/f?monkey=banana"),
        ("http://[", "http://["),
    ],
)  # fmt: skip
def test_keys_in_addresses_are_hidden(url: str, shown: str) -> None:
    assert without_keys(url) == shown
    if "=s3cret" in url:
        assert keys_in(url) == ("s3cret",)
