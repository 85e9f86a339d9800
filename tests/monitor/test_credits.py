"""Whom an article credits with its text, and how many independent sources that leaves."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.copies import Copies
from monitor.credits import agency_of, read_credit
from monitor.fingerprint import fingerprint
from monitor.independent import independent, origins
from news.article import Article, Outlet
from news.copy import NO_CREDIT, Credit, Printing, Told
from wirewatch.newsworld.world import World

FOLLOWED = ("Federation Wire", "The Lowra Post", "Zhenna Herald", "Energy Desk")
BODY = (
    "The bridge at Tarnoss is shut for a week.\nFerries carry buses until Friday, the mayor said."
)


def credit(text: str, *authors: str, source: str = "Zhenna Herald") -> Credit:
    """Return what an article of the Zhenna Herald credits."""
    article = Article("u", "Bridge shut", text, authors=authors, outlet=Outlet(source))
    return read_credit(article, FOLLOWED)


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        (f"KARACHI: (APP) - {BODY}", "APP"),
        (f"KARACHI, Aug 3 (APP):{BODY}", "APP"),
        (f"TARNOSS (AP) \u2014 {BODY}", "AP"),
        (f"(Reuters) - {BODY}", "Reuters"),
        (f"New Delhi [India], August 18 (ANI): {BODY}", "ANI"),
        (f"TARNOSS, Karvistan, Aug. 17 (Xinhua) -- {BODY}", "Xinhua"),
        (f"15:24 JST, April 3, 2026. TARNOSS (AP) \u2014 {BODY}", "AP"),
        (f"A bridge is shut. TARNOSS, March 28 (Reuters) - {BODY}", "Reuters"),
        (f"He said no more. Then (AP) - {BODY}", ""),
        (f"NEW DELHI, (PTI) {BODY}", ""),  # neither dash nor colon: "(PTI)" may be a party
        (f"Islamabad: {BODY}", ""),
        (f"TARNOSS - AFP - {BODY}", "AFP"),
        (f"AFP \u2013 {BODY}", "AFP"),
        (f"TARNOSS (Federation Wire) - {BODY}", "Federation Wire"),
        (f"TARNOSS (dpa) - {BODY}", "dpa"),
        (f"TARNOSS (ISPR) - {BODY}", ""),
        (f"The state news agency (APP) {BODY}", ""),
        (f"{BODY}\n(AFP)", "AFP"),
        (f"{BODY}\n\u2014 Reuters", "Reuters"),
        (f"{BODY} \u2014AFP", "AFP"),
        (f"{BODY} (AFP)", "AFP"),
        (f"{BODY}\n(Federation Wire)", "Federation Wire"),
        (f"{BODY}\nSource: Xinhua", "Xinhua"),
        (f"{BODY}\nCourtesy: The Lowra Post", "The Lowra Post"),
        (f"{BODY}\n\u00a9 Agence France-Presse", "AFP"),
        (f"{BODY}\n\u00a9 2026 The Associated Press. All rights reserved.", "AP"),
        (f"{BODY}\nCopyright 2026 Thomson Reuters", "Reuters"),
        (f"{BODY}\n\u00a9 2026 Zhenna Herald. All rights reserved.", ""),
        (f"{BODY}\n(Reporting by Ilvane Dorvale in Tarnoss; Editing by Eskil Jandrel)", "Reuters"),
        (f"{BODY}\n(BBC Monitoring)", "BBC Monitoring"),
        (
            f"{BODY}\n(This story has not been edited and is published from a syndicated feed.)",
            "agencies",
        ),
        (f"{BODY}\nFollow us everywhere.\n(AFP)\nRead more", "AFP"),
        (f"{BODY}\n(اے ایف پی)", "AFP"),
        (f"{BODY}\n(भाषा)", "PTI"),
        (f"{BODY}\n(Zhenna Herald)", ""),
        ("The mayor told AFP that the bridge (AP photo) is shut.\nHe said no more of it.", ""),
        ("", ""),
    ],
)
def test_whose_the_text_is(text: str, agency: str) -> None:
    found = credit(text)
    assert found.agencies == ((agency,) if agency else ())
    assert found.whole == bool(agency)
    assert found.said or not agency


@pytest.mark.parametrize(
    ("line", "agencies"),
    [
        ("(With inputs from ANI)", ("ANI",)),
        ("With input from AFP", ("AFP",)),
        ("With additional input from Reuters and AP.", ("Reuters", "AP")),
        ("(With additional reporting by the Associated Press)", ("AP",)),
        ("Reuters contributed to this report.", ("Reuters",)),
        ("With inputs from our bureau", ()),
    ],
)
def test_input_leaves_part_of_the_text_to_the_outlet(line: str, agencies: tuple[str, ...]) -> None:
    found = credit(f"{BODY}\n{line}", "Ilvane Dorvale")
    assert (found.agencies, found.whole) == (agencies, False)


@pytest.mark.parametrize(
    ("authors", "agencies", "whole"),
    [
        (("AFP",), ("AFP",), True),
        (("By Agence France-Presse",), ("AFP",), True),
        (("Reuters / AFP",), ("Reuters", "AFP"), True),
        (("Web Desk", "AFP"), ("AFP",), True),
        (("Jesmar Pasquil, Associated Press",), ("AP",), True),
        (("Our Correspondent", "APP"), ("APP",), False),
        (("Federation Wire",), ("Federation Wire",), True),
        (("Zhenna Herald",), (), False),
        (("Jesmar Pasquil",), (), False),
        ((), (), False),
    ],
)
def test_a_byline_names_the_agency(
    authors: tuple[str, ...], agencies: tuple[str, ...], whole: bool
) -> None:
    found = credit(BODY, *authors)
    assert (found.agencies, found.whole) == (agencies, whole)


def test_an_agency_does_not_credit_itself() -> None:
    """Its own dateline makes nothing a copy."""
    text = f"TARNOSS (APP) - {BODY}"
    assert credit(text, source="Associated Press of Pakistan") == NO_CREDIT


def test_an_agency_is_known_by_its_long_name() -> None:
    """Whoever is credited and whoever printed it are compared by one name."""
    assert agency_of("The Associated Press") == agency_of("AP") == "AP"
    assert agency_of("Associated Press of Pakistan (APP)") == "APP"
    assert agency_of("Zhenna Herald") == "Zhenna Herald"


AFP, PART = Credit(("AFP",), whole=True), Credit(("AFP",))
OWNERS = {"Lowra Post": "the Lowra group", "Lowra TV": "the Lowra group"}


@pytest.mark.parametrize(
    ("told", "count"),
    [
        ([], 0),
        ([Told(1, "Herald")], 1),
        ([Told(1, "Herald"), Told(2, "Herald")], 1),
        ([Told(1, "Herald"), Told(2, "Sentinel")], 2),
        ([Told(1, "Wire"), Told(2, "Herald", 1), Told(3, "Sentinel", 1)], 1),
        # Two reports of one agency, printed by two outlets.
        ([Told(1, "Herald", None, AFP), Told(2, "Sentinel", None, AFP)], 1),
        ([Told(1, "AFP"), Told(2, "Sentinel", None, AFP)], 1),
        ([Told(1, "Herald", None, PART), Told(2, "Sentinel", None, AFP)], 2),
        # One of the copies says what the first keeps to itself.
        ([Told(1, "Herald"), Told(2, "Sentinel", 1, AFP), Told(3, "Mail", None, AFP)], 1),
        ([Told(1, "Lowra Post"), Told(2, "Lowra TV")], 1),
        ([Told(1, "Lowra Post"), Told(2, "Lowra TV"), Told(3, "Herald", 2)], 1),
        # A paper's own report is its own, although it prints the agency, too.
        ([Told(1, "AFP"), Told(2, "Herald", 1), Told(3, "Herald")], 2),
        # The agency's own text came last: who was first before is its copy now.
        ([Told(1, "Herald", 3), Told(2, "Sentinel", 1), Told(3, "Wire")], 1),
        ([Told(1, "Herald", 2), Told(2, "Sentinel", 1)], 2),  # nonsense, and no endless loop
        ([Told(1, "Radio (Kalt)"), Told(2, "Radio Kalt", None, AFP)], 2),
        # The first of them is not among those that are counted.
        ([Told(2, "Sentinel", 1), Told(3, "Mail", 1)], 1),
    ],
)
def test_independent_sources(told: list[Told], count: int) -> None:
    assert independent(told, OWNERS) == count


def test_where_each_text_is_from() -> None:
    """The page can say of each article whose report it is."""
    told = [Told(1, "Lowra TV"), Told(2, "Herald", 1), Told(3, "Mail", None, AFP)]
    assert origins(told, OWNERS) == {1: "the Lowra group", 2: "the Lowra group", 3: "AFP"}


def test_each_text_of_the_news_world_has_its_origin() -> None:
    """What bylines and last lines say, and who was first, name the desk that wrote it."""
    world = World(start=datetime(2026, 2, 1, tzinfo=UTC))
    names = {outlet.slug: outlet.name for outlet in world.outlets}
    copies = Copies()
    told = []
    for item in world.articles:
        text = "\n".join(item.texts[0].paragraphs)
        outlet = Outlet(names[item.outlet])
        article = Article("", item.texts[0].title, text, (item.byline,), outlet=outlet)
        said = read_credit(article, names.values())
        new = Printing(item.id, outlet.source, item.published, fingerprint(article), said)
        link = copies.look(new)
        copies.add(new, link)
        told.append(Told(item.id, outlet.source, link.of if link else None, said))
    assert origins(told, {}) == {item.id: names[item.origin] for item in world.articles}
    assert sum(one.credit.whole for one in told) == sum(bool(i.copy_of) for i in world.articles)
