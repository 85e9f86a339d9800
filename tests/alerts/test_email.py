from __future__ import annotations

import base64
import json
import ssl
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from alerts.channels.email import EmailChannel, Security, compose
from alerts.render import render
from alerts.sample import sample_alert
from news.alert import Rendered
from news.errors import ChannelError
from news.text import one_line
from news.watch import Recipient
from tests.alerts.servers import HOST, PASSWORD, USER, mail_server, raw_server

NOW = datetime(2026, 2, 4, 12, 40, tzinfo=UTC)
HOSTILE = Path(__file__).parents[1] / "hostile"
TITLES: list[str] = json.loads((HOSTILE / "alerts" / "titles.json").read_text())
ENCODED = [
    "=?utf-8?q?x=0D=0ABcc:_victim@evil.example=0D=0A=0D=0Abody?=",
    "=?utf-8?b?eA0KQmNjOiB2aWN0aW1AZXZpbC5leGFtcGxl?=",
    "=?iso-8859-1?q?a?= =?iso-8859-1?q?=0AX-Evil:_1?=",
    "Blast =?utf-8?q?=0D=0ABcc:x@y?= in Kelmore",
    "کیلمور =?utf-8?q?=0D=0ABcc:x@y?=",
]
HEADERS = [
    "Content-Type", "MIME-Version", "From", "To", "Subject", "Date", "Message-ID",
    "Auto-Submitted", "X-Auto-Response-Suppress", "List-Id",
]  # fmt: skip
MESSAGE = Rendered("<1@desk.example>", "Ferry late", {"text": "Late.", "html": "<p>Late.</p>"})
DESK = Recipient("desk", "email", "desk@desk.example")


def channel(port: int, security: Security = "none", **more: object) -> EmailChannel:
    made = EmailChannel(HOST, port, security, "Wire <wire@desk.example>", timeout=2.0)
    return replace(made, **more)  # type: ignore[arg-type]


def read(data: object) -> EmailMessage:
    assert isinstance(data, bytes)
    mail = message_from_bytes(data, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


async def refused(sender: EmailChannel, to: Recipient = DESK) -> ChannelError:
    with pytest.raises(ChannelError) as caught:
        await sender.send(MESSAGE, to, NOW)
    return caught.value


def test_what_a_mail_says_of_itself() -> None:
    """The headers that mailboxes, filters and auto-responders look at."""
    mail = read(compose(MESSAGE, sender="Wire <wire@desk.example>", to=DESK.address, at=NOW).data)
    assert mail.keys() == HEADERS
    assert mail["From"] == "Wire <wire@desk.example>"
    assert mail["To"] == "desk@desk.example"
    assert mail["Date"] == "Wed, 04 Feb 2026 12:40:00 +0000"
    assert mail["Message-ID"] == "<1@desk.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Id"] == "wirewatch alerts <alerts.desk.example>"
    assert mail.get_content_type() == "multipart/alternative"
    kinds = [part.get_content_type() for part in mail.iter_parts()]
    assert kinds == ["text/plain", "text/html"]


@pytest.mark.parametrize("title", [*TITLES, *ENCODED])
async def test_a_hostile_title_arrives_as_one_subject(title: str) -> None:
    """A real server gets our headers, each once, and the title as its words."""
    alert = sample_alert(DESK, NOW)
    alert = replace(alert, source=title, article=replace(alert.article, title=title))
    message = render(alert, message_id="<1@desk.example>")
    async with mail_server() as server:
        await channel(server.port).send(message, DESK, NOW)
        (envelope,) = server.got
    mail = read(envelope.content)
    assert mail.keys() == HEADERS
    assert envelope.rcpt_tos == ["desk@desk.example"]
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert isinstance(envelope.content, bytes)
    assert max(map(len, envelope.content.split(b"\r\n"))) < 998
    # What a mailbox shows: encoded words decoded once, and only ours are there.
    assert str(mail["Subject"]) == message.subject


@pytest.mark.parametrize("subject", [*TITLES, *ENCODED])
def test_a_subject_is_decoded_once_and_only_by_us(subject: str) -> None:
    """A bare title that spells an encoded word is shown as it was spelled."""
    message = Rendered("<1@desk.example>", subject, {"text": "x"})
    mail = read(compose(message, sender="w@desk.example", to="d@d.example", at=NOW).data)
    assert mail.keys() == HEADERS
    assert one_line(str(mail["Subject"])) == one_line(subject)


@pytest.mark.parametrize("text", [*ENCODED, "a\r\nBcc: x@y", 'Ünal "Q" <x@y>, z@z'])
def test_the_senders_name_is_no_way_in_either(text: str) -> None:
    """A name of the settings that spells headers stays a name, or is refused."""
    mail = read(
        compose(
            MESSAGE,
            sender=f'"{text.replace(chr(34), "")}" <w@desk.example>',
            to="d@d.example",
            at=NOW,
        ).data
    )
    assert mail.keys() == HEADERS
    assert [each.addr_spec for each in mail["From"].addresses] == ["w@desk.example"]


