"""Logs: what went wrong is told in full, and no secret with it."""

from __future__ import annotations

import json
import logging
import warnings
from collections.abc import Iterator

import pytest
import structlog

from wirewatch.log import set_up

HIDDEN = "kept-in-a-local-variable"
FORMS = ["console", "json"]
OURS = ("wirewatch", "collect", "read", "send")


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """Give back the logging that the other tests know."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    ours = {name: logging.getLogger(name).level for name in OURS}
    yield
    root.handlers = handlers
    root.setLevel(level)
    for name, before in ours.items():
        logging.getLogger(name).setLevel(before)
    structlog.reset_defaults()


def fail(password: str) -> None:
    """Fail with a secret among the local variables."""
    webhook = {"address": password}
    raise ValueError(f"no answer within {len(webhook)} s")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ["wirewatch", "somebody.else"])
def test_a_traceback_shows_no_local_variable(
    form: str, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The error and its place are there, the values around it are not; ours and a library's."""
    set_up("info", form)  # type: ignore[arg-type]
    own, other = structlog.get_logger(name), logging.getLogger(name)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            fail(HIDDEN.upper())
        except ValueError:
            (own if name == "wirewatch" else other).exception("round failed")
    said = capsys.readouterr().err
    assert "round failed" in said
    assert "no answer within 1 s" in said
    assert "in fail" in said
    assert HIDDEN.upper() not in said


def test_json_is_one_line_with_the_traceback_in_it(capsys: pytest.CaptureFixture[str]) -> None:
    """A program reads one line and finds the whole error in it."""
    set_up("info", "json")
    try:
        fail(HIDDEN)
    except ValueError:
        structlog.get_logger("read").exception("page failed", page=3)
    [line] = capsys.readouterr().err.splitlines()
    said = json.loads(line)
    assert (said["event"], said["page"], said["level"]) == ("page failed", 3, "error")
    assert "ValueError: no answer" in said["exception"]
