"""Every effective value, where it came from, and no secret."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.shown import MASK, Shown, show
from news.errors import ConfigError
from tests.config.folder import ALERTS, WATCH, written

ENVIRON = {"PASSWORD": "s3cret", "USER_NAME": "wire"}
MAIL = """[mail]
host = "mail.example.org"
sender = "wire@example.org"
user = { env = "USER_NAME" }
password = { env = "PASSWORD" }
[crawl]
poll = "90m"
max_bytes = 2000000
[archive]
keep_pages = 0
database = "postgresql://u:s3cret@host/name"
"""
SLACK = ALERTS.replace('channel = "console"', 'channel = "slack"\nwebhook = { file = "hook" }')


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "hook").write_text("https://hooks.example/s3cret\n", encoding="utf-8")
    quiet = SLACK.replace("health = true", 'health = true\nquiet = "22:00 - 7:00"\nwithin = "5m"')
    return written(tmp_path, wirewatch=MAIL, alerts=quiet)


def one(folder: Path, section: str, key: str) -> Shown:
    (found,) = [s for s in show(folder, ENVIRON) if (s.section, s.key) == (section, key)]
    return found


@pytest.mark.parametrize(
    ("section", "key", "value", "said"),
    [
        ("recipients[1]", "token", "", "default"),
        ("mail", "host", "mail.example.org", "wirewatch.toml:2"),
        ("mail", "port", 587, "default"),
        ("mail", "user", MASK, "environment variable USER_NAME"),
        ("mail", "password", MASK, "environment variable PASSWORD"),
        ("crawl", "poll", "90m", "wirewatch.toml:7"),
        ("crawl", "max_bytes", "2MB", "wirewatch.toml:8"),
        ("crawl", "min_gap", "2s", "default"),
        ("archive", "keep_pages", "forever", "wirewatch.toml:10"),
        ("archive", "database", MASK, "wirewatch.toml:11"),
        ("archive", "reserve", "32MB", "default"),
        ("web", "metrics_token", "", "default"),
        ("recipients[1]", "webhook", MASK, "secret file hook"),
        ("recipients[1]", "quiet", "22:00-07:00", "alerts.toml:7"),
        ("recipients[1]", "within", "5m", "alerts.toml:8"),
        ("recipients[1]", "most", None, "default"),
        ("sources[1]", "feeds", ["https://courier.example/feed"], "sources.toml:4"),
        ("topics[1]", "any", ["dam breach*", "spillway"], "watch.toml:4"),
    ],
)
def test_where_a_value_came_from(
    folder: Path, section: str, key: str, value: object, said: str
) -> None:
    shown = one(folder, section, key)
    assert (shown.value, shown.said) == (value, said)


def test_no_secret_is_shown(folder: Path) -> None:
    """Neither a value from elsewhere nor one that was written into the file."""
    assert "s3cret" not in str(show(folder, ENVIRON))


def test_the_folder_of_the_archive_is_whole(folder: Path) -> None:
    """What is shown is what counts: the default folder, from the root."""
    assert one(folder, "archive", "data").value == str(folder / "data")


def test_without_defaults(folder: Path) -> None:
    """Only what somebody wrote."""
    found = show(folder, ENVIRON, defaults=False)
    assert {shown.origin for shown in found} == {"file", "environment", "secret file"}
    assert len(found) < len(show(folder, ENVIRON)) / 2


def test_a_broken_configuration_is_told(tmp_path: Path) -> None:
    """As everywhere: with all its problems."""
    with pytest.raises(ConfigError):
        show(written(tmp_path, alerts="[[routes"), {})


def test_steps_and_days_are_shown_as_they_are_written(tmp_path: Path) -> None:
    """Though they are loaded as what they mean; what is not set is shown as nothing."""
    figure = '[[figures]]\nname = "Dead"\neffect = "killed"\nchange = ["risen"]\n'
    keys = ("change", "step", "quiet_after", "expected_by", "burst")
    for written_as, step in (('"10%"', "10%"), ("5", 5)):
        more = f'step = {written_as}\nquiet_after = "24h"\nexpected_by = "2031-03-01"\n'
        folder = written(tmp_path, watch=WATCH + figure + more, alerts=ALERTS)
        values = [one(folder, "figures[1]", key).value for key in keys]
        assert values == [["risen"], step, "1d", "2031-03-01", "off"]
    folder = written(tmp_path, watch=WATCH + figure, alerts=ALERTS)
    assert [one(folder, "figures[1]", key).value for key in keys[1:4]] == [None, None, None]


def test_a_key_that_is_a_word_of_pythons_is_shown(tmp_path: Path) -> None:
    """A tracked figure says whose as `class`."""
    figure = '[[figures]]\nname = "Dead"\nclass = "civilian"\neffect = "killed"\n'
    shown = one(written(tmp_path, watch=WATCH + figure, alerts=ALERTS), "figures[1]", "class")
    assert shown.value == "civilian"
