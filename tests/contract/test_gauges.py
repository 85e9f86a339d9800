"""What every archive promises of tracked figures: told once, listed, counted, muted."""

from __future__ import annotations

from datetime import timedelta

import pytest

from archive.browse import Query
from archive.firing import Firings
from archive.mutes import Mutes
from archive.preview import Previews
from monitor.match import Matcher
from news.alert import Alert
from news.figure import Effect
from news.finding import Subject
from news.listing import Tag
from news.mute import Scope, muted
from news.sure import Asked, Limit, Op
from news.watch import Gauge, Recipient, Watchlist
from tests.contract.desk import NOW, POST, Desk

TOLL = Tag(Subject.FIGURE, "Harbour strike")
LIMIT = Asked(Effect.KILLED, limits=(Limit(Op.ABOVE, 20),))
TRACKED = Watchlist(gauges=(Gauge(TOLL.name, LIMIT),))
FEW = "Three people were killed in the harbour, police said."
MANY = "At least 33 people were killed in the harbour, police said."
SINCE = NOW - timedelta(days=30)
NIGHT = Recipient("Night desk", "console")


@pytest.fixture
def tracking(desk: Desk) -> Desk:
    """Return a desk that tracks one figure."""
    desk.matcher = Matcher(TRACKED)
    desk.settle()
    return desk


def test_it_is_told_once_with_its_words_and_how_sure_it_is(tracking: Desk) -> None:
    """The message has the claim as it was found; the same article tells of it no second time."""
    tracking.report("/strike", MANY)
    assert tracking.names() == [(Subject.FIGURE, TOLL.name)]
    tracking.address("Night desk")
    (message,) = tracking.take()
    told = tracking.outbox.telling(message.message_id, NIGHT, "", NOW)
    assert isinstance(told, Alert)
    (match,) = told.matches
    assert match.evidence[0].text == MANY
    (reason,) = match.reasons
    assert reason.part == "at least 33 people killed, say police"
    assert reason.confidence is not None
    assert 0.8 <= reason.confidence <= 1
    tracking.read_again(f"{MANY} It rains.")
    assert tracking.names() == []


def test_an_edit_that_first_gives_it_is_told_of(tracking: Desk) -> None:
    """Three dead in the morning are not above 20; at noon the outlet writes 33."""
    tracking.report("/strike", FEW)
    assert tracking.names() == []
    tracking.read_again(MANY)
    assert tracking.names() == [(Subject.FIGURE, TOLL.name)]


def test_it_is_listed_counted_and_previewed(tracking: Desk) -> None:
    """As topics and people are: a filter, a rate, reports with their sentence."""
    placed = tracking.report("/strike", MANY)
    tracking.report("/fog", FEW)
    listing = tracking.browse.listing(Query(figure=TOLL.name))
    assert [(item.id, item.tags) for item in listing.items] == [(placed.article_id, (TOLL,))]
    assert tracking.browse.listing(Query(topic=TOLL.name)).items == ()
    assert tracking.browse.names()["figures"] == [TOLL.name]
    fired = Firings(tracking.database).firing(TRACKED, NOW).items[-1]
    assert (fired.subject, fired.name, fired.week) == (TOLL.subject, TOLL.name, 1)
    previews = Previews(tracking.database, tracking.browse)
    tracked = previews.preview(TRACKED, SINCE).tracked[-1]
    assert (tracked.subject, tracked.total) == (Subject.FIGURE, 1)
    assert [one.text for one in tracked.newest[0].reasons] == [MANY]


def test_why_none_is_found(tracking: Desk) -> None:
    """A figure has no words whose spelling could be wrong."""
    tracking.report("/fog", FEW)
    tracked = Previews(tracking.database, tracking.browse).preview(TRACKED, SINCE).tracked[-1]
    assert tracked.words == ()
    assert "None of 1 articles gives such a figure" in tracked.advice(1)
    fired = Firings(tracking.database).firing(TRACKED, NOW).items[-1]
    assert "`wirewatch try figures`" in fired.says[0]


@pytest.mark.parametrize(
    ("scope", "held"), [(Scope.FIGURE, True), (Scope.TOPIC, False), (Scope.PERSON, False)]
)
def test_it_can_be_muted(tracking: Desk, scope: Scope, held: bool) -> None:
    """A topic of the same name is another thing."""
    placed = tracking.report("/strike", MANY)
    mutes = Mutes(tracking.database)
    mutes.mute(scope, TOLL.name, "", until=None, origin="cli", now=NOW)
    about = {"subject": TOLL.subject, "name": TOLL.name, "article_id": placed.article_id}
    assert muted(mutes.active(NOW), "Night desk", source=POST, **about) is held  # type: ignore[arg-type]


def test_it_can_be_called_wrong(tracking: Desk) -> None:
    """A number that was read wrongly is told to nobody else."""
    placed = tracking.report("/strike", MANY)
    mutes = Mutes(tracking.database)
    assert mutes.wrong(placed.article_id, TOLL.subject, TOLL.name, "", origin="web", now=NOW)
    assert not mutes.wrong(placed.article_id, Subject.TOPIC, TOLL.name, "", origin="web", now=NOW)
    shown = tracking.browse.article(placed.article_id)
    assert shown is not None
    assert [(one.subject, one.name) for one in shown.wrong] == [(TOLL.subject, TOLL.name)]
