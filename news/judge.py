"""What a rule means, said slowly and plainly, for one article.

The matcher finds the same a thousand times faster; tests hold it against this on any rule
and any text, and the archive asks this where its index can only say "perhaps".

A reason is a leaf that holds where the rule needs it, with its places in the text: of an OR
those alternatives that hold, of NEAR the words that are near, of NOT nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from operator import contains

from news.article import Article
from news.figure import NO_FIGURES, Claim, FigureReading
from news.finding import Span
from news.near import Part, Place, distinct, nearby
from news.patterns import hits
from news.places import FAR, Sighting, atlas
from news.rules import (
    WILD,
    And,
    Dated,
    Leaf,
    Located,
    Mention,
    Meta,
    Near,
    Not,
    Or,
    Phrase,
    Regex,
    Rule,
    Where,
)
from news.sure import ALERT_CONFIDENCE, Asked, answers
from news.text import Token, bounds, tokens, words

BORDER = ""  # a word that no text has, between the headline and the text
_BREAK = "\n"  # the same where words are written in a line

Reasons = Mapping[Leaf, Sequence[Span]]


@dataclass(frozen=True)
class Judged:
    """An article as rules see it.

    `mentions` says where tracked people and organisations are named, by folded name;
    `figures` what its numbers mean, when a rule first asks.
    """

    article: Article
    mentions: Mapping[tuple[str, ...], Sequence[Span]] = field(default_factory=dict)
    figures: Callable[[], FigureReading] = lambda: NO_FIGURES

    @cached_property
    def sightings(self) -> tuple[Sighting, ...]:
        """The places that it names, looked for when a rule first asks."""
        article = self.article
        return atlas().find(article.full[:FAR], article.outlet.country)

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """Those of its claims that are sure enough for anybody to be told of them."""
        return tuple(one for one in self.figures().claims if one.confidence >= ALERT_CONFIDENCE)

    @cached_property
    def tokens(self) -> list[Token]:
        """The words of the headline, the border, the words of the text; places in `full`."""
        title = self.article.title
        begin = len(title) + 1
        below = [Token(t.word, t.start + begin, t.end + begin) for t in tokens(self.article.text)]
        return [*tokens(title), Token(BORDER, len(title), begin), *below]

    @cached_property
    def words(self) -> list[str]:
        """The same words without their places: quick, for the many articles of no interest."""
        return [*words(self.article.title), BORDER, *words(self.article.text)]

    @cached_property
    def different(self) -> frozenset[str]:
        """The words, each once, without the border."""
        return frozenset(self.words) - {BORDER}

    @cached_property
    def line(self) -> str:
        """The words with one space on each side; no run of words in it reaches over the border.

        As many spaces stand before a word as its number says.
        """
        # The border is an empty word: two spaces in a row, the only ones.
        return f" {' '.join(self.words)} ".replace("  ", f" {_BREAK} ", 1)

    @cached_property
    def border(self) -> int:
        """The number of the headline's words."""
        return self.words.index(BORDER)

    @cached_property
    def bounds(self) -> list[tuple[int, int]]:
        """Start and end of each word, and of the border."""
        begin = len(self.article.title) + 1
        below = bounds(self.article.full, begin)
        return [*bounds(self.article.title), (begin - 1, begin), *below]

    def naming(self, mentions: Mapping[tuple[str, ...], Sequence[Span]]) -> Judged:
        """Return the same article with those named in it; its words are not cut again."""
        known = Judged(self.article, mentions)
        vars(known).update(vars(self) | {"mentions": mentions})
        return known

    def span(self, first: int, last: int) -> Span:
        """Return the characters of a run of words."""
        return Span(self.bounds[first][0], self.bounds[last][1])


def judge(rule: Rule, judged: Judged) -> Reasons | None:  # noqa: PLR0911  one for each kind
    """Return why an article matches a resolved rule; None where it does not."""
    match rule:
        case Not(item):
            return {} if judge(item, judged) is None else None
        case And(items):
            found = [judge(item, judged) for item in items]
            return _union(one for one in found if one is not None) if None not in found else None
        case Or(items):
            held = [one for item in items if (one := judge(item, judged)) is not None]
            return _union(held) if held else None
        case Near() | Phrase() | Mention():
            return _reasons(places(rule, judged), judged)
        case Regex():
            spans = list(_expression(rule, judged.article))
            return {rule: spans} if spans else None
        case Meta() | Dated():
            return {rule: ()} if known(rule, judged.article) else None
        case Located():
            spans = sighted(rule, judged.sightings)
            return {rule: spans} if spans else None
        case Asked():
            spans = reported(rule, judged.claims)
            return {rule: spans} if spans else None
    raise TypeError(rule)  # a Ref: the rule was never resolved


def _union(found: Iterator[Reasons] | Sequence[Reasons]) -> Reasons:
    """Join reasons; a leaf that stands in several places of a rule has one entry."""
    joined: dict[Leaf, set[Span]] = {}
    for reasons in found:
        for leaf, spans in reasons.items():
            joined.setdefault(leaf, set()).update(spans)
    return {leaf: sorted(spans) for leaf, spans in joined.items()}


