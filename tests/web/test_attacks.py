"""Attacks on the pages, each with the same end: refused, and nothing has changed.

For every address that takes a form, each proof is left out or forged in turn.  The list of
addresses is the application's own, so a new one that is not defended fails here.
"""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from structlog.testing import capture_logs

from alerts.signed import Purpose, Signed
from archive.access import Access
from archive.aliases import Aliases
from archive.mutes import Mutes
from archive.story_watches import StoryWatches
from config.settings import Web
from news.alias import Suggestion
from news.finding import Subject
from news.mute import Scope
from news.pace import Of, StoryWatch
from tests.build import NOW, article
from tests.web.browser import Browser
from tests.web.telling import Tale, telling
from tests.web.visitor import SIGNER, ports
from web.app import create_app
from web.door import SIGNED
from web.forms import LARGEST, TOKEN
from web.pace import FRIENDS, MOST, REMEMBERED, Pace
from web.password import hash_of
from web.serve import WebServer

PASSWORD = "heron-basalt-kite-71"  # noqa: S105  the tests' own
HASHED = hash_of(PASSWORD)
RIGHT = {"password": PASSWORD}
HOME = "http://localhost:8087"


class Fort:
    """A guarded archive with one thing of each kind that an attacker could change."""

    def __init__(self, folder: Path, hashed: str = HASHED, **web: Any) -> None:
        told = telling(
            folder,
            Tale(article("Ferries stop in the fog", topics=["Ferries: ferries", "Fog: fog"])),
            Tale(article("Ferries still stop"), story=0),
            Tale(article("A bridge opens")),
        )
        self.built, self.stories = told.built, told
        self.access, self.mutes = Access(self.built.database), Mutes(self.built.database)
        if hashed:
            self.access.set_password(hashed)
        self.mutes.mute(Scope.TOPIC, "Tides", "", until=None, origin="cli", now=NOW)
        self.mutes.wrong(self.built.ids[0], Subject.TOPIC, "Fog", "", origin="cli", now=NOW)
        self.setup = self.access.offer(NOW)
        self.aliases = Aliases(self.built.database)
        self.aliases.suggest([Suggestion("Ona Khawaja", "Ona Khwaja", 2, 0.9)], NOW)
        self.watches = StoryWatches(self.built.database)
        key = told.stories.of_article(self.built.ids[0])[0].key
        self.watches.add(StoryWatch(0, key, "", Of.FIGURES, NOW, timedelta(days=2)))
        self.app = create_app(
            ports(
                self.built.browse,
                watches=self.watches,
                settings=Web(**web),
                access=self.access,
                mutes=self.mutes,
                spellings=self.aliases.listing,
                decide=self.aliases.decide,
                stories=told.stories,
                correct=told.correcting.correct,
            )
        )
        self.owner = Browser(self.app)

    def state(self) -> tuple[Any, ...]:
        """Return all that a form can change."""
        return (
            self.access.password(),
            [session.login for session in self.access.sessions(NOW)],
            self.access.offered(self.setup, NOW),
            self.mutes.active(NOW),
            self.mutes.wrongs(),
            self.aliases.listing(),
            [item.articles for item in self.stories.stories.listing(9).items],
            self.watches.all(),
        )

    def posts(self) -> list[str]:
        """Return every address that takes a form and is no signed link; the API takes none."""
        named = {"{key}": self.setup, "{name}": self.stories.public(0), "{number}": "1"}
        paths = list(self.app.state.forms)
        for field, name in named.items():
            paths = [path.replace(field, name) for path in paths]
        return [path for path in paths if not path.startswith((*SIGNED, "/api/"))]

    def form(self, path: str) -> dict[str, str]:
        """Return the fields with which a form would do its work."""
        return {
            "password": PASSWORD if path == "/login" else "a new password of theirs",
            "again": "a new password of theirs",
            "scope": "topic",
            "name": {"/muted/end": "Tides", "/muted/right": "Fog"}.get(path, "Ferries"),
            "recipient": "",
            "for": "ever",
            "article": str(self.built.ids[0]),
            "subject": "topic",
            "number": "1",
            "said": "approved",
            "into": self.stories.public(2),
            "do": "split",
            "sure": "1",  # as the page sends it that asks whether to correct a story
            "quiet_after": "24h",
            f"article-{self.built.ids[1]}": "1",
        }

    async def token(self, browser: Browser) -> str:
        """Return the token of a form that this browser was shown."""
        for page in (f"/article/{self.built.ids[0]}", "/login"):
            found = re.search(rf'name="{TOKEN}" value="([^"]+)"', (await browser.get(page)).text)
            if found:
                return found[1]
        raise AssertionError("no page shows a form")


