"""Name the language of a text, in little memory.

Sindhi is taken for Pashto or Urdu, so its own letters decide; Dhivehi, which the model does
not know, is told by its script.

py3langid knows 140 languages; half of them, such as Faroese, are never news here and are
only wrong answers.  Leaving them out halves the model, and its tables are kept as arrays
instead of lists of Python numbers: in a forked worker every look at such a number writes
its reference count and so copies the page it lies on, 8 MB a worker.

The library walks a text byte by byte through a table of 40 MB that says where each byte leads
from each state.  Nearly all of it is repetition: from most states most bytes lead back to the
same few.  So each row is cut into pieces of sixteen bytes and each piece is kept once, 6 MB in
all, for a twentieth of a millisecond more a page.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from functools import cache
from typing import Any

from py3langid.langid import MODEL_FILE, LanguageIdentifier

# South Asia and its neighbours, the world's press, and what is easily taken for them.
LANGUAGES = frozenset(
    "en ur hi bn pa ne si ta te ml mr gu kn or as sd ps fa ar ku ug dv my bo dz mn tr az uz tg "
    "tk kk ky he am so sw ha yo ig zu af hy ka ru uk be bg sr hr bs sl mk cs sk pl hu ro sq el "
    "zh ja ko th lo km vi id ms jv tl fr de es pt it nl ca eu gl da sv no nb fi et lv lt is ga "
    "cy la mt eo".split()
)


# Letters of Sindhi that neither Urdu, Pashto nor Persian has.
_SINDHI = frozenset("ٻڀٺٽٿڃڄڇڊڌڍڏڦڪڱڳڻ")
_TAKEN_FOR_SINDHI = frozenset({"ps", "ur", "fa", "ar", "ug", "ku"})
_THAANA = re.compile("[\u0780-\u07bf]")  # the script of Dhivehi alone
_BITS = 4
_PIECE = 1 << _BITS  # bytes' moves; of 4 to 64, sixteen leave the least
_ONE_IN = 25  # characters; a Sindhi text has one in ten, a name quoted in Urdu far fewer


def identify(text: str) -> str:
    """Return a text's language as a two-letter code."""
    if 2 * len(_THAANA.findall(text)) > len(text):
        return "dv"
    code: str = _identifier().classify(text)[0]
    if code in _TAKEN_FOR_SINDHI:
        own = sum(character in _SINDHI for character in text)
        return "sd" if own * _ONE_IN > len(text) else code
    return code


@cache
def _identifier() -> Any:
    found = _Identifier.from_model_file(MODEL_FILE)
    found.set_languages(sorted(LANGUAGES & set(found.labels)))
    return found


class _Identifier(LanguageIdentifier):  # type: ignore[misc]  # it has no types
    """The library's model with its table of moves in pieces."""

    tk_nextmove: array[int]
    tk_row: array[int]
    tk_output: Any

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self._pieces, self._places = _in_pieces(self.tk_nextmove)
        self._rows = array("l", (row * (256 // _PIECE) for row in self.tk_row))
        self._output = array("l", self.tk_output)
        self.tk_nextmove = self.tk_row = self.tk_output = self._rowbase = array("l")

    def set_languages(self, langs: Any = None) -> None:
        """Choose languages for good: without what the library keeps to take it back."""
        super().set_languages(langs)
        self._full_model = None

    def _raw_score(self, text: bytes) -> Any:
        """Weigh the features that a text holds, as the library does."""
        visits = Counter(self._features(text))
        # Without any, what the library says of an empty text.
        return self._sparse_score(visits, self.nb_ptc) if visits else super()._raw_score(b"")

    def _features(self, text: bytes) -> list[int]:
        """Walk a text through the table and note what is found on the way."""
        pieces, places, rows, output = self._pieces, self._places, self._rows, self._output
        state, found = 0, []
        for byte in text:
            state = pieces[places[rows[state] + (byte >> _BITS)] + (byte & _PIECE - 1)]
            if (feature := output[state]) >= 0:
                found.append(feature)
        return found


def _in_pieces(moves: array[int]) -> tuple[array[int], array[int]]:
    """Return the pieces of a table, each once, and where each piece of the table begins there."""
    raw, width = memoryview(moves).cast("B"), _PIECE * moves.itemsize
    seen: dict[bytes, int] = {}
    places = array("I")
    for at in range(0, len(raw), width):
        places.append(seen.setdefault(bytes(raw[at : at + width]), _PIECE * len(seen)))
    return array(moves.typecode, b"".join(seen)), places
