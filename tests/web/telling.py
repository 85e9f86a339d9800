"""Stories in an archive as the reading loop leaves them, for tests of their pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import update

from archive.correcting import Correcting
from archive.schema import findings
from archive.storied import Storied
from archive.stories import Shelf
from monitor.independent import independent
from news.copy import Credit, Link, Told
from news.fact import Fact
from news.ledger import Point
from news.story import By, Decision, Evidence, Features
from news.traits import Thread, Traits
from tests.build import NOW, Built, Report, archive_with

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Tale:
    """One report and what is made of it; `story`, `nearest` and `copy_of` count reports from 0."""

    report: Report
    story: int | None = None
    facts: tuple[Fact, ...] = ()
    points: tuple[Point, ...] = ()
    copy_of: int | None = None
    credit: str = ""
    words: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


def one_each(told: Sequence[Told]) -> int:
    """Count independent sources as the daemon does."""
    return independent(told, {})


@dataclass(frozen=True)
class Telling:
    """An archive with stories."""

    built: Built

    @property
    def stories(self) -> Storied:
        """Its stories."""
        return Storied(self.built.database)

    @property
    def correcting(self) -> Correcting:
        """What takes corrections."""
        return Correcting(self.built.database, one_each)

    def public(self, number: int) -> str:
        """Return what stands in addresses for the story of a report."""
        return self.stories.of_article(self.built.ids[number])[0].public


def telling(folder: Path, *tales: Tale) -> Telling:
    """Build an archive of reports and put them into their stories."""
    built = archive_with(folder, *(tale.report for tale in tales))
    with built.database.write() as connection:
        shelf = Shelf(connection)
        keys = [shelf.key_of(number) for number in built.ids]
        for at, (number, tale) in enumerate(zip(built.ids, tales, strict=True)):
            points = tuple(
                replace(point, article=keys[at], source=tale.report.source) for point in tale.points
            )
            credit = Credit((tale.credit,), True, f"({tale.credit})") if tale.credit else Credit()
            begins = tale.story is None
            story = keys[at if tale.story is None else tale.story]
            why = Evidence(4.0, tale.words, places=tale.places, apart=2 * HOUR, nearest=story)
            link = None
            if tale.copy_of is not None:
                first = built.ids[tale.copy_of]
                link = Link(first, first, 0.92, 0.9, None, "text")
            decision = Decision(
                None if begins else story,
                evidence=why,
                by=By.COPY if link else By.LIKENESS,
            )
            features = Features(keys[at], NOW - 3 * HOUR + at * HOUR / 6, tale.report.source)
            traits = Traits(features, credit=credit, points=points)
            thread = Thread(story, begins, traits, tale.facts, link, decision)
            now = NOW + at * HOUR / 6
            row = shelf.keep(number, thread, now)
            shelf.tell(row, number, tale.facts, now)
            shelf.sum_up(row, one_each)
            chosen = update(findings).where(findings.c.article_id == number)
            connection.execute(chosen.values(story_id=row))
    return Telling(built)
