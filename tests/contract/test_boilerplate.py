"""What is remembered of recurring lines, on every database."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from archive import boilerplate
from archive.boilerplate import MOST, Boilerplates, Learned
from archive.database import Database
from archive.health import Health
from news.boilerplate import Fate, line_print
from tests.contract.desk import HOUR, NOW, POST, Desk, entry, source

DAY = timedelta(days=1)
FOLLOW = "Follow Alder Bay Post on WhatsApp for the latest from the coast."
MEMBER = "Support independent reporting: become a member of the Post today."
REPORT = "The ferry sank off the point, and all on board were saved."


@pytest.fixture
def lines(database: Database) -> Boilerplates:
    return Boilerplates(database)


def learned(line: str, articles: int = 20, seen: datetime = NOW) -> Learned:
    return Learned(line_print(line), line, articles, seen - DAY, seen)


def fates(lines: Boilerplates, name: str = POST) -> list[tuple[int, str, int, str]]:
    return [(one.number, one.line, one.articles, one.fate.value) for one in lines.known(name)]


def drops(database: Database, name: str = POST) -> frozenset[str]:
    with database.read() as connection:
        return boilerplate.dropped(connection, name)


def test_a_learned_line_is_dropped_from_its_source(
    desk: Desk, database: Database, lines: Boilerplates
) -> None:
    """What one outlet prints below its reports may be news of another; learned twice it is one."""
    desk.settle(source(), source("Zhenna Herald"))
    assert lines.learn(POST, [learned(FOLLOW), learned(MEMBER, 12)], None) == [FOLLOW, MEMBER]
    assert lines.learn(POST, [learned(FOLLOW)], None) == []
    assert fates(lines) == [(1, FOLLOW, 20, "dropped"), (2, MEMBER, 12, "dropped")]
    assert drops(database) == {line_print(FOLLOW), line_print(MEMBER)}
    assert drops(database, "Zhenna Herald") == frozenset()
    first, _ = lines.known(POST)
    assert (first.first_seen, first.seen) == (NOW - DAY, NOW)


def test_articles_that_have_it_are_counted(
    desk: Desk, database: Database, lines: Boilerplates
) -> None:
    desk.settle()
    desk.poll(entry("/a"))
    lines.learn(POST, [learned(FOLLOW), learned(MEMBER)], None)
    with database.write() as connection:
        boilerplate.seen(connection, 1, [line_print(FOLLOW)], NOW + HOUR)
    assert [one.articles for one in lines.known(POST)] == [21, 20]
    assert [one.seen for one in lines.known(POST)] == [NOW + HOUR, NOW]


def test_what_stops_recurring_is_dropped_no_more(
    desk: Desk, database: Database, lines: Boilerplates
) -> None:
    """Its row stays, and is counted on where it begins anew."""
    desk.settle()
    lines.learn(POST, [learned(FOLLOW), learned(MEMBER, seen=NOW - DAY)], None)
    lines.learn(POST, [], NOW - HOUR)
    assert fates(lines) == [(1, FOLLOW, 20, "dropped"), (2, MEMBER, 20, "learning")]
    assert drops(database) == {line_print(FOLLOW)}
    assert lines.learn(POST, [learned(MEMBER, 9)], NOW - HOUR) == [MEMBER]
    assert fates(lines)[1] == (2, MEMBER, 29, "dropped")


def test_so_many_are_learned_of_one_source(desk: Desk, lines: Boilerplates) -> None:
    """Those known before may still begin anew."""
    desk.settle()
    many = [learned(f"{FOLLOW} {number}") for number in range(MOST - 1)]
    lines.learn(POST, many, None)
    lines.learn(POST, [], NOW + HOUR)
    assert lines.learn(POST, [learned(FOLLOW), learned(MEMBER), many[7]], None) == [
        many[7].line, FOLLOW,
    ]  # fmt: skip
    assert len(lines.known(POST)) == MOST


def test_what_somebody_keeps_is_not_learned_again(
    desk: Desk, database: Database, lines: Boilerplates
) -> None:
    """Until he drops it again."""
    desk.settle()
    lines.learn(POST, [learned(FOLLOW), learned(MEMBER)], None)
    assert lines.decide(POST, [2, 7], Fate.KEPT) == [MEMBER]
    assert lines.learn(POST, [learned(MEMBER)], NOW + DAY) == []
    assert [one.fate for one in lines.known(POST)] == [Fate.LEARNING, Fate.KEPT]
    lines.decide(POST, [2], Fate.DROPPED)
    assert drops(database) == {line_print(MEMBER)}


def test_the_newest_are_those_whose_pages_were_read(desk: Desk, lines: Boilerplates) -> None:
    """A feed's own words are another text; the newest come first, and no more than wanted."""
    desk.settle()
    for number in range(3):
        published = NOW - (3 - number) * HOUR
        (fetch,) = desk.poll(entry(f"/{number}", f"Report {number}", published=published))
        desk.store(fetch)
        desk.read(f"{REPORT} {number}", title=f"Report {number}")
    desk.poll(entry("/waits", "Report waits"))
    assert [one.title for one in lines.newest(POST, 2)] == ["Report 2", "Report 1"]
    assert [one.text for one in lines.newest(POST, 9)] == [f"{REPORT} {n}" for n in (2, 1, 0)]
    assert lines.newest("Nobody", 9) == []


