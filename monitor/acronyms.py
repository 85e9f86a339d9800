"""What an article says that its acronyms mean.

    the Vesk Liberation Army (VLA)   Valley Librarians' Association (VLA)   VLA (Valley …)
    वेस्क लिबरेशन आर्मी (वीएलए)   भारी जल परिषद (भाजप)   ویسک لبریشن آرمی (وی ایل اے)

Outlets explain an acronym once, in brackets, and use it from there on.  Behind a tracked name
it is learned for this article, if the name spells it; behind anything else that spells it,
it is somebody else's here, though the desk lists it as an alias.

What spells an acronym is found from its last letter back to its first, which must begin a
word (Schwartz and Hearst's way with biomedical papers).  In other scripts an acronym is
the English letters by their names, or the beginnings of the words.

Discarded: taking whatever stands in brackets ("Ona Brill (VLA)" names her party).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.beside import Beside
from news.text import words

Words = tuple[str, ...]

_SMALL = frozenset("of the and for in on to a an de la el du des".split())
_LONGEST = 8  # letters
_MOST_WORDS = 6  # of an acronym whose letters are written as words
_STEM = 4  # letters by which "Baloch" and "Balochistan" are one


def _letters(names: str) -> dict[str, str]:
    """Map the names of the English letters in a script to the letters."""
    return {
        words(name)[0]: letter
        for name, letter in zip(names.split(), "abcdefghijklmnopqrstuvwxyz", strict=True)
    }


_SPELLED = {
    **_letters("ए बी सी डी ई एफ जी एच आई जे के एल एम एन ओ पी क्यू आर एस टी यू वी डब्ल्यू एक्स वाई जेड"),
    **_letters(
        "এ বি সি ডি ই এফ জি এইচ আই জে কে এল এম এন ও পি কিউ আর এস টি ইউ ভি ডব্লিউ এক্স ওয়াই জেড"
    ),
    **_letters(
        "اے بی سی ڈی ای ایف جی ایچ آئی جے کے ایل ایم این او پی کیو آر ایس"
        " ٹی یو وی ڈبلیو ایکس وائی زیڈ"
    ),
}
_SPELLED |= {words(name)[0]: letter for name, letter in (("डी", "d"), ("ऐ", "a"), ("एच", "h"))}
_NAMES = re.compile("|".join(sorted(map(re.escape, _SPELLED), key=len, reverse=True)))


def meanings(beside: Beside) -> dict[str, set[Words]]:
    """Return what an article says, in brackets, that its Latin acronyms mean."""
    found: dict[str, set[Words]] = {}
    for first, last in beside.bracketed.items():
        if not beside.is_explained(first):
            continue
        if first == last and is_written(beside, first):
            letters = beside.word(first)
            before = _before(beside, first - 1, min(len(letters) + 5, 2 * len(letters)))
            long = tuple(beside.word(at) for at in before)
            if count := spells(letters, long):
                found.setdefault(letters, set()).add(long[-count:])
        elif is_written(beside, first - 1):
            letters = beside.word(first - 1)
            long = tuple(beside.word(at) for at in range(first, last + 1))
            if spells(letters, long) == len(long):
                found.setdefault(letters, set()).add(long)
    return found


def learned(beside: Beside, first: int, last: int, latin: Sequence[Sequence[str]]) -> list[str]:
    """Return the words of the acronym that is given to a name where it stands.

    `latin` are the other ways to write the name, whose letters other scripts may spell.
    """
    name = [beside.word(at) for at in range(first, last + 1)]
    end = beside.bracketed.get(last + 1)
    if end is not None and beside.is_explained(last + 1):
        inside = [beside.word(at) for at in range(last + 1, end + 1)]
        return inside if _fits(beside, last + 1, inside, name, latin) else []
    if beside.bracketed.get(first) == last and is_written(beside, first - 1):
        before = [beside.word(first - 1)]
        return before if _fits(beside, first - 1, before, name, latin) else []
    return []


def _fits(
    beside: Beside,
    at: int,
    inside: Sequence[str],
    name: Sequence[str],
    latin: Sequence[Sequence[str]],
) -> bool:
    """Say whether words in brackets are an acronym of a name."""
    if beside.has_case(at):
        return len(inside) == 1 and is_written(beside, at) and bool(spells(inside[0], name))
    if len(inside) > _MOST_WORDS:
        return False
    if letters := _by_letters("".join(inside)):
        return any(spells(letters, other) for other in latin)
    return len(inside) == 1 and _of_beginnings(inside[0], name)


def is_written(beside: Beside, at: int) -> bool:
    """Say whether a word is written like an acronym."""
    return 1 < len(beside.word(at)) <= _LONGEST and beside.is_in_capitals(at)


def spells(letters: str, long: Sequence[str]) -> int:
    """Return how many words, counted from the last, spell an acronym; 0 where they do not."""
    text = " ".join(long)
    at = len(text)
    for number in range(len(letters) - 1, -1, -1):
        at -= 1
        while at >= 0 and not (
            text[at] == letters[number] and (number or at == 0 or text[at - 1] == " ")
        ):
            at -= 1
        if at < 0:
            return 0
    return text.count(" ", at) + 1


def alike(one: Sequence[str], other: Sequence[str]) -> bool:
    """Say whether two long names are one: Baloch and Balochistan Liberation Army."""
    left, right = ([word for word in name if word not in _SMALL] for name in (one, other))
    return len(left) == len(right) and all(
        a == b or (a[:_STEM] == b[:_STEM] and len(a) >= _STEM)
        for a, b in zip(left, right, strict=True)
    )


def _before(beside: Beside, last: int, most: int) -> range:
    """Return the words up to `last`, no more than `most`, within its sentence."""
    if not beside.word(last):
        return range(0)
    first = last
    while first > last - most + 1 and not beside.begins(first):
        first -= 1
    return range(first, last + 1)


def _by_letters(written: str) -> str:
    """Return the English letters that a word spells by their names; "" where it is none."""
    letters, at = "", 0
    while at < len(written):
        found = _NAMES.match(written, at)
        if found is None:
            return ""
        letters += _SPELLED[found.group()]
        at = found.end()
    return letters if len(letters) > 1 else ""


def _of_beginnings(written: str, name: Sequence[str]) -> bool:
    """Say whether a word is made of the beginnings of others, in order: भाजपा."""
    rests = {written}
    for word in name:
        rests = {
            rest[length:]
            for rest in rests
            for length in range(1, _STEM + 1)
            if rest[:length] == word[:length] and len(rest) >= length
        }
    return "" in rests
