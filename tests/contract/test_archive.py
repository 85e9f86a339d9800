"""What every archive promises, whichever database stands behind it.

The tests know only the public classes, and run on every database.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from archive.browse import Query
from archive.frontier import Address, Brought, HostRow, Polled
from archive.outbox import Outgoing
from crawler.urls import url_key
from news.alert import Addressed, Alert, Rendered
from news.article import MOST_REVISIONS, NO_PROVENANCE, Origin, Post, Provenance
from news.finding import Subject
from news.listing import Listed, PageShown
from news.moment import Moment, Precision, ZoneFrom
from news.source import Entry, Feed, FetchKind, Past, Skips, Source
from news.watch import Recipient, Watchlist
from tests.contract.desk import BEFORE, HOUR, MINUTE, NOW, POST, Desk, entry, listed, source

HOSTILE = Path(__file__).parents[1] / "hostile"
RSS = "https://alderbaypost.example/rss"
REEDS = "Reed Valley Voice"
POLLED = Polled("", "", "", NOW + HOUR)
EMPTY = Watchlist()


def titles(desk: Desk, **asked: object) -> list[str]:
    found = desk.browse.listing(Query(**asked))  # type: ignore[arg-type]
    return [item.title for item in found.items]


# ------------------------------------------------------------------ sources and feeds


def test_what_is_followed_is_polled(desk: Desk) -> None:
    """Each feed of a followed source is due at once, and only once."""
    desk.follow(source(POST, "/rss", "/sport"), source(REEDS))
    assert {fetch.url for fetch in desk.lease()} == {
        RSS,
        "https://alderbaypost.example/sport",
        "https://reedvalleyvoice.example/rss",
    }
    assert desk.lease() == []


def test_leaving_a_source_keeps_what_is_known(desk: Desk) -> None:
    """An unfollowed source is not asked; followed again, it goes on where it was."""
    desk.settle()
    desk.report()
    desk.follow()
    desk.clock += HOUR
    assert desk.lease() == []
    assert desk.browse.feeds() == []
    assert titles(desk) == ["Ferry late"]
    desk.follow(source())
    (fetch,) = desk.lease(at=NOW + 2 * HOUR)
    assert (fetch.etag, fetch.first) == ('W/"é"', False)
    assert desk.browse.totals().articles == 1


def test_a_renamed_source_goes_on(desk: Desk) -> None:
    """A feed that moves to another name is polled, and its waiting pages are fetched."""
    desk.settle()
    desk.poll(entry("/ferry"), budget=0)
    desk.follow(replace(source(), name="The Post"))
    desk.clock += 2 * HOUR
    assert {(f.kind, f.source) for f in desk.lease()} == {
        (FetchKind.FEED, "The Post"),
        (FetchKind.ARTICLE, "The Post"),
    }


def test_a_feed_may_change_its_kind(desk: Desk) -> None:
    """What was configured as a feed and is a sitemap is fetched as a sitemap."""
    desk.settle()
    desk.follow(Source(POST, feeds=(Feed(RSS, FetchKind.SITEMAP),)))  # type: ignore[arg-type]
    desk.clock += HOUR
    assert [fetch.kind for fetch in desk.lease()] == [FetchKind.SITEMAP]


# ---------------------------------------------------------------------------- leases


def test_a_lease_ends(desk: Desk) -> None:
    """What a killed wave had claimed comes back when the lease ends, not before."""
    desk.follow(source())
    assert len(desk.lease()) == 1
    assert desk.lease(at=NOW + 9 * MINUTE) == []
    assert len(desk.lease(at=NOW + 10 * MINUTE)) == 1


def test_released_work_comes_back_at_once(desk: Desk) -> None:
    """Work given back, or left by one that died, is due."""
    desk.follow(source())
    desk.frontier.release([fetch.id for fetch in desk.lease()])
    assert len(desk.lease()) == 1
    desk.frontier.forget_leases()
    assert len(desk.lease()) == 1


def test_a_host_takes_only_its_share(desk: Desk) -> None:
    """At most so many of one host, oldest first, and the limit holds for all together."""
    desk.follow(source(POST, "/a", "/b", "/c"), source(REEDS, "/a", "/b", "/c"))
    taken = desk.lease(limit=3, per_host=2)
    assert [fetch.host for fetch in taken].count("alderbaypost.example") == 2
    assert len(taken) == 3


def test_a_crowded_host_hides_no_other(desk: Desk) -> None:
    """A thousand old errands of one host do not keep another's feed waiting."""
    desk.follow(source(POST, *[f"/{n}" for n in range(300)]))
    desk.follow(source(POST, *[f"/{n}" for n in range(300)]), source(REEDS), at=NOW)
    hosts = [fetch.host for fetch in desk.lease(limit=10, per_host=3)]
    assert hosts == ["alderbaypost.example"] * 3 + ["reedvalleyvoice.example"]


def test_pages_under_way_count_and_hide_no_poll(desk: Desk) -> None:
    """A host's flood takes its share of pages once, not in wave after wave."""
    desk.settle()
    desk.poll(*[entry(f"/a/{n}") for n in range(30)], budget=1)
    taken = desk.lease(per_host=5)
    assert [fetch.article_id is not None for fetch in taken] == [True] * 4
    assert desk.lease(per_host=5) == []
    desk.frontier.make_due([POST], desk.clock)
    assert [fetch.article_id for fetch in desk.lease(per_host=5)] == [None]
    desk.store(taken[0])
    assert len(desk.lease(per_host=5)) == 1


def test_only_the_sources_that_are_named(desk: Desk) -> None:
    """A lease may be limited to some sources."""
    desk.follow(source(), source(REEDS))
    taken = desk.frontier.lease(NOW, NOW + HOUR, 10, 10, [REEDS])
    assert [fetch.source for fetch in taken] == [REEDS]


def test_a_blocked_host_is_left_alone(desk: Desk) -> None:
    """A host that asked for a pause gets it; what is known of it survives byte for byte."""
    desk.follow(source())
    row = HostRow("alderbaypost.example", None, NOW + HOUR, "User-agent: *\nDisallow: /é", 200, NOW)
    desk.frontier.remember_host(replace(row, robots=None))
    desk.frontier.remember_host(row)
    assert desk.frontier.hosts() == [row]
    assert desk.lease() == []
    assert len(desk.lease(at=NOW + HOUR)) == 1


