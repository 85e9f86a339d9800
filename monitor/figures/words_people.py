"""The words of people and of what happens to them: classes, effects, and the grammar around."""

from __future__ import annotations

from news.figure import Effect, VictimClass

_CIVILIAN = (
    "civilian villager passenger resident worker labourer laborer woman man girl boy child "
    "student pupil teacher pilgrim tourist journalist reporter newsman farmer peasant shopkeeper "
    "hostage doctor nurse patient miner fisherman bystander devotee worshipper commuter traveller "
    "traveler priest nun jesuit employee driver judge lawyer politician mayor engineer trader "
    "shepherd refugee migrant protester demonstrator schoolchild infant baby toddler relative "
    "medic paramedic volunteer schoolgirl schoolboy guest customer tenant local youth teenager "
    "minor housewife merchant cook servant spectator shopper mourner labour technician "
    "undergraduate graduate businessman unionist deputy councilman monk cleric elder "
    "motorist cyclist pedestrian student "
    "academic professor vendor rider coworker neighbour neighbor wife husband son daughter brother "
    "sister father mother parent sibling cousin nephew niece uncle aunt grandmother grandfather "
    "pensioner settler expatriate foreigner scientist evacuee survivor colleague steward "
    "stewardess attendant pilot crewman hiker inmate townsfolk forester surveyor "
    "builder baker clerk "
    "climber herder swimmer lodger guide porter conductor miller weaver potter castaway striker "
    "worshiper churchgoer orphan nanny maid gardener fisher trekker mountaineer nurse aid-worker "
    "contractor tailor butcher barber mason mechanic electrician welder cleaner sweeper rescuer "
    "firefighter fireman diver thief elder captive "
    "companion correspondent cameraman photographer editor columnist broadcaster author poet "
    "singer musician painter artist actor actress chauffeur chambermaid waiter waitress domestic "
    "housekeeper caretaker janitor typist secretary accountant banker broker dentist surgeon "
    "pharmacist midwife lecturer headmaster headmistress principal rector schoolteacher friar "
    "pastor preacher imam rabbi seminarian deacon missionary novice catechist sacristan "
    "widow widower bride groom twin stepson stepdaughter grandson granddaughter grandchild "
    "sister-in-law brother-in-law mother-in-law father-in-law son-in-law daughter-in-law "
    "fiancee fiance girlfriend boyfriend friend classmate roommate playmate "
    "passerby hawker peddler beggar squatter drover ploughman rancher peon sharecropper "
    "stonemason bricklayer plumber foreman seaman stevedore docker boatman ferryman "
    "headman landlord landlady owner magistrate prosecutor attorney notary "
    "sheriff alderman legislator trade-unionist organiser"
).split()
_SECURITY = (
    "soldier troop policeman policewoman cop constable officer guard jawan serviceman ranger "
    "commando marine sailor airman gendarme peacekeeper trooper sepoy naik paramilitary bodyguard "
    "infantryman gunner sniper sapper paratrooper reservist "
    "lieutenant sergeant corporal cadet recruit watchman escort patrolman inspector agent conscript"
).split()
_MILITANT = (
    "militant terrorist insurgent rebel attacker gunman fighter guerrilla guerilla extremist "
    "separatist jihadi jihadist bomber assailant kidnapper khawarij infiltrator operative maoist "
    "naxal naxalite outlaw combatant intruder hijacker hitman subversive fugitive robber bandit "
    "gangster dacoit smuggler criminal aggressor miscreant ringleader facilitator mercenary raider "
    "assassin"
).split()
_UNKNOWN = (
    "person individual victim human member leader official national citizen commander suspect "
    "inmate prisoner detainee staffer colonel general captain major activist supporter candidate "
    "adviser advisor expert companion accuser subscriber defector negotiator mediator "
    "delegate soul adult follower comrade other"
).split()
_IRREGULAR = {"wife": "wives", "housewife": "housewives", "midwife": "midwives",
              "woman": "women", "man": "men", "child": "children", "schoolchild": "schoolchildren",
              "person": "persons"}  # fmt: skip


