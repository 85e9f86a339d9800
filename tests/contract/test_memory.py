"""What `place` may rely on, proved of the archive's memory and of the fake alike."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from archive.memory import Memory as Archived
from monitor.figures.reading import read_figures
from monitor.place import Memory
from monitor.withdrawn import withdrawn
from news.article import Article, Known, Origin
from news.finding import Finding, Subject
from tests.contract.databases import archive_on
from tests.contract.desk import BEFORE, NOW, POST, Desk, entry
from tests.fakes import FakeMemory

HOST = "alderbaypost.example"
PAGE = Article(f"https://{HOST}/a", "Ferry", "It sank.")


@contextmanager
def fake() -> Iterator[Memory]:
    memory = FakeMemory()
    for number, path in ((1, "a"), (2, "b")):
        url = f"https://{HOST}/{path}"
        feed_text = Article(url, "Ferry late", "The ferry is late.", origin=Origin.FEED)
        memory.learn(
            Known(number, f"{HOST}/{path}", url, POST, BEFORE, NOW, False, Origin.FEED), feed_text
        )
    yield memory


@contextmanager
def archived(kind: str, folder: Path) -> Iterator[Memory]:
    with archive_on(kind, folder) as database:
        desk = Desk(database)
        desk.settle()
        for fetch in desk.poll(entry("/a"), entry("/b")):
            desk.store(fetch)
        with database.write() as connection:
            yield Archived(connection)


@pytest.fixture(params=["fake", "sqlite", "postgresql"])
def memory(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Memory]:
    with fake() if request.param == "fake" else archived(request.param, tmp_path) as made:
        yield made


def revise(memory: Memory, text: str, *, reread: bool = False) -> int | None:
    article = Article(PAGE.url, PAGE.title, text)
    return memory.revise(memory.known(1), article, page_id=1, reread=reread, now=NOW)


def test_what_is_known_of_a_new_article(memory: Memory) -> None:
    """It has its feed's words, their length, and one address."""
    known = memory.known(1)
    assert (known.id, known.key, known.origin) == (1, f"{HOST}/a", Origin.FEED)
    assert (known.source, known.news_after, known.first_seen) == (POST, BEFORE, NOW)
    assert known.length == len("The ferry is late.")
    assert memory.article_with_key(f"{HOST}/a") == 1
    assert memory.article_with_key(f"{HOST}/nowhere") is None


def test_one_more_address(memory: Memory) -> None:
    """An article is found by any address that it was given."""
    memory.add_key(2, f"{HOST}/c")
    assert memory.article_with_key(f"{HOST}/c") == 2


def test_joined_articles_are_one(memory: Memory) -> None:
    """All addresses lead to the one that stays, and so does the number of the other."""
    memory.merge(1, 2)
    assert memory.known(1).id == 2
    assert memory.article_with_key(f"{HOST}/a") == 2


def test_what_was_told_of_one_is_told_of_both(memory: Memory) -> None:
    """A finding goes with its article when that becomes a part of another."""
    finding = Finding(Subject.TOPIC, "Ferries", f"{HOST}/a")
    assert memory.find(finding, memory.known(1), revise(memory, "x") or 0, NOW)
    memory.merge(1, 2)
    other = Finding(Subject.TOPIC, "Ferries", f"{HOST}/b")
    assert not memory.find(other, memory.known(2), 2, NOW)


def test_texts_follow_each_other(memory: Memory) -> None:
    """A first page is new even in the feed's words; then only other words are."""
    first = revise(memory, "The ferry is late.")
    assert first is not None
    assert memory.known(1).origin is Origin.PAGE
    assert revise(memory, "The ferry, IS late!") is None
    second = revise(memory, "It sank.")
    assert second not in {None, first}
    assert memory.known(1).length == len("It sank.")


def test_read_again_the_same_words_give_their_text(memory: Memory) -> None:
    """A replay matches anew what it finds unchanged."""
    first = revise(memory, "It sank.")
    assert revise(memory, "It sank.", reread=True) == first
    assert revise(memory, "It was saved.", reread=True) not in {None, first}


def test_read_again_the_same_words_in_other_paragraphs_are_a_text(memory: Memory) -> None:
    """What matches is marked in the text that was read, so that is the text to keep."""
    glued = revise(memory, "It sank. All were saved.")
    assert revise(memory, "It sank.\nAll were saved.") is None
    assert revise(memory, "It sank.\nAll were saved.", reread=True) not in {None, glued}


def test_a_finding_is_new_once(memory: Memory) -> None:
    """The same fact is found once; another name, or another article, is another."""
    known, number = memory.known(1), revise(memory, "It sank.")
    assert number is not None
    finding = Finding(Subject.TOPIC, "Ferries", known.key)
    later = NOW + timedelta(hours=1)
    assert memory.find(finding, known, number, NOW)
    assert not memory.find(finding, known, number, later)
    assert memory.find(Finding(Subject.PERSON, "Ferries", known.key), known, number, later)


def count(memory: Memory, text: str) -> list[tuple[float, str]]:
    """Let the page say this, and what its numbers mean; return what it no longer claims."""
    number, known = revise(memory, text), memory.known(1)
    assert number is not None
    reading = read_figures(Article(PAGE.url, PAGE.title, text))
    memory.claimed(known, number, reading)
    before = memory.edited_away(known, number)
    gone = withdrawn(before, reading.claims)
    memory.withdraw(gone, NOW)
    claims = [claim for row, claim in before if row in gone]
    return [(one.figure.value, one.speaker.written) for one in claims]


def test_an_edit_takes_a_figure_back(memory: Memory) -> None:
    """Only what the newer text has no longer is withdrawn, and only once."""
    first = "At least 10 people were killed, police said. Another 30 people were injured."
    assert count(memory, first) == []
    second = "At least 50 people were killed, police said. Another 30 people were injured."
    assert count(memory, second) == [(10.0, "police")]
    assert count(memory, f"{second} Roads are closed.") == []


def test_a_text_read_again_takes_nothing_back(memory: Memory) -> None:
    """What we read otherwise than before, nobody edited."""
    assert count(memory, "At least 10 people were killed, police said.") == []
    text = "At least 50 people were killed, police said."
    number = revise(memory, text, reread=True)
    assert number is not None
    memory.claimed(memory.known(1), number, read_figures(Article(PAGE.url, "", text)))
    assert list(memory.edited_away(memory.known(1), number)) == []
