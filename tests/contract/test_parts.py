"""Articles in several pages: what every archive promises of their parts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from archive import parts
from archive.memory import Unread
from archive.parts import Onward
from news.article import Origin
from news.source import Fetch, FetchKind
from tests.contract.desk import HOUR, MINUTE, NOW, POST, Desk, entry, source

HOST = "alderbaypost.example"
TEXT = "The ferry sank."
AGES = (timedelta(days=9),)


def onward(part: int, after: datetime = NOW) -> Onward:
    return Onward(part, f"https://{HOST}/ferry?page={part}", HOST, after)


def want(desk: Desk, part: int, after: datetime = NOW, *, changed: bool = False) -> None:
    with desk.database.write() as connection:
        parts.want(connection, 1, onward(part, after), desk.clock, changed=changed)


def due(desk: Desk) -> list[Fetch]:
    """Claim the pages that are due."""
    return [fetch for fetch in desk.lease() if fetch.article_id is not None]


def come(desk: Desk, *numbers: int) -> None:
    """Let these parts be wanted, fetched and read, one after another."""
    for number in numbers:
        want(desk, number)
        (fetch,) = due(desk)
        desk.store(fetch)
        desk.read(TEXT, parts=number)


@pytest.fixture
def ferry(desk: Desk) -> Desk:
    """Have an article whose first page was read; it is looked at again in nine days."""
    desk.settle()
    (fetch,) = desk.poll(entry("/ferry"))
    desk.store(fetch, AGES)
    desk.read(TEXT)
    return desk


def test_a_part_is_fetched_once(ferry: Desk) -> None:
    """It is an errand like that of any page, and asked for no more once it is here."""
    want(ferry, 2)
    want(ferry, 2)
    (fetch,) = due(ferry)
    assert (fetch.kind, fetch.part, fetch.url, fetch.host, fetch.source) == (
        FetchKind.ARTICLE, 2, onward(2).url, HOST, POST,
    )  # fmt: skip
    assert (fetch.article_id, fetch.feed_id, fetch.first) == (1, None, False)
    ferry.store(fetch, AGES)
    want(ferry, 2)
    assert due(ferry) == []
    ferry.clock += timedelta(days=9)
    assert [fetch.part for fetch in due(ferry)] == [1]


def test_a_part_is_fetched_again_where_what_is_before_it_is_newer(ferry: Desk) -> None:
    """The second where the first changed, each later one where that before it came anew."""
    come(ferry, 2, 3)
    ferry.clock += HOUR
    want(ferry, 2, ferry.clock)
    assert due(ferry) == []
    want(ferry, 2, ferry.clock, changed=True)
    (second,) = due(ferry)
    ferry.store(second)
    want(ferry, 3, NOW)
    assert due(ferry) == []
    want(ferry, 3, ferry.clock)
    assert [fetch.part for fetch in due(ferry)] == [3]


def test_a_part_that_is_dead_is_tried_when_its_article_changed(ferry: Desk) -> None:
    """Not before: who said 404 is not asked at every recheck."""
    want(ferry, 2)
    (fetch,) = due(ferry)
    ferry.frontier.page_failed(fetch, "http 404", None, NOW)
    ferry.clock += HOUR
    want(ferry, 2, ferry.clock)
    assert due(ferry) == []
    want(ferry, 2, ferry.clock, changed=True)
    (again,) = due(ferry)
    assert (again.id, again.tries) == (fetch.id, 0)


def test_an_article_goes_on_while_a_part_is_to_come(ferry: Desk) -> None:
    """One that is dead is not to come, nor one that is tried again some time."""

    def goes_on(wanted: Onward | None) -> bool:
        with ferry.database.write() as connection:
            return parts.go_on(connection, 1, wanted, NOW)

    assert not goes_on(None)
    assert goes_on(onward(2))
    assert goes_on(None)
    (fetch,) = due(ferry)
    ferry.frontier.page_failed(fetch, "http 503", NOW, NOW)
    assert not goes_on(onward(2))
    ferry.frontier.page_failed(fetch, "http 404", None, NOW)
    assert not goes_on(onward(2))


def test_a_page_is_taken_with_the_other_parts(ferry: Desk) -> None:
    """With the newest of each, whether read or not; other articles' pages have none."""
    come(ferry, 2, 3)
    want(ferry, 2, changed=True)
    for fetch in (*due(ferry), *ferry.poll(entry("/storm"))):
        ferry.store(fetch)

    def numbers(page: Unread) -> list[tuple[int, int]]:
        return sorted((one.part, one.page_id) for one in page.others)

    second, alone = ferry.box.take_pages(ferry.clock, ferry.clock, 9)
    assert (second.part, numbers(second)) == (2, [(1, 1), (3, 3)])
    assert (alone.part, alone.others) == (1, ())
    assert all(one.kept and one.timezone == second.timezone for one in second.others)


