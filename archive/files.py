"""What the archive does with files of its own making: names, hashes, the way to the disk."""

from __future__ import annotations

import hashlib
import os
from datetime import UTC, datetime
from pathlib import Path

_BLOCK = 1 << 20


def stamp(now: datetime) -> str:
    """Return a time as names carry it: 20310304T060000Z."""
    return f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync(path: Path) -> None:
    """Make sure that a file or folder is on the disk, not only on its way."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
