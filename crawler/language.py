"""Name the language of a text, in little memory.

Sindhi is taken for Pashto or Urdu, so its own letters decide.

py3langid knows 140 languages; half of them, such as Faroese, are never news here and are
only wrong answers.  Leaving them out halves the model, and its tables are kept as arrays
instead of lists of Python numbers: in a forked worker every look at such a number writes
its reference count and so copies the page it lies on, 8 MB a worker.
"""

from __future__ import annotations

from array import array
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
_ONE_IN = 25  # characters; a Sindhi text has one in ten, a name quoted in Urdu far fewer


def identify(text: str) -> str:
    """Return a text's language as a two-letter code."""
    code: str = _identifier().classify(text)[0]
    if code in _TAKEN_FOR_SINDHI:
        own = sum(character in _SINDHI for character in text)
        return "sd" if own * _ONE_IN > len(text) else code
    return code


@cache
def _identifier() -> Any:
    found = LanguageIdentifier.from_model_file(MODEL_FILE)
    found.set_languages(sorted(LANGUAGES & set(found.labels)))
    # All that the library keeps for taking the choice back.
    found._full_model = None  # noqa: SLF001
    found._rowbase = array("l", found._rowbase)  # noqa: SLF001
    found.tk_output = array("l", found.tk_output)
    return found
