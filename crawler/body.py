"""Take out of an article's lines what is not the article.

Even a good extraction keeps the headline once more, "Also read: …", "Follow us on …",
photo credits and consent notices; half of all bad texts are bad by such lines only.
Each would be matched, alerted and quoted as news.  A line goes when it says by its first
words what it is, and is short: a paragraph that merely contains "read more" stays.

Discarded: a learned classifier of lines (too few pages to learn from), and dropping
lines that two pages of an outlet share (it takes datelines and refrains with it).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from news.text import words

_SHORT = 200  # characters; longer lines are paragraphs
_NEAR_TOP = 6  # lines among which a headline, byline or date is repeated

_JUNK = re.compile(
    r"""[\W_]*(?:
    (?:read|see|watch|listen|click)\s+(?:also|more|next|here|full|the\s+full|all|now)\b
    |also\s+(?:read|watch|see|on)\b|more\s+(?:on\s+this|from|stories|news|to\s+read|like\s+this)\b
    |(?:related|recommended|trending|latest|top|popular|similar|suggested)\s+(?:stories|articles?|news|topics?|posts?|reading|content|videos?|links?|coverage)\b
    |(?:must|don'?t\s+miss|you\s+may\s+(?:also\s+)?(?:like|be\s+interested)|editors?['\u2019]?s?\s+picks?)\b.{0,80}$
    |(?:follow|join|like|find|connect\s+with|contact)\s+(?:us|our|\S+(?:\s+\S+){0,3}\s+on\s+(?:facebook|twitter|x\b|instagram|whatsapp|telegram|google\s+news))\b
    |(?:subscribe|sign\s*-?up|register|log\s*-?in|sign\s*-?in)\b.{0,120}$
    |(?:get|receive)\s+(?:the\s+latest|our|all\s+the|breaking|more\s+news|updates|daily)\b
    |(?:share|save|print|e-?mail|copy|bookmark|tweet|comments?|reply|advertis(?:e)?ment|ad|sponsored|promoted)(?:\s+(?:this|link|article|story|via|continues|below|on\s+(?:facebook|twitter|x|whatsapp))\b.{0,80})?[\W_\d]*$
    |(?:download|install|get)\s+(?:the|our)\s+.{0,40}\bapp\b|(?:our|the)\s+(?:free\s+)?(?:whatsapp|telegram)\s+(?:channel|group)
    |(?:photo|image|picture|video|graphic|file\s+photo|representational\s+image|cover\s+image|featured\s+image|foto|bild)(?:\s+(?:credits?|courtesy|source|by))?\s*[:|\u00a9]
    |(?:photograph|image)\s+(?:by|courtesy)\b|(?:getty\s+images|shutterstock|istock|unsplash)\b.{0,60}$
    |(?:\u00a9|\(c\)|copyright\b).{0,160}$|all\s+rights\s+reserved
    |(?:this\s+(?:website|site)\s+uses|we\s+use|by\s+(?:clicking|continuing|signing))\b.{0,60}\b(?:cookies?|agree|accept|terms)
    |(?:published|posted|updated|last\s+(?:updated|modified)|first\s+published)(?:\s+(?:in|on|at|by)\b|\s*[:\-\u2013]|\s+\w+\s+\d).{0,80}$
    |(?:enable|please\s+enable|turn\s+on)\s+javascript|loading\W*$|back\s+to\s+top|skip\s+to\s+
    |(?:lesen\s+sie\s+(?:auch|mehr|hier)|mehr\s+zum\s+thema|lire\s+aussi|\u00e0\s+lire\s+aussi|leia\s+(?:tamb\u00e9m|mais)|lee\s+(?:tambi\u00e9n|m\u00e1s)|leggi\s+anche|lees\s+ook)\b
    |(?:یہ\s+بھی\s+پڑھ|مزید\s+پڑھ|بیشتر\s+بخوانید|همچنین\s+بخوانید|نور\s+لوستل|ये\s+भी\s+पढ|यह\s+भी\s+पढ|इसे\s+भी\s+पढ|और\s+पढ|আরও\s+পড|আরো\s+পড|यो\s+पनि\s+पढ)
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_CREDIT = re.compile(
    r"""^[\W_]*(?:(?:photo|image|picture|afp|reuters|ap|getty|ani|pti|app|inp)\b[\s/,|:-]*){1,4}$
    |\((?:photo|image|file\s+photo)s?\s*[:by].{0,60}\)$""",
    re.VERBOSE | re.IGNORECASE,
)
_DATE_LINE = re.compile(
    r"(?:\w+[\W_]+){0,4}\d{1,2}(?:st|nd|rd|th)?[\W_]+(?:\w{3,9}[\W_]+)?(?P<year>\d{4})"
    r"(?:[\W_]+\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\s*[ap]\.?m\.?)?)?(?:\s+\(?[A-Z]{2,4}\)?)?[\W_]*",
    re.IGNORECASE,
)
_YEARS = range(1900, 2100)
_BULLET = re.compile(r"^(?:[-*\u2022\u25aa\u25cf\u203a\u00bb]\s+)+")
_TABLE_RULE = re.compile(r"^[|\s:-]+$")


def clean_lines(
    lines: Iterable[str], headings: Sequence[str] = (), authors: Sequence[str] = ()
) -> list[str]:
    """Return the lines that are the article's."""
    titles = {_folded(heading) for heading in headings if heading}
    people = {_folded(name) for name in authors}
    kept: list[str] = []
    for line in lines:
        text = _BULLET.sub("", line.strip()).strip("| ")
        if not text or _TABLE_RULE.match(text) or _is_junk(text):
            continue
        if len(kept) < _NEAR_TOP and _is_head(text, titles, people):
            continue
        if not (kept and kept[-1] == text):
            kept.append(text)
    return kept


def _folded(text: str) -> str:
    return " ".join(words(text))


def _is_junk(text: str) -> bool:
    return len(text) < _SHORT and bool(_JUNK.match(text) or _CREDIT.search(text))


def _is_head(text: str, titles: set[str], people: set[str]) -> bool:
    """Say whether a line near the top repeats the headline, a byline or the date."""
    if len(text) > _SHORT:
        return False
    folded = _folded(text)
    bare = folded.removeprefix("by ")
    return folded in titles or bare in people or _is_date(text)


def _is_date(text: str) -> bool:
    """Say whether a line is a date and nothing else, in digits of any script."""
    match = _DATE_LINE.fullmatch(text)
    return match is not None and int(match["year"]) in _YEARS
