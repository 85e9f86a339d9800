"""Stories in the archive: what joins them, who has heard what, and what people correct."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from archive import heard, record, stories
from archive.correcting import Correcting, UnknownStoryError
from archive.schema import facts, findings, memberships, prints
from archive.schema import stories as rows
from archive.storied import Storied
from archive.stories import Shelf, public_id
from monitor.independent import independent
from news.alert import Addressed, Alert, Rendered, facts_of
from news.copy import Credit, Link, Told
from news.fact import Fact, FactKind, Notify
from news.figure import Bound, Effect, Scope, VictimClass
from news.ledger import Point, Series
from news.moment import Moment
from news.story import By, Decision, Evidence, Features, merge, move, split
from news.traits import Thread, Traits
from news.watch import Recipient
from tests.contract.desk import NOW, Desk

SERIES = Series(Effect.KILLED, "people", VictimClass.SECURITY, Scope.EVENT, "people")
KILLED = Fact(FactKind.FIGURE, ("killed", "22"), "22 soldiers killed, say police", before="17")
TOWN = Fact(FactKind.PLACE, ("tarn",), "Tarn")
QUIET = Fact(FactKind.FIGURE, ("killed", "dozens"), "dozens killed", is_news=False)


def point(value: float = 22.0) -> Point:
    at = Moment(NOW)
    return Point(
        SERIES, "k", "Alder Bay Post", at, at, True, "police", "police", "security",
        value, value, None, Bound.AT_LEAST, 0.9, "Tarn", False, 3,
    )  # fmt: skip


def counted(told: Sequence[Told]) -> int:
    """Count whose text has no original among them."""
    return sum(one.copy_of is None for one in told)


def by_outlet(told: Sequence[Told]) -> int:
    """Count outlets and agencies."""
    return independent(told, {})


def tell(
    desk: Desk,
    path: str,
    story: str = "",
    *told: Fact,
    link: Link | None = None,
    others: tuple[str, ...] = (),
    count: stories.Count = counted,
) -> int:
    """Let an article come and take its place in a story; return its number."""
    article_id = desk.report(path).article_id
    with desk.database.write() as connection:
        shelf = Shelf(connection)
        key = shelf.key_of(article_id)
        traits = Traits(
            Features(key, NOW, "Alder Bay Post", places=("tarn",), figures=(("killed", 22.0),)),
            credit=Credit(("AFP",), True, "(AFP)"),
            points=(point(),),
        )
        why = Evidence(3.5, ("mine",), places=("tarn",), apart=timedelta(hours=2), nearest="x")
        decision = Decision(story or None, others, why)
        thread = Thread(story or key, not story, traits, told, link, decision)
        row = shelf.keep(article_id, thread, NOW)
        news = shelf.tell(row, article_id, told, NOW)
        shelf.joined(row, article_id, count)
        connection.execute(
            findings.update()
            .where(findings.c.article_id == article_id)
            .values(story_id=row, facts=str([one.number for one in news]))
        )
    return article_id


def key_of(desk: Desk, article_id: int) -> str:
    with desk.database.read() as connection:
        return Shelf(connection).key_of(article_id)


@pytest.fixture
def story(desk: Desk) -> tuple[int, int]:
    """Two articles of one story."""
    desk.settle()
    first = tell(desk, "/a", "", KILLED, TOWN)
    return first, tell(desk, "/b", key_of(desk, first), KILLED, QUIET)


def test_a_story_is_its_first_articles(desk: Desk, story: tuple[int, int]) -> None:
    """Its key and its short address never change, and it counts its articles."""
    key = key_of(desk, story[0])
    shown = Storied(desk.database).story(public_id(key))
    assert shown is not None
    assert (shown.item.key, shown.item.articles, shown.item.origins) == (key, 2, 2)
    assert [one.id for one in shown.articles] == [*story]
    assert shown.articles[1].why.apart == timedelta(hours=2)
    assert shown.articles[1].points == (point(),)
    assert Storied(desk.database).story("nothing") is None


def test_a_list_goes_on_where_it_ended(desk: Desk, story: tuple[int, int]) -> None:
    """Also between stories that changed in the same moment; a cursor that is none begins anew."""
    keys = [key_of(desk, tell(desk, path, "", TOWN)) for path in ("/c", "/d")]
    stored, seen, before = Storied(desk.database), [], ""
    while True:
        page = stored.listing(1, before=before)
        seen += [item.key for item in page.items]
        if not (before := page.older):
            break
    assert seen == [keys[1], keys[0], key_of(desk, story[0])]
    assert [item.key for item in stored.listing(9, before="x-1").items] == seen
    assert stored.listing(9, before=f"{'9' * 30}-1").items == stored.listing(9).items


def test_a_story_is_meant(desk: Desk, story: tuple[int, int]) -> None:
    """By its id, its key, the address of its page or of an article's."""
    key, stored = key_of(desk, story[0]), Storied(desk.database)
    for text in (
        public_id(key), f" {key} ", f"https://a.example/desk/story/{public_id(key)}?x#y",
        f"/article/{story[1]}", f"article/{story[1]}/",
    ):  # fmt: skip
        meant = stored.meant(text)
        assert meant is not None, text
        assert meant.item.key == key
    for text in ("", "nothing", "/article/999", "/article/x", f"/article/{'9' * 40}", "story/"):
        assert stored.meant(text) is None, text


