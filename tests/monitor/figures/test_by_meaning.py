"""The many ways in which newspapers tell what became of people: one effect each."""

from __future__ import annotations

import pytest

from monitor.figures.reading import read_text

_TOLD = {
    "killed": (
        "were killed|died|were shot dead|were slain|lost their lives|perished|"
        "were fatally injured|were burned to death|were crushed to death|were electrocuted|"
        "drowned|were found dead|are dead|have died|were among the dead|were put to death|"
        "fell to their deaths|were executed|were massacred|were murdered|were assassinated|"
        "did not survive|were pronounced dead|succumbed to their injuries|"
        "died of their wounds|died in hospital|were blown to pieces|were torn to pieces|"
        "were buried alive|were gunned down|were mown down|were cut down by gunfire|"
        "were beheaded|were hacked to death|starved to death|froze to death|"
        "choked to death|suffocated|bled to death|were trampled to death|died on the spot|"
        "were declared dead|were lynched|were poisoned to death|were incinerated|"
        "met their deaths|were done to death|passed away"
    ),
    "injured": (
        "were injured|were wounded|were hurt|were taken to hospital|"
        "were rushed to hospital|were hospitalised|are in hospital|were treated for burns|"
        "suffered injuries|sustained injuries|received injuries|were left injured|"
        "suffered burns|were maimed|were scalded|were cut by glass|broke their legs|"
        "were in critical condition|are fighting for their lives|"
        "were taken to a clinic with wounds|were shot and wounded|were stabbed|"
        "were mauled by dogs|needed treatment|required hospital treatment|"
        "were admitted to hospital|were ferried to hospital|were flown to hospital|"
        "were being treated|are under treatment|were receiving treatment|"
        "were knocked unconscious|lost limbs|lost their legs|were blinded|"
        "were badly burned|escaped with injuries|came away with bruises|were slightly hurt|"
        "were seriously wounded|were bruised"
    ),
    "missing": (
        "are missing|were missing|went missing|have gone missing|are unaccounted for|"
        "remain unaccounted for|have not been found|have yet to be found|"
        "are still being sought|are being searched for|were swept away|were washed away|"
        "were lost at sea|have disappeared|vanished|could not be traced|could not be found|"
        "have not been heard of|are feared lost|were reported missing|"
        "are still to be found|remained untraced|have not returned"
    ),
    "rescued": (
        "were rescued|were saved|survived|were pulled out alive|"
        "were pulled from the rubble|were brought to safety|were freed by rescuers|"
        "were evacuated by helicopter|were airlifted out|were picked up by a trawler|"
        "were plucked from the sea|were lifted to safety|reached the shore|swam ashore|"
        "were found alive|were dug out alive|were brought out alive|are alive|are safe|"
        "escaped unhurt|were taken off by boat|were led to safety|were carried to safety|"
        "were hauled from the water|got out alive|made it out alive|made it ashore|"
        "were set ashore|were recovered alive|came out alive|were taken aboard by a tanker|"
        "were winched up|were brought up alive|were freed from the wreck|"
        "were cut free from the wreck"
    ),
    "arrested": (
        "were arrested|were detained|were taken into custody|were held|are in custody|"
        "were picked up by police|were rounded up|were seized by police|"
        "were taken away by police|were led away in handcuffs|were jailed|were imprisoned|"
        "are under arrest|were placed under arrest|were apprehended|were caught by police|"
        "were nabbed|were remanded in custody|are behind bars|"
        "are being questioned by police|were taken in for questioning|were locked up|"
        "are in detention|were thrown into jail|were bundled into police vans"
    ),
    "abducted": (
        "were abducted|were kidnapped|were taken hostage|were held hostage|"
        "were seized by gunmen|were carried off by rebels|were taken captive|"
        "were dragged away by armed men|are in rebel hands|are being held by militants|"
        "were snatched by gunmen|were led away by gunmen|were captured by the rebels|"
        "were herded away by gunmen"
    ),
    "displaced": (
        "were displaced|fled their homes|fled|were evacuated|left their homes|"
        "were forced to flee|were driven out|lost their homes|were made homeless|"
        "are homeless|were left homeless|had to leave their homes|were uprooted|"
        "took shelter in schools|are living in tents|moved to camps|were moved to shelters|"
        "sought refuge in a church|have been forced from their villages|"
        "abandoned their villages|were relocated|were resettled|are sleeping in the open|"
        "took to the hills|were driven from their homes|were turned out of their homes|"
        "fled across the border|crossed the river to escape the fighting"
    ),
    "affected": (
        "were affected|are trapped|were trapped|are stranded|were cut off|are ill|fell ill|"
        "were infected|were taken ill|were without power|are without water|were marooned|"
        "are stuck|were poisoned|have caught cholera|contracted cholera|have measles|"
        "came down with fever|were hit by the drought|are going hungry|"
        "were hit by the outage"
    ),
    "surrendered": (
        "surrendered|laid down their arms|gave themselves up|turned themselves in|"
        "handed in their weapons|put down their weapons|surrendered their arms"
    ),
}
_CASES = [(effect, told) for effect, every in _TOLD.items() for told in every.split("|")]


@pytest.mark.parametrize(("effect", "told"), _CASES)
@pytest.mark.parametrize("who", ["Twelve villagers", "Of the villagers 12"])
def test_what_became_of_people(who: str, effect: str, told: str) -> None:
    """Whatever the words, and with its noun or without, a number has the effect they mean."""
    figures = [claim.figure for claim in read_text(f"{who} {told}.").claims]
    assert [one.effect.value for one in figures if one.value == 12] == [effect]
