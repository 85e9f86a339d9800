"""sources.toml is changed as a careful hand would: nothing but what was asked for."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from config.edit import Changes, change, changed, read_entries, written
from config.load import load
from news.errors import ConfigError, WirewatchError
from tests.config.folder import written as folder_with

TEXT = """# Whom we follow.

# Hill country
[[sources]]
name = "The Hill Courier"   # ask Asha
feeds = [
    "https://courier.example/feed",   # slow since March
    # "https://courier.example/sport",
]
[sources.more]
title = "h1"
# the valley is next

# Valley
[[sources]]
name = "Darrun Radio"
sections = ["https://radio.example/news/"] # no feed

[[sources]]
name = 'Sandal Post'
feeds = ["https://sandal.example/feed"]
"""
COMMENTS = [line for line in TEXT.splitlines() if "#" in line]
NEW = {"name": "Oshti Herald", "feeds": ["https://oshti.example/rss"], "link_pattern": r"^/\d+"}


def test_a_new_source_stands_at_the_end() -> None:
    """Every byte before it stays."""
    after = changed(TEXT, Changes(added=[NEW], remarks={"Oshti Herald": "state"}))
    assert after.startswith(TEXT + "\n[[sources]]\n")
    assert 'name = "Oshti Herald" # state' in after
    assert r"link_pattern = '^/\d+'" in after
    assert tomllib.loads(after)["sources"][3] == NEW


@pytest.mark.parametrize("name", ["The Hill Courier", "Darrun Radio", "Sandal Post"])
def test_a_removed_source_takes_its_own_lines(name: str) -> None:
    """The others, and the comments outside of it, stay to the letter."""
    after = changed(TEXT, Changes(removed=[name]))
    before, left = (tomllib.loads(text)["sources"] for text in (TEXT, after))
    assert left == [source for source in before if source["name"] != name]
    assert set(after.splitlines()) <= set(TEXT.splitlines())
    assert all(line in after for line in ("# Whom we follow.", "# Hill country", "# Valley"))
    assert "# the valley is next" in after


def test_all_sources_can_go() -> None:
    """A file that says nothing says so: an empty one would be taken for a full disk."""
    bare = '[[sources]]\nname = "A"\nfeeds = ["https://a.example/f"]\n'
    assert changed(bare, Changes(removed=["A"])) == "# No sources yet.\n"
    assert "# Hill country" in changed(
        TEXT, Changes(removed=["Sandal Post", "The Hill Courier", "Darrun Radio"])
    )


def test_lists_grow_where_they_are() -> None:
    """New addresses join a list beside its comments, or make a list of their own."""
    grown = {
        "The Hill Courier": {"feeds": ["https://courier.example/2"], "tags": ["hills"]},
        "Darrun Radio": {"sections": ["https://radio.example/sport/"]},
    }
    after = changed(TEXT, Changes(extended=grown))
    hill, radio, post = tomllib.loads(after)["sources"]
    assert hill["feeds"] == ["https://courier.example/feed", "https://courier.example/2"]
    assert (hill["tags"], hill["more"]) == (["hills"], {"title": "h1"})
    assert radio["sections"][1] == "https://radio.example/sport/"
    assert post == tomllib.loads(TEXT)["sources"][2]
    for comment in ("# slow since March", '# "https://courier.example/sport"', "# no feed"):
        assert comment in after


def test_line_ends_and_the_mark_in_front_stay() -> None:
    """A file that was written on Windows stays one."""
    text = "\ufeff" + TEXT.replace("\n", "\r\n")
    after = changed(text, Changes(added=[NEW], removed=["Darrun Radio"]))
    assert after.startswith("\ufeff")
    assert after.count("\n") == after.count("\r\n")
    names = [one["name"] for one in tomllib.loads(after.removeprefix("\ufeff"))["sources"]]
    assert names == ["The Hill Courier", "Sandal Post", "Oshti Herald"]


def test_an_unknown_source_names_the_nearest() -> None:
    with pytest.raises(WirewatchError, match="Did you mean 'Darrun Radio'"):
        changed(TEXT, Changes(removed=["Darun Radio"]))


def test_one_list_is_left_to_the_hand() -> None:
    """What would be torn apart is refused."""
    with pytest.raises(WirewatchError, match="one list"):
        changed('sources = [{name = "A", feeds = ["https://a.example/"]}]\n', Changes(added=[NEW]))


def test_a_written_source_reads_back() -> None:
    """Values of all kinds come back as they were; what is empty is left out."""
    entry = {
        "name": 'The "Post"', "url": "", "feeds": ["https://a.example/1", "https://a.example/2"],
        "poll": "10m", "verify_tls": False, "tags": ["a", "b"], "selectors": {"title": "h1 > a"},
    }  # fmt: skip
    (read,) = tomllib.loads(written(entry))["sources"]
    assert read == {key: value for key, value in entry.items() if value != ""}


def test_a_change_is_written_only_if_all_loads(tmp_path: Path) -> None:
    """What would not load leaves the file as it was, and says why."""
    folder = folder_with(tmp_path)
    before = (folder / "sources.toml").read_bytes()
    bad = {"name": "Oshti Herald", "feeds": ["https://courier.example/feed"], "timezone": "PKT"}
    with pytest.raises(ConfigError) as caught:
        change(folder, {}, Changes(added=[bad]))
    says = str(caught.value)
    assert "there is no time zone 'PKT'" in says
    assert "stands already" in says
    assert (folder / "sources.toml").read_bytes() == before
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        ["alerts.toml", "sources.toml", "watch.toml", "wirewatch.toml"]
    )
    config = change(folder, {}, Changes(added=[NEW]))
    assert [source.name for source in config.sources][-1] == "Oshti Herald"
    assert load(folder, {}) == config


def test_a_source_that_a_route_names_stays(tmp_path: Path) -> None:
    """The route would lead nowhere: it is named, and nothing changes."""
    alerts = """
        [[recipients]]
        name = "console"
        channel = "console"
        [[routes]]
        name = "hills"
        recipients = ["console"]
        sources = ["The Hill Courier"]
    """
    folder = folder_with(tmp_path, alerts=alerts)
    with pytest.raises(ConfigError, match="hills"):
        change(folder, {}, Changes(removed=["The Hill Courier"]))
    assert len(load(folder, {}).sources) == 2


def test_a_link_and_its_rights_stay(tmp_path: Path) -> None:
    """The file that a link leads to is changed, with the rights that it had."""
    folder, real = folder_with(tmp_path), tmp_path / "kept.toml"
    (folder / "sources.toml").rename(real)
    (folder / "sources.toml").symlink_to(real)
    real.chmod(0o640)
    change(folder, {}, Changes(added=[NEW]))
    assert (folder / "sources.toml").is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert read_entries(folder)[-1] == NEW
