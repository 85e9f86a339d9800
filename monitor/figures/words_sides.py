"""Words that tell for whom a speaker speaks, and the countries by which two states differ.

"Vesk rescue officials" are of the rescue before they are of the government: the more telling kind
is asked first.
"""

from __future__ import annotations

# In this order: rebel officials are rebels, and a hospital director is asked as a hospital.
SIDES: tuple[tuple[str, frozenset[str]], ...] = tuple(
    (kind, frozenset(" ".join(word.split()) for word in words.split(",")))
    for kind, words in (
        ("armed group", """
            rebel, rebels, militant, militants, insurgent, insurgents, separatist, separatists,
            guerrilla, guerrillas, guerillas, gunmen, jihadists, terrorists,
            fighters, militia, militias, taliban, lashkar, jaish, warlord, cartel, gang, mujahideen,
            maoists, naxals, liberation army, liberation front, liberation tigers, freedom army,
            resistance front, resistance army, people's army, front, armed group, armed wing,
            armed outfit, republican army, hezbollah, hamas, houthi, houthis, al-qaeda, al-shabaab,
            islamic state, boko haram, hijackers, kidnappers"""),
        ("government", """
            state media, state news, state television, state tv, state radio, state broadcaster,
            state newspaper, official media, official news"""),
        ("security", "military media, army media, military television"),
        ("outlet", """
            media, newspaper, newspapers, paper, daily, channel, broadcaster, television, tv, radio,
            news, website, magazine, reuters, afp, ap, pti, ani, ians, xinhua, bbc, cnn, tribune,
            times, post, herald, gazette, journal, guardian, telegraph, express, chronicle, courier,
            agence france-presse, associated press, news agency, correspondent, journalist,
            reporter"""),
        ("experts", """
            institute, university, geologists, seismologists, scientists, scientist, researchers,
            researcher, analysts, analyst, experts, expert, economists, economist, professor,
            observatory, geological survey, meteorologists, study, think tank, meteorological,
            climatologists, academics, historian"""),
        ("rescue", """
            hospital, hospitals, doctor, doctors, medic, medics, medical, nurse, nurses, surgeon,
            paramedic, paramedics, clinic, morgue, health, rescue, rescuers, rescuer, ambulance,
            firefighters, firefighter, fire service, fire brigade, fire department, civil defence,
            civil defense, disaster, emergency, flood agency, relief commissioner, coroner,
            forensic, forensics, lifeguards, coast guard, coastguard, coast guards, ward sister,
            physician, relief board, relief agency, relief office"""),
        ("security", """
            police, policeman, policemen, army, navy, military, airforce, air force, forces, troops,
            soldiers, rangers, corps, brigade, regiment, guard, guards, gendarmerie, constabulary,
            general, gen, maj, lt, brig, col, capt, colonel, major, brigadier, captain, commander,
            commanders, admiral, lieutenant, inspector, superintendent, sheriff, constable, sp, dsp,
            ssp, dig, igp, investigators, investigator, security, intelligence, defence ministry,
            defense ministry, ministry of defence, ministry of defense, border force, marines,
            detectives, sergeant, inter-services"""),
        ("aid", """
            united nations, un, u.n, red cross, red crescent, aid, relief, charity, ngo, ngos,
            humanitarian, unicef, unhcr, world bank, foundation, relief society, peacekeepers,
            monetary fund, world health organization, world food programme"""),
        ("company", """
            company, firm, operator, airline, airlines, bank, corporation, manufacturer, developer,
            contractor, insurer, ceo, cfo, inc, ltd, plc, shareholders, miner, carrier, utility,
            owner, owners, shopkeeper"""),
        ("society", """
            resident, residents, villager, villagers, witness, witnesses, eyewitness, eyewitnesses,
            survivor, survivors, relative, relatives, family, families, elder, elders, locals,
            neighbours, neighbors, passengers, passenger, union, federation, association, activist,
            activists, campaigners, campaigner, watchdog, rights, party, opposition, monitors,
            protesters, students, farmers, fishermen, traders, lawyer, lawyers, driver, committee,
            volunteers, monitor, league, movement, mourners, women, father, mother, brother,
            workers, pilgrims"""),
        ("government", """
            government, govt, ministry, minister, ministers, authority, authorities, official,
            officials, administration, administrator, department, dept, council, councillor,
            parliament, cabinet, court, tribunal, president, premier, governor, mayor, commissioner,
            secretary, secretariat, district, province, provincial, state, municipality, embassy,
            consulate, foreign office, junta, regime, agency, board, bureau, office, directorate,
            commission, lawmaker, lawmakers, senator, mp, mpa, mna, mla, magistrate, prosecutor,
            prosecutors, judge, attorney, spokesman for the government, collector, prefect,
            prefecture, chancellor, ambassador, diplomat, diplomats, customs, census, cm, pm, dc,
            envoy, registrar, railway, railways, presidency, ombudsman, palace, treasury"""),
    )
)  # fmt: skip

