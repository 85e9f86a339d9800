import pytest
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from crawler.language import LANGUAGES, _identifier, identify

TEXTS = {
    "en": "The bridge over the Sandal opened after nine days of rain, the district said.",
    "ur": "ضلعی انتظامیہ نے بتایا کہ نو دن کی بارش کے بعد پل دوبارہ کھول دیا گیا ہے۔",
    "hi": "जिला प्रशासन ने बताया कि नौ दिन की बारिश के बाद पुल फिर से खोल दिया गया है।",
    "bn": "জেলা প্রশাসন জানিয়েছে, নয় দিনের বৃষ্টির পর সেতুটি আবার খুলে দেওয়া হয়েছে।",
    "fa": "فرمانداری اعلام کرد که پل پس از نه روز بارندگی دوباره باز شده است.",
    "ta": "ஒன்பது நாள் மழைக்குப் பிறகு பாலம் மீண்டும் திறக்கப்பட்டது என்று மாவட்ட நிர்வாகம் கூறியது.",
    "dv": "ނުވަ ދުވަހުގެ ވާރޭގެ ފަހުން ފާލަން އަލުން ހުޅުވިއްޖެ ކަމަށް އޮފީހުން ބުންޏެވެ.",
    "de": "Nach neun Tagen Regen ist die Brücke wieder offen, teilte der Landkreis mit.",
    "zh": "连续九天降雨之后，这座桥重新开放，区政府表示。",
}


@pytest.mark.parametrize(("language", "text"), TEXTS.items(), ids=TEXTS)
def test_a_sentence_is_enough(language: str, text: str) -> None:
    assert identify(text) == language


def test_the_table_in_pieces_weighs_every_text_as_the_whole_one() -> None:
    """Each language gets the same weight to the last digit; an empty text too."""
    whole = LanguageIdentifier.from_model_file(MODEL_FILE)
    whole.set_languages(sorted(LANGUAGES & set(whole.labels)))
    for text in [*TEXTS.values(), "NINE DAYS OF RAIN", "177", ""]:
        assert _identifier().rank(text) == whole.rank(text)
