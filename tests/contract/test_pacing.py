"""How often what is tracked is found: told once, to those whom its alerts go to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from archive.health import Health
from news.alert import Addressed, Notice
from news.finding import Subject
from news.grammar import parse
from news.pace import Burst, Pace
from news.watch import Recipient, Topic, Watchlist
from tests.contract.desk import HOUR, MINUTE, NOW, Desk
from wirewatch.pacing import Pacing

DAY = timedelta(days=1)


def tracked(pace: Pace) -> Watchlist:
    return Watchlist((Topic("Ferries", parse("ferry"), pace=pace),))


@dataclass
class Looker:
    """A desk whose topic is watched for its pace."""

    desk: Desk
    pacing: Pacing
    pages: int = 0

    def come(self, count: int = 1) -> None:
        """Let reports of ferries come, one a minute."""
        for _ in range(count):
            self.pages += 1
            self.desk.report(f"/{self.pages}", f"The ferry sank at quay {self.pages}.")
            self.desk.clock += MINUTE

    def look(self, after: timedelta = MINUTE) -> list[str]:
        """Look once later; return what new notices say, after sending them."""
        self.desk.clock += after
        self.pacing.look(self.desk.clock)
        found = self.desk.outbox.unrouted(500)
        told = [(one, [Addressed("Desk")] if one.article_id is None else []) for one in found]
        self.desk.outbox.address(told, self.desk.clock)
        said = []
        for message in self.desk.take():
            notice = self.desk.outbox.telling(
                message.message_id, Recipient("Desk", "console"), "https://w", self.desk.clock
            )
            assert isinstance(notice, Notice)
            assert notice.link == "https://w/?topic=Ferries"
            said += [one.says for one in notice.incidents]
            self.desk.outbox.sent(message.message_id, self.desk.clock)
        return said


def pacing(desk: Desk, watchlist: Watchlist) -> Pacing:
    return Pacing(desk.database, watchlist)


def looker(desk: Desk, pace: Pace) -> Looker:
    desk.settle()
    return Looker(desk, pacing(desk, tracked(pace)))


def test_a_burst_is_told_once_and_the_next_one_again(desk: Desk) -> None:
    """While it lasts nobody hears of it again, nor of its end."""
    one = looker(desk, Pace(Burst.MEDIUM))
    one.come()
    assert one.look(6 * DAY) == []
    one.come(8)
    assert one.look() == ["8 reports in 6 hours; 0 are usual"]
    one.come(2)
    assert one.look() == []
    assert one.look(12 * HOUR) == []
    assert Health(desk.database).current({Subject.TOPIC}) == []
    one.come(9)
    (said,) = one.look()
    assert said.startswith("9 reports in 6 hours; 0.")


def test_silence_is_told_once_and_ends_with_the_next_report(desk: Desk) -> None:
    """A topic that was never found has not fallen silent."""
    one = looker(desk, Pace(quiet_after=DAY))
    assert one.look(2 * DAY) == []
    one.come()
    assert one.look(23 * HOUR) == []
    assert one.look(2 * HOUR) == ["nothing new for 24 hours"]
    assert one.look(DAY) == []
    one.come()
    assert one.look() == []
    assert one.look(DAY) == ["nothing new for 24 hours"]


def test_a_missed_report_is_told_once_and_what_is_no_longer_watched_ends(desk: Desk) -> None:
    """A change of the list ends what nobody asks for any more, and tells nobody."""
    one = looker(desk, Pace(expected_by=datetime.combine(NOW, datetime.min.time(), NOW.tzinfo)))
    (said,) = one.look()
    assert said == "expected by 3 February 2026, and not seen"
    assert one.look() == []
    one.pacing.watchlist = Watchlist()
    assert one.look() == []
    assert Health(desk.database).current({Subject.TOPIC}) == []


def test_what_is_remarkable_is_no_trouble_of_ours(desk: Desk) -> None:
    """The lists of what is wrong with sources and with wirewatch leave it out."""
    one = looker(desk, Pace(expected_by=NOW))
    one.look()
    health = Health(desk.database)
    assert health.current() == []
    assert [found.name for found in health.current({Subject.TOPIC})] == ["Ferries"]
    one.pacing.watchlist = Watchlist()
    one.look()
    assert health.past() == []
