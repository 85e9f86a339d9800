import pytest
from lxml import html

from crawler.asides import drop_asides

PROSE = "<p>Pier one of the bridge over the Sandal took a year of work, the office said.</p>" * 6


def left(markup: str) -> str:
    tree = html.document_fromstring(f"<body><article>{PROSE}{markup}</article></body>")
    drop_asides(tree)
    return str(tree.text_content()).replace("Pier one of", "").split("said.")[-1].strip()


@pytest.mark.parametrize(
    "names",
    [
        "class='related-posts'",
        "class='story__relatedStories'",
        "class='wp-caption-text'",
        "class='newsletter_signup'",
        "class='author-bio'",
        "class='sharedaddy'",
        "class='td-post-tags post-tags'",
        "class='infinite-next'",
        "class='pull-quote'",
        "id='comments'",
        "class='audio-player__info-text'",
        "id=moreFrom",
        "data-testid='recommended-reads'",
        "role=complementary",
    ],
)
def test_what_is_named_an_aside_goes(names: str) -> None:
    assert not left(f"<div {names}>Ferry stops after forty years</div>")


@pytest.mark.parametrize(
    "names",
    [
        "class='correlated'",
        "class='teaser-text'",
        "class='paywalled'",
        "class='elementor-widget'",
        "class='article__shared-lead'",
        "class='commentary'",
        "class='story-body'",
        "class='interrelated'",
        "",
    ],
)
def test_what_only_sounds_like_one_stays(names: str) -> None:
    assert left(f"<div {names}>Ferry stops.</div>") == "Ferry stops."


def test_a_picture_takes_its_words_with_it() -> None:
    """A box of a picture and a line is a caption, whatever its class; a paragraph is not."""
    assert not left("<div class=x9><span><img src=a></span><p>Mayor Asha Rao, right</p></div>")
    assert not left("<figure><img src=a><figcaption>Mayor Asha Rao</figcaption></figure>")
    assert not left("<p><img src=a><br><em>Mayor Asha Rao, right</em></p>")
    assert left("<div><img src=a><h3>Ferry stops</h3></div>") == "Ferry stops"
    assert left("<p><img src=a>Rain fell.</p>") == "Rain fell."
    assert left("<p><img src=a>Rain <em>fell</em>.</p>") == "Rain fell."


def test_the_report_itself_is_never_an_aside() -> None:
    """A name around everything lies."""
    assert "Rain fell." in left("Rain fell.")
    wrapped = html.document_fromstring(f"<body><div class='related sidebar'>{PROSE}</div></body>")
    drop_asides(wrapped)
    assert "Pier one" in wrapped.text_content()
    bare = "<div class=comments>" + "Rain fell on the town of Sandal.<br>" * 9 + "</div>"
    parted = html.document_fromstring(f"<body>{bare}</body>")
    drop_asides(parted)
    assert "Rain fell" in parted.text_content()
