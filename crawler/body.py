"""Take out of an article's lines what is not the article.

Even a good extraction keeps the headline once more, "Also read: …", "Follow us on …",
photo credits and consent notices; half of all bad texts are bad by such lines only.
Each would be matched, alerted and quoted as news.  A line goes when it says by its first
words what it is, and is short: a paragraph that merely contains "read more" stays.

Discarded: a learned classifier of lines (too few pages to learn from), and dropping
lines that two pages of an outlet share (it takes datelines and refrains with it).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from crawler.trim import SENTENCE
from news.text import words

_SHORT = 200  # characters; longer lines are paragraphs
_LONGEST_CONSENT = 600
_NEAR_TOP = 6  # lines among which a headline, byline or date is repeated

_JUNK = re.compile(
    r"""[\W_]*(?:
    (?:read|see|watch|listen|click)\s+(?:also|more|next|here|full|the\s+full|all|now)\b
    |also\s+(?:read|watch|see|on)\b|more\s+(?:on\s+this|from|stories|news|to\s+read|like\s+this)\b
    |(?:related|recommended|trending|latest|top|popular|similar|suggested)\s+(?:stories|articles?|news|topics?|posts?|reading|content|videos?|links?|coverage)\b
    |(?:must|don'?t\s+miss|you\s+may\s+(?:also\s+)?(?:like|be\s+interested)|editors?['\u2019]?s?\s+picks?)\b.{0,80}$
    |(?:follow|join|like|find|connect\s+with|contact)\s+(?:us|our|\S+(?:\s+\S+){0,3}\s+on\s+(?:facebook|twitter|x\b|instagram|whatsapp|telegram|google\s+news))\b
    |(?:subscribe|sign\s*-?up|register|log\s*-?in|sign\s*-?in)\b.{0,120}$
    |(?:get|receive)\s+(?:the\s+latest|our|all\s+the|breaking|more\s+news|updates|daily)\b
    |(?:share|save|print|e-?mail|copy|bookmark|tweet|comments?|reply|advertis(?:e)?ment|ad|sponsored|promoted)(?:[\s\-\u2013\u2014]+(?:scroll|story|this|link|article|story|via|continues|below|on\s+(?:facebook|twitter|x|whatsapp))\b.{0,80})?[\W_\d]*$
    |(?:download|install|get)\s+(?:the|our)\s+.{0,40}\bapp\b|(?:our|the)\s+(?:free\s+)?(?:whatsapp|telegram)\s+(?:channel|group)
    |(?:photo|image|picture|video|graphic|file\s+photo|representational\s+image|cover\s+image|featured\s+image|foto|bild)(?:\s+(?:credits?|courtesy|source|by))?\s*[:|\u00a9]
    |(?:photographs?|photos?|images?|pix|pics?|pictures?)\s+(?:by|courtesy)\b|(?:getty\s+images|shutterstock|istock|unsplash)\b.{0,60}$
    |(?:\u00a9|\(c\)|copyright\b).{0,160}$|all\s+rights\s+reserved
    |(?:this\s+(?:website|site)\s+uses|we\s+use|by\s+(?:clicking|continuing|signing))\b.{0,60}\b(?:cookies?|agree|accept|terms)
    |(?:published|posted|updated|last\s+(?:updated|modified)|first\s+published)(?:\s+(?:in|on|at|by)\b|\s*[:\-\u2013]|\s+\w+\s+\d).{0,80}$
    |(?:enable|please\s+enable|turn\s+on|this\s+\w+\s+requires)\s+javascript|loading\W*$|back\s+to\s+top|skip\s+to\s+
    |(?:with|mit)\s+(?:(?:additional|further|more)\s+)?(?:inputs?|agency\s+inputs?|files|material|informationen|agenturmaterial|afp|dpa|ap)\b.{0,120}$|mit\s+dpa\W*$
    |(?:additional\s+|further\s+)?reporting\s+by\b.{0,190}$|(?:edited|written|compiled|translated|reported|produced)\s+by\b.{0,120}$
    |.{0,60}\bcontributed\s+to\s+this\s+(?:report|story|article)\b|our\s+standards:
    |(?:for|get)\s+(?:more\s+|the\s+latest\s+|all\s+the\s+latest\s+|breaking\s+|live\s+|the\s+)*(?:news|updates|stories)\b.{0,80}\b(?:like|follow|visit|check|click|download|join|subscribe|see)\b
    |(?:except\s+for\s+(?:the|this)\s+headline|this\s+(?:story|article|report)\s+(?:has\s+(?:not\s+)?been|is\s+(?:published|auto)|was\s+(?:first|originally)\s+published|first\s+appeared)|this\s+is\s+a\s+(?:breaking|developing)\b.{0,20}\bstory)\b
    |this\s+copy\s+is\s+for\s+your\s+personal|(?:write|e-?mail)\s+(?:to\s+)?\S+(?:\s+\S+){0,3}\s+at\s+\S+@|(?:get|stay)\s+in\s+touch\b|(?:do\s+you\s+have|got)\s+(?:a\s+)?(?:story|tip|news\s+tip)
    |(?:what\s+do\s+you\s+think|let\s+us\s+know|tell\s+us\s+what|have\s+your\s+say|we\s+want\s+to\s+hear|(?:leave|post|write|add)\s+(?:(?:a|your)\s+)?(?:comments?|reply|review))\b.{0,100}$
    |comments\s+(?:will\s+be|are|may\s+be)\s+(?:edited|moderated|closed|subject|published|deleted)\b
    |(?:watch|listen|read|see|more|also|related|live|explained?|opinion|in\s+pictures|in\s+photos)\s*(?:\||»|→|>|::)|more\s*:
    |(?:thank\s+you\s+for\s+(?:visiting|reading|subscribing)|thanks\s+for\s+(?:signing|reading)|there\s+was\s+an\s+error|an\s+error\s+has\s+occurred|your\s+(?:browser|subscription|e-?mail|comment))\b
    |(?:we\s+(?:may\s+earn|earn|independently)|ftc:)\b|donate\b.{0,60}$|support\s+(?:our|independent)\s+\w*\s*(?:journalism|work)
    |(?:tags?|topics?|keywords?|etiketler|schlagw\u00f6rter|mots-cl\u00e9s|filed\s+under|posted\s+in|categor(?:y|ies))\s*:
    |(?:no\s+)?(?:comments?|views?|shares?|likes?|ratings?)\s*[:(]?\s*\d*\)?\W*$|\d+\s+(?:comments?|views?|shares?|likes?|min(?:ute)?s?\s+read)\W*$
    |.{0,60}\d\s+min(?:ute)?s?\s+read\W*$|.{0,150}\bclick\s+here(?:\s+(?:for|to)\b.{0,40})?\W*$
    |(?:story\s+continues|continue\s+reading|article\s+continues|keep\s+reading|show\s+more|view\s+more|load\s+more|read\s+full|tap\s+here|click\s+to)\b.{0,60}$
    |https?://\S+$|$
    |(?:auch\s+interessant|das\s+k\u00f6nnte|empfohlener\s+redaktioneller|an\s+dieser\s+stelle\s+finden|ich\s+bin\s+damit\s+einverstanden|\u00e4hnliche\s*:|ein\s+klick\s+f\u00fcr\s+den|link\s+zum\s+youtube|hat\s+ihnen\s+dieser\s+artikel|ihre\s+meinung\s+ist|wie\s+hat\s+ihnen|.{0,60}\b(?:our|your|free|daily|weekly|unser\w*|t\u00e4glich\w*|kostenlos\w*|\w+-)\s*newsletter\b.{0,80}$)
    |(?:les\s+ogs\u00e5|l\u00e6s\s+ogs\u00e5|l\u00e4s\s+(?:mer|ocks\u00e5)|lue\s+my\u00f6s|czytaj\s+(?:te\u017c|tak\u017ce)|przeczytaj|\u010dt\u011bte|citi\u0163i\s+\u015fi|cite\u015fte\s+\u015fi|xem\s+th\u00eam|baca\s+juga|simak\s+juga|bunlar\s+da|ilgili\s+haber|en\s+savoir\s+plus|il\s+vous\s+reste|la\s+suite\s+est\s+r\u00e9serv\u00e9e|te\s+puede\s+interesar|noticias?\s+relacionadas?|leggi\s+tutto|potrebbe\s+interessarti|veja\s+tamb\u00e9m|saiba\s+mais|читайте\s+также|читайте\s+також|اقرأ\s+أيضا|اقرأ\s+المزيد|関連記事|続きを読む|有料会員)
    |(?:for|get)\s+all\s+(?:the\s+)?latest\b.{0,60}\b(?:follow|join|subscribe)\b|last\s+updated?\s+on\b.{0,60}$|current\s+time\s+\d+:\d\d\b
    |press\s+shift\s+question\s+mark\b|volume\s+\d+\s*%|\d+\s+(?:of|seconds\s+of)\s+\d.{0,40}\bvolume\b|view\s+(?:this|the)\s+(?:post|tweet|photo|profile|video)\s+on\b.{0,30}$
    |(?:यह\s+(?:खबर|ख़बर|कहानी|रिपोर्ट)\s+.{0,40}(?:फीड|एजेंसी)|.{0,60}संपादित\s+नहीं\s+किया)
    |(?:व्हाट्सएप|व्हाट्सऐप|टेलीग्राम|वाट्सएप)\s+.{0,20}(?:चैनल|ग्रुप)|this\s+article\s+went\s+live\b
    |(?:सार|विस्तार)\W*$|रहें\s+हर\s+खबर\s+से|डाउनलोड\s+करें
    |end\s+of\s+(?:article|story|\W*\w+(?:\s+\w+){0,6}$)|summary\s+is\s+ai|share\s*a*follow\s+us|about\s+the\s+authors?\W*$|(?:the\s+)?views\s+expressed\s+(?:are|in\s+this)\b
    |(?:বিজ্ঞাপন|विज्ञापन|اشتہار|آگهی|تبلیغات|اعلان|விளம்பரம்|ਇਸ਼ਤਿਹਾਰ)\W*$|(?:انتهای\s+پیام|پایان\s+خبر|پایان\s+پیام|समाप्त|ختم\s+شد)\W*$|(?:مصنف|عہدہ|رپورٹ|خبرنگار)\s*[،:]
    |(?:প্রকাশ|প্রকাশিত|আপডেট|প্রকাশের\s+সময়|प्रकाशित|अपडेटेड|अपडेट|اشاعت|اپ\s*ڈیٹ|تاریخ\s+اشاعت|(?:تاریخ\s+)?انتشار|(?:آخرین\s+)?به?\s*روزرسانی|പ്രസിദ്ധീകരിച്ചത്|അപ്ഡേറ്റ്)\s*(?:[:：|-]|\d).{0,80}$
    |.{0,120}(?:تلگرام|واتساپ|اینستاگرام|فیس\s*بوک|واٹس\s*ایپ|ٹیلی\s*گرام|یوٹیوب|टेलीग्राम|(?:व्हाट्स|वॉट्स|वाट्स)(?:एप|ऐप|अप)|फेसबुक|यूट्यूब|ফেসবুক|ইউটিউব|টেলিগ্রাম|হোয়াটসঅ্যাপ|গুগল\s+নিউজ)\S*\s+.{0,60}(?:بپیوندید|دنبال\s+کنید|عضو\s+شوید|جوائن\s+کریں|فالو\s+کریں|سبسکرائب\s+کریں|لائیک\s+کریں|जुड़ें|जुड़िए|(?:लाइक|फॉलो|सब्सक्राइब|जॉइन)\s+कर(?:ें|िए|ा)|(?:ফলো|লাইক|সাবস্ক্রাইব)\s+করুন|যুক্ত\s+হ)
    |.{0,80}(?:ऐप|एप|ایپ|اپلیکیشن|অ্যাপ)\s+(?:को\s+|کو\s+)?(?:डाउनलोड\s+कर(?:ें|िए)|ڈاؤن\s*لوڈ\s+کریں|دانلود\s+کنید|ডাউনলোড\s+করুন)
    |(?:एजेंसी|एजेंसियों|भाषा|समाचार)?\s*(?:के\s+)?इनपुट(?:्स|स)?\s+के\s+साथ\W*$|(?:نویسنده|گزارشگر|خبرنگار|লেখক|প্রতিবেদক|रिपोर्टर|लेखक)\s*[:：]
    |இதையும்\s+படியுங்கள்|எங்கள்\s+வாட்ஸ்|आणखी\s+वाचा|ਇਹ\s+ਵੀ|(?:हमारे|आमच्या|हमसे)\s+.{0,40}(?:चैनल|व्हाट्सएप|जुड़)
    |(?:\u00fcber\s+dieses\s+thema\s+berichtet|lesen\s+sie\s+(?:auch|mehr|hier)|mehr\s+zum\s+thema|lire\s+aussi|\u00e0\s+lire\s+aussi|leia\s+(?:tamb\u00e9m|mais)|lee\s+(?:tambi\u00e9n|m\u00e1s)|leggi\s+anche|lees\s+ook)\b
    |(?:یہ\s+بھی\s+(?:پڑھ|دیکھ)|مزید\s+(?:پڑھ|خبر|دیکھ)|متعلقہ\s+خبر|ہمیں\s+فالو|ویڈیو\s+دیکھ|بیشتر\s+بخوانید|همچنین\s+بخوانید|(?:مطالب|اخبار|خبرهای)\s+مرتبط|بیشتر\s+در\s+این|نور\s+لوستل|دا\s+هم\s+ولول|نور\s+ولول|اړوند\s+خبر|هي\s+به\s+پڙهو|وڌيڪ\s+پڙهو)
    |(?:(?:ये|यह|इसे|इन्हें)\s+भी\s+(?:पढ|देख)|और\s+पढ|यहाँ\s+पढ|संबंधित\s+(?:खबर|समाचार)|हमें\s+फॉलो|यो\s+पनि\s+पढ|हेही\s+वाच|आमच्या|(?:আরও|আরো)\s+(?:পড|দেখ|খবর)|সম্পর্কিত\s+(?:খবর|সংবাদ)|ਇਹ\s+ਵੀ\s+(?:ਪੜ੍ਹ|ਪੜ|ਦੇਖ)|ਹੋਰ\s+ਪੜ|மேலும்\s+(?:படி|வாசி)|இதையும்\s+படி|தொடர்புடைய\s+செய்தி|ఇవి\s+కూడా\s+చద|ಇದನ್ನೂ\s+ಓದಿ|ഇതും\s+വായിക്ക|આ\s+પણ\s+વાંચ)
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_CONSENT = re.compile(
    r"""[\W_]*(?:an\s+dieser\s+stelle\s+(?:finden|befindet|steht)\s+.{0,80}\bextern|ich\s+bin\s+(?:damit\s+)?einverstanden,\s+dass\s+mir
    |(?:this|the)\s+(?:content|post|video|map|embed)\s+(?:is|was)\s+(?:hosted|provided|loaded)\s+by\b|we\s+need\s+your\s+(?:consent|permission)\s+to\s+(?:load|show)
    |(?:to|in\s+order\s+to)\s+(?:view|see|show|load|display)\s+this\s+(?:content|post|video|map|embed)\b.{0,80}\b(?:cookies?|consent|accept|allow|privacy)
    )""",
    re.VERBOSE | re.IGNORECASE,
)
# What a link says to those who hear the page.
_SPOKEN = re.compile(
    r"""\s*\((?:(?:external\s+link|link)\W+)?(?:opens?\s+in\s+(?:a\s+|an\s+)?(?:new|external)\s+(?:tab|window|page)|öffnet\s+(?:in\s+einem|im)\s+neuen\s+(?:fenster|tab)
    |(?:s'ouvre\s+dans|nouvelle)\s+.{0,20}(?:onglet|fenêtre)|se\s+abre\s+en\s+.{0,20}(?:pestaña|ventana))\)
    |(?<=\w)Link\s+wird\s+in\s+einem\s+neuen\s+Tab\s+geöffnet""",
    re.VERBOSE | re.IGNORECASE,
)
_CREDIT = re.compile(
    r"""^[\W_]*(?:(?:photo|image|picture|afp|reuters|ap|getty|ani|pti|app|inp)\b[\s/,|:-]*){1,4}$
    |^[^\s/\d]{1,8}(?:/[^\s/\d]{1,8}){1,3}$
    |[\s.|\u0964\u06d4](?:(?:file\s+)?(?:photo|image|pic|picture)s?|ছবি|फोटो|फ़ोटो|فوٹو|عکس)\s*[:：]\s*[^.:]{2,40}$
    |\((?:photo|image|file\s+photo)s?\s*[:by].{0,60}\)$""",
    re.VERBOSE | re.IGNORECASE,
)
_DATE_LINE = re.compile(
    r"(?:\w+[\W_]+){0,4}\d{1,2}(?:st|nd|rd|th)?[\W_]+(?:\w{3,9}[\W_]+)?(?P<year>\d{4})"
    r"(?:[\W_]+\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\s*[ap]\.?m\.?)?)?(?:\s+\(?[A-Z]{2,4}\)?)?[\W_]*",
    re.IGNORECASE,
)
_YEARS = range(1900, 2100)
_LABELLED = re.compile(
    r"\b(?:published|updated|posted)\b\W*(?:by|on|at|:|\w{3}\b|\d)", re.IGNORECASE
)
_BYLINE = re.compile(r"[Bb][Yy]\s+[A-Z][\w.'\u2019-]+(?:\s+[A-Z][\w.'\u2019-]+){1,3}")
_TRAIL = re.compile(r"\s+[/\u203a\u00bb>|]\s+")  # "News / City / Bridge opens"
_CLOCK_OR_YEAR = re.compile(r"\d[:.\u066b]\d\d|(?<!\d)\d{4}(?!\d)")
_LONGEST_STAMP = 120  # characters
_LEAST_DIGITS = 8  # of a line with a whole date, or two clocks
_MOST_WORDS = 5  # of such a line beside the writers' names
_LABEL = 2  # words: "LAW", "Upper Sandal,"
_BULLET = re.compile(r"^(?:[-*\u2022\u25aa\u25cf\u203a\u00bb]\s+)+")
_TABLE_RULE = re.compile(r"^[|\s:-]+$")


