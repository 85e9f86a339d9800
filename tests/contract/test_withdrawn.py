"""A report whose page is gone for good is told, once, to whom it was told before."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from archive.health import Health
from archive.storied import Storied
from archive.telling import Nothing
from news.absence import Verdict
from news.alert import Addressed, Alert
from news.fact import FactKind, Notify
from news.moment import Moment
from news.source import Fetch
from news.watch import Recipient
from tests.contract.desk import NOW, Desk, entry
from tests.contract.test_threads import ATTACK, RISES, Newsroom

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
AGES = tuple(timedelta(hours=hours) for hours in (0.25, 1, 3, 6, 24))


@dataclass
class Site(Newsroom):
    """An outlet's site, asked for its pages whenever they are due; of `gone` it has none."""

    texts: dict[str, tuple[str, str]] = field(default_factory=dict)
    born: dict[str, Moment] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)

    def print(self, title: str, text: str, path: str) -> None:
        """Publish a report, which comes at once."""
        self.texts[path], self.born[path] = (title, text), Moment(self.now)
        self.come(title, text, path)

    def wait(self, until: timedelta) -> None:
        """Let time go by; ask for each page when it is due."""
        end = self.now + until
        while (due := self.desk.frontier.next_due()) is not None and due <= end:
            self.now = self.desk.clock = max(due, self.now)
            for fetch in self.desk.lease():
                if fetch.article_id is None:
                    self.desk.polled(fetch, at=self.now)
                else:
                    self._ask(fetch)
        self.now = self.desk.clock = end

    def _ask(self, fetch: Fetch) -> None:
        path = "/" + fetch.url.rsplit("/", 1)[1]
        self.asked.append(path)
        if path in self.gone:
            assert self.desk.frontier.page_absent(fetch, self.now) is not None
        else:
            self.bring(fetch, *self.texts[path], self.born[path])

    def told(self, who: str = "Desk", notify: Notify = Notify.FACTS) -> list[Alert]:
        """Address what was found since to somebody, and return what he is told."""
        found = self.desk.outbox.unrouted(50)
        to = Addressed(who, notify=notify)
        self.desk.outbox.address([(one, [to]) for one in found if not one.silent], self.now)
        sent = []
        for message in self.desk.take():
            told = self.desk.outbox.telling(
                message.message_id, Recipient(message.recipient, "console"), "", self.now
            )
            assert not isinstance(told, Nothing)
            self.desk.outbox.sent(message.message_id, self.now)
            sent += [told] if isinstance(told, Alert) else []
        return sent


@pytest.fixture
def site(desk: Desk) -> Site:
    desk.settle()
    found = Site(desk, rechecks=AGES)
    found.print("Harvest fair opens in Pirgah", "PIRGAH: A fair opened in Pirgah.", "/fair")
    found.print("Bridge works end in Karshad", "KARSHAD: A bridge was mended.", "/bridge")
    found.print(*ATTACK, "/attack")
    return found


def withdrawals(alerts: list[Alert]) -> list[str]:
    return [
        fact.says
        for alert in alerts
        if alert.story
        for fact in alert.story.facts
        if fact.kind is FactKind.WITHDRAWN
    ]


def test_a_withdrawn_report_is_told_once_in_its_storys_thread(site: Site) -> None:
    """It lasted for an hour, and the outlet's other pages are there."""
    (first,) = site.told()
    site.gone = {"/attack"}
    site.wait(16 * MINUTE)
    assert site.told() == []
    site.wait(2 * HOUR)
    (alert,) = site.told()
    assert withdrawals([alert]) == [f"Alder Bay Post withdrew “{ATTACK[0]}”"]
    assert alert.withdrawn is not None
    assert first.story
    assert alert.story
    assert alert.story.public == first.story.public
    assert alert.story.since is not None
    site.wait(3 * 24 * HOUR)
    assert site.told() == []
    asked = len(site.asked)
    site.wait(24 * HOUR)
    assert len(site.asked) == asked


def test_it_stays_in_the_archive_and_is_marked_there(site: Site) -> None:
    """The article with its text, in its story, with since when it is gone."""
    site.told()
    site.gone = {"/attack"}
    site.wait(3 * HOUR)
    (story,) = [
        one for one in Storied(site.desk.database).listing(9).items if "Nushol" in one.title
    ]
    shown = Storied(site.desk.database).story(story.key)
    assert shown is not None
    (article,) = shown.articles
    assert article.withdrawn is not None
    found = site.desk.browse.article(article.id)
    assert found is not None
    assert (found.withdrawn, found.article.title) == (article.withdrawn, ATTACK[0])


