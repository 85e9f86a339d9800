"""Words by which news says who says something: verbs, offices, institutions, and their names.

    "At least nine were killed, a district police officer told the Sandal Post."
                                ─────────┬───────────── ─┬──
                                        who             cue

Who speaks is a name in capitals, a pronoun, an OFFICE (somebody by what they do) or a BODY (an
institution, or the paper that it wrote: "data", "statement").  Everything is in small letters.

Discarded: a list of all verbs that take a clause ("think", "know", "see"): they say what
somebody believes far more often than how many there are.
"""

from __future__ import annotations

# The first group of each line is the plain form; the forms follow by English rules, and what
# does not is written out.
SAYING = frozenset(
    """
    say says said saying tell tells told telling state states stated stating add adds added adding
    announce announces announced announcing report reports reported reporting claim claims claimed
    claiming confirm confirms confirmed confirming warn warns warned warning explain explains
    explained explaining reveal reveals revealed revealing estimate estimates estimated estimating
    declare declares declared declaring insist insists insisted insisting stress stresses stressed
    stressing admit admits admitted admitting acknowledge acknowledges acknowledged acknowledging
    concede concedes conceded conceding argue argues argued arguing allege alleges alleged alleging
    assert asserts asserted asserting maintain maintains maintained maintaining note notes noted
    noting disclose discloses disclosed disclosing project projects projected predict predicts
    predicted predicting forecast forecasts fear fears feared fearing write writes wrote tweet
    tweets tweeted post posts posted mention mentions mentioned mentioning inform informs informed
    informing remark remarks remarked observe observes observed suggest suggests suggested
    suggesting indicate indicates indicated indicating show shows showed shown showing reiterate
    reiterates reiterated emphasise emphasises emphasised emphasize emphasizes emphasized
    emphasising emphasizing clarify clarifies clarified boast boasts
    boasted believe believes believed expect expects testify testifies testified recall recalls
    recalled foresee foresees foresaw update updates updated count counts counted counting put puts
    putting give gives gave giving list lists listed listing tally tallies tallied record records
    recorded contend contends contended assess assesses assessed calculate calculates calculated
    reckon reckons reckoned briefed quoted speak speaks spoke highlight highlights highlighted
    reply replies replied respond responds responded recount recounts recounted
    named names conclude concludes concluded concluding find finds found finding determine
    determines determined read reads repeat repeats repeated repeating accuse accuses accused
    accusing log logs logged document documents documented verify verifies verified
    register registers registered
""".split()
)

# Verbs that report a number as their object and otherwise do something else: they count as
# cues only of an institution or office that is known to count, and never at a sentence's end.
COUNTING = frozenset(
    """
    count counts counted counting put puts putting give gives gave giving list lists listed listing
    tally tallies tallied record records recorded show shows showed shown showing update updates
    updated post posts posted briefed quoted expect expects believe believes believed named names
    log logs logged document documents documented verify verifies verified register registers
    registered
""".split()
)

# Verbs of finding out and seeing: they say something only before "that", or of a paper.
FINDING = frozenset(
    """
    find finds found finding determine determines determined observe observes observed
""".split()
)
# … and verbs of making: what stands right behind them was made, not said ("wrote 40 songs").
MAKING = frozenset(
    "write writes wrote post posts posted boast boasts boasted add adds added".split()
)
# Behind a verb they change what it means: an engine puts out 90 horses, a mayor gives up.
PARTICLES = {
    **dict.fromkeys(("put", "puts", "putting"), frozenset("out up off down together away".split())),
    **dict.fromkeys(
        ("give", "gives", "gave", "giving"), frozenset("up birth way rise back away".split())
    ),
    **dict.fromkeys(
        ("register", "registers", "registered"), frozenset("case cases complaint a an".split())
    ),
}

# An active participle behind a clause takes the clause's subject as its speaker.
PARTICIPLES = frozenset(word for word in SAYING if word.endswith("ing"))

