"""The doctor finds what is wrong and says what to do; it changes nothing."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from sqlalchemy import text

from archive.health import Health
from config.load import load
from config.settings import Config
from news.finding import Subject
from news.health import Incident, Trouble
from tests.build import archive_with, article
from tests.wirewatch.test_cli import wirewatch
from wirewatch.doctor import BAD, Line, ask_healthz, examine, examine_machine, worst
from wirewatch.locks import hold

NOW = datetime.now(UTC)


@contextmanager
def answering(status: int = 200, **headers: str) -> Iterator[int]:
    """Serve one answer for whatever is asked; gives the port."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response_only(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(b'{"ok": false}')

        do_HEAD = do_GET  # noqa: N815  the library's name

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def config(tmp_path: Path, port: int) -> Config:
    """Write a small, good configuration."""
    folder = tmp_path / "watch"
    folder.mkdir()
    (folder / "wirewatch.toml").write_text(f"[web]\nport = {port}\n")
    (folder / "sources.toml").write_text(
        '[[sources]]\nname = "Alder Bay Post"\nfeeds = ["https://alderbay.example/rss"]\n'
    )
    (folder / "watch.toml").write_text('[[topics]]\nname = "Ferries"\nrule = "ferry"\n')
    (folder / "alerts.toml").write_text(
        '[[recipients]]\nname = "Desk"\nchannel = "console"\n'
        '[[routes]]\nname = "all"\nrecipients = ["Desk"]\n'
    )
    return load(folder, {})


def found(lines: Iterator[Line]) -> dict[str, Line]:
    """Return the lines by what they are about."""
    return {line.what: line for line in lines}


def test_this_machine_is_well() -> None:
    """In the environment that the tests run in, nothing is bad."""
    lines = list(examine_machine())
    assert {line.what for line in lines} == {
        "python", "imports", "libraries", "sqlite", "time zones", "certificates",
    }  # fmt: skip
    assert worst(lines) != "bad", [line for line in lines if line.state == "bad"]


def test_a_package_of_another_program_is_found(tmp_path: Path) -> None:
    """A config.py that comes before ours on the path is named with its place."""
    (tmp_path / "monitor").mkdir()
    (tmp_path / "monitor" / "__init__.py").write_text("")
    code = (
        "import wirewatch.doctor as d, sys; sys.modules.pop('monitor', None);"
        f"sys.path.insert(0, {str(tmp_path)!r});"
        "print(next(x for x in d.examine_machine() if x.what == 'imports'))"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    assert "state='bad'" in said
    assert str(tmp_path / "monitor") in said


def test_before_the_first_run(config: Config) -> None:
    """What is not there yet is a warning with the way on, and is not made by looking."""
    lines = found(examine(config))
    assert {name: line.state for name, line in lines.items()} == {
        "secrets": "ok", "data": "warning", "clock": "ok", "mail": "ok", "daemon": "warning",
        "port": "ok", "archive": "warning",
    }  # fmt: skip
    assert all(line.advice for line in lines.values() if line.state != "ok")
    assert not (config.settings.archive.data / "archive.db").exists()


def test_secrets_that_everybody_can_read(config: Config) -> None:
    """A password in a file for all is named; kept to its owner it is not."""
    path = config.directory / "wirewatch.toml"
    path.write_text(
        '[mail]\nhost = "127.0.0.1"\nuser = "u"\npassword = "p"\nsender = "a@b.example"\n'
    )
    path.chmod(0o644)
    line = found(examine(config))["secrets"]
    assert (line.state, str(path) in line.advice) == ("warning", True)
    path.chmod(stat.S_IRUSR | stat.S_IWUSR)
    assert found(examine(config))["secrets"].state == "ok"


def test_a_port_that_is_taken(config: Config, port: int) -> None:
    """Somebody else listens there: bad, because the archive could not be served."""
    with socket.create_server(("127.0.0.1", port)):
        assert found(examine(config))["port"].state == "bad"


def test_files_from_the_future(config: Config) -> None:
    """A clock that was set back shows in the files that were written before."""
    data = config.settings.archive.data
    data.mkdir()
    late = data / "archive.db-wal"
    late.write_text("")
    os.utime(late, (NOW.timestamp() + 3600, NOW.timestamp() + 3600))
    assert found(examine(config))["clock"].state == "warning"


@pytest.mark.parametrize(("date", "state"), [("Thu, 01 Jan 2015 00:00:00 GMT", "bad"), ("", "ok")])
def test_a_clock_is_compared_with_a_servers(config: Config, date: str, state: str) -> None:
    """A server whose clock differs by years makes ours suspect."""
    now = f"{datetime.now(UTC):%a, %d %b %Y %H:%M:%S GMT}"
    with answering(Date=date or now) as where:
        line = found(examine(config, f"http://127.0.0.1:{where}/"))["clock"]
    assert line.state == state


def test_a_clock_that_cannot_be_compared(config: Config) -> None:
    """What is no address is bad, and the other checks are made all the same."""
    lines = found(examine(config, "ftp://alder.example"))
    assert lines["clock"].state == "bad"
    assert "archive" in lines


def test_a_mail_server_that_is_away(config: Config, port: int) -> None:
    """It may be back in a minute: a warning that says where we looked."""
    path = config.directory / "wirewatch.toml"
    path.write_text(f'[mail]\nhost = "127.0.0.1"\nport = {port}\nsender = "a@b.example"\n')
    line = found(examine(load(config.directory, {})))["mail"]
    assert line.state == "warning"
    assert f"127.0.0.1:{port}" in line.says


def test_what_the_archive_says(config: Config) -> None:
    """Its schema, the last good poll, and every incident that lasts."""
    data = config.settings.archive.data
    data.mkdir()
    built = archive_with(data, article("Ferry late"))
    Health(built.database).open(
        Incident(Subject.MONITOR, "send", Trouble.BLIND, "3 messages wait", "look", since=NOW), NOW
    )
    built.database.close()
    lines = found(examine(config))
    assert lines["archive"].state == "ok"
    assert lines["incident"].state == "warning"
    assert "3 messages wait" in lines["incident"].says


def test_a_broken_search_index_is_named_with_its_command(config: Config) -> None:
    """The command that the doctor names mends it; the daemon must not run meanwhile."""
    built = archive_with(config.settings.archive.data, article("A", text="The ferry sank."))
    with built.database.write() as connection:
        connection.execute(text("UPDATE search_data SET block = zeroblob(40)"))
    built.database.close()
    line = found(examine(config))["search"]
    assert line.state == BAD
    assert "`wirewatch reindex`" in line.advice
    with hold(config.settings.archive.data, ["read"]):
        assert wirewatch("reindex", "--config", config.directory)[0] == 75
    status, said, _ = wirewatch("reindex", "--config", config.directory)
    assert (status, "2 texts" in said) == (0, True)
    assert "search" not in found(examine(config))


@pytest.mark.parametrize(("status", "well"), [(200, True), (503, False)])
def test_a_daemon_is_asked_how_it_is(status: int, well: bool) -> None:
    """A container's health check is what /healthz says."""
    with answering(status) as where:
        assert (ask_healthz("0.0.0.0", where) == "") is well  # noqa: S104  it is asked on loopback


def test_nobody_answers(port: int) -> None:
    """A daemon that does not run is not well, in words."""
    assert "nobody answers" in ask_healthz("127.0.0.1", port)
