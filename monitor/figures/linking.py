"""Link each number to what it counts, whose, what happened to them, and over what scope.

    "10 guerrillas killed 2 soldiers"            2 soldiers killed (10 are the agents: other)
    "5 soldiers and 3 civilians were killed"     5 and 3 killed
    "41 people, including 12 children, died"     41 killed; 12 a subset of them
    "The toll may exceed 3,000"                  rejected: a forecast

A sentence is written as letters (sentence.py); counted.py finds the people or things,
happened.py what happened to them, sharing.py what a list or a sum adds.  Here they are put
in order, and the words near the number give its scope.

A number whose effect is unknown stays a plain count.  What is said not to have happened, or
not yet, is rejected.  Discarded: the nearest verb of effect, whichever side (it swaps
attackers and victims, as headlines do already).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from monitor.figures import indic
from monitor.figures.around import evacuated
from monitor.figures.bodies import are_dead, as_parts, of_whom
from monitor.figures.counted import Counted, counted, is_plural, side
from monitor.figures.elided import recall_elided
from monitor.figures.happened import BESIDE, SHARED, find
from monitor.figures.holding import hold
from monitor.figures.listed import THEIRS
from monitor.figures.named import Hurt, mark_singles, named
from monitor.figures.numbers import Number
from monitor.figures.raised import parts, total
from monitor.figures.rows import share_nouns, share_rows
from monitor.figures.sentence import Sentence, spelled
from monitor.figures.sharing import add_up, share
from monitor.figures.words_people import ANIMALS, OF_PEOPLE, PLURALS, THINGS
from news.figure import Effect, Figure, Rejected, Scope, VictimClass
from news.finding import Span

_KINDS = {
    "money": Effect.MONEY,
    "share": Effect.SHARE,
    "duration": Effect.DURATION,
    "distance": Effect.DISTANCE,
}
_PLAIN = 0.8


# Only sentences with one of these can hold people who are hurt but not numbered.
_HARM = re.compile(
    r"kill|murder|assassin|slain|died|dead|death|martyr|massacre|execut|gunned|drown|perish|"
    r"injur|wound|hurt|abduct|kidnap|arrest|rescue|missing|shot\b|\bdie\b|dying|\blives\b|lynch|"
    r"behead|slaughter|butcher|electrocut|buried|bodies|casualt|fatalit|victim"
)


@dataclass
class Linked:
    """What the numbers of a text count, the numbers that are none, and who is only named."""

    figures: list[Figure] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    named: list[tuple[Effect, int, int]] = field(default_factory=list)
    further: set[int] = field(default_factory=set)  # sentences that say "were also killed"


def link(
    text: str, sentences: Sequence[tuple[int, int]], numbers: Sequence[Number]
) -> tuple[list[Figure], list[Rejected]]:
    """Return the figures of a text and the numbers that are none, each in order."""
    linked = linked_all(text, sentences, numbers)
    return linked.figures, linked.rejected


def linked_all(
    text: str, sentences: Sequence[tuple[int, int]], numbers: Sequence[Number]
) -> Linked:
    """Return the figures of a text, the numbers that are none, and the people named."""
    out = Linked()
    out.rejected = [Rejected(Span(n.start, n.end), n.rejected) for n in numbers if n.rejected]
    low = text.lower()
    plain = low if len(low) == len(text) else text
    whole = _Told(plain)
    for start, end, inside in _shared_out(sentences, numbers):
        if not plain.isascii() and indic.speaks(text, start, end):
            spans = [Span(n.start, n.end) for n in inside if n.rejected]
            figures, none = indic.read(text, start, end, spans)
            out.figures += figures
            out.rejected += none
            continue
        harm = _HARM.search(plain, start, end)
        if not harm and all(n.rejected for n in inside):
            continue
        for piece in spelled(plain, start, end, inside):
            hurt = _NOBODY
            if harm:
                mark_singles(piece, text[start:end], start)
                hurt = named(piece, text)
                out.named += [(what, n, start) for what, n in hurt.people]
                out.further |= {start} if hurt.more else set()
            counts = _read(piece, whole, out.figures, hurt.numbers)
            told = harm or any(c.effect in OF_PEOPLE for c in counts)
            withheld = _withheld(plain, start, end) if told else ""
            for c in counts:
                bodily = c.effect in OF_PEOPLE or c.effect is Effect.AFFECTED
                if withheld and (bodily or c.reason == _NOTHING):
                    c.reason = withheld if c.reason in {"", _NOTHING} else c.reason
                if not c.reason:
                    out.figures.append(_figure(piece, c, plain, out.figures))
                elif not c.implied:
                    out.rejected.append(Rejected(Span(c.number.start, c.number.end), c.reason))
    out.figures = as_parts(plain, parts(plain, add_up(out.figures)))
    out.rejected.sort(key=lambda r: r.span)
    return out


_ABDUCTING = re.compile(r"\b(?:abduct|kidnap|captors?\b|hostages?\b|captives?\b)")


_ILL = re.compile(
    r"\b(?:cholera|fever|epidemic|outbreak of|virus|measles|dengue|malaria|typhoid|influenza|flu|"
    r"diarrh|ebola|hepatitis|infections?|food poisoning|heatstroke|dysentery|plague)"
)
_HURT = re.compile(r"\b(?:injur|wound|hurt\b|explosion|blast|quake|crash|shelling|stabb|gunfire)")


@dataclass(frozen=True)
class _Told:
    """A text in small letters, and whether it tells of people held, or of sickness only.

    Few texts are asked either.
    """

    plain: str

    @cached_property
    def abducting(self) -> bool:
        return _ABDUCTING.search(self.plain) is not None

    @cached_property
    def ill(self) -> bool:
        return _ILL.search(self.plain) is not None and not _HURT.search(self.plain)


def _shared_out(
    sentences: Sequence[tuple[int, int]], numbers: Sequence[Number]
) -> Iterator[tuple[int, int, list[Number]]]:
    """Give each sentence its numbers; both are in order."""
    at = 0
    for start, end in sentences:
        inside = []
        while at < len(numbers) and numbers[at].start < end:
            if numbers[at].start >= start:
                inside.append(numbers[at])
            at += 1
        yield start, end, inside


_LINED_UP = re.compile(
    r"\b(?:lined up|given up (?:their )?arms|surrender(?:ed|ing)|firing squads?|blindfolded|"
    r"against (?:a|the) wall|court[- ]martial(?:led)?|prisoners|captured|ordered out)\b"
)
_JAILED = frozenset("inmate inmates prisoner prisoners convict convicts detainee detainees".split())


def _by_the_rest(s: Sentence, c: Counted, told: _Told) -> None:
    """Read a verb by what else is told: who is shot against a wall is dead."""
    if c.effect is Effect.INJURED and "shot" in s.words:
        near = told.plain[max(0, s.start - _BEFORE) : s.end]
        c.effect = Effect.KILLED if _LINED_UP.search(near) else c.effect
    elif c.effect is Effect.INJURED and told.ill:
        c.effect = Effect.AFFECTED
    elif c.effect is Effect.DISPLACED and (c.head in _JAILED or _tells_of_jail(s)):
        c.effect = None  # "Forty inmates fled", "more than 150 flee jail"


def _tells_of_jail(s: Sentence) -> bool:
    return not (_JAIL.isdisjoint(s.words) and _JAILED.isdisjoint(s.words))


_JAIL = frozenset("jail jails prison prisons penitentiary custody cells gaol".split())
_BEFORE = 160
_UNREAL = re.compile(
    r"\A\W*(?:if|had|unless|suppose)\b|\bwould have\b|\bcould have\b|\bmight have\b|\bfears? "
    r"(?:grow|mount|rise|that|were)|\b(?:drill|exercise|simulation|scenario|film|novel)\b"
)
_DENIED = re.compile(
    r"\b(?:denied|denies|denying|rejected|dismissed|refuted) (?:\w+ ){0,3}that\b|\bnot true that\b|"
    r"\b(?:reports|rumou?rs|claims|stories) of .{1,60}\b(?:was|were|are|is) (?:false|untrue|wrong|"
    r"unfounded|baseless|fabricated)|"
    r"\breports? that .{1,60}(?:false|untrue|wrong|unfounded)|\bfalse (?:reports?|"
    r"claims?|rumou?rs?)"
)


def _withheld(plain: str, start: int, end: int) -> str:
    """Say why nothing of a sentence has happened, or nothing."""
    piece = plain[start : min(end, start + _LONGEST)]
    if _DENIED.search(piece):
        return "denied"
    return "irrealis" if _UNREAL.search(piece) else ""


_LONGEST = 600


_NOBODY = Hurt()


def _read(
    s: Sentence, told: _Told, earlier: Sequence[Figure], listed: Mapping[int, Effect]
) -> list[Counted]:
    """Find the effect of each number of a sentence."""
    out = [counted(s, at, n) for at, n in s.numbers.items() if not n.rejected]
    counts = [c for c in out if s.letters[c.at] == "#"]
    share_nouns(s, counts)
    for c in counts:
        find(s, c)
        _by_the_rest(s, c, told)
        if (c.bodies or of_whom(s, c)) and are_dead(s, c, told.plain):
            c.effect, c.confidence, c.left = Effect.KILLED, BESIDE, True
        if c.effect is None and not c.reason:
            _recall(s, c, earlier)
    _them(s, counts)
    hold(s, counts, abducting=told.abducting)
    _among(s, counts)
    share(s, counts)
    for c in counts:
        if c.effect is None and not c.reason and c.at in listed:
            c.effect, c.confidence = listed[c.at], SHARED
    share_rows(s, counts)
    total(s, counts)
    recall_elided(s, counts, earlier, abducting=told.abducting)
    for c in counts:
        if evacuated(s, c):
            c.effect = Effect.RESCUED
    _same_side(counts)
    _weigh(s, counts)
    for c in counts:
        c.subset |= _beside_one(s, c)
    return out


def _weigh(s: Sentence, counts: Sequence[Counted]) -> None:
    """Take back what does not fit what is counted, and say why a number counts nothing."""
    before: Counted | None = None
    for c in counts:
        if c.head in THINGS and c.effect in OF_PEOPLE:
            c.effect, c.reason, c.subset = None, "", False
        if c.head == "others" and c.effect is None and not THINGS.isdisjoint(s.words[: c.at]):
            c.people = False  # "the towns of Lorn, Tavi and two others"
        if before and before.whole and _are_things(before) and not c.head:
            c.effect = None if c.effect in OF_PEOPLE else c.effect  # "of the 60 books three"
        if _superseded(s, c, before):
            c.reason = "superseded"
        elif c.effect is None and not c.reason:
            c.reason = _nothing(s, c)
        if before and before.people and not c.head and c.effect is None:
            c.people = True  # "four men in a car, two seated in front"
        before = c


def _are_things(c: Counted) -> bool:
    return is_plural(c.head) and not c.people and c.inner is None


_ONE_AND = re.compile(r"(?:\A|[^#wpjd])d?[wpj]{1,4}(?:[ifq]d?[wj]{1,3})?,?&\Z")


def _beside_one(s: Sentence, c: Counted) -> bool:
    """Say whether one is only the second of two: "the owner of the boat and his son"."""
    own = c.implied and c.effect in OF_PEOPLE and s.words[c.at] in THEIRS
    return own and bool(_ONE_AND.search(s.letters[max(0, c.at - 12) : c.at]))


_LOWERED = frozenset(
    "revised lowered reduced corrected cut down fell fallen dropped drops shrank dwindled declined "
    "lowering reducing revising correcting cutting".split()
)
_FROM = re.compile(
    r"\bfrom(?: (?:the|an?|its|their|his|her|earlier|previous|initial|first|original|some|around|"
    r"about|figure|toll|count|estimate|total|of)){0,5}\Z"
)
_EARLIER = re.compile(
    r"\b(?:earlier|previously|initially|first|originally) (?:put|given|placed|reported|estimated|"
    r"announced|counted)(?: at| as| to be)?\Z"
)
_NOT = re.compile(r"(?:and |but )?not\Z")
_AS_FIRST = re.compile(
    r"(?:people |dead |deaths )?as (?:was )?(?:first|earlier|previously|initially)"
)
_OF_BEFORE = frozenset("not from earlier previously initially first originally".split())
_NEAR = 8


def _superseded(s: Sentence, c: Counted, before: Counted | None) -> bool:
    """Say whether a count no longer holds: "lowered to 94 from an earlier figure of 120"."""
    near = s.words[max(0, c.at - _NEAR) : c.at]
    if _OF_BEFORE.isdisjoint(near):
        return False
    lead, behind = " ".join(near), " ".join(s.words[c.end : c.end + 4])
    if _NOT.search(lead) and _AS_FIRST.match(behind):
        return True  # "44 people died, not 51 as first reported"
    if _EARLIER.search(lead) and (c.effect in OF_PEOPLE or not c.head):
        return True  # "the toll, earlier put at 14, was revised to 11"
    if not _FROM.search(lead):
        return False
    if before and before.effect in OF_PEOPLE and s.words[before.at - 1] == "to":
        return not c.head or c.effect is not None  # "raised to 33 from 31", "down to 16, from 27"
    return c.effect in OF_PEOPLE and not _LOWERED.isdisjoint(s.words[: c.at])


_THEM = re.compile(r"(?P<eff>[VG])p(?P<dead>A?)")
_PAST = ("ed", "took", "stopped", "caught")
_NOT_DONE = re.compile(r"[nM][^;.#]{0,3}\Z")


def _them(s: Sentence, counts: Sequence[Counted]) -> None:
    """Read what befell people by "them": "took nine men off a bus and shot them dead"."""
    for match in _THEM.finditer(s.letters) if counts else ():
        place = match.start("eff")
        before = [c for c in counts if c.end <= place]
        effect = s.effects[place + 2 if match["dead"] else place]
        if s.words[place + 1] != "them" or not before or effect not in OF_PEOPLE:
            continue
        c = before[-1]
        reached = c.at > 0 and s.words[c.at - 1].endswith(_PAST)  # he is no subject
        free = c.people and c.effect is None and not (c.reason or c.whole)
        free = free and (reached or not c.agent)
        if free and c.number.value > 1 and not _NOT_DONE.search(s.letters[c.end : place]):
            c.effect, c.confidence = effect, SHARED


_AMONG = re.compile(r"[jH]{0,2}B?j?md?j?(?:(?P<whole>#)|p)")


def _among(s: Sentence, counts: Sequence[Counted]) -> None:
    """Make six a part in "six women among 14 dead" and "14 die; six women among victims"."""
    known = {c.at: c.effect for c in counts if c.effect in OF_PEOPLE}
    for c in counts:
        match = _AMONG.match(s.letters, c.end) if c.people and c.effect is None else None
        if not match:
            continue
        place = match.end() - 1
        if match["whole"]:
            c.effect = known.get(place)
        elif s.words[place] == "victims":
            c.effect = next((known[at] for at in sorted(known, reverse=True) if at < c.at), None)
        c.subset, c.confidence = c.effect is not None, SHARED


_AMONG_THEM = re.compile(r"[jHB]{1,3}u")
_RECALLED = 8


def _recall(s: Sentence, c: Counted, earlier: Sequence[Figure]) -> None:
    """Read "the 260" and "six women were among them" by the figures before them."""
    known = [f for f in earlier[-_RECALLED:] if f.effect in OF_PEOPLE]
    if known and c.people and _AMONG_THEM.match(s.letters, c.end):
        c.effect, c.subset, c.confidence = known[-1].effect, True, SHARED
        return
    if known and not c.head and s.letters[max(0, c.at - 1) : c.at] == "e":
        c.effect, c.confidence = known[-1].effect, SHARED
        return
    definite = s.letters[max(0, c.at - 1) : c.at] == "d" and (not c.head or c.whole)
    same = next((f for f in reversed(known) if f.value == c.number.value), None)
    if definite and same and s.letters[c.end : c.end + 1] != "i":
        c.effect, c.confidence, c.left = same.effect, SHARED, True


_SAME = frozenset(["", "others", "more", "other"])


def _same_side(counts: Sequence[Counted]) -> None:
    """Give each its class; who is left out or "others" is of the class before."""
    last: VictimClass | None = None
    for c in counts:
        if not (c.people or c.effect in OF_PEOPLE):
            continue
        c.victim_class = side(c)
        if c.head in _SAME and last and not c.subset and c.victim_class is VictimClass.UNKNOWN:
            c.victim_class = last
        last = c.victim_class


_NOTHING = "counts nothing"
_LATER = frozenset("will would shall may might".split())  # "can hold 14 ferries" does now
_PLANNED = re.compile(r"M[jHBR]{0,2}[wGS]?j?\Z")


def _nothing(s: Sentence, c: Counted) -> str:
    """Say why a number without an effect counts nothing."""
    if c.number.kind != "count" or c.whole:
        return ""
    if c.head == "couple":
        return _NOTHING
    start = max(0, c.at - 6)
    planned = _PLANNED.search(s.letters[start : c.at])
    if planned and s.words[start + planned.start()] in _LATER:
        return "forecast"
    others = sum(not n.rejected and at != c.at for at, n in s.numbers.items())
    if not c.head or c.implied:
        # "240 on board and 19 on the ground": the noun is left out, of a list.
        elided = others and not c.implied and s.letters[c.end : c.end + 1] == "i"
        return "" if elided else _NOTHING
    english = c.number.value == 0 or _is_english(s)  # "Zero tracking"
    if c.number.value != 1 and english and not (c.people or _countable(c.head)):
        # "The two became", "5 combined"; "15 trains were cancelled and eight diverted".
        before = s.letters[max(0, c.at - 1) : c.at]
        part = c.number.value > _FEW and s.words[c.at + 1].endswith(("ed", "wn", "en"))
        joined = others and (before in {"&", ","} or (part and before in {"q", "d"}))
        c.head, c.end = "", c.at + 1
        return "" if joined else _NOTHING
    one = c.number.written.lower()
    pronoun = (one == "one" and not (c.people and others)) or (one == "only one" and not c.people)
    return "pronoun" if pronoun else ""


_FEW = 12  # "the two married" is no count, "with 49 flown home" is


def _is_english(s: Sentence) -> bool:
    """Say whether a sentence has words of English alone: elsewhere a plural may end otherwise."""
    return not _ENGLISH.isdisjoint(s.words)


_ENGLISH = frozenset("the of and to were is with by from said for".split())
# Plurals that look like none.
_NO_S = re.compile(
    r".*(?:craft|fish|sheep|deer|cattle|offspring|species|series|dead|[^aeiou]a|feet|teeth|mice|"
    r"geese|oxen|dice|men|media|livestock|unemployed|poor|head|strong|elderly|young|ss|us|is)"
)


def _countable(head: str) -> bool:
    """Say whether a word can be counted by more than one."""
    return is_plural(head) or head in PLURALS or bool(_NO_S.fullmatch(head))


_MONTH = "january|february|march|april|may|june|july|august|september|october|november|december"
_SINCE = re.compile(
    r"\bsince (?:the \w+ (?:began|started|broke)|the (?:start|beginning|year|"
    r"outbreak)|(?:19|20)\d\d|then|independence|"
    rf"(?:early |late |mid-?)?(?:{_MONTH})|[a-z]+ \d{{4}}|last|it began)"
    r"|\b(?:so far )?this year\b|\bover the (?:years|decades)|\bin total since|"
    r"\bduring the (?:campaign|war|conflict)|\bin the (?:war|conflict|insurgency) (?:so far|since)"
    r"|\b(?:in|during|over|after) (?:the )?[\w-]+ (?:years|decades) of\b|"
    r"\b[\w-]+[ -](?:years?|decades?)(?:[ -](?:long|old))? (?:\w+ ){0,2}?(?:war|conflict|"
    r"insurgency|rebellion|uprising|struggle|campaign|history|occupation|dictatorship|reign)\b|"
    r"\bfor (?:more than |over |nearly |almost )?(?:an?|[\w-]+) (?:decades?|years)\b[^.;]{0,60}"
    r"\b(?:war|conflict|insurgency|rebellion|uprising)\b|"
    r"\bbetween (?:19|20)\d\d and (?:19|20)\d\d|\bcumulative|"
    r"\bto date\b|\b(?:in|over) (?:the )?(?:last |past )?\w+ (?:years of|decades)\b"
)
_RATE = re.compile(
    r"(?:\s[\w-]+){0,2}\s(?!in\b|for\b|over\b|within\b|once\b|half\b|after\b|about\b)[\w-]+"
    r"\s(?:a|per) (?:day|week|month|year)\b(?! (?:ago|later|earlier|after|before))"
)
_THEN = re.compile(r",? (?:when|in which|where)\b")
_DURING = re.compile(
    r"\b(?:in|over|within|during) (?:the )?(?:last|past|previous|first) (?:[\w-]+ ){0,3}?"
    r"(?:hours?|days?|weeks?|months?|years?|decades?)\b|\blast (?:year|month)\b|"
    r"\b(?:in|within) (?:\w+ )?(?:24|48|72|\d+)[ -]hours\b|\bin (?:a single|one) day\b|"
    rf"\bin (?:{_MONTH}) alone|"
    r"\b(?:every|each) (?:day|week|month|year)\b|\bin (?:19|20)\d\d\b"
)
_AS_OF = re.compile(
    r"\bas (?:of|at|on)\b (?=\w+)|\bby (?:noon|midnight|dawn|\w+ (?:morning|evening|"
    r"night)|\w+day)\b|\bso far\b|\b(?:until|till|up to) now\b"
)
_AROUND = 160


def _scope(plain: str, s: Sentence, c: Counted) -> Scope:
    """Say over what a figure counts, by the words of its sentence near it."""
    if c.subset:
        return Scope.SUBSET
    near = plain[max(s.start, c.number.start - _AROUND) : min(s.end, c.number.end + _AROUND)]
    if since := _SINCE.search(near):
        behind = near[since.end() : c.number.start - max(s.start, c.number.start - _AROUND)]
        # "The deadliest since 1998, when 40 died": those died then.
        return Scope.EVENT if _THEN.match(behind) else Scope.CUMULATIVE
    if _DURING.search(near) or _RATE.match(plain, c.number.end, s.end):
        return Scope.PERIOD
    return Scope.AS_OF if _AS_OF.search(near) else Scope.EVENT


_OF_OTHERS = re.compile(r"u|fd{0,2}x?#?(?P<whose>[pwVA]|(?<=#))")


def _is_of_others(s: Sentence, c: Counted) -> bool:
    """Say whether those who died are some of others, of whom it was told that they lived."""
    match = _OF_OTHERS.match(s.letters, c.at + 1)
    if not match or s.words[c.at + 1] not in {"of them", "of whom", "of"}:
        return False
    return match["whose"] is None or c.effect not in s.effects[match.end() - 1 : match.end()]


_CASUALTIES = frozenset({"casualty", "casualties"})  # killed or hurt: people at any rate


def _figure(s: Sentence, c: Counted, plain: str, earlier: Sequence[Figure]) -> Figure:
    """Make the figure of a number and what was found about it."""
    n = c.number
    people = n.kind == "count" and (c.people or c.effect in OF_PEOPLE or c.head in _CASUALTIES)
    people = people and c.head not in ANIMALS
    effect = _KINDS.get(n.kind) or c.effect or Effect.OTHER
    part_of = _whole(earlier, effect, n) if c.subset else None
    if part_of is None and effect in OF_PEOPLE and not c.head and _is_of_others(s, c):
        c.subset = False  # "60 wounded were brought in; nine of them died": a toll
    return Figure(
        value=n.value,
        low=n.low,
        high=n.high,
        bound=n.bound,
        unit=n.unit or ("people" if people else "items"),
        effect=effect,
        counts=_noun(s, c) if n.kind == "count" else "",
        victim_class=(c.victim_class or VictimClass.UNKNOWN) if people else None,
        scope=_scope(plain, s, c) if s.letters[c.at] == "#" else Scope.EVENT,
        span=Span(n.start, n.end),
        sentence=Span(s.start, s.end),
        confidence=c.confidence or _PLAIN,
        part_of=part_of,
    )


def _noun(s: Sentence, c: Counted) -> str:
    """Return the words counted, without "of the" and "other" before them."""
    start = c.at + 1
    while start < c.end and s.letters[start] in "fdxj#uB":
        start += 1
    return " ".join(s.words[start : c.end]) or c.head


_LOOK_BACK = 12


def _whole(earlier: Sequence[Figure], effect: Effect, n: Number) -> int | None:
    """Find the figure that a subset is a part of: the last one with its effect, and larger."""
    for index in range(len(earlier) - 1, max(-1, len(earlier) - _LOOK_BACK), -1):
        old = earlier[index]
        if old.effect is effect and old.value >= n.value and old.scope is not Scope.SUBSET:
            return index
    return None
