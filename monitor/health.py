"""Judge how a source is doing.  Pure: pasts and `now` in, words out.

    failing      every feed answers with errors, for more than an hour and several polls
    html         a feed answers with a page for people: a challenge, or it has moved
    certificate  a feed's host has a certificate that is not valid
    moved        a feed is gone for good, or has a new address
    robots       robots.txt forbids a sitemap, a section page, or nearly all article pages
    empty        a feed that listed something lists nothing
    stale        one feed shows the same window for days, while another moves
    silent       the feeds answer well, and nothing new comes, against the source's own rhythm
    overflow     a feed's window had nothing in common with the one before
    vanished     pages that it had a day ago are gone, all or many at once (`news.absence`)
    thin         article pages turned short, undated or unreadable (`monitor.thin`)
    expiring     a certificate ends soon, and its outlet is late in renewing it

One failed poll is no incident.  Each failure weighs what the crawler says it means (a server
error 1, a 503 a half, a name that does not resolve a quarter: that is most often our own
network); from a weight of three on, and after an hour, it is told.  A server error told after
75 minutes is told after three hours if it was a 503, at polls 15 minutes apart.

Causes speak for their consequences.  Failing, html and certificate are three faces of one
thing, of which one shows at a time; a feed that robots.txt forbids, or that is gone, fails no
more; and silence is judged only of feeds that answer and list something.  So "The Alder Bay
Post", whose certificate ran out on Friday, is not also failing on Saturday and silent on Monday.

Whatever is measured is measured to the last good answer, not to now: while wirewatch was off
nothing is known.  A source that somebody lets rest has no trouble.

Discarded: judging a source by what others do at the same time (they sleep at other hours); one
trouble at a time, the worst (a desk that mends the certificate would learn only then that the
sitemap is empty, too).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.rhythm import WEEKEND, Rhythm, find_rhythm, in_words
from monitor.thin import Pages, judge_pages
from news.finding import Subject
from news.health import Incident, SourceHistory, Trouble
from news.listing import FeedState
from news.source import A_WEB_PAGE, BAD_CERTIFICATE, ROBOTS_FORBID, FeedKind

# Calibrated on crawler.due's pauses: see above.
_HEAVY = 3.0
_FAILS_FOR = timedelta(hours=1)
# A source of which nothing ever came was asked so often.
_FEWEST_POLLS = 9
# A redesign empties a feed for some minutes; a news sitemap lists two days, and a small outlet
# rests at weekends.
_EMPTY_FOR = timedelta(hours=1)
_SITEMAP_EMPTY_FOR = WEEKEND + timedelta(days=2)
# Its politics rest longer than an outlet's news, over a long weekend of four days.
_STALE_FOR = timedelta(days=5)
_TIMES_USUAL = 10
# So long after entries were lost it is said that they may be missing.
_OVERFLOWED_FOR = timedelta(days=1)
# What comes less often comes as an issue, and the one before makes room for it.
_ISSUE = 12 * 3600.0
# From the third poll on, the crawler asks the new address.
_MOVED_POLLS = 3
# Certificates are renewed when a third of their life is left: 30 days of 90, two of six.
_EXPIRES_IN = timedelta(days=14)
_LATE = 4  # with less than a fourth left somebody forgot it

_FACES = frozenset({Trouble.FAILING, Trouble.HTML, Trouble.CERTIFICATE})


@dataclass(frozen=True)
class Habits:
    """What a source's past tells; it costs more than its present, and changes slowly."""

    rhythm: Rhythm
    pages: Pages


@dataclass(frozen=True)
class Judged:
    """How a source is: what is wrong, and what surely is not.

    A trouble that stands in neither stays as it was: a source that cannot be reached may be
    silent too.
    """

    incidents: tuple[Incident, ...]
    well: frozenset[Trouble]
    rhythm: Rhythm


def learn(history: SourceHistory) -> Habits:
    """Learn a source's rhythm, and how its pages are."""
    return Habits(find_rhythm(history.arrivals), judge_pages(history.outcomes, history.earlier))


