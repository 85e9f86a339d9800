"""Find who says that he did it, as "the Vesk Front claimed responsibility for the raid".

    The Vesk Front has claimed responsibility        Vesk Front claims responsibility
    The raid was claimed by the VF                   the same fact: VF is the Vesk Front
    The Front said its fighters carried out the raid the same
    The Vesk Front denied involvement                Vesk Front denies responsibility
    No group has claimed responsibility              nothing
    The Front often claims responsibility            nothing: that is no claim of this raid

The grammar is narrow and the words are few, so they are looked for as they are; who stands before
or after them is found as for any speaker (`monitor.figures.subjects`).  "Claimed" is enough by
itself; whoever "took" or "accepted" responsibility did so for a deed of violence, or it is a
minister who steps down.  What was claimed in the past, is expected, or is only a habit is left
out.

A fact is one claimant, denied or not.  Groups go by their initials as often as by their name, and
a report need not explain them: of three words and more the initials are compared.

Discarded: the accused ("police blamed the Front"): that is another's word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from typing import NamedTuple

from monitor.figures.cast import Cast
from monitor.figures.sides import speaker_key
from monitor.figures.subjects import Phrase, Word, after, before, cut
from news.article import Article
from news.fact import Fact, FactKind
from news.finding import Span
from news.text import sentences

_MAY = re.compile(
    r"responsib|\bclaimed by\b|\bcarr(?:ied|ying) out\b|\bbehind\b|\binvolvement\b|\bany role\b",
    re.IGNORECASE,
)
_LONGEST = 2_000  # characters of a sentence that are read
_CLAIMING = frozenset("claim claims claimed claiming".split())
_TAKING = frozenset(
    "take takes took taken taking accept accepts accepted admit admits admitted assume assumes "
    "assumed avowed avows".split()
)
_DENYING = frozenset(
    "deny denies denied denying reject rejects rejected disclaim disclaims disclaimed "
    "disavowed disavows".split()
)
_SAYING = frozenset("said says say claimed claims announced confirmed stated acknowledged".split())
_SELF = frozenset("it they he she we its their his her our".split())
_DOING = {("carried", "out"), ("was", "behind"), ("were", "behind"), ("responsible", "for")}
_BESIDE = frozenset("full sole direct any all its the of having".split())
_DEEDS = frozenset(
    "attack attacks assault assaults bombing bombings blast blasts explosion explosions raid raids "
    "ambush ambushes killing killings murder murders shooting shootings strike strikes airstrike "
    "airstrikes kidnapping kidnappings abduction abductions hijacking operation operations "
    "assassination assassinations massacre massacres sabotage arson hack hacking cyberattack "
    "breach stabbing".split()
)
_NOT = frozenset("no none nobody neither nor never not without yet unclaimed unclear if".split())
_MODAL = frozenset("may might would could should will can to".split())
_HABIT = frozenset("often usually frequently regularly routinely sometimes typically".split())
_PAST = frozenset("previous previously past similar numerous several many other dozens".split())
# Words before a verb in which it is denied: "none of the armed groups of the north has claimed".
_HEDGED = 12
_OPENING = 6  # words in which somebody says what he did
_ISSUING = frozenset(
    "issued issues released published posted sent circulated distributed made left".split()
)
# Who is nobody in particular.
_ANYBODY = frozenset(
    "group groups organisation organization individual person persons people caller movement "
    "nobody spokesman spokesperson outfit".split()
)
_REACH = 14  # words from a verb to the deed
_SHORT = 3  # words between a verb and what it takes
_INITIALS = 3  # words of a name that goes by its initials
_SURE = 0.9


class Owned(NamedTuple):
    """Who says that he did it, or that he did not, and the sentence that tells."""

    name: str
    is_denied: bool
    sentence: Span


def owned_facts(article: Article) -> list[Fact]:
    """Return each claim and denial of responsibility in an article once."""
    full = article.full
    found: dict[str, Fact] = {}
    for one in owned(full):
        verb = "denies" if one.is_denied else "claims"
        fact = Fact(
            FactKind.RESPONSIBILITY,
            ("denied" if one.is_denied else "claimed", claimant_key(one.name)),
            f"{one.name} {verb} responsibility",
            speaker=one.name,
            sentence=full[one.sentence.start : one.sentence.end],
            confidence=_SURE,
        )
        found.setdefault(fact.key, fact)
    return list(found.values())


def claimant_key(name: str) -> str:
    """Return what is equal for one group, written out or by its initials."""
    words = speaker_key(name).split()
    if len(words) >= _INITIALS:
        return "".join(word[0] for word in words if word not in {"of", "the", "for", "and"})
    return " ".join(words)


def owned(text: str) -> Iterator[Owned]:
    """Yield who claims or denies responsibility, sentence by sentence."""
    if not _MAY.search(text):
        return
    cast = Cast(text)
    for start, end in sentences(text):
        if text[end - 1] != "?" and _MAY.search(text, start, min(end, start + _LONGEST)):
            words = cut(text, start, min(end, start + _LONGEST))
            for who, is_denied in _claimants(words):
                name, _ = cast.resolve(words, who)
                if name and not _ANYBODY.issuperset(name.casefold().replace(" of ", " ").split()):
                    yield Owned(name, is_denied, Span(start, end))
        cast.met(start, end)


def _claimants(words: Sequence[Word]) -> Iterator[tuple[Phrase, bool]]:
    """Yield who claims, and with True who denies."""
    for at, word in enumerate(words):
        if _is_hedged(words, at):
            continue
        if word.low in _DENYING and _is_of_deed(words, at) and (who := before(words, at)):
            yield who, True
            continue
        claims = _takes(words, at) or _did_it(words, at)
        who = after(words, at + 2) if _is_claimed(words, at) else None
        if who := who or (_subject(words, at) if claims else None):
            yield who, False


def _takes(words: Sequence[Word], at: int) -> bool:
    """Say whether a verb takes responsibility, by its own meaning or for a deed."""
    if words[at].low not in _CLAIMING | _TAKING:
        return False
    for place in range(at + 1, at + 1 + _SHORT):
        low = _low(words, place)
        if low == "responsibility":
            return words[at].low in _CLAIMING or not _DEEDS.isdisjoint(_lows(words, place, _REACH))
        if low not in _BESIDE:
            return False
    return False


def _is_claimed(words: Sequence[Word], at: int) -> bool:
    """Say whether "claimed by" is said of a deed or of responsibility."""
    if words[at].low not in _CLAIMING | _TAKING or _low(words, at + 1) != "by":
        return False
    ahead = {word.low for word in words[max(0, at - _REACH) : at]}
    return "responsibility" in ahead or not _DEEDS.isdisjoint(ahead)


def _did_it(words: Sequence[Word], at: int) -> bool:
    """Say whether somebody says of himself that he did a deed: "said it carried out the raid"."""
    place = at + 1 + (_low(words, at + 1) == "that")
    if words[at].low not in _SAYING or _low(words, place) not in _SELF:
        return False
    rest = _lows(words, place + 1, _REACH)
    for pair in islice(pairwise(rest), _OPENING):
        if pair[0] in _NOT | _MODAL or pair[0].endswith(("n't", "n’t")):
            return False
        if pair in _DOING:
            return not _DEEDS.isdisjoint(rest)
    return False


def _is_of_deed(words: Sequence[Word], at: int) -> bool:
    """Say whether what is denied is that somebody did it."""
    rest = [low for low in _lows(words, at + 1, _SHORT + 1) if low not in _BESIDE]
    named = rest[:1]
    if named in (["responsibility"], ["involvement"], ["role"]):
        return True
    return rest[:2] == ["carrying", "out"] or rest[:2] == ["being", "behind"]


def _subject(words: Sequence[Word], at: int) -> Phrase | None:
    """Find who claims: before the verb, or who began and "issued a statement claiming" it."""
    if words[at].low.endswith("ing"):
        who = after(words, 0)
        between = {word.low for word in words[who.last : at]} if who else set()
        return who if between & _ISSUING and "from" not in between else None
    if _low(words, at - 1) in {"and", ","}:
        return after(words, 0)
    return before(words, at)


def _is_hedged(words: Sequence[Word], at: int) -> bool:
    """Say whether a verb tells no claim of this deed: not yet, perhaps, as ever, once."""
    begin = at
    while begin and at - begin < _HEDGED and words[begin - 1].text not in ",;:—":
        begin -= 1
    ahead = {word.low for word in words[begin:at]}
    behind = {word.low for word in words[at : at + _REACH]}
    doubted = any(word.low.endswith(("n't", "n’t")) for word in words[begin:at])
    if doubted or ahead & (_NOT | _HABIT) or _low(words, at - 1) in _MODAL:
        return True
    return bool(ahead & _MODAL - {"to"}) or bool(behind & _PAST)


def _low(words: Sequence[Word], at: int) -> str:
    return words[at].low if 0 <= at < len(words) else ""


def _lows(words: Sequence[Word], at: int, count: int) -> list[str]:
    return [word.low for word in words[at : at + count]]
