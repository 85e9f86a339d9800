"""One process a role, on one archive."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from archive.database import Database
from news.errors import LockedError
from tests import postgres
from wirewatch.locks import hold, holder

HOLDING = """
import sys
from pathlib import Path
from wirewatch.locks import hold
with hold(Path(sys.argv[1]), ["collect", "send"]):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_holder_is_told_who_holds(tmp_path: Path) -> None:
    """The message names the process, so that somebody can stop it."""
    with (
        hold(tmp_path, ["read"]),
        pytest.raises(LockedError, match=f"process {os.getpid()} already runs 'read'") as caught,
        hold(tmp_path, ["collect", "read"]),
    ):
        pytest.fail("two processes read")
    assert (caught.value.role, caught.value.pid) == ("read", os.getpid())


def test_a_lock_that_was_not_had_frees_the_others(tmp_path: Path) -> None:
    """One who gets two of three roles gives the two back."""
    with hold(tmp_path, ["send"]):
        with pytest.raises(LockedError), hold(tmp_path, ["collect", "read", "send"]):
            pytest.fail("two processes send")
        assert holder(tmp_path, "collect") is None
        with hold(tmp_path, ["collect", "read"]):
            assert holder(tmp_path, "collect") == os.getpid()


def test_a_lock_is_free_after_use(tmp_path: Path) -> None:
    """Asking who holds a role leaves it free, and so does having held it."""
    for _ in range(2):
        with hold(tmp_path, ["read"]):
            pass
        assert holder(tmp_path, "read") is None


@pytest.mark.parametrize("content", [b"", b"garbage", b"\xff\xfe", "²".encode(), b"9" * 5000])
def test_a_strange_lock_file_hides_only_the_pid(tmp_path: Path, content: bytes) -> None:
    with hold(tmp_path, ["read"]):
        (tmp_path / "read.lock").write_bytes(content)
        with (
            pytest.raises(LockedError, match="another process already runs"),
            hold(tmp_path, ["read"]),
        ):
            pytest.fail("two processes read")


def test_a_lock_dies_with_its_process(tmp_path: Path) -> None:
    """Killed without a chance to clean up, a process leaves its roles free."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        assert holder(tmp_path, "collect") == holder(tmp_path, "send") == other.pid
        assert holder(tmp_path, "read") is None
        other.kill()
    assert holder(tmp_path, "collect") is None
    with hold(tmp_path, ["collect", "send"]):
        pass


def test_a_daemon_elsewhere_is_named(tmp_path: Path) -> None:
    """With the archive in PostgreSQL a second daemon ends with 75, whatever folder it uses."""
    words = [sys.executable, "-m", "wirewatch"]
    folder = tmp_path / "watch"
    subprocess.run([*words, "init", folder], check=True, capture_output=True)
    program = folder / "wirewatch.toml"
    with postgres.database() as url, closing(Database.open(url)) as other, other.hold(["send"]):
        program.write_text(f'[archive]\ndatabase = "{url}"\n')
        done = subprocess.run(
            [*words, "send", "--config", folder],
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
    assert done.returncode == 75
    assert f"process {os.getpid()} on {socket.gethostname()} already runs 'send'" in done.stderr
