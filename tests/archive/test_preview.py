"""What would have been told of the last 30 days, with reasons, or why there is nothing."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from archive.preview import Previews
from news.finding import Subject
from news.grammar import parse
from news.preview import Occurs, Preview, Tracked
from news.watch import Person, Recipient, Topic, Watchlist
from tests.build import NOW, Built, archive_with, article

SINCE = NOW - timedelta(days=30)
WATCHED = Watchlist(
    (
        Topic("Bridges", parse("bridge*")),
        Topic("Both", parse("bridge* AND ferry")),
        Topic("Typo", parse("brigde")),
    ),
    (Person("Veskar Dunn", ("Waskar Dunn",)), Person("Orlo Finn")),
)
DESK = Recipient("Desk", "email", "desk@desk.example")


@pytest.fixture
def built(tmp_path: Path) -> Built:
    names = {"topics": ["Bridges: bridge*"], "people": ["Veskar Dunn"]}
    return archive_with(
        tmp_path,
        article("Bridge falls", text="Nobody was hurt. Veskar Dunn came.", **names),  # type: ignore[arg-type]
        article("Two bridges close", text="For a day.", **names),  # type: ignore[arg-type]
        article("A ferry sinks", text="Off Alder Bay."),
        article("An old bridge", text="Of stone.", published=NOW - timedelta(days=40)),
    )


def preview(built: Built, newest: int = 5) -> Preview:
    return Previews(built.database, built.browse).preview(WATCHED, SINCE, newest)


def test_counts_and_reasons(built: Built) -> None:
    """Each topic and person has its reports, newest first, with the sentences that show why."""
    made = preview(built)
    assert (made.articles, made.reports) == (3, 2)
    assert [(one.name, one.total) for one in made.tracked] == [
        ("Bridges", 2), ("Both", 0), ("Typo", 0), ("Veskar Dunn", 1), ("Orlo Finn", 0),
    ]  # fmt: skip
    bridges = made.tracked[0]
    assert [report.title for report in bridges.newest] == ["Two bridges close", "Bridge falls"]
    assert bridges.newest[1].match.evidence[0].text == "Bridge falls"
    assert made.sentence() == (
        "2 reports of the last 30 days would have matched, of 3 articles looked at."
    )


def test_only_the_newest_are_shown(built: Built) -> None:
    """The count says how many there are."""
    bridges = preview(built, newest=1).tracked[0]
    assert (bridges.total, len(bridges.newest)) == (2, 1)


def test_nothing_has_a_reason(built: Built) -> None:
    """Words that never meet are told apart from words that stand nowhere."""
    made = {one.name: one for one in preview(built).tracked}
    assert made["Both"].words == (Occurs("bridge*", 3), Occurs("ferry", 1))
    assert "bridge* in 3, ferry in 1" in made["Both"].advice(3)
    assert "None of its words stands in any of 3 articles" in made["Typo"].advice(3)
    assert made["Bridges"].advice(3) == ""


def test_an_empty_archive_says_so(tmp_path: Path) -> None:
    """Before the first crawl there is nothing to look at."""
    made = preview(archive_with(tmp_path))
    assert (made.articles, made.reports) == (0, 0)
    assert "wirewatch crawl" in made.tracked[0].advice(made.articles)


def test_a_name_that_stands_only_in_older_articles() -> None:
    """A person's words are a name; there is no AND to loosen."""
    one = Tracked(Subject.PERSON, "Orlo Finn", 0, words=(Occurs("orlo finn", 2),))
    assert "older" in one.advice(9)


def test_what_a_recipient_would_have_got(built: Built) -> None:
    """Oldest first, one alert an article, only what the routes carry."""
    previews = Previews(built.database, built.browse)

    def people(subject: Subject, name: str, source: str) -> bool:
        return subject is Subject.PERSON

    alerts, left_out = previews.alerts(DESK, lambda *_: True, SINCE, "https://us.example")
    assert [alert.article.title for alert in alerts] == ["Bridge falls", "Two bridges close"]
    assert [match.name for match in alerts[0].matches] == ["Bridges", "Veskar Dunn"]
    assert alerts[0].archive_link.startswith("https://us.example/article/")
    assert left_out == 0
    (only,), _ = previews.alerts(DESK, people, SINCE, "")
    assert [match.name for match in only.matches] == ["Veskar Dunn"]
    assert previews.alerts(DESK, lambda *_: False, SINCE, "") == ((), 0)