def test_make_due_touches_the_named_only(desk: Desk) -> None:
    """Asked to poll one source now, the others keep their time."""
    desk.settle(source(), source(REEDS))
    desk.clock = BEFORE + MINUTE
    assert desk.frontier.make_due([REEDS], desk.clock) == 1
    assert [fetch.source for fetch in desk.lease()] == [REEDS]
    assert desk.frontier.make_due([], desk.clock) == 2


# ----------------------------------------------------------------------------- polls


def test_an_entry_is_an_article_at_once(desk: Desk) -> None:
    """Before its page is fetched an article stands in the archive with the feed's words."""
    desk.settle()
    (fetch,) = desk.poll(entry("/ferry", "Ferry sinks", text="All were saved."))
    assert (fetch.kind, fetch.url) == (FetchKind.ARTICLE, "https://alderbaypost.example/ferry")
    (item,) = desk.browse.listing(Query()).items
    assert (item.title, item.snippet.text, item.origin) == (
        "Ferry sinks",
        "All were saved.",
        Origin.FEED,
    )
    assert titles(desk, text="saved") == ["Ferry sinks"]


def test_validators_come_back_byte_for_byte(desk: Desk) -> None:
    """What a feed gave to recognise it by is kept as it came, also over an unchanged poll."""
    desk.settle()
    (fetch,) = desk.lease()
    known = fetch.etag, fetch.last_modified, fetch.body_hash
    desk.frontier.unchanged(fetch, Polled(*known, NOW + HOUR), NOW)
    (again,) = desk.lease(at=NOW + HOUR)
    told = ('W/"é"', "Wed, 04 Feb 2026", "ab" * 32)
    assert (again.etag, again.last_modified, again.body_hash) == told
    (state,) = desk.browse.feeds()
    assert (state.polls, state.polled, state.answered) == (2, NOW, NOW)


@pytest.mark.parametrize(
    ("first", "then", "articles"),
    [
        pytest.param([("/a", "1")], [("/a", "x")], 1, id="guid reset"),
        pytest.param([("/a", "1")], [("/b", "1")], 1, id="same guid, same words, new address"),
        pytest.param([("/a", "1")], [("/a", "1"), ("/b", "2")], 2, id="one new"),
        pytest.param([("/a?id=7", "")], [("/a?id=8", "")], 2, id="a parameter that counts"),
        pytest.param([("/a", ""), ("/b", "")], [("/b", ""), ("/a", "")], 2, id="another order"),
        pytest.param([("/a", "1"), ("/b", "2")], [("/a", "2"), ("/b", "1")], 2, id="swapped"),
    ],
)
def test_which_entries_are_one_article(
    desk: Desk, first: list[tuple[str, str]], then: list[tuple[str, str]], articles: int
) -> None:
    desk.settle()
    for entries in (first, then):
        desk.poll(
            *[
                entry(
                    path,
                    f"Report {path[:2]}" if "b" in path and len(entries) > 1 else "Ferry late",
                    guid=guid,
                )
                for path, guid in entries
            ]
        )
    assert desk.browse.totals().articles == articles


def test_seven_spellings_are_one_article(desk: Desk) -> None:
    """The ways in which outlets link one report lead to one article."""
    desk.settle()
    for url in (
        "https://alderbaypost.example/a",
        "http://alderbaypost.example/a",
        "https://www.alderbaypost.example/a",
        "https://alderbaypost.example/a/",
        "https://alderbaypost.example/a?utm_source=rss",
        "https://alderbaypost.example/a#comments",
        "HTTPS://ALDERBAYPOST.example:443/a",
    ):
        item = replace(entry("/a"), url=url)
        desk.frontier.make_due([], desk.clock)
        (fetch, *_) = [f for f in desk.lease() if f.kind is FetchKind.FEED]
        one = replace(listed(item), key=url_key(url))
        desk.frontier.polled(
            fetch, [one], lambda _: POLLED, NOW, lease_until=NOW, budget=5, match_feed_text_at=NOW
        )
    assert desk.browse.totals().articles == 1


LONG = "Ferry late again as fog holds"


def test_what_a_poll_brought(desk: Desk) -> None:
    """It says how many entries its feed had listed before, and how many articles are new."""
    desk.follow(source(POST, "/rss", "/map"))
    rss, sitemap = desk.lease()
    first = [entry(f"/{n}", guid=f"old-{n}", published=None) for n in range(20)]
    assert counts(desk.brought(rss, *first)) == (0, 20)
    again = desk.brought(rss, *first[5:], entry("/20", guid="old-20"), entry("/21", guid="old-21"))
    assert counts(again) == (15, 2)
    reset = [replace(item, guid=item.guid.replace("old", "new")) for item in first]
    assert counts(desk.brought(rss, *reset)) == (20, 0)
    # To the sitemap they are no old acquaintances, though all but one are known to us.
    assert counts(desk.brought(sitemap, *first[:3], entry("/99", published=None))) == (0, 1)


def counts(brought: Brought) -> tuple[int, int]:
    return brought.known, brought.new


def test_who_edits_all_the_time_is_fetched_ever_later(desk: Desk) -> None:
    """The first edit is fetched at once, the others five, ten, fifteen minutes after the last."""
    desk.settle()
    (fetch,) = desk.poll(entry("/ferry"))
    desk.store(fetch)
    waits = []
    for minute in range(60):
        desk.clock = NOW + minute * MINUTE
        pages = desk.poll(entry("/ferry", text=f"{minute} comments"))
        for page in pages + [f for f in desk.lease() if f.article_id]:
            desk.store(page)
            waits.append(minute)
    assert waits == [0, 5, 15, 30, 50]


def test_an_article_keeps_two_dozen_texts(desk: Desk) -> None:
    """A ticker that writes on for days fills no archive; what was kept stays, and its words."""
    desk.settle()
    desk.report("/ferry", "The ferry sank, number 0.")
    for number in range(1, 40):
        desk.clock += 5 * HOUR
        for fetch in desk.poll(entry("/ferry", text=f"Edit {number}.")):
            desk.store(fetch)
            desk.read(f"The ferry sank, number {number}.")
    (shown,) = [desk.browse.article(item.id) for item in desk.browse.listing(Query()).items]
    assert shown is not None
    assert len(shown.revisions) == MOST_REVISIONS
    assert shown.article.text == f"The ferry sank, number {MOST_REVISIONS - 2}."
    assert shown.revisions[-1].number == 1


