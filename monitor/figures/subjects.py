"""Find who stands beside a verb: the noun phrase to its left, or to its right.

    The provincial flood agency (PFA) later said …     according to Ona Brill, the mayor, …
    └────────────┬────────────┘                                     └───┬───┘
             before the verb                                       after the cue

News names its speakers in a narrow grammar: an optional determiner, modifiers, and a head that
is a name, an office, an institution or a pronoun; then perhaps "of" or "for" something.  What
does not fit is nobody, so "the quake has claimed" and "17 were reported" have no speaker.

Discarded: a tagger or parser (a hundred times slower, and no better on headlines); taking
whatever words stand before "said" (half of them belong to the clause before).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from monitor.figures.words_numbers import SCALES, TENS, UNITS, VAGUE_TIMES
from monitor.figures.words_speakers import (
    BESIDE_VERBS,
    BODIES,
    CLAUSES,
    DAYS,
    DETERMINERS,
    EVENTS,
    NOBODY,
    NOUNS_TOO,
    OBJECTS,
    OF_SOMETHING,
    OFFICES,
    PAPERS,
    PREPOSITIONS,
    PRONOUNS,
    SAYING,
    STRONG,
    VAGUE,
    VERBS,
)
from monitor.titles import TITLES

_LONGEST = 16  # words of a noun phrase, with all that belongs to it
_LONGEST_TRADE = 4  # words of "the old ward sister"
_INTRODUCED = 2  # more modifiers before a name behind its verb
BETWEEN = frozenset("without across beyond".split())  # words inside a name
_SHORTEST_TRADE = 2  # words of "a headman"
_LONGEST_CLAUSE = 12  # words of what is told of somebody without commas
_WHENCE = frozenset("in of from at near with for".split())
_JOINING = frozenset("that but and while as because when although".split())
_TRADES = ("ers", "ors", "ists", "ians", "men", "women", "guides", "nurses", "cooks", "pilots")
_NO_TRADES = frozenset(
    "others numbers papers orders letters matters waters rivers towers quarters members years "
    "hours rumors rumours errors tremors doors floors figures computers helicopters trailers "
    "containers markers mirrors sectors factors borders winners fires".split()
)
_UNKNOWN = 2  # modifiers that no list has, in a phrase without a determiner
# Most words are small letters before a space: they come first, and cost half.
_WORD = re.compile(
    r"[a-z]+(?=[ ,])|Rescue[ -]\d{3,4}\b|(?:[A-Z]\.)+(?=[\sA-Z,])"
    r"|(?=[A-Z])(?:Gen|Lt|Dr|Mr|Mrs|Ms|Col|Maj|Brig|Capt|Sen|Rep|Gov|Prof|Sgt|Hon)\."
    r"|[^\W\d_][\w&]*(?:['’\-.](?=\w)[\w&]*)*(?:(?<=s)['’](?=\s\w))?|\d(?:[\d.,]*\d)?|\S"
)
_AROUND = 40  # characters beside a word that tell whether all is in capitals
_POSSESSIVE = re.compile(r"['’]s?$")


class Word(NamedTuple):
    """A word or sign: as written, in small letters without a possessive, and its place."""

    text: str
    low: str
    start: int
    end: int

    @property
    def is_name(self) -> bool:
        """Say whether it is written like a part of a name."""
        return self.text[0].isupper() and self.low not in NEVER_NAMES

    @property
    def is_plain(self) -> bool:
        """Say whether it is a common word in small letters."""
        return self.text.islower() and self.text.isalpha() and self.low not in _STOPS | PREPOSITIONS

    @property
    def is_cue(self) -> bool:
        """Say whether it can only be a verb of saying: no "States", no "report" or "media"."""
        return self.low in SAYING and self.low not in BODIES and not self.is_title_case

    @property
    def is_title_case(self) -> bool:
        """Say whether it begins with a capital, unless all is in capitals and it is a past form."""
        past = self.low.endswith("ed") or self.low in {"said", "told", "says"}
        return self.text[0].isupper() and not (past and self.text.isupper())


NEVER_NAMES = DETERMINERS | PREPOSITIONS | CLAUSES | DAYS | PRONOUNS | VERBS | BESIDE_VERBS | NOBODY
_STOPS = CLAUSES | VERBS | DAYS
_BREAKING = DETERMINERS | _STOPS
_ARTICLES = frozenset("the a an his her their another one".split())
_ASIDES = frozenset(",—–")  # what stands between two of a kind is an aside
_SEEN = frozenset("seen obtained reviewed viewed".split())
# Words that say how many; what follows them is counted, and does not speak.
COUNTED = frozenset((*UNITS, *TENS, *SCALES, *VAGUE_TIMES, "several"))
_NO_MODIFIERS = COUNTED | DETERMINERS | PRONOUNS | OBJECTS | BESIDE_VERBS | SAYING
_HEADS = OFFICES | BODIES | TITLES


class Phrase(NamedTuple):
    """A noun phrase that may speak: words `first` to `last` (exclusive) of its sentence.

    `name` is the range of the proper name at its head, empty where it has none.
    """

    first: int
    last: int
    name: tuple[int, int]


def cut(text: str, start: int, end: int) -> list[Word]:
    """Cut a sentence into words and signs; places count in `text`."""
    words = []
    make = tuple.__new__  # a third faster than Word(), of which an article has hundreds
    for match in _WORD.finditer(text, start, end):
        first, last = match.span()
        word = text[first:last]
        low = word.lower()
        if word == "WHO" and not text[max(start, first - _AROUND) : last + _AROUND].isupper():
            low = "w.h.o"  # no pronoun
        if not low.isalpha() and ("'" in low or "’" in low):
            low = _POSSESSIVE.sub("", low)
        words.append(make(Word, (word, low, first, last)))
    return words


def before(words: Sequence[Word], verb: int) -> Phrase | None:
    """Find the subject that ends where a verb begins, over adverbs and what commas enclose."""
    end = _without_adverbs(words, verb)
    if end and words[end - 1].text in _ASIDES:
        return _over_commas(words, end - 1)
    if _is_relative(words, end):
        return _ending(words, end - 2)
    return _right_before(words, verb, end)


def _is_relative(words: Sequence[Word], end: int) -> bool:
    """Say whether a verb is of what a comma sets apart: "the army, which on Monday said"."""
    beside = [word.low for word in words[max(0, end - 2) : end]]
    return beside in ([",", "who"], [",", "which"])


def _right_before(words: Sequence[Word], verb: int, end: int) -> Phrase | None:
    """Find the subject that ends where a verb with its adverbs begins."""
    found = _ending(words, end)
    strong = words[verb].low in STRONG or _speaks_of(words, verb)
    if found is None:
        trade = _tradesman(words, end) or _tradespeople(words, end, verb) if strong else None
        return trade or _tradespeople(words, end, verb) or _who(words, end)
    if (
        found.last == 1
        and words[0].low.endswith(_TRADES)
        and (one := _tradespeople(words, 1, verb))
    ):
        return one  # only the sentence's beginning makes a name of "Engineers"
    if strong and (of_place := _tradesman_of(words, found)):
        return of_place
    if found.first > 1 and words[found.first - 1].low == "by":
        # "A report seen by the Post says": who saw it does not speak.
        return _ending(words, found.first - 2) if words[found.first - 2].low in _SEEN else found
    return _with_partner(words, found)


def _speaks_of(words: Sequence[Word], verb: int) -> bool:
    """Say whether a verb tells of something, which only people do: "the fishermen spoke of"."""
    return words[verb].low in OF_SOMETHING and [w.low for w in words[verb + 1 : verb + 2]] == ["of"]


def _tradesman(words: Sequence[Word], end: int) -> Phrase | None:
    """Find somebody by a trade that no list has: "a ferryman said"."""
    for first in range(max(0, end - _LONGEST_TRADE), end - 1):
        inside = words[first + 1 : end]
        if words[first].low in _ARTICLES and all(word.is_plain for word in inside):
            return Phrase(first, end, (end, end)) if inside[-1].low not in EVENTS else None
    return None


def _tradesman_of(words: Sequence[Word], place: Phrase) -> Phrase | None:
    """Find somebody by a trade and where he is from: "a headman in Upper Vesk said"."""
    at = place.first - 1
    if at < _SHORTEST_TRADE or words[at].low not in _WHENCE or place.name != place[:2]:
        return None
    trade = _tradesman(words, at)
    if trade is None or not _begins(words, trade.first):
        return None
    return Phrase(trade.first, place.last, (place.last, place.last))


def _begins_clause(word: Word) -> bool:
    return not word.text[0].isalnum() or word.low in _JOINING


def _begins(words: Sequence[Word], at: int) -> bool:
    return at == 0 or _begins_clause(words[at - 1])


def _tradespeople(words: Sequence[Word], end: int, verb: int) -> Phrase | None:
    """Find people of a trade that no list has: "Engineers say", "forest guides estimate that"."""
    last = words[end - 1] if end else None
    if last is None or not last.low.endswith(_TRADES) or last.low in _NO_TRADES | EVENTS:
        return None
    if words[verb].low not in STRONG and (verb + 1 >= len(words) or words[verb + 1].low != "that"):
        return None
    first = end - 1
    while first and end - first < _LONGEST_TRADE - 1 and _describes_trade(words[first - 1]):
        first -= 1
    return Phrase(first, end, (end, end)) if _begins(words, first) else None


def _describes_trade(word: Word) -> bool:
    """Say whether a word may stand before people of a trade: "Vesk mine engineers"."""
    return word.low not in _NO_MODIFIERS and (word.is_plain or word.is_name)


def _who(words: Sequence[Word], end: int) -> Phrase | None:
    """Find the subject before what is told of it: "an official who asked not to be named said"."""
    for at in range(end - 1, max(-1, end - _LONGEST_CLAUSE), -1):
        is_passive = words[at - 1].low in {"be", "been", "being", "was", "were", "to"}
        if not words[at].text[0].isalnum() or (words[at].is_cue and not is_passive):
            return None
        if words[at].low in {"those", "people"} and end - at > 1 and _begins(words, at):
            return Phrase(at, end, (end, end))
        if words[at].low == "who" and end - at > 1 and words[at - 1].low not in {"those", "people"}:
            found = _ending(words, at) or _tradesman(words, at)
            return found if found and words[at - 1].text[0].isalnum() else None
    return None


def tradesman(words: Sequence[Word], first: int) -> Phrase | None:
    """Find somebody by a trade that no list has, to the right: "per the ward sister"."""
    last = first + 1
    while last < len(words) and words[last].is_plain and last - first < _LONGEST_TRADE:
        last += 1
    is_whole = last - first > 1 and _is_end(words, last) and words[first].low in _ARTICLES
    return (
        Phrase(first, last, (last, last))
        if is_whole and words[last - 1].low not in EVENTS
        else None
    )


def head(words: Sequence[Word], who: Phrase) -> Word:
    """Return the head of a phrase: the last word before its "of" or "for"."""
    for at in range(who.first + 1, who.last):
        if words[at].low in PREPOSITIONS or words[at].text == "(":
            return words[at - 1]
    return words[who.last - 1]


def after(words: Sequence[Word], first: int) -> Phrase | None:
    """Find the noun phrase that begins at a word: "the coroner, Ona Brill," is one."""
    found = _those(words, first) or _beginning(words, first)
    comma = found.last if found else first
    while (
        found
        and comma < len(words)
        and comma - found.last < _LONGEST_TRADE
        and words[comma].is_plain
    ):
        comma += 1  # "the director of the rescue [school], Ona Brill"
    if found and not _named(found) and comma < len(words) and words[comma].text == ",":
        name = _beginning(words, comma + 1)
        if (
            name
            and _named(name)
            and _is_end(words, name.last)
            and head(words, found).low in OFFICES
        ):
            return Phrase(first, name.last, name.name)
    return found


def _those(words: Sequence[Word], first: int) -> Phrase | None:
    """Find people by what befell them, or where they are: "those rescued", "those on board"."""
    if first >= len(words) or words[first].low != "those":
        return None
    last = first + 1
    while last < len(words) and last - first < _LONGEST_TRADE and words[last].text.isalpha():
        last += 1
    is_whole = last - first > 1 and _is_end(words, last)
    return Phrase(first, last, (last, last)) if is_whole else None


def _beginning(words: Sequence[Word], first: int) -> Phrase | None:
    """Find the noun phrase that begins at a word, without what is said of it behind a comma."""
    if first < len(words) and words[first].low in OBJECTS and _is_end(words, first + 1):
        return Phrase(first, first + 1, (first + 1, first + 1))
    last, headed = first, False
    while last < len(words) and last - first < _LONGEST:
        word = words[last]
        if word.text == "(":
            if not headed or (last := _bracket_end(words, last)) < 0:
                break
            continue
        if not _may_follow(words, first, last, headed=headed):
            break
        # "Vesk's flood agency": what is possessed is still to come.
        headed = (headed or _is_head(word)) and not _POSSESSIVE.search(word.text)
        last += 1
    if last < 0:
        return None
    while last > first and words[last - 1].low in PREPOSITIONS | DETERMINERS:
        last -= 1
    return _phrase(
        words, first, last, _INTRODUCED if last > first and words[last - 1].is_name else 0
    )


def _may_follow(words: Sequence[Word], first: int, at: int, *, headed: bool) -> bool:
    """Say whether a word goes on with the noun phrase that began at `first`."""
    word = words[at]
    if not word.text[0].isalpha() or word.low in _STOPS:
        return False
    if word.is_cue and not (word.low in NOUNS_TOO and _is_headed(words, at + 1)):
        return False
    if word.low in PRONOUNS:
        return at == first
    if word.low in PREPOSITIONS:
        is_paper = words[at - 1].low in PAPERS
        return headed and (word.low in {"of", "for"} or (is_paper and word.low in {"by", "from"}))
    behind = at > first and words[at - 1].low in PREPOSITIONS
    if word.low in DETERMINERS:
        return at == first or behind
    goes_on = not headed or behind or _is_head(word) or words[at - 1].low in DETERMINERS
    return goes_on or _leads_on(words, at)


def _leads_on(words: Sequence[Word], at: int) -> bool:
    """Say whether a head is still to come: "Vesk [health] authorities", "media [tracking] firm"."""
    last = at
    while last < len(words) and last - at < _UNKNOWN and _describes(words[last]):
        last += 1
    if last == at or not _is_headed(words, last):
        return False
    while _is_headed(words, last):
        last += 1
    return _is_end(words, last) or words[last].low in PREPOSITIONS


def _describes(word: Word) -> bool:
    """Say whether a common word may stand before the head that it describes."""
    is_small = word.is_plain and word.low not in _NO_MODIFIERS
    return is_small and not word.low.endswith("ed") and not _is_head(word)


def _is_headed(words: Sequence[Word], at: int) -> bool:
    return at < len(words) and _is_head(words[at])


def _without_adverbs(words: Sequence[Word], end: int) -> int:
    """Step left over auxiliaries, adverbs and days: "police [on Monday also] said"."""
    while end:
        low = words[end - 1].low
        is_adverb = low.endswith("ly") and len(low) > len("only") and low not in BODIES
        if low in BESIDE_VERBS or (is_adverb and words[end - 1].text.islower()):
            end -= 1
        elif low in DAYS and end > 1 and words[end - 2].low in {"on", "late", "early", "last"}:
            end -= 2
        elif low in DAYS and end > 1:
            end -= 1
        else:
            break
    return end


def _over_commas(words: Sequence[Word], comma: int) -> Phrase | None:
    """Find the subject before what stands between two commas, or in it where that is a name.

    "Ona Brill, the mayor, said", "the mayor, Ona Brill, said", "Brill, on Monday, said".
    """
    opening = comma - 1
    while opening >= 0 and comma - opening < _LONGEST:
        if words[opening].text == words[comma].text:
            break
        if words[opening].text in ';:"“”':
            return None
        opening -= 1
    if opening < 1 or words[opening].text != words[comma].text:
        return None
    inside = _phrase(words, opening + 1, comma)
    if opening > 1 and words[opening - 1].text.isdigit() and words[opening - 2].text == ",":
        opening -= 2  # "Ona Brill, 41, a nurse, said"
    outside = _ending(words, _without_adverbs(words, opening))
    begins = words[opening + 1].low
    if outside is None and begins in {"who", "whose", "whom", "which"}:
        return _tradesman(words, opening)
    if outside is None:
        first = _described(words, opening) if inside and _named(inside) else -1
        return inside._replace(first=first) if inside and first >= 0 else None
    if inside and _named(inside) and not _named(outside):
        return inside._replace(first=outside.first)  # "the mayor, Ona Brill"
    describes = (
        begins in DETERMINERS | PREPOSITIONS | BESIDE_VERBS | DAYS
        or begins
        in {"who", "which", "whose", "whom", "or", "speaking", "addressing", "citing", "quoting"}
        or (inside is not None and not _named(inside))
        or begins.isdigit()  # an age
        or begins.endswith(("ed", "ing"))  # "reached by phone"
    )
    return outside if describes else None


def _described(words: Sequence[Word], end: int) -> int:
    """Return where somebody of whatever trade begins, or -1: "the headman of Vesk"."""
    for at in range(end - 1, max(-1, end - _LONGEST_CLAUSE), -1):
        word = words[at]
        if not word.text[0].isalpha() or word.low in _STOPS or word.is_cue:
            return -1
        if word.low in _ARTICLES | {"its", "our", "my"} and words[at - 1].low not in PREPOSITIONS:
            is_whole = end - at >= _SHORTEST_TRADE and words[at + 1].is_plain
            return at if is_whole and _begins(words, at) else -1
    return -1


def _ending(words: Sequence[Word], end: int) -> Phrase | None:
    """Find the longest noun phrase that ends at a word and begins where its clause does."""
    first = end
    while first > 0 and end - first < _LONGEST:
        word = words[first - 1]
        if word.text == ")":
            opening = _bracket_begin(words, first - 1)
            if opening < 0:
                break
            first = opening
        elif word.low == "and" and _joins_names(words, first - 1, end):
            first -= 1
        elif not word.text[0].isalpha() or word.low in _STOPS or word.is_cue:
            break
        else:
            first -= 1
    # "In a statement the mayor": what leads up to the phrase is no part of it.
    for begin in range(first, end):
        if words[begin].low not in PREPOSITIONS and (found := _phrase(words, begin, end)):
            return found
    return None


def _with_partner(words: Sequence[Word], found: Phrase) -> Phrase:
    """Let a phrase begin with whoever speaks beside: "[the army and] the police"."""
    if found.first > 1 and words[found.first - 1].low == "and":
        partner = _ending(words, found.first - 1)
        if partner and not _is_open(words, partner.first):
            return found._replace(first=partner.first)
    return found


def with_partner(words: Sequence[Word], found: Phrase) -> Phrase:
    """Let a phrase go on with the body that speaks beside: "the hospital [and police]"."""
    if _named(found) or [word.low for word in words[found.last : found.last + 1]] != ["and"]:
        return found
    partner = _beginning(words, found.last + 1)
    if partner is None or _named(partner) or not _is_end(words, partner.last):
        return found
    return Phrase(found.first, partner.last, (partner.last, partner.last))


def _is_open(words: Sequence[Word], at: int) -> bool:
    """Say whether something stands before a word that it may belong to."""
    return at > 0 and words[at - 1].text[0].isalnum() and words[at - 1].low not in CLAUSES


def _is_end(words: Sequence[Word], at: int) -> bool:
    return at >= len(words) or not words[at].text[0].isalnum()


def _joins_names(words: Sequence[Word], at: int, end: int) -> bool:
    """Say whether an "and" stands inside one institution's name: Ministry of Mines and Ports."""
    return (
        at > 1
        and at + 1 < end
        and words[at - 1].is_name
        and words[at + 1].is_name
        and any(word.low in BODIES and word.is_name for word in words[max(0, at - 5) : at])
    )


