"""Arrange an alert as Slack blocks.

Slack reads signs in a message's text: `<!channel>` calls everyone, `<url|text>` forges
a link, `*` and backticks change the type.  The first kind dies by escaping & < >, as
Slack prescribes.  For the second there is no escape, so those signs are replaced by
look-alikes (∗ for *): a headline keeps its looks and the layout keeps its form.
`verbatim` stops Slack from making links of addresses that a headline spells out.

Discarded: rich_text blocks (what they do with an escaped sign is not documented), URL
buttons (in a plain webhook a click shows a warning), and invisible joiners around the
signs (they are what makes Slack see formatting inside a word).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from alerts.reasons import Line, Reason
from alerts.view import View

Block = dict[str, Any]

MAX_TEXT = 3000  # of a text object, by Slack's reference of blocks
_LITERAL = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", "*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ"}
)
_EDGE = "\u200b"  # lets Slack see bold inside a word, or beside a letter without spaces


def blocks(shown: View) -> list[Block]:
    """Arrange headline, facts, reasons, lead and links; at most 13 blocks."""
    found = [
        _section([_headline(shown)]),
        _context(_facts(shown)),
        *(_section(_reason(reason)) for reason in shown.reasons),
    ]
    if shown.others:
        found.append(_context(f"Also matched: {literal(shown.others)}"))
    if shown.lead:
        found.append(_section([literal(shown.lead)]))
    found.append(_context(_links(shown)))
    return found


def literal(text: str) -> str:
    """Write outside text so that Slack shows it and reads no sign in it."""
    # A lone leading ">" (a quotation) and ":" (an emoji) are dealt with by the first
    # being escaped and the second being harmless.
    return text.translate(_LITERAL)


def _headline(shown: View) -> str:
    """Write the headline in bold, linked to the outlet's page."""
    text = literal("".join(piece.text for piece in shown.headline))
    return f"*{_link(shown.link, text)}*" if shown.link else f"*{text}*"


def _facts(shown: View) -> str:
    """Write source, times, authors and the note, one line each."""
    first = f"*{literal(shown.source)}*"
    by = f"By {literal(shown.authors)}" if shown.authors else ""
    lines = [f"{first} · {by}" if by else first, literal(shown.when), literal(shown.note)]
    return "\n".join(line for line in lines if line)


def _reason(reason: Reason) -> list[str]:
    """Write the name of what matched, and its sentences as quotations."""
    where = " — in the headline" if reason.in_headline else ""
    name = f"{reason.kind}: *{literal(reason.name)}*{where}"
    return [name, *(f"> {_marked(quote)}" for quote in reason.quotes)]


def _marked(line: Line) -> str:
    """Write a line with its marked pieces in bold."""
    written = ""
    for number, piece in enumerate(line):
        text = literal(piece.text)
        if not piece.marked:
            written += text
            continue
        following = line[number + 1].text[:1] if number + 1 < len(line) else ""
        before = _EDGE if written[-1:].isalnum() else ""
        after = _EDGE if following.isalnum() else ""
        bare = text.strip()
        space = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        written += f"{space[0]}{before}*{bare}*{after}{space[1]}"
    return written


def _links(shown: View) -> str:
    """Link the outlet's page first, then ours."""
    links = []
    if shown.link:
        links.append(_link(shown.link, f"Read at {literal(shown.source)}"))
    if shown.archive_link:
        links.append(_link(shown.archive_link, "Open in the archive"))
    return " · ".join(links) or "The outlet gave no address that can be linked."


def _link(url: str, text: str) -> str:
    return f"<{url.replace('&', '&amp;')}|{text}>"


def _section(lines: Sequence[str]) -> Block:
    return {"type": "section", "text": _text(lines)}


def _context(text: str) -> Block:
    return {"type": "context", "elements": [_text([text])]}


def _text(lines: Sequence[str]) -> Block:
    """Join as many lines as a text object may hold; a line is never cut inside."""
    kept: list[str] = []
    for line in lines:
        if sum(len(other) + 1 for other in [*kept, line]) <= MAX_TEXT:
            kept.append(line)
    return {"type": "mrkdwn", "text": "\n".join(kept), "verbatim": True}
