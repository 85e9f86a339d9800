"""Stories by the command line: looked at, corrected, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from archive.located import store
from news.fact import Fact, FactKind
from news.places import Named, Place
from tests.build import article, claim
from tests.web.telling import Tale, Telling, telling
from tests.wirewatch.test_cli import wirewatch
from tests.wirewatch.test_muting import FILES
from wirewatch.cached import places as known

RISEN = Fact(FactKind.FIGURE, ("9",), "nine killed, say police", "6 (police)", "risen", "police")


@pytest.fixture
def told(tmp_path: Path) -> Telling:
    """Tell a story of three reports, one of them a copy, and another story."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return telling(
        tmp_path,
        Tale(
            article("Blast [red] in Tarn", topics=["Ferries: blast"]),
            points=(claim("army 8h: over 170"),),
        ),
        Tale(article("Toll rises", source="Karvi Sentinel"), story=0, facts=(RISEN,)),
        Tale(article("Blast in town", source="The Hill Courier"), story=0, copy_of=0),
        Tale(article("Bridge opens")),
    )


def stories(folder: Path, *words: str) -> tuple[int, str]:
    """Run a command about stories; return its status and all that it said."""
    status, said, wrong = wirewatch("stories", *words, "--config", folder)
    return status, " ".join((said + wrong).split())


def test_what_is_new_is_listed(told: Telling, tmp_path: Path) -> None:
    """For people and for machines, all or what has a topic."""
    status, said = stories(tmp_path, "list")
    assert status == 0
    assert said.startswith(f"{told.public(3)} Bridge opens 1 report · new ")
    assert "3 reports by 2 independent sources" in said
    assert "6 → nine killed, say police risen Karvi Sentinel" in said
    listed = json.loads(stories(tmp_path, "list", "--topic", "Ferries", "--json")[1])
    assert [(one["public"], one["articles"]) for one in listed] == [(told.public(0), 3)]
    assert "no story that fits" in stories(tmp_path, "list", "--person", "Nobody")[1]


def test_stories_of_a_place_are_listed(told: Telling, tmp_path: Path) -> None:
    """Those that name it, or what lies in it; a slip is said with the nearest name."""
    quetta, pakistan = seek_all("Quetta", "Pakistan")
    with told.built.database.write() as connection:
        store(connection, told.built.ids[3], [Named(quetta, True), Named(pakistan, False)])
    for place in ("quetta", "Quetta, Pakistan", "Pakistan"):
        listed = json.loads(stories(tmp_path, "list", "--place", place, "--json")[1])
        assert [one["public"] for one in listed] == [told.public(3)]
    assert "no story that fits" in stories(tmp_path, "list", "--place", "Lahore")[1]
    status, said = stories(tmp_path, "list", "--place", "Quettta")
    assert status == 1
    assert "no place is named 'Quettta'. Did you mean Quetta" in said


def seek_all(*names: str) -> tuple[Place, ...]:
    """Return the likeliest place of each name in the real gazetteer."""
    return tuple(known().meant([name.casefold()])[0] for name in names)


def test_one_story_is_shown(told: Telling, tmp_path: Path) -> None:
    """By its id or its address: counts, reports, copies, facts."""
    for name in (told.public(0), f"https://desk.example/story/{told.public(0)}"):
        status, said = stories(tmp_path, "show", name)
        assert status == 0
        assert "army more than 170" in said
        assert "Blast [red] in Tarn" in said
        assert f"copy of {told.built.ids[0]}" in said
        assert "risen" in said
    shown = json.loads(stories(tmp_path, "show", told.public(0), "--json")[1])
    assert [one["id"] for one in shown["articles"]] == list(told.built.ids[:3])
    assert shown["articles"][1]["why"]["apart"] == 7200


def test_stories_are_corrected(told: Telling, tmp_path: Path) -> None:
    """Split, moved back and merged, each says what came of it."""
    _, second, third, _ = map(str, told.built.ids)
    before = told.public(0)
    status, said = stories(tmp_path, "split", before, second, third)
    assert (status, told.public(1), told.public(0)) == (0, told.public(2), before)
    assert said.startswith(told.public(1))
    assert told.public(1) != before
    status, said = stories(tmp_path, "move", second, before, "--json")
    assert (status, json.loads(said)["articles"], told.public(1)) == (0, 2, before)
    status, said = stories(tmp_path, "merge", told.public(3), before)
    assert (status, told.public(3)) == (0, before)
    assert "3 reports" in said


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("show", "nothing"), "there is no story 'nothing'. `wirewatch stories list` shows"),
        (("merge", "A", "A"), "a story cannot go into itself"),
        (("merge", "A", "nothing"), "there is no story 'nothing'"),
        (("split", "A", "99"), "the story has no article 99. It has: 1, 2, 3."),
        (("split", "A", "1", "2", "3"), "at least one article must stay"),
        (("move", "99", "A"), "article 99 has no story"),
    ],
)
def test_what_cannot_be_done(
    told: Telling, tmp_path: Path, words: tuple[str, ...], says: str
) -> None:
    """It is said why, and nothing has changed."""
    before = told.public(0)
    status, said = stories(tmp_path, *(before if word == "A" else word for word in words))
    assert status == 1
    assert says in said
    assert [told.public(number) for number in range(3)] == [before] * 3


def test_a_story_is_waited_for_and_let_be(told: Telling, tmp_path: Path) -> None:
    """What is waited for is listed with its number, stands in `status`, and ends by that number."""
    story = told.public(0)
    status, said = stories(tmp_path, "watch", story, "--quiet-after", "24h", "--of", "anything")
    assert (status, "no news for 24 hours; the last came" in said) == (0, True), said
    assert "no route has told anybody" in said
    status, said = stories(
        tmp_path, "watch", story, "--expected-by", "2031-03-01", "-r", "Night desk"
    )
    assert (status, "by the end of 1 March 2031" in said) == (0, True), said
    (first, second) = json.loads(stories(tmp_path, "watches", "--json")[1])
    assert (first["story"], first["of"], second["recipients"]) == (
        story,
        "anything",
        ["Night desk"],
    )
    status, said, _ = wirewatch("status", "--config", tmp_path)
    assert "2 stories are waited for" in " ".join(said.split())
    assert stories(tmp_path, "unwatch", str(first["id"]))[0] == 0
    assert stories(tmp_path, "unwatch", "99") == (
        1, f"no story is watched under number 99. There are: {second['id']}."
    )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "say for how long nothing must have come (24h)"),
        (["--quiet-after", "24x"], "'24x' is no duration"),
        (["--quiet-after", "2s"], "too short or too long"),
        (["--expected-by", "soon"], "'soon' is no day"),
        (
            ["--quiet-after", "24h", "-r", "Nigth desk"],
            "no recipient is named 'Nigth desk'. Did you mean",
        ),
    ],
)
def test_what_cannot_be_waited_for(
    told: Telling, tmp_path: Path, words: list[str], says: str
) -> None:
    """The message says what to write instead."""
    status, said = stories(tmp_path, "watch", told.public(0), *words)
    assert (status, says in said) == (1, True), said
