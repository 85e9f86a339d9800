"""The words of numbers: what they are worth, what hedges them, what they measure."""

from __future__ import annotations

from news.figure import Bound

UNITS = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen".split()
    )
}
TENS = {
    word: 10 * value
    for value, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2
    )
}
TENS["fourty"] = 40
# Multipliers that build a number up; "a score" is too often a result to be twenty.
SCALES = {
    "hundred": 100,
    "thousand": 1_000,
    "lakh": 100_000,
    "lakhs": 100_000,
    "lac": 100_000,
    "lacs": 100_000,
    "million": 1_000_000,
    "crore": 10_000_000,
    "crores": 10_000_000,
    "billion": 1_000_000_000,
    "trillion": 1_000_000_000_000,
    "dozen": 12,
}
# Written at a figure; "m" is a million after a currency only, else metres.
SUFFIXES = {
    "k": 1_000,
    "l": 100_000,
    "m": 1_000_000,
    "mn": 1_000_000,
    "mln": 1_000_000,
    "cr": 10_000_000,
    "b": 1_000_000_000,
    "bn": 1_000_000_000,
    "bln": 1_000_000_000,
    "tn": 1_000_000_000_000,
    "trn": 1_000_000_000_000,
}
# Plurals say only "two or more of it": open intervals.
VAGUE = {
    "several": 3,
    "dozens": 24,
    "scores": 40,
    "hundreds": 200,
    "thousands": 2_000,
    "lakhs": 200_000,
    "millions": 2_000_000,
    "crores": 20_000_000,
    "billions": 2_000_000_000,
}
# "tens of thousands", "hundreds of thousands", "scores of": what the first word multiplies.
VAGUE_TIMES = {"tens": 20, "dozens": 24, "scores": 40, "hundreds": 200, "thousands": 2_000}
FRACTIONS = {
    "half": 1 / 2,
    "third": 1 / 3,
    "quarter": 1 / 4,
    "fifth": 1 / 5,
    "sixth": 1 / 6,
    "eighth": 1 / 8,
    "tenth": 1 / 10,
}

BEFORE = {
    "at least": Bound.AT_LEAST,
    "atleast": Bound.AT_LEAST,
    "no fewer than": Bound.AT_LEAST,
    "no less than": Bound.AT_LEAST,
    "not fewer than": Bound.AT_LEAST,
    "not less than": Bound.AT_LEAST,
    "a minimum of": Bound.AT_LEAST,
    "minimum": Bound.AT_LEAST,
    "more than": Bound.MORE_THAN,
    "greater than": Bound.MORE_THAN,
    "higher than": Bound.MORE_THAN,
    "over": Bound.MORE_THAN,
    "above": Bound.MORE_THAN,
    "well over": Bound.MORE_THAN,
    "upwards of": Bound.MORE_THAN,
    "upward of": Bound.MORE_THAN,
    "in excess of": Bound.MORE_THAN,
    "exceed": Bound.MORE_THAN,
    "exceeds": Bound.MORE_THAN,
    "exceeded": Bound.MORE_THAN,
    "exceeding": Bound.MORE_THAN,
    "surpassed": Bound.MORE_THAN,
    "surpasses": Bound.MORE_THAN,
    "surpassing": Bound.MORE_THAN,
    "topped": Bound.MORE_THAN,
    "tops": Bound.MORE_THAN,
    "nears": Bound.NEARLY,
    "nearing": Bound.NEARLY,
    "topping": Bound.MORE_THAN,
    "crossed": Bound.MORE_THAN,
    "crosses": Bound.MORE_THAN,
    "passed": Bound.MORE_THAN,
    "passes": Bound.MORE_THAN,
    "beyond": Bound.MORE_THAN,
    "about": Bound.ABOUT,
    "around": Bound.ABOUT,
    "approximately": Bound.ABOUT,
    "approx": Bound.ABOUT,
    "approx.": Bound.ABOUT,
    "roughly": Bound.ABOUT,
    "some": Bound.ABOUT,
    "an estimated": Bound.ABOUT,
    "estimated": Bound.ABOUT,
    "estimated at": Bound.ABOUT,
    "circa": Bound.ABOUT,
    "in the region of": Bound.ABOUT,
    "in the order of": Bound.ABOUT,
    "nearly": Bound.NEARLY,
    "almost": Bound.NEARLY,
    "close to": Bound.NEARLY,
    "just under": Bound.NEARLY,
    "approaching": Bound.NEARLY,
    "up to": Bound.UP_TO,
    "upto": Bound.UP_TO,
    "as many as": Bound.UP_TO,
    "as much as": Bound.UP_TO,
    "as high as": Bound.UP_TO,
    "at most": Bound.UP_TO,
    "a maximum of": Bound.UP_TO,
    "maximum": Bound.UP_TO,
    "no more than": Bound.UP_TO,
    "not more than": Bound.UP_TO,
    "less than": Bound.LESS_THAN,
    "fewer than": Bound.LESS_THAN,
    "under": Bound.LESS_THAN,
    "below": Bound.LESS_THAN,
}
AFTER = {
    "or more": Bound.AT_LEAST,
    "and more": Bound.AT_LEAST,
    "and counting": Bound.AT_LEAST,
    "or above": Bound.AT_LEAST,
    "-plus": Bound.AT_LEAST,
    " plus": Bound.AT_LEAST,
    "+": Bound.AT_LEAST,
    "or so": Bound.ABOUT,
    "-odd": Bound.ABOUT,
    " odd": Bound.ABOUT,
    "or thereabouts": Bound.ABOUT,
    "or fewer": Bound.UP_TO,
    "or less": Bound.UP_TO,
}

