"""Find who wrote a report: names as given, parted only where they clearly part.

JSON-LD's come first, then those of meta elements, then microdata's, then the byline on the
page: near the headline, what stands behind "By" or "رپورٹ:", or is a name in an element or a
link called author; then what is a byline by itself ("Our Special Correspondent", "PTI",
"AFP, SANDAL"), then who curated the report, then a name alone at the right below the text.
Who edited a report did not write it.  Where a page names only its own outlet ("Sandal Post"),
the next place is asked before that is taken: many templates fill in the outlet for want of
a name.

"Ministry of Law and Justice" stays whole, since splitting it costs more than joining two
names; "Asha Rao und Imran Beg, dpa" is two names and an agency, as each part looks like one.

Discarded: every element of the page whose class says "author" (it is the author of another
report in a list as often); names found by a model.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from lxml import etree

from crawler.lines import title_text
from crawler.linked import Node, string
from crawler.titles import headline, said_in
from crawler.urls import bare_host
from news.text import words

MAX_AUTHORS = 12
_MAX_NAME = 80
_DEEPEST = 3  # lists in lists of authors
_NEARBY = 40  # pieces of text after the headline among which a byline stands
_BYLINE = 90  # characters; longer pieces are paragraphs that begin with "By"
_SELF_TOLD = 15  # short pieces after the headline among which an agency's name is a byline
_MOST_WORDS = 5  # of a name in a byline: "Our Own Special Staff Correspondent"

_METAS = (
    "parsely-author sailthru.author cxenseparse:author byl author article:author dc.creator "
    "dcterms.creator article:author_name og:article:author twitter:data1"
).split()
_OTHER_METAS = re.compile(r"^(?!smartbanner)(?:.*[a-z._:-])?authors?(?:_?name)?$")
_MICRODATA = etree.XPath(
    "//*[@itemprop='author'][not(ancestor::aside)][not(ancestor::*[@itemprop='comment' or "
    "contains(@itemtype, 'Comment') or contains(@class, 'comment')])]"
)
_ITS_NAME = etree.XPath("descendant::*[@itemprop='name'][1]")
_BYLINES = etree.XPath(
    "//*[@rel='author' or (@class and (contains(@class, 'byline') or contains(@class, 'author')))]"
    "[not(ancestor::aside) and not(ancestor::footer)]"
)
_AFTER = etree.XPath(f"(following::text()[normalize-space()])[position() <= {_NEARBY}]")
# Below a text, at the right: how reports are signed in many places.
_SIGNATURES = etree.XPath(
    "//p[@align='right' or contains(translate(@style, ' ', ''), 'text-align:right')]"
)
_PARAGRAPHS_ABOVE = 3  # that a signature stands below
_INITIALS = re.compile(r"\s*\([A-Za-z.]{2,6}\)$")
_ENDS = " ,/|-\u2013\u2014"
_IN_OFFICE = re.compile(
    r"\b(?:writer|correspondent|reporter|editor|journalist|columnist|producer)$", re.IGNORECASE
)
_ROLE = re.compile(r"\s+(?:기자|記者|记者)$")
_VERBS = r"(?:written|reported|posted|published|story|text|report|interview)\s+by"
_ROLES = (
    "author|reporter|correspondent|writer|reported|story"
    "|تحریر|رپورٹ|مصنف|رپورٹر|نویسنده|گزارش|گزارشگر|خبرنگار|ل[یي]کوال|راپور|ليکڪ|رپورٽ"
    "|लेखक|रिपोर्ट|रिपोर्टर|संवाददाता|प्रतिवेदक|লেখক|প্রতিবেদক|লিখেছেন|রিপোর্ট|রিপোর্টার|ਲੇਖਕ|ਰਿਪੋਰਟ|લેખક|અહેવાલ"
    "|எழுதியவர்|రచయిత|ಲೇಖಕರು|ವರದಿ|ലേഖകൻ"
)
_BY = re.compile(
    rf"(?:(?:by|von|par|por|di|door|av|द्वारा)[:\s]+|{_VERBS}\s*:?\s+|(?:{_ROLES})\s*[:：،]\s*)",
    re.IGNORECASE,
)
_LABEL = re.compile(rf"(?:by|von|par|por|door|द्वारा|{_VERBS}|{_ROLES})\s*[:：,،]?", re.IGNORECASE)
_EDITOR = re.compile(r"(?:edited|curated|compiled|photos?|video)\s+by\b(?P<name>.*)", re.IGNORECASE)
_CURATED = re.compile(r"(?:curated|compiled)\s+by\b[\s:]*(?P<name>.*)", re.IGNORECASE)
# A byline that needs no "By", of an outlet's own people.
_STAFF = re.compile(
    r"(?:from )?(?P<told>(?:our|staff|special|own|city|web|news|monitoring|digital)\b"
    r"(?: [\w.]+){0,3} (?:correspondents?|reporters?|bureau|desk|writer)"
    "|ویب ڈیسک|نیوز ڈیسک|مانیٹرنگ ڈیسک|(?:خصوصی )?نامہ نگار(?: خصوصی)?|(?:ডিজিটাল|অনলাইন|নিউজ) ডেস্ক"
    "|(?:নিজস্ব|বিশেষ) (?:প্রতিবেদক|প্রতিনিধি|সংবাদদাতা)|(?:डिजिटल|न्यूज़?|वेब) डेस्क)",
    re.IGNORECASE,
)
_DESKS = frozenset("desk bureau service network staff correspondent reporter team report".split())
_PLACE = re.compile(r"\s*[,،|]\s*|\s+[-\u2013/]\s+")  # behind it, a place
_LOCATED = re.compile(r"\s+in\s+[A-Z].*")
_LONGEST_TOLD = 40  # characters of an agency or desk with its place
_SOURCE = re.compile(r"^source\s*:\s*", re.IGNORECASE)
_LONGEST_ACRONYM = 5  # "App" is something to download, "APP" an agency
_PICTURED = re.compile(r"photo|image|picture|caption|credit|video|file", re.IGNORECASE)
# A date, or what announces one, in the byline's own piece.
_DATED = re.compile(
    r"\s+(?:(?:last\s+)?(?:updated|published|posted|modified)\b|(?:on\s+)?"
    r"(?:(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*\.?,?\s+)?\d).*",
    re.IGNORECASE,
)
_CALLED = re.compile(r"by-?line|author|writer|reporter|correspondent|contributor", re.IGNORECASE)
_AUTHORS_PAGE = re.compile(r"/(?:authors?|writers?|reporters?)/", re.IGNORECASE)
_NOT_NAMES = frozenset(
    "follow share read view more about subscribe listen posts all updated published comments "
    "comment print save copy watch google news home email contact by and in on".split()
)
_CLEAR = re.compile(r"\s*[;|\u2022\n]\s*")
_AND = "and und et y og och en dan và ve и та & اور و او ۽ और एवं এবং ও ਅਤੇ மற்றும்".split()
_LISTED = re.compile(rf"\s*[,،]\s+(?:(?:{'|'.join(_AND)})\s+)?|\s+(?:{'|'.join(_AND)})\s+|\s*/\s*")
_AGENCIES = frozenset(
    "afp ap apa dpa sda efe ansa lusa pa reuters ani pti ians uni app inp nni unb bss "
    "xinhua tass rss anadolu bloomberg agencies ppi nni tnn ens dhns "
    "ایجنسیاں এএফপি রয়টার্স বাসস ইউএনবি एजेंसी एजेंसियां भाषा वार्ता रासस".split()
)
_NO_NAME = re.compile(
    r"https?:|www\.|@|\.(?:com|org|net|pk|in)\b|^\d+\W*\w*$|\d:\d\d|\b(?:19|20)\d\d\b"
    "|min(?:ute)?s? read",
    re.IGNORECASE,
)
# What systems call whoever typed a report in.
_ACCOUNTS = frozenset(
    "admin administrator superadmin webadmin webmaster editor root user author guest unknown "
    "none null undefined test".split()
)
_SITE = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_NAME_WORDS = range(2, 5)


def choose_authors(  # noqa: PLR0917  all of the page's witnesses
    tree: Any, node: Node, nodes: Iterable[Node], metas: dict[str, list[str]], url: str, title: str
) -> tuple[tuple[str, ...], str]:
    """Return the authors' names and where they stood."""
    outlet = _outlet(node, metas, url)
    spare: tuple[tuple[str, ...], str] = (), ""
    for where, said in _said(tree, node, nodes, metas, title):
        names = _names(said)
        people = tuple(name for name in names if not _is_outlet(name, outlet))
        if people:
            return people, where
        spare = spare if spare[0] else (names, where)
    return spare if spare[0] else ((), "")


