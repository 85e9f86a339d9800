"""What is wrong is noted once, told once when it begins and once when it has ended."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import select

from archive.database import Database
from archive.health import Health
from archive.schema import findings, incidents
from news.article import GUESS, Provenance
from news.finding import Subject
from news.health import Incident, Trouble
from news.moment import Moment, micros
from tests.contract.desk import HOUR, MINUTE, NOW, POST, Desk, entry

FAILING = Incident(
    Subject.SOURCE,
    POST,
    Trouble.FAILING,
    "its feed answers http 503",
    "open its address in a browser",
    since=NOW - HOUR,
    good=NOW - HOUR - MINUTE,
)
BLIND = Incident(
    Subject.MONITOR, "collect", Trouble.BLIND, "no feed answers", "look at the network", since=NOW
)


@pytest.fixture
def health(database: Database) -> Health:
    return Health(database)


def told(database: Database) -> list[tuple[str, str, int | None, datetime | int]]:
    with database.read() as connection:
        rows = connection.execute(
            select(
                findings.c.subject, findings.c.name, findings.c.article_id, findings.c.found_at
            ).order_by(findings.c.id)
        )
        return [tuple(row) for row in rows]


def test_what_lasts_is_told_once(health: Health, database: Database) -> None:
    """Looking again at what is still wrong keeps the row, its beginning and its one finding."""
    assert health.open(FAILING, NOW)
    later = replace(FAILING, says="its feed answers http 500", since=NOW)
    assert not health.open(later, NOW + HOUR)
    assert health.current() == [replace(FAILING, says="its feed answers http 500")]
    assert told(database) == [("source", POST, None, micros(NOW))]


def test_an_end_is_told_once(health: Health, database: Database) -> None:
    """The second finding was found when the incident ended; there is nothing to end twice."""
    health.open(FAILING, NOW)
    assert health.end(Subject.SOURCE, POST, Trouble.FAILING, NOW + HOUR)
    assert not health.end(Subject.SOURCE, POST, Trouble.FAILING, NOW + HOUR)
    assert health.current() == []
    assert health.past() == [replace(FAILING, ended=NOW + HOUR)]
    assert [found[3] for found in told(database)] == [micros(NOW), micros(NOW + HOUR)]


def test_what_is_well_has_no_end(health: Health, database: Database) -> None:
    """Ending what never began notes and tells nothing."""
    assert not health.end(Subject.MONITOR, "disk", Trouble.FULL, NOW)
    assert told(database) == []


def test_it_may_begin_again(health: Health, database: Database) -> None:
    """The same trouble after its end is another incident and told again, even since then."""
    health.open(FAILING, NOW)
    health.end(Subject.SOURCE, POST, Trouble.FAILING, NOW + MINUTE)
    assert health.open(FAILING, NOW + HOUR)
    assert len(told(database)) == 3
    assert (len(health.current()), len(health.past())) == (1, 1)


def test_troubles_of_one_name_are_apart(health: Health) -> None:
    """A source may fail in two ways; ending one leaves the other; ours come first."""
    silent = replace(FAILING, trouble=Trouble.SILENT, since=NOW)
    for incident in (FAILING, silent, BLIND):
        assert health.open(incident, NOW)
    assert health.current() == [BLIND, silent, FAILING]
    health.end(Subject.SOURCE, POST, Trouble.SILENT, NOW)
    assert health.current() == [BLIND, FAILING]
    assert health.past(name="collect") == []


def test_a_finding_refers_to_its_incident(health: Health, database: Database) -> None:
    """Whoever tells it finds the incident by the finding."""
    health.open(BLIND, NOW)
    with database.read() as connection:
        (row,) = connection.execute(
            select(findings.c.incident_id, incidents.c.name).join(
                incidents, incidents.c.id == findings.c.incident_id
            )
        )
    assert row.name == "collect"


def spoken(database: Database) -> list[bool]:
    """Return for each finding whether somebody is told."""
    with database.read() as connection:
        silent = connection.scalars(select(findings.c.silent).order_by(findings.c.id))
        return [not why for why in silent]


def test_troubles_of_one_look_begin_together(health: Health, database: Database) -> None:
    """Both are told; what shows within the day goes with them, and ends without a word."""
    empty, thin = (replace(FAILING, trouble=t) for t in (Trouble.EMPTY, Trouble.THIN))
    noted = health.note(Subject.SOURCE, POST, [FAILING, empty], (), NOW)
    assert noted.begun == (FAILING, empty)
    health.note(Subject.SOURCE, POST, [FAILING, empty, thin], (), NOW + HOUR)
    assert spoken(database) == [True, True, False]
    assert {one.trouble for one in health.current()} == {"failing", "empty", "thin"}
    ended = health.note(Subject.SOURCE, POST, [FAILING], {Trouble.THIN}, NOW + 2 * HOUR).ended
    assert ended == (Trouble.THIN,)
    assert len(spoken(database)) == 3


def test_what_lasts_is_told_once_what_was_told_is_over(health: Health, database: Database) -> None:
    """The end of the one and the other are found at one moment."""
    thin = replace(FAILING, trouble=Trouble.THIN)
    health.note(Subject.SOURCE, POST, [FAILING], (), NOW)
    health.note(Subject.SOURCE, POST, [FAILING, thin], (), NOW + HOUR)
    health.note(Subject.SOURCE, POST, [thin], {Trouble.FAILING}, NOW + 2 * HOUR)
    assert spoken(database) == [True, False, True, True]
    assert [found[3] for found in told(database)[2:]] == [micros(NOW + 2 * HOUR)] * 2
    health.note(Subject.SOURCE, POST, [], {Trouble.THIN}, NOW + 3 * HOUR)
    assert spoken(database)[4:] == [True]


def test_what_somebody_knows_ends_without_a_word(health: Health, database: Database) -> None:
    health.open(FAILING, NOW)
    health.note(Subject.SOURCE, POST, (), {Trouble.FAILING}, NOW + HOUR, tell=False)
    assert health.current() == []
    assert spoken(database) == [True]


def test_what_became_of_articles(database: Database) -> None:
    """Newest first: read from its page, refused, forbidden; what waits has no outcome yet."""
    desk = Desk(database)
    desk.settle()
    paths = ("/whole", "/waits", "/refused", "/stub")
    fetches = {
        fetch.url.rpartition("/")[2]: fetch
        for fetch in desk.poll(
            *(
                entry(path, f"Report {path}", published=NOW - n * HOUR)
                for n, path in enumerate(paths)
            )
        )
    }
    desk.store(fetches["whole"])
    desk.read("The ferry sank, and all were saved.", title="Report /whole")
    desk.frontier.page_failed(fetches["refused"], "http 403", None, NOW)
    desk.store(fetches["stub"])
    desk.read("Log in.", title="Report /stub", is_article=False)
    (history,) = Health(database).histories()
    assert [(one.whole, one.error, one.dated) for one in history.outcomes] == [
        (True, "", True), (False, "http 403", True), (False, "not an article", True),
    ]  # fmt: skip
    assert history.outcomes[0].length == len("The ferry sank, and all were saved.")
    assert history.earlier == ()


def test_how_surely_articles_are_described(database: Database) -> None:
    """Whether a date stood where dates stand, whether somebody signed, under which headline."""
    desk = Desk(database)
    desk.settle()
    placed = (Provenance(published="JSON-LD"), Provenance(published=GUESS), Provenance())
    for number, where in enumerate(placed):
        (fetch,) = desk.poll(entry(f"/{number}", published=None))
        desk.store(fetch)
        at, authors = Moment(NOW - HOUR), ("Iris Vane",) * (number == 1)
        desk.read("x", title=f"Report {number}", published=at, authors=authors, provenance=where)
    (history,) = Health(database).histories()
    assert {(one.title, one.placed, one.signed) for one in history.outcomes} == {
        ("Report 0", True, False), ("Report 1", False, True), ("Report 2", False, False),
    }  # fmt: skip


def test_thin_articles_are_compared_with_those_before(database: Database) -> None:
    """While an incident says that they turned thin, what was before it is given too."""
    desk, health = Desk(database), Health(database)
    desk.settle()
    for number, age in enumerate((5, 3, 1)):
        at = NOW - age * HOUR
        (fetch,) = desk.poll(entry(f"/{number}", f"Report {number}", published=at))
        desk.store(fetch)
        desk.read("x" * (number + 1), title=f"Report {number}", published=Moment(at))
    thin = replace(FAILING, trouble=Trouble.THIN, since=NOW - 3 * HOUR)
    health.open(thin, NOW)
    (history,) = health.histories()
    assert [one.length for one in history.outcomes] == [3, 2, 1]
    assert [one.length for one in history.earlier] == [1]