def test_texts_of_all_scripts_and_dots_arrive_unchanged() -> None:
    """Neither line lengths nor the signs of SMTP change a body."""
    text = "کیلمور\n.\n..dots\nFrom here\n" + "x" * 3000 + "\n🧨 = ?\n"
    message = Rendered("<1@desk.example>", "s", {"text": text})
    mail = read(compose(message, sender="w@desk.example", to="d@d.example", at=NOW).data)
    (part,) = mail.iter_parts()
    assert isinstance(part, EmailMessage)
    assert part.get_content().replace("\r\n", "\n") == text


@pytest.mark.parametrize(
    ("word", "permanent", "says"),
    [
        ("RCPT 450 4.2.0 greylisted", False, "refused the recipient for now (450 4.2.0 grey"),
        ("RCPT 550 5.1.1 no such user", True, "refused the recipient (550 5.1.1 no such user)"),
        ("RCPT 421 4.3.2 shutting down", False, "(421"),
        ("RCPT 530 5.7.0 log in first", False, "(530"),
        ("MAIL 550 5.7.1 not you", False, "refused the sender 'wire@desk.example'"),
        ("MAIL 451 later", False, "refused the sender"),
        ("DATA 452 4.3.1 disk full", False, "refused the message for now (452"),
        ("DATA 554 5.7.1 spam", True, "refused the message (554 5.7.1 spam)"),
        ("DATA 538 5.7.11 encryption", False, "(538"),
        ("drop", False, "ended the connection"),
    ],
)
async def test_what_a_refusal_means(word: str, permanent: bool, says: str) -> None:
    async with mail_server(word) as server:
        error = await refused(channel(server.port))
        assert (error.permanent, server.got) == (permanent, [])
        assert says in str(error)
        # The next try finds a server that takes it.
        await channel(server.port).send(MESSAGE, DESK, NOW)
        assert len(server.got) == 1


async def test_a_server_that_hangs_up_after_taking_a_mail_has_it() -> None:
    """A failed farewell is no failed delivery: trying again would send it twice."""
    async with mail_server("late-drop") as server:
        await channel(server.port).send(MESSAGE, DESK, NOW)
        assert len(server.got) == 1


async def test_nobody_listening_is_a_fault_that_may_pass() -> None:
    """The text names the server."""
    async with raw_server(b"") as port:
        pass
    error = await refused(channel(port))
    assert not error.permanent
    assert f"mail server {HOST}:{port} cannot be reached: Connection refused" in str(error)


@pytest.mark.parametrize(
    ("greeting", "endless", "says"),
    [
        (b"", False, "did not answer in 0.2 s"),
        (b"220-wait\r\n", True, "did not finish in 0.6 s"),
        (b"554 go away\r\n", False, "(554 go away)"),
        (b"\xff\xfe\x00 what\r\n", False, "does not serve us"),
        (b"2" * 100_000, False, "does not serve us (500 Line too long.)"),
    ],
)
async def test_a_server_that_is_none_costs_bounded_time(
    greeting: bytes, endless: bool, says: str
) -> None:
    """Silence, endless lines and rubbish end in an error that may pass."""
    async with raw_server(greeting, endless=endless) as port:
        error = await refused(channel(port, timeout=0.2))
        assert not error.permanent
        assert says in str(error)


async def test_a_wrong_password_loses_no_alert_and_is_not_told() -> None:
    """It is a setting: temporary, clear, and in no text."""
    wrong = "s3cr3t-w0rd"
    async with mail_server() as server:
        sender = channel(server.port, user=USER, password=wrong)
        error = await refused(sender)
        assert not error.permanent
        assert "refused the login of 'desk'; check user and password (535" in str(error)
        for text in (str(error), repr(error), repr(sender)):
            assert wrong not in text
        assert server.logins > 0


@pytest.mark.parametrize(
    "echo", [PASSWORD, base64.b64encode(f"\0{USER}\0{PASSWORD}".encode()).decode()]
)
async def test_a_server_that_echoes_the_password_does_not_spread_it(echo: str) -> None:
    """An answer is outside text; our secret is taken out of it."""
    async with mail_server(f"RCPT 550 5.7.8 you said {echo}") as server:
        error = await refused(channel(server.port, user=USER, password=PASSWORD))
        assert "you said ***" in str(error)


@pytest.mark.parametrize("password", ["pässwört", "\ud83d"])
async def test_a_password_that_smtp_cannot_carry_is_a_setting_to_mend(password: str) -> None:
    """It is named as such, without being shown."""
    async with mail_server() as server:
        error = await refused(channel(server.port, user=USER, password=password))
        assert not error.permanent
        assert "such letters" in str(error)
        assert password not in str(error)


