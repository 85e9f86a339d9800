"""Find spellings that may be tracked names, for the desk to approve.

    tracked      Ona Khawaja-Brill
    archive      … said Ona Khwaja Brill on Monday …   ⟶  "Ona Khwaja Brill", in 14 articles

A run of as many words as the name has, each alike its counterpart (`monitor.sounds`), written
as a name (with capitals where its script has them) and no part of a longer one
(`monitor.beside`).  Names that somebody tracks already are none.

An archive has few different words: each is compared with the words of the names once, and an
article is looked at only if it has one like each word of a name.  "Saif Ullah" and "Saifullah",
"Salah ud Din" and "Salahuddin" are each other's.

Discarded: alerting on what is alike (Hamid Karim and Hamad Karim are two men), and a score
below which nobody is asked: the sentences say more than a number.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, pairwise, product
from typing import NamedTuple

from monitor.beside import Beside, Left
from monitor.sounds import Script, alike, keys, sounds
from monitor.titles import NAMES, TIES, TITLES
from news.alias import Shown, Suggestion
from news.article import Article
from news.finding import Span
from news.judge import Judged
from news.rules import name_of
from news.text import one_line, sentences
from news.text import words as fold
from news.watch import Person

Words = tuple[str, ...]

MOST_SHOWN = 3  # sentences that a desk reads before it decides
_MOST_TEXT = 100_000  # signs of an article that are looked at
_LONGEST = 300  # signs of one of them
_MOST_WORDS = 1_000_000  # compared words that are kept in mind: some 100 MB
# Two short words are alike by chance; without capitals nothing else says that it is a name.
_LEAST_CONSONANTS, _LEAST_WITHOUT_CAPITALS = 3, 4
_SMALL = TIES | {"ud", "ed", "uz", "us", "ut"}  # words of a name that need no capital
_POSSESSIVE = re.compile("['\u2019\u02bc\u2018\uff07][sS]?$")
_PARTED = (("ullah", ("ullah",)), ("uddin", ("ud", "din")), ("eddin", ("ed", "din")))


class _Form(NamedTuple):
    """A tracked name as words that are sought."""

    who: int
    words: Words


class _Seen(NamedTuple):
    who: int
    words: Words
    span: Span
    score: float


@dataclass
class _Spelling:
    """What is known so far of one spelling."""

    score: float
    articles: int = 0
    written: Counter[str] = field(default_factory=Counter)
    shown: list[Shown] = field(default_factory=list)


class Spellings:
    """Gathers them, article by article."""

    def __init__(self, people: Sequence[Person]) -> None:
        self._people = people
        self._tracked = {
            words
            for person in people
            for name in person.names
            for words in (name_of(name), _untitled(name))
        }
        self._own = [{word for name in one.names for word in fold(name)} for one in people]
        forms = {form for who, one in enumerate(people) for form in _forms(who, one)}
        self._forms: dict[str, list[_Form]] = {}
        self._sought: dict[str, set[str]] = {}  # words of names, by their consonants
        for form in sorted(forms):
            self._forms.setdefault(form.words[0], []).append(form)
            for word in form.words:
                for key in keys(word):
                    self._sought.setdefault(key, set()).add(word)
        self._like: dict[str, tuple[str, ...]] = {}  # words of articles: which of those they are
        self._names = NAMES.union(*self._own)
        self._found: dict[tuple[int, Words], _Spelling] = {}

    def look(self, article_id: int, source: str, article: Article) -> None:
        """Take in one article."""
        judged = Judged(replace(article, text=article.text[:_MOST_TEXT]))
        likes = {word: like for word in set(judged.words) if (like := self._likes(word))}
        have = set(chain.from_iterable(likes.values()))
        forms = [
            form
            for word in sorted(have)
            for form in self._forms.get(word, ())
            if have.issuperset(form.words)
        ]
        runs = list(self._runs(judged.words, likes, forms)) if forms else []
        if not runs:
            return
        # Of several people whose names are alike it is whose is most.
        best: dict[Words, _Seen] = {}
        for seen in self._seen(judged, runs):
            if seen.words not in best or seen.score > best[seen.words].score:
                best[seen.words] = seen
        lines = list(sentences(article.full)) if best else []
        for seen in best.values():
            shown = Shown(article_id, source, *_sentence(article.full, seen.span, lines))
            self._note(seen, shown, article.full[seen.span.start : seen.span.end])

    def suggestions(self, least: int = 1) -> list[Suggestion]:
        """Return what was found in so many articles, by person, the most frequent first."""
        found = [
            (who, -one.articles, _suggestion(self._people[who].name, one))
            for (who, _), one in self._found.items()
            if one.articles >= least
        ]
        return [one for _, _, one in sorted(found, key=lambda item: (*item[:2], item[2].alias))]

    def _likes(self, word: str) -> tuple[str, ...]:
        """Return the words of names that a word is alike, itself among them."""
        known = self._like.get(word)
        if known is None:
            if len(self._like) >= _MOST_WORDS:
                self._like.clear()
            near = {one for key in keys(word) for one in self._sought.get(key, ())} if word else ()
            known = self._like[word] = tuple(one for one in near if alike(word, one))
        return known

    def _runs(
        self, words: Sequence[str], likes: Mapping[str, Sequence[str]], forms: Sequence[_Form]
    ) -> Iterator[tuple[int, _Form]]:
        """Yield where a run of words is spelled like a name, and is none that is tracked."""
        places: dict[str, list[int]] = {}
        for at, word in enumerate(words):
            for like in likes.get(word, ()):
                places.setdefault(like, []).append(at)
        for form in forms:
            # By its rarest word: a page full of one common name costs no more than another.
            at = min(range(len(form.words)), key=lambda at: len(places[form.words[at]]))
            for place in places[form.words[at]]:
                first = place - at
                run = tuple(words[max(first, 0) : first + len(form.words)])
                if len(run) == len(form.words) and run not in self._tracked:
                    pairs = zip(run, form.words, strict=True)
                    if all(sought in likes.get(word, ()) for word, sought in pairs):
                        yield first, form

    def _seen(self, judged: Judged, runs: Sequence[tuple[int, _Form]]) -> Iterator[_Seen]:
        """Yield those that are written as a name: only now is it asked where each word stands."""
        beside = Beside(judged, self._names)
        for first, form in runs:
            last = first + len(form.words) - 1
            if self._is_name(beside, form.who, first, last):
                words = tuple(judged.words[first : last + 1])
                score = sum(map(alike, words, form.words)) / len(words)
                yield _Seen(form.who, words, judged.span(first, last), score)

    def _is_name(self, beside: Beside, who: int, first: int, last: int) -> bool:
        """Say whether a run of words is written as one whole name."""
        if not beside.together(first, last) or beside.longer(last):
            return False
        if beside.left(first, self._own[who]) is Left.NAME:
            return False
        run = range(first, last + 1)
        if not beside.has_case(first):
            consonants = sum(len(sounds(beside.word(at)).consonants) for at in run)
            return first < last and consonants >= _LEAST_WITHOUT_CAPITALS
        if first == last and (beside.begins(first) or beside.in_title_case(first)):
            return False
        return all(beside.is_capital(at) or beside.word(at) in _SMALL for at in run)

    def _note(self, seen: _Seen, shown: Shown, written: str) -> None:
        """Count a spelling's article and keep its sentence, of several outlets if possible."""
        spelling = self._found.setdefault((seen.who, seen.words), _Spelling(seen.score))
        spelling.articles += 1
        spelling.written[one_line(_POSSESSIVE.sub("", written))] += 1
        kept = spelling.shown
        sources = [one.source for one in kept]
        if len(kept) == MOST_SHOWN:
            again = [at for at, one in enumerate(sources) if sources.index(one) < at]
            if not again or shown.source in sources:
                return
            del kept[again[0]]
        kept.append(shown)