def judge(
    history: SourceHistory, habits: Habits, lasting: Mapping[Trouble, datetime], now: datetime
) -> Judged:
    """Say what is wrong with a source now; `lasting` is what was wrong before, since when."""
    if history.paused:
        return Judged((), frozenset(Trouble), habits.rhythm)
    feeds = _Feeds.of(history, now)
    well: set[Trouble] = set()
    found: list[Incident | None] = []
    for trouble, incident, fine in _verdicts(history, habits, feeds, lasting, now):
        found.append(incident)
        if incident is None and fine:
            well.add(trouble)
    return Judged(tuple(one for one in found if one), frozenset(well), habits.rhythm)


Verdict = tuple[Trouble, Incident | None, bool]


def _verdicts(
    history: SourceHistory,
    habits: Habits,
    feeds: _Feeds,
    lasting: Mapping[Trouble, datetime],
    now: datetime,
) -> Iterator[Verdict]:
    """Give for each trouble the incident, if there is one, and whether all is well else."""
    failed = _failures(history, feeds, lasting)
    yield Trouble.FAILING, failed.get(Trouble.FAILING), not feeds.unreachable
    yield Trouble.HTML, failed.get(Trouble.HTML), not feeds.failing
    refused = any(_refused(feed) for feed in feeds.failing)
    fine = not refused and not feeds.unreachable
    yield Trouble.CERTIFICATE, failed.get(Trouble.CERTIFICATE), fine
    yield Trouble.MOVED, _moved(history, now), True
    allowed = habits.pages.allowed and not feeds.barred
    yield Trouble.ROBOTS, _robots(history, habits.pages, feeds, now), allowed
    empty = _empty(history, feeds)
    yield Trouble.EMPTY, empty, all(feed.emptied is None for feed in history.feeds)
    yield Trouble.STALE, _stale(history, feeds), True
    silent = _silent(history, feeds, habits.rhythm)
    yield Trouble.SILENT, silent, bool(feeds.sound)
    yield Trouble.OVERFLOW, _overflow(history, now), True
    yield Trouble.VANISHED, _vanished(history), not history.vanished
    yield Trouble.THIN, _thin(history, habits.pages), habits.pages.fine
    yield Trouble.EXPIRING, _expiring(history, now), not refused


@dataclass(frozen=True)
class _Feeds:
    """A source's feeds, sorted by how they are.

    `barred` and `gone` will not mend themselves and fail no more; `failing` answer with
    errors, `lasting` of these for more than a bad moment; `empty` list nothing for too long,
    and `sound` answer as they should.
    """

    barred: tuple[FeedState, ...]
    gone: tuple[FeedState, ...]
    failing: tuple[FeedState, ...]
    lasting: tuple[FeedState, ...]
    empty: tuple[FeedState, ...]
    sound: tuple[FeedState, ...]
    unreachable: bool

    @classmethod
    def of(cls, history: SourceHistory, now: datetime) -> _Feeds:
        """Sort them."""
        barred = tuple(f for f in history.feeds if f.error.startswith(ROBOTS_FORBID))
        gone = tuple(f for f in history.feeds if f.gone is not None)
        rest = [f for f in history.feeds if f not in barred and f not in gone]
        failing = tuple(f for f in rest if f.answered is not None and f.error)
        empty = tuple(f for f in rest if _emptied(f))
        return cls(
            barred=barred,
            gone=gone,
            failing=failing,
            lasting=tuple(f for f in failing if _lasts(f, now)),
            empty=empty,
            sound=tuple(f for f in rest if f.polled and not f.error and f not in empty),
            unreachable=bool(failing) and len(failing) == len(rest),
        )


def _lasts(feed: FeedState, now: datetime) -> bool:
    """Say whether a feed's failure is more than a bad moment."""
    since = feed.error_since
    return since is not None and feed.weight >= _HEAVY and now - since >= _FAILS_FOR


