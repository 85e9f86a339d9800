"""Look a whole installation over: each thing with ok, warning or bad, and the way out.

    ok       python        3.11.7 in its own environment
    warning  secrets       alerts.toml can be read by everybody on this machine
                           chmod 600 alerts.toml
    bad      imports       'config' comes from /usr/lib/python3/dist-packages/config.py

It changes nothing, and makes no archive where there is none.  What it finds out by asking
others (the mail server, a web server's clock) has a time limit and costs a warning at most:
they may be away for a moment.
"""

from __future__ import annotations

import importlib.util
import re
import shutil
import smtplib
import socket
import sqlite3
import ssl
import stat
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from archive.browse import Browse
from archive.database import Database
from archive.health import Health
from archive.reindexing import fault
from archive.schema import VERSION
from config.book import SECRET_KEYS
from config.settings import Config, Mail
from news.errors import WirewatchError
from wirewatch.locks import ROLES, holder

OUR_PACKAGES = ("news", "config", "crawler", "monitor", "alerts", "archive", "web", "wirewatch")
ROOT = Path(__file__).resolve().parent.parent
_LOCK = ROOT / "requirements" / "wirewatch.txt"
_LEAST_FREE, _LITTLE_FREE = 200 * 10**6, 2 * 10**9
_CERTIFICATE_ENDS = timedelta(days=14)
_CLOCK_OFF = timedelta(seconds=30)
_ASK = 5.0  # seconds
_SECRET = re.compile(rf"^\s*(?:{'|'.join(sorted(SECRET_KEYS))})\s*=", re.MULTILINE)

_PIN = re.compile(r"^([\w.-]+)(?:\[[\w,]+\])?==([\w.]+)(?:\s*;\s*(.+?))?\s*\\?$", re.MULTILINE)

OK, WARNING, BAD = "ok", "warning", "bad"


@dataclass(frozen=True)
class Line:
    """One thing that was looked at."""

    what: str
    state: str
    says: str
    advice: str = ""


Check = Callable[[], Iterator[Line]]


def examine_machine() -> Iterator[Line]:
    """Look at what needs no configuration."""
    for check in (_python, _imports, _dependencies, _sqlite, _zones, _certificates):
        yield from _guarded(check.__name__.strip("_"), check)


def examine(config: Config, url: str = "") -> Iterator[Line]:
    """Look at what a configuration names; `url` is a web server whose clock to compare."""
    data = config.settings.archive.data
    checks: dict[str, Check] = {
        "secrets": lambda: _secrets(config),
        "data": lambda: _data(data),
        "clock": lambda: _clock(data, url),
        "mail": lambda: _mail(config.settings.mail),
        "daemon": lambda: _daemon(config),
        "archive": lambda: _archive(config),
    }
    for name, check in checks.items():
        yield from _guarded(name, check)


def _guarded(name: str, check: Check) -> Iterator[Line]:
    """Let no check that breaks keep the others from being made."""
    try:
        yield from check()
    except (WirewatchError, OSError, ValueError, sqlite3.Error) as error:
        yield Line(name, BAD, str(error))


def _python() -> Iterator[Line]:
    own = sys.prefix != sys.base_prefix or Path("/.dockerenv").exists()
    said = ".".join(map(str, sys.version_info[:3]))
    if own:
        yield Line("python", OK, f"{said} in its own environment, {sys.prefix}")
    else:
        advice = "Install wirewatch into a virtual environment: its packages have common names."
        yield Line("python", WARNING, f"{said}, shared with other programs", advice)


def _imports() -> Iterator[Line]:
    wrong = []
    for name in OUR_PACKAGES:
        found = importlib.util.find_spec(name)
        origin = found.origin if found else None
        if origin is None or Path(origin).resolve().parent.parent != ROOT:
            wrong.append(f"'{name}' comes from {origin}")
    if wrong:
        advice = "Another program brings a package of that name: give wirewatch its own environment"
        yield Line("imports", BAD, "; ".join(wrong), advice + " and unset PYTHONPATH.")
    else:
        yield Line("imports", OK, f"all {len(OUR_PACKAGES)} packages come from {ROOT}")


def _dependencies() -> Iterator[Line]:
    if not _LOCK.exists():
        yield Line("libraries", OK, "no lock file beside this installation; not compared")
        return
    pins: dict[str, set[str]] = {}
    elsewhere = set()
    for name, wanted, only_where in _PIN.findall(_LOCK.read_text()):
        pins.setdefault(name, set()).add(wanted)
        elsewhere |= {name} if only_where else set()
    off = []
    for name, wanted in pins.items():
        try:
            found = version(name)
        except PackageNotFoundError:
            # What the lock names for other systems need not be here.
            found = "" if name in elsewhere else "missing"
        if found and found not in wanted:
            off.append(f"{name} {found} (locked {' or '.join(sorted(wanted))})")
    if off:
        advice = "python3 dev.py setup, or pip install -r requirements/wirewatch.txt"
        yield Line("libraries", WARNING, ", ".join(off), advice)
    else:
        yield Line("libraries", OK, f"{len(pins)} as locked")


