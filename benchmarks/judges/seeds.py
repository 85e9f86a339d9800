"""Compare figures with two articles of which every number is known.

`seeds_gold.json` gives each figure with its place, value, bound, class and speaker, the numbers
that are none, and what the figures of one article say about each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

Row = Mapping[str, Any]
# Its places are attacked; its other kinds have our names.
_EFFECT = {"places": {"attacked"}}
_CHECK = {"sum_consistent": {"sum"}, "internal_inconsistency": {"rate", "period"}}


def wrong(key: Row, answer: Row) -> Iterator[str]:
    """Yield what is not as the key of one article has it."""
    left = list(answer["figures"])
    for figure in key["figures"]:
        start, end = figure["span"]
        one = next((one for one in left if one["start"] < end and start < one["end"]), None)
        if one is None:
            yield f"{figure['id']} missing: {figure['expression']}"
            continue
        left.remove(one)
        for name, right in _compare(figure, one):
            if not right:
                yield f"{figure['id']} {name}: {figure['expression']}, read {one}"
    for one in left:
        yield f"too much: {one['value']} {one['counts']} {one['effect']} in {one['sentence'][:80]}"


def _compare(figure: Row, one: Row) -> Iterator[tuple[str, bool]]:
    values = {figure["value"], figure["lo"]} - {None}
    yield "value", one["value"] in values
    yield "bound", one["bound"] == figure["comparator"]
    yield "effect", one["effect"] in _EFFECT.get(figure["kind"], {figure["kind"]})
    yield "class", one["victim_class"] == figure["victim_class"]
    yield "speaker", _same_speaker(figure["attribution"]["who"], one)


def _same_speaker(who: str | None, one: Row) -> bool:
    """Say whether one of the names in the key stands in the speaker."""
    said = " ".join(name for name in (one["speaker"], one["speaker_canonical"]) if name)
    if not who or who.startswith("editorial"):
        return not said
    forms = [who.partition(" (")[0], *re.findall(r"\((.+?)\)", who)]
    return any(form.casefold() in said.casefold() for form in forms)


def checks_wanted(gold: Row, name: str) -> list[set[str]]:
    """Return, for an article, the kinds of check that the key asks for."""
    own = {figure["id"] for figure in gold["docs"][name]["figures"]}
    return [
        _CHECK[relation["type"]]
        for relation in gold["relations"]
        if relation["type"] in _CHECK and own & set(relation["between"])
    ]