def test_of_a_hosts_pages_the_newest_go_first(desk: Desk) -> None:
    """A sitemap's thousand old reports do not keep this hour's report waiting."""
    desk.settle()
    desk.poll(*(entry(f"/old{n}", published=None) for n in range(30)), budget=0)
    desk.clock += MINUTE
    desk.poll(entry("/news", published=None), budget=0)
    taken = [f.url for f in desk.lease(per_host=3) if f.article_id]
    assert len(taken) == 3
    assert "https://alderbaypost.example/news" in taken


def test_what_was_learned_of_a_feed_comes_back(desk: Desk) -> None:
    """A poll is given all that earlier ones taught, and what is known survives a failure."""
    desk.follow(source())
    (fetch,) = desk.lease()
    assert fetch.past == Past("https://alderbaypost.example/rss")
    past = Past(
        url="https://alderbaypost.example/rss",
        gap=1800.0,
        new_at=NOW,
        pause=900.5,
        ttl=60.0,
        skips=Skips(frozenset({0, 1, 23}), frozenset({6})),
        asked_until=NOW + MINUTE,
        since_whole=3,
        whole_at=NOW - HOUR,
        moved_to="https://alderbaypost.example/new",
        moved_polls=2,
        gone_at=NOW,
        emptied_at=NOW - HOUR,
    )
    polled = Polled("", "", "", NOW + HOUR, "https://alderbaypost.example/final", past)
    desk.frontier.polled(
        fetch, [listed(entry("/a"))], lambda _: polled, NOW,
        lease_until=NOW, budget=0, match_feed_text_at=NOW,
    )  # fmt: skip
    fetch = next(f for f in desk.lease(at=NOW + HOUR) if f.past)
    assert fetch.past == replace(past, polls=1, listed=1, answered_at=NOW)
    assert fetch.validators_url == "https://alderbaypost.example/final"
    desk.frontier.feed_failed(fetch, "refused", NOW + HOUR, NOW, 0.5)
    fetch = next(f for f in desk.lease(at=NOW + HOUR) if f.past)
    assert fetch.past == replace(past, polls=1, listed=1, weight=0.5, answered_at=NOW)
    desk.frontier.unchanged(fetch, replace(polled, past=None), NOW)
    fetch = next(f for f in desk.lease(at=NOW + HOUR) if f.past)
    assert fetch.past == replace(past, polls=2, listed=1, answered_at=NOW)


def test_a_feed_that_moved_is_polled_there(desk: Desk) -> None:
    """Its old address stays the configuration's; following it again does not move it back."""
    desk.settle()
    there = Address("https://news.alderbay.example/rss", "news.alderbay.example")
    (fetch,) = desk.lease()
    desk.frontier.unchanged(fetch, replace(POLLED, address=there), NOW)
    desk.follow(source())
    (fetch,) = desk.lease(at=NOW + HOUR)
    assert (fetch.url, fetch.host) == (there.url, there.host)
    assert fetch.past is not None
    assert fetch.past.url == "https://alderbaypost.example/rss"
    back = Address(fetch.past.url, "alderbaypost.example")
    desk.frontier.feed_failed(fetch, "http 404", NOW + HOUR, NOW, address=back)
    (fetch,) = desk.lease(at=NOW + HOUR)
    assert (fetch.url, fetch.host) == (back.url, back.host)


@pytest.mark.parametrize(
    ("other", "articles"),
    [
        (entry("/m/ferry", LONG, published=NOW - HOUR), 1),  # its mobile address
        (entry("/m/ferry", LONG.upper(), published=NOW - HOUR + 5 * MINUTE), 1),
        (entry("/ferry-2", LONG, published=NOW - 25 * HOUR), 2),  # yesterday's fog
        (entry("/ferry-2", LONG, published=None), 2),  # no time to go by
        (entry("/ferry-2", LONG, precision=Precision.DAY), 2),
        (entry("/ferry-2", "Ferry late again as wind holds"), 2),
    ],
)
def test_one_headline_of_one_hour_is_one_article(desk: Desk, other: Entry, articles: int) -> None:
    """A report listed under two addresses is known as one before any page says so."""
    desk.settle()
    desk.poll(entry("/ferry", LONG))
    fetched = desk.poll(other)
    assert len(titles(desk)) == articles
    assert len(fetched) == articles - 1


def test_short_headlines_come_again(desk: Desk) -> None:
    """A headline of three words is no identity, even within the hour."""
    desk.settle()
    desk.poll(entry("/1", "News in brief"), entry("/2", "News in brief"))
    assert len(titles(desk)) == 2


def test_a_guid_given_to_a_new_report_makes_an_article(desk: Desk) -> None:
    """An outlet that counts its guids anew hides no report behind an old one."""
    desk.settle()
    desk.poll(entry("/ferry", guid="1"))
    new = entry("/storm", "Storm warning", guid="1", published=NOW)
    assert [fetch.url for fetch in desk.poll(new)] == ["https://alderbaypost.example/storm"]
    assert desk.poll(new) == []
    assert sorted(titles(desk)) == ["Ferry late", "Storm warning"]


def test_a_guid_passed_on_joins_no_articles(desk: Desk) -> None:
    """Guids that change places between known reports cause no errand to the wrong page."""
    desk.settle()
    a, b = entry("/a", "Ferry late", guid="1"), entry("/b", "Storm warning", guid="2")
    for fetch in desk.poll(a, b):
        desk.store(fetch)
    assert desk.poll(replace(a, guid="2"), replace(b, guid="1")) == []
    assert desk.browse.totals().articles == 2


def test_a_changed_entry_is_fetched_again(desk: Desk) -> None:
    """A new headline in the feed sends us to the page; the same entry does not."""
    desk.settle()
    desk.report()
    assert desk.poll(entry("/ferry")) == []
    (fetch,) = desk.poll(entry("/ferry", "Ferry sinks"))
    assert fetch.kind is FetchKind.RECHECK
    # Once more while that waits: no second errand.
    assert desk.poll(entry("/ferry", "Ferry sinks, two saved")) == []


def test_the_newest_stay_claimed(desk: Desk) -> None:
    """Of many new pages the last of the list stay with the wave; the rest are due."""
    desk.settle()
    taken = desk.poll(*[entry(f"/{n}") for n in range(40)], budget=3)
    assert [fetch.url[-3:] for fetch in taken] == ["/37", "/38", "/39"]
    assert len(desk.lease()) == 37


