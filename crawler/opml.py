"""Read and write OPML: the lists of subscriptions that feed readers exchange.

    <outline text="Hill country">                                     a folder: a tag
      <outline type="rss" text="Sandal Post" xmlUrl="https://sandal.example/feed"
               ww:source="Sandal Post" ww:timezone="Asia/Karachi"/>   a feed
      <outline type="link" text="Sandal Post" url="https://sandal.example/news.xml"
               ww:source="Sandal Post" ww:kind="sitemap"/>            what readers have no word for
    </outline>

A feed in several folders stands in each of them.  What OPML has no place for is said in
attributes of a namespace of our own, which other programs leave alone: `ww:source` joins
the lists of one source, `ww:set` holds as JSON what is no text.  So what we write comes
back as it was, and every reader sees its feeds in their folders.

What others wrote comes as it comes: attributes in any capitals, folders within folders,
categories in place of folders, an ampersand unescaped.  What declares entities is refused
whole: no list of subscriptions needs them, and a kilobyte of them unfolds to a gigabyte.
Addresses are only taken down here; whether one may be followed is decided by whoever asks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from crawler.decode import decode
from news.text import one_line

SPACE = "urn:wirewatch:opml:1"
_OURS = f"{{{SPACE}}}"
MAX_BYTES = 20_000_000
MAX_OUTLINES = 50_000
_MAX_DEPTH = 20
_LONGEST = 100  # characters of a name or a tag, as in the configuration
_LONGEST_VALUE = 5_000
_ENTITY = re.compile(r"<!ENTITY\b", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True)
class Outline:
    """One list of a source in a list of subscriptions.

    `kind` is that of `news.source.FeedKind`; `source` is set where one of ours wrote it.
    `more` are the keys of sources.toml that OPML has no word for.
    """

    url: str
    title: str = ""
    kind: str = "feed"
    home: str = ""
    language: str = ""
    tags: tuple[str, ...] = ()
    source: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Subscriptions:
    """What a list of subscriptions holds; `error` says why it cannot be read."""

    outlines: tuple[Outline, ...] = ()
    error: str = ""


def read_opml(body: bytes) -> Subscriptions:
    """Read a list of subscriptions."""
    if len(body) > MAX_BYTES:
        return Subscriptions(error=f"this is larger than {MAX_BYTES // 1_000_000} MB")
    text = _DECLARATION.sub("", _ILLEGAL.sub("", decode(body).lstrip("\ufeff")))
    if _ENTITY.search(text):
        return Subscriptions(error="this declares entities, which no list of subscriptions needs")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None or _local(root.tag) != "opml":
        return Subscriptions(error="this is no OPML: its first element is not <opml>")
    body_element = next((child for child in root if _local(child.tag) == "body"), root)
    outlines = list(_walk(body_element, (), 0))[: MAX_OUTLINES + 1]
    if len(outlines) > MAX_OUTLINES:
        return Subscriptions(error=f"this holds more than {MAX_OUTLINES:,} subscriptions")
    return Subscriptions(tuple(outlines))


def _walk(element: Any, folders: tuple[str, ...], depth: int) -> Iterator[Outline]:
    """Yield what stands below an element, each with the folders around it."""
    for child in element:
        if _local(child.tag) != "outline":
            continue
        plain = {key.lower(): value for key, value in child.attrib.items() if key[0] != "{"}
        own = {
            key.removeprefix(_OURS): value[:_LONGEST_VALUE]
            for key, value in child.attrib.items()
            if key.startswith(_OURS)
        }
        title = _name(plain.get("title") or plain.get("text") or "")
        url = plain.get("xmlurl") or (plain.get("url", "") if own else "")
        if url.strip() or "source" in own:
            yield _outline(url.strip(), title, plain, own, folders)
        if len(child) and depth < _MAX_DEPTH:
            yield from _walk(child, (*folders, title) if title else folders, depth + 1)


def _outline(
    url: str, title: str, plain: Mapping[str, str], own: Mapping[str, str], folders: tuple[str, ...]
) -> Outline:
    """Read one subscription."""
    categories = [part.strip().strip("/") for part in plain.get("category", "").split(",")]
    tags = [_name("/".join(folders)), *map(_name, categories)]
    more: dict[str, Any] = {
        key: value for key, value in own.items() if key not in {"source", "kind", "set"}
    }
    return Outline(
        url=url[:_LONGEST_VALUE],
        title=title,
        kind=own.get("kind", "feed"),
        home=plain.get("htmlurl", "").strip(),
        language=plain.get("language", "").strip(),
        tags=tuple(dict.fromkeys(tag for tag in tags if tag)),
        source=_name(own.get("source", "")),
        more=more | _set(own.get("set", "")),
    )


def _set(text: str) -> dict[str, Any]:
    """Return what is said as JSON; nothing where it cannot be read."""
    try:
        found = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def write_opml(outlines: Sequence[Outline], title: str, made: str) -> bytes:
    """Write a list of subscriptions; `made` is when, as RFC 822 has it."""
    root = etree.Element("opml", {"version": "2.0"}, nsmap={"ww": SPACE})
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = title
    etree.SubElement(head, "dateCreated").text = made
    body = etree.SubElement(root, "body")
    folders: dict[str, Any] = {}
    for outline in outlines:
        for tag in outline.tags or ("",):
            etree.SubElement(_folder(body, folders, tag), "outline", _attributes(outline))
    written: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)
    return written


def _folder(body: Any, folders: dict[str, Any], tag: str) -> Any:
    """Return the folder of a tag; one within another is written a/b."""
    if not tag:
        return body
    if tag not in folders:
        above, _, name = tag.rpartition("/")
        folders[tag] = etree.SubElement(_folder(body, folders, above), "outline", text=name)
    return folders[tag]


def _attributes(outline: Outline) -> dict[str, str]:
    """Write a subscription's attributes; those that say nothing are left out."""
    feed = outline.kind == "feed"
    rest = {key: value for key, value in outline.more.items() if not isinstance(value, str)}
    texts = {key: value for key, value in outline.more.items() if isinstance(value, str)}
    attributes = {
        "type": "rss" if feed else "link",
        "text": outline.title,
        "title": outline.title,
        "xmlUrl" if feed else "url": outline.url,
        "htmlUrl": outline.home,
        "language": outline.language,
        f"{_OURS}source": outline.source,
        f"{_OURS}kind": "" if feed else outline.kind,
        **{f"{_OURS}{key}": value for key, value in texts.items()},
        f"{_OURS}set": json.dumps(rest, ensure_ascii=False) if rest else "",
    }
    return {key: value for key, value in attributes.items() if value}


def _name(text: str) -> str:
    return one_line(text, _LONGEST).strip().strip("/").strip()


def _local(tag: Any) -> str:
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""