def _sqlite() -> Iterator[Line]:
    with sqlite3.connect(":memory:") as connection:
        try:
            connection.execute("CREATE VIRTUAL TABLE t USING fts5(x)")
        except sqlite3.OperationalError:
            advice = "Use a Python whose SQLite has full-text search (FTS5)."
            yield Line("sqlite", BAD, f"{sqlite3.sqlite_version} without FTS5", advice)
            return
        finally:
            connection.rollback()
    connection.close()
    yield Line("sqlite", OK, f"{sqlite3.sqlite_version} with FTS5")


def _zones() -> Iterator[Line]:
    try:
        ZoneInfo("Asia/Karachi")
    except ZoneInfoNotFoundError:
        yield Line("time zones", BAD, "there is no time zone data", "pip install tzdata")
    else:
        yield Line("time zones", OK, "known")


def _certificates() -> Iterator[Line]:
    count = ssl.create_default_context().cert_store_stats()["x509_ca"]
    paths = ssl.get_default_verify_paths()
    folder = Path(paths.capath or paths.openssl_capath)
    if count or (folder.is_dir() and any(folder.iterdir())):
        yield Line("certificates", OK, f"authorities from {paths.cafile or folder}")
    else:
        advice = "Install ca-certificates: without them no https address can be trusted."
        yield Line("certificates", BAD, "this machine knows no certificate authority", advice)


def _secrets(config: Config) -> Iterator[Line]:
    open_to_all = [
        path
        for path in sorted(config.directory.glob("*.toml"))
        if path.stat().st_mode & stat.S_IROTH and _SECRET.search(path.read_text("utf-8"))
    ]
    if open_to_all:
        names = " ".join(str(path) for path in open_to_all)
        says = "everybody on this machine can read the secrets in " + names
        yield Line("secrets", WARNING, says, f"chmod 600 {names}")
    else:
        yield Line("secrets", OK, "no file with a secret can be read by everybody")


def _data(data: Path) -> Iterator[Line]:
    if not data.is_dir():
        advice = "`wirewatch crawl` or `wirewatch run` makes it."
        yield Line("data", WARNING, f"{data} does not exist yet", advice)
        return
    try:
        with tempfile.TemporaryFile(dir=data):
            pass
    except OSError as error:
        advice = "Let the user who runs wirewatch own that folder."
        yield Line("data", BAD, f"{data} cannot be written: {error.strerror}", advice)
        return
    free = shutil.disk_usage(data).free
    said = f"{data}, {free / 10**9:.1f} GB free"
    if free < _LEAST_FREE:
        yield Line("data", BAD, said, "Make room: wirewatch stops collecting on a full disk.")
    elif free < _LITTLE_FREE:
        yield Line("data", WARNING, said, "Make room, or shorten [archive] keep_pages.")
    else:
        yield Line("data", OK, said)


def _clock(data: Path, url: str) -> Iterator[Line]:
    now = datetime.now(UTC)
    if data.is_dir():
        times = [file.stat().st_mtime for file in data.iterdir() if file.is_file()]
        ahead = max((datetime.fromtimestamp(t, UTC) for t in times), default=now) - now
        if ahead > _CLOCK_OFF:
            says = f"files were written {ahead.total_seconds():.0f} s in the future"
            advice = "The clock was set back: look whether the time service runs (timedatectl)."
            yield Line("clock", WARNING, says, advice)
            return
    if not url:
        yield Line("clock", OK, f"{now:%Y-%m-%d %H:%M:%S} UTC; --url compares it with a server's")
        return
    if not url.startswith(("http://", "https://")):
        raise WirewatchError(f"'{url}' is no web address")
    request = urllib.request.Request(url, method="HEAD")  # noqa: S310  checked above
    with urllib.request.urlopen(request, timeout=_ASK) as answer:  # noqa: S310  the same
        theirs = parsedate_to_datetime(answer.headers["Date"])
    off = datetime.now(UTC) - theirs
    said = f"{off.total_seconds():+.0f} s against {url}"
    if abs(off) > _CLOCK_OFF:
        yield Line("clock", BAD, said, "Start a time service, such as systemd-timesyncd.")
    else:
        yield Line("clock", OK, said)


def _mail(mail: Mail) -> Iterator[Line]:
    if not mail.host:
        yield Line("mail", OK, "no mail server is configured")
        return
    where = f"{mail.host}:{mail.port}"
    context = ssl.create_default_context()
    try:
        if mail.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                mail.host, mail.port, timeout=_ASK, context=context
            )
        else:
            server = smtplib.SMTP(mail.host, mail.port, timeout=_ASK)
        with server:
            server.ehlo()
            if mail.security == "starttls":
                server.starttls(context=context)
            way = server.sock
            certificate = way.getpeercert() if isinstance(way, ssl.SSLSocket) else None
    except (OSError, smtplib.SMTPException) as error:
        advice = "Look at [mail] host, port and security; `wirewatch alerts test` sends a sample."
        yield Line("mail", WARNING, f"{where} cannot be used now: {error}", advice)
        return
    yield _mail_line(where, certificate, datetime.now(UTC))