# Verbs that may stand before their subject: "…," said police.
INVERTED = frozenset(
    """
    say says said add adds added warn warns warned report reports reported announce announced
    confirm confirms confirmed explain explained note notes noted state states stated admit admits
    admitted claim claims claimed insist insists insisted project projects projected predict
    predicts predicted fear fears feared estimate estimates estimated declare declared reveal
    reveals revealed write writes wrote recall recalls recalled remarks remarked observes observed
    stress stresses stressed acknowledges acknowledged
""".split()
)

# Of these a plain form is as often a noun ("no official count"): it needs a plural before it.
NOUNS_TOO = frozenset(
    "report state claim count estimate forecast fear note project show list record update post"
    " tally highlight name find project log document".split()
)
# "Vesk reported nine deaths": a place has them, and nobody is cited for them.
HAVING = frozenset(
    "report reports reported record records recorded list listed log logs logged register registers"
    " registered counts".split()
)

# Who promises money says how much ("the Karst Bank pledged $9m"), and of other numbers nothing.
PLEDGING = frozenset(
    """
    pledge pledges pledged commit commits committed approve approves approved allocate allocates
    allocated allot allots allotted earmark earmarks earmarked grant grants granted donate donates
    donated sanction sanctions sanctioned offer offers offered
""".split()
)

# Who does these to a number of his says the new one: "the army revised its toll to nine".
REVISING = frozenset(
    """
    revise revises revised revising raise raises raised raising lower lowers lowered lowering cut
    cuts cutting increase increases increased increasing correct corrects corrected adjust adjusts
    adjusted keep keeps kept stand stands stood stick sticks stuck reduce reduces reduced
""".split()
)

# Behind these stands who is told: "told [the Sandal Post]".
TELLING = frozenset("tell tells told telling inform informs informed informing briefed".split())

DENYING = frozenset(
    "deny denies denied reject rejects rejected dispute disputes disputed dismiss dismisses"
    " dismissed contradict contradicts contradicted".split()
)
# What these tell of stands behind them, and not before: "nine dead, fishermen tell of a wave".
OF_SOMETHING = frozenset(
    "tell tells told telling speak speaks spoke speaking warn warns warned warning inform informs"
    " informed".split()
)

# What makes "claimed" no cue: an attack, or what it took.
TAKEN = frozenset(
    "life lives responsibility credit victory victims asylum casualties it attack town towns"
    " village base post territory ground seat".split()
)

# Whoever does these speaks, whatever their trade: "the ward sister told us".
STRONG = frozenset(
    "say said says tell told tells add adds added explain explained recall recalled warn warns"
    " warned recount recounted reply replied".split()
)

PRONOUNS = frozenset("he she they it".split())
OBJECTS = frozenset("him her them".split())  # according to her
OF_ONE = frozenset("he she him her his".split())

OFFICES = frozenset(
    """
    official officials authority authorities officer officers spokesman spokeswoman spokesperson
    spokespeople spokespersons spokesmen minister ministers premier president chief chiefs
    commissioner commissioners governor governors mayor mayors secretary director directors
    chairman chairwoman chairperson chair head heads leader leaders lawmaker lawmakers mp senator
    ambassador envoy diplomat diplomats general colonel major captain commander commanders admiral
    brigadier lieutenant inspector superintendent sheriff constable administrator coordinator
    representative representatives analyst analysts expert experts economist economists researcher
    researchers scientist scientists professor doctor doctors medic medics surgeon nurse paramedics
    paramedic rescuer rescuers firefighter firefighters volunteer volunteers worker workers
    resident residents villager villagers witness witnesses eyewitness eyewitnesses survivor
    survivors relative relatives elder elders driver activist activists campaigner campaigners
    lawyer lawyers prosecutor prosecutors judge coroner negotiator negotiators investigator
    investigators source sources ceo cfo executive executives manager managers owner
    engineer captain aide aides deputy adviser advisor advisers advisors councillor
    journalist correspondent insiders observer observers monitors militants rebels insurgents
    separatists fighters guerrillas farmers farmer man woman teacher student father mother brother
    members member prefect headmaster passenger passengers shopkeeper trader
    locals islanders townspeople onlookers bystanders evacuees organisers organizers neighbours
    neighbors bosses management forecasters meteorologists geologists seismologists pollsters
    detectives speaker dc sp dsp ssp dig igp collector magistrate registrar marshal sergeant
    headman headmen headteacher custodian caretaker foreman foremen operator operators
    d'affaires chargé charge premier chancellor king pope bishop archbishop vice-president pm cm
    undersecretary consul attorney deputy successor predecessor staff personnel troops soldiers
    rescuers
""".split()
)

