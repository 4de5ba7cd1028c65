"""The server of the harvest's tests."""

from collections.abc import Iterator

import pytest

from tests.harvest.serving import Site, site


@pytest.fixture
def served() -> Iterator[Site]:
    """A server with the right catalogue, to be changed at will."""
    with site() as running:
        yield running
