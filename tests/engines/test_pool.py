"""Query processes and their nursery: shared by those that meet, replaced when worn, gone with the last."""

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from rufsgraph.engines.engine import UNION
from rufsgraph.engines.nursery import IDLE, Limits
from rufsgraph.engines.pool import Meeting, WorkerEngine
from rufsgraph.errors import EngineFailed, OverMemory, OverTime, RufsError, ServiceRefused, TooLarge
from rufsgraph.questions.deriving import derived
from rufsgraph.releases.store import current_release
from tests.processes import Seen, look, memory

pytestmark = pytest.mark.alone

LIMITS = Limits(seconds=30, memory=250_000_000, answer=2_000_000, fast=2, running=4)
HURRIED = replace(LIMITS, seconds=2)
GOALS = "SELECT ?goal { ?goal a <https://w3id.org/rufs/def/Goal> } ORDER BY ?goal"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
SORT = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f"
SECONDS = 30.0


@pytest.fixture(scope="module")
def release(stored: Path) -> Path:
    """The folder of a release."""
    return current_release(stored).path


@pytest.fixture(scope="module")
def store(stored: Path) -> Path:
    """The same as a store on disk."""
    made = derived(current_release(stored), 0, pytest.fail)
    assert made
    return made.store


@pytest.fixture(params=["in memory", "on disk"])
def kind(request: pytest.FixtureRequest, store: Path) -> Path | None:
    """The store on disk, and none."""
    return store if request.param == "on disk" else None


@pytest.fixture
def engine(release: Path, kind: Path | None) -> Iterator[WorkerEngine]:
    """An engine of each kind."""
    with closing(WorkerEngine(release, LIMITS, 4, kind)) as made:
        yield made


@pytest.fixture
def hurried(release: Path, kind: Path | None) -> Iterator[WorkerEngine]:
    """The same, with little time for a query."""
    with closing(WorkerEngine(release, HURRIED, 4, kind)) as made:
        yield made


def children(parent: int) -> list[Seen]:
    """The processes that a process has started and that live."""
    seen = (look(int(folder.name)) for folder in Path("/proc").iterdir() if folder.name.isdigit())
    return [one for one in seen if one is not None and one.parent == parent]


def nurseries() -> list[int]:
    """The nurseries that this process has started and that live."""
    return [one.pid for one in children(os.getpid()) if "rufsgraph.engines.nursery" in one.command]


def query_processes() -> list[int]:
    """The query processes of the only nursery."""
    (nursery,) = nurseries()
    return sorted(one.pid for one in children(nursery))


def eventually(true: object) -> None:
    """Waits until a call without arguments is true."""
    assert callable(true)
    last = time.monotonic() + SECONDS
    while not true():
        assert time.monotonic() < last
        time.sleep(0.02)


def failure(engine: WorkerEngine, query: str) -> RufsError:
    """The error that a query ends in."""
    with pytest.raises(RufsError) as caught:
        engine.rows(query)
    return caught.value


def test_answers(engine: WorkerEngine) -> None:
    """Both kinds answer from the union, and from graphs by name."""
    assert [str(goal).rpartition("/")[2] for (goal,) in engine.rows(GOALS).rows] == ["1", "2", "3", "4"]
    plan = GOALS.replace("{", "{ GRAPH <https://w3id.org/rufs/graph/plan> {", 1).replace("}", "} }", 1)
    assert engine.rows(plan) == engine.rows(GOALS)
    assert engine.rows(plan.replace("graph/plan", "graph/actors")).rows == []


def test_query_over_its_time_is_stopped(hurried: WorkerEngine) -> None:
    """A query ends at its time, whether memory is in its way or the disk, and the next is answered."""
    began = time.monotonic()
    assert isinstance(failure(hurried, CROSS), OverTime)
    assert HURRIED.seconds <= time.monotonic() - began < HURRIED.seconds + 1.5
    assert len(hurried.rows(GOALS).rows) == 4


def test_query_over_a_limit_is_stopped(engine: WorkerEngine) -> None:
    """Memory and answer have their limits, SERVICE is refused, and afterwards queries are answered."""
    assert isinstance(failure(engine, SORT), OverMemory)
    assert isinstance(failure(engine, "SELECT * { ?s ?p ?o }"), TooLarge)
    assert isinstance(
        failure(engine, "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"), ServiceRefused
    )
    assert len(engine.rows(GOALS).rows) == 4


def test_light_queries_overtake(release: Path, kind: Path | None) -> None:
    """While as many heavy queries run as there are fast places, light ones are answered."""
    limits = replace(LIMITS, seconds=5)
    with closing(WorkerEngine(release, limits, 4, kind)) as engine, ThreadPoolExecutor(LIMITS.fast) as pool:
        heavy = [pool.submit(failure, engine, CROSS) for _ in range(LIMITS.fast)]
        time.sleep(0.5)
        assert len(engine.rows(GOALS).rows) == 4
        assert not any(one.done() for one in heavy)


