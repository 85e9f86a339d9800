"""Print the outlets' pages: real news prose in the noise that real pages wrap around it.

A news page of 60 KB holds 3 KB of news.  The rest is menus, share bars, "Also read"
lines between paragraphs, embedded posts, comments, styles and scripts, and each outlet
mixes them in its own way.  Where a page gives its time differs too: JSON-LD, OpenGraph,
or nothing but "Updated: 4 March, 2031 07:05 AM IST" in the running text.

A page is the same for every reader of the same text, so that its ETag means something;
only a restless outlet's counters move every hour, as they do in the wild.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from wirewatch.newsworld.printed import Outlet, Printed, Text

ENVIRONMENT = Environment(
    loader=PackageLoader("wirewatch.newsworld", "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)
# The templates keep these two places free; a CSS and a script comment, harmless if left.
_STYLE_HERE, _SCRIPT_HERE = "/*style*/", "/*script*/"
_BODY = re.compile("<body[^>]*>")
# Lines of noise kept for an outlet: each about 100 characters, so pages of 200 KB can be had.
_LINES = 1_200


@dataclass(frozen=True)
class Card:
    """A link to another article, as lists and side columns show it."""

    path: str
    title: str


def page(
    outlet: Outlet,
    item: Printed,
    text: Text,
    *,
    site: str,
    now: datetime,
    related: Sequence[Card] = (),
    also: Card | None = None,
    size: int = 25_000,
    around: int = 0,
) -> bytes:
    """Print one article.

    `site` is the outlet's address, `size` the bytes to fill up to, `around` the number of
    elements to add before and behind the article.
    """
    zone = ZoneInfo(outlet.timezone)
    shown = f"{text.at.astimezone(zone):{outlet.shown_time}} {outlet.zone_label}"
    context: dict[str, Any] = {
        "outlet": outlet,
        "item": item,
        "text": text,
        "canonical": site + item.paths[0],
        "shown": shown,
        "published": item.published.astimezone(zone).isoformat(),
        "modified": text.at.astimezone(zone).isoformat(),
        "byline": item.byline or outlet.credit,
        "facts": Markup(_json_ld(outlet, item, text, site)),  # noqa: S704  escaped there
        "related": related,
        "also": also,
        "comments": _comments(outlet, item, now),
    }
    bare = ENVIRONMENT.get_template(f"{outlet.layout}.html").render(context)
    if around:
        before, behind = furniture(outlet.slug, around)
        bare = _BODY.sub(lambda tag: tag[0] + before, bare, count=1)
        bare = bare.replace("</body>", behind + "</body>")
    half = max(0, size - len(bare.encode())) // 2
    style, script = noise(outlet.slug)
    bare = bare.replace(_STYLE_HERE, style[:half].rpartition("\n")[0])
    return bare.replace(_SCRIPT_HERE, script[:half].rpartition("\n")[0]).encode()


def section(
    outlet: Outlet, cards: Sequence[Card], teasers: Sequence[str], *, site: str, older: str = ""
) -> bytes:
    """Print a page that lists articles: a front page or a section's; `older` is the next."""
    shown = list(zip(cards, teasers, strict=True))
    template = ENVIRONMENT.get_template("section.html")
    return template.render(outlet=outlet, cards=shown, site=site, older=older).encode()


def _comments(outlet: Outlet, item: Printed, now: datetime) -> int:
    """Count made-up comments; on a restless outlet they grow by the hour."""
    base = sum(item.id.encode()) % 90
    if not outlet.restless:
        return base
    hours = int((now - item.published).total_seconds() // 3600)
    return base + 3 * max(0, hours)


def _json_ld(outlet: Outlet, item: Printed, text: Text, site: str) -> str:
    """Write schema.org's NewsArticle, safe inside a script element."""
    zone = ZoneInfo(outlet.timezone)
    facts = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": text.title,
        "mainEntityOfPage": site + item.paths[0],
        "datePublished": item.published.astimezone(zone).isoformat(),
        "dateModified": text.at.astimezone(zone).isoformat(),
        "author": {"@type": "Person", "name": item.byline or outlet.credit},
        "publisher": {"@type": "NewsMediaOrganization", "name": outlet.name},
        "inLanguage": outlet.language,
        "isAccessibleForFree": True,
    }
    return json.dumps(facts, ensure_ascii=False).replace("</", "<\\/")


@lru_cache(maxsize=32)
def furniture(outlet: str, count: int) -> tuple[str, str]:
    """Make menus to stand before an article, and rails, cards and comments behind it."""
    chance = random.Random(f"{outlet} furniture")  # noqa: S311  decoration, not secrets
    before = "".join(_menu(chance) for _ in range(count // 3 // _MENU))
    behind = "".join(
        chance.choice((_card_block, _comment_block))(chance)
        for _ in range(count * 2 // 3 // _BLOCK)
    )
    return f'<div class="mega-menu">{before}</div>', f'<div class="rails">{behind}</div>'


# Elements of one menu, and of one card or comment.
_MENU, _BLOCK = 18, 7


def _menu(chance: random.Random) -> str:
    rows = "".join(
        f'<li><a href="/{(word := chance.choice(_PARTS))}/{chance.randint(1, 99)}">'
        f"{word.title()}</a></li>"
        for _ in range(8)
    )
    return f'<div class="menu-{chance.randint(1, 9)}"><ul>{rows}</ul></div>'


def _card_block(chance: random.Random) -> str:
    number = chance.randint(1000, 9999)
    title = " ".join(chance.choice(_PARTS) for _ in range(6)).capitalize()
    return (
        f'<div class="card"><a href="/more/{number}"><img src="/pictures/{number}.jpg" alt="">'
        f'<h4>{title}</h4></a><p class="teaser"><span>{number % 24} hours ago</span></p>'
        '<div class="rule"></div></div>'
    )


def _comment_block(chance: random.Random) -> str:
    words = " ".join(chance.choice(_PARTS) for _ in range(9)).capitalize()
    return (
        f'<div class="comment" id="c{chance.randint(1000, 9999)}"><b>Reader</b>'
        f"<p>{words}.</p><ul><li><a href='#reply'>Reply</a></li></ul><i></i></div>"
    )


@lru_cache(maxsize=32)
def noise(outlet: str) -> tuple[str, str]:
    """Make style rules and script settings, enough for the largest page."""
    chance = random.Random(outlet)  # noqa: S311  decoration, not secrets
    style, script = [], []
    for _ in range(_LINES):
        name = f"{outlet[:2]}-{chance.choice(_PARTS)}__{chance.choice(_PARTS)}"
        style.append(
            f".{name}-{chance.randint(1, 99)}{{margin:{chance.randint(0, 40)}px auto;"
            f"padding:{chance.randint(0, 24)}px;color:#{chance.randrange(16**6):06x};"
            f"flex:0 0 {chance.randint(10, 100)}%;opacity:.{chance.randint(1, 9)}}}"
        )
        key = f"{chance.choice(_PARTS)}_{chance.randrange(16**4):04x}"
        script.append(
            f"slots.push({{unit:'/{chance.randint(1000, 9999)}/{outlet}/{key}',"
            f"sizes:[[300,250],[{chance.randint(2, 9)}28,90]],lazy:{chance.randint(100, 900)}}});"
        )
    return "\n".join(style), "\n".join(script)


_PARTS = (
    "card", "rail", "promo", "ticker", "gallery", "byline", "teaser", "sticky", "modal",
    "player", "newsletter", "masthead", "footer", "widget", "grid", "badge",
)  # fmt: skip
