"""Know who is who in an article: full names, who holds which office, which acronym is whom.

    Harbour minister Ona Brill …   Brill said …   the minister said …   she added …
    the Vesk Liberation Army (VLA) …   the VLA claims …   the group says …

A name in full is remembered with its office, an acronym with the words it is explained by.
Later a surname, an office or a pronoun means the last one it fits.  Where it fits nobody,
nobody is meant: no speaker is better than a wrong one.

`canonical` makes one form of the many that a speaker has across an archive: without titles
and articles, institutions by the names that they are known under, acronyms by what they mean.

Discarded: guessing a sex from a first name (wrong for half of the region's names).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice, takewhile
from typing import NamedTuple

from monitor.acronyms import spells
from monitor.figures.sides import kind_of, side_of, side_told
from monitor.figures.subjects import BETWEEN, NEVER_NAMES, Phrase, Word, after, cut, head
from monitor.figures.words_sides import COUNTRIES
from monitor.figures.words_speakers import (
    BODIES,
    DETERMINERS,
    INSTITUTIONS,
    MEDIA,
    OBJECTS,
    OF_ONE,
    OFFICES,
    OWN_MEDIA,
    PAPERS,
    PREPOSITIONS,
    PRONOUNS,
    SAYING,
)
from monitor.titles import TITLES

_PART = r"(?:[A-Z]\.|[^\W\d_a-z](?:[\w-]|['’](?!s\b))*)"
_FULL = re.compile(
    rf"(?<![\w'’-]){_PART}"
    rf"(?:[ \u00a0](?:{_PART}|(?:Gen|Lt|Dr|Col|Maj|Brig|Capt)\.|al|bin|de|ul|ur|d'Affaires))+"
    r"(?=(?P<rest>,\s(?:an?|the|its|his|her|[a-z-]+)\s[^,.;:\n]{3,60})?)"
)
_REMEMBERED = 4  # institutions that "it" may mean
_MOST_SEEN = 40  # sentences in which a pronoun's meaning is looked for
_OPENS = 80  # characters at a sentence's beginning that may name whom "he" means later
_FEW = 4  # people after a role, of whom one may be introduced by it
_MOST_PEOPLE = 100  # among whom the holder of an office is looked for
_FAR = 10_000  # characters in which another mention proves a name
_NEAR = 150  # characters from a name to the pronoun that means it
_LEAD = 70  # characters before a name in which its office may stand: "defence minister Ona Brill"
_INTRODUCED = re.compile(
    r"(?:^|[^\w\s'’-]\s*)(?P<as>(?:[Aa]n?|[Tt]he|[Ii]ts)\s[\w\s'’-]{3,60}),\s$"
)
_ACRONYM = re.compile(r"\(([A-Z][A-Za-z.&-]{1,9})\)|,\sor\s([A-Z]{2,9}),")
_CAPITAL = re.compile(r"[A-Z][\w'’-]*")
_LONG_NAME = re.compile(
    r"\b[A-Z][a-z][\w'’-]*(?: (?:(?:of|for|and|the|on) ){0,2}[A-Z][a-z][\w'’-]*){2,7}"
)
_SHORTEST_ACRONYM, _LONGEST_ACRONYM = 3, 6
_BEFORE_ACRONYM = 90  # characters
_SPACES = re.compile(r"\s+")
_WORDS = re.compile(r"[^\W_][\w.&'’-]*")
_OFFICES = OFFICES | TITLES
_SPEAKING = BODIES | OFFICES | MEDIA
_PRONOUNS = PRONOUNS | OBJECTS
_COMMON = (
    BODIES
    | OFFICES
    | frozenset(
        "health district provincial local federal relief aid emergency fire flood mine railway "
        "border medical humanitarian weather traffic village forest port harbour harbor airport "
        "prison interior foreign defence defense finance labour labor education transport justice "
        "energy agriculture".split()
    )
)
_HONORIFICS = (TITLES | OFFICES) - {"press"}
_BEFORE_NAMES = _HONORIFICS | NEVER_NAMES
_CHIEFS = frozenset(
    "chief chair chairman chairwoman chairperson head director president ceo".split()
)
# What only somebody does: "Footage shows", but "Vesk announced".
_PROVING = frozenset("said says told tells announced announces claimed claims".split())
_SHORT = {
    "cm": "chief minister",
    "pm": "prime minister",
    "dc": "deputy commissioner",
    "sp": "superintendent of police",
    "ceo": "chief executive",
}
_SPOKEN = frozenset("spokesman spokeswoman spokesperson".split())
_KNOWN = {name: known for known, names in INSTITUTIONS.items() for name in (*names, known.lower())}
_MODIFIERS = frozenset(
    "local senior top several some other many unnamed anonymous two three another outlawed "
    "banned proscribed".split()
)
_SPOKESMAN = re.compile(
    r"^(?P<whom>.+) (?:spokesman|spokeswoman|spokesperson|spokespeople|press (?:service|office))$"
)
_OF = re.compile(
    r"^(?P<who>officials|police|authorities|sources) (?:of|in|from|at) (?:the )?(?P<whom>.+)$",
    re.IGNORECASE,
)
# The media wing of an army has as many names as there are words for media.
_MEDIA_WING = re.compile(
    r"(?:pakistan(?:i|'s)? )?(?:army|military|armed forces)(?:'s?)? "
    r"(?:media|public relations|information)(?: affairs)? wing"
)
_NUMBERED = re.compile(r"\bRescue[\s-]?\d{3,4}\b")


class Person(NamedTuple):
    """Somebody named in full, and what stands beside the name there: words, and offices."""

    start: int
    name: str
    beside: str
    offices: frozenset[str]


class Cast:
    """Who is who in one article; asked about phrases from its beginning to its end."""

    def __init__(self, text: str) -> None:
        self._people = list(_people(text))
        self._starts = [person.start for person in self._people]
        self._surnames: dict[str, str] = {}
        self._told: dict[str, list[str]] = {}  # what stands beside the mentions of a name
        self._holders: set[str] = set()  # of an office
        self._ones: set[str] = set()  # roles of one person whom nobody names
        for person in self._people:
            self._surnames.setdefault(person.name.split()[-1].lower(), person.name)
            self._told.setdefault(person.name, []).append(person.beside)
            if person.offices:
                self._holders.add(person.name)
        self._acronyms = dict(_acronyms(text))
        if service := _NUMBERED.search(text):
            self._acronyms["officials of rescue"] = canonical(service.group())
        self._initials: dict[str, str] | None = None  # read when an acronym is not explained
        self._sides: dict[str, str] = {}
        self._text = text
        # Who spoke, or where a sentence begins that only names somebody: read when asked for.
        self._seen: list[str | tuple[int, int]] = []

    def resolve(self, words: Sequence[Word], who: Phrase, cue: str = "") -> tuple[str, bool]:
        """Return the canonical name of who speaks, "" if unknown, and whether it is by name."""
        low = words[who.first].low
        if who.last == who.first + 1 and low in _PRONOUNS:
            return self._pronoun(low, words, who.first), False
        if _is_same(words, who):
            return self._same(head(words, who).low), False
        if paper := _paper_of(words, who):
            whose = self._text[words[who.first].start : words[paper].end]
            return self._expanded(canonical(whose)), True
        if owner := _owner(words, who):
            whose = self._text[words[owner].start : words[who.last - 1].end]
            return self._expanded(canonical(whose)), True
        first, last = who.name
        if first < last:
            return self._named(words, who, is_proved=cue in _PROVING), True
        return self._office(words, who)

    def _same(self, role: str) -> str:
        """Return whom "the same source" means: the last who was called so, or may be."""
        seen = [name for name in islice(self._remembered(), _REMEMBERED) if name]
        called = (name for name in seen if role in name.lower().split())
        return next(called, "") or next((name for name in seen if _may_be(role, name)), "")

    def heard(self, name: str) -> None:
        """Remember who spoke."""
        self._seen.append(name)

    def met(self, start: int, end: int) -> None:
        """Remember a sentence in which nobody speaks: a pronoun may mean whom it begins with."""
        self._seen.append((start, end))

    def _remembered(self) -> Iterator[str]:
        """Yield who spoke or began a sentence, the last one first."""
        for at in range(len(self._seen) - 1, max(-1, len(self._seen) - 1 - _MOST_SEEN), -1):
            seen = self._seen[at]
            if isinstance(seen, tuple):
                seen = self._seen[at] = self._first_of(*seen)
            if seen:
                yield seen

    def _first_of(self, start: int, end: int) -> str:
        """Return the person or institution that a sentence begins with."""
        words = cut(self._text, start, min(end, start + _OPENS))
        who = after(words, 0)
        if who and words[0].low == "the" and head(words, who).low in ONE_PERSON - _SPOKEN:
            return self._role(words, who)
        if not who or who.name[0] == who.name[1]:
            return ""
        name = self._named(words, who)
        if any(word.low in BETWEEN for word in words[slice(*who.name)]):
            return name  # "Doctors Across Borders"
        return name if self.is_person(name) or head(words, who).low in BODIES else ""

    def _role(self, words: Sequence[Word], who: Phrase) -> str:
        """Return who is meant by "the mayor", with whom a sentence begins."""
        place = words[who.first].start
        role = canonical(self._text[place : words[who.last - 1].end])
        found = self._latest(place, frozenset((head(words, who).low,)))
        self._ones.add(found or role)
        return found or role

    @property
    def _speaker(self) -> str:
        """The last person who spoke."""
        seen = self._remembered()
        return next((name for name in seen if self.is_person(name) or name in self._ones), "")

    def _bodies(self) -> list[str]:
        """Return the institutions that spoke, the last one first.

        "Red Sickle" looks like somebody's name, but has no office.
        """
        bodies = (
            name
            for name in self._remembered()
            if name not in self._holders and name not in self._ones
        )
        return list(islice(bodies, _REMEMBERED))

    def is_person(self, name: str) -> bool:
        """Say whether a canonical name is of somebody in the article."""
        return self._surnames.get(name.rsplit(maxsplit=1)[-1].lower() if name else "") == name

    def side(self, name: str, written: str, words: Sequence[Word]) -> str:
        """Return for whom somebody speaks: by the name, what is written, or what was told before.

        "VLA spokesman Ona Brill" speaks for the VLA, and so does "Brill" later on.
        """
        side = side_of(name) or side_told(written, self._known)
        if "ommissioner" in written and kind_of(side) == "government" and self._is_police(words):
            side = "security"
        if not side and any(word in written for word in _GROUPS):
            side = next(filter(None, map(side_of, self._bodies())), "")
        if side:
            self._sides.setdefault(name, side)
        elif name and name not in self._sides:
            told = (side_told(beside, self._known) for beside in self._told.get(name, ()))
            self._sides[name] = next(filter(None, told), "")
        return side or self._sides.get(name, "")

    def _is_police(self, words: Sequence[Word]) -> bool:
        """Say whether police are told of beside a commissioner, or in the headline."""
        title = self._text.find("\n")
        return any(word.low == "police" for word in words) or (
            title > 0 and "police" in self._text[:title].lower()
        )

    def _known(self, name: str) -> str:
        """Return the canonical form of a name, as the article explains it."""
        return self._expanded(canonical(name))

    def _pronoun(self, pronoun: str, words: Sequence[Word], at: int) -> str:
        """Return whom a pronoun means."""
        place = words[at].start
        if pronoun in OF_ONE:
            begins = self._first_of(words[0].start, place) if at else ""
            if begins and self.is_person(begins):
                return begins  # "His successor, General Ona Brill, corrected: nine died, she said."
            return self._speaker or self._latest(place, frozenset()) or self._nearest(place)
        bodies = self._bodies()
        fit = (name for name in bodies if _is_plural(name) == (pronoun != "it"))
        return next(fit, "" if pronoun == "it" else next(iter(bodies), ""))

    def _nearest(self, place: int) -> str:
        """Return whoever was named in full shortly before a place."""
        at = bisect_left(self._starts, place) - 1
        is_near = at >= 0 and place - self._starts[at] <= _NEAR
        return self._people[at].name if is_near else ""

    def _named(self, words: Sequence[Word], who: Phrase, *, is_proved: bool = False) -> str:
        """Return the full form of a name; that somebody said something proves it one."""
        first, last = who.name
        inside = words[first:last]
        name = self._text[inside[0].start : inside[-1].end]
        if any(word.low in BODIES for word in inside) or who.last > last:
            whole = canonical(self._text[words[who.first].start : words[who.last - 1].end])
            if any(word.low in BODIES or word.text.isupper() for word in inside):
                return self._expanded(whole)
        if _is_of(words, last) and len(inside) == 1 and inside[0].low not in self._surnames:
            return canonical(self._text[inside[0].start : words[who.last - 1].end])
        if len(inside) == 1 and not is_proved and self._is_unproved(inside[0], words):
            return ""
        full = self._surnames.get(inside[-1].low)
        return full or self._expanded(canonical(name))

    def _is_unproved(self, word: Word, words: Sequence[Word]) -> bool:
        """Say whether only the sentence's beginning makes a name of a word: "Footage shows"."""
        return (
            word.start == words[0].start
            and not word.text.isupper()
            and word.text.isalpha()  # no "Rescue 1122"
            and word.low not in _SPEAKING
            and self._text.find(word.text, word.end, word.end + _FAR) < 0
            and self._text.find(word.text, max(0, word.start - _FAR), word.start) < 0
        )

    def _expanded(self, name: str) -> str:
        """Write an acronym out as the article explains it."""
        if name not in self._acronyms and name.isupper() and name.isalpha():
            if self._initials is None:
                self._initials = dict(_initials(self._text))
            return self._initials.get(name, name)
        return self._acronyms.get(name, name)

    def _office(self, words: Sequence[Word], who: Phrase) -> tuple[str, bool]:
        """Return who holds an office, or the institution that speaks."""
        inside = words[who.first : who.last]
        if inside[0].low in {"its", "their"} and inside[-1].low in _SPOKEN | PAPERS:
            whose = self._pronoun("it" if inside[0].low == "its" else "they", words, who.first)
            if whose and not self.is_person(whose):
                return whose, False
        if whose := self._spoken_for(inside):
            return whose, False
        core = list(takewhile(lambda word: word.low not in PREPOSITIONS, inside))
        offices = frozenset(word.low for word in core) & ONE_PERSON
        definite = inside[0].low in {"the", "its", "their", "his", "her"}
        is_short = definite and len(inside) == len(("the", "minister"))
        found = ""
        if core[-1].low in ONE_PERSON and (definite or inside[0].low not in DETERMINERS):
            place = inside[0].start
            found = self._latest(place, offices) or self._next(place, offices)
            if not found and is_short and inside[0].low == "the":
                found = self._again(core[-1].low)
        elif is_short and core[-1].low in _ANAPHORIC:
            # "the union" may be the body just named, but never "the governor".
            bodies = (name for name in self._bodies() if _may_be(core[-1].low, name))
            found = next(bodies, "")
        is_known = not found and core[-1].low not in ONE_PERSON
        written = self._text[inside[0].start : inside[-1].end]
        if inside[0].start == words[0].start and _is_lowered(inside):
            written = written.lower()
        whole = canonical(written)
        if not found and _is_one(core[-1]):
            self._ones.add(whole)
        return found or self._expanded(whole), is_known

    def _again(self, role: str) -> str:
        """Return whom "the officer" means: the last person, or "a senior police officer"."""
        for name in self._remembered():
            if self.is_person(name) or (name in self._ones and name.split()[-1] == role):
                return name
        return ""

    def _spoken_for(self, inside: Sequence[Word]) -> str:
        """Return for whom "a spokesman" speaks of whom only that is said: the body told of last."""
        if len(inside) != len(("a", "spokesman")) or inside[0].low != "a":
            return ""
        if inside[1].low not in _SPOKEN:
            return ""
        bodies = (one for one in self._bodies() if not BODIES.isdisjoint(one.lower().split()))
        return next(bodies, "")

    def _latest(self, place: int, offices: frozenset[str]) -> str:
        """Return the last person before a place who holds one of these offices, or any."""
        wanted = _alike(offices) if offices else _OFFICES
        last = bisect_left(self._starts, place)
        for person in reversed(self._people[max(0, last - _MOST_PEOPLE) : last]):
            if person.offices & wanted:
                return person.name
        return ""

    def _next(self, place: int, offices: frozenset[str]) -> str:
        """Return the first person after a place who holds the office: "its chief … Ona Brill"."""
        first = bisect_left(self._starts, place)
        for person in self._people[first : first + _FEW]:
            if person.offices & _alike(offices):
                return person.name
        return ""


