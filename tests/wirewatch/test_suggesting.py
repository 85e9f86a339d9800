"""Other spellings of names by the command line: what is found, asked, approved, refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from archive.aliases import Aliases
from news.alias import Standing
from news.watch import Person
from tests.build import NOW, Built, archive_with, article
from tests.wirewatch.test_cli import wirewatch
from wirewatch.commands.people import ask
from wirewatch.suggesting import of_tracked, suggest

FILES = {
    "wirewatch.toml": '[archive]\ndata = "."\n',
    "sources.toml": '[[sources]]\nname = "Alder Bay Post"\nfeeds = ["https://a.example/rss"]\n',
    "watch.toml": '[[people]]\nname = "Ona Khawaja"\n\n[[people]]\nname = "Sef Dravin"\n',
    "alerts.toml": '[[recipients]]\nname = "Night desk"\nchannel = "console"\n\n'
    '[[routes]]\nname = "all"\nrecipients = ["Night desk"]\n',
}
TEXTS = [
    "The ferry was late, and Ona Khwaja said so.",
    "In the harbour Ona Khwaja met Sef Drawin of the coast guard.",
    "Sef Drawin left early.",
    "وہاں اونا خواجہ نے کہا۔",
]
SINCE = "2026-01-01"

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def built(tmp_path: Path) -> Built:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    reports = [
        article(f"Late {n}", url=f"https://a.example/{n}", text=text)
        for n, text in enumerate(TEXTS)
    ]
    return archive_with(tmp_path, *reports)


def people(folder: Path, *words: str) -> tuple[int, str]:
    """Run a command about people; return its status and all that it said."""
    status, said, wrong = wirewatch("people", *words, "--config", folder)
    return status, " ".join((said + wrong).split())


def listed(folder: Path) -> list[tuple[str, str, bool]]:
    told: list[dict[str, Any]] = json.loads(people(folder, "list", "--json")[1])
    return [(one["suggestion"]["alias"], one["standing"], one["tracked"]) for one in told]


def answered(built: Built, keys: str) -> list[tuple[str, str]]:
    """Answer the open questions with these keys; return what is known afterwards."""
    aliases, tracked = Aliases(built.database), [Person("Ona Khawaja"), Person("Sef Dravin")]
    suggest(aliases, tracked, since=NOW.replace(year=2020), least=2, now=NOW)
    left = iter(keys)
    ask(aliases, of_tracked(aliases, tracked), left.__next__)
    assert "".join(left) == ""
    return [(one.suggestion.alias, one.standing.value) for one in aliases.listing()]


def test_suggestions_are_shown_with_their_sentences(built: Built, tmp_path: Path) -> None:
    """Without a terminal they are listed; the names of the files stay as they are."""
    status, said = people(tmp_path, "suggest", "--since", SINCE)
    assert status == 0
    assert "4 articles looked at, 2 spellings are new." in said
    assert "Ona Khawaja = Ona Khwaja ? 2 reports, 9" in said
    assert "“The ferry was late, and Ona Khwaja said so.” Alder Bay Post, article" in said
    assert "people approve NAME ALIAS" in said
    assert "خواجہ" not in said
    told = json.loads(people(tmp_path, "suggest", "--since", SINCE, "--least", "1", "--json")[1])
    assert (told["articles"], told["new"]) == (4, 1)
    assert {one["suggestion"]["alias"] for one in told["suggestions"]} == {
        "Ona Khwaja",
        "Sef Drawin",
        "اونا خواجہ",
    }
    only = people(tmp_path, "suggest", "Sef Dravin", "--since", SINCE, "--json")[1]
    assert [one["suggestion"]["alias"] for one in json.loads(only)["suggestions"]] == ["Sef Drawin"]


def test_one_key_decides(built: Built, capsys: pytest.CaptureFixture[str]) -> None:
    """Each is asked once; what was skipped is asked again, what was answered is not."""
    assert answered(built, "sn") == [("Ona Khwaja", "suggested"), ("Sef Drawin", "refused")]
    assert "Ona Khwaja met Sef Drawin" in capsys.readouterr().out
    assert answered(built, "Y") == [("Ona Khwaja", "approved"), ("Sef Drawin", "refused")]
    assert "Sef Drawin ?" not in capsys.readouterr().out
    assert answered(built, "") == [("Ona Khwaja", "approved"), ("Sef Drawin", "refused")]


def test_quitting_leaves_the_rest_open(built: Built) -> None:
    """A key that means nothing is not taken for an answer."""
    assert answered(built, "x7q") == [("Ona Khwaja", "suggested"), ("Sef Drawin", "suggested")]


def test_approved_and_refused_by_name(built: Built, tmp_path: Path) -> None:
    """Case and accents do not matter; what was never suggested is an error with the way out."""
    people(tmp_path, "suggest", "--since", SINCE)
    status, said = people(tmp_path, "approve", "ona khawaja", "ONA KHWAJA")
    assert status == 0
    assert "within seconds" in said
    assert people(tmp_path, "refuse", "Sef Dravin", "Sef Drawin")[0] == 0
    assert [state for _, state, _ in listed(tmp_path)] == ["approved", "refused"]
    status, said = people(tmp_path, "approve", "Ona Khawaja", "Ona Kwaja")
    assert status == 1
    assert "Ona Khwaja" in said
    assert "watch.toml" in said
    status, said = people(tmp_path, "suggest", "Nobody")
    assert status == 1
    assert "Ona Khawaja" in said


def test_a_search_names_a_person_by_an_approved_spelling(tmp_path: Path) -> None:
    """As by the name in the files; a spelling that nobody approved is nobody's."""
    asked = ("search", 'person:"Ona KHWAJA"', "--config", tmp_path, "--json")
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    reports = [article(text, text=text) for text in TEXTS]
    found = article("Minister", text="Ona Khawaja resigned.", people=["Ona Khawaja"])
    archive_with(tmp_path, *reports, found)
    people(tmp_path, "suggest", "--since", SINCE)
    assert json.loads(wirewatch(*asked)[1])["total"] == 0
    people(tmp_path, "approve", "Ona Khawaja", "Ona Khwaja")
    assert json.loads(wirewatch(*asked)[1])["total"] == 1


