"""Logging in and out, setting the password, and how sessions go on and end."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from lxml import html
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from config.settings import Web
from tests.build import NOW, archive_with, article
from tests.chromium import Chromium
from tests.fakes import FakeAccess
from tests.web.browser import Browser
from tests.web.visitor import WELL, ports
from web.app import create_app
from web.password import hash_of
from web.serve import WebServer

PASSWORD = "four random words"  # noqa: S105  the tests' own
HASHED = hash_of(PASSWORD)
FERRIES = {"password": "five green ferries", "again": "five green ferries"}
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


class Desk:
    """An application with a password, its clock, and a browser before it."""

    def __init__(self, folder: Path, hashed: str = HASHED, **web: Any) -> None:
        self.now, self.steady = NOW, 0.0
        self.access = FakeAccess(hashed)
        self.app = create_app(
            ports(
                archive_with(folder, article("Bridge falls")).browse,
                WELL,
                settings=Web(**web),
                access=self.access,
                now=lambda: self.now,
                steady=lambda: self.steady,
            )
        )
        self.browser = Browser(self.app)

    async def log_in(self, typed: str = PASSWORD, wanted: str = "") -> httpx.Response:
        """Fill in the log-in form and send it."""
        return await self.browser.send("/login", password=typed, next=wanted)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


# --------------------------------------------------------------- who is asked to log in


@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("/", "./login"),
        ("/sources", "./login?next=%2Fsources"),
        ("/article/1", "../login?next=%2Farticle%2F1"),
        ("/?q=a&b=c%26", "./login?next=%2F%3Fq%3Da%26b%3Dc%2526"),
        ("/nowhere", "./login?next=%2Fnowhere"),
    ],
)
async def test_a_stranger_is_asked_to_log_in(desk: Desk, path: str, to: str) -> None:
    answer = await desk.browser.get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, to)


async def test_a_program_is_told_so(desk: Desk) -> None:
    """The API answers 401 with an error in JSON, and shows nothing."""
    for path in ("/api/v1/articles", "/api/v1/nothing", "/api/openapi.json"):
        answer = await desk.browser.get(path)
        assert (answer.status_code, answer.json()) == (401, {"error": "log in first"})


async def test_without_a_password_this_machine_is_let_in(tmp_path: Path) -> None:
    """As ever on one's own machine; from any other address nobody is."""
    desk = Desk(tmp_path, hashed="")
    assert (await desk.browser.get("/")).status_code == 200
    for at in ("203.0.113.9", "10.0.0.1", "::ffff:203.0.113.9", "testclient"):
        answer = await desk.browser.stranger(at).get("/")
        assert (answer.status_code, answer.headers["location"]) == (303, "./login")


@pytest.mark.parametrize("at", ["127.0.0.1", "127.3.2.1", "::1", "::ffff:127.0.0.1"])
async def test_this_machine_has_several_addresses(tmp_path: Path, at: str) -> None:
    desk = Desk(tmp_path, hashed="")
    assert (await desk.browser.stranger(at).get("/")).status_code == 200


async def test_health_is_told_to_all_and_its_details_to_few(desk: Desk) -> None:
    """The status is public; checks are for this machine itself and for who is logged in."""
    stranger = desk.browser.stranger()
    for path in ("/healthz", "/readyz"):
        assert (await stranger.get(path)).json() == {"ok": True, "ready": True}
        assert "checks" in (await desk.browser.get(path)).json()
        forwarded = await desk.browser.get(path, **{"X-Forwarded-For": "203.0.113.9"})
        assert "checks" not in forwarded.json()
    await desk.log_in()
    stranger.cookies = desk.browser.cookies
    assert "checks" in (await stranger.get("/healthz")).json()


# --------------------------------------------------------------- logging in and out


async def test_the_right_password_opens(desk: Desk) -> None:
    """One is led to where one wanted to go, and the page offers to log out."""
    answer = await desk.log_in(wanted="/sources")
    assert (answer.status_code, answer.headers["location"]) == (303, "./sources")
    page = await desk.browser.page("/sources")
    assert page.xpath("//form[contains(@action, 'logout')]")


async def test_a_wrong_password_does_not(desk: Desk) -> None:
    """The form comes again with what is wrong, and keeps where one wanted to go."""
    answer = await desk.log_in("four random birds", wanted="/sources")
    assert answer.status_code == 403
    assert "That is not the password" in answer.text
    assert 'value="/sources"' in answer.text
    assert "four random" not in answer.text
    assert desk.access.changes == 0


