"""What every archive promises about mutes, wrong matches and notes."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from archive.mutes import Mutes
from archive.notes import Notes
from news.finding import Subject
from news.mute import Scope, muted
from tests.contract.desk import HOUR, NOW, POST, Desk, entry

TOPIC, PERSON = Subject.TOPIC, Subject.PERSON


@pytest.fixture
def mutes(desk: Desk) -> Mutes:
    return Mutes(desk.database)


def say(
    mutes: Mutes, scope: Scope, name: str, who: str = "", until: datetime | None = None
) -> None:
    mutes.mute(scope, name, who, until=until, origin="cli", now=NOW)


@pytest.mark.parametrize(
    ("mute", "held"),
    [
        ((Scope.TOPIC, "Ferries", ""), True),
        ((Scope.TOPIC, "Ferries", "Night desk"), True),
        ((Scope.TOPIC, "Ferries", "Day desk"), False),
        ((Scope.TOPIC, "Storms", ""), False),
        ((Scope.PERSON, "Ferries", ""), False),
        ((Scope.SOURCE, POST, ""), True),
        ((Scope.SOURCE, "Reed Valley Voice", ""), False),
        ((Scope.STORY, "alderbaypost.example/ferry", ""), True),
        ((Scope.STORY, "alderbaypost.example/other", ""), False),
    ],
)
def test_what_a_mute_holds_back(
    desk: Desk, mutes: Mutes, mute: tuple[Scope, str, str], held: bool
) -> None:
    desk.settle()
    placed = desk.report("/ferry")
    say(mutes, *mute)
    found = muted(
        mutes.active(NOW), "Night desk",
        subject=TOPIC, name="Ferries", source=POST, article_id=placed.article_id,
    )  # fmt: skip
    assert found is held


def test_a_mute_ends_by_itself(mutes: Mutes) -> None:
    """It holds until its time, and one without a time for ever."""
    say(mutes, Scope.TOPIC, "Ferries", until=NOW + HOUR)
    say(mutes, Scope.TOPIC, "Storms")
    assert [mute.name for mute in mutes.active(NOW)] == ["Storms", "Ferries"]
    assert [mute.name for mute in mutes.active(NOW + HOUR)] == ["Storms"]
    assert [mute.name for mute in mutes.active(NOW + timedelta(days=9999))] == ["Storms"]


def test_the_newer_word_counts(mutes: Mutes) -> None:
    """Muted again, a thing is muted once, until the later said time."""
    say(mutes, Scope.TOPIC, "Ferries")
    say(mutes, Scope.TOPIC, "Ferries", until=NOW + HOUR)
    say(mutes, Scope.TOPIC, "Ferries", "Night desk")
    assert [(m.recipient, m.until) for m in mutes.active(NOW)] == [
        ("Night desk", None),
        ("", NOW + HOUR),
    ]


def test_a_mute_can_be_taken_back(mutes: Mutes) -> None:
    """Only that one: what is muted for all stays muted for all."""
    say(mutes, Scope.TOPIC, "Ferries")
    say(mutes, Scope.TOPIC, "Ferries", "Night desk")
    assert mutes.unmute(Scope.TOPIC, "Ferries", "Night desk")
    assert not mutes.unmute(Scope.TOPIC, "Ferries", "Night desk")
    assert [mute.recipient for mute in mutes.active(NOW)] == [""]


def test_a_story_is_an_article_under_all_its_addresses(desk: Desk, mutes: Mutes) -> None:
    """It stays muted when its article becomes part of another; a list shows its headline."""
    desk.settle()
    placed = desk.report("/ferry")
    key = mutes.story(placed.article_id)
    assert key == "alderbaypost.example/ferry"
    say(mutes, Scope.STORY, key)
    assert [(m.article_id, m.title) for m in mutes.active(NOW)] == [
        (placed.article_id, "Ferry late")
    ]
    (fetch,) = desk.poll(entry("/other", "Strike ends in the whole of Alder Bay tonight"))
    desk.store(fetch)
    desk.read("A ferry.", title="Ferry late", url="https://alderbaypost.example/ferry")
    assert fetch.article_id is not None
    assert mutes.story(fetch.article_id) == key
    assert mutes.story(999) is None


def test_a_match_called_wrong(desk: Desk, mutes: Mutes) -> None:
    """It is noted once, with who said so, and can be taken back."""
    desk.settle()
    placed = desk.report("/ferry", "Ona Brill took the ferry.")
    assert mutes.wrong(placed.article_id, PERSON, "Ona Brill", "Night desk", origin="mail", now=NOW)
    assert mutes.wrong(
        placed.article_id, PERSON, "Ona Brill", "Day desk", origin="web", now=NOW + HOUR
    )
    (wrong,) = mutes.wrongs(placed.article_id)
    assert (wrong.subject, wrong.name, wrong.recipient, wrong.origin, wrong.said) == (
        PERSON, "Ona Brill", "Night desk", "mail", NOW,
    )  # fmt: skip
    assert mutes.wrongs() == (wrong,)
    assert mutes.right(placed.article_id, PERSON, "Ona Brill")
    assert not mutes.right(placed.article_id, PERSON, "Ona Brill")
    assert mutes.wrongs() == ()


def test_what_was_not_found_cannot_be_wrong(desk: Desk, mutes: Mutes) -> None:
    """An article that does not match a topic has nothing to call wrong."""
    desk.settle()
    placed = desk.report("/ferry")
    assert not mutes.wrong(placed.article_id, TOPIC, "Storms", "", origin="cli", now=NOW)
    assert not mutes.wrong(999, TOPIC, "Ferries", "", origin="cli", now=NOW)
    assert mutes.wrongs() == ()


def test_notes(desk: Desk) -> None:
    """A note is what was put last; a note made once stays."""
    notes = Notes(desk.database)
    assert notes.get("alive") is None
    notes.put("alive", "1")
    notes.put("alive", "2")
    assert notes.get("alive") == "2"
    assert notes.once("alive", lambda: "3") == "2"
    assert notes.once("key", lambda: "made") == notes.once("key", lambda: "again") == "made"