def _outlet(node: Node, metas: dict[str, list[str]], url: str) -> set[tuple[str, ...]]:
    """Return the names of the outlet itself."""
    publisher = node.get("publisher")
    named = string(publisher, "name") if isinstance(publisher, dict) else ""
    host = bare_host(url)
    said = [named, host, host.partition(".")[0], *metas.get("og:site_name", [])]
    return {tuple(words(name)) for name in said} - {()}


def _is_outlet(name: str, outlet: set[tuple[str, ...]]) -> bool:
    """Say whether a name is the outlet's, or a site's."""
    return tuple(words(name)) in outlet or _SITE.fullmatch(name) is not None


def _said(
    tree: Any, node: Node, nodes: Iterable[Node], metas: dict[str, list[str]], title: str
) -> Iterator[tuple[str, list[str]]]:
    """Yield what each place says of the authors, the best place first."""
    named = {item["@id"]: item for item in nodes if isinstance(item.get("@id"), str)}
    yield "JSON-LD", list(_people(node.get("author") or node.get("creator"), named))
    others = [name for name in metas if name not in _METAS and _OTHER_METAS.search(name)]
    for name in (*_METAS, *others):
        if name in metas:
            yield name, metas[name]
    yield "itemprop author", [_marked(element) for element in _MICRODATA(tree)[:MAX_AUTHORS]]
    yield "byline", _near_headline(tree, title)
    for element in _BYLINES(tree)[:8]:
        text = _DATED.sub("", said_in(element))
        if len(text) <= _MAX_NAME and (element.get("rel") == "author" or _BY.match(text)):
            yield "byline", [text]
    yield "signature", [_signed(element) for element in _SIGNATURES(tree)[-1:]]


