"""One process a role: collect, read, send.

The lock is the kernel's (flock), so it vanishes with the process however that dies;
the file's content, the pid, is only for the message.  An archive in PostgreSQL has locks of
its own besides (`Database.hold`), for daemons on other machines.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from archive.database import Database
from news.errors import LockedError, WirewatchError

ROLES = ("collect", "read", "send")
UPKEEP = "upkeep"  # lets go of what is old, backs up, restores: one at a time
_LONGEST = 10  # digits of a pid


@contextmanager
def hold(data: Path, roles: Sequence[str]) -> Iterator[None]:
    """Hold the locks of these roles on the archive in `data`; LockedError if one is taken."""
    with ExitStack() as stack:
        for role in roles:
            stack.enter_context(_hold(data, role))
        yield


def holder(data: Path, role: str, database: Database | None = None) -> int | None:
    """Return the pid of the process that plays a role on this archive, None if none does."""
    try:
        with _hold(data, role):
            pass
    except LockedError as error:
        return error.pid
    elsewhere = database.holder(role) if database is not None else None
    return elsewhere[0] if elsewhere else None


@contextmanager
def _hold(data: Path, role: str) -> Iterator[None]:
    try:
        data.mkdir(parents=True, exist_ok=True)
        file = (data / f"{role}.lock").open("ab+", buffering=0)
    except OSError as error:
        raise WirewatchError(
            f"the archive's folder {data} cannot be used: {error.strerror}. "
            "Make it writable, or name another under [archive] in wirewatch.toml"
        ) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            text = file.read(_LONGEST + 1).strip()
            known = text.isdigit() and len(text) <= _LONGEST
            raise LockedError(role, int(text) if known else None) from None
        file.truncate(0)
        with suppress(OSError):  # a full disk takes no pid, and the lock holds without
            file.write(str(os.getpid()).encode())
        yield