@pytest.mark.parametrize("typed", ["", PASSWORD + " ", PASSWORD.upper(), "the hash", "x" * 60_000])
async def test_what_is_not_the_password(desk: Desk, typed: str) -> None:
    typed = HASHED if typed == "the hash" else typed
    assert (await desk.log_in(typed)).status_code == 403


async def test_the_same_letters_from_another_keyboard_are_the_same_password(
    tmp_path: Path,
) -> None:
    desk = Desk(tmp_path, hash_of("ten cafe\u0301s open"))
    assert (await desk.log_in("ten caf\u00e9s open")).status_code == 303


async def test_without_a_password_there_is_none_to_guess(tmp_path: Path) -> None:
    """A log-in from elsewhere is refused, whatever is typed, and nothing breaks."""
    desk = Desk(tmp_path, hashed="")
    desk.browser.at = "203.0.113.9"
    for typed in ("", "x"):
        assert (await desk.log_in(typed)).status_code == 403


async def test_a_damaged_hash_opens_to_nobody(tmp_path: Path) -> None:
    desk = Desk(tmp_path, hashed="$argon2id$damaged")
    assert (await desk.log_in()).status_code == 403


async def test_an_older_hash_is_made_anew(tmp_path: Path) -> None:
    """After a log-in the hash is of today's strength, and the session holds."""
    weak = "$argon2id$v=19$m=8,t=1,p=1$"
    from argon2 import PasswordHasher  # noqa: PLC0415  only here

    old = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    assert old.startswith(weak)
    desk = Desk(tmp_path, old)
    await desk.log_in()
    assert not desk.access.hashed.startswith(weak)
    assert (await desk.browser.get("/")).status_code == 200


async def test_who_is_in_need_not_log_in(desk: Desk) -> None:
    await desk.log_in()
    answer = await desk.browser.get("/login?next=/sources")
    assert (answer.status_code, answer.headers["location"]) == (303, "./sources")


async def test_logging_out_ends_the_session_not_only_the_cookie(desk: Desk) -> None:
    await desk.log_in()
    kept = dict(desk.browser.cookies)
    answer = await desk.browser.send("/logout", on="/")
    assert answer.headers["location"] == "./login"
    assert "wirewatch" not in desk.browser.cookies
    desk.browser.cookies = kept
    assert (await desk.browser.get("/")).status_code == 303


async def test_a_log_in_makes_a_new_session_whatever_the_browser_brought(desk: Desk) -> None:
    """A cookie that somebody planted is never taken over; the session of before is ended."""
    desk.browser.cookies["wirewatch"] = "planted"
    await desk.log_in()
    first = desk.browser.cookies["wirewatch"]
    assert first != "planted"
    assert desk.access.session("planted", NOW) is None
    form = await desk.browser.page("/")
    token = form.xpath("string(//input[@name='form_token']/@value)")
    await desk.browser.post("/login", {"form_token": token, "password": PASSWORD})
    assert desk.browser.cookies["wirewatch"] != first
    assert desk.access.session(first, NOW) is None


@pytest.mark.parametrize(
    ("base_url", "name", "secure"),
    [
        ("", "wirewatch", False),
        ("http://news.example", "wirewatch", False),
        ("https://news.example", "__Host-wirewatch", True),
    ],
)
async def test_the_cookies(tmp_path: Path, base_url: str, name: str, secure: bool) -> None:
    desk = Desk(tmp_path, base_url=base_url)
    asked = await desk.browser.get("/login")
    answer = await desk.log_in()
    for cookie, said in ((f"{name}-form", asked), (name, answer)):
        line = said.headers["set-cookie"]
        assert line.startswith(f"{cookie}=")
        assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(line.split("; "))
        assert ("Secure" in line.split("; ")) is secure
        assert "Domain" not in line
    assert "Max-Age=1209600" in answer.headers["set-cookie"]


# --------------------------------------------------------------- how sessions go on


async def test_a_session_ends_without_a_visit(tmp_path: Path) -> None:
    """Each visit puts the end off; after the set time without one, log in again."""
    desk = Desk(tmp_path, session=3600.0)
    await desk.log_in()
    for _ in range(3):
        desk.now += timedelta(minutes=40)
        assert (await desk.browser.get("/")).status_code == 200
    desk.now += timedelta(hours=1)
    assert (await desk.browser.get("/")).status_code == 303


async def test_a_short_session_goes_on_with_visits(tmp_path: Path) -> None:
    """Its cookie, too, is told of every new end."""
    desk = Desk(tmp_path, session=300.0)
    await desk.log_in()
    for _ in range(5):
        desk.now += timedelta(minutes=4)
        answer = await desk.browser.get("/")
        assert answer.status_code == 200
        assert "Max-Age=300" in answer.headers["set-cookie"]


