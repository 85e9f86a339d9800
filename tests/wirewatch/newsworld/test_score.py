"""The score finds what was lost, late, false and doubled, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest

from wirewatch.newsworld.score import (
    Received,
    Score,
    Terms,
    expect,
    from_mail,
    from_post,
    plain,
    score,
    spread,
    unmatched,
)
from wirewatch.newsworld.sinks import Mail, Post
from wirewatch.newsworld.truth import Truth
from wirewatch.newsworld.watch import DESK, DESK_ADDRESS, HOOK, ROOM
from wirewatch.newsworld.world import World

START = datetime(2031, 3, 4, 1, tzinfo=UTC)
WORLD = World(start=START)
TRUTH = WORLD.truth()
AT = {slug: f"http://127.61.0.{n}:80" for n, slug in enumerate(TRUTH.outlets, 1)}
END = Terms(until=START + timedelta(hours=13), alert_from=START, speed=600)


def link(name: str, path: int = 0) -> str:
    """Return an article's address."""
    item = next(item for item in TRUTH.articles if item.id == name)
    return AT[item.outlet] + item.paths[path]


def archive(truth: Truth = TRUTH) -> dict[str, int]:
    """Return an archive that holds every text of every article."""
    return {AT[a.outlet] + a.paths[0]: 1 + len(a.revisions) for a in truth.articles}


def perfect(delay: timedelta = timedelta(minutes=5)) -> list[Received]:
    """Return the messages of a monitor that misses nothing."""
    return [
        Received(recipient, (link(name),), at + delay)
        for (recipient, name), times in expect(TRUTH, END).items()
        for at in times
    ]


def judge(archived: dict[str, int], received: list[Received], terms: Terms = END) -> Score:
    """Score a run of the whole world."""
    return score(TRUTH, AT, archived, received, terms)


def test_a_perfect_run() -> None:
    """All collected, all told once, five minutes after print."""
    got = judge(archive(), perfect())
    assert got.published == got.collected == len(TRUTH.articles)
    assert (got.lost, got.unrevised, got.missing_alerts) == ((), (), ())
    assert (got.false_alerts, got.duplicated) == ((), ())
    assert got.alerts == got.expected_alerts
    assert len(got.alerts) > 60
    assert got.latency_world.p50 == got.latency_world.p95 == 300
    assert got.latency_real.p95 == 0.5


def test_nothing_collected() -> None:
    """An empty archive has lost everything, and its desk misses every alert."""
    got = judge({}, [])
    assert len(got.lost) == got.published
    assert got.missing_alerts == got.expected_alerts
    assert got.latency_world.count == 0


def test_a_lost_article_is_named() -> None:
    """One address missing from the archive is one article lost."""
    archived = archive()
    del archived[link("oshti-03")]
    assert judge(archived, perfect()).lost == ("oshti-03",)


def test_tracking_and_second_addresses_count() -> None:
    """Stored under its mobile address and with tracking, an article is still collected."""
    archived = archive()
    del archived[link("zhenna-08")]
    archived[link("zhenna-08", 1) + "/?utm_source=rss"] = 1
    assert judge(archived, perfect()).lost == ()


def test_an_article_kept_twice_is_named() -> None:
    """An article under both its addresses is two to whoever looks for it."""
    archived = {**archive(), link("zhenna-08", 1): 1}
    assert judge(archived, perfect()).doubled == ("zhenna-08",)
    assert judge(archive(), perfect()).doubled == ()


def test_a_missed_edit_is_named() -> None:
    """An archive with the first text alone has not seen the edit."""
    archived = {**archive(), link("zhenna-01"): 1}
    assert judge(archived, perfect()).unrevised == ("zhenna-01",)


def test_an_edit_from_before_all_feeds_were_followed_need_not_be_seen() -> None:
    """What the first poll brings is the first text to us, edited or not."""
    archived = {**archive(), link("zhenna-01"): 1}
    late = replace(END, expect_from=START + timedelta(hours=1, minutes=30))
    assert judge(archived, perfect(), late).unrevised == ()


def test_what_was_printed_in_the_minute_of_our_coming_may_be_told() -> None:
    """Outlets print minutes: 00:35 may be before 00:35:40, or after."""
    for seconds, allowed in ((40, True), (60, False)):
        came = replace(END, alert_from=START + timedelta(minutes=35, seconds=seconds))
        told = [Received(DESK, (link("zhenna-02"),), START + timedelta(hours=1))]
        assert (judge(archive(), told, came).false_alerts == ()) == allowed


def test_an_article_without_its_match_is_named() -> None:
    """Tracked figures are left out; a topic that was not found is named, once it is due."""
    tags = {AT[a.outlet] + a.paths[0]: {*a.matches} for a in TRUTH.articles}
    assert unmatched(TRUTH, AT, tags, END) == ()
    tags[link("oshti-03")] = {"Dead in Upper Zhenna"}
    assert unmatched(TRUTH, AT, tags, END) == ("oshti-03",)
    assert unmatched(TRUTH, AT, tags, replace(END, until=START + timedelta(hours=1))) == ()


