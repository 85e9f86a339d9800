"""Words that say little of which event an article is about.

The grouping weighs a word by how few articles of its window have it.  A window that has just
begun knows nothing yet: there "killed" would be as rare as the name of a train.  So English
function words are left out, and words that the news uses every day are taken for frequent from
the first article on; the window corrects that with what it sees.

Discarded: a table of frequencies (50 MB for one language); in other languages than English the
window alone must learn.
"""

from __future__ import annotations

from functools import lru_cache

_STEMS = (
    ("ies", "y"), ("sses", "ss"), ("ing", ""), ("edly", ""), ("ed", ""), ("ers", "er"), ("es", ""),
    ("s", ""),
)  # fmt: skip
_SHORTEST_STEM = 3

FUNCTION = frozenset(
    "a about above across after again against ago all almost alone along already also "
    "although always am among an and another any anyone anything are around as ask asked at "
    "away back be became because become been before began begin behind being below between "
    "both but by came can cannot come could day days did do does doing done down due during "
    "each either else enough even ever every few following for former found from further gave "
    "get give given go goes going gone got had has have having he her here herself him "
    "himself his how however i if in including indeed instead into is it its itself just keep "
    "kept know known last late later least less let like likely made mainly make makes making "
    "many may me might more most much must my near nearly need never new next no nor not "
    "nothing now of off often on once one only onto or other others our out over own part per "
    "perhaps put quite rather really s same saw say saying says see seen several shall she "
    "should since so some someone something soon still such take taken taking than that the "
    "their them themselves then there these they thing things this those though through "
    "throughout thus till time to today together told too took toward towards under until up "
    "upon us use used very via want was way we week weeks well went were what when where "
    "whether which while who whom whose why will with within without would year years yet you "
    "your said monday tuesday wednesday thursday friday saturday sunday january february "
    "march april june july august september october november december mr mrs ms dr t re ve ll "
    "d m am pm de la el en et le les des du un una los las del por para con que se su al der "
    "die das und von di il e o da do os as em no na um uma com per non che sono".split()
)


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Cut the ending off an English word; other languages keep theirs."""
    if not word.isascii():
        return word
    for ending, instead in _STEMS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            cut = word[: -len(ending)] + instead
            doubled = ending in {"ing", "ed"} and cut[-1] == cut[-2] and cut[-1] not in "lsz"
            return (cut[:-1] if doubled else cut).removesuffix("e")
    return word.removesuffix("e") if len(word) > _SHORTEST_STEM else word


USUAL = frozenset(
    stem(word)
    for word in (
        "accord account accuse act action add address administration affair affect afternoon "
        "agency agree agreement aid aim air allege allow amid amount announce answer appeal "
        "appear approve area arm army arrest arrive article assistance associate attack "
        "attempt attend author authority available bad ban bank base battle bbc begin believe "
        "big bill billion bod body bomb border boy break bring british build building burn bus "
        "business call campaign capital car care carry case cause ceasefire center central "
        "centre chair chairman chance change charge chief child children citizen city civil "
        "civilian claim clash clear close collapse come command commander comment commission "
        "committee community company complete concern condemn condition conduct confirm "
        "conflict connect consider contact continue control cooperate cost council country "
        "couple court cover crash create crime crisis critical crore cross current cut damage "
        "data date dead deal death decide decision defence defense delay deliver demand "
        "department deputy describe desk destroy detail develop development die different "
        "difficult direct director disaster discuss display dispute district doctor dollar "
        "draw drive drop early earth earthquake east eastern economic economy effort eight "
        "election emergency end energy ensure enter equipment establish estimate even evening "
        "event evidence expect expert explain express extend face fail fall family far father "
        "fear federal feel fellow fight fighter figure file final find fire firm five flood "
        "fly follow food force foreign form forward four free friend full fund future gas "
        "general get girl global gold good govern government governor great ground group grow "
        "guard gun half hand happen hard head headline health hear heavy help high highway "
        "hill hit hold home hope hospital hostage hour house human hundred hurt identify "
        "image immediate impact important improve include increase independent india indian "
        "inform information initial injure injury inside insurgent international internet "
        "interview investigate investigation investment involve issue job join judge justice "
        "kill kilometre km lack lakh land large launch law lawyer lead leader leave left "
        "legal letter level life line list little live loan local locate long look lose loss "
        "lot low main major man manage manager market mass match matter mean measure media "
        "medical meet member men message metre mid middle mile militant military million mine "
        "minister ministry minute miss mission mobile moment money month morning mother "
        "mountain move movement murder name nation national natural network news newspaper "
        "night nine normal north northern note nowhere number occur office officer official "
        "oil old open operate operation opposition order organisation organization outside "
        "package page paper parliament party pass passenger past patient pay peace people "
        "percent period person personnel photo pick picture place plan plane point police "
        "policy political politician poor population position possible post power prepare "
        "presence present president press pressure prevent previous price prime prison "
        "prisoner private problem process produce product program programme project promise "
        "property prosecutor protect protest provide province provincial public publish pull "
        "push question quick quote rail railway rain raise range reach read ready real rebel "
        "receive recent record recover red reduce refuse region regional release relief "
        "remain report reporter represent request require rescue resident respond response "
        "responsible rest result return reuter reveal review rise risk river road role room "
        "round rule run safe safety sale school scene season seat second secretary section "
        "sector secure security seek sell send senior serious serve service set seven severe "
        "share shoot shop short shot show shut side sign similar site situate situation six "
        "small social society soldier sort source south southern speak special speed "
        "spokesman spokesperson spokeswoman spread staff stage stand start state statement "
        "station stay step stop storm story street strike strong student study subject suffer "
        "suggest suicide summer supply support sure surge survive survivor suspect system "
        "talk target team television tell ten term terrorist test thank thirty thousand "
        "threat threaten three toll tonight top total tour town track trade traffic train "
        "transport travel treat trial troop trouble truck trust try turn two unit unite "
        "update urge vehicle victim video view village violence visit voice vote vow wait "
        "walk wall war warn watch water weapon weather website weekend west western white "
        "wide wife win wing witness woman women word work worker world worst wound write "
        "young pakistan afghanistan bangladesh nepal china chinese pakistani reuters afp ap "
        "pti ani agence presse france dawn tribune"
    ).split()
)
