"""Name the language of a text, in little memory.

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


def identify(text: str) -> str:
    """Return a text's language as a two-letter code."""
    code: str = _identifier().classify(text)[0]
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
