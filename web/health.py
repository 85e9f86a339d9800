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