# Signs and words of currencies; a bare "$" is the American one, "Rs" is settled by the text.
CURRENCY_BEFORE = {
    "US$": "USD", "USD": "USD", "$": "USD", "A$": "AUD", "C$": "CAD", "HK$": "HKD", "S$": "SGD",
    "NZ$": "NZD", "AUD": "AUD", "CAD": "CAD", "£": "GBP", "GBP": "GBP", "€": "EUR", "EUR": "EUR",
    "¥": "JPY", "JPY": "JPY", "₹": "INR", "INR": "INR", "Rs.": "RS", "Rs": "RS", "Re": "RS",
    "PKR": "PKR", "₨": "RS", "৳": "BDT", "Tk": "BDT", "BDT": "BDT", "NPR": "NPR", "LKR": "LKR",
    "Nu": "BTN", "AFN": "AFN", "؋": "AFN", "CNY": "CNY", "RMB": "CNY", "AED": "AED", "Dh": "AED",
    "SAR": "SAR", "QAR": "QAR", "CHF": "CHF", "₽": "RUB", "₩": "KRW", "₺": "TRY", "₪": "ILS",
    "₦": "NGN", "R$": "BRL", "IRR": "IRR", "MMK": "MMK",
}  # fmt: skip
CURRENCY_AFTER = {
    "dollar": "USD", "dollars": "USD", "usd": "USD", "euro": "EUR", "euros": "EUR", "eur": "EUR",
    "pound": "GBP", "pounds": "GBP", "rupee": "RS", "rupees": "RS", "taka": "BDT", "yuan": "CNY",
    "renminbi": "CNY", "yen": "JPY", "dirham": "AED", "dirhams": "AED", "riyal": "SAR",
    "riyals": "SAR", "afghani": "AFN", "afghanis": "AFN", "rouble": "RUB", "roubles": "RUB",
    "rubles": "RUB", "kyat": "MMK", "kyats": "MMK", "ngultrum": "BTN", "lira": "TRY",
    "pesos": "MXN", "won": "KRW", "pkr": "PKR", "inr": "INR", "francs": "CHF", "rials": "IRR",
    "australes": "ARA", "bolivares": "VES", "bolivianos": "BOB", "quetzales": "GTQ",
    "lempiras": "HNL", "cordobas": "NIO", "guaranis": "PYG", "naira": "NGN", "shekels": "ILS",
    "ringgit": "MYR", "rupiah": "IDR", "baht": "THB", "zlotys": "PLN", "forints": "HUF",
    "kronor": "SEK", "kroner": "NOK", "birr": "ETB", "cedis": "GHS", "tenge": "KZT",
    "hryvnia": "UAH", "hryvnias": "UAH",
    "toman": "IRR", "cents": "USD", "paisa": "RS",
}  # fmt: skip
NATIONAL = {
    "indian": "INR", "pakistani": "PKR", "nepali": "NPR", "nepalese": "NPR", "sri lankan": "LKR",
    "us": "USD", "american": "USD", "canadian": "CAD", "australian": "AUD", "singapore": "SGD",
    "hong kong": "HKD", "new zealand": "NZD", "british": "GBP", "mauritian": "MUR",
    "colombian": "COP", "chilean": "CLP", "argentine": "ARS", "mexican": "MXN", "cuban": "CUP",
    "philippine": "PHP", "uruguayan": "UYU", "dominican": "DOP", "swiss": "CHF", "turkish": "TRY",
    "russian": "RUB", "egyptian": "EGP", "syrian": "SYP", "lebanese": "LBP", "sudanese": "SDG",
    "saudi": "SAR", "qatari": "QAR", "iranian": "IRR", "chinese": "CNY", "japanese": "JPY",
    "norwegian": "NOK", "swedish": "SEK", "danish": "DKK", "afghan": "AFN", "bangladeshi": "BDT",
}  # fmt: skip

