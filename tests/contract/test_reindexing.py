"""A broken search index is made anew from the texts, and nothing else is touched."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from archive import reindexing
from archive.browse import Query
from archive.reindexing import fault, reindex
from tests.contract.desk import Desk, entry

_BREAK = {
    "sqlite": "UPDATE search_data SET block = zeroblob(40)",
    "postgresql": "TRUNCATE search, search_parts",
}


@pytest.fixture
def full(desk: Desk) -> Desk:
    """Return a desk with nine reports, the index of which is broken."""
    desk.settle()
    for number in range(9):
        (fetch,) = desk.poll(entry(f"/{number}", f"Ferry {number}"))
        desk.store(fetch)
        desk.read(f"Ferry number{number} sank off the coast.", title=f"Ferry {number}")
    assert fault(desk.database) == ""
    assert found(desk, "ferry") == 9
    with desk.database.write() as connection:
        connection.execute(text(_BREAK[connection.dialect.name]))
    return desk


def found(desk: Desk, query: str) -> int:
    return len(desk.browse.listing(Query(text=query)).items)


def test_a_broken_index_is_named_and_made_anew(full: Desk) -> None:
    """What was there is found again, and what comes later as well."""
    assert fault(full.database) != ""
    told: list[tuple[str, int, int]] = []
    texts = reindex(full.database, lambda *step: told.append(step))
    assert told[-1] == ("texts indexed", texts, texts)
    assert fault(full.database) == ""
    assert found(full, "number7 coast") == 1
    assert found(full, "ferry") == 9
    (fetch,) = full.poll(entry("/new", "A ferry again"))
    full.store(fetch)
    full.read("Another ferry.", title="A ferry again")
    assert found(full, "ferry") == 10


def test_what_was_interrupted_goes_on(full: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """No text is in the index twice, and until all are in it, it is called incomplete."""
    monkeypatch.setattr(reindexing, "_CHUNK", 2)

    def stop(what: str, done: int, total: int) -> None:
        if done >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reindex(full.database, stop)
    assert "not complete" in fault(full.database)
    steps: list[int] = []
    texts = reindex(full.database, lambda _, done, __: steps.append(done))
    assert steps[0] > 4
    assert fault(full.database) == ""
    assert found(full, "number1") == found(full, "number8") == 1
    with full.database.read() as connection:
        if connection.dialect.name == "sqlite":
            assert connection.scalar(text("SELECT count(*) FROM search_docsize")) == texts


def test_an_index_that_is_gone_is_made(desk: Desk) -> None:
    """Also a table that somebody dropped."""
    with desk.database.write() as connection:
        connection.execute(text("DROP TABLE search"))
    assert "cannot be read" in fault(desk.database)
    assert reindex(desk.database) == 0
    with desk.database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM search")).scalar_one() == 0
