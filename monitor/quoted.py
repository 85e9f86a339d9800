"""Find the words of tracked people, and tell the same words in another outlet as the same.

    "We will open the gates by spring," Idris Venn said.        Idris Venn: “We will open …”
    Venn told reporters the gates would open by spring          the same fact
    “Whoever broke the boom will pay for it,” Venn added.       another

Who speaks is known as for figures (`monitor.figures.speakers`): by name, role, pronoun, or
carried through a quote.  The words are compared by their stems without names and words that say
little: two quotes are one where most of the shorter are in the longer, for one outlet cuts what
the other prints whole; a retelling needs less, for it has words of its own.  The fact that was
told first stands for all that say the same, so that its key is the same in every article.

Left out are a few words ("that is false") and retold figures, which are facts of their own.

Discarded: comparing whole sentences (each outlet introduces a speaker anew); an embedding
(hundreds of megabytes, and “will open” is near “will not open”).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from monitor.common_words import FUNCTION, stem
from monitor.figures.speakers import Speech, canonical, speech
from news.fact import Fact, FactKind
from news.finding import Match, Subject
from news.reading import Reading
from news.sure import ALERT_CONFIDENCE
from news.text import one_line, sentences, words

_FEWEST_QUOTED, _FEWEST_TOLD = 4, 6  # stems that say something
# The share of the shorter one's stems in the longer one: of two quotes, and where one is retold.
_QUOTED, _RETOLD = 0.6, 0.4
_LEFT = 0.5  # of a quote's stems, anywhere in a text that still has it
_MOST = 5  # of a person in one article
_LONGEST = 240  # characters; as it is stored, or the words would differ there
_BEFORE = (" for ", " of ", " to ")  # a spokesman for Idris Venn
_OWNING = re.compile(r"['’]s?\s")
_NEGATED = frozenset("not never no cannot wont dont doesnt didnt isnt wasnt without".split())


def tracked(reading: Reading) -> list[Match]:
    """Return the tracked people that an article names."""
    return [match for match in reading.matches if match.subject is Subject.PERSON]


def word_facts(reading: Reading, known: Iterable[str]) -> list[Fact]:
    """Return what tracked people say; `known` is what the story's facts of this kind say."""
    people = tracked(reading)
    if not people:
        return []
    full = reading.article.full
    said = list(speech(full, sentences(full)))
    numbers = [claim.figure.span for claim in reading.figures.claims]
    stood = list(known)
    found: list[Fact] = []
    for match in people:
        names = {canonical(full[span.start : span.end]).casefold() for span in match.spans}
        own = [
            one
            for one in said
            if _is_of(one, match, names, full)
            and (one.is_quote or not any(_holds(one, at.start) for at in numbers))
        ]
        found += _facts(match.name, own, full, stood)
    return found


def _holds(one: Speech, place: int) -> bool:
    return one.span.start <= place < one.span.end


def _is_of(one: Speech, match: Match, names: Collection[str], full: str) -> bool:
    """Say whether a tracked person speaks, by his full name, or as he is named here."""
    speaker = one.speaker
    if speaker.confidence < ALERT_CONFIDENCE:
        return False
    at = speaker.span
    inside = [span for span in match.spans if at and at.start <= span.start < at.end]
    if at is None or not inside:
        return speaker.canonical.casefold() in names
    return any(not _is_anothers(full[at.start : at.end], span.start - at.start) for span in inside)


def _is_anothers(who: str, place: int) -> bool:
    """Say whether the name at a place only tells whose the speaker is: "Venn's spokesman"."""
    before, after = who[:place], who[place:]
    return any(word in before for word in _BEFORE) or bool(_OWNING.search(after))


def _facts(name: str, said: Sequence[Speech], full: str, stood: list[str]) -> Iterator[Fact]:
    """Yield what a person says once, under the words that told it first."""
    count = 0
    for one in said:
        piece = full[one.span.start : one.span.end].strip(' ,:;"“”«»')
        says = one_line(f"{name}: “{piece}”" if one.is_quote else f"{name}: {piece}", _LONGEST)
        told = _stems(says, name)
        if len(told) < (_FEWEST_QUOTED if one.is_quote else _FEWEST_TOLD):
            continue
        first = _same(says, name, stood)
        if first is None:
            stood.append(says)
            count += 1
        if count > _MOST:
            return
        yield Fact(
            FactKind.WORDS,
            (name, *sorted(_stems(first or says, name))),
            says,
            speaker=name,
            sentence=full[one.sentence.start : one.sentence.end],
            confidence=one.speaker.confidence,
        )


def is_left(says: str, full: str) -> bool:
    """Say whether a text still has what one of these facts says, in whatever words."""
    name, _, _ = says.partition(": ")
    told = _stems(says, name)
    return len(told & {stem(word) for word in words(full)}) >= _LEFT * len(told)


def _same(says: str, name: str, stood: Iterable[str]) -> str | None:
    """Return what was told before and says the same, if anything does."""
    told = _stems(says, name)
    for old in stood:
        if not old.startswith(f"{name}: "):
            continue
        before = _stems(old, name)
        least = _QUOTED if "“" in says and "“" in old else _RETOLD
        if len(told & before) >= least * min(len(told), len(before)) and not (
            (told ^ before) & _NEGATED
        ):
            return old
    return None


def _stems(says: str, name: str) -> frozenset[str]:
    """Return the stems that say something; "not" does."""
    heard = words(says.removeprefix(f"{name}: "))
    return frozenset(stem(word) for word in heard if word in _NEGATED or word not in FUNCTION)