@pytest.mark.parametrize("notify", list(Notify))
def test_whoever_was_told_hears_of_it_whatever_he_asks_for(site: Site, notify: Notify) -> None:
    """One who wants each story only once has an alert on his desk that is no longer true."""
    site.told(notify=notify)
    site.gone = {"/attack"}
    site.wait(3 * HOUR)
    (alert,) = site.told(notify=notify)
    assert alert.withdrawn is not None
    assert len(withdrawals([alert])) == 1
    site.gone = set()
    site.wait(30 * HOUR)
    assert len(withdrawals(site.told(notify=notify))) == 1


def test_who_was_not_told_of_the_report_hears_nothing(site: Site) -> None:
    """Another recipient of the same topic, who came later; and a copy that said nothing new."""
    site.print("Police post stormed", ATTACK[1].replace("before dawn", "early"), "/copy")
    site.told()
    site.gone = {"/attack", "/copy"}
    site.wait(3 * HOUR)
    found = site.desk.outbox.unrouted(50)
    other = Addressed("Other", notify=Notify.FACTS)
    site.desk.outbox.address([(one, [other]) for one in found], site.now)
    assert site.desk.take() == []


def test_a_hiccup_is_none(site: Site) -> None:
    """A page that is back after ten minutes was never away."""
    site.told()
    site.gone = {"/attack"}
    site.wait(16 * MINUTE)
    site.gone = set()
    site.wait(30 * HOUR)
    assert site.told() == []


def test_a_site_that_has_lost_all_its_pages_withdrew_none(site: Site) -> None:
    """All that it is asked for is gone: that is its trouble, not fifty withdrawals."""
    site.told()
    site.gone = {"/attack", "/fair", "/bridge"}
    site.wait(30 * HOUR)
    assert site.told() == []
    (source,) = Health(site.desk.database).states()
    assert len(source.vanished) == 3
    site.gone = set()
    site.wait(30 * HOUR)
    (source,) = Health(site.desk.database).states()
    assert source.vanished == ()


def test_many_pages_gone_at_once_are_a_redesign(site: Site) -> None:
    """Five old ones are gone, others and the new ones are there."""
    more = [f"/more{n}" for n in range(8)]
    for path in more:
        site.print(f"Market day {path}", f"VESK: A market was held at {path}.", path)
    site.told()
    site.gone = {"/attack", *more[:4]}
    site.wait(30 * HOUR)
    assert withdrawals(site.told()) == []


def test_one_that_stays_away_when_the_site_is_back_was_withdrawn(site: Site) -> None:
    """The outage hid it for a while."""
    site.told()
    site.gone = {"/attack", "/fair", "/bridge"}
    site.wait(4 * HOUR)
    site.gone = {"/attack"}
    site.wait(30 * HOUR)
    assert len(withdrawals(site.told())) == 1


def test_a_report_that_comes_back_is_told_to_whom_its_withdrawal_was_told(site: Site) -> None:
    """Once; and the mark goes."""
    site.told()
    site.gone = {"/attack"}
    site.wait(3 * HOUR)
    site.told()
    site.gone = set()
    site.wait(30 * HOUR)
    (alert,) = site.told()
    assert withdrawals([alert]) == [f"Alder Bay Post shows “{ATTACK[0]}” again"]
    assert alert.withdrawn is None
    site.wait(30 * HOUR)
    assert site.told() == []


def test_of_an_old_report_nothing_is_said(site: Site) -> None:
    """What an outlet clears away after days was not withdrawn: its absence is a failure."""
    (fetch,) = [one for one in site.desk.lease(at=site.now + HOUR) if one.url.endswith("/attack")]
    assert site.desk.frontier.page_absent(fetch, site.now + 5 * 24 * HOUR) is None
    assert site.desk.frontier.page_absent(fetch, site.now) is Verdict.HICCUP


def test_a_page_that_never_came_is_not_withdrawn(desk: Desk) -> None:
    """Its feed told of it; whether there was a page nobody knows."""
    desk.settle()
    (fetch,) = desk.poll(entry("/attack"))
    assert desk.frontier.page_absent(fetch, NOW) is None


def test_what_follows_a_withdrawal_is_told_on(site: Site) -> None:
    """The story goes on: a risen toll of another report is news as ever."""
    site.told()
    site.gone = {"/attack"}
    site.wait(3 * HOUR)
    site.told()
    site.print(*RISES, "/rises")
    (alert,) = site.told()
    assert alert.story is not None
    assert any(fact.verdict == "risen" for fact in alert.story.facts)