def _emptied(feed: FeedState) -> bool:
    """Say whether a feed lists nothing for too long, measured to its last good answer."""
    if feed.emptied is None or feed.polled is None:
        return False
    allowed = _SITEMAP_EMPTY_FOR if feed.kind == FeedKind.SITEMAP else _EMPTY_FOR
    return feed.polled - feed.emptied >= allowed


def _refused(feed: FeedState) -> bool:
    return feed.error.startswith(BAD_CERTIFICATE)


def _good(feeds: Iterable[FeedState]) -> datetime | None:
    """Return when one of these feeds last answered well."""
    return max((feed.polled for feed in feeds if feed.polled is not None), default=None)


def _since(feeds: Iterable[FeedState]) -> datetime:
    """Return from when on all of these feeds have failed."""
    return max(feed.error_since for feed in feeds if feed.error_since is not None)


def _where(feeds: Iterable[FeedState]) -> str:
    return ", ".join(feed.url for feed in feeds)


def _incident(
    history: SourceHistory,
    trouble: Trouble,
    says: str,
    advice: str,
    *,
    since: datetime,
    good: datetime | None,
) -> Incident:
    return Incident(Subject.SOURCE, history.source, trouble, says, advice, since, good)


def _failures(
    history: SourceHistory, feeds: _Feeds, lasting: Mapping[Trouble, datetime]
) -> dict[Trouble, Incident]:
    """Say how feeds fail: one face at a time.

    A challenge comes as a page now and as a 403 then: what began with one face keeps it.  Only
    feeds that failed later may show another.
    """
    faces = {face: since for face, since in lasting.items() if face in _FACES}

    def free(face: Trouble) -> list[FeedState]:
        others = [since for other, since in faces.items() if other is not face]
        return [
            f for f in feeds.lasting if all(f.error_since and f.error_since > at for at in others)
        ]

    pages = [feed for feed in free(Trouble.HTML) if feed.error.startswith(A_WEB_PAGE)]
    refused = [feed for feed in free(Trouble.CERTIFICATE) if _refused(feed)]
    found = {}
    if pages:
        found[Trouble.HTML] = _html(history, pages)
    if refused:
        found[Trouble.CERTIFICATE] = _certificate(history, refused)
    fails = feeds.unreachable and len(feeds.lasting) == len(feeds.failing)
    plain = [feed for feed in free(Trouble.FAILING) if feed not in pages + refused]
    if fails and plain and (faces or not found):
        found[Trouble.FAILING] = _failing(history, feeds.failing)
    return found


def _failing(history: SourceHistory, failing: Sequence[FeedState]) -> Incident:
    errors = "; ".join(dict.fromkeys(feed.error for feed in failing))
    all_of = "all" if len(failing) == len(history.feeds) else "the other"
    which = "its feed fails" if len(failing) == 1 else f"{all_of} {len(failing)} of its feeds fail"
    return _incident(
        history,
        Trouble.FAILING,
        f"{which}: {errors}",
        "Open the address in a browser. If it has moved, change it in sources.toml; "
        "otherwise wait: wirewatch goes on asking.",
        since=_since(failing),
        good=_good(history.feeds),
    )


def _html(history: SourceHistory, pages: Sequence[FeedState]) -> Incident:
    return _incident(
        history,
        Trouble.HTML,
        f"a web page answers where a feed was: {_where(pages)}",
        "Open the address in a browser. If a challenge appears, ask the outlet to let "
        "wirewatch pass; if the feed has moved, change its address in sources.toml.",
        since=_since(pages),
        good=_good(pages),
    )


def _certificate(history: SourceHistory, refused: Sequence[FeedState]) -> Incident:
    why = refused[0].error.removeprefix(BAD_CERTIFICATE).lstrip(": ")
    return _incident(
        history,
        Trouble.CERTIFICATE,
        f"its certificate is not valid{f' ({why})' if why else ''}: {_where(refused)}",
        "Tell the outlet; it must mend it. `verify_tls = false` in sources.toml follows it "
        "all the same, but then nobody knows whether it is the outlet that answers.",
        since=_since(refused),
        good=_good(refused),
    )


