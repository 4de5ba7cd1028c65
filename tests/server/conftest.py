"""Servers with small limits, for the tests of what happens at them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes import Served, serving


@pytest.fixture(scope="session")
def hurried(release_folder: Path) -> Iterator[Served]:
    """A server that gives a query one second."""
    with serving(release_folder, query_seconds=1) as served:
        yield served


@pytest.fixture(scope="session")
def narrow(release_folder: Path) -> Iterator[Served]:
    """A server with little room: for a query 400 MB, 2,000 bytes of text and 2 MB of answer."""
    with serving(
        release_folder, query_memory=400_000_000, query_bytes=2000, answer_bytes=2_000_000
    ) as served:
        yield served
