"""Say what is wrong with a value in words that a journalist can act on.

`timezone = "Asia/Karachee"` must end as "there is no time zone 'Asia/Karachee'. Did you
mean 'Asia/Karachi'?", never as "Input should be a valid string [type=string_type]".
A check raises `Wrong`; pydantic collects them; `rewrite` puts pydantic's own findings
into the same form.

A `Wrong` keeps the offending value apart from the words, because the value may be a
secret: then the words are printed without it, and without the hint, which may repeat it.
Discarded: printing first and blotting out the secret afterwards; a quotation that was
cut short or escaped slips through.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import date, time
from difflib import get_close_matches
from typing import Any

from pydantic_core import ErrorDetails

from news.text import one_line


class Wrong(ValueError):  # noqa: N818  "raise Wrong" says it
    """One thing wrong with a value: `says` has {} where the value is quoted."""

    def __init__(self, says: str, value: object = None, hint: str = "") -> None:
        super().__init__(says)
        self.says, self.value, self.hint = says, value, hint

    def message(self, *, secret: bool = False) -> str:
        """Write the message; a secret value is not quoted."""
        return self.says.replace("{}", "this secret" if secret else quote(self.value))


_MANY = 1000  # known words among which the nearest is looked for
_LONGEST = 100  # characters of a word that are compared
_HUGE = 10**30  # Python refuses to print integers of thousands of digits


def quote(value: object) -> str:
    """Show a value on one harmless line, as it is written in TOML."""
    match value:
        case str():
            return f"'{one_line(value, 60)}'"
        case bool():
            return "true" if value else "false"
        case int() if abs(value) > _HUGE:
            return "this huge number"
        case int() | float():
            return str(value)
        case _:
            return kind(value)


# In order: a bool is an int, and a datetime a date.
_KINDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (bool, "true or false"),
    ((int, float), "a number"),
    (str, "text"),
    ((list, tuple), "a list"),
    (dict, "a table"),
    ((date, time), "a date or time"),
)


def kind(value: object) -> str:
    """Name what a TOML value is."""
    return next((name for types, name in _KINDS if isinstance(value, types)), "nothing")


def did_you_mean(word: object, known: Iterable[str], otherwise: str = "") -> str:
    """Suggest the nearest known word; list them all, if few, where none is near."""
    names = list(known)
    folded = {name.casefold(): name for name in names}
    near = _nearest(str(word).casefold(), folded)
    if near:
        return f"Did you mean {quote(folded[near[0]])}?"
    if otherwise or not names:
        return otherwise
    few = ", ".join(quote(name) for name in names[:20])
    return f"There is: {few}{' …' if len(names) > 20 else ''}."  # noqa: PLR2004


def _nearest(word: str, known: Collection[str]) -> list[str]:
    """Return the most similar known word, if one is similar.

    The search takes 10 µs for each known word: not among thousands, for thousands of mistakes.
    """
    few = known if len(known) <= _MANY else ()
    return get_close_matches(word[:_LONGEST], few, n=1, cutoff=0.6)


# What each of pydantic's type errors asks for, and how it is written.
_WANTED = {
    "string_type": "text in quotes",
    "int_type": "a whole number without quotes",
    "int_from_float": "a whole number without quotes",
    "bool_type": "true or false, without quotes",
    "tuple_type": 'a list such as ["one", "two"]',
    "dataclass_type": "a table of keys and values",
}


def rewrite(detail: ErrorDetails, keys: Iterable[str]) -> Wrong:
    """Put one of pydantic's findings into plain words; `keys` are those that exist there."""
    found, value, context = detail["type"], detail["input"], detail.get("ctx", {})
    if isinstance(error := context.get("error"), Wrong):
        return error
    if found == "missing":
        return Wrong("this key is missing", hint=f"Add a line: {detail['loc'][-1]} = …")
    if found == "unexpected_keyword_argument":
        return Wrong("this is not known here", hint=did_you_mean(detail["loc"][-1], keys))
    if found == "literal_error":
        return _not_one_of(value, context)
    if wanted := _WANTED.get(found):
        return Wrong(f"this is {kind(value)}, but should be {wanted}")
    return Wrong(one_line(detail["msg"], 200).replace("{}", "{ }"))


def _not_one_of(value: object, context: dict[str, Any]) -> Wrong:
    """Say which words are possible."""
    expected = str(context["expected"])
    hint = did_you_mean(value, re.findall(r"'([^']*)'", expected), otherwise=f"Write {expected}.")
    return Wrong(f"{{}} is not possible here; it should be {expected}", value, hint)
