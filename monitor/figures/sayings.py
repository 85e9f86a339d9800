"""Find who says what within one sentence.

    "Nine died in Vesk, the mayor said, while the army put the toll at 14."
     ◀──────────────────────────────  ────────────────────────────────▶
             reaches left                       reaches right

A saying is a speaker, a cue, and which way it reaches.  It reaches left where it closes a
clause ("…, the mayor said on Monday."), else right ("the mayor said nine …"); "according to"
reaches both ways as it stands.  Between two sayings a figure belongs to the one that its own
clause is joined to.  Headlines say it with a colon ("Nine dead: police").

No cues: "claimed the lives", "claimed responsibility", "was reported", a rumour ("reports say").

Discarded: the nearest name to a number.  Names stand beside numbers as victims, places and
attackers far more often than as speakers.
"""

from __future__ import annotations

import string
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from monitor.figures.subjects import (
    COUNTED,
    Phrase,
    Word,
    after,
    before,
    head,
    tradesman,
    with_partner,
)
from monitor.figures.words_speakers import (
    BODIES,
    COUNTING,
    DAYS,
    DENYING,
    FINDING,
    HAVING,
    INVERTED,
    MAKING,
    MEDIA,
    NOUNS_TOO,
    OF_SOMETHING,
    OFFICES,
    PAPERS,
    PARTICIPLES,
    PARTICLES,
    PLEDGING,
    PREPOSITIONS,
    PRONOUNS,
    REVISING,
    SAYING,
    TAKEN,
    TELLING,
)

_QUOTES = frozenset("\"“”„«»‘’'")
_CLOSERS = frozenset(".;!?…|")
_BREAKS = _QUOTES | _CLOSERS | frozenset(",:—–")
_LONG_CLAUSE = 30  # words before its comma
_LONGEST_ADDRESSEE = 8  # words
_TAKEN_WITHIN = 9  # words from "claimed" to what was taken
_ADJUNCTS = (
    PREPOSITIONS
    | DAYS
    | frozenset(
        "after before late early earlier later last this during via through amid when while "
        "without about citing quoting referring speaking outside inside beside behind".split()
    )
)
# What an estimate or a toll is called: "the army's toll", "by the models of the survey".
_RECKONINGS = frozenset(
    "toll count tally list estimate estimates analysis models data figures statistics statement "
    "report projections census survey records".split()
)
_TURNS = frozenset("but while whereas although though".split())
_DATELINE = 8  # words of one, with its day and agency
_CLOCK = 3  # words of "14:31"
_SHORTEST_TOWN = 3  # letters
_ONLY_VERBS = SAYING - NOUNS_TOO
_COUNTED = COUNTED | {"the", "at", "more", "over", "some", "about", "around", "another"}
_REVISED = 5  # words from a verb to what it corrects
_OWNERS = frozenset("its their the his her an a".split())
_COUNTS = frozenset("toll count tally estimate figure figures number account claim losses".split())
_TOLLS = frozenset("toll count tally".split())
_HURT = frozenset(
    "dead deaths killed died victims fatalities casualties injured wounded hurt missing displaced"
    " homeless arrested detained held rescued saved trapped evacuated infected hostages captives"
    " prisoners bodies".split()
)
_PLACES = frozenset("district province region city state country nation town village".split())
_ADDING = frozenset("add adds added adding".split())  # it added 13 ships
_IN_THE_WORDS = 3  # words before "of"
_CALLING = frozenset("called calls describes described".split())
_CUES = (
    SAYING
    | REVISING
    | _CALLING
    | PLEDGING
    | _RECKONINGS
    | frozenset("according of per citing quoting by based at".split())
)
_SAID_BY = frozenset(
    "reported confirmed announced given estimated released cited issued quoted verified documented"
    " recorded counted compiled shared shown provided published kept".split()
)
# What tells of a cue by itself, unlike "by" and "of".
_SIGNS = (
    (_CUES - REVISING - _CALLING - {"by", "of", "at"})
    | _SAID_BY
    | frozenset("words view opinion reckoning".split())
)
_HEADS = frozenset(":—–")  # "Nine dead: police"
_SPLIT = {ord(sign): " " for sign in string.punctuation + "“”‘’…|«»"}
_MODALS = frozenset("will would may might can could should to must".split())


