"""Find tracked figures in an article: "at least 33 civilians killed, say police".

    [[figures]] "Harbour strike": killed civilians, above 20, in articles of the topic Harbour
    claims      33 civilians killed (police, 84 %) · up to 50 killed (a witness) · 12 hurt
    match       the 33, its sentence, and because of what: "at least 33 civilians killed, says
                police", 84 % sure

Told is only what a claim surely says (`news.sure`), of claims that are sure enough to wake
somebody: a wrong toll at night costs more trust than ten that come later.  The words are those
that were printed: "dozens" stays "dozens", for nobody printed 24.

Of several claims the first is the one that a subject line shows: a whole before a part ("of
them six children"), then as they are read.  What the outlet says itself and somebody in the
article says too is that speaker's: a headline seldom has room for who counted.

Whether a figure changed or is disputed is a matter of several articles: such a match waits, and
`monitor.changed` says whether it is told.

Discarded: a finding for each figure.  A report that gives a toll four times would be
told four times.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from news.article import Article
from news.figure import Claim, Effect, Scope, Voice
from news.finding import Evidence, Match, Reason, Span, Subject
from news.judge import Judged
from news.sure import answers
from news.told import told
from news.watch import Gauge

MOST_SENTENCES = 3  # as of a topic


def found(gauges: Sequence[Gauge], judged: Judged, topics: Collection[str]) -> Iterator[Match]:
    """Yield a match for each tracked figure that an article of these topics gives."""
    for gauge in gauges:
        if gauge.topic and gauge.topic not in topics:
            continue
        claims = [claim for claim in judged.claims if answers(claim, gauge.asked)]
        if claims:
            match = _match(gauge, judged.article, sorted(claims, key=_rank))
            yield replace(match, waits=True) if gauge.changes else match


def _rank(claim: Claim) -> tuple[bool, Span]:
    figure = claim.figure
    return figure.scope is Scope.SUBSET or figure.part_of is not None, figure.span


def _match(gauge: Gauge, article: Article, claims: Sequence[Claim]) -> Match:
    spans = tuple(sorted({claim.figure.span for claim in claims}))
    sentences = [*dict.fromkeys(claim.figure.sentence for claim in claims)][:MOST_SENTENCES]
    evidence = tuple(
        Evidence(line, article.full[line.start : line.end], _inside(spans, line))
        for line in sorted(sentences)
    )
    return Match(Subject.FIGURE, gauge.name, spans, evidence, _reasons(article, claims))


def _inside(spans: Iterable[Span], line: Span) -> tuple[Span, ...]:
    return tuple(span for span in spans if line.start <= span.start and span.end <= line.end)


def _reasons(article: Article, claims: Sequence[Claim]) -> tuple[Reason, ...]:
    """Say each claim once, with all its places and the surest of them."""
    spoken = {
        _number(one): one for one in reversed(claims) if one.speaker.voice is not Voice.OUTLET
    }
    said: dict[str, list[Claim]] = {}
    for claim in claims:
        own = claim.speaker.voice is Voice.OUTLET
        teller = spoken.get(_number(claim), claim) if own else claim
        said.setdefault(_statement(teller, article), []).append(claim)
    return tuple(
        Reason(
            text,
            tuple(sorted({one.figure.span for one in same})),
            confidence=max(one.confidence for one in same),
        )
        for text, same in said.items()
    )


def _number(claim: Claim) -> tuple[Effect, float | None, float | None]:
    figure = claim.figure
    return figure.effect, figure.low, figure.high


def _statement(claim: Claim, article: Article) -> str:
    """Write a claim as printed, with who says so: the outlet, where nobody else does."""
    text, source = told(claim, article.full), article.outlet.source
    return f"{text} ({source})" if claim.speaker.voice is Voice.OUTLET and source else text
