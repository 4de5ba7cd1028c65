"""The server that is swept: its own, so that what it holds before and after can be compared."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes import Served, serving

QUERY_SECONDS = 1
CACHE_BYTES = 10_000_000


@pytest.fixture(scope="module")
def swept(release_folder: Path) -> Iterator[Served]:
    """A server that gives a query one second, so that a sweep doesn't wait for what is heavy."""
    with serving(release_folder, query_seconds=QUERY_SECONDS, cache_bytes=CACHE_BYTES) as served:
        yield served
