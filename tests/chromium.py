"""Find a Chromium on this machine and let it load pages, without a window or a network.

A new profile for each page keeps one from another; switching QUIC, updates and
background requests off keeps the browser from asking for anything but what it is given.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
HOW_TO_GET_ONE = "there is no Chromium here; on Debian: apt-get install chromium"
_FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --hide-scrollbars "
    "--disable-background-networking --disable-component-update --disable-sync "
    "--disable-dev-shm-usage"
).split()
# A page of ours takes one second; a hung browser must not hang the tests.
_PATIENCE = 60


@dataclass(frozen=True)
class Chromium:
    """A browser that can be run."""

    path: str

    async def dump(self, url: str, *, dark: bool = False) -> str:
        """Load a page, run its scripts, and return its document as HTML."""
        words = (_scheme(dark), "--virtual-time-budget=2000", "--dump-dom", url)
        return (await self._run(*words)).decode()

    async def screenshot(
        self, url: str, to: Path, *, width: int = 1280, height: int = 1000, dark: bool = False
    ) -> None:
        """Load a page and keep what it looks like as a PNG."""
        await self._run(_scheme(dark), f"--window-size={width},{height}", f"--screenshot={to}", url)

    async def _run(self, *words: str) -> bytes:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
            process = await asyncio.create_subprocess_exec(
                self.path,
                *_FLAGS,
                f"--user-data-dir={profile}",
                *words,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
            )
            try:
                told, _ = await asyncio.wait_for(process.communicate(), _PATIENCE)
            except TimeoutError:
                process.kill()
                await process.wait()
                raise
        return told


def _scheme(dark: bool) -> str:
    return f"--blink-settings=preferredColorScheme={0 if dark else 1}"


def find() -> Chromium | None:
    """Return the first Chromium on the path, None if there is none."""
    found = (shutil.which(name) for name in NAMES)
    return next((Chromium(path) for path in found if path), None)
