"""How many articles a second the engine holds against many rules, beside its peers.

    python3 dev.py bench matching [--data DIR] [--rules 10,1000,10000,100000] [--json FILE]

Rules and articles are made by benchmarks/rulesets: "dense" rules hold for 1 % of the articles
each, "selective" ones for 0.027 %.  With --data real texts (DIR/coverage/dev.jsonl) are asked
too, with rules made of their words.  Each contender is made for the same rules, sees the
same 500 articles beforehand, and then others, in turn with the rest, on one thread; CPU time
counts, the best of three rounds.  The peers stand in benchmarks/peers/matching.py.

The presearcher is told beforehand how common each word is; the engine learns it from the
articles that come.  All say which rules hold, and must say the same; what the reasons take
besides stands in a column of its own.  Exit status 1 where an aim is missed.
"""

from __future__ import annotations

import argparse
import gc
import json
import resource
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.peers import matching as peers
from benchmarks.rulesets import Language, cut, invented, learn, ruled
from monitor.engine import Engine
from news.article import Article
from news.grammar import parse
from news.judge import Judged
from news.rules import Rule, write

DENSE, SELECTIVE = 0.01, 0.00027
SEEN, ROUNDS = 500, 3
# Ratio to the presearcher, by set and number of rules.
AIMS = {
    ("dense", 1_000): 1.8,
    ("dense", 10_000): 2.0,
    ("dense", 100_000): 2.0,
    ("selective", 100_000): 1.5,
}
MOST_SECONDS, MOST_MEGABYTES = 3.0, 120.0
# A peer that takes longer than this for one article is measured on few.
_PATIENCE = 4.0


class Ours:
    """The engine that ships."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.engine = Engine(rules)

    def held(self, article: Article) -> set[int]:
        """Return the numbers of the rules that hold."""
        return {*self.engine.holding(Judged(article))}

    def fired(self, article: Article) -> set[int]:
        """Return the same, with all reasons made."""
        return {number for number, _ in self.engine.fired(Judged(article))}


def cpu(work: Callable[[], object]) -> float:
    """Return the seconds of this thread that some work takes."""
    begun = time.thread_time()
    work()
    return time.thread_time() - begun


def each(ask: Callable[[Article], object], articles: Iterable[Article]) -> float:
    """Return seconds for an article; stops when it has taken too long."""
    spent, count = 0.0, 0
    for article in articles:
        spent += cpu(lambda article=article: ask(article))  # type: ignore[misc]
        count += 1
        if spent > _PATIENCE:
            break
    return spent / count


def megabytes() -> float:
    """Return the most memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(
    kind: str, rules: Sequence[Rule], articles: Sequence[Article], language: Language
) -> dict[str, Any]:
    """Hold all contenders against the same rules and articles."""
    count = len(rules)
    gc.collect()
    before = megabytes()
    made: list[Ours] = []
    built = cpu(lambda: made.append(Ours(rules)))
    grown = megabytes() - before
    ours = made[0]
    asked: dict[str, Callable[[Article], set[int]]] = {
        "wirewatch": ours.held,
        "with reasons": ours.fired,
        "presearcher": peers.Presearcher(rules, language.words).held,
        "hyperscan literals": peers.HyperscanLiterals(rules, language.words).held,
    }
    if count <= 10_000:
        asked["SQLite FTS5"] = peers.Fts5EachDocument(rules, language.words).held
        asked["one regex a rule"] = peers.OneRegexEach(rules, language.words).held
    seen = articles[:SEEN]
    later = articles[SEEN:] or articles
    later = later[: 200 if count <= 10_000 else 40]
    for name in ("wirewatch", "with reasons"):
        for article in seen:
            asked[name](article)
    held = 0
    for article in later[:20]:
        said = {name: asked[name](article) for name in ("wirewatch", "presearcher")}
        if said["wirewatch"] != said["presearcher"]:
            sys.exit(f"{kind}, {count} rules: {said['wirewatch'] ^ said['presearcher']} differ")
        held += len(said["wirewatch"])
    best = dict.fromkeys(asked, float("inf"))
    for _ in range(ROUNDS):
        for name, ask in asked.items():
            best[name] = min(best[name], each(ask, later))
    batch = peers.TantivyBatch(rules, language.words)
    best["tantivy, a batch"] = cpu(lambda: batch.all_held(later)) / len(later)
    return {
        "set": kind,
        "rules": count,
        "share": held / count / len(later[:20]),
        "build": built,
        "megabytes": grown,
        "seconds": best,
        "ratio": best["presearcher"] / best["wirewatch"],
    }


def shown(found: Sequence[dict[str, Any]]) -> str:
    """Write a table, ratios first."""
    names = [*dict.fromkeys(name for one in found for name in one["seconds"])]
    lines = [
        f"| ratio (articles a second) | {' | '.join(names)} | held by | build s | MB |",
        f"|{'---|' * (len(names) + 4)}",
    ]
    for one in found:
        base = one["seconds"]["presearcher"]
        cells = [
            f"{base / one['seconds'][name]:.2f}× ({1 / one['seconds'][name]:,.0f})"
            if name in one["seconds"]
            else ""
            for name in names
        ]
        lines.append(
            f"| {one['rules']:,} {one['set']} | {' | '.join(cells)} | {one['share']:.3%} "
            f"| {one['build']:.2f} | {one['megabytes']:.0f} |"
        )
    return "\n".join(lines)


def missed(found: Sequence[dict[str, Any]]) -> list[str]:
    """Name the aims that were not met."""
    wrong = [
        f"{one['rules']:,} {one['set']}: {one['ratio']:.2f}× the presearcher, not {aim}×"
        for one in found
        if (aim := AIMS.get((one["set"], one["rules"]))) and one["ratio"] < aim
    ]
    wrong += [
        f"{one['rules']:,} rules: {one['build']:.1f} s, {one['megabytes']:.0f} MB"
        for one in found
        if one["build"] > MOST_SECONDS or one["megabytes"] > MOST_MEGABYTES
    ]
    return wrong


def real(folder: Path) -> list[Article]:
    """Read real texts and cut them into articles of 3 KB."""
    with (folder / "coverage" / "dev.jsonl").open() as lines:
        return cut(json.loads(line).get("text", "") for line in lines)


def main() -> None:
    """Measure, print, and say what was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rules", default="10,1000,10000,100000")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    articles = invented(SEEN + 200)
    language = learn(articles)
    found = []
    for count in map(int, asked.rules.split(",")):
        for kind, share in (("dense", DENSE), ("selective", SELECTIVE)):
            if kind == "dense" or count >= 10_000:
                rules = ruled(language, count, share)
                found.append(measure(kind, rules, articles, language))
                print(shown(found[-1:]), flush=True)
    if asked.data:
        texts = real(asked.data)
        known = learn(texts)
        found.append(measure("real", ruled(known, 1_000, 0.05), texts, known))
    written = [write(rule) for rule in ruled(language, 10_000, DENSE)]
    print(shown(found))
    seconds = cpu(lambda: [parse(rule) for rule in written])
    print(f"parsing, counted apart: {1e6 * seconds / len(written):.0f} µs a rule")
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=1))
    wrong = missed(found)
    print("\n".join(wrong) or "All aims are met.")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
