"""Number words, hedges and verbs of Urdu and Hindi: a first version."""

from __future__ import annotations

from news.figure import Bound, Effect, VictimClass

_URDU = (
    "ایک دو تین چار پانچ چھ سات آٹھ نو دس گیارہ بارہ تیرہ چودہ پندرہ سولہ سترہ اٹھارہ انیس بیس"
).split()
_HINDI = (
    "एक दो तीन चार पांच छह सात आठ नौ दस ग्यारह बारह तेरह चौदह पंद्रह सोलह सत्रह अठारह उन्नीस बीस"
).split()
WORDS: dict[str, int] = {
    **{word: value for value, word in enumerate(_URDU, start=1)},
    **{word: value for value, word in enumerate(_HINDI, start=1)},
    "چھے": 6, "تیس": 30, "چالیس": 40, "پچاس": 50, "ساٹھ": 60, "ستر": 70, "اسی": 80, "نوے": 90,
    "درجن": 12, "पाँच": 5, "छः": 6, "तीस": 30, "चालीस": 40, "पचास": 50, "साठ": 60, "सत्तर": 70,
    "अस्सी": 80, "नब्बे": 90, "दर्जन": 12,
}  # fmt: skip
SCALES: dict[str, int] = {
    "سو": 100, "ہزار": 1_000, "لاکھ": 100_000, "کروڑ": 10_000_000, "ارب": 1_000_000_000,
    "सौ": 100, "हजार": 1_000, "हज़ार": 1_000, "लाख": 100_000, "करोड़": 10_000_000,
    "अरब": 1_000_000_000,
}  # fmt: skip
BEFORE: dict[str, Bound] = {
    **dict.fromkeys(("کم از کم", "कम से कम", "न्यूनतम"), Bound.AT_LEAST),
    **dict.fromkeys(("تقریباً", "تقریبا", "لگ بھگ", "قریب", "करीब", "क़रीब", "लगभग", "तकरीबन"),
                    Bound.ABOUT),
}  # fmt: skip
AFTER: dict[str, Bound] = {
    **dict.fromkeys(("سے زائد", "سے زیادہ", "से ज्यादा", "से ज़्यादा", "से अधिक"), Bound.MORE_THAN),
    **dict.fromkeys(("سے کم", "से कम"), Bound.LESS_THAN),
    **dict.fromkeys(("کے قریب", "کے لگ بھگ", "के करीब", "के आसपास"), Bound.ABOUT),
}
# In both languages the verb comes last: what happened follows the number.
EFFECTS: dict[str, Effect] = {
    **dict.fromkeys(
        ("ہلاک", "جاں بحق", "جاںبحق", "شہید", "مارے گئے", "مارا گیا", "ماری گئی", "قتل", "لقمہ اجل",
         "موت", "دم توڑ", "ڈوب گئے", "मौत", "मारे गए", "मारा गया", "मारी गई", "मारे गये", "शहीद",
         "जान चली गई", "जान गई", "जान गंवा", "हत्या", "ढेर", "डूब गए", "मृत्यु", "दम तोड़"),
        Effect.KILLED,
    ),
    **dict.fromkeys(("زخمی", "घायल", "जख्मी", "ज़ख्मी", "झुलस"), Effect.INJURED),
    **dict.fromkeys(("لاپتہ", "लापता"), Effect.MISSING),
    **dict.fromkeys(("گرفتار", "गिरफ्तार", "गिरफ़्तार"), Effect.ARRESTED),
    **dict.fromkeys(("اغوا", "अगवा", "अपहरण"), Effect.ABDUCTED),
}  # fmt: skip
CLASSES: dict[str, VictimClass] = {
    **dict.fromkeys(
        ("اہلکار", "سپاہی", "فوجی", "پولیس", "जवान", "सिपाही", "सैनिक", "पुलिस", "सुरक्षाकर्मी"),
        VictimClass.SECURITY,
    ),
    **dict.fromkeys(
        ("دہشت گرد", "عسکریت پسند", "شدت پسند", "حملہ آور",
         "उग्रवादी", "आतंकवादी", "आतंकी", "नक्सली", "हमलावर"),
        VictimClass.MILITANT,
    ),
    **dict.fromkeys(
        ("شہری", "بچے", "بچوں", "مزدور", "مسافر", "خواتین",
         "नागरिक", "बच्चे", "बच्चों", "मजदूर", "यात्री",
         "महिला", "ग्रामीण"),
        VictimClass.CIVILIAN,
    ),
}  # fmt: skip
MONTHS = (
    "جنوری فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر "
    "जनवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर"
).split()
