"""What an article says of its story, as facts that can be told or known already.

    "At least 22 soldiers died in Tarn, the ministry said."     figure   at least 22 soldiers …
                                                                speaker  the ministry
                                                                place    Tarn

A figure is news by its verdict in the ledger: first, risen, lowered, disputed; "dozens" and
"several", which no later number could correct, are none by themselves.  A speaker who gives his
first number is news whatever the verdict, unless he is only named otherwise: "the commissioner"
with the number of "police", "the army's spokesman" with that of "the army".  His later numbers that
only agree with others ride along: they are worth no message, and are told in one that goes anyway.
A number that is news is also a fact without its speaker: whoever was not told of it, because that
report was none of his, hears of it from a report that only repeats it.  An outlet that changes
a number in its report has edited it, unless it only sharpens it (over 170: 177) or follows what
another report has of that speaker.  A place is news where people are counted there whom nobody
had counted; what a report only names, and where it was written, is known from then on.

Discarded: comparing sentences.  Everybody writes them anew, and every one would be news.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from monitor.figures.sides import kind_of, same_side, side_of
from monitor.ledger import is_other_number, is_outlet, same
from monitor.quoted import word_facts
from monitor.responsibility import owned_facts
from monitor.totals import is_said
from news.article import Article
from news.fact import AGREEING, Fact, FactKind
from news.figure import Claim, Figure
from news.finding import Match, Subject
from news.ledger import Kind, Point, Series, Verdict
from news.places import PlaceKind
from news.reading import Reading
from news.sure import ALERT_CONFIDENCE
from news.text import words
from news.told import told, value
from news.traits import Traits

_SMALL_WORDS = frozenset({"the", "of", "and"})
_SMALL = frozenset({PlaceKind.TOWN, PlaceKind.DISTRICT})


def facts(
    reading: Reading,
    traits: Traits,
    verdicts: Sequence[Verdict],
    before: Sequence[Point],
    quotes: Sequence[str] = (),
) -> tuple[Fact, ...]:
    """Return what an article says, most telling first.

    `before` are its own earlier claims, `quotes` what its story has of tracked people's words.
    """
    article = reading.article
    found = [Fact(FactKind.REPORT, (), article.title or article.url)]
    stood = {(point.series, point.speaker): point for point in before}
    for verdict in _once(verdicts):
        found += _of_figure(article, reading.figures.claims[verdict.point.claim], verdict, stood)
    found += _places(reading, traits, verdicts)
    found += [
        Fact(FactKind.PERSON, (match.name,), f"{match.name} is named", sentence=_shown(match))
        for match in reading.matches
        if match.subject is Subject.PERSON
    ]
    found += owned_facts(article)
    found += word_facts(reading, quotes)
    return tuple({fact.key: fact for fact in reversed(found)}.values())[::-1]


def _once(verdicts: Sequence[Verdict]) -> Iterator[Verdict]:
    """Yield one verdict of a number that a headline gives to "rebels", the text to their name."""
    for verdict in verdicts:
        alike = [one for one in verdicts if _is_same_number(one.point, verdict.point)]
        if not _is_general(verdict.point):
            telling = next((one for one in (verdict, *alike) if one.is_news), verdict)
            yield replace(telling, point=verdict.point)
        elif all(_is_general(one.point) for one in alike):
            yield verdict


def _is_same_number(one: Point, other: Point) -> bool:
    """Say whether two points are one side's same number of one count."""
    return (
        (one.series, one.low, one.high) == (other.series, other.low, other.high)
        and one.article == other.article
        and (one.within == other.within or not (one.within and other.within))
        and same_side(one.side, other.side)
    )


def _is_general(point: Point) -> bool:
    """Say whether who speaks has no name of his own: "police", "the rebels"."""
    return point.name == point.name.lower()


def _of_figure(
    article: Article, claim: Claim, verdict: Verdict, stood: Mapping[tuple[Series, str], Point]
) -> Iterator[Fact]:
    """Yield the figure, its correction by its own outlet, and its speaker."""
    point = verdict.point
    sure = is_said(point)
    figure = Fact(
        FactKind.FIGURE,
        (*_of_series(point), point.speaker, str(point.low), str(point.high)),
        told(claim, article.full),
        before=_stood(verdict, claim.figure),
        verdict=verdict.kind.value,
        speaker=point.name,
        sentence=article.full[claim.figure.sentence.start : claim.figure.sentence.end],
        is_news=sure and verdict.is_news,
        rides=sure and _agrees(verdict),
        confidence=claim.confidence,
    )
    old = stood.get((point.series, point.speaker))
    if old is not None and is_other_number(old, point):
        edited = replace(
            figure,
            kind=FactKind.EDITED,
            natural=(point.article, *figure.natural),
            before=_stands(old, claim.figure),
            verdict="edited",
            is_news=sure and not _is_followed(verdict),
        )
        yield edited
        # Who was told of the edit has heard the number.
        figure = replace(figure, is_news=edited.is_news)
    yield figure
    if figure.is_news:
        yield replace(figure, natural=("number", *_number(point)), rides=False)
    elif sure and verdict.against and verdict.kind in {Kind.CONFIRMED, Kind.REPEAT}:
        yield replace(figure, natural=("number", *_number(verdict.against)), rides=False)
    if point.speaker:
        yield Fact(
            FactKind.SPEAKER,
            (point.speaker,),
            figure.says,
            speaker=point.name,
            sentence=figure.sentence,
            is_news=sure and not _is_known_otherwise(verdict),
            confidence=claim.confidence,
        )


