"""Find what happened to those counted: behind the number, or before it.

    behind   "12 people were killed", "… lost their lives", "… dead", "… were among the dead"
    before   "killed 12", "the killing of 12", "toll rose to 12", "among the dead were 12"

A verb of effect without "to be" and with an object of its own makes its subject the agent:
"10 guerrillas killed 2 soldiers" says nothing of the guerrillas.  A bracket, a relative
clause or a place between the people and their verb is stepped over.  What did not happen, or
not yet, gets a reason to be rejected.
"""

from __future__ import annotations

import re

from monitor.figures.around import around
from monitor.figures.counted import BODIES_OF_MEN, TRADES, Counted, is_plural, side
from monitor.figures.sentence import Sentence
from monitor.figures.words_people import CLASSES, DOUBTED, OF_PEOPLE, SIDES, THINGS
from news.figure import Effect, VictimClass

# How sure a reading is, by where its effect was found (benchmarks/figures.py shows the share
# of right ones).
INSIDE, BESIDE, SHARED, DOUBT = 0.95, 0.93, 0.85, 0.6

_PLACE = r"(?:,?(?:[ifq]|&)d?[^;.#VAIBHMr(),:]{1,5}?)"
_SKIP = (
    r"(?:\([^()]{0,14}\)|[j]{0,2})"
    rf"(?:w?{_PLACE}{{1,4}}?|i(?=[jH]*B|I))??"  # "62 people aboard were killed"
    r"(?:[,-][^;.,-]{1,18}?[,-](?=r?[jHBM]{1,6}n?j*[VAI]|I)|u[djx]{0,2}[#$]?[jwp]{1,4}(?=[jH]{0,2}B))?"
)
_PREDICATE = re.compile(rf"(?P<skip>{_SKIP}),?(?P<aux>r?[jHBMnd]{{0,7}}?)(?P<eff>[VAIJ])")
_AMONG = re.compile(rf"{_SKIP}r?[jHB]{{1,4}}md?(?:dr|r)?[BH]?(?P<eff>[VAD])")
_OBJECT = re.compile(
    r"[jx]*(?:d?[jwxyA]{0,3}p|[#$]x?[jwA]{0,3}p(?![jw]{0,2}[VAIB])|#x?w{1,2}(?:[.;]|\Z)|d)"
)
_BARE = re.compile(r"[VA](?:[,.;iwR]|\Z)")
_ANY_OBJECT = re.compile(r"[jx]*[d#wp$]")
# A longer way to the verb, where number and verb agree: "two guards posted there were killed".
_FAR = re.compile(
    r"(?P<skip>)r?[^;.#:BV]{1,18}?(?P<last>[^#u])(?P<aux>[jH]{0,2}Bj{0,2})(?P<eff>[VA])(?![jx]{0,2}[#p])"
)
_SURE = re.compile(r"B|H[jB]*B")
_LIVES = re.compile(r"[jHBM]{0,3}(?:[ocI]|w)")
_GONE = frozenset({"went", "gone", "perished"})  # "over 200 lives went in one day"
_LIVES_BEFORE = re.compile(r"[co](?:[^;.#]{0,4}|[^;.#]{0,3}#&j?)\Z")


def find(s: Sentence, c: Counted) -> None:
    """Find what happened to those counted, the surest place first."""
    if c.whole:
        _of_whole(s, c)
        return
    if c.bodies:
        if _before(s, c) and c.effect is not Effect.RESCUED:
            c.effect, c.reason = None, ""
    elif c.head in {"lives", "life"}:
        _lives(s, c)
    elif c.inner is not None:
        _inside(s, c)
    elif effect := around(s, c):
        c.effect, c.confidence, c.left = effect, BESIDE, True
    elif not (_first_deed(s, c) or _to_group(s, c) or _behind(s, c)):
        _before(s, c)
    if c.head in _HELD and c.effect in {None, Effect.ARRESTED} and _seized(s, c):
        c.effect, c.confidence = Effect.ABDUCTED, BESIDE
    _doubt(s, c)


def _doubt(s: Sentence, c: Counted) -> None:
    """Reject what befell none of them, or is only feared; who was found is no longer missing."""
    if c.effect is Effect.RESCUED and _survived(s, c):
        c.effect, c.reason = Effect.KILLED, ""  # "None of the 62 survived"
    elif c.effect in OF_PEOPLE:
        if s.words[max(0, c.at - 2) : c.at] == ["all", "but"]:
            c.reason = "negated"  # "all but five of its workers are safe"
        if _NONE_OF.search(s.letters[max(0, c.at - 4) : c.at]):
            c.reason = "negated"
        if _FEARING.search(" ".join(s.words[max(0, c.at - 2) : c.at])):
            c.reason = "forecast"
    if c.effect in _HELD_OR_LOST and not (c.left or c.reason):
        _since_then(s, c)
    if c.subset and (c.effect is Effect.ARRESTED or _OF_STATE.search(s.letters[c.at : c.end + 1])):
        _no_longer(s, c)


