import pytest

from crawler.body import clean_lines

PARAGRAPH = (
    "Officials in Lower Sandal said the bridge would open in spring, and asked readers to read "
    "more about the works, follow us on the river walk, and share this with neighbours who had "
    "waited four years for it to open."
)


@pytest.mark.parametrize(
    "line",
    [
        "Read more: Bridge opens in Lower Sandal",
        "ALSO READ | Ferry stops after forty years",
        "Also Read: Ferry stops after forty years",
        "See also: Ferries",
        "Follow us on Facebook and X",
        "Follow The Sandal Post on WhatsApp",
        "Subscribe to our newsletter",
        "Sign up for our daily briefing",
        "Advertisement",
        "Share this article",
        "Share",
        "Photo: Sandal Post",
        "Image credit: Sandal Post",
        "© 2026 The Sandal Post. All rights reserved.",
        "Download our app for the latest",
        "Related Stories",
        "Last updated: 4 February 2026",
        "Published in The Sandal Post, February 4th, 2026",
        "Please enable JavaScript to continue",
        "یہ بھی پڑھیں: پل کھل گیا",
        "यह भी पढ़ें: पुल खुला",
        "আরও পড়ুন: সেতু খুলল",
        "AFP/Reuters",
        "For breaking news and live news updates, like us on Facebook or follow us on Twitter",
        "(Except for the headline, this story has not been edited by our staff.)",
        "With inputs from agencies",
        "Edited by: Asha Rao",
        "Our Standards: The Sandal Post Trust Principles",
        "MORE: Ferry stops after forty years",
        "WATCH | Ferry stops",
        "Les også: Ferjen stopper",
        "COMMENTS 0",
        "3 min read",
        "Feb 4, 2026 at 9:24 pm PKT \u2022 3 min read",
        "Get the Sandal Monthly by post, 12 issues now. Click here for more information.",
        "View this post on Instagram",
        "Press shift question mark to access a list of keyboard shortcuts",
        "Advertisement - Scroll to continue",
        "This slideshow requires JavaScript.",
        "An dieser Stelle finden Sie einen externen Inhalt, den die Redaktion empfiehlt.",
        "12 Comments",
        "https://sandal.example/bridge",
        "Summary is AI-generated, newsroom-reviewed",
        "বিজ্ঞাপন",
        "(यह खबर सिंडिकेट फीड से ली गई है, पत्र ने इसे संपादित नहीं किया है।)",
        "व्हाट्सएप चैनल से जुड़ने के लिए यहां क्लिक करें",
        "This article went live on February second at nine at night.",
        "*****",
        "AB/CD/EF",
        "এসআর/এমকে",
        "The spillway on Tuesday. PHOTO: HIGHLAND TRIBUNE",
        "উদ্ধারকাজে কোস্টগার্ড | ছবি: সংগৃহীত",
        "With additional input from APN",
        "Pix by Nimal Duros",
        "Add comment",
        "Comments will be edited and authorized at our discretion.",
        "برای دریافت تازه‌ترین خبرها به کانال تلگرام ما بپیوندید.",
        "نویسنده: نجیبه سروری",
        "سحر نیوز کا واٹس ایپ چینل جوائن کریں",
        "खबरों के लिए हमारे फेसबुक पेज को लाइक करें",
        "नवप्रभात ऐप डाउनलोड करें और पाएं हर खबर",
        "(एजेंसी इनपुट के साथ)",
        "কূল এর খবর পেতে গুগল নিউজ চ্যানেল ফলো করুন",
        "انتهای پیام",
        "---- समाप्त ----",
        "ਇਹ ਵੀ ਪੜ੍ਹੋ: ਪੁਲ ਖੁੱਲ੍ਹਿਆ",
        "இதையும் படியுங்கள்: பாலம் திறப்பு",
        "প্রকাশ: ০৪ ফেব্রুয়ারি ২০২৬, ১৪: ১০",
    ],
)
def test_lines_that_are_not_the_article(line: str) -> None:
    assert clean_lines([PARAGRAPH, line, "The end."]) == [PARAGRAPH, "The end."]