def test_a_part_that_fails_gives_way_to_what_was_before_it(ferry: Desk) -> None:
    """The page before it is read again, once, whether the part is tried again or not."""
    come(ferry, 2)
    want(ferry, 3)
    (third,) = due(ferry)
    ferry.frontier.page_failed(third, "http 503", NOW + MINUTE, NOW)
    (page,) = ferry.box.take_pages(NOW, NOW, 9)
    assert (page.part, page.tries, page.silent) == (2, 0, "")
    ferry.read(TEXT, parts=2)
    ferry.frontier.page_failed(replace(third, tries=1), "http 404", None, NOW)
    assert ferry.box.waiting() == 0


def test_a_second_part_that_fails_changes_nothing(ferry: Desk) -> None:
    """The first was placed when it was read."""
    want(ferry, 2)
    (fetch,) = due(ferry)
    ferry.frontier.page_failed(fetch, "http 404", None, NOW)
    assert ferry.box.waiting() == 0
    assert ferry.browse.article(1).note == ""  # type: ignore[union-attr]


def test_a_part_in_quarantine_is_no_part(ferry: Desk) -> None:
    """What comes before it is read again, as silently as it was, and without it."""
    come(ferry, 2)
    want(ferry, 3)
    (fetch,) = due(ferry)
    ferry.store(fetch)
    (third,) = ferry.box.take_pages(NOW, NOW, 9)
    silent = replace(third, silent="replay")
    assert not ferry.box.failed(silent, "it took too long", NOW, most_tries=2)
    assert ferry.box.failed(replace(silent, tries=1), "it took too long", NOW, most_tries=2)
    (second,) = ferry.box.take_pages(NOW, NOW, 9)
    assert (second.part, second.silent) == (2, "replay")
    assert [one.part for one in second.others] == [1]
    assert ferry.browse.article(1).note == ""  # type: ignore[union-attr]


def test_a_lost_part_comes_again_as_that_part(ferry: Desk) -> None:
    """Until then its page is one that is not kept."""
    come(ferry, 2, 3)
    want(ferry, 3, ferry.clock, changed=True)
    (fetch,) = due(ferry)
    ferry.store(fetch)
    (third,) = ferry.box.take_pages(NOW, NOW, 9)
    (second,) = [one for one in third.others if one.part == 2]
    ferry.box.lost_body(second, HOST, NOW)
    (again,) = due(ferry)
    assert (again.part, again.url) == (2, second.url)
    (third,) = ferry.box.take_pages(NOW, NOW, 9)
    assert [(one.part, one.kept) for one in third.others] == [(1, True), (2, False)]


def test_a_text_that_goes_on_is_no_edit(ferry: Desk) -> None:
    """One in which a word changed is."""
    want(ferry, 2)
    for text in (f"{TEXT}\nAll were saved.", "The ferry rose.\nAll were saved."):
        (fetch,) = due(ferry)
        ferry.store(fetch)
        ferry.read(text, parts=2)
        want(ferry, 2, changed=True)
    shown = ferry.browse.article(1)
    assert shown is not None
    ordered = sorted(shown.revisions, key=lambda revision: revision.number)
    assert [revision.cause for revision in ordered] == ["feed", "page", "page", "edit"]
    assert shown.article.origin is Origin.PAGE


def test_an_edited_entry_hurries_the_first_part_alone(ferry: Desk) -> None:
    """A part that waits for its host's pause keeps its time."""
    want(ferry, 2)
    (second,) = due(ferry)
    ferry.frontier.page_failed(second, "http 503", NOW + 9 * HOUR, NOW)
    ferry.clock += HOUR
    ferry.poll(entry("/ferry", "Ferry sinks"))
    assert [fetch.part for fetch in due(ferry)] == [1]


def test_parts_of_what_was_asked_for_come_last(desk: Desk) -> None:
    """What a backfill found of the past is no news, nor are its parts."""
    desk.settle(source())
    desk.report()
    with desk.database.write() as connection:
        connection.exec_driver_sql("UPDATE articles SET news_after = 1 WHERE id = 1")
        connection.exec_driver_sql(
            "INSERT INTO backfills (source_id, cause, since_at, asked_at) VALUES (1, 'asked', 1, 1)"
        )
    want(desk, 2)
    (fetch,) = due(desk)
    assert (fetch.part, fetch.backfill_id) == (2, 1)
