"""An article's page and the API show its figures, each linked both ways."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from archive.schema import claims, revisions
from news.article import Article, Origin
from news.figure import (
    OUTLET,
    Bound,
    Check,
    Claim,
    Effect,
    Figure,
    FigureReading,
    Scope,
    Toll,
    VictimClass,
)
from news.finding import Span
from news.listing import ArticleShown, PageShown
from news.told import in_order
from tests.build import NOW, Built, archive_with, article
from tests.web.visitor import Visitor, texts, visit
from web.figures import lay_out, read

NEW = (
    "At least 33 civilians were killed near the old port, officials said.\n"
    "The harbour lost $3 million (₹3 crore) and each boat costs $4,000 (₹3.6 lakh)."
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build an archive with an edited toll, a text that nobody counted, and one without numbers."""
    made = archive_with(
        tmp_path_factory.mktemp("archive"),
        article(
            "Raid near the port",
            text=NEW.replace("33", "10"),
            edits=[NEW],
            topics=["Raids: raid AND figure(killed, civilian) >= 20"],
        ),
        article("Before", text="Ten people were killed."),
        article("Nobody was hurt", text="The ferry was late."),
    )
    with made.database.write() as connection:
        of = made.ids[1]
        connection.execute(update(revisions).where(revisions.c.article_id == of).values(figures=""))
        connection.execute(delete(claims).where(claims.c.article_id == of))
    return made


@pytest.fixture(scope="module")
def visitor(built: Built) -> Visitor:
    """Open it."""
    return visit(built.browse)


def test_a_figure_in_the_text_leads_to_its_row_and_back(built: Built, visitor: Visitor) -> None:
    """A number is a link that says what it means; its row links to the place in the text."""
    page = visitor.page(f"/article/{built.ids[0]}")
    first = page.xpath("//div[@class='text']//a[@class='number']")[0]
    assert first.text_content() == "At least 33"
    assert first.get("aria-description") == "at least 33 civilians killed, say officials"
    (row,) = page.xpath(f"//tbody[@id='{first.get('href').removeprefix('#')}']")
    assert texts(row, ".//tr[1]/*") == [
        "at least 33", "civilians killed civilian", "officials named in the sentence",
        texts(row, ".//tr[1]/td[3]")[0],
    ]  # fmt: skip
    (back,) = row.xpath(".//a")
    assert page.xpath(f"//*[@id='{back.get('href').removeprefix('#')}']") == [first]
    assert back.xpath(".//mark")[0].text_content() == "At least 33"


def test_every_link_leads_somewhere_once(built: Built, visitor: Visitor) -> None:
    """No anchor of the page is missing, none stands twice."""
    page = visitor.page(f"/article/{built.ids[0]}")
    anchors = page.xpath("//@id")
    assert len(anchors) == len(set(anchors))
    assert {link[1:] for link in page.xpath("//main//@href") if link[0] == "#"} <= set(anchors)


def test_what_is_odd_is_said_in_words(built: Built, visitor: Visitor) -> None:
    """Conversions that disagree are shown above the table, with the amounts."""
    page = visitor.page(f"/article/{built.ids[0]}")
    (alarm,) = texts(page, "//section[@class='counted']//p[@class='note alarm']")
    assert alarm.startswith("Conversions disagree $4,000 (₹3.6 lakh) makes 90 INR per USD")
    assert "30,000,000 INR" in alarm


def test_a_withdrawn_figure_stays_struck_through(built: Built, visitor: Visitor) -> None:
    """What an edit took back is shown with the time until which it stood."""
    page = visitor.page(f"/article/{built.ids[0]}")
    (gone,) = page.xpath("//ul[@class='gone']/li")
    assert texts(gone, "del") == ["at least 10 civilians killed, say officials"]
    assert gone.xpath(".//time/@datetime")


def test_the_reason_names_the_figure(built: Built, visitor: Visitor) -> None:
    """Why a report is here says which figure the rule found."""
    page = visitor.page(f"/article/{built.ids[0]}")
    (because,) = texts(page, "//p[@class='because']")
    assert because.startswith("because of raid · figure(killed, civilian) >= 20: at least 33 civ")


def test_a_text_that_nobody_counted_says_so(built: Built, visitor: Visitor) -> None:
    """Unknown figures are told from none, with the way out."""
    unread, none = (visitor.page(f"/article/{number}") for number in built.ids[1:])
    (says,) = texts(unread, "//section[@class='counted']/p")
    assert "Nobody has read its figures" in says
    assert "`wirewatch replay`" in says
    assert texts(none, "//section[@class='counted']/p") == ["No figure was found in it."]