class Saying(NamedTuple):
    """A speaker and which way the statement lies; `first` to `last` are words."""

    who: Phrase
    cue: str
    first: int
    last: int
    left: bool
    right: bool
    pledge: bool = False  # says how much money, and nothing else


def may_say(sentence: str) -> bool:
    """Say quickly whether a sentence has any cue, before it is cut into words."""
    if not _HEADS.isdisjoint(sentence):
        return True
    words = sentence.lower().translate(_SPLIT).split()
    if not _SIGNS.isdisjoint(words):
        return True
    corrects = not (REVISING | _CALLING).isdisjoint(words)
    return corrects and not (_COUNTS | {"what"}).isdisjoint(words)


def sayings(words: Sequence[Word]) -> list[Saying]:
    """Find all sayings of a sentence, in order."""
    found: list[Saying] = []
    for at, word in enumerate(words):
        if word.low not in _CUES:
            continue
        if found and at < found[-1].last and not found[-1].pledge:
            continue
        for saying in _at(words, at, word, found):
            if saying.left or saying.right:
                found.append(saying)
            break
    if all(saying.pledge for saying in found):
        found += _headlines(words)
    return found


def _headlines(words: Sequence[Word]) -> Iterator[Saying]:
    """Yield the sayings of a headline, of which a semicolon may part two: "Army: …; rebels: …"."""
    begin = 0
    for end in [at for at, word in enumerate(words) if word.text == ";"] + [len(words)]:
        for one in _headline(words[begin:end]):
            first, last = one.who.name
            who = Phrase(one.who.first + begin, one.who.last + begin, (first + begin, last + begin))
            yield one._replace(who=who, first=one.first + begin, last=one.last + begin)
        begin = end + 1


def _at(words: Sequence[Word], at: int, word: Word, found: list[Saying]) -> Iterator[Saying]:
    """Yield the saying whose cue stands at a word."""
    low, following = word.low, _low(words, at + 1)
    is_count = low in _RECKONINGS and following == "of"  # "the police count of nine dead"
    if low in SAYING and not is_count and _is_verb(words, at):
        if not _is_taken(words, at):
            yield from _verb(words, at, found)
    elif low in PLEDGING:
        yield from _pledge(words, at)
    elif low in REVISING | _CALLING:
        yield from _revised(words, at)
    elif low in {"according", "based"} and following in {"to", "on"}:
        yield from _phrase_cue(words, at, at + 2, f"{low} {following}")
    elif low == "of" and _low(words, at - 1) in {"words", "view", "opinion", "reckoning"}:
        yield from _in_the_words(words, at)
    elif low in {"citing", "quoting"} or (low == "per" and (at == 0 or words[at - 1].text == ",")):
        yield from _phrase_cue(words, at, at + 1, low)
    elif low in {"by", "at"}:
        yield from _by(words, at) if low == "by" else _put_too(words, at, found)
    elif low in _RECKONINGS:
        yield from _reckoning(words, at)


def _is_verb(words: Sequence[Word], at: int) -> bool:
    """Say whether what can be a verb of saying is one: no "States", no "an estimated"."""
    if words[at].is_title_case and words[at].low != "says":
        return at == 0 and words[at].low in PARTICIPLES
    if at and words[at - 1].text.endswith(("'s", "’s")):
        return False  # the mayor's remarks
    following = words[at + 1].text[0] if at + 1 < len(words) else ""
    if _low(words, at - 1) in _MODALS or (words[at].low in _ADDING and following.isdigit()):
        return False
    if _low(words, at + 1) in PARTICLES.get(words[at].low, ()):
        return False
    if words[at].low in {"read", "reads"} and following != ":":
        return False
    doubled = _low(words, at + 1) in _ONLY_VERBS
    return _low(words, at - 1) not in {"a", "an", "the", "of"} and not doubled


