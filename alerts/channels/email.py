"""Send mail with the standard library, in a thread.

Headers are where mail breaks.  A title with a line break stops EmailMessage for ever; on
Pythons before 3.11.9 a title that spells an encoded word (`=?utf-8?q?x=0D=0ABcc:...?=`)
becomes headers of its own (CVE-2024-6923).  So header text is cleaned to one line, and
whatever is not plain ASCII, or looks like an encoded word, is encoded by us with the old
`email.header.Header` under the compat32 policy, which never decodes what it is given.

Only a refusal of this recipient or of this message for good (5xx to RCPT or DATA) is
permanent.  A wrong password, an expired certificate, a refused sender are settings: the
desk mends them and must not lose the alerts of the meantime, so they are tried again.

    connect, EHLO, STARTTLS, AUTH, MAIL FROM   always temporary
    RCPT, DATA                                 4xx temporary, 5xx permanent (but 530,
                                               534, 535, 538 say "log in first")

Once DATA is accepted nothing counts as a failure: a server that hangs up instead of
answering QUIT has the mail, and trying again would send it twice.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import re
import smtplib
import socket
import ssl
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.charset import QP, Charset
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime, parseaddr
from typing import Literal

from news.alert import Rendered
from news.errors import ChannelError
from news.text import one_line
from news.watch import Recipient

Security = Literal["none", "starttls", "tls"]

WHOLE = 3  # a conversation may take three times what one answer may
QUIT_SECONDS = 2.0
_AUTH_CODES = frozenset({530, 534, 535, 538})  # RFC 4954: authentication wanted or weak
_READY = 220
_REFUSED = 500
_ENDED = 600
# Nothing that could end the header or its angle brackets.
_PLAIN_ADDRESS = re.compile(r"https://[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]{1,4000}")
_WIRE = compat32.clone(linesep="\r\n")
_UTF8 = Charset("utf-8")
_UTF8.body_encoding = QP  # readable in the raw, and no line is too long


@dataclass(frozen=True)
class EmailChannel:
    """Sends to one mail server.

    `sender` is an address, alone or as `Name <address>`; `timeout` the seconds that one
    answer may take; `tls` a context of one's own, for a server with a private authority.
    """

    host: str
    port: int
    security: Security
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: float = 20.0
    tls: ssl.SSLContext | None = field(default=None, repr=False)

    async def send(self, message: Rendered, recipient: Recipient, sent_at: datetime) -> str:
        """Send one mail; the thread is cut off where the server only drips.

        Mails name their thread themselves: `answers` is the first one's Message-ID.
        """
        mail = compose(message, sender=self.sender, to=recipient.address, at=sent_at)
        talk = _Conversation(self)
        work = asyncio.create_task(asyncio.to_thread(talk.hold, mail))
        # Nobody may be left to hear how a conversation ended that was cut off.
        work.add_done_callback(lambda task: task.cancelled() or task.exception())
        try:
            done, _ = await asyncio.wait({work}, timeout=WHOLE * self.timeout)
        finally:
            if not work.done():
                talk.hang_up()
        if not done:
            raise ChannelError(f"{talk.server} did not finish in {WHOLE * self.timeout:g} s")
        work.result()
        return ""


@dataclass(frozen=True)
class Mail:
    """What goes over the wire: envelope and bytes."""

    sender: str
    to: str
    data: bytes

    @property
    def needs_utf8(self) -> bool:
        """Whether an address itself has letters beyond ASCII."""
        return not (self.sender.isascii() and self.to.isascii())


def compose(message: Rendered, *, sender: str, to: str, at: datetime) -> Mail:
    """Write the mail; ChannelError where an address of the settings is none."""
    name, address = parseaddr(one_line(sender))
    source, target = _address(address), _address(to)
    mail = _body(message)
    mail["From"] = _mailbox(name, source)
    mail["To"] = _mailbox("", target)
    # The stubs know only strings as headers.
    mail["Subject"] = _header("Subject", message.subject)  # type: ignore[assignment]
    mail["Date"] = format_datetime(at.astimezone(UTC))
    mail["Message-ID"] = "".join(one_line(message.message_id).split())
    if answers := "".join(one_line(message.payload.get("answers", "")).split()):
        mail["In-Reply-To"] = mail["References"] = answers
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail["List-Id"] = f"wirewatch alerts <alerts.{_ascii_host(source)}>"
    leave = message.payload.get("unsubscribe", "")
    if _PLAIN_ADDRESS.fullmatch(leave):
        # One click, by RFC 8058: the mail program POSTs there, without asking the reader again.
        mail["List-Unsubscribe"] = f"<{leave}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return Mail(source, target, mail.as_bytes(policy=_WIRE))


def _body(message: Rendered) -> MIMEMultipart:
    """Put plain text first and HTML last, which readers take as the better form."""
    mail = MIMEMultipart("alternative", policy=compat32)
    mail.attach(_part(message.payload["text"], "plain"))
    if html := message.payload.get("html"):
        mail.attach(_part(html, "html"))
    return mail


def _part(text: str, kind: str) -> MIMEText:
    # The stubs know no Charset here; the library takes one.
    return MIMEText(text, kind, _UTF8)  # type: ignore[arg-type]


def _header(name: str, text: str) -> str | Header:
    """Return text from outside as a header that says just that and nothing else."""
    line = one_line(text)
    if line.isascii() and "=?" not in line:
        return line
    return Header(line, "utf-8", header_name=name)


def _mailbox(name: str, address: str) -> str:
    """Write a name and an address; bytes beyond ASCII go out raw, under SMTPUTF8."""
    raw = address.encode().decode("ascii", "surrogateescape")
    line = one_line(name)
    if not line:
        return raw
    if line.isascii() and "=?" not in line:
        quoted = line.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}" <{raw}>'
    return f"{Header(line, 'utf-8').encode(maxlinelen=0)} <{raw}>"


def _address(address: str) -> str:
    """Check an address of the settings, and write its domain in ASCII."""
    local, at, host = address.rpartition("@")
    bad = one_line(address) != address or any(sign in address for sign in ' <>,;:"()')
    with contextlib.suppress(UnicodeError):
        if at and local and host and not bad:
            return f"{local}@{host.encode('idna').decode('ascii')}"
    raise ChannelError(f"'{one_line(address, 80)}' is no mail address: correct the settings")


def _ascii_host(address: str) -> str:
    return address.rpartition("@")[2]


class _Conversation:
    """One connection, held in a thread, that another thread may cut off."""

    def __init__(self, channel: EmailChannel) -> None:
        self._channel = channel
        self._smtp: smtplib.SMTP | None = None
        self.server = f"mail server {one_line(channel.host, 100)}:{channel.port}"

    def hold(self, mail: Mail) -> None:
        """Connect, log in, hand the mail over; raise ChannelError where that fails."""
        try:
            smtp = self._open(mail)
        except (smtplib.SMTPException, OSError, ValueError) as error:
            # "from None": the error's own text could hold what we take out of ours.
            raise self._failure(error) from None
        try:
            self._hand_over(smtp, mail)
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise self._failure(error) from None
        finally:
            smtp.close()

    def hang_up(self) -> None:
        """End the connection from outside; the thread then fails within moments."""
        found = getattr(self._smtp, "sock", None)
        if found is not None:
            with contextlib.suppress(OSError):
                found.shutdown(socket.SHUT_RDWR)

    def _open(self, mail: Mail) -> smtplib.SMTP:
        """Connect and log in, as the settings ask."""
        set_up, name = self._channel, _ascii_host(mail.sender)
        context = set_up.tls or ssl.create_default_context()
        # The name is given: else smtplib asks the DNS for this machine's, without a limit.
        smtp: smtplib.SMTP
        if set_up.security == "tls":
            smtp = smtplib.SMTP_SSL(local_hostname=name, timeout=set_up.timeout, context=context)
        else:
            smtp = smtplib.SMTP(local_hostname=name, timeout=set_up.timeout)
        self._smtp = smtp
        try:
            # Connecting in the constructor would leave nothing to hang up on; but only
            # there does smtplib note the name that the certificate must carry.
            smtp._host = set_up.host  # type: ignore[attr-defined]  # noqa: SLF001
            _greeted(*smtp.connect(set_up.host, set_up.port))
            if set_up.security == "starttls":
                smtp.starttls(context=context)
            if set_up.user:
                smtp.login(set_up.user, set_up.password)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _hand_over(self, smtp: smtplib.SMTP, mail: Mail) -> None:
        """Send, and part politely without caring for the answer."""
        options = ["SMTPUTF8", "BODY=8BITMIME"] if mail.needs_utf8 else []
        smtp.sendmail(mail.sender, [mail.to], mail.data, mail_options=options)
        with contextlib.suppress(smtplib.SMTPException, OSError):
            if smtp.sock is not None:
                smtp.sock.settimeout(QUIT_SECONDS)
            smtp.quit()

    def _failure(self, error: Exception) -> ChannelError:
        """Say what happened, what to do, and whether trying again can help."""
        match error:
            case smtplib.SMTPRecipientsRefused():
                code, reply = next(iter(error.recipients.values()))
                return self._refusal("the recipient", code, reply)
            case smtplib.SMTPDataError():
                return self._refusal("the message", error.smtp_code, error.smtp_error)
            case smtplib.SMTPAuthenticationError():
                what = f"refused the login of '{self._channel.user}'; check user and password"
            case smtplib.SMTPSenderRefused():
                what = f"refused the sender '{error.sender}'; check it and the login"
            case smtplib.SMTPServerDisconnected():
                # smtplib tells a time-out in these words too; the cause knows better.
                slow = isinstance(error.__context__, TimeoutError)
                what = self._silence() if slow else "ended the connection"
            case smtplib.SMTPResponseException():
                what = "does not serve us"
            case smtplib.SMTPNotSupportedError():
                what = f"lacks what the settings ask for: {one_line(str(error), 200)}"
            case _:
                what = self._silence() if isinstance(error, TimeoutError) else _trouble(error)
        code, reply = getattr(error, "smtp_code", 0), getattr(error, "smtp_error", b"")
        answer = f" ({code} {_readable(reply)})" if code else ""
        return ChannelError(self._hushed(f"{self.server} {what}{answer}"))

    def _silence(self) -> str:
        return f"did not answer in {self._channel.timeout:g} s"

    def _refusal(self, what: str, code: int, reply: bytes | str) -> ChannelError:
        """Judge an answer to RCPT or DATA."""
        permanent = _REFUSED <= code < _ENDED and code not in _AUTH_CODES
        again = "" if permanent else " for now"
        text = f"{self.server} refused {what}{again} ({code} {_readable(reply)})"
        return ChannelError(self._hushed(text), permanent=permanent)

    def _hushed(self, text: str) -> str:
        """Take the password out of a text, also as a server might echo it encoded."""
        user, password = self._channel.user, self._channel.password
        for secret in (f"\0{user}\0{password}", password) if password else ():
            text = text.replace(
                base64.b64encode(secret.encode("utf-8", "surrogatepass")).decode(), "***"
            )
        return text.replace(password, "***") if password else text


def _greeted(code: int, reply: bytes) -> None:
    """Check the greeting, which smtplib does in its constructor only."""
    if code != _READY:
        raise smtplib.SMTPConnectError(code, reply)


def _trouble(error: Exception) -> str:
    """Put a fault of network, TLS or settings into words."""
    match error:
        case ssl.SSLCertVerificationError():
            return f"has no valid certificate: {error.verify_message}"
        case ssl.SSLError():
            return f"failed to secure the connection ({error.reason}); check port and security"
        case UnicodeError():
            return "cannot be given a name, user or password with such letters"
        case OSError():
            return f"cannot be reached: {error.strerror or type(error).__name__}"
        case _:
            return f"answered in a way that is no SMTP ({type(error).__name__})"


def _readable(reply: bytes | str) -> str:
    """Make a server's answer fit for a log."""
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return one_line(text, 300)
