"""A small copy of the site, the servers over it, and the app's own server to compare with."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from rufsgraph.config import Settings
from rufsgraph.releases.store import Release
from rufsgraph.server.site import write_site
from tests.processes import serving
from tests.site.webservers import apache, nginx

PUBLIC = "http://rufs.example/"

KEPT = (
    "/doc/actor/kth",
    "/doc/actor/region-stockholm",
    "/doc/entry/2020.3.4",
    "/doc/goal/1",
    "/doc/sdg/3",
    "/doc/def/Actor",
    "/doc/def/ontology",
    "/doc/dataset/",
    "/doc/question/strategies",
    "/ask/partners-on-priority",
    "/ask/strategies",
    "/ask/subgoal-status/goal=",
    "/ask/sdg-subgoal-matrix",
    "/ask/shared-initiatives",
)
"""What is copied of descriptions and answers: those whose paths begin so, or are so."""


def kept(path: str) -> bool:
    """Whether a description or an answer is copied."""
    return path in KEPT or path.startswith(
        tuple(one for one in KEPT if one.endswith(("/", "="))) + KEPT[-5:-3]
    )


@pytest.fixture(scope="session")
def copy(changed_release: Release) -> Iterator[Path]:
    """A small copy of the site, where servers of another user can read it."""
    with tempfile.TemporaryDirectory(prefix="rufsgraph-copy-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        settings = Settings(releases=changed_release.path.parent, public=PUBLIC)
        told: list[tuple[int, int]] = []
        write_site(settings, folder / "site", lambda done, of: told.append((done, of)), 1, kept)
        assert told[0] == (0, told[-1][1]) and told[-1][0] == told[-1][1] == len(told) - 1
        yield folder / "site"


@pytest.fixture(scope="session", params=["nginx", "apache"])
def plain(request: pytest.FixtureRequest, copy: Path) -> Iterator[str]:
    """The address of each plain web server over the copy."""
    server = nginx(copy) if request.param == "nginx" else apache((copy / "apache.conf").read_text("utf-8"))
    with server as base:
        yield base


@pytest.fixture(scope="session")
def service(changed_release: Release) -> Iterator[str]:
    """The address of the app's own server over the same release."""
    with serving(changed_release.path.parent, public=PUBLIC) as served:
        yield served.base
