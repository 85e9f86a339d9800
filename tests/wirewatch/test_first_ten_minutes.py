"""From nothing to the first alert by the commands of docs/first-ten-minutes.md, one by one.

The outlets, the mail server and the clock are those of the news world on loopback; nothing
else differs from what a newcomer types.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from tests.wirewatch.test_kill_loop import until
from tests.wirewatch.test_live_daemon import START
from wirewatch.newsworld.bed import Bed, bed
from wirewatch.newsworld.printed import ListKind
from wirewatch.newsworld.world import World

pytestmark = pytest.mark.timeout(300)

GUIDE = Path(__file__).parents[2] / "docs" / "first-ten-minutes.md"
TOPIC = "Attacks: Zhenna AND (attack* OR blast* OR rebel* OR soldiers)"
ZERO = "Nothing of this: submarine AND (periscope OR Zhenna)"


def catalogue_of(laid: Bed) -> Path:
    """Write the served outlets as a catalogue."""
    path = laid.folder / "outlets.toml"
    text = ""
    for served in laid.served.outlets.values():
        outlet = served.outlet
        kinds = (ListKind.RSS, ListKind.ATOM, ListKind.JSON, ListKind.RDF)
        feeds = [{"url": url} for url in served.feed_urls(*kinds)]
        maps = served.feed_urls(ListKind.SITEMAP)
        if not (feeds or maps):
            continue
        inline = ", ".join(f"{{ url = {json.dumps(feed['url'])} }}" for feed in feeds)
        text += (
            f"[[outlets]]\nname = {json.dumps(outlet.name)}\ncountry = {json.dumps(outlet.country)}"
            f"\nregion = {json.dumps(outlet.region)}\nlanguages = [{json.dumps(outlet.language)}]"
            f'\nhomepage = {json.dumps(served.url)}\nkind = "independent"\nconfidence = "A"'
            f"\ntimezone = {json.dumps(outlet.timezone)}\nfeeds = [{inline}]"
            f"\nsitemaps = {json.dumps(list(maps))}\n"
        )
    path.write_text(text, encoding="utf-8")
    return path


async def wirewatch(laid: Bed, *words: str) -> str:
    """Run a command to its end and return what it printed."""
    before = laid.log.stat().st_size if laid.log.exists() else 0
    process = await laid.command(*words)
    status = await process.wait()
    said = laid.log.read_bytes()[before:].decode()
    assert status == 0, said
    return said


async def init(laid: Bed, *words: str) -> str:
    """Run `wirewatch init`, which names its folder without --config."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "wirewatch", "init", str(laid.config), *words,
        env=laid.environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        stdin=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()
    return said.decode()


async def test_from_nothing_to_the_first_alert(tmp_path: Path) -> None:
    """init, config check, crawl, topics preview, alerts test --preview, run: a mail arrives."""
    async with bed(World(start=START), tmp_path, begin=timedelta(0), speed=300) as laid:
        for path in laid.config.iterdir():
            path.unlink()
        said = await init(
            laid, "--catalogue", str(catalogue_of(laid)), "--language", "en", "--topic", TOPIC,
            "--topic", ZERO, "--mail", "desk@newsdesk.example",
            "--mail-server", f"127.0.0.1:{laid.mail.port}", "--mail-security", "none", "--yes",
        )  # fmt: skip
        assert "wirewatch crawl" in said
        on_loopback(laid)

        said = await wirewatch(laid, "config", "check")
        assert "2 topics" in said
        assert "names no base_url" in said

        await until(lambda: laid.clock.now() > START.replace(hour=2), laid)
        said = await wirewatch(laid, "crawl")
        assert re.search(r"\d+ new articles", said)
        assert "Nobody was told" in said

        made = json.loads(await wirewatch(laid, "topics", "preview", "--json"))
        attacks, nothing = made["tracked"]
        assert attacks["total"] == made["reports"] > 0
        assert attacks["newest"][0]["match"]["evidence"]
        # What was printed while the crawl ran would have been told; what was before is backlog.
        assert {"backlog"} <= {report["silent"] for report in attacks["newest"]} <= {"", "backlog"}
        assert nothing["total"] == 0
        assert "zhenna in" in nothing["advice"]
        assert laid.mail.arrived == []

        said = await wirewatch(laid, "alerts", "test", "desk", "--preview")
        assert "desk (email): sent" in said
        (first,) = laid.mail.arrived
        count = "1 report" if made["reports"] == 1 else f"{made['reports']} reports"
        assert count in str(first.message["Subject"])

        daemon = await laid.start()
        await until(lambda: len(laid.mail.arrived) > 1 or not daemon.running, laid)
        assert daemon.running, laid.log.read_text(errors="replace")[-3000:]
        assert "Attacks" in str(laid.mail.arrived[1].message["Subject"])
        assert await daemon.stop() == 0


def on_loopback(laid: Bed) -> None:
    """Allow what no newcomer needs: outlets on this machine, polled in a fast world."""
    path = laid.config / "wirewatch.toml"
    text = path.read_text(encoding="utf-8")
    loopback = 'poll = "5m"\nmin_gap = "1s"\nallow_addresses = ["127.0.0.0/8"]'
    text = re.sub(r'^poll = "15m".*$', loopback, text, flags=re.MULTILINE)
    path.write_text(text.replace("port = 8087", f"port = {laid.web_port}"), encoding="utf-8")


def test_the_guide_shows_these_commands() -> None:
    """What is walked above is what the guide says."""
    shown = GUIDE.read_text(encoding="utf-8")
    for words in (
        "wirewatch init", "wirewatch config check", "wirewatch crawl", "wirewatch topics preview",
        "wirewatch alerts test desk --preview", "wirewatch run",
    ):  # fmt: skip
        assert f"$ {words}" in shown
