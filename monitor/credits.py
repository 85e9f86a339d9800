"""Read whom an article credits with its text: an agency, or another outlet.  Pure.

    KARACHI: (APP) - The provincial …          a dateline      the text is APP's
    by "AFP"                                   a byline        the text is AFP's
    … by the end of the week. — Reuters        a last line     the text is Reuters'
    (With inputs from ANI)                     a last line     part of it is ANI's
    "the minister told AFP"                                    nobody's credit

Agencies are known by a list, since "(ISPR)" and "(AFP)" look alike behind a town; what else is
printed in a last line's parentheses counts where a followed outlet has that name.  A name within
the report is not looked for: it says who was told, not who wrote.

Discarded: any capitals in parentheses (half of them are ministries); the outlet's own "Web desk"
beside an agency as the author of the whole (the text is the agency's, the desk gave it a title:
but "our correspondent" beside it reported himself).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache, lru_cache

from news.article import Article
from news.copy import NO_CREDIT, Credit
from news.text import folded, one_line

# Short name: the names under which it is credited.  Short names of two letters count only in
# the places of a credit, like all others.
AGENCIES: dict[str, tuple[str, ...]] = {
    "AA": ("Anadolu", "Anadolu Agency", "Anadolu Ajansi"),
    "AFP": ("Agence France-Presse", "Agence France Presse", "AFP News", "اے ایف پی", "एएफपी"),
    "ANI": ("Asian News International", "ANI News", "एएनआई"),
    "ANSA": (),
    "AP": ("Associated Press", "The Associated Press", "AP News", "اے پی", "एपी"),
    "APP": ("Associated Press of Pakistan", "APP News", "اے پی پی"),
    "BBC Monitoring": (),
    "BSS": ("Bangladesh Sangbad Sangstha",),
    "Bakhtar": ("Bakhtar News Agency", "BNA"),
    "Bernama": (),
    "Bloomberg": ("Bloomberg News",),
    "CNS": ("Catholic News Service",),
    "dpa": ("Deutsche Presse-Agentur", "German Press Agency"),
    "EFE": ("Agencia EFE",),
    "Fars": ("Fars News Agency",),
    "IANS": ("Indo-Asian News Service", "आईएएनएस"),
    "INP": ("Independent News Pakistan",),
    "IRNA": ("Islamic Republic News Agency", "IRNA English"),
    "ISNA": ("Iranian Students' News Agency",),
    "Kyodo": ("Kyodo News",),
    "Mehr": ("Mehr News Agency", "Mehr News"),
    "NNI": ("News Network International",),
    "Online": ("Online News Agency",),
    "PA": ("PA Media", "Press Association", "PA News Agency"),
    "Pajhwok": ("Pajhwok Afghan News", "PAN"),
    "PPI": ("Pakistan Press International",),
    "PTI": ("Press Trust of India", "भाषा", "पीटीआई"),
    "Reuters": ("Thomson Reuters", "Reuters News", "رائٹرز", "روئٹرز", "रॉयटर्स"),
    "RSS": ("Rastriya Samachar Samiti",),
    "Tasnim": ("Tasnim News Agency",),
    "TASS": ("ITAR-TASS",),
    "UNB": ("United News of Bangladesh",),
    "UNI": ("United News of India", "यूएनआई"),
    "UPI": ("United Press International",),
    "WAM": ("Emirates News Agency",),
    "Xinhua": ("Xinhua News Agency",),
    # Several, or one that is not named.
    "agencies": (
        "Agencies", "News Agencies", "News Agency", "Wire Services", "Wires", "News Wires",
        "Monitoring Desk", "Syndicated Feed", "Agency Report", "Agency", "ایجنسیاں", "ایجنسیز",
        "एजेंसी", "एजेंसियां",
    ),
}  # fmt: skip

_LONGEST_NAME = 60
_EDGE_LINES = 4  # at the end of a text
_LONGEST_LINE = 240  # characters of a line that is a credit and nothing else
_DATELINE = 160  # characters of the text in which its dateline ends
# In parentheses or brackets, then a dash or colon; or before it: "(AFP) -", "KARACHI: (APP)".
_BRACKETED = re.compile(r"[(\[]\s*([^()\[\]]{2,60})\s*[)\]]\s*([-\u2013\u2014:,.|]*)")
# A place and a day, no sentence: full stops only as in "Aug. 17" and "D.C.".
_BEFORE = re.compile(r"^(?:[^.!?]|\.(?=\s?[\d(\[,]|\S)){0,90}$")
# After a clock or a lead line: "15:24, April 3, 2026. TARNOSS (AP) -".
_IN_CAPITALS = re.compile(r"^[A-Z][A-Z' -]{2,40}(?:$|,|\s*$)")
_DASHED = re.compile(
    r"^[\w .,'\u2019/]{2,60}?\s*[-\u2013\u2014|/:,]\s*([A-Za-z][\w .'&/-]{1,40}?)"
    r"\s*[-\u2013\u2014:|]\s"
)
_LEADING = re.compile(r"^([A-Z][\w .&/-]{1,40}?)\s*[-\u2013\u2014|:]{1,2}\s")
_TRAILING = re.compile(
    r"(?:[-\u2013\u2014|\u2022]{1,2}|\bsource\s*:|\bcourtesy\s*:?|\bvia\b|\bby\b|\bagency\s*:)"
    r"\s*([A-Z][\w .,'&/-]{1,60}?)\s*\.?$|^[(\[]?\s*([^()\[\]]{2,60}?)\s*[)\]]?\.?$",
    re.IGNORECASE,
)
_ENDING = re.compile(
    r"[.!?\"\u201d\u2019\u06d4\u0964]\s*(?:[-\u2013\u2014]{1,2}\s*)?[(\[]?\s*([^()\[\].!?]{2,60}?)\s*[)\]]?\.?$"
)
_RIGHTS = re.compile(
    r"(?:\u00a9|\(c\)|copyright)[\s\d,\u2013-]*(?:by\s+)?([A-Z][\w .'&-]{1,60}?)"
    r"(?=[.,;|]|\s+all rights|\s+\d{4}|$)",
    re.IGNORECASE,
)
_INPUT = re.compile(
    r"\b(?:(?:additional|further|more)\s+)?"
    r"(?:(?:with|based on)\s+)?(?:additional\s+|some\s+)?"
    r"(?:in-?puts?|reporting|material|information)"
    r"\s+(?:from|by)\s+(?:the\s+)?([^.;)\]]{2,100})",
    re.IGNORECASE,
)
_CONTRIBUTED = re.compile(r"([^.;]{2,100}?)\s+(?:also\s+)?contributed to this\b", re.IGNORECASE)
_SYNDICATED = re.compile(
    r"published (?:directly )?(?:from|via) (?:a |an )?(?:syndicated|agency|wire|auto)"
    r"|auto-generated from (?:a|an) (?:syndicated|agency)|agency feed without modifications",
    re.IGNORECASE,
)
_REUTERS_TRAILER = re.compile(
    r"^\(?(?:additional )?reporting by .+;.*\b(?:editing|writing) by ", re.IGNORECASE
)
_SEPARATED = re.compile(r"\s*(?:[/,;&|+]|\band\b|\bwith\b|\u060c)\s*")
_OWN = frozenset("correspondent reporter desk staff bureau newsroom web team".split())
_REPORTERS = frozenset("correspondent reporter staff bureau".split())


def read_credit(article: Article, outlets: Collection[str] = ()) -> Credit:
    """Return whom an article credits; `outlets` are the names of those that are followed.

    A credit of the outlet to itself is none.
    """
    known = _Names(outlets, article.outlet.source)
    lines = [line for line in article.text.split("\n") if line.strip()]
    found = (
        _partial(lines, known)
        or _byline(article.authors, known)
        or _dateline(lines, known)
        or _last_lines(lines, known)
    )
    return found or NO_CREDIT


@cache
def agency_of(name: str) -> str:
    """Return an agency's usual short name; of other names the name itself.

    "Associated Press of Pakistan (APP)" is one, too.
    """
    bare = name.partition("(")[0].strip()
    return _AGENCIES.get(_key(name)) or _AGENCIES.get(_key(bare), name)


def _key(name: str) -> str:
    plain = folded(name)
    return " ".join(plain.removeprefix("the ").split())


_AGENCIES = {
    _key(written): short for short, names in AGENCIES.items() for written in (short, *names)
}


@lru_cache(maxsize=8)
def _by_key(outlets: frozenset[str]) -> dict[str, str]:
    return {_key(name): agency_of(name) for name in outlets}


class _Names:
    """Whom a credit may name."""

    def __init__(self, outlets: Collection[str], own: str) -> None:
        self._outlets = _by_key(frozenset(outlets))
        self._own = agency_of(own)

    def read(self, written: str) -> tuple[str, ...]:
        """Return the agencies of a credit; nothing where any part of it is something else."""
        parts = [part for part in _SEPARATED.split(written.strip()) if part]
        found = [self.one(written)] if self.one(written) else [self.one(part) for part in parts]
        return tuple(dict.fromkeys(name for name in found if name)) if all(found) else ()

    def some(self, written: str) -> tuple[str, ...]:
        """Return the agencies among what a credit names."""
        parts = [written, *_SEPARATED.split(written)]
        return tuple(dict.fromkeys(name for name in map(self.one, parts) if name))

    def one(self, written: str) -> str:
        """Return the agency or outlet of this name; "" for another, and for ourselves."""
        if not 1 < len(written) <= _LONGEST_NAME:
            return ""
        key = _key(written)
        found = _AGENCIES.get(key) or self._outlets.get(key, "")
        return "" if found == self._own else found


def _partial(lines: Sequence[str], known: _Names) -> Credit | None:
    """Read "with input from", which says that the rest is the outlet's own."""
    for line in _edges(lines):
        for pattern in (_INPUT, _CONTRIBUTED):
            if (match := pattern.search(line)) and (names := known.some(match[1].strip(" ()[]"))):
                return Credit(names, whole=False, said=one_line(match[0], 100))
    return None