_SURVIVES = frozenset("survived survive survives".split())
_NEGATED = re.compile(r"nj?\Z")


def _survived(s: Sentence, c: Counted) -> bool:
    """Say whether those counted are said not to have survived."""
    places = range(c.end, min(len(s.words), c.end + _REACH))
    verb = next((n for n in places if s.words[n] in _SURVIVES), None)
    if verb is None:
        return False
    none = _NONE_OF.search(s.letters[max(0, c.at - 4) : c.at])
    return bool(none) or bool(_NEGATED.search(s.letters[max(c.end, verb - 3) : verb]))


_HELD_OR_LOST = frozenset({Effect.ABDUCTED, Effect.MISSING})
_ENDED_SO = re.compile(
    r"(?:were|been) (?:later |now |also |all |since )?(?:(?P<free>released|freed|rescued|set free|"
    r"found alive|let go)|(?P<dead>found dead|executed|killed))\b"
)
_AHEAD = 14


def _since_then(s: Sentence, c: Counted) -> None:
    """Read "five teachers kidnapped last month were released on Sunday" by how it ended."""
    end = c.end
    while end < min(len(s.words), c.end + _AHEAD) and s.letters[end] not in ";:.,#&":
        end += 1
    ended = _ENDED_SO.search(" ".join(s.words[c.end : end]))
    if ended:
        c.effect = Effect.RESCUED if ended["free"] else Effect.KILLED


# "Coordinator fears 1,000 deaths", "warned of 200 casualties"
_FEARING = re.compile(
    r"(?:fears|fearing|predict(?:s|ed|ing)?|warn(?:s|ed|ing)? of|expects|risks)\Z"
)
# "six of the missing", "four of the abducted engineers"
_OF_STATE = re.compile(r"fd{1,2}x?[VA]")
_NO_LONGER: dict[Effect | None, frozenset[str]] = {
    Effect.MISSING: frozenset({"found", "identified"}),
    Effect.ARRESTED: frozenset("released freed bailed acquitted discharged".split()),
}
_LET_OUT = re.compile(r"(?:releas|free|bail|acquit|discharg)")
_TRACED = re.compile(
    r"(?:(?:have|had|has|were|was|since|now|later|also|been|be|are|is|to|will) )+(?P<how>\w+)"
)


def _no_longer(s: Sentence, c: Counted) -> None:
    """Read "six of the missing were rescued", "nine of them were traced": missing no longer."""
    lead = s.words[max(0, c.at - 1) : c.at]
    if c.effect is Effect.ARRESTED and _LET_OUT.match(" ".join(lead)):
        c.effect = None  # "released 40 of those arrested"
    told = _TRACED.match(" ".join(s.words[c.end : c.end + 8]).removeprefix("missing "))
    if c.effect is Effect.MISSING and told and told["how"] in {"traced", "located"}:
        c.effect = Effect.RESCUED
    elif told and told["how"] in _NO_LONGER.get(c.effect, ()):
        c.effect = None
    if c.effect is not Effect.MISSING and c.effect in {None, Effect.RESCUED}:
        c.subset = False


def _of_whole(s: Sentence, c: Counted) -> None:
    """Read the whole of a part: "of the 35 injured", "one of six students killed"."""
    bare = _BARE.match(s.letters, c.end)
    beside = s.letters[max(0, c.at - 2) : c.at] == "#f"
    if bare and beside and s.letters[c.end + 1 : c.end + 2] != "i":
        bare = None  # "22 of 30 miners rescued"
    c.effect = s.effects[c.end] if bare else c.inner
    c.confidence = INSIDE if c.effect else 0.0


def _inside(s: Sentence, c: Counted) -> None:
    """Read an effect inside the phrase, where nothing else happened to them: "17 injured men"."""
    if c.subset and _behind(s, c):
        return
    if c.inner not in _STATES or not _outer(s, c):
        c.effect, c.confidence = c.inner, INSIDE
        _guard(s, c)


# "None of the 48 passengers was hurt"
_NONE_OF = re.compile(r"nfd?x?\Z")
# How people were, before something happened to them: "killed 17 displaced people".
_STATES = frozenset(
    {
        Effect.DISPLACED,
        Effect.MISSING,
        Effect.AFFECTED,
        Effect.ABDUCTED,
        Effect.ARRESTED,
        Effect.INJURED,
    }
)
_ENDED = frozenset({Effect.KILLED, Effect.RESCUED})


