"""`wirewatch init`: ask what to watch, propose outlets, write the first configuration.

    where ─▶ languages ─▶ outlets ─▶ a topic ─▶ people ─▶ how to be told ─▶ four files

On a terminal it asks; each answer can be given as an option instead, and with --yes nothing
is asked at all.  Without a terminal and without options the example is written, as scripts
expect.  Nothing is ever overwritten.  What was written is loaded at once, so the first thing
that a newcomer sees is never a page of problems.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Protocol

import typer
from rich.text import Text

from config.catalogue import CONFIDENCE, COUNTRIES, SHIPPED, Outlet, catalogue, choose
from config.check import many, warnings
from config.compose import MailServer, Wanted, compose, secrets
from config.example import write_example, write_files
from config.load import load
from config.problems import Wrong, did_you_mean
from config.values import (
    check_alias,
    check_contact,
    check_mail,
    check_name,
    check_slack_place,
    check_slack_token,
    check_url,
)
from news.errors import RuleError, WirewatchError
from news.grammar import parse
from news.rules import explain
from web.wording import language as language_name
from wirewatch.commands.terminal import out

_NAME_WORDS = 4  # of a rule that names its topic
_SLACK = (
    "webhook  quickest: Apps, Incoming Webhooks, Add gives you an address. It writes to the one",
    "         channel that you chose there, and each message stands by itself.",
    "token    what comes later of a story replies in its thread. Make an app with the scope",
    "         chat:write at api.slack.com/apps, install it, and copy its Bot User OAuth Token.",
)


class Asking(Protocol):
    """One who can be asked."""

    def say(self, text: Text | str = "") -> None:
        """Show a line."""

    def ask(self, question: str, default: str = "", /, *, hidden: bool = False) -> str:
        """Return the answer, `default` where there is none."""


class Terminal:
    """The person at the terminal."""

    def say(self, text: Text | str = "") -> None:
        """Show a line."""
        out.print(text)

    def ask(self, question: str, default: str = "", *, hidden: bool = False) -> str:
        """Return the answer, without spaces around it."""
        answer = typer.prompt(
            question, default=default, show_default=bool(default), hide_input=hidden
        )
        return str(answer).strip()


@dataclass(frozen=True)
class Given:
    """What the options say; empty where they say nothing."""

    countries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    mail: str = ""
    server: str = ""
    security: str = "starttls"
    user: str = ""
    password: str = ""
    sender: str = ""
    webhook: str = ""
    token: str = ""
    place: str = ""
    contact: str = ""
    timezone: str = ""

    @property
    def anything(self) -> bool:
        """Whether they say anything."""
        return self != Given()


def init(
    directory: Annotated[Path, typer.Argument(help="Where to write it.")] = Path("watch"),
    country: Annotated[
        list[str] | None, typer.Option(help="Outlets of this country: PK. May be repeated.")
    ] = None,
    language: Annotated[
        list[str] | None, typer.Option(help="Outlets in this language: en. May be repeated.")
    ] = None,
    source: Annotated[
        list[str] | None, typer.Option(help="This outlet of the catalogue. May be repeated.")
    ] = None,
    topic: Annotated[
        list[str] | None, typer.Option(help="'Name: words or a rule'. May be repeated.")
    ] = None,
    person: Annotated[
        list[str] | None, typer.Option(help="'Name, other spelling, …'. May be repeated.")
    ] = None,
    mail: Annotated[str, typer.Option(help="The mail address that is told.")] = "",
    mail_server: Annotated[str, typer.Option(help="host or host:port of the mail server.")] = "",
    mail_security: Annotated[str, typer.Option(help="starttls, tls or none.")] = "starttls",
    mail_user: Annotated[str, typer.Option(help="The user name there.")] = "",
    mail_password_file: Annotated[
        Path | None, typer.Option(help="A file with the password.")
    ] = None,
    sender: Annotated[str, typer.Option(help="Whom mails come from [default: --mail].")] = "",
    slack_webhook_file: Annotated[
        Path | None, typer.Option(help="A file with the address of a Slack webhook.")
    ] = None,
    slack_token_file: Annotated[
        Path | None, typer.Option(help="A file with a Slack bot's token; it replies in threads.")
    ] = None,
    slack_channel: Annotated[
        str, typer.Option(help="The channel that the bot writes to: #newsroom.")
    ] = "",
    contact: Annotated[
        str, typer.Option(help="Where outlets can reach you [default: --mail].")
    ] = "",
    timezone: Annotated[
        str, typer.Option(help="Zone of times in alerts [default: that of most outlets].")
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing.")] = False,
    outlets: Annotated[
        Path, typer.Option("--catalogue", help="Another list of outlets to propose from.")
    ] = SHIPPED,
) -> None:
    """Write a first configuration: asks what to watch, and how to tell you."""
    given = Given(
        tuple(code.upper() for code in country or ()),
        tuple(code.lower() for code in language or ()),
        tuple(source or ()),
        tuple(topic or ()),
        tuple(person or ()),
        mail,
        mail_server,
        mail_security,
        mail_user,
        _secret(mail_password_file),
        sender,
        _secret(slack_webhook_file),
        _secret(slack_token_file),
        slack_channel,
        contact,
        timezone,
    )
    asked = sys.stdin.isatty() and sys.stdout.isatty() and not yes
    if not (asked or yes or given.anything):
        _say_next(write_example(directory), directory)
        return
    refuse_existing(directory)
    asking: Asking = Terminal() if asked else Silent()
    wanted = Wizard(asking, catalogue(outlets), given).wanted()
    with TemporaryDirectory() as trial:
        # What does not load is not written at all.
        write_files(Path(trial), compose(wanted), secrets(wanted))
        load(Path(trial), os.environ)
    written = write_files(directory, compose(wanted), secrets(wanted))
    found = load(directory, os.environ)
    out.print()
    _say_next(written, directory)
    for warning in warnings(found):
        out.print(Text(f"note: {warning}", "yellow"))


class Silent:
    """Nobody: every question has its default for an answer."""

    def say(self, text: Text | str = "") -> None:
        """Show nothing."""

    def ask(self, _question: str, default: str = "", *, hidden: bool = False) -> str:  # noqa: ARG002
        """Return the default."""
        return default


class Wizard:
    """Asks for what the options leave open."""

    def __init__(self, asking: Asking, outlets: Sequence[Outlet], given: Given) -> None:
        self._asking, self._outlets, self._given = asking, outlets, given

    def wanted(self) -> Wanted:
        """Return what is wanted, question by question."""
        outlets = self._chosen()
        zone = self._given.timezone or most_common([one.timezone for one in outlets])
        wanted = Wanted(outlets, tuple(self._topics()), tuple(self._people()), timezone=zone)
        wanted = self._told(wanted)
        return replace(wanted, contact=self._contact(wanted.mail))

    def _chosen(self) -> tuple[Outlet, ...]:
        if self._given.sources:
            return tuple(self._named(name) for name in self._given.sources)
        self._say_title("Where")
        countries = self._given.countries or self._pick(
            "Countries, with commas, or all",
            Counter(one.country for one in self._outlets if one.polled),
            COUNTRIES.get,
        )
        there = choose(self._outlets, countries, ())
        if not there:
            known = ", ".join(sorted({one.country for one in self._outlets if one.polled}))
            raise WirewatchError(f"the catalogue has no outlet there. It has: {known}")
        spoken = Counter(code for one in there for code in one.languages)
        languages = self._given.languages
        if not languages and len(spoken) > 1:
            self._say_title("Languages")
            languages = self._pick("Languages, with commas, or all", spoken, language_name)
        fitting = choose(self._outlets, countries, languages)
        if not fitting:
            raise WirewatchError(f"no outlet there writes in {', '.join(languages)}")
        return self._taken(fitting)

    def _named(self, name: str) -> Outlet:
        known = {one.name.casefold(): one for one in self._outlets if one.polled}
        found = known.get(name.casefold())
        if found is None:
            hint = did_you_mean(name, [one.name for one in known.values()], "")
            raise WirewatchError(f"the catalogue has no outlet named '{name}'. {hint}")
        return found

    def _pick(
        self, question: str, counts: Counter[str], name: Callable[[str], str | None]
    ) -> tuple[str, ...]:
        """Let some of the codes be chosen; none chosen means all."""
        for code, number in counts.most_common():
            self._asking.say(f"  {code}  {name(code) or code} ({number})")
        codes = {code.casefold(): code for code in counts}
        while True:
            answer = self._asking.ask(question, "all")
            words = [word.casefold() for word in answer.replace(",", " ").split()]
            if words == ["all"]:
                return ()
            strangers = [word for word in words if word not in codes]
            if words and not strangers:
                return tuple(codes[word] for word in words)
            self._asking.say(f"  There is no '{strangers[0]}' in this list." if strangers else "")

    def _taken(self, fitting: Sequence[Outlet]) -> tuple[Outlet, ...]:
        """Propose outlets; let them be taken and left by number."""
        taken = {number for number, one in enumerate(fitting, 1) if one.likely}
        taken = taken or set(range(1, len(fitting) + 1))
        self._say_title("Outlets")
        grades = ", ".join(f"{grade} {CONFIDENCE[grade]}" for grade in "ABC")
        self._asking.say(Text(f"  {grades}", "dim"))
        while True:
            for number, one in enumerate(fitting, 1):
                self._asking.say(outlet_line(number, one, taken=number in taken))
            answer = self._asking.ask("Numbers to take or leave (3 7-9), all, none; Enter goes on")
            if not answer and taken:
                return tuple(one for number, one in enumerate(fitting, 1) if number in taken)
            if not answer:
                self._asking.say("  Take at least one.")
            elif answer in {"all", "none"}:
                taken = set(range(1, len(fitting) + 1)) if answer == "all" else set()
            else:
                taken ^= set(numbers(answer, len(fitting)))

    def _topics(self) -> Iterator[tuple[str, str]]:
        for text in self._given.topics:
            name, rule = split_topic(text)
            try:
                parse(rule)
            except RuleError as error:
                raise WirewatchError(f"the topic '{name}' cannot be read: {error}") from None
            yield name, rule
        if self._given.topics:
            return
        self._say_title("A first topic")
        self._asking.say('  Words, or a rule: (flood* OR "dam breach") AND damage NOT cricket')
        question = "What are you looking for (Enter: nothing yet)"
        while text := self._asking.ask(question):
            try:
                read = parse(text)
            except RuleError as error:
                self._asking.say(Text(f"  {str(error).replace(chr(10), chr(10) + '  ')}", "yellow"))
                continue
            self._asking.say(Text(f"  finds reports with {explain(read)}", "green"))
            yield self._checked("Name of this topic", check_name, _short(text)), text
            question = "Another topic (Enter: no)"

    def _people(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        for text in self._given.people:
            yield spellings(text)
        if self._given.people:
            return
        self._say_title("People")
        self._asking.say("  The name, then other spellings: Khawaja Asif, Khwaja Asif, خواجہ آصف")
        question = "A person to watch for (Enter: nobody yet)"
        while text := self._asking.ask(question):
            try:
                name, others = spellings(text)
                yield check_alias(name), tuple(check_alias(other) for other in others)
            except Wrong as wrong:
                self._asking.say(Text(f"  {wrong.message()}. {wrong.hint}", "yellow"))
            question = "Another person (Enter: no)"

    def _told(self, wanted: Wanted) -> Wanted:
        given = self._given
        if given.token and not given.place:
            raise WirewatchError("a bot's token needs a channel: add --slack-channel '#newsroom'")
        if given.token and given.webhook:
            raise WirewatchError("a webhook or a bot's token: one of them is enough for Slack")
        if given.mail or given.webhook or given.token:
            server = self._server_given() if given.mail else None
            return replace(
                wanted, mail=given.mail, server=server, webhook=given.webhook, token=given.token,
                place=given.place,
            )  # fmt: skip
        self._say_title("How to tell you")
        self._asking.say("  console prints alerts where wirewatch runs; mail and slack send them.")
        ways = self._asking.ask("console, mail, slack, or several", "console").casefold()
        if "mail" in ways:
            address = self._checked("Your mail address", _some(check_mail))
            wanted = replace(wanted, mail=address, server=self._server(address))
        return self._slack(wanted) if "slack" in ways else wanted

    def _slack(self, wanted: Wanted) -> Wanted:
        """Ask for one of Slack's two ways in, having said what each gives."""
        for line in _SLACK:
            self._asking.say(f"  {line}")
        way = self._checked("webhook or token", _slack_way, "webhook")
        if way == "webhook":
            hook = self._checked("The webhook's address (not shown)", check_url, hidden=True)
            return replace(wanted, webhook=hook)
        token = _some(check_slack_token)
        held = self._checked("The bot's token, xoxb-… (not shown)", token, hidden=True)
        place = self._checked(
            "The channel that it writes to", _some(check_slack_place), "#newsroom"
        )
        self._asking.say("  Invite the bot there, or Slack refuses it: /invite @its-name")
        return replace(wanted, token=held, place=place)

    def _server_given(self) -> MailServer:
        given = self._given
        if not given.server:
            raise WirewatchError("mail needs a server: add --mail-server smtp.example.org")
        host, port = host_and_port(given.server)
        sender = given.sender or given.mail
        return MailServer(host, sender, port, given.security, given.user, given.password)

    def _server(self, address: str) -> MailServer:
        usual = f"smtp.{address.rpartition('@')[2]}"
        host, port = host_and_port(self._asking.ask("Mail server, host or host:port", usual))
        security = self._checked("Its security: starttls, tls or none", check_security, "starttls")
        user = self._asking.ask("User name there (Enter: none)")
        password = self._asking.ask("Password (not shown)", hidden=True) if user else ""
        sender = self._checked("Mails come from", check_mail, address)
        return MailServer(host, sender, port, security, user, password)

    def _contact(self, mail: str) -> str:
        if self._given.contact:
            return self._given.contact
        self._asking.say("  Outlets see a contact in each request, and can complain to it.")
        question = "Contact, a mail or web address"
        return self._checked(question if mail else f"{question} (Enter: none)", check_contact, mail)

    def _checked(
        self,
        question: str,
        check: Callable[[str], str],
        default: str = "",
        *,
        hidden: bool = False,
    ) -> str:
        """Ask until the answer passes a check."""
        while True:
            try:
                return check(self._asking.ask(question, default, hidden=hidden))
            except Wrong as wrong:
                self._asking.say(Text(f"  {wrong.message(secret=hidden)}. {wrong.hint}", "yellow"))

    def _say_title(self, title: str) -> None:
        self._asking.say()
        self._asking.say(Text(title, "bold"))