def _bracket_begin(words: Sequence[Word], closing: int) -> int:
    """Find the opening bracket of a short aside, or -1."""
    for at in range(closing - 1, max(-1, closing - 7), -1):
        if words[at].text == "(":
            return at
    return -1


def _bracket_end(words: Sequence[Word], opening: int) -> int:
    """Find the word after a short aside, or -1."""
    for at in range(opening + 1, min(len(words), opening + 7)):
        if words[at].text == ")":
            return at + 1
    return -1


def _phrase(words: Sequence[Word], first: int, last: int, more: int = 0) -> Phrase | None:
    """Make a phrase of words if they are one: modifiers, a head, and what belongs to it.

    `more` modifiers that no list has may stand before a name: "control room operator Ona Brill".
    """
    if first >= last:
        return None
    core = last
    for at in range(first + 1, last):
        if words[at].low in PREPOSITIONS or words[at].text == "(":
            core = at
            break
    head = words[core - 1]
    if head.low in PRONOUNS:
        return Phrase(first, core, (core, core)) if core - first == 1 else None
    is_nobody = " ".join(word.low for word in words[first:last]) in VAGUE
    by = core < last and words[core].low == "by" and head.low in PAPERS  # "a count by the union"
    if not _is_head(head) or is_nobody or (head.low in NOBODY | EVENTS and not by):
        return None
    unknown = sum(not _is_head(word) for word in words[first : core - 1])
    allowed = more + (_UNKNOWN + 2 if words[first].low in DETERMINERS else _UNKNOWN)
    if unknown > allowed or any(
        not word.text[0].isalpha() or word.low in _SEEN for word in words[first:core]
    ):
        return None
    # "Police in the capital stopped giving …": what ends the phrase is its verb.
    is_clause = any(word.low in VERBS for word in words[core:last])
    if is_clause or any(word.low in _BREAKING for word in words[first + 1 : core]):
        return None
    return Phrase(first, last, _name(words, first, core, last))


def _is_head(word: Word) -> bool:
    """Say whether a word can speak: an office, an institution, a part of a name."""
    return word.low in _HEADS or word.is_name


def _name(words: Sequence[Word], first: int, core: int, last: int) -> tuple[int, int]:
    """Return the proper name at the end of a phrase or of its core: "[mayor] Ona Brill"."""
    tail = last
    while tail > core and words[tail - 1].is_name and words[tail - 1].low not in _HEADS:
        tail -= 1
    by_name = words[core - 1].is_name and words[core - 1].low not in _HEADS
    if (
        core < tail < last
        and not by_name
        and (words[tail - 1].low.rstrip(".") in _HEADS or words[tail - 1].text == ")")
    ):
        return (tail, last)
    begin = core
    while begin > first and words[begin - 1].is_name:
        begin -= 1
    while begin < core and words[begin].low.rstrip(".") in OFFICES | TITLES:
        if begin + 1 < core and words[begin + 1].low in BETWEEN:
            break  # "Doctors Across Borders"
        begin += 1
    return (begin, core)


def _named(phrase: Phrase) -> bool:
    return phrase.name[0] < phrase.name[1]
