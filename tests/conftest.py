"""What tests of several packages share."""

from __future__ import annotations

import pytest

from tests import chromium


@pytest.fixture
def browser() -> chromium.Chromium:
    """Return a Chromium; without one the test is skipped and says how to get it."""
    found = chromium.find()
    if found is None:
        pytest.skip(chromium.HOW_TO_GET_ONE)
    return found