def _signed(element: Any) -> str:
    """Return the name that is all of the last line at the right, where lines begin at the left."""
    around = [element, *element.iterancestors()]
    elsewhere = any(one.tag in {"aside", "footer"} or one.get("dir") == "rtl" for one in around)
    above = islice(element.itersiblings("p", preceding=True), _PARAGRAPHS_ABOVE)
    name = said_in(element)
    alone = _is_one(name) and all(word[0].isupper() for word in name.split())
    return name if alone and not elsewhere and len(list(above)) == _PARAGRAPHS_ABOVE else ""


def _marked(element: Any) -> str:
    """Return the name that an element marked as author holds."""
    inner = _ITS_NAME(element)
    one = inner[0] if inner else element
    return one.get("content") or said_in(one)


def _near_headline(tree: Any, title: str) -> list[str]:
    """Return the names that stand behind the headline as a byline does."""
    heading = headline(tree, title)
    after = _AFTER(heading) if heading is not None else ()
    pieces = [piece for piece in after if len(piece) <= _BYLINE]
    own = _row(pieces, _byline) or _row(pieces[:_SELF_TOLD], _told_by_itself)
    return own or _row(pieces, _curated)


def _row(pieces: Iterable[Any], named: Callable[[str, str, Any], str]) -> list[str]:
    """Return the names of the first row of them: each piece is seen with the one before it."""
    found: list[str] = []
    label = ""
    for piece in pieces:
        text = _DATED.sub("", title_text(piece))
        if name := named(text, label, piece.getparent()):
            found.append(name)
        elif found and text.casefold() not in {*_AND, ",", "|"}:
            break  # a byline is one row
        label = text
    return found


def _byline(text: str, label: str, element: Any) -> str:
    """Return the names in a piece of text: behind its own "By", or behind the piece before."""
    editor = _EDITOR.match(label)
    if _EDITOR.match(text) or _LABEL.fullmatch(text) or (editor and not editor["name"].strip(" :")):
        return ""
    bare = _without_by(text)
    given = _CLEAR.split(bare)[0].casefold().split()
    if bare != text or _LABEL.fullmatch(label):
        bare = _LOCATED.sub("", bare)
        return bare if _looks_like_names(bare) else ""
    if not 0 < len(given) <= _MOST_WORDS or not is_called_author(element):
        return ""
    if len(given) == 1:
        return _agency(text)
    no_names = _NOT_NAMES - {"news"} if given[-1] in _DESKS else _NOT_NAMES
    ours = no_names.isdisjoint(given) and _looks_like_names(bare)
    return text if ours and not _NO_NAME.search(bare) else ""