def test_worn_process_is_replaced_when_idle(engine: WorkerEngine) -> None:
    """A query process that has read much makes room for a fresh one with less memory; others stay."""
    eventually(lambda: len(query_processes()) == LIMITS.fast)
    fresh = query_processes()
    time.sleep(2 * IDLE + 0.5)
    assert query_processes() == fresh
    for _ in range(4):
        engine.rows(COUNT)
    worn = sum(map(memory, query_processes()))
    eventually(lambda: len(query_processes()) == LIMITS.fast and query_processes() != fresh)
    eventually(lambda: sum(map(memory, query_processes())) < worn)
    assert len(engine.rows(GOALS).rows) == 4


def test_nothing_is_left(release: Path, store: Path) -> None:
    """A closed engine leaves no process and no file."""
    for kind in (None, store):
        engine = WorkerEngine(release, LIMITS, 4, kind)
        pids = [*nurseries(), *query_processes()]
        assert len(pids) > 1
        engine.close()
        eventually(lambda: not any(map(look, pids)))  # noqa: B023 - called here
        assert not engine.alive()
        assert isinstance(failure(engine, GOALS), EngineFailed)


def test_those_that_meet_share(release: Path, tmp_path: Path) -> None:
    """Engines of one release that meet share a nursery, even when they begin at once; the last ends it."""
    meeting = Meeting(tmp_path, processes=3)
    with ThreadPoolExecutor(3) as pool:
        engines = list(pool.map(lambda _: WorkerEngine(release, LIMITS, 4, None, meeting), range(3)))
    assert len(nurseries()) == 1
    assert [len(engine.rows(GOALS).rows) for engine in engines] == [4, 4, 4]
    for engine in engines[:2]:
        engine.close()
    assert len(engines[2].rows(GOALS).rows) == 4
    pids = nurseries()
    engines[2].close()
    eventually(lambda: not any(map(look, pids)))
    assert [path.name for path in tmp_path.iterdir()] == ["lock"]


def test_each_of_those_that_meet_runs_as_many(release: Path, tmp_path: Path) -> None:
    """Heavy queries of one server process take no place from another."""
    meeting, limits = Meeting(tmp_path, processes=2), replace(LIMITS, seconds=5)
    with (
        closing(WorkerEngine(release, limits, 4, None, meeting)) as crowded,
        closing(WorkerEngine(release, limits, 4, None, meeting)) as other,
        ThreadPoolExecutor(LIMITS.running) as pool,
    ):
        heavy = [pool.submit(failure, crowded, CROSS) for _ in range(LIMITS.running)]
        time.sleep(0.5)
        assert len(other.rows(GOALS).rows) == 4
        assert {type(one.result()) for one in heavy} == {OverTime}


def test_killed_nursery_is_started_again(release: Path, tmp_path: Path) -> None:
    """Who finds only what a killed nursery left starts another."""
    meeting = Meeting(tmp_path)
    with closing(WorkerEngine(release, LIMITS, 4, None, meeting)) as lost:
        (killed,) = nurseries()
        working = query_processes()
        assert lost.alive()
        os.kill(killed, signal.SIGKILL)
        # they are killed as it ends, which takes a moment in which they may still answer
        eventually(lambda: not lost.alive() and not any(look(one) for one in working))
        assert isinstance(failure(lost, GOALS), EngineFailed)
        with closing(WorkerEngine(release, LIMITS, 4, None, meeting)) as engine:
            assert len(engine.rows(GOALS).rows) == 4
            assert engine.alive() and not lost.alive()


@pytest.mark.parametrize("fault", ["missing", "empty", "no store"])
def test_what_is_no_store_starts_nothing(release: Path, tmp_path: Path, fault: str) -> None:
    """Where the store can't be opened there is an error at once, and nothing is left."""
    store = tmp_path / "store"
    if fault != "missing":
        store.mkdir()
    if fault == "no store":
        (store / "CURRENT").write_text("nothing\n", encoding="utf-8")
    with pytest.raises(EngineFailed, match="did not start"):
        WorkerEngine(release, LIMITS, 4, store)
    eventually(lambda: nurseries() == [])


def test_lost_store_ends_the_nursery(release: Path, store: Path, tmp_path: Path) -> None:
    """Where the store is gone, and no new process can open it, the engine isn't alive, and nothing hangs."""
    link = tmp_path / "store"
    link.symlink_to(store)
    with closing(WorkerEngine(release, HURRIED, 4, link)) as engine:
        assert len(engine.rows(GOALS).rows) == 4
        link.unlink()
        failure(engine, CROSS)
        eventually(lambda: not engine.alive())
        began = time.monotonic()
        assert isinstance(failure(engine, GOALS), EngineFailed)
        assert time.monotonic() - began < 1


def test_every_form_is_answered(engine: WorkerEngine) -> None:
    """Answers of every form come whole."""
    turtle = b"".join(engine.answer("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1", "text/turtle", UNION))
    assert turtle.rstrip().endswith(b".")
    assert b"true" in b"".join(engine.answer("ASK {}", "application/sparql-results+json", UNION))
