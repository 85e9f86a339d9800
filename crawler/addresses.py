"""Say what the address of a link promises: a report, a list, or neither.

    /sindh/floods-cut-road-to-turbat-884210    a slug and a number: 4, a report's
    /d/3317                                    a short number: 2, may be
    /politics                                  1, may be
    /tag/floods, /login, /brochure.pdf         0, never

It is a first guess from the address alone; the card around a link and what reading found at
such addresses count as well (`crawler.sections`).  Names are judged only as whole parts of
a path: "/terms-of-truce-leaked" is a report.  A word such as "weather" or "print" names a
service on one site and a section with reports on the next; there the rest has to be clear.
"""

from __future__ import annotations

import re

MOST = 4

_NEVER = re.compile(
    r"""/(?:tags?|authors?|autor(?:e|en|es)?|auteurs?|writers?|reporters?|contributors?|columnists?|users?
    |log-?in|sign-?in|sign-?up|register|account|search|about(?:-us)?|contact(?:-us)?
    |privacy(?:-(?:policy|notice|statement)[a-z-]*)?|terms(?:-?(?:of|and)-?(?:use|service|conditions)[a-z-]*)?
    |advertise(?:-with-us)?|subscribe|subscription|newsletters?|rss|feeds?|sitemap|e-?paper|cookies?
    |disclaimer|cart|live-tv|wp-login|wp-admin|wp-json|cdn-cgi|share)(?:/|$|\.)
    |\.(?:jpe?g|png|gif|webp|svg|pdf|mp[34]|zip|xml|rss|css|js|ico|apk|json)$""",
    re.VERBOSE | re.IGNORECASE,
)
# Services on some sites, sections on others; and lists, unless the rest is a report's.
_SELDOM = re.compile(
    r"/(?:weather|horoscopes?|games?|profiles?|careers|shop|print)(?:/|$|\.)", re.IGNORECASE
)
_LISTS = re.compile(r"/(?:topics?|category|categories|page)(?:/|$|\.)", re.IGNORECASE)
_SLUG = re.compile(r"[^/]*[^\W\d_]+(?:-[^/-]+){2,}")
_NUMBER = re.compile(r"(?:^|[/_.=-])\d{5,}(?:$|[/_.&?-])")
_SHORT_NUMBER = re.compile(r"/\d{2,4}(?:$|[/.])")
_MIXED = re.compile(r"/(?=[a-z]*\d)(?=\d*[a-z])[a-z\d]{8,}$", re.IGNORECASE)
_DATE = re.compile(r"/(?:19|20)\d\d[/-]?(?:0?[1-9]|1[0-2]|[a-z]{3})(?:[/-]?\d{1,2})?(?:/|-)")
_PAGE = re.compile(r"\.(?:html?|php|aspx?|cms|shtml|ece)$", re.IGNORECASE)
# Parameters that number a report, and those of lists: a category's, an author's, a month's.
_ID = re.compile(
    r"(?:^|&)(?:p|id|no|sid|nid|aid|[a-z_]*(?:article|news|story|post|item|press)[a-z_]*)=\d+(?:&|$)",
    re.IGNORECASE,
)
_LISTED = re.compile(
    r"(?:^|&)(?:cat|category|author|tag|m|month|year|s|q|search|lang|sort|filter)=", re.IGNORECASE
)
_PAGED = re.compile(r"(?:^|&)(?:paged?|pg)=", re.IGNORECASE)


def address_score(path: str) -> int:
    """Say how much path and query have the shape of a report's, from 0 (never) to 4."""
    bare, _, query = path.partition("?")
    numbered = bool(_ID.search(query))
    if _NEVER.search(bare) or _PAGED.search(query) or (_LISTED.search(query) and not numbered):
        return 0
    if bare in {"", "/"} and not numbered:
        return 0
    before, _, last = bare.rstrip("/").rpartition("/")
    signs = sum((
        2 * bool(_SLUG.match(last) or _SLUG.match(before.rpartition("/")[2])),
        2 * bool(_NUMBER.search(path)),
        2 * bool(_DATE.search(bare)),
        bool(_PAGE.search(bare)),
        bool(_SHORT_NUMBER.search(bare) or numbered),
        bool(_MIXED.search(bare)),
    ))  # fmt: skip
    if signs < 2 * bool(_SELDOM.search(bare)) or (signs < MOST - 1 and _LISTS.search(bare)):
        return 0
    return min(1 + signs, MOST)


def may_be_list(path: str) -> bool:
    """Say whether a path may lead to a list of reports."""
    return not _NEVER.search(path) and address_score(path) < MOST
