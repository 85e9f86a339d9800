"""Extraction alone: no network, no archive, pages read from a folder.

    python -m benchmarks.peers.extractors trafilatura|wirewatch|news-please FOLDER WORKERS [SAMPLE]

`trafilatura` is its own whole job, text and metadata as JSON; `wirewatch` is our
`extract`; `news-please` is `NewsPlease.from_html`.  Each worker has read one page before
the clock starts, so that imports do not count.
"""

from __future__ import annotations

import gc
import json
import logging
import sys
import time
import warnings
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

NOW = datetime.now(UTC)


def with_trafilatura(url: str, body: bytes) -> bool:
    """Extract as the libraries' users do."""
    import trafilatura  # noqa: PLC0415

    return bool(trafilatura.extract(body, url=url, with_metadata=True, output_format="json"))


def with_wirewatch(url: str, body: bytes) -> bool:
    """Extract as our workers do."""
    from crawler.extract import extract  # noqa: PLC0415
    from news.article import Page  # noqa: PLC0415
    from news.errors import ExtractError  # noqa: PLC0415

    try:
        return bool(extract(Page(url, body, NOW)).text)
    except ExtractError:
        return False


def with_news_please(url: str, body: bytes) -> bool:
    """Extract as the nearest tool of our field does."""
    from newsplease import NewsPlease  # noqa: PLC0415

    # It refuses to guess at the bytes of a page that it has not fetched itself.
    html = body.decode("utf-8", "replace")
    found = NewsPlease.from_html(html, url=url, fetch_images=False)  # else it goes online
    return bool(found.maintext)


EXTRACTORS = {
    "trafilatura": with_trafilatura,
    "wirewatch": with_wirewatch,
    "news-please": with_news_please,
}


def job(task: tuple[str, str, str]) -> bool:
    """Read one page from the disk and extract it."""
    name, url, path = task
    try:
        return EXTRACTORS[name](url, Path(path).read_bytes())
    except Exception:  # noqa: BLE001  a peer that fails on a page goes on to the next
        return False


def settle(task: tuple[str, str, str]) -> bool:
    """Read one page and wait, so that the other worker reads one too."""
    done = job(task)
    time.sleep(0.5)
    return done


def main() -> None:
    """Extract all pages and say when it began and ended."""
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    name, folder, workers = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    pages = json.loads((folder / "pages.json").read_text(encoding="utf-8"))
    sample = int(sys.argv[4]) if len(sys.argv) > 4 else len(pages)
    step = max(1, len(pages) // sample)
    tasks = [(name, url, str(folder / file)) for url, file in pages[::step]]
    if name == "wirewatch":
        gc.disable()  # as in our workers
    with get_context("fork").Pool(workers) as pool:
        pool.map(settle, tasks[:workers], chunksize=1)
        began = time.monotonic()
        done = pool.map(job, tasks, chunksize=1)
        ended = time.monotonic()
        print(json.dumps({"pages": sum(done), "began": began, "ended": ended}), flush=True)
        # The one who measures looks at us once more before we are gone.
        sys.stdin.read()


if __name__ == "__main__":
    main()
