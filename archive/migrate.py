"""Bring an archive's tables up to date, with Alembic.

A module of its own, because Alembic costs the daemon half a second and 8 MB at each
start, and is needed only by an archive that is new or behind.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, event

from news.failpoint import failpoint


def migrations() -> Config:
    """Return Alembic's configuration; it has no file of its own."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def known_versions() -> list[str]:
    """Return every version of the schema, the newest first."""
    return [s.revision for s in ScriptDirectory.from_config(migrations()).walk_revisions()]


def upgrade(connection: Connection) -> None:
    """Apply what is missing, inside the connection's transaction: all of it or nothing."""
    config = migrations()
    config.attributes["connection"] = connection
    event.listen(connection, "before_cursor_execute", _step)
    command.upgrade(config, "head")
    event.remove(connection, "before_cursor_execute", _step)


def _step(*_: object) -> None:
    failpoint("migration-step")
