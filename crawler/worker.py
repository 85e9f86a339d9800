"""What runs inside a reading worker: limits first, then one reader per task.

A worker holds nothing: no database, no watchlist, no network.  It may be killed at any
instruction.  It ends by itself when a page takes far too long, when the memory is used
up, and when the process it works for is gone, even by kill -9.

That process is not its parent (the fork server is), so the kernel's parent-death signal
would watch the wrong one, and the fork server lives on while a worker lives.  Instead
each worker holds the read end of a pipe whose write end only the daemon has: the end of
that pipe is the end of the daemon.  A thread waits for it; a reader that never yields
to that thread ends by the alarm clock, which the kernel rings.
"""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import threading
from collections.abc import Mapping, Sequence
from importlib import import_module
from multiprocessing.connection import Connection
from typing import Any

from news.errors import ExtractError

try:
    import resource
except ImportError:  # no limits on this system
    resource = None  # type: ignore[assignment]

OUT_OF_MEMORY = 77  # exit status
ALARM_GRACE = 3.0  # seconds after which a worker that nobody killed ends itself
_COLLECT_EVERY = 20  # pages; cyclic rubbish of a page is some kilobytes

# Named, not imported: the process that sends tasks must not load the heavy libraries.
_READERS = {
    "extract": ("crawler.extract", "extract"),
    "feed": ("crawler.feeds", "read_feed"),
    "sitemap": ("crawler.sitemaps", "read_sitemap"),
    "section": ("crawler.sections", "read_section"),
    "home": ("crawler.home", "read_home"),
    "opml": ("crawler.opml", "read_opml"),
}
_tasks = 0
_trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if os.name == "posix" else None


def begin(lifeline: Connection, memory_mb: int) -> None:
    """Set the limits of a fresh worker."""
    # pebble's own handler runs in Python, which a worker inside a C loop never does.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if resource is not None:
        limit = memory_mb * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    threading.Thread(target=_end_with, args=(lifeline,), daemon=True).start()
    gc.freeze()
    gc.disable()


def _end_with(lifeline: Connection) -> None:
    """End this process when the daemon's end of the pipe closes."""
    try:
        lifeline.poll(None)
    finally:
        os._exit(0)


def run(reader: str, seconds: float, args: Sequence[Any], words: Mapping[str, Any]) -> Any:
    """Run one reader; every failure becomes an ExtractError with a plain text."""
    _collect()
    module, name = _READERS[reader]
    signal.setitimer(signal.ITIMER_REAL, seconds + ALARM_GRACE)
    try:
        return getattr(import_module(module), name)(*args, **words)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)  # what is left of the heap is not to be trusted
    except ExtractError:
        raise
    # A page may break any line of four libraries; that is the page's failure, not ours.
    except Exception as error:  # noqa: BLE001
        raise ExtractError(f"the reader failed: {type(error).__name__}: {error}"[:300]) from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _collect() -> None:
    """Collect cyclic rubbish now and then, between pages."""
    global _tasks  # noqa: PLW0603  a worker has one task at a time
    _tasks += 1
    if _tasks % _COLLECT_EVERY == 0:
        gc.collect()
        give_back()


def give_back() -> None:
    """Return freed memory to the system, where the C library can: parsers leave holes."""
    if _trim is not None:
        _trim(0)
