"""`wirewatch init`: what it asks, proposes, refuses and writes."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from rich.text import Text
from typer.testing import CliRunner

from config.catalogue import catalogue
from config.check import warnings
from config.compose import (
    MAIL_SECRET,
    SLACK_SECRET,
    SLACK_TOKEN,
    MailServer,
    Wanted,
    compose,
    secrets,
)
from config.example import write_files
from config.load import load
from config.settings import Config
from news.errors import WirewatchError
from news.grammar import parse
from wirewatch.cli import app
from wirewatch.commands.starting import Given, Wizard, numbers, spellings, split_topic

ALL = catalogue()
TOKEN = "xoxb-1-2-abc"  # noqa: S105  invented
TOPIC = "(Vesk OR Darrun) AND (attack* OR blast*) -cricket"


@dataclass
class Scripted:
    """One who gives these answers in order, then presses Enter."""

    answers: list[str]
    said: list[str] = field(default_factory=list)

    def say(self, text: Text | str = "") -> None:
        """Remember what was shown."""
        self.said.append(str(text))

    def ask(self, question: str, default: str = "", /, *, hidden: bool = False) -> str:
        """Give the next answer."""
        self.said.append(question)
        answer = self.answers.pop(0) if self.answers else ""
        return answer or default


def answered(*answers: str, given: Given | None = None) -> tuple[Wanted, str]:
    """Return what is wanted after these answers, and all that was shown."""
    asking = Scripted(list(answers))
    wanted = Wizard(asking, ALL, given or Given()).wanted()
    return wanted, "\n".join(asking.said)


def loaded(folder: Path, wanted: Wanted) -> Config:
    write_files(folder, compose(wanted), secrets(wanted))
    return load(folder, {})


def test_enter_all_the_way(tmp_path: Path) -> None:
    """Whoever only presses Enter gets what we are sure of, and alerts on the console."""
    wanted, _ = answered()
    assert {outlet.confidence for outlet in wanted.outlets} == {"A", "B"}
    config = loaded(tmp_path, wanted)
    assert [recipient.channel for recipient in config.recipients] == ["console"]
    assert config.watchlist.topics == ()


def test_a_whole_conversation(tmp_path: Path) -> None:
    """Two countries, one language, outlets by number, a topic, a person, mail and Slack."""
    wanted, shown = answered(
        "pk, af", "en", "20 1-2", "", TOPIC, "Attacks", "", "Veskar Dunn, Waskar Dunn", "",
        "mail and slack", "desk@example.org", "mail.example.org:2525", "none", "", "", "",
        "https://hooks.example/T0", "",
    )  # fmt: skip
    names = [outlet.name for outlet in wanted.outlets]
    assert "Dawn" not in names
    assert "The News International" in names
    assert "finds reports with (“vesk” or “darrun”) and" in shown
    config = loaded(tmp_path, wanted)
    assert [topic.rule for topic in config.watchlist.topics] == [parse(TOPIC)]
    assert config.watchlist.people[0].names == ("Veskar Dunn", "Waskar Dunn")
    told = {recipient.channel: recipient for recipient in config.recipients}
    assert told["email"].address == "desk@example.org"
    assert told["slack"].address == "https://hooks.example/T0"
    assert told["email"].health
    assert (config.settings.mail.host, config.settings.mail.port) == ("mail.example.org", 2525)
    assert config.settings.crawl.contact == "desk@example.org"
    assert told["email"].timezone == "Asia/Karachi"
    assert {source.country for source in config.sources} == {"PK", "AF"}


def test_a_bot_of_slack_is_asked_for_its_channel(tmp_path: Path) -> None:
    """What each way gives is said first; what is no token and no channel is asked again."""
    wanted, shown = answered(
        "de", "", "", "", "slack", "bot", "token", "https://hooks.example/T0", TOKEN,
        "news room!", "#newsroom", "",
    )  # fmt: skip
    assert "replies in its thread" in shown
    assert "'bot' is neither webhook nor token" in shown
    assert "no token of a Slack bot" in shown
    assert "no Slack channel" in shown
    assert "/invite" in shown
    (newsroom,) = loaded(tmp_path, wanted).recipients
    assert (newsroom.token, newsroom.address) == (TOKEN, "#newsroom")
    assert TOKEN not in (tmp_path / "alerts.toml").read_text(encoding="utf-8")
    assert (tmp_path / SLACK_TOKEN).stat().st_mode & 0o777 == 0o600


def test_a_bot_of_slack_as_options(tmp_path: Path) -> None:
    """Its token comes in a file; without a channel it writes nowhere."""
    held = tmp_path / "token"
    held.write_text(f"{TOKEN}\n", encoding="utf-8")
    words = ["--country", "DE", "--slack-token-file", str(held)]
    status, said = run(tmp_path, *words)
    assert status != 0
    assert "--slack-channel" in said
    status, said = run(tmp_path, *words, "--slack-channel", "#newsroom")
    assert status == 0, said
    (newsroom,) = load(tmp_path / "watch", {}).recipients
    assert newsroom.token == TOKEN


def test_a_rule_that_cannot_be_read_is_shown_with_a_caret() -> None:
    """And is asked for again at once."""
    wanted, shown = answered("de", "", "(vesk AND", "vesk", "", "", "", "")
    assert [rule for _, rule in wanted.topics] == ["vesk"]
    assert "(vesk AND\n" in shown
    assert "^" in shown


def test_answers_that_are_none_are_asked_again() -> None:
    """A country that is not there, no outlet at all, an address without @, a security."""
    wanted, shown = answered(
        "zz", "de", "none", "", "all", "", "", "", "mail", "desk", "desk@example.org", "", "tsl",
        "tls",
    )  # fmt: skip
    assert "There is no 'zz'" in shown
    assert "Take at least one." in shown
    assert "'desk' is no mail address" in shown
    assert "none of starttls" in shown
    assert wanted.server == MailServer("smtp.example.org", "desk@example.org", 0, "tls")


def test_what_is_given_is_not_asked() -> None:
    """Options leave only the open questions."""
    given = Given(countries=("NP",), topics=("Floods: flood*",), mail="a@b.example", server="m:25")
    wanted, shown = answered(given=given)
    assert "Countries" not in shown
    assert "looking for" not in shown
    assert "How to tell" not in shown
    assert wanted.topics == (("Floods", "flood*"),)
    assert wanted.contact == "a@b.example"


def test_the_whole_catalogue_loads(tmp_path: Path) -> None:
    """Whoever takes all outlets gets a configuration without a problem."""
    everything = tuple(outlet for outlet in ALL if outlet.polled)
    config = loaded(tmp_path, Wanted(everything, contact="desk@example.org"))
    assert len(config.sources) == 82
    assert [text for text in warnings(config) if "source" in text] == []


def test_secrets_have_files_of_their_own(tmp_path: Path) -> None:
    """No TOML holds one, and nobody else can read the files."""
    server = MailServer("m.example", "a@b.example", user="u", password="s3cret")  # noqa: S106
    wanted = Wanted(mail="a@b.example", server=server, webhook="https://hooks.example/s3cret")
    config = loaded(tmp_path, wanted)
    assert config.settings.mail.password == "s3cret"  # noqa: S105
    for path in tmp_path.glob("*.toml"):
        assert "s3cret" not in path.read_text(encoding="utf-8")
    modes = [(tmp_path / name).stat().st_mode & 0o777 for name in (MAIL_SECRET, SLACK_SECRET)]
    assert modes == [0o600, 0o600]
    assert "s3cret" not in repr(wanted)


@pytest.mark.parametrize(
    ("text", "name", "rule"),
    [
        ("Attacks: vesk AND attack*", "Attacks", "vesk AND attack*"),
        ("vesk AND (attack* OR blast*)", "vesk attack blast", "vesk AND (attack* OR blast*)"),
        (": vesk", "vesk", "vesk"),
    ],
)
def test_a_topic_as_an_option(text: str, name: str, rule: str) -> None:
    assert (split_topic(text)[0].lstrip(": "), split_topic(text)[1].lstrip(": ")) == (name, rule)


def test_lists() -> None:
    """Numbers and names as people write them."""
    assert list(numbers("3 7-9, 2", 8)) == [3, 7, 8, 2]
    assert list(numbers("x -1 0 99-3", 8)) == []
    assert spellings("A B, C ,, D") == ("A B", ("C", "D"))


def run(folder: Path, *words: str) -> tuple[int, str]:
    """Run `wirewatch init` without a terminal."""
    result = CliRunner().invoke(app, ["init", str(folder / "watch"), *words])
    said = result.output + (str(result.exception) if result.exception else "")
    return result.exit_code, said


def test_scripts_write_what_the_options_say(tmp_path: Path) -> None:
    """With options nothing is asked; the next three commands are shown."""
    words = ["--country", "pk", "--language", "en", "--topic", f"Attacks: {TOPIC}", "--yes"]
    status, said = run(tmp_path, *words, "--source", "Dawn")
    assert status == 0
    assert said.count("  wirewatch ") == 3
    config = load(tmp_path / "watch", {})
    assert [source.name for source in config.sources] == ["Dawn"]
    assert [topic.name for topic in config.watchlist.topics] == ["Attacks"]


def test_without_options_and_terminal_the_example_is_written(tmp_path: Path) -> None:
    """As scripts expect."""
    status, _ = run(tmp_path)
    assert status == 0
    assert len(load(tmp_path / "watch", {}).sources) >= 12


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--country", "ZZ"], "no outlet there"),
        (["--country", "DE", "--language", "ur"], "no outlet there writes"),
        (["--source", "Dwan"], "Did you mean 'Dawn'"),
        (["--country", "DE", "--topic", "X: (a"], "never closed"),
        (["--country", "DE", "--mail", "a@b.example"], "--mail-server"),
        (["--country", "DE", "--mail", "ab", "--mail-server", "m"], "no mail address"),
        (["--country", "DE", "--person", "!!"], "no word"),
        (["--country", "DE", "--timezone", "PKT"], "Asia/Karachi"),
        (["--country", "DE", "--slack-webhook-file", "nowhere"], "cannot be read"),
    ],
)
def test_what_cannot_work_writes_nothing(tmp_path: Path, words: list[str], says: str) -> None:
    status, said = run(tmp_path, *words)
    assert status != 0
    assert says in said
    assert not (tmp_path / "watch").exists()


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    """Not even asked about: the folder is refused before the first question."""
    (tmp_path / "watch").mkdir()
    (tmp_path / "watch" / "watch.toml").write_text("# mine\n", encoding="utf-8")
    status, said = run(tmp_path, "--country", "DE")
    assert status != 0
    assert "nothing is overwritten" in said
    assert [path.name for path in (tmp_path / "watch").iterdir()] == ["watch.toml"]


def test_the_error_is_ours() -> None:
    """What cannot work is an error with a way out, not a traceback."""
    with pytest.raises(WirewatchError):
        answered(given=Given(sources=("Nobody",)))
