"""What other programs make of numbers in a text, in the shape of `wirewatch try figures`.

- quantulum3 finds numbers with units; it knows nothing of people.
- text2num finds number words and digits.
- the two-sided regex is what everybody writes first: a number with "killed" a few words before
  or behind it.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from typing import Any

Contender = Callable[[str], dict[str, Any]]

_WORDS = dict(
    zip(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen twenty".split(),
        range(1, 21),
        strict=True,
    )
)
_NUMBER = rf"\b(\d[\d,]*|{'|'.join(_WORDS)})\b"
_EFFECTS = {
    "killed": r"(?:killed|dead|died|deaths?|murdered|martyred)",
    "injured": r"(?:injured|wounded|hurt|injuries)",
    "missing": r"missing",
    "rescued": r"rescued",
}
_TWO_SIDED = {
    effect: re.compile(
        rf"{_NUMBER}(?:\s+\w+){{0,3}}?\s+{verb}\b|\b{verb}\s+(?:\w+\s+){{0,2}}?{_NUMBER}",
        re.IGNORECASE,
    )
    for effect, verb in _EFFECTS.items()
}


def two_sided(text: str) -> dict[str, Any]:
    """Find numbers near a verb; the first one is the toll."""
    found: list[dict[str, Any]] = []
    toll: dict[str, Any] = {}
    for effect, pattern in _TWO_SIDED.items():
        for match in pattern.finditer(text):
            group = 1 if match[1] else 2
            written = match[group].lower().replace(",", "")
            value = _WORDS.get(written) or int(written)
            found.append(_exactly(value, *match.span(group), effect))
            toll.setdefault(effect, {"value": value})
    return {"figures": found, "toll": toll}


def with_quantulum() -> Contender:
    """Return the reader of the nearest library."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says that it has no classifier
        from quantulum3 import parser  # noqa: PLC0415

    def read(text: str) -> dict[str, Any]:
        try:
            found = parser.parse(text)
        except Exception:  # noqa: BLE001 - one text that it fails at must not end the run
            found = []
        return {
            "figures": [_exactly(one.value, one.span[0], one.span[1], "other") for one in found]
        }

    return read


def with_text2num() -> Contender:
    """Return the reader of number words."""
    from text_to_num import find_numbers  # noqa: PLC0415

    class Word:
        def __init__(self, found: re.Match[str]) -> None:
            self.found = found

        def text(self) -> str:
            return self.found[0]

        def nt_separated(self, _: Any) -> bool:
            return False

        def not_a_number_part(self) -> bool:
            return False

    def read(text: str) -> dict[str, Any]:
        words = [Word(found) for found in re.finditer(r"\w+(?:[.,]\d+)*|[^\w\s]", text)]
        found = find_numbers(words, "en", threshold=0)
        ends = [
            (one.value, words[one.start].found.start(), words[one.end - 1].found.end())
            for one in found
        ]
        return {"figures": [_exactly(value, begin, end, "other") for value, begin, end in ends]}

    return read


def _exactly(value: float, start: int, end: int, effect: str) -> dict[str, Any]:
    return {"value": value, "low": value, "high": value, "bound": "exactly", "effect": effect,
            "start": start, "end": end}  # fmt: skip