def _moved(history: SourceHistory, now: datetime) -> Incident | None:
    """Say which feeds are gone for good, and which have a new address."""
    gone = [feed for feed in history.feeds if feed.gone is not None]
    moved = [
        feed
        for feed in history.feeds
        if feed.gone is None
        and feed.moved_polls >= _MOVED_POLLS
        and feed.moved_to
        and _bare(feed.moved_to) != _bare(feed.url)
    ]
    if not gone and not moved:
        return None
    says = [f"a feed is gone for good: {feed.url}" for feed in gone]
    says += [f"a feed has moved from {feed.url} to {feed.moved_to}" for feed in moved]
    advice = []
    if gone:
        advice.append(
            "Look for the outlet's new feed and change sources.toml; wirewatch looks once a "
            "month whether the old one is back."
        )
    if moved:
        advice.append(
            "wirewatch follows the move already; write the new address into sources.toml."
        )
    times = [feed.gone for feed in gone if feed.gone is not None]
    return _incident(
        history,
        Trouble.MOVED,
        "; ".join(says),
        " ".join(advice),
        since=min(times, default=now),
        good=_good(gone or moved),
    )


def _bare(url: str) -> str:
    """Leave out of an address what a move changes without anybody's doing: https, www, a slash."""
    return url.partition("://")[2].removeprefix("www.").rstrip("/")


def _robots(history: SourceHistory, pages: Pages, feeds: _Feeds, now: datetime) -> Incident | None:
    """Say what robots.txt forbids: lists, and article pages."""
    barred = [f for f in feeds.barred if f.error_since and now - f.error_since >= _FAILS_FOR]
    says, since, good = [], [], [_good(barred)]
    if barred:
        says.append(f"robots.txt forbids what we poll: {_where(barred)}")
        since += [feed.error_since for feed in barred if feed.error_since is not None]
    if pages.forbidden is not None:
        says.append(pages.forbidden.says)
        since.append(pages.forbidden.since)
        good.append(pages.forbidden.good)
    if not says:
        return None
    return _incident(
        history,
        Trouble.ROBOTS,
        "; ".join(says),
        "wirewatch keeps to it, and reads what the feeds themselves say. Ask the outlet to "
        "allow wirewatch, or follow another of its feeds.",
        since=min(since),
        good=max((at for at in good if at is not None), default=None),
    )


def _empty(history: SourceHistory, feeds: _Feeds) -> Incident | None:
    """Say which feeds list nothing any more."""
    empty = feeds.empty
    if not empty:
        return None
    since = min(feed.emptied for feed in empty if feed.emptied is not None)
    return _incident(
        history,
        Trouble.EMPTY,
        f"it lists nothing any more: {_where(empty)}",
        "Open the address in a browser. If the outlet still publishes, its list was left "
        "behind or looks different now: `wirewatch sources test` says what is found there.",
        since=since,
        good=since,
    )


def _stale(history: SourceHistory, feeds: _Feeds) -> Incident | None:
    """Say which feed stands still, against its own rhythm, while another moves."""
    known = [feed for feed in feeds.sound if feed.new is not None]
    newest = max((feed.new for feed in known if feed.new is not None), default=None)
    still = [
        feed
        for feed in known
        if newest is not None and feed.new is not None and feed.polled is not None
        if feed.gap_seconds > 0
        if min(newest, feed.polled) - feed.new
        > max(_STALE_FOR, _TIMES_USUAL * timedelta(seconds=feed.gap_seconds))
    ]
    if not still:
        return None
    since = max(feed.new for feed in still if feed.new is not None)
    usual = in_words(timedelta(seconds=max(feed.gap_seconds for feed in still)))
    return _incident(
        history,
        Trouble.STALE,
        f"it shows the same as ever, while other lists of this source move: {_where(still)} "
        f"(something new usually every {usual})",
        "Look whether the outlet still keeps this list up. If not, take it out of sources.toml.",
        since=since,
        good=since,
    )