def test_a_fact_is_stored_once(desk: Desk, story: tuple[int, int]) -> None:
    """What the story had stays its first article's; what is no news is kept, and told to nobody."""
    shown = Storied(desk.database).story(public_id(key_of(desk, story[0])))
    assert shown is not None
    said = {(fact.says, fact.article_id, fact.is_news) for fact in shown.facts}
    assert said == {
        (KILLED.says, story[0], True), (TOWN.says, story[0], True), (QUIET.says, story[1], False)
    }  # fmt: skip
    assert [fact.says for fact in shown.item.facts] == [TOWN.says, KILLED.says]


def test_what_is_kept_comes_back(desk: Desk, story: tuple[int, int]) -> None:
    """The stories of the last weeks are taken up again as they were."""
    with desk.database.read() as connection:
        kept = list(stories.kept(connection, NOW - timedelta(days=1)))
        assert list(stories.kept(connection, NOW + timedelta(days=1))) == []
    assert [(one[0], one[1]) for one in kept] == [(n, key_of(desk, story[0])) for n in story]
    traits = kept[0][2]
    assert traits.credit == Credit(("AFP",), True, "(AFP)")
    assert traits.features.places == ("tarn",)


def test_a_copy_counts_as_its_original(desk: Desk, story: tuple[int, int]) -> None:
    """One that turns out to be the first of a text takes the others' place as the original."""
    link = Link(story[0], story[0], 0.9, 0.9, None, "text")
    copy = tell(desk, "/c", key_of(desk, story[0]), link=link)
    first = tell(desk, "/d", key_of(desk, story[0]), link=replace(link, leads=True))
    shown = Storied(desk.database).story(public_id(key_of(desk, story[0])))
    assert shown is not None
    assert {one.id: one.copy_of for one in shown.articles} == {
        story[0]: first, story[1]: None, copy: first, first: None
    }  # fmt: skip
    assert (shown.item.articles, shown.item.origins) == (4, 2)


def test_a_round_up_belongs_to_several(desk: Desk, story: tuple[int, int]) -> None:
    """It is found in each, and is the main one of none but its own."""
    other = tell(desk, "/e")
    both = tell(desk, "/f", key_of(desk, other), others=(key_of(desk, story[0]),))
    items = Storied(desk.database).of_article(both)
    assert [item.key for item in items] == [key_of(desk, other), key_of(desk, story[0])]


@pytest.mark.parametrize(
    ("notify", "told", "heard_again"),
    [
        (Notify.EVERY, (), True),
        (Notify.STORY, (TOWN,), False),
        (Notify.FACTS, (KILLED,), False),
        (Notify.FACTS, (KILLED, TOWN), True),
        (Notify.FIGURES, (TOWN,), False),
        (Notify.FIGURES, (KILLED,), False),
    ],
)
def test_who_hears_of_a_further_report(
    desk: Desk, notify: Notify, told: tuple[Fact, ...], heard_again: bool
) -> None:
    """A recipient who was told of the figure wants to hear of a second report, or not."""
    desk.settle()
    first = tell(desk, "/a", "", KILLED)
    desk.address("Desk")
    for message in desk.take():
        desk.outbox.sent(message.message_id, NOW)
    tell(desk, "/b", key_of(desk, first), *told)
    (found,) = desk.outbox.unrouted(9)
    with desk.database.read() as connection:
        assert heard.wants(connection, found, Addressed("Desk", notify=notify)) is heard_again
        # Who has heard nothing of it hears of any.
        figures = any(fact.kind is FactKind.FIGURE for fact in told)
        new = heard.wants(connection, found, Addressed("Other", notify=notify))
        assert new is (figures or notify is not Notify.FIGURES)