_GROUPS = ("group’s", "group's", "outfit’s", "outfit's", "organisation's", "organisation’s")
_MANY = frozenset("police media forces personnel staff rangers guards services".split())
_ANAPHORIC = frozenset(
    "group outfit agency ministry organisation organization body authority company firm bank "
    "department party militia union institute survey statement report bulletin post office operator"
    " carrier".split()
)
_OF_ANY_KIND = frozenset(
    "group outfit agency organisation organization body authority survey statement report bulletin"
    " post office".split()
)
ONE_PERSON = (
    OFFICES
    & frozenset(
        TITLES | _CHIEFS | _SPOKEN | _SHORT.keys() | frozenset("official envoy coordinator".split())
    )
) - frozenset("officers rescuers".split())


def _is_lowered(inside: Sequence[Word]) -> bool:
    """Say whether only its sentence's beginning gave a role its capital: "Engineers"."""
    is_plain = len(inside) == 1 or inside[0].low in {"those", "people"}
    return is_plain and inside[0].is_title_case


def _is_of(words: Sequence[Word], at: int) -> bool:
    """Say whether a name goes on with "of": "Sons of Vesk"."""
    return at + 1 < len(words) and words[at].low == "of" and words[at + 1].is_name


def _is_same(words: Sequence[Word], who: Phrase) -> bool:
    """Say whether a phrase points back: "the same source"."""
    return [word.low for word in words[who.first : who.first + 2]] == ["the", "same"]


def _may_be(word: str, name: str) -> bool:
    """Say whether "the union" may mean a body: one of that kind, or of none that its name tells."""
    own = set(name.lower().split())
    if word in own:
        return True
    if name.islower():
        return word in _OF_ANY_KIND and name not in OFFICES
    return word in _OF_ANY_KIND or own.isdisjoint(_ANAPHORIC - _OF_ANY_KIND)


def _is_one(word: Word) -> bool:
    """Say whether a role is one person's: "headman", no "police" or "officials"."""
    many = word.low.endswith("s") and not word.low.endswith("ss")
    return not many and word.low not in BODIES | MEDIA | PAPERS | _MANY


def _paper_of(words: Sequence[Word], who: Phrase) -> int:
    """Return where a paper ends whose reporter writes, or 0: "the Sandal Post's Ona Brill"."""
    for at in range(who.first, who.name[1] - 1):
        if words[at].low in MEDIA - OWN_MEDIA and words[at].text.endswith(("'s", "’s")):
            return at
    return 0


def _owner(words: Sequence[Word], who: Phrase) -> int:
    """Return where the institution begins that a paper or a spokesman speaks for, or 0.

    "figures from the water board", "a report by the bank", "a spokesman for the army".
    """
    first = head(words, who)
    if first.low not in PAPERS | _SPOKEN:
        return 0
    of = words.index(first, who.first) + 1
    is_named = of < who.name[0] < who.name[1]  # "a spokesman for the army, Ona Brill"
    if is_named or of + 1 >= who.last or words[of].low not in {"of", "by", "from", "for"}:
        return 0
    return of + 1


