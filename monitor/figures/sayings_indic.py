"""Find who says what within a sentence of Urdu or Hindi.

    "صوبائی پولیس کے مطابق نو افراد ہلاک ہوئے۔"        according to: reaches on
    "نو افراد ہلاک ہوئے، صوبائی پولیس نے بتایا۔"        said, at the end: reaches back
    "پولیس نے نو ہلاکتوں کی تصدیق کی۔"                 confirmed: what stands before its verb
    "सेना का दावा है कि नौ उग्रवादी मारे गए।"            its claim is: reaches on

Both languages mark whoever says something with a word behind the name: "ne" before a verb of
saying, "ka" before its noun, "ke mutabiq" alone.  So the name is what stands before the mark, back
to where its clause, a time or a place ends.  Where no mark stands, or what stands before it is no
speaker ("according to the law", "to reports"), nobody says it.

A spokesman speaks for whoever he is spokesman of, and a report for whoever wrote it; titles go
from names.  Plurals before a mark have a form of their own, which is made the usual one again.

Discarded: a list of all who may speak (the mark tells it, and a list would only miss people).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from monitor.figures.cast import canonical
from monitor.figures.words_indic import (
    BEFORE_SPEAKERS,
    NO_SPEAKERS,
    PORTFOLIO_OFFICES,
    PRONOUNS,
    SPEAKER_HEADS,
    SPEAKER_TITLES,
)

_LONGEST = 9  # words of a speaker
_FARTHEST = 140  # characters from "ne" to its verb
_SPACE = r"[ \u00a0]"
_NE = r"(?:نے|ने)"
_OF = r"(?:کا|کی|کے|का|की|के)"
_VERB = (
    r"(?:بتایا|بتائی|بتائے|کہا|کہی|لکھا|लिखा"
    r"|(?:تصدیق|دعویٰ|دعوی|دعوٰی|اعلان|انکشاف|خبردار|تسلیم|بیان|رپورٹ|(?:خدشہ|خدشے\sکا)\s(?:ظاہر|اظہار)"
    r"|اندازہ|الزام(?:\sعائد)?)\s(?:کیا|کی|لگایا|دیا)|اطلاع\sدی"
    r"|बताया|बताई|बताए|कहा|कही|माना"
    r"|(?:दावा|पुष्टि|घोषणा|ऐलान|एलान|खुलासा|स्वीकार|ज़ाहिर|जाहिर)\s(?:किया|की)"
    r"|आरोप\sलगाया|(?:चेतावनी|जानकारी|सूचना)\sदी|(?:आशंका|संभावना)\sजताई|अनुमान\s(?:जताया|लगाया))"
)
_NOUN = (
    r"(?:کہنا|دعویٰ|دعوی|دعوٰی|بیان|اندازہ|الزام|ماننا|कहना|दावा|बयान|मानना|अनुमान|आरोप)\s(?:یہ\s|यह\s)?"
    r"(?:ہے|تھا|है|था)"
)
_ACCORDING = (
    r"(?:(?:سے|से)\s(?:मिली|प्राप्त|ملنے\sوالی|موصول)\s\S{1,12}\s)?(?:کے|के)\s(?:مطابق|بقول|मुताबिक|मुताबिक़|अनुसार|हवाले\sसे)"
    # "in a statement by the army"
    r"|(?:کی|की)\s(?:جانب|طرف|ओर|तरफ)\s(?:سے|से)(?:\s\S{1,12}){0,3}"
    r"\s(?:بیان|اعلامیے|बयान|विज्ञप्ति)\s(?:میں|में)"
)
_END = r"(?=[\s،,۔।.:;\"“”‘’'!?)–—-]|$)"
_MARK = re.compile(
    rf"(?:(?<=\S)\s|(?P<fused>(?<![^\s“‘\"'])(?:उन्हों|उन्हो|उस|उन)))"
    rf"(?:(?P<according>{_ACCORDING})|{_OF}\s(?P<noun>{_NOUN})|(?P<ne>{_NE})){_END}"
)
_SAID = re.compile(rf"\s(?P<verb>{_VERB}){_END}(?:\s(?:ہے|تھا|ہیں|हैं|है|था|थी){_END})?")
_OTHER = re.compile(rf"\s{_NE}\s|\s(?:کہ|कि)\s|[۔।.!?;]")
_DENIED = re.compile(r"(?:نہیں|नहीं)\s")
_TOLD = re.compile(r"(?:\s\S+){1,3}\s(?:کو|को|سے|से)(?=\s)|\s(?:مزید|یہ|भी|بھی|यह|आगे)(?=\s)")
_CLOSED = re.compile(r"\s*(?:[،,۔।.!?)–—-]|$)")
_QUOTED = re.compile(r"\s*[،,:–-]?\s*[\"“‘«']|\s*:")
_SIGN = re.compile(r"--|\s-\s|[،,۔।.:;!?()\"“”‘’«»|–—]")
_BRACKET = re.compile(r"\s\([^()]{1,20}\)$")
_PAPER = re.compile(
    rf"\s(?:{_OF})\s(?:ترجمان|اعداد\sو\sشمار|رپورٹ|بیان|اعلامیے|ریکارڈ|فہرست|ایک\sبیان|سرکاری\sترجمان"
    r"|प्रवक्ता|आंकड़ों|आँकड़ों|रिपोर्ट|बयान|रिकॉर्ड|एक\sबयान)$"
)
_SPOKESMAN = re.compile(r"^(?:ترجمان|प्रवक्ता)\s(?=\S)")
_HEADLINE = re.compile(r":\s*(?P<who>[^:،,۔।.!?]{2,60})$")
_PLURALS = (("ियों", "ी"), ("ओं", ""), ("ों", ""), ("یوں", "ی"), ("وں", ""))
_COPING = frozenset(("نمٹنے", "निपटने"))  # "coping with disasters" is part of an authority's name
_ONE = frozenset(("ایک", "एक"))
_NAME = 2  # words of somebody's name, at least


class Marked(NamedTuple):
    """Who speaks, as written and canonical ("" of a pronoun), where, and which way it reaches."""

    start: int
    end: int
    written: str
    name: str
    cue: str
    left: bool
    right: bool


def marked(text: str, start: int, end: int) -> Iterator[Marked]:
    """Yield the sayings of a sentence, in order."""
    last = start
    for mark in _MARK.finditer(text, start, end):
        if mark.start() >= last and (found := _of(text, last, mark, end)):
            last = found.end
            yield found
    headline = _HEADLINE.search(text, start, end) if last == start else None
    if headline and kind(headline["who"]) and (name := _canonical(headline["who"])):
        place = headline.span("who")
        yield Marked(*place, headline["who"], name, ":", left=True, right=False)


def _of(text: str, first: int, mark: re.Match[str], end: int) -> Marked | None:
    """Make the saying of a mark, if somebody stands before it who may speak."""
    verb = _verb(text, mark.end(), end) if mark["ne"] else None
    if mark["ne"] and not verb:
        return None  # what somebody did
    bracket = _BRACKET.search(text, max(first, mark.start() - _FARTHEST), mark.start())
    begin = _begin(text, first, bracket.start() if bracket else mark.start())
    until = mark.start()
    if mark["fused"]:
        begin, until = mark.span("fused")
    written = text[begin:until]
    name = "" if written in PRONOUNS else _canonical(_BRACKET.sub("", written))
    letters = bracket.group().strip(" ()\n") if bracket else ""
    if letters.isascii() and canonical(letters) != letters:
        name = canonical(letters)  # letters that all languages share: "(UN)"
    if not name and written not in PRONOUNS:
        return None
    if verb:
        who = Marked(begin, mark.end(), written, name, verb["verb"], left=False, right=True)
        return _said(text, who, verb, end)
    left = bool(_CLOSED.match(text, mark.end(), end)) and not _is_first(text, first, begin)
    left = left and not _QUOTED.match(text, mark.end(), end)
    cue = mark["according"] or mark["noun"]
    return Marked(begin, mark.end(), written, name, cue, left=left, right=not left)


def _is_first(text: str, first: int, begin: int) -> bool:
    """Say whether nothing was said before a speaker in his sentence."""
    return not text[max(first, begin - _FARTHEST) : begin].strip(" \n\"“‘'’،,")


def _verb(text: str, at: int, end: int) -> re.Match[str] | None:
    """Find the verb of saying of a subject, before another subject or clause begins."""
    stop = _OTHER.search(text, at, min(end, at + _FARTHEST))
    until = stop.start() if stop else min(end, at + _FARTHEST)
    found = _SAID.search(text, at, until)
    return found if found and not _DENIED.search(text, at, found.start() + 1) else None


def _said(text: str, who: Marked, verb: re.Match[str], end: int) -> Marked:
    """Let a saying reach back where its verb, perhaps with whom it tells, is all that follows."""
    told = who.end
    while addressee := _TOLD.match(text, told, verb.start() + 1):
        told = addressee.end()
    if told != verb.start():
        return who  # "confirmed nine deaths": what it says stands before the verb
    quoted = _QUOTED.match(text, verb.end(), end)
    left = not quoted and _CLOSED.match(text, verb.end(), end) is not None
    return who._replace(end=verb.end(), left=left, right=not left)


def _begin(text: str, first: int, end: int) -> int:
    """Return where the words of a speaker begin."""
    first = max(first, end - _FARTHEST)
    signs = list(_SIGN.finditer(text, first, end))
    begin = signs[-1].end() if signs else first
    words = list(re.finditer(r"\S+", text[begin:end]))
    kept = words[-_LONGEST:]
    for at in range(len(kept) - 1, -1, -1):
        after = kept[at + 1].group() if at + 1 < len(kept) else ""
        if kept[at].group() in BEFORE_SPEAKERS and after not in _COPING:
            kept = kept[at + 1 :]
            break
    return begin + kept[0].start() if kept else end


def _canonical(written: str) -> str:
    """Return the one form of a speaker's name, "" of what is none."""
    name = " ".join(written.split()).strip("'\"’‘“”")
    name = _SPOKESMAN.sub("", _PAPER.sub("", name))
    words = name.split()
    words = words[words[:1] != [] and words[0] in _ONE :]
    if not words or {words[0], words[-1]} & NO_SPEAKERS or _counts(words):
        return ""
    words = _untitled(words)
    for plural, single in _PLURALS:
        if words[-1].endswith(plural) and len(words[-1]) > len(plural) + 1:
            words[-1] = words[-1].removesuffix(plural) + single
            break
    return canonical(" ".join(words))


def _counts(words: Sequence[str]) -> bool:
    """Say whether a phrase has a number in it that is no service's: "Rescue 1122"."""
    numbers = [at for at, word in enumerate(words) if any(sign.isdigit() for sign in word)]
    return bool(numbers) and (numbers[0] == 0 or numbers[0] + 1 < len(words))


def _untitled(words: list[str]) -> list[str]:
    """Drop the titles before a name: "the interior minister Ona Brill"."""
    titled = [at for at, word in enumerate(words) if word in SPEAKER_TITLES]
    if not titled:
        return words
    last = titled[-1] + 1 + (words[titled[-1]] in PORTFOLIO_OFFICES)
    rest = words[last:]
    known = any(word in SPEAKER_HEADS for word in rest)
    return rest if len(rest) >= _NAME and not known else words


def kind(name: str) -> str:
    """Return for whom a speaker speaks by the words of his name."""
    words = set(name.split())
    return next((of for word, of in SPEAKER_HEADS.items() if word in words), "")
