"""A wall's clock that can be set for one process and its children; see wallclock.c.

clock = WallClock(tmp_path)
subprocess.run(words, env={**os.environ, **clock.environ})
clock.set(-3600)
"""

from __future__ import annotations

import shutil
import struct
import subprocess
from pathlib import Path

COMPILER = shutil.which("cc") or shutil.which("gcc")
HOW_TO_GET_ONE = "needs a C compiler (apt-get install gcc libc6-dev)"


class WallClock:
    """Compiles the library into a folder; the clock shows the machine's time until it is set."""

    def __init__(self, folder: Path) -> None:
        assert COMPILER is not None, HOW_TO_GET_ONE
        library = folder / "wallclock.so"
        source = Path(__file__).with_suffix(".c")
        words = [COMPILER, "-shared", "-fPIC", "-O1", "-o", str(library), str(source)]
        subprocess.run(words, check=True, capture_output=True)
        self._shift = folder / "shift"
        self.set(0)
        self.environ = {"LD_PRELOAD": str(library), "WALLCLOCK": str(self._shift)}

    def set(self, seconds: int) -> None:
        """Set the clock so many seconds before or after the machine's."""
        with self._shift.open("r+b" if self._shift.exists() else "wb") as file:
            file.write(struct.pack("=q", seconds))