def _byline(authors: Sequence[str], known: _Names) -> Credit | None:
    """Read the authors: "AFP", "Web Desk / AFP", "A Name, Associated Press"."""
    names = tuple(dict.fromkeys(name for author in authors for name in known.some(_bare(author))))
    if not names:
        return None
    beside = {word for author in authors for word in folded(author).split()}
    return Credit(
        names, whole=beside.isdisjoint(_REPORTERS), said=one_line(", ".join(authors), 100)
    )


def _bare(author: str) -> str:
    return re.sub(r"^\s*(?:by|from|source)\b:?\s*", "", author, flags=re.IGNORECASE).strip(" .|-")


def _dateline(lines: Sequence[str], known: _Names) -> Credit | None:
    """Read the beginning of a text: "KARACHI: (APP) -", "KABUL - AFP -", "(Reuters) -"."""
    for line in lines[:2]:
        start = line[:_DATELINE]
        for match in _BRACKETED.finditer(start):
            before = start[: match.start()]
            if (stop := before.rfind(". ")) >= 0 and _IN_CAPITALS.match(before[stop + 2 :]):
                before = before[stop + 2 :]
            placed = match[2] or before.rstrip().endswith((":", "-", "\u2013", "\u2014"))
            if placed and _BEFORE.match(before) and (names := known.read(match[1])):
                return Credit(names, whole=True, said=one_line(start[: match.end()], 100))
        for pattern in (_DASHED, _LEADING):
            if (dashed := pattern.match(start)) and (names := known.read(dashed[1])):
                return Credit(names, whole=True, said=one_line(dashed[0], 100))
    return None


def _last_lines(lines: Sequence[str], known: _Names) -> Credit | None:
    """Read the end of a text: "(AFP)", "- Reuters", "© 2025 Agence France-Presse"."""
    for line in _edges(lines):
        if (right := _RIGHTS.search(line)) and (names := known.read(right[1])):
            return Credit(names, whole=True, said=one_line(right[0], 100))
        if _REUTERS_TRAILER.match(line):
            return Credit(("Reuters",), whole=True, said=one_line(line, 100))
        if _SYNDICATED.search(line):
            return Credit(known.some(line) or ("agencies",), whole=True, said=one_line(line, 100))
        for pattern in (_TRAILING, _ENDING):
            if (match := pattern.search(line)) and (
                names := known.read(next(group for group in match.groups() if group))
            ):
                return Credit(names, whole=True, said=one_line(match[0], 100))
    return None


def _edges(lines: Sequence[str]) -> Iterator[str]:
    """Yield the last lines of a text, the last one first, each by its end where it is long."""
    for line in reversed(lines[-_EDGE_LINES:]):
        yield line[-_LONGEST_LINE:]
