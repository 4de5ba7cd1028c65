"""A server whose release is on disk, as a large one is; and what servers take of memory."""

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rufsgraph.config import Settings
from rufsgraph.engines.nursery import IDLE
from rufsgraph.releases.store import DERIVED, current_release
from tests.calls import bindings, call, must_be_problem, sparql
from tests.conftest import copied
from tests.processes import Served, serving

pytestmark = pytest.mark.alone

GOALS = "SELECT ?goal { ?goal a <https://w3id.org/rufs/def/Goal> } ORDER BY ?goal"
CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
SORT = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f"
AS_OF = "/ask/needs-of-priority?priority=3&format=json"
MOST_MEMORY = 200_000_000
"""Bytes that all processes of a server may take together, after light load, at the report's size."""


@pytest.fixture(scope="module")
def served(stored: Path) -> Iterator[Served]:
    """A server that holds no release in memory."""
    with serving(stored, memory_bytes=0, query_seconds=2, query_memory=250_000_000) as one:
        yield one


def test_answers_are_those_of_memory(served: Served, server: str) -> None:
    """Pages, questions and queries are answered as by a server that holds the release in memory."""
    for path in ("/", "/ask/partners-on-priority?priority=3", AS_OF, "/ask/rankings?goal=4&format=csv"):
        one, other = (call(base, path, host="x.example") for base in (served.base, server))
        assert one.body == other.body, path
    assert sparql(served.base, GOALS).body == sparql(server, GOALS).body


def test_queries_are_stopped(served: Served) -> None:
    """A query is stopped at its time and at its memory, and the next is answered."""
    must_be_problem(sparql(served.base, CROSS), 503, "over-time")
    stopped = sparql(served.base, SORT)
    assert stopped.status == 503 and stopped.json()["code"] in ("over-memory", "over-time")
    must_be_problem(sparql(served.base, "ASK { SERVICE <http://127.0.0.1:9/> {} }"), 403, "service-refused")
    assert len(bindings(sparql(served.base, f"{GOALS} # afterwards"))) == 4


def test_missing_store_is_made_while_the_old_is_served(release_folder: Path, tmp_path: Path) -> None:
    """A new release without its store is picked up once that is made; no request waits for it."""
    folder = copied(release_folder, tmp_path)
    old = current_release(folder)
    with serving(folder, memory_bytes=0) as served:
        shutil.copytree(old.path, folder / "later", ignore=shutil.ignore_patterns(DERIVED))
        manifest = folder / "later" / "manifest.json"
        manifest.write_text(manifest.read_text(encoding="utf-8").replace(old.name, "later"), encoding="utf-8")
        (folder / "next").symlink_to("later")
        (folder / "next").replace(folder / "current")
        last = time.monotonic() + 60
        seen = []
        while not seen or seen[-1] != "later":
            assert time.monotonic() < last, served.logged()
            seen.append(call(served.base, "/health").json()["release"])
            assert call(served.base, AS_OF).status == 200
        assert seen[0] == old.name
        assert "making its store" in served.logged()


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("in memory", {}),
        ("in memory, two server processes", {"workers": 2}),
        ("on disk", {"memory_bytes": 0}),
    ],
)
def test_server_takes_little_memory(
    stored: Path, kind: str, settings: dict[str, int], record_property: Callable[[str, object], None]
) -> None:
    """After light load all processes together take less memory than is promised, pages made ahead too."""
    with serving(stored, ahead=Settings().ahead, **settings) as served:
        served.await_pages()
        for number in range(20):
            for path in ("/", "/ask/partners-on-priority?priority=3", AS_OF):
                assert call(served.base, path).status == 200
            assert sparql(served.base, f"SELECT * {{ ?s ?p ?o }} LIMIT 100 # {number}").status == 200
        at_once = served.memory()
        last = time.monotonic() + 30
        while served.memory() >= MOST_MEMORY:
            assert time.monotonic() < last, served.memory()
            time.sleep(IDLE)
        time.sleep(2 * IDLE)
        took = served.memory()
    record_property(
        f"MB of memory after light load, {kind} (at once, then)", f"{at_once / 1e6:.0f}, {took / 1e6:.0f}"
    )
    assert took < MOST_MEMORY
