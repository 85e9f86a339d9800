from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlencode

import pytest

from archive.backtest import Backtests
from news.article import Provenance
from news.finding import Subject
from news.firing import Fired, Firing
from news.grammar import parse
from tests.build import NOW, Built, archive_with, article, day
from tests.web.visitor import Visitor, visit
from web.health import Health

HOSTILE = Path(__file__).parents[1] / "hostile"
SEARCHES: list[str] = json.loads((HOSTILE / "queries" / "search.json").read_text("utf-8"))
# What no list of others holds: depth, breadth, size, and signs of the index's own language.
OWN_SEARCHES = [
    "(" * 60 + "a" + ")" * 60,
    "(" * 400,
    "a AND " * 150 + "a",
    "a OR " * 180 + "a",
    "NOT " * 100 + "a",
    "-a -b -c",
    '"' * 999,
    "a* " * 300,
    "\x00",
    "a\x00b",
    "%",
    "title:a",
    "rowid:1",
    "\U0001f9a9",
    "\ufffd\ufffe",
    "a" * 1000,
    "پل OR گر -شہر",
    "ｂｒｉｄｇｅ",
]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build a small archive."""
    return archive_with(
        tmp_path_factory.mktemp("archive"),
        article(
            "Bridge falls",
            text="Nobody was hurt.",
            topics=["Bridges: bridge*"],
            provenance=Provenance(title="h1"),
        ),
        article("Fog", text="It lifts.", published=day("2026-02-04")),
        article("Fares double", page_error="http 403", published=None),
    )


@pytest.fixture(scope="module")
def visitor(built: Built) -> Visitor:
    """Open it."""
    tests = Backtests(built.database)
    return visit(built.browse, backtest=lambda rule, since: tests.test(parse(rule), since))


@pytest.mark.parametrize(
    ("path", "titles"),
    [
        ("", ["Fares double", "Bridge falls", "Fog"]),
        ("?q=bridge", ["Bridge falls"]),
        ("?matched=true", ["Bridge falls"]),
        ("?topic=Bridges", ["Bridge falls"]),
        ("?source=Nobody", []),
        ("?limit=1", ["Fares double"]),
    ],
)
def test_a_list(visitor: Visitor, path: str, titles: list[str]) -> None:
    answer = visitor.get(f"/api/v1/articles{path}").json()
    assert [item["title"] for item in answer["items"]] == titles


def test_a_cursor_walks_the_list(visitor: Visitor) -> None:
    """`older` of each page leads to the next, and is empty on the last."""
    titles, older = [], ""
    for _ in range(3):
        answer = visitor.get(f"/api/v1/articles?limit=1&before={older}").json()
        titles += [item["title"] for item in answer["items"]]
        older = answer["older"]
    assert titles == ["Fares double", "Bridge falls", "Fog"]
    assert not older


def test_times_keep_their_precision(visitor: Visitor) -> None:
    """A bare day is given as one, an undated article has no time."""
    items = visitor.get("/api/v1/articles").json()["items"]
    precisions = {
        item["title"]: item["published"] and item["published"]["precision"] for item in items
    }
    assert precisions == {"Fares double": None, "Bridge falls": "minute", "Fog": "day"}


def test_an_article_has_everything(built: Built, visitor: Visitor) -> None:
    """Text, reasons with their spans, and every revision."""
    answer = visitor.get(f"/api/v1/articles/{built.ids[0]}").json()
    assert answer["article"]["text"] == "Nobody was hurt."
    assert answer["matches"][0]["spans"] == [{"start": 0, "end": 6}]
    nowhere = {"authors": "", "published": "", "modified": ""}
    assert answer["article"]["provenance"] == {"title": "h1", **nowhere}
    assert [revision["cause"] for revision in answer["revisions"]] == ["page", "feed"]


def test_a_rule_is_tried(visitor: Visitor) -> None:
    """What `topics test` says, as JSON."""
    answer = visitor.get("/api/v1/topics/test?rule=bridge+OR+fog&since=7d").json()
    assert (answer["fired"], answer["articles"], answer["capped"]) == (2, 3, False)
    assert {fired["title"] for fired in answer["weakest"]} == {"Bridge falls", "Fog"}
    assert answer["overlaps"][0]["name"] == "Bridges"


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("rule=bridge+AND+(", "line 1, column 13: the rule ends where a word should follow"),
        ("rule=bridge&since=soon", "'soon' is no time; write 30d, 12h or 2031-03-04"),
        ("", "rule: Field required"),
    ],
)
def test_what_cannot_be_tried(visitor: Visitor, asked: str, says: str) -> None:
    """A wrong rule or time is a clear error."""
    answer = visitor.get(f"/api/v1/topics/test?{asked}")
    assert answer.status_code == 400
    assert says in answer.json()["error"]


def test_feeds_and_totals(visitor: Visitor) -> None:
    """The state of the sources, and counts over all."""
    assert visitor.get("/api/v1/feeds").json()[0]["source"] == "Alder Bay Post"
    assert visitor.get("/api/v1/totals").json()["articles"] == 3


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("articles/99", 404, "there is no such article"),
        ("articles/x", 404, "there is no such article"),
        ("articles/" + "9" * 30, 404, "there is no such article"),
        ("nothing", 404, "not found"),
        ("articles?limit=0", 400, "limit: Input should be greater than or equal to 1"),
        ("articles?limit=201", 400, "limit: Input should be less than or equal to 200"),
        ("articles?matched=perhaps", 400, "matched: "),
        ("articles?q=" + "x" * 1001, 400, "q: String should have at most 1000 characters"),
    ],
)
def test_a_wrong_request_is_told_why(visitor: Visitor, path: str, status: int, says: str) -> None:
    answer = visitor.get(f"/api/v1/{path}")
    assert answer.status_code == status
    assert answer.json()["error"].startswith(says)


@pytest.mark.parametrize("search", [*SEARCHES, *OWN_SEARCHES])
def test_no_search_breaks_the_server(visitor: Visitor, search: str) -> None:
    """Whatever is typed finds something, nothing, or is refused in words."""
    fields = urlencode({"q": search[:10_000]})  # no client sends a longer address
    for path in ("/api/v1/articles", "/"):
        assert visitor.get(f"{path}?{fields}").status_code in {200, 303, 400}


@pytest.mark.parametrize(
    "raw",
    ["q=%ff%fe", "q=%00", "q=%ed%a0%80", "%ff=1", "before=%00", "&&&=", "q=1&q=2", "?", "a[]=1"],
)
def test_no_query_string_breaks_the_server(visitor: Visitor, raw: str) -> None:
    for path in ("/api/v1/articles", "/"):
        assert visitor.get(f"{path}?{raw}").status_code in {200, 303, 400}


@pytest.mark.parametrize(
    "before", ["1", "-", "1-", "-1", "1-2-3", "9" * 18, "9" * 19 + "-1", "²-1"]
)
def test_no_cursor_breaks_the_server(visitor: Visitor, before: str) -> None:
    for search in ("", "&q=bridge"):
        assert visitor.get(f"/api/v1/articles?before={before}{search}").status_code == 200


@pytest.mark.parametrize(
    ("health", "lives", "ready"),
    [
        (Health(ok=True, ready=True), 200, 200),
        (Health(ok=True, ready=False), 200, 503),
        (Health(ok=False, ready=True), 503, 200),
    ],
)
def test_health_is_told_by_status(built: Built, health: Health, lives: int, ready: int) -> None:
    visitor = visit(built.browse, health)
    assert visitor.get("/healthz").status_code == lives
    assert visitor.get("/readyz").status_code == ready


def test_health_names_what_was_looked_at(visitor: Visitor) -> None:
    """A monitor shows the checks as they are."""
    assert visitor.get("/healthz").json() == {
        "ok": True,
        "ready": True,
        "checks": {"read": "ticked 2 s ago"},
    }


def test_the_description_names_every_answer(visitor: Visitor) -> None:
    """OpenAPI lists the API and the health checks, not the pages."""
    description = visitor.get("/api/openapi.json").json()
    assert sorted(description["paths"]) == [
        "/api/v1/articles",
        "/api/v1/articles/{number}",
        "/api/v1/feeds",
        "/api/v1/people/suggestions",
        "/api/v1/stories",
        "/api/v1/stories/{name}",
        "/api/v1/topics",
        "/api/v1/topics/test",
        "/api/v1/totals",
        "/healthz",
        "/readyz",
    ]
    assert visitor.get("/docs").status_code == 404
    assert visitor.get("/redoc").status_code == 404


def test_how_often_topics_are_found(tmp_path: Path) -> None:
    """Counts, rates, what is wrong with them and what is doubtful in the rule."""
    one = Fired(Subject.TOPIC, "Ferries", NOW, 7, 7, 60, (1.0, 2.0), doubts=("doubtful",))
    visitor = visit(archive_with(tmp_path).browse, firing=lambda: Firing(NOW, 30.0, 500, (one,)))
    answer = visitor.get("/api/v1/topics").json()
    assert (answer["days"], answer["looked"]) == (30.0, 500)
    (told,) = answer["items"]
    assert told == {
        "subject": "topic", "name": "Ferries", "last": told["last"], "article_id": 7, "week": 7,
        "month": 60, "a_day": [1.0, 2.0], "lately": 0, "share": 0.0, "together": [], "says": [],
        "doubts": ["doubtful"],
    }  # fmt: skip
