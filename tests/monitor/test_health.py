"""When a source is unwell, and when it only sleeps."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.blind import collect_pulse, went_blind, works_again
from monitor.health import Judged, judge, learn
from monitor.rhythm import find_rhythm, in_words
from news.health import Pulse, SourceHistory, Still, Trouble
from news.listing import FeedState

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)  # a Monday
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
NONE: frozenset[Trouble] = frozenset()
PAGE = "this is a web page, not a feed: a challenge page or a moved feed"


def feed(
    error: str = "",
    since: timedelta = 2 * HOUR,
    weight: float = 3.0,
    good: timedelta | None = timedelta(0),
    *,
    path: str = "/rss",
    kind: str = "feed",
) -> FeedState:
    """Describe a feed; times are ages."""
    return FeedState(
        source="Alder Bay Post",
        url=f"https://alderbay.example{path}",
        kind=kind,
        polls=9,
        entries=20,
        failures=3 if error else 0,
        error=error,
        polled=None if good is None else NOW - good,
        next_due=None,
        answered=NOW,
        error_since=NOW - since if error else None,
        weight=weight if error else 0.0,
    )


def judged(past: SourceHistory, lasting: AbstractSet[Trouble], now: datetime) -> Judged:
    """Judge a source by all that is known of it; what lasts has lasted since its feeds fail."""
    return judge(past, learn(past), dict.fromkeys(lasting, now), now)


def history(*feeds: FeedState, arrivals: tuple[datetime, ...] = ()) -> SourceHistory:
    return SourceHistory("Alder Bay Post", feeds, arrivals, NOW - 100 * DAY)


def reports(hours: range, days: int, *, weekends: bool, until: datetime) -> tuple[datetime, ...]:
    """Print one report at each of these hours of many days."""
    first = (until - timedelta(days=days)).replace(hour=0)
    times = [first + timedelta(days=day, hours=hour) for day in range(days + 1) for hour in hours]
    return tuple(at for at in times if at <= until and (weekends or at.weekday() < 5))


@pytest.mark.parametrize(
    ("feeds", "troubles"),
    [
        ([feed()], []),
        ([feed("http 500")], ["failing"]),
        ([feed("http 500", since=30 * MINUTE)], []),  # not for an hour yet
        ([feed("http 503", weight=2.5)], []),  # comes and goes: not heavy enough yet
        ([feed("its name does not resolve", weight=2.75, since=6 * HOUR)], []),
        ([feed("http 500"), feed(path="/sport")], []),  # another feed is well
        ([feed("http 500"), feed("http 500", weight=1.0, path="/sport")], []),
        ([feed("http 500"), feed("http 404", path="/sport")], ["failing"]),
        ([feed(PAGE)], ["html"]),
        ([feed(PAGE), feed(path="/sport")], ["html"]),  # it will not mend itself
        ([feed(PAGE, weight=2.0)], []),
        ([feed(PAGE), feed("http 500", path="/sport")], ["html"]),  # one trouble, not two
    ],
)
def test_when_a_source_fails(feeds: list[FeedState], troubles: list[str]) -> None:
    found = judged(history(*feeds), NONE, NOW).incidents
    assert [incident.trouble for incident in found if incident.trouble != "silent"] == troubles


def test_a_failing_source_says_since_when_and_what_to_do() -> None:
    """It fails since the last of its feeds does, and was well when any of them answered."""
    (found,) = judged(
        history(
            feed("http 500", since=5 * HOUR, good=6 * HOUR),
            feed("http 410", since=3 * HOUR, good=4 * HOUR, path="/sport"),
        ),
        NONE,
        NOW,
    ).incidents
    assert found.says == "all 2 of its feeds fail: http 500; http 410"
    assert (found.since, found.good) == (NOW - 3 * HOUR, NOW - 4 * HOUR)
    assert "sources.toml" in found.advice


@pytest.mark.parametrize(
    ("feeds", "well"),
    [
        ([feed()], {"failing", "html", "silent"}),
        ([feed("http 500")], set()),
        ([feed("http 500", weight=1), feed(path="/sport")], {"failing", "silent"}),
        ([feed(PAGE), feed(path="/sport")], {"failing", "silent"}),
    ],
)
def test_what_is_over(feeds: list[FeedState], well: set[str]) -> None:
    """One good feed ends "failing", only all of them "html"; silence needs an answer."""
    arrivals = reports(range(8, 20), 30, weekends=True, until=NOW - HOUR)
    found = judged(history(*feeds, arrivals=arrivals), NONE, NOW).well
    assert found & {Trouble.FAILING, Trouble.HTML, Trouble.SILENT} == well


@pytest.mark.parametrize("lasting", [Trouble.FAILING, Trouble.HTML])
def test_a_challenge_that_changes_its_face_is_one_incident(lasting: Trouble) -> None:
    """What began as a page stays that when it turns into 403, and the other way round."""
    for error in (PAGE, "http 403"):
        found = judged(history(feed(error)), {lasting}, NOW)
        assert {i.trouble for i in found.incidents} <= {lasting}
        assert lasting not in found.well


DAILY = reports(range(7, 23), 30, weekends=True, until=NOW)
WEEKDAYS = reports(range(9, 18), 30, weekends=False, until=NOW)
WEEKLY = tuple(NOW - 7 * DAY * week for week in range(20))
AGENCY = tuple(NOW - 10 * MINUTE * number for number in range(400))


@pytest.mark.parametrize(
    ("arrivals", "after", "silent"),
    [
        (AGENCY, 5 * HOUR, False),  # never before six hours
        (AGENCY, 2 * DAY, False),  # no weekend was seen yet
        (AGENCY, 73 * HOUR, True),
        (DAILY, 9 * HOUR, False),  # a night
        (DAILY, 17 * HOUR, True),
        (WEEKDAYS, 64 * HOUR, False),  # a weekend
        (WEEKDAYS, 90 * HOUR, False),  # a long weekend
        (WEEKDAYS, 112 * HOUR, False),  # Easter
        (WEEKDAYS, 5 * DAY, True),
        (WEEKLY, 30 * DAY, False),
        (WEEKLY, 71 * DAY, True),
        (DAILY[:5], 400 * DAY, False),  # not known yet
        (tuple(NOW - MINUTE * n for n in range(200)), 400 * DAY, False),  # one busy afternoon
        ((), 0 * DAY, True),  # followed for a hundred days, and nothing ever came
    ],
)
def test_when_silence_is_unusual(
    arrivals: tuple[datetime, ...], after: timedelta, silent: bool
) -> None:
    past = SourceHistory("Alder Bay Post", (feed(good=-after),), arrivals, NOW - 100 * DAY)
    found = judged(past, NONE, NOW + after).incidents
    assert [incident.trouble for incident in found] == ([Trouble.SILENT] if silent else [])


def test_one_earlier_outage_does_not_make_us_deaf() -> None:
    """The longest gap of the past may be the very thing that we look for."""
    outage = tuple(at - 10 * DAY for at in DAILY) + DAILY
    assert find_rhythm(outage[-400:]).allowed == find_rhythm(DAILY).allowed


def test_our_own_absence_is_not_the_sources_silence() -> None:
    """Silence is measured up to the last good answer: while we slept we do not know."""
    past = SourceHistory("Alder Bay Post", (feed(good=HOUR),), DAILY, NOW - 100 * DAY)
    assert judged(past, NONE, NOW + 20 * DAY).incidents == ()


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(seconds=20), "1 minute"),
        (45 * MINUTE, "45 minutes"),
        (119 * MINUTE, "119 minutes"),
        (9 * HOUR, "9 hours"),
        (7 * DAY, "7 days"),
    ],
)
def test_lengths_in_words(length: timedelta, words: str) -> None:
    assert in_words(length) == words


SITEMAP = {"path": "/news.xml", "kind": "sitemap"}
FORBIDDEN = "robots.txt forbids it"
REFUSED = "its certificate is not valid"


def ago(**ages: timedelta | float | str) -> FeedState:
    """Describe a feed of which this is known too; times are ages."""
    plain = {"error", "since", "weight", "good", "path", "kind"}
    base = feed(**{name: age for name, age in ages.items() if name in plain})  # type: ignore[arg-type]
    more = {name: age for name, age in ages.items() if name not in plain}
    times = {n: NOW - age if isinstance(age, timedelta) else age for n, age in more.items()}
    return replace(base, **times)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("feeds", "troubles"),
    [
        # It lists nothing, after it had.
        ([ago(emptied=2 * HOUR)], ["empty"]),
        ([ago(emptied=30 * MINUTE)], []),
        ([ago(emptied=9 * HOUR, good=9 * HOUR)], []),  # not asked since: we were off
        ([feed(), ago(emptied=2 * DAY, **SITEMAP)], []),  # a small outlet's weekend
        ([feed(), ago(emptied=6 * DAY, **SITEMAP)], ["empty"]),
        # One list stands still while another moves.
        ([ago(new=6 * DAY, gap_seconds=3600.0), ago(new=HOUR, path="/all")], ["stale"]),
        ([ago(new=4 * DAY, gap_seconds=3600.0), ago(new=HOUR, path="/all")], []),
        ([ago(new=6 * DAY, gap_seconds=86_400.0), ago(new=HOUR, path="/all")], []),
        ([ago(new=6 * DAY), ago(new=HOUR, path="/all")], []),  # no rhythm known
        ([ago(new=6 * DAY, gap_seconds=3600.0), ago(new=5 * DAY, path="/all")], []),
        ([ago(new=6 * DAY, gap_seconds=3600.0, good=5 * DAY), ago(new=HOUR, path="/a")], []),
        # Its window had nothing in common with the one before.
        ([ago(overflow=HOUR, overflows=1)], ["overflow"]),
        ([ago(overflow=25 * HOUR, overflows=7)], []),
        ([ago(overflow=HOUR, overflows=7, gap_seconds=7 * 86_400.0)], []),  # a weekly's issue
        # Another address.
        ([ago(moved_to="https://new.example/rss", moved_polls=3)], ["moved"]),
        ([ago(moved_to="https://new.example/rss", moved_polls=2)], []),
        ([ago(moved_to="https://www.alderbay.example/rss/", moved_polls=3)], []),
        ([ago(error="http 410", gone=DAY)], ["moved"]),  # gone is not failing
        ([ago(error="http 410", gone=DAY), feed("http 500", path="/s")], ["failing", "moved"]),
        # robots.txt.
        ([feed(), ago(error=FORBIDDEN, weight=1.0, failures=2, **SITEMAP)], ["robots"]),
        ([feed(), ago(error=FORBIDDEN, since=30 * MINUTE, **SITEMAP)], []),
        ([ago(error=FORBIDDEN, failures=9, **SITEMAP)], ["robots"]),
        # Certificates.
        ([feed(REFUSED)], ["certificate"]),
        ([feed(REFUSED + ": it expired"), feed(path="/sport")], ["certificate"]),
        ([feed(REFUSED, weight=2.0)], []),
        ([ago(certificate_from=80 * DAY, certificate_until=-10 * DAY)], ["expiring"]),
        ([ago(certificate_from=75 * DAY, certificate_until=-15 * DAY)], []),
        ([ago(certificate_from=4 * DAY, certificate_until=-2 * DAY)], []),  # six days' life
        ([ago(certificate_from=5 * DAY, certificate_until=-DAY)], ["expiring"]),
        ([ago(certificate_from=90 * DAY, certificate_until=DAY)], []),  # nobody checks it
        # Several at once, and what goes without saying.
        ([feed(REFUSED), ago(emptied=9 * DAY, **SITEMAP)], ["certificate", "empty"]),
        ([ago(emptied=2 * HOUR, overflow=3 * HOUR)], ["empty", "overflow"]),
        # Somebody lets it rest.
        ([ago(error="http 500", paused=DAY)], []),
        ([ago(emptied=2 * DAY, overflow=HOUR, paused=DAY)], []),
    ],
)
def test_what_is_wrong_with_feeds(feeds: list[FeedState], troubles: list[str]) -> None:
    past = reports(range(24), 10, weekends=True, until=NOW)
    found = judged(history(*feeds, arrivals=past), NONE, NOW)
    assert sorted(incident.trouble.value for incident in found.incidents) == troubles
    assert not found.well & {incident.trouble for incident in found.incidents}
    assert all(incident.advice and incident.since <= NOW for incident in found.incidents)


def test_silence_is_no_trouble_of_a_feed_that_lists_nothing() -> None:
    """What explains it is told; with a second feed that lists the same as ever it is silence."""
    past = tuple(at - 5 * DAY for at in DAILY)
    empty = ago(emptied=5 * DAY)
    for feeds, troubles in (
        ([empty], ["empty"]),
        ([empty, feed(path="/all")], ["empty", "silent"]),
    ):
        found = judged(history(*feeds, arrivals=past), NONE, NOW).incidents
        assert [incident.trouble for incident in found] == troubles


def test_a_sitemap_that_is_empty_over_a_weekend_may_be_silent() -> None:
    """Until its emptiness says so, silence does."""
    past = tuple(at - 2 * DAY for at in DAILY)
    found = judged(history(ago(emptied=2 * DAY, **SITEMAP), arrivals=past), NONE, NOW)
    assert [incident.trouble for incident in found.incidents] == ["silent"]


def test_a_list_that_moves_is_no_silence() -> None:
    """What a feed lists anew may be known from another; the outlet publishes all the same."""
    past = tuple(at - 5 * DAY for at in DAILY)
    assert [i.trouble for i in judged(history(feed(), arrivals=past), NONE, NOW).incidents]
    assert judged(history(ago(new=HOUR), arrivals=past), NONE, NOW).incidents == ()


def test_a_paused_source_is_well_in_all() -> None:
    """What was wrong with it is over for us."""
    found = judged(history(ago(error="http 500", paused=DAY)), {Trouble.FAILING}, NOW)
    assert found.well == frozenset(Trouble)


@pytest.mark.parametrize("face", ["failing", "html", "certificate"])
def test_three_faces_are_one_incident(face: str) -> None:
    """What began with one of them goes on as that, until the feed answers."""
    for error in ("http 500", PAGE, REFUSED):
        found = judged(history(feed(error)), {Trouble(face)}, NOW)
        assert {i.trouble.value for i in found.incidents} <= {face}
        assert Trouble(face) not in found.well
    assert Trouble(face) in judged(history(feed()), {Trouble(face)}, NOW).well


def test_what_fails_later_may_show_another_face() -> None:
    """One feed is a page since long; that the others fail now is no face of that."""
    old, late = feed(PAGE, since=9 * DAY), feed("http 500", since=2 * HOUR, path="/all")
    past = history(old, late)
    found = judge(past, learn(past), {Trouble.HTML: NOW - 9 * DAY}, NOW).incidents
    assert [incident.trouble for incident in found] == ["failing", "html"]
    refused = replace(late, error=REFUSED)
    past = history(old, refused)
    found = judge(past, learn(past), {Trouble.HTML: NOW - 9 * DAY}, NOW).incidents
    assert [incident.trouble for incident in found] == ["html", "certificate"]


def test_a_renewed_certificate_is_well() -> None:
    renewed = ago(certificate_from=timedelta(0), certificate_until=-90 * DAY)
    assert Trouble.EXPIRING in judged(history(renewed), NONE, NOW).well
    broken = ago(error=REFUSED, certificate_from=90 * DAY, certificate_until=DAY)
    assert Trouble.EXPIRING not in judged(history(broken), NONE, NOW).well


def test_a_machine_that_was_off_for_days_blames_nobody() -> None:
    """The first good polls after ten days bring something new, or say nothing of the days."""
    past = tuple(at - 10 * DAY for at in DAILY)
    asleep = ago(good=10 * DAY, new=10 * DAY, gap_seconds=3600.0)
    awake = ago(new=timedelta(0), gap_seconds=3600.0, path="/all")
    for feeds in ([asleep], [asleep, replace(asleep, url="https://x.example")], [asleep, awake]):
        assert judged(history(*feeds, arrivals=past), NONE, NOW).incidents == ()


PATIENCE = 30 * MINUTE


def outlet(name: str, error: str = "", *, since: timedelta = HOUR, due: timedelta = -MINUTE) -> str:
    """Write one outlet of a table below."""
    return f"{name}|{error}|{since.total_seconds()}|{due.total_seconds()}"


def pasts(*outlets: str) -> list[SourceHistory]:
    """Read outlets: all were well until an hour ago, when one of them answered last."""
    made = []
    for text in outlets:
        name, error, since, due = text.split("|")
        state = replace(
            feed(error, since=timedelta(seconds=float(since)), good=HOUR),
            source=name,
            next_due=NOW - timedelta(seconds=float(due)),
        )
        made.append(SourceHistory(name, (state,), (), NOW - 9 * DAY))
    return made


@pytest.mark.parametrize(
    ("outlets", "waiting"),
    [
        ([], 0),
        ([outlet("Post")], 0),
        ([outlet("Post", "http 500", since=50 * MINUTE)], 1),  # the only one we have
        ([outlet("Post", due=40 * MINUTE)], 1),  # due for longer than we can bear
        ([outlet("Post", due=20 * MINUTE)], 0),
        # One of two: that is its own trouble.
        ([outlet("Post", "http 500", since=50 * MINUTE), outlet("Voice")], 0),
        (
            [
                outlet("Post", "its name does not resolve", since=50 * MINUTE),
                outlet("Voice", "its name does not resolve", since=40 * MINUTE),
                outlet("Wire"),  # a weekly that is not due
            ],
            2,
        ),
        # Those that failed before the last good answer say nothing about us.
        ([outlet("Post", "http 410", since=9 * DAY), outlet("Voice")], 0),
        (
            [
                outlet("Post", "http 410", since=9 * DAY),
                outlet("Voice", "http 503", since=50 * MINUTE),
            ],
            1,
        ),
    ],
)
def test_who_should_have_answered(outlets: list[str], waiting: int) -> None:
    pulse = collect_pulse(pasts(*outlets), NOW, PATIENCE)
    assert pulse.waiting == waiting


def test_a_loop_is_blind_when_it_stands_still_for_too_long() -> None:
    """It stands still while something waits and nothing gets done, look after look."""
    done, still, told = NOW - HOUR, None, []
    for minute in range(60):
        now = NOW + minute * MINUTE
        pulse = Pulse("read", 0 if minute < 5 else 7, done)
        still = Still.after(still, pulse, now)
        told.append(went_blind(pulse, still, None, now, PATIENCE))
    assert [minute for minute, found in enumerate(told) if found] == list(range(35, 60))
    found = told[-1]
    assert found is not None
    assert (found.says, found.since) == ("7 pages wait and none is read", NOW + 5 * MINUTE)
    assert found.good == done


@pytest.mark.parametrize(
    ("pulse", "again"),
    [
        (Pulse("send", 3, NOW), False),
        (Pulse("send", 0, NOW), True),  # nothing is left to do
        (Pulse("send", 3, NOW + HOUR), True),  # something got done
        (Pulse("send", 3, None), False),
    ],
)
def test_when_a_blind_loop_sees_again(pulse: Pulse, again: bool) -> None:
    still = Still(NOW, NOW)
    before = Pulse("send", 3, NOW)
    known = went_blind(before, still, None, NOW + HOUR, PATIENCE)
    assert known is not None
    assert works_again(pulse, known) is again


def test_blindness_outlasts_a_restart() -> None:
    """A new process has seen nothing stand still for long, but the incident lasts on."""
    pulse = Pulse("send", 3, NOW)
    known = went_blind(pulse, Still(NOW, NOW), None, NOW + HOUR, PATIENCE)
    assert went_blind(pulse, Still(NOW + HOUR, NOW), known, NOW + HOUR, PATIENCE) == known


def test_pages_that_are_gone_together_are_the_sources_trouble() -> None:
    """It lasts since the first of them, and is over when none is left."""
    past = history(feed())
    gone = replace(past, vanished=(NOW - 2 * HOUR, NOW - HOUR))
    found = judge(gone, learn(gone), {}, NOW)
    (incident,) = [one for one in found.incidents if one.trouble is Trouble.VANISHED]
    assert incident.since == NOW - 2 * HOUR
    assert "2" in incident.says
    assert Trouble.VANISHED in judge(past, learn(past), {}, NOW).well