def clean_lines(
    lines: Iterable[str], headings: Sequence[str] = (), authors: Sequence[str] = ()
) -> list[str]:
    """Return the lines that are the article's."""
    return [text for _, text in numbered_lines(lines, headings, authors)]


def numbered_lines(
    lines: Iterable[str], headings: Sequence[str] = (), authors: Sequence[str] = ()
) -> list[tuple[int, str]]:
    """Return the lines that are the article's, each with its number among those given."""
    titles = {_folded(heading) for heading in headings if heading}
    people = {_folded(name) for name in authors}
    kept: list[tuple[int, str]] = []
    for number, line in enumerate(lines):
        text = _BULLET.sub("", _SPOKEN.sub("", line).strip()).strip("| ")
        if not text or _TABLE_RULE.match(text) or _is_junk(text):
            continue
        if len(kept) < _NEAR_TOP and _is_head(text, titles, people):
            continue
        if not kept and text == line.strip() and _is_label(text):
            continue
        if not (kept and kept[-1][1] == text):
            kept.append((number, text))
    return kept


def _folded(text: str) -> str:
    return " ".join(words(text))


def _is_junk(text: str) -> bool:
    if len(text) >= _SHORT:
        return len(text) < _LONGEST_CONSENT and _CONSENT.match(text) is not None
    return bool(_JUNK.match(text) or _CREDIT.search(text) or _CONSENT.match(text))