# What is wrong with a request: its headers, its token, the browser's cookies.
FORGED: dict[str, dict[str, Any]] = {
    "no origin": {"headers": {}},
    "the origin of another site": {"headers": {"Origin": "https://evil.example"}},
    "an origin that hides": {"headers": {"Origin": "null"}},
    "an origin like ours": {"headers": {"Origin": HOME + ".evil.example"}},
    "another port": {"headers": {"Origin": "http://localhost:9999"}},
    "another site by the browser's word": {
        "headers": {"Origin": HOME, "Sec-Fetch-Site": "cross-site"}
    },
    "a neighbour by the browser's word": {
        "headers": {"Origin": HOME, "Sec-Fetch-Site": "same-site"}
    },
    "no token": {"token": None},
    "an empty token": {"token": ""},
    "a made-up token": {"token": "nonce." + "0" * 64},
    "a token of nothing": {"token": "."},
    "a token of another visitor": {"token": "theirs"},
    "no cookies": {"cookies": {}},
    "another form cookie": {"cookies": {"wirewatch-form": "planted"}},
    "as JSON": {"type": "application/json"},
    "as plain text": {"type": "text/plain"},
    "as nothing": {"type": ""},
}


@pytest.mark.parametrize("forged", FORGED)
@pytest.mark.parametrize("inside", [True, False])
async def test_a_form_without_one_of_its_proofs_changes_nothing(
    tmp_path: Path, forged: str, inside: bool
) -> None:
    """Every address, with the owner's own cookies or a stranger's."""
    fort, fake = Fort(tmp_path), FORGED[forged]
    if inside:
        await fort.owner.send("/login", **RIGHT)
    theirs = await fort.token(fort.owner.stranger())
    own = await fort.token(fort.owner)
    before = fort.state()
    assert len(fort.posts()) >= 7
    for path in fort.posts():
        kept = dict(fort.owner.cookies)
        fort.owner.cookies = dict(fake.get("cookies", kept))
        token = {"theirs": theirs}.get(str(fake.get("token")), fake.get("token", own))
        form = {**fort.form(path), **({} if token is None else {TOKEN: str(token)})}
        headers = dict(fake.get("headers", {"Origin": HOME, "Sec-Fetch-Site": "same-origin"}))
        if "type" in fake:
            answer = await fort.owner.ask(
                "POST", path, {**headers, "Content-Type": str(fake["type"])}, content=b"a=b"
            )
        else:
            answer = await fort.owner.post(path, form, headers)
        fort.owner.cookies = kept
        assert answer.status_code in {303, 403, 415}, path
        # Who is led elsewhere is led to the log-in, not past it.
        assert answer.headers.get("location", "../login").endswith("login"), path
        assert fort.state() == before, path


async def test_with_all_proofs_each_form_does_its_work(tmp_path: Path) -> None:
    """The other way round: what the tests above send would have changed something."""
    for number in range(len(Fort(tmp_path / "list").posts())):
        fort = Fort(tmp_path / str(number))
        await fort.owner.send("/login", **RIGHT)
        path = fort.posts()[number]
        before = fort.state()
        form = {**fort.form(path), TOKEN: await fort.token(fort.owner)}
        answer = await fort.owner.post(path, form)
        assert answer.status_code in {200, 303}, path
        assert fort.state() != before, path


