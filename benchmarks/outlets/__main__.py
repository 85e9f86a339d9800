"""Serve; see the package."""

import asyncio
import sys
from pathlib import Path

from benchmarks.outlets import serve
from wirewatch.newsworld.clock import WorldClock

asyncio.run(serve(WorldClock.from_text(sys.argv[1]), Path(sys.argv[2])))
