"""What Prometheus reads: /metrics, every name beginning with wirewatch_.

    curl -H "Authorization: Bearer $TOKEN" https://news.example.org/metrics

Programs on this machine are let in as they are; others need the token of the configuration,
or a log-in.  The counts of the archive are made at most every thirty seconds: a scrape
between is a matter of milliseconds.  What a process does (its rounds, its memory) is of this
process only; where the loops run in several, scrape each.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import Lock

from fastapi import APIRouter, Request
from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from starlette.responses import PlainTextResponse, Response

from archive.database import ArchiveError
from archive.figures import Figures
from web.caller import Callers
from web.guard import HEADERS
from web.health import Running
from web.peer import is_local
from web.ports import Ports

KEPT = 30.0  # seconds
_STATES = ("new", "sent", "dead", "muted", "joined")


@dataclass
class Kept:
    """The last count, made anew when it is older than `KEPT`."""

    count: Callable[[], Figures]
    steady: Callable[[], float]

    def __post_init__(self) -> None:
        """Begin without one."""
        self._lock = Lock()
        self._last: tuple[float, Figures] | None = None

    def figures(self) -> Figures:
        """Return it; of many who ask at once only the first counts."""
        with self._lock:
            now = self.steady()
            if self._last is None or now - self._last[0] >= KEPT:
                self._last = now, self.count()
            return self._last[1]


class Figured(Collector):
    """Turns counts and the state of the loops into metrics."""

    def __init__(self, kept: Kept, running: Callable[[], Running]) -> None:
        self._kept, self._running = kept, running

    def collect(self) -> Iterator[Metric]:
        """Yield every metric."""
        now = self._running()
        yield _gauge("waves_running", "Waves under way.", now.waves)
        yield _counts("rounds", "Rounds of each loop.", {r.name: r.rounds for r in now.roles})
        failed = {r.name: r.failures for r in now.roles}
        yield _counts("round_failures", "Rounds of each loop that failed.", failed)
        try:
            figures = self._kept.figures()
        except ArchiveError:
            yield _gauge("archive_up", "Whether the archive can be read.", 0)
            return
        yield _gauge("archive_up", "Whether the archive can be read.", 1)
        yield from _of_archive(figures)


def _of_archive(figures: Figures) -> Iterator[Metric]:
    yield _gauge("articles", "Articles in the archive.", figures.articles)
    yield _gauge("pages_unread", "Pages that wait to be read.", figures.unread)
    yield _gauge("fetches_due", "Addresses that are due to be fetched.", figures.fetches_due)
    yield _gauge("feeds", "Feeds that are followed.", figures.feeds)
    yield _gauge("feeds_failing", "Feeds whose last poll failed.", figures.feeds_failing)
    states = {state: figures.messages.get(state, 0) for state in _STATES}
    yield _gauges("messages", "Messages by state.", "state", states)
    yield _gauges(
        "oldest_due_age_seconds", "How long the oldest work is due.", "box", figures.waiting
    )
    yield _gauges(
        "last_success_timestamp_seconds",
        "When a poll, a reading, a sending last went well.",
        "step",
        {step: at.timestamp() for step, at in figures.last.items()},
    )
    yield _gauges("schema_info", "The version of the schema.", "version", {figures.schema: 1})


def _gauge(name: str, says: str, value: float) -> Metric:
    return GaugeMetricFamily(f"wirewatch_{name}", says, value=value)


def _gauges(name: str, says: str, label: str, values: dict[str, float] | dict[str, int]) -> Metric:
    family = GaugeMetricFamily(f"wirewatch_{name}", says, labels=[label])
    for of, value in values.items():
        family.add_metric([of], value)
    return family


def _counts(name: str, says: str, values: dict[str, int]) -> Metric:
    family = CounterMetricFamily(f"wirewatch_{name}", says, labels=["role"])
    for role, value in values.items():
        family.add_metric([role], value)
    return family


class Metrics:
    """The page that Prometheus reads."""

    def __init__(self, ports: Ports, callers: Callers) -> None:
        self._token, self._callers = ports.settings.metrics_token, callers
        # Its own: libraries put what they like into the one of the process.
        self._registry = CollectorRegistry()
        self._registry.register(Figured(Kept(ports.figures, ports.steady), ports.running))
        ProcessCollector(namespace="wirewatch", registry=self._registry)

    def router(self) -> APIRouter:
        """Return it under its address."""
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/metrics", self.metrics)
        return router

    def metrics(self, request: Request) -> Response:
        """Show every metric to who may see them."""
        if not self._may(request):
            says = "Send the metrics_token of wirewatch.toml as Authorization: Bearer ….\n"
            return PlainTextResponse(says, 401, {**HEADERS, "WWW-Authenticate": "Bearer"})
        return Response(generate_latest(self._registry), 200, HEADERS, CONTENT_TYPE_LATEST)

    def _may(self, request: Request) -> bool:
        word, _, sent = request.headers.get("authorization", "").partition(" ")
        if self._token and word.lower() == "bearer":
            return hmac.compare_digest(sent.strip().encode(), self._token.encode())
        try:
            return is_local(request.scope) or self._callers.recognise(request.scope).inside
        except ArchiveError:
            return False
