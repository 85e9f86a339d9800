"""Who watches a story hears once when it falls silent, wherever the story goes meanwhile."""

from __future__ import annotations

from datetime import timedelta

import pytest

from archive.correcting import Correcting
from archive.health import Health
from archive.stories import Shelf, forget
from archive.story_watches import StoryWatches
from news.finding import Subject
from news.pace import Of, StoryWatch
from news.story import merge, split
from news.watch import Watchlist
from tests.contract.desk import Desk
from tests.contract.test_threads import ATTACK, RISES, Newsroom, newsroom
from wirewatch.pacing import Pacing

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FLOOD = (
    "River Ost floods a hundred houses in Kasht",
    (
        "KASHT: The river Ost burst its banks on Thursday and flooded 100 houses in Kasht, the "
        "mayor said.\nNobody was hurt, and boats brought children to the school on the hill."
    ),
)


def look(room: Newsroom, after: timedelta = HOUR) -> list[tuple[str, tuple[str, ...]]]:
    """Look a while later; return what is told anew, each with who was chosen to hear it."""
    room.now += after
    database = room.desk.database
    health = Health(database)
    before = {(one.name, one.trouble) for one in health.current({Subject.STORY})}
    Pacing(database, Watchlist()).look(room.now)
    lasting = health.current({Subject.STORY})
    begun = [one for one in lasting if (one.name, one.trouble) not in before]
    found = room.desk.outbox.unrouted(500)
    room.desk.outbox.address([(one, []) for one in found], room.now)
    told = [one.recipients for one in found if one.subject is Subject.STORY]
    assert told == [one.recipients for one in begun]
    return [(f"{one.about}: {one.says}", one.recipients) for one in begun]


def watch(room: Newsroom, story: str, **asked: object) -> StoryWatch:
    """Watch a story from now on."""
    wanted = StoryWatch(0, story, "", Of.FIGURES, room.now, **asked)  # type: ignore[arg-type]
    made = StoryWatches(room.desk.database).add(wanted)
    assert made is not None
    return made


def story_of(room: Newsroom, title: str, text: str) -> str:
    """Let a report come; return its story's key."""
    placed = room.come(title, text)
    assert placed.thread is not None
    return placed.thread.story


def test_silence_is_told_once_and_again_after_the_story_moved(desk: Desk) -> None:
    """A report without a new figure breaks no silence; a new figure does, and its end is told."""
    room = newsroom(desk)
    key = story_of(room, *ATTACK)
    made = watch(room, key, quiet_after=DAY, recipients=("Night desk",))
    assert (made.title, made.of) == (ATTACK[0], Of.FIGURES)
    assert look(room, 23 * HOUR) == []
    silent = "no new figure for 24 hours"
    assert look(room, 2 * HOUR) == [(f"{ATTACK[0]}: {silent}", ("Night desk",))]
    assert look(room, DAY) == []
    room.come("Six policemen die in Nushol", ATTACK[1].replace("before dawn", "early"))
    assert look(room) == []
    room.come(*RISES)
    assert look(room) == []
    assert look(room, DAY) == [(f"{RISES[0]}: {silent}", ("Night desk",))]


def test_what_was_silent_when_it_was_watched_is_silent_from_then_on(desk: Desk) -> None:
    """Nobody is told in the next minute what he has just seen."""
    room = newsroom(desk)
    key = story_of(room, *ATTACK)
    room.now += 3 * DAY
    watch(room, key, quiet_after=DAY)
    assert look(room, 23 * HOUR) == []
    assert len(look(room, 2 * HOUR)) == 1


def test_a_promised_report_is_missed_once(desk: Desk) -> None:
    """Silence that was told before does not hide it, and what came in time ends the waiting."""
    room = newsroom(desk)
    key = story_of(room, *ATTACK)
    by = room.now + 2 * DAY
    watch(room, key, quiet_after=DAY, expected_by=by)
    assert [says for says, _ in look(room, 25 * HOUR)] == [
        f"{ATTACK[0]}: no new figure for 24 hours"
    ]
    (missed,) = look(room, DAY)
    assert missed[0].endswith("new figure expected by 6 February 2026, and none came")
    assert look(room) == []
    room.come(*RISES)
    assert look(room) == []
    assert Health(room.desk.database).current({Subject.STORY}) == []


