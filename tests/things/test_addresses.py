"""Every IRI under our base that stands anywhere in a release leads somewhere."""

import random
import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from rufsgraph.engines.embedded import DATASET_FILE
from rufsgraph.protocol.downloads import GRAPH_FORMS
from rufsgraph.releases.store import current_release
from rufsgraph.terms import DEFAULT_BASE
from tests.calls import BROWSER, PROBLEM, call

SEED = 2050
_IRI = re.compile(rb"<" + re.escape(DEFAULT_BASE.encode()) + rb"([^>#]*)")
_KIND = re.compile(r"(?:id|graph|shapes|download|doc|def)/(?:[a-z-]+/)?")


@pytest.fixture(scope="module")
def paths(release_folder: Path) -> list[str]:
    """The paths of all IRIs under the base, without their fragments, as the release's N-Quads have them."""
    content = (current_release(release_folder).path / DATASET_FILE).read_bytes()
    return sorted({f"/{path.decode()}" for path in _IRI.findall(content)})


def check(server: str, paths: Iterable[str]) -> int:
    """Follows each path as a program does; says how many led to something."""
    done = 0
    for path in paths:
        reply = call(server, path, accept="text/turtle, */*;q=0.1")
        if path.startswith(("/id/", "/def/", "/graph/", "/shapes/")):
            assert reply.status == 303, (path, reply.status)
            assert reply.headers["location"].startswith("/") and 'rel="describedby"' in reply.headers["link"]
            path = reply.headers["location"]
            reply = call(server, path, "HEAD", accept="text/turtle, */*;q=0.1")
        assert reply.status == 200, (path, reply.status)
        done += 1
    return done


def test_one_of_each_kind_and_a_sample_answer(server: str, paths: list[str]) -> None:
    """One IRI of each kind and a hundred at random."""
    kinds = {match[0] if (match := _KIND.match(path[1:])) else path: path for path in paths}
    assert len(kinds) > 80
    chosen = {*kinds.values(), *random.Random(SEED).sample(paths, 100)}
    assert check(server, sorted(chosen)) == len(chosen)


@pytest.mark.slow
def test_every_iri_answers(server: str, paths: list[str]) -> None:
    """All of them."""
    assert check(server, paths) == len(paths) > 4000


@pytest.mark.parametrize("name", ["plan", "edition/2020", "validation", "inferred"])
def test_graph_leads_to_its_file_in_the_form_asked(server: str, name: str) -> None:
    """A program gets to the file of its form, a person to the page that lists the files."""
    for ending, media_type in GRAPH_FORMS.items():
        reply = call(server, f"/graph/{name}", accept=media_type)
        assert reply.status == 303
        file = call(server, reply.headers["location"], "HEAD")
        assert (file.status, file.media_type) == (200, media_type)
        assert reply.headers["location"].endswith(f"{name.replace('/', '-')}.{ending}")
    person = call(server, f"/graph/{name}?lang=en", accept=BROWSER)
    assert (person.status, person.headers["location"]) == (303, "/data?lang=en")


def test_shape_leads_to_the_shapes_and_a_rule_to_what_it_found(server: str) -> None:
    """A shape stands in the graph of shapes, a rule is named by what it found."""
    shape = call(server, "/shapes/Actor", accept="text/turtle")
    rule = call(server, "/shapes/rule/discrepancy", accept="text/turtle")
    assert shape.headers["location"] == "/download/graph/shapes.ttl"
    assert rule.headers["location"] == "/download/graph/validation.ttl"


@pytest.mark.parametrize(
    "path", ["/graph/nothing", "/graph/edition-2020", "/shapes/Nothing", "/shapes/a%3Eb", "/id/question/no"]
)
def test_what_is_not_there_is_404(server: str, path: str) -> None:
    """A graph, shape or question that there isn't."""
    reply = call(server, path)
    assert (reply.status, reply.media_type) == (404, PROBLEM)


def test_graph_in_no_form_that_there_is(server: str) -> None:
    """406 lists the forms that there are."""
    reply = call(server, "/graph/plan", accept="image/png")
    assert reply.status == 406 and "application/n-quads" in reply.text
