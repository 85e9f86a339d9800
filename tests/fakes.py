"""Stand-ins written by hand, which pass the contract tests of what they stand for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from news.alert import Rendered
from news.article import Article, Known, Origin
from news.errors import ChannelError
from news.figure import Claim, FigureReading
from news.finding import Finding, Match, Subject
from news.mute import Mute, Scope, Wrong
from news.pace import StoryWatch
from news.places import Place
from news.session import Session
from news.storied import StoryItem, StoryListing, StoryShown
from news.text import words
from news.watch import Recipient


class FakeChannel:
    """A channel that follows a script: what each attempt meets, in order.

    "ok" takes the message, "later" refuses it for now ("later 90": for 90 seconds),
    "never" for good; "hang" and "drop" are what a real channel makes of a server that
    does that; "bug" raises an error that no channel should.  After the script, "ok".  The
    messages it takes without a thread begin "thread 1", "thread 2" and so on.
    """

    def __init__(self, *script: str) -> None:
        self._script = list(script)
        self.sent: list[tuple[Rendered, Recipient, datetime]] = []

    def follow(self, *script: str) -> None:
        """Follow another script from now on."""
        self._script[:] = script

    async def send(self, message: Rendered, recipient: Recipient, sent_at: datetime) -> str:
        """Meet the next line of the script."""
        word, _, rest = (self._script.pop(0) if self._script else "ok").partition(" ")
        match word:
            case "ok":
                self.sent.append((message, recipient, sent_at))
                return message.payload.get("thread") or f"thread {len(self.sent)}"
            case "never":
                raise ChannelError("the fake refused the message", permanent=True)
            case "later" | "hang" | "drop":
                wait = float(rest) if rest else None
                raise ChannelError(f"the fake met '{word}'", retry_after=wait)
            case _:
                raise RuntimeError(f"a fault with a secret in it: {recipient.address}")


@dataclass
class _Kept:
    """What the fake archive keeps of one article."""

    known: Known
    texts: list[Article]
    same_as: int | None = None


class FakeMemory:
    """An archive in a dictionary, for tests of what is decided about a reading.

    `learn` makes an article that has only its feed's words; what is told is in `found`.
    """

    def __init__(self) -> None:
        self.kept: dict[int, _Kept] = {}
        self.keys: dict[str, int] = {}
        self.found: dict[tuple[int, Subject, str], Finding] = {}
        self.matches: dict[int, tuple[Match, ...]] = {}
        self.waiting: set[int] = set()
        self.notes: dict[int, str] = {}
        self.claims: dict[int, tuple[Claim, ...]] = {}
        self.edits: set[int] = set()
        self.withdrawn: set[int] = set()  # revision * 100 + place of the claim

    def learn(self, known: Known, feed_text: Article) -> None:
        """Begin with an article as its feed told it."""
        told = replace(known, length=len(feed_text.text), title=feed_text.title)
        self.kept[known.id] = _Kept(told, [feed_text])
        self.keys[known.key] = known.id

    def known(self, article_id: int) -> Known:
        """Return what is known of an article (or of the one it became part of)."""
        kept = self.kept[article_id]
        return kept.known if kept.same_as is None else self.known(kept.same_as)

    def article_with_key(self, key: str) -> int | None:
        """Return the article that has this address."""
        return self.keys.get(key)

    def add_key(self, article_id: int, key: str) -> None:
        """Remember one more address of an article."""
        self.keys[key] = article_id

    def merge(self, article_id: int, into: int) -> None:
        """Make one article a part of another."""
        self.kept[article_id].same_as = into
        self.keys = {key: into if one == article_id else one for key, one in self.keys.items()}
        self.found = {
            (into if one == article_id else one, subject, name): finding
            for (one, subject, name), finding in self.found.items()
        }

    def revise(
        self, known: Known, article: Article, *, page_id: int, reread: bool, now: datetime
    ) -> int | None:
        """Store a text that a page gave; None if its words are those we have."""
        kept = self.kept[known.id]
        number = known.id * 1000 + len(kept.texts)
        first = known.origin is Origin.FEED
        same = words(kept.texts[-1].full) == words(article.full)
        kept.known = replace(
            known,
            origin=Origin.PAGE,
            published=article.published,
            modified=article.modified,
            length=len(article.text),
            title=article.title,
        )
        if reread and kept.texts[-1].full == article.full and not first:
            return number - 1
        if same and not first and not reread:
            return None
        kept.texts.append(article)
        self.waiting.discard(known.id)
        if not first and not reread:
            self.edits.add(number)
        return number

    def claimed(self, known: Known, revision_id: int, figures: FigureReading) -> None:
        """Store what the numbers of a revision mean."""
        del known
        self.claims[revision_id] = figures.claims

    def edited_away(self, known: Known, revision_id: int) -> list[tuple[int, Claim]]:
        """Return what earlier texts claim of which this one is an edit."""
        if revision_id not in self.edits:
            return []
        return [
            (number * 100 + place, claim)
            for number, claims in self.claims.items()
            for place, claim in enumerate(claims)
            if number // 1000 == known.id
            and number != revision_id
            and number * 100 + place not in self.withdrawn
        ]

    def withdraw(self, claims: Sequence[int], now: datetime) -> None:
        """Mark claims that their outlet no longer makes."""
        del now
        self.withdrawn.update(claims)

    def keep_feed_text(self, article_id: int, now: datetime) -> None:
        """Let the feed's own text be read."""
        if self.kept[article_id].known.origin is Origin.FEED:
            self.waiting.add(article_id)

    def matched(
        self, known: Known, revision_id: int, matches: Sequence[Match], watchlist: str
    ) -> None:
        """Store what a revision matched."""
        self.matches[revision_id] = tuple(matches)

    def find(
        self,
        finding: Finding,
        known: Known,
        revision_id: int,
        now: datetime,
        *,
        story: int | None = None,
        facts: Sequence[int] = (),
    ) -> bool:
        """Store a finding; False if it is known already."""
        del story, facts
        key = (known.id, finding.subject, finding.name + finding.fact)
        if key in self.found or any(
            old.identity == finding.identity for old in self.found.values()
        ):
            return False
        self.found[key] = finding
        return True

    def page_read(self, page_id: int, note: str, now: datetime) -> None:
        """Take a page out of the box."""
        self.notes[page_id] = note


