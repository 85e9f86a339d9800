"""The tree of errors that cross a border between packages.

    WirewatchError
    ├── ConfigError       the configuration is wrong; carries every problem at once
    ├── RuleError         a rule or search cannot be read; says where and what to write
    ├── ExtractError      a page could not be read; trying again may help or not
    ├── LockedError       another process plays this role on this archive
    └── ChannelError      a message was not accepted; says whether to try again

Each says in its text what is wrong and what to do about it.
"""

from __future__ import annotations

from dataclasses import dataclass

from news.text import one_line

_WINDOW = 80  # characters of a rule that an error shows
_LONGEST = 600  # of what it says: a word of the rule that it quotes may have 100,000


class WirewatchError(Exception):
    """Anything that we expect to go wrong, with a text for people."""


@dataclass(frozen=True)
class Problem:
    """One thing wrong in the configuration, and the way out."""

    file: str
    key: str
    message: str
    hint: str = ""
    line: int | None = None

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        text = f"{where}: {self.key}: {self.message}" if self.key else f"{where}: {self.message}"
        return f"{text}\n    {self.hint}" if self.hint else text


class ConfigError(WirewatchError):
    """The configuration has problems; `problems` lists all of them."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class RuleError(WirewatchError):
    """A rule cannot be read; `position` is an offset into the rule as written."""

    def __init__(self, rule: str, position: int, message: str, hint: str = "") -> None:
        self.rule, self.position = rule, position
        self.message, self.hint = one_line(message, _LONGEST), one_line(hint, _LONGEST)
        super().__init__(self.explain())

    def explain(self) -> str:
        """Show line and column, the line itself, a caret, and what to write."""
        before = self.rule[: self.position]
        line = before.count("\n") + 1
        column = self.position - (before.rfind("\n") + 1) + 1
        # A window of the line, with no character that could move the caret or the terminal.
        start = max(column - 1 - _WINDOW // 2, 0)
        window = self.rule.split("\n")[line - 1][start : start + _WINDOW]
        shown = "".join(c if c.isprintable() else " " for c in window)
        caret = " " * (column - 1 - start) + "^"
        text = f"line {line}, column {column}: {self.message}\n  {shown}\n  {caret}"
        return f"{text}\n  {self.hint}" if self.hint else text


class ExtractError(WirewatchError):
    """A page could not be read: it took too long, too much memory, or broke the reader."""


class LockedError(WirewatchError):
    """Another process already plays this role on this archive."""

    def __init__(self, role: str, pid: int | None, machine: str = "") -> None:
        self.role, self.pid = role, pid
        who = f"process {pid}" if pid else "another process"
        who += f" on {machine}" if machine else ""
        super().__init__(f"{who} already runs '{role}' on this archive; stop it first")


class ChannelError(WirewatchError):
    """A channel did not accept a message.

    `permanent` says that trying again cannot help; `retry_after` is the pause in
    seconds that the other side asked for.
    """

    def __init__(
        self, message: str, *, permanent: bool = False, retry_after: float | None = None
    ) -> None:
        super().__init__(message)
        self.permanent, self.retry_after = permanent, retry_after
