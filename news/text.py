r"""One way to cut and fold text, for the matcher and for the search index alike.

"Khawāja Asif’s", "KHAWAJA ASIF" and "Khawaja-Asif" must be the same two words to a
rule, to a search and to the index, or a report is archived that no rule can find.
So a text becomes tokens once, here: each with its folded form and its place in the
original, from which snippets and highlights are cut.

- A word is letters, digits, marks and private-use signs.  Python's `\w` alone leaves
  out marks and so shatters Hindi, Bengali, Tamil and vocalised Arabic.
- Folded: case, Latin diacritics, Arabic vowel signs and letter variants (ي/ی, ك/ک, ة/ه),
  digits of all scripts, ligatures, zero-width joiners, soft hyphens.  Folding a folded
  word changes nothing, so what is written back is found again.  Indic vowel signs are
  kept: they are letters.
- An apostrophe inside a word vanishes (O'Brien → obrien) and a possessive goes with
  its s (Asif's → asif).  Dotted capitals are one word (U.S. → us).  Hyphens part words.

Words without places are had several times faster (`folded`): most articles interest nobody.

`VERSION` is stored beside the index: a change of folding means a rebuild.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

VERSION = 1

_FIRST_MARK, _FIRST_RARE, _LAST_MARK = 0x300, 0x10000, 0x1E94B


def _ranges(wanted: set[str], begin: int, end: int) -> str:
    """Write a character class of all code points of the given general categories."""
    found: list[list[int]] = []
    for code in range(begin, end):
        if unicodedata.category(chr(code)) in wanted:
            if found and found[-1][1] == code - 1:
                found[-1][1] = code
            else:
                found.append([code, code])
    return "".join(f"{chr(a)}-{chr(b)}" if a != b else chr(a) for a, b in found)


_USUAL_MARKS = _ranges({"Mn", "Mc", "Me", "Co"}, _FIRST_MARK, _FIRST_RARE)
# A character class of all signs that belong to words though `\w` leaves them out.
MARKS = _USUAL_MARKS + _ranges({"Mn", "Mc", "Me", "Co"}, _FIRST_RARE, _LAST_MARK)
_APOSTROPHE = "['\u2019\u02bc\u2018\uff07]"
_DOTS = r"(?:(?<!\w)[A-Za-z]\.){2,}(?:[A-Za-z](?!\w))?"


def _cutter(marks: str) -> re.Pattern[str]:
    """Compile what finds the words of a text, each a run of letters, digits and these marks.

    ZWNJ and ZWJ stand inside Persian, Hindi and Bengali words, soft hyphens inside any.
    """
    word = rf"(?:[^\W_]++|[{marks}])(?>(?:[^\W_]++|[{marks}\u200c\u200d\u00ad]++)*)"
    return re.compile(rf"{_DOTS}|{word}(?:{_APOSTROPHE}{word})*")


_TOKEN = _cutter(MARKS)
# Signs beyond the first plane are rare, and to look for their marks takes three times as long.
_USUAL_TOKEN = _cutter(_USUAL_MARKS)
_RARE = re.compile("[\U00010000-\U0010ffff]")
_ASCII_TOKEN = re.compile(rf"{_DOTS}|[A-Za-z0-9]+(?:'[A-Za-z0-9]+)*", re.ASCII)
_POSSESSIVE = re.compile(rf"{_APOSTROPHE}[sS]$")
# Tatweel, Arabic vowel signs, and the signs that make a letter or digit an emoji.  Whatever
# is no part of a word goes too: some ligatures come apart into spaces or fraction bars.
_DROPPED = re.compile(rf"[\u02bc\u0640\u064b-\u065f\u0670\u20e3\ufe00-\ufe0f]|_|(?:[^\w{MARKS}])")
_LONG_WORD = 64
# What word processors make of quotes and dashes, in a text that is plain without it.
_TYPED = (
    ("\u2019", "'"), ("\u2018", "'"), ("\u201c", " "), ("\u201d", " "), ("\u2013", " "),
    ("\u2014", " "), ("\u2026", " "), ("\u00a0", " "), (",", " "), ("(", " "), (")", " "),
    ("\u060c", " "), ("\u06d4", " "), ("\u0964", " "),
)  # fmt: skip
_DOTTED = re.compile(r"\.[A-Za-z]\.")
_MARKED_DOTS = re.compile(r"'[A-Za-z]\.[A-Za-z]\.")
_ASCII_DOTS = re.compile(_DOTS, re.ASCII)
_ASCII_POSSESSIVE = re.compile(r"'(?<=[A-Za-z0-9]')[sS](?![A-Za-z0-9]|'[A-Za-z0-9])")
_INNER = re.compile(r"'(?<=[A-Za-z0-9]')(?=[A-Za-z0-9])")
_ASCII_FOLD = "".join(chr(c).lower() if chr(c).isalnum() else " " for c in range(128))
_LATIN_MARKS = re.compile(r"[\u0300-\u036f]")
_LETTERS = str.maketrans(
    {
        "ي": "ی", "ى": "ی", "ئ": "ی", "ك": "ک", "ة": "ه", "ۀ": "ه", "ہ": "ه", "ھ": "ه", "ۃ": "ه",
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ؤ": "و", "ß": "ss", "ø": "o", "đ": "d", "ł": "l",
        "ı": "i",
    }
)  # fmt: skip


class Token(NamedTuple):
    """A folded word and the characters of the original that it stands for."""

    word: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """Cut a text into folded words with their places."""
    return [
        Token(word, *match.span())
        for match in _pattern(text).finditer(text)
        if (word := _folded(match.group()))
    ]


def bounds(text: str, begin: int = 0) -> list[tuple[int, int]]:
    """Return where the words of a text stand, without the words: in a third of the time.

    Of a text that is asked from `begin` on, that is where a line begins.
    """
    found = [match.span() for match in _pattern(text).finditer(text, begin)]
    if text.isascii() or len(found) == len(words(text[begin:])):
        return found
    # Some are marks alone, and no words.
    return [(start + begin, end + begin) for _, start, end in tokens(text[begin:])]


def _pattern(text: str) -> re.Pattern[str]:
    """Choose the quickest of those that cut a text alike."""
    if text.isascii():
        return _ASCII_TOKEN
    return _TOKEN if _RARE.search(text) else _USUAL_TOKEN


def words(text: str) -> list[str]:
    """Cut a text into folded words."""
    return folded(text).split()


def folded(text: str) -> str:
    """Return a text's folded words with white space between them.

    Says the same as `tokens`, several times faster: no word reaches over white space, so
    pieces between spaces are folded one by one and remembered; a text in ASCII is folded
    as a whole.
    """
    if not text.isascii():
        for sign, plain in _TYPED:
            text = text.replace(sign, plain)
        if not text.isascii():
            return " ".join(map(_PIECES.__getitem__, text.split()))
    if _DOTTED.search(text):
        if _MARKED_DOTS.search(text):
            return " ".join(_cut(text))
        text = _ASCII_DOTS.sub(_undotted, text)
    if "'" in text:
        text = _INNER.sub("", _ASCII_POSSESSIVE.sub("", text))
    return text.translate(_ASCII_FOLD)


def _undotted(found: re.Match[str]) -> str:
    return found.group().replace(".", "") + " "


def _cut(text: str) -> Iterator[str]:
    """Cut a text into folded words, one by one."""
    for word in _pattern(text).findall(text):
        if plain := _folded(word):
            yield plain


class _Pieces(dict[str, str]):
    """What lies between two spaces, folded; news repeats itself."""

    def __missing__(self, piece: str) -> str:
        plain = " ".join(_cut(piece))
        if len(piece) <= _LONG_WORD:
            if len(self) >= _MOST_PIECES:
                self.clear()
            self[piece] = plain
        return plain


_MOST_PIECES = 50_000
_PIECES = _Pieces()


def _folded(word: str) -> str:
    """Fold one word; absurdly long ones may not fill the cache."""
    return _fold(word) if len(word) <= _LONG_WORD else _fold.__wrapped__(word)


@lru_cache(maxsize=50_000)
def _fold(word: str) -> str:
    """Fold one word; news repeats its words, so most answers come from the cache."""
    word = _POSSESSIVE.sub("", word)
    if word.isascii():
        return word.replace("'", "").replace(".", "").lower()
    # Arabic letter variants are mapped before decomposition would split them.
    word = unicodedata.normalize("NFC", word).translate(_LETTERS)
    # Once more: mathematical capitals become plain capitals only when they are decomposed.
    word = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word.casefold()).casefold())
    word = _LATIN_MARKS.sub("", _DROPPED.sub("", word))
    word = unicodedata.normalize("NFC", word).translate(_LETTERS)
    return "".join(_digit(character) for character in word)


def _digit(character: str) -> str:
    """Write any script's decimal digit in ASCII."""
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)