def _outer(s: Sentence, c: Counted) -> bool:
    """Say whether something happened to people who were displaced, missing or hurt already."""
    wanted = {Effect.KILLED} if c.inner is Effect.INJURED else _ENDED
    if c.inner in {Effect.ABDUCTED, Effect.MISSING} and _came_back(s, c):
        return True
    found = around(s, c)
    if found in wanted:
        c.effect, c.confidence, c.left = found, BESIDE, True
        return True
    if ((_behind(s, c) and not c.left) or _deed(s, c)) and c.effect in wanted:
        return True
    c.effect, c.reason, c.subset, c.left, c.confidence = None, "", False, False, 0.0
    return False


_RETURNED = frozenset("returned resurfaced reappeared".split())
_FREED = re.compile(r"(?:recover|releas|retriev)(?:ed|ing|es|s)?\Z|release of\Z|return of\Z")
_DEMANDED = re.compile(r"\b(?:demand|seek|sought|call|urg|for|negotiat|want|appeal|ransom)")


def _came_back(s: Sentence, c: Counted) -> bool:
    """Read "two of the abducted engineers escaped", "the release of five abducted men"."""
    after = s.words[c.end : c.end + 1]
    lead = " ".join(s.words[max(0, c.at - 6) : c.at]).removesuffix(" the")
    freed = _FREED.search(lead) and not _DEMANDED.search(lead)
    if freed or after == ["escaped"]:
        c.effect, c.confidence, c.left = Effect.RESCUED, BESIDE, bool(freed)
        return True
    return not _RETURNED.isdisjoint(after)  # and so missing no longer


_STATE = re.compile(r"j?[VA](?!p)|rj?H?j?B{1,2}j?[VA](?![p#])")


def _first_deed(s: Sentence, c: Counted) -> bool:
    """Read the verb before people who were something already: "killed 12 people trapped below"."""
    state = _STATE.match(s.letters, c.end) if c.people else None
    if not state or s.effects[state.end() - 1] is Effect.KILLED:
        return False
    if _deed(s, c) and c.effect in OF_PEOPLE and not c.reason:
        return True
    c.effect, c.reason, c.left, c.confidence = None, "", False, 0.0
    return False


def _to_group(s: Sentence, c: Counted) -> bool:
    """Read "killed a family of seven", "arrested the gang of eight"."""
    is_group = c.at > 1 and s.letters[c.at - 1] == "f" and s.words[c.at - 2] in BODIES_OF_MEN
    return is_group and not c.head and _deed(s, c, c.at - 2)


def _deed(s: Sentence, c: Counted, at: int | None = None) -> bool:
    """Look for a verb right before the number: "killed 17 …", "the rescue of 33 …"."""
    at = c.at if at is None else at
    start = max(0, at - _REACH)
    match = _DEED.search(s.letters[start:at])
    if not match:
        return False
    c.effect, c.left, c.confidence = s.effects[start + match.start("eff")], True, BESIDE
    _unhappened(s, c, start + match.start("eff"), "deed")
    return True


_HELD = frozenset({"hostage", "hostages", "captives"})
_SEIZING = frozenset(
    "took take takes taken taking seized seize seizes seizing hold holds held holding".split()
)


def _seized(s: Sentence, c: Counted) -> bool:
    """Say whether hostages were taken or are held: "took 14 hostages", "14 hostages were held"."""
    before = c.at - 1
    while before > 0 and s.letters[before] in "jdx":
        before -= 1
    behind = re.match(r"[jH]{0,2}Bj?", s.letters[c.end :])
    place = c.end + behind.end() if behind else before
    return place >= 0 and s.words[place : place + 1] != [] and s.words[place] in _SEIZING


def _lives(s: Sentence, c: Counted) -> None:
    """Read "claimed 33 lives", "33 lives were lost", "saved 33 lives"."""
    before = s.letters[max(0, c.at - 6) : c.at]
    match = _LIVES.match(s.letters, c.end)
    if match and s.letters[match.end() - 1] == "w" and s.words[match.end() - 1] not in _GONE:
        match = None
    if _LIVES_BEFORE.search(before) or match:
        c.effect, c.confidence = Effect.KILLED, BESIDE
        _guard(s, c)
    else:
        _before(s, c)


def _behind(s: Sentence, c: Counted) -> bool:
    """Look behind the phrase: "… were killed", "… died", "… dead", "… were among the dead"."""
    end = c.end
    window = s.letters[end : end + 44]
    if match := _AMONG.match(window):
        c.effect, c.confidence = s.effects[end + match.start("eff")], BESIDE
        c.subset = True
        return True
    match = _PREDICATE.match(window) or _far(s, c, window)
    if not match or not _of_those(s, c, match):
        return False
    place = end + match.start("eff")
    if match["eff"] == "V" and not _SURE.search(match["aux"]) and _acts(s, c, place, match["aux"]):
        c.agent = c.people
        return c.people
    if _otherwise_meant(s, c, place, match["aux"]):
        return False
    return _undergone(s, c, match)


