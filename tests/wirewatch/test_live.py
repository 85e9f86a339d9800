"""The configuration in force follows its files; a broken edit changes nothing and is told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from archive.database import ArchiveError
from config.load import load
from config.settings import Config, Web
from news.alias import Standing, Suggestion
from news.article import Article
from news.finding import Subject
from news.health import Trouble
from tests.config.folder import ALERTS, SOURCES, WATCH, written
from wirewatch.live import Live, noted, put_back, says
from wirewatch.newsworld.clock import StillClock
from wirewatch.wiring import Opened, make_base, make_read, open_archive
from wirewatch.writer import Writer

START = datetime(2026, 2, 4, 12, tzinfo=UTC)
MORE = '[[topics]]\nname = "Ferries"\nany = ["ferry"]\n'


@dataclass
class Followed:
    """A configuration that is followed, and what was adopted of it."""

    folder: Path
    archive: Opened
    writer: Writer
    adopted: list[Config] = field(default_factory=list)
    failing: bool = False

    def __post_init__(self) -> None:
        self.clock = StillClock(START)
        self.live = Live(
            load(self.folder, {}), {}, adopt=self.adopt, approved=self.archive.aliases.approved,
            incidents=self.archive.health, notes=self.archive.notes, writer=self.writer,
            clock=self.clock,
        )  # fmt: skip

    async def adopt(self, old: Config, new: Config) -> None:
        """Take a version, or fail as a full disk does."""
        if self.failing:
            raise ArchiveError("disk full")
        self.adopted.append(new)

    async def edit(self, **files: str) -> None:
        """Write files and look until the edit has settled."""
        written(self.folder, **files)
        for _ in range(2):
            await self.live.look()

    def topics(self) -> list[str]:
        """Return the names of the topics in force."""
        return [topic.name for topic in self.live.config.watchlist.topics]


@pytest.fixture
async def followed(tmp_path: Path) -> AsyncIterator[Followed]:
    (tmp_path / "data").mkdir()
    archive, writer = open_archive(tmp_path / "data"), Writer()
    made = Followed(written(tmp_path), archive, writer)
    await made.live.reload()
    yield made
    writer.close()
    archive.close()


async def test_nothing_is_adopted_at_the_start(followed: Followed) -> None:
    """The files are those that were loaded; the archive says which version is in force."""
    assert followed.adopted == []
    told = noted(followed.archive.notes)
    assert told["watchlist"] == followed.live.config.watchlist.version
    assert (told["topics"], told["people"], told["problems"]) == (1, 1, [])
    assert followed.live.state.startswith("watchlist ")


async def test_an_edit_is_adopted_as_a_whole(followed: Followed) -> None:
    """A new topic and a new source are in force together."""
    more = SOURCES + '[[sources]]\nname = "New"\nfeeds = ["https://new.example/feed"]\n'
    await followed.edit(watch=WATCH + MORE, sources=more)
    (new,) = followed.adopted
    assert followed.topics() == ["Dams", "Ferries"]
    assert [source.name for source in new.sources] == ["The Hill Courier", "Darrun Radio", "New"]


async def test_saving_without_a_change_adopts_nothing(followed: Followed) -> None:
    """A file that was saved again, or got a comment, makes no new version."""
    await followed.edit(watch=WATCH + "# nothing new\n")
    assert followed.adopted == []


async def test_what_is_doubtful_is_logged_once(followed: Followed) -> None:
    """The log names a topic that can never match, and is silent while it stays as it is."""
    doubtful = MORE + '[[topics]]\nname = "Never"\nrule = "ferry -ferry"\n'
    with capture_logs() as logged:
        await followed.edit(watch=WATCH + doubtful)
        await followed.edit(watch=WATCH + doubtful + MORE.replace("Ferries", "Boats"))
    (told,) = [one for one in logged if one["event"] == "doubtful"]
    assert told["says"].startswith("topic 'Never': no article can match this")


async def test_a_broken_edit_keeps_the_last_good_version(followed: Followed) -> None:
    """One broken file keeps the others' edits out too, and an incident says so once."""
    await followed.edit(watch=WATCH + MORE, alerts=ALERTS.replace('"all"', '"all'))
    assert followed.adopted == []
    assert followed.topics() == ["Dams"]
    (incident,) = followed.archive.health.current()
    assert (incident.subject, incident.name) == (Subject.MONITOR, "settings")
    assert incident.trouble is Trouble.SETTINGS
    assert "alerts.toml:8" in incident.says
    assert followed.live.state.startswith("the last edit")
    assert noted(followed.archive.notes)["problems"]
    # Touched, with the same text in it.
    await followed.edit(watch=WATCH + MORE, alerts=ALERTS.replace('"all"', '"all'))
    assert len(followed.archive.health.current()) == 1
    assert len(followed.archive.health.past()) == 0


