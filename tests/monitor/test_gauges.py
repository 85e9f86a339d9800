"""Tracked figures in articles: what is told, in which words, and what is not."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from monitor.gauges import found
from monitor.match import Matcher
from monitor.understand import understand
from news.article import Article, Outlet
from news.figure import (
    NO_FIGURES,
    OUTLET,
    Bound,
    Claim,
    Effect,
    Figure,
    FigureReading,
    Scope,
    Speaker,
    VictimClass,
    Voice,
)
from news.finding import Match, Span, Subject
from news.grammar import parse
from news.judge import Judged
from news.sure import ALERT_CONFIDENCE, Asked, Limit, Op
from news.watch import Gauge, Topic, Watchlist

KILLED = Asked(Effect.KILLED)
OVER_20 = Asked(Effect.KILLED, limits=(Limit(Op.ABOVE, 20),))
CIVILIANS = Asked(Effect.KILLED, VictimClass.CIVILIAN)
BY_POLICE = Asked(Effect.KILLED, by=("police",))
STRIKE = "At least 33 civilians were killed in the strike, police said."


def report(text: str, title: str = "Strike on the harbour of Vesk") -> Article:
    """Make a report of an invented outlet."""
    outlet = Outlet("Alder Bay Post")
    return Article("https://post.example/1", title, text, language="en", outlet=outlet)


def figures_of(article: Article, watchlist: Watchlist) -> list[Match]:
    matches = understand(article, Matcher(watchlist)).matches
    return [match for match in matches if match.subject is Subject.FIGURE]


def says(article: Article, asked: Asked) -> list[str]:
    """Return in which words one tracked figure tells of an article."""
    matches = figures_of(article, Watchlist(gauges=(Gauge("Strike", asked),)))
    return [reason.part for match in matches for reason in match.reasons]


@pytest.mark.parametrize(
    ("text", "asked", "told"),
    [
        (STRIKE, KILLED, ["at least 33 civilians killed, say police"]),
        (STRIKE, OVER_20, ["at least 33 civilians killed, say police"]),
        (STRIKE, CIVILIANS, ["at least 33 civilians killed, say police"]),
        (STRIKE, BY_POLICE, ["at least 33 civilians killed, say police"]),
        (STRIKE, Asked(Effect.KILLED, by=("guard of vesk",)), []),
        (STRIKE, Asked(Effect.KILLED, by=("outlet",)), []),
        (STRIKE, Asked(Effect.INJURED), []),
        (STRIKE, Asked(Effect.KILLED, VictimClass.SECURITY), []),
        (STRIKE, Asked(Effect.KILLED, limits=(Limit(Op.BELOW, 100),)), []),
        ("Up to 50 people were killed, police said.", OVER_20, []),
        ("About 21 people were killed, police said.", OVER_20, []),
        ("More than 20 people were killed on Monday.", OVER_20,
         ["more than 20 people killed (Alder Bay Post)"]),
        ("Dozens of people were killed on Monday.", OVER_20,
         ["dozens of people killed (Alder Bay Post)"]),
        ("The strike killed nobody, police said.", KILLED, []),
        ("It rained on Monday.", KILLED, []),
    ],
)  # fmt: skip
def test_what_is_told_in_which_words(text: str, asked: Asked, told: list[str]) -> None:
    """The words that were printed, and who says so: the outlet where nobody is named."""
    assert says(report(text), asked) == told


def test_a_topic_narrows_it() -> None:
    """A figure of one topic is told in its articles only, with the topic as another match."""
    harbour = Topic("Harbour", parse("harbour"))
    watchlist = Watchlist((harbour,), gauges=(Gauge("Strike", KILLED, topic="Harbour"),))
    assert [match.name for match in figures_of(report(STRIKE), watchlist)] == ["Strike"]
    assert figures_of(report(STRIKE, title="Strike in the hills"), watchlist) == []


def test_the_sentence_and_the_number_are_the_evidence() -> None:
    """What is marked is the number as it stands in the article's full text."""
    article = report(f"It was Monday. {STRIKE} Rain fell.")
    [match] = figures_of(article, Watchlist(gauges=(Gauge("Strike", KILLED),)))
    [evidence] = match.evidence
    assert evidence.text == STRIKE
    assert [article.full[span.start : span.end] for span in match.spans] == ["At least 33"]
    assert evidence.spans == match.spans == match.reasons[0].spans
    [sure] = [reason.confidence for reason in match.reasons]
    assert sure is not None
    assert match.because == f"at least 33 civilians killed, say police ({sure * 100:.0f} % sure)"


