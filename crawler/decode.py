"""Bytes to text, trusting what cannot lie over what is merely said.

The order: byte-order mark, then text that is valid UTF-8, then the header's charset,
then what the body names itself, then a guess by the source's language.  Headers lie
more often than UTF-8 happens by chance: windows-1252 quotes are never valid UTF-8.
Text that is UTF-8 but for a few broken bytes keeps them as replacement characters; a
page is not lost, and not turned to mojibake, over one cut character.

Discarded: statistical detection (slow, and wrong on short pages); the legacy charsets
of the region are few and follow the language.
"""

from __future__ import annotations

import re

from w3lib.encoding import http_content_type_encoding, read_bom, resolve_encoding

_NAMED = re.compile(
    rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{2,40})|<meta[^>]{0,300}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""",
    re.IGNORECASE,
)
_BY_LANGUAGE = {"ur": "cp1256", "fa": "cp1256", "ar": "cp1256", "ps": "cp1256", "ru": "cp1251"}
# Markup in UTF-16 without a mark.
_PAIRS = re.compile(rb"(?:(\x00)<\x00|<\x00)[!?A-Za-z]")
# Encodings in which plain ASCII bytes may hide markup; browsers refuse them too.
_REFUSED = frozenset(
    {"utf-7", "utf-7-imap", "hz", "iso2022_kr", "unicode_escape", "idna", "punycode"}
)


def decode(body: bytes, charset: str = "", language: str = "") -> str:
    """Return the text of a body; never fails."""
    encoding, bom = read_bom(body)
    if encoding and bom:
        return body[len(bom) :].decode(encoding, "replace").replace("\ufeff", "")
    if pair := _PAIRS.match(body):
        return body.decode("utf-16-be" if pair[1] else "utf-16-le", "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_legacy(body, charset, language)


def charset_of(content_type: str) -> str:
    """Return the charset that a Content-Type header names, "" for none."""
    return http_content_type_encoding(content_type) or ""


def _decode_legacy(body: bytes, charset: str, language: str) -> str:
    """Decode what is not valid UTF-8."""
    broken = body.decode("utf-8", "replace")
    lost = broken.count("\ufffd")
    # 4: in legacy text nearly every byte above ASCII is lost, in cut UTF-8 nearly none.
    if sum(character > "\x7f" for character in broken[:200_000]) - lost > 4 * lost:
        return broken
    named = (match := _NAMED.search(body[:4096])) and (match[1] or match[2]).decode("ascii")
    for label in (charset, named or ""):
        encoding = resolve_encoding(label) if label else None
        if encoding and encoding not in _REFUSED and encoding.replace("_", "-") != "utf-8":
            return _try(body, encoding)
    if not _LONE.search(body):
        return broken
    return _try(body, _BY_LANGUAGE.get(language, "cp1252"))


# One high byte between plain ones: a letter or quote of an old charset.  Broken UTF-8,
# such as half of a surrogate pair, comes in runs.
_LONE = re.compile(rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff])")


def _try(body: bytes, encoding: str) -> str:
    try:
        return body.decode(encoding, "replace")
    except (LookupError, UnicodeError):
        return body.decode("utf-8", "replace")
