"""The tables, one definition for every database.

    sources ─ feeds ─ fetches        what to get, and when        (collect)
              hosts                  how politely
    articles ─ article_keys          one report, all its addresses
             ─ entries               what feeds said of it
             ─ pages                 bytes that wait to be read    (read)
             ─ revisions ─ matches   every text, and what it matched
                         ─ claims    its figures, and who says so
             ─ findings              what is worth telling
    deliveries ─ messages            who is told, and how far we are (send)
    gone                             addresses of articles that were let go
    mutes ─ wrong_matches            what people do not want to hear (send)
    incidents                        what is wrong with sources and with us (health)
    backfills                        what to look for in older lists        (collect)
    shapes                           how a source's addresses of articles look
    stories ─ memberships            one event, and the articles about it
            ─ facts                  what is known of it, and who said so first
    prints                           what the grouping compares of an article
    corrections                      what people said of stories
    story_watches                    what of a story's silence somebody wants to hear
    places ─ sightings               which articles name a place, or what lies in it
    aliases                          other spellings of names: suggested, approved, refused
    boilerplate                      lines that a source repeats below its reports
    sessions                         who is logged in (web)

Times are microseconds since 1970 UTC.  A time that an outlet reported takes five columns
(`moment`), so that a day stays a day.  Row ids grow in order of arrival; what must be
the same on another machine (a finding's identity, an article's key) is a text made of
natural keys.  The bytes of pages live in a file of their own (`archive.bodies`).
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

# The newest step in migrations/versions; a test compares the two.
VERSION = "0009"

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite counts row ids by itself only in a column of exactly this type.
_Id = BigInteger().with_variant(Integer(), "sqlite")


def _id() -> Column[int]:
    return Column("id", _Id, primary_key=True, autoincrement=True)


def _link(name: str, table: str, *, optional: bool = False, index: bool = False) -> Column[int]:
    return Column(name, _Id, ForeignKey(f"{table}.id"), nullable=optional, index=index)


def _words(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, server_default="")


def _count(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False, server_default="0")


def _part() -> Column[int]:
    return Column("part", Integer, nullable=False, server_default="1")


def _time(name: str, *, optional: bool = True) -> Column[int]:
    return Column(name, BigInteger, nullable=optional)


def moment(name: str) -> tuple[Column[int], Column[int], Column[str], Column[str], Column[str]]:
    """Return the five columns of one reported time; all null where there is none."""
    return (
        Column(f"{name}_at", BigInteger),
        Column(f"{name}_offset", Integer),
        Column(f"{name}_precision", String(8)),
        Column(f"{name}_zone_from", String(8)),
        Column(f"{name}_raw", Text),
    )


notes = Table(
    "notes",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)

sources = Table(
    "sources",
    metadata,
    _id(),
    Column("name", Text, nullable=False, unique=True),
    _words("url"),
    _words("language"),
    _words("region"),
    _words("country"),
    _words("timezone"),
    _time("added_at", optional=False),
    Column("followed", Boolean, nullable=False, server_default=text("true")),
    _time("paused_at"),  # by somebody, until he resumes it
)

feeds = Table(
    "feeds",
    metadata,
    _id(),
    _link("source_id", "sources", index=True),
    Column("url", Text, nullable=False, unique=True),
    Column("kind", String(8), nullable=False),
    Column("poll_seconds", Integer, nullable=False),
    Column("followed", Boolean, nullable=False, server_default=text("true")),
    _words("etag"),
    _words("last_modified"),
    _words("validators_url"),  # who answered with them, after redirects
    _words("body_hash"),
    _count("polls"),
    # How often it was asked conditionally since its last whole body, and when that came.
    _count("since_full"),
    _time("full_at"),
    _count("entries_seen"),
    _count("failures"),
    # What the failures in a row weigh together: a refusal 1, what comes and goes less.
    Column("failure_weight", Float, nullable=False, server_default="0"),
    _words("error"),
    _time("error_since"),
    _time("polled_at"),
    _time("answered_at"),
    # Its rhythm: when it last listed something new, the usual gap between two such polls'
    # news, and the pause that follows from both; seconds, 0 while unknown.
    _time("new_at"),
    Column("gap_seconds", Float, nullable=False, server_default="0"),
    Column("pause_seconds", Float, nullable=False, server_default="0"),
    # What its last body asked for: a pause in seconds, and hours and days to leave out.
    Column("ttl_seconds", Float, nullable=False, server_default="0"),
    _words("skips"),
    _time("asked_until"),  # until when its last answer asked not to be asked again
    # A permanent redirect, and how many polls running it was met.
    _words("moved_to"),
    _count("moved_polls"),
    _time("gone_at"),  # it answered 410
    # Its window had nothing in common with the one before: entries were lost to us.
    _time("overflow_at"),
    _count("overflows"),
    _time("emptied_at"),  # since when it lists nothing, having listed something
)

fetches = Table(
    "fetches",
    metadata,
    _id(),
    Column("kind", String(8), nullable=False),
    Column("url", Text, nullable=False),
    Column("host", Text, nullable=False),
    _link("source_id", "sources"),
    _link("feed_id", "feeds", optional=True),
    _link("article_id", "articles", optional=True),
    Column("state", String(8), nullable=False, server_default="due"),  # due | dead
    _time("due_at", optional=False),
    _time("leased_until"),
    _count("tries"),
    _words("error"),
    _time("created_at", optional=False),
    # The validators of a page that is fetched again.
    _words("etag"),
    _words("last_modified"),
    _words("validators_url"),
    # Of a list that is read for a backfill: which one, and how many lists led to it.
    Column("backfill_id", _Id),
    _count("depth"),
    # Of an article in several pages: which of them.
    _part(),
    _time("absent_since"),  # a page that was had is there no more
    Index("ix_fetches_due", "state", "due_at"),
    Index("ix_fetches_article_id", "article_id"),
    Index("ix_fetches_feed_id", "feed_id"),
    Index("ix_fetches_backfill_id", "backfill_id"),
)

backfills = Table(
    "backfills",
    metadata,
    _id(),
    _link("source_id", "sources", index=True),
    Column("cause", String(8), nullable=False),  # asked | overflow
    _time("since_at", optional=False),
    _time("asked_at", optional=False),
    _time("ended_at"),
    _count("lists"),  # how many were read
    _count("found"),  # articles that we had not
    Column("size", BigInteger, nullable=False, server_default="0"),  # bytes of its lists
    _words("error"),
)

shapes = Table(
    "shapes",
    metadata,
    _id(),
    _link("source_id", "sources"),
    # An address with its changing parts replaced: "/news/<number>/<slug>".
    Column("shape", Text, nullable=False),
    _count("articles"),
    _count("others"),
    _time("seen_at", optional=False),
    UniqueConstraint("source_id", "shape"),
)

boilerplate = Table(
    "boilerplate",
    metadata,
    _id(),
    _link("source_id", "sources"),
    # Of the folded line; the line itself as it was met last, for people.
    Column("sha256", String(64), nullable=False),
    Column("line", Text, nullable=False),
    _count("articles"),  # different ones that had it
    _time("first_seen_at", optional=False),
    _time("seen_at", optional=False),
    # learning | dropped | kept (somebody said that it is news)
    Column("state", String(8), nullable=False, server_default="learning"),
    UniqueConstraint("source_id", "sha256"),
)

hosts = Table(
    "hosts",
    metadata,
    Column("host", Text, primary_key=True),
    _time("next_at"),
    _time("blocked_until"),
    Column("robots", Text),
    Column("robots_status", Integer),
    _time("robots_at"),
    # Of its certificate, as it was seen last: good from, good until.
    _time("certificate_from"),
    _time("certificate_until"),
)

articles = Table(
    "articles",
    metadata,
    _id(),
    Column("key", Text, nullable=False, unique=True),
    _link("source_id", "sources"),
    Column("url", Text, nullable=False),
    _words("title"),
    _words("language"),
    _words("authors"),
    Column("origin", String(8), nullable=False),
    Column("paywalled", Boolean),
    *moment("published"),
    *moment("modified"),
    _time("first_seen_at", optional=False),
    _time("sort_at", optional=False),
    Column("backlog", Boolean, nullable=False),
    # Found by a backfill that somebody asked for: what was published before is no news.
    _time("news_after"),
    # No foreign key: revisions refer to articles, and one direction is enough.
    Column("revision_id", _Id),
    _count("edits"),
    _link("same_as", "articles", optional=True),
    _time("withdrawn_at"),  # since when its outlet has it no more
    # A hash over the article as it stands (`archive.seal`); "" after every change.
    _words("seal"),
    Index("ix_articles_newest", "sort_at", "id"),
    Index("ix_articles_source", "source_id", "sort_at"),
    Index("ix_articles_revision_id", "revision_id"),
    Index(
        "ix_articles_unsealed",
        "id",
        sqlite_where=text("seal = ''"),
        postgresql_where=text("seal = ''"),
    ),
)

article_keys = Table(
    "article_keys",
    metadata,
    Column("key", Text, primary_key=True),
    _link("article_id", "articles", index=True),
)

gone = Table(
    "gone",
    metadata,
    # Of an article that was let go: its feed may still list it, and it must not come as new.
    Column("key", Text, primary_key=True),
    _time("gone_at", optional=False),
)

entries = Table(
    "entries",
    metadata,
    _id(),
    _link("feed_id", "feeds"),
    Column("guid", Text, nullable=False),
    _link("article_id", "articles", index=True),
    Column("print", String(64), nullable=False),
    _time("seen_at", optional=False),
    UniqueConstraint("feed_id", "guid"),
)

pages = Table(
    "pages",
    metadata,
    _id(),
    _link("article_id", "articles", index=True),
    Column("url", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size", Integer, nullable=False),
    _words("charset"),
    _time("fetched_at", optional=False),
    Column("state", String(12), nullable=False, server_default="unread"),
    _time("read_at"),
    _time("leased_until"),
    _count("tries"),
    _words("error"),
    _words("silent"),
    _part(),
    Index("ix_pages_state", "state", "id"),
    Index("ix_pages_sha256", "sha256"),
)

revisions = Table(
    "revisions",
    metadata,
    _id(),
    _link("article_id", "articles"),
    Column("number", Integer, nullable=False),
    Column("origin", String(8), nullable=False),
    Column("cause", String(8), nullable=False),  # feed | page | edit | reread
    _link("page_id", "pages", optional=True),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    _words("authors"),
    *moment("published"),
    *moment("modified"),
    # Where its fields stood on the page, and the entries of a live page; JSON, "" for none.
    _words("provenance"),
    _words("posts"),
    # Tolls and checks of its figures (`claims` has those); JSON, "" where none was read.
    _words("figures"),
    Column("print", String(64), nullable=False),
    Column("sha256", String(64), nullable=False),
    _time("seen_at", optional=False),
    _words("watchlist"),
    _time("match_due_at"),
    UniqueConstraint("article_id", "number"),
    Index("ix_revisions_match_due_at", "match_due_at"),
)

matches = Table(
    "matches",
    metadata,
    _id(),
    _link("article_id", "articles", index=True),
    _link("revision_id", "revisions", index=True),
    Column("subject", String(8), nullable=False),
    Column("name", Text, nullable=False),
    Column("spans", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    # Which parts of the rule held, with their spans: JSON, "" for none.
    _words("reasons"),
    Index("ix_matches_subject", "subject", "name", "article_id"),
)

claims = Table(
    "claims",
    metadata,
    _id(),
    _link("article_id", "articles", index=True),
    _link("revision_id", "revisions"),
    Column("number", Integer, nullable=False),  # its place in the reading: `part_of` names it
    # The figure: its value, and the interval in which it lies (null: open).
    Column("value", Float, nullable=False),
    Column("low", Float),
    Column("high", Float),
    Column("bound", String(12), nullable=False),
    Column("unit", Text, nullable=False),
    Column("effect", String(12), nullable=False),
    _words("counts"),
    Column("victim_class", String(12)),
    Column("scope", String(12), nullable=False),
    Column("begin", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("sentence_begin", Integer, nullable=False),
    Column("sentence_end", Integer, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("part_of", Integer),
    # Who says so: "" where the outlet itself does.
    Column("voice", String(8), nullable=False),
    _words("speaker"),
    _words("canonical"),
    _words("side"),
    _words("cue"),
    Column("speaker_confidence", Float, nullable=False),
    Column("speaker_begin", Integer),
    Column("speaker_end", Integer),
    _time("withdrawn_at"),  # when a later text of the article no longer said so
    UniqueConstraint("revision_id", "number"),
    Index("ix_claims_effect", "effect", "value", "revision_id"),
)

stories = Table(
    "stories",
    metadata,
    _id(),
    # The key of its first article, for ever; `public` is a short form of it for addresses.
    Column("key", Text, nullable=False, unique=True),
    Column("public", String(16), nullable=False, unique=True),
    _words("title"),  # its newest original report's headline
    _time("begun_at", optional=False),  # when its first article arrived
    _time("newest_at", optional=False),  # the time of its newest article
    _time("changed_at", optional=False),  # when a fact of it was last new
    _count("articles"),
    _count("origins"),  # independent sources
    _link("merged_into", "stories", optional=True),
    Index("ix_stories_changed_at", "changed_at"),
    Index("ix_stories_newest_at", "newest_at"),
)

memberships = Table(
    "memberships",
    metadata,
    _id(),
    _link("story_id", "stories", index=True),
    _link("article_id", "articles", index=True),
    # A live report or a round-up tells of others too.
    Column("main", Boolean, nullable=False),
    _words("why"),  # the evidence, JSON
    Column("decided_by", String(12), nullable=False),  # likeness | copy | person
    _time("added_at", optional=False),
    UniqueConstraint("story_id", "article_id"),
)

prints = Table(
    "prints",
    metadata,
    # Of the article's current text.
    Column("article_id", _Id, ForeignKey("articles.id"), primary_key=True, autoincrement=False),
    _time("at", optional=False),
    Column("features", LargeBinary, nullable=False),
    Column("fingerprint", LargeBinary, nullable=False),
    _words("credit"),  # JSON, "" for none
    _words("points"),  # its headline claims, JSON
    # Of which article it is a copy, and how much of each text is in the other.
    _link("copy_of", "articles", optional=True, index=True),
    Column("share", Float, nullable=False, server_default="0"),
    _words("copied_why"),
    Column("places", Integer),  # how many it names; null where nobody has looked
    # What its features weighed when it came, among the articles of that time; and that time.
    Column("weights", LargeBinary),
    Column("placed_at", BigInteger, nullable=False, server_default="0"),
    _words("original"),  # an address elsewhere that its page names as the original's
    Index("ix_prints_at", "at"),
)

places = Table(
    "places",
    metadata,
    _id(),
    Column("key", String(64), nullable=False, unique=True),  # the gazetteer's
    Column("name", Text, nullable=False),
    Column("label", Text, nullable=False),  # with what it lies in: it names no other
    Column("kind", String(8), nullable=False),  # town | district | province | country
    Column("country", String(2), nullable=False),
    _words("within"),  # keys of what it lies in, the nearest first
)

sightings = Table(
    "sightings",
    metadata,
    _id(),
    _link("place_id", "places"),
    _link("article_id", "articles", index=True),
    # False where the article names only what lies in the place.
    Column("named", Boolean, nullable=False),
    UniqueConstraint("place_id", "article_id"),
)

facts = Table(
    "facts",
    metadata,
    _id(),
    _link("story_id", "stories"),
    Column("key", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("says", Text, nullable=False),  # in one line
    _words("before"),  # what stood in its place
    _words("verdict"),
    _words("speaker"),
    _words("sentence"),
    Column("is_news", Boolean, nullable=False),
    Column("confidence", Float, nullable=False, server_default="1"),
    _link("article_id", "articles", index=True),  # that had it first
    _time("found_at", optional=False),
    UniqueConstraint("story_id", "key"),
)

corrections = Table(
    "corrections",
    metadata,
    _id(),
    Column("kind", String(8), nullable=False),  # merge | split | move
    Column("story", Text, nullable=False),
    Column("into", Text, nullable=False),
    _words("articles"),  # keys, one a line
    _words("stayed"),  # of a split, those that did not leave
    _words("origin"),  # cli | web
    _time("said_at", optional=False),
)

story_watches = Table(
    "story_watches",
    metadata,
    _id(),
    _link("story_id", "stories", index=True),
    Column("of", String(8), nullable=False),  # figures | anything
    Column("quiet_seconds", Float),  # told after so long without
    _time("expected_at"),  # told if there is none by then
    _words("recipients"),  # JSON; "" for those who were told of the story
    _words("origin"),  # cli | web | api
    _time("set_at", optional=False),
)

aliases = Table(
    "aliases",
    metadata,
    _id(),
    # A tracked person's or organisation's name, and another way to write it.
    Column("person", Text, nullable=False),
    Column("alias", Text, nullable=False),
    Column("folded", Text, nullable=False),
    Column("state", String(10), nullable=False),  # suggested | approved | refused
    _count("articles"),  # that have it
    Column("score", Float, nullable=False, server_default="0"),
    _words("why"),
    _words("evidence"),  # JSON: sentences with their articles
    _time("first_seen_at", optional=False),
    _time("seen_at", optional=False),
    _time("decided_at"),
    UniqueConstraint("person", "folded"),
)

findings = Table(
    "findings",
    metadata,
    _id(),
    Column("identity", String(64), nullable=False, unique=True),
    Column("subject", String(8), nullable=False),
    Column("name", Text, nullable=False),
    # Without an article: a finding about a source or about wirewatch itself.
    _link("article_id", "articles", optional=True, index=True),
    _link("revision_id", "revisions", optional=True),
    _link("incident_id", "incidents", optional=True),
    _time("found_at", optional=False),
    _words("silent"),
    # The story that its article belongs to, and which facts of it the article tells (JSON).
    Column("story_id", _Id, index=True),
    _words("facts"),
    _time("routed_at"),
    Index("ix_findings_routed_at", "routed_at"),
    Index(
        "ix_findings_incident_id",
        "incident_id",
        sqlite_where=text("incident_id IS NOT NULL"),
        postgresql_where=text("incident_id IS NOT NULL"),
    ),
)

messages = Table(
    "messages",
    metadata,
    _id(),
    Column("recipient", Text, nullable=False),
    # What it is: an alert tells of one article, a digest of several, a notice of an incident.
    Column("kind", String(8), nullable=False, server_default="alert"),  # alert | digest | notice
    # Which digest: its reason and its time, so that what comes until then joins it.
    _words("slot"),
    _link("article_id", "articles", optional=True, index=True),
    Column("story_id", _Id, index=True),
    # Where it stands, and where later messages of the same story reply: a channel's own name of
    # the thread, "" where it has none.
    _words("thread"),
    # new | sent | dead | muted | joined (its deliveries went into a digest)
    Column("state", String(8), nullable=False, server_default="new"),
    _time("created_at", optional=False),
    _time("due_at", optional=False),
    _time("leased_until"),
    _count("tries"),
    Column("rendered", Text),
    _time("sent_at"),
    _words("error"),
    Index("ix_messages_due", "state", "due_at"),
    Index("ix_messages_recipient", "recipient", "state", "sent_at"),
)

deliveries = Table(
    "deliveries",
    metadata,
    _id(),
    Column("recipient", Text, nullable=False),
    _link("finding_id", "findings"),
    _count("revision"),
    _link("message_id", "messages", index=True),
    _words("route"),
    UniqueConstraint("recipient", "finding_id", "revision"),
)

mutes = Table(
    "mutes",
    metadata,
    _id(),
    Column("scope", String(8), nullable=False),  # topic | person | source | story
    # The name of what is muted; of a story, the key of its article.
    Column("name", Text, nullable=False),
    _words("recipient"),  # "" mutes it for all
    _time("since_at", optional=False),
    _time("until_at"),  # null: for ever
    _words("origin"),  # cli | mail | web
    UniqueConstraint("scope", "name", "recipient"),
)

wrong_matches = Table(
    "wrong_matches",
    metadata,
    _id(),
    _link("finding_id", "findings"),
    _words("recipient"),
    _words("origin"),
    _time("said_at", optional=False),
    UniqueConstraint("finding_id"),
)

incidents = Table(
    "incidents",
    metadata,
    _id(),
    Column("subject", String(8), nullable=False),  # source | monitor | topic | story …
    Column("name", Text, nullable=False),  # the source's name, or "collect", "disk" …
    Column("kind", String(16), nullable=False),  # failing | silent | html | blind | full …
    Column("says", Text, nullable=False),  # what is wrong, in one sentence
    _words("advice"),  # what to do about it
    _words("about"),  # what people call it, where that is not its name
    _words("page"),  # where on our pages more is to be seen
    _words("recipients"),  # who hears of it, JSON; "" where routes say so
    _time("since_at", optional=False),
    _time("good_at"),  # when it was last well, null if never
    _time("seen_at", optional=False),
    _time("ended_at"),
    Index("ix_incidents_open", "ended_at", "subject", "name"),
)

sessions = Table(
    "sessions",
    metadata,
    # The SHA-256 of what the browser holds: who reads this table can log in as nobody.
    Column("key", String(64), primary_key=True),
    # The same for all keys that follow each other from one log-in on.
    Column("login", String(32), nullable=False, index=True),
    _words("user"),
    _words("browser"),
    _time("since_at", optional=False),
    _time("made_at", optional=False),  # the key
    _time("used_at", optional=False),
    _time("until_at", optional=False),
    _time("replaced_at"),  # by a newer key; it still counts for requests that were under way
)
