"""Compare the entries with each other: names given twice, routes that lead nowhere.

Works on the tables as written, not on the entries that passed their own checks: a
recipient with a wrong time zone exists all the same, and a route to it is not a second
mistake.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from config.book import Book
from config.lines import Place
from config.problems import Wrong, did_you_mean
from news.errors import Problem

# Where the names stand that a route's lists point at.
_TARGETS = {
    "recipients": "alerts.toml",
    "topics": "watch.toml",
    "people": "watch.toml",
    "figures": "watch.toml",
    "sources": "sources.toml",
}


def entries(book: Book, table: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the entries of an array of tables that are tables at all."""
    written = book.table.get(table)
    for index, entry in enumerate(written if isinstance(written, list) else ()):
        if isinstance(entry, dict):
            yield index, entry


def texts(value: object) -> Iterator[tuple[int, str]]:
    """Yield the texts of a list as written."""
    for index, item in enumerate(value if isinstance(value, list) else ()):
        if isinstance(item, str):
            yield index, item.strip()


def names(book: Book, table: str) -> Iterator[tuple[int, str]]:
    """Yield the names of the entries of a table."""
    for index, entry in entries(book, table):
        if isinstance(name := entry.get("name"), str) and name.strip():
            yield index, name.strip()


def check_names(book: Book, table: str) -> Iterator[Problem]:
    """Complain of a name that stands twice in a table, be it in other capitals."""
    first: dict[str, int] = {}
    for index, name in names(book, table):
        earlier = first.setdefault(name.casefold(), index)
        # A name that could not be resolved has its own problem.
        if earlier != index and (table, index, "name") not in book.unresolved:
            says = f"the name {{}} is already that of {book.key((table, earlier)).split(' (')[0]}"
            yield book.problem((table, index, "name"), Wrong(says, name, "Choose another."))


def check_feeds(book: Book) -> Iterator[Problem]:
    """Complain of an address that is polled twice."""
    first: dict[str, Place] = {}
    for index, entry in entries(book, "sources"):
        for key in ("feeds", "sitemaps", "sections"):
            for number, url in texts(entry.get(key)):
                place: Place = ("sources", index, key, number)
                earlier = first.setdefault(url, place)
                if earlier != place and place not in book.unresolved:
                    says = f"{{}} stands already under {book.key(earlier)}"
                    yield book.problem(place, Wrong(says, url, "Poll it once."))


def check_owners(book: Book) -> Iterator[Problem]:
    """Complain of an owner in other capitals: two sources would not be of one family."""
    first: dict[str, tuple[str, int]] = {}
    for index, entry in entries(book, "sources"):
        owner = entry.get("owner")
        if not isinstance(owner, str) or not owner.strip():
            continue
        name, earlier = first.setdefault(owner.strip().casefold(), (owner.strip(), index))
        place: Place = ("sources", index, "owner")
        if name != owner.strip() and place not in book.unresolved:
            says = f"{{}} is written '{name}' in {book.key(('sources', earlier)).split(' (')[0]}"
            yield book.problem(place, Wrong(says, owner, f"Write '{name}' here, too."))


def check_routes(books: Mapping[str, Book]) -> Iterator[Problem]:
    """Complain of routes that name what does not exist."""
    alerts = books["alerts.toml"]
    known = {key: [name for _, name in names(books[file], key)] for key, file in _TARGETS.items()}
    known["people"] += [name for _, name in names(books["watch.toml"], "organisations")]
    for index, entry in entries(alerts, "routes"):
        for key, file in _TARGETS.items():
            # Who cannot read a file does not know what is missing in it.
            if not books[file].readable:
                continue
            for number, name in texts(entry.get(key)):
                place: Place = ("routes", index, key, number)
                if name not in known[key] and place not in alerts.unresolved:
                    yield alerts.problem(place, _unknown(key, name, known[key], file))


def check_figures(book: Book) -> Iterator[Problem]:
    """Complain of tracked figures that wait for a topic which nobody tracks."""
    known = [name for _, name in names(book, "topics")]
    for index, entry in entries(book, "figures"):
        topic = entry.get("topic")
        place: Place = ("figures", index, "topic")
        wanted = topic.strip() if isinstance(topic, str) else ""
        if wanted and wanted not in known and place not in book.unresolved:
            yield book.problem(place, _unknown("topics", wanted, known, book.name))


def _unknown(key: str, name: str, known: list[str], file: str) -> Wrong:
    """Say that a name is unknown, and which is nearest."""
    one = {"people": "person"}.get(key, key.rstrip("s"))
    hint = did_you_mean(name, known, f"Add it to {file}." if len(known) > 20 else "")  # noqa: PLR2004
    return Wrong(f"there is no {one} {{}}", name, hint or f"{file} has no [[{key}]] yet.")


def check_mail_server(settings: Book, alerts: Book) -> Iterator[Problem]:
    """Complain of mail recipients where no mail server is set."""
    mail = settings.table.get("mail", {})
    if not settings.readable or not isinstance(mail, dict) or mail.get("host"):
        return
    for index, entry in entries(alerts, "recipients"):
        if entry.get("channel") == "email":
            says = f"mail needs a server, and {settings.name} names none"
            hint = f"Add the section [mail] to {settings.name}, with host and sender."
            yield alerts.problem(("recipients", index, "channel"), Wrong(says, hint=hint))