def _is_plural(word: Word) -> bool:
    """Say whether a subject fits a verb's plain form: "police report", no "toll count"."""
    return (
        word.low.endswith("s")
        or word.is_name
        or word.low in {"police", "media", "personnel", "they", "data"}
    )


def _verb(words: Sequence[Word], at: int, found: list[Saying]) -> Iterator[Saying]:
    """Yield the saying of a verb: inverted, of a participle, or with its subject before it."""
    saying = _inverted(words, at) or _quoted(words, at)
    if not saying and words[at].low in PARTICIPLES:
        saying = _participle(words, at, found)
    if not saying and found and _is_inner(words, at, found[-1]):
        return  # "the secretary said her members had counted nine"
    if not saying and (who := before(words, at) or _coordinated(words, at)):
        saying = _of_subject(words, at, who) if _speaks(words, at, who) else None
    if saying:
        yield saying


def _is_inner(words: Sequence[Word], at: int, outer: Saying) -> bool:
    """Say whether somebody tells what his own people said: "the chief said her men had found"."""
    who = before(words, at)
    if who is None or not outer.right:
        return False
    begins = outer.last + (_low(words, outer.last) == "that")
    return who.first == begins and words[who.first].low in {"his", "her", "their", "its"}


def _speaks(words: Sequence[Word], at: int, who: Phrase) -> bool:
    """Say whether a subject and a verb are of one who says something."""
    is_noun = not _is_plural(head(words, who)) or _low(words, at + 1) in PREPOSITIONS - {"to"}
    plain = words[at].low in NOUNS_TOO and is_noun  # "police post in Vesk"
    # "the letter, which the board confirmed receiving"
    aside = _low(words, who.first - 1) == "which" and _low(words, at + 1).endswith("ing")
    counts = _counts(words, at, who) and not _has(words, at, who)
    return counts and not (plain or aside or _is_passive(words, at) or _is_deed(words, at, who))


def _is_deed(words: Sequence[Word], at: int, who: Phrase) -> bool:
    """Say whether a verb tells what somebody did: "wrote 40 songs", "found a boat", "added to"."""
    low, following = words[at].low, _low(words, at + 1)
    if low in FINDING:
        by = _low(words, who.first - 1) == "by" and _low(words, who.first - 2) in PAPERS
        return following != "that" and not by and head(words, who).low not in PAPERS
    quoted = at + 1 < len(words) and words[at + 1].text in _QUOTES
    made = following in COUNTED | {"to", "a", "an", "about", "around", "over", "nearly"}
    return low in MAKING and not quoted and (made or following.isdigit())


def _of_subject(words: Sequence[Word], at: int, who: Phrase) -> Saying:
    """Say which way a subject's saying reaches: left where it closes a clause, else right."""
    end = _addressee(words, at)
    opens = who.first == 0 or words[who.first - 1].text not in _BREAKS
    if _text(words, who.first - 1) == "(" and _text(words, end) == ")":
        return Saying(who, words[at].text, who.first, at + 1, left=True, right=False)
    if not opens and _low(words, end) == ":":
        return Saying(who, words[at].text, who.first, at + 1, left=True, right=True)
    left = _closes(words, end) and not opens and not _is_told_of(words, at)
    return Saying(who, words[at].text, who.first, at + 1, left=left, right=not left)


def _is_told_of(words: Sequence[Word], at: int) -> bool:
    """Say whether a verb has what it tells of behind it: "nine dead, fishermen tell of a wave"."""
    return words[at].low in OF_SOMETHING and _low(words, at + 1) in {"of", "about"}