# Who is known by a name that does not say it, in the form that `canonical` gives.
INSTITUTION_SIDES = {
    "Inter-Services Public Relations": "security",
    "National Disaster Management Authority": "rescue",
    "Provincial Disaster Management Authority": "rescue",
    "US Geological Survey": "experts",
    "Office for the Coordination of Humanitarian Affairs": "aid",
    "UN Refugee Agency": "aid",
    "World Health Organization": "aid",
    "International Committee of the Red Cross": "aid",
    "International Monetary Fund": "aid",
    "Asian Development Bank": "aid",
    "International Finance Corporation": "aid",
    "European Union": "government",
    "Press Trust of India": "outlet",
    "Tehreek-e-Taliban Pakistan": "armed group",
}

_COUNTRIES = """
    afghanistan afghan|algeria algerian|argentina argentine|armenia armenian|australia australian
    |austria austrian|azerbaijan azerbaijani azeri|bahrain bahraini|bangladesh bangladeshi
    |belarus belarusian|belgium belgian|bhutan bhutanese|bolivia bolivian|brazil brazilian
    |bulgaria bulgarian|cambodia cambodian|cameroon cameroonian|canada canadian|chad chadian
    |chile chilean|china chinese|colombia colombian|congo congolese|croatia croatian|cuba cuban
    |cyprus cypriot|denmark danish|ecuador ecuadorian|egypt egyptian|eritrea eritrean
    |estonia estonian|ethiopia ethiopian|finland finnish|france french|gaza gazan palestinian
    palestine|georgia georgian|germany german|ghana ghanaian|greece greek|guatemala guatemalan
    |haiti haitian|honduras honduran|hungary hungarian|india indian|indonesia indonesian
    |iran iranian|iraq iraqi|ireland irish|israel israeli|italy italian|japan japanese
    |jordan jordanian|kazakhstan kazakh|kenya kenyan|kosovo kosovan|kuwait kuwaiti
    |kyrgyzstan kyrgyz|laos laotian|latvia latvian|lebanon lebanese|libya libyan
    |lithuania lithuanian|malaysia malaysian|maldives maldivian|mali malian|mexico mexican
    |mongolia mongolian|morocco moroccan|mozambique mozambican|myanmar burmese|nepal nepali nepalese
    |netherlands dutch|nicaragua nicaraguan|nigeria nigerian|norway norwegian|oman omani
    |pakistan pakistani|panama panamanian|peru peruvian|philippines philippine filipino
    |poland polish|portugal portuguese|qatar qatari|romania romanian|russia russian
    |rwanda rwandan|senegal senegalese|serbia serbian|somalia somali|spain spanish|sudan sudanese
    |sweden swedish|switzerland swiss|syria syrian|taiwan taiwanese|tajikistan tajik
    |tanzania tanzanian|thailand thai|tunisia tunisian|turkey turkish türkiye|uganda ugandan
    |ukraine ukrainian|uzbekistan uzbek|venezuela venezuelan|vietnam vietnamese|yemen yemeni
    |zambia zambian|zimbabwe zimbabwean|us u.s american|uk british britain|saudi|emirati uae
    |korea korean"""
COUNTRIES = {
    word: names.split()[0].capitalize() for names in _COUNTRIES.split("|") for word in names.split()
}
