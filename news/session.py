"""A browser that is logged in to the pages.

The browser holds a key that nobody else knows.  The key changes now and then, and whoever
steals an old one holds nothing; `login` stays the same from log-in to log-out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Session:
    """One log-in and what its key may still do.

    `browser` is what the browser says it is, `made` when its key was made.  `replaced` says
    that there is a newer key: this one only counts for requests that were under way.
    """

    login: str
    user: str
    browser: str
    since: datetime
    made: datetime
    used: datetime
    until: datetime
    replaced: bool = False
