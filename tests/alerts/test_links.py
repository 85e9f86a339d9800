from __future__ import annotations

import json
from pathlib import Path

import pytest

from alerts.links import web_link

VECTORS = Path(__file__).parents[1] / "hostile" / "xss" / "vectors.json"


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://post.example/a?b=1&c=2", "https://post.example/a?b=1&c=2"),
        ("http://127.0.0.1:8000/articles/1", "http://127.0.0.1:8000/articles/1"),
        ("https://post.example/%D8%A8", "https://post.example/%D8%A8"),
        ("https://post.example/ب", "https://post.example/%D8%A8"),
        ("https://post.example/a|b>c<d\"e'f", "https://post.example/a%7Cb%3Ec%3Cd%22e%27f"),
        ("https://post.example/a b", ""),
        ("https://post.example/a\nb", ""),
        ("javascript:alert(1)", ""),
        ("JaVaScRiPt:alert(1)", ""),
        (" javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//post.example/a", ""),
        ("/articles/1", ""),
        ("https://bank.example@evil.example/", ""),
        ("https:///a", ""),
        ("https://[::1/a", ""),
        ("https://post.example:port/a", ""),
        ("https://post.example/" + "a" * 2000, ""),
        ("https://post.example/\ud83d", "https://post.example/?"),
        ("", ""),
    ],
)
def test_what_may_be_linked(url: str, link: str) -> None:
    assert web_link(url) == link


@pytest.mark.parametrize("vector", json.loads(VECTORS.read_text()))
def test_a_vector_is_no_link(vector: str) -> None:
    assert web_link(vector) == ""