def test_a_report_that_says_nothing_new_is_noted(desk: Desk) -> None:
    """It is not sent, and the article's page says why."""
    desk.settle()
    first = tell(desk, "/a", "", KILLED)
    to = Addressed("Desk", notify=Notify.FACTS)
    for path in ("", "/b"):
        if path:
            second = tell(desk, path, key_of(desk, first), KILLED)
        found = desk.outbox.unrouted(9)
        desk.outbox.address([(one, [to]) for one in found], NOW)
        for message in desk.take():
            desk.outbox.sent(message.message_id, NOW)
    shown = desk.browse.article(second)
    assert shown is not None
    ((noted,),) = (shown.told,)
    assert (noted.state, noted.error) == ("muted", heard.NOTHING_NEW)


def test_two_stories_become_one(desk: Desk, story: tuple[int, int]) -> None:
    """The address of the one that went leads to the other, and its facts go along."""
    other = tell(desk, "/e", "", TOWN)
    gone, into = key_of(desk, other), key_of(desk, story[0])
    correcting = Correcting(desk.database, counted)
    correcting.correct(merge(gone, into), "cli", NOW)
    shown = Storied(desk.database).story(public_id(gone))
    assert shown is not None
    assert (shown.item.key, shown.item.articles) == (into, 3)
    assert len([fact for fact in shown.facts if fact.kind is FactKind.PLACE]) == 1
    with desk.database.read() as connection:
        ((number, said),) = Shelf(connection).corrections(0)
        assert said == merge(gone, into)
        assert stories.last_correction(connection) == number
        told = connection.scalars(select(findings.c.story_id).distinct()).all()
    assert told == [shown.item.id]
    with pytest.raises(UnknownStoryError, match="into itself"):
        correcting.correct(merge(gone, into), "cli", NOW)


def test_what_was_told_of_two_stories_stays_told_when_they_are_one(desk: Desk) -> None:
    """Each message told the fact of its story; what one tells from then on is told of both."""
    desk.settle()
    first, other = tell(desk, "/a", "", KILLED), tell(desk, "/b", "", KILLED)
    send(desk)
    correcting = Correcting(desk.database, counted)
    correcting.correct(merge(key_of(desk, other), key_of(desk, first)), "cli", NOW)
    tell(desk, "/c", key_of(desk, first), KILLED, TOWN)
    send(desk)
    told = [[fact.says for fact in one.facts] for one in record.sent(desk.database)]
    assert told == [[KILLED.says], [KILLED.says], [TOWN.says]]


def send(desk: Desk) -> None:
    """Let go out what was found since, each message with what it tells."""
    to = Addressed("Desk", notify=Notify.FACTS)
    desk.outbox.address([(one, [to]) for one in desk.outbox.unrouted(9)], NOW)
    for message in desk.take():
        telling = desk.outbox.telling(message.message_id, Recipient("Desk", "console"), "", NOW)
        assert isinstance(telling, Alert)
        desk.outbox.freeze(message.message_id, Rendered("", ""), facts_of(telling))
        desk.outbox.sent(message.message_id, NOW)


def test_articles_become_another_story(desk: Desk, story: tuple[int, int]) -> None:
    """What they had first goes with them; moved back, the story is empty and listed no more."""
    correcting, key = Correcting(desk.database, counted), key_of(desk, story[0])
    parted = split(key, (key_of(desk, story[1]),), (key,))
    correcting.correct(parted, "web", NOW)
    listed = Storied(desk.database).listing(9).items
    assert {(item.key, item.articles) for item in listed} == {(key, 1), (parted.into, 1)}
    by = Storied(desk.database).story(parted.into)
    assert by is not None
    assert (by.articles[0].by, [fact.says for fact in by.facts]) == (By.PERSON, [QUIET.says])
    correcting.correct(move(key_of(desk, story[1]), key), "web", NOW)
    assert [(item.key, item.articles) for item in Storied(desk.database).listing(9).items] == [
        (key, 2)
    ]


def test_articles_are_split_off_once_more(desk: Desk, story: tuple[int, int]) -> None:
    """After they were merged back they become a story again, under another key."""
    correcting, key = Correcting(desk.database, counted), key_of(desk, story[0])
    said = split(key, (key_of(desk, story[1]),), (key,))
    first = correcting.correct(said, "web", NOW)
    correcting.correct(merge(first.into, key), "web", NOW)
    again = correcting.correct(said, "web", NOW)
    assert (first.into, again.into) == (said.into, f"{said.into}+")
    listed = Storied(desk.database).listing(9).items
    assert {(item.key, item.articles) for item in listed} == {(key, 1), (again.into, 1)}