def _both(words: list[str]) -> set[str]:
    """Return words with their plurals."""
    out = set(words)
    for word in words:
        if word in _IRREGULAR:
            out.add(_IRREGULAR[word])
        elif word.endswith("man"):
            out.add(word[:-3] + "men")
        elif word.endswith("y") and word[-2] not in "aeou":
            out.add(word[:-1] + "ies")
        else:
            out.add(word + "s")
    return out


CLASSES: dict[str, VictimClass] = {
    **dict.fromkeys(
        _both(_UNKNOWN) | set("people others dead injured wounded souls them families".split()),
        VictimClass.UNKNOWN,
    ),
    **dict.fromkeys(
        _both(_CIVILIAN)
        | set("staff crew townspeople villagers thieves passers-by passer-by".split()),
        VictimClass.CIVILIAN,
    ),
    **dict.fromkeys(
        _both(_SECURITY) | set("police personnel levies forces troops sps".split()),
        VictimClass.SECURITY,
    ),
    **dict.fromkeys(_both(_MILITANT) | {"khwarij", "kharijites"}, VictimClass.MILITANT),
}
# Heads that say little of the side; what stands before them decides ("FC men", "armed men").
WEAK_HEADS = frozenset(
    "man men member members personnel people persons commander commanders leader leaders "
    "colonel general captain major official officials suspect suspects individuals others".split()
)
SIDES: dict[str, VictimClass] = {
    **dict.fromkeys(
        "police army military security fc corps paramilitary navy naval force rangers bsf crpf "
        "border frontier troops soldiers law-enforcement coast guard itbp ssg levies".split(),
        VictimClass.SECURITY,
    ),
    **dict.fromkeys(
        "bla taliban ttp isis isil is-k iskp armed rebel militant terrorist insurgent guerrilla "
        "maoist al-qaeda hamas hezbollah jihadist separatist fmln mrta eln farc fighters "
        "terrorists militants insurgents suspected gang militia militias outfit shabaab "
        "haram lashkar jaish "
        "suicide".split(),
        VictimClass.MILITANT,
    ),
    **dict.fromkeys("civilian non-combatant".split(), VictimClass.CIVILIAN),
}
_NATIONS = (
    "indian pakistani afghan bangladeshi sri-lankan nepali briton canadian american australian "
    "iranian iraqi syrian turk russian ukrainian german italian spaniard mexican colombian "
    "salvadoran salvadorean peruvian brazilian korean thai indonesian malaysian filipino israeli "
    "palestinian saudi emirati egyptian nigerian kenyan ethiopian somali european african asian "
    "cuban nicaraguan honduran guatemalan chilean argentine panamanian bolivian venezuelan "
    "ecuadorian norwegian dane finn pole greek tibetan sikh hindu muslim christian jew baloch "
    "pashtun hazara punjabi sindhi kashmiri tamil rohingya yemeni libyan uzbek tajik croatian "
    "belgian swede austrian hungarian"
).split()
NATIONS = frozenset(
    [f"{n}s" for n in _NATIONS]
    + _NATIONS
    + "british chinese japanese portuguese french spanish dutch swiss vietnamese sinhalese "
    "lebanese burmese nepalese irish maldivian maldivians "
    "danish polish finnish turkish swedish scottish welsh".split()
)


def _forms(effect: Effect, words: str) -> dict[str, tuple[str, Effect]]:
    """Spell the past, the base and the gerund of regular verbs."""
    out = {}
    for word in words.split():
        stem = word.removesuffix("e")
        doubled = stem + stem[-1] if word in {"nab", "kidnap", "gun"} else stem
        past = word[:-1] + "ied" if word.endswith("y") and word[-2] not in "aeo" else doubled + "ed"
        out[past] = ("V", effect)
        out[word] = ("S", effect)
        out[word + ("es" if word.endswith(("s", "sh", "ch")) else "s")] = ("S", effect)
        out[doubled + "ing"] = ("G", effect)
    return out


