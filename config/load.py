"""Find the configuration and read it: all of it, or every problem at once.

A desk that edits four files by hand should not learn of its mistakes one start at a
time.  So each file is read though another is broken, each entry is checked though the
one before it is wrong, and only then are the files compared with each other (a route
that leads to an unknown recipient).  What cannot be known, because the other file is
unreadable, is not complained of.

    sources.toml:12: sources[3].timezone (The Hill Courier): there is no time zone 'PKT'
        Abbreviations have several meanings. Did you mean 'Asia/Karachi'?
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

from pydantic import TypeAdapter, ValidationError

from config.book import FILES, Book, open_book
from config.meant import Meant
from config.problems import Wrong, did_you_mean, kind
from config.refer import (
    check_feeds,
    check_figures,
    check_mail_server,
    check_names,
    check_owners,
    check_routes,
)
from config.settings import Config, Settings
from config.tables import (
    FigureTable,
    OrganisationTable,
    PersonTable,
    RecipientTable,
    RouteTable,
    RuleTable,
    SourceTable,
    TopicTable,
)
from news.errors import ConfigError, Problem
from news.watch import Watchlist

DEFAULT = Path("watch")

# The arrays of tables of each file.
TABLES: dict[str, dict[str, type]] = {
    "sources.toml": {"sources": SourceTable},
    "watch.toml": {
        "topics": TopicTable,
        "rules": RuleTable,
        "people": PersonTable,
        "organisations": OrganisationTable,
        "figures": FigureTable,
    },
    "alerts.toml": {"recipients": RecipientTable, "routes": RouteTable},
}

_T = TypeVar("_T")


def find(explicit: Path | None, environ: Mapping[str, str]) -> Path:
    """Return the configuration's folder: as told, else $WIREWATCH_CONFIG, else ./watch."""
    if explicit is not None:
        return explicit
    return Path(environ.get("WIREWATCH_CONFIG") or DEFAULT)


def load(
    directory: Path, environ: Mapping[str, str], proposed: Mapping[str, str] | None = None
) -> Config:
    """Read all four files; ConfigError lists every problem in them.

    `proposed` are texts in place of files, by name: what would be if they were written.
    """
    directory = _present(directory)
    report: list[Problem] = []
    texts = proposed or {}
    books = {name: open_book(directory / name, environ, report, texts.get(name)) for name in FILES}
    settings = _settings(books["wirewatch.toml"], report)
    for name, tables in TABLES.items():
        report.extend(_strangers(books[name], tables))
    sources = _entries(books["sources.toml"], "sources", SourceTable, report)
    watchlist = _watchlist(books["watch.toml"], report)
    recipients = _entries(books["alerts.toml"], "recipients", RecipientTable, report)
    routes = _entries(books["alerts.toml"], "routes", RouteTable, report)
    report.extend(_compare(books))
    if report:
        raise ConfigError(sorted(report, key=_in_order))
    return Config(
        settings=_rooted(settings, directory),
        sources=tuple(table.source(settings.crawl) for table in sources),
        watchlist=watchlist,
        recipients=tuple(table.recipient(settings.alerts) for table in recipients),
        routes=tuple(table.route() for table in routes),
        directory=directory,
    )


def load_watchlist(file: Path, environ: Mapping[str, str]) -> Watchlist:
    """Read one file of topics, people and figures, such as watch.toml, by itself."""
    report: list[Problem] = []
    book, tables = open_book(file, environ, report), TABLES["watch.toml"]
    report.extend(_strangers(book, tables))
    watchlist = _watchlist(book, report)
    for table in tables:
        report.extend(check_names(book, table))
    report.extend(check_figures(book))
    if report:
        raise ConfigError(sorted(report, key=lambda problem: problem.line or 0))
    return watchlist


def load_settings(directory: Path, environ: Mapping[str, str]) -> Settings:
    """Read wirewatch.toml alone, for who must find the archive though another file is broken."""
    directory = _present(directory)
    report: list[Problem] = []
    settings = _settings(open_book(directory / "wirewatch.toml", environ, report), report)
    if report:
        raise ConfigError(report)
    return _rooted(settings, directory)


