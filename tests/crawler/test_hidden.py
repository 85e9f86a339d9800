import pytest
from lxml import html

from crawler.hidden import drop_hidden

SEEN = "<p>Officials said at least 50 people were killed in attacks across 12 towns.</p>"
PLANTED = "42 million killed"


def left(markup: str) -> str:
    tree = html.document_fromstring(f"<body><article>{SEEN}{markup}</article></body>")
    drop_hidden(tree)
    return str(tree.text_content())


@pytest.mark.parametrize(
    "said",
    [
        "hidden",
        "aria-modal=true",
        "class='x hidden'",
        "class=d-none",
        "style='display: none'",
        "style='margin:0; DISPLAY:NONE !important'",
        "style='visibility:hidden'",
        "style='font-size:0'",
        "style='font-size: 0.0em'",
        "style='font-size:1px'",
        "style='opacity:0'",
        "style='opacity: 0.0; color: red'",
        "style='position:absolute;left:-9999px'",
        "style='text-indent:-999em'",
        "style='height:0;overflow:hidden'",
        "style='clip:rect(0,0,0,0);position:absolute'",
        "style='clip-path: inset(100%)'",
        "style='transform: scale(0)'",
        "style='color:transparent'",
        "style='color:#ffffff;background:#fff'",
        "style='background-color: rgb(9, 9, 9); color: rgb(9, 9, 9)'",
    ],
)
def test_what_no_reader_sees_goes(said: str) -> None:
    """A figure planted for machines is not reported."""
    assert PLANTED not in left(f"<p {said}>{PLANTED}</p>")


@pytest.mark.parametrize(
    "said",
    [
        "",
        "aria-hidden=true",
        "class='hidden md:block'",
        "class='d-none d-md-block'",
        "class='overflow-hidden'",
        "style='font-size:0.9em'",
        "style='font-size:20px'",
        "style='opacity:0.8'",
        "style='opacity:01'",
        "style='margin-left:-20px'",
        "style='overflow:hidden'",
        "style='height:0.5em;overflow:hidden'",
        "style='color:#fff;background:#000'",
        "style='color:transparent;background:red;-webkit-background-clip:text'",
    ],
)
def test_what_is_seen_stays(said: str) -> None:
    assert PLANTED in left(f"<p {said}>{PLANTED}</p>")


def test_a_report_behind_a_script_stays() -> None:
    """Some outlets show a report only once a script has run, or let each paragraph fade in."""
    assert PLANTED in left(f"<div style='display:none'>{SEEN * 20}{PLANTED}</div>")
    assert PLANTED in left("".join(f"<p style='opacity:0'>{SEEN}{PLANTED}</p>" for _ in range(20)))
