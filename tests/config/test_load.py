"""Loading the configuration: good files become values, bad ones a list of problems."""

from __future__ import annotations

import os
import traceback
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.load import find, load
from config.settings import Config, Settings
from news.changing import Change, Step
from news.errors import ConfigError, Problem
from news.fact import Notify
from news.figure import Effect, Scope, VictimClass
from news.finding import Subject
from news.grammar import parse
from news.pace import Burst, Pace
from news.source import Feed, FeedKind, Selectors, Source
from news.sure import Asked, Limit, Op
from news.watch import Gauge, Person, Recipient, Route, Topic
from tests.config.folder import ALERTS, SOURCES, WATCH, written


def problems(folder: Path, environ: Mapping[str, str] | None = None) -> list[Problem]:
    """Return what is wrong with a folder; nothing where it loads."""
    try:
        load(folder, environ or {})
    except ConfigError as error:
        return error.problems
    return []


def only(folder: Path, **files: str) -> str:
    """Return the text of the single problem of a configuration."""
    [problem] = problems(written(folder, **files))
    return str(problem)


# ---------------------------------------------------------------- settings


@pytest.mark.parametrize(
    ("text", "where", "says"),
    [
        ('[crawl]\npol = "5m"', ":2: crawl.pol:", "not known here\n    Did you mean 'poll'?"),
        ('[lgo]\nlevel = "info"', ":1: lgo:", "Did you mean 'log'?"),
        ('[crawl]\npoll = "soon"', ":2: crawl.poll:", "'soon' is no duration\n    Write"),
        ("[crawl]\npoll = true", ":2: crawl.poll:", "true is no duration"),
        ("[crawl]\npoll = nan", ":2: crawl.poll:", "nan is no duration"),
        ("[crawl]\npoll = 0", ":2: crawl.poll:", "should be between 1s and 30d"),
        ('[crawl]\nrobots = "yes"', ":2: crawl.robots:", "is text, but should be true or false"),
        ('[web]\nport = "80"', ":2: web.port:", "is text, but should be a whole number"),
        ("[web]\nport = 80.5", ":2: web.port:", "is a number, but should be a whole number"),
        ("[web]\nport = 70000", ":2: web.port:", "between 0 and 65535"),
        ('[web]\nbase_url = "news"', ":2: web.base_url:", "'news' is no web address"),
        ('web = "on"', ":1: web:", "is text, but should be a table"),
        ('[log]\nformat = "jsno"', ":2: log.format:", "Did you mean 'json'?"),
        ("[log]\nlevel = 3", ":2: log.level:", "'debug', 'info', 'warning' or 'error'"),
        ('[log]\nfile = "x"', ":2: log.file:", "not known here"),
        ("[archive]\ndata = 1", ":2: archive.data:", "should be a path"),
        ('[archive]\ndata = "a\\u0000b"', ":2: archive.data:", "is no path"),
        ('[archive]\ndata = "~nobody-of-this-name/x"', ":2: archive.data:", "home folder"),
        ('[crawl]\nmax_bytes = "10 MX"', ":2: crawl.max_bytes:", "is no size"),
        ('[crawl]\ncontact = "a\\r\\nX: b"', ":2: crawl.contact:", "line breaks"),
        ('[crawl]\ncontact = "désk@x"', ":2: crawl.contact:", "cannot stand in a request header"),
        ('[crawl]\nallow_addresses = "10.0.0.0/8"', ":2: crawl.allow", "should be a list"),
        (
            '[crawl]\nallow_addresses = [\n  "10.0.0.0/8",\n  "10.0.0/8",\n]',
            ":4: crawl.allow_addresses[2]:",
            "'10.0.0/8' is no network",
        ),
        ("[read]\nworkers = 0", ":2: read.workers:", "between 1 and 64"),
        ('[web]\nproxy_header = "X-User"', ":1: web:", "counts from no address"),
        ('[web]\nproxy_header = "X User:"', ":2: web.proxy_header:", "no name of a header"),
        ('[web]\nproxy_header = "Cookie"', ":2: web.proxy_header:", "fills in 'Cookie' itself"),
        ('[web]\nproxies = ["0.0.0.0/0"]', ":1: web:", "trusts everybody"),
        ('[mail]\nhost = "mx.example"', ":1: mail:", "no sender address"),
        ('[mail]\nuser = "x"', ":1: mail:", "belong together"),
        ('[mail]\nsender = "Desk <d@x>"', ":2: mail.sender:", "is no mail address"),
        ("a = [" * 3 + "]" * 3, ":1", "this is no TOML"),
    ],
)
def test_wrong_settings(tmp_path: Path, text: str, where: str, says: str) -> None:
    problem = only(tmp_path, wirewatch=text)
    assert problem.startswith(f"wirewatch.toml{where}")
    assert says in problem


def test_settings_for_people_become_values_for_programs(tmp_path: Path) -> None:
    """Durations are seconds, sizes bytes, networks normal, paths absolute."""
    text = """
    [archive]
    data = "./store"
    [crawl]
    poll = "1h 30m"
    timeout = 45
    max_bytes = "2MB"
    allow_addresses = ["127.0.0.1/8", "::1"]
    [mail]
    host = "mx.example"
    sender = "w@example.org"
    security = "tls"
    """
    settings = load(written(tmp_path, wirewatch=text), {}).settings
    assert settings.archive.data == tmp_path / "store"
    assert (settings.crawl.poll, settings.crawl.timeout) == (5400.0, 45.0)
    assert settings.crawl.max_bytes == 2_000_000
    assert settings.crawl.allow_addresses == ("127.0.0.0/8", "::1/128")
    assert settings.mail.port == 465


