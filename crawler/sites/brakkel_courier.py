"""The Brakkel Courier of the news world: the example of a spider that was written by hand.

Its hill towns share one list.  A report's address names the day, which the card does not:
/hills/2031/03/04/ferry-stops.html; the teaser is all that readers without a subscription
see, so it is worth keeping.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.sites import Older, Onward, SitePage
from news.source import Entry

_DAY = re.compile(r"/hills/(\d{4})/(\d\d)/(\d\d)/")


def spider(page: SitePage) -> Iterator[Entry | Onward | Older]:
    """Yield each card with the day of its address, then the other pages of the list."""
    for card in page.select("article.card"):
        for link in page.select("h3 a[href]", card)[:1]:
            url = page.address(link)
            day = _DAY.search(url)
            yield Entry(
                url,
                page.text(link),
                text=" ".join(page.text(part) for part in page.select(".teaser", card)),
                published=page.moment("-".join(day.groups())) if day else None,
            )
    for link in page.select("nav.towns a[href]"):
        yield Onward(page.address(link))
    for link in page.select("a[rel=next]"):
        yield Older(page.address(link))