def _undergone(s: Sentence, c: Counted, match: re.Match[str]) -> bool:
    """Give those counted what a verb behind them tells, unless one before them says more."""
    end, place = c.end, c.end + match.start("eff")
    if c.people and s.effects[place] in _OF_THINGS:
        return _swept(s, c, place)
    bare = match["skip"].strip("j") and not match["aux"]
    if bare and match["eff"] != "I" and (match["eff"] == "A" or _before(s, c)):
        return c.effect is not None
    if _KILLED_OR_HURT.match(s.letters, place) and s.effects[place] in _HARMS:
        other = next(e for e in s.effects[place + 1 : place + 4] if e)
        if other in _HARMS and other is not s.effects[place]:
            c.effect, c.confidence, c.people = Effect.AFFECTED, BESIDE, True
            return True
    if s.words[place] in _SWEPT_BY and not c.head and _are_swept(s, place):
        c.effect, c.confidence = Effect.MISSING, BESIDE
        return True
    buried = s.words[place] == "alive" and not _BURIED.isdisjoint(s.words[:place])
    c.effect = Effect.KILLED if buried else s.effects[place]
    _judge(c, match["aux"], s.words[end:place])
    return True


_OF_THINGS = frozenset({Effect.DAMAGED, Effect.DESTROYED})


def _otherwise_meant(s: Sentence, c: Counted, place: int, aux: str) -> bool:
    """Say whether a verb behind people hurts none of them: "held talks", "sentenced … to death"."""
    word, following = s.words[place], s.letters[place + 1 : place + 2]
    if word == "shot":
        return "B" not in aux and following == "i"  # "shot at the guards" hurts nobody yet
    if word in {"have fallen", "had fallen"}:
        own = {"its", "own", "our", "their"} & {*s.words[max(0, c.at - 1) : c.end]}
        fought = s.words[place + 1 : place + 2] == ["in"]  # "have fallen in combat"
        return not c.people or not (own or fought or side(c) in _ARMED)
    if word == "held":
        return not aux and following in {"w", "d"}
    if word in {"survived", "treated"}:
        behind = " ".join(s.words[place + 1 : place + 6])
        return bool(_VOTED.match(behind)) if word == "survived" else behind.startswith("to ")
    if word == "to death":
        return any(_SENTENCED.match(w) for w in s.words[max(0, c.at - 4) : c.at])
    # "The accused, wanted in 14 murder cases, was killed"
    one = c.number.value > 1 and "," in s.letters[c.end : place]
    return one and not _SINGULAR.isdisjoint(s.words[place - len(aux) : place])


# "Three ministers survived a vote"
_VOTED = re.compile(
    r"(?:\w+ ){0,3}?(?:rounds?|votes?|ballots?|cuts?|primary|primaries|scare|elimination|"
    r"relegation|reshuffle|season|tests?|trials?)\b"
)


def _are_swept(s: Sentence, place: int) -> bool:
    """Say whether a bare number that was swept away is of people: no things are named before."""
    return "p" in s.letters[:place] and THINGS.isdisjoint(s.words[:place])


def _swept(s: Sentence, c: Counted, place: int) -> bool:
    """Read "13 people swept away": nobody knows of them; people are not destroyed."""
    if not _before(s, c) and (befell := _of_things(s, c, place)):
        c.effect, c.confidence = befell, BESIDE
    return c.effect is not None


# "40 people were killed or wounded": nobody says how many of which.
_KILLED_OR_HURT = re.compile(r"[VA](?:,|,?&)j?[VA](?!j?[d#p])")
_HARMS = frozenset({Effect.KILLED, Effect.INJURED, Effect.MISSING})
_SINGULAR = frozenset({"was", "is", "has"})
_SENTENCED = re.compile(r"sentenc|condemn")
_SWEPT_BY = frozenset({"swept away", "washed away", "sweeping away", "washing away"})
_BURIED = frozenset("bury buries buried burying burn burned burnt burning skinned".split())
_SPEAKERS = ("we", "they", "he", "she", "i")
# Another's clause: "carried 230 passengers and fell into the sea, and the pilot" died.
_CLAUSE = re.compile(r"[^,&].*,&d[jw]{0,2}p[jHB]{0,4}\Z")


