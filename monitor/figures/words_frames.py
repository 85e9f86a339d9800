"""The verbs that stand on both sides of those counted, and what is told of people behind them.

`around` reads them: FRAMES have a verb before the number and words behind the noun, PARTICLES the
verb with its particle before the number, TOLD more words than one behind the noun.
"""

from __future__ import annotations

import re

from news.figure import Effect

_MOVES = (
    "pull|drag|haul|lift|winch|pluck|bring|brought|dig|dug|take|took|taking|taken|carry|carri|"
    "ferr|fly|flew|flown|airlift|lead|led|get|got|guid|cut|free|extricat|help"
)
_SHIFTS = "mov|shift|relocat"
_TAKES = "take|took|taking|taken|hold|held|mak|made|seiz|captur|keep|kept|herd"
_DRIVES = "drive|drove|driv|forc|push|expel|oust|hound|chas|scar"
_SAFE = (
    r"(?:to (?:safety|safer|safe|higher|dry|shore|land|the surface)\b|ashore alive|out alive|"
    r"alive\b|out safely|to places of safety)"
)
_PLACE = r"(?:\w+ ){0,6}?"
_HOSPITAL = (
    r"(?:\w+ ){0,2}?(?:to|in|into|at) (?:[\w-]+ ){0,4}?(?:hospitals?|clinics?|icu|"
    r"intensive care)\b"
)
_OUT = (
    r"out(?:\Z| of (?:the |a |their )?(?:\w+ ){0,2}?(?:cave|tunnel|well|mine|pit|rubble|debris|"
    r"wreck|wreckage|mud|water|building|house|ruins|valley|shaft|snow|bus|car|train)\b)"
)
_WRECK = (
    r"(?!dead)(?:\w+ ){0,3}?(?:from|out of) (?:the |a |an |under )?(?:\w+ ){0,2}?(?:wreck|wreckage|"
    r"rubble|debris|water|sea|river|lake|mud|ruins|mine|pit|bus|train|flames|snow|surf|waves|"
    r"roofs?|rooftops?|trees?|floodwaters?)\b"
)
_WITH_STICKS = (
    r"(?:up\b|unconscious|with (?!ease)(?:\w+ ){0,2}?(?:sticks|batons|rods|clubs|canes|bars|stones|"
    r"rifle|whips|belts|poles))"
)
_OFF = (
    r"off (?:the |a |an |their )?(?:\w+ ){0,2}?(?:roofs?|rooftops?|islands?|rocks?|ships?|ferry|"
    r"boats?|vessel|cliffs?|ledges?|mountain|trees?|wreck|ice|reef)\b"
)
_ELSEWHERE = (
    r"(?:\w+ ){0,3}?(?:out of|from|(?:in)?to) (?:[\w-]+ ){0,3}?(?:shelters?|camps?|schools?|"
    r"centres|centers|mosques|coasts?|coastal|banks?|belts?|areas?|wards?|villages?|districts?|homes?|"
    r"hamlets|zones?|islands?)\b"
)
# What stands before the number, what behind those counted, and what it comes to.
FRAMES: tuple[tuple[re.Pattern[str], re.Pattern[str], Effect], ...] = tuple(
    (re.compile(verb), re.compile(behind), effect)
    for verb, behind, effect in (
        (f"(?:{_TAKES})", r"(?:in|into) (?:police |military |preventive )?custody\b",
         Effect.ARRESTED),
        (f"(?:{_TAKES})", r"alive\b", Effect.ARRESTED),
        (f"(?:send|sent|put|rush|admit|land|{_SHIFTS}|{_TAKES})", _HOSPITAL, Effect.INJURED),
        (f"(?:{_TAKES})", r"(?:prisoners?|hostages?|captive)\b", Effect.ABDUCTED),
        ("(?:plac|put)", "under (?:house )?arrest", Effect.ARRESTED),
        (f"(?:{_MOVES})", _PLACE + _SAFE, Effect.RESCUED),
        ("(?:pull|drag|bring|brought|dig|dug|carry|carri|lift|get|got|lead|led|help|cut)", _OUT,
         Effect.RESCUED),
        ("(?:pull|pluck|dig|dug|lift|drag|haul|winch)", _WRECK, Effect.RESCUED),
        (f"(?:{_SHIFTS})", _PLACE + _SAFE, Effect.DISPLACED),
        (f"(?:{_SHIFTS})", _ELSEWHERE, Effect.DISPLACED),
        (f"(?:{_DRIVES})", _PLACE + r"(?:from|out of) their (?:homes?|houses|villages|land)\b",
         Effect.DISPLACED),
        ("(?:dr[io]v|expel)", r"(?:from|out of) (?!.* to )", Effect.DISPLACED),
        (f"(?:{_DRIVES})", r"to (?:flee|leave|abandon|move)\b", Effect.DISPLACED),
        ("(?:leav|left|render|ma[kd])", "(?:homeless|shelterless|without (?:shelter|homes|a roof))",
         Effect.DISPLACED),
        ("(?:leav|left)", "without (?:power|electricity|water|food|heating|gas)", Effect.AFFECTED),
        ("(?:leav|left)", "(?:trapped|stranded|marooned)", Effect.AFFECTED),
        ("(?:stabb|knif|trampl|maul|gor|bit(?:e|es|ing)?\\Z|clubb|flogg)", "(?!.*to death)",
         Effect.INJURED),
        (r"(?:beat(?:s|ing)?\Z|beaten)", _WITH_STICKS, Effect.INJURED),
        (f"(?:{_MOVES})", _OFF, Effect.RESCUED),
    )
)  # fmt: skip
# Its particle before the number: "brought out 13 boys", "drove out 300 families".
PARTICLES: tuple[tuple[re.Pattern[str], Effect], ...] = (
    (re.compile(r"(?:brought|pulled|dug|pulling|bringing|digging) (?:out|up)"), Effect.RESCUED),
    (re.compile(r"(?:drove|drives|driving|driven|forced|forcing) out"), Effect.DISPLACED),
    (re.compile(r"(?:took|taking|taken|lifted) off"), Effect.RESCUED),
    (re.compile(r"(?:brought|bringing|pulled|landed) ashore"), Effect.RESCUED),
    (re.compile(r"cut(?:ting)? off"), Effect.AFFECTED),
)
WITHOUT = "without (?:power|electricity|water|food|heating|gas)"
# What hurts people, and is said of doors and teams as well: "beaten" only by whom or with what.
_STABBED = (
    "stabbed|knifed|trampled|bitten|mauled|gored|clubbed|flogged|lashed|run over|knocked down"
)
_BEATEN = (
    r"beaten(?: up| unconscious| with| by (?:the |a )?(?:\w+ )?(?:police|guards|mobs?|crowds?|"
    r"soldiers|men|thugs|troops|gang)|\Z| then| and)"
)
_STRUCK = (
    r"(?:hit|struck) by (?:an? |the |two |three )?(?:\w+ ){0,2}?(?:bullets?|shrapnel|lightning|"
    r"lorry|car|bus|truck|train|tram|van|vehicle|stones?|rocks?|debris|glass|splinters|pellets)"
)
_SWEPT_OFF = (
    r"(?:who )?(?:was|were|been|be) swept (?:into|off|from|under|downstream|out to sea|overboard)\b"
)
_WITH = "have|has|had|with|suffered|sustained|received"
_NO_PAY = "(?!pay |budget |job |wage |power |price |tax |spending |staff |no )"
_WOUNDS = r"(?:wounds?|burns|fractures?|cuts|bruises|concussion|injuries|bites)\b"
# What is told of people behind them, in more words than one.
BE = r"(?:(?:is|are|were|was|have|had|been|being|remain(?:s|ed)?|still|now|also|currently|lie) )+"
_HOSPITALS = (
    r"(?:\w+ ){0,4}?(?:hospitals?|clinics?|infirmary|icu|trauma cent\w+|medical cent\w+|"
    r"health cent\w+)\b"
)
_POLICE = (
    r"(?:the )?(?:\w+ )?(?:police|officers|soldiers|troops|security forces|gendarmes|authorities)\b"
)
_ARMED = (
    r"(?:the )?(?:\w+ )?(?:gunmen|rebels|militants|armed men|masked men|bandits|kidnappers|"
    r"insurgents|guerrillas|fighters|militiamen|pirates|raiders)\b"
)
_LED_OFF = (
    r"(?:seized|snatched|dragged|led|taken|carried|herded|marched|bundled|driven|spirited|whisked)"
    r"(?: (?:away|off|in))?"
)
_ILLNESS = (
    r"(?:the )?(?:\w+ )?(?:cholera|measles|fever|dengue|malaria|typhoid|flu|influenza|virus|"
    r"disease|infection|hepatitis|dysentery|plague|ebola)\b"
)
_OUT_OF_HOME = (
    r"(?: of (?:their|the) (?:\w+ )?(?:homes?|houses|villages?|towns?|valley|land|area)\b|\Z)"
)
# The same in other words, by meaning: how people are hurt, lost, saved, taken, driven out, or ill.
# Of those who had something done to them, never of who did it: "had locked up nine men".
_PASSIVE = (
    r"(?:(?:have|had|has|still|now|also|all|later|since) )*(?:is|are|was|were|been|be) "
    r"(?:(?:still|now|also|currently|being|all|later|reportedly) )*"
)
_BY_MEANING: tuple[tuple[str, Effect], ...] = (
    (
        _PASSIVE + r"(?:\w+ly )?(?:blown|torn|ripped|hacked|smashed) to (?:pieces|bits|shreds)\b",
        Effect.KILLED,
    ),
    (
        _PASSIVE + r"(?!sentenced|condemned|scared|bored|frightened|worried|put)\w+ to death\b",
        Effect.KILLED,
    ),
    (_PASSIVE + r"(?:mown down|incinerated|vaporised|obliterated)\b", Effect.KILLED),
    (r"paid with their lives?\b", Effect.KILLED),
    (
        r"(?:did not|failed to|could not|never) survived?\b(?! (?:\w+ ){0,2}?(?:vote|round|cut))",
        Effect.KILLED,
    ),
    (
        _PASSIVE
        + rf"(?:taken|rushed|ferried|flown|carried|driven|sent|airlifted|transferred|conveyed|"
        rf"referred) (?:by \w+ )?to {_HOSPITALS}",
        Effect.INJURED,
    ),
    (
        _PASSIVE + r"left (?:\w+ )?(?:injured|wounded|hurt|maimed|crippled|disabled|paralysed)\b",
        Effect.INJURED,
    ),
    (_PASSIVE + r"(?:badly|severely|seriously) burn(?:ed|t)\b", Effect.INJURED),
    (
        _PASSIVE + r"(?:\w+ly )?(?:bruised|grazed|crippled|paralysed|disfigured|concussed|cut by|"
        r"knocked unconscious)\b",
        Effect.INJURED,
    ),
    (
        r"(?:need|requir|receiv)(?:ed|ing) (?:\w+ ){0,2}?(?:treatment|care|hospitali\w+)\b",
        Effect.INJURED,
    ),
    (
        r"lost (?:an? |both |their ){0,2}(?:limbs?|legs?|arms?|hands?|fingers|eyes?|feet)\b",
        Effect.INJURED,
    ),
    (
        r"(?:came|got|walked) away with (?:\w+ ){0,2}(?:bruises|scratches|cuts|injuries|wounds)\b",
        Effect.INJURED,
    ),
    (
        _PASSIVE
        + r"(?:still )?(?:being )?sought\b(?! (?:refuge|shelter|by|in|over|for questioning))",
        Effect.MISSING,
    ),
    (_PASSIVE + r"(?:lost at sea|feared lost)\b", Effect.MISSING),
    (
        r"(?:could|can) not (?:yet )?be (?:found|traced|located|reached|accounted for)\b",
        Effect.MISSING,
    ),
    (
        r"ha[sd]?(?:ve)? not (?:yet )?(?:returned|come back)(?=\Z| (?:home|from|since|yet)\b)",
        Effect.MISSING,
    ),
    (
        _PASSIVE + r"(?!moved|shifted|relocated|evacuated)\w+ to (?:safety|dry land|the surface)\b",
        Effect.RESCUED,
    ),
    (
        _PASSIVE
        + r"(?:taken|lifted|brought) (?:off|aboard|on board) by (?:an? |the )?(?:\w+ )?(?:boats?|"
        r"ships?|helicopters?|tanker|trawler|cutter|ferry|lifeboats?|vessel)\b",
        Effect.RESCUED,
    ),
    (
        r"(?:got|made it|came|walked|crawled) (?:out|ashore|home) (?:alive|unhurt|safely|safe)\b",
        Effect.RESCUED,
    ),
    (r"(?:made it|got) ashore\b", Effect.RESCUED),
    (_PASSIVE + r"(?:set|put|landed|brought) ashore\b", Effect.RESCUED),
    (_PASSIVE + r"(?:cut|pulled|dragged|hauled|dug) (?:free|loose)\b", Effect.RESCUED),
    (_PASSIVE + rf"(?:caught|questioned|{_LED_OFF}) by {_POLICE}", Effect.ARRESTED),
    (
        _PASSIVE + r"(?:led|taken|marched) away in (?:handcuffs|chains|cuffs|police)\b",
        Effect.ARRESTED,
    ),
    (_PASSIVE + r"(?:being )?(?:questioned|interrogated) by\b", Effect.ARRESTED),
    (_PASSIVE + r"(?:locked up|thrown (?:in|into) (?:jail|prison|cells?))\b", Effect.ARRESTED),
    (_PASSIVE + r"bundled into police\b", Effect.ARRESTED),
    (_PASSIVE + rf"{_LED_OFF} by {_ARMED}", Effect.ABDUCTED),
    (_PASSIVE + r"in (?:rebel|militant|insurgent|guerrilla|enemy) hands\b", Effect.ABDUCTED),
    (
        _PASSIVE
        + r"(?:driven|forced|chased|burned|flooded|bombed|turned|thrown) out"
        + _OUT_OF_HOME,
        Effect.DISPLACED,
    ),
    (r"(?:have |had )?(?:sought|found) (?:refuge|shelter|sanctuary)\b", Effect.DISPLACED),
    (r"(?:have |had )?took? to the (?:hills|forests?|bush|mountains)\b", Effect.DISPLACED),
    (r"(?:have |had )?crossed (?:\w+ ){1,4}?(?:to escape|fleeing)\b", Effect.DISPLACED),
    (_PASSIVE + r"(?:\w+ly )?(?:ill|sick|unwell)\b(?! of)", Effect.AFFECTED),
    (_PASSIVE + r"poisoned\b(?! to death)", Effect.AFFECTED),
    (
        rf"(?:have |had |has )?(?:caught|contracted|developed|have|had|came down with) {_ILLNESS}",
        Effect.AFFECTED,
    ),
    (
        _PASSIVE + r"(?:going hungry|starving|facing (?:hunger|starvation|famine))\b",
        Effect.AFFECTED,
    ),
    (r"(?:put|threw) down their (?:arms|weapons|guns)\b", Effect.SURRENDERED),
)
TOLD: tuple[tuple[re.Pattern[str], Effect], ...] = (
    *((re.compile(words), effect) for words, effect in _BY_MEANING),
    (re.compile(BE + r"(?:under|undergoing|receiving) (?:\w+ ){0,2}(?:treatment|surgery|care)\b"),
     Effect.INJURED),
    (re.compile(BE + r"in (?:\w+ ){0,2}?(?:hospitals?|intensive care)\b"), Effect.INJURED),
    (re.compile(BE + r"in (?:an? )?(?:critical|serious|grave|stable) condition\b"),
     Effect.INJURED),
    (re.compile(r"(?:is|are|was|were|been|had|have|still|also| )*admitted (?:to|in|at) "
                r"(?:\w+ ){0,4}?(?:hospitals?|icu|intensive|clinic|ward)\b"), Effect.INJURED),
    (re.compile(BE + r"on (?:a|the|its|their) (?:\w+ )?list of (?:the )?missing\b"),
     Effect.MISSING),
    (re.compile(BE + r"(?:hit|cut off|battered|stricken) by (?:the )?(?:\w+ )?(?:floods?|storms?|"
                r"cyclones?|drought|rains?|outages?|blackouts?|quakes?|earthquakes?|heatwave)\b"),
     Effect.AFFECTED),
    (re.compile(BE + r"cut off\b"), Effect.AFFECTED),
    (re.compile(BE + WITHOUT), Effect.AFFECTED),
    (re.compile(BE + rf"(?:\w+ly )?(?:{_STABBED}|{_BEATEN}|{_STRUCK})(?!.* to death)"),
     Effect.INJURED),
    (re.compile(rf"(?:still |now |also )?(?:{_WITH}) (?:{_NO_PAY}\w+ ){{0,3}}?{_WOUNDS}"),
     Effect.INJURED),
    (re.compile(r"(?:broke|broken) (?:\w+ ){0,2}?(?:bones?|arms?|legs?|ribs?|wrists?|hips?)\b"),
     Effect.INJURED),
    (re.compile(r"(?:needed|required|received) (?:\w+ ){0,1}(?:stitches|surgery|first aid)\b"),
     Effect.INJURED),
    (re.compile(BE + r"(?:in|into|under) (?:\w+ ){0,1}?(?:custody|arrest|detention|jail|prison)\b"),
     Effect.ARRESTED),
    (re.compile(BE + r"(?:taken|brought) in for (?:questioning|interrogation)\b"),
     Effect.ARRESTED),
    (re.compile(BE + r"behind bars\b"), Effect.ARRESTED),
    (re.compile(r"(?:still )?in (?:\w+ )?(?:hospital|intensive care)"
                r"(?=\Z| (?:after|with|as|following|and)\b)"), Effect.INJURED),
    (re.compile(r"(?:still )?in (?:police )?custody(?=\Z| (?:after|over|as|following|and)\b)"),
     Effect.ARRESTED),
    (re.compile(BE + r"(?:alive |safely )?(?:pulled|dug|plucked|lifted|hauled|winched|dragged) "
                r"(?:alive |safely |out )?" + _WRECK + r"(?!.*\b(?:dead|lifeless|bod))"),
     Effect.RESCUED),
    (re.compile(BE + r"(?:brought|taken|ferried|carried) (?:ashore|to (?:the )?shore)\b"
                r"(?!.*\b(?:dead|lifeless))"), Effect.RESCUED),
    (re.compile(BE + r"found (?:safe|unhurt|unharmed|uninjured)\b"), Effect.RESCUED),
    (re.compile(BE + r"overcome (?:by|with) .*\b(?:died|perished)\b"), Effect.KILLED),
    (re.compile(BE + r"(?:overcome|sickened|poisoned) (?:by|with)\b"), Effect.AFFECTED),
    (re.compile(BE + r"(?:stuck|stranded|snowed in|marooned)\b"), Effect.AFFECTED),
    (re.compile(r"spent (?:the|a|last|their|another) (?:\w+ )?nights? (?:outdoors|outside|in "
                r"(?:\w+ ){0,2}?(?:halls?|schools?|tents?|open|shelters?|church(?:es)?|mosques?|"
                r"cars|streets?|gyms?))\b"), Effect.DISPLACED),
    (re.compile(_SWEPT_OFF), Effect.MISSING),
    (re.compile(r"safe(?=\Z| (?:after|and|as|in|say|says)\b)"), Effect.RESCUED),
    (re.compile(rf"(?:{BE})?admitted (?:to (?:\w+ ){{1,3}})?with (?:\w+ ){{0,2}}{_WOUNDS}"),
     Effect.INJURED),
    (re.compile(BE + r"(?:relocated|resettled|uprooted)\b"), Effect.DISPLACED),
    (re.compile(BE + r"(?:ordered|told|made) to (?:flee|evacuate|(?:leave|abandon) (?:their "
                r"(?:homes?|houses)|the (?:area|village|valley|town|city|island)))\b"),
     Effect.DISPLACED),
    (re.compile(r"(?:have |had )?(?:moved|crowded|squeezed) into (?:\w+ ){0,2}?(?:schools?|camps?|"
                r"shelters?|tents?|mosques?|churches)\b"), Effect.DISPLACED),
    (re.compile(r"(?:still |now |had to )?(?:sleep|slept|live|camp|camped) in (?:\w+ ){0,2}?"
                r"(?:tents?|schools?|shelters?|camps?|the open)\b"), Effect.DISPLACED),
    (re.compile(r"(?:did not|failed to|never|have not|had not|has not) (?:return(?:ed)? |come back "
                r"|came back )(?:from|home|to (?:base|port|camp|shore|harbour|their))\b"),
     Effect.MISSING),
    (re.compile(BE + r"(?:lodged|housed|accommodated|sheltered|put up)\b"), Effect.DISPLACED),
    (re.compile(BE + r"(?:staying|living|sleeping) in (?:\w+ ){0,3}?(?:camps?|shelters?|schools?|"
                r"tents?|the open)\b"), Effect.DISPLACED),
    (re.compile(r"(?:still |now )?lived? in (?:\w+ ){0,2}?(?:tents|camps|shelters)\b"),
     Effect.DISPLACED),
    (re.compile(BE + r"(?:brought|pulled|lifted|winched) (?:out |up )?to the surface\b"),
     Effect.RESCUED),
)  # fmt: skip
# What begins any of these, so that most words are passed over at once.
BEGINNING = frozenset(
    "is are were was have had has been being remain remains remained still now also currently lie "
    "admitted live lived with suffered sustained received needed required broke broken moved "
    "crowded squeezed paid lost came got made walked crawled climbed could can sought found "
    "took crossed caught contracted developed needing requiring put threw "
    "safe spent who in sleep slept camp camped never did failed".split()
) | {"did not", "failed to", "were not", "was not"}
