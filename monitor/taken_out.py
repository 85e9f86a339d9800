"""What an edit takes out of a report and puts nothing in its place.

    "Ten people were killed, police said.  The road is closed."
    "The road is closed."                  Hill Courier no longer says: 10 people killed, say police
    "Ten people were killed."              … no longer names police for: 10 people killed
    "Eleven people were killed, …"         nothing: that is another number (`monitor.facts`)

A desk that printed a number wants to know that its source does so no more.  As a reading may miss
what stands there in other words, an edit tells only what is surely gone: nobody is counted any
more of whom the same became, and the number stands nowhere in the text; the number stands, and no
word of who gave it; of what somebody tracked said, hardly a word.  A text that is mostly
gone is a stub or another page, and takes nothing back.

Discarded: every claim that the newer text lacks (`monitor.withdrawn`, which the archive keeps).  A
report that grows lets go of its first numbers, and of each the newer one is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from monitor.figures.numbers import scan
from monitor.quoted import is_left
from news.article import Known
from news.fact import Fact, FactKind
from news.figure import Claim, Figure, Speaker, Voice
from news.finding import Span
from news.ledger import Point, Series
from news.reading import Reading
from news.text import words
from news.told import told

TAKEN_OUT = "taken out"
_STUB = 0.5  # of the earlier text's length; what is shorter is another page
_NOWHERE = Span(0, 0)
_SMALL_WORDS = frozenset({"the", "of", "and", "a", "an", "for", "in", "on", "to"})


def taken_out(
    reading: Reading, known: Known, before: Sequence[Point], quotes: Iterable[str]
) -> Iterator[Fact]:
    """Yield what an article says no more; `before` are its earlier claims, `quotes` its words."""
    article = reading.article
    if article.paywalled or len(article.text) < _STUB * known.length:
        return
    source, key = article.outlet.source, known.key
    numbers = {number.value for number in scan(article.full)}
    standing = {*words(article.full)}
    for point in before:
        alike = [one for one in reading.figures.claims if _is_alike(one.figure, point.series)]
        if not alike and point.value not in numbers:
            says = f"{source} no longer says: {_line(point, point.name)}"
        elif _is_unnamed(point, alike) and standing.isdisjoint(_telling(point.name)):
            says = f"{source} no longer names {point.name} for: {_line(point)}"
        else:
            continue
        natural = (key, point.series.effect.value, point.speaker, str(point.low), str(point.high))
        yield _fact(natural, says, source)
    for quote in quotes:
        if not is_left(quote, article.full):
            yield _fact((key, quote), f"{source} no longer quotes {quote}", source)


def _fact(natural: tuple[str, ...], says: str, source: str) -> Fact:
    return Fact(FactKind.WITHDRAWN, natural, says, verdict=TAKEN_OUT, speaker=source)


def _is_alike(figure: Figure, series: Series) -> bool:
    """Say whether a number tells what became of the same: of people, or of such things."""
    return figure.effect is series.effect and figure.unit == series.unit


def _is_unnamed(point: Point, alike: Sequence[Claim]) -> bool:
    """Say whether a speaker's number is the outlet's own now, and nobody's else."""
    same = [one for one in alike if (one.figure.low, one.figure.high) == (point.low, point.high)]
    return bool(point.speaker and same) and all(one.speaker.voice is Voice.OUTLET for one in same)


def _telling(name: str) -> set[str]:
    return {*words(name)} - _SMALL_WORDS


def _line(point: Point, name: str = "") -> str:
    """Write a claim whose text is gone."""
    series = point.series
    figure = Figure(
        point.value, point.low, point.high, point.bound, series.unit, series.effect,
        series.counts, series.victim_class, series.scope, _NOWHERE, _NOWHERE, point.confidence,
    )  # fmt: skip
    voice = Voice.NAMED if name else Voice.OUTLET
    return told(Claim(figure, Speaker(voice, name, name)))