FULL = report("Police say 30 died here. 40 died, it said. 5 of them were guards.", title="Strike")
POLICE = Speaker(Voice.NAMED, "police", "police", "say")


def claim(
    word: str,
    who: Speaker = OUTLET,
    confidence: float = 0.9,
    scope: Scope = Scope.EVENT,
    part_of: int | None = None,
) -> Claim:
    """Make a claim of a number that stands in FULL."""
    start = FULL.full.index(word)
    value = float(word)
    return Claim(
        Figure(
            value=value,
            low=value,
            high=value,
            bound=Bound.EXACTLY,
            unit="people",
            effect=Effect.KILLED,
            counts="",
            victim_class=VictimClass.UNKNOWN,
            scope=scope,
            span=Span(start, start + len(word)),
            sentence=Span(start, start + len(word)),
            confidence=confidence,
            part_of=part_of,
        ),
        who,
    )


def parts(claims: Sequence[Claim], asked: Asked = KILLED) -> list[str]:
    judged = Judged(FULL, figures=lambda: FigureReading(tuple(claims)))
    matches = found([Gauge("Strike", asked)], judged, ())
    return [reason.part for match in matches for reason in match.reasons]


def test_what_is_not_sure_is_not_told() -> None:
    """A claim is as sure as its figure and its speaker together."""
    unsure = Speaker(Voice.ROLE, "it", "", "said", confidence=0.8)
    assert parts([claim("30", confidence=ALERT_CONFIDENCE)]) == ["30 killed (Alder Bay Post)"]
    assert parts([claim("30", confidence=ALERT_CONFIDENCE - 0.01)]) == []
    assert parts([claim("40", unsure)]) == []


def test_the_first_is_no_part_of_another() -> None:
    """A subject line shows one claim: the first of the whole."""
    claims = [claim("30", POLICE, part_of=1), claim("40"), claim("5", scope=Scope.SUBSET)]
    assert parts(claims) == [
        "40 killed (Alder Bay Post)",
        "30 killed, say police",
        "5 killed (among others) (Alder Bay Post)",
    ]


def test_what_a_headline_repeats_is_its_speakers() -> None:
    """Of the same number the outlet is no second witness."""
    article = report("Police said that 33 people were killed.", title="33 killed on Monday")
    [match] = figures_of(article, Watchlist(gauges=(Gauge("Strike", KILLED),)))
    [reason] = match.reasons
    assert reason.part == "33 people killed, say police"
    assert len(reason.spans) == 2


def test_the_same_words_are_told_once() -> None:
    """The surest reading counts, and every place is marked."""
    judged = Judged(
        FULL, figures=lambda: FigureReading((claim("30", POLICE), claim("30", POLICE, 0.95)))
    )
    [match] = found([Gauge("Strike", KILLED)], judged, ())
    assert [(reason.part, reason.confidence) for reason in match.reasons] == [
        ("30 killed, say police", 0.95)
    ]


def test_nobody_who_tracks_none_reads_figures() -> None:
    """A matcher without tracked figures never asks for them; with some it asks once."""
    asked: list[bool] = []

    def figures() -> FigureReading:
        asked.append(True)
        return NO_FIGURES

    two = (Gauge("A", KILLED), Gauge("B", OVER_20))
    topical = (Gauge("A", KILLED, topic="Harbour"),)
    for gauges, times in (((), 0), (topical, 0), (two, 1)):
        asked.clear()
        matcher = Matcher(Watchlist(gauges=gauges))
        assert matcher.match(report(STRIKE), figures) == ()
        assert len(asked) == times
        assert matcher.asks_figures is bool(gauges)


def test_a_rule_may_ask_for_figures_too() -> None:
    """Then what is matched again needs them, as for a tracked figure."""
    topic = Topic("Toll", parse("figure(killed) > 20"))
    assert Matcher(Watchlist((topic,))).asks_figures
    assert not Matcher(Watchlist((Topic("Harbour", parse("harbour")),))).asks_figures