BODIES = frozenset(
    """
    police army navy military airforce militia government govt administration ministry department
    dept agency authority council committee commission court tribunal bureau office force forces
    group groups outfit party parliament cabinet hospital hospitals morgue clinic university
    institute institution institutions centre center company firm bank union federation association
    organisation organization organisations organizations ngo charity foundation network watchdog
    monitor movement front brigade corps regiment guard rangers coalition alliance junta regime
    state embassy consulate secretariat directorate board corporation brigade service services
    media newspaper newspapers paper daily channel broadcaster television tv radio website outlet
    outlets news report reports data figures statistics statement statements survey census study
    document documents filing communique communiqué bulletin records tally tallies estimates
    estimate projections models analysis assessment dispatch team side wing operator airline
    railways railway crescent cross nations rescue province district municipality house command
    lashkar security un eu who ispr relations affairs survey fund programme program society league
    trust congress campaign poll polls findings disclosures filings observatory brochure
    inquiry enquiry investigation probe autopsy audit papers authorities room log register
    headquarters hq presidency ombudsman ombudsman's treasury palace prosecution
""".split()
)

# Words that are written by others about others: whoever they quote is the speaker.
MEDIA = frozenset(
    """
    media newspaper newspapers paper daily channel broadcaster television tv radio news website
    outlet outlets afp ap reuters pti ani ians xinhua bbc cnn ndtv dpa efe upi tass aljazeera
    bloomberg cnbc app dawn geo ary tribune times post herald gazette journal guardian telegraph
    express press observer chronicle mail courier sentinel standard globe inquirer examiner echo
    argus mirror
""".split()
)
# … but these speak for a state or an institution: nobody quotes anybody else through them.
OWN_MEDIA = frozenset("state military army government military's army's".split())

# Nobody: a rumour has no speaker.
NOBODY = frozenset(
    """
    some many others people everyone nobody this that these those which who what there here other
    all both most one we i you us
""".split()
)
# Papers, and those who wrote them speak through them: "official figures show …, the mayor said".
PAPERS = frozenset(
    "figures data report reports statistics survey records documents document census study"
    " statement statements bulletin filing filings poll polls findings disclosures analysis"
    " brochure papers audit autopsy count tally log register".split()
)
# They happen, and say nothing.
EVENTS = frozenset(
    "toll death deaths number count total quake earthquake attack attacks blast flood floods storm"
    " cyclone fire crash footage".split()
)
# What befalls people: "the fire that killed nine" is known already to whoever speaks of it.
HAPPENINGS = frozenset(
    """
    attack attacks assault ambush raid raids strike strikes airstrike airstrikes bombing bombings
    bombardment shelling blast blasts explosion explosions shooting shootings stabbing massacre
    killing killings siege battle battles clash clashes violence unrest riot riots crackdown
    protest protests operation operations offensive war conflict fire fires blaze inferno crash
    collision accident accidents derailment wreck disaster disasters tragedy collapse flood floods
    flooding storm storms cyclone hurricane typhoon tornado quake earthquake earthquakes tremor
    landslide landslides mudslide avalanche stampede crush outbreak epidemic eruption tsunami
    heatwave sinking shipwreck capsizing poisoning leak incident incidents hijacking kidnapping
    abduction
""".split()
)
VAGUE = frozenset({"reports", "report", "some reports", "the report", "the reports"})

