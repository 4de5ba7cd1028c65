"""Descriptions over HTTP and the site as files: how long they take, how large they are compressed."""

import json
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from rich.table import Table

from rufsgraph.config import Settings
from rufsgraph.protocol.addresses import FORMS
from rufsgraph.server.site import MARK
from tests.processes import Served, run, serving

FIRST_MILLISECONDS = 30.0
AGAIN_MILLISECONDS = 2.0
SITE_SECONDS = 120.0

LARGEST = "/doc/actor/region-stockholm"
"""The actor that most points to."""

PAGE_FIRST_MILLISECONDS, PAGE_AGAIN_MILLISECONDS = 50.0, 3.0
"""What is wished of every page."""

PAGES = (
    "/",
    "/ask",
    *(f"/doc/priority/{number}" for number in range(1, 10)),
    *(f"/doc/actor/{key}" for key in ("region-stockholm", "stockholms-stad", "kth", "regionens-kommuner")),
    *(f"/doc/goal/{number}" for number in range(1, 5)),
    "/doc/sub-goal/2.2",
    "/doc/sub-goal/3.1",
    "/doc/sdg/13",
    "/doc/initiative/fordonsdalen-stockholm",
    "/doc/funding-source/alf-medel",
    "/doc/strategy/oms-2050",
    "/doc/indicator/nystartade-foretag-per-1000-invanare",
    "/doc/ranking/regional-potential-index",
    "/doc/def/ontology",
    "/matrix",
    "/matrix?kind=actor-actor",
    "/indicators",
    "/indicators/europe",
    "/plan",
    "/quality",
    "/data",
    "/about",
    "/search?q=flemingsberg",
    "/ask/initiatives",
    "/ask/actor-network",
    "/ask/partners-on-priority?priority=3",
    "/ask/source-of?thing=priority/4",
)
"""Pages of every kind, and of each kind those that hold most."""

_AGAIN = 50
_PATIENCE = 3600
_KINDS = {
    "front": "/?lang=sv",
    "largest actor": f"{LARGEST}.html?lang=sv",
    "an initiative": "/doc/initiative/fordonsdalen-stockholm.html?lang=sv",
    "an entry": "/doc/entry/2020.3.4.html?lang=sv",
    "a priority": "/doc/priority/3.html?lang=sv",
    "ontology": "/doc/def/ontology.html?lang=sv",
    "list of questions": "/ask?lang=sv",
    "an answer": "/ask/partners-on-priority?lang=sv&priority=3",
    "downloads": "/data?lang=sv",
    "quality": "/quality?lang=sv",
    "catalogue": "/datasets/dcat?format=rdf",
    "VoID": "/.well-known/void?format=ttl",
    "API": "/api/openapi.json?lang=sv",
    "style": "/static/rufs.css",
}
"""An address of each kind of page."""


def times(releases: Path) -> Iterator[tuple[str, float, float]]:
    """The largest actor in each form: milliseconds the first time, and again at the middle."""
    with serving(releases) as served:
        connection = HTTPConnection(urlsplit(served.base).netloc, timeout=60)
        _asked(connection, "/doc/goal/1")  # the engine has been asked something
        for ending in FORMS:
            path = f"{LARGEST}.{ending}"
            first = _asked(connection, path)[0]
            again = sorted(_asked(connection, path)[0] for _ in range(_AGAIN))
            yield ending, first, again[_AGAIN // 2]


def every(releases: Path) -> Iterator[tuple[str, float, float, float]]:
    """Each page: milliseconds the first time, the first time of a server that has rested, and again."""
    with serving(releases) as served:
        busy = [(path, *_twice(served, path)) for path in PAGES]
    with serving(releases, ahead=Settings().ahead, public="https://rufs.example.org/") as served:
        served.await_pages()
        rested = [_twice(served, path)[0] for path in PAGES]
    return ((path, first, ready, again) for (path, first, again), ready in zip(busy, rested, strict=True))


def _twice(served: Served, path: str) -> tuple[float, float]:
    """Milliseconds of a page the first time, and again at the middle."""
    connection = HTTPConnection(urlsplit(served.base).netloc, timeout=60)
    way = f"{path}{'&' if '?' in path else '?'}lang=sv"
    first = _asked(connection, way)[0]
    again = sorted(_asked(connection, way)[0] for _ in range(5))
    connection.close()
    return first, again[2]


def sizes(releases: Path) -> Table:
    """The kinds of pages as they are sent: plain, and in each coding."""
    shown = Table(title="Answers, kB", title_justify="left")
    shown.add_column("what")
    codings = ("identity", "gzip", "br", "zstd")
    for coding in codings:
        shown.add_column(coding, justify="right")
    with serving(releases) as served:
        connection = HTTPConnection(urlsplit(served.base).netloc, timeout=60)
        for what, path in _KINDS.items():
            found = (_asked(connection, path, coding)[1] for coding in codings)
            shown.add_row(what, *(f"{size / 1000:.1f}" for size in found))
    return shown


def site(releases: Path, folder: Path) -> tuple[float, Table]:
    """The seconds that the site takes to be written, and the sizes of its parts."""
    began = time.perf_counter()
    done = run(
        *("release", "site", str(folder), "--public", "https://rufs.example.org/"),
        releases=releases,
        timeout=_PATIENCE,
    )
    seconds = time.perf_counter() - began
    if done.returncode:
        raise RuntimeError(done.stderr)
    shown = Table(title="The site as files", title_justify="left")
    for name in ("what", "files", "kB", "gzip kB", "gzip kB a file"):
        shown.add_column(name, justify="left" if name == "what" else "right")
    for what, one in json.loads((folder / MARK).read_text(encoding="utf-8"))["parts"].items():
        plain, packed = one["bytes"] / 1000, one["compressed"] / 1000
        mean = packed / one["files"]
        shown.add_row(what, str(one["files"]), f"{plain:.0f}", f"{packed:.0f}", f"{mean:.2f}")
    return seconds, shown


def _asked(connection: HTTPConnection, path: str, coding: str = "identity") -> tuple[float, int]:
    """The milliseconds that an answer took, and its bytes."""
    began = time.perf_counter()
    connection.request("GET", path, headers={"Accept": "text/html,*/*;q=0.5", "Accept-Encoding": coding})
    answer = connection.getresponse()
    body = answer.read()
    took = 1000 * (time.perf_counter() - began)
    if answer.status != 200:
        raise RuntimeError(f"{path} answers {answer.status}")
    return took, len(body)
