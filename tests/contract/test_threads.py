"""A stream of reports becomes stories: who is told what of them, through archive and restart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from archive import stories
from archive.correcting import Correcting
from archive.database import Database
from archive.memory import Memory
from archive.storied import Storied
from archive.stories import Shelf
from monitor.match import Matcher
from monitor.place import Arrival, Placed, place
from monitor.threads import Following, Threads
from monitor.understand import understand
from news.alert import Addressed, Alert
from news.article import Article, Outlet
from news.changing import Change, Step
from news.fact import FactKind, Notify
from news.figure import Effect
from news.grammar import parse
from news.moment import Moment
from news.source import Fetch
from news.story import By, split
from news.sure import Asked
from news.watch import Gauge, Person, Recipient, Topic, Watchlist
from tests.contract.desk import NOW, POST, Desk, entry
from tests.monitor.telling import invented

HOUR = timedelta(hours=1)
DESK = {"": "Desk"}
MATCHER = Matcher(Watchlist((Topic("Nushol", parse("nushol OR kasht")),)))
ATTACK = (
    "Six officers killed as gunmen storm a post in Nushol",
    (
        "NUSHOL: Gunmen stormed a police post on the edge of Nushol before dawn on Wednesday and "
        "killed six officers, police said.\nThe attackers came on motorcycles and fled into hills "
        "after a gun battle of an hour, district police chief Arun Velk said.\nNobody has claimed "
        "responsibility for the attack on the Nushol post."
    ),
)
RISES = (
    "Toll of Nushol attack rises to nine",
    (
        "NUSHOL: The toll of the attack on a police post in Nushol rose to nine officers killed "
        "when three of the wounded died in hospital, police said on Wednesday.\nThe gunmen stormed "
        "the police post on motorcycles before dawn."
    ),
)


def fresh() -> Threads:
    threads = Threads(invented, {})
    threads.load([], 0)
    return threads


@dataclass
class Newsroom:
    """A desk that follows stories."""

    desk: Desk
    threads: Threads = field(default_factory=fresh)
    now: datetime = NOW
    pages: int = 0
    matcher: Matcher = MATCHER
    rechecks: Sequence[timedelta] = ()

    def come(self, title: str, text: str, path: str = "", *, hours: float = 0) -> Placed:
        """Let a report come, or (`path`) an edit of one."""
        self.now += timedelta(hours=hours)
        self.desk.clock = self.now
        self.pages += 1
        path = path or f"/{self.pages}"
        (fetch,) = self.desk.poll(entry(path, title, published=self.now))
        return self.bring(fetch, title, text, Moment(self.now))

    def bring(self, fetch: Fetch, title: str, text: str, published: Moment) -> Placed:
        """Let the page of a report come, as if it said this."""
        self.desk.store(fetch, self.rechecks)
        (unread,) = self.desk.box.take_pages(self.now, self.now, 1)
        article = Article(
            unread.url, title, text, published=published, outlet=Outlet(POST, country="VX")
        )
        reading = understand(article, self.matcher)
        reading = replace(reading, traits=self.threads.traits(reading, self.now))
        key = unread.url.partition("://")[2]
        arrival = Arrival(unread.article_id, key, unread.page_id)
        with self.desk.database.write() as connection:
            following = Following(self.threads, Shelf(connection), self.matcher.gauges)
            placed = place(
                reading, arrival, Memory(connection), self.now, 36 * HOUR, following=following
            )
        if placed.thread is not None:
            self.threads.keep(placed.article_id, placed.thread)
        return placed

    def send(
        self, notify: Notify = Notify.FACTS, thread: str = "", *, by: Mapping[str, str] = DESK
    ) -> list[Alert]:
        """Address and send what was found since (it stands in `thread`); return what is told.

        `by` says who is told by which topic or person, "" by any other.
        """
        found = self.desk.outbox.unrouted(50)
        whose = [(one, by.get(one.name, by.get(""))) for one in found]
        self.desk.outbox.address(
            [
                (one, [Addressed(name, notify=notify)] if name and not one.silent else [])
                for one, name in whose
            ],
            self.now,
        )
        sent = []
        for message in self.desk.take():
            reader = Recipient(message.recipient, "console")
            told = self.desk.outbox.telling(message.message_id, reader, "https://w", self.now)
            assert isinstance(told, Alert)
            sent.append(told)
            self.desk.outbox.sent(message.message_id, self.now, thread)
        return sent


def newsroom(desk: Desk) -> Newsroom:
    desk.settle()
    return Newsroom(desk)


def says(alert: Alert) -> list[str]:
    assert alert.story is not None
    return [fact.says for fact in alert.story.facts]


def test_a_story_is_told_once_and_again_when_its_toll_rises(desk: Desk) -> None:
    """The second message tells what changed, and from what; wording is no news."""
    room = newsroom(desk)
    room.come(*ATTACK)
    (first,) = room.send()
    assert first.story is not None
    assert first.story.since is None
    assert any("killed" in line for line in says(first))
    room.come("Six policemen die in Nushol", ATTACK[1].replace("before dawn", "early"), hours=1)
    assert room.send() == []
    room.come(*RISES, hours=2)
    (second,) = room.send()
    assert second.story is not None
    assert second.story.since == NOW + HOUR * 0
    (risen,) = [fact for fact in second.story.facts if fact.verdict == "risen"]
    assert risen.before.startswith("6")
    assert (second.story.articles, second.story.public) == (3, first.story.public)


def test_what_is_told_later_replies_where_the_last_message_stands(desk: Desk) -> None:
    """The first message began a thread; after it was deleted the second began another."""
    room = newsroom(desk)
    again = (RISES[0].replace("nine", "twelve"), RISES[1].replace("nine", "twelve"))
    told = []
    for report, thread in ((ATTACK, "room 1"), (RISES, "room 2"), (again, "")):
        room.come(*report, hours=2)
        told += room.send(thread=thread)
    assert [one.story and one.story.thread for one in told] == ["", "room 1", "room 2"]
    # Whoever else is told of it has a thread of his own.
    other = desk.outbox.telling(3, Recipient("Other", "console"), "", room.now)
    assert isinstance(other, Alert)
    assert other.story is not None
    assert other.story.thread == ""


def test_a_figure_edited_in_place_is_told(desk: Desk) -> None:
    """The outlet prints another number in the report that it had printed, without notice."""
    room = newsroom(desk)
    room.come(*ATTACK, "/attack")
    room.send()
    edited = room.come(
        ATTACK[0].replace("Six", "Eleven"), ATTACK[1].replace("six", "eleven"), "/attack", hours=1
    )
    assert edited.findings
    (alert,) = room.send()
    assert alert.story is not None
    facts = [fact for fact in alert.story.facts if fact.kind == "edited"]
    assert [(fact.before, fact.says[:2] == "11") for fact in facts] == [("6 (police)", True)]


def test_what_an_edit_takes_out_is_told_to_whom_its_report_was_told(desk: Desk) -> None:
    """The number, or a tracked person's words; who was told of another report hears nothing."""
    room = newsroom(desk)
    people = (Person("Imre Sall"),)
    room.matcher = Matcher(Watchlist((Topic("Nushol", parse("nushol")),), people))
    by = {"Nushol": "Desk", "Imre Sall": "Biographer"}
    words = "“Whoever broke the gate of this post will pay for it”"
    plain = ATTACK[1].replace(" and killed six officers, police said", "")
    room.come("Post stormed in Nushol", plain)
    room.come(ATTACK[0], f"{ATTACK[1]}\n{words}, Imre Sall said.", "/attack", hours=1)
    told = room.send(by=by)
    assert {one.recipient.name for one in told} == {"Desk", "Biographer"}
    room.come("Gunmen storm a post in Nushol", f"{plain}\nImre Sall came.", "/attack", hours=1)
    told = room.send(by=by)
    assert {one.recipient.name for one in told} == {"Desk", "Biographer"}
    assert [
        [fact.says for fact in one.story.facts if fact.kind is FactKind.WITHDRAWN]
        for one in told
        if one.story
    ] == [
        [
            "Alder Bay Post no longer says: 6 people killed (security forces), say police",
            f"Alder Bay Post no longer quotes Imre Sall: {words}",
        ]
    ] * 2
    by = {"": "Other"}
    room.come("Gunmen storm a post in Nushol", plain.replace("hills", "woods"), "/attack", hours=1)
    assert room.send(by=by) == []