def test_false_alerts() -> None:
    """Told of an untracked article, or of an unknown page: both are false."""
    wrong = [
        Received(DESK, (link("calm-10"),), START + timedelta(hours=4)),
        Received(ROOM, ("http://elsewhere.example/",), START),
    ]
    got = judge(archive(), perfect() + wrong)
    assert got.false_alerts == ((ROOM, "?"), (DESK, "calm-10"))


def test_a_notice_is_no_alert() -> None:
    """What tells of an incident links to the page of the sources, and is judged by others."""
    notice = Received(DESK, ("http://127.0.0.1:8087/sources",), START)
    assert judge(archive(), [*perfect(), notice]).false_alerts == ()


def test_backlog_is_not_to_be_told() -> None:
    """What was printed before the first poll is archived; telling it is false."""
    late = replace(END, alert_from=START + timedelta(hours=1))
    got = judge(archive(), [Received(DESK, (link("zhenna-02"),), START)], late)
    assert (DESK, "zhenna-02") in got.false_alerts
    assert (DESK, "zhenna-02") not in got.missing_alerts


@pytest.mark.parametrize(("minutes", "allowed"), [(60, True), (121, False)])
def test_a_page_that_shows_only_its_last_edit_may_look_like_news(
    minutes: int, *, allowed: bool
) -> None:
    """Printed at 0:45, edited at 2:00: who came at 1:00 may take it for a report of 2:00."""
    came = replace(END, alert_from=START + timedelta(minutes=minutes))
    told = [Received(DESK, (link("brakkel-01"),), START + timedelta(hours=3))]
    got = judge(archive(), told, came)
    assert (got.false_alerts == ()) is allowed
    assert (DESK, "brakkel-01") not in got.expected_alerts


def test_the_last_minutes_are_not_held_against_it() -> None:
    """Within the grace an article is neither lost nor missing, and telling it is right."""
    early = replace(END, until=START + timedelta(minutes=45))
    archived = dict.fromkeys(archive(), 1)
    told = [Received(DESK, (link("zhenna-02"),), START + timedelta(minutes=40))]
    got = judge({}, told, early)
    assert "zhenna-02" not in got.lost
    assert "zhenna-01" in got.lost
    assert got.false_alerts == ()
    assert judge(archived, told, early).lost == ()


@pytest.mark.parametrize(("name", "allowed"), [("zhenna-03", 1), ("brakkel-10", 2)])
def test_duplicates(name: str, allowed: int) -> None:
    """One message a text with a new match is right; one more is a duplicate."""
    extra = Received(DESK, (link(name),), START + timedelta(hours=12))
    plenty = [one for one in perfect() if link(name) not in one.links or one.recipient != DESK]
    assert judge(archive(), plenty + [extra] * allowed).duplicated == ()
    assert judge(archive(), plenty + [extra] * (allowed + 1)).duplicated == ((DESK, name),)


def test_an_edit_that_adds_a_match_is_to_be_told() -> None:
    """When the backlog's article matches anew after an edit, an alert is due."""
    late = replace(END, alert_from=START + timedelta(hours=9))
    assert (DESK, "brakkel-10") in expect(TRUTH, late)
    assert (DESK, "zhenna-01") not in expect(TRUTH, late)


def test_links_of_mails_and_posts() -> None:
    """Links are found in a mail's text and anywhere in Slack's JSON."""
    mail = EmailMessage()
    mail["Message-ID"] = "<m@x.example>"
    mail.set_content(f"Read it: <{link('zhenna-03')}>.\nor ({link('oshti-01')})")
    got = from_mail(Mail((DESK_ADDRESS,), mail, START, 0.0))
    assert got == Received(DESK, (link("zhenna-03"), link("oshti-01")), START, "<m@x.example>")
    payload = {"blocks": [{"text": {"text": f"*<{link('zhenna-03')}|Rebels claim>*"}}]}
    assert from_post(Post(HOOK, payload, START, 0.0)) == Received(ROOM, (link("zhenna-03"),), START)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.61.0.1:80/a/?utm=1#x", "127.61.0.1:80/a"),
        ("https://127.61.0.1:80/a", "127.61.0.1:80/a"),
        ("not an address", "not an address"),
        ("http://[::1", "http://[::1"),
        ("", ""),
    ],
)
def test_plain_addresses(url: str, expected: str) -> None:
    assert plain(url) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"), [([], (0, 0)), ([7], (7, 7)), (list(range(101)), (50, 95))]
)
def test_spread(seconds: list[float], expected: tuple[float, float]) -> None:
    late = spread(seconds)
    assert (late.p50, late.p95) == expected
