"""Rules of the house that no linter checks."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OURS = ("news", "config", "crawler", "monitor", "alerts", "archive", "web", "wirewatch")
LOCKS = ROOT / "requirements"

# What a build, a test run or the program itself leaves behind.
LEFT_BEHIND = {"__pycache__", "watch", "dist", "build", "node_modules"}

# Written in two parts, so that this file does not name them.
REGISTRIES = ("pypi" + ".org", "python" + "hosted.org", "npmjs" + ".org", "npmjs" + ".com")


def project_files() -> Iterator[Path]:
    """Yield the project's files, without hidden folders and what tools leave behind."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [
            name
            for name in folders
            if name not in LEFT_BEHIND
            and not name.endswith(".egg-info")
            and (not name.startswith(".") or name in {".ci", ".github"})
        ]
        yield from (Path(folder) / name for name in names)


MODULES = sorted(
    str(path.relative_to(ROOT))
    for package in OURS
    for path in (ROOT / package).rglob("*.py")
    if "__pycache__" not in path.parts
)


@pytest.mark.parametrize("module", MODULES)
def test_every_module_says_what_it_does(module: str) -> None:
    tree = ast.parse((ROOT / module).read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), f"{module} has no docstring"


@pytest.mark.parametrize("module", MODULES)
def test_no_group_is_repeated_possessively(module: str) -> None:
    """Python 3.11.2 takes the stop of "63." for `([.][0-9])?+`, not for `(?>([.][0-9])?)`."""
    source = (ROOT / module).read_text(encoding="utf-8")
    assert not re.findall(r"[^(]\)(?:[*+?]|\{\d*,?\d*\})\+", source)


def test_all_packages_are_here() -> None:
    """The table above covers each of our packages."""
    assert {Path(module).parts[0] for module in MODULES} == set(OURS)


def test_no_file_names_a_package_registry() -> None:
    """Where packages come from is the business of whoever installs them."""
    found = [
        f"{path.relative_to(ROOT)}: {host}"
        for path in project_files()
        for host in REGISTRIES
        if host.encode() in path.read_bytes()
    ]
    assert found == []


@pytest.mark.parametrize("lock", sorted(path.name for path in LOCKS.iterdir()))
def test_locks_name_no_address(lock: str) -> None:
    text = (LOCKS / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert "index-url" not in text


@pytest.mark.parametrize("lock", sorted(path.name for path in LOCKS.glob("*.txt")))
def test_every_pin_has_a_hash(lock: str) -> None:
    pins = re.split(r"\n(?=\S)", (LOCKS / lock).read_text(encoding="utf-8").strip())
    assert pins
    assert [pin for pin in pins if "==" not in pin or "--hash=sha256:" not in pin] == []


def test_every_dependency_says_why() -> None:
    """A direct dependency stands on a line of its own, with the reason beside it."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = text.partition("\ndependencies = [\n")[2].partition("\n]")[0]
    lines = [line.strip() for line in block.splitlines() if line.strip().startswith('"')]
    assert len(lines) > 10
    assert [line for line in lines if not re.fullmatch(r'"[^"]+",\s+# \S.+', line)] == []


def pinned() -> list[str]:
    """Return the distributions that a user's environment may hold."""
    text = (LOCKS / "wirewatch.txt").read_text(encoding="utf-8")
    return re.findall(r"^([A-Za-z0-9._-]+)==", text, re.MULTILINE)


def top_level(name: str) -> set[str] | None:
    """Return the modules that an installed distribution puts at the top, None without it."""
    try:
        files = distribution(name).files or []
    except PackageNotFoundError:
        return None
    return {path.parts[0].split(".")[0] for path in files if path.suffix in {".py", ".so", ".pyd"}}


def test_no_dependency_takes_our_names() -> None:
    """Our packages have plain names; a distribution with a module `config` would hide ours."""
    modules = {name: top_level(name) for name in pinned()}
    # Some pins are for other systems only; most are here, else this test looks at nothing.
    assert sum(found is not None for found in modules.values()) > len(modules) * 0.8
    clashes = {name: found & set(OURS) for name, found in modules.items() if found}
    assert {name: found for name, found in clashes.items() if found} == {}
