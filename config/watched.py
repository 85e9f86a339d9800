"""Notice that somebody edited the configuration, once the edit is complete.

An editor empties a file, writes it, renames it; a script replaces four files one after the
other.  Whoever loads in between reads half a sentence.  So the files are looked at every
other second, and an edit counts only when two looks in a row saw the same: the same time,
size and inode of each file, of the secrets that they refer to too.

    look    1   2   3   4          edited() is true at 4, and not again
    mtime   a   b   c   c

Discarded: inotify.  It tells of every step of an editor, works neither over NFS nor in
every container, and a desk does not notice two seconds.
"""

from __future__ import annotations

from pathlib import Path

from config.book import FILES, secret_files

# When, how long and which file; None where there is none.
Stamp = tuple[tuple[Path, tuple[int, int, int] | None], ...]


class Watched:
    """The files of one configuration, as they were at the last look.

    The first look finds an edit: who has loaded the files before may have missed one since.
    """

    def __init__(self, directory: Path) -> None:
        self._own = tuple(directory / name for name in FILES)
        self._directory = directory
        self._last: Stamp = ()
        self._known: Stamp = ()

    def edited(self) -> bool:
        """Look again; say whether the files differ from those taken, and have settled."""
        now = self._look()
        settled, self._last = now == self._last, now
        return settled and now != self._known

    def taken(self) -> None:
        """Count what the last look saw as known; call it before loading."""
        self._known = self._last

    def forget(self) -> None:
        """Count nothing as known, so that the same files are an edit once more."""
        self._known = ()

    def look_at_once(self) -> None:
        """Take the files as they are now, half written or not."""
        self._last = self._look()
        self.taken()

    def _look(self) -> Stamp:
        own = tuple((path, _stamp(path)) for path in self._own)
        if own == self._last[: len(own)]:
            others = [path for path, _ in self._last[len(own) :]]
        else:
            others = secret_files(self._directory)
        return own + tuple((path, _stamp(path)) for path in others)


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        seen = path.stat()
    except OSError:
        return None
    return seen.st_mtime_ns, seen.st_size, seen.st_ino
