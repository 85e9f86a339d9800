"""Trim a report's blocks by where they stand and how they are made, not by what they say.

- A line that is nearly all link, "Also read: <a>Ferry stops after forty years</a>", leads
  away from the report.  A sentence with a link in it stays, a post quoted from elsewhere too.
- The body of a report stands in one container.  What was chosen outside it, above or below,
  is a kicker, a card or another report, unless it is the standfirst.
- Where the page's JSON-LD holds the report's text, head and tail that are not in it go.
- Below the last paragraph stand the outlet's words about the writer: "Asha Rao is a
  reporter in Brakkel."

Discarded: the share of links in a whole container (one long report with many links would go).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from crawler.blocks import Block
from news.text import words

_LINKED = 0.8  # of a line's characters
_LEAD = 40  # characters of a lead-in such as "Also read:"
_SHOUTED = 3  # words of a lead-in such as "ALSO READ"
_PARAGRAPH = 40  # characters; shorter blocks do not show where the body is
_MOST = 0.85  # of the text in paragraphs, to call their container the report's
_TOLD = 0.8  # of JSON-LD's text found on the page, to trust it
_ENOUGH = 0.6  # of the page's text that JSON-LD's must have; less is a summary
_BIO = 120  # words about a writer
_HEAD = 4  # words; what is shorter above the body is a kicker
SENTENCE = re.compile(r"[.!?\u2026\u0964\u06d4\u3002\u061f][\W_]*$")
_SPACES = re.compile(r"\s+")


def trim(chosen: Sequence[Block], authors: Sequence[str], body: str) -> list[Block]:
    """Return the blocks that are the report's own."""
    own = _in_container(_without_links(chosen))
    own = _told(own, body)
    own = _without_writers(own, authors)
    while own and own[-1].is_heading:  # of a box that is gone
        own.pop()
    return own


def _without_links(chosen: Sequence[Block]) -> list[Block]:
    """Drop lines that lead away, and the headings of rows of them."""
    away = [leads_away(block) for block in chosen]
    own: list[Block] = []
    for index, block in enumerate(chosen):
        if away[index] or (_is_label(block) and _heads_links(chosen, away, index)):
            continue
        own.append(block)
    return own


def _is_label(block: Block) -> bool:
    """Say whether a block may head a list: a heading, or a short line that is no sentence."""
    return block.is_heading or (len(block.text) <= _LEAD and not SENTENCE.search(block.text))


def _heads_links(chosen: Sequence[Block], away: Sequence[bool], index: int) -> bool:
    """Say whether only links stand below, until the next heading or for two lines."""
    below = index + 1
    while below < len(away) and away[below]:
        below += 1
    count = below - index - 1
    return count > 1 or (count == 1 and (below == len(away) or chosen[below].is_heading))


def leads_away(block: Block) -> bool:
    """Say whether a line is a link to something else."""
    if block.post or not block.linked:
        return False
    ended = block.lead.endswith((":", "|", "»", "→", ">", "–", "-"))
    shouted = block.lead.isupper() and len(block.lead.split()) <= _SHOUTED
    leading = (ended or shouted) and len(block.lead) <= _LEAD
    told = len(block.lead) + block.linked if leading else block.linked
    return told >= _LINKED * len(block.text)


def _in_container(found: list[Block]) -> list[Block]:
    """Drop what stands above or below the element that holds the paragraphs."""
    weights: dict[tuple[int, ...], int] = {}
    whole = 0
    for block in found:
        if len(block.text) < _PARAGRAPH:
            continue
        whole += len(block.text)
        for depth in range(1, len(block.inside)):
            around = block.inside[:depth]
            weights[around] = weights.get(around, 0) + len(block.text)
    holding = [around for around, weight in weights.items() if weight >= _MOST * whole]
    if not holding:
        return found
    best = max(holding, key=len)
    inner = [index for index, block in enumerate(found) if block.inside[: len(best)] == best]
    if not inner:
        return found
    head = [block for block in found[: inner[0]] if len(words(block.text)) > _HEAD]
    return [*head, *found[inner[0] : inner[-1] + 1]]


def _told(found: list[Block], body: str) -> list[Block]:
    """Drop head and tail that the page's own record of the report does not have."""
    told = _SPACES.sub("", body)
    keys = [_SPACES.sub("", block.text) for block in found]
    known = [index for index, key in enumerate(keys) if len(key) > _HEAD and key in told]
    agreed = sum(len(keys[index]) for index in known)
    if not known or agreed < max(_TOLD * len(told), _ENOUGH * sum(map(len, keys))):
        return found
    return found[: known[-1] + 1]


def _without_writers(found: list[Block], authors: Sequence[str]) -> list[Block]:
    """Drop what the outlet says of the report's writers below it."""
    names = [name for author in authors if len(name := words(author)) > 1]
    while found and names:
        said = words(found[-1].text)
        if not any(said[: len(name)] == name for name in names) or len(said) > _BIO:
            break
        found = found[:-1]
    return found