def _present(directory: Path) -> Path:
    """Return the folder as an absolute path, or say how to make it."""
    folder = Path(directory).expanduser().absolute()
    if folder.is_dir():
        return folder
    says = (
        "this is a file, but should be a folder" if folder.exists() else "there is no such folder"
    )
    hint = "`wirewatch init` makes one with an example; --config names another."
    raise ConfigError([Problem(str(directory), "", says, hint)])


def _settings(book: Book, report: list[Problem]) -> Settings:
    """Read the settings; the defaults stand in where they are wrong."""
    try:
        return TypeAdapter(Settings).validate_python(book.table)
    except ValidationError as error:
        report.extend(book.problems((), error, _setting_keys()))
        return Settings()


def _setting_keys() -> dict[tuple[str | int, ...], list[str]]:
    """Return the keys that exist at the top and in each section."""
    keys: dict[tuple[str | int, ...], list[str]] = {(): keys_of(Settings)}
    hints = get_type_hints(Settings)
    return keys | {(section,): keys_of(hints[section]) for section in keys[()]}


def keys_of(table: type[Any]) -> list[str]:
    """Return the keys of a section or entry."""
    return [field.name.rstrip("_") for field in fields(table)]


def _entries(book: Book, name: str, table: type[_T], report: list[Problem]) -> list[_T]:
    """Read each entry of an array of tables by itself."""
    written, found = book.table.get(name, []), list[_T]()
    if not isinstance(written, list):
        hint = f"Write each entry under a line [[{name}]]."
        report.append(book.problem((name,), Wrong(f"this is {kind(written)}", hint=hint)))
        return found
    adapter = TypeAdapter(table)
    for index, entry in enumerate(written):
        try:
            found.append(adapter.validate_python(entry))
        except ValidationError as error:
            report.extend(book.problems((name, index), error, _entry_keys(table)))
    return found


def _entry_keys(table: type[Any]) -> dict[tuple[str | int, ...], list[str]]:
    """Return the keys that exist in an entry and in each table inside it."""
    keys: dict[tuple[str | int, ...], list[str]] = {(): keys_of(table)}
    for key, shape in get_type_hints(table).items():
        if isinstance(shape, type) and is_dataclass(shape):
            keys[key,] = keys_of(shape)
    return keys


def _watchlist(book: Book, report: list[Problem]) -> Watchlist:
    """Read what is tracked, each rule with those that it names."""
    topics = _entries(book, "topics", TopicTable, report)
    rules = _entries(book, "rules", RuleTable, report)
    people = _entries(book, "people", PersonTable, report)
    organisations = _entries(book, "organisations", OrganisationTable, report)
    tracked = (*(one.person() for one in people), *(one.person() for one in organisations))
    meant = Meant(book, [table.topic() for table in topics], rules, tracked)
    report.extend(meant.problems)
    gauges = tuple(one.gauge() for one in _entries(book, "figures", FigureTable, report))
    return Watchlist(meant.topics, tracked, meant.pieces, gauges)


def _strangers(book: Book, tables: Iterable[str]) -> Iterator[Problem]:
    """Complain of what does not belong into this file."""
    for key in book.table:
        if key not in tables:
            hint = did_you_mean(key, [f"[[{table}]]" for table in tables])
            yield book.problem((key,), Wrong("this file has no such table", hint=hint))


def _compare(books: Mapping[str, Book]) -> Iterator[Problem]:
    """Check what no entry can know by itself."""
    for name, tables in TABLES.items():
        for table in tables:
            yield from check_names(books[name], table)
    yield from check_feeds(books["sources.toml"])
    yield from check_figures(books["watch.toml"])
    yield from check_owners(books["sources.toml"])
    yield from check_routes(books)
    yield from check_mail_server(books["wirewatch.toml"], books["alerts.toml"])


def _rooted(settings: Settings, directory: Path) -> Settings:
    """Count a relative data folder from the configuration's folder."""
    data = directory / settings.archive.data
    return replace(settings, archive=replace(settings.archive, data=data))


def _in_order(problem: Problem) -> tuple[int, int]:
    """Sort problems as one reads the files."""
    return FILES.index(problem.file), problem.line or 0