async def test_mended_again(followed: Followed) -> None:
    """The incident ends when the files can be read again, changed or not."""
    await followed.edit(alerts="[[routes")
    await followed.edit()
    assert followed.archive.health.current() == []
    (past,) = followed.archive.health.past()
    assert past.ended == START
    assert followed.adopted == []
    assert noted(followed.archive.notes)["problems"] == []


async def test_an_incident_of_an_earlier_run_ends_at_the_start(followed: Followed) -> None:
    """Mended while wirewatch was stopped: the next start ends it."""
    await followed.edit(alerts="[[routes")
    written(followed.folder)
    later = Followed(followed.folder, followed.archive, followed.writer)
    await later.live.reload()
    assert later.archive.health.current() == []


async def test_no_secret_is_told(followed: Followed) -> None:
    """What is wrong is told without the value of a secret."""
    hook = 'name = "console"\nchannel = "slack"\nwebhook = "hooks.example/s3cret"'
    await followed.edit(alerts=ALERTS.replace('name = "console"\nchannel = "console"', hook))
    told = str(followed.archive.health.current()) + followed.live.state
    assert "webhook" in str(noted(followed.archive.notes))
    assert "s3cret" not in told + str(noted(followed.archive.notes))


async def test_an_approved_spelling_is_adopted(followed: Followed) -> None:
    """Nobody edits a file; taken back it is gone again, and of nobody tracked it sleeps."""
    aliases = followed.archive.aliases
    found = [Suggestion("Veskar Dunn", "Vaskar Dun", 3, 0.9), Suggestion("N", "M", 1, 0.9)]
    aliases.suggest(found, START)
    await followed.live.look()
    assert followed.adopted == []
    numbers = {one.suggestion.alias: one.number for one in aliases.listing()}
    aliases.decide(numbers["M"], Standing.APPROVED, START)
    await followed.live.look()
    assert followed.adopted == []
    version = followed.live.config.watchlist.version
    aliases.decide(numbers["Vaskar Dun"], Standing.APPROVED, START)
    await followed.live.look()
    await followed.live.look()
    (new,) = followed.adopted
    assert "Vaskar Dun" in new.watchlist.people[0].aliases
    assert noted(followed.archive.notes)["watchlist"] == new.watchlist.version != version
    # An edit keeps it.
    await followed.edit(watch=WATCH + MORE)
    assert "Vaskar Dun" in followed.live.config.watchlist.people[0].aliases
    aliases.decide(numbers["Vaskar Dun"], Standing.REFUSED, START)
    await followed.live.look()
    assert "Vaskar Dun" not in followed.live.config.watchlist.people[0].aliases


async def test_approved_spellings_are_in_force_from_the_start(followed: Followed) -> None:
    """The first article is matched with them: found only when matched again it is told nobody."""
    aliases = followed.archive.aliases
    aliases.suggest([Suggestion("Veskar Dunn", "Vaskar Dun", 3, 0.9)], START)
    aliases.decide(1, Standing.APPROVED, START)
    base = make_base(load(followed.folder, {}), followed.archive, followed.clock)
    try:
        article = Article("u", "Late", "Later Vaskar Dun spoke.")
        assert [one.name for one in make_read(base).matcher.match(article)] == ["Veskar Dunn"]
    finally:
        base.writer.close()
        await base.pool.close()


async def test_what_fails_to_be_adopted_is_tried_again(followed: Followed) -> None:
    """A full disk puts an edit off; nobody has to save the file once more."""
    followed.failing = True
    await followed.edit(watch=WATCH + MORE)
    assert followed.topics() == ["Dams"]
    followed.failing = False
    await followed.live.look()
    assert followed.topics() == ["Dams", "Ferries"]


async def test_what_is_made_at_the_start_stays(followed: Followed) -> None:
    """Another port and folder wait for a restart, and are named; the rest is in force."""
    await followed.edit(
        wirewatch='[archive]\ndata = "other"\n[web]\nport = 9000\n[crawl]\nmin_gap = "5s"\n'
    )
    (new,) = followed.adopted
    assert new.settings.crawl.min_gap == 5
    assert new.settings.web == Web()
    assert new.settings.archive.data == followed.folder / "data"
    assert noted(followed.archive.notes)["restart"] == ["archive.data", "web.port"]


def test_only_what_differs_is_put_back(tmp_path: Path) -> None:
    """A version that changes nothing of the start names nothing."""
    config = load(written(tmp_path), {})
    assert put_back(config, config) == (config, ())
    changed = replace(config.settings, web=replace(config.settings.web, port=1))
    assert put_back(replace(config, settings=changed), config) == (config, ("web.port",))


async def test_a_rule_with_a_caret_is_one_line(followed: Followed) -> None:
    """A rule that cannot be read is drawn over lines by `config check`, but told in one."""
    await followed.edit(watch='[[topics]]\nname = "Dams"\nrule = "dam AND ("\n')
    line = says(followed.live.problems)
    assert "\n" not in line
    assert "watch.toml:" in line
