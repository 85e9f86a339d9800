"""What the region's press calls its months and the halves of a day, and its solar calendar.

Iran and Afghanistan write "۱۵ بهمن ۱۴۰۴" or "۱۵ دلو ۱۴۰۴": Solar Hijri, one calendar with
two sets of names, whose year begins with spring.  The rule of 33 years gives the official
leap years from 1206 to 1498; the tests compare it with printed new years.

    solar(1404, 11, 15)  ->  4 February 2026

Discarded: the rule of 2,820 years (it makes 1404 a leap year, which 1403 was); Bikram
Sambat, whose months are lengths in a table of each year, and the lunar Hijri calendar,
which depends on who saw the moon: a date in those alone is no date here, rather than a
wrong one.
"""

from __future__ import annotations

from datetime import date, timedelta

# English · Urdu, Sindhi, Pashto, Dari, Persian, Arabic · Hindi, Marathi, Nepali · Bengali ·
# Punjabi · Gujarati · Tamil · Telugu · Sinhala · what international outlets write ·
# Kannada · Malayalam · Odia · Assamese · Dhivehi · Burmese.
GREGORIAN = (
    """january jan جنوری جنوري جنورۍ ژانویه ژانویهٔ جانفي يناير जनवरी जानेवारी
    जन জানুয়ারি জানুয়ারী জানু ਜਨਵਰੀ જાન્યુઆરી ஜனவரி ஜன జనవరి ජනවාරි
    janvier janv januar jänner enero ene janeiro gennaio gen januari ocak
    января январь янв januarie január ιανουαρίου ιαν
    ಜನವರಿ ജനുവരി ଜାନୁଆରୀ ଜାନୁୟାରୀ জানুৱাৰী ޖަނަވަރީ ဇန်နဝါရီ""",
    """february feb febr فروری فبروری فبروري فيبروري فوریه فبراير फरवरी
    फेब्रुवारी फेब्रुअरी फेब्रवरी ফেব্রুয়ারি ফেব্রুয়ারী ফেব ਫਰਵਰੀ
    ફેબ્રુઆરી பிப்ரவரி பிப் ఫిబ్రవరి පෙබරවාරි février févr fevrier februar
    febrero fevereiro fev febbraio februari şubat февраля февраль фев
    február φεβρουαρίου φεβ
    ಫೆಬ್ರವರಿ ഫെബ്രുവരി ଫେବୃଆରୀ ଫେବ୍ରୁଆରୀ ফেব্ৰুৱাৰী ފެބްރުއަރީ ဖေဖော်ဝါရီ""",
    """march mar مارچ مارس मार्च মার্চ ਮਾਰਚ માર્ચ மார்ச் మార్చి මාර්තු mars
    märz maerz marzo março mac mart maret марта март мар március μαρτίου μάρ
    μαρ
    ಮಾರ್ಚ್ മാർച്ച് മാര്ച്ച് ମାର୍ଚ୍ଚ মাৰ্চ މާރިޗު မတ်""",
    """april apr اپریل اپرېل اپريل آوریل أبريل अप्रैल अप्रेल एप्रिल अप्रिल
    এপ্রিল ਅਪ੍ਰੈਲ એપ્રિલ ஏப்ரல் ஏப் ఏప్రిల్ අප්‍රේල් avril avr abril aprile
    nisan апреля апрель апр április απριλίου απρ
    ಏಪ್ರಿಲ್ ഏപ്രിൽ ഏപ്രില് ଅପ୍ରେଲ ଏପ୍ରିଲ এপ্ৰিল އެޕްރީލް ဧပြီ""",
    """may مئی مئي مۍ مې مه می مايو मई मे মে ਮਈ મે மே మే මැයි mai mayo maio
    maggio mag mei mayıs мая май május μαΐου μάι μαϊ
    ಮೇ മേയ് മെയ് ମଇ ମେ މޭ မေ""",
    """june jun جون ژوئن يونيو जून জুন ਜੂਨ જૂન ஜூன் జూన్ ජූනි juin juni junio
    junho giugno giu haziran июня июнь июн június ιουνίου ιούν ιουν
    ಜೂನ್ ജൂൺ ജൂണ് ଜୁନ ଜୁନ୍ ޖޫން ဇွန်""",
    """july jul جولائی جولاءِ جولای جولائي ژوئیه ژوییه يوليو जुलाई जुलै जुलाइ
    জুলাই ਜੁਲਾਈ જુલાઈ ஜூலை జూలై ජූලි juillet juil juli julio julho luglio
    lug temmuz июля июль июл július ιουλίου ιούλ ιουλ
    ಜುಲೈ ജൂലൈ ଜୁଲାଇ ޖުލައި ဇူလိုင်""",
    """august aug اگست آگست اګست آګست آگسٽ آگوست اوت أغسطس अगस्त ऑगस्ट अगस्ट
    আগস্ট অগস্ট ਅਗਸਤ ઓગસ્ટ ஆகஸ்ட் ஆக ఆగస్టు අගෝස්තු août aout agosto ago
    ağustos agustus августа август авг augusztus αυγούστου αύγ αυγ
    ಆಗಸ್ಟ್ ಅಗಸ್ಟ್ ഓഗസ്റ്റ് ആഗസ്റ്റ് ଅଗଷ୍ଟ আগষ্ট އޮގަސްޓު ဩဂုတ်""",
    """september sept sep ستمبر سيپٽمبر سپتمبر سپټمبر سپتامبر سبتمبر सितंबर
    सितम्बर सप्टेंबर सेप्टेम्बर সেপ্টেম্বর সেপ্টে ਸਤੰਬਰ સપ્ટેમ્બર செப்டம்பர்
    செப் సెప్టెంబర్ සැප්තැම්බර් septembre septiembre setembro set settembre
    eylül сентября сентябрь сен сент szeptember σεπτεμβρίου σεπ σεπτ
    ಸೆಪ್ಟೆಂಬರ್ സെപ്റ്റംബർ സെപ്റ്റംബര് సెప్టెంబరు ସେପ୍ଟେମ୍ବର ছেপ্টেম্বৰ ސެޕްޓެންބަރު စက်တင်ဘာ""",
    """october oct اکتوبر آڪٽوبر اکټوبر اکتبر أكتوبر अक्टूबर अक्तूबर ऑक्टोबर
    अक्टोबर অক্টোবর ਅਕਤੂਬਰ ઓક્ટોબર அக்டோபர் அக் అక్టోబర్ ඔක්තෝබර් octobre
    oktober okt octubre outubro out ottobre ott ekim октября октябрь окт
    október οκτωβρίου οκτ
    ಅಕ್ಟೋಬರ್ ഒക്ടോബർ ഒക്ടോബര് అక్టోబరు ଅକ୍ଟୋବର অক্টোবৰ އޮކްޓޯބަރު အောက်တိုဘာ""",
    """november nov نومبر نوامبر نوفمبر नवंबर नवम्बर नोव्हेंबर नोभेम्बर নভেম্বর
    ਨਵੰਬਰ નવેમ્બર நவம்பர் நவ నవంబర్ නොවැම්බර් novembre noviembre novembro
    kasım ноября ноябрь ноя νοεμβρίου νοέ νοε
    ನವೆಂಬರ್ നവംബർ നവംബര് నవంబరు ନଭେମ୍ବର নৱেম্বৰ ނޮވެންބަރު နိုဝင်ဘာ""",
    """december dec دسمبر ڊسمبر ډسمبر دیسمبر دسامبر ديسمبر दिसंबर दिसम्बर
    डिसेंबर डिसेम्बर ডিসেম্বর ডিসে ਦਸੰਬਰ ડિસેમ્બર டிசம்பர் டிச డిసెంబర్
    දෙසැම්බර් décembre déc dezember dez diciembre dic dezembro dicembre
    desember des aralık декабря декабрь дек δεκεμβρίου δεκ
    ಡಿಸೆಂಬರ್ ഡിസംബർ ഡിസംബര് డిసెంబరు ଡିସେମ୍ବର ডিচেম্বৰ ޑިސެންބަރު ဒီဇင်ဘာ""",
)
# Iran · Afghanistan in Dari and in Pashto · both in Latin letters.
SOLAR = (
    "فروردین حمل وری farvardin hamal wray",
    "اردیبهشت ثور غویی غوایی ordibehesht sawr saur thawr ghwayay",
    "خرداد جوزا غبرګولی غبرگولی khordad jawza jauza jowza",
    "تیر سرطان چنګاښ چنگاښ tir saratan",
    "مرداد امرداد اسد زمری mordad amordad asad zmaray",
    "شهریور سنبله وږی shahrivar sunbula sonbola",
    "مهر میزان تله mehr mizan",
    "آبان عقرب لړم aban aqrab",
    "آذر قوس لیندۍ ليندۍ لیندی azar qaws qaus",
    "دی جدی مرغومی dey dei jadi jady jaddi",
    "بهمن دلو سلواغه bahman dalw dalwa",
    "اسفند حوت کب esfand hut hoot",
)
# Which twelve hours a word means; "_" stands for any space.  "رات 8:15" is 20:15 and
# "رات 1:15" is 01:15.
HALVES = {
    "am": """am a.m. a.m पूर्वाह्न एएम सुबह सबेरे सवेरे बिहान सकाळी प्रातः এএম সকাল
    ভোর صبح ق.ظ قبل_از_ظهر سهار غ.م ਸਵੇਰੇ સવારે காலை முற்பகல் மு.ப ఉదయం ಬೆಳಿಗ್ಗೆ രാവിലെ පෙ.ව 午前
    上午 오전""",
    "pm": """pm p.m. p.m अपराह्न पीएम शाम साँझ सायं सायंकाळी बेलुका পিএম বিকাল বিকেল
    সন্ধ্যা شام سہ_پہر ب.ظ بعد_از_ظهر عصر ماښام مازدیګر غ.و ਸ਼ਾਮ સાંજે மாலை
    பிற்பகல் பி.ப సాయంత్రం ಸಂಜೆ വൈകിട്ട് ප.ව 午後 下午 오후""",
    "noon": """दोपहर दिउँसो दुपारी দুপুর دوپہر ظهر ماسپښین ਦੁਪਹਿਰ બપોરે நண்பகல்
    మధ్యాహ్నం ಮಧ್ಯಾಹ್ನ ഉച്ചയ്ക്ക്""",
    "night": """रात राति रात्री রাত رات شب شپه ਰਾਤ રાત્રે இரவு రాత్రి ರಾತ್ರಿ രാത്രി""",
}
_SOLAR_YEARS = range(1206, 1499)
_CYCLE = 33
_LEAPS = (1, 5, 9, 13, 17, 22, 26, 30)
_KNOWN_YEAR, _KNOWN_NEW_YEAR = 1404, date(2025, 3, 21)
_LONG_MONTHS, _LAST_MONTH = 6, 12


def solar(year: int, month: int, day: int) -> date | None:
    """Return the Gregorian day of a Solar Hijri date; None where there is no such day."""
    if year not in _SOLAR_YEARS or not 1 <= month <= _LAST_MONTH:
        return None
    if not 1 <= day <= _length(year, month):
        return None
    months = 30 * (month - 1) + min(month - 1, _LONG_MONTHS)
    return _new_year(year) + timedelta(days=months + day - 1)


def _length(year: int, month: int) -> int:
    """Return how many days a month has."""
    if month <= _LONG_MONTHS:
        return 31
    return 30 if month < _LAST_MONTH or year % _CYCLE in _LEAPS else 29


def _new_year(year: int) -> date:
    """Return the Gregorian day on which a year begins."""
    leaps = _leaps_before(year) - _leaps_before(_KNOWN_YEAR)
    return _KNOWN_NEW_YEAR + timedelta(days=365 * (year - _KNOWN_YEAR) + leaps)


def _leaps_before(year: int) -> int:
    whole, rest = divmod(year, _CYCLE)
    return whole * len(_LEAPS) + sum(leap < rest for leap in _LEAPS)