def _mail_line(where: str, certificate: object, now: datetime) -> Line:
    """Say how a mail server's certificate is."""
    if not isinstance(certificate, dict):
        return Line("mail", OK, f"{where} answers")
    ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(certificate["notAfter"]), UTC)
    said = f"{where} answers; its certificate is valid until {ends:%Y-%m-%d}"
    if ends - now < _CERTIFICATE_ENDS:
        return Line("mail", WARNING, said, "Have it renewed, or mail will stop.")
    return Line("mail", OK, said)


def _daemon(config: Config) -> Iterator[Line]:
    settings = config.settings
    url = settings.archive.database
    database = Database(url) if url else None
    try:
        pids = {role: holder(settings.archive.data, role, database) for role in ROLES}
    finally:
        if database is not None:
            database.close()
    if not any(pids.values()):
        yield Line("daemon", WARNING, "it does not run", "`wirewatch run` starts it.")
        yield from _port(config)
        return
    idle = [role for role, pid in pids.items() if pid is None]
    if idle:
        says = f"nobody plays: {', '.join(idle)}"
        yield Line("daemon", WARNING, says, f"`wirewatch {idle[0]}` or `wirewatch run` does.")
    pid = next(pid for pid in pids.values() if pid)
    yield Line("daemon", OK, f"runs as process {pid}{_watched(pid)}")
    if settings.web.enabled:
        problem = ask_healthz(settings.web.host, settings.web.port)
        advice = "Look into the log; `wirewatch sources health` and the sources page say more."
        yield Line("healthz", BAD if problem else OK, problem or "well", advice if problem else "")


def _watched(pid: int) -> str:
    """Say whether systemd restarts a process that hangs, where we may know."""
    try:
        environ = Path(f"/proc/{pid}/environ").read_bytes()
    except OSError:
        return ""
    if b"WATCHDOG_USEC=" in environ:
        return ", watched by systemd"
    return ", without a watchdog (deploy/wirewatch.service has one)"


def _port(config: Config) -> Iterator[Line]:
    web = config.settings.web
    if not web.enabled:
        return
    family = socket.AF_INET6 if ":" in web.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((web.host, web.port))
        except OSError as error:
            advice = "Choose another [web] port, or stop who has it."
            yield Line("port", BAD, f"{web.host}:{web.port}: {error.strerror}", advice)
        else:
            yield Line("port", OK, f"{web.host}:{web.port} is free")


def _archive(config: Config) -> Iterator[Line]:
    data, url = config.settings.archive.data, config.settings.archive.database
    if not url and not (data / "archive.db").exists():
        yield Line("archive", WARNING, "there is none yet", "`wirewatch crawl` makes it.")
        return
    database = Database(url or data / "archive.db")
    try:
        found = database.schema()
        if found != VERSION:
            advice = "The next `wirewatch run` brings it up to date."
            yield Line("archive", WARNING, f"schema {found}, this program has {VERSION}", advice)
            return
        yield Line("archive", OK, f"schema {found}")
        if says := fault(database):
            advice = "`wirewatch reindex` makes it anew from the texts, once the daemon is stopped."
            yield Line("search", BAD, says, advice)
        yield from _contents(database)
    finally:
        database.close()


def _contents(database: Database) -> Iterator[Line]:
    """Say what the archive tells of the program's last days."""
    health, browse = Health(database), Browse(database)
    polled = max((feed.polled for feed in browse.feeds() if feed.polled), default=None)
    read, sent = health.read_pulse(), health.send_pulse(datetime.now(UTC), timedelta(hours=1))
    for what, at in (("poll", polled), ("reading", read.done), ("message", sent.done)):
        yield Line(f"last {what}", OK, f"{at:%Y-%m-%d %H:%M} UTC" if at else "never")
    for incident in health.current():
        says = f"{incident.about}: {incident.trouble} since {incident.since:%Y-%m-%d %H:%M} UTC, "
        yield Line("incident", WARNING, says + incident.says, incident.advice)
    dead = browse.totals().messages_dead
    if dead:
        advice = "`wirewatch alerts retry` tries them again."
        yield Line("messages", WARNING, f"{dead} were refused", advice)


def ask_healthz(host: str, port: int) -> str:
    """Ask a running daemon how it is; return what is wrong, "" if nothing is."""
    near = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)  # noqa: S104
    name = f"[{near}]" if ":" in near else near
    request = urllib.request.Request(f"http://{name}:{port}/healthz")
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=_ASK) as answer:
            answer.read(100_000)
            return ""
    except urllib.error.HTTPError as error:
        with error:
            return f"http {error.code}: {error.read(2000).decode('utf-8', 'replace')}"
    except OSError as error:
        return f"nobody answers at {name}:{port}: {error}"


def worst(lines: list[Line]) -> str:
    """Return the worst state of all."""
    return max((line.state for line in lines), key=[OK, WARNING, BAD].index, default=OK)