def _reasons(found: Sequence[Place], judged: Judged) -> Reasons | None:
    if not found:
        return None
    spans: dict[Leaf, set[Span]] = {}
    for place in found:
        for part in place.parts:
            spans.setdefault(part.leaf, set()).add(judged.span(part.first, part.last))
    return {leaf: sorted(at) for leaf, at in spans.items()}


def places(rule: Rule, judged: Judged) -> list[Place]:
    """Return where in the text something stands that can be near others."""
    match rule:
        case Phrase():
            return [Place(f, n, (Part(f, n, rule),)) for f, n in _runs(rule, judged)]
        case Mention(name):
            runs = (_run(span, judged) for span in judged.mentions.get(name, ()))
            return [Place(f, n, (Part(f, n, rule),)) for f, n in sorted(set(runs))]
        case Or(items):
            return distinct(place for item in items for place in places(item, judged))
        case Near(left, right, distance, ordered):
            one, other = places(left, judged), places(right, judged)
            return [
                place
                for side in (True, False)
                for place in nearby(
                    [p for p in one if (p.first < judged.border) is side],
                    [p for p in other if (p.first < judged.border) is side],
                    distance,
                    ordered=ordered,
                )
            ]
    raise TypeError(rule)


def _runs(phrase: Phrase, judged: Judged) -> Iterator[tuple[int, int]]:
    """Yield where the words of a phrase stand side by side.

    What a word with signs means is asked of each different word once: a report of five hundred
    words has two hundred, and where none is meant nothing else is looked at.
    """
    those = [_meant(word, judged.different) for word in phrase.words]
    if not all(those):
        return
    line, border = judged.words, judged.border
    for first in [at for at, word in enumerate(line) if word in those[0]]:
        run = line[first : first + len(those)]
        if phrase.where and (phrase.where is Where.TITLE) is not (first < border):
            continue
        if len(run) == len(those) and all(map(contains, those, run)):
            yield first, first + len(those) - 1


def _meant(word: str, different: AbstractSet[str]) -> AbstractSet[str]:
    """Return which of the words of a text a word of a rule means."""
    if WILD.isdisjoint(word):
        return {word} & different
    fit = fits(word)
    return {one for one in different if fit(one)}


@lru_cache(maxsize=10_000)
def fits(word: str) -> Callable[[str], object]:
    """Return what says whether a folded word is one that this word of a rule means.

    Of what follows a star the first place is taken and never given up: another would help
    nothing, and trying them all takes hours where `*a*a*a*a*a*b` meets a hundred a.
    """
    first, *rest = (
        "".join("." if sign == "?" else re.escape(sign) for sign in piece)
        for piece in word.split("*")
    )
    middle = "".join(f"(?>.*?{piece})" for piece in rest[:-1])
    last = f".*{rest[-1]}" if rest else ""
    return re.compile(first + middle + last, re.DOTALL).fullmatch


def _run(span: Span, judged: Judged) -> tuple[int, int]:
    """Return the first and the last word of a span."""
    inside = [
        n
        for n, t in enumerate(judged.tokens)
        if t.word and t.start < span.end and span.start < t.end
    ]
    return inside[0], inside[-1]


def _expression(regex: Regex, article: Article) -> Iterator[Span]:
    """Yield what an expression finds in the headline and in the text, each by itself."""
    begin = len(article.title) + 1
    for where, piece, offset in (
        (Where.TITLE, article.title, 0),
        (Where.TEXT, article.text, begin),
    ):
        if regex.where in {Where.ANY, where}:
            for start, end in hits(regex.runs, piece, ignore_case=regex.ignore_case):
                if end > start:
                    yield Span(start + offset, end + offset)


def reported(asked: Asked, claims: Iterable[Claim]) -> list[Span]:
    """Return where the figures stand that surely are what is asked, and who says them."""
    spans: set[Span] = set()
    for claim in claims:
        if answers(claim, asked):
            spans.add(claim.figure.span)
            if asked.by and claim.speaker.span:
                spans.add(claim.speaker.span)
    return sorted(spans)


def sighted(located: Located, sightings: Iterable[Sighting]) -> list[Span]:
    """Return where one of the places that are meant is named, or one that lies in it."""
    keys = located.keys
    return sorted({one.span for one in sightings if keys & {one.place.key, *one.place.within}})


def known(leaf: Meta | Dated, article: Article) -> bool:
    """Say whether what is known of an article beside its text is as a leaf demands."""
    if isinstance(leaf, Dated):
        published = article.published
        return published is not None and leaf.first <= published.local.date() <= leaf.last
    if leaf.name == "lang":
        said = tuple(words(article.language))
        return any(said[: len(value)] == value for value in leaf.values)
    texts = {
        "source": (article.outlet.source,),
        "region": (article.outlet.region,),
        "country": (article.outlet.country,),
        "author": article.authors,
    }[leaf.name]
    return any(holds(value, text) for text in texts for value in leaf.values)


def holds(value: Sequence[str], text: str) -> bool:
    """Say whether a name holds a field's value: its words stand there side by side."""
    said = words(text)
    those = [fits(word) for word in value]
    return any(
        all(fit(word) for fit, word in zip(those, said[at : at + len(value)], strict=True))
        for at in range(len(said) - len(value) + 1)
    )
