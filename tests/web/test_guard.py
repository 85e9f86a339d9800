from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from config.settings import Web
from tests.build import archive_with
from tests.web.visitor import Visitor, ports, visit
from web.app import create_app
from web.guard import HEADERS, host_of


@pytest.fixture(scope="module")
def visitor(tmp_path_factory: pytest.TempPathFactory) -> Visitor:
    """Open an empty archive, served as news.example too."""
    browse = archive_with(tmp_path_factory.mktemp("archive")).browse
    return Visitor(
        create_app(
            ports(
                browse,
                settings=Web(
                    base_url="https://news.example/wire",
                    hosts=("desk.example:8087", "Fog.Example"),
                ),
            )
        )
    )


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ("localhost", 200),
        ("localhost:8087", 200),
        ("LOCALHOST:1", 200),
        ("127.0.0.1", 200),
        ("127.8.7.6:8087", 200),
        ("[::1]:8087", 200),
        ("news.example", 200),
        ("NEWS.example:443", 200),
        ("desk.example", 200),
        ("fog.example", 200),
        ("rebound.example", 400),
        ("localhost.rebound.example", 400),
        ("rebound.example:127.0.0.1", 400),
        ("localhost@rebound.example", 400),
        ("localhost/rebound.example", 400),
        ("localhost:x", 400),
        ("[::1", 400),
        ("192.0.2.1", 400),
        ("", 400),
        ("\x00", 400),
    ],
)
def test_only_our_hosts_are_answered(visitor: Visitor, header: str, status: int) -> None:
    answer = visitor.get("/healthz", headers={"Host": header})
    assert answer.status_code == status


def test_a_stranger_is_told_the_way_and_nothing_of_his_own(visitor: Visitor) -> None:
    """The refusal is plain text that repeats no part of the request."""
    answer = visitor.get("/?q=<b>x", headers={"Host": "<script>.example"})
    assert answer.headers["content-type"].startswith("text/plain")
    assert "base_url" in answer.text
    assert "script" not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/?q=bridge",
        "/article/1",
        "/sources",
        "/nowhere",
        "/api/v1/articles",
        "/api/v1/articles/9",
        "/api/openapi.json",
        "/healthz",
        "/static/style.css",
        "/static/nothing.css",
        "/?q=&source=x",
        "/?q=" + "x" * 2000,
    ],
)
def test_every_answer_carries_the_headers(visitor: Visitor, path: str) -> None:
    """Good answers, refusals, redirects and files alike."""
    headers = visitor.get(path).headers
    assert {name: headers.get_list(name) for name in HEADERS} == {
        name: [value] for name, value in HEADERS.items()
    }


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_nothing_can_be_changed(visitor: Visitor, method: str) -> None:
    answer = visitor.get("/", method=method)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"


def test_head_is_answered(visitor: Visitor) -> None:
    """Monitors ask with HEAD; it is a GET of which the server sends the head."""
    assert visitor.get("/healthz", method="HEAD").status_code == 200


@pytest.mark.parametrize(
    ("header", "host"),
    [
        ("Example.ORG:80", "example.org"),
        ("[::1]:80", "::1"),
        ("a b", "a b"),
        ("user@example.org", ""),
        ("example.org/x", ""),
        ("example.org?x", ""),
        ("example.org#x", ""),
        ("example.org:99999", ""),
    ],
)
def test_a_host_header_is_read(header: str, host: str) -> None:
    assert host_of(header) == host


def test_pages_of_a_broken_archive_carry_the_headers_too() -> None:
    """A fault of ours is answered with a plain page that gives nothing away."""
    answer = visit(Broken()).get("/")
    assert answer.status_code == 500
    assert answer.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]
    assert "Something broke" in answer.text
    assert "secret" not in answer.text


class Broken:
    """An archive of which every read fails."""

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError("a secret of the database")


def test_the_static_folder_ends_at_its_border(visitor: Visitor) -> None:
    """No address leads out of the folder of static files."""
    for path in ("/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py"):
        assert visitor.get(path).status_code == 404
    assert (Path(__file__).parents[2] / "web" / "app.py").exists()