@pytest.mark.parametrize(
    "path", ["/muted/add", "/muted/end", "/muted/wrong", "/muted/right", "/spellings/decide"]
)
async def test_a_stranger_with_good_manners_is_no_owner(tmp_path: Path, path: str) -> None:
    """Token and origin prove where a form came from, not that its sender may do it."""
    fort = Fort(tmp_path)
    stranger = fort.owner.stranger()
    before = fort.state()
    form = {**fort.form(path), TOKEN: await fort.token(stranger)}
    answer = await stranger.post(path, form)
    assert (answer.status_code, answer.headers["location"]) == (303, "../login")
    assert fort.state() == before


async def test_a_stranger_writes_nothing_through_the_api(tmp_path: Path) -> None:
    """JSON needs no token, but it does need the log-in; with it, it is taken."""
    fort = Fort(tmp_path)
    await fort.owner.send("/login", **RIGHT)
    story, asked = fort.stories.public(0), {"quiet_after": "24h"}
    for path in (f"/api/v1/stories/{story}/watch", "/api/v1/watches/1/end"):
        before = fort.state()
        answer = await fort.owner.stranger().ask("POST", path, {}, json=asked)
        assert (answer.status_code, fort.state()) == (401, before), path
        answer = await fort.owner.ask("POST", path, {}, json=asked)
        assert answer.status_code == 200, path
        assert fort.state() != before, path


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
@pytest.mark.parametrize(
    "trick",
    [
        {},
        {"X-HTTP-Method-Override": "POST"},
        {"X-HTTP-Method": "POST"},
        {"X-Method-Override": "POST"},
    ],
)
async def test_no_other_method_acts(tmp_path: Path, method: str, trick: dict[str, str]) -> None:
    """Nor does a header, or a field `_method`, make a POST of something else."""
    fort = Fort(tmp_path)
    await fort.owner.send("/login", **RIGHT)
    token = await fort.token(fort.owner)
    before = fort.state()
    for path in fort.posts():
        query = {**fort.form(path), TOKEN: token, "_method": "POST"}
        headers = {"Origin": HOME, **trick}
        answer = await fort.owner.ask(method, path, headers, params=query)
        assert answer.status_code in {200, 303, 404, 405}
        assert fort.state() == before, path


@pytest.mark.parametrize("path", ["/", "/sources", "/article/1", "/api/v1/articles", "/healthz"])
async def test_a_header_makes_no_form_of_a_page(tmp_path: Path, path: str) -> None:
    """Pages that only show refuse a POST, whatever it overrides."""
    fort = Fort(tmp_path)
    answer = await fort.owner.ask("POST", path, {"X-HTTP-Method-Override": "GET"})
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


# --------------------------------------------------------------- open redirects, framing, hosts


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/%5cevil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "/\t/evil.example",
        "\r\nLocation: https://evil.example",
        "/..//evil.example",
        "http:evil.example",
        "x" * 5000,
        "/?next=//evil.example",
    ],
)
async def test_a_log_in_leads_nowhere_else(tmp_path: Path, wanted: str) -> None:
    """As a browser resolves it, the way stays on this site."""
    fort = Fort(tmp_path)
    answer = await fort.owner.send("/login", **RIGHT, next=wanted)
    location = answer.headers["location"]
    assert answer.status_code == 303
    assert location.startswith("./")
    assert "\\" not in location
    led = urlsplit(urljoin(f"{HOME}/login", location))
    assert (led.scheme, led.netloc) == ("http", "localhost:8087")
    again = await fort.owner.ask("GET", "/login", {}, params={"next": wanted})
    assert again.headers["location"].startswith("./")


async def test_where_one_wanted_to_go_is_text(tmp_path: Path) -> None:
    """The form carries it along, and it closes no tag."""
    fort = Fort(tmp_path)
    page = await fort.owner.ask("GET", "/login", {}, params={"next": '"><script>x</script>'})
    assert "<script>x" not in page.text
    assert "&#34;&gt;&lt;script&gt;x" in page.text


async def test_no_page_can_be_framed(tmp_path: Path) -> None:
    """Neither the forms nor the answers to them."""
    fort = Fort(tmp_path)
    signed = SIGNER.make(_signed())
    for path in ("/login", f"/setup/{fort.setup}", "/setup/x", f"/mute/{signed}", "/mute/x"):
        for answer in (await fort.owner.get(path), await fort.owner.post(path, {"x": "y"})):
            assert answer.headers["x-frame-options"] == "DENY"
            assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "192.0.2.1", ""])
