"""The commands about who may enter, as their user meets them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from archive.access import Access
from archive.database import Database
from news.errors import WirewatchError
from tests.config.folder import written
from web.password import fits
from wirewatch.cli import app

PASSWORD = "four random words"  # noqa: S105  the tests' own


class Desk:
    """A configuration, its archive, and a terminal."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.web = ""

    def run(self, *words: str, typed: str = "") -> str:
        """Run a command and return what it printed to standard output."""
        written(self.folder, wirewatch=f"[web]\n{self.web}\n")
        options = ["access", *words, "--config", str(self.folder)]
        done = CliRunner().invoke(app, options, input=typed, catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.stdout

    @property
    def access(self) -> Access:
        """Open what the commands changed."""
        return Access(Database.open(self.folder / "data" / "archive.db"))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
def test_a_password_may_be_piped_in(desk: Desk, end: str) -> None:
    """One line of standard input, with or without its end; it is not printed."""
    said = desk.run("password", typed=PASSWORD + end)
    assert fits(desk.access.password(), PASSWORD)
    assert PASSWORD not in said


def test_a_short_password_is_refused(desk: Desk) -> None:
    with pytest.raises(WirewatchError, match="10 characters or more"):
        desk.run("password", typed="short\n")
    assert desk.access.password() == ""


@pytest.mark.parametrize(
    ("web", "guarded", "begins"),
    [
        ("", False, "http://127.0.0.1:8087/setup/"),
        ('host = "0.0.0.0"', False, "http://127.0.0.1:8087/setup/"),
        ('host = "192.0.2.7"', False, "http://127.0.0.1:8087/setup/"),
        ('host = "192.0.2.7"', True, "http://192.0.2.7:8087/setup/"),
        ('host = "0.0.0.0"\nbase_url = "https://news.example/w"', False, "http://127.0.0.1:8087/"),
        ('base_url = "https://news.example/w"', True, "https://news.example/w/setup/"),
        ('host = "::1"\nport = 80', True, "http://[::1]:80/setup/"),
    ],
)
def test_a_link_leads_to_where_the_pages_are_now(
    desk: Desk, web: str, guarded: bool, begins: str
) -> None:
    """To this machine as long as nothing guards them; it is good at once."""
    desk.web = web
    if guarded:
        desk.run("password", typed=PASSWORD)
    link = desk.run("link").strip()
    assert link.startswith(begins)
    assert desk.access.offered(link.rsplit("/", 1)[1], datetime.now(UTC))


def test_no_link_leads_to_a_port_that_changes(desk: Desk) -> None:
    desk.web = "port = 0"
    with pytest.raises(WirewatchError, match="wirewatch access password"):
        desk.run("link")


def test_browsers_are_listed_and_logged_out(desk: Desk) -> None:
    assert desk.run("sessions") == "No browser is logged in.\n"
    desk.run("password", typed=PASSWORD)
    access, now = desk.access, datetime.now(UTC)
    access.begin("key", "Vesk 1.0", now, now + timedelta(days=1), access.password())
    assert "Vesk 1.0" in desk.run("sessions")
    (listed,) = json.loads(desk.run("sessions", "--json"))
    assert (listed["user"], listed["browser"]) == ("desk", "Vesk 1.0")
    assert "key" not in listed
    assert desk.run("log-out-all") == "1 browser is logged out.\n"
    assert json.loads(desk.run("sessions", "--json")) == []
