"""Load all that a reading worker needs, once, in the process that workers are forked from.

The fork server imports this module and nothing else; every worker then starts with the
readers, their tables and the language model in place, within some 15 ms.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

from justext.core import define_stoplist
from justext.utils import get_stoplist, get_stoplists
from trafilatura import external

from crawler import feeds, home, pool, sections, sitemaps
from crawler.extract import extract
from crawler.worker import give_back
from news.article import Page

LOADED = (feeds, home, pool, sections, sitemaps)

_PAGE = (
    "<html lang=en><head><title>Bridge opens in Lower Sandal</title></head><body><article>"
    "<h1>Bridge opens in Lower Sandal</h1>"
    + "".join(
        f"<p>Pier {n} of the bridge over the Sandal took a year of work.</p>" for n in range(9)
    )
    + "</article></body></html>"
)

# The first page of a process is slow: models are read and expressions compiled.
extract(Page("http://warm.example/bridge", _PAGE.encode(), datetime(2026, 1, 1, tzinfo=UTC)))


class StopWords(tuple[str, ...]):
    """The stop words of a hundred languages, which are read whenever they are gone through."""

    __slots__ = ()

    def __iter__(self) -> Iterator[str]:
        """Yield the words of each language."""
        for name in super().__iter__():
            yield from get_stoplist(name)


# trafilatura's last resort needs them all.  Read here they are the workers' in common; and its
# own list of them, half of 30 MB, is only ever the key to the set that justext makes of it.
external.JT_STOPLIST = StopWords(sorted(get_stoplists()))  # type: ignore[assignment]
define_stoplist(external.JT_STOPLIST)
give_back()
