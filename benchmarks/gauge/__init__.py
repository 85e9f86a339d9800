"""Measure a process with all its descendants: processor seconds and memory, over time.

CPU seconds are user and system time of every process that lives plus what those have
reaped, so workers that were recycled still count.  Memory is the sum of PSS: a page
that a fork shares is counted once, not once a worker (RSS would triple our figure and
that of every forking peer).

A sampler notes both while the process runs; afterwards the cost of any stretch of time
can be asked for, so that starting up and working are told apart.
"""

from __future__ import annotations

import threading
import time
from bisect import bisect_left
from types import TracebackType
from typing import Any, Self

import psutil

_STEP = 0.05  # seconds between two looks at the processor time
_MEMORY_EVERY = 10  # looks; PSS costs the kernel some milliseconds a process


class Gauge:
    """Watches a process and its descendants while the block runs."""

    def __init__(self, pid: int) -> None:
        self._root = psutil.Process(pid)
        self._samples: list[tuple[float, float]] = []
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.peak_mb = 0.0
        self.parts: list[float] = []

    def __enter__(self) -> Self:
        """Begin."""
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """End; what was seen stays."""
        self._ended.set()
        self._thread.join()

    def cpu(self, begin: float, end: float) -> float:
        """Return the CPU seconds used between two moments of the monotonic clock."""
        return self._at(end) - self._at(begin)

    def _at(self, moment: float) -> float:
        """Return the CPU seconds used up to a moment, in between two looks by proportion."""
        index = bisect_left(self._samples, (moment,))
        if index == 0:
            return 0.0
        if index == len(self._samples):
            return self._samples[-1][1]
        (before, low), (after, high) = self._samples[index - 1 : index + 1]
        return low + (high - low) * (moment - before) / (after - before)

    def _watch(self) -> None:
        looks = 0
        while not self._ended.wait(_STEP):
            try:
                family = [self._root, *self._root.children(recursive=True)]
            except psutil.NoSuchProcess:
                return
            self._samples.append((time.monotonic(), sum(map(_cpu, family))))
            if looks % _MEMORY_EVERY == 0:
                self._weigh([_pss_mb(process) for process in family])
            looks += 1

    def _weigh(self, parts: list[float]) -> None:
        if sum(parts) > self.peak_mb:
            self.peak_mb, self.parts = sum(parts), parts


def _cpu(process: Any) -> float:
    """Return what a process has used, with its children that have ended."""
    try:
        used = process.cpu_times()
    except psutil.Error:  # it ended meanwhile; its parent has its times now
        return 0.0
    return float(used.user + used.system + used.children_user + used.children_system)


def _pss_mb(process: Any) -> float:
    """Return a process's share of memory; where the system has no PSS, its own pages."""
    try:
        memory = process.memory_full_info()
    except psutil.Error:
        return 0.0
    return float(getattr(memory, "pss", memory.uss)) / 1e6