# What a number measures: kind and unit.
MEASURES: dict[str, tuple[str, str]] = {
    **dict.fromkeys(("second", "seconds", "sec", "secs"), ("duration", "seconds")),
    **dict.fromkeys(("minute", "minutes", "min", "mins"), ("duration", "minutes")),
    **dict.fromkeys(("hour", "hours", "hrs", "hr"), ("duration", "hours")),
    **dict.fromkeys(("day", "days"), ("duration", "days")),
    **dict.fromkeys(("night", "nights"), ("duration", "days")),
    **dict.fromkeys(("week", "weeks"), ("duration", "weeks")),
    **dict.fromkeys(("month", "months"), ("duration", "months")),
    **dict.fromkeys(("year", "years", "yr", "yrs"), ("duration", "years")),
    **dict.fromkeys(("decade", "decades"), ("duration", "decades")),
    **dict.fromkeys(("km", "kms", "kilometre", "kilometres", "kilometer", "kilometers"),
                    ("distance", "km")),
    **dict.fromkeys(("mile", "miles"), ("distance", "miles")),
    **dict.fromkeys(("metre", "metres", "meter", "meters"), ("distance", "metres")),
    **dict.fromkeys(("cm", "centimetres", "centimeters"), ("distance", "cm")),
    **dict.fromkeys(("mm", "millimetres", "millimeters"), ("distance", "mm")),
    **dict.fromkeys(("yard", "yards"), ("distance", "yards")),
    **dict.fromkeys(("foot", "feet", "ft"), ("distance", "feet")),
    **dict.fromkeys(("inch", "inches"), ("distance", "inches")),
    **dict.fromkeys(("kg", "kgs", "kilogram", "kilograms", "kilogrammes", "kilos"),
                    ("measure", "kg")),
    **dict.fromkeys(("tonne", "tonnes", "metric ton", "metric tons"), ("measure", "tonnes")),
    **dict.fromkeys(("ton", "tons"), ("measure", "tons")),
    **dict.fromkeys(("acre", "acres"), ("measure", "acres")),
    **dict.fromkeys(("hectare", "hectares"), ("measure", "hectares")),
    **dict.fromkeys(("litre", "litres", "liter", "liters"), ("measure", "litres")),
    **dict.fromkeys(("barrel", "barrels"), ("measure", "barrels")),
    **dict.fromkeys(("ounce", "ounces"), ("measure", "ounces")),
    **dict.fromkeys(("mw", "megawatt", "megawatts"), ("measure", "MW")),
    **dict.fromkeys(("gw", "gigawatt", "gigawatts"), ("measure", "GW")),
    **dict.fromkeys(("cusec", "cusecs"), ("measure", "cusecs")),
    **dict.fromkeys(("degree", "degrees", "°c", "°f", "°"), ("measure", "degrees")),
    **dict.fromkeys(("storey", "story", "storeys", "floor", "floors"),
                    ("measure", "storeys")),
    **dict.fromkeys(("magnitude",), ("measure", "magnitude")),
    **dict.fromkeys(("kmph", "kph", "mph", "km/h", "kmh"), ("measure", "speed")),
    **dict.fromkeys(("kw", "kilowatt", "kilowatts"), ("measure", "kW")),
    **dict.fromkeys(("kwh", "kilowatt-hours", "kilowatt hours"), ("measure", "kWh")),
    **dict.fromkeys(("watt", "watts"), ("measure", "watts")),
    **dict.fromkeys(("volt", "volts"), ("measure", "volts")),
    **dict.fromkeys(("hp", "bhp", "horsepower"), ("measure", "horsepower")),
    **dict.fromkeys(("nm", "lb-ft"), ("measure", "torque")),
    **dict.fromkeys(("gb", "gigabytes"), ("measure", "GB")),
    **dict.fromkeys(("tb", "terabytes"), ("measure", "TB")),
    **dict.fromkeys(("mb", "megabytes"), ("measure", "MB")),
    **dict.fromkeys(("ghz", "mhz", "hz"), ("measure", "frequency")),
    **dict.fromkeys(("db", "dba", "decibels"), ("measure", "decibels")),
    **dict.fromkeys(("mah",), ("measure", "mAh")),
    **dict.fromkeys(("lb", "lbs"), ("measure", "lbs")),
    **dict.fromkeys(("oz",), ("measure", "ounces")),
    **dict.fromkeys(("ml", "millilitres"), ("measure", "ml")),
    **dict.fromkeys(("calories", "kcal"), ("measure", "calories")),
    **dict.fromkeys(("%", "percent", "per cent", "pc", "percentage points", "percentage point"),
                    ("share", "percent")),
}  # fmt: skip

MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    "sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
# A number after one of these is a name's part: Article 370, Flight 171, Phase 2.
LABELS = (
    "phase|section|article|rule|no|number|flight|route|highway|room|seat|gate|page|chapter|part|"
    "episode|type|ward|block|sector|platform|terminal|covid|level|stage|channel|annex|schedule|"
    "table|fig|item|order|resolution|battalion|formula|windows|version|boeing|airbus|"
    "category|grade|clause|para|paragraph|point|pier|track|camp|volume|vol|season|round|form|"
    "apollo|chandrayaan|gen|unit|runway|tower|mission|case|fir|bench|zone|motorway|interstate|"
    "figure|agenda|sdg|goal|court|suite|apartment|flat|house|plot|street|area|bus|train|model|"
    "id|isbn|code|pin|ref|reference|serial|docket|licence|license|permit|invoice|postcode|zip|box|"
    "ext|extension|exhibit|district|brigade|regiment|squadron|tier|reactor|building|cell|lot|"
    "appendix|amendment|proposition|step|lesson|series|book|pool|group|mk|mark|size"
)
