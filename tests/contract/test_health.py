"""What is wrong is noted once, told once when it begins and once when it has ended."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import select

from archive.database import Database
from archive.health import Health
from archive.schema import findings, incidents
from news.finding import Subject
from news.health import Incident, Trouble
from news.moment import micros
from tests.contract.desk import HOUR, MINUTE, NOW, POST

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
