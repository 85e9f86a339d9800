"""Find which of many rules an article matches, and why.

    dam AND (breach OR burst*) -cricket     looked at only where "breach" or "burst…" occurs

Each rule has a key: words of which one occurs wherever it holds, of an AND those of its
rarest part.  An article is a set of words, and one look of two sets at each other finds the
keys in it.  What these rules need besides is decided by `monitor.deciding`, made when a rule is
first a candidate; why a rule holds is worked out only for those that do.

- How rare a word is, is guessed by its length, then learned from the articles that come:
  after some, and again after many, the keys are chosen anew.
- Two words side by side are keys of their own where there are thousands of them: to make
  all pairs of an article takes as long as to look for fifty phrases.
- Words with wildcards become plain: `monitor.stars` remembers which they are.

Discarded: one automaton over all phrases.  Its pass over the text takes as long as all the
rest together at a thousand rules, and what it finds is what the set of words finds.  One
regular expression a rule; at 1,000 rules it is hundreds of times slower.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from monitor.deciding import Deciders, Says, Why, mention_atom
from monitor.sight import Atom, Sight
from monitor.stars import Stars
from news.judge import BORDER, Judged, Reasons
from news.rules import WILD, And, Mention, Near, Not, Or, Phrase, Rule, leaves

# Phrases from which on all pairs of words are made of each article.
_MANY_PAIRS = 100
# Articles after which the keys are chosen anew; after the last it is known well enough, and
# counting would take a tenth of an article's time.
_LESSONS = (50, 400)
# How much the guess counts beside what was learned, in articles.
_GUESSED = 2

# Rules whose reasons are kept ready; some 60 MB where each of so many has held.
_MOST_WHYS = 100_000

_Entry = tuple[int, frozenset[Atom], Says | None]


class Engine:
    """Rules compiled: made once for each version of the watchlist."""

    def __init__(
        self,
        rules: Sequence[Rule],
        many_pairs: int = _MANY_PAIRS,
        lessons: Sequence[int] = _LESSONS,
    ) -> None:
        self._rules, self._lessons = tuple(rules), lessons
        wild: set[str] = set()
        pairs: set[tuple[str, str]] = set()
        for rule in self._rules:
            for leaf in leaves(rule):
                if isinstance(leaf, Phrase):
                    if leaf.is_plain:
                        pairs.update(pairwise(leaf.words[:2]))
                    else:
                        wild.update(word for word in leaf.words if WILD.intersection(word))
        self._stars = Stars(wild)
        self._pairs = frozenset(pairs if len(pairs) >= many_pairs else ())
        self._deciders = Deciders(self._pairs)
        self._entries: dict[int, _Entry] = {}
        self._whys: dict[int, Why] = {}
        self._seen: Counter[Atom] = Counter()
        self._learned = 0
        self._choose()

    def _choose(self) -> None:
        """Choose each rule's keys by how rare they are."""
        users: dict[Atom, list[int]] = {}
        always: list[int] = []  # rules that nothing has to occur for
        for number, rule in enumerate(self._rules):
            keys = self._keys(rule)
            if keys is None:
                always.append(number)
            else:
                for key in keys[1]:
                    users.setdefault(key, []).append(number)
        self._users = users
        self._keyed = frozenset(users)
        self._ready: dict[Atom, list[_Entry]] = {}
        self._always = [self._entry(number) for number in always]

    def _keys(self, rule: Rule) -> tuple[float, Sequence[Atom]] | None:  # noqa: PLR0911
        """Return atoms of which one occurs wherever a rule holds, and how often one may."""
        match rule:
            case Phrase(words):
                return min((self._share(atom), (atom,)) for atom in self._atoms(words))
            case Mention():
                return self._share(atom := mention_atom(rule)), (atom,)
            case And(items):
                known = [keys for item in items if (keys := self._keys(item)) is not None]
                return min(known, key=lambda keys: keys[0]) if known else None
            case Near(left, right):
                return self._keys(And((left, right)))
            case Or(items):
                each = [self._keys(item) for item in items]
                share, atoms = 0.0, list[Atom]()
                for keys in each:
                    if keys is None:
                        return None
                    share += keys[0]
                    atoms += keys[1]
                return share, [*dict.fromkeys(atoms)]
            case Not(Not(item)):
                return self._keys(item)
            case _:
                return None

    def _atoms(self, words: Sequence[str]) -> Sequence[Atom]:
        pair = (*words[:2],)
        return [pair] if pair in self._pairs else words

    def _share(self, atom: Atom) -> float:
        """Estimate how many of a hundred articles have an atom."""
        guess = _guessed(atom)
        return (guess * _GUESSED + 100 * self._seen[atom]) / (_GUESSED + self._learned)

    def holding(self, judged: Judged) -> list[int]:
        """Return the numbers of the rules that hold, in order."""
        return self._holding(self._look(judged))

    def fired(self, judged: Judged) -> Iterator[tuple[int, Reasons]]:
        """Yield the numbers of the rules that hold, in order, with their reasons."""
        sight = self._look(judged)
        for number in self._holding(sight):
            why = self._whys.get(number)
            if why is None:
                if len(self._whys) >= _MOST_WHYS:
                    self._whys.clear()
                why = self._whys[number] = self._deciders.why(self._rules[number])
            reasons = why(sight)
            if reasons is not None:
                yield number, reasons

    def _look(self, judged: Judged) -> Sight:
        """Find which atoms an article has."""
        words = judged.words
        found: set[Any] = set(words)
        found.discard(BORDER)
        if self._stars:
            found |= self._stars.of(found)
        if self._pairs:
            found |= self._pairs.intersection(pairwise(words))
        for name, spans in judged.mentions.items():
            if spans:
                found.add(mention_atom(Mention(name)))
        return Sight(judged, found, self._stars.meanings)

    def _holding(self, sight: Sight) -> list[int]:
        found = sight.found
        if self._learned < self._lessons[-1]:
            self._learn(found)
        hits = self._keyed & found
        held: list[int] = []
        ready = self._ready
        for key in hits:
            entries = ready.get(key)
            if entries is None:
                entries = ready[key] = [self._entry(number) for number in self._users[key]]
            for number, need, more in entries:
                if need <= found and (more is None or more(sight)):
                    held.append(number)
        for number, need, more in self._always:
            if need <= found and (more is None or more(sight)):
                held.append(number)
        return sorted(set(held))

    def _entry(self, number: int) -> _Entry:
        """Return what decides a rule, made when it is first asked for."""
        entry = self._entries.get(number)
        if entry is None:
            decider = self._deciders.decider(self._rules[number])
            entry = self._entries[number] = (number, decider.need, decider.more)
        return entry

    def _learn(self, found: set[Atom]) -> None:
        """Count what occurs, and choose the keys by it after some articles."""
        self._seen.update(found)
        self._learned += 1
        if self._learned in self._lessons:
            self._choose()
        if self._learned == self._lessons[-1]:
            self._seen.clear()


def _guessed(atom: Atom) -> float:
    """Guess how many of a hundred articles have an atom: short words are common."""
    if isinstance(atom, tuple):
        return min(map(_guessed, atom)) / 10
    if atom[0] == "@":
        return 1.0
    letters = sum(sign not in WILD for sign in atom)
    common = 100.0 / (1 + max(letters - 2, 0)) ** 2
    return common if letters == len(atom) else min(4 * common, 100.0)
