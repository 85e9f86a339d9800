"""What docs/safety.md promises is held by tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROWS = [
    line.split("|")[1:-1]
    for line in (ROOT / "docs" / "safety.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| promise")
]
NAMED = re.compile(r"`(test_\w+)(?:::(\w+)…?)?`|`…(\w+)`|`(tests/\w+)`")


def test_every_promise_names_tests_that_exist() -> None:
    """The module, the function where one is named (by its beginning), or the folder."""
    modules = {path.stem: path.read_text(encoding="utf-8") for path in ROOT.rglob("test_*.py")
               if ".venv" not in str(path)}  # fmt: skip
    assert len(ROWS) > 10
    for promise, _, tests in ROWS:
        found = NAMED.findall(tests)
        assert found, promise
        text = ""
        for module, function, rest, folder in found:
            if folder:
                assert (ROOT / folder).is_dir(), folder
                continue
            text = modules[module] if module else text
            wanted = f"def {function}" if function else f"def test_{rest}" if rest else "def test_"
            assert wanted in text, (promise, wanted)