def _is_plural(name: str) -> bool:
    """Say whether "they" are meant, not "it": officials of Vesk, security forces, police."""
    first = name.partition(" of ")[0].rpartition(" ")[2]
    return first in _MANY or (first.islower() and first.endswith("s") and first in OFFICES)


def _alike(offices: frozenset[str]) -> frozenset[str]:
    """Add the other words for the same office."""
    return (
        offices
        | (_CHIEFS if offices & _CHIEFS else frozenset())
        | (_SPOKEN if offices & _SPOKEN else frozenset())
    )


def _people(text: str) -> Iterator[Person]:
    """Yield the people whom an article names in full, with the offices beside their names."""
    if text.isupper():
        return  # where all is in capitals, nothing stands out as a name
    for match in _FULL.finditer(text):
        written = match.group().split()
        titled = [
            at
            for at, word in enumerate(map(_bare, written[:-1]), 1)
            if word in _BEFORE_NAMES and len(word) > 1
        ]
        count = titled[-1] if titled else 0
        of = text.endswith("of ", 0, match.start()) and _bare(written[0]) in BODIES
        count = max(count, of)  # "Superintendent of Police Ona Brill"
        named = written[count:]
        if len(named) == 1 or any(_bare(word) in BODIES for word in named):
            continue
        if _bare(named[-1]) in _OFFICES or _bare(named[0]) in BETWEEN:
            continue  # "the Prime Minister's coordinator" names nobody
        name = " ".join(named).rstrip(".")
        ahead = text[max(0, match.start() - _LEAD) : match.start()]
        introduced = _INTRODUCED.search(ahead)
        lead = re.split(r"[^\w\s'’-]", ahead)[-1].split()[-2:]
        lead = introduced.group("as").split() if introduced else lead
        beside = [*lead, *written[:count], *_described(match.group("rest") or "")]
        offices = frozenset(map(_bare, beside)) & _OFFICES
        told = " ".join(beside)
        if offices:
            offices |= {short for short, office in _SHORT.items() if office in told.lower()}
        yield Person(match.start(), name, told, offices)


