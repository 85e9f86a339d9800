"""Which house owns an outlet."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from config.load import load
from config.owners import families, owner_of
from news.errors import ConfigError
from tests.config.folder import written


@pytest.mark.parametrize(
    ("said", "owner"),
    [
        ('url = "https://www.thenews.com.pk"', "Jang Group"),
        ("", ""),
        ('owner = "The Vesk family"', "The Vesk family"),
        ('url = "https://www.thenews.com.pk"\nowner = "The Hill Courier"', "The Hill Courier"),
        ('owner = "jang group"', "Jang Group"),
    ],
)
def test_a_source_has_an_owner(tmp_path: Path, said: str, owner: str) -> None:
    text = f'[[sources]]\nname = "The Hill Courier"\nfeeds = ["https://hill.example/f"]\n{said}'
    [source] = load(written(tmp_path, sources=text), {}).sources
    assert source.owner == owner


def test_an_owner_is_spelled_one_way(tmp_path: Path) -> None:
    """Else two outlets of one house would count as independent, and nobody would know why."""
    text = "".join(
        f'[[sources]]\nname = "{name}"\nfeeds = ["https://{name}.example/f"]\nowner = "{owner}"\n'
        for name, owner in (
            ("hill", "Vesk Press"),
            ("vale", " Vesk Press "),
            ("dale", "VESK press"),
        )
    )
    with pytest.raises(ConfigError) as found:
        load(written(tmp_path, sources=text), {})
    [problem] = found.value.problems
    assert str(problem).startswith("sources.toml:12: sources[3].owner (dale): ")
    assert problem.message == "'VESK press' is written 'Vesk Press' in sources[1]"


@pytest.mark.parametrize(
    ("addresses", "owner"),
    [
        (["https://economictimes.indiatimes.com/news"], "The Times Group"),
        (["https://notindiatimes.com/news"], ""),
        (["", "https://feeds.bbci.example/x", "https://www.bbc.com/urdu/index.xml"], "BBC"),
        (["http://127.0.0.1:8080/feed"], ""),
        ([], ""),
    ],
)
def test_a_family_is_known_by_its_hosts(addresses: list[str], owner: str) -> None:
    assert owner_of(addresses) == owner


def test_no_host_belongs_to_two_families() -> None:
    """The table says of each host who owns it, and each family has more than one outlet's room."""
    hosts = Counter(host for family in families() for host in family.hosts)
    assert max(hosts.values()) == 1
    assert all(host == host.lower().removeprefix("www.") and "/" not in host for host in hosts)
    assert len({family.name for family in families()}) == len(families())
