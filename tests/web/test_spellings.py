"""The page of other spellings, and their place in the API."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from archive.aliases import Aliases
from news.alias import Shown, Standing, Suggestion
from news.finding import Span
from tests.build import NOW, Built, archive_with, article
from tests.web.browser import Browser
from tests.web.visitor import ports, texts, visit
from web.app import create_app

EVIL = "Later <script>Ona Khwaja spoke."


class Desk:
    """A desk before an archive that suggests two spellings."""

    def __init__(self, folder: Path) -> None:
        built: Built = archive_with(folder, article("Late", text=EVIL))
        self.aliases = Aliases(built.database)
        shown = Shown(built.ids[0], "Alder Bay Post", EVIL, Span(14, 24))
        self.aliases.suggest(
            [
                Suggestion("Ona Khawaja", "Ona Khwaja", 2, 0.95, (shown,)),
                Suggestion("Ona Khawaja", "اونا خواجہ", 1, 0.9),
            ],
            NOW,
        )
        doors: dict[str, Any] = {
            "spellings": self.aliases.listing,
            "decide": self.aliases.decide,
        }
        self.visitor = visit(built.browse, **doors)
        self.browser = Browser(create_app(ports(built.browse, **doors)))

    def standings(self) -> list[Standing]:
        """Return what was said of each."""
        return [one.standing for one in self.aliases.listing()]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_what_waits_is_shown_with_its_sentences(desk: Desk) -> None:
    """Names are marked in what outlets wrote, which does nothing here."""
    page = desk.visitor.page("/spellings")
    assert texts(page, "//main//h2") == ["Ona Khawaja = Ona Khwaja ?", "Ona Khawaja = اونا خواجہ ?"]
    assert texts(page, "//mark") == ["Ona Khwaja"]
    assert texts(page, "//p[@class='quoted']") == [EVIL]
    (link,) = page.xpath("//div[@class='feed']//a/@href")
    assert "article/" in link
    assert texts(desk.visitor.page("/tracked"), "//a[contains(@href, 'spellings')]") == [
        "2 other spellings wait for your word"
    ]


async def test_one_is_approved_and_the_other_refused(desk: Desk) -> None:
    """What was said can be said otherwise."""
    for number, said in (("1", "approved"), ("2", "refused")):
        answer = await desk.browser.send(
            "/spellings/decide", on="/spellings", number=number, said=said
        )
        assert (answer.status_code, answer.headers["location"]) == (303, "../spellings")
    assert desk.standings() == [Standing.APPROVED, Standing.REFUSED]
    page = await desk.browser.page("/spellings")
    assert "No spelling waits" in page.text_content()
    assert texts(page, "//p[@class='what']") == [
        "Ona Khwaja is Ona Khawaja", "اونا خواجہ is not Ona Khawaja",
    ]  # fmt: skip
    await desk.browser.send("/spellings/decide", on="/spellings", number="1", said="refused")
    assert desk.standings() == [Standing.REFUSED, Standing.REFUSED]


@pytest.mark.parametrize(
    ("status", "number", "said"),
    [(422, "x", "approved"), (422, "", ""), (422, "1", "suggested"), (404, "99", "approved")],
)
async def test_forms_that_say_nothing(desk: Desk, status: int, number: str, said: str) -> None:
    """Nothing is changed by a form that no page of ours has."""
    answer = await desk.browser.send("/spellings/decide", on="/spellings", number=number, said=said)
    assert answer.status_code == status
    assert set(desk.standings()) == {Standing.SUGGESTED}


def test_the_api_lists_them(desk: Desk) -> None:
    """Each with its standing, its sentences and where the name stands in them."""
    first, second = desk.visitor.get("/api/v1/people/suggestions").json()
    assert (first["number"], first["standing"], first["decided"]) == (1, "suggested", None)
    told = first["suggestion"]
    assert (told["person"], told["alias"], told["articles"]) == ("Ona Khawaja", "Ona Khwaja", 2)
    assert told["shown"][0]["span"] == {"start": 14, "end": 24}
    assert second["suggestion"]["alias"] == "اونا خواجہ"