def _has(words: Sequence[Word], at: int, who: Phrase) -> bool:
    """Say whether a place has what it seems to report: "Vesk recorded 34 deaths"."""
    first, last = who.name
    return (
        words[at].low in HAVING
        and first < last <= first + 2
        and (who.last == last or words[last].text == "(")
        and all(_is_place(word) for word in words[who.first : first])
        and not any(word.text.isupper() or word.low in BODIES | MEDIA for word in words[first:last])
        and at + 1 < len(words)
        and (words[at + 1].text[0].isdigit() or words[at + 1].low in _COUNTED)
    )


def _is_place(word: Word) -> bool:
    """Say whether a word may belong to a place: an office stands before a person."""
    return (word.is_name and word.low not in OFFICES) or word.low == "and"


def _inverted(words: Sequence[Word], at: int) -> Saying | None:
    """Find "…," said the mayor."""
    if words[at].low not in INVERTED or (at and words[at - 1].text not in _QUOTES | {","}):
        return None
    who = after(words, at + 1)
    if who is None or (who.last < len(words) and not _ends_at(words, who.last)):
        return None
    return Saying(who, words[at].text, at, who.last, left=True, right=False)


def _ends_at(words: Sequence[Word], at: int) -> bool:
    return words[at].text in _BREAKS or words[at].low in _ADJUNCTS


def _quoted(words: Sequence[Word], at: int) -> Saying | None:
    """Find "the daily quoted the mayor as saying"."""
    if words[at].low not in {"quoted", "quotes"}:
        return None
    if _low(words, at - 1) in {"was", "were", "is"} and _low(words, at + 1) == "as":
        who = before(words, at - 1)
        last = at + 3
    else:
        who = after(words, at + 1)
        last = who.last + 2 if who else at
        if who is None or _low(words, who.last) != "as":
            return None
    if who is None:
        return None
    left = _closes(words, last)
    return Saying(
        who, "quoted", min(at, who.first), min(last, len(words)), left=left, right=not left
    )


def _participle(words: Sequence[Word], at: int, found: list[Saying]) -> Saying | None:
    """Find the subject of "…, adding that": who spoke before in the sentence, else its subject."""
    if at == 0:  # "Adding that nine had died, the mayor left."
        commas = (place for place, word in enumerate(words[:_LONG_CLAUSE]) if word.text == ",")
        who = after(words, next(commas, len(words)) + 1)
    elif words[at - 1].text in _BREAKS:
        who = _denying(words, at) or (found[-1].who if found else _subject(words, at))
    else:
        return None
    return who and Saying(who, words[at].text, at, at + 1, left=False, right=True)


def _denying(words: Sequence[Word], at: int) -> Phrase | None:
    """Find who denies what another said: "…, which the army denied, saying that two had died"."""
    verb = next(
        (n for n in range(at - 2, max(0, at - _LONGEST_ADDRESSEE), -1) if words[n].low in DENYING),
        0,
    )
    return before(words, verb) if verb else None


def _coordinated(words: Sequence[Word], at: int) -> Phrase | None:
    """Find the subject of a second verb: "The army ended the raid and reports nine dead"."""
    return _subject(words, at) if _low(words, at - 1) == "and" else None


def _subject(words: Sequence[Word], before_at: int) -> Phrase | None:
    """Find the subject that begins the sentence, or follows its first comma."""
    start = _clause(words, before_at) or _behind_dateline(words)
    first = start
    for at in range(start, min(before_at, start + 12)):
        if words[at].text == ",":
            first = at + 1
            break
    for begin in dict.fromkeys((start, first)):
        who = after(words, begin)
        if who and (_low(words, who.last) not in PREPOSITIONS or _low(words, who.last + 1) in DAYS):
            return who
    return None


def _clause(words: Sequence[Word], before_at: int) -> int:
    """Return where the last clause before a word begins that has a subject of its own, or 0."""
    for at in range(before_at - 1, max(0, before_at - _LONG_CLAUSE), -1):
        if words[at].low in _TURNS and words[at - 1].text == ",":
            return at + 1
    return 0