def test_no_budget_claims_nothing(desk: Desk) -> None:
    """With a budget of none every new page is due for the next wave."""
    desk.settle()
    assert desk.poll(entry("/a"), budget=0) == []
    assert len(desk.lease()) == 1


def test_the_first_poll_is_backlog(desk: Desk) -> None:
    """What a feed listed when we came is archived and nobody is told; later entries are news."""
    desk.follow(source(), at=NOW)
    (fetch,) = desk.lease()
    assert fetch.first
    desk.polled(fetch, entry("/old", published=None))
    desk.poll(entry("/old", published=None), entry("/new", published=None))
    desk.clock += HOUR
    desk.read_feed_text()
    assert [found.silent for found in desk.outbox.unrouted(10)] == ["undated", ""]


def test_parts_of_a_first_poll_are_backlog_all(desk: Desk) -> None:
    """Several sitemaps of one index are one first poll."""
    desk.follow(source(), at=NOW)
    (fetch,) = desk.lease()
    desk.polled(fetch, entry("/a", published=None))
    desk.polled(fetch, entry("/b", published=None))
    desk.clock += HOUR
    desk.read_feed_text()
    assert {found.silent for found in desk.outbox.unrouted(10)} == {"undated"}


def test_a_feed_says_since_when_it_fails(desk: Desk) -> None:
    """Failures count up and keep their beginning; one good poll ends them."""
    desk.follow(source())
    for number in range(3):
        (fetch,) = desk.lease(at=NOW + number * HOUR)
        assert fetch.tries == number
        at = NOW + number * HOUR
        desk.frontier.feed_failed(fetch, f"http 50{number}", at + HOUR, at, 0.5)
    (state,) = desk.browse.feeds()
    assert (state.failures, state.error, state.weight) == (3, "http 502", 1.5)
    assert (state.error_since, state.answered) == (NOW, NOW + 2 * HOUR)
    (fetch,) = desk.lease(at=NOW + 3 * HOUR)
    desk.polled(fetch, at=NOW + 3 * HOUR)
    (state,) = desk.browse.feeds()
    assert (state.failures, state.error, state.error_since) == (0, "", None)
    assert state.weight == 0


# ----------------------------------------------------------------------------- pages


def test_an_article_is_looked_at_again_while_it_is_young(desk: Desk) -> None:
    """A stored page leaves one errand, at the next of the ages, until all have passed."""
    desk.settle()
    ages = (MINUTE, 3 * HOUR, 5 * HOUR)
    (fetch,) = desk.poll(entry("/a", published=NOW - HOUR))
    for due in (NOW + 2 * HOUR, NOW + 4 * HOUR):
        desk.store(fetch, ages)
        assert not [f for f in desk.lease(at=due - MINUTE) if f.article_id]
        (fetch,) = [f for f in desk.lease(at=due) if f.article_id]
        assert fetch.kind is FetchKind.RECHECK
        desk.clock = due
    desk.store(fetch, ages)
    assert not [f for f in desk.lease(at=NOW + 99 * HOUR) if f.article_id]


def test_a_bare_day_puts_no_look_off_to_its_end(desk: Desk) -> None:
    """A section page dates its links by the day; an edit at noon must not wait for midnight."""
    desk.settle()
    today = NOW.replace(hour=0, minute=0)
    (fetch,) = desk.poll(entry("/a", published=today, precision=Precision.DAY))
    desk.store(fetch, (HOUR, 3 * HOUR))
    assert [f.kind for f in desk.lease(at=NOW + HOUR) if f.article_id] == [FetchKind.RECHECK]


def test_a_page_that_will_not_come_leaves_the_feeds_words(desk: Desk) -> None:
    """Given up, the feed's own text is read at once; the reason stays with the article."""
    desk.settle()
    (fetch,) = desk.poll(entry("/ferry"))
    assert desk.box.take_texts(NOW, 10) == []
    desk.frontier.page_failed(fetch, "http 500", NOW + HOUR, NOW)
    assert desk.box.take_texts(NOW, 10) == []
    (again,) = [f for f in desk.lease(at=NOW + HOUR) if f.article_id]
    assert again.tries == 1
    desk.frontier.page_failed(again, "http 410", None, NOW)
    (placed,) = desk.read_feed_text()
    assert [found.name for found in placed.findings] == ["Ferries"]
    shown = desk.browse.article(placed.article_id)
    assert shown is not None
    assert shown.note == "http 410"
    assert desk.read_feed_text() == []


def test_unread_pages_are_claimed_and_come_back(desk: Desk) -> None:
    """A page is handed out once while its lease lasts, oldest first."""
    desk.settle()
    for fetch in desk.poll(entry("/a"), entry("/b")):
        desk.store(fetch)
    first = desk.box.take_pages(NOW, NOW + MINUTE, 1)
    second = desk.box.take_pages(NOW, NOW + MINUTE, 5)
    assert [page.url[-2:] for page in (*first, *second)] == ["/a", "/b"]
    assert desk.box.take_pages(NOW, NOW + MINUTE, 5) == []
    assert len(desk.box.take_pages(NOW + MINUTE, NOW + HOUR, 5)) == 2
    desk.box.forget_leases()
    assert len(desk.box.take_pages(NOW, NOW + MINUTE, 5)) == 2
    assert desk.box.waiting() == 2


def test_a_page_that_breaks_its_reader_is_quarantined(desk: Desk) -> None:
    """After the third try a page is set aside and the feed's words are read in its place."""
    desk.settle()
    (fetch,) = desk.poll(entry("/ferry"))
    desk.store(fetch)
    given_up = []
    for _ in range(3):
        (page,) = desk.box.take_pages(NOW, NOW + MINUTE, 5)
        given_up.append(desk.box.failed(page, "too deep", NOW, most_tries=3))
    assert given_up == [False, False, True]
    assert desk.box.take_pages(NOW + HOUR, NOW + HOUR, 5) == []
    (placed,) = desk.read_feed_text()
    assert [found.name for found in placed.findings] == ["Ferries"]
    assert desk.browse.totals().quarantined == 1
    shown = desk.browse.article(placed.article_id)
    assert shown is not None
    assert shown.note == "quarantine: too deep"