def test_every_article_can_be_asked_for(desk: Desk) -> None:
    """Who wants all of them gets the copies, too, and each by itself: nothing of its story."""
    room = newsroom(desk)
    room.come(*ATTACK)
    (first,) = room.send(Notify.EVERY)
    room.come("Six policemen die in Nushol", ATTACK[1], hours=1)
    (copy,) = room.send(Notify.EVERY)
    assert (first.story, copy.story) == (None, None)
    assert first.link != copy.link


def test_a_restart_changes_nothing(desk: Desk) -> None:
    """What is taken up again from the archive decides as if it had never gone."""
    room = newsroom(desk)
    room.come(*ATTACK)
    room.send()
    room.threads = taken_up(desk.database, room.now)
    placed = room.come(*RISES, hours=2)
    assert placed.thread is not None
    assert not placed.thread.is_new
    assert len(Storied(desk.database).listing(9).items) == 1


def taken_up(database: Database, now: datetime) -> Threads:
    threads = Threads(invented, {})
    with database.read() as connection:
        kept = list(stories.kept(connection, now - timedelta(days=9)))
        threads.load(kept, stories.last_correction(connection))
    return threads


def test_a_tracked_figure_that_waits_for_a_rise_is_told_of_the_rise_only(desk: Desk) -> None:
    """Six first: nothing; the same again: nothing; nine: told, with what stood before."""
    room = newsroom(desk)
    changes = frozenset({Change.RISEN})
    toll = Gauge("Toll", Asked(Effect.KILLED), changes=changes, step=Step(3))
    room.matcher = Matcher(Watchlist(gauges=(toll,)))
    assert room.come(*ATTACK).findings == ()
    assert room.come("Six policemen die in Nushol", ATTACK[1], hours=1).findings == ()
    (finding,) = room.come(*RISES, hours=2).findings
    assert finding.name == "Toll"
    (alert,) = room.send()
    assert any(line.startswith("9 officers killed") for line in says(alert))


