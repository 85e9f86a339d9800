"""The places of the world, from where what can be made again at any time is kept.

One function for all who ask, so that a process holds them once: the loops, the pages, `try`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from tempfile import gettempdir

from monitor.places import Gazetteer, gazetteer


def places() -> Gazetteer:
    """Return all places there are; the very first time it takes some seconds."""
    return gazetteer(cache_folder(os.environ))


def cache_folder(environ: Mapping[str, str]) -> Path:
    """Return the folder of what can be made again at any time."""
    usual = environ.get("XDG_CACHE_HOME") or Path(environ.get("HOME") or gettempdir()) / ".cache"
    return Path(usual) / "wirewatch"