@pytest.mark.parametrize(
    "address", ["", "desk", "@desk.example", "a@", "a@b\r\nBcc: c@d", "a b@c", "a@b,c@d", "<a@b>"]
)
async def test_an_address_that_is_none_is_a_setting_to_mend(address: str) -> None:
    """Nothing is sent, and the alert is kept."""
    async with mail_server() as server:
        error = await refused(channel(server.port), Recipient("desk", "email", address))
        assert not error.permanent
        assert "is no mail address" in str(error)
        assert server.got == []


@pytest.mark.parametrize(
    ("address", "at_server", "extended"),
    [
        ("desk@desk.example", "desk@desk.example", False),
        ("desk@bücher.example", "desk@xn--bcher-kva.example", False),
        ("büro@desk.example", "büro@desk.example", True),
    ],
)
async def test_addresses_beyond_ascii(address: str, at_server: str, extended: bool) -> None:
    async with mail_server() as server:
        await channel(server.port).send(MESSAGE, Recipient("desk", "email", address), NOW)
        (envelope,) = server.got
    assert envelope.rcpt_tos == [at_server]
    assert ("SMTPUTF8" in envelope.mail_options) is extended
    assert isinstance(envelope.content, bytes)
    assert f"To: {at_server}\r\n".encode() in envelope.content


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a certificate for the loopback address, signed by itself."""
    from ipaddress import ip_address  # noqa: PLC0415  used here only

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail.test")])
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "mail.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path


def server_side(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_mail_goes_under_tls_with_a_login(certificate: Path, security: Security) -> None:
    """The certificate is checked against the server's name, under either form of TLS."""
    trusted = ssl.create_default_context(cafile=certificate)
    async with mail_server(tls=server_side(certificate), wrapped=security == "tls") as server:
        sender = channel(server.port, security, user=USER, password=PASSWORD, tls=trusted)
        await sender.send(MESSAGE, DESK, NOW)
        assert (len(server.got), server.logins) == (1, 1)


@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_a_certificate_that_nobody_vouches_for_is_not_talked_to(
    certificate: Path, security: Security
) -> None:
    """No login and no mail reach such a server; the alert waits."""
    async with mail_server(tls=server_side(certificate), wrapped=security == "tls") as server:
        error = await refused(channel(server.port, security, user=USER, password=PASSWORD))
        assert not error.permanent
        assert "no valid certificate" in str(error)
        assert (server.got, server.logins) == ([], 0)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda port: channel(port, "starttls"), "lacks what the settings ask for: STARTTLS"),
        (lambda port: channel(port, "tls"), "check port and security"),
    ],
)
async def test_a_server_without_tls_gets_no_mail_that_asks_for_it(
    make: Callable[[int], EmailChannel], says: str
) -> None:
    """Security is never stepped down."""
    async with mail_server() as server:
        error = await refused(make(server.port))
        assert not error.permanent
        assert says in str(error)
        assert server.got == []


def test_a_subject_of_many_emoji_is_folded_between_them() -> None:
    """No encoded word cuts a letter in two."""
    message = Rendered("<1@desk.example>", "🧨" * 150, {"text": "x"})
    data = compose(message, sender="w@desk.example", to="d@d.example", at=NOW).data
    assert one_line(str(read(data)["Subject"])) == "🧨" * 150


@pytest.mark.parametrize(
    ("leave", "offered"),
    [
        ("https://desk.example/unsubscribe/.eJx-_z.k", True),
        ("", False),
        ("http://desk.example/unsubscribe/x", False),
        ("https://desk.example/x>\r\nBcc: victim@evil.example", False),
        ("https://desk.example/x\nBcc: victim@evil.example", False),
        ("https://desk.example/x> <mailto:victim@evil.example", False),
        ("https://desk.example/=?utf-8?q?x=0D=0ABcc:_v@evil.example?=", True),
        ("https://desk.example/" + "x" * 5000, False),
    ],
)
def test_one_click_to_hear_no_more(leave: str, offered: bool) -> None:
    """Only a plain https address becomes the header, and never another one."""
    payload = {**MESSAGE.payload, "unsubscribe": leave}
    mail = compose(replace(MESSAGE, payload=payload), sender="w@desk.example", to="d@x.example",
                   at=NOW)  # fmt: skip
    got = message_from_bytes(mail.data, policy=policy.compat32)
    more = ["List-Unsubscribe", "List-Unsubscribe-Post"] if offered else []
    assert got.keys() == [*HEADERS, *more]
    if offered:
        assert "".join(str(got["List-Unsubscribe"]).split()) == f"<{leave}>"
        assert got["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