def _of_those(s: Sentence, c: Counted, match: re.Match[str]) -> bool:
    """Say whether a verb behind may be of those counted, and not of a word between."""
    place = c.end + match.start("eff")
    if match["eff"] == "J" and match["aux"] and "M" not in match["aux"]:
        return False
    beside = s.words[c.end] if match["skip"].strip("j") == "i" else "aboard"
    attributive = _attributive(s, c, match["aux"], place) or beside not in _ABOARD
    # "guts 40 shops, none hurt"
    attributive |= c.head in THINGS and s.effects[place] in OF_PEOPLE
    if attributive or match["aux"].endswith("d") or _loose(s, c, place):
        return False  # "21 children, the injured 123": another subject begins
    if _CLAUSE.search(s.letters[c.end : place]):
        return False
    between = {*s.words[c.end : place]}
    if "&" in s.letters[c.end : place] and not between.isdisjoint(_SPEAKERS):
        return False  # "6,800 rounds, and we damaged a truck"
    next_verb = not match["aux"] and _NEXT_VERB.search(s.letters[c.end : place + 2])
    if next_verb or _AS_THEY.search(" ".join(s.words[c.end : place])):
        return False  # "killed 14, displaced 120,000", "six wickets as the hosts collapsed"
    other = match["skip"] and c.number.value > 1 and "r" in match["aux"]
    return not (other and between & {"was", "is", "has"})  # "two towns in a valley that was burnt"


_ABOARD = frozenset("aboard onboard inside outside around".split())


def _attributive(s: Sentence, c: Counted, aux: str, place: int) -> bool:
    """Say whether a verb only describes a noun: "from the roof of a submerged house"."""
    bare = not aux and s.letters[place] == "V" and s.letters[place - 1] == "d"
    return bare and not c.subset and place > c.end


_NEXT_VERB = re.compile(r"[,&]j?[VA]#\Z")
_AS_THEY = re.compile(r"\bas (?!of\b|at\b|on\b|well\b|many\b|a result\b)")
# Verbs that befall things as well as people: jobs are eliminated, talks are held.
_LOOSE = re.compile(
    r"eliminat|liquidat|neutrali|captur|held\b|hold|sav(?:e|ing)|free|bur(?:y|ied)|treat|execut|"
    r"took out|taken out|wiped out|blown up|cut down|shot down|picked up|taken down"
)


def _loose(s: Sentence, c: Counted, place: int) -> bool:
    """Say whether a verb says nothing of people, since things are counted: "cut 200 jobs"."""
    person = c.people or c.head in {"lives", "life"} or c.head.endswith(TRADES)
    if person and _BY_ARMS.match(s.words[place]):
        return not _tells_of_arms(s)  # judges eliminate singers
    if not c.head and _HOLDS.match(s.words[place]) and _held_things(s, c):
        return True  # "captured 31 seats and held 14"
    if person or s.effects[place] not in OF_PEOPLE or not _LOOSE.match(s.words[place]):
        return False
    saved = s.words[place].startswith("sav")
    if (
        saved
        and not c.head
        and s.letters[place - 1 : place] == "B"
        and ("p" in s.letters or "aboard" in s.words)
    ):
        return False  # "of the 40 passengers 31 were saved"
    return bool(c.head) or (saved and s.letters[max(0, place - 1) : place] not in {"p", "H"})


_BY_ARMS = re.compile(r"eliminat|liquidat|neutrali")
_HOLDS = re.compile(r"held\b|hold|captur")


def _tells_of_arms(s: Sentence) -> bool:
    """Say whether a sentence names soldiers, police, fighters or what they do."""
    named = any((SIDES.get(w) or CLASSES.get(w)) in _ARMED for w in s.words)
    return named or not _FIGHTING.isdisjoint(s.words)


_FIGHTING = frozenset(
    "operation operations raid raids clash clashes encounter encounters gunfight gunbattle strike "
    "strikes firefight ambush battle shootout exchange".split()
)


def _held_things(s: Sentence, c: Counted) -> bool:
    """Say whether the number before counts things: "captured 31 seats and held 14"."""
    before = max((at for at in s.numbers if at < c.at), default=-1)
    noun = s.words[before + 1] if before >= 0 else ""
    return is_plural(noun) and s.letters[before + 1] == "w"


def _far(s: Sentence, c: Counted, window: str) -> re.Match[str] | None:
    """Look further behind, where "were" can only belong to people of a plural number."""
    match = _FAR.match(window) if c.people and c.number.value > 1 else None
    if not match:
        return None
    verb = next(n for n in range(c.end + match.start("aux"), len(s.words)) if s.letters[n] == "B")
    subject = re.search(r"(?:[if]d?w{0,2}|[^p])p?\Z", window[: match.start("aux")])
    return match if s.words[verb] in {"were", "are", "been"} and subject else None


