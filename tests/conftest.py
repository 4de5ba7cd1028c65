"""Fixtures that many tests share: what the factory makes of the repository's own data."""

import pytest

from rufsgraph import factory, resources
from rufsgraph.factory import Outcome, Places
from rufsgraph.terms import Iris


@pytest.fixture(scope="session")
def places() -> Places:
    """The repository's own folders of tables, ontology and shapes."""
    return Places(resources.DATA, resources.ONTOLOGY, resources.SHAPES)


@pytest.fixture(scope="session")
def built(places: Places) -> Outcome:
    """What the factory makes of the repository's own data, built once."""
    return factory.make(places, Iris(), None, None, lambda _: None)