@pytest.mark.parametrize(
    "line",
    [
        PARAGRAPH,
        "Share prices fell by a third on Monday.",
        "Follow-up talks are due in May.",
        "Read together, the two reports contradict each other.",
        "“Photo finishes are rare,” the steward said.",
        "Registered voters number 12,000.",
        "Related charges were dropped.",
        "Comments by the minister drew protests.",
        "Published figures are lower.",
        "Getty, a village of forty houses, was cut off.",
        "Save the bridge, villagers chanted.",
        "OSTRAVA LAKE: The commission on missing persons gave the ministry 30 days.",
        "More than 40 boats were lost, the office said.",
        "Written promises were broken, they said.",
        "Support for the mayor fell by half.",
        "A newsletter of the rebels claimed the attack, police said.",
        "For the first time in years no news came from the valley, and shepherds went to see.",
        "Live ammunition was found in the house.",
        "Views of the valley differ.",
    ],
)
def test_lines_that_are(line: str) -> None:
    assert clean_lines(["Rain fell.", line]) == ["Rain fell.", line]


def test_the_headline_is_not_repeated_in_the_text() -> None:
    """Headline, byline and date above the text go; the same words further down stay."""
    top = ["Bridge Opens in Lower Sandal", "By Asha Rao", "February 4, 2026", "Rain fell."]
    text = [*top, "a.", "b.", "c.", "d.", "e.", "Asha Rao"]
    found = clean_lines(text, ["Bridge opens in Lower Sandal"], ["Asha Rao"])
    assert found == ["Rain fell.", "a.", "b.", "c.", "d.", "e.", "Asha Rao"]


def test_trails_and_stamps_above_the_text_go() -> None:
    """The way to the page and a row of writer, date and clock are no text, in any language."""
    top = [
        "News / City News / Bridge opens in Lower Sandal",
        "Asha Rao / Sandal Post / Feb 04, 2026, 09:12 IST",
        "Uppdaterad 15.59 | Publicerad 14.14",
        "अमर ब्यूरो, संदलपुर Published by: नेहा तलवाल Updated Wed, 04 Feb 2026 04:38 PM",
        "by Ruwan Hale",
        "33 killed in 2026 alone",
    ]
    found = clean_lines(top, ["Bridge opens in Lower Sandal"], ["Asha Rao"])
    assert found == ["33 killed in 2026 alone"]


def test_bullets_and_table_rules_go() -> None:
    """A list's items are lines; what only draws a table is none."""
    lines = ["- one item", "• another", "|---|---|", "| a | b |"]
    assert clean_lines(lines) == ["one item", "another", "a | b"]


def test_a_writers_title_is_no_line_of_the_report() -> None:
    """Near the top a known writer's name goes with a title behind it, but not with a sentence."""
    lines = ["Bela Orvin, national politics writer", "Bela Orvin left the town.", PARAGRAPH]
    assert clean_lines(lines, authors=["Bela Orvin"]) == lines[1:]


def test_a_paragraph_about_consent_goes() -> None:
    """A frame for foreign content says at length that the reader must agree to it."""
    consent = (
        "Ich bin damit einverstanden, dass mir der externe Inhalt angezeigt wird. Damit können "
        "Daten an Dritte übermittelt werden, und mehr dazu steht in den Hinweisen zum Schutz der "
        "Daten, die am Ende jeder Seite dieses Angebots verlinkt sind."
    )
    assert clean_lines([PARAGRAPH, consent]) == [PARAGRAPH]


def test_what_a_link_says_aloud_is_not_in_its_sentence() -> None:
    """A note for those who hear the page stands inside the link's text."""
    said = "The office said(opens in new tab) that the bridge would open."
    assert clean_lines([said]) == ["The office said that the bridge would open."]


def test_a_label_above_the_text_goes() -> None:
    """A section's name and a city alone on a line; a first line that says something stays."""
    assert clean_lines(["LAW", "Upper Sandal,", PARAGRAPH]) == [PARAGRAPH]
    for first in ("Rain fell.", "SANDALPUR:", "18:42 IST", "Bridge opens today"):
        assert clean_lines([first, PARAGRAPH]) == [first, PARAGRAPH]


@pytest.mark.parametrize(
    "line",
    [
        "Comments by both ministers drew protests in the harbour.",
        "Police arrested five people over posts on Facebook.",
        "पुलिस ने फेसबुक से जुड़े पांच लोगों को गिरफ्तार किया।",
        "وزیر نے واٹس ایپ پر پیغام میں استعفے کی تصدیق کی۔",
        "তিনি ফেসবুক পোস্টে ক্ষমা চেয়েছেন।",
        "The army has put an app to use that counts boats.",
        "Photographs taken by the crew show two boats.",
    ],
)
def test_news_of_networks_stays(line: str) -> None:
    """Only a plea to follow goes, not what people wrote or did there."""
    assert clean_lines([PARAGRAPH, line]) == [PARAGRAPH, line]