def outlet_line(number: int, outlet: Outlet, *, taken: bool) -> Text:
    """Write one outlet of the list: whether it is taken, and what to know of it."""
    mark = "x" if taken else " "
    remark = f"  {outlet.remark}" if outlet.remark else ""
    return Text.assemble(
        (f"  [{mark}] {number:>3}  ", "bold" if taken else ""),
        (outlet.name, "bold" if taken else ""),
        (f"  {outlet.region}, {'/'.join(outlet.languages)}, {outlet.confidence}", "dim"),
        (remark, "yellow"),
    )


def numbers(text: str, most: int) -> Iterator[int]:
    """Yield the numbers of a list like "3 7-9"; what is none is left out."""
    for part in text.replace(",", " ").split():
        first, _, last = part.partition("-")
        if first.isdecimal() and (last or first).isdecimal():
            yield from range(max(int(first), 1), min(int(last or first), most) + 1)


def split_topic(text: str) -> tuple[str, str]:
    """Split "Name: rule"; a rule alone gives its own name."""
    name, colon, rule = text.partition(":")
    return (name.strip(), rule.strip()) if colon and name.strip() else (_short(text), text)


def spellings(text: str) -> tuple[str, tuple[str, ...]]:
    """Split "Name, other spelling, …"."""
    name, *others = [part.strip() for part in text.split(",") if part.strip()] or [""]
    return name, tuple(others)