def test_an_edited_toll_speaks_of_the_time_of_its_edit(desk: Desk) -> None:
    """A copy of the older text does not make the new number old, nor a copy of the new one news."""
    room = newsroom(desk)
    room.come(*ATTACK, "/attack")
    room.come("Police post stormed", ATTACK[1], hours=1)
    room.send()
    eleven = ATTACK[0].replace("Six", "Eleven"), ATTACK[1].replace("six", "eleven")
    room.come(*eleven, "/attack", hours=1)
    assert len(room.send()) == 1
    placed = room.come("Gun battle at Nushol", eleven[1], hours=1)
    assert placed.thread is not None
    assert not [fact.says for fact in placed.thread.facts if fact.verdict == "risen"]
    assert room.send() == []


def test_who_is_only_named_now_is_no_new_speaker(desk: Desk) -> None:
    """A police chief who repeats the number of police tells nothing; a hospital's doctor does."""
    room = newsroom(desk)
    room.come(*ATTACK)
    room.send()
    plain = "Six officers were killed when gunmen stormed the police post in Nushol, {} said."
    room.come("Raid on Nushol post", plain.format("police chief Arun Velk"), hours=1)
    assert room.send() == []
    room.come(
        "Doctors of Nushol mourn", plain.format("Dr Ona Brill of the Nushol hospital"), hours=1
    )
    (alert,) = room.send()
    assert any("Brill" in line for line in says(alert))


def test_who_confirms_a_number_is_told_beside_what_is_news(desk: Desk) -> None:
    """It is worth no message by itself, but one that goes anyway says it, as what it is."""
    room = newsroom(desk)
    room.come(*ATTACK)
    room.send()
    raid = "Gunmen stormed the police post in Nushol before dawn."
    doctor = "Dr Ona Brill of the Nushol hospital said that"
    room.come("Nushol: wounded", f"{raid} {doctor} eleven people were injured.", hours=1)
    assert len(room.send()) == 1
    both = f"{raid} {doctor} six officers were killed and that 14 people were injured."
    room.come("Nushol: more wounded taken in", both, hours=1)
    (alert,) = room.send()
    assert alert.story is not None
    assert {(fact.says[:9], fact.verdict) for fact in alert.story.facts} == {
        ("14 people", "risen"),
        ("6 officer", "confirmed"),
    }
    room.come("Doctors of Nushol mourn", f"{raid} Police said six officers were killed.", hours=1)
    assert room.send() == []


def test_a_number_is_news_to_whoever_has_not_heard_it(desk: Desk) -> None:
    """The desk of funerals is told who counted six by a report that only repeats the number."""
    room = newsroom(desk)
    topics = (Topic("Raid", parse("nushol AND NOT funeral")), Topic("Funerals", parse("funeral")))
    room.matcher = Matcher(Watchlist(topics))
    by = {"Raid": "Desk", "Funerals": "Chapel"}
    storm = "Gunmen stormed a police post on the edge of Nushol before dawn on Wednesday"
    room.come("Gunmen storm post in Nushol", f"{storm}. A funeral was put off, a priest said.")
    room.come(*ATTACK, hours=1)
    told = room.send(by=by)
    assert [one.recipient.name for one in told] == ["Chapel", "Desk"]
    plain = f"{storm} and killed six officers. The funeral is on Friday."
    room.come("Nushol mourns", plain, hours=1)
    (alert,) = room.send(by=by)
    assert alert.recipient.name == "Chapel"
    assert "6 officers killed, say police" in says(alert)
    room.come("Nushol mourns its officers", plain.replace("Friday", "Friday at noon"), hours=1)
    assert room.send(by=by) == []