def _described(rest: str) -> list[str]:
    """Return the words of an apposition: ", the harbour minister", not ", its chief said"."""
    words = rest.strip(", ").split()
    return [] if any(word in SAYING for word in words) else words


def _acronyms(text: str) -> Iterator[tuple[str, str]]:
    """Yield acronyms with what the article explains them by."""
    for match in _ACRONYM.finditer(text):
        acronym = match.group(1) or match.group(2)
        letters = acronym.replace(".", "").lower()
        before = _WORDS.findall(text, max(0, match.start() - _BEFORE_ACRONYM), match.start())
        before = before[-2 * len(letters) :]
        if count := spells(letters, [word.lower() for word in before]):
            yield acronym, canonical(" ".join(before[-count:]))


def _initials(text: str) -> Iterator[tuple[str, str]]:
    """Yield the initials of the institutions that a text names in full, with their names."""
    for match in _LONG_NAME.finditer(text):
        names = list(_CAPITAL.finditer(match.group()))
        for count in range(_SHORTEST_ACRONYM, min(len(names), _LONGEST_ACRONYM) + 1):
            some = names[-count:]
            if any(_bare(name.group()) in BODIES for name in some):
                letters = "".join(name.group()[0] for name in some)
                yield letters, canonical(match.group()[some[0].start() :])


