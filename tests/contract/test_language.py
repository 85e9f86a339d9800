"""A search understands the whole language of rules, and means by it what a rule means.

Each query is asked of the archive and, beside it, of the meaning of rules itself, text by text.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, update

from archive.backtest import Backtests
from archive.browse import Browse, Query
from archive.schema import claims, revisions
from archive.texts import read_texts
from monitor.match import Matcher
from news.article import Article
from news.grammar import parse
from news.judge import judge
from news.moment import Moment, Precision
from news.source import Source
from news.watch import Person, Topic, Watchlist
from tests.contract.desk import Desk, entry, source

WATCHED = Watchlist(
    (Topic("Ferries", parse("ferry OR ferries")),),
    (Person("Ona Brill", ("The Harbour Master",)),),
    (Topic("the coast", parse("quay OR harbour")),),
)
POST = replace(source(), region="north coast", country="vk", language="en")
OLD = datetime(2026, 1, 1, tzinfo=UTC)
SHAAM = replace(source("Shaam Times"), region="valley", country="br", language="ur")
TOLL = (
    "At least 33 civilians were killed, officials said. Police said 17 soldiers died. Up to 50 "
    "people were hurt. The war has killed 9,000 people since 2004."
)
DAMAGE = (
    "The flood destroyed 120 houses, officials said. Three children were killed. "
    "The loss is ₹20 crore. More than 100 people were displaced."
)

TEXTS = (
    (POST, "Ferry sinks off the quay", "An ambush near Vesk; the old convoy burned.", "en", "", 1),
    (POST, "Convoy passes", "No ambush was seen. Insurgents left long before it came.", "en-GB",
     "Marta Sand", 2),
    (POST, "Ambush", "The convoy stood in the text.", "en", "", 3),
    (SHAAM, "Organisation grows", "Over 12 dead, 40 hurt; the organizers said so.", "ur", "", 4),
    (SHAAM, "بلوچستان میں سیلاب", "The word flood stands here. 7 killed", "ur", "", 5),
    (SHAAM, "Brakkistan votes", "Ona Brill resigned. Nobody else did.", "enm", "Ona K. Sand", 6),
    (POST, "Toll of the raid", TOLL, "en", "", 7),
    (POST, "Flood damage", DAMAGE, "en", "", 8),
    (POST, "Half a raid", "Police said 12 people were killed, among them three children.", "en",
     "", 9),
    (SHAAM, "Late", "She resigned long after the harbour was closed, said Ona Brill", "", "", None),
)  # fmt: skip

QUERIES = [
    "ambush NEAR/4 convoy",
    "ambush NEAR/5 convoy",
    "ambush NEAR/6 convoy",
    "convoy PRE/6 ambush",
    "ambush PRE/6 convoy",
    '"old convoy" NEAR/4 (ambush OR quay)',
    "(convoy OR ferr*) NEAR/3 (pass* OR sink*)",
    "amb* NEAR/9 ambush",
    "convoy NEAR/3 convoy",
    "ambush NEAR/400 convoy",
    "ambush NEAR/11 convoy",
    "(ambush NEAR/3 vesk) NEAR/4 convoy",
    "-(ambush NEAR/6 convoy) ambush",
    "ambush -(ambush PRE/6 convoy)",
    "sinks NEAR/3 quay",
    "quay NEAR/3 ambush",
    "title:ambush",
    "text:ambush",
    "title:(ambush OR ferry)",
    "convoy -title:convoy",
    "title:ambush NEAR/9 convoy",
    "title:convoy NEAR/3 title:passes",
    "organi?ation",
    "*stan",
    "br*stan OR *kistan",
    '"organi?ers said"',
    '"the organi?ers" said',
    "the -organi?ers",
    "i*s",
    r"/\b\d+ (dead|killed)\b/",
    r"/\d+ dead/ OR flood",
    r"title:/^Ferry/",
    r"the -/\d/",
    "lang:ur",
    "lang:en",
    "lang:en-gb",
    "lang:(en OR ur) -lang:ur",
    "word -lang:en-gb OR convoy",
    "source:Shaam",
    'source:"alder bay"',
    "region:coast OR lang:ur",
    "country:vk ambush",
    "author:sand",
    'author:"marta sand" OR flood',
    "the -author:sand",
    "date:2026-01-02..2026-01-04",
    "date:>=2026-01-04",
    "the -date:>=2026-01-04",
    "convoy OR date:2026-01-05",
    'person:"Ona Brill"',
    'person:"the harbour master"',
    '-person:"Ona Brill" the',
    'resign* near:"Ona Brill"',
    'resign* NEAR/2 person:"Ona Brill"',
    "@ferries",
    '@"the coast" -@ferries',
    "figure(killed)",
    "figure(killed) >= 12",
    "figure(killed) > 12",
    "figure(killed) = 12 OR figure(killed) = 3",
    "figure(killed) < 13",
    "figure(killed) > 1000",
    "figure(killed, civilian) >= 33",
    "figure(killed, civilian) > 33",
    "figure(killed) by police",
    "figure(killed) > 20 by (army OR police)",
    "figure(killed) by outlet",
    "killed -figure(killed) by police",
    'figure(killed, "children") = 3',
    'figure(killed, "children") < 5 -raid',
    "figure(injured) <= 50",
    "figure(injured) > 3",
    "figure(displaced) > 100",
    "figure(money, INR) >= 200,000,000",
    "figure(money, USD)",
    "killed -figure(killed) > 20",
    "(raid OR flood) (figure(destroyed) > 100 OR figure(killed, security) >= 17)",
    "lang:ur AND (flood OR NOT killed) AND (dead OR NOT lang:ur OR flood)",
    "(ambush OR lang:ur) AND NOT (convoy AND source:Shaam)",
    "(" * 30 + "ambush OR (convoy -late)" + ")" * 30,
    "ferry" + "".join(f" OR (w{n} (late" for n in range(15)) + "))" * 15,
]  # fmt: skip


@pytest.fixture
def full(desk: Desk) -> Desk:
    """Return a desk with all the texts."""
    desk.matcher = Matcher(WATCHED)
    desk.browse = Browse(desk.database, lambda: WATCHED)
    desk.settle(POST, SHAAM)
    for number, (outlet, title, text, language, author, day) in enumerate(TEXTS):
        _report(desk, outlet, number, Article("", title, text, (author,) * bool(author),
                language=language, published=_day(day)))  # fmt: skip
    return desk


def _day(day: int | None) -> Moment | None:
    """Return the beginning of a day on a clock five hours ahead of London's."""
    if day is None:
        return None
    return Moment(datetime(2026, 1, day - 1 or 1, 19 * (day > 1), tzinfo=UTC), 300, Precision.DAY)