# Beginnings of noun phrases.
DETERMINERS = frozenset(
    "a an the this that its his her their another some several no two three".split()
)
PREPOSITIONS = frozenset("of for in at from with on to by near under".split())
# Between a subject and its verb, telling nothing of who it is.
BESIDE_VERBS = frozenset(
    """
    has have had also later earlier further then again now however meanwhile initially only still
    since just would will could may might did do does been already too both all himself herself
    itself first repeatedly previously separately yesterday today
""".split()
)
# A finite verb shows that what looks like a subject is a clause; so does what begins one.
VERBS = frozenset(
    """
    is are was were be been being has have had will would could may might can should must do does
    did killed died wounded injured hit struck killing leaving left took taken went came fell lost
    storm storms raid raids seize seizes ambush attack attacks kill kills hijack hijacks torch loot
    shell bomb contradict contradicts frees stop stops stopped refused declined
    makes made found carried carries remained remain rose stands stood reached began ended
""".split()
)
CLAUSES = frozenset(
    """
    that while but whereas as when after because which who whom if where although though before
    until since so than whether and or nor
""".split()
)
DAYS = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday today yesterday tonight january
    february march april may june july august september october november december jan feb mar apr
    jun jul aug sep sept oct nov dec
""".split()
)

# One institution, its many names, as one canonical name; each as `canonical` leaves it.
INSTITUTIONS = {
    "Inter-Services Public Relations": (
        "ispr",
        "inter-services public relations",
        "inter services public relations",
        "آئی ایس پی آر",
        "आईएसपीआर",
        "media wing of the military",
        "media wing of the army",
        "media wing of the armed forces",
        "media wing of the pakistan army",
    ),
    "Rescue 1122": (
        "ریسکیو 1122",
        "rescue 1122",
        "rescue-1122",
        "rescue1122",
        "emergency service rescue 1122",
    ),
    "United Nations": ("un", "u.n.", "united nations", "u.n", "اقوام متحدہ", "संयुक्त राष्ट्र"),
    "World Health Organization": (
        "who",
        "world health organisation",
        "عالمی ادارہ صحت",
        "विश्व स्वास्थ्य संगठन",
    ),
    "World Food Programme": ("wfp", "world food program"),
    "Office for the Coordination of Humanitarian Affairs": (
        "ocha",
        "un ocha",
        "unocha",
        "un office for the coordination of humanitarian affairs",
        "un office for the co-ordination of humanitarian affairs",
        "united nations office for the coordination of humanitarian affairs",
    ),
    "UN Refugee Agency": ("unhcr", "un refugee agency", "united nations refugee agency"),
    "UNICEF": ("unicef", "united nations children's fund", "un children's fund"),
    "International Committee of the Red Cross": ("icrc",),
    "US Geological Survey": (
        "usgs",
        "united states geological survey",
        "u.s. geological survey",
    ),
    "International Monetary Fund": ("imf",),
    "Asian Development Bank": ("adb",),
    "International Finance Corporation": ("ifc",),
    "European Union": ("eu", "e.u."),
    "Reuters": ("reuters", "reuters news agency"),
    "Agence France-Presse": ("afp", "agence france-presse", "agence france presse"),
    "Associated Press": ("ap", "associated press"),
    "Press Trust of India": ("pti",),
    "National Disaster Management Authority": ("ndma", "این ڈی ایم اے"),
    "Provincial Disaster Management Authority": ("pdma", "پی ڈی ایم اے"),
    "Baloch Liberation Army": (
        "bla",
        "balochistan liberation army",
        "baluch liberation army",
        "بلوچ لبریشن آرمی",
        "बलूच लिबरेशन आर्मी",
        "बलोच लिबरेशन आर्मी",
    ),
    "Baloch Liberation Front": ("blf", "balochistan liberation front"),
    "Tehreek-e-Taliban Pakistan": (
        "ttp",
        "tehrik-i-taliban pakistan",
        "tehrik-e-taliban pakistan",
        "pakistani taliban",
        "tehreek-i-taliban pakistan",
    ),
}
