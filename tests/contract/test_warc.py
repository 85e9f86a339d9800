"""Raw pages as WARC: what stands in the file, and that others can read it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import insert, update
from warcio.archiveiterator import ArchiveIterator
from warcio.recordloader import ArcWarcRecord

from archive.bodies import Bodies
from archive.database import ArchiveError
from archive.schema import pages
from archive.warc import Exported, Wanted, automatic_name, export
from news.moment import micros
from tests.contract.desk import HOUR, NOW, Desk, entry, source

REEDS = "Reed Valley Times"
FERRY = b"<!doctype html><p>The ferry sank."


@pytest.fixture
def bodies(tmp_path: Path) -> Iterator[Bodies]:
    opened = Bodies(tmp_path / "pages.db")
    yield opened
    opened.close()


def report(desk: Desk, bodies: Bodies, path: str, body: bytes, at: datetime = NOW) -> int:
    """Let an article come in with these bytes; return its number."""
    placed = desk.report(path, f"It happened at {path}.")
    digest = bodies.put(body, micros(at))
    told = {"sha256": digest, "size": len(body), "fetched_at": micros(at), "charset": "utf-8"}
    with desk.database.write() as connection:
        connection.execute(
            update(pages).where(pages.c.article_id == placed.article_id).values(**told)
        )
    return placed.article_id


def written(desk: Desk, bodies: Bodies, file: Path, wanted: Wanted | None = None) -> Exported:
    return export(desk.database, bodies, wanted or Wanted(), file, now=NOW)


def records(file: Path) -> list[tuple[ArcWarcRecord, bytes]]:
    """Read a file as any archive would, with all digests compared."""
    with file.open("rb") as stream:
        return [
            (record, record.content_stream().read())
            for record in ArchiveIterator(stream, check_digests="raise")
        ]


def addresses(file: Path) -> list[str]:
    """Return the addresses of the pages in a file."""
    return [
        record.rec_headers.get_header("WARC-Target-URI").rpartition(".example")[2]
        for record, _ in records(file)
        if record.rec_type == "resource"
    ]


def test_a_page_is_a_record_with_its_bytes(desk: Desk, bodies: Bodies, tmp_path: Path) -> None:
    """Address, time, hash and bytes are those of the page; beside it stands whose it is."""
    desk.settle()
    number = report(desk, bodies, "/ferry", FERRY)
    made = written(desk, bodies, tmp_path / "a.warc.gz")
    (info, told), (page, body), (about, fields) = records(made.file)
    assert (info.rec_type, b"software: wirewatch " in told) == ("warcinfo", True)
    assert (page.rec_type, body) == ("resource", FERRY)
    heads = page.rec_headers
    assert heads.get_header("WARC-Target-URI") == "https://alderbaypost.example/ferry"
    assert heads.get_header("WARC-Date") == "2026-02-04T12:00:00.000000Z"
    assert heads.get_header("WARC-Payload-Digest") == f"sha256:{sha256(FERRY).hexdigest()}"
    assert heads.get_header("Content-Type") == "text/html; charset=utf-8"
    assert about.rec_headers.get_header("WARC-Refers-To") == heads.get_header("WARC-Record-ID")
    shown = desk.browse.article(number)
    assert shown is not None
    lines = fields.decode().split("\r\n")
    assert lines[:3] == ["source: Alder Bay Post", f"article: {number}", "title: Ferry late"]
    assert lines[3].startswith("text-2: sha256:")
    assert made == Exported(
        made.file,
        made.file.stat().st_size,
        sha256(made.file.read_bytes()).hexdigest(),
        pages=1,
        articles=1,
        missing=0,
    )


def test_others_find_it_sound(desk: Desk, bodies: Bodies, tmp_path: Path) -> None:
    """`warcio check` compares every digest and finds nothing, compressed or not."""
    desk.settle()
    report(desk, bodies, "/ferry", FERRY)
    files = [written(desk, bodies, tmp_path / name).file for name in ("a.warc.gz", "a.warc")]
    check = [sys.executable, "-m", "warcio.cli", "check", "-v", *map(str, files)]
    done = subprocess.run(check, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.count("digest pass") == 6
    assert files[1].read_bytes().startswith(b"WARC/1.1\r\n")


@pytest.mark.parametrize(
    ("body", "charset", "says"),
    [
        (b"\xef\xbb\xbf\r\n <html>", "", "text/html"),
        ("\ufeff<p>سیلاب".encode("utf-16-le"), "utf-16", "text/html; charset=utf-16"),
        (b"<p>", "no set\r\nX: y", "text/html"),
        (b"%PDF-1.7", "utf-8", "application/octet-stream"),
        (b"HTTP/1.1 500 No\r\n\r\n<p>", "", "application/octet-stream"),
        (b"", "", "application/octet-stream"),
    ],
)
def test_what_bytes_are_called(
    desk: Desk, bodies: Bodies, tmp_path: Path, *, body: bytes, charset: str, says: str
) -> None:
    desk.settle()
    report(desk, bodies, "/ferry", body)
    with desk.database.write() as connection:
        connection.execute(update(pages).values(charset=charset))
    _, (page, kept), _ = records(written(desk, bodies, tmp_path / "a.warc").file)
    assert (page.rec_headers.get_header("Content-Type"), kept) == (says, body)


def test_no_text_of_an_outlet_begins_a_line(desk: Desk, bodies: Bodies, tmp_path: Path) -> None:
    """Line ends in an address or a headline do not become headers of a record."""
    desk.settle()
    report(desk, bodies, "/ferry", FERRY)
    with desk.database.write() as connection:
        connection.execute(update(pages).values(url="https://alderbaypost.example/ے\r\nX: y"))
    _, (page, body), _ = records(written(desk, bodies, tmp_path / "a.warc").file)
    assert page.rec_headers.get_header("X") is None
    address = page.rec_headers.get_header("WARC-Target-URI")
    assert address == "https://alderbaypost.example/%DB%92%0D%0AX:%20y"
    assert body == FERRY


@pytest.mark.parametrize(
    ("wanted", "paths"),
    [
        (Wanted(), ["/ferry", "/tide", "/fog"]),
        (Wanted(source=REEDS), []),
        (Wanted(source="Alder Bay Post"), ["/ferry", "/tide", "/fog"]),
        (Wanted(article=2), ["/tide"]),
        (Wanted(since=NOW + HOUR), ["/tide", "/fog"]),
        (Wanted(before=NOW + HOUR), ["/ferry"]),
        (Wanted(since=NOW + HOUR, before=NOW + 2 * HOUR), ["/tide"]),
        (Wanted(source=REEDS, article=1), []),
    ],
)
def test_which_pages(
    desk: Desk, bodies: Bodies, tmp_path: Path, wanted: Wanted, paths: list[str]
) -> None:
    desk.settle(source(), source(REEDS))
    for hours, path in enumerate(("/ferry", "/tide", "/fog")):
        report(desk, bodies, path, path.encode(), NOW + hours * HOUR)
    file = tmp_path / "a.warc.gz"
    if not paths:
        with pytest.raises(ArchiveError, match="nothing is written"):
            written(desk, bodies, file, wanted)
        assert list(tmp_path.glob("a.*")) == []
        return
    assert addresses(written(desk, bodies, file, wanted).file) == paths


def test_every_page_of_many(desk: Desk, bodies: Bodies, tmp_path: Path) -> None:
    """Read some at a time, none is left out or comes twice, in order of arrival."""
    desk.settle()
    number = report(desk, bodies, "/ferry", FERRY)
    rows = [
        {"article_id": number, "url": f"https://alderbaypost.example/{n}", "size": 1,
         "sha256": bodies.put(b"%d" % n, 1),
         "fetched_at": micros(NOW)}
        for n in range(120)
    ]  # fmt: skip
    with desk.database.write() as connection:
        connection.execute(insert(pages), rows)
    told = list[tuple[int, int]]()
    made = export(
        desk.database,
        bodies,
        Wanted(),
        tmp_path / "a.warc.gz",
        now=NOW,
        progress=lambda _, done, total: told.append((done, total)),
    )
    assert addresses(made.file) == ["/ferry", *(f"/{n}" for n in range(120))]
    assert (made.pages, made.articles, told[-1]) == (121, 1, (121, 121))


def test_bytes_that_came_again_are_written_once(desk: Desk, bodies: Bodies, tmp_path: Path) -> None:
    """The later record says when they came, and which record has them."""
    desk.settle()
    number = report(desk, bodies, "/ferry", FERRY)
    again = {"article_id": number, "url": "https://alderbaypost.example/ferry?2", "size": 1,
             "part": 2, "sha256": sha256(FERRY).hexdigest(),
             "fetched_at": micros(NOW + HOUR)}  # fmt: skip
    with desk.database.write() as connection:
        connection.execute(insert(pages), again)
    made = written(desk, bodies, tmp_path / "a.warc.gz")
    _, (first, _), _, (later, body), (about, fields) = records(made.file)
    assert b"part: 2\r\n" in fields
    assert (later.rec_type, body, made.pages) == ("revisit", b"", 2)
    heads, original = later.rec_headers, first.rec_headers
    assert heads.get_header("WARC-Refers-To") == original.get_header("WARC-Record-ID")
    assert heads.get_header("WARC-Refers-To-Date") == original.get_header("WARC-Date")
    assert heads.get_header("WARC-Date") == "2026-02-04T13:00:00.000000Z"
    assert about.rec_headers.get_header("WARC-Refers-To") == heads.get_header("WARC-Record-ID")


def test_an_article_that_became_another_is_written_with_it(
    desk: Desk, bodies: Bodies, tmp_path: Path
) -> None:
    """The number that an old alert named gives the pages of the article it is part of."""
    desk.settle()
    first = report(desk, bodies, "/ferry", FERRY)
    (fetch,) = desk.poll(entry("/ferry-sinks", "Ferry sinks"))
    desk.store(fetch)
    desk.read("It happened at /ferry.", url="https://alderbaypost.example/ferry")
    digest = bodies.put(b"<p>again", micros(NOW))
    with desk.database.write() as connection:
        connection.execute(update(pages).where(pages.c.id == 2).values(sha256=digest))
    made = written(desk, bodies, tmp_path / "a.warc", Wanted(article=fetch.article_id))
    assert addresses(made.file) == ["/ferry", "/ferry-sinks"]
    assert first != fetch.article_id


def test_bytes_that_are_gone_are_counted(desk: Desk, bodies: Bodies, tmp_path: Path) -> None:
    """What was let go or is damaged is no evidence: it is left out, and said."""
    desk.settle()
    report(desk, bodies, "/ferry", FERRY)
    report(desk, bodies, "/tide", b"<p>The tide")
    bodies.drop([sha256(FERRY).hexdigest()])
    made = written(desk, bodies, tmp_path / "a.warc.gz")
    assert (addresses(made.file), made.missing, made.pages) == (["/tide"], 1, 1)
    bodies.drop([sha256(b"<p>The tide").hexdigest()])
    with pytest.raises(ArchiveError, match="were let go"):
        written(desk, bodies, tmp_path / "b.warc.gz")
    assert list(tmp_path.glob("b.*")) == []


@pytest.mark.parametrize(
    ("wanted", "name", "says"),
    [
        (Wanted(), "a.zip", "must end in .warc.gz or .warc"),
        (Wanted(source="Nobody"), "a.warc", "no source named 'Nobody'. There are: Alder Bay Post"),
        (Wanted(article=99), "a.warc", "no article 99"),
        (Wanted(), "no/such/folder/a.warc", "No such file or directory"),
    ],
)
def test_what_cannot_be_written(
    desk: Desk, bodies: Bodies, tmp_path: Path, *, wanted: Wanted, name: str, says: str
) -> None:
    desk.settle()
    report(desk, bodies, "/ferry", FERRY)
    with pytest.raises(ArchiveError, match=says):
        written(desk, bodies, tmp_path / name, wanted)


def test_the_same_pages_give_the_same_file(desk: Desk, bodies: Bodies, tmp_path: Path) -> None:
    """Two exports can be compared: nothing in them is drawn by lot."""
    desk.settle()
    report(desk, bodies, "/ferry", FERRY)
    name = automatic_name(NOW)
    assert str(name) == "wirewatch-20260204T120000Z.warc.gz"
    file = tmp_path / name
    hashes = {written(desk, bodies, file).sha256 for _ in range(2)}
    assert len(hashes) == 1