def test_lost_bytes_are_fetched_again(desk: Desk) -> None:
    """A page whose bytes are gone leaves the box and becomes an errand."""
    desk.settle()
    (fetch,) = desk.poll(entry("/ferry"))
    desk.store(fetch)
    (page,) = desk.box.take_pages(NOW, NOW + MINUTE, 5)
    desk.box.lost_body(page, "alderbaypost.example", NOW)
    assert desk.box.waiting() == 0
    (again,) = [f for f in desk.lease() if f.article_id]
    desk.store(again)
    assert desk.read("The ferry sank.").note == ""


# -------------------------------------------------------------------------- revisions


def test_the_page_replaces_the_feeds_words(desk: Desk) -> None:
    """The first page is no edit; it is what is shown and searched from then on."""
    desk.settle()
    placed = desk.report(text="The ship went down.")
    shown = desk.browse.article(placed.article_id)
    assert shown is not None
    assert [(r.number, r.cause) for r in shown.revisions] == [(2, "page"), (1, "feed")]
    (item,) = desk.browse.listing(Query(text="ship")).items
    assert (item.edits, item.origin) == (0, Origin.PAGE)
    assert titles(desk, text='"is late"') == []


def test_a_text_rests_on_the_bytes_of_its_page(desk: Desk) -> None:
    """Each text names the page that it was read from; a feed's own words name none."""
    desk.settle()
    placed = desk.report(text="The ship went down.")
    shown = desk.browse.article(placed.article_id)
    assert shown is not None
    page = PageShown("https://alderbaypost.example/ferry", NOW, "cd" * 32, 3, kept=True)
    assert [one.page for one in shown.revisions] == [page, None]
    assert shown.page == page


def test_a_text_keeps_where_its_fields_stood(desk: Desk) -> None:
    """Each text has its own, of its times too that it does not give itself; a feed has none."""
    desk.settle()
    stood = Provenance(title="og:title", authors="Zeile \udcff unter dem Titel")
    (fetch,) = desk.poll(entry("/ferry"))
    desk.store(fetch)
    placed = desk.read("The ferry sank.", provenance=stood)
    (fetch,) = desk.poll(entry("/ferry", "Ferry sinks"))
    desk.store(fetch)
    desk.read("The ferry has sunk.")
    shown = desk.browse.article(placed.article_id)
    assert shown is not None
    kept = replace(stood, authors="Zeile \ufffd unter dem Titel", published="the feed")
    told = [one.article.provenance for one in shown.revisions]
    assert told == [Provenance(published="an earlier text"), kept, NO_PROVENANCE]


def test_a_live_report_keeps_its_posts(desk: Desk) -> None:
    """Each with its time as the page gave it, or none, and its place in the text."""
    desk.settle()
    at = Moment(NOW, 330, Precision.MINUTE, ZoneFrom.SOURCE, "18:42 IST\x00\udcff")
    posts = (Post(at, 11, 25), Post(None, 26, 40))
    (fetch,) = desk.poll(entry("/ferry"))
    desk.store(fetch)
    placed = desk.read("The ferry sank.\nIt is up again.", posts=posts)
    shown = desk.browse.article(placed.article_id)
    assert shown is not None
    kept = Post(replace(at, raw="18:42 IST\x00\ufffd"), 11, 25)
    assert shown.article.posts == (kept, posts[1])
    assert shown.article.newest == kept.at
    assert shown.revisions[-1].article.posts == ()


def test_replay_fills_in_where_fields_stood(desk: Desk) -> None:
    """What is read again in the same words learns of its places, and is no new text."""
    desk.settle()
    placed = desk.report(text="The ferry sank.")
    desk.read_again("The ferry sank.", provenance=Provenance(title="h1"))
    shown = desk.browse.article(placed.article_id)
    assert shown is not None
    assert [(r.cause, r.article.provenance.title) for r in shown.revisions] == [
        ("page", "h1"),
        ("feed", ""),
    ]


@pytest.mark.parametrize(
    ("text", "edits"),
    [
        ("The ferry sank.", 0),
        ("The ferry, sank!", 0),
        ("THE FERRY SANK", 0),
        ("The ferry has sunk.", 1),
    ],
)
def test_what_is_an_edit(desk: Desk, text: str, edits: int) -> None:
    desk.settle()
    desk.report(text="The ferry sank.")
    (fetch,) = desk.poll(entry("/ferry", "Ferry sinks"))
    desk.store(fetch)
    placed = desk.read(text)
    assert placed.note == ("" if edits else "unchanged")
    (item,) = desk.browse.listing(Query()).items
    assert item.edits == edits


def test_an_edited_article_is_found_by_its_words_of_today(desk: Desk) -> None:
    """Words that an outlet took out no longer find the article; its history has them."""
    desk.settle()
    desk.report(text="Nine are missing.")
    (fetch,) = desk.poll(entry("/ferry", "Ferry sinks"))
    desk.store(fetch)
    placed = desk.read("All are safe.")
    assert (titles(desk, text="missing"), titles(desk, text="safe")) == ([], ["Ferry late"])
    shown = desk.browse.article(placed.article_id)
    assert shown is not None
    assert [r.article.text for r in shown.revisions[:2]] == ["All are safe.", "Nine are missing."]


def test_a_finding_is_made_once(desk: Desk) -> None:
    """Feed text, page and edit match the same topic: it is found once, further ones anew."""
    desk.settle()
    (fetch,) = desk.poll(entry("/ferry"))
    desk.clock += HOUR
    desk.read_feed_text()
    desk.store(fetch)
    desk.read("The ferry sank in a storm.")
    assert desk.names() == [(Subject.TOPIC, "Ferries"), (Subject.TOPIC, "Storms")]


def join_two(desk: Desk) -> int:
    """Let one report come by two addresses, of which the second page names the first."""
    desk.settle()
    one, two = desk.poll(entry("/ferry"), entry("/ferry-amp"))
    desk.store(one)
    first = desk.read("The ferry sank.")
    desk.address("Night desk")
    desk.store(two)
    second = desk.read("The ferry sank.", url="https://alderbaypost.example/ferry")
    assert second.article_id == first.article_id
    return first.article_id


def test_two_addresses_of_one_report_become_one(desk: Desk) -> None:
    """One row is listed, under either address; further entries make no third."""
    kept = join_two(desk)
    assert [item.id for item in desk.browse.listing(Query()).items] == [kept]
    assert desk.browse.totals().articles == 1
    assert desk.poll(entry("/ferry"), entry("/ferry-amp")) == []
    other = desk.browse.article(kept + 1)
    assert other is not None
    assert other.id == kept
    assert desk.names() == []


def test_joined_after_an_alert_tells_nobody_twice(desk: Desk) -> None:
    """The report that went out under one address is not news under the other."""
    desk.settle()
    one, two = desk.poll(entry("/ferry"), entry("/ferry-amp"))
    desk.store(two)
    desk.read("The ferry sank.")
    desk.address("Night desk")
    desk.store(replace(two, id=0))
    joined = desk.read("The ferry sank.", url="https://alderbaypost.example/ferry")
    assert joined.article_id == one.article_id
    assert joined.findings == ()
    (message,) = desk.take()
    alert = tell(desk, message)
    assert [match.name for match in alert.matches] == ["Ferries"]
    shown = desk.browse.article(joined.article_id)
    assert shown is not None
    assert [told.recipient for told in shown.told] == ["Night desk"]


# ----------------------------------------------------------------------------- replay


def test_replay_changes_texts_and_tells_nobody(desk: Desk) -> None:
    """A better reading replaces the text, is no edit, and what it finds stays silent."""
    desk.settle()
    desk.report(text="The ferry sank.")
    desk.address("Night desk")
    placed = desk.read_again("The ferry sank in a storm.")
    assert [(f.name, f.silent) for f in placed.findings] == [("Storms", "replay")]
    shown = desk.browse.article(placed.article_id)
    assert shown is not None
    assert shown.revisions[0].cause == "reread"
    assert desk.browse.totals().edits == 0
    assert desk.browse.totals().rereads == 1


def test_replay_matches_unchanged_words_anew(desk: Desk) -> None:
    """After a change of the watchlist a replay finds in old texts what is tracked now."""
    desk.settle()
    (fetch,) = desk.poll(entry("/ferry"))
    desk.store(fetch)
    with_person, desk.matcher = desk.matcher, type(desk.matcher)(EMPTY)
    desk.read("Ona Brill took the ferry.")
    desk.matcher = with_person
    desk.read_again("Ona Brill took the ferry.")
    assert titles(desk, person="Ona Brill") == ["Ferry late"]
    assert {found.silent for found in desk.outbox.unrouted(10)} == {"replay"}
    assert desk.browse.totals().rereads == 0


@pytest.mark.parametrize(
    ("name", "since", "count"),
    [(None, None, 1), (POST, None, 1), (REEDS, None, 0), (None, NOW + HOUR, 0), (POST, NOW, 1)],
)
def test_what_is_replayed(desk: Desk, name: str | None, since: object, count: int) -> None:
    desk.settle(source(), source(REEDS))
    desk.report()
    (fetch,) = desk.poll(entry("/ferry", "Ferry sinks"))
    desk.store(fetch)
    desk.read("The ferry has sunk.")
    pages = desk.box.again(name, since, 0, 9)  # type: ignore[arg-type]
    assert len(pages) == desk.box.count_again(name, since) == count  # type: ignore[arg-type]
    assert all(page.silent == "replay" for page in pages)


def test_the_newest_page_of_each_article_is_read_again(desk: Desk) -> None:
    """In order of arrival, some at a time; none of an article whose newest page still waits."""
    desk.settle()
    for path in ("/ferry", "/tide", "/fog"):
        desk.report(path, f"It happened at {path}.")
    (fetch,) = desk.poll(entry("/ferry", "Ferry sinks"))
    desk.store(fetch)
    assert [page.article_id for page in desk.box.again(None, None, 0, 9)] == [2, 3]
    desk.read("It happened.")
    first = desk.box.again(None, None, 0, 2)
    assert [page.article_id for page in first] == [2, 3]
    last = desk.box.again(None, None, first[-1].page_id, 2)
    assert [(page.article_id, page.page_id) for page in last] == [(1, 4)]


def test_a_page_in_quarantine_is_read_again(desk: Desk) -> None:
    """What broke an older reader may be read by a better one; its reading is silent."""
    desk.settle()
    (fetch,) = desk.poll(entry("/ferry"))
    desk.store(fetch)
    (page,) = desk.box.take_pages(NOW, NOW, 1)
    desk.box.failed(page, "too deep", NOW, most_tries=1)
    placed = desk.read_again("The ferry sank in a storm.")
    shown = desk.browse.article(placed.article_id)
    assert shown is not None
    assert (shown.article.text, shown.note) == ("The ferry sank in a storm.", "")
    assert desk.browse.totals().quarantined == 0


# ----------------------------------------------------------------------------- outbox


def tell(desk: Desk, message: Outgoing, archive: str = "") -> Alert:
    """Return the alert that a message holds."""
    recipient = Recipient(message.recipient, "console")
    found = desk.outbox.telling(message.message_id, recipient, archive, desk.clock)
    assert isinstance(found, Alert)
    return found


def test_one_article_tells_one_recipient_in_one_message(desk: Desk) -> None:
    """Several findings of one article are one message for each recipient."""
    desk.settle()
    desk.report(text="The ferry sank in a storm. Ona Brill was there.")
    desk.address("Night desk", "Slack")
    messages = desk.take()
    assert [(m.recipient, len(m.identities)) for m in messages] == [("Night desk", 3), ("Slack", 3)]
    alert = tell(desk, messages[0], "https://desk.example")
    assert [match.name for match in alert.matches] == ["Ferries", "Storms", "Ona Brill"]
    # Which parts of the rules held is archived with them.
    because = [match.because for match in alert.matches]
    assert because[1:] == ["because of storm*", ""]
    assert (
        alert.archive_link
        == f"https://desk.example/article/{desk.browse.listing(Query()).items[0].id}"
    )
    assert (alert.source, alert.article.text[:9]) == (POST, "The ferry")


def test_a_message_on_its_way_takes_no_more(desk: Desk) -> None:
    """What is found while a message is being sent becomes a message of its own."""
    desk.settle()
    desk.report()
    desk.address("Night desk")
    (first,) = desk.take()
    (fetch,) = desk.poll(entry("/ferry", "Ferry sinks"))
    desk.store(fetch)
    desk.read("The ferry sank in a storm.")
    desk.address("Night desk")
    (second,) = desk.take()
    assert first.message_id != second.message_id
    assert set(first.identities).isdisjoint(second.identities)


