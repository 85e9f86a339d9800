"""The summary of a configuration that loads."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.check import many, summary, warnings
from config.load import load
from tests.config.folder import ALERTS, SOURCES, WATCH, written

CONTACT = '[crawl]\ncontact = "desk@example.org"\n'
DAMS = "topics = ['Dams']\npeople = ['Veskar Dunn']\n"
BURSTS = '[places]\nburst = "low"\n'
MAIL = '[mail]\nhost = "mx"\nsender = "w@x"\nuser = "u"\npassword = "p"\n'


def test_the_summary_counts(tmp_path: Path) -> None:
    """One line a kind, with what matters about it."""
    assert summary(load(written(tmp_path, wirewatch=CONTACT), {})) == [
        "2 sources (1 feed, 1 section)",
        "1 topic",
        "1 person (1 alias)",
        "1 recipient (console)",
        "1 route",
        f"archive: {tmp_path / 'data'}",
        "warning: source 'Darrun Radio' has no timezone: its bare times count as UTC",
    ]


def test_tracked_figures_are_counted(tmp_path: Path) -> None:
    """A desk without any reads nothing of them."""
    text = _figure("effect = 'killed'; above = 9")
    assert "1 tracked figure" in summary(load(written(tmp_path, watch=text), {}))


MAILED = ALERTS.replace('channel = "console"', 'channel = "email"\naddress = "a@b.example"')
ZONED = SOURCES + 'timezone = "UTC"\n'


def _figure(keys: str) -> str:
    lines = keys.replace("; ", "\n")
    return f"{WATCH}[[figures]]\nname = 'F'\n{lines}\n"


def _topic(rule: str) -> str:
    return f"[[topics]]\nname = 'T'\nrule = '{rule}'\n"


@pytest.mark.parametrize(
    ("files", "warned"),
    [
        ({}, []),
        ({"wirewatch": "# none"}, ["[crawl] names no contact"]),
        ({"sources": "# none"}, ["there is no source"]),
        ({"sources": SOURCES}, ["source 'Darrun Radio' has no timezone"]),
        ({"sources": ZONED + 'poll = "5s"'}, ["source 'Darrun Radio' may be polled every 5s"]),
        ({"watch": "# none"}, ["there is neither a topic nor a person"]),
        (
            {"alerts": "# none"},
            ["topic 'Dams' is carried by no route", "person 'Veskar Dunn' is carried by no route"],
        ),
        (
            {"alerts": ALERTS + 'topics = ["Dams"]\n'},
            ["person 'Veskar Dunn' is carried by no route"],
        ),
        (
            {"alerts": ALERTS + 'people = ["Veskar Dunn"]\n'},
            ["topic 'Dams' is carried by no route"],
        ),
        ({"alerts": ALERTS + 'sources = ["Darrun Radio"]\n'}, []),
        (
            {"alerts": ALERTS + '[[recipients]]\nname = "x"\nchannel = "console"\n'},
            ["recipient 'x' is in no route"],
        ),
        ({"wirewatch": CONTACT + MAIL + 'security = "none"'}, ["[mail] security is none"]),
        ({"wirewatch": CONTACT + MAIL}, []),
        (
            {"alerts": f"{ALERTS}{DAMS}places = ['Sindh']\n"},
            ["route 'all' names places, and [places] burst is off"],
        ),
        (
            {"wirewatch": CONTACT + BURSTS, "alerts": ALERTS + DAMS},
            ["[places] burst is on, and no route carries places"],
        ),
        ({"wirewatch": CONTACT + BURSTS}, []),
        (
            {"wirewatch": CONTACT + BURSTS, "alerts": ALERTS + "places = ['Sindh']\n"},
            ["topic 'Dams' is carried by no route", "person 'Veskar Dunn' is carried by no route"],
        ),
        ({"alerts": ALERTS.replace("health = true\n", "")}, ["no recipient has health = true"]),
        (
            {"wirewatch": CONTACT + MAIL, "alerts": MAILED},
            ["[web] names no base_url"],
        ),
        ({"watch": WATCH + _topic("dam AND -dam")}, ["topic 'T': no article can match this"]),
        ({"watch": WATCH + _topic("dam source:courier")}, []),
        (
            {"watch": WATCH + _topic('dam source:"hill curier"')},
            ["topic 'T': no source in sources.toml has source 'hill curier'. Did you mean 'The"],
        ),
        (
            {"watch": WATCH + _topic("dam region:(kesh OR vesk) country:kx")},
            [
                f"topic 'T': no source in sources.toml has {what}"
                for what in ("region 'kesh'", "region 'vesk'", "country 'kx'")
            ],
        ),
        (
            {"watch": WATCH.replace('"Waskar Dunn"', '"WHO"')},
            ["person 'Veskar Dunn': 'WHO' stands in nearly every article"],
        ),
        ({"watch": _figure("effect = 'killed'; above = 9")}, []),
        ({"watch": _figure("effect = 'killed'; topic = 'Dams'")}, []),
        ({"watch": _figure("effect = 'money'; unit = 'INR'; above = 9")}, []),
        ({"watch": _figure("unit = 'people'; by = ['police']")}, []),
        (
            {"watch": _figure("effect = 'killed'")},
            ["figure 'F': every article that gives a figure of killed is told of"],
        ),
        (
            {"watch": _figure("effect = 'killed'; counts = ['women']; below = 9")},
            ["figure 'F': every article that gives a small figure is told of"],
        ),
        (
            {"watch": _figure("effect = 'destroyed'; class = 'civilian'; above = 9")},
            ["figure 'F': destroyed counts no people, so that none of them is civilian"],
        ),
        (
            {"watch": _figure("effect = 'killed'; unit = 'INR'; above = 9")},
            ["figure 'F': no figure is both killed and counted in INR"],
        ),
        (
            {"watch": _figure("effect = 'money'; unit = 'hours'; above = 9")},
            ["figure 'F': no figure is both money and counted in hours"],
        ),
        (
            {
                "watch": _figure("effect = 'killed'; above = 9"),
                "alerts": ALERTS + "topics = ['Dams']\npeople = ['Veskar Dunn']\n",
            },
            ["figure 'F' is carried by no route"],
        ),
        (
            {
                "watch": _figure("effect = 'killed'; above = 9"),
                "alerts": ALERTS + "figures = ['F']\n",
            },
            ["topic 'Dams' is carried by no route", "person 'Veskar Dunn' is carried by no route"],
        ),
    ],
)
def test_what_is_probably_not_meant(
    tmp_path: Path, files: dict[str, str], warned: list[str]
) -> None:
    files = {"wirewatch": CONTACT, "sources": ZONED, "watch": WATCH, "alerts": ALERTS} | files
    found = list(warnings(load(written(tmp_path, **files), {})))
    assert len(found) == len(warned)
    assert all(text.startswith(start) for text, start in zip(found, warned, strict=True))


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0 sources"), (1, "1 source"), (1200, "1,200 sources")]
)
def test_counts_agree_with_their_nouns(number: int, text: str) -> None:
    assert many(number, "source") == text