def test_an_empty_settings_file_with_a_comment_means_defaults(tmp_path: Path) -> None:
    """Everything has a default; only the data folder depends on the place."""
    settings = load(written(tmp_path), {}).settings
    assert settings.crawl == Settings().crawl
    assert settings.archive.data == tmp_path / "data"


def test_the_user_agent_names_a_contact(tmp_path: Path) -> None:
    """An outlet sees who asks and where to complain."""
    text = '[crawl]\ncontact = "desk@example.org"'
    agent = load(written(tmp_path, wirewatch=text), {}).settings.crawl.user_agent
    assert agent.startswith("wirewatch/")
    assert agent.endswith(" (+desk@example.org)")
    assert "(" not in Settings().crawl.user_agent


# ---------------------------------------------------------------- sources

A_FEED = 'feeds = ["https://a.example/feed"]'


@pytest.mark.parametrize(
    ("lines", "where", "says"),
    [
        (A_FEED, ":1: sources[1]", "this key is missing\n    Add a line: name = …"),
        (f'name = " "\n{A_FEED}', ":2: sources[1].name", "this name is empty"),
        (f"name = 7\n{A_FEED}", ":2: sources[1].name", "this is a number, but should be text"),
        (f'name = "a\\nb"\n{A_FEED}', ":2: sources[1].name", "line breaks"),
        (f'name = "{"x" * 101}"\n{A_FEED}', ":2: sources[1].name", "longer than 100"),
        (f'name = {{ env = "X" }}\n{A_FEED}', ":2: sources[1].name", "cannot be a secret"),
        ('name = "A"', ":1: sources[1] (A)", "nothing to poll"),
        ('name = "A"\nfeeds = []', ":1: sources[1] (A)", "nothing to poll"),
        ('name = "A"\nfeeds = "https://a.example/"', ":3: sources[1].feeds (A)", "be a list"),
        ('name = "A"\nfeeds = [7]', ":3: sources[1].feeds[1] (A)", "should be text"),
        ('name = "A"\nfeeds = ["a.example"]', ":3: sources[1].feeds[1] (A)", "no web address"),
        ('name = "A"\nfeeds = ["ftp://a/x"]', ":3: sources[1].feeds[1] (A)", "no web address"),
        ('name = "A"\nfeeds = ["file:///etc/x"]', ":3: sources[1].feeds[1] (A)", "no web addr"),
        ('name = "A"\nfeeds = ["http://[::1"]', ":3: sources[1].feeds[1] (A)", "no web address"),
        ('name = "A"\nfeeds = ["http://a:99999/"]', ":3: sources[1].feeds[1] (A)", "no web addr"),
        ('name = "A"\nfeeds = ["http://a b/"]', ":3: sources[1].feeds[1] (A)", "there is a space"),
        ('name = "A"\nfeeds = ["http://u:p@a/"]', ":3: sources[1].feeds[1] (A)", "password"),
        (f'name = "A"\n{A_FEED}\ntimezone = "PKT"', ":4: sources[1].timezone", "'Asia/Karachi'?"),
        (f'name = "A"\n{A_FEED}\ntimezone = "karachi"', ":4: sources", "'Asia/Karachi'?"),
        (f'name = "A"\n{A_FEED}\ntimezone = "Asia/Karachee"', ":4: sources", "'Asia/Karachi'?"),
        (f'name = "A"\n{A_FEED}\ntimezone = "../../etc/passwd"', ":4: sources", "no time zone"),
        (f'name = "A"\n{A_FEED}\ntimezone = "+05:00"', ":4: sources", "Write Area/City"),
        (f'name = "A"\n{A_FEED}\ntime_zone = "UTC"', ":4: sources[1].time_zone", "'timezone'?"),
        (f'name = "A"\n{A_FEED}\ncountry = "Pakistan"', ":4: sources[1].country", "two letters"),
        (f'name = "A"\n{A_FEED}\ncountry = false', ":4: sources[1].country", "true or false, but"),
        (f'name = "A"\n{A_FEED}\nlanguage = "English"', ":4: sources[1].language", "two or three"),
        (f'name = "A"\n{A_FEED}\npoll = "1x"', ":4: sources[1].poll (A)", "'1x' is no duration"),
        (f'name = "A"\n{A_FEED}\nlink_pattern = "(a"', ":4: sources", "no regular expression"),
        (f'name = "A"\n{A_FEED}\nlink_pattern = "a{{99999999999}}"', ":4: sources", "no regular"),
        (f'name = "A"\n{A_FEED}\nselectors = "h3"', ":4: sources[1].selectors (A)", "be a table"),
        (
            f'name = "A"\n{A_FEED}\nselectors = {{ link = "h3" }}',
            ":4: sources[1].selectors.link (A)",
            "'links'?",
        ),
        (
            f'name = "A"\n{A_FEED}\n[sources.selectors]\ntitle = "h1"\ntext = "div >"',
            ":6: sources[1].selectors.text (A)",
            "no CSS selector",
        ),
        (
            f'name = "A"\n{A_FEED}\nselectors.text = "p:before(x)"',
            ":4: sources[1].selectors.text (A)",
            "no CSS selector",
        ),
        (
            f'name = "A"\n{A_FEED}\nselectors.links = "a::attr(href)"',
            ":4: sources[1].selectors.links (A)",
            "names a part",
        ),
        (
            f'name = "A"\n{A_FEED}\nsite = "brakel_courier"',
            ":4: sources[1].site (A)",
            "'brakkel_courier'?",
        ),
        (
            f'name = "A"\n{A_FEED}\nsite = "../guard"',
            ":4: sources[1].site (A)",
            "there is no spider",
        ),
        (f'name = "A"\n{A_FEED}\nverify_tls = 0', ":4: sources[1].verify_tls", "true or false"),
        (
            f'name = "A"\n{A_FEED}\nsections = ["https://a.example/feed"]',
            ":4: sources[1].sections[1] (A)",
            "stands already under sources[1].feeds[1] (A)",
        ),
    ],
)
def test_wrong_sources(tmp_path: Path, lines: str, where: str, says: str) -> None:
    problem = only(tmp_path, sources=f"[[sources]]\n{lines}\n")
    assert problem.startswith(f"sources.toml{where}")
    assert says in problem


def test_sources_become_sources(tmp_path: Path) -> None:
    """Three lists of addresses are one tuple of feeds; codes get their proper form."""
    text = """
    [[sources]]
    name = " The Hill Courier "
    url = "https://courier.example"
    feeds = ["https://courier.example/feed"]
    sitemaps = ["https://courier.example/news.xml"]
    sections = ["https://courier.example/valley/"]
    language = "EN"
    region = "Vesk Valley"
    country = "no"
    timezone = "Asia/Karachi"
    poll = "5m"
    verify_tls = false
    link_pattern = '^/valley/\\d+'
    site = "brakkel_courier"
    [sources.selectors]
    links = "h3 > a"
    remove = ".also, aside"
    """
    [source] = load(written(tmp_path, sources=text), {}).sources
    assert source == Source(
        name="The Hill Courier",
        url="https://courier.example",
        feeds=(
            Feed("https://courier.example/feed", FeedKind.FEED),
            Feed("https://courier.example/news.xml", FeedKind.SITEMAP),
            Feed("https://courier.example/valley/", FeedKind.SECTION),
        ),
        language="en",
        region="Vesk Valley",
        country="NO",
        timezone="Asia/Karachi",
        poll_seconds=300.0,
        poll_floor=300.0,
        poll_cap=300.0,
        verify_tls=False,
        link_pattern=r"^/valley/\d+",
        selectors=Selectors(links="h3 > a", remove=".also, aside"),
        site="brakkel_courier",
    )


def test_a_source_polls_as_the_settings_say(tmp_path: Path) -> None:
    """The default pause is that of [crawl]."""
    config = load(written(tmp_path, wirewatch='[crawl]\npoll = "7m"'), {})
    paces = [(s.poll_seconds, s.poll_floor, s.poll_cap) for s in config.sources]
    assert paces == [(420.0, 300.0, 86_400.0)] * 2


# ---------------------------------------------------------------- topics and people


@pytest.mark.parametrize(
    ("text", "where", "says"),
    [
        ('[[topics]]\nname = "A"', ":1: topics[1] (A)", "says nothing to look for"),
        ('[[topics]]\nname = "A"\nany = []', ":1: topics[1] (A)", "says nothing to look for"),
        ('[[topics]]\nname = "A"\nrule = "a"\nany = ["b"]', ":1: topics[1] (A)", "has both"),
        ('[[topics]]\nname = "A"\nnone = ["b"]', ":1: topics[1] (A)", "must not occur"),
        ('[[topics]]\nname = "A"\nrule = ""', ":3: topics[1].rule (A)", "this rule is empty"),
        (
            '[[topics]]\nname = "A"\nrule = "flood AND (dam"',
            ":3: topics[1].rule (A)",
            "never closed\n      flood AND (dam\n                ^\n    Add a )",
        ),
        ('[[topics]]\nname = "A"\nany = ["b",\n"…"]', ":4: topics[1].any[2] (A)", "no letter"),
        ('[[topics]]\nname = "A"\nany = "b"', ":3: topics[1].any (A)", "should be a list"),
        ('[[topics]]\nname = "A"\nrules = "b"', ":3: topics[1].rules (A)", "Did you mean 'rule'?"),
        ('[[topic]]\nname = "A"', ":1: topic:", "Did you mean '[[topics]]'?"),
        ('topics = "A"', ":1: topics:", "Write each entry under a line [[topics]]"),
        ('topics = ["A"]', ":1: topics[1]:", "is text, but should be a table"),
        ('[topics]\nname = "A"', ":1: topics:", "Write each entry under a line [[topics]]"),
        ('[[people]]\nname = "…"', ":2: people[1].name (…)", "there is no word"),
        ('[[people]]\nname = "V D"\naliases = [""]', ":3: people[1].aliases[1] (V D)", "empty"),
        ('[[people]]\nname = "V D"\naliases = "W D"', ":3: people[1].aliases (V D)", "a list"),
        (
            '[[people]]\nname = "V D"\n[[people]]\nname = "v d"',
            ":4: people[2].name (v d)",
            "the name 'v d' is already that of people[1]",
        ),
    ],
)
def test_wrong_watch(tmp_path: Path, text: str, where: str, says: str) -> None:
    problem = only(tmp_path, watch=text)
    assert problem.startswith(f"watch.toml{where}")
    assert says in problem


def test_topics_and_people_become_a_watchlist(tmp_path: Path) -> None:
    """A rule and lists of phrases are the same kind of tree."""
    text = WATCH + '[[topics]]\nname = "Mines"\nrule = "(mine* or pit) -polo"\n'
    watchlist = load(written(tmp_path, watch=text), {}).watchlist
    assert watchlist.topics == (
        Topic("Dams", parse('"dam breach"* OR spillway')),
        Topic("Mines", parse("(mine* OR pit) AND NOT polo")),
    )
    assert watchlist.people == (Person("Veskar Dunn", ("Waskar Dunn",)),)


# ---------------------------------------------------------------- tracked figures

KILLED = '[[figures]]\nname = "F"\neffect = "killed"\n'
MONEY = '[[figures]]\nname = "F"\neffect = "money"\n'


@pytest.mark.parametrize(
    ("text", "where", "says"),
    [
        ('[[figures]]\nname = "F"', ":1: figures[1] (F)", "does not say what it counts"),
        ('[[figures]]\nname = "F"\nabove = 9', ":1: figures[1] (F)", "does not say what it counts"),
        ('[[figures]]\nname = "F"\neffect = "kiled"', ":3: figures[1].effect", "mean 'killed'?"),
        (f'{KILLED}class = "civilians"', ":4: figures[1].class (F)", "Did you mean 'civilian'?"),
        (f'{KILLED}clas = "civilian"', ":4: figures[1].clas (F)", "Did you mean 'class'?"),
        (f'{KILLED}above = "20"', ":4: figures[1].above (F)", "a number without quotes"),
        (f"{KILLED}above = true", ":4: figures[1].above (F)", "this is true or false"),
        (f"{KILLED}above = -1", ":4: figures[1].above (F)", "cannot be the value of a figure"),
        (f"{KILLED}above = nan", ":4: figures[1].above (F)", "cannot be the value of a figure"),
        (f"{KILLED}above = 9\nbelow = 9", ":1: figures[1] (F)", "no figure is above and below"),
        (f"{MONEY}above = 9", ":1: figures[1] (F)", 'Add a line: unit = "INR"'),
        (f'{MONEY}unit = "₹"', ":4: figures[1].unit (F)", "'₹' is no unit"),
        (f'{KILLED}counts = ["hous*"]', ":4: figures[1].counts[1] (F)", "has a star"),
        (f'{KILLED}by = "police"', ":4: figures[1].by (F)", "should be a list"),
        (f'{KILLED}by = ["…"]', ":4: figures[1].by[1] (F)", "there is no word"),
        (f'{KILLED}scope = ["zzz"]', ":4: figures[1].scope[1] (F)", "There is: 'event'"),
        (f'{KILLED}topic = "Dam"', ":4: figures[1].topic (F)", "Did you mean 'Dams'?"),
        (f'{KILLED}change = ["fallen"]', ":4: figures[1].change[1] (F)", "There is: 'first'"),
        (f'{KILLED}change = ["risen"]\nstep = "9"', ":5: figures[1].step (F)", "is no step"),
        (f'{KILLED}change = ["risen"]\nstep = "0%"', ":5: figures[1].step (F)", "is no step"),
        (f'{KILLED}change = ["disputed"]\nstep = 9', ":1: figures[1] (F)", "rises or falls"),
        (f'{KILLED}burst = "huge"', ":4: figures[1].burst (F)", "There is: 'off'"),
        (f'{KILLED}expected_by = "soon"', ":4: figures[1].expected_by (F)", "'soon' is no day"),
        (f"{KILLED}expected_by = 2031-03-01", ":4: figures[1].expected_by (F)", "in quotes"),
        (f"{KILLED}{KILLED}", ":5: figures[2].name (F)", "the name 'F' is already that of"),
    ],
)
def test_wrong_figures(tmp_path: Path, text: str, where: str, says: str) -> None:
    problem = only(tmp_path, watch=WATCH + text)
    lines = WATCH.count("\n")
    line, _, rest = where.removeprefix(":").partition(":")
    assert problem.startswith(f"watch.toml:{int(line) + lines}:{rest}")
    assert says in problem


def test_what_is_tracked_may_be_watched_for_its_pace(tmp_path: Path) -> None:
    """Of all four kinds; the day is over at midnight, and the text of rules is the same."""
    keys = 'burst = "high"\nquiet_after = "24h"\nexpected_by = "2031-03-01"\n'
    text = (
        f'{KILLED}{keys}[[people]]\nname = "Mara Quill"\n{keys}'
        f'[[organisations]]\nname = "Reed Army"\n{keys}[[topics]]\nname = "T"\nrule = "t"\n{keys}'
    )
    watchlist = load(written(tmp_path, watch=WATCH + text), {}).watchlist
    over = datetime(2031, 3, 2, tzinfo=UTC)
    assert watchlist.paces == dict.fromkeys(
        [
            (Subject.TOPIC, "T"),
            (Subject.PERSON, "Mara Quill"),
            (Subject.PERSON, "Reed Army"),
            (Subject.FIGURE, "F"),
        ],
        Pace(Burst.HIGH, timedelta(days=1), over),
    )


@pytest.mark.parametrize(("written_as", "step"), [("5", Step(5)), ('"10%"', Step(10, True))])
def test_a_tracked_figure_may_wait_for_a_change(
    tmp_path: Path, written_as: str, step: Step
) -> None:
    """Which changes, and from which step on; another step is another watchlist."""
    text = f'{KILLED}change = ["risen", "new speaker"]\nstep = {written_as}\n'
    watchlist = load(written(tmp_path, watch=WATCH + text), {}).watchlist
    (gauge,) = watchlist.gauges
    assert (gauge.changes, gauge.step) == (frozenset({Change.RISEN, Change.SPEAKER}), step)
    other = replace(watchlist, gauges=(replace(gauge, step=Step(6)),))
    assert other.version != watchlist.version


def test_a_tracked_figure_becomes_a_gauge(tmp_path: Path) -> None:
    """Its keys say what is asked of a claim; a number is not counted over years."""
    text = (
        '[[figures]]\nname = "Harbour strike"\ntopic = "Dams"\neffect = "killed"\n'
        'class = "civilian"\ncounts = ["civilians", "women"]\nby = ["police", "outlet"]\n'
        'above = 20\nbelow = 1_000.5\n[[figures]]\nname = "Aid"\nunit = "INR"\n'
        'scope = ["cumulative", "as of"]\n'
    )
    gauges = load(written(tmp_path, watch=WATCH + text), {}).watchlist.gauges
    assert gauges == (
        Gauge(
            "Harbour strike",
            Asked(
                Effect.KILLED,
                VictimClass.CIVILIAN,
                counts=("civilians", "women"),
                by=("police", "outlet"),
                limits=(Limit(Op.ABOVE, 20.0), Limit(Op.BELOW, 1000.5)),
            ),
            "Dams",
        ),
        Gauge("Aid", Asked(unit="INR", scopes=frozenset({Scope.CUMULATIVE, Scope.AS_OF}))),
    )


# ---------------------------------------------------------------- recipients and routes

CONSOLE = '[[recipients]]\nname = "c"\nchannel = "console"\n'
BOT = '[[recipients]]\nname = "b"\nchannel = "slack"\ntoken = "xoxb-1"\n'


@pytest.mark.parametrize(
    ("text", "where", "says"),
    [
        ('[[recipients]]\nname = "d"', ":1: recipients[1].channel (d)", "this key is missing"),
        ('[[recipients]]\nname = "d"\nchannel = "emial"', ":3: rec", "Did you mean 'email'?"),
        ('[[recipients]]\nname = "d"\nchannel = "slack"', ":1: recipients[1] (d)", "no webhook"),
        (f"{BOT}", ":1: recipients[1] (b)", "this recipient has no to"),
        (f"{BOT.replace('token', 'to')}", ":1: recipients[1] (b)", "this recipient has no token"),
        (
            f'{BOT}to = "#news"\nwebhook = "https://hook.example/1"',
            ":1: recipients[1] (b)",
            "this recipient has both a webhook and a token",
        ),
        (f'{BOT}to = "#news room"', ":5: recipients[1].to (b)", "is no Slack channel"),
        (f'{BOT}to = "https://a.example/C1"', ":5: recipients[1].to (b)", "is no Slack channel"),
        (f'{BOT.replace("xoxb", "xapp")}to = "x"', ":4: recipients[1].token (b)", "is no token of"),
        (f"{CONSOLE}broadcast = true", ":1: recipients[1] (c)", "in a thread"),
        (f'{CONSOLE}to = "#news"', ":1: recipients[1] (c)", "channel 'console' has no to"),
        (
            '[[recipients]]\nname = "d"\nchannel = "console"\naddress = "d@x.example"',
            ":1: recipients[1] (d)",
            "a recipient on channel 'console' has no address",
        ),
        (f'{CONSOLE}timezone = "IST"', ":4: recipients[1].timezone (c)", "'Asia/Kolkata'?"),
        (f'{CONSOLE}[[routes]]\nname = "r"', ":4: routes[1].recipients (r)", "key is missing"),
        (f'{CONSOLE}[[routes]]\nname = "r"\nrecipients = []', ":4: routes[1] (r)", "to nobody"),
        (
            f'{CONSOLE}[[routes]]\nname = "r"\nrecipients = ["d"]',
            ":6: routes[1].recipients[1] (r)",
            "there is no recipient 'd'\n    There is: 'c'.",
        ),
        (
            f'{CONSOLE}[[routes]]\nname = "r"\nrecipients = ["c"]\ntopics = ["Dam"]',
            ":7: routes[1].topics[1] (r)",
            "there is no topic 'Dam'\n    Did you mean 'Dams'?",
        ),
        (
            f'{CONSOLE}[[routes]]\nname = "r"\nrecipients = ["c"]\npeople = ["Vesker Dunn"]',
            ":7: routes[1].people[1] (r)",
            "there is no person 'Vesker Dunn'\n    Did you mean 'Veskar Dunn'?",
        ),
        (
            f'{CONSOLE}[[routes]]\nname = "r"\nrecipients = ["c"]\nfigures = ["Dams"]',
            ":7: routes[1].figures[1] (r)",
            "there is no figure 'Dams'",
        ),
        (
            f'{CONSOLE}[[routes]]\nname = "r"\nrecipients = ["c"]\nsources = ["Hill Courier"]',
            ":7: routes[1].sources[1] (r)",
            "Did you mean 'The Hill Courier'?",
        ),
    ],
)
def test_wrong_alerts(tmp_path: Path, text: str, where: str, says: str) -> None:
    problem = only(tmp_path, alerts=text)
    assert problem.startswith(f"alerts.toml{where}")
    assert says in problem


MAIL = '[[recipients]]\nname = "desk"\nchannel = "email"\naddress = "desk@example.org"\n'


def test_mail_needs_a_server(tmp_path: Path) -> None:
    """A mail recipient without [mail] would only be found out at the first alert."""
    says = only(tmp_path, alerts=MAIL)
    assert says.startswith("alerts.toml:3: recipients[1].channel (desk): mail needs a server")


@pytest.mark.parametrize(
    "address", ["", "desk", "desk@", "@example.org", "a@x.example, b@x.example", "d\\r\\n@x"]
)
def test_a_mail_address_is_one_bare_address(tmp_path: Path, address: str) -> None:
    server = '[mail]\nhost = "mx.example"\nsender = "w@example.org"'
    alerts = MAIL.replace("desk@example.org", address)
    says = only(tmp_path, wirewatch=server, alerts=alerts)
    assert says.startswith("alerts.toml:")
    assert "address" in says


def test_recipients_and_routes_become_values(tmp_path: Path) -> None:
    """An address, a webhook or a channel is where a recipient is; UTC where no zone is given."""
    config = load(
        written(
            tmp_path,
            wirewatch='[mail]\nhost = "mx.example"\nsender = "w@example.org"',
            alerts=MAIL
            + '[[recipients]]\nname = "s"\nchannel = "slack"\nwebhook = "https://hook.example/1"\n'
            + 'timezone = "Asia/Kabul"\n'
            + BOT
            + 'to = "#news"\nbroadcast = true\n'
            + '[[routes]]\nname = "r"\nrecipients = ["s", "desk"]\ntopics = ["Dams"]\n',
        ),
        {},
    )
    assert config.recipients == (
        Recipient("desk", "email", "desk@example.org", "UTC"),
        Recipient("s", "slack", "https://hook.example/1", "Asia/Kabul"),
        Recipient("b", "slack", "#news", "UTC", token="xoxb-1", broadcast=True),  # noqa: S106
    )
    assert config.routes == (Route("r", ("s", "desk"), ("Dams",)),)


# ---------------------------------------------------------------- all at once


def test_all_problems_come_at_once(tmp_path: Path) -> None:
    """Every file is checked though another is broken, in the order of files and lines."""
    folder = written(
        tmp_path,
        wirewatch="[crawl\n",
        sources=SOURCES.replace("Asia/Karachi", "PKT") + "nonsense = 1\n",
        watch='[[topics]]\nname = "A"\nrule = "("\n',
        alerts=ALERTS.replace('channel = "console"', 'channel = "slack"'),
    )
    assert [(problem.file, problem.line) for problem in problems(folder)] == [
        ("wirewatch.toml", 1),
        ("sources.toml", 5),
        ("sources.toml", 10),
        ("watch.toml", 3),
        ("alerts.toml", 2),
    ]


def test_a_broken_file_is_not_blamed_on_others(tmp_path: Path) -> None:
    """Routes to topics are not unknown only because watch.toml cannot be read."""
    alerts = ALERTS + 'topics = ["Dams"]\nsources = ["Darrun Radio"]\n'
    folder = written(tmp_path, watch="[[topics\n", alerts=alerts)
    assert [problem.file for problem in problems(folder)] == ["watch.toml"]


def test_a_wrong_entry_is_still_known_by_its_name(tmp_path: Path) -> None:
    """One mistake makes one problem, not a second at each route."""
    alerts = ALERTS.replace('channel = "console"', 'channel = "consol"')
    assert only(tmp_path, alerts=alerts).startswith("alerts.toml:4: recipients[1].channel")


def test_thousands_of_mistakes_are_all_told(tmp_path: Path) -> None:
    """A wrong search-and-replace over a long list is answered in seconds, not minutes."""
    sources = "".join(
        f'[[sources]]\nname = "S{n}"\nfeeds = ["https://s{n}.example"]\ntimezone = "Asia/Karachy"\n'
        for n in range(2000)
    )
    routes = ALERTS + f"sources = {[f'X{n}' for n in range(2000)]}\n"
    assert len(problems(written(tmp_path, sources=sources, alerts=routes))) == 4000


# ---------------------------------------------------------------- files as they come


def test_a_missing_folder_says_how_to_make_one(tmp_path: Path) -> None:
    """The first start ends with the command that helps."""
    [problem] = problems(tmp_path / "nowhere")
    assert "no such folder" in problem.message
    assert "`wirewatch init`" in problem.hint


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    """--config names the folder, not the file in it."""
    [problem] = problems(written(tmp_path) / "watch.toml")
    assert "should be a folder" in problem.message


@pytest.mark.parametrize(
    ("body", "line", "says"),
    [
        (b"", None, "this file is empty"),
        (b"\xef\xbb\xbf \n\t\n", None, "this file is empty"),
        ("# größe".encode("latin-1"), 1, "not written in UTF-8"),
        (b"# a\n# b\xff\n", 2, "not written in UTF-8"),
        ("# a".encode("utf-16"), 1, "written in UTF-16"),
        (b"\x00\x00", 1, "this is no TOML"),
        (b"a = 1\nb\n", 2, "expected '='"),
        (b"a = hello\n", 1, "Text needs quotes"),
        (b'a = "b\n', 1, "A text is never closed"),
        (b"a = [\n1,\n", 3, "never closed"),
        (b"a = 1\na = 2\n", 2, "This key is here twice"),
        (b"a = " + b"[" * 100_000, None, "nested too deeply"),
        (b"a = " + b"9" * 5000, None, "absurdly long number"),
        (b"#" * 5_000_001, None, "larger than 5,000,000 bytes"),
    ],
)
def test_files_that_cannot_be_read(
    tmp_path: Path, body: bytes, line: int | None, says: str
) -> None:
    (written(tmp_path) / "watch.toml").write_bytes(body)
    [problem] = problems(tmp_path)
    assert (problem.file, problem.line) == ("watch.toml", line)
    assert says in str(problem)


def test_a_byte_order_mark_is_accepted(tmp_path: Path) -> None:
    """Some editors put one in front, and line ends of their own."""
    body = b"\xef\xbb\xbf" + WATCH.replace("\n", "\r\n").encode()
    (written(tmp_path) / "watch.toml").write_bytes(body)
    assert problems(tmp_path) == []


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """No file is optional: a lost one must not silence all alerts."""
    (written(tmp_path) / "watch.toml").unlink()
    [problem] = problems(tmp_path)
    assert str(problem).startswith("watch.toml: this file is missing")


def test_a_misnamed_file_is_found(tmp_path: Path) -> None:
    """The file that was probably meant is suggested."""
    (written(tmp_path) / "sources.toml").rename(tmp_path / "source.toml")
    [problem] = problems(tmp_path)
    assert problem.hint == "Did you mean 'source.toml'? Then rename it to sources.toml."


def test_a_folder_or_a_pipe_is_no_file(tmp_path: Path) -> None:
    """Reading a pipe would wait for ever."""
    folder = written(tmp_path)
    for name in ("watch.toml", "alerts.toml"):
        (folder / name).unlink()
    (folder / "watch.toml").mkdir()
    os.mkfifo(folder / "alerts.toml")
    assert [problem.message for problem in problems(folder)] == [
        "this is a folder, but should be a file",
        "this is no regular file",
    ]


TOML_TEXT = st.text(st.one_of(st.sampled_from("[]={}\"'\n#.,a1\\"), st.characters()), max_size=60)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(TOML_TEXT)
def test_any_text_loads_or_has_problems(tmp_path: Path, text: str) -> None:
    """No text breaks the loader, and each problem names the file that it stands in."""
    body = text.encode("utf-8", "surrogatepass")
    (written(tmp_path) / "watch.toml").write_bytes(body)
    assert {problem.file for problem in problems(tmp_path)} <= {"watch.toml"}


def _around(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    few = st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]")
    return st.one_of(few, inner.map("{{ env = {} }}".format), inner.map("{{ k = {} }}".format))


JUNK = st.recursive(st.sampled_from(["-1", "inf", "true", '"x"', "1979-05-27"]), _around)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.sampled_from(["name", "feeds", "timezone", "poll", "verify_tls", "url"]), JUNK)
def test_any_value_loads_or_has_problems(tmp_path: Path, key: str, value: str) -> None:
    """Whatever kind of value stands at a key, problems name its line."""
    others = "" if key in {"name", "feeds"} else 'name = "A"\nfeeds = ["https://a.example"]\n'
    found = problems(written(tmp_path, sources=f"[[sources]]\n{others}{key} = {value}\n"))
    assert all(problem.file == "sources.toml" and problem.line for problem in found)


# ---------------------------------------------------------------- secrets

HOOK = "https://hooks.slack.example/T0/B0/verysecretpart"
SLACK = '[[recipients]]\nname = "s"\nchannel = "slack"\nwebhook = { env = "HOOK" }\n'


def with_secrets(folder: Path) -> Config:
    """Load a configuration with a password from a file and a webhook from the environment."""
    (folder / "password").write_text("open sesame\n", encoding="utf-8")
    mail = '[mail]\nhost = "mx"\nsender = "w@x"\nuser = "u"\npassword = { file = "password" }'
    return load(written(folder, wirewatch=mail, alerts=SLACK), {"HOOK": HOOK})


def test_secrets_are_resolved(tmp_path: Path) -> None:
    """From the environment, and from a file without the line end that editors add."""
    config = with_secrets(tmp_path)
    assert config.recipients[0].address == HOOK
    assert config.settings.mail.password == "open sesame"  # noqa: S105


def test_no_repr_shows_a_secret(tmp_path: Path) -> None:
    """A configuration can be logged."""
    shown = repr(with_secrets(tmp_path))
    assert "verysecretpart" not in shown
    assert "open sesame" not in shown


