"""A source that somebody lets rest: nothing of it is fetched, and nothing of it is lost."""

from __future__ import annotations

from archive.health import Health
from news.source import FetchKind
from tests.contract.desk import HOUR, POST, Desk, entry, source

REEDS = "Reed Valley Voice"


def test_a_paused_source_is_not_asked(desk: Desk) -> None:
    """Neither its feeds nor its pages are leased; the other source goes on."""
    desk.settle(source(), source(REEDS))
    desk.poll(entry("/ferry"), budget=0)
    desk.clock += 2 * HOUR
    assert desk.frontier.pause(POST, desk.clock)
    assert {fetch.source for fetch in desk.lease()} == {REEDS}
    assert desk.frontier.paused() == {POST: desk.clock}


def test_a_resumed_source_goes_on_where_it_was(desk: Desk) -> None:
    """What waited is fetched, with the validators that were known."""
    desk.settle()
    desk.poll(entry("/ferry"), budget=0)
    desk.clock += 2 * HOUR
    desk.frontier.pause(POST, desk.clock)
    assert desk.lease() == []
    assert desk.frontier.pause(POST, None)
    found = {fetch.kind: fetch for fetch in desk.lease()}
    assert set(found) == {FetchKind.FEED, FetchKind.ARTICLE}
    assert found[FetchKind.FEED].etag == 'W/"é"'
    assert desk.frontier.paused() == {}


def test_a_pause_counts_once(desk: Desk) -> None:
    """Who pauses what rests learns that nothing changed; since when it rests stays."""
    desk.settle()
    first = desk.clock
    assert desk.frontier.pause(POST, first)
    assert not desk.frontier.pause(POST, first + HOUR)
    assert desk.frontier.paused() == {POST: first}
    assert desk.frontier.pause(POST, None)
    assert not desk.frontier.pause(POST, None)
    assert not desk.frontier.pause("Nobody", first)


def test_a_pause_outlives_an_edit_of_the_configuration(desk: Desk) -> None:
    desk.settle()
    desk.frontier.pause(POST, desk.clock)
    desk.follow()
    assert desk.frontier.paused() == {}
    desk.follow(source())
    assert set(desk.frontier.paused()) == {POST}


def test_asking_for_all_does_not_wake_it(desk: Desk) -> None:
    """`wirewatch crawl` makes the others due."""
    desk.settle(source(), source(REEDS))
    desk.frontier.pause(POST, desk.clock)
    assert desk.frontier.make_due([], desk.clock) == 1
    assert {fetch.source for fetch in desk.lease()} == {REEDS}


def test_a_paused_source_is_shown_and_in_no_trouble(desk: Desk) -> None:
    """Its silence is meant: the list shows since when, health knows it."""
    desk.settle(source(), source(REEDS))
    desk.frontier.pause(POST, desk.clock)
    shown = {feed.source: feed.paused for feed in desk.browse.feeds()}
    assert shown == {POST: desk.clock, REEDS: None}
    known = {past.source: past.paused for past in Health(desk.database).histories()}
    assert known == {POST: True, REEDS: False}
