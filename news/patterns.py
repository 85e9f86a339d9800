r"""Regular expressions that cannot stall: RE2, which never goes back.

A rule's expression runs over every article that comes.  Python's own engine takes hours for
`(a+)+$` on a line of forty letters; RE2 takes time proportional to the text, whatever the
expression, and refuses what would need too much memory.  So does it refuse what only going
back can do: `(?=…)`, `\1`.

This is the one place of `news` that needs more than Python's standard library: the grammar
must refuse an expression where it is written, and the matcher must run the same one.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import re2

# 8 MB are RE2's own measure; a tenth holds every expression that a person writes.
_MEMORY = 1_000_000
# Reasons to show: nobody reads more, and `.` would give one for each letter.
MOST_HITS = 100


class PatternError(ValueError):
    """An expression that cannot be run; says why."""


@lru_cache(maxsize=2_000)
def compiled(pattern: str, *, ignore_case: bool) -> Any:
    """Compile an expression; PatternError says why it cannot be run."""
    options = re2.Options()
    options.max_mem = _MEMORY
    options.case_sensitive = not ignore_case
    options.log_errors = False
    try:
        found = re2.compile(pattern, options=options)
        empty = found.search("") is not None
    except (re2.error, UnicodeError) as error:
        raise PatternError(_said(error)) from None
    if empty:
        raise PatternError("it fits the empty text, so it fits every article")
    return found


def hits(pattern: str, text: str, *, ignore_case: bool) -> Iterator[tuple[int, int]]:
    """Yield start and end of what an expression finds, from left to right."""
    sound = text.encode(errors="replace").decode()  # RE2 reads no half signs
    for count, found in enumerate(compiled(pattern, ignore_case=ignore_case).finditer(sound)):
        if count == MOST_HITS:
            return
        yield found.span()


def _said(error: Exception) -> str:
    said = error.args[0] if error.args else error
    return said.decode(errors="replace") if isinstance(said, bytes) else str(said)
