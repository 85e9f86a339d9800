"""Named places at which a test can make the process die, as by kill -9.

"A crash at any instant loses nothing" is only a promise while someone pulls the
plug at the worst instants.  `WIREWATCH_FAIL_POINT=page-stored` kills the process when
it first reaches that point; `page-stored:3` the third time.  Without the variable a
point costs one comparison.
"""

from __future__ import annotations

import os
import signal

# Every point that the code names; the kill loop of the tests walks through them.
POINTS = (
    "entries-committed",  # new entries are in, the feed's validators are not
    "poll-committed",  # the feed's poll is in, its articles are not fetched
    "body-stored",  # a page's bytes are in, the row that refers to them is not
    "page-stored",  # the page waits to be read
    "read-not-placed",  # extracted and understood, not remembered
    "place-open",  # inside the transaction that remembers
    "placed",  # remembered, not routed
    "away-noted",  # an absence, or the end of catching up, is noted; nothing was told of it
    "routed",  # deliveries exist, no message was tried
    "join-open",  # inside the transaction that makes one digest of single messages
    "joined",  # the digest has them, it was not tried
    "frozen",  # a message is rendered, not sent
    "refilled",  # a few older texts are matched under the new watchlist, others are not
    "sent-not-marked",  # the server has the message, we have not noted it
)

# Where older lists are read; a test of its own dies at each of them.
LOOKBACK_POINTS = (
    "older-entries-committed",  # some entries of an older list are in, the list is not done
    "older-list-committed",  # it is done, what it leads to is due
)

# Where an archive as a whole changes hands; each has a test that dies there.
UPKEEP_POINTS = (
    "backup-begun",  # its folder is there, nothing in it
    "backup-written",  # all is written and verified, and has no name yet
    "migration-step",  # before each statement of a migration
    "migrated",  # all statements are through, none is committed
    "restore-copied",  # the backup lies beside the archive
    "restore-ready",  # it is decided, nothing was moved
    "restore-moved",  # after each move
)

_wanted, _, _count = os.environ.get("WIREWATCH_FAIL_POINT", "").partition(":")
_left = int(_count or 1)


def failpoint(name: str) -> None:
    """Die here, at once and without cleaning up, if the environment says so."""
    global _left  # noqa: PLW0603  a process dies once: this is its fuse
    if name != _wanted:
        return
    _left -= 1
    if _left <= 0:
        os.kill(os.getpid(), signal.SIGKILL)