def _told_by_itself(text: str, label: str, element: Any) -> str:
    """Return an agency or "Our Correspondent", where a picture's credit does not name them."""
    around = [element, *islice(element.iterancestors(), 2)]
    names = " ".join(f"{one.tag} {one.get('class') or ''}" for one in around)
    if element.tag == "a" or _PICTURED.search(f"{names} {label}") or "figure" in names:
        return ""
    staff = _STAFF.fullmatch(_PLACE.split(text, maxsplit=1)[0])
    return staff["told"] if staff and len(text) <= _LONGEST_TOLD else _agency(text)


def _agency(text: str) -> str:
    """Return the agency that is all a piece names, but for a place: "AFP, SANDAL"."""
    name = _PLACE.split(_SOURCE.sub("", text), maxsplit=1)[0]
    known = name.casefold() in _AGENCIES
    written = len(name) > _LONGEST_ACRONYM or not (name.islower() or name.istitle())
    return name if known and written and len(text) <= _LONGEST_TOLD else ""


def _curated(text: str, label: str, _element: Any) -> str:
    """Return who put a report together, for want of who wrote it."""
    if match := _CURATED.match(text):
        return match["name"] if _looks_like_names(match["name"]) else ""
    told = _CURATED.fullmatch(label)
    return text if told and not told["name"] and _looks_like_names(text) else ""


def _without_by(text: str) -> str:
    """Take the "By" away that a byline begins with."""
    match = _BY.match(text)
    return text[match.end() :] if match else text


def is_called_author(element: Any) -> bool:
    """Say whether an element, or the one around it, is called an author's."""
    around = [one for one in (element, element.getparent()) if one is not None]
    return any(
        one.get("rel") == "author"
        or _CALLED.search(one.get("class") or "")
        or (one.tag == "a" and _AUTHORS_PAGE.search(one.get("href") or ""))
        for one in around
    )


def _looks_like_names(text: str) -> bool:
    """Say whether words are names or "Our Correspondent", not the beginning of a sentence."""
    given = text.split()
    parts = [part for clear in _CLEAR.split(text) for part in _LISTED.split(clear)]
    short = max(len(part.split()) for part in parts) <= _MOST_WORDS
    return bool(given) and short and all(not one[0].islower() or one in _AND for one in given)


def _people(value: Any, named: dict[str, Node], depth: int = 0) -> Iterator[str]:
    """Yield the names in an author field of any shape."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value[: 2 * MAX_AUTHORS] if depth < _DEEPEST else ():
            yield from _people(item, named, depth + 1)
    elif isinstance(value, dict):
        if "name" not in value and isinstance(value.get("@id"), str):
            value = {**named.get(value["@id"], {}), **value}
        name = value.get("name") or " ".join(
            filter(None, (string(value, "givenName"), string(value, "familyName")))
        )
        if depth < _DEEPEST:
            yield from _people(name if isinstance(name, str | list) else None, named, depth + 1)


def _names(raw: Iterable[str]) -> tuple[str, ...]:
    """Part and clean names; what is an address or no name goes."""
    parts = (part for text in raw for part in _CLEAR.split(html.unescape(text)[:1000]))
    bare = (_DATED.sub("", _without_by(title_text(part))).strip(_ENDS) for part in parts)
    names = (_INITIALS.sub("", part) for part in bare)
    found = [_ROLE.sub("", name) for part in names for name in _split_list(part) if _is_name(name)]
    people = [name for name in found if not _IN_OFFICE.search(name)]
    unique = {name.casefold(): name for name in reversed(people or found)}
    return tuple(reversed(unique.values()))[:MAX_AUTHORS]


def _is_name(text: str) -> bool:
    given = bool(text) and len(text) <= _MAX_NAME and text.casefold() not in _ACCOUNTS
    return given and not _NO_NAME.search(text)


def _split_list(text: str) -> list[str]:
    """Part "Asha Rao, Imran Beg and Li Na" where every part is a name, or an agency."""
    parts = [part for part in _LISTED.split(text) if part]
    if len(parts) > 2 and parts[-1].istitle() and " " not in parts[-1]:  # noqa: PLR2004
        parts = parts if _is_one(parts[-1]) else parts[:-1]  # "…, Nairobi": where they wrote
    if len(parts) > 1 and all(map(_is_one, parts)):
        return parts
    return [text]


def _is_one(text: str) -> bool:
    """Say whether a text is one name of two to four words, or an agency."""
    given = text.split()
    if len(given) == 1:
        return text.casefold() in _AGENCIES
    letters = all(not any(mark.isdigit() for mark in word) for word in given)
    return len(given) in _NAME_WORDS and letters and text[0].isalpha() and not text[0].islower()