def test_of_nobody_who_is_tracked_they_sleep(built: Built, tmp_path: Path) -> None:
    """Whoever is tracked again finds the desk's decisions."""
    people(tmp_path, "suggest", "--since", SINCE)
    people(tmp_path, "approve", "Ona Khawaja", "Ona Khwaja")
    (tmp_path / "watch.toml").write_text('[[people]]\nname = "Sef Dravin"\n')
    assert listed(tmp_path) == [
        ("Ona Khwaja", "approved", False),
        ("Sef Drawin", "suggested", True),
    ]
    assert "asleep" in people(tmp_path, "list")[1]


def test_only_the_newest_texts_are_looked_at(built: Built) -> None:
    """An archive of years costs no more than one of weeks; progress says how far it is."""
    aliases, tracked = Aliases(built.database), [Person("Ona Khawaja")]
    steps: list[tuple[str, int, int]] = []
    done, new = suggest(
        aliases, tracked, since=NOW.replace(year=2020), least=1, now=NOW, most=2,
        progress=lambda *step: steps.append(step),
    )  # fmt: skip
    assert (done, new) == (2, 1)
    assert steps == [("looking for other spellings", 2, 2)]
    (one,) = of_tracked(aliases, tracked)
    assert one.standing is Standing.SUGGESTED
    assert of_tracked(aliases, []) == []


def test_nobody_tracked_nothing_looked_at(built: Built) -> None:
    aliases = Aliases(built.database)
    assert suggest(aliases, [], since=NOW.replace(year=2020), least=1, now=NOW) == (0, 0)
