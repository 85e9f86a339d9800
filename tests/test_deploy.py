"""What can be known of the unit file, the Dockerfile and compose.yaml without running them."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from config.settings import Settings
from wirewatch.cli import app

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
UNIT = DEPLOY / "wirewatch.service"
# `systemd-analyze security`: 0 is shut off from everything, 10 from nothing.
MOST_EXPOSED = 1.5
RULES = "{extends: default, rules: {document-start: disable}}"


def instructions() -> list[tuple[str, str]]:
    """Return the Dockerfile's instructions, continued lines joined."""
    text = (DEPLOY / "Dockerfile").read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in lines)]


def compose() -> dict[str, Any]:
    """Return compose.yaml."""
    parsed = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    assert isinstance(parsed, dict)
    return parsed


def commands() -> set[str]:
    """Return the commands that the program has."""
    return set(get_command(app).commands)  # type: ignore[attr-defined]


def test_the_image_copies_what_is_there() -> None:
    """Every file that the build asks for exists, and every package of ours is copied."""
    copied = [
        word
        for name, rest in instructions()
        if name == "COPY" and "--from=" not in rest
        for word in rest.split()[:-1]
    ]
    assert all((ROOT / path).exists() for path in copied), copied
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert set(packages) <= set(copied)


def test_the_image_installs_only_what_is_locked() -> None:
    """Each pip reads hashes, or installs our own code and nothing with it."""
    pips = [rest for name, rest in instructions() if name == "RUN" and "pip install" in rest]
    assert len(pips) == 3
    for words in pips:
        assert "--require-hashes" in words or "--no-deps --no-build-isolation" in words
        for lock in re.findall(r"-r (\S+)", words):
            pins = re.findall(r"^\S+==\S+", (ROOT / lock).read_text(), re.MULTILINE)
            assert pins
            assert (ROOT / lock).read_text().count("--hash=sha256:") >= len(pins)


def test_the_image_runs_as_nobody_special() -> None:
    """The last stage has a user that is not root, and no later instruction changes it."""
    last = [name for name, _ in instructions()][::-1].index("FROM")
    users = [rest for name, rest in instructions()[-last:] if name == "USER"]
    assert users == ["10001:10001"]


def test_the_image_can_say_how_it_is() -> None:
    """The health check, the entry point and its command are commands that exist."""
    told = dict(instructions())
    words = re.search(r"CMD (\[.*\])", told["HEALTHCHECK"])
    assert words is not None
    assert words[1] == '["wirewatch", "healthcheck"]'
    assert told["ENTRYPOINT"] == '["wirewatch"]'
    assert {"healthcheck", told["CMD"].strip('[]"')} <= commands()


def test_ports_and_folders_agree() -> None:
    """The port of the settings is exposed, on loopback alone; both volumes have a place."""
    told = dict(instructions())
    assert told["EXPOSE"] == str(Settings().web.port)
    service = compose()["services"]["wirewatch"]
    assert service["ports"] == [f"127.0.0.1:{Settings().web.port}:{Settings().web.port}"]
    places = {volume.split(":")[1] for volume in service["volumes"]}
    assert places == set(re.findall(r'"(/[^"]+)"', told["VOLUME"]))
    assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).is_file()


def test_compose_starts_without_postgresql() -> None:
    """SQLite is the usual; the database comes with its profile, and nothing has privileges."""
    services = compose()["services"]
    assert "profiles" not in services["wirewatch"]
    assert services["postgres"]["profiles"] == ["postgres"]
    assert "depends_on" not in services["wirewatch"]
    assert services["wirewatch"]["cap_drop"] == ["ALL"]
    assert services["wirewatch"]["read_only"] is True
    named = {
        volume.split(":")[0]
        for service in services.values()
        for volume in service["volumes"]
        if not volume.startswith(".")
    }
    assert named == set(compose()["volumes"])


def test_the_unit_starts_a_command_that_exists() -> None:
    """It names the daemon, is told when it is ready, and restarts it when it hangs."""
    unit = UNIT.read_text()
    start = re.search(r"^ExecStart=\S+/wirewatch (\w+) ", unit, re.MULTILINE)
    assert start is not None
    assert start[1] in commands()
    assert "Type=notify" in unit
    assert re.search(r"^WatchdogSec=\d+$", unit, re.MULTILINE)


@pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="needs systemd (apt-get install systemd)"
)
def test_systemd_finds_no_fault_in_the_unit(tmp_path: Path) -> None:
    """Every line is known to systemd, and little is left that could be shut off."""
    there = tmp_path / UNIT.name
    there.write_text(UNIT.read_text().replace("/opt/wirewatch/bin/wirewatch", "/bin/true"))
    verify = ["systemd-analyze", "verify", "--man=no", str(there)]
    done = subprocess.run(verify, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    judge = ["systemd-analyze", "security", "--offline=yes", str(there)]
    said = subprocess.run(judge, capture_output=True, text=True, check=False).stdout
    score = re.search(r"Overall exposure level for \S+: ([\d.]+)", said)
    assert score is not None, said
    assert float(score[1]) <= MOST_EXPOSED


def test_compose_is_clean_yaml() -> None:
    """The linter finds nothing to say."""
    words = [
        sys.executable,
        "-m",
        "yamllint",
        "--strict",
        "-d",
        RULES,
        str(DEPLOY / "compose.yaml"),
    ]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
