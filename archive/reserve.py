"""A file that holds room on the disk, to be given up when there is none.

A full disk stops more than writing: SQLite cannot even open an archive for reading, for
that takes a few pages beside it, and a message that has been sent cannot be marked, so it
would be sent again.  So some megabytes lie ready in `reserve`.  When a write fails for
want of room the file is deleted, and what it held is enough to go on reading, searching
and sending; collecting, which is what fills a disk, pauses.  When twice its size is free
again, it is taken again.

    data/reserve   32 MB  ──full──▶ (deleted) ──64 MB free──▶ 32 MB

Allocated, not merely written as a hole: a sparse file gives nothing back.  Twice, so that
a disk that is just full does not flap.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path


class Reserve:
    """The file; with a size of 0 there is none, and it counts as held."""

    def __init__(self, data: Path, size: int) -> None:
        self._path, self._size = data / "reserve", size

    @property
    def held(self) -> bool:
        """Whether the room is held."""
        try:
            return not self._size or self._path.stat().st_size == self._size
        except OSError:
            return False

    def give_up(self) -> bool:
        """Give the room back to the disk; False if there was none."""
        with suppress(OSError):
            self._path.unlink()
            return True
        return False

    def take(self) -> bool:
        """Hold the room, if twice as much is free; say whether it is held."""
        if self.held:
            return True
        with suppress(OSError):
            self._path.unlink(missing_ok=True)  # of another size
            if shutil.disk_usage(self._path.parent).free >= 2 * self._size:
                self._allocate()
        return self.held

    def _allocate(self) -> None:
        handle = os.open(self._path, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            os.posix_fallocate(handle, 0, self._size)
        except OSError:
            self._path.unlink()
            raise
        finally:
            os.close(handle)
