"""The world runs as a process of its own and stops when asked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request

from wirewatch.newsworld.clock import VARIABLE, WorldClock


def test_it_prints_its_addresses_and_stops() -> None:
    """One line of JSON, a shared clock, outlets that answer, and SIGTERM ends it with 0."""
    clock = "2031-03-04T01:00:00+00:00|600|0.5"
    words = [sys.executable, "-m", "wirewatch.newsworld", "--seed", "7", "--filler", "3"]
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, text=True, env={**os.environ, VARIABLE: clock}
    ) as process:
        try:
            assert process.stdout is not None
            facts = json.loads(process.stdout.readline())
            assert WorldClock.from_text(facts["clock"]) == WorldClock.from_text(clock)
            feed = facts["outlets"]["ledger"]["lists"][0]
            assert feed["kind"] == "rss"
            for url in (feed["url"], facts["control"] + "/truth"):
                with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310
                    assert answer.status == 200
                    assert answer.read()
        finally:
            process.terminate()
        assert process.wait(30) == 0
