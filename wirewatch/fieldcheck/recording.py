"""Keep what a check heard as files: a world that can be played again elsewhere.

    index.jsonl      one line each: {"source": …} whom it was asked for,
                     {"answer": …} what an address answered (status, headers, body's name)
    bodies/ab/ab12….gz   each body once, named by its SHA-256, as it was after decompression

Lines are appended as they come, so a check that is broken off leaves a recording of all
that it heard.  Kept are the headers that the crawler reads and none besides: no cookie can
slip in.  Values of keys in addresses are hidden, and wherever they occur in bodies too.

Discarded: WARC (a library more, and no tool of a news desk reads it).
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from crawler.urls import host_of
from crawler.visit import Heard
from news.errors import WirewatchError
from news.source import Feed, FeedKind, Selectors, Source
from news.text import one_line
from wirewatch.fieldcheck.facts import MASK, keys_in, without_keys

INDEX = "index.jsonl"
_KEPT = frozenset(
    "content-type content-language etag last-modified retry-after date age expires cache-control"
    " location link server vary x-robots-tag cf-mitigated".split()
)


@dataclass(frozen=True)
class Recorded:
    """What an address answered: `body` is its hash, "" for none; status 0: `failure` says why."""

    url: str
    at: datetime
    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""
    failure: str = ""


@dataclass(frozen=True)
class Recording:
    """A recording as read: whom it follows, and all answers in order."""

    folder: Path
    sources: tuple[Source, ...]
    answers: tuple[Recorded, ...]
    hosts: tuple[str, ...]

    def body(self, name: str) -> bytes:
        """Return a body by its hash."""
        return gzip.decompress(_place(self.folder, name).read_bytes()) if name else b""


class Recorder:
    """Writes a recording."""

    def __init__(self, folder: Path) -> None:
        if folder.exists() and any(folder.iterdir()):
            raise WirewatchError(f"{folder} is not empty; name a new folder for the recording")
        (folder / "bodies").mkdir(parents=True)
        self._folder = folder
        self._index = (folder / INDEX).open("w", encoding="utf-8")
        self._keys: set[bytes] = set()

    def close(self) -> None:
        """End it."""
        self._index.close()

    def follow(self, source: Source) -> None:
        """Note whom the following answers were asked for."""
        self._keys |= {key.encode() for feed in source.feeds for key in keys_in(feed.url)}
        facts = asdict(source)
        facts["url"] = without_keys(source.url)
        facts["feeds"] = [(feed.kind, without_keys(feed.url)) for feed in source.feeds]
        self._write("source", facts)

    def linked(self, urls: Iterator[str]) -> None:
        """Note which hosts a list leads to: a replay serves them too, if only to say 404."""
        self._write("hosts", sorted({host for url in urls if (host := host_of(url))}))

    def keep(self, heard: Heard) -> None:
        """Keep an answer, each of its redirects as an answer of its own."""
        places = [*(url for url, _ in heard.hops), heard.url]
        for (url, status), target in zip(heard.hops, places[1:], strict=True):
            self._answer(Recorded(url, heard.at, status, (("Location", without_keys(target)),)))
        if heard.withheld:
            return
        headers = tuple(
            (name, self._hidden(value.encode("latin-1", "replace")).decode("latin-1"))
            for name, value in heard.headers
            if name.lower() in _KEPT
        )
        body = self._body(heard.body)
        self._answer(Recorded(heard.url, heard.at, heard.status, headers, body, heard.failure))

    def _answer(self, answer: Recorded) -> None:
        facts = asdict(answer) | {"url": without_keys(answer.url), "at": answer.at.isoformat()}
        self._write("answer", facts)

    def _write(self, kind: str, facts: Any) -> None:
        self._index.write(json.dumps({kind: facts}) + "\n")
        self._index.flush()

    def _body(self, body: bytes) -> str:
        """Write a body where its hash says; return the hash."""
        if not body:
            return ""
        body = self._hidden(body)
        name = hashlib.sha256(body).hexdigest()
        place = _place(self._folder, name)
        if not place.exists():
            place.parent.mkdir(exist_ok=True)
            place.write_bytes(gzip.compress(body, mtime=0))
        return name

    def _hidden(self, text: bytes) -> bytes:
        for key in self._keys:
            text = text.replace(key, MASK.encode())
        return text


def read_recording(folder: Path) -> Recording:
    """Read a recording; WirewatchError where there is none."""
    index = folder / INDEX
    if not index.is_file():
        raise WirewatchError(
            f"{folder} holds no recording; `wirewatch sources check --record DIR` makes one"
        )
    sources: list[Source] = []
    answers: list[Recorded] = []
    hosts: set[str] = set()
    for line in index.read_text(encoding="utf-8").split("\n")[:-1]:  # a last one cut short goes
        try:
            match json.loads(line):
                case {"source": facts}:
                    sources.append(_source(facts))
                case {"answer": facts}:
                    answers.append(_recorded(facts))
                case {"hosts": names}:
                    hosts |= set(names)
        except (ValueError, KeyError, TypeError):
            raise WirewatchError(f"{index} is damaged near {one_line(line, 80)}") from None
    if not answers:
        raise WirewatchError(f"the recording in {folder} holds no answer")
    hosts |= {host_of(answer.url) for answer in answers}
    return Recording(folder, tuple(sources), tuple(answers), tuple(sorted(hosts - {""})))


def _source(facts: dict[str, Any]) -> Source:
    feeds = tuple(Feed(url, FeedKind(kind)) for kind, url in facts["feeds"])
    selectors = Selectors(**facts.get("selectors", {}))
    tags = tuple(facts.get("tags", ()))
    return Source(**{**facts, "feeds": feeds, "tags": tags, "selectors": selectors})


def _recorded(facts: dict[str, Any]) -> Recorded:
    headers = tuple((name, value) for name, value in facts["headers"])
    at = datetime.fromisoformat(facts["at"])
    return Recorded(**{**facts, "headers": headers, "at": at})


def _place(folder: Path, name: str) -> Path:
    """Return where a body lies; what is no hash lies nowhere."""
    if len(name) != 64 or not set(name) <= set("0123456789abcdef"):  # noqa: PLR2004  SHA-256
        raise WirewatchError(f"the recording names a body that cannot be: {name[:70]!r}")
    return folder / "bodies" / name[:2] / f"{name}.gz"
