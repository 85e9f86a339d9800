"""Score figures on retold articles in which every number is annotated with who says it.

Of people killed, injured, missing and rescued: value (anywhere in the article, each figure used
once), value with effect, bound, class; precision of the killed; speaker by how he is named.  A
claimant is right where a word of his, or a form that `score/speakers.json` knows, stands in the
speaker, or the name that we know his letters by (UN, United Nations).  Of all annotated numbers:
how many get a speaker though nobody is named.

25 articles, those with the smallest SHA-256 of their id, are set aside: nobody looks at them
while the reader is built, and their scores are reported apart.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from monitor.figures.cast import canonical

ASIDE = 25
EFFECTS = {"killed", "injured", "missing", "rescued"}
CUES = {
    "named": "named_in_sentence",
    "by role": "role_or_pronoun_in_sentence",
    "carried": "carried",
}
# What is annotated as a number and is no figure for us.
NUMBERS_ONLY = {"age", "time", "identifier", "magnitude"}
_CLASSES = {
    "militant": "militants suicide_bombers suicide_fighters",
    "security": "security_personnel soldiers police navy_personnel",
    "civilian": "civilians women children men passengers labourers hostages",
}
CLASS = {what: name for name, whats in _CLASSES.items() for what in whats.split()}
_BOUNDS = {
    "eq": {"exactly"},
    "ge": {"at_least"},
    "gt": {"more_than"},
    "le": {"up_to"},
    "lt": {"less_than", "nearly"},
    "nearly": {"nearly"},
    "approx": {"about"},
    "range": {"range"},
    "vague": {"at_least", "about"},
}

Row = Mapping[str, Any]
Says = Callable[[str, Row], bool]


def aside(rows: Sequence[Row]) -> set[str]:
    """Return the ids of the articles that nobody looks at."""
    ids = sorted((row["id"] for row in rows), key=lambda one: sha256(one.encode()).hexdigest())
    return set(ids[:ASIDE])


def says_of(folder: Path) -> Says:
    """Return what tells whether a figure's speaker is the claimant that is annotated."""
    file = folder / "score" / "speakers.json"
    known = json.loads(file.read_text("utf-8")) if file.exists() else {}

    def says(claimant: str, figure: Row) -> bool:
        names = (figure.get("speaker"), figure.get("speaker_canonical"))
        who = " ".join(name for name in names if name)
        if not who:
            return False
        if known.get(claimant) and re.search(known[claimant], who):
            return True
        if known_as(claimant) in known_as(figure.get("speaker_canonical") or who):
            return True
        return any(
            len(word) > 2 and word.casefold() in who.casefold()  # initials say nothing
            for word in re.split(r"[ /]", claimant)
        )

    return says


def known_as(name: str) -> str:
    """Return the one form of all names of a speaker, as whole words in small letters."""
    return f" {canonical(name).casefold()} "


def score(rows: Sequence[Row], answers: Sequence[Row], says: Says) -> Counter[str]:
    """Count what is right."""
    counts: Counter[str] = Counter()
    for row, answer in zip(rows, answers, strict=True):
        read = answer["figures"]
        used: set[int] = set()
        for key in row["figures"]:
            if _is_judged(key):
                _score_value(counts, key, read, used)
            _score_speaker(counts, key, read, says)
        _score_killed(counts, row, read)
        _score_numbers(counts, row, read)
    return counts


def _is_judged(key: Row) -> bool:
    return key["effect"] in EFFECTS and key["unit"] == "persons"


def _score_value(counts: Counter[str], key: Row, read: Sequence[Row], used: set[int]) -> None:
    """Look for a figure of this value, the right effect and the right place first."""
    wanted = {key["value"], key["low"], key["high"]} - {None}
    near = [index for index, one in enumerate(read) if index not in used and _values(one) & wanted]
    counts["n"] += 1
    if not near:
        return
    best = min(near, key=lambda index: (read[index]["effect"] != key["effect"],
                                        not _overlap(read[index], key)))  # fmt: skip
    used.add(best)
    one = read[best]
    counts["value"] += 1
    counts["effect"] += one["effect"] == key["effect"]
    bounds = _BOUNDS.get(key["comparator"], set())
    is_range = key["comparator"] == "range" and one["low"] != one["high"]
    counts["bound"] += one["bound"] in bounds or is_range
    if key["what"] in CLASS:
        counts["class n"] += 1
        counts["class"] += one.get("victim_class") == CLASS[key["what"]]


def _score_speaker(counts: Counter[str], key: Row, read: Sequence[Row], says: Says) -> None:
    one = next((one for one in read if _overlap(one, key)), None)
    if key["attribution"]:
        cue = key["attribution_cue"]
        counts[f"{cue} n"] += 1
        counts[cue] += one is not None and says(key["attribution"], one)
        counts[f"{cue} silent"] += one is None or not one.get("speaker")
    else:
        counts["free"] += 1
        counts["invented"] += one is not None and bool(one.get("speaker"))


def _score_killed(counts: Counter[str], row: Row, read: Sequence[Row]) -> None:
    """Count those killed that are read; each key's value can be found once."""
    left = Counter(
        value
        for key in row["figures"]
        if key["effect"] == "killed"
        for value in {key["value"], key["low"], key["high"]} - {None}
    )
    for one in read:
        if one["effect"] == "killed":
            counts["killed n"] += 1
            hit = next((value for value in _values(one) if left[value] > 0), None)
            if hit is not None:
                left[hit] -= 1
                counts["killed"] += 1


def _score_numbers(counts: Counter[str], row: Row, read: Sequence[Row]) -> None:
    """Count numbers that are no figures for us (ages, times, labels), and those read as one."""
    for key in row["figures"]:
        if key["effect"] in NUMBERS_ONLY:
            counts["no figure n"] += 1
            counts["no figure"] += any(_overlap(one, key) for one in read)


def _values(one: Row) -> set[float]:
    return {value for value in (one["value"], one["low"], one["high"]) if value is not None}


def _overlap(one: Row, key: Row) -> bool:
    return bool(one["start"] < key["end"] and key["start"] < one["end"])
