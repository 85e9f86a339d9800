"""Tell a page that lists reports from a report.

A section page that was fetched as if it were a report ("/politics/floods" may be either) has
text too: thirty headlines and their teasers.  Such a page says in no machine-readable place
that it is an article or when it was published, and its headlines outweigh what stands in
paragraphs.  The judgement serves what is learned of addresses (`crawler.shapes`), where one
error in five does no harm; nobody's text is thrown away for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any

from crawler.cards import MIN_TITLE, words
from crawler.metadata import Metadata

_MOST_LINKS = 2_000
_FEW = 3  # headlines; a report's page links to as many others
_SEVERAL_TIMES = 4  # a report has one or two, a list one for each card


def headlines(tree: Any, metadata: Metadata) -> frozenset[str]:
    """Return what a page's links say that may be headlines; none of a page that says what it is.

    The tree must still be whole.
    """
    times = {element.get("datetime") for element in islice(tree.iter("time"), _MOST_LINKS)}
    dated = metadata.published is not None and len(times) < _SEVERAL_TIMES
    if metadata.says_article or dated:
        return frozenset()
    texts = (words(link) for link in islice(tree.iter("a"), _MOST_LINKS))
    return frozenset(text for text in texts if len(text) >= MIN_TITLE)


def is_list(linked: frozenset[str], lines: Sequence[str]) -> bool:
    """Say whether a page's headlines outweigh its text."""
    own = sum(len(line) for line in lines if line not in linked)
    return len(linked) > _FEW and sum(map(len, linked)) > own
