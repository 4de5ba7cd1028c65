"""The server that is swept, and who sweeps it."""

from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from tests.processes import Served, serving
from tests.sweep.running import WORKERS

QUERY_SECONDS = 1
CACHE_BYTES = 10_000_000


@pytest.fixture(scope="session")
def swept(release_folder: Path) -> Iterator[Served]:
    """A server that gives a query one second, so that a sweep doesn't wait for what is heavy."""
    with serving(release_folder, query_seconds=QUERY_SECONDS, cache_bytes=CACHE_BYTES) as served:
        yield served


@pytest.fixture(scope="session")
def senders() -> Iterator[Executor]:
    """The processes that send what hypothesis makes: it is slow, and not all of it is safe in threads."""
    with ProcessPoolExecutor(WORKERS, get_context("spawn")) as pool:
        yield pool