_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof gen lt col maj capt brig adm sgt cpl gov sen rep rev hon st jr "
    "sr vs etc no inc ltd co corp dept est fig approx jan feb mar apr jun jul aug sep sept oct nov "
    "dec rs".split()
)
# "G.S. Brill" goes on; "in the U.S. Nine died" does not.
_INITIALS = re.compile(r"[^\W\d_](?:\.[^\W\d_])*")
_DOTTED_NAMES = frozenset("u.s u.k u.n e.u u.a.e d.c a.m p.m u.s.a i.e e.g u.s.s.r b.c a.d".split())
# Possessive, and never begun inside a run: a page of full stops would take hours.
_STOP = re.compile(
    r"""(?P<stop>(?<![.!?\u2026])[.!?\u2026]++|[\u3002\u06d4\u061f\u0964\u0965])"""
    r"""["'\u201d\u2019)\]]*+(?=\s)|\n+"""
)


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each sentence; a line always ends one.

    Abbreviations, initials and decimal points do not end a sentence, nor does a stop
    before a small letter.
    """
    start = 0
    for match in _STOP.finditer(text):
        stop = match.group("stop")
        if stop == "." and not _ends(text, start, match.start(), match.end()):
            continue
        yield from _trimmed(text, start, match.end())
        start = match.end()
    yield from _trimmed(text, start, len(text))


def _ends(text: str, start: int, stop: int, after: int) -> bool:
    """Say whether a full stop at `stop` ends the sentence that began at `start`."""
    word = text[max(start, stop - 12) : stop].split()[-1:] or [""]
    bare = word[0].strip("(\"'\u201c\u2018").casefold()
    initial = word[0].isupper() and _INITIALS.fullmatch(bare) and bare not in _DOTTED_NAMES
    following = text[after : after + 3].lstrip()[:1]
    return not (bare in _ABBREVIATIONS or initial or following.islower())


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the piece without the white space around it, if anything is left."""
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    if bare := piece.strip():
        yield start + left, start + left + len(bare)


# Everything that could end a header, forge a line or turn text around, in any mail or chat.
_CONTROL = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
)
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_SPACE = re.compile(r"\s+")


def one_line(text: str, limit: int = 0) -> str:
    """Return text from outside as one harmless line, cut to `limit` characters.

    No control, bidirectional or line-breaking character survives: safe for a header,
    a log line and a terminal.
    """
    line = _SPACE.sub(" ", _CONTROL.sub(" ", _SURROGATE.sub("\ufffd", text))).strip()
    if limit and len(line) > limit:
        line = line[: limit - 1].rstrip() + "…"
    return line


def clean_text(text: str) -> str:
    """Return text from outside without control characters, one paragraph a line."""
    lines = (one_line(line) for line in text.replace("\r", "\n").split("\n"))
    return "\n".join(line for line in lines if line)
