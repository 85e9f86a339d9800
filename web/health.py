"""Say whether the program is well: what /healthz and /readyz answer with."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Health:
    """`ok`: the process lives and its loops tick; `ready`: it can serve.

    `checks` are pairs of what was looked at and how it is ("read", "ticked 2 s ago").
    """

    ok: bool
    ready: bool
    checks: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class RoleRun:
    """How often a loop has worked since the process began."""

    name: str
    rounds: int
    failures: int


@dataclass(frozen=True)
class Running:
    """What this process is doing."""

    roles: tuple[RoleRun, ...] = ()
    waves: int = 0