@dataclass
class FakeAccess:
    """Who may enter, in memory; counts what was changed."""

    hashed: str = ""
    link: tuple[str, datetime] = ("", datetime.max.replace(tzinfo=UTC))
    keys: dict[str, Session] = field(default_factory=dict)
    changes: int = 0

    def password(self) -> str:
        """Return the password's hash."""
        return self.hashed

    def set_password(self, hashed: str) -> None:
        """Set it; every session and the link end."""
        self.changes += 1
        self.hashed, self.link = hashed, FakeAccess().link
        self.keys.clear()

    def rehash(self, old: str, new: str) -> None:
        """Keep the password under a newer hash."""
        self.changes += 1
        if self.hashed == old:
            self.hashed = new

    def offer(self, now: datetime) -> str:
        """Make a set-up link's key."""
        self.changes += 1
        self.link = (f"link-{self.changes}", now + timedelta(hours=1))
        return self.link[0]

    def offered(self, key: str, now: datetime) -> bool:
        """Say whether a set-up link's key is good."""
        return bool(key) and key == self.link[0] and now < self.link[1]

    def accept(self, key: str, hashed: str, now: datetime) -> bool:
        """Set the password by a link."""
        if not self.offered(key, now):
            return False
        self.set_password(hashed)
        return True

    def begin(self, key: str, browser: str, now: datetime, until: datetime, hashed: str) -> bool:
        """Begin a session."""
        if hashed != self.hashed:
            return False
        self.changes += 1
        self.keys[key] = Session(f"login-{self.changes}", "desk", browser, now, now, now, until)
        return True

    def session(self, key: str, now: datetime) -> Session | None:
        """Return a key's session."""
        found = self.keys.get(key)
        return found if found and now < found.until else None

    def used(self, key: str, now: datetime, until: datetime) -> None:
        """Note a visit."""
        self.changes += 1
        if key in self.keys and not self.keys[key].replaced:
            self.keys[key] = replace(self.keys[key], used=now, until=until)

    def replace(self, old: str, new: str, now: datetime, until: datetime, grace: timedelta) -> bool:
        """Let a new key take an old one's place."""
        found = self.keys.get(old)
        if found is None or found.replaced:
            return False
        self.changes += 1
        self.keys[old] = replace(found, replaced=True, until=now + grace)
        self.keys[new] = replace(found, made=now, used=now, until=until)
        return True

    def end(self, login: str) -> None:
        """End a session."""
        self.changes += 1
        self.keys = {key: kept for key, kept in self.keys.items() if kept.login != login}

    def end_all(self) -> int:
        """End every session."""
        count = len({session.login for session in self.keys.values()})
        self.keys.clear()
        return count

    def sessions(self, now: datetime) -> list[Session]:
        """Return who is logged in."""
        alive = [s for s in self.keys.values() if now < s.until and not s.replaced]
        return sorted(alive, key=lambda session: session.used, reverse=True)


class FakeWatches:
    """Nobody waits for anything."""

    def add(self, watch: StoryWatch) -> StoryWatch | None:
        """Keep nothing."""
        return None

    def remove(self, number: int, now: datetime) -> bool:
        """Know none."""
        return False

    def all(self) -> list[StoryWatch]:
        """List nothing."""
        return []


class FakeStories:
    """An archive without stories."""

    def listing(
        self,
        limit: int,
        *,
        before: str = "",
        tags: Sequence[tuple[Subject, str]] = (),
        tracked: bool = False,
        places: Sequence[str] = (),
    ) -> StoryListing:
        """List nothing."""
        return StoryListing(())

    def places(self) -> Sequence[Place]:
        """Know no place."""
        return ()

    def story(self, name: str) -> StoryShown | None:
        """Know no story."""
        return None

    def meant(self, text: str) -> StoryShown | None:
        """Know no story."""
        return None

    def of_article(self, article_id: int) -> list[StoryItem]:
        """Know no story."""
        return []


@dataclass
class FakeMutes:
    """Mutes in memory; counts what was changed."""

    held: list[Mute] = field(default_factory=list)
    changes: int = 0

    def mute(
        self,
        scope: Scope,
        name: str,
        recipient: str,
        *,
        until: datetime | None,
        origin: str,
        now: datetime,
    ) -> None:
        """Mute a thing."""
        self.changes += 1
        self.held.append(Mute(scope, name, recipient, now, until, origin))

    def unmute(self, scope: Scope, name: str, recipient: str) -> bool:
        """End a mute."""
        self.changes += 1
        return False

    def active(self, now: datetime) -> tuple[Mute, ...]:
        """Return what is muted."""
        return tuple(self.held)

    def story(self, article_id: int) -> str | None:
        """Know no story."""
        return None

    def wrong(
        self,
        article_id: int,
        subject: Subject,
        name: str,
        recipient: str,
        *,
        origin: str,
        now: datetime,
    ) -> bool:
        """Note that a match is wrong."""
        self.changes += 1
        return True

    def right(self, article_id: int, subject: Subject, name: str) -> bool:
        """Take it back."""
        self.changes += 1
        return True

    def wrongs(self, article_id: int | None = None) -> tuple[Wrong, ...]:
        """Know none."""
        return ()
