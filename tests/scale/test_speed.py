"""Each question is answered in its time, at 1, 10 and (slow) 100 times the data.

What is compared is the processor time of the engine, the best of several runs: it is the time by the clock
on a machine that does nothing else.
"""

import pytest

from rufsgraph.questions.asking import Asker
from rufsgraph.questions.question import library
from tests.scale.timing import PAGED_MILLISECONDS, asker_at, paged, query_of, target, time_query

RUNS = 5
GROWTH = 25.0
"""How many times longer a question may take at ten times the data."""

NOTICEABLE = 5.0
"""Milliseconds below which growth is not looked at."""


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Asker:
    """The data as it is."""
    return asker_at(1, tmp_path_factory.mktemp("x1"))


@pytest.fixture(scope="session")
def tenfold(tmp_path_factory: pytest.TempPathFactory) -> Asker:
    """Ten times the data."""
    return asker_at(10, tmp_path_factory.mktemp("x10"))


@pytest.fixture(scope="session")
def hundredfold(tmp_path_factory: pytest.TempPathFactory) -> Asker:
    """A hundred times the data: over three million triples, in a few minutes."""
    return asker_at(100, tmp_path_factory.mktemp("x100"))


@pytest.mark.parametrize("question_id", library())
def test_question_is_fast(once: Asker, question_id: str) -> None:
    took = time_query(once, query_of(once, library()[question_id]), RUNS)
    assert took.processor < target(question_id)


@pytest.mark.parametrize("question_id", library())
def test_time_grows_with_the_data(once: Asker, tenfold: Asker, question_id: str) -> None:
    question = library()[question_id]
    small = time_query(once, query_of(once, question), RUNS)
    large = time_query(tenfold, query_of(tenfold, question), RUNS)
    assert large.processor < max(NOTICEABLE, GROWTH * small.processor)


@pytest.mark.slow
@pytest.mark.parametrize("question_id", library())
def test_page_is_fast_at_a_hundred_times(hundredfold: Asker, question_id: str) -> None:
    query = paged(query_of(hundredfold, library()[question_id]))
    assert time_query(hundredfold, query, RUNS).processor < PAGED_MILLISECONDS
