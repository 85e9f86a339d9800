"""Write configurations for tests: a small valid one, of which files can be replaced."""

from __future__ import annotations

from pathlib import Path

SOURCES = """
[[sources]]
name = "The Hill Courier"
feeds = ["https://courier.example/feed"]
timezone = "Asia/Karachi"

[[sources]]
name = "Darrun Radio"
sections = ["https://radio.example/news/"]
"""

WATCH = """
[[topics]]
name = "Dams"
any = ["dam breach*", "spillway"]

[[people]]
name = "Veskar Dunn"
aliases = ["Waskar Dunn"]
"""

ALERTS = """
[[recipients]]
name = "console"
channel = "console"
health = true

[[routes]]
name = "all"
recipients = ["console"]
"""

VALID = {
    "wirewatch.toml": "# defaults\n",
    "sources.toml": SOURCES,
    "watch.toml": WATCH,
    "alerts.toml": ALERTS,
}


def written(folder: Path, **files: str) -> Path:
    """Write the valid configuration with some files replaced: watch="…" for watch.toml."""
    for name, text in (VALID | {f"{key}.toml": text for key, text in files.items()}).items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder
