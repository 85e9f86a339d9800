"""Rules that nobody means well: a clear error or an answer, at each door by which a rule comes in.

The doors are watch.toml (`config check` reads it, and the daemon), the test of a rule and the
search.  Behind them a rule meets an article that is hostile too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from archive.backtest import Backtests
from config.check import summary
from config.load import load
from config.settings import Config
from monitor.match import Matcher
from news.article import Article
from news.errors import ConfigError
from news.grammar import MAX_LENGTH
from news.watch import Watchlist
from tests.build import archive_with, article
from tests.config.folder import WATCH, written
from tests.web.visitor import Visitor, visit

FILES = Path(__file__).parent / "hostile" / "rules"
_MUCH = 2_000  # characters that a person may have to read
_ADDRESS = 4_000  # characters of a rule that are sent in an address


def _lines(name: str) -> Iterator[str]:
    yield from (FILES / name).read_text("utf-8").splitlines()


LONG = [
    "(" * 2_000 + "a" + ")" * 2_000,
    "NOT " * 3_000 + "a",
    "a OR " * 50_000 + "a",
    " OR ".join(f"(a{n}* OR b{n}*) NEAR/1000 c{n}" for n in range(2_000)),
    " OR ".join(f"/(x{n}|y)+z/" for n in range(1_000)),
    '"' + "a " * 20_000 + '"',
    "*" * 1_000,
    "a*" * 10_000,
    "x:" * 3_000,
    "@" * 5_000,
    "NEAR/" + "9" * 50_000,
    "-" * 5_000 + "a",
    "a" * MAX_LENGTH,
]
SHORT = [
    "", " ", "()", "AND", "OR", "a OR OR b", "a AND (b OR", '"unclosed', '"" OR dam', "*", "-",
    "a:b:c", "NEAR/5 a", "a NEAR/5", "a NEAR/5 NEAR/5 b", "NEAR/999999999(a b)", "@T", "@nobody",
    "date:9999", "date:2031-13", "person:nobody", "\u202e", "dam\u202eOR", "\x00", "\x1b[2J",
    "a -a", "*e*", "lang:ur", "$ne", "'; DROP TABLE articles;--", "%s%s%n", "/(a{1000}){1000}/",
    "/(?=x)y/", "/[/", "/\\p{L}+/", "\ufffd", "\U0001f9a9", "title:()", "figure(dead) >= 3",
]  # fmt: skip
RULES = [
    *SHORT,
    *LONG,
    *(f"/{line}/" for line in _lines("redos.txt")),
    *_lines("redos.txt"),
    *_lines("template_injection.txt"),
]
HARD = Article(
    "https://a.example/1", "a" * 500, "a b c xyz " * 2_000 + "a" * 20_000 + "!" + "yz" * 5_000
)


@pytest.mark.parametrize("rule", RULES, ids=range(len(RULES)))
def test_a_configuration_with_it(tmp_path: Path, rule: str) -> None:
    """It is refused with its place and a way out, or loads, is summed up and meets an article."""
    text = json.dumps(rule, ensure_ascii=False)
    folder = written(tmp_path, watch=f'{WATCH}[[topics]]\nname = "T"\nrule = {text}\n')
    found = loaded(folder)
    if isinstance(found, ConfigError):
        (problem,) = found.problems
        assert "line 1, column " in problem.message
        assert problem.hint
        assert len(str(found)) < _MUCH
    else:
        assert all(len(line) < _MUCH and line.isprintable() for line in summary(found))
        Matcher(found.watchlist).match(HARD)


def loaded(folder: Path) -> Config | ConfigError:
    """Return the configuration, or why it cannot be read."""
    try:
        return load(folder, {})
    except ConfigError as error:
        return error


@pytest.fixture(scope="module")
def visitor(tmp_path_factory: pytest.TempPathFactory) -> Visitor:
    built = archive_with(tmp_path_factory.mktemp("archive"), article("A dam", text="A dam broke."))
    tests = Backtests(built.database)
    return visit(
        built.browse,
        backtest=lambda rule, since: tests.test(Watchlist().meaning(rule), since, rule),
    )


@pytest.mark.parametrize("rule", [rule[:_ADDRESS] for rule in RULES], ids=range(len(RULES)))
def test_the_api_answers(visitor: Visitor, rule: str) -> None:
    """A test of the rule is an answer or an error with words; a search is always an answer."""
    answer = visitor.get(f"/api/v1/topics/test?{urlencode({'rule': rule})}")
    assert answer.status_code in {200, 400, 422}, answer.text
    if answer.status_code != 200:
        assert answer.json()["error"]
        assert len(answer.text) < 10_000
    searched = visitor.get(f"/api/v1/articles?{urlencode({'q': rule[:900]})}")
    assert searched.status_code == 200, searched.text


@pytest.mark.parametrize(
    ("watch", "says"),
    [
        ('[[people]]\nname = ""', "this name is empty"),
        ('[[people]]\naliases = ["x"]', "this key is missing"),
        ('[[people]]\nname = "..."', "there is no word in '...'"),
        ('[[people]]\nname = "\\u202eBrill"', "control characters"),
        ('[[organisations]]\nname = "A\\u0000B"', "control characters"),
        ('[[topics]]\nname = "\\u202eT"\nrule = "a"', "control characters"),
        ('[[people]]\nname = "A B"\naliases = ["*"]', "there is no word in '*'"),
        ('[[people]]\nname = "' + "A b " * 5_000 + '"', "longer than 100 characters"),
        ('[[rules]]\nname = "r"\nrule = "@r"', "this rule is part of itself"),
    ],
)
def test_names_that_are_none(tmp_path: Path, watch: str, says: str) -> None:
    """A person with no name, or with signs that turn text around, is refused in plain words."""
    with pytest.raises(ConfigError) as refused:
        load(written(tmp_path, watch=watch), {})
    assert says in str(refused.value)
    assert all(sign not in str(refused.value) for sign in "\x00\u202e")