def _silent(history: SourceHistory, feeds: _Feeds, rhythm: Rhythm) -> Incident | None:
    """Say that nothing new comes, measured to the last good answer, not to now."""
    good = _good(feeds.sound)
    listed = [feed.new for feed in history.feeds if feed.new is not None]
    last = max([*listed, *([rhythm.last] if rhythm.last else [])], default=None)
    allowed = rhythm.allowed
    if last is None and sum(feed.polls for feed in history.feeds) >= _FEWEST_POLLS:
        allowed = WEEKEND
    since = last or history.followed
    if good is None or allowed is None or good - since <= allowed:
        return None
    usually = f" (usually every {in_words(rhythm.usual)})" if rhythm.usual else ""
    return _incident(
        history,
        Trouble.SILENT,
        f"its feeds answer well and list nothing new{usually}",
        "Look whether the outlet still publishes. If it does, its feed was left behind: "
        "find the new one and change sources.toml.",
        since=since,
        good=last,
    )


def _overflow(history: SourceHistory, now: datetime) -> Incident | None:
    """Say that entries may have been missed lately."""
    lost = [
        feed
        for feed in history.feeds
        if feed.overflow is not None
        and now - feed.overflow < _OVERFLOWED_FOR
        and feed.gap_seconds < _ISSUE
    ]
    if not lost:
        return None
    sitemaps = any(feed.kind == FeedKind.SITEMAP for feed in history.feeds)
    advice = "wirewatch asks more often from now on, and looks for what it missed in older lists. "
    advice += (
        "If this comes again, give the source a shorter `poll` in sources.toml."
        if sitemaps
        else "Add the outlet's news sitemap to sources.toml, if it has one."
    )
    return _incident(
        history,
        Trouble.OVERFLOW,
        "reports may have been missed, for its list changed as a whole between two polls: "
        f"{_where(lost)}",
        advice,
        since=min(feed.overflow for feed in lost if feed.overflow is not None),
        good=_good(lost),
    )


def _vanished(history: SourceHistory) -> Incident | None:
    """Say that pages are gone together: that is no withdrawal of each."""
    count = len(history.vanished)
    if not count:
        return None
    return _incident(
        history,
        Trouble.VANISHED,
        f"pages that it had are gone, {count:,} as far as was asked",
        "Open an older report in a browser. If the site was rebuilt, addresses have changed "
        "and nothing is lost here; no report counts as withdrawn while so many are gone.",
        since=min(history.vanished),
        good=None,
    )


def _thin(history: SourceHistory, pages: Pages) -> Incident | None:
    """Say how article pages turned worse."""
    if not pages.turned:
        return None
    goods = [turn.good for turn in pages.turned if turn.good is not None]
    return _incident(
        history,
        Trouble.THIN,
        "; ".join(turn.says for turn in pages.turned),
        "Open one of its newest articles in a browser without logging in. If it is whole "
        "there, the outlet's pages look different now: `wirewatch sources test` shows what "
        "is read, and `selectors` in sources.toml say where to read.",
        since=min(turn.since for turn in pages.turned),
        good=max(goods, default=None),
    )


def _expiring(history: SourceHistory, now: datetime) -> Incident | None:
    """Say that a certificate ends soon, and that its outlet is late in renewing it."""
    late = [feed for feed in history.feeds if _ends_soon(feed, now)]
    if not late:
        return None
    until = min(feed.certificate_until for feed in late if feed.certificate_until is not None)
    begun = max(feed.certificate_from for feed in late if feed.certificate_from is not None)
    return _incident(
        history,
        Trouble.EXPIRING,
        f"its certificate is good until {until:%Y-%m-%d} only",
        "Tell the outlet, if you know somebody there: from that day on wirewatch will not "
        "trust its answers.",
        since=max(begun, until - _EXPIRES_IN),
        good=_good(late),
    )


def _ends_soon(feed: FeedState, now: datetime) -> bool:
    begin, end = feed.certificate_from, feed.certificate_until
    if begin is None or end is None:
        return False
    return timedelta(0) < end - now < min(_EXPIRES_IN, (end - begin) / _LATE)