def _acts(s: Sentence, c: Counted, verb: int, aux: str) -> bool:
    """Say whether those counted are the agents: "10 guerrillas killed 2 soldiers"."""
    if side(c) is VictimClass.MILITANT and s.letters[verb + 1 : verb + 2] in {"w", "p", "d"}:
        return True
    if "H" in aux or ("r" in aux and _ANY_OBJECT.match(s.letters, verb + 1)):
        return True
    if c.implied and not aux and s.letters[verb + 1 : verb + 2] == "w":
        return True  # "a commando killed Orla Tenn"; no headline says "a"
    return bool(_OBJECT.match(s.letters, verb + 1)) and (c.people or s.letters[verb + 1] != "d")


def _judge(c: Counted, aux: str, words: list[str]) -> None:
    """Weigh the words between people and verb: denied, doubted, or still to come."""
    c.confidence = BESIDE
    if "n" in aux:
        c.reason = "negated"
    elif "M" in aux:
        c.reason = "irrealis" if "H" in aux else "forecast"
    if any(w in DOUBTED for w in words):
        c.confidence = DOUBT


_ENDS = r"[jdx]{0,3}\Z"
_BEFORE: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("part", re.compile(r"md?r?[BH]?(?P<eff>[VAD])(?:[^;.#&]{0,5}B|,)?[jd]{0,2}\Z")),
    ("part", re.compile(r"fd?#x?[wp]{0,2}(?P<eff>[VA])[wp]{0,2},j?\Z")),
    ("part", re.compile(r"(?:[dr])(?P<eff>[VAD])[wip]{0,3}ud?\Z")),
    ("part", re.compile(r"(?:\A|[^pw#RD])fd?r?(?P<eff>[VAD]),?[dj]?\Z")),
    ("deed", re.compile(rf"(?P<eff>[VSG]|(?<=i)D){_ENDS}")),
    ("noun", re.compile(rf"(?P<eff>[GDS])f{_ENDS}")),
    (
        "toll",
        re.compile(
            r"(?P<eff>[tD]|l(?=o))(?![,&]?#)(?:[^;.#&I]|#[xpwlD]?i|#(?=i\Z)|&(?![^;.#]*#)){0,11}?"
            r"[RBic:fHou]j{0,3}d?\Z"
        ),
    ),
    ("toll", re.compile(r"[RtD]fd?[wpS]{0,3}r?[jHB]{0,2}(?P<eff>[VAIJ])[^;.#,]{0,7}[RBi]j{0,3}\Z")),
    ("toll", re.compile(r"(?:d|fd?)(?P<eff>[VAD])[^;.#&,]{0,7}[RB]i?j{0,3}\Z")),
    ("deed", re.compile(r"(?:\A|[.;:,])(?P<eff>[VA])(?:B|:)j?\Z")),
    ("toll", re.compile(r"(?:\A|[,;:-])[wSDG]{0,2}(?P<eff>t)j{0,2}\Z")),  # "houses gutted, toll 38"
    # "the dead at 17, the injured at 45", "the number of dead at 17 and of displaced at 340"
    (  # "the toll, earlier put at 14, was revised to 11"
        "toll",
        re.compile(r"(?P<eff>[tD]),[^;.#]{0,6}#,[^;.#]{0,4}[RV][^;.#]{0,3}[Ri]j{0,2}\Z"),
    ),
    ("in all", re.compile(r"d(?P<eff>[VA]),\Z")),  # "the injured, 14 in all"
    ("at", re.compile(r"(?:[Rw]|#,|#&|#,&)dw?(?P<eff>[VA])i\Z")),
    ("at", re.compile(r"[ft][^;.]{0,10}#,?&fd?(?P<eff>[VA])[wp]?i\Z")),
)
_AT = frozenset({"at", "as"})
_CASES = frozenset("cases infections infected medals goals votes seats points wins runs".split())
_DEED = re.compile(rf"(?P<eff>[VSG]|D(?=f))f?{_ENDS}")
_REACH = 8
# "The number of policemen among the dead is 11"
_AMONG_DEAD = re.compile(r"Rf[wx]{0,2}(?P<who>p)md?r?B?(?P<eff>[VAD])[^;.#,]{0,8}?[iRB]j{0,2}d?\Z")
_LIVES_OF = re.compile(rf"(?:cd?lf|o[f]?){_ENDS}")
_ACROSS = re.compile(r"(?P<eff>[DS])[ifq]j?\Z")
_BETWEEN_TOLL = re.compile(r"[RB]")


