"""Check sources: many at once, each host gently, and no source in another's way.

Each source is a visit of its own, in which one request follows the other; the gate keeps
requests to one host apart whichever source they are for.  Nothing is written but the
recording: neither archive nor locks are touched, so a daemon may run meanwhile.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import structlog
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

from config.settings import Config
from crawler.gate import Gate, GateClosedError
from crawler.pool import ReadingPool
from crawler.robots import Robots
from crawler.spider import Outfit
from crawler.visit import Ask, Nobody
from crawler.waves import Waves
from news.moment import Clock
from news.source import Source
from wirewatch.fieldcheck.facts import Checked
from wirewatch.fieldcheck.judge import judge
from wirewatch.fieldcheck.look import Look, Looker
from wirewatch.fieldcheck.recording import Recorder
from wirewatch.wiring import limits, make_guard, make_pool, make_robots

AT_ONCE = 12  # sources; hosts are what is slow, and two cores read what comes
LONGEST = 280.0  # real seconds for one source, less than a wave may take

log = structlog.get_logger("check")


async def check_sources(
    config: Config,
    sources: Sequence[Source],
    clock: Clock,
    screen: Console,
    record: Path | None = None,
) -> tuple[list[Checked], bool]:
    """Check sources; return what was found, and whether it was stopped before the end."""
    checked: list[Checked] = []
    stopping = asyncio.Event()
    places = asyncio.Semaphore(AT_ONCE)
    async with _equipped(config, sources, clock, record) as (waves, gate, looker):

        def stop() -> None:
            stopping.set()
            gate.close()  # what is under way ends, the rest is not begun

        async def one(source: Source) -> None:
            async with places:
                if not stopping.is_set():
                    checked.append(await _check(source, waves, looker))
                    step(checked[-1])

        with _progress(screen, len(sources)) as step, _on_signals(stop):
            await asyncio.gather(*map(one, sources))
    return checked, stopping.is_set()


async def _check(source: Source, waves: Waves, looker: Looker) -> Checked:
    """Look at one source and judge it; whatever breaks is this source's alone."""
    look, unfinished = Look(source, looker), "it took too long"

    async def visit(ask: Ask) -> None:
        nonlocal unfinished
        try:
            async with asyncio.timeout(LONGEST):
                await look.visit(ask)
        except TimeoutError:
            return
        except GateClosedError:
            unfinished = "the check was stopped"
            return
        except Exception as error:  # the other sources are still to be checked
            log.exception("the check broke", source=source.name)
            unfinished = f"{type(error).__name__} on our side; the log has it"
            return
        unfinished = ""

    if looker.recorder is not None:
        looker.recorder.follow(source)
    await waves.visit(source.name, visit)
    facts = look.facts(unfinished)
    return Checked(facts, judge(facts))


@asynccontextmanager
async def _equipped(
    config: Config, sources: Sequence[Source], clock: Clock, record: Path | None
) -> AsyncIterator[tuple[Waves, Gate, Looker]]:
    """Join what a check takes."""
    unverified = [source.name for source in sources if not source.verify_tls]
    recorder = Recorder(record) if record is not None else None
    try:
        async with visitors(config, clock, Nobody(), unverified) as (waves, pool):
            yield waves, waves.outfit.gate, looker_of(config, waves, pool, clock, recorder)
    finally:
        if recorder is not None:
            recorder.close()


def looker_of(
    config: Config, waves: Waves, pool: ReadingPool, clock: Clock, recorder: Recorder | None = None
) -> Looker:
    """Return what looks share."""
    # Rules are reported even where a setting lets the crawl pass them by.
    robots = waves.outfit.robots or Robots(config.settings.crawl.user_agent)
    return Looker(pool, pool.extract, robots, clock.now, waves.outfit.gate.slow_down, recorder)


@asynccontextmanager
async def visitors(
    config: Config, clock: Clock, desk: Nobody, unverified: Sequence[str] = ()
) -> AsyncIterator[tuple[Waves, ReadingPool]]:
    """Join the crawler as the daemon has it, but with nothing that remembers."""
    crawl = config.settings.crawl
    gate = Gate(clock, crawl.min_gap, crawl.connections)
    outfit = Outfit(clock, gate, make_guard(crawl), make_robots(crawl, ()), desk)
    waves = Waves(limits(crawl), outfit, unverified)
    pool = make_pool(config.settings)
    try:
        yield waves, pool
    finally:
        await waves.stop()
        await pool.close()


@contextmanager
def _on_signals(stop: Callable[[], None]) -> Iterator[None]:
    """Stop in order on Ctrl-C and SIGTERM."""
    loop, numbers = asyncio.get_running_loop(), (signal.SIGINT, signal.SIGTERM)
    for number in numbers:
        loop.add_signal_handler(number, stop)
    try:
        yield
    finally:
        for number in numbers:
            loop.remove_signal_handler(number)


@contextmanager
def _progress(screen: Console, total: int) -> Iterator[Callable[[Checked], None]]:
    """Show how the check goes on."""
    with Progress(
        SpinnerColumn(),
        TextColumn("checking"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[last]}", markup=False),
        console=screen,
        transient=True,
    ) as progress:
        task = progress.add_task("", total=total, last="")

        def step(one: Checked) -> None:
            progress.update(task, advance=1, last=f"{one.facts.name}: {one.verdict.state}")

        yield step
