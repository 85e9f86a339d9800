from __future__ import annotations

import pytest

from alerts.route import route
from news.finding import Subject
from news.watch import Route

ALL = Route("all", ("desk",))
CITY = Route("city", ("city", "desk"), topics=("Market safety",))
NAMES = Route("names", ("profiles",), people=("Idris Venn",))
BOTH = Route("both", ("night",), topics=("Harbour",), people=("Idris Venn",))
LEDGER = Route("ledger", ("reader",), sources=("The Harbour Ledger",))
NARROW = Route("narrow", ("reader",), topics=("Harbour",), sources=("Kelmore Post",))


@pytest.mark.parametrize(
    ("routes", "subject", "name", "source", "told"),
    [
        ([], "topic", "Market safety", "Kelmore Post", ()),
        ([ALL], "topic", "Market safety", "Kelmore Post", ("desk",)),
        ([ALL], "person", "Idris Venn", "Kelmore Post", ("desk",)),
        ([CITY], "topic", "Market safety", "Kelmore Post", ("city", "desk")),
        ([CITY], "topic", "Harbour", "Kelmore Post", ()),
        ([CITY], "person", "Market safety", "Kelmore Post", ()),  # a person of that name
        ([NAMES], "person", "Idris Venn", "Kelmore Post", ("profiles",)),
        ([NAMES], "topic", "Idris Venn", "Kelmore Post", ()),
        ([BOTH], "topic", "Harbour", "Kelmore Post", ("night",)),
        ([BOTH], "person", "Idris Venn", "Kelmore Post", ("night",)),
        ([BOTH], "person", "Mara Quill", "Kelmore Post", ()),
        ([LEDGER], "topic", "Harbour", "The Harbour Ledger", ("reader",)),
        ([LEDGER], "topic", "Harbour", "Kelmore Post", ()),
        ([NARROW], "topic", "Harbour", "Kelmore Post", ("reader",)),
        ([NARROW], "topic", "Market safety", "Kelmore Post", ()),
        ([CITY, ALL, NAMES], "topic", "Market safety", "Kelmore Post", ("city", "desk")),
        ([ALL, CITY], "topic", "Market safety", "Kelmore Post", ("desk", "city")),
    ],
)
def test_who_is_told(
    routes: list[Route], subject: str, name: str, source: str, told: tuple[str, ...]
) -> None:
    assert route(Subject(subject), name, source, routes) == told
