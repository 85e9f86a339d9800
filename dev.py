#!/usr/bin/env python3
"""Set up wirewatch and run it, from nothing but Python 3.11 and pip.

    python3 dev.py demo         the whole product, offline, in a minute and a half
    python3 dev.py test [...]   the tests (further words go to pytest)
    python3 dev.py check        ruff, mypy --strict, import contracts
    python3 dev.py run ...      the command line, e.g. `run init`, `run run`
    python3 dev.py soak         the long forms of the promises
    python3 dev.py bench NAME [--data DIR]   a benchmark beside its peers
    python3 dev.py lock         resolve the dependencies anew (needs the network)

The first command makes an environment in `.venv` and later ones reuse it; it is made
again when a lock file changes.  `uv` does the work where it can be had (also on
Pythons that are externally managed or lack the venv module); plain venv and pip are
the fall-back.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
LOCKS = ROOT / "requirements"
UV_HOME = ROOT / ".venv-uv"


def main(words: list[str]) -> int:
    """Run one command; its exit status is ours."""
    if sys.version_info < (3, 11):
        print(f"wirewatch needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
        return 2
    if not words or words[0] in {"-h", "--help", "help"}:
        print(__doc__)
        return 0 if words else 2
    command, rest = words[0], words[1:]
    commands = {
        "demo": demo,
        "test": test,
        "check": check,
        "run": run,
        "soak": soak,
        "bench": bench,
        "lock": lock,
        "setup": setup,
    }
    if command not in commands:
        print(f"dev.py has no command '{command}'. It has: {', '.join(commands)}.")
        return 2
    try:
        return commands[command](rest)
    except KeyboardInterrupt:
        return 130
    except subprocess.CalledProcessError as error:
        print(f"dev.py: this failed with status {error.returncode}: {error.cmd[0]} …")
        return 1


def setup(_: list[str]) -> int:
    """Make the environment and nothing else."""
    environment()
    return 0


def demo(rest: list[str]) -> int:
    """Run the main job offline."""
    return run(["demo", *rest])


def run(rest: list[str]) -> int:
    """Pass through to the command line."""
    return call([environment(), "-m", "wirewatch", *rest])


def test(rest: list[str]) -> int:
    """Run the tests on both cores; what cannot run here is named with the reason."""
    words = rest or ["-n", "2", "--dist", "worksteal", "-rs", "-m", "not soak"]
    return call([environment(), "-m", "pytest", *words])


def soak(rest: list[str]) -> int:
    """Run the long forms of the promises."""
    return call([environment(), "-m", "pytest", "-m", "soak", "--timeout=3600", "-rs", *rest])


def check(_: list[str]) -> int:
    """Run the static checks, all of them, and fail if one fails."""
    python = environment()
    status = [
        call([python, "-m", "ruff", "check", "."]),
        call([python, "-m", "ruff", "format", "--check", "."]),
        call([python, "-m", "mypy"]),
        call([Path(python).parent / "lint-imports", "--no-cache"]),
    ]
    return 1 if any(status) else 0


def bench(rest: list[str]) -> int:
    """Run one benchmark in an environment that also holds the peers."""
    names = sorted(p.stem for p in (ROOT / "benchmarks").glob("[a-z]*.py") if p.stem != "peers")
    if not rest or rest[0] not in names:
        print(f"Usage: dev.py bench NAME [--data DIR]. Benchmarks: {', '.join(names)}.")
        return 2
    python = environment(".venv-bench", "bench.txt")
    return call([python, "-m", f"benchmarks.{rest[0]}", *rest[1:]])


def lock(_: list[str]) -> int:
    """Resolve all lock files anew.  They name no index and no download address."""
    uv = get_uv()
    if uv is None:
        print("dev.py lock needs uv, and it could not be installed.")
        return 1
    base = [uv, "pip", "compile", "--universal", "--python-version", "3.11", "--quiet",
            "--generate-hashes", "--no-emit-index-url", "--no-annotate", "--no-header",
            "--upgrade"]  # fmt: skip
    pyproject = str(ROOT / "pyproject.toml")
    for words in (
        [pyproject, "-o", LOCKS / "wirewatch.txt"],
        [pyproject, "--extra", "dev", "-c", LOCKS / "wirewatch.txt", "-o", LOCKS / "dev.txt"],
        # Not bound to our lock: a peer may need an older version of something we share.
        [pyproject, LOCKS / "bench.in", "-o", LOCKS / "bench.txt"],
        [LOCKS / "uv.in", "-o", LOCKS / "uv.txt"],
        [LOCKS / "build.in", "-c", LOCKS / "dev.txt", "-o", LOCKS / "build.txt"],
    ):
        if status := call([*base, *words]):
            return status
    return 0


def environment(name: str = ".venv", lock_name: str = "dev.txt") -> str:
    """Return the Python of an environment that matches the lock, making it if need be."""
    home, locked = ROOT / name, LOCKS / lock_name
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    wanted = {
        "python": sys.version,
        "lock": hashlib.sha256(locked.read_bytes()).hexdigest(),
        "project": hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest(),
    }
    stamp = home / "stamp.json"
    made = json.loads(stamp.read_text()) if python.exists() and stamp.exists() else {}
    if made == wanted:
        return str(python)
    say(f"Setting up {name} (once; a minute at most on a usual connection) …")
    if made.get("python") != sys.version:
        shutil.rmtree(home, ignore_errors=True)
    uv = get_uv()
    if uv is not None:
        install_with_uv(uv, home, python, locked)
    else:
        install_with_pip(home, python, locked)
    stamp.write_text(json.dumps(wanted))
    return str(python)


def install_with_uv(uv: str, home: Path, python: Path, locked: Path) -> None:
    """Make the environment in seconds."""
    env = {**os.environ, **pip_settings(), "UV_PYTHON_DOWNLOADS": "never"}
    ours = ["--no-deps", "--no-build-isolation", "-e", str(ROOT)]
    if not python.exists():
        words = ["venv", "--quiet", "--python", sys.executable, str(home)]
        subprocess.run([uv, *words], check=True, env=env)
    for words in (
        ["pip", "sync", "--quiet", "--require-hashes", "--python", str(python), str(locked)],
        ["pip", "install", "--quiet", "--python", str(python), *ours],
    ):
        subprocess.run([uv, *words], check=True, env=env)


def install_with_pip(home: Path, python: Path, locked: Path) -> None:
    """Make the environment without uv; slower, and needs the venv module."""
    try:
        if not python.exists():
            subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
    except subprocess.CalledProcessError:
        print("Neither uv nor the venv module works here. On Debian: apt-get install python3-venv")
        raise
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "-r", str(locked)], check=True)
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "-e", str(ROOT)], check=True)


def get_uv() -> str | None:
    """Return uv's path, installing a pinned one into `.venv-uv`; None where that fails."""
    name = "uv.exe" if os.name == "nt" else "uv"
    own = UV_HOME / "bin" / name
    if own.exists():
        return str(own)
    if found := shutil.which("uv"):
        return found
    words = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps",
             "--require-hashes", "--target", str(UV_HOME), "-r", str(LOCKS / "uv.txt")]  # fmt: skip
    env = {**os.environ, "PIP_ROOT_USER_ACTION": "ignore"}
    done = subprocess.run([sys.executable, *words], check=False, env=env)
    if done.returncode == 0 and own.exists():
        return str(own)
    say("uv could not be installed; going on with venv and pip.")
    shutil.rmtree(UV_HOME, ignore_errors=True)
    return None


def pip_settings() -> dict[str, str]:
    """Hand pip's own mirror and certificate settings to uv, which does not read them."""
    found = {}
    for key, variable in (("index-url", "UV_DEFAULT_INDEX"), ("cert", "SSL_CERT_FILE")):
        for scope in (":env:", "global", "user", "site"):
            words = [sys.executable, "-m", "pip", "config", "get", f"{scope}.{key}"]
            done = subprocess.run(words, capture_output=True, text=True, check=False)
            if done.returncode == 0 and variable not in os.environ:
                found.setdefault(variable, done.stdout.strip())
    return found


def call(words: list[object]) -> int:
    """Run a program in the project's folder and return its status."""
    return subprocess.run([str(word) for word in words], check=False, cwd=ROOT).returncode


def say(text: str) -> None:
    """Tell the user what takes time."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
