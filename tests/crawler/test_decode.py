import pytest

from crawler.decode import charset_of, decode


@pytest.mark.parametrize(
    ("body", "charset", "language", "text"),
    [
        ("Quetta — “12”".encode(), "", "", "Quetta — “12”"),
        # a header that lies is outvoted by valid UTF-8
        ("کوئٹہ".encode(), "iso-8859-1", "", "کوئٹہ"),
        ("\ufeffQuetta".encode("utf-16"), "utf-8", "", "Quetta"),
        ("\ufeffQuetta".encode(), "latin-1", "", "Quetta"),
        ("Quetta — “12”".encode("cp1252"), "", "", "Quetta — “12”"),
        # declared as UTF-8 but plainly windows-1252
        ("Quetta — “12” killed".encode("cp1252"), "utf-8", "", "Quetta — “12” killed"),
        ("Привет, мир".encode("koi8-r"), "koi8-r", "", "Привет, мир"),
        (
            "<meta charset=windows-1251>Привет".encode("cp1251"),
            "",
            "",
            "<meta charset=windows-1251>Привет",
        ),
        ("کراچی میں بارش".encode("cp1256", "replace"), "", "ur", None),
        # UTF-8 with a broken character loses that character, not the page
        ("بارش ".encode() * 20 + b"\xd8 end", "", "", "بارش " * 20 + "\ufffd end"),
        (b"a \xed\xa0\xbd b", "utf-8", "", "a \ufffd\ufffd\ufffd b"),
        (b"plain", "no-such-charset", "", "plain"),
        (b"+ADw-script+AD4-", "utf-7", "", "+ADw-script+AD4-"),
        (b"\x93quoted\x94", "utf-7", "", "“quoted”"),
        (b"", "", "", ""),
    ],
)
def test_bytes_become_text(body: bytes, charset: str, language: str, text: str | None) -> None:
    found = decode(body, charset, language)
    assert found == (body.decode("cp1256") if text is None else text)


@pytest.mark.parametrize(
    ("header", "charset"),
    [("text/html; charset=UTF-8", "utf-8"), ("text/xml", ""), ("", "")],
)
def test_charset_of_a_header(header: str, charset: str) -> None:
    assert charset_of(header) == charset
