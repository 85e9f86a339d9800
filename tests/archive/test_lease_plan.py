"""Looking for what is due costs by what is due, not by how many feeds are followed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event

from archive.database import Database
from archive.frontier import Frontier
from news.source import Feed, Source

NOW = datetime(2031, 3, 4, 9, tzinfo=UTC)


def plan(database: Database) -> list[str]:
    """Return how SQLite would go about the query of a lease."""
    with database.write() as connection:
        engine = connection.engine
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, words: Any, *_: Any) -> None:
        asked.append((statement, words))

    event.listen(engine, "before_cursor_execute", note)
    Frontier(database).lease(NOW, NOW + timedelta(minutes=6), 40, 10)
    event.remove(engine, "before_cursor_execute", note)
    chosen = next(found for found in asked if found[0].lstrip().startswith("SELECT"))
    with database.read() as connection:
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {chosen[0]}", chosen[1]).all()
    return [row.detail for row in rows]


def test_a_lease_finds_what_is_due_by_its_index(tmp_path: Path) -> None:
    """No table is read through, with statistics as with none."""
    database = Database.open(tmp_path / "archive.db")
    wanted = [Source(f"Town {n}", feeds=(Feed(f"http://{n}.example/rss"),)) for n in range(300)]
    hosts = {source.feeds[0].url: f"{n}.example" for n, source in enumerate(wanted)}
    Frontier(database).follow(wanted, hosts, NOW)
    for analyze in (False, True):
        if analyze:
            with database.write() as connection:
                connection.exec_driver_sql("ANALYZE")
        steps = plan(database)
        touching = [step for step in steps if " fetches" in step]
        assert len(touching) == 2
        assert all("USING INDEX ix_fetches_due" in step for step in touching)
        assert not [step for step in steps for table in ("sources", "feeds", "hosts", "fetches")
                    if step.startswith(f"SCAN {table}")]  # fmt: skip
    database.close()