@pytest.mark.parametrize(
    ("environ", "says"),
    [
        ({}, "the environment has no variable 'HOOK'"),
        ({"HOOK": ""}, "the environment has no variable 'HOOK'"),
        ({"HOOK": "verysecret\nX: y"}, "holds no plain text"),
        ({"HOOK": "verysecret\udcff"}, "holds no plain text"),
        ({"HOOK": "verysecret.example"}, "this secret is no web address"),
        ({"HOOK": "https://u:verysecret@x.example"}, "user name or password"),
        ({"HOOK": "https://x.example/very secret"}, "forbidden character in this secret"),
    ],
)
def test_wrong_secrets_are_told_but_not_shown(
    tmp_path: Path, environ: dict[str, str], says: str
) -> None:
    folder = written(tmp_path, alerts=SLACK)
    with pytest.raises(ConfigError) as caught:
        load(folder, environ)
    [problem] = caught.value.problems
    assert says in str(problem)
    assert problem.line == 4
    everything = "".join(traceback.format_exception(caught.value))
    assert "verysecret" not in everything


def test_a_webhook_in_the_file_itself_is_a_secret_too(tmp_path: Path) -> None:
    """Where the secret was written does not matter to who reads the error."""
    alerts = SLACK.replace('{ env = "HOOK" }', '"hooks.slack.example/verysecret"')
    assert "verysecret" not in only(tmp_path, alerts=alerts)


@pytest.mark.parametrize("written_as", ['"xapp-verysecret"', '{ env = "HOOK" }'])
def test_a_token_is_a_secret_too(tmp_path: Path, written_as: str) -> None:
    """The app's own token, or its signing secret, is often taken for the bot's."""
    alerts = SLACK.replace('webhook = { env = "HOOK" }', f"token = {written_as}") + 'to = "#a"\n'
    folder = written(tmp_path, alerts=alerts)
    (says,) = map(str, problems(folder, {"HOOK": "verysecret"}))
    assert "this is no token of a Slack bot" in says
    assert "verysecret" not in says
    shown = repr(load(folder, {"HOOK": "xoxb-verysecret"})) if "env" in written_as else ""
    assert "verysecret" not in shown


def test_a_password_without_quotes_is_not_shown(tmp_path: Path) -> None:
    """An error of syntax names line and column, not what stands there."""
    says = only(tmp_path, wirewatch="[mail]\npassword = verysecret\n")
    assert says.startswith("wirewatch.toml:2: this is no TOML")
    assert "verysecret" not in says


@pytest.mark.parametrize(
    ("reference", "says"),
    [
        ('{ file = "nowhere" }', "there is no such file"),
        ('{ file = "." }', "this is a folder"),
        ('{ file = "hollow" }', "is empty"),
        ('{ file = "a\\u0000b" }', "should be a text that names the secret"),
        ("{ env = 7 }", "should be a text that names the secret"),
        ('{ env = "A", file = "b" }', "is a table, but should be text"),
        ('{ evn = "A" }', "is a table, but should be text"),
    ],
)
def test_wrong_references(tmp_path: Path, reference: str, says: str) -> None:
    (tmp_path / "hollow").write_text("\n", encoding="utf-8")
    alerts = SLACK.replace('{ env = "HOOK" }', reference)
    assert says in only(tmp_path, alerts=alerts)


def test_a_secret_may_stand_in_a_list(tmp_path: Path) -> None:
    """A feed whose address holds a key, or a rule that lives in a file of its own."""
    (tmp_path / "rule.txt").write_text("flood*\n", encoding="utf-8")
    sources = '[[sources]]\nname = "A"\nfeeds = ["https://a.example/1", { env = "FEED" }]\n'
    watch = '[[topics]]\nname = "Floods"\nrule = { file = "rule.txt" }\n'
    folder = written(tmp_path, sources=sources, watch=watch)
    config = load(folder, {"FEED": "https://a.example/2?key=k"})
    assert [feed.url for feed in config.sources[0].feeds][1] == "https://a.example/2?key=k"
    assert config.watchlist.topics == (Topic("Floods", parse("flood*")),)


# ---------------------------------------------------------------- where


@pytest.mark.parametrize(
    ("explicit", "environ", "found"),
    [
        ("here", {"WIREWATCH_CONFIG": "there"}, "here"),
        (None, {"WIREWATCH_CONFIG": "there"}, "there"),
        (None, {"WIREWATCH_CONFIG": ""}, "watch"),
        (None, {}, "watch"),
    ],
)
def test_where_the_configuration_is(
    explicit: str | None, environ: dict[str, str], found: str
) -> None:
    assert find(Path(explicit) if explicit else None, environ) == Path(found)


@pytest.mark.parametrize("written_as", ["every article", "Every  Article", "every_article"])
def test_who_hears_of_every_article(tmp_path: Path, written_as: str) -> None:
    """What is said of a topic reaches those who are told; without it, new facts are told."""
    topics = f'[[topics]]\nname = "A"\nrule = "a"\nnotify = "{written_as}"\n'
    folder = written(tmp_path, watch=topics + '[[topics]]\nname = "B"\nrule = "b"\n', alerts=ALERTS)
    notify = load(folder, {}).watchlist.notify
    assert notify[Subject.TOPIC, "A"] is Notify.EVERY
    assert notify[Subject.TOPIC, "B"] is Notify.FACTS
