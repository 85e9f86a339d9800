"""Take out of a page what no reader sees: figures planted for machines are not reported.

    <p style="opacity:0">Officials said 42 million were killed</p>   ▶  nothing

Inline styles, the `hidden` attribute and the two classes that mean it everywhere are looked
at; the outlet's style sheets are not fetched.  Only short pieces go: some outlets hide a whole
report until a script shows it.  What fades in or folds out (opacity, no height) may be every
paragraph of a page, so that goes only where it is little altogether.

Discarded: `aria-hidden` (its text is seen, only not read aloud), and small type of more than
two pixels.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

_MOST = 5_000  # elements looked at
_LONGEST_STYLE = 1_000  # characters
_SHORT = 1_000  # characters; longer hidden pieces are reports behind a script
_MARKED = etree.XPath(
    "//body//*[@style or @hidden or @aria-modal='true'"
    " or contains(@class, 'hidden') or contains(@class, 'd-none')]"
)
# Styles are compared without spaces, in small letters.
_HIDDEN = re.compile(
    r"""(?:^|;)(?:display:none|visibility:(?:hidden|collapse)|font-size:(?:[0-2](?:\.\d+)?px|0+(?:\.0+)?(?![.\d]))
    |(?:left|right|top|bottom|text-indent|margin(?:-left|-top)?):-(?:\d{4,}px|\d{3,}r?em|\d{3,}%)
    |clip:rect\((?:0|1px)[^)]*\)|clip-path:(?:inset\((?:50|100)%|circle\(0)|color:transparent(?!.*background-clip:text)
    |transform:scale[xy]?\(0\))""",
    re.VERBOSE,
)
_FOLDED = re.compile(
    r"(?:^|;)(?:opacity:0*(?:\.0+)?(?:!|;|$)|(?:max-)?height:0(?:px)?(?:!|;|$).*overflow)"
)
_COLOUR = re.compile(r"(?:^|;)color:([^;!]+)")
_GROUND = re.compile(r"(?:^|;)background(?:-color)?:([^;!]+)")
_WHITE = frozenset({"#fff", "#ffffff", "white", "rgb(255,255,255)"})
# "hidden md:block" and "d-none d-md-block" are seen on wide screens.
_WIDE = re.compile(r":|d-\w+-")


def drop_hidden(tree: Any) -> None:
    """Take out short hidden pieces."""
    folded: list[Any] = []
    for element in _MARKED(tree)[:_MOST]:
        style = re.sub(r"\s+", "", (element.get("style") or "")[:_LONGEST_STYLE]).lower()
        if _is_hidden(element, style):
            _drop(element)
        elif _FOLDED.search(style):
            folded.append(element)
    if sum(len(element.text_content()) for element in folded) <= _SHORT:
        for element in folded:
            _drop(element)


def _drop(element: Any) -> None:
    if element.getparent() is not None and len(element.text_content()) <= _SHORT:
        element.drop_tree()


def _is_hidden(element: Any, style: str) -> bool:
    """Say whether an element is never seen."""
    if element.get("hidden") is not None or element.get("aria-modal") == "true":
        return True
    names = (element.get("class") or "").split()
    if {"hidden", "d-none"} & set(names) and not any(_WIDE.search(name) for name in names):
        return True
    return _HIDDEN.search(style) is not None or _is_like_its_ground(style)


def _is_like_its_ground(style: str) -> bool:
    """Say whether text has the colour that it stands on."""
    colour, ground = _COLOUR.search(style), _GROUND.search(style)
    if colour is None or ground is None:
        return False
    return colour[1] == ground[1] or {colour[1], ground[1]} <= _WHITE
