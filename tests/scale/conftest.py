"""Data of a hundred times the size, made once for all that measure it."""

import pytest

from rufsgraph.releases.store import Release
from tests.scale.generator import release


@pytest.fixture(scope="session")
def hundredfold_release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A release of a hundred times the data, over three million triples; it takes some minutes."""
    return release(100, tmp_path_factory.mktemp("x100"))
