"""Addresses: one spelling to fetch by, one key to know an article by.

An outlet links the same report as http and https, with and without www, with
`?utm_source=rss` and `#comments`; each must be one article.  `?id=7` and `?id=8` are
two.  So tracking parameters go by name, from our own list; all others stay, in order.

    canonical("HTTP://News.Example:80/a?utm_source=x&id=7#top") -> "http://news.example/a?id=7"
    url_key("https://www.news.example/a/")                      -> "news.example/a"

A bare word such as `ref` or `source` may be a real parameter; it goes only where its
value says that it names a way here ("rss", "twitter").  A fragment that starts with
`!` is a page of its own on old sites and stays.

Discarded: courlan's cleaner.  Even its mild mode drops `cid`, `eid`, `source` and
`session` whatever they hold, sorts the rest, cuts addresses at quotes, and costs 17 MB
in a process that needs nothing else of it.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

MAX_LENGTH = 2000

_DEFAULT_PORTS = {"http": 80, "https": 443}
_TRACKING = re.compile(
    r"""(?:utm|mtm|pk|piwik|matomo|hsa|vero|oly|ns|at|itm|guce|wt|mkt|ml|stm)_.+
    |_(?:ga|gl|gid|hsenc|hsmi|openstat|branch_match_id)|__(?:twitter_impression|hstc|hssc|hsfp)
    |(?:fb|g|d|yc|y|tw|tt|msc?|gad|wick|rdt_|ysc|igs?|li_fat_|sc_?)cl(?:k)?id|gclsrc|gad_(?:source|campaignid)
    |[gw]braid|igsh(?:id)?|mc_[ce]id|mibextid|mkt_tok|guccounter|traffic_source|rss_?source
    |s_?cid|icid|ncid|ocid|cmpid|cmp_?id|ito|smid|smtyp|soc_(?:src|trk)|ftag|taid|xtor|spm
    |fbclid|fb_(?:action_ids|action_types|source|ref)|action_(?:object|type|ref)_map
    |share_?(?:id|token|type|source)|trk(?:info|campaign)?|cx_testid|cx_testvariant|cx_artpos
    |outputtype|ref_?(?:src|url)|referr?er|feedtype|feedname""",
    re.VERBOSE | re.IGNORECASE,
)
_MAYBE = frozenset({"ref", "source", "src", "from", "via", "medium", "campaign", "oc", "rss"})
_WAYS_HERE = re.compile(
    r"""(?:rss|atom|feed|feedburner|twitter|tw|x|facebook|fb|whatsapp|wa|telegram|instagram|ig
    |linkedin|newsletter|email|mail|push|social|share|google|gnews|googlenews|home|homepage|hp
    |app|amp|related|widget|ticker|true|1)?[\d_-]*(?:_?feed|_?rss)?""",
    re.VERBOSE | re.IGNORECASE,
)
_REVISION = re.compile(
    r"(?<=[^#?&])(?:#[\w.:-]{0,40}|[?&](?:v|ver|version|rev|revision|upd|updated|modified|t|ts)=[\w.:+-]*)+$",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^(?:www\d?|m|mobile|amp)\.(?=[^.]+\.)")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})|[^A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def canonical(url: str) -> str:
    """Spell an address the one way; what cannot be read is returned as it is."""
    try:
        parts = urlsplit(url.strip())
        host = _host(parts)
    except ValueError:
        return url
    query = "&".join(pair for pair in parts.query.split("&") if pair and not _tracks(pair))
    fragment = parts.fragment if parts.fragment.startswith("!") else ""
    path = _plain_path(_percent(parts.path)) or "/"
    return urlunsplit((parts.scheme.lower(), host, path, _percent(query), _percent(fragment)))


def url_key(url: str) -> str:
    """Return what is the same for all spellings of one address, for identity only."""
    parts = urlsplit(canonical(url))
    host = parts.netloc.removeprefix("www.")
    query = "&".join(sorted(parts.query.split("&"))) if parts.query else ""
    path = parts.path.rstrip("/")
    tail = f"?{query}" if query else ""
    return f"{host}{path}{tail}" + (f"#{parts.fragment}" if parts.fragment else "")


def lasting_guid(guid: str) -> str:
    """Return a feed's identity for an entry without what counts its revisions.

    Some outlets write `…/articles/c0ffee#2` or `…/flood?v=3` at the third edit of a report.
    """
    return _REVISION.sub("", guid)


def host_of(url: str) -> str:
    """Return the host in small letters, with its port where that is not the usual one."""
    try:
        return _host(urlsplit(url.strip()))
    except ValueError:
        return ""


def same_host(one: str, other: str) -> bool:
    """Say whether two addresses are on one host, with or without www, mobile or AMP."""
    return bare_host(one) == bare_host(other) != ""


def same_site(one: str, other: str) -> bool:
    """Say whether two bare hosts are one outlet's: the same, or one below the other."""
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def bare_host(url: str) -> str:
    """Return a host without the label that says www, mobile or AMP."""
    return _LABEL.sub("", host_of(url))


def absolute(base: str, href: str) -> str | None:
    """Resolve a link; None unless it is a sane http(s) address without credentials."""
    href = href.strip(" \t\r\n\f\x0b")
    if not href or len(href) > MAX_LENGTH or _CONTROL.search(href):
        return None
    try:
        parts = urlsplit(urljoin(base, href))
        host = _host(parts)
    except ValueError:
        return None
    if parts.scheme.lower() not in _DEFAULT_PORTS or "@" in parts.netloc or not _sane(host):
        return None
    path, query, fragment = map(_percent, (parts.path, parts.query, parts.fragment))
    url = urlunsplit((parts.scheme.lower(), host, path, query, fragment))
    return url if len(url) <= MAX_LENGTH else None


def _sane(host: str) -> bool:
    """Say whether a host could be one."""
    return bool(host) and not re.search(r"[\s\\%<>\"'{}|^`]", host)


def _host(parts: SplitResult) -> str:
    """Return host and unusual port in small letters; ValueError for a bad port or name."""
    host = (parts.hostname or "").rstrip(".")
    if not host.isascii():
        host = host.encode("idna").decode("ascii")
    if ":" in host:
        host = f"[{host}]"
    port = parts.port
    if port is None or port == _DEFAULT_PORTS.get(parts.scheme.lower()):
        return host
    return f"{host}:{port}"


def _tracks(pair: str) -> bool:
    """Say whether a query parameter only tells where the reader came from."""
    name, _, value = pair.partition("=")
    if name.lower() in _MAYBE:
        return bool(_WAYS_HERE.fullmatch(value))
    return bool(_TRACKING.fullmatch(name))


def _percent(text: str) -> str:
    """Escape what must be, unescape what need not be, in capital hex digits."""
    return _ESCAPE.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    digits = match.group(1)
    if digits is None:
        return quote(match.group(), safe="", errors="replace")
    character = chr(int(digits, 16))
    return character if character in _UNRESERVED else f"%{digits.upper()}"


def _plain_path(path: str) -> str:
    """Resolve `.` and `..`."""
    if "/." not in path:
        return path
    kept: list[str] = []
    for part in path.split("/")[1:]:
        if part == "..":
            kept[-1:] = []
        elif part != ".":
            kept.append(part)
    tail = "/" if path.endswith(("/.", "/..")) and kept else ""
    return "/" + "/".join(kept) + tail
