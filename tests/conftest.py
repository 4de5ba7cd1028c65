"""Fixtures that many tests share: what the factory makes of the repository's own data, and who serves it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from rufsgraph import factory, resources
from rufsgraph.engines.embedded import EmbeddedEngine
from rufsgraph.factory import Outcome, Places
from rufsgraph.questions.asking import Asker
from rufsgraph.questions.deriving import derived
from rufsgraph.releases.store import DERIVED, Release, current_release
from rufsgraph.tables.reading import read_tables
from rufsgraph.tables.rows import Tables
from rufsgraph.terms import Iris
from tests.changes import build_changed
from tests.peers import Peer, oxigraph, virtuoso
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
    folder = tmp_path_factory.mktemp("built")
    done = run("build", cwd=folder, timeout=180)
    assert done.returncode == 0, done.stderr
    return folder / "releases"


@pytest.fixture(scope="session")
def changed_release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A release with an identifier of each kind that is no longer in use."""
    return build_changed(tmp_path_factory.mktemp("changed"))


@pytest.fixture(scope="session")
def stored(release_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of releases whose only one has its store on disk, as a large one has."""
    folder = copied(release_folder, tmp_path_factory.mktemp("stored"))
    assert derived(current_release(folder), 0, lambda _: None)
    return folder


def copied(releases: Path, folder: Path) -> Path:
    """A folder with a copy of the current release, without what is derived from it."""
    release = current_release(releases)
    shutil.copytree(release.path, folder / release.name, ignore=shutil.ignore_patterns(DERIVED))
    (folder / "current").symlink_to(release.name)
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


@pytest.fixture(scope="session")
def oxigraph_server(release_folder: Path) -> Iterator[Peer]:
    """Oxigraph's server with the release in it; it ends by itself what nobody waits for any more."""
    with oxigraph("--timeout-s", "15") as peer:
        done = peer.push(release_folder)
        assert done.returncode == 0, done.stderr
        yield peer


@pytest.fixture(scope="session")
def virtuoso_server(release_folder: Path) -> Iterator[Peer]:
    """Virtuoso with the release in it."""
    with virtuoso() as peer:
        done = peer.push(release_folder)
        assert done.returncode == 0, done.stderr
        yield peer


@pytest.fixture(scope="session", params=["oxigraph", "virtuoso"])
def elsewhere(request: pytest.FixtureRequest) -> Peer:
    """Each of the servers elsewhere with the release in it."""
    peer: Peer = request.getfixturevalue(f"{request.param}_server")
    return peer


@pytest.fixture(scope="session")
def tables() -> Tables:
    """The rows of the repository's own tables."""
    read, findings = read_tables(resources.DATA)
    assert read is not None, [finding.as_line() for finding in findings]
    return read


@pytest.fixture
def tables_copy(tmp_path: Path) -> Path:
    """A folder with a copy of the repository's own tables, to be changed at will."""
    return Path(shutil.copytree(resources.DATA, tmp_path / "data"))


@pytest.fixture(scope="session")
def report() -> Path:
    """The report's text, which is not the project's to publish and lies beside the repository."""
    path = resources.ROOT.parent / "shared" / "report" / "rufs-2050-uppfoljning-2020.txt"
    if not path.is_file():
        pytest.skip("the report's text is not beside the repository")
    return path