async def test_a_key_changes_every_hour(desk: Desk) -> None:
    """The old one counts a minute more, for requests that were under way, and makes no third."""
    await desk.log_in()
    old = desk.browser.cookies["wirewatch"]
    desk.now += timedelta(minutes=59)
    await desk.browser.get("/")
    assert desk.browser.cookies["wirewatch"] == old
    desk.now += timedelta(minutes=2)
    answer = await desk.browser.get("/")
    new = desk.browser.cookies["wirewatch"]
    assert new != old
    assert "HttpOnly" in answer.headers["set-cookie"]
    late = Browser(desk.app, cookies={"wirewatch": old})
    for after, status in ((30 * SECOND, 200), (31 * SECOND, 303)):
        desk.now += after
        assert (await late.get("/")).status_code == status
        assert late.cookies["wirewatch"] == old
    assert (await desk.browser.get("/")).status_code == 200


async def test_a_form_loaded_before_its_key_changed_still_counts(desk: Desk) -> None:
    await desk.log_in()
    page = await desk.browser.page("/")
    token = page.xpath("string(//input[@name='form_token']/@value)")
    desk.now += timedelta(hours=2)
    await desk.browser.get("/")
    answer = await desk.browser.post("/logout", {"form_token": token})
    assert answer.status_code == 303


async def test_visits_are_noted_now_and_then(desk: Desk) -> None:
    """A write for each page would be many."""
    await desk.log_in()
    before = desk.access.changes
    for _ in range(20):
        await desk.browser.get("/")
        desk.now += 10 * SECOND
    assert desk.access.changes == before
    desk.now += timedelta(minutes=5)
    await desk.browser.get("/")
    assert desk.access.changes == before + 1


async def test_two_cookies_of_one_name_are_none(desk: Desk) -> None:
    """A second one was planted by somebody; which is ours cannot be told."""
    await desk.log_in()
    key = desk.browser.cookies.pop("wirewatch")
    answer = await desk.browser.get("/", Cookie=f"wirewatch={key}; wirewatch=planted")
    assert answer.status_code == 303


# --------------------------------------------------------------- setting the password


async def test_a_link_sets_the_password_and_lets_in(tmp_path: Path) -> None:
    desk = Desk(tmp_path, hashed="")
    link = f"/setup/{desk.access.offer(NOW)}"
    answer = await desk.browser.send(link, **FERRIES)
    assert answer.status_code == 200
    assert "The password is set" in answer.text
    assert (await desk.browser.get("/")).status_code == 200
    assert (await desk.browser.stranger("127.0.0.1").get("/")).status_code == 303
    assert (await desk.browser.get(link)).status_code == 404


@pytest.mark.parametrize(
    ("password", "again", "says"),
    [
        ("five green ferries", "five green ferry", "not the same"),
        ("short", "short", "10 characters or more"),
        ("", "", "10 characters or more"),
        ("x" * 1001, "x" * 1001, "1,000 characters at most"),
    ],
)
async def test_passwords_that_are_refused(desk: Desk, password: str, again: str, says: str) -> None:
    """The form says why; the link stays good and the old password too."""
    link = f"/setup/{desk.access.offer(NOW)}"
    answer = await desk.browser.send(link, password=password, again=again)
    assert answer.status_code == 422
    assert says in answer.text
    assert desk.access.hashed == HASHED
    assert (await desk.browser.get(link)).status_code == 200


async def test_a_link_that_is_no_longer_good_says_how_to_get_one(desk: Desk) -> None:
    link = f"/setup/{desk.access.offer(NOW)}"
    desk.now += timedelta(hours=1)
    for answer in (await desk.browser.get(link), await desk.browser.send(link, on="/login")):
        assert answer.status_code == 404
        assert "wirewatch access link" in answer.text
    assert desk.access.hashed == HASHED


async def test_a_reset_logs_everybody_out(desk: Desk) -> None:
    await desk.log_in()
    other = desk.browser.stranger()
    link = f"/setup/{desk.access.offer(NOW)}"
    await other.send(link, **FERRIES)
    assert (await desk.browser.get("/")).status_code == 303
    assert (await other.get("/")).status_code == 200


# --------------------------------------------------------------- a proxy that knows who is there

PROXY = {"proxy_header": "X-Forwarded-User", "proxies": ("10.1.0.0/16", "::1")}


