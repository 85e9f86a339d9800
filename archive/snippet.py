"""Cut the piece of a text that shows what a search looked for, with the places marked.

Words and phrases are marked wherever they stand, expressions, names and figures where they
were found; what a search leaves out is not looked for.  Marked are all of these and not only
what decided: a reader wants to see "convoy" too where it is not near "ambush".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from news.finding import Span
from news.judge import Judged, fits, reported
from news.listing import Snippet
from news.patterns import hits
from news.rules import WILD, Leaf, Mention, Phrase, Regex, Rule, Where, demanded
from news.sure import Asked
from news.text import Token, tokens

_LENGTH = 220


def snippet(text: str, rule: Rule | None = None, judged: Judged | None = None) -> Snippet:
    """Cut the piece that shows what was looked for; the text's beginning otherwise."""
    spans = _spans(text, rule, judged) if rule else []
    first = spans[0].start if spans else 0
    start = 0 if first < _LENGTH // 2 else text.rfind(" ", 0, first - _LENGTH // 3) + 1
    end = min(len(text), start + _LENGTH)
    if end < len(text) and (space := text.rfind(" ", start, end)) > start:
        end = space
    inside = tuple(
        Span(span.start - start, span.end - start)
        for span in spans
        if span.start >= start and span.end <= end
    )
    piece = text[start:end].replace("\n", " ")
    if start > 0:
        piece, inside = f"…{piece}", tuple(Span(s.start + 1, s.end + 1) for s in inside)
    return Snippet(piece + ("…" if end < len(text) else ""), inside)


def _spans(text: str, rule: Rule, judged: Judged | None) -> list[Span]:
    """Find what a rule looks for in a text, in order, without overlaps."""
    wanted = [leaf for leaf in dict.fromkeys(demanded(rule)) if _in_text(leaf)]
    found = list(_phrases(text, [leaf for leaf in wanted if isinstance(leaf, Phrase)]))
    for leaf in wanted:
        if isinstance(leaf, Regex):
            found += [Span(*hit) for hit in hits(leaf.runs, text, ignore_case=leaf.ignore_case)]
        elif isinstance(leaf, Mention | Asked) and judged is not None:
            begin = len(judged.article.title) + 1
            at = _known(leaf, judged)
            found += [Span(s.start - begin, s.end - begin) for s in at if s.start >= begin]
    kept: list[Span] = []
    for span in sorted(found):
        if span.end > span.start and (not kept or span.start >= kept[-1].end):
            kept.append(span)
    return kept


def _known(leaf: Mention | Asked, judged: Judged) -> Sequence[Span]:
    if isinstance(leaf, Asked):
        return reported(leaf, judged.claims)
    return judged.mentions.get(leaf.name, ())


def _in_text(leaf: Leaf) -> bool:
    return not isinstance(leaf, Phrase | Regex) or leaf.where is not Where.TITLE


def _phrases(text: str, phrases: Sequence[Phrase]) -> Iterator[Span]:
    """Yield where phrases stand; each word of the text is compared once with each wildcard."""
    found = tokens(text)
    places: dict[str, list[int]] = {}
    for place, token in enumerate(found):
        places.setdefault(token.word, []).append(place)
    for phrase in phrases:
        first = phrase.words[0]
        if WILD.intersection(first):
            fit = fits(first)
            starts = [at for word, all_at in places.items() if fit(word) for at in all_at]
        else:
            starts = places.get(first, [])
        yield from (
            Span(found[at].start, found[at + len(phrase.words) - 1].end)
            for at in starts
            if _stands(found, at, phrase)
        )


def _stands(found: Sequence[Token], at: int, phrase: Phrase) -> bool:
    there = found[at : at + len(phrase.words)]
    return len(there) == len(phrase.words) and all(
        fits(word)(token.word) for word, token in zip(phrase.words[1:], there[1:], strict=True)
    )