@lru_cache(4096)  # an archive has few speakers that come often
def canonical(name: str) -> str:
    """Return the one form of a speaker's name that all articles share.

    "the military's media wing" and "ISPR" are Inter-Services Public Relations; titles,
    articles and what stands in brackets go; "health department officials" are "officials of
    health department".
    """
    plain = _SPACES.sub(" ", re.sub(r"\([^()]*\)", " ", name)).strip(" ,.;:\"'“”‘’")
    plain = plain.replace("’", "'")
    words = plain.split(" ")
    while len(words) > 1 and words[0].lower() in DETERMINERS | _MODIFIERS:
        words = words[1:]
    plain = re.sub(r"'s?$", "", " ".join(words))
    if known := _KNOWN.get(plain.lower()):
        return known
    # "Army Information Wing" is a name, and may be any army's.
    if _MEDIA_WING.fullmatch(plain.lower()) and not plain.endswith("Wing"):
        return "Inter-Services Public Relations"
    bare = _without_titles(words)
    if len(bare) < len(words) and bare and bare[0][:1].isupper():
        return " ".join(bare)
    return _officials(plain)


def _without_titles(words: list[str]) -> list[str]:
    """Drop the offices before a name in capitals."""
    last = max((at for at, word in enumerate(words) if _is_honorific(word)), default=-1)
    rest = words[last + 1 :]
    is_person = BODIES.isdisjoint(map(_bare, rest))  # no "Red Star Union"
    return rest if rest and is_person and all(word[:1].isupper() for word in rest) else words


def _is_honorific(word: str) -> bool:
    """Say whether a word goes before a name: no "Workers' Union" or "Nurses Association"."""
    bare = _bare(word)
    many = bare.endswith("s") and bare[:-1] in _HONORIFICS
    return bare in _HONORIFICS and not many and not word.endswith(("'", "’", "'s", "’s"))


def _officials(name: str) -> str:
    """Write "officials of X" for all the ways to say it; common words in small letters."""
    if match := _SPOKESMAN.match(name):
        return canonical(match.group("whom"))
    words = name.split(" ")
    if _is_common(words):  # only the beginning of a sentence gave it a capital
        words[0] = words[0].lower()
        name = " ".join(words)
    if match := _OF.match(name):
        return f"{match.group('who').lower()} of {_country(match.group('whom'))}"
    of_whom = any(word[0].isupper() or word in BODIES for word in words[:-1])
    if of_whom and words[-1].lower() in {"officials", "authorities", "sources"}:
        return f"{words[-1].lower()} of {_country(' '.join(words[:-1]))}"
    return name


def _is_common(words: list[str]) -> bool:
    """Say whether a phrase is of common words: "Police", "Hospital sources", not "Vesk police"."""
    first = words[0]
    known = first.lower() in _COMMON and not (first.isupper() and len(first) > 1)
    return known and all(word.islower() for word in words[1:])


def _country(name: str) -> str:
    """Return the country of an adjective: "Indian officials" are officials of India."""
    return COUNTRIES.get(name.lower(), name)


def _bare(word: str) -> str:
    bare = word.strip(",.;:()").lower()
    return bare.removesuffix("'s").removesuffix("’s").rstrip("'’")
