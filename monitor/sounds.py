"""Say whether two words are one name spelled twice, in one script or in two.

    Khawaja  k-v-j   a a a          Hasan   h-s-n  a a
    Khwaja   k-v-j   - a a          Husain  h-s-n  u ai      another name: u is not a
    خواجہ    k-v-j   - a a

Who writes a name anew keeps its consonants and guesses its vowels.  So a word comes down to
its consonants, in Latin letters and without what wanders (kh and k, q and k, w and v, doubled
letters, an h after a consonant), and to what stands between them.  Two words are alike if the
consonants are the same and no vowel contradicts its counterpart: e is heard as a or as i, o as
u, and a short one may be left out, as Arabic writing does.  The last place counts most:
Soleimani is not Soleiman.

A long word may also lack one consonant that the other has (Akhundzada, Akhunzada).

Calibrated on the pairs in tests/monitor/test_sounds.py.  Discarded: the likeness of letters
alone (Hasan and Hassan are as like as Rashid and Rashida), and a library for it: only the few
words whose consonants agree are ever compared, so that the standard one is quick enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

# Of a word that may lack a consonant; shorter ones become other names by it.
_LONG = 5
_LIKE = 0.9

# Latin spellings that change places, longest first; capitals are sounds of two letters.
_LATIN = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("ksh|x", "ks"),
        ("que?$", "k"),
        ("tch|ch", "C"),
        ("sch|sh", "S"),
        ("kh|ck|q|c", "k"),
        ("gh", "g"),
        ("zh", "j"),
        ("ph", "f"),
        ("w", "v"),
        # Dawood and Daud, Awais and Avais: a w before o or u is none.
        ("(?<=[aeiou])v(?=[ou])", ""),
        ("(?<=[bdfgjklmnprstvzCS])h", ""),
        ("h$", ""),
        ("^y(?=[aeiou])", "Y"),
        ("y", "i"),
    )
)
_ARABIC = {
    **dict.fromkeys("اع", "a"), **dict.fromkeys("بپ", "b"), **dict.fromkeys("تطٹټ", "t"),
    **dict.fromkeys("ثسص", "s"), **dict.fromkeys("جژ", "j"), **dict.fromkeys("چڅ", "C"),
    **dict.fromkeys("حه", "h"), **dict.fromkeys("خکقګ", "k"), **dict.fromkeys("گغ", "g"),
    **dict.fromkeys("دڈډ", "d"), **dict.fromkeys("ذزضظځ", "z"), **dict.fromkeys("رڑړ", "r"),
    **dict.fromkeys("شښ", "S"), **dict.fromkeys("نںڼ", "n"), **dict.fromkeys("یېۍےږ", "y"),
    "پ": "p", "ف": "f", "ل": "l", "م": "m", "و": "w", "ګ": "g", "ږ": "j", "ء": "",
}  # fmt: skip
# Devanagari, by its place in the block; Bengali and its neighbours are laid out alike.
_INDIC = {
    **dict.fromkeys("अआा", "a"), **dict.fromkeys("इईिीृऋ", "i"), **dict.fromkeys("उऊुूओोऑॉ", "u"),
    **dict.fromkeys("एेऍॅ", "e"), **dict.fromkeys("ऐै", "ai"), **dict.fromkeys("औौ", "au"),
    **dict.fromkeys("कख", "k"), **dict.fromkeys("गघ", "g"), **dict.fromkeys("चछ", "C"),
    **dict.fromkeys("जझ", "j"), **dict.fromkeys("टठतथ", "t"), **dict.fromkeys("डढदध", "d"),
    **dict.fromkeys("ङञणनंँ", "n"), "प": "p", "फ": "f", **dict.fromkeys("बभ", "b"), "म": "m",
    "य": "y", "र": "r", "ल": "l", "व": "v", **dict.fromkeys("शष", "S"), "स": "s", "ह": "h",
}  # fmt: skip
_NUKTA, _VIRAMA = "़", "्"
_DOTTED = {"ज": "z", "ड": "r", "ढ": "r"}
_BLOCK = 0x80  # signs of one Indic script
_FIRST_INDIC, _LAST_INDIC, _DEVANAGARI = 0x900, 0xD7F, 0x900
_VOWELS = "aeiou"
_HEARD = {"a": "a", "e": "ai", "i": "i", "o": "u", "u": "u"}
_SAYS_Z = re.compile("[^jz]")
_DOUBLED = re.compile(r"([^aeiou])\1+")
_SOUND = re.compile(rf"[{_VOWELS}]+|[^{_VOWELS}]")


class Script(Enum):
    """How much of a word its writing says."""

    LATIN = "vowels, as somebody heard them"
    ARABIC = "long vowels"
    INDIC = "vowels; z as j, where the dot is left out"


class Sounds(NamedTuple):
    """What is heard of a word: its consonants, and the vowels before, between and after them."""

    consonants: str
    vowels: tuple[str, ...]
    latin: str
    script: Script


def alike(one: str, other: str) -> float:
    """Say how alike two folded words are: 0 if they are two names, 1 if they are one word."""
    if one == other:
        return 1.0
    here, there = sounds(one), sounds(other)
    if _SAYS_Z.sub("", here.latin) != _SAYS_Z.sub("", there.latin) and Script.INDIC not in {
        here.script,
        there.script,
    }:
        return 0.0
    if here.consonants == there.consonants:
        return _likeness(here, there) if _vowels_agree(here, there) else 0.0
    few, many = sorted((here, there), key=lambda word: len(word.consonants))
    if len(many.consonants) < _LONG or few.consonants not in set(lacking(many.consonants)):
        return 0.0
    likeness = _likeness(here, there)
    ends_alike = (here.vowels[-1] == "") == (there.vowels[-1] == "")
    begins_alike = here.latin[0] == there.latin[0]
    return likeness if likeness >= _LIKE and begins_alike and ends_alike else 0.0


def _vowels_agree(here: Sounds, there: Sounds) -> bool:
    """Say whether no vowel contradicts its counterpart, and none is missing that is written."""
    for at, (one, other) in enumerate(zip(here.vowels, there.vowels, strict=True)):
        if one and other:
            if not {*_heard(one)} & {*_heard(other)}:
                return False
        elif one != other:
            lacking, has = (there, here) if one else (here, there)
            is_last = at == len(here.consonants)
            if is_last or (one or other) not in {*_may_lack(lacking.script, has.script)}:
                return False
    return True


def _may_lack(script: Script, other: Script) -> str:
    """Say which vowels a script may leave out of a word that the other writes with them."""
    writes_all = script is Script.INDIC or script is other is Script.ARABIC
    return "a" if writes_all else _VOWELS


def keys(word: str) -> Iterator[str]:
    """Yield under what a folded word is looked up: words that are alike have one in common."""
    consonants = sounds(word).consonants
    yield consonants
    if len(consonants) >= _LONG - 1:
        yield from lacking(consonants)


def lacking(consonants: str) -> Iterator[str]:
    """Yield consonants with one left out, not the first."""
    for at in range(1, len(consonants)):
        yield consonants[:at] + consonants[at + 1 :]


@lru_cache(maxsize=100_000)
def sounds(word: str) -> Sounds:
    """Return what is heard of a folded word."""
    latin = _spelled(word)
    consonants, vowels = "", [""]
    for sound in _SOUND.findall(latin):
        if sound[0] in _VOWELS:
            vowels[-1] = sound
        else:
            consonants += sound
            vowels.append("")
    script = Script.LATIN if word.isascii() else Script.ARABIC
    script = Script.INDIC if _is_indic(word) else script
    return Sounds(consonants.replace("z", "j"), tuple(vowels), latin, script)


def _spelled(word: str) -> str:
    """Spell a word in Latin letters, the same for all that change places."""
    if _is_indic(word):
        word = _from_indic(word)
    elif not word.isascii():
        word = _from_arabic(word)
    else:
        for pattern, sound in _LATIN:
            word = pattern.sub(sound, word)
    return _DOUBLED.sub(r"\1", word)


def _is_indic(word: str) -> bool:
    return any(_FIRST_INDIC <= ord(letter) <= _LAST_INDIC for letter in word)


def _from_indic(word: str) -> str:
    """Spell a word of an Indic script, whose short a is not written."""
    letters = [
        chr(_DEVANAGARI + (ord(sign) - _DEVANAGARI) % _BLOCK) if _is_indic(sign) else sign
        for sign in word
    ]
    spelled = ""
    for at, letter in enumerate(letters):
        dotted = letters[at + 1 : at + 2] == [_NUKTA]
        spelled += (_DOTTED.get(letter, "") if dotted else "") or _INDIC.get(letter, "")
    if letters[-2:-1] == [_VIRAMA]:  # Narendra ends on the a that its last letter carries
        spelled += "a"
    return re.sub("y", "i", re.sub("^y", "Y", spelled))


def _from_arabic(word: str) -> str:
    """Spell a word of an Arabic script: و and ی are vowels, unless one begins a syllable."""
    spelled = "".join(_ARABIC.get(letter, "") for letter in word)
    spelled = re.sub("^a(?![wy])", "aiu", spelled)  # it only says that a vowel begins
    spelled = re.sub("(?<=.)h$", "a", spelled)
    spelled = re.sub("(?<=[bkgjCd])h(?!a)", "", spelled)  # Bhutto, Khosa: folding joins both h
    spelled = re.sub("w(?=[ay])|^w", "v", spelled)
    return re.sub("y", "i", re.sub("^y", "Y", spelled)).replace("w", "u")


def _heard(vowels: str) -> str:
    return "".join(_HEARD[vowel] for vowel in vowels)


def _likeness(one: Sounds, other: Sounds) -> float:
    return SequenceMatcher(None, one.latin, other.latin, autojunk=False).ratio()
