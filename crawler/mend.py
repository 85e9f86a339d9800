"""Mend the text of a feed before it is parsed: what breaks the parser, and what costs it much.

One feed in forty is not well-formed, and mostly in the same few ways: "AT&T" and
`?a=1&copy=2` without `&amp;` (a lenient parser makes a © of the second, and the link is
dead), `&nbsp;` that XML does not know, `<dc:date>` or even `<rss:item>` whose prefix
nobody declared, two XML declarations, control characters.  Mended, they are read by the
strict parser like any other.  Document types go, with entity bombs and files of ours;
overlong author fields, tags and comments are cut (32 KB of author cost three CPU seconds,
a megabyte of attributes a minute).

Discarded: a recovering XML parser (it ends a title at its first bare ampersand and knows
no namespaces that nobody declared).
"""

from __future__ import annotations

import html
import re
from html.entities import html5

MAX_ENTRIES = 2_000
_LONGEST_TAG = 8_000  # characters

_DOCTYPE = re.compile(r"<!DOCTYPE", re.IGNORECASE)
_SUBSET = re.compile(r"[^<>\[]*(?:\[[^\]]*(?:\][^\]>]*)*?\]\s*)?>")
_DECLARATION = re.compile(r"<\?xml[^<>]*>", re.IGNORECASE)
_LONG_TAG = re.compile(rf"<[A-Za-z][^<>]{{{_LONGEST_TAG},}}>?")
_LONG_AUTHOR = re.compile(
    r"""(<(?:[\w.-]+:)?(?:author|creator|contributor|name|email|managingEditor|webMaster|owner
    |publisher|credit)\b[^<>]*>\s*(?:<!\[CDATA\[)?)([^<\]]{300,})""",
    re.IGNORECASE | re.VERBOSE,
)
_ENTRY_END = re.compile(r"</(?:[\w.-]+:)?(?:item|entry)\s*>", re.IGNORECASE)
_ROOT = re.compile(r"<([A-Za-z][\w.:-]*)")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_REFERENCE = re.compile(
    r"""<!\[CDATA\[.*?(?:\]\]>|\Z)
    |&(?:(?P<number>\#(?:[0-9]{1,7}|[xX][0-9A-Fa-f]{1,6}));|(?P<name>[A-Za-z][A-Za-z0-9]{1,31});)?""",
    re.VERBOSE | re.DOTALL,
)
_OF_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})
_FEED = re.compile(r"<(?:[\w-]+:)?(?:rss|feed|RDF|channel)\b", re.IGNORECASE)
_PREFIXED = re.compile(
    r"<([A-Za-z][\w-]{0,20}):(?:rss|channel|item|feed|entry|RDF)\b", re.IGNORECASE
)
_NAMESPACES = {
    "a10": "http://www.w3.org/2005/Atom",
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "media": "http://search.yahoo.com/mrss/",
    "prism": "http://prismstandard.org/namespaces/basic/2.0/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
}
_USED = re.compile(rf"<({'|'.join(_NAMESPACES)}):")
# A blank inside a namespace is a slip of a template, and feedparser breaks at it.
_NAMESPACE = re.compile(r"""(xmlns(?::[\w.-]+)?\s*=\s*)("[^"<>]*\s[^"<>]*"|'[^'<>]*\s[^'<>]*')""")
_DECLARED = re.compile(r"xmlns:([\w-]+)\s*=")


def mend(text: str) -> str:
    """Return a feed's text without what breaks or burdens its parser."""
    text = _without_comments(_ILLEGAL.sub("", text))
    text = _DECLARATION.sub("", _without_doctype(text))
    text = _LONG_AUTHOR.sub(lambda match: match[1] + match[2][:200], _LONG_TAG.sub("", text))
    return _first_entries(_declared(_REFERENCE.sub(_referred, text)))


def root_of(text: str) -> str:
    """Return the name of a text's first element, "" where there is none."""
    found = _ROOT.search(text)
    return found[1] if found else ""


def _referred(match: re.Match[str]) -> str:
    """Write an ampersand, or what an entity stands for, so that XML can read it."""
    whole = match[0]
    if whole.startswith("<") or match["name"] in _OF_XML:
        return whole
    if match["name"]:
        meant = html5.get(f"{match['name']};")
        return f"&amp;{match['name']};" if meant is None else html.escape(meant)
    if match["number"]:
        # HTML's reading: 146 is an apostrophe of Windows, 0 and the like are nothing.
        return html.escape(_ILLEGAL.sub("", html.unescape(whole)))
    return "&amp;"


def _declared(text: str) -> str:
    """Declare the usual prefixes; strip those that make nonsense of a feed's own elements."""
    text = _NAMESPACE.sub(lambda match: match[1] + re.sub(r"\s+", "", match[2]), text)
    declared = {match[1].lower() for match in _DECLARED.finditer(text)}
    for prefix in {match[1] for match in _PREFIXED.finditer(text)}:
        if prefix.lower() not in declared and prefix not in _NAMESPACES:
            text = re.sub(rf"(</?){prefix}:", r"\1", text)
    used = {match[1] for match in _USED.finditer(text)} - declared
    named = "".join(f' xmlns:{prefix}="{_NAMESPACES[prefix]}"' for prefix in sorted(used))
    root = _FEED.search(text)
    return f"{text[: root.end()]}{named}{text[root.end() :]}" if root and named else text


def _without_doctype(text: str) -> str:
    """Cut the document type out with all the entities it declares."""
    start = _DOCTYPE.search(text)
    if start is None:
        return text
    end = _SUBSET.match(text, start.end()) or start
    return text[: start.start()] + text[end.end() :]


def _without_comments(text: str) -> str:
    """Cut comments out in one pass; an unclosed one loses only its opening."""
    kept, start = [], 0
    close = section_end = -1
    while (found := text.find("<!--", start)) >= 0:
        kept.append(text[start:found])
        if close < found and close != len(text):
            close = _find(text, "-->", found)
        if section_end < found and section_end != len(text):
            section_end = _find(text, "]]>", found)
        inside = close < section_end  # a comment inside CDATA may not swallow its end
        start = close + 3 if inside and close < len(text) else found + 4
    kept.append(text[start:])
    return "".join(kept)


def _find(text: str, wanted: str, start: int) -> int:
    """Return where `wanted` comes next; the end of the text where it does not."""
    found = text.find(wanted, start)
    return len(text) if found < 0 else found


def _first_entries(text: str) -> str:
    """Cut a feed after as many entries as we read, and close it properly."""
    for count, match in enumerate(_ENTRY_END.finditer(text), start=1):
        if count == MAX_ENTRIES:
            root = root_of(text)
            inner = "</channel>" if root == "rss" else ""
            return f"{text[: match.end()]}{inner}</{root}>"
    return text