@pytest.mark.parametrize(
    ("stored", "fetched", "edited"),
    [
        (f"{REPORT}\n{FOLLOW}", REPORT, False),  # learned since
        (REPORT, f"{REPORT}\n{FOLLOW}", False),  # kept since, or let be
        (f"{FOLLOW}\n{REPORT}", f"{REPORT}\n{MEMBER}", False),
        (f"{REPORT}\n{FOLLOW}", f"{REPORT} One is missing.", True),
        (f"{REPORT}\n{FOLLOW}", FOLLOW, True),
        (REPORT, f"{REPORT}\nA third line of the outlet's.", True),
    ],
)
def test_a_recurring_line_more_or_less_is_no_edit(
    desk: Desk, lines: Boilerplates, stored: str, fetched: str, edited: bool
) -> None:
    """Nobody at the outlet has touched the report."""
    desk.settle()
    (fetch,) = desk.poll(entry("/ferry"))
    desk.store(fetch)
    desk.read(stored)
    lines.learn(POST, [learned(FOLLOW), learned(MEMBER)], None)
    lines.decide(POST, [2], Fate.KEPT)
    desk.store(fetch)
    placed = desk.read(fetched)
    assert placed.note == ("" if edited else "unchanged")
    assert desk.browse.totals().edits == int(edited)


def test_read_again_on_purpose_a_text_loses_the_line(desk: Desk, lines: Boilerplates) -> None:
    """`wirewatch replay` stores it as it is read now; that is a text read again, no edit."""
    desk.settle()
    desk.report(text=f"{REPORT}\n{FOLLOW}")
    lines.learn(POST, [learned(FOLLOW)], None)
    placed = desk.read_again(REPORT)
    assert placed.note == ""
    assert (desk.browse.totals().edits, desk.browse.totals().rereads) == (0, 1)
    article = desk.browse.article(placed.article_id)
    assert article is not None
    assert article.article.text == REPORT


def test_the_first_reading_of_a_page_says_so(desk: Desk) -> None:
    """Only then is there one article more that has its lines."""
    desk.settle()
    (fetch,) = desk.poll(entry("/ferry"))
    desk.store(fetch)
    assert desk.read(REPORT).first
    desk.store(fetch)
    assert not desk.read(f"{REPORT} One is missing.").first


def test_articles_are_not_short_for_a_line_that_was_learned(
    desk: Desk, database: Database, lines: Boilerplates
) -> None:
    """Those from before and after are measured without it, else each outlet would turn thin."""
    desk.settle()
    for number, text in enumerate((f"{REPORT}\n{FOLLOW}", REPORT)):
        (fetch,) = desk.poll(entry(f"/{number}", f"Report {number}", published=NOW))
        desk.store(fetch)
        desk.read(text, title=f"Report {number}")
    lines.learn(POST, [learned(FOLLOW)], None)
    (history,) = Health(database).histories()
    assert [one.length for one in history.outcomes] == [len(REPORT)] * 2