async def test_forms_sent_under_another_name_are_refused(tmp_path: Path, host: str) -> None:
    """DNS rebinding: the attacker's name leads here, and the browser takes it for the origin."""
    fort = Fort(tmp_path, hashed="")
    before = fort.state()
    for path in fort.posts():
        headers = {"Host": host, "Origin": f"http://{host}", "Sec-Fetch-Site": "same-origin"}
        answer = await fort.owner.post(path, fort.form(path), headers)
        assert answer.status_code == 400
    assert fort.state() == before


@pytest.mark.parametrize(
    ("origin", "host", "status"),
    [
        ("https://news.example", "news.example", 303),
        ("https://news.example", "127.0.0.1:8087", 303),  # a proxy that changes the host
        ("https://news.example:444", "news.example", 403),
        ("https://evil.example", "news.example", 403),
        ("https://evil.example", "127.0.0.1:8087", 403),
    ],
)
async def test_behind_a_proxy_the_origin_is_that_of_base_url(
    tmp_path: Path, origin: str, host: str, status: int
) -> None:
    fort = Fort(tmp_path, base_url="https://news.example/wire")
    token = await fort.token(fort.owner)
    form = {"password": PASSWORD, TOKEN: token}
    answer = await fort.owner.post("/login", form, {"Origin": origin, "Host": host})
    assert answer.status_code == status


# --------------------------------------------------------------- brute force


async def test_a_thousand_guesses_get_few_answers(tmp_path: Path) -> None:
    """From one address, all at once: five passwords are looked at, and the page still serves."""
    fort = Fort(tmp_path)
    token = await fort.token(fort.owner)
    guesses = [
        fort.owner.post("/login", {"password": f"guess {n}", TOKEN: token}) for n in range(1000)
    ]
    statuses = [answer.status_code for answer in await asyncio.gather(*guesses)]
    assert (statuses.count(403), statuses.count(429)) == (5, 995)


def test_a_day_of_guessing_from_one_address() -> None:
    """An attempt as soon as each pause is over: about a hundred a day."""
    pace, now, tried = Pace(), 0.0, 0
    while now < 86_400:
        wait = pace.begin("203.0.113.9", now)
        tried += not wait
        now += wait or 0.05
    assert 90 < tried < 120


def test_a_crowd_is_held_to_a_pace_and_friends_are_not() -> None:
    """Guessing from ever new addresses gets thirty a minute; who was in before gets in."""
    pace, tried = Pace(), 0
    pace.begin("192.0.2.7", 0.0)
    pace.good("192.0.2.7")
    for step in range(60_000):
        now = step / 100
        tried += not pace.begin(f"198.51.100.{step}", now)
        if step % 10_000 == 0:
            assert pace.begin("192.0.2.7", now) == 0
            pace.good("192.0.2.7")
    assert tried <= MOST * 10 + MOST


def test_what_is_remembered_of_guessing_has_a_bound() -> None:
    """A million addresses take the memory of a few thousand."""
    pace = Pace()
    for number in range(100_000):
        pace.begin(f"a{number}", number * 10.0)
        pace.good(f"b{number}")
    assert len(pace._tries) <= REMEMBERED  # noqa: SLF001  memory has no other face
    assert len(pace._friends) <= FRIENDS  # noqa: SLF001


