"""How a sweep runs: in processes of its own, seeded, a tenth of it in every run of the tests."""

from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, seed, settings

WORKERS = 3
"""Processes that send at once: fewer than one client's share, so that none is turned away for that."""

PARTS = [pytest.param(10, id="tenth"), pytest.param(1, id="whole", marks=pytest.mark.slow)]
"""By what the promised number of requests is divided."""


def sent_by_each(senders: Executor, sweep: Callable[..., int], *given: object) -> int:
    """What all the processes of a sweep have sent, each called with its number last."""
    running = [senders.submit(sweep, *given, number) for number in range(WORKERS)]
    return sum(one.result() for one in running)


def swept_by(number: int, count: int) -> Callable[[Any], Callable[[], None]]:
    """Makes so many examples of a hypothesis test, always the same, and finds the smallest that fails."""

    def decorated(test: Any) -> Callable[[], None]:
        made = settings(
            max_examples=count,
            database=None,
            deadline=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        )
        seeded: Callable[[], None] = seed(number)(made(test))
        return seeded

    return decorated
