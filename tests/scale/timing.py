"""Times the questions of the library in the engine: its work and the reading of its rows.

What Python does before (understanding parameters) and after (completing and sorting rows) is left out.
"""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from rufsgraph.engines.embedded import EmbeddedEngine
from rufsgraph.questions.asking import Asker
from rufsgraph.questions.question import Question, library
from tests.scale.generator import grow, read, write

PAGE = 100
"""The rows of a page, as asked for at a hundred times the data."""

WIDE = frozenset({"actor-network", "actor-priority-matrix", "municipality-coverage", "sdg-subgoal-matrix"})
"""Questions whose answer is a matrix or a network of the whole inventory."""

HARDEST: Mapping[str, Mapping[str, str]] = {
    "co-partners": {"actor": "region-stockholm"},
    "could-meet": {"actor": "region-stockholm"},
    "priorities-of-actor": {"actor": "region-stockholm"},
    "source-of": {"thing": "actor/region-stockholm"},
}
"""Required parameters with which questions have most to do: the actor that the inventory names most often."""

MILLISECONDS, WIDE_MILLISECONDS = 10.0, 30.0
"""The targets of a question on the data as it is."""

PAGED_MILLISECONDS = 1000.0
"""The target of a page of any question at a hundred times the data."""


@dataclass(frozen=True, slots=True)
class Took:
    """The shortest time of a query, in milliseconds: by the clock, and of the processor."""

    clock: float
    processor: float


def target(question_id: str) -> float:
    """The milliseconds that a question may take on the data as it is."""
    return WIDE_MILLISECONDS if question_id in WIDE else MILLISECONDS


def asker_at(times: int, folder: Path) -> Asker:
    """An asker over data of that many times the size, written to a folder first."""
    write(grow(read(), times), folder)
    return Asker(EmbeddedEngine.of_release(folder), f"x{times}")


def queries(asker: Asker) -> Iterator[tuple[Question, str]]:
    """Every question with its SPARQL, its parameters bound to their examples."""
    for question in library().values():
        yield question, query_of(asker, question)


def widest(asker: Asker) -> Iterator[tuple[Question, str]]:
    """The questions that can be asked for more than their examples do, with the SPARQL that asks for most.

    No parameter is given that isn't required, so that nothing is left out.
    """
    for question, query in queries(asker):
        required = {one.name: str(one.example) for one in question.parameters if one.required}
        whole = asker.query(
            question, asker.understand(question, {**required, **HARDEST.get(question.id, {})})
        )
        if whole != query:
            yield question, whole


def query_of(asker: Asker, question: Question) -> str:
    """The SPARQL of a question with its parameters bound to their examples."""
    examples = {one.name: str(one.example) for one in question.parameters if one.example is not None}
    return asker.query(question, asker.understand(question, examples))


def paged(query: str) -> str:
    """The query for its first page."""
    return f"{query}\nLIMIT {PAGE}"


def time_first_pages(release: Path, name: str, runs: int) -> dict[str, Took]:
    """What the first page of each question takes of a release, read into memory."""
    asker = Asker(EmbeddedEngine.of_release(release), name)
    return {question.id: time_query(asker, paged(query), runs) for question, query in queries(asker)}


def time_query(asker: Asker, query: str, runs: int) -> Took:
    """The shortest of several runs; the engine works in this thread, whose processor time is its own."""
    clock, processor = [], []
    for _ in range(runs):
        began, began_processor = time.perf_counter(), time.thread_time()
        asker.engine.rows(query)
        processor.append(time.thread_time() - began_processor)
        clock.append(time.perf_counter() - began)
    return Took(1000 * min(clock), 1000 * min(processor))