def test_a_finding_is_addressed_to_where_its_article_went(desk: Desk) -> None:
    """Joined between the decision and its note, two addresses of a report are one message."""
    desk.settle()
    one, two = desk.poll(entry("/ferry"), entry("/ferry-amp"))
    desk.store(one)
    desk.read("The ferry sank.")
    desk.address("Night desk")
    desk.store(two)
    desk.read("A storm sank it.", url="https://alderbaypost.example/other")
    found = desk.outbox.unrouted(9)
    desk.store(replace(two, id=0))
    desk.read("A storm sank it.", url="https://alderbaypost.example/ferry")
    desk.outbox.address([(f, (Addressed("Night desk"),)) for f in found], desk.clock)
    (message,) = desk.take()
    assert len(message.identities) == 3


def test_one_recipients_turn_hides_no_other(desk: Desk) -> None:
    """While one recipient is busy, what is due for others is seen, and theirs is left alone."""
    desk.settle()
    for n in range(3):
        desk.report(f"/ferry-{n}", f"Ferry {n} sank.")
        desk.address("Night desk")
    desk.report("/storm", "The storm came.")
    desk.address("Storm desk")
    assert [m.recipient for m in desk.outbox.due(desk.clock)] == ["Night desk"] * 3 + ["Storm desk"]
    assert [m.recipient for m in desk.outbox.due(desk.clock, ["Night desk"])] == ["Storm desk"]


def test_what_is_found_before_it_leaves_joins_the_message(desk: Desk) -> None:
    """A message that nobody has begun to send takes what the page adds to the feed's text."""
    desk.settle()
    (fetch,) = desk.poll(entry("/ferry"))
    desk.clock += HOUR
    desk.read_feed_text()
    desk.address("Night desk")
    desk.store(fetch)
    desk.read("The ferry sank in a storm.")
    desk.address("Night desk")
    (message,) = desk.take()
    assert len(message.identities) == 2
    alert = tell(desk, message)
    assert [match.name for match in alert.matches] == ["Ferries", "Storms"]


def test_a_message_goes_its_way(desk: Desk) -> None:
    """New, refused, due again at its time with the same frozen words, sent."""
    desk.settle()
    desk.report()
    desk.address("Night desk")
    frozen = Rendered("<1@desk.example>", "Fähre 沈没", {"text": "line\nline", "html": "<p>"})
    (message,) = desk.take()
    assert desk.take() == []
    desk.outbox.freeze(message.message_id, frozen)
    desk.outbox.retry(message.message_id, NOW + HOUR, "busy")
    assert desk.take() == []
    desk.clock += HOUR
    (again,) = desk.take()
    assert (again.rendered, again.tries, again.identities) == (frozen, 1, message.identities)
    desk.outbox.sent(again.message_id, desk.clock)
    assert desk.outbox.counts() == {"new": 0, "sent": 1, "dead": 0}
    desk.clock += HOUR
    assert desk.take() == []


def test_a_claimed_message_comes_back_when_its_sender_dies(desk: Desk) -> None:
    """Its lease ends, or its only successor says that nobody is at it."""
    desk.settle()
    desk.report()
    desk.address("Night desk")
    assert len(desk.take()) == 1
    desk.clock += 2 * MINUTE
    assert len(desk.take()) == 1
    desk.outbox.forget_leases()
    assert len(desk.take()) == 1


def test_a_dead_letter_is_seen_and_can_be_revived(desk: Desk) -> None:
    """A message given up stays with its reason; revived it leaves with the words it had."""
    desk.settle()
    desk.report()
    desk.address("Night desk")
    (message,) = desk.take()
    frozen = Rendered("<1@desk.example>", "Ferry")
    desk.outbox.freeze(message.message_id, frozen)
    desk.outbox.dead(message.message_id, "no such mailbox")
    (shown,) = [desk.browse.article(i.id) for i in desk.browse.listing(Query()).items]
    assert shown is not None
    assert [(t.state, t.error) for t in shown.told] == [("dead", "no such mailbox")]
    assert desk.outbox.revive(desk.clock) == 1
    (again,) = desk.take()
    assert (again.rendered, again.tries) == (frozen, 0)


def test_addressing_twice_tells_once(desk: Desk) -> None:
    """A crash after routing and before its mark makes no second delivery."""
    desk.settle()
    desk.report()
    found = desk.outbox.unrouted(10)
    for _ in range(2):
        desk.outbox.address([(f, [Addressed("Night desk")]) for f in found], NOW)
    assert desk.outbox.counts()["new"] == 1
    assert desk.names() == []


# ------------------------------------------------------------------------------ lists


def fill(desk: Desk, *texts: str, same_time: bool = False) -> None:
    """Let these be reports, each an hour after the one before it."""
    desk.settle()
    desk.poll(
        *[
            entry(f"/{n}", text, text=text, published=BEFORE + (0 if same_time else n) * HOUR)
            for n, text in enumerate(texts)
        ],
        budget=0,
    )


@pytest.mark.parametrize("same_time", [False, True])
@pytest.mark.parametrize("text", ["", "report"])
def test_paging_gives_every_article_once(desk: Desk, text: str, same_time: bool) -> None:
    fill(desk, *[f"Report {n:02}" for n in range(23)], same_time=same_time)
    seen: list[Listed] = []
    cursor = ""
    while True:
        page = desk.browse.listing(Query(text=text, before=cursor, limit=5))
        seen += page.items
        assert (page.total, page.capped) == (23, False)
        if not (cursor := page.older):
            break
    assert [item.title for item in seen] == [f"Report {n:02}" for n in reversed(range(23))]


@pytest.mark.parametrize("cursor", ["x", "1-2-3", "-", "٣", "9" * 40, "1;drop", "1"])
def test_a_cursor_that_is_none_starts_anew(desk: Desk, cursor: str) -> None:
    fill(desk, "One", "Two")
    assert titles(desk, before=cursor) == ["Two", "One"]


def test_a_time_in_the_future_does_not_stay_on_top(desk: Desk) -> None:
    """A report dated next year stands where it arrived."""
    desk.settle()
    desk.poll(entry("/a", "Next year", published=NOW + timedelta(days=365)))
    desk.clock += HOUR
    desk.poll(entry("/b", "Today", published=NOW + MINUTE))
    assert titles(desk) == ["Today", "Next year"]