def test_a_watch_follows_its_story_into_another(desk: Desk) -> None:
    """What was told of the one is not told again of both, until they moved."""
    room = newsroom(desk)
    one, other = story_of(room, *FLOOD), story_of(room, *ATTACK)
    watch(room, one, quiet_after=DAY, recipients=("Desk",))
    assert len(look(room, 25 * HOUR)) == 1
    Correcting(desk.database, len).correct(merge(one, other), "cli", room.now)
    (moved,) = StoryWatches(desk.database).all()
    assert moved.title == ATTACK[0]
    assert look(room) == []
    room.come(*RISES)
    assert look(room) == []
    assert len(look(room, 25 * HOUR)) == 1


def test_a_watch_stays_with_the_story_when_others_leave_it(desk: Desk) -> None:
    """Split off, the rise is another story's: this one is silent since its first report."""
    room = newsroom(desk)
    key = story_of(room, *ATTACK)
    watch(room, key, quiet_after=DAY)
    rise = room.come(*RISES, hours=20)
    with desk.database.read() as connection:
        leaving = Shelf(connection).key_of(rise.article_id)
    Correcting(desk.database, len).correct(split(key, (leaving,), (key,)), "cli", room.now)
    assert len(look(room, 5 * HOUR)) == 1


def test_asked_for_again_it_is_changed_and_removed_it_is_over(desk: Desk) -> None:
    """One story has one watch for each thing that is waited for."""
    room = newsroom(desk)
    key = story_of(room, *ATTACK)
    watch(room, key, quiet_after=DAY)
    second = watch(room, key, quiet_after=2 * DAY)
    watches = StoryWatches(desk.database)
    assert [one.quiet_after for one in watches.all()] == [2 * DAY]
    assert len(look(room, 3 * DAY)) == 1
    assert not watches.remove(second.id + 1, room.now)
    assert watches.remove(second.id, room.now)
    assert look(room) == []
    assert Health(desk.database).current({Subject.STORY}) == []


def test_without_recipients_those_hear_who_were_told_of_the_story(desk: Desk) -> None:
    """Nobody else waits for it."""
    room = newsroom(desk)
    key = story_of(room, *ATTACK)
    room.send()
    watch(room, key, quiet_after=DAY)
    assert [told for _, told in look(room, 25 * HOUR)] == [("Desk",)]


def test_a_watch_goes_with_its_story(desk: Desk) -> None:
    """Let go with its last article, it leaves nothing behind; an unknown story has none."""
    room = newsroom(desk)
    placed = room.come(*ATTACK)
    assert placed.thread is not None
    watch(room, placed.thread.story, quiet_after=DAY)
    with desk.database.write() as connection:
        forget(connection, [placed.article_id])
    watches = StoryWatches(desk.database)
    assert watches.all() == []
    assert watches.add(StoryWatch(0, "nothing", "", Of.FIGURES, room.now, DAY)) is None


@pytest.mark.parametrize("of", list(Of))
def test_a_report_without_figures_breaks_the_silence_of_anything_only(desk: Desk, of: Of) -> None:
    """A claim of responsibility is news, and no figure."""
    room = newsroom(desk)
    key = story_of(room, *ATTACK)
    wanted = StoryWatch(0, key, "", of, room.now, DAY)
    StoryWatches(desk.database).add(wanted)
    room.come(
        "Hill Front claims attack on Nushol post",
        "NUSHOL: The Hill Front claimed responsibility on Thursday for the attack on the police "
        "post in Nushol, in which six officers were killed.\nThe gunmen stormed the police post "
        "on motorcycles before dawn on Wednesday.",
        hours=20,
    )
    assert len(look(room, 5 * HOUR)) == (of is Of.FIGURES)