def _behind_dateline(words: Sequence[Word]) -> int:
    """Return where a sentence begins behind "VARN, March 3:" or "SOUTH HARBOUR —"."""
    if not words[0].text.isupper() or len(words[0].text) < _SHORTEST_TOWN:
        return 0
    signs = (at for at, word in enumerate(words[:_DATELINE]) if word.text in ":—–")
    return next((at + 1 for at in signs), 0)


def _in_the_words(words: Sequence[Word], at: int) -> Iterator[Saying]:
    """Yield "in the words of the mayor", which may stand anywhere in its clause."""
    who = after(words, at + 1)
    if who and _low(words, at - 3) == "in":
        yield Saying(who, words[at - 1].text, at, who.last, left=at > _IN_THE_WORDS, right=True)


def _phrase_cue(words: Sequence[Word], at: int, first: int, cue: str) -> Iterator[Saying]:
    """Yield the saying of "according to": to the right where it begins its clause.

    Much can be a base: "based on a poll" says something, "based on the coast" does not.
    """
    who = after(words, first) or tradesman(words, first)
    who = who and with_partner(words, who)
    if who and cue == "based on" and not _is_paper(words, who):
        return
    if who:
        begins = at == 0 or words[at - 1].text in ".;:!?"
        # "The Post, quoting the mayor, said": both ways.
        aside = cue in {"citing", "quoting"} and _is_aside(words, at, who.last)
        yield Saying(who, cue, at, who.last, left=not begins, right=begins or aside)


def _is_aside(words: Sequence[Word], at: int, end: int) -> bool:
    """Say whether what commas enclose stands between a subject and its verb of saying."""
    enclosed = at > 0 and words[at - 1].text == "," and _text(words, end) == ","
    return enclosed and any(_low(words, end + n) in SAYING for n in (1, 2))


def _is_paper(words: Sequence[Word], who: Phrase) -> bool:
    return any(word.low in PAPERS for word in words[who.first : who.last])


def _pledge(words: Sequence[Word], at: int) -> Iterator[Saying]:
    """Yield "the bank pledged" and "pledged by the bank"."""
    if _low(words, at + 1) == "by":
        who = after(words, at + 2)
        if who and _is_body(words, who):
            yield Saying(who, words[at].text, at, who.last, left=True, right=True, pledge=True)
        return
    who = before(words, at)
    if who and _is_body(words, who) and not _is_passive(words, at):
        yield Saying(who, words[at].text, who.first, at + 1, left=False, right=True, pledge=True)


def _put_too(words: Sequence[Word], at: int, found: Sequence[Saying]) -> Iterator[Saying]:
    """Yield "[organisers put the crowd at 50,000,] police at 9,000"."""
    if not found or found[-1].cue not in {"put", "puts"} or not _text(words, at + 1)[:1].isdigit():
        return
    comma = next((n for n in range(at - 1, max(0, at - _LONGEST_ADDRESSEE), -1)
                  if words[n].text in ",;"), at)  # fmt: skip
    who = after(words, comma + 1 + (_low(words, comma + 1) in {"and", "while", "but"}))
    if who and who.last == at:
        yield Saying(who, found[-1].cue, who.first, at + 1, left=False, right=True)