def _before(s: Sentence, c: Counted) -> bool:
    """Look before the number: "killed …", "killing of …", "toll rose to …"."""
    start = max(0, c.at - 24)
    window = s.letters[start : c.at]
    if match := (_AMONG_DEAD.search(window) if "m" in window and not c.head else None):
        place, who = start + match.start("eff"), s.words[start + match.start("who")]
        c.effect, c.confidence, c.subset, c.left = s.effects[place], BESIDE, True, True
        c.head, c.words, c.people = who, (who,), True
        return True
    for kind, pattern in _BEFORE:
        match = pattern.search(window)
        if not match:
            continue
        place = start + match.start("eff")
        if kind == "toll" and _by(s, c, place):
            continue
        if _fits(s, c, kind, place):
            c.effect = s.effects[place] or _toll_of(s, place)
            c.subset, c.left, c.confidence = kind == "part", True, BESIDE
            if c.people and c.head != "others" and c.effect in _OF_THINGS:
                c.effect = _of_things(s, c, place)
            if s.words[place].endswith("casualties"):
                c.people = True
            if kind == "toll":
                _whose_toll(s, c, place)
            if s.words[place].endswith(("include", "included")):
                c.subset = True  # "the victims include six nurses"
            _unhappened(s, c, place, kind)
            return True
    return _otherwise(s, c, window, start)


def _of_things(s: Sentence, c: Counted, place: int) -> Effect | None:
    """Read what befalls things, of people: "swept away two girls", "destroyed nine rebels"."""
    if s.words[place] in _SWEPT_BY:
        return Effect.MISSING
    slain = s.words[place].startswith("destroy") and side(c) in _ARMED
    return Effect.KILLED if slain else None


def _by(s: Sentence, c: Counted, place: int) -> bool:
    """Say whether those counted did it: "the murder was committed by three men"."""
    before = c.at - 1 - (s.letters[c.at - 1] in "jd")
    return s.words[before] == "by" and "R" not in s.letters[place:before]


def _fits(s: Sentence, c: Counted, kind: str, place: int) -> bool:
    """Say whether an effect before a number may be that of the number."""
    between = s.letters[place : c.at]
    if _loose(s, c, place) or not _is_toll(s, c, kind, place) or _sought(s, c, place):
        return False
    if s.words[place].startswith("treat") and s.words[c.end : c.end + 1] == ["to"]:
        return False  # "treated nine guests to a soup"
    if s.letters[place] == "D" and s.letters[place - 1 : place] == "n":
        return False  # "no casualties, and losses amounting to millions"
    if kind == "toll" and c.head and not c.people and not _BETWEEN_TOLL.search(between):
        return False
    # Attacks, damage and the like happen to things; deaths happen to people.
    if s.effects[place] is Effect.ATTACKED:
        return kind == "deed" and s.letters[place] != "S"
    # "The impact of three bullets" befell another.
    none = {None, Effect.AFFECTED}
    return not (kind == "noun" and s.letters[place] == "S" and s.effects[place] in none)


_SEEK = re.compile(r"(?:look|search)(?:ing|ed)? for\Z")
_AFTER_SUSPECTS = frozenset(
    "police detectives detective officers investigators prosecutors".split()
)


def _sought(s: Sentence, c: Counted, place: int) -> bool:
    """Say whether those looked for are not missing: words, and men whom the police suspect."""
    if not _SEEK.match(s.words[place]):
        return False
    suspected = not _AFTER_SUSPECTS.isdisjoint(s.words[:place]) and "missing" not in s.words
    return suspected or bool(c.head and not c.people)


def _is_toll(s: Sentence, c: Counted, kind: str, place: int) -> bool:
    """Say whether a toll is one of people, where its word may be of other things."""
    word = s.words[place]
    if kind == "at":
        return s.words[c.at - 1] in _AT  # not "the dead in 14 villages"
    if kind == "in all":
        return s.words[c.end : c.end + 2] in (["in", "all"], ["in", "total"], ["of", "them"])
    if kind != "toll":
        return True
    if word == "losses":
        return _of_arms(s, c)
    if word == "tally":
        return _CASES.isdisjoint(s.words)  # of an illness, or a team
    # "A number of injured were taken to five hospitals"
    return not word.startswith("number") or s.words[max(0, place - 1) : place] != ["a"]


_MOST_LOST = 100_000


def _of_arms(s: Sentence, c: Counted) -> bool:
    """Say whether losses are men of an army or a band, and no money or games."""
    sides = {SIDES.get(w) or CLASSES.get(w) for w in s.words[: c.at]}
    return not sides.isdisjoint(_ARMED) and (c.people or not c.head) and c.number.value < _MOST_LOST


_WHOSE_BEHIND = re.compile(r"[fim]d?w{0,2}(?P<who>p)")