_K, _I = Effect.KILLED, Effect.INJURED
# One letter for what a word does in a sentence (linking.py says which), and its effect.
EFFECTS: dict[str, tuple[str, Effect]] = {
    **_forms(_K, "kill murder assassinate massacre slaughter execute behead martyr neutralise "
                 "neutralize eliminate lynch butcher liquidate electrocute drown bury asphyxiate "
                 "strangle decapitate smother"),
    **dict.fromkeys("slain slew hanged martyred neutralised neutralized assasinated".split(),
                    ("V", _K)),
    **dict.fromkeys("died perished drowned succumbed suffocated dies".split(), ("I", _K)),
    **dict.fromkeys(["die", "dying", "perish", "perishing", "drown", "succumb"], ("J", _K)),
    **dict.fromkeys(["dead", "lifeless", "deceased"], ("A", _K)),
    **dict.fromkeys("deaths death fatalities fatality killings murders murder assassinations "
                    "assassination massacre executions execution martyrdom martyrdoms martyrs "
                    "martyr slaying slayings".split(), ("D", _K)),
    **_forms(_I, "injure wound maim hospitalise hospitalize treat"),
    **dict.fromkeys(["hurt", "shot", "blinded", "scalded", "concussed"], ("V", _I)),
    **dict.fromkeys(["unconscious", "comatose"], ("A", _I)),
    **dict.fromkeys(["injuries", "injury"], ("D", _I)),
    **dict.fromkeys(["casualties", "casualty"], ("D", Effect.AFFECTED)),
    "losses": ("t", _K),
    **dict.fromkeys(["missing", "unaccounted", "untraced", "untraceable"], ("A", Effect.MISSING)),
    **dict.fromkeys(["disappeared", "vanished"], ("I", Effect.MISSING)),
    **_forms(Effect.ABDUCTED, "abduct kidnap"),
    **dict.fromkeys("abductions abduction kidnappings".split(), ("D", Effect.ABDUCTED)),
    **_forms(Effect.ARRESTED, "arrest detain apprehend nab jail imprison capture"),
    **dict.fromkeys("arrests detentions".split(), ("D", Effect.ARRESTED)),
    **_forms(Effect.DISPLACED, "displace uproot evacuate"),
    **dict.fromkeys(["homeless"], ("A", Effect.DISPLACED)),
    **dict.fromkeys(["fled"], ("I", Effect.DISPLACED)),
    **dict.fromkeys(["flee", "flees"], ("J", Effect.DISPLACED)),
    **dict.fromkeys(["surrendered"], ("I", Effect.SURRENDERED)),
    "surrender": ("J", Effect.SURRENDERED),
    **_forms(Effect.RESCUED, "rescue free save liberate"),
    **dict.fromkeys(["alive", "unhurt", "unharmed", "unscathed"], ("A", Effect.RESCUED)),
    **dict.fromkeys(["survived"], ("I", Effect.RESCUED)),
    **dict.fromkeys(["plucked", "winched", "airlifted", "extricated"], ("V", Effect.RESCUED)),
    **_forms(Effect.AFFECTED, "affect strand impact inundate flood submerge infect sicken"),
    **dict.fromkeys(["trapped", "marooned"], ("V", Effect.AFFECTED)),
    "trapping": ("G", Effect.AFFECTED),
    **dict.fromkeys(["captive", "hostage"], ("A", Effect.ABDUCTED)),
    **dict.fromkeys(["held", "remanded", "recaptured", "rearrested"], ("V", Effect.ARRESTED)),
    **dict.fromkeys(["burned", "burnt", "gutted"], ("V", Effect.DESTROYED)),
    **dict.fromkeys(["broken", "cracked"], ("V", Effect.DAMAGED)),
    **_forms(Effect.DAMAGED, "damage"),
    **_forms(Effect.DESTROYED, "destroy demolish raze flatten torch gut"),
    **dict.fromkeys(["collapsed"], ("I", Effect.DESTROYED)),
    **_forms(Effect.ATTACKED, "attack target storm ambush shell raid bomb"),
    "attacks": ("D", Effect.ATTACKED),
    "assaults": ("D", Effect.ATTACKED),
}  # fmt: skip
# Several words that act as one; the press's own ways of saying it among them.
_SUPPOSED = ("believed to have", "thought to have", "presumed to have", "feared to have")
_SAFE = ("safety", "safer places", "safe places", "safer areas", "safer locations",
         "higher ground", "dry land", "places of safety")  # fmt: skip
