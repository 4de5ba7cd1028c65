"""A release of over three million triples, served from a store on disk: how soon, how fast, with what memory.

Time is that of the processors where it is compared with what is promised, as in `test_speed`: on a machine
that does nothing else it is the time by the clock, which is recorded too.
"""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from rufsgraph.engines.nursery import IDLE
from rufsgraph.questions.deriving import Derived, derived
from rufsgraph.questions.question import library
from rufsgraph.releases.store import Release
from tests.calls import call, sparql
from tests.processes import Served, run, serving

START_SECONDS, MILLISECONDS = 5.0, 200.0
"""What is promised: of the start from a built release, and of a light question."""

RUNS = 5
PATIENCE = 120
"""Seconds after which a query is given up."""

LIGHT = (
    "city-comparison",
    "discrepancies",
    "needs-of-priority",
    "observations",
    "priorities-of-actor",
    "rankings",
    "sdg-subgoal-matrix",
    "source-of",
    "strategies",
    "subgoal-status",
)
"""Questions of the plan, the follow-up or one thing: the others read the inventory, which has grown."""

QUERIES = (
    "SELECT ?goal { ?goal a <https://w3id.org/rufs/def/Goal> }",
    "SELECT * { ?s ?p ?o } LIMIT 100",
    "DESCRIBE <https://w3id.org/rufs/id/goal/1>",
    "SELECT * { ?s <https://w3id.org/rufs/def/priority> <https://w3id.org/rufs/id/priority/3> } LIMIT 100",
)

pytestmark = [pytest.mark.slow, pytest.mark.alone]
Record = Callable[[str, object], None]


@pytest.fixture(scope="module")
def made(hundredfold_release: Release) -> Derived:
    """The store on disk and the names."""
    found = derived(hundredfold_release, 0, lambda _: None)
    assert found
    return found


@pytest.fixture(scope="module")
def served(hundredfold_release: Release, made: Derived) -> Iterator[Served]:
    """A server that gives queries time enough on a machine that has much else to do."""
    with serving(hundredfold_release.path.parent, query_seconds=PATIENCE) as one:
        yield one


def used(served: Served) -> float:
    """The processor seconds of a server and all its processes, those that have ended too."""
    return sum(one.processor_seconds + one.reaped_seconds for one in served.processes())


def test_store_is_made(hundredfold_release: Release, made: Derived, record_property: Record) -> None:
    """It is large, so that it has a store whatever the settings, which is larger than memory should hold."""
    triples = sum(hundredfold_release.manifest["triples"].values())
    size = sum(path.stat().st_size for path in made.store.iterdir())
    record_property("triples of the large release", triples)
    record_property("its store on disk, MB", round(size / 1e6))
    record_property("its names on disk, MB", round(made.names.stat().st_size / 1e6))
    assert triples > 3_000_000


def test_starts_soon(hundredfold_release: Release, made: Derived, record_property: Record) -> None:
    """A server is ready in the seconds that are promised."""
    began = time.monotonic()
    with serving(hundredfold_release.path.parent) as served:
        clock, processor = time.monotonic() - began, used(served)
    record_property(
        "seconds until a large release is served (clock, processors)", f"{clock:.1f}, {processor:.1f}"
    )
    assert processor < START_SECONDS


@pytest.mark.parametrize("question_id", LIGHT)
def test_light_question_is_fast(served: Served, question_id: str, record_property: Record) -> None:
    """A light question is answered in the milliseconds that are promised."""
    examples = {one.name: one.example for one in library()[question_id].parameters if one.example is not None}

    def ask(number: int) -> int:
        parameters = urlencode({**examples, "format": "json", "limit": 1000 + number})  # no two are alike
        return call(served.base, f"/ask/{question_id}?{parameters}", timeout=PATIENCE).status

    must_be_fast(served, question_id, ask, record_property)


@pytest.mark.parametrize("number", range(len(QUERIES)))
def test_light_query_is_fast(served: Served, number: int, record_property: Record) -> None:
    """So is a light query."""
    query = QUERIES[number]
    must_be_fast(served, query, lambda run: sparql(served.base, f"{query} # {run}").status, record_property)


def must_be_fast(served: Served, what: str, ask: Callable[[int], int], record_property: Record) -> None:
    """Asks several times, each time something new, and compares what one took on average."""
    assert ask(0) == 200
    before = used(served)
    clock = []
    for number in range(1, RUNS + 1):
        began = time.monotonic()
        assert ask(number) == 200
        clock.append(1000 * (time.monotonic() - began))
    processor = 1000 * (used(served) - before) / RUNS
    record_property(
        f"{what}, of a large release, ms (clock, processors)", f"{min(clock):.0f}, {processor:.0f}"
    )
    assert processor < MILLISECONDS


def test_memory_does_not_grow_with_the_data(served: Served, record_property: Record) -> None:
    """After light load a server takes no more memory than with the report's own data."""
    for number in range(20):
        for query in QUERIES:
            assert sparql(served.base, f"{query} # memory {number}").status == 200
    time.sleep(3 * IDLE)
    took = served.memory()
    record_property("MB of memory after light load, large release on disk", round(took / 1e6))
    assert took < 200_000_000


def test_command_answers_soon(hundredfold_release: Release, made: Derived, record_property: Record) -> None:
    """A command answers from the store too."""
    folder: Path = hundredfold_release.path.parent
    began = time.monotonic()
    done = run("ask", "needs-of-priority", "--priority", "3", "--format", "csv", releases=folder)
    record_property("seconds of a command, large release on disk", round(time.monotonic() - began, 2))
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) > 2
