"""Tracked figures on the pages: a tag with its list, the claim in words, ways to hear less."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from archive.preview import Previews
from news.figure import Effect
from news.sure import Asked, Limit, Op
from news.watch import Gauge, Watchlist
from tests.build import NOW, Built, archive_with, article
from tests.web.visitor import Visitor, texts, visit

STRIKE = Gauge("Harbour <strike>", Asked(Effect.KILLED, limits=(Limit(Op.ABOVE, 20),)))
TOLD = "At least 33 people were killed, police said."


@pytest.fixture
def built(tmp_path: Path) -> Built:
    return archive_with(
        tmp_path,
        article("Strike on the harbour", text=TOLD, figures=[STRIKE]),
        article("Rain", text="Up to 50 people were killed."),
    )


@pytest.fixture
def visitor(built: Built) -> Visitor:
    made = Previews(built.database, built.browse).preview(
        Watchlist(gauges=(STRIKE,)), NOW - timedelta(days=30)
    )
    return visit(built.browse, preview=lambda: made)


def test_its_tag_leads_to_its_reports(visitor: Visitor) -> None:
    """The list knows it as a filter, and offers it where any was found."""
    page = visitor.page("/")
    assert texts(page, "//a[@class='tag figure']") == ["Figure: Harbour <strike>"]
    assert texts(page, "//select[@name='figure']/option") == ["any", "Harbour <strike>"]
    (link,) = page.xpath("//a[@class='tag figure']/@href")
    filtered = visitor.page("/" + link.lstrip("./"))
    assert texts(filtered, "//h2[@dir]") == ["Strike on the harbour"]
    assert texts(filtered, "//a[@class='chip']") == ["Remove the filter figure Harbour <strike> ×"]


def test_a_report_says_what_was_claimed(visitor: Visitor, built: Built) -> None:
    """In words, with its speaker and how sure it is; the number is marked in its sentence."""
    page = visitor.page(f"/article/{built.ids[0]}")
    (because,) = texts(page, "//p[@class='because']")
    assert because.startswith("at least 33 people killed, say police (")
    assert "At least 33" in texts(page, "//mark")
    scopes = page.xpath("//form[contains(@action, 'muted/add')]//input[@name='scope']/@value")
    assert scopes[0] == "figure"
    (subject,) = page.xpath(
        "//form[contains(@action, 'muted/wrong')]//input[@name='subject']/@value"
    )
    assert subject == "figure"


def test_what_is_tracked_shows_its_reports(visitor: Visitor) -> None:
    """Beside topics and people, with the sentence."""
    page = visitor.page("/tracked")
    assert texts(page, "//main//h2") == ["Harbour <strike> figure"]
    assert texts(page, "//p[@class='quoted']") == [TOLD]


def test_a_desk_that_tracks_none_sees_none(tmp_path: Path) -> None:
    """No empty filter stands in the form."""
    built = archive_with(tmp_path, article("Rain", text="It rains."))
    assert visit(built.browse).page("/").xpath("//select[@name='figure']") == []