def test_that_somebody_is_named_is_news_to_who_follows_him(desk: Desk) -> None:
    """To who follows the raid it is none, though he is told it with the next thing that is."""
    room = newsroom(desk)
    person = Person("Imre Sall")
    room.matcher = Matcher(Watchlist((Topic("Nushol", parse("nushol")),), (person,)))
    by = {"Nushol": "Desk", "Imre Sall": "Biographer"}
    room.come(*ATTACK)
    room.send(by=by)
    room.come("Nushol mourns", f"{ATTACK[1]} Imre Sall came to the post.", hours=1)
    (alert,) = room.send(by=by)
    assert alert.recipient.name == "Biographer"


def test_a_place_where_nobody_is_counted_is_no_news(desk: Desk) -> None:
    """Where a report was written, or that guests are from somewhere, tells nobody what happened."""
    room = newsroom(desk)
    placed = room.come("Nushol attack: condolences", "KASHT: The post in Nushol was mourned.")
    assert placed.thread is not None
    places = [fact for fact in placed.thread.facts if fact.kind == "place"]
    assert all(not fact.is_news for fact in places)
    assert "Kasht" not in {fact.says for fact in places}


def test_a_place_of_those_whom_all_know_is_worth_no_message(desk: Desk) -> None:
    """The six again, said to have died at Pirgah; two who were hurt there are news with it."""
    room = newsroom(desk)
    room.come(*ATTACK)
    room.send()
    raid = "Gunmen stormed a police post on the edge of Nushol before dawn on Wednesday."
    room.come("Raid on Nushol post", f"{raid} Six officers were killed at Pirgah, police said.")
    assert room.send() == []
    hurt = f"{raid} Two officers were injured in Pirgah, police said."
    room.come("Officers hurt in Nushol raid", hurt, hours=1)
    (alert,) = room.send()
    assert set(says(alert)) == {"2 officers injured, say police", "Pirgah"}


BREACH = (
    "Dam at Tellish breached, villages flooded",
    (
        "TELLISH: The Ashel dam above Tellish gave way before dawn on Wednesday and flooded three "
        "villages.\nThe irrigation department said that its gates had been opened too late. A "
        "headman, Imre Sall, called from the roof of a rice mill."
    ),
)
CLEARED = (
    "Commissioner Oktavand orders wards of Gorvan cleared",
    (
        "GORVAN: Relief commissioner Selma Oktavand ordered the riverside wards of Gorvan "
        "to be cleared.\nBuses ran from the clock tower, below the dam at Tellish. Take papers and "
        "a blanket, she said; the cow may come."
    ),
)
BOTH = (
    "Gorvan wards cleared as water of breached Ashel dam nears",
    (
        "GORVAN: Buses took people from the riverside wards of Gorvan, which relief "
        "commissioner Selma Oktavand had ordered to be cleared after the Ashel dam above Tellish "
        "gave way and flooded three villages. The irrigation department's gates were opened too "
        "late, said Imre Sall, a headman."
    ),
)


def test_a_later_report_shows_that_two_stories_are_one(desk: Desk) -> None:
    """The smaller one's reports and address are the larger one's; a person may part them again."""
    room = newsroom(desk)
    one, other = room.come(*BREACH), room.come(*CLEARED, hours=2)
    stored = Storied(desk.database)
    assert len(stored.listing(9).items) == 2
    both = room.come(*BOTH, hours=1)
    (item,) = stored.listing(9).items
    assert item.articles == 3
    with desk.database.read() as connection:
        keys = [Shelf(connection).key_of(each.article_id) for each in (one, other, both)]
    shown = stored.story(keys[0]), stored.story(keys[1])
    assert shown[0] is not None
    assert shown[1] is not None
    assert shown[0].item.id == shown[1].item.id == item.id
    joined = {article.key: article for article in shown[0].articles if article.by is By.JOINT}
    (moved,) = joined.values()
    assert moved.why.nearest == keys[2]
    parted = split(item.key, (moved.key,), tuple(key for key in keys if key != moved.key))
    Correcting(desk.database, room.threads.count).correct(parted, "cli", room.now)
    room.come(BOTH[0] + " again", BOTH[1], hours=1)
    assert sorted(one.articles for one in stored.listing(9).items) == [1, 3]