@pytest.mark.parametrize(
    ("at", "headers", "status"),
    [
        ("10.1.2.3", {"X-Forwarded-User": "iris"}, 200),
        ("::1", {"x-forwarded-USER": "iris@desk.example"}, 200),
        ("::ffff:10.1.2.3", {"X-Forwarded-User": "iris"}, 200),
        ("10.1.2.3", {}, 303),
        ("10.1.2.3", {"X-Forwarded-User": ""}, 303),
        ("10.1.2.3", {"X-Forwarded-User": "x" * 101}, 303),
        ("10.1.2.3", {"X-Forwarded-User": "\x7firis"}, 303),
        ("10.1.2.3", {"X_Forwarded_User": "iris"}, 303),
        ("10.1.2.3", {"X-User": "iris"}, 303),
        ("10.2.0.1", {"X-Forwarded-User": "iris"}, 303),
        ("203.0.113.9", {"X-Forwarded-User": "iris"}, 303),
        ("203.0.113.9", {"X-Forwarded-User": "iris", "X-Forwarded-For": "10.1.2.3"}, 303),
        ("203.0.113.9", {"X-Forwarded-User": "iris", "Forwarded": "for=10.1.2.3"}, 303),
        ("127.0.0.1", {"X-Forwarded-User": "iris"}, 303),
        ("127.0.0.1", {}, 303),
    ],
)
async def test_whom_a_proxy_names(
    tmp_path: Path, at: str, headers: dict[str, str], status: int
) -> None:
    """The header counts on connections from the named proxies only; then nobody else is let in."""
    desk = Desk(tmp_path, hashed="", **PROXY)
    desk.browser.at = at
    assert (await desk.browser.get("/", **headers)).status_code == status


async def test_a_header_that_came_twice_names_nobody(tmp_path: Path) -> None:
    """One was the visitor's own, and the proxy did not take it away."""
    desk = Desk(tmp_path, hashed="", **PROXY)
    desk.browser.at = "10.1.2.3"
    twice = [("X-Forwarded-User", "iris"), ("X-Forwarded-User", "root")]
    answer = await desk.browser.ask("GET", "/", twice)
    assert answer.status_code == 303


# --------------------------------------------------------------- how fast one may guess


async def test_guessing_gets_slower_and_never_stops(desk: Desk) -> None:
    """After five wrong ones a pause, then twice as long; the right one then still opens."""
    for _ in range(5):
        assert (await desk.log_in("wrong")).status_code == 403
    answer = await desk.log_in(PASSWORD)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "2")
    desk.steady += 2
    assert (await desk.log_in("wrong")).status_code == 403
    answer = await desk.log_in(PASSWORD)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "4")
    desk.steady += 4
    assert (await desk.log_in(PASSWORD)).status_code == 303


async def test_pauses_are_for_who_guesses(desk: Desk) -> None:
    """Another address is not held up."""
    for _ in range(6):
        await desk.log_in("wrong")
    other = desk.browser.stranger()
    assert (await other.send("/login", password=PASSWORD)).status_code == 303


@pytest.mark.parametrize(("at", "counted_apart"), [("10.1.2.3", True), ("203.0.113.9", False)])
async def test_the_visitors_address_counts_only_from_a_proxy(
    tmp_path: Path, at: str, counted_apart: bool
) -> None:
    """Who is no proxy of ours cannot make himself many by a header."""
    desk = Desk(tmp_path, proxies=("10.1.0.0/16",))
    desk.browser.at = at
    for _ in range(6):
        desk.browser.headers = {"X-Forwarded-For": "198.51.100.1"}
        await desk.log_in("wrong")
    desk.browser.headers = {"X-Forwarded-For": "198.51.100.2"}
    assert (await desk.log_in("wrong")).status_code == (403 if counted_apart else 429)


# --------------------------------------------------------------- in a real browser

_TYPES = f"""
addEventListener("DOMContentLoaded", () => {{
  const field = document.querySelector("#password");
  if (field) {{
    field.value = "{PASSWORD}";
    field.form.submit();
  }}
}});
"""


@pytest.mark.chromium
async def test_a_real_browser_logs_in(browser: Chromium, tmp_path: Path) -> None:
    """Chromium keeps the cookies, sends its word for the origin, and is led where it wanted."""
    desk = Desk(tmp_path)

    async def typing(scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the pages with a script of ours that fills the form in."""
        scripted = scope["path"] == "/static/app.js"
        app = Response(_TYPES, media_type="text/javascript") if scripted else desk.app
        await app(scope, receive, send)

    server = WebServer(typing, port=0)
    await server.start()
    shown = html.fromstring(await browser.dump(f"{server.url}sources"))
    await server.stop()
    assert shown.findtext(".//title") == "Sources · wirewatch"
    assert shown.xpath("//form[contains(@action, 'logout')]")
    assert len(desk.access.keys) == 1