# Whom a number, a tally or a list is of: "the number of missing", "the tally of the dead".
_TOLLED = {
    _K: "dead, deaths, fatalities, killed, those killed, people killed, persons killed, "
        "martyrs, martyred, victims, deceased, lives lost, bodies",
    _I: "injured, wounded, injuries, those injured, people injured, persons injured, those hurt",
    Effect.AFFECTED: "casualties",
    Effect.MISSING: "missing, those missing, people missing, persons missing",
    Effect.DISPLACED: "displaced, those displaced, people displaced, displaced people, homeless",
    Effect.RESCUED: "rescued, those rescued, people rescued, survivors",
    Effect.ABDUCTED: "hostages, captives, abducted, kidnapped, those abducted",
    Effect.ARRESTED: "arrests, arrested, detained, those arrested, people arrested, detainees",
}  # fmt: skip
PHRASES: dict[str, tuple[str, Effect | None]] = {
    **dict.fromkeys([
        "gunned down", "shot dead", "shot and killed", "shot to death", "put to death",
        "beaten to death", "stabbed to death", "hacked to death", "burnt to death",
        "burned to death", "burnt alive", "burned alive", "sent to hell", "sent to their graves",
        "dispatched to hell", "mowed down", "blown up", "crushed to death", "done to death",
        "burned to death", "shot down", "wiped out", "took out", "taken out", "buried alive",
        "burning to death", "fatally shot", "fatally stabbed", "fatally wounded", "fatally injured",
        "fatally struck", "fatally hit", "fatally beaten",
        "crushing to death", "taken down", "cut down",
    ], ("V", _K)),
    **dict.fromkeys([
        "lost their lives", "lost his life", "lost her life", "lost their life", "lose their lives",
        "losing their lives", "embraced martyrdom", "embraced shahadat", "embrace martyrdom",
        "embracing martyrdom", "attained martyrdom", "attained shahadat", "achieved martyrdom",
        "fell martyr", "fell martyrs", "passed away", "breathed their last", "breathed his last",
        "laid down their lives", "sacrificed their lives", "met their end", "met their death",
        "met their deaths", "met his death", "were no more", "fell victim", "bled to death",
        "burned to death", "froze to death", "starved to death", "drank the cup of martyrdom",
        "have fallen", "lost lives", "to death", "to hell", "fell dead", "bit the dust",
        *(f"{how} to {whose}" for how in ("fell", "plunged", "leapt", "jumped", "plummeted")
          for whose in ("their deaths", "their death", "his death", "her death")),
        "met a watery grave", "dropped dead", "fell in action", "fell fighting",
        "went to their deaths", "fell in battle", "fell in combat", "fell in the battle",
        "fell in the fighting", "fell in the attack", "fell in the line of duty",
        "blew themselves up", "blown themselves up", "had fallen",
        *(f"fell in the {fight}" for fight in ("assault", "clash", "clashes", "encounter", "raid",
                                               "ambush", "operation", "siege", "shootout")),
    ], ("I", _K)),
    **dict.fromkeys([
        "claimed the lives of", "claiming the lives of", "claims the lives of",
        "claim the lives of", "took the lives of", "taking the lives of",
        "takes the lives of",
        "taken the lives of", "cost the lives of", "costing the lives of",
        "snuffed out the lives of",
        "claimed lives of", "the victims were",
        "the victims are", "the victims included", "the victims include", "victims included",
        "those killed were", "the slain were", "the dead were", "ended the lives of",
        "took lives of",
    ], ("V", _K)),
    **dict.fromkeys([
        "loss of life of", "the loss of", "loss of",
    ], ("o", None)),
    **dict.fromkeys([
        "sustained injuries", "suffered injuries", "suffered cuts", "suffered wounds",
        "sustained cuts", "suffered fractures", "inhaled smoke", "received injuries",
        "sustained wounds",
        "suffered burns", "suffered burn injuries", "sustained burn injuries", "got injured",
        "sustained bullet injuries", "suffered minor injuries", "sustained minor injuries",
        "sustained serious injuries", "suffered serious injuries", "sustained critical injuries",
        "were hospitalised", "escaped with injuries", "fell unconscious", "fight for life",
        "fighting for life", "battling for life", "fighting for their lives",
        "battling for their lives", "fought for their lives",
    ], ("I", _I)),
    **dict.fromkeys([f"with {how}{harm}"
                     for how in ("", "bullet ", "gunshot ", "shrapnel ", "serious ", "severe ",
                                 "minor ", "burn ", "head ", "critical ")
                     for harm in ("wounds", "injuries", "burns", "fractures")], ("A", _I)),
    **dict.fromkeys(["fell ill", "fell sick", "taken ill", "took ill", "tested positive",
                     "falling ill"], ("I", Effect.AFFECTED)),
    **dict.fromkeys(["have since", "has since", "had since"], ("H", None)),
    **dict.fromkeys(["himself and", "herself and", "themselves and"], ("j", None)),
    **dict.fromkeys(["taken to hospital", "rushed to hospital", "admitted to hospital",
                     "treated for", "taken to hospitals", "sent to hospital"], ("V", _I)),
    **dict.fromkeys(["whereabouts of"], ("V", Effect.MISSING)),
    **dict.fromkeys(["under water"], ("A", Effect.AFFECTED)),
    **dict.fromkeys(["went missing", "gone missing", "go missing"], ("I", Effect.MISSING)),
    **dict.fromkeys([f"{still} to be {known}" for still in ("yet", "still", "remain")
                     for known in ("traced", "found", "located", "accounted for", "recovered")],
                    ("A", Effect.MISSING)),
    **dict.fromkeys([f"not {been} {known}" for been in ("been", "yet been")
                     for known in ("heard from", "heard of", "seen since", "traced", "located",
                                   "accounted for", "found")], ("I", Effect.MISSING)),
    **dict.fromkeys(["lost contact with", "contact was lost with", "lost touch with",
                     "contact has been lost with"], ("V", Effect.MISSING)),
    **dict.fromkeys(["look for", "looking for", "searching for", "search for", "looked for",
                     "searched for"], ("V", Effect.MISSING)),
    **dict.fromkeys(["unaccounted for"], ("A", Effect.MISSING)),
    **dict.fromkeys(["taken hostage", "held hostage", "taken captive", "made hostage"],
                    ("V", Effect.ABDUCTED)),
    **dict.fromkeys(["taken into custody", "rounded up", "remanded in custody",
                     "placed under arrest", "take into custody", "taking into custody",
                     "took into custody"], ("V", Effect.ARRESTED)),
    **dict.fromkeys(["rendered homeless", "made homeless", "left homeless", "forced from",
                     "driven from", "forced out of", "driven out of"], ("V", Effect.DISPLACED)),
    **dict.fromkeys(["forced to flee", "forced to leave"], ("V", Effect.DISPLACED)),
    **dict.fromkeys([f"{left} their {homes}"
                     for left in ("left", "fled", "abandoned", "lost", "deserted", "vacated",
                                  "had to leave", "had to abandon", "had to flee")
                     for homes in ("homes", "houses", "villages")], ("I", Effect.DISPLACED)),
    **dict.fromkeys(["living in tents", "living in camps", "living in relief camps",
                     "living in shelters", "sheltering in", "sheltering at", "took refuge",
                     "taken refuge", "taking refuge", "took shelter", "taken shelter",
                     "taking shelter", "seeking shelter", "moved into camps"],
                    ("I", Effect.DISPLACED)),
    **dict.fromkeys(["laid down their arms", "laid down arms", "gave up arms", "gave themselves up",
                     "laid down their weapons", "handed in their weapons", "laid down weapons",
                     "turned themselves in", "lay down arms",
                     "lay down their arms", "give up arms"], ("I", Effect.SURRENDERED)),
    **dict.fromkeys(["pulled alive", "set free", "picked up", "freed alive", "found alive",
                     "recovered alive"], ("V", Effect.RESCUED)),
    **dict.fromkeys([f"{moved} {out} {safe}" for moved in ("pulled", "brought", "dug", "taken")
                     for out in ("out", "up", "ashore") for safe in ("alive", "safely")],
                    ("V", Effect.RESCUED)),
    **dict.fromkeys([f"{moved} to {safe}"
                     for moved in ("brought", "taken", "led", "carried", "winched", "airlifted",
                                   "flown", "ferried", "pulled", "helped")
                     for safe in _SAFE], ("V", Effect.RESCUED)),
    **dict.fromkeys([f"{moved} to {safe}"
                     for moved in ("moved", "shifted", "relocated")
                     for safe in (*_SAFE, "shelters", "relief camps", "camps", "schools",
                                  "cyclone shelters", "cyclone centres", "relief centres")],
                    ("V", Effect.DISPLACED)),
    **dict.fromkeys(["evacuation of", "relocation of", "displacement of"],
                    ("G", Effect.DISPLACED)),
    **dict.fromkeys(["no trace of", "no sign of", "no trace has been found of",
                     "no word of", "no word from"], ("V", Effect.MISSING)),
    **dict.fromkeys([f"escaped {how}" for how in ("unhurt", "unharmed", "unscathed", "injury",
                                                  "uninjured", "safely", "alive")],
                    ("I", Effect.RESCUED)),
    **dict.fromkeys(["reached safety", "reached shore", "reached the shore", "reached land",
                     "reached the bank", "swam to shore", "swam ashore", "swam to safety",
                     "made it ashore",
                     "are safe", "were safe", "are all safe", "were all safe"],
                    ("I", Effect.RESCUED)),
    **dict.fromkeys(["washed away", "swept away", "sweeping away", "washing away", "burnt down",
                     "burned down", "set ablaze", "set on fire",
                     "reduced to rubble", "reduced to ashes"], ("V", Effect.DESTROYED)),
    **dict.fromkeys(["as well as", "along with", "together with", "in addition to", "followed by",
                     "and also"], ("&", None)),
    **dict.fromkeys(["among them", "amongst them", "of whom", "of them", "of which", "among whom",
                     "out of them", "among these", "which include", "who include"], ("u", None)),
    **dict.fromkeys(["put it at", "puts it at", "estimate of", "estimates of",
                     "total is put at", "total stands at", "count stands at",
                     "total rose to", "total has risen to"], ("e", None)),
    **dict.fromkeys(["death toll", "body count", "death count", "total dead",
                     "number killed"], ("t", _K)),
    **dict.fromkeys(["injury toll"], ("t", _I)),
    **{f"{total} of {those}": ("t", effect) for effect, whom in _TOLLED.items()
       for total in ("number", "tally", "count", "toll", "list", "total")
       for one in whom.split(", ") for those in (one, f"the {one}")},
    **dict.fromkeys(["so far", "at the scene", "on the spot", "in critical condition",
                     "at least"], ("j", None)),
    # What only speaks of death: nobody has died of a threat.
    **dict.fromkeys([
        "death threat", "death threats", "death squad", "death squads", "death penalty",
        "death sentence", "death sentences", "death row", "death certificate", "death warrant",
        "death certificates", "sentenced to death", "condemned to death", "sentence to death",
        "sentenced him to death", "sentenced her to death", "sentenced them to death",
        "threats of death", "threat of death", "life and death", "life or death",
        "assassination attempt", "assassination attempts", "assassination bid",
        "assassination plot", "assassination plots", "assassination plan", "assassination threats",
        "assassination threat", "attempted assassination", "attempted murder", "murder attempt",
        "murder attempts", "murder plot", "murder charge", "murder charges", "murder suspect",
        "murder suspects", "murder weapon", "kidnapping attempt", "attempted kidnapping",
        "suicide attempt", "dead end", "dead heat",
    ], ("w", None)),
    **dict.fromkeys(["no one", "did not", "failed to", "not a single", "was not", "were not"],
                    ("n", None)),
    **dict.fromkeys(["threatened to", "threatening to", "vowed to", "planned to", "planning to",
                     "plotted to", "plotting to", "conspired to", "attempted to", "tried to",
                     "intended to", "wanted to", "aimed to", "plot to", "plan to", "attempt to",
                     "plans to", "threat to", "conspiracy to", "in order to", "likely to",
                     "expected to", "set to", "feared to", "hoped to", "projected to",
                     "about to", "ready to", "order to"],
                    ("M", None)),
    # "19 people were known to have died".
    **dict.fromkeys(["known to have", "confirmed to have", *_SUPPOSED], ("H", None)),
}  # fmt: skip
# Who else was hurt, behind the verb: "was killed along with two guards".
WITH = frozenset({"as well as", "along with", "together with", "in addition to", "and also"})
GRAMMAR: dict[str, str] = {}
for _letter, _words in {
    "B": "is are was were be been being am get got gets remain remained remains lay",
    "H": "has have had having",
    "M": "may might could would will can should shall must",
    "n": "not no never none nobody without neither nor didn't wasn't weren't denied deny",
    "r": "who which that whom whose",
    "d": "the a an these those his her their its our all both some any this",
    "f": "of",
    "&": "and plus & besides or",
    "u": "including include includes included comprise comprises comprising",
    "m": "among amongst",
    "q": "with",
    "i": "in on at by from to for near after during between across into over under through "
         "against as since before outside inside around within along off onto about aboard onboard",
    "x": "other more another additional further remaining rest",
    "j": "also still later already reportedly confirmed reported instantly immediately critically "
         "seriously severely allegedly apparently together officially declared pronounced found "
         "thus then finally alone now only just each even twice brutally initially feared "
         "believed presumed thought said verified estimated subsequently so far too thereby "
         "there badly slightly grievously fatally today yesterday tonight monday tuesday wednesday "
         "thursday friday saturday sunday",
    "k": "say says told stated added announced informed claims reports noted while but when "
         "although whereas if because where",
    "t": "toll tally",
    "c": "claimed claiming claim took taken taking takes cost costing costs snatched",
    "l": "lives life",
    "o": "lost lose loses losing loss",
    "L": "left leaving leaves leave",
    "R": "rose risen rises rise rising climbed climbs climbing reached reaches reaching reach "
         "stands stood standing stand jumped jumps increased increases increasing soared surged "
         "mounted mounts hit hits grew grown put puts passed passes passing crossed crosses topped "
         "number numbered numbers totalled totaled totals total tops nears "
         "revised up down raised raises raising lowered lowering reduced bringing brought taking "
         "brings fell fallen dropped drops shrank dwindled declined",
}.items():  # fmt: skip
    for _word in _words.split():
        GRAMMAR.setdefault(_word, _letter)