def test_the_api_gives_them(built: Built, visitor: Visitor) -> None:
    """Figures, checks and what was taken back are JSON; null where nobody has read them."""
    told = visitor.get(f"/api/v1/articles/{built.ids[0]}").json()
    first = told["figures"]["claims"][0]
    assert (first["figure"]["value"], first["figure"]["high"]) == (33.0, None)
    assert (first["figure"]["effect"], first["speaker"]["canonical"]) == ("killed", "officials")
    assert [check["kind"] for check in told["figures"]["checks"]] == ["rate"]
    assert [(one["claim"]["figure"]["value"], one["revision"]) for one in told["taken_back"]] == [
        (10.0, 2)
    ]
    assert visitor.get(f"/api/v1/articles/{built.ids[1]}").json()["figures"] is None


FULL = "Fifty died, ten of them children, two of those in one house; a raid."
WHOLE = Figure(50, 50, 50, Bound.EXACTLY, "people", Effect.KILLED, "people", VictimClass.UNKNOWN,
               Scope.EVENT, Span(0, 5), Span(0, len(FULL)), 0.9)  # fmt: skip
CHILDREN = replace(WHOLE, value=10, counts="children", span=Span(12, 15), part_of=0)
TWO = replace(WHOLE, value=2, counts="", span=Span(34, 37), part_of=2, confidence=0.2)
SHOWN = ArticleShown(
    1, "Alder Bay Post", "", "", NOW, Article("u", "", FULL), (), (), (), (), "",
    figures=FigureReading(
        tuple(map(Claim, (WHOLE, TWO, CHILDREN))),
        killed=Toll(50, 50, None),
        checks=(Check("part_larger", "60 is part of 50", (1, 0, 9)), Check("sum", "1 + 1 = 2", ())),
    ),
)  # fmt: skip


def test_parts_stand_below_what_they_are_parts_of() -> None:
    """A part of a part is set in further; doubtful figures say so."""
    rows = lay_out(SHOWN).rows
    assert [(row.number, row.deep, row.value) for row in rows] == [
        (0, 0, "50"), (2, 1, "10"), (1, 2, "2"),
    ]  # fmt: skip
    assert [row.is_doubtful for row in rows] == [False, False, True]


def test_checks_and_tolls_are_put_into_words() -> None:
    """A check that agrees is no alarm; a figure that is not kept has no row to lead to."""
    laid = lay_out(SHOWN)
    assert laid.tolls == (("Killed in all", "at least 50"),)
    assert [(one.title, one.rows, one.agrees) for one in laid.remarks] == [
        ("A part is larger than its whole", ((1, "2"), (0, "50")), False),
        ("Adds up", (), True),
    ]


def test_no_figure_is_lost_in_a_ring() -> None:
    """Figures that are parts of each other are shown once each."""
    ring = [replace(WHOLE, part_of=1), replace(WHOLE, part_of=0), replace(WHOLE, part_of=2)]
    assert sorted(number for number, _ in in_order([Claim(one, OUTLET) for one in ring])) == [
        0, 1, 2,
    ]  # fmt: skip


def test_an_endless_sentence_is_cut_around_its_figure() -> None:
    """A row quotes what stands around the number, and no thousand words."""
    text = "a" * 1_000 + " 50 " + "b" * 1_000
    figure = replace(WHOLE, span=Span(1_002, 1_004), sentence=Span(1, len(text) + 1))
    shown = replace(SHOWN, article=Article("u", "", text), figures=FigureReading((Claim(figure),)))
    ((row,), (found,)) = lay_out(shown).rows, read(shown)
    quoted = "".join(piece.text for piece in row.sentence)
    assert quoted[0] == quoted[-1] == "…"
    assert "50" in quoted
    assert len(quoted) < 400
    assert found == figure


@pytest.mark.parametrize(
    ("shown", "says"),
    [
        (replace(SHOWN, figures=None), "`wirewatch replay` reads its page again"),
        (
            replace(SHOWN, figures=None, page=PageShown("u", NOW, "ab", 1, kept=False)),
            "was let go since",
        ),
        (
            replace(SHOWN, figures=None, article=Article("u", "", "", origin=Origin.FEED)),
            "from the feed’s own words",
        ),
        (SHOWN, ""),
    ],
)
def test_why_figures_are_unknown(shown: ArticleShown, says: str) -> None:
    """Each case has its own way out, or says that there is none."""
    assert says in lay_out(shown).unread
    assert bool(lay_out(shown).unread) is bool(says)


def test_figures_and_what_is_tracked_share_a_place(tmp_path: Path) -> None:
    """A number that is also a reason is one link with the mark inside."""
    made = archive_with(
        tmp_path, article("Raid", text="Police said 12 people died.", topics=["T: /12 people/"])
    )
    page = visit(made.browse).page(f"/article/{made.ids[0]}")
    (link,) = page.xpath("//div[@class='text']//a[@class='number']")
    assert texts(link, "mark") == ["12"]
    assert "".join(texts(page, "//div[@class='text']/p")) == "Police said 12 people died."
