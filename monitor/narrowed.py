"""Read what narrows a count: the place in which alone it counts.

    "204 people died in Sandal alone"          sandal
    "Sandal had 204 lives lost, Vesk 23"       sandal, vesk
    "six people were found dead there"         there
    "241 died in the Sandal crash"             nothing: that is the event

A district's number is no rival of the province's, and lowers it no more than a hospital's list
does.  Which of two places holds the other is not asked: numbers with a place are compared with
those of the same words, and with all others only as far as they agree.

Discarded: a gazetteer.  It says that Sandal lies in Vesk, but not whether the story is that of
Sandal; and the reader runs where none is loaded.
"""

from __future__ import annotations

import re

from news.article import Article
from news.figure import Figure
from news.text import folded

_NAME = r"[A-Z][\w'’-]+(?:\s(?:[A-Z][\w'’-]+|of(?=\s[A-Z])|and(?=\s[A-Z])))*"
_AREA = r"\s(?:district|province|city|town|village|valley|state|region|area|division)"
_NO_PLACE = frozenset(
    "january february march april may june july august september october november december "
    "monday tuesday wednesday thursday friday saturday sunday total all from of in the a and but "
    "nationwide it he she they we officials police another".split()
)
_IN = re.compile(
    rf"\b(?:in|at|near|across|around|inside|outside)\s(?:nearby\s|neighbouring\s)?"
    rf"(?:the\s(?P<area>{_NAME})(?={_AREA}|[,.;]|$)|(?P<name>{_NAME}))"
    r"|\b(?P<there>there)\b"
    r"|\b(?P<part>aboard|on\sboard|on\sthe\sground|at\sthe\ssite|at\sthe\sscene)\b"
)
_FRONTED = re.compile(rf"(?:In|At|Near|Across|From)\s(?:the\s)?(?P<name>{_NAME})")
_HAD = re.compile(
    rf"(?:^|[,;]\s(?:and\s|while\s)?|\band\s)(?P<name>{_NAME})(?:{_AREA})?"
    r"\s(?:had|has|reported|saw|recorded|suffered|lost|counted|accounts?(?:ed)?\sfor)\b[^\d.;,]{0,40}$"
)
_LISTED = re.compile(rf"(?:[,;]\s(?:and\s)?|\band\s)(?P<name>{_NAME})\s$")
_CLAUSE = re.compile(r"[;:—–]|,\s(?:and|while|but|whereas|as)\s|\.\s|\n|\d")
_TITLED = 0.6  # so many words with a capital make a headline
_NEAR = 80  # characters before and behind a number that may name its place


def narrowed(article: Article, figure: Figure, speaker: str) -> str:
    """Return the place that narrows what a figure counts, folded; "" where none does.

    Of a headline's capitals nobody knows which are names, and a speaker is no place.
    """
    full, sentence = article.full, figure.sentence
    behind = full[figure.span.end : min(sentence.end, figure.span.end + _NEAR)]
    near = full[max(sentence.start, figure.span.start - _NEAR) : figure.span.start]
    words = f"{near} {behind}".split()
    capitals = sum(word[:1].isupper() for word in words)
    if figure.span.start < len(article.title) or capitals > _TITLED * len(words):
        return ""
    if figure.span.start - _NEAR > sentence.start:
        near = f"…{near}"  # it does not begin there
    clause = _CLAUSE.search(behind)
    for match in (
        _IN.search(behind[: clause.start() if clause else None]),
        _HAD.search(near),
        _LISTED.search(near),
        _FRONTED.match(full, sentence.start, figure.span.start),
    ):
        named = match and folded(next(filter(None, match.groupdict().values()))).split()
        if named and named[0] not in _NO_PLACE and not set(named) <= set(folded(speaker).split()):
            return " ".join(named)
    return ""
