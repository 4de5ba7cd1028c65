"""The catalogue as a portal meets it: harvested from a running server by the harvest check."""

import json
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import RdfFormat

from rufsgraph.releases.store import current_release
from tests.calls import call
from tests.processes import Served, run, serving

PORTAL = "application/rdf+xml"
WHO = {
    "publisher": "Exempelregionen",
    "publisher_type": "RegionalAuthority",
    "contact": "data@example.org",
}


@pytest.fixture(scope="module")
def published(release_folder: Path) -> Iterator[Served]:
    """A server whose publisher and contact are set."""
    with serving(release_folder, **WHO) as served:
        yield served


def harvest(served: Served) -> dict[str, object]:
    """What the portal would say of the catalogue."""
    address = f"{served.base}/datasets/dcat"
    done = run("check", "--harvest", address, "--allow-local", "--format", "json", timeout=120)
    report: dict[str, object] = json.loads(done.stdout)
    return report | {"exit": done.returncode}


def test_portal_takes_the_catalogue(published: Served) -> None:
    """With publisher and contact set there is no violation, and the score is the highest there is."""
    report = harvest(published)
    assert report["exit"] == 0, report
    text = run("check", "--harvest", f"{published.base}/datasets/dcat", "--allow-local", timeout=120).stdout
    assert "405 / 405" in text and "\n0 violation" in text


def test_portal_is_told_what_is_not_set(server: str) -> None:
    """Without them the catalogue says so itself, and the check names what is missing."""
    body = call(server, "/datasets/dcat", accept=PORTAL).text
    assert "RUFSGRAPH_PUBLISHER" in body
    done = run("check", "--harvest", f"{server}/datasets/dcat", "--allow-local", timeout=120)
    assert done.returncode == 1 and "hasEmail" in done.stdout and "Publisher" in done.stdout


def test_who_asks_for_nothing_gets_what_the_portal_reads(server: str) -> None:
    """RDF/XML comes unless another form is asked for; all forms say the same."""
    assert call(server, "/datasets/dcat").media_type == PORTAL
    assert call(server, "/datasets/dcat", accept="*/*").media_type == PORTAL
    found = set()
    for form in (RdfFormat.RDF_XML, RdfFormat.TURTLE, RdfFormat.JSON_LD, RdfFormat.N_TRIPLES):
        reply = call(server, "/datasets/dcat", accept=form.media_type)
        assert reply.media_type == form.media_type
        triples = frozenset(str(quad.triple) for quad in pyoxigraph.parse(reply.body, format=form))
        assert "_:" not in "".join(triples)
        found.add(triples)
    assert len(found) == 1


def test_files_are_those_of_the_release(published: Served, release_folder: Path) -> None:
    """Sizes and checksums of the distributions are those of the release's files."""
    files = current_release(release_folder).manifest["files"]
    text = call(published.base, "/datasets/dcat", accept="text/turtle").text
    for name in ("data.rdf", "data.ttl", "data.jsonld", "dataset.nq", "tables.zip"):
        assert files[name]["sha256"].lower() in text.lower() and str(files[name]["bytes"]) in text


@pytest.mark.parametrize(
    "path",
    [
        "/id/catalogue/rufs",
        "/id/dataset/uppfoljning-2020",
        "/id/distribution/2020-turtle",
        "/id/dataset/rufs",
    ],
)
def test_what_the_catalogue_names_has_an_address(server: str, path: str) -> None:
    """Catalogue, datasets and distributions lead to descriptions, which are in no graph of the data."""
    reply = call(server, path)
    assert reply.status == 303
    described = call(server, reply.headers["location"], accept="text/turtle")
    assert described.status == 200 and f"<https://w3id.org/rufs{path}>" in described.text
