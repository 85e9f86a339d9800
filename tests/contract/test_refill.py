"""What every archive promises when its articles are matched under a newer watchlist."""

from __future__ import annotations

from datetime import timedelta

from archive.browse import Browse
from archive.memory import Memory
from archive.preview import Previews
from archive.refill import Old, Outdated
from monitor.match import Matcher
from monitor.place import place_again
from monitor.understand import understand
from news.finding import Subject
from news.grammar import parse
from news.watch import Recipient, Topic, Watchlist
from tests.contract.desk import NOW, Desk

NEW = Watchlist((Topic("Harbours", parse("harbour")), Topic("Both", parse("harbour AND balloon"))))
MATCHER = Matcher(NEW)
SINCE = NOW - timedelta(days=30)


def outdated(desk: Desk, before: tuple[int, int] | None = None, limit: int = 9) -> list[Old]:
    return Outdated(desk.database).next(MATCHER.version, SINCE, before, limit)


def again(desk: Desk, old: Old) -> int:
    """Match one text again; return how many findings are new."""
    reading = understand(old.article, MATCHER)
    with desk.database.write() as connection:
        return place_again(reading, old.article_id, old.revision_id, Memory(connection), NOW)


def filled(desk: Desk) -> None:
    desk.settle()
    for path, text in (("/a", "The harbour is shut."), ("/b", "It rains."), ("/c", "A harbour.")):
        desk.report(path, text)
    desk.address()  # nobody: what was found has been decided


def test_newest_first_from_where_it_was(desk: Desk) -> None:
    """Each batch begins behind the last one; what is done does not come again."""
    filled(desk)
    first = outdated(desk, limit=2)
    rest = outdated(desk, first[-1].place)
    assert [old.article_id for old in first + rest] == [3, 2, 1]
    assert {old.article.outlet.source for old in first + rest} == {"Alder Bay Post"}
    assert again(desk, first[0]) == 1
    assert [old.article_id for old in outdated(desk)] == [2, 1]


def test_matches_change_and_findings_are_silent(desk: Desk) -> None:
    """The text carries the new names only; nobody is told."""
    filled(desk)
    (_, _, old) = outdated(desk)
    assert again(desk, old) == 1
    assert again(desk, old) == 0
    shown = Browse(desk.database).article(old.article_id)
    assert shown is not None
    assert [match.name for match in shown.matches] == ["Harbours"]
    assert [(tag.name, why) for tag, why in shown.silent] == [("Harbours", "backfill")]


def test_the_preview_counts_and_shows(desk: Desk) -> None:
    """The same numbers, reasons and words on every database."""
    filled(desk)
    for old in outdated(desk):
        again(desk, old)
    previews = Previews(desk.database, Browse(desk.database))
    made = previews.preview(NEW, SINCE)
    assert (made.articles, made.reports) == (3, 2)
    harbours, both = made.tracked
    assert (harbours.total, [one.article_id for one in harbours.newest]) == (2, [3, 1])
    assert [(word.word, word.articles) for word in both.words] == [("harbour", 2), ("balloon", 0)]
    alerts, left_out = previews.alerts(Recipient("Desk", "console"), lambda *_: True, SINCE, "")
    assert (len(alerts), left_out) == (2, 0)
    assert alerts[0].matches[0].subject is Subject.TOPIC