def _agrees(verdict: Verdict) -> bool:
    """Say whether somebody gives a number for the first time that is none by its verdict.

    Papers that are quoted count nothing themselves.
    """
    return (
        verdict.kind.value in AGREEING
        and not is_outlet(verdict.point)
        and not _is_known_otherwise(verdict)
    )


def _is_followed(verdict: Verdict) -> bool:
    """Say whether another report has this very number of this very speaker."""
    point, other = verdict.point, verdict.against
    return bool(other and point.speaker and other.speaker == point.speaker and same(other, point))


def _is_known_otherwise(verdict: Verdict) -> bool:
    """Say whether a speaker only repeats his own side, under another name of the same body.

    Or his own number, in the same report: of an edit, or read again.
    """
    point, other = verdict.point, verdict.against
    if verdict.kind is Kind.REPEAT and other and other.article == point.article:
        return True
    if verdict.is_news or other is None or not same_side(point.side, other.side):
        return False
    names = [set(words(one.name)) for one in (point, other)]
    # A body ("police", "the Ministry of Mines") speaks for whoever of it is named.
    are_kin = kind_of(point.side) == kind_of(other.side)
    is_body = bool(side_of(point.name)), bool(side_of(other.name))
    is_named_now = (are_kin and is_body[0] != is_body[1]) or (
        _is_general(point) != _is_general(other) and (are_kin or _is_general(point))
    )
    return (point.low, point.high) == (other.low, other.high) and (
        is_named_now or bool(names[0] & names[1] - _SMALL_WORDS)
    )


def _is_others(verdict: Verdict) -> bool:
    """Say whether a number is one that another report had."""
    other = verdict.against
    agrees = verdict.kind in {Kind.REPEAT, Kind.CONFIRMED}
    return agrees and other is not None and other.article != verdict.point.article


def _number(point: Point) -> tuple[str, ...]:
    return point.series.effect.value, str(point.low), str(point.high)


def _number_of(figure: Figure) -> tuple[str, ...]:
    return figure.effect.value, str(figure.low), str(figure.high)


def _of_series(point: Point) -> tuple[str, ...]:
    series = point.series
    side = series.victim_class.value if series.victim_class else ""
    return series.effect.value, series.counts, side, series.scope.value, series.unit, point.within


def _stood(verdict: Verdict, figure: Figure) -> str:
    """Write what a number was measured against, then what another side says of it."""
    points = dict.fromkeys(filter(None, (verdict.against, verdict.rival)))
    return "; ".join(_stands(point, figure) for point in points)


def _stands(point: Point, figure: Figure) -> str:
    """Write what stood: "17", or whose number it is: "more than 100 (the rebels)"."""
    stood = replace(figure, value=point.value, low=point.low, high=point.high, bound=point.bound)
    number = value(stood)
    return f"{number} ({point.name})" if point.name else number


def _places(reading: Reading, traits: Traits, verdicts: Sequence[Verdict]) -> Iterator[Fact]:
    """Yield the places told of; one is news where a sentence counts people there.

    Where it counts those whom all know it is told beside what is news.
    """
    article = reading.article
    known = {_number(one.point) for one in verdicts if _is_others(one)}
    sure = [
        claim.figure
        for claim in reading.figures.claims
        if claim.figure.unit == "people" and claim.confidence >= ALERT_CONFIDENCE
    ]
    counting = [one.sentence for one in sure]
    anew = [one.sentence for one in sure if _number_of(one) not in known]
    for place, span in traits.sightings:
        if place.kind in _SMALL:
            begin = article.full.rfind("\n", 0, span.start) + 1
            end = article.full.find("\n", span.end)
            sentence = article.full[begin : end if end >= 0 else None]
            yield Fact(
                FactKind.PLACE,
                (place.key,),
                place.name,
                sentence=sentence[:400],
                is_news=any(one.start <= span.start < one.end for one in anew),
                rides=any(one.start <= span.start < one.end for one in counting),
            )


def _shown(match: Match) -> str:
    return match.evidence[0].text if match.evidence else ""