def _is_head(text: str, titles: set[str], people: set[str]) -> bool:
    """Say whether a line near the top repeats the headline, a byline or the date."""
    if len(text) > _SHORT:
        return False
    folded = _folded(text)
    bare = folded.removeprefix("by ").removeprefix("von ")
    trail = _TRAIL.split(text)
    if folded in titles or bare in people or (len(trail) > 1 and _folded(trail[-1]) in titles):
        return True
    if any(_is_role(bare[len(name) :], text) for name in people if name and bare.startswith(name)):
        return True
    if text.endswith(",") and len(folded.split()) <= _LABEL:
        return True  # a city above the text
    return _is_date(text) or _is_stamp(text, people) or _BYLINE.fullmatch(text) is not None


def _is_label(text: str) -> bool:
    """Say whether a first line is a section's name or a place and nothing else."""
    if SENTENCE.search(text) or text.endswith((":", "\u2014", "\u2013")):
        return False
    odd = any(sign.isdigit() or unicodedata.category(sign)[0] == "S" for sign in text)
    return len(words(text)) <= _LABEL and not odd


def _is_role(rest: str, text: str) -> bool:
    """Say whether only a title follows a writer's name: "Asha Rao, political editor"."""
    return len(rest.split()) <= _MOST_WORDS and SENTENCE.search(text) is None


def _is_stamp(text: str, people: set[str]) -> bool:
    """Say whether a line holds the date, the clock and the writer, in any language."""
    if len(text) > _LONGEST_STAMP or sum(map(str.isdigit, text)) < _LEAST_DIGITS:
        return False
    folded = _folded(text)
    for name in people:
        folded = folded.replace(name, " ")
    if _LABELLED.search(text):
        return True
    rest = [word for word in folded.split() if not word.isdigit()]
    return len(rest) <= _MOST_WORDS and _CLOCK_OR_YEAR.search(text) is not None


def _is_date(text: str) -> bool:
    """Say whether a line is a date and nothing else, in digits of any script."""
    match = _DATE_LINE.fullmatch(text)
    return match is not None and int(match["year"]) in _YEARS