def _revised(words: Sequence[Word], at: int) -> Iterator[Saying]:
    """Yield "the army lowered its toll to nine" and "stood by its figure of nine"."""
    if words[at].low in _CALLING:  # "what the army called nine terrorists"
        who = before(words, at)
        if who and _low(words, who.first - 1) == "what":
            yield Saying(who, words[at].text, who.first, at + 1, left=False, right=True)
        return
    noun = at + 1 + (_low(words, at + 1) in {"by", "to"})
    if noun > at + 1 and _is_number(words, noun):
        noun += 1  # "raised to 19 the number of dead"
    if _low(words, noun) not in _OWNERS | {"the"} or words[at].is_title_case:
        return
    own = [word.low for word in words[noun + 1 : noun + _REVISED]]
    if (
        _low(words, noun) == "the"
        and own[:1] == ["number"]
        and not _HURT & {*own, *_of(words, noun)}
    ):
        return  # "raised the number of flights"
    who = before(words, at) or _coordinated(words, at)
    if who and not _COUNTS.isdisjoint(own) and not _is_passive(words, at):
        yield Saying(who, words[at].text, who.first, at + 1, left=False, right=True)


def _of(words: Sequence[Word], noun: int) -> list[str]:
    """Return what may be counted behind "the number of"."""
    return [word.low for word in words[noun + 2 : noun + _REVISED + 3]]


def _by(words: Sequence[Word], at: int) -> Iterator[Saying]:
    """Yield "reported by the mayor" and "put at nine by the mayor", not "killed by the army"."""
    near = [word.low for word in words[max(0, at - 6) : at]]
    if near and near[-1] == "told" and (who := after(words, at + 1)):
        yield Saying(who, "told", at, who.last, left=False, right=True)
        return
    said = bool(near) and near[-1] in _SAID_BY
    if said or "put" in near or "estimated" in near:
        who = after(words, at + 1)
        if who:
            right = words[0].low == "according" and at < _LONG_CLAUSE
            yield Saying(who, "by", at, who.last, left=not right, right=right)


def _reckoning(words: Sequence[Word], at: int) -> Iterator[Saying]:
    """Yield "the army's final toll includes", "the police count of 9", "by the survey's models"."""
    if _low(words, at + 1) == "of":
        if _is_number(words, at + 2) and (who := before(words, at)) and _is_body(words, who):
            yield Saying(who, words[at].text, who.first, at + 1, left=False, right=True)
            return
        who = after(words, at + 2)
        leads = {word.low for word in words[max(0, at - 3) : at]}
        if who and leads & {"by", "are", "is", "in", "from", "on"} and _is_body(words, who):
            yield Saying(who, words[at].text, at, who.last, left=True, right=False)
        return
    for owner in range(at - 1, max(-1, at - 4), -1):
        if words[owner].low == "official" and words[at].low in _TOLLS:
            if _low(words, owner - 1) != "no":
                who = Phrase(owner, at + 1, (at + 1, at + 1))
                yield Saying(who, words[at].text, owner, at + 1, left=False, right=True)
            return
        if words[owner].text.endswith(("'s", "’s", "s'", "s’")):
            who = before(words, owner + 1)
            if who and _is_body(words, who) and words[owner].low not in _PLACES:
                ahead = _text(words, who.first - 1)  # "nine dead is the army's tally"
                left = ahead in {":", "is", "are", "was", "were"}
                yield Saying(who, words[at].text, who.first, at + 1, left=left, right=not left)
            return


def _is_number(words: Sequence[Word], at: int) -> bool:
    """Say whether a number stands at a word, perhaps behind "about" or "at least"."""
    return _text(words, at)[:1].isdigit() or _low(words, at) in _COUNTED - {"the"}


def _headline(words: Sequence[Word]) -> Iterator[Saying]:
    """Yield "Nine dead: police", "Nine dead — police" and "Police: nine dead"."""
    begin = _behind_time(words)
    last = len(words) - 1
    colons = [at for at in range(begin + 1, last) if words[at].text in ":—–"]
    if not colons:
        return
    who = after(words, colons[-1] + 1)
    if who and who.last == len(words) and words[-1].text != ".":
        yield Saying(who, ":", colons[-1], who.last, left=True, right=False)
        return
    who = after(words, begin)
    if who is None or words[colons[0]].text != ":":
        return
    named = who.name[0] < who.name[1] and (
        words[colons[0] + 1].text in _QUOTES or words[colons[0] + 1].low in {"we", "i", "our"}
    )
    described = words[who.last].text == "," and colons[0] - who.last <= _LONGEST_ADDRESSEE
    if (who.last == colons[0] and (named or _is_office(words, who))) or (named and described):
        yield Saying(who, ":", begin, colons[0] + 1, left=False, right=True)


