"""Which spiders were written by hand: the modules in the folder crawler/sites.

A mistyped `site = "kosh"` must be an error of the configuration, not a poll that fails at
night.  Only the folder is looked at: a spider's code, and the parser that it needs, belong
to the reading workers, and this package knows nothing of the crawler's.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path


@cache
def site_names() -> frozenset[str]:
    """Return the names that `site` may have."""
    found = find_spec("crawler")
    folders = found.submodule_search_locations if found else None
    modules = [path for folder in folders or () for path in Path(folder, "sites").glob("*.py")]
    return frozenset(path.stem for path in modules if not path.stem.startswith("_"))
