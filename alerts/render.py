"""Turn an alert, a digest or a notice into the message that goes out: mail, Slack or plain text.

A message is rendered at its first attempt and then frozen, so every retry carries the
same words.  Outside text meets three walls: it is cleaned in `alerts.view` (a digest's in
`alerts.gathered`), escaped by the template (or by `alerts.blocks` for Slack), and never is a
template itself.

    email    subject, text, html (style sheet inlined; the dark one stays a style sheet), and
             the address for List-Unsubscribe, which mail programs accept only under https
    slack    text (the notification), blocks
    console  text

Discarded: deriving the plain text from the HTML.  It reads like what it is.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path
from textwrap import wrap

import css_inline
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from alerts.blocks import Block, blocks, digest_blocks, literal, notice_blocks
from alerts.gathered import DigestView, NoticeView, digest_view, notice_view
from alerts.reasons import Line
from alerts.view import View, view
from news.alert import Alert, Digest, Notice, Rendered, Telling
from news.errors import WirewatchError

WIDTH = 76
_STRONG = frozenset({"L", "R", "AL"})


def render(telling: Telling, *, message_id: str) -> Rendered:
    """Render for the channel of the recipient."""
    shown, template, arrange = _shown(telling)
    match telling.recipient.channel:
        case "email":
            payload = {"text": _text(shown, template), "html": _html(shown, template)}
            if isinstance(telling, Alert) and telling.story and telling.story.answers:
                payload["answers"] = telling.story.answers
            if telling.unsubscribe_link.startswith("https://"):
                payload["unsubscribe"] = telling.unsubscribe_link
        case "slack":
            written = json.dumps(arrange(), ensure_ascii=False)
            payload = {"text": literal(shown.subject), "blocks": written}
            if isinstance(telling, Alert) and telling.story and telling.story.thread:
                payload["thread"] = telling.story.thread
        case "console":
            payload = {"text": _text(shown, template)}
        case other:
            raise WirewatchError(f"no message can be written for the channel '{other}'")
    return Rendered(message_id=message_id, subject=shown.subject, payload=payload)


Shown = View | DigestView | NoticeView


def _shown(telling: Telling) -> tuple[Shown, str, Callable[[], list[Block]]]:
    """Return what is shown, the template's name, and how Slack's blocks are arranged."""
    match telling:
        case Digest():
            digest = digest_view(telling)
            return digest, "digest", lambda: digest_blocks(digest)
        case Notice():
            notice = notice_view(telling)
            return notice, "notice", lambda: notice_blocks(notice)
        case Alert():
            alert = view(telling)
            return alert, "alert", lambda: blocks(alert)


def _text(shown: Shown, template: str) -> str:
    return _templates().get_template(f"{template}.txt").render(shown=shown).strip() + "\n"


def _html(shown: Shown, template: str) -> str:
    return _inliner().inline(_templates().get_template(f"{template}.html").render(shown=shown))


@cache
def _templates() -> Environment:
    """Load the templates once; only .html escapes."""
    found = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["wrapped"] = wrapped
    found.filters["starred"] = starred
    found.filters["direction"] = direction
    return found


@cache
def _inliner() -> css_inline.CSSInliner:
    """Mail programs drop style sheets; only the part marked to be kept stays one."""
    return css_inline.CSSInliner(load_remote_stylesheets=False)


def wrapped(text: str, indent: str = "") -> str:
    """Break a line between words for reading at a terminal's width."""
    return "\n".join(
        wrap(
            text,
            WIDTH,
            initial_indent=indent,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
    )


def direction(line: Line) -> str:
    """Say which way a line runs, by its first letter that runs either way.

    `dir="auto"` would do it for the text, but the bar beside a quotation must know too.
    """
    strong = (unicodedata.bidirectional(sign) for piece in line for sign in piece.text)
    return next(("ltr" if way == "L" else "rtl" for way in strong if way in _STRONG), "ltr")


def starred(line: Line) -> str:
    """Write the marked pieces of a line between asterisks."""
    return "".join(f"*{piece.text}*" if piece.marked else piece.text for piece in line)
