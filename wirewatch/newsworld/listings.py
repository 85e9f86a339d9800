"""Print the outlets' lists: RSS, Atom, JSON Feed, RDF, news sitemaps, section pages.

A list shows the newest articles by the world's clock, twenty as most outlets do; a
news sitemap shows ten times as many.  An edited article keeps its place and, where the
form has a word for it, says when it was edited.  Lists hold nothing that moves by
itself, so that an unchanged list has an unchanged ETag.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from zoneinfo import ZoneInfo

from wirewatch.newsworld.pages import ENVIRONMENT, Card, section
from wirewatch.newsworld.printed import Listing, ListKind, Outlet, Printed, Text

CONTENT_TYPES = {
    ListKind.RSS: "application/rss+xml; charset=utf-8",
    ListKind.ATOM: "application/atom+xml; charset=utf-8",
    ListKind.JSON: "application/feed+json; charset=utf-8",
    ListKind.RDF: "application/rdf+xml; charset=utf-8",
    ListKind.SITEMAP: "application/xml; charset=utf-8",
    ListKind.INDEX: "application/xml; charset=utf-8",
    ListKind.SECTION: "text/html; charset=utf-8",
}
SITEMAP_FACTOR = 10
_TEASER = 240


@dataclass(frozen=True)
class Row:
    """An article as a list shows it; times are local, in the form of mail and of ISO."""

    link: str
    guid: str
    title: str
    summary: str
    byline: str
    section: str
    published: str
    published_mail: str
    updated: str
    paragraphs: tuple[str, ...]


def listing(
    outlet: Outlet,
    kind: Listing,
    articles: Sequence[Printed],
    *,
    site: str,
    now: datetime,
    older: str = "",
) -> bytes:
    """Print one list of the given articles, newest first; a section page links to `older`."""
    rows = [row(outlet, kind, item, site, now) for item in articles]
    if kind.kind is ListKind.SECTION:
        cards = [Card(item.link.removeprefix(site), item.title) for item in rows]
        return section(outlet, cards, [item.summary for item in rows], site=site, older=older)
    if kind.kind is ListKind.JSON:
        return _json_feed(outlet, kind, rows, site)
    template = ENVIRONMENT.get_template(f"{kind.kind}.xml")
    newest = max((item.updated for item in rows), default="")
    return template.render(outlet=outlet, kind=kind, rows=rows, site=site, newest=newest).encode()


def index(parts: Sequence[tuple[str, datetime]]) -> bytes:
    """Print a sitemap index: its parts with the time of the newest change in each."""
    return ENVIRONMENT.get_template("index.xml").render(parts=parts).encode()


def row(outlet: Outlet, kind: Listing, item: Printed, site: str, now: datetime) -> Row:
    """Describe one article as its list shows it."""
    text = item.text(now) or item.texts[0]
    zone = ZoneInfo(outlet.timezone)
    path = item.paths[-1] if kind.alias else item.paths[0]
    local = item.published.astimezone(zone)
    return Row(
        link=site + path + kind.tracking,
        guid=f"{outlet.slug}:{item.id}",
        title=text.title,
        summary=_teaser(text),
        byline=item.byline or outlet.credit,
        section=item.section,
        published=local.isoformat(),
        published_mail=format_datetime(local),
        updated=text.at.astimezone(zone).isoformat(),
        paragraphs=text.paragraphs,
    )


def _teaser(text: Text) -> str:
    first = text.paragraphs[0]
    return first if len(first) <= _TEASER else first[:_TEASER].rsplit(" ", 1)[0] + " …"


def _json_feed(outlet: Outlet, kind: Listing, rows: Sequence[Row], site: str) -> bytes:
    items = [
        {
            "id": item.guid,
            "url": item.link,
            "title": item.title,
            "summary": item.summary,
            "content_html": "".join(f"<p>{_escaped(part)}</p>" for part in item.paragraphs),
            "date_published": item.published,
            "date_modified": item.updated,
            "authors": [{"name": item.byline}],
            "tags": [item.section],
        }
        for item in rows
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": outlet.name,
        "home_page_url": site,
        "feed_url": site + kind.path,
        "language": outlet.language,
        "items": items,
    }
    return json.dumps(feed, ensure_ascii=False, indent=1).encode()


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
