"""Retention, on every database: what goes, what stays, and that nobody is told twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

import pytest
from sqlalchemy import func, select

from archive.bodies import Bodies
from archive.browse import Query
from archive.keep import LET_GO, Keep, Terms
from archive.schema import articles, gone, messages, metadata, pages
from archive.verify import verify
from monitor.place import Arrival
from news.article import Article, Page
from news.moment import micros
from tests.contract.desk import HOUR, NOW, Desk, entry

DAY = timedelta(days=1)
WEEK = 7 * DAY


@pytest.fixture
def bodies(tmp_path: Path) -> Iterator[Bodies]:
    opened = Bodies(tmp_path / "pages.db")
    yield opened
    opened.close()


def store(desk: Desk, bodies: Bodies, path: str, body: bytes = b"", **told: str) -> int:
    """Let an article and its page come, and be read; return its number."""
    (fetch,) = desk.poll(entry(path, told.get("title", f"Ferry at {path}")))
    page = Page(fetch.url, body or path.encode() * 100, desk.clock)
    digest = bodies.put(page.body, micros(desk.clock))
    desk.frontier.page_stored(fetch, page, digest, ())
    return desk.read(told.get("text", "The ferry sank."), title=f"Ferry at {path}").article_id


def clean(desk: Desk, bodies: Bodies, now: datetime, **terms: timedelta) -> Counter[str]:
    """Do all that is due; return what was done."""
    done: Counter[str] = Counter()
    for step in Keep(desk.database, bodies).steps(now, Terms(**terms)):
        done[step.what] += step.count
    return done


def tell(desk: Desk) -> None:
    """Send what was found to one recipient."""
    desk.address("Desk")
    for message in desk.take():
        desk.outbox.sent(message.message_id, desk.clock)


def rows(desk: Desk) -> dict[str, int]:
    """Count the rows of every table that has some."""
    with desk.database.read() as connection:
        counts = {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in metadata.sorted_tables
        }
    return {name: count for name, count in counts.items() if count}


def damages(desk: Desk, bodies: Bodies) -> list[str]:
    return [damage.says for damage in verify(desk.database, bodies).damages]


def test_the_bytes_of_old_pages_go_and_their_text_stays(desk: Desk, bodies: Bodies) -> None:
    """A page says that its bytes were let go; the article is whole and is not fetched again."""
    desk.settle()
    old = store(desk, bodies, "/old")
    desk.clock += WEEK
    young = store(desk, bodies, "/young")
    done = clean(desk, bodies, desk.clock + 2 * HOUR, pages=DAY)
    assert (done["pages"], done["orphans"], bodies.count()) == (1, 1, 1)
    shown = desk.browse.article(old)
    assert shown is not None
    assert (shown.note, shown.article.text) == (LET_GO, "The ferry sank.")
    assert [item.id for item in desk.browse.listing(Query(text="sank")).items] == [young, old]
    assert damages(desk, bodies) == []
    # Read again, only what there is.
    assert [page.article_id for page in desk.box.again(None, None, 0, 9)] == [young]
    assert clean(desk, bodies, desk.clock + 2 * HOUR, pages=DAY)["pages"] == 0


def test_pages_on_which_an_alert_rests_stay(desk: Desk, bodies: Bodies) -> None:
    """Whoever was woken by a report can see the page that did it, as long as the article."""
    desk.settle()
    told = store(desk, bodies, "/told")
    tell(desk)
    store(desk, bodies, "/untold")
    desk.address()
    clean(desk, bodies, NOW + WEEK, pages=DAY)
    with desk.database.read() as connection:
        kept = connection.scalars(select(pages.c.article_id).where(pages.c.state == "read")).all()
    assert (list(kept), bodies.count()) == ([told], 1)
    done = clean(desk, bodies, NOW + WEEK, pages=DAY, articles=2 * DAY)
    # The newest article stays, though nobody was told of it.
    assert (done["articles"], bodies.count()) == (1, 0)


def test_a_muted_message_keeps_no_page(desk: Desk, bodies: Bodies) -> None:
    """What nobody was told of does not stay for the sake of a message that never went."""
    desk.settle()
    store(desk, bodies, "/muted")
    desk.address("Desk")
    with desk.database.write() as connection:
        connection.execute(messages.update().values(state="muted"))
    assert clean(desk, bodies, NOW + WEEK, pages=DAY)["pages"] == 1


def test_shared_bytes_go_with_the_last_page_that_has_them(desk: Desk, bodies: Bodies) -> None:
    """Two pages with the same bytes are one body: it stays for the younger one."""
    desk.settle()
    store(desk, bodies, "/one", b"<p>the same")
    desk.clock += WEEK
    store(desk, bodies, "/two", b"<p>the same")
    clean(desk, bodies, desk.clock + 2 * HOUR, pages=DAY)
    assert bodies.count() == 1
    clean(desk, bodies, desk.clock + WEEK, pages=DAY)
    assert bodies.count() == 0


def test_an_unread_page_keeps_its_bytes(desk: Desk, bodies: Bodies) -> None:
    """However old a page is: what was not read yet is not let go."""
    desk.settle()
    (fetch,) = desk.poll(entry("/late"))
    page = Page(fetch.url, b"<p>", desk.clock)
    desk.frontier.page_stored(fetch, page, bodies.put(page.body, micros(NOW)), ())
    assert clean(desk, bodies, NOW + WEEK, pages=DAY)["pages"] == 0
    assert bodies.count() == 1


def test_bytes_that_no_page_refers_to_go_after_an_hour(desk: Desk, bodies: Bodies) -> None:
    """A crash between bytes and row leaves an orphan; a young one may still get its row."""
    desk.settle()
    kept = store(desk, bodies, "/kept")
    bodies.put(b"orphan", micros(NOW))
    assert clean(desk, bodies, NOW + HOUR / 2)["orphans"] == 0
    assert clean(desk, bodies, NOW + 2 * HOUR)["orphans"] == 1
    assert (bodies.count(), damages(desk, bodies), kept) == (1, [], kept)


def test_old_articles_go_with_all_that_hangs_on_them(desk: Desk, bodies: Bodies) -> None:
    """Texts, matches, findings, messages, errands, the words in the search: nothing is left."""
    desk.settle()
    before = rows(desk)
    store(desk, bodies, "/old", text="A word: kingfisher.")
    desk.clock += HOUR
    (again,) = desk.poll(entry("/old", "Ferry edited", text="kingfisher ferry edited"))
    desk.store(again)
    desk.read("An edit: kingfisher.", title="Ferry edited")
    tell(desk)
    desk.clock += WEEK
    store(desk, bodies, "/newest", text="The ferry again.")
    desk.address()
    done = clean(desk, bodies, desk.clock + 2 * HOUR, articles=2 * DAY)
    assert (done["articles"], done["texts"]) == (1, 2)
    assert [item.title for item in desk.browse.listing(Query()).items] == ["Ferry at /newest"]
    assert desk.browse.listing(Query(text="kingfisher")).total == 0
    assert desk.browse.listing(Query(text="ferry")).total == 1
    assert damages(desk, bodies) == []
    left = rows(desk)
    assert left.pop("gone") == 1
    one = {"articles", "article_keys", "entries", "pages", "findings"}
    assert {name: count for name, count in left.items() if name in one} == dict.fromkeys(one, 1)
    assert "messages" not in left
    assert {name: left[name] for name in before} == before | {"fetches": left["fetches"]}


def test_what_a_feed_still_lists_does_not_come_back(desk: Desk, bodies: Bodies) -> None:
    """A section page lists an undated report for years: once let go, it is no news."""
    desk.settle()
    store(desk, bodies, "/old")
    store(desk, bodies, "/newest")
    desk.address()
    clean(desk, bodies, NOW + WEEK, articles=DAY)
    desk.clock += WEEK
    assert desk.poll(entry("/old", published=None), entry("/other", published=None)) != []
    assert len(desk.browse.listing(Query()).items) == 2
    with desk.database.read() as connection:
        assert connection.scalars(select(gone.c.key)).all() == ["alderbaypost.example/old"]


def test_an_article_about_which_something_waits_stays(desk: Desk, bodies: Bodies) -> None:
    """An alert that is not sent yet, or a finding that is not routed, keeps its article."""
    desk.settle()
    store(desk, bodies, "/unsent")
    desk.address("Desk")
    (message,) = desk.take()
    store(desk, bodies, "/unrouted")
    store(desk, bodies, "/newest")
    assert clean(desk, bodies, NOW + WEEK, articles=DAY)["articles"] == 0
    desk.outbox.sent(message.message_id, NOW)
    assert clean(desk, bodies, NOW + WEEK, articles=DAY)["articles"] == 1
    desk.address()
    assert clean(desk, bodies, NOW + WEEK, articles=DAY)["articles"] == 1
    assert clean(desk, bodies, NOW + 9 * WEEK, articles=DAY)["articles"] == 0


def test_two_that_became_one_go_together(desk: Desk, bodies: Bodies) -> None:
    """A report under two addresses is one article; both go, and both addresses stay known."""
    desk.settle()
    for fetch in desk.poll(entry("/whole", "Ferry one"), entry("/part", "Ferry two")):
        desk.store(fetch)
    for unread in desk.box.take_pages(desk.clock, desk.clock, 9):
        report = Article("https://alderbaypost.example/whole", "Ferry one", "It sank.")
        desk.place(report, Arrival(unread.article_id, "alderbaypost.example/whole", unread.page_id))
    desk.address()
    store(desk, bodies, "/newest")
    assert clean(desk, bodies, NOW + WEEK, articles=DAY)["articles"] == 1
    with desk.database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(articles)) == 1
        assert len(connection.scalars(select(gone.c.key)).all()) == 2


def test_a_digest_goes_with_the_last_article_it_tells_of(desk: Desk, bodies: Bodies) -> None:
    """A message about two articles stays while one of them does."""
    desk.settle()
    for number in range(2):
        store(desk, bodies, f"/{number}")
        desk.clock += DAY
    desk.address("Desk")
    first, second = desk.take()
    deliveries = metadata.tables["deliveries"]
    with desk.database.write() as connection:
        connection.execute(deliveries.update().values(message_id=first.message_id))
        connection.execute(messages.delete().where(messages.c.id == second.message_id))
        digest = {"kind": "digest", "article_id": None, "state": "sent"}
        connection.execute(messages.update().values(**digest))
    store(desk, bodies, "/newest")
    assert clean(desk, bodies, NOW + 2 * DAY, articles=1.5 * DAY)["articles"] == 1
    assert rows(desk)["messages"] == 1
    assert clean(desk, bodies, NOW + WEEK, articles=DAY)["articles"] == 1
    assert "messages" not in rows(desk)


def test_a_plan_says_what_would_go_and_does_nothing(desk: Desk, bodies: Bodies) -> None:
    """`clean --dry-run` counts the same things that cleaning then lets go."""
    desk.settle()
    for number in range(3):
        store(desk, bodies, f"/{number}", text="The ferry sank. " * 20)
    desk.address()
    before, keep = rows(desk), Keep(desk.database, bodies)
    plan = keep.plan(NOW + WEEK, Terms(pages=DAY, articles=DAY))
    assert (plan.pages, plan.articles) == (3, 2)
    assert plan.page_bytes > 0
    assert plan.text_bytes > 600
    assert rows(desk) == before
    done = clean(desk, bodies, NOW + WEEK, pages=DAY, articles=DAY)
    assert (done["pages"], done["articles"]) == (3, 2)


def test_cut_off_anywhere_it_is_taken_up_again(desk: Desk, bodies: Bodies) -> None:
    """Whichever step is the last before a crash: the next round ends where all would have."""
    desk.settle()
    number = 0
    for cut in range(1, 12):
        store(desk, bodies, f"/{number}")
        store(desk, bodies, f"/{number + 1}")
        number += 2
        tell(desk)
        terms = Terms(pages=DAY, articles=DAY)
        for _ in islice(Keep(desk.database, bodies).steps(NOW + WEEK, terms), cut):
            pass
        clean(desk, bodies, NOW + WEEK, pages=DAY, articles=DAY)
        assert damages(desk, bodies) == []
        assert len(desk.browse.listing(Query()).items) == 1
