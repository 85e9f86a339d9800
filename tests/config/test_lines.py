"""The line of every key in a TOML text."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.lines import Place, line_of, locate, statements

TEXT = '''# a comment with [brackets] and "quotes
title = "a # b"
web.port = 1

[mail]      # a header
host = 'x'
"quoted key" = 1
password = { env = "A" }

[[sources]]
name = "one"
feeds = [
  "https://a.example",  # ]
  "https://b.example",
]
[[sources]]
name = """
two [[sources]]
"""
[sources.more]
deep.deeper = 1
[[sources]]
name = \'\'\'three''\'\'\'
poll = "1m"
'''


@pytest.mark.parametrize(
    ("place", "value", "line"),
    [
        (("title",), None, 2),
        (("web", "port"), None, 3),
        (("web",), None, 3),
        (("mail",), None, 5),
        (("mail", "host"), None, 6),
        (("mail", "quoted key"), None, 7),
        (("mail", "password"), None, 8),
        (("mail", "password", "env"), None, 8),
        (("mail", "missing"), None, 5),
        (("sources",), None, 10),
        (("sources", 0), None, 10),
        (("sources", 0, "name"), None, 11),
        (("sources", 0, "feeds"), None, 12),
        (("sources", 0, "feeds", 1), "https://b.example", 14),
        (("sources", 0, "feeds", 1), None, 12),
        (("sources", 1, "name"), None, 17),
        (("sources", 1, "more", "deep", "deeper"), None, 21),
        (("sources", 2, "name"), None, 23),
        (("sources", 2, "poll"), None, 24),
        (("nowhere",), None, None),
        ((), None, None),
    ],
)
def test_where_a_key_stands(place: Place, value: object, line: int | None) -> None:
    assert line_of(place, value, locate(TEXT)) == line


def test_the_text_is_toml() -> None:
    """The text above means what the table says."""
    table = tomllib.loads(TEXT)
    assert [source["name"] for source in table["sources"]] == [
        "one",
        "two [[sources]]\n",
        "three''",
    ]
    assert table["sources"][1]["more"] == {"deep": {"deeper": 1}}


VALUES = st.one_of(
    st.just("1"),
    st.text(st.sampled_from("a[]{}#'=\n"), max_size=6).map(lambda text: f'"""{text}"""'),
    st.text(st.sampled_from('a[]{}#"=\\\n'), max_size=6).map(lambda text: f"'''{text}'''"),
    st.text(st.sampled_from("a[]{}#'="), max_size=6).map(lambda text: f'"{text}"'),
    st.just('[\n  "a", # ]\n  { b = "}" },\n]'),
)


@given(st.lists(VALUES, max_size=6))
def test_each_statement_is_toml_of_its_own(values: list[str]) -> None:
    """Cut up and read one by one, the statements say what the whole text says."""
    text = "\n".join(f"k{number} = {value} # [" for number, value in enumerate(values))
    together: dict[str, object] = {}
    for _, statement in statements(text):
        together |= tomllib.loads(statement)
    assert together == tomllib.loads(text)
    lines = {number: line for (line, _), number in zip(statements(text), range(99), strict=False)}
    for number in range(len(values)):
        assert text.split("\n")[lines[number] - 1].startswith(f"k{number} = ")