def _behind_time(words: Sequence[Word]) -> int:
    """Return where a sentence of a ticker begins behind its time: "14:31"."""
    timed = len(words) > _CLOCK and [_text(words, at)[:1].isdigit() for at in range(_CLOCK)]
    is_time = timed == [True, False, True] and words[1].text == ":"
    return _CLOCK if is_time else 0


def _is_office(words: Sequence[Word], who: Phrase) -> bool:
    """Say whether a phrase has an office or institution in it; a place line has none."""
    inside = words[who.first : who.last]
    return any(word.low in BODIES | OFFICES for word in inside)


def _is_body(words: Sequence[Word], who: Phrase) -> bool:
    """Say whether a phrase has an office or institution in it, or is an acronym."""
    inside = words[who.first : who.last]
    return any(
        word.low in BODIES or word.low in OFFICES or (word.text.isupper() and len(word.text) > 1)
        for word in inside
    )


def _is_taken(words: Sequence[Word], at: int) -> bool:
    """Say whether something was claimed that is no statement: lives, responsibility, an attack."""
    if not words[at].low.startswith("claim"):
        return False
    if _low(words, at + 1) == "it" and at + 2 < len(words) and words[at + 2].text.isalpha():
        return False  # "claimed it killed nine"
    for word in words[at + 1 : at + 1 + _TAKEN_WITHIN]:
        if word.low in {"that", "to"} or word.text in _CLOSERS | _QUOTES:
            return False
        if word.low in TAKEN:
            return True
    return False


def _is_passive(words: Sequence[Word], at: int) -> bool:
    """Say whether a verb is passive: "17 were reported", "is expected"."""
    return _low(words, at - 1) in {"was", "were", "is", "are", "be", "been", "being"}


def _counts(words: Sequence[Word], at: int, who: Phrase) -> bool:
    """Say whether a verb that may mean something else has a subject that counts."""
    if words[at].low not in COUNTING:
        return True
    named = who.name[0] < who.name[1] or _is_body(words, who) or words[who.first].low in PRONOUNS
    if head(words, who).low in PAPERS:
        return True  # "Nine died, official data show."
    return named and at + 1 < len(words) and words[at + 1].text not in _CLOSERS


def _addressee(words: Sequence[Word], at: int) -> int:
    """Return the word after whom it was told to: "told [the Sandal Post]"."""
    if words[at].low not in TELLING:
        return at + 1
    end = at + 1
    while end < len(words) and end - at < _LONGEST_ADDRESSEE:
        word = words[end]
        if not word.text[0].isalpha() or word.low in _ADJUNCTS or word.low == "that":
            break
        if (
            end > at + 1
            and words[end - 1].low not in {"the", "a"}
            and not (word.text[0].isupper() or word.low in BODIES | OFFICES)
        ):
            break
        end += 1
    return end


def _closes(words: Sequence[Word], at: int) -> bool:
    """Say whether nothing but a time, a place or an occasion follows before the clause ends."""
    if at >= len(words) or words[at].text in _CLOSERS or words[at].text == ",":
        return True
    if words[at].low not in _ADJUNCTS:
        return False
    for word in words[at + 1 : at + 14]:
        if word.text in _BREAKS or word.text == "X.":  # posted on X.
            return True
        if word.low == "that" or word.text[0].isdigit():
            return False
    return at + 14 >= len(words)


def _text(words: Sequence[Word], at: int) -> str:
    return words[at].text if 0 <= at < len(words) else ""


def _low(words: Sequence[Word], at: int) -> str:
    return words[at].low if 0 <= at < len(words) else ""
