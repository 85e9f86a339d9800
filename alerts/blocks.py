"""Arrange an alert, a digest or a notice as Slack blocks.

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

from alerts.gathered import DigestView, Entry, NoticeView
from alerts.reasons import Line, Reason, plain
from alerts.storyview import StoryView
from alerts.view import View
from news.text import one_line

Block = dict[str, Any]

MAX_TEXT = 3000  # of a text object, by Slack's reference of blocks
_SHORTEST = 60  # of a headline whose signs all grow fivefold
_SECTIONS = 47  # of the 50 blocks of a message; a digest has three more
_LITERAL = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", "*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ"}
)
_EDGE = "\u200b"  # lets Slack see bold inside a word, or beside a letter without spaces


def blocks(shown: View) -> list[Block]:
    """Arrange what is new, headline, facts, reasons, lead and links; at most 17 blocks."""
    found = [
        _section(
            [f"*{literal(shown.fact)}*", _headline(shown)] if shown.fact else [_headline(shown)]
        ),
        _context(_facts(shown)),
        *([] if shown.story is None else _story(shown.story)),
        *(_section(_reason(reason)) for reason in shown.reasons),
    ]
    if shown.others:
        found.append(_context(f"Also matched: {literal(shown.others)}"))
    if shown.lead:
        found.append(_section([literal(shown.lead)]))
    found.append(_context(_links(shown)))
    return found


def digest_blocks(shown: DigestView) -> list[Block]:
    """Arrange a digest: what it is, incidents, then each group's articles; at most 50 blocks."""
    found = [_section([f"*{literal(shown.title)}*", literal(shown.reason)])]
    # A report is never left out here: where there is no room, sentences and long links are.
    tries = (_pieces(shown, longest) for longest in (MAX_TEXT, MAX_TEXT // 3))
    packed = next((fit for fit in map(_packed, tries) if len(fit) <= _SECTIONS), None)
    packed = packed or _packed(_pieces(shown, 0))
    found += [_section(lines) for lines in packed]
    if shown.left_out:
        found.append(_context(literal(shown.left_out)))
    links = [(shown.archive_link, "All in the archive"), (shown.mute_link, shown.mute_words)]
    written = " · ".join(_link(url, words) for url, words in links if url)
    return [*found, _context(written)] if written else found


def _pieces(shown: DigestView, longest: int) -> list[list[str]]:
    """Write incidents and articles, each as lines that stay together."""
    pieces = [_notice_lines(notice) for notice in shown.notices]
    for group in shown.groups:
        title = f"*{literal(group.kind)}: {literal(group.name)}* · {group.count}"
        for number, entry in enumerate(group.entries):
            pieces.append([*([] if number else [title]), *_entry_lines(entry, longest)])
    return pieces


def notice_blocks(shown: NoticeView) -> list[Block]:
    """Arrange a notice: what is wrong, since when, what to do."""
    found = [_section([f"*{literal(shown.title)}*"])]
    for trouble in shown.troubles:
        found += [_section([literal(trouble.says)]), _context(literal(trouble.when))]
        if trouble.advice:
            found.append(_section([literal(trouble.advice)]))
    links = [(shown.link, "See how it is now"), (shown.mute_link, shown.mute_words)]
    written = " · ".join(_link(url, words) for url, words in links if url)
    return [*found, _context(written)] if written else found


def literal(text: str) -> str:
    """Write outside text so that Slack shows it and reads no sign in it."""
    # A lone leading ">" (a quotation) and ":" (an emoji) are dealt with by the first
    # being escaped and the second being harmless.
    return text.translate(_LITERAL)


def _notice_lines(shown: NoticeView) -> list[str]:
    lines = [f"*{literal(shown.title)}*"]
    for trouble in shown.troubles:
        lines += [f"> {literal(trouble.says)}", literal(trouble.when)]
    return lines


def _entry_lines(entry: Entry, longest: int) -> list[str]:
    """Write one article of a digest: linked headline, facts, one sentence if there is room."""
    headline = _headline(entry)
    # An address of a thousand signs may be five thousand when written for Slack.
    if len(headline) > min(longest, MAX_TEXT // 2):
        headline = f"*{literal(one_line(plain(entry.headline), longest or _SHORTEST))}*"
    facts = f"{literal(entry.source)} · {literal(entry.when)}"
    if entry.archive_link:
        facts += f" · {_link(entry.archive_link, 'Archive')}"
    lines = [f"• {headline}", facts]
    if longest < MAX_TEXT:
        return lines
    lines[1:1] = [f"*{literal(fact)}*" for fact in entry.facts]
    if entry.also:
        lines.append(f"Also: {literal(entry.also)}")
    if entry.note:
        lines.append(literal(entry.note))
    return [*lines, f"> {_marked(entry.quote)}"] if entry.quote else lines


def _packed(pieces: Sequence[list[str]]) -> list[list[str]]:
    """Fill each section with whole pieces as far as its text holds them."""
    packed: list[list[str]] = []
    size = MAX_TEXT
    for lines in pieces:
        length = sum(len(line) + 1 for line in lines)
        if size + length > MAX_TEXT:
            packed.append([])
            size = 0
        packed[-1] += lines
        size += length
    return packed


def _headline(shown: View | Entry) -> str:
    """Write the headline in bold, linked to the outlet's page."""
    text = literal("".join(piece.text for piece in shown.headline))
    return f"*{_link(shown.link, text)}*" if shown.link else f"*{text}*"


def _story(shown: StoryView) -> list[Block]:
    """Arrange what is new of a story, and who says what; at most 4 blocks."""
    found = [_context(f"*{literal(shown.label)}* · {literal(shown.sources)}")]
    lines = []
    for change in shown.changes:
        label = f" · {literal(change.label)}" if change.label else ""
        source = literal(change.source)
        by = _link(change.link, source) if change.link else source
        lines.append(f"*{literal(change.text)}*{label} · {by}")
        lines += [f"> {_marked(change.quote)}"] if change.quote else []
    if shown.also:
        lines.append(f"Places named for the first time: {literal(shown.also)}")
    table = []
    for row in shown.table:
        table.append(f"*{literal(row.title)}*")
        table += [
            f"{literal(said.name)}: *{literal(said.number)}*"
            + (f" · {literal(said.when)}" if said.when else "")
            for said in row.said
        ]
        table += [literal(row.more)] if row.more else []
    found += [_section(part) for part in (lines, table) if part]
    links = [
        f"{_link(one.link, literal(one.title))} ({literal(one.source)})" for one in shown.reports
    ]
    links += [_link(shown.link, shown.more or "The whole story")] if shown.link else []
    return [*found, _context("\n".join(links))] if links else found


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
    why = [literal(reason.because)] if reason.because else []
    return [name, *why, *(f"> {_marked(quote)}" for quote in reason.quotes)]


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
    if shown.mute_link:
        links.append(_link(shown.mute_link, shown.mute_words))
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
