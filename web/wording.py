"""What the pages say about an article's fate, in words for readers.

The archive keeps short reasons ("backlog", "http 403"); here they become sentences that
say what it means and, where there is one, the way out.
"""

from __future__ import annotations

from datetime import timedelta

from monitor.rhythm import in_words
from news.article import Origin, Provenance
from news.listing import ArticleShown, Told

_SILENT = {
    "backlog": "it is from before this source was followed",
    "old": "it was too old to be news when it was read",
    "undated": "it has no date and came with the source's first list",
    "replay": "it was read again on purpose",
    "backfill": "the report was here before this was tracked",
}
_DIGESTS = {
    "hourly": " with the hourly digest",
    "daily": " with the daily digest",
    "weekly": " with the weekly digest",
    "flood": " in one message with others: more came at once than was asked for",
    "quiet": " after the quiet hours",
    "away": " with what was found after wirewatch had been away",
}
_LANGUAGES = {
    "ar": "Arabic", "bn": "Bengali", "de": "German", "en": "English", "es": "Spanish",
    "fa": "Persian", "fr": "French", "hi": "Hindi", "id": "Indonesian", "ja": "Japanese",
    "ko": "Korean", "ne": "Nepali", "pa": "Punjabi", "ps": "Pashto", "pt": "Portuguese",
    "ru": "Russian", "sd": "Sindhi", "si": "Sinhala", "ta": "Tamil", "te": "Telugu",
    "tr": "Turkish", "ur": "Urdu", "uk": "Ukrainian", "zh": "Chinese",
}  # fmt: skip
_CAUSES = {
    "feed": "The feed’s own words",
    "page": "The page, read for the first time",
    "edit": "Edited by the outlet",
    "reread": "Read again by a newer reader",
}


def span(seconds: float) -> str:
    """Write a length of time: "40 minutes"."""
    return in_words(timedelta(seconds=seconds))


def silence(reason: str) -> str:
    """Say why nobody was told."""
    return _SILENT.get(reason, reason)


def language(code: str) -> str:
    """Name a language; the code itself where we have no name."""
    return _LANGUAGES.get(code, code)


def cause(code: str) -> str:
    """Say where a revision came from."""
    return _CAUSES.get(code, code)


def stood(provenance: Provenance) -> str:
    """Say where on the page each field stood: "Title from h1, authors from byline"."""
    said = ", ".join(f"{name} from {where}" for name, where in vars(provenance).items() if where)
    return said[:1].upper() + said[1:]


def edited(count: int) -> str:
    """Say how often the outlet changed its text."""
    return "edited" if count == 1 else f"edited {count}×"


def notes(shown: ArticleShown) -> tuple[str, ...]:
    """Say what a reader should know about the text."""
    found = (_withdrawn_note(shown), _text_note(shown), _wall_note(shown))
    return tuple(note for note in found if note)


def told(message: Told) -> str:
    """Say how far a message is, but not when it went."""
    tries = f" after {message.tries} tries" if message.tries > 1 else ""
    if message.state == "muted":
        return f"not told: {message.error}"
    if message.state == "sent":
        return f"sent{_DIGESTS.get(message.why, '')}{tries}"
    if message.state == "dead":
        return f"given up{tries}: {message.error}"
    if not message.tries:
        return f"waiting to be sent{_DIGESTS.get(message.why, '')}"
    once = "once" if message.tries == 1 else f"{message.tries} times"
    return f"tried {once}, will be tried again: {message.error}"


def _withdrawn_note(shown: ArticleShown) -> str:
    if shown.withdrawn is None:
        return ""
    return (
        "Withdrawn: its page is gone from the outlet’s site, as was seen on "
        f"{shown.withdrawn:%d %B %Y at %H:%M} UTC. This is the text as it stood."
    )


def _text_note(shown: ArticleShown) -> str:
    """Say so where the page itself was not read, and why."""
    only = "Only the feed’s own text: "
    note = shown.note
    if note.startswith("quarantine: "):
        why = f"the outlet’s page could not be read ({note.removeprefix('quarantine: ')})."
    elif note == "not an article":
        why = "the outlet’s page holds no article."
    elif note == "a paywall's stub":
        why = "the outlet’s page shows less than its feed."
    elif note:
        why = f"the outlet’s page could not be had ({note})."
    else:
        why = "the outlet’s page has not been read yet."
    if shown.article.origin is Origin.FEED:
        return only + why
    return f"A later look at the page failed: {note}." if note else ""


def _wall_note(shown: ArticleShown) -> str:
    return "The outlet keeps this page behind a paywall." if shown.article.paywalled else ""
