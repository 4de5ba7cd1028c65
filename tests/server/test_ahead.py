"""Pages are kept for all that differ in Accept, coding or host only; some are made before they are asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask

from rufsgraph.config import Settings
from rufsgraph.server import ahead
from rufsgraph.server.app import create_app
from tests.calls import HTML, call
from tests.processes import serving

PATHS = (
    "/doc/priority/4?lang=sv",
    "/doc/actor/kth?lang=en",
    "/doc/actor/kth.html?lang=sv",
    "/doc/actor/jarfalla-kommun?lang=sv&print=1",
    "/doc/goal/1?page=1",
    "/matrix?kind=actor-actor&lang=sv",
    "/ask/partners-on-priority?priority=3&lang=sv",
)
BROWSERS = ("text/html", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")


@contextmanager
def opened(release_folder: Path) -> Iterator[Flask]:
    """An app that has kept nothing."""
    made = create_app(Settings(releases=release_folder, log="none"))
    yield made
    made.extensions["rufsgraph"]["live"].close()


@pytest.fixture
def app(release_folder: Path) -> Iterator[Flask]:
    """One for each test."""
    with opened(release_folder) as made:
        yield made


@pytest.fixture(scope="module")
def asked(release_folder: Path) -> Iterator[Flask]:
    """One that makes each page when it is asked for it."""
    with opened(release_folder) as made:
        yield made


def seen(app: Flask, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """A page, with its headers but the tag, which is of one Accept and coding."""
    answer = app.test_client().get(path, headers={"Accept": HTML, **headers})
    told = {name: value for name, value in answer.headers.items() if name != "ETag"}
    return answer.status_code, told, answer.data


@pytest.mark.parametrize("path", PATHS)
def test_page_made_ahead_is_the_page(app: Flask, asked: Flask, path: str) -> None:
    """What is made ahead is what is made for who asks, with the same headers."""
    with app.app_context():
        ahead.make(app, path)
    kept = app.extensions["rufsgraph"]["front"].pages.bytes
    assert kept > 0
    assert seen(app, path, Accept=BROWSERS[1]) == seen(asked, path) and seen(asked, path)[0] == 200
    assert app.extensions["rufsgraph"]["front"].pages.bytes == kept


def test_page_is_made_once_for_all_that_would_see_the_same(app: Flask) -> None:
    """Another Accept or coding makes no other page; another language or address does."""
    pages = app.extensions["rufsgraph"]["front"].pages
    for accept in BROWSERS:
        for coding in ("identity", "gzip", "br"):
            seen(app, "/doc/priority/3?lang=sv", Accept=accept, **{"Accept-Encoding": coding})
    one = pages.bytes
    assert one > 0
    seen(app, "/doc/priority/3?lang=en")
    assert pages.bytes > 1.5 * one


def test_page_that_tells_its_address_is_of_one_host(app: Flask) -> None:
    """An answer's permalink is of the host that was asked; a page of a thing is the same at each."""
    path = "/ask/partners-on-priority?priority=3&lang=sv"
    for host in ("one.example", "two.example"):
        assert f"http://{host}/ask/partners".encode() in seen(app, path, Host=host)[2]
    first, second = (seen(app, "/doc/goal/1?lang=sv", Host=host)[2] for host in ("a.example", "b.example"))
    assert first == second


def test_language_of_the_reader_decides_the_page(app: Flask) -> None:
    """One address without a language is a page in each."""
    assert b'<html lang="en">' in seen(app, "/doc/goal/1", **{"Accept-Language": "en"})[2]
    assert b'<html lang="sv">' in seen(app, "/doc/goal/1", **{"Accept-Language": "sv"})[2]


def test_what_is_no_page_is_not_kept(app: Flask) -> None:
    """Neither data nor a page that says what is wrong."""
    pages = app.extensions["rufsgraph"]["front"].pages
    for path in (
        "/doc/goal/1.ttl",
        "/doc/goal/nothing",
        "/ask/co-partners?actor=qqqq",
        "/ask/plan?format=csv",
    ):
        app.test_client().get(path, headers={"Accept": HTML})
    assert pages.bytes == 0


@pytest.mark.alone
def test_rested_server_has_the_longest_pages_ready(release_folder: Path) -> None:
    """After a rest the pages that take longest are there: the query processes have nothing to do for them."""
    with serving(release_folder, ahead=1) as served:
        served.await_pages()
        before = served.engine_seconds()
        for lang in ("sv", "en"):
            for path in ("/doc/priority/4", "/doc/actor/region-stockholm", "/matrix?kind=actor-actor"):
                way = f"{path}{'&' if '?' in path else '?'}lang={lang}"
                assert call(served.base, way, accept=BROWSERS[1]).status == 200
        assert served.engine_seconds() == before


@pytest.mark.alone
def test_answers_that_take_longest_are_made_while_nobody_comes(release_folder: Path) -> None:
    """From the start on, for whatever host is asked for later; sorting and files ask the engine nothing."""
    with serving(release_folder, ahead=1) as served:
        served.await_pages()
        before = served.engine_seconds()
        for path in ("/ask/initiatives", "/ask/initiatives?sort=-owners", "/ask/actor-network?format=xlsx"):
            assert call(served.base, path, accept=BROWSERS[1]).status == 200
        assert served.engine_seconds() == before
