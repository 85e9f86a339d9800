"""What the archive promises about passwords, links and sessions; the fake promises the same."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from archive.access import Access
from archive.database import Database
from archive.schema import metadata
from tests.contract.desk import HOUR, MINUTE, NOW
from tests.fakes import FakeAccess

LATER = NOW + HOUR
SECOND = timedelta(seconds=1)


@pytest.fixture(params=["archive", "fake"])
def access(request: pytest.FixtureRequest, database: Database) -> Access | FakeAccess:
    return Access(database) if request.param == "archive" else FakeAccess()


def begun(access: Access | FakeAccess, *keys: str) -> None:
    access.set_password("hash")
    for key in keys:
        assert access.begin(key, "Vesk 1.0", NOW, LATER, "hash")


def test_at_first_nobody_has_set_a_password(access: Access) -> None:
    assert access.password() == ""
    assert access.sessions(NOW) == []


def test_a_new_password_ends_what_the_old_one_began(access: Access) -> None:
    """Every session, and the set-up link that may have been stolen."""
    begun(access, "k")
    link = access.offer(NOW)
    access.set_password("newer")
    assert access.password() == "newer"
    assert access.session("k", NOW) is None
    assert not access.offered(link, NOW)


def test_a_newer_hash_of_the_same_password_ends_nothing(access: Access) -> None:
    begun(access, "k")
    access.rehash("hash", "slower hash")
    assert access.password() == "slower hash"
    assert access.session("k", NOW) is not None
    access.rehash("hash", "of an old password")
    assert access.password() == "slower hash"


@pytest.mark.parametrize(
    ("after", "good"), [(0 * SECOND, True), (HOUR - SECOND, True), (HOUR, False)]
)
def test_a_link_is_good_for_an_hour(access: Access, after: timedelta, good: bool) -> None:
    link = access.offer(NOW)
    assert access.offered(link, NOW + after) is good
    assert access.accept(link, "by link", NOW + after) is good
    assert access.password() == ("by link" if good else "")


def test_a_link_is_good_once(access: Access) -> None:
    link = access.offer(NOW)
    assert access.accept(link, "first", NOW)
    assert not access.accept(link, "second", NOW)
    assert access.password() == "first"


def test_a_new_link_takes_the_place_of_the_old(access: Access) -> None:
    old, new = access.offer(NOW), access.offer(NOW)
    assert not access.offered(old, NOW)
    assert access.offered(new, NOW)


@pytest.mark.parametrize("key", ["", "x", "None", "{}"])
def test_no_other_key_opens(access: Access, key: str) -> None:
    assert not access.offered(key, NOW)
    access.offer(NOW)
    assert not access.offered(key, NOW)
    begun(access, "k")
    assert access.session(key, NOW) is None


def test_a_session_lasts_until_its_end(access: Access) -> None:
    begun(access, "k")
    session = access.session("k", LATER - SECOND)
    assert session is not None
    assert (session.user, session.browser, session.until) == ("desk", "Vesk 1.0", LATER)
    assert access.session("k", LATER) is None


def test_a_visit_puts_the_end_off(access: Access) -> None:
    begun(access, "k")
    access.used("k", NOW + MINUTE, LATER + MINUTE)
    assert access.session("k", LATER) is not None
    assert access.session("k", LATER + MINUTE) is None


def test_a_session_begins_only_under_the_password_that_was_checked(access: Access) -> None:
    """The password may have been changed while the old one was being checked."""
    access.set_password("newer")
    assert not access.begin("k", "", NOW, LATER, "hash")
    assert access.session("k", NOW) is None


def test_a_new_key_takes_the_old_ones_place(access: Access) -> None:
    """The old one counts a minute longer, whatever visits it makes."""
    begun(access, "old")
    assert access.replace("old", "new", NOW, LATER, MINUTE)
    access.used("old", NOW, LATER)
    old, new = access.session("old", NOW), access.session("new", NOW)
    assert old is not None
    assert new is not None
    assert (old.replaced, new.replaced) == (True, False)
    assert old.login == new.login
    assert access.session("old", NOW + MINUTE) is None
    assert access.session("new", NOW + MINUTE) is not None


def test_only_one_key_follows(access: Access) -> None:
    """Of two requests at the same moment one gets a new key, the other goes on with the old."""
    begun(access, "old")
    assert access.replace("old", "new", NOW, LATER, MINUTE)
    assert not access.replace("old", "third", NOW, LATER, MINUTE)
    assert not access.replace("unknown", "fourth", NOW, LATER, MINUTE)
    assert access.session("third", NOW) is None
    assert len(access.sessions(NOW)) == 1


def test_logging_out_ends_every_key_of_that_log_in(access: Access) -> None:
    begun(access, "old", "other")
    access.replace("old", "new", NOW, LATER, MINUTE)
    session = access.session("new", NOW)
    assert session is not None
    access.end(session.login)
    assert access.session("old", NOW) is None
    assert access.session("new", NOW) is None
    assert access.session("other", NOW) is not None


def test_all_can_be_logged_out(access: Access) -> None:
    begun(access, "a", "b")
    access.replace("a", "c", NOW, LATER, MINUTE)
    assert access.end_all() == 2
    assert access.sessions(NOW) == []
    assert access.password() == "hash"


def test_no_secret_stands_in_the_archive(database: Database) -> None:
    """Neither a session's key nor a link's is found in any row, nor in SQLite's files."""
    access = Access(database)
    access.set_password("hash")
    access.begin("a-key-that-nobody-may-find", "", NOW, LATER, "hash")
    access.replace("a-key-that-nobody-may-find", "the-next-of-its-kind", NOW, LATER, MINUTE)
    link = access.offer(NOW)
    with database.read() as connection:
        tables = [connection.execute(table.select()).all() for table in metadata.tables.values()]
    stored = repr(tables).encode()
    if isinstance(database.where, Path):
        files = database.path.parent.iterdir()
        stored += b"".join(file.read_bytes() for file in files if file.is_file())
    for secret in ("a-key-that-nobody-may-find", "the-next-of-its-kind", link):
        assert secret.encode() not in stored
    assert access.forms_key() == access.forms_key()