def _whose_toll(s: Sentence, c: Counted, place: int) -> None:
    """Note whose toll it is: "civilian deaths", "losses among the troops", "rebel losses"."""
    behind = _WHOSE_BEHIND.match(s.letters, place + 1)
    at = behind.start("who") if behind and behind.start("who") < c.at else place - 1
    word = s.words[at] if at >= 0 else ""
    if not c.head and (word in CLASSES or word in SIDES):
        c.words = (word,)
    elif not c.head and s.words[place] == "losses":
        armed = [w for w in s.words[:place] if (SIDES.get(w) or CLASSES.get(w)) in _ARMED]
        c.words = (armed[0],) if armed else ()


_ARMED = frozenset({VictimClass.SECURITY, VictimClass.MILITANT})


def _otherwise(s: Sentence, c: Counted, window: str, start: int) -> bool:
    """Read "claimed the lives of 5 men", "attacks across 12 locations"."""
    match = _ACROSS.search(window)
    action = _ACTIONS.search(window) if c.head and not (match or c.people) else None
    if action and _by_militants(s, start + action.start()):
        c.effect = Effect.ATTACKED
    elif c.head and not c.people and c.at and s.words[c.at - 1] in _HITS:
        c.effect = Effect.ATTACKED if _with_arms(s, c.at) else None
    if _LIVES_OF.search(window) and c.people and _are_lost(s, c, window):
        c.effect = Effect.KILLED
    elif match and not c.people and c.head:
        effect = s.effects[start + match.start("eff")]
        c.effect = effect if effect is Effect.ATTACKED else None
    c.left = c.effect is not None
    c.confidence = BESIDE if c.left else 0.0
    return c.left


# Who is lost and lives: they go to another.
_LEAVE = frozenset(
    "members players customers clients subscribers voters staff employees supporters followers "
    "users readers candidates sponsors directors guests delegates viewers".split()
)


def _are_lost(s: Sentence, c: Counted, window: str) -> bool:
    """Say whether those who were lost are dead: a brigade's men, and no members of a choir."""
    if "l" in window or window.endswith(("of", "ofj", "ofd")):
        return True  # "claimed the lives of", "the loss of"
    return c.head not in _LEAVE or side(c) in _ARMED or _tells_of_arms(s)


_ACTIONS = re.compile(r"w[iq]j?\Z")  # "operations across a dozen towns"
_HITS = frozenset("hit hits struck strike strikes overran overrun".split())
_SHOTS = frozenset(
    "shells rockets missiles drones bombs bombers mortars airstrikes jets warplanes".split()
)
_ACTION = frozenset("operations operation raids strikes bombings offensives actions".split())


def _by_militants(s: Sentence, place: int) -> bool:
    """Say whether an operation is one of militants, and so an attack."""
    if s.words[place] not in _ACTION:
        return False
    sides = (SIDES.get(w, CLASSES.get(w)) for w in s.words[max(0, place - 12) : place])
    return VictimClass.MILITANT in sides


def _with_arms(s: Sentence, at: int) -> bool:
    """Say whether militants or arms hit what is counted: "rockets hit three schools"."""
    before = s.words[max(0, at - 6) : at]
    sides = [SIDES.get(w, CLASSES.get(w)) for w in before]
    return VictimClass.MILITANT in sides or not _SHOTS.isdisjoint(before)


def _toll_of(s: Sentence, place: int) -> Effect:
    """Say whose toll it is: "the injured tally" counts the injured, else the dead."""
    near = s.effects[max(0, place - 2) : place + 3]
    return Effect.INJURED if Effect.INJURED in near and Effect.KILLED not in near else Effect.KILLED


def _unhappened(s: Sentence, c: Counted, place: int, kind: str) -> None:
    """Reject what did not happen, or has not yet."""
    before, letter = s.letters[max(0, place - 4) : place], s.letters[place]
    planned = re.search(r"M[jHB]{0,2}\Z", before) or s.words[max(0, place - 1) : place] == ["to"]
    if planned and (letter == "V" or (letter in "SD" and kind == "deed")):
        c.reason = "irrealis"
    elif kind == "toll" and "M" in s.letters[place : c.at]:
        c.reason = "forecast"
    if letter in "VSG" and re.search(r"n[jdHf]{0,2}\Z", before):
        c.reason = "negated"


def _guard(s: Sentence, c: Counted) -> None:
    """Reject the forecast and the denial of an effect inside a phrase."""
    before = s.letters[max(0, c.at - 5) : c.at]
    if re.search(r"M[jHBRiSco]{0,3}\Z", before):
        c.reason = "irrealis" if "H" in before else "forecast"
    elif before.endswith("n"):
        c.reason = "negated"
