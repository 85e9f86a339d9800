"""Load all that a reading worker needs, once, in the process that workers are forked from.

The fork server imports this module and nothing else; every worker then starts with the
readers, their tables and the language model in place, within some 15 ms.
"""

from datetime import UTC, datetime

from justext.core import define_stoplist
from trafilatura.external import jt_stoplist_init

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
# trafilatura's last resort reads the stop words of a hundred languages at its first use:
# 27 MB, which the workers share if they are read here.
define_stoplist(jt_stoplist_init())
give_back()