@pytest.mark.parametrize(
    "said", [merge("no", "nothing"), split("no", ("nothing",), ("no",)), move("nothing", "no")]
)
def test_what_is_not_there_is_not_corrected(desk: Desk, said: object) -> None:
    """Nothing is noted of it."""
    with pytest.raises(UnknownStoryError):
        Correcting(desk.database, counted).correct(said, "cli", NOW)  # type: ignore[arg-type]
    with desk.database.read() as connection:
        assert Shelf(connection).corrections(0) == []


def test_a_story_goes_with_its_last_article(desk: Desk, story: tuple[int, int]) -> None:
    """Until then it loses what the article said first."""
    with desk.database.write() as connection:
        stories.forget(connection, [story[0]])
        assert connection.scalar(select(func.count()).select_from(rows)) == 1
        assert connection.scalars(select(facts.c.says)).all() == [QUIET.says]
        stories.forget(connection, [story[1]])
        for table in (rows, facts, prints, memberships):
            assert connection.scalar(select(func.count()).select_from(table)) == 0


def test_a_story_gives_its_quotes_in_order(desk: Desk) -> None:
    """Only the words of tracked people, only of this story, the first one first."""
    first = Fact(FactKind.WORDS, ("Idris Venn", "gate"), "Idris Venn: “the gates open”")
    second = Fact(FactKind.WORDS, ("Idris Venn", "boom"), "Idris Venn: “the boom stays”")
    other = Fact(FactKind.WORDS, ("Mara Quill", "tide"), "Mara Quill: “the tide comes”")
    desk.settle()
    one = tell(desk, "/1", "", first, TOWN)
    tell(desk, "/2", key_of(desk, one), first, second)
    tell(desk, "/3", "", other)
    with desk.database.read() as connection:
        shelf = Shelf(connection)
        assert shelf.quotes(key_of(desk, one)) == [first.says, second.says]
        assert shelf.quotes("nothing") == []


def test_a_long_story_is_summed_up_as_a_short_one(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is added to its summary, article by article, comes to what counting it anew does."""
    monkeypatch.setattr(stories, "_SMALL", 2)
    desk.settle()
    first = tell(desk, "/1", "", KILLED)
    key = key_of(desk, first)
    link = Link(first, first, 0.9, 0.9, 0.9, "text")
    for number in range(2, 9):
        more = [replace(KILLED, natural=("killed", str(number)))] if number != 5 else []
        whose = link if number % 3 == 0 else None
        tell(desk, f"/{number}", key, *more, link=whose, count=by_outlet)
    shown = Storied(desk.database)
    (added,) = shown.listing(9).items
    with desk.database.write() as connection:
        Shelf(connection).sum_up(added.id, by_outlet)
    assert shown.listing(9).items == (added,)
    assert added.articles == 8


def test_a_long_story_is_counted_only_where_another_source_joins(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A report like one that it has is not worth asking for all its articles."""
    monkeypatch.setattr(stories, "_SMALL", 1)
    desk.settle()
    first = tell(desk, "/1", "", KILLED)
    key, told = key_of(desk, first), list[int]()

    def counts(some: Sequence[Told]) -> int:
        told.append(len(some))
        return counted(some)

    tell(desk, "/2", key, count=counts)
    assert told == []
    tell(desk, "/3", key, link=Link(first, first, 0.9, 0.9, 0.9, "text"), count=counts)
    assert told == [3]


def test_only_the_newest_claims_of_a_long_story_are_compared(
    desk: Desk, story: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In order of arrival, without the article's own."""
    third = tell(desk, "/c", key_of(desk, story[0]))
    with desk.database.read() as connection:
        shelf = Shelf(connection)
        assert len(shelf.points(key_of(desk, story[0]), third)) == 2
        monkeypatch.setattr(stories, "_POINTS", stories._POINTS.limit(1))  # noqa: SLF001
        assert len(shelf.points(key_of(desk, story[0]), third)) == 1


def test_of_a_long_story_the_newest_reports_are_shown(
    desk: Desk, story: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In order of time; all of them are counted."""
    monkeypatch.setattr("archive.storied._MOST_ARTICLES", 2)
    third = tell(desk, "/c", key := key_of(desk, story[0]))
    shown = Storied(desk.database).story(key)
    assert shown is not None
    assert [one.id for one in shown.articles] == [story[1], third]
    assert shown.item.articles == 3
