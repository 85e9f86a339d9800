"""Say who stands behind each figure: a name, a role, a speaker carried on, or the outlet.

    "Nine miners died, harbour minister Ona Brill said."           9   Ona Brill, named
    "Four are missing, the minister added."                        4   Ona Brill, by role
    "The dead are two women and seven men."                        2   Ona Brill, carried
    "The mine opened with 300 workers."                          300   the outlet

`sayings` finds who says what inside one sentence; `cast` knows whom "the minister" means.  Here
each figure gets the saying that reaches it, a quote gets whoever closes it or spoke before it,
and a sentence that only goes on counting ("of the dead", "in all") keeps the speaker before it.
A headline's figure is given to the one person whom the text gives it to ("Vesk says nine killed").
Urdu and Hindi have a grammar of their own (`sayings_indic`), and the same rules from there on.
What remains is the outlet's own word.

A confidence says how sure that is: by name in the clause itself, then by role, then carried,
then "it", then a clause joined to that of a saying.  Below `LEAST` nobody is named: no speaker
is better than a wrong one.

Discarded: the latest person as the speaker of a quote.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice, zip_longest
from typing import NamedTuple

from monitor.figures.carrying import counts_as_ever, goes_on, remains, tells_on
from monitor.figures.cast import ONE_PERSON, Cast, canonical
from monitor.figures.checks import is_conversion
from monitor.figures.indic import speaks
from monitor.figures.sayings import Saying, may_say, sayings
from monitor.figures.sayings_indic import Marked, kind, marked
from monitor.figures.sides import same_side
from monitor.figures.subjects import Word, cut
from monitor.figures.words_indic import ANAPHORS
from monitor.figures.words_speakers import (
    BODIES,
    HAPPENINGS,
    MEDIA,
    OBJECTS,
    OF_ONE,
    OWN_MEDIA,
    PAPERS,
    PRONOUNS,
    TELLING,
)
from news.figure import OUTLET, Effect, Figure, Speaker, Voice
from news.finding import Span

__all__ = ["LEAST", "Speech", "attribute", "canonical", "speech"]

LEAST = 0.4
# The share of right ones, between that of retold articles, which `dev.py bench figures` counts,
# and that of 71 speakers in general news, counted by a reader.
_NAMED, _ROLE, _CARRIED, _HE, _PLEDGED, _IT, _JOINED = 0.94, 0.9, 0.87, 0.85, 0.85, 0.6, 0.45
_UNKNOWN = 0.5
_SAID = frozenset("said says added adds reported announced noted told confirmed".split())
_FARTHEST = 6  # sentences over which a speaker is carried
_MOST_MEANT = 24  # sayings before a pronoun that may tell whom it means
_NEXT = 4  # sayings on either side of a figure that may reach it
_LONGEST = 20_000  # characters of a sentence that are read: beyond it is no prose
_GIVEN = re.compile(r"\s(?:[\w-]+\s){1,3}")  # "more than the nine [reported] by police"
_JOINT = re.compile(r"[,;]\s+(?:and|while|but|whereas|although)\b|;")
_STOP = 2  # characters of a stop, perhaps with a space before it
_BESIDE = 12  # characters beside a figure
# "Police had 12 bodies after a ferry with 90 people on board capsized": how many it carried.
_LADEN = re.compile(
    r"\b(?:after|when|as|since|before)\s(?:an?|the|its|their)\s[^,;.]{0,60}\s(?:with|carrying)\s"
    r"(?:about\s|some\s|around\s|nearly\s|at\sleast\s|more\sthan\s|over\s)?\Z"
)
_KNOWN = re.compile(r"(?:\b(?:the|its|their|his|her|this|that)|['’]s)\s$", re.IGNORECASE)
_COMPOUND = re.compile(r"-[a-z]")
# What somebody speaks of, and not what he says: the desk recalls how many it cost.  "The fire that
# killed nine was no accident", "he would visit the town where nine died", "devastated by the fire
# in which nine died".
_HAPPENED = "|".join(sorted(HAPPENINGS))
_RECALLED = re.compile(
    rf"""\b(?:the|this|these|that|another|like|[\w’']+['’]s)\s(?:[\w’'-]+\s){{0,3}}
    (?:{_HAPPENED}|(?:gun|bomb|police)?m[ae]n|gunmen|attackers?|bombers?|drivers?|one|storms?)\s
    (?:(?:[io]n|at|of|near|from|by|against|last|earlier|this)\s[^,.;:“”"]{{1,40}}?\s)?
    (?:that|which|who|(?:in|during|after)\swhich|where|when)\s(?:\w+\s){{0,6}}\Z
    |\b(?:would|will|should|must|expects?|condemn(?:s|ed)|mourn(?:s|ed)|visit(?:s|ed)?)\b
    [^.;“”"]*,?\s(?:(?:in|during|after)\swhich|where)\b[^.;,]{{0,40}}\Z""",
    re.VERBOSE,
)
_BACK = 160
# Behind "…, police said on Monday": what goes on with it, and what the desk adds to it.
_ADDED = re.compile(
    r"[^,;]{0,60},\s(?:(?:thus|so|also)\s)?(?:bringing|taking|raising|lifting|pushing|driving"
    r"|increasing|lowering|cutting|including|leaving|among\s(?:them|whom|these)"
    r"|along\swith|as\swell\sas|in\saddition\sto|besides|with)\b"
    r"|[^,;]{0,60},\s(?:at\sleast\s|about\s|some\s|nearly\s|more\sthan\s|over\s)?\Z",
)
_ASIDE = re.compile(r"[^,;]{0,60},?\s(?:while|where|after|when|as|since|because|in\sa\s)\b")
_SINCE = re.compile(r"\s(?:ago|after|before|later|earlier)\b")
_ANAPHOR = re.compile(r"\b(?:it|they|he|she)\b")
_INDIC = re.compile(r"[\u0620-\u06d3\u0904-\u0939]")
_OPENING, _CLOSING = "“«", "”»"
_CLOSERS = f'{_CLOSING}"’‘'
_MARK = re.compile(f'["{_OPENING}{_CLOSING}]')


class _Heard(NamedTuple):
    """A saying with its speaker and the places of its words."""

    speaker: Speaker
    start: int
    end: int
    left: bool
    right: bool
    is_media: bool
    is_pronoun: bool


class _Sentence(NamedTuple):
    """What is known of a sentence: its sayings, and whether it lies in a quote that goes on."""

    start: int
    end: int
    heard: list[_Heard]
    pledged: list[_Heard]
    quoted: bool  # begins inside a quote, or with one
    open: bool  # ends inside a quote
    closed: bool = False  # ends with a quote's closing sign


def attribute(
    text: str, sentences: Iterable[tuple[int, int]], figures: Sequence[Figure]
) -> list[Speaker]:
    """Return the speaker of each figure, in their order."""
    if not figures:
        return []
    spans = list(sentences)
    end = max(figure.span.start for figure in figures)
    # A quote may be closed a few sentences on; beyond, nobody speaks of these figures.
    last = bisect_right(spans, (end, end)) + _FARTHEST
    read = _read(text, spans[:last])
    starts = [sentence.start for sentence in read]
    places = [bisect_right(starts, figure.span.start) - 1 for figure in figures]
    carried = _carried(text, read, figures, places)
    found: list[Speaker] = []
    for index, (figure, at) in enumerate(zip(figures, places, strict=True)):
        converted = index > 0 and is_conversion(text, figures[index - 1], figure)
        if at < 0 or converted:
            found.append(OUTLET)  # "$2 (₹180)": the desk did that
            continue
        speaker = _of(text, read, at, figure) or carried.get(at, OUTLET)
        is_said = speaker.confidence >= LEAST and speaker.voice is not Voice.OUTLET
        recalled = is_said and _is_background(text, figure, read[at].start)
        found.append(speaker if is_said and not recalled else OUTLET)
    return _settled(text, figures, found)


def _settled(text: str, figures: Sequence[Figure], found: list[Speaker]) -> list[Speaker]:
    """Give the figure of a headline, or of somebody not named, to who says it further down.

    "Vesk says nine killed", and below: "Nine people died, harbour minister Ona Brill said."
    "Nine died, a police official said", and below: "We have nine dead," said inspector Rul Hask.
    """
    title = text.find("\n")
    below: dict[tuple[Effect, float | None, float | None], dict[str, Speaker]] = {}
    persons: dict[tuple[Effect, float], dict[str, Speaker]] = {}
    settled = list(found)
    for at in range(len(found) - 1, -1, -1):
        figure, speaker = figures[at], found[at]
        if not speaker.canonical:
            continue
        alike = below.setdefault((figure.effect, figure.low, figure.high), {})
        same = persons.setdefault((figure.effect, figure.value), {})
        if figure.span.end <= title:
            settled[at] = _named_by(speaker, alike)
            continue
        alike.setdefault(speaker.canonical, speaker)
        if _is_somebody(speaker):
            settled[at] = _named_by(speaker, same)
        elif _is_person(speaker):
            same.setdefault(speaker.canonical, speaker)
    return settled


def _named_by(speaker: Speaker, others: Mapping[str, Speaker]) -> Speaker:
    """Return the only other one who says a number where it may be him, else the speaker."""
    if len(others) != 1:
        return speaker
    (one,) = others.values()
    apart = speaker.side and one.side and not same_side(speaker.side, one.side)
    return speaker if apart or one.canonical == speaker.canonical else _less(one, _CARRIED)


def _is_somebody(speaker: Speaker) -> bool:
    """Say whether a speaker is one who is not named: "a police official"."""
    first, _, rest = speaker.written.partition(" ")
    return first.lower() in {"a", "an"} and rest.rsplit(" ", 1)[-1] in ONE_PERSON


def _is_person(speaker: Speaker) -> bool:
    """Say whether a speaker is somebody by his full name."""
    names = speaker.canonical.split()
    is_full = len(names) > 1 and all(name[0].isupper() for name in names)
    return speaker.voice is Voice.NAMED and is_full and BODIES.isdisjoint(map(str.lower, names))


class Speech(NamedTuple):
    """What somebody says: in quotation marks, or in the outlet's words."""

    speaker: Speaker
    span: Span
    sentence: Span
    is_quote: bool


def speech(text: str, sentences: Iterable[tuple[int, int]]) -> Iterator[Speech]:
    """Yield what is said in each sentence, by whom."""
    read = _read(text, list(sentences))
    within = False
    for at, sentence in enumerate(read):
        whole = Span(sentence.start, sentence.end)
        quotes = list(_quotes(text, whole, within=within))
        within = sentence.open
        spans = quotes or _reported(sentence)
        for span in spans:
            if speaker := _told(text, read, at, span):
                yield Speech(speaker, span, whole, bool(quotes))


def _quotes(text: str, sentence: Span, *, within: bool) -> Iterator[Span]:
    """Yield what of a sentence stands in quotation marks, which may have begun before it."""
    start = sentence.start if within else -1
    for match in _MARK.finditer(text, sentence.start, sentence.end):
        if start < 0:
            start = match.end()
        elif match.group() not in _OPENING:
            yield Span(start, match.start())
            start = -1
    if 0 <= start < sentence.end:
        yield Span(start, sentence.end)


def _reported(sentence: _Sentence) -> Iterator[Span]:
    """Yield what of a sentence the sayings in it reach."""
    begin = sentence.start
    for heard, after in zip_longest(sentence.heard, sentence.heard[1:]):
        if heard.left:
            yield Span(begin, heard.start)
        if heard.right:
            yield Span(heard.end, after.start if after else sentence.end)
        begin = heard.end


def _is_background(text: str, figure: Figure, begin: int) -> bool:
    """Say whether a figure only recalls what is known: "the 9-storey tower", "six days ago"."""
    start, end = figure.span.start, figure.span.end
    ahead, behind = text[max(0, start - _BESIDE) : start], text[end : end + _BESIDE]
    written = text[start:end]
    attribute = "-" in written or "magnitude" in written or _COMPOUND.match(behind)
    known = attribute and _KNOWN.search(ahead)
    when = figure.effect is Effect.DURATION and (_SINCE.match(behind) or ahead.endswith("after "))
    told = text[max(begin, start - _BACK) : start]
    return bool(known or when or _RECALLED.search(told) or _LADEN.search(told))


def _read(text: str, spans: Sequence[tuple[int, int]]) -> list[_Sentence]:
    """Read the sayings and quotes of all sentences."""
    cast = Cast(text)
    indic = _INDIC.search(text) is not None
    read: list[_Sentence] = []
    within = False
    last = 0
    for start, end in spans:
        # A quote of several paragraphs opens in each of them again.
        within = within and text.find("\n", last, start) < 0
        last = end
        if indic and speaks(text, start, end):
            heard = [_marked(one, read) for one in marked(text, start, end)]
            begins = within or text[start] in '"“«'
            within = _is_open(text[start:end], within=within)
            closed = text[end - 1] in _CLOSERS
            read.append(_Sentence(start, end, heard, [], begins, within, closed))
            continue
        may = may_say(text[start : min(end, start + _LONGEST)])
        words = cut(text, start, min(end, start + _LONGEST)) if may else []
        found = sayings(words)
        heard = [_heard(text, words, saying, cast) for saying in found if not saying.pledge]
        pledged = [_heard(text, words, saying, cast) for saying in found if saying.pledge]
        if not found:
            cast.met(start, end)
        begins = within or text[start] in '"“«'
        within = _is_open(text[start:end], within=within)
        closed = text[end - 1] in _CLOSERS
        read.append(_Sentence(start, end, heard, pledged, begins, within, closed))
    return read


def _marked(one: Marked, read: Sequence[_Sentence]) -> _Heard:
    """Make a saying of Urdu or Hindi one with its speaker: he and she are the last who spoke."""
    last = (heard for sentence in reversed(read[-_FARTHEST:]) for heard in sentence.heard[::-1])
    earlier = [heard.speaker for heard in islice(last, _MOST_MEANT)]
    named = bool(one.name) and one.name not in ANAPHORS
    known = next(iter(earlier), OUTLET)
    name = one.name if named else known.canonical
    for speaker in earlier:  # the letters that a name was given with mean it later
        if speaker.written.endswith(f"({one.name})"):
            name = speaker.canonical
    side = kind(name) or known.side
    sure = _NAMED if named else _HE if name else _UNKNOWN
    voice = Voice.NAMED if named else Voice.ROLE
    place = Span(one.start, one.start + len(one.written))
    speaker = Speaker(voice, one.written, name, one.cue, sure, place, side)
    return _Heard(
        speaker, one.start, one.end, one.left, one.right, is_media=False, is_pronoun=not named
    )


def _is_open(sentence: str, *, within: bool) -> bool:
    """Say whether a sentence ends inside a quote."""
    opened = sum(sentence.count(sign) for sign in _OPENING)
    closed = sum(sentence.count(sign) for sign in _CLOSING)
    depth = within + opened - closed
    if sentence.count('"') % 2:  # some open with one sign and close with another
        depth = depth - 1 if depth > 0 else 1
    return depth > 0


def _as(word: str, cue: str) -> float:
    """Return how sure the name is that a role or a pronoun stands for."""
    if word == "it" and cue.lower() not in _SAID:
        return _IT  # "it puts out 151 horsepower"
    return _HE if word in PRONOUNS | OBJECTS else _ROLE


def _heard(text: str, words: Sequence[Word], saying: Saying, cast: Cast) -> _Heard:
    """Find out who the speaker of a saying is."""
    who = saying.who
    start, end = words[who.first].start, words[who.last - 1].end
    name, by_name = cast.resolve(words, who, saying.cue)
    inside = {word.low for word in words[who.first : who.last]}
    is_media = bool(inside & (MEDIA | PAPERS)) and not inside & OWN_MEDIA
    if name and not is_media:
        cast.heard(name)
    # Somebody says it, though nobody knows who: "she said".
    unknown = _UNKNOWN if words[who.first].low in OF_ONE else 0.0
    named = _NAMED if by_name else _as(words[who.first].low, saying.cue)
    confidence = named if name else unknown
    voice = Voice.NAMED if by_name else Voice.ROLE
    written = text[start:end]
    speaker = Speaker(
        voice,
        written,
        name,
        saying.cue,
        confidence,
        Span(start, end),
        cast.side(name, written, words),
    )
    first, last = words[saying.first].start, words[saying.last - 1].end
    is_pronoun = words[who.first].low in PRONOUNS
    return _Heard(speaker, first, last, saying.left, saying.right, is_media, is_pronoun)


def _of(text: str, read: Sequence[_Sentence], at: int, figure: Figure) -> Speaker | None:
    """Return who says a figure of the sentence at `at`, as far as the sentence or a quote tells."""
    sentence = read[at]
    if found := _told(text, read, at, figure.span):
        return found
    if figure.effect is Effect.MONEY:
        pledged = _inside(text, sentence, sentence.pledged, figure.span)
        if pledged:
            return _less(pledged, _PLEDGED)
    return None


def _told(text: str, read: Sequence[_Sentence], at: int, span: Span) -> Speaker | None:
    """Return who says what stands in the sentence at `at`; None where nobody is heard."""
    sentence = read[at]
    if sentence.heard:
        return _inside(text, sentence, sentence.heard, span) or OUTLET
    return _of_quote(read, at) if sentence.quoted else None


def _inside(
    text: str, sentence: _Sentence, sayings: Sequence[_Heard], span: Span
) -> Speaker | None:
    """Return the speaker whose saying reaches a figure within its sentence."""
    place = bisect_left(sayings, span.end, key=lambda heard: heard.start)
    before = [one for one in sayings[max(0, place - _NEXT) : place] if one.end <= span.start]
    after = sayings[place : place + _NEXT]
    earlier = before[-1] if before else None
    later = next((heard for heard in after if heard.left), None)
    if after and after[0] is not later:
        later = None
    if later and not sentence.quoted and text.find(";", span.end, later.start) >= 0:
        later = None
    if later and later.is_media:
        quoted = (heard for heard in after if heard.left and not heard.is_media)
        own = next(quoted, later)
        later = later if text.find(";", later.end, own.start) >= 0 else own
    if later and later.speaker.cue == "by" and _GIVEN.fullmatch(text, span.end, later.start):
        return later.speaker
    if later and earlier and earlier.right and not _is_apart(text, earlier.end, span.start):
        return later.speaker if earlier.is_media and not later.is_media else earlier.speaker
    if later:
        return later.speaker
    if earlier and earlier.is_media and len(before) > 1 and before[-2].right:
        earlier = before[-2]
    if earlier and earlier.right:
        return None if _is_addressed(earlier, span) else earlier.speaker
    # "…, police said; nine": what follows is no longer theirs; "…, he said; nine" goes on.
    ended = earlier and not earlier.is_pronoun and text.find(";", earlier.end, span.start) >= 0
    return _joined(text, earlier, span) if earlier and not ended else None


def _joined(text: str, earlier: _Heard, span: Span) -> Speaker | None:
    """Return whose word is what stands behind a saying that ended before it.

    "…, police said, bringing the toll to nine" is theirs; "…, police said, where nine died last
    year" is not; of what is only joined nobody knows.
    """
    if _ADDED.match(text, earlier.end, span.start):
        return _less(earlier.speaker, _CARRIED)
    is_own = text.startswith((" of his ", " of her ", " of their "), span.end)
    if not is_own and _ASIDE.match(text, earlier.end, span.start):
        return None
    return _less(earlier.speaker, _JOINED)


def _is_addressed(heard: _Heard, span: Span) -> bool:
    """Say whether a number tells only how many heard it: "told 40 reporters"."""
    return heard.speaker.cue in TELLING and span.start - heard.end <= 1


def _is_apart(text: str, start: int, end: int) -> bool:
    """Say whether a new clause begins between two places."""
    return _JOINT.search(text, start, end) is not None


def _of_quote(read: Sequence[_Sentence], at: int) -> Speaker:
    """Return who speaks a quote: who closes it, else who spoke just before it."""
    last = at
    while read[last].open and last + 1 < len(read) and last - at < _FARTHEST:
        last += 1
        closing = [heard for heard in read[last].heard if heard.left]
        if closing:
            return _less(closing[0].speaker, _CARRIED)
    follows = read[last + 1 : last + 2] if read[last].closed else []
    if follows and (alone := _alone(follows[0])):
        return _less(alone, _CARRIED)
    return _before(read, at)


def _alone(sentence: _Sentence) -> Speaker | None:
    """Return who speaks where a sentence is nothing but that: "“Nine died.” Ona Brill said."."""
    if len(sentence.heard) != 1:
        return None
    heard = sentence.heard[0]
    rest = sentence.end - sentence.start - (heard.end - heard.start)
    return heard.speaker if rest <= _STOP else None


def _before(read: Sequence[_Sentence], at: int) -> Speaker:
    """Return the last speaker of the sentences before."""
    for sentence in reversed(read[max(0, at - _FARTHEST) : at]):
        if sentence.heard:
            return _less(_main(sentence), _CARRIED)
    return OUTLET


def _main(sentence: _Sentence) -> Speaker:
    """Return the last speaker of a sentence who is not merely somebody's paper."""
    own = [heard for heard in sentence.heard if not heard.is_media]
    return (own or sentence.heard)[-1].speaker


def _carried(
    text: str, read: Sequence[_Sentence], figures: Sequence[Figure], places: Sequence[int]
) -> dict[int, Speaker]:
    """Return the speaker of the sentences that only go on counting with the one before them."""
    inside: dict[int, list[Figure]] = {}
    for figure, at in zip(figures, places, strict=True):
        inside.setdefault(at, []).append(figure)
    found: dict[int, Speaker] = {}
    speaker, since = OUTLET, 0
    for at, sentence in enumerate(read):
        if sentence.heard:
            # A quote ends with its sign: what follows outside is not said by its speaker.
            closed = text[sentence.end - 1] in '"”»'
            speaker, since = OUTLET if closed else _less(_main(sentence), _CARRIED), at
            continue
        if speaker is OUTLET or sentence.quoted:
            continue
        start, end = sentence.start, min(sentence.end, sentence.start + _LONGEST)
        own = inside.get(at, ())
        if at - since > _FARTHEST:
            speaker = OUTLET
        elif goes_on(text, start, end) or (
            (at - 1 == since or at - 1 in found)
            and (
                counts_as_ever(speaker.side, own, text[start:end])
                or remains(text, start, end)
                or tells_on(text, start, end)
            )
        ):
            found[at] = speaker
        elif not _ANAPHOR.search(text, start, end):
            speaker = OUTLET
    return found


def _less(speaker: Speaker, confidence: float) -> Speaker:
    """Return a speaker as carried on, with less confidence."""
    voice = Voice.CARRIED if confidence == _CARRIED else speaker.voice
    return replace(speaker, voice=voice, confidence=min(confidence, speaker.confidence))
