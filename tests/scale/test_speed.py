"""Each question is answered in its time, at 1, 10 and (slow) 100 times the data.

What is compared is the processor time of the engine, the best of several runs: it is the time by the clock
on a machine that does nothing else.
"""

import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor

import pytest

from rufsgraph.questions.asking import Asker
from rufsgraph.questions.question import library
from rufsgraph.releases.store import Release
from tests.scale.timing import (
    PAGED_MILLISECONDS,
    WIDE_MILLISECONDS,
    Took,
    asker_at,
    query_of,
    target,
    time_first_pages,
    time_query,
    widest,
)

pytestmark = pytest.mark.alone

RUNS = 5
GROWTH = 25.0
"""How many times longer a question may take at ten times the data."""

SLACK = 2.0
"""How many times its target a question may take here: a busy machine's caches are not its own.

`make bench` holds the figures against the targets themselves.
"""

NOTICEABLE = 5.0
"""Milliseconds below which growth is not looked at."""

Record = Callable[[str, object], None]


@pytest.fixture(scope="session")
def tenfold(tmp_path_factory: pytest.TempPathFactory) -> Asker:
    """Who answers from ten times the data."""
    return asker_at(10, tmp_path_factory.mktemp("x10"))


@pytest.fixture(scope="session")
def hundredfold(hundredfold_release: Release) -> dict[str, Took]:
    """What each question's first page took of a hundred times the data, in memory; it takes some minutes.

    In a process of its own: among what hours of tests leave in memory a store's parts lie far apart.
    """
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        return process.submit(
            time_first_pages, hundredfold_release.path, hundredfold_release.name, RUNS
        ).result()


@pytest.mark.parametrize("question_id", library())
def test_question_is_fast(asker: Asker, question_id: str, record_property: Record) -> None:
    took = time_query(asker, query_of(asker, library()[question_id]), RUNS)
    record_property(f"{question_id}, ms", round(took.processor, 1))
    assert took.processor < SLACK * target(question_id)


@pytest.mark.parametrize("question_id", library())
def test_time_grows_with_the_data(asker: Asker, tenfold: Asker, question_id: str) -> None:
    question = library()[question_id]
    small = time_query(asker, query_of(asker, question), RUNS)
    large = time_query(tenfold, query_of(tenfold, question), RUNS)
    assert large.processor < max(NOTICEABLE, GROWTH * small.processor)


@pytest.mark.slow
@pytest.mark.parametrize("question_id", library())
def test_page_is_fast_at_a_hundred_times(
    hundredfold: dict[str, Took], question_id: str, record_property: Record
) -> None:
    took = hundredfold[question_id]
    record_property(f"{question_id}, first page at 100 times the data, ms", round(took.processor))
    assert took.processor < PAGED_MILLISECONDS


def test_widest_question_is_timed(asker: Asker, record_property: Record) -> None:
    """What asks for most is timed too, and is not many times slower; `make bench` tells by how much."""
    for question, query in widest(asker):
        took = time_query(asker, query, RUNS)
        record_property(f"{question.id}, widest, ms", round(took.processor, 1))
        assert took.processor < SLACK * WIDE_MILLISECONDS, question.id