def test_filters(desk: Desk) -> None:
    """A list can be narrowed to a source, a topic, a person, or to what matches at all."""
    desk.settle(source(), source(REEDS))
    desk.report("/a", "Ona Brill took the ferry.")
    desk.poll(entry("/b", "Quiet day", text="Nothing.", host="reedvalleyvoice.example"), name=REEDS)
    assert titles(desk, source=REEDS) == ["Quiet day"]
    assert titles(desk, source="nobody") == []
    assert titles(desk, topic="Ferries") == titles(desk, person="Ona Brill") == ["Ferry late"]
    assert titles(desk, topic="Ona Brill") == []
    assert titles(desk, matched=True, text="took") == ["Ferry late"]
    assert desk.browse.names() == {
        "sources": [POST, REEDS],
        "topics": ["Ferries"],
        "people": ["Ona Brill"],
        "figures": [],
    }


TEXTS = (
    "Storm-hit ferry docks",  # 0
    "O'Brien’s ferry, the U.S. says",  # 1
    "Khawāja Asif visits Zürich",  # 2
    "بلوچستان میں سیلاب",  # 3
    "बाढ़ से तबाही",  # 4
    "Insurgents attack; insurgency grows",  # 5
    "Price is 4,000 crowns",  # 6
)


@pytest.mark.parametrize(
    ("query", "hits"),
    [
        ("ferry", {0, 1}),
        ("FERRY -storm", {1}),
        ("ferry NOT (storm OR asif)", {1}),
        ("ferry (docks OR NOT storm)", {0, 1}),
        ("ferry (zebra OR NOT storm)", {1}),
        ("ferry NOT NOT storm", {0}),
        ("ferry NOT (NOT storm)", {0}),
        ("ferry NOT (NOT storm NOT says)", {0, 1}),
        ("asif OR attack", {2, 5}),
        ('"storm hit"', {0}),
        ("storm-hit", {0}),
        ('"hit storm"', set()),
        ("obrien", {1}),
        ("o'brien", {1}),
        ("U.S.", {1}),
        ("us", {1}),
        ("khawaja zurich", {2}),
        ("Khawāja", {2}),
        ("بلوچستان", {3}),
        ("بلوچستان سیلاب", {3}),
        ("बाढ़", {4}),
        ("insurg*", {5}),
        ("insurg", set()),
        ('"attack insurg"*', {5}),
        ("4,000", {6}),
        ("foo AND", set()),
        ("ferry AND", set()),
        ("*", set()),
        ("   ", {0, 1, 2, 3, 4, 5, 6}),
        ("-ferry", {0, 1}),
    ],
)
def test_what_a_search_finds(desk: Desk, query: str, hits: set[int]) -> None:
    fill(desk, *TEXTS)
    assert set(titles(desk, text=query)) == {TEXTS[n] for n in hits}


def deep(groups: int) -> str:
    """Write groups within groups."""
    query = "ferry"
    for number in range(groups):
        query = f"(b{number} OR (c{number} {query}))"
    return query


HOSTILE_QUERIES = [
    *json.loads((HOSTILE / "queries" / "search.json").read_text(encoding="utf-8")),
    deep(7),
    deep(24),
    " OR ".join(f"w{n}" for n in range(3000)),
    "ferry " + " ".join(f"-w{n}" for n in range(3000)),
    "a" * 50_000,
    "\x00",
    "\ud800",
    "\U0001e900\U0001e901",  # letters younger than the index's tables
    "\U0001e900* ferry",
]


@pytest.mark.parametrize("number", range(len(HOSTILE_QUERIES)))
def test_no_search_raises(desk: Desk, number: int) -> None:
    fill(desk, "Ferry late")
    query = HOSTILE_QUERIES[number]
    found = desk.browse.listing(Query(text=query))
    assert found.total == len(found.items) <= 1


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("The ferry sank.", "ferry", ["ferry"]),
        ("A storm-hit ferry.", '"storm hit"', ["storm-hit"]),
        ("O’Brien’s ferry", "obrien", ["O’Brien’s"]),
        ("x " * 400 + "Khawāja Asif spoke " + "y " * 400, "khawaja", ["Khawāja"]),
        ("سیلاب بلوچستان میں", "بلوچستان", ["بلوچستان"]),
        ("Insurgents and insurgency", "insurg*", ["Insurgents", "insurgency"]),
        ("ferry, not storm", "ferry storm", ["ferry", "storm"]),
    ],
)
def test_snippets_are_cut_from_the_original(
    desk: Desk, text: str, query: str, marked: list[str]
) -> None:
    desk.settle()
    desk.poll(entry("/a", "Headline", text=text))
    (item,) = desk.browse.listing(Query(text=query)).items
    piece = item.snippet
    assert [piece.text[span.start : span.end] for span in piece.spans] == marked
    assert len(piece.text) < 230
    assert piece.text.strip("…") in text


def test_counts_stop_at_a_cap(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A count beyond the cap says that there are more instead of counting on."""
    monkeypatch.setattr("archive.browse.COUNT_CAP", 3)
    fill(desk, *"abcde")
    found = desk.browse.listing(Query(limit=2))
    assert (found.total, found.capped) == (3, True)


def test_totals(desk: Desk) -> None:
    """Each number of the first page counts what it says."""
    assert desk.browse.totals().articles == 0
    desk.settle(source(), source(REEDS))
    desk.report("/a", "The ferry sank.")
    desk.address("Night desk")
    (fetch, _) = desk.poll(entry("/b"), entry("/c"))
    desk.store(fetch)
    totals = desk.browse.totals()
    assert (totals.sources, totals.feeds, totals.articles, totals.full) == (2, 2, 3, 1)
    assert (totals.matched, totals.findings, totals.unread, totals.due) == (1, 1, 1, 1)
    assert (totals.messages_new, totals.messages_sent, totals.messages_dead) == (1, 0, 0)


def test_a_reported_time_keeps_all_that_was_said(desk: Desk) -> None:
    """A day stays a day; offset and the printed words come back."""
    desk.settle()
    told = Moment(NOW, 330, Precision.DAY, raw="4 February")
    desk.poll(replace(entry("/a"), published=told))
    (item,) = desk.browse.listing(Query()).items
    assert item.published == told


def test_an_unknown_article_is_none(desk: Desk) -> None:
    """A number that no article has gives nothing."""
    assert desk.browse.article(7) is None
    assert desk.browse.followed_since() is None
