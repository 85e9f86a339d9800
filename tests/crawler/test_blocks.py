from lxml import html

from crawler.blocks import Block, blocks


def seen(markup: str) -> list[Block]:
    return blocks(html.document_fromstring(f"<body>{markup}</body>"))


def lines(markup: str) -> list[str]:
    return [block.text for block in seen(markup)]


def test_a_line_break_of_any_make_ends_a_block() -> None:
    """Two sentences that a reader sees on two lines are never glued."""
    assert lines("<p>Rain fell.<br>Ferries stopped.</p>") == ["Rain fell.", "Ferries stopped."]
    assert lines("<div>Rain fell.<div>Ferries</div>stopped.</div>") == [
        "Rain fell.",
        "Ferries",
        "stopped.",
    ]
    assert lines("<p>A<span class='id br' data-pos=1></span>B</p>") == ["A", "B"]


def test_inline_markup_does_not_tear_words() -> None:
    """An initial set large, and bold type, stay in their words and sentences."""
    assert lines("<p><span class=cap>T</span>he <b>brid</b>ge  opened\n today.</p>") == [
        "The bridge opened today."
    ]


def test_a_space_behind_an_initial_is_the_pages() -> None:
    """An initial in an element of its own is torn off its word by the page's own space."""
    initial = "<span class=initial-letter><span>{}</span></span> <span>{}</span>"
    assert lines(f"<p>{initial.format('T', 'he bridge opened.')}</p>") == ["The bridge opened."]
    assert lines(f"<p>{initial.format('A', 'bridge opened.')}</p>") == ["A bridge opened."]


def test_empty_lines_part_paragraphs_where_the_page_keeps_them() -> None:
    """A wire's copy is typed, with line ends wherever the line was full."""
    copy = "Rain fell\non the hills.\n \nFerries <b>stopped</b>.\n\nThe end."
    told = ["Rain fell on the hills.", "Ferries stopped.", "The end."]
    assert lines(f"<pre>{copy}</pre>") == told
    assert lines(f"<div style='white-space: pre-line'>{copy}</div>") == told
    assert lines(f"<div>{copy}</div>") == [" ".join(told)]


def test_joiners_inside_words_stay() -> None:
    """Without the zero-width non-joiner it is another Persian word."""
    assert lines("<p>می\u200cگویند و\u200b رفت</p>") == ["می\u200cگویند و رفت"]


def test_a_row_of_a_table_is_one_block() -> None:
    """Rows of facts stay together; cells that hold a layout do not."""
    facts = "<tr><th>District</th><th>Killed</th></tr><tr><td><p>Upper</p></td><td>33</td></tr>"
    assert lines(f"<table>{facts}</table>") == ["District | Killed", "Upper | 33"]
    layout = "<tr><td><ul><li>Home</ul></td><td><p>Rain.</p><p>Snow.</p></td></tr>"
    assert lines(f"<table>{layout}</table>") == ["Home", "Rain.", "Snow."]


def test_what_is_linked_is_counted() -> None:
    """A block knows how much of it is links, and what stands before the first."""
    (block,) = seen("<p>Also read: <a href=/x>Ferry stops</a></p>")
    assert (block.linked, block.lead) == (11, "Also read:")
    (plain,) = seen("<p>Ferry <a href=/x></a>stops</p>")
    assert (plain.linked, plain.lead) == (0, "")


def test_a_quoted_post_is_known() -> None:
    """Text within an embedded post is marked, text after it is not."""
    post = "<blockquote class=twitter-tweet><p>Rain!</p>— Bela (@bela)</blockquote><p>Snow.</p>"
    assert [(block.text, block.post) for block in seen(post)] == [
        ("Rain!", True),
        ("— Bela (@bela)", True),
        ("Snow.", False),
    ]


def test_scripts_and_forms_are_not_seen() -> None:
    """What is no text for a reader is no block; the text after it is."""
    assert lines("<p>Rain <script>x = 1</script>fell.<button>Share</button></p>") == ["Rain fell."]