GRAMMAR["taking"] = "c"
# Nobody kills or injures these: a verb that reaches them over a list was another's.
THINGS = frozenset(
    "buses bus ambulances ambulance times sides shots bombs cars vehicles trucks houses homes "
    "buildings towns villages cities districts provinces municipalities townships regions blocks "
    "streets businesses branches restaurants companies banks offices farms factories mosques "
    "churches temples schools hospitals shops bridges boats "
    "planes trains camps attacks blasts explosions incidents rockets shells bullets weapons "
    "rifles guns grenades countries states parties stories points places locations areas".split()
)
# They die too, and are no people.
ANIMALS = frozenset(
    "animals animal cattle livestock goats sheep cows buffaloes buffalo oxen bulls calves camels "
    "horses mules donkeys yaks pigs hogs dogs cats chickens hens ducks geese poultry birds fish "
    "elephants tigers lions leopards whales dolphins turtles deer bees heads head".split()
)
# Estimates speak of what has happened, but nobody has counted.
DOUBTED = frozenset("feared believed presumed thought estimated could may might".split())
DOUBTED |= set(_SUPPOSED)
# People where they are counted, who seldom come to harm as such; read by their plural alone, so
# that "a minister" stays a word like any other.
COUNTED_PEOPLE = frozenset(
    "ministers lawmakers senators congressmen presidents governors ambassadors diplomats envoys "
    "voters electors democrats republicans independents conservatives liberals socialists "
    "allies managers directors executives chiefs bosses owners founders co-founders partners "
    "investors shareholders creditors donors sponsors customers users subscribers readers "
    "viewers listeners players coaches referees athletes runners teammates finalists defenders "
    "goalkeepers husbands spouses widows bachelors couples inhabitants dwellers citizens "
    "immigrants applicants participants attendees entrants contestants competitors winners "
    "losers finishers defendants plaintiffs complainants witnesses jurors accusers convicts "
    "offenders perpetrators culprits accomplices scholars researchers analysts economists "
    "historians inventors designers developers programmers architects consultants "
    "representatives spokesmen spokespersons dancers actors performers comedians producers "
    "songwriters rappers guitarists drummers heirs ancestors descendants strangers newcomers "
    "graduates alumni veterans retirees gods saints kings queens princes rulers heroes adults "
    "males females seniors freshmen consumers buyers sellers shoppers borrowers lenders "
    "taxpayers landlords renters homeowners homebuyers breadwinners recipients beneficiaries "
    "claimants nominees appointees predecessors successors counterparts rivals opponents "
    "critics fans backers followers believers sinners us "
    "aides traffickers dealers peddlers helpers".split()
)
BODIES = frozenset("body bodies corpse corpses remains".split())
PLURALS = frozenset(
    w
    for w in CLASSES
    if (w.endswith("s") and w.removesuffix("s") in CLASSES)
    or w.endswith(("men", "ies", "wives"))
    or w in {"people", "children", "schoolchildren", "others", "dead", "injured", "wounded",
             "police", "personnel", "forces", "troops", "staff", "crew", "them", "families"}
)  # fmt: skip
TITLES = frozenset(
    "mr mrs ms dr president minister senator deputy judge justice mayor governor colonel captain "
    "major general lieutenant sergeant priest father monsignor bishop archbishop ambassador "
    "sheikh maulana mufti sarpanch comrade inspector constable professor secretary director "
    "commander attorney leader candidate".split()
)
# These befall people.
OF_PEOPLE = frozenset(
    {
        Effect.KILLED,
        Effect.INJURED,
        Effect.MISSING,
        Effect.ABDUCTED,
        Effect.ARRESTED,
        Effect.DISPLACED,
        Effect.SURRENDERED,
        Effect.RESCUED,
    }
)
