"""The databases on which the contract tests run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from archive.database import Database
from tests import postgres


@contextmanager
def archive_on(kind: str, folder: Path) -> Iterator[Database]:
    """Open an empty archive on "sqlite" or "postgresql"."""
    with ExitStack() as stack:
        where = (
            folder / "archive.db" if kind == "sqlite" else stack.enter_context(postgres.database())
        )
        made = Database.open(where)
        stack.callback(made.close)
        yield made
