"""The page of what is tracked."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from archive.preview import Previews
from news.finding import Subject
from news.firing import Fired, Firing
from news.preview import Preview
from tests.archive.test_preview import WATCHED
from tests.build import NOW, archive_with, article
from tests.web.visitor import texts, visit

SINCE = NOW - timedelta(days=30)


def test_reports_with_their_reasons(tmp_path: Path) -> None:
    """Each name leads to its list, each report to its article, and the words are marked."""
    built = archive_with(
        tmp_path,
        article("Bridge <b>falls", text="The bridge was old.", topics=["Bridges: bridge*"]),
    )
    made = Previews(built.database, built.browse).preview(WATCHED, SINCE)
    page = visit(built.browse, preview=lambda: made).page("/tracked")
    names = texts(page, "//main//h2")
    assert names == [
        "Bridges topic", "Both topic", "Typo topic", "Veskar Dunn person", "Orlo Finn person",
    ]  # fmt: skip
    assert "1 of 1 article of the last 30 days matches." in texts(page, "//main/p")[0]
    assert texts(page, "//mark") == ["bridge"]
    (link,) = page.xpath("//div[@class='feed']//a/@href")
    assert link.endswith(f"article/{built.ids[0]}")
    assert texts(page, "//div[@class='feed']//a") == ["Bridge <b>falls"]
    assert any("None of its words stands" in text for text in texts(page, "//section/p"))


def test_how_often_each_is_found(tmp_path: Path) -> None:
    """Rates, share and last report beside the name; what is doubtful below it."""
    built = archive_with(tmp_path, article("A bridge", text="Old.", topics=["Bridges: bridge*"]))
    made = Previews(built.database, built.browse).preview(WATCHED, SINCE)
    often = Fired(
        Subject.TOPIC, "Bridges", NOW, built.ids[0], 7, 60, (1.0, 2.0), 60, 0.12,
        says=("is found in 12% of all articles.",), doubts=("<b> adds nothing",),
    )  # fmt: skip
    never = Fired(Subject.TOPIC, "Both", says=("was never found.",))
    firing = Firing(NOW, 30.0, 500, (often, never))
    page = visit(built.browse, preview=lambda: made, firing=lambda: firing).page("/tracked")
    (figures,) = texts(page, "//p[contains(@class, 'often')]")
    assert figures.startswith("1.0 a day this week 2.0 a day in 30 days on 12.0 % of all")
    assert texts(page, "//p[@class='doubt']") == [
        "Doubtful: <b> adds nothing", "It is found in 12% of all articles.",
    ]  # fmt: skip


def test_nothing_is_tracked(tmp_path: Path) -> None:
    """The page says where topics are written."""
    built = archive_with(tmp_path)
    page = visit(built.browse, preview=lambda: Preview(SINCE, 0, 0)).page("/tracked")
    assert "watch.toml" in texts(page, "//section")[0]
