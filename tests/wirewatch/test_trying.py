"""`wirewatch try`: the shapes that scripts rest on."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

FEED = """<rss version="2.0"><channel><title>The Hill Courier</title>
<link>https://courier.example/</link>
<item><title>Dam opens</title><link>news/7.html</link><guid>c-7</guid>
<pubDate>Wed, 04 Feb 2026 16:38</pubDate><description>&lt;p&gt;Water.</description></item>
<item><title>No link</title><pubDate>soon</pubDate></item>
</channel></rss>"""

pytestmark = pytest.mark.timeout(300)


def run(*words: str, given: str = "") -> tuple[int, list[dict[str, Any]], str]:
    """Run the command; return its status, its lines and what it complained of."""
    done = subprocess.run(
        [sys.executable, "-m", "wirewatch", "try", *words],
        input=given,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def test_a_feed_and_bad_lines_through_the_pipe(tmp_path: Path) -> None:
    """One answer a line, in order; relative links, undated and linkless entries are shown."""
    (tmp_path / "a.xml").write_text(FEED)
    (tmp_path / "page.html").write_text("<html><body>Checking your browser</body></html>")
    lines = [
        {"id": 1, "path": str(tmp_path / "a.xml"), "timezone": "Asia/Karachi", "odd": 1},
        {"id": "b", "path": str(tmp_path / "missing.xml")},
        {"id": None, "path": str(tmp_path / "page.html"), "headers": {"Content-Type": "text/xml"}},
    ]
    given = "".join(json.dumps(line) + "\n" for line in lines)
    status, answers, complaint = run("feed", given=given + "no JSON\n")
    assert (status, complaint) == (1, "")
    good, missing, page, bad = answers
    assert good == {
        "id": 1,
        "kind": "rss",
        "title": "The Hill Courier",
        "entries": [
            {
                "guid": "c-7",
                "url": "https://courier.example/news/7.html",
                "title": "Dam opens",
                "summary": "Water.",
                "published": "2026-02-04T16:38+05:00",
                "updated": None,
                "published_raw": "Wed, 04 Feb 2026 16:38",
                "date_quality": "source",
            },
            {
                "guid": None,
                "url": None,
                "title": "No link",
                "summary": "",
                "published": None,
                "updated": None,
                "published_raw": "soon",
                "date_quality": None,
            },
        ],
        "error": None,
    }
    assert missing["id"] == "b"
    assert "cannot be read" in missing["error"]
    assert (page["id"], page["kind"], page["entries"]) == (None, None, [])
    assert page["error"].startswith("this is a web page")
    assert bad == {"id": None, "error": bad["error"]}


def test_files_as_arguments_with_options_for_all(tmp_path: Path) -> None:
    """Status 0 where all is well; the options fill in what a line does not say."""
    (tmp_path / "a.xml").write_text(FEED)
    words = (str(tmp_path / "a.xml"), "--timezone", "Asia/Kabul", "--json")
    status, (answer,), _ = run("feed", *words)
    assert (status, answer["id"]) == (0, str(tmp_path / "a.xml"))
    assert answer["entries"][0]["published"] == "2026-02-04T16:38+04:30"