def _report(desk: Desk, outlet: Source, number: int, article: Article) -> None:
    host = outlet.feeds[0].url.split("/")[2]
    (fetch,) = desk.poll(entry(f"/{number}", article.title, host=host), name=outlet.name)
    desk.store(fetch)
    desk.read(article.text, title=article.title, authors=article.authors,
              language=article.language, published=article.published)  # fmt: skip


def meant(desk: Desk, query: str) -> set[str]:
    """Return the headlines of all texts that a rule means."""
    rule = WATCHED.meaning(query)
    with desk.database.read() as connection:
        texts = read_texts(connection, range(1, 100), rule).values()
    return {text.article.title for text in texts if judge(rule, text) is not None}


@pytest.mark.parametrize("query", QUERIES)
def test_a_search_finds_what_a_rule_means(full: Desk, query: str) -> None:
    """Every part of the language finds exactly the articles that the rule fits."""
    found = full.browse.listing(Query(text=query))
    assert {item.title for item in found.items} == meant(full, query)
    assert (found.total, found.capped, found.unread) == (len(found.items), False, 0)


@pytest.mark.parametrize("query", [query for query in QUERIES if "figure(" in query])
def test_a_search_finds_what_would_have_alerted(full: Desk, query: str) -> None:
    """Stored figures answer as those do that are read when a report comes."""
    matcher = Matcher(Watchlist((Topic("t", parse(query)),)))
    alerted = {title for _, title, text, *_ in TEXTS if matcher.match(Article("u", title, text))}
    found = {item.title for item in full.browse.listing(Query(text=query)).items}
    assert found == alerted


def test_texts_without_figures_are_left_out_and_counted(full: Desk) -> None:
    """A text that came before figures were kept is not found by them, and the answer says so."""
    with full.database.write() as connection:
        connection.execute(update(revisions).values(figures=""))
        connection.execute(delete(claims))
    found = full.browse.listing(Query(text="raid figure(killed) > 3"))
    assert (found.total, found.unread) == (0, 2)
    assert full.browse.listing(Query(text="raid")).unread == 0
    tested = Backtests(full.database).test(parse("raid figure(killed) > 3"), OLD)
    assert (tested.fired, tested.unread) == (0, 2)
    assert any(
        "Figures or places were never read of 2 articles" in said for said in tested.warnings
    )


def test_the_figures_that_were_asked_for_are_marked(full: Desk) -> None:
    """A snippet shows where the figure stands."""
    (item,) = full.browse.listing(Query(text="figure(killed, civilian) > 20")).items
    marked = [item.snippet.text[span.start : span.end] for span in item.snippet.spans]
    assert marked == ["At least 33"]
