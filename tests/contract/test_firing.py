"""What every archive says of how often topics and people are found."""

from __future__ import annotations

from datetime import timedelta

from archive.firing import Firings
from news.finding import Subject
from news.firing import Fired, Firing
from news.grammar import parse
from news.listing import Tag
from news.watch import Topic, Watchlist
from tests.contract.desk import NOW, WATCHED, Desk, entry

DAY = timedelta(days=1)


def firing(desk: Desk, watchlist: Watchlist = WATCHED) -> Firing:
    return Firings(desk.database).firing(watchlist, NOW)


def named(made: Firing, name: str) -> Fired:
    (one,) = [item for item in made.items if item.name == name]
    return one


def report(desk: Desk, days_ago: float, path: str, text: str) -> None:
    """Let an article come in at some time."""
    desk.clock = NOW - days_ago * DAY
    (fetch,) = desk.poll(entry(path, "Around town"))
    desk.store(fetch)
    desk.read(text, title="Around town")


def test_an_empty_archive_has_found_nothing(desk: Desk) -> None:
    made = firing(desk)
    assert (made.days, made.looked) == (0.0, 0)
    assert [one.last for one in made.items] == [None, None, None]


def test_articles_are_counted_by_when_they_came(desk: Desk) -> None:
    """Each topic and person with its week, month and last article; the older ones beyond."""
    desk.settle()
    report(desk, 40, "/old", "A storm and a ferry.")
    report(desk, 20, "/a", "The ferry sank.")
    report(desk, 6, "/b", "Ona Brill took the ferry.")
    report(desk, 1, "/c", "It rains.")
    made = firing(desk)
    assert (made.days, made.looked) == (30.0, 3)
    ferries, storms, brill = made.items
    assert (ferries.week, ferries.month, ferries.lately) == (1, 2, 2)
    assert (ferries.last, ferries.article_id) == (NOW - 6 * DAY, 3)
    assert (storms.week, storms.month, storms.last) == (0, 0, NOW - 40 * DAY)
    assert (brill.subject, brill.week, brill.month) == (Subject.PERSON, 1, 1)
    assert ferries.a_day == (1 / 7, 2 / 30)


def test_an_article_that_was_edited_counts_once(desk: Desk) -> None:
    """Each text has matches of its own; the report is one."""
    desk.settle()
    report(desk, 1, "/a", "The ferry sank.")
    desk.read_again("The ferry sank, and the crew was saved.")
    assert named(firing(desk), "Ferries").month == 1


def test_what_is_always_found_together(desk: Desk) -> None:
    """Storms come only where a ferry is, five times; a ferry comes without a storm too."""
    desk.settle()
    for number in range(5):
        report(desk, 3, f"/{number}", "A storm held the ferry.")
    report(desk, 2, "/calm", "The ferry is late.")
    made = firing(desk)
    assert named(made, "Storms").together == (Tag(Subject.TOPIC, "Ferries"),)
    assert named(made, "Ferries").together == ()


def test_a_doubtful_rule_is_named(desk: Desk) -> None:
    """Why a topic finds nothing may stand in the rule itself."""
    desk.settle()
    (one,) = firing(desk, Watchlist((Topic("T", parse("ferry -ferry")),))).items
    assert [text.partition(":")[0] for text in one.doubts] == ["no article can match this"]


def test_what_is_tracked_no_more_is_left_out(desk: Desk) -> None:
    """Old matches of a topic that was removed count for nothing; a new one has none yet."""
    desk.settle()
    report(desk, 1, "/a", "The ferry sank.")
    made = firing(desk, Watchlist((Topic("New", parse("ferry")),)))
    assert [(one.name, one.month) for one in made.items] == [("New", 0)]