def _sentence(full: str, span: Span, lines: Sequence[tuple[int, int]]) -> tuple[str, Span]:
    """Return the sentence around a name, of a very long one the part around it."""
    start, end = next(line for line in lines if line[0] <= span.start < line[1])
    start = max(start, min(span.start, span.end - _LONGEST // 2))
    end = max(span.end, min(end, start + _LONGEST))
    return full[start:end], Span(span.start - start, span.end - start)


def _suggestion(person: str, one: _Spelling) -> Suggestion:
    ((written, _),) = one.written.most_common(1)
    return Suggestion(person, written, one.articles, round(one.score, 3), tuple(one.shown))


def _forms(who: int, person: Person) -> Iterator[_Form]:
    """Yield a person's names as words, and with words joined or parted as others write them."""
    for name in person.names:
        words = _untitled(name)
        if "*" in name or "?" in name or (len(words) == 1 and words != name_of(name)):
            continue  # "Commander Brill" is known by its title
        joined = [
            (*words[:at], one + other, *words[at + 2 :])
            for at, (one, other) in enumerate(pairwise(words))
            if len(one) > 1 and len(other) > 1
        ]
        parted = product(*([(word,), *_parted(word)] for word in words))
        for form in [*joined, *(tuple(w for part in parts for w in part) for parts in parted)]:
            if _is_sought(form):
                yield _Form(who, form)


def _untitled(name: str) -> Words:
    words = name_of(name)
    while len(words) > 1 and words[0] in TITLES:
        words = words[1:]
    return words


def _parted(word: str) -> Iterator[Words]:
    for ending, parts in _PARTED:
        if word.endswith(ending) and word != ending:
            yield (word.removesuffix(ending), *parts)


def _is_sought(words: Words) -> bool:
    """Say whether a name is long enough that one alike can be no accident."""
    heard = [sounds(word) for word in words]
    if len(words) == 1 and heard[0].script is not Script.LATIN:
        return False
    return sum(len(one.consonants) for one in heard) >= _LEAST_CONSONANTS
