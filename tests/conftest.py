"""Fixtures that many tests share: what the factory makes of the repository's own data, and who serves it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rufsgraph import factory, resources
from rufsgraph.engines.embedded import EmbeddedEngine
from rufsgraph.factory import Outcome, Places
from rufsgraph.questions.asking import Asker
from rufsgraph.releases.store import current_release
from rufsgraph.terms import Iris
from tests.processes import run, serving


@pytest.fixture(scope="session")
def places() -> Places:
    """The repository's own folders of tables, ontology and shapes."""
    return Places(resources.DATA, resources.ONTOLOGY, resources.SHAPES)


@pytest.fixture(scope="session")
def built(places: Places) -> Outcome:
    """What the factory makes of the repository's own data, built once."""
    return factory.make(places, Iris(), None, None, lambda _: None)


@pytest.fixture(scope="session")
def release_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of releases with one in it, built by the command from the repository's own data."""
    folder = tmp_path_factory.mktemp("releases")
    done = run("build", "--releases", str(folder), timeout=180)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="session")
def server(release_folder: Path) -> Iterator[str]:
    """The address of a server with the settings that it has when none are given."""
    with serving(release_folder) as served:
        yield served.base


@pytest.fixture(scope="session")
def asker(release_folder: Path) -> Asker:
    """Who answers the questions of the library from the built release, in this process."""
    release = current_release(release_folder)
    return Asker(EmbeddedEngine.of_release(release.path), release.name)