def host_and_port(text: str) -> tuple[str, int]:
    """Split "host:port"; without one the port is the usual, 0."""
    host, _, port = text.partition(":")
    return host, int(port) if port.isdecimal() else 0


def most_common(zones: Sequence[str]) -> str:
    """Return the zone of most outlets, UTC if there is none."""
    counted = Counter(zone for zone in zones if zone).most_common(1)
    return counted[0][0] if counted else "UTC"


def refuse_existing(directory: Path) -> None:
    """Refuse a folder that is in use before anybody answers ten questions."""
    there = [name for name in compose(Wanted()) if (directory / name).exists()]
    if there:
        raise WirewatchError(
            f"{directory / there[0]} exists already, and nothing is overwritten. "
            "Edit it, or name another folder: wirewatch init other"
        )


def _slack_way(value: str) -> str:
    """Refuse what is none of Slack's ways in."""
    way = value.strip().casefold()
    if way not in {"webhook", "token"}:
        raise Wrong("{} is neither webhook nor token", value)
    return way


def check_security(value: str) -> str:
    """Refuse what is no security of a mail server."""
    if value not in {"starttls", "tls", "none"}:
        raise Wrong("{} is none of starttls, tls and none", value)
    return value


def _some(check: Callable[[str], str]) -> Callable[[str], str]:
    """Make a check refuse an empty answer."""

    def checked(value: str) -> str:
        if not value.strip():
            raise Wrong("something is needed here")
        return check(value)

    return checked


def _short(rule: str) -> str:
    """Name a topic after the first words of its rule."""
    words = [word.strip('()"*') for word in rule.split()]
    telling = [word for word in words if word and word not in {"AND", "OR", "NOT"}]
    return " ".join(telling[:_NAME_WORDS])


def _secret(path: Path | None) -> str:
    if path is None:
        return ""
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise WirewatchError(f"{path} cannot be read: {error.strerror}") from None


def _say_next(written: Sequence[Path], directory: Path) -> None:
    """Say what was written and which three commands come next."""
    for path in written:
        out.print(f"  wrote {path}")
    option = "" if directory == Path("watch") else f" --config {directory}"
    sources = many(len(load(directory, os.environ).sources), "source")
    out.print(f"\nEdit these files whenever you like, then ({sources}):")
    out.print(f"  wirewatch config check{option}   says whether all is well")
    out.print(f"  wirewatch crawl{option}          collects once and shows what would have matched")
    out.print(f"  wirewatch run{option}            watches for good")
