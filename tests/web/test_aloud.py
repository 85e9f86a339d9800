"""Pages as they are read aloud and walked through by keys: headings, names, the skip link."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from archive.mutes import Mutes
from news.mute import Scope
from tests.build import NOW, article
from tests.web.telling import Tale, telling
from tests.web.test_stories import KILLED, RISEN, app, said
from tests.web.visitor import visit

FIELDS = "//input[not(@type='hidden')] | //select | //textarea"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return all pages of an archive, parsed."""
    told = telling(
        tmp_path_factory.mktemp("aloud"),
        Tale(article("Gunmen storm post", text="Six died, police said.", topics=["Raids: gunmen"],
                     told=["Desk"], edits=["Nine died, police said."]),
             facts=(KILLED,), points=(said("police", "state", 6, 9),)),
        Tale(article("Toll rises", text="Nine died."), story=0, facts=(RISEN,)),
        Tale(article("Gunmen storm post", source="Hill Courier", text="Six."), story=0, copy_of=0),
    )  # fmt: skip
    mutes = Mutes(told.built.database)
    mutes.mute(Scope.TOPIC, "Raids", "Desk", until=None, origin="web", now=NOW)
    visitor, number = app(told), told.built.ids[0]
    paths = (
        "/", "/?q=nothing", "/today", "/today?topic=None", f"/story/{told.public(0)}",
        f"/article/{number}", f"/article/{number}?fact=1", "/sources", "/tracked",
    )  # fmt: skip
    found = {path: visitor.page(path) for path in paths}
    return found | {"/muted": visit(told.built.browse, mutes=mutes).page("/muted")}


def test_headings_leave_no_level_out(pages: dict[str, Any]) -> None:
    """One of the first level, and below each at most one level deeper."""
    for path, page in pages.items():
        # A dialog that is not open is not read.
        heads = page.xpath(
            "//body//*[self::h1 or self::h2 or self::h3 or self::h4][not(ancestor::dialog)]"
        )
        levels = [int(head.tag[1]) for head in heads]
        assert levels.count(1) == 1, (path, levels)
        for before, here in pairwise(levels):
            assert here <= before + 1, (path, levels)


def test_every_field_and_button_has_a_name(pages: dict[str, Any]) -> None:
    """By a label, or by what stands in it; no two elements of a page bear one id."""
    for path, page in pages.items():
        for field in page.xpath(FIELDS):
            own = field.get("id") and page.xpath(f"//label[@for='{field.get('id')}']")
            (label, *_) = own or field.xpath("ancestor::label") or [None]
            assert label is not None, (path, field.get("name"))
            assert label.text_content().strip(), (path, field.get("name"))
        for button in page.xpath("//button | //summary | //a[@href]"):
            name = button.get("aria-label") or button.text_content()
            assert name.strip(), (path, button.attrib)
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids)), path


def test_keys_reach_the_content_first(pages: dict[str, Any]) -> None:
    """The first link leads past the navigation; the focus is shown, and nothing hides it."""
    for path, page in pages.items():
        (skip, *_) = page.xpath("//body//a")
        assert page.xpath(f"//main[@id='{skip.get('href').removeprefix('#')}']"), path
        assert not page.xpath("//*[@tabindex > 0]"), path
    style = (Path(__file__).parents[2] / "web" / "static" / "style.css").read_text("utf-8")
    assert ":focus-visible { outline: 3px solid" in style
    hidden = [line for line in style.splitlines() if "outline: none" in line]
    assert hidden == ["main { flex: 1; outline: none; padding-bottom: 3rem; }"]


def test_tables_say_what_their_cells_are(pages: dict[str, Any]) -> None:
    """Each column has a head, and each row of numbers one of its own."""
    tables = [(path, table) for path, page in pages.items() for table in page.xpath("//table")]
    assert tables
    for path, table in tables:
        assert table.xpath("./thead/tr/th[@scope='col']"), path
        for row in table.xpath("./tbody/tr[td[not(@colspan)]]"):
            assert row.xpath("./th[@scope='row']"), path
