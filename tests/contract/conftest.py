"""The archives that the contract tests run on: one parameter a database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from archive.database import Database
from tests.contract.desk import Desk

MAKERS: dict[str, Callable[[Path], Database]] = {
    "sqlite": lambda folder: Database.open(folder / "archive.db"),
}


@pytest.fixture(params=sorted(MAKERS))
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    made = MAKERS[request.param](tmp_path)
    yield made
    made.close()


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)
