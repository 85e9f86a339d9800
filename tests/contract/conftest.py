"""The archives that the contract tests run on: one parameter a database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.database import Database
from tests.contract.databases import archive_on
from tests.contract.desk import Desk


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with archive_on(request.param, tmp_path) as made:
        yield made


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)