async def test_every_wrong_password_takes_the_same_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Short, long, almost right: each is hashed once, and answered with the same page."""
    fort = Fort(tmp_path)
    checked: list[str] = []

    def count(hashed: str, typed: str) -> bool:
        checked.append(typed)
        return False

    monkeypatch.setattr("web.password.fits", count)
    pages = set()
    for typed in ("", "x", PASSWORD[:-1], PASSWORD.upper(), "x" * 1000):
        answer = await fort.owner.send("/login", password=typed)
        pages.add(re.sub(r'value="[^"]*"', "", answer.text))
    assert len(checked) == 5
    assert len(pages) == 1


# --------------------------------------------------------------- bodies and bytes


async def test_a_large_form_is_not_read(tmp_path: Path) -> None:
    fort = Fort(tmp_path)
    answer = await fort.owner.post("/login", {"password": "x" * LARGEST})
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "body",
    [
        b"\xff\xfe",
        b"a=%ff",
        b"&" * 60_000,
        b"=&=&=",
        b"a" * 60_000,
        b"form_token[]=x",
        b"password=" + b"%00" * 100,
        b"form_token=\xf0\x9f\x90\x9f.\xf0\x9f\x90\x9f",
    ],
)
@pytest.mark.parametrize(
    "kind",
    ["application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=a"],
)
async def test_no_body_breaks_the_server(tmp_path: Path, body: bytes, kind: str) -> None:
    fort = Fort(tmp_path)
    before = fort.state()
    for path in ("/login", f"/mute/{SIGNER.make(_signed())}"):
        headers = {"Content-Type": kind, "Origin": HOME}
        answer = await fort.owner.ask("POST", path, headers, content=body)
        assert answer.status_code in {400, 403, 422}
    assert fort.state() == before


RAW = [
    b"X-Forwarded-User: iris\r\nX-Forwarded-User: root\r\n",
    b"X_Forwarded_User: iris\r\n",
    b"X-Forwarded-User : iris\r\n",
    b"X-Forwarded-User\t: iris\r\n",
    b" X-Forwarded-User: iris\r\n",
    b"X-Other: a\r\n X-Forwarded-User: iris\r\n",
    b"X-Forwarded-For: 127.0.0.9\r\nX-Forwarded-User: iris\r\n",
    b"Forwarded: for=127.0.0.9\r\nX-Real-IP: 127.0.0.9\r\nX-Forwarded-User: iris\r\n",
    b"Content-Length: 0\r\nTransfer-Encoding: chunked\r\nX-Forwarded-User: iris\r\n",
]


@pytest.mark.parametrize("raw", RAW)
async def test_no_spelling_of_the_proxys_header_lets_in(tmp_path: Path, raw: bytes) -> None:
    """On a real socket: from here nobody is trusted, so no header names anybody."""
    fort = Fort(tmp_path, hashed="", proxy_header="X-Forwarded-User", proxies=("10.1.2.3",))
    server = WebServer(fort.app, port=0)
    await server.start()
    port = int(server.url.rsplit(":", 1)[1].strip("/"))
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /api/v1/articles HTTP/1.1\r\nHost: localhost\r\n" + raw + b"\r\n")
    answer = await reader.readuntil(b"\r\n")
    writer.close()
    await server.stop()
    assert answer.split()[1] in {b"400", b"401"}


# --------------------------------------------------------------- secrets


async def test_no_secret_is_told(tmp_path: Path) -> None:
    """Neither a page, a header, an error nor the log holds a password, a key or a token."""
    token = "a word for the scraper"  # noqa: S105  the tests' own
    fort, typed = Fort(tmp_path, metrics_token=token), "a wrong one that was typed"
    link = f"/setup/{fort.setup}"
    with capture_logs() as logged:
        answers = [
            await fort.owner.send("/login", password=typed),
            await fort.owner.send("/login", **RIGHT),
        ]
        key = fort.owner.cookies["wirewatch"]
        pages = ("/", "/sources", "/muted", "/metrics", "/healthz", "/nowhere", link, "/login")
        answers += [await fort.owner.get(page) for page in pages]
        answers += [
            await fort.owner.send(link, password=typed, again="x"),
            await fort.owner.send("/logout", on="/"),
        ]
    told = [answer.text for answer in answers]
    told += [value for a in answers for name, value in a.headers.items() if name != "set-cookie"]
    text = "\n".join([*told, *map(repr, logged)])
    for secret in (typed, PASSWORD, HASHED, fort.setup, key, token):
        assert secret not in text
    assert [line["event"] for line in logged] == ["log-in refused", "logged in"]


def _signed() -> Signed:
    return Signed(Purpose.MUTE, "Desk", ((Scope.TOPIC, "Ferries"),))
