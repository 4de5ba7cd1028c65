"""Downloads over HTTP: every file of every release, whole, by range, compressed, with its checksum."""

import hashlib
import io
import json
import re
import stat
import zipfile
import zlib
from pathlib import Path

import pyoxigraph
import pytest
import zstandard
from pyoxigraph import RdfFormat

from rufsgraph.releases.store import Release, current_release
from tests.calls import BROWSER, HTML, call, must_be_problem
from tests.processes import serving


@pytest.fixture(scope="module")
def release(release_folder: Path) -> Release:
    """The release that is served."""
    return current_release(release_folder)


def test_every_file_comes_as_the_manifest_says(server: str, release: Release) -> None:
    """Each file has its bytes, its checksum as tag, the edition's date, a type, and is there for a year."""
    types = set()
    for name, one in release.manifest["files"].items():
        reply = call(server, f"/download/{release.name}/{name}")
        assert reply.status == 200, name
        assert hashlib.sha256(reply.body).hexdigest() == one["sha256"], name
        assert reply.headers["etag"] == f'"{one["sha256"]}"'
        assert "immutable" in reply.headers["cache-control"] and reply.headers["last-modified"]
        assert reply.headers["accept-ranges"] == "bytes"
        types.add(reply.media_type)
        assert reply.headers["content-type"].count("charset") == reply.media_type.startswith("text/")
    wanted = {"application/n-quads", "application/trig", "text/turtle", "application/ld+json"}
    assert wanted | {"application/rdf+xml", "text/csv", "application/zip"} <= types


def test_checksums_are_those_of_sha256sum(server: str, release: Release) -> None:
    """SHA256SUMS has a line for each file, as the command reads them."""
    reply = call(server, f"/download/{release.name}/SHA256SUMS")
    listed = dict(reversed(line.split("  ")) for line in reply.text.splitlines())
    assert listed == {name: one["sha256"] for name, one in release.manifest["files"].items()}
    assert call(server, f"/download/{release.name}/manifest.json").json() == dict(release.manifest)


def test_each_named_graph_is_there_in_every_form(server: str, release: Release) -> None:
    """Each named graph comes in five forms, all with the same statements."""
    forms = {
        "ttl": RdfFormat.TURTLE,
        "rdf": RdfFormat.RDF_XML,
        "jsonld": RdfFormat.JSON_LD,
        "nq": RdfFormat.N_QUADS,
        "trig": RdfFormat.TRIG,
    }
    for graph, count in release.manifest["triples"].items():
        found = set()
        for ending, form in forms.items():
            body = call(server, f"/download/graph/{graph.replace('/', '-')}.{ending}").body
            quads = list(pyoxigraph.parse(body, format=form))
            if ending in ("nq", "trig"):
                assert {str(quad.graph_name) for quad in quads} == {f"<https://w3id.org/rufs/graph/{graph}>"}
            found.add(frozenset(str(quad.triple) for quad in quads))
        assert len(found) == 1 and len(found.pop()) == count, graph


def test_what_a_reader_has_is_not_sent_again(server: str, release: Release) -> None:
    """A tag or a date spares the file; HEAD has the headers alone."""
    path = f"/download/{release.name}/graph/plan.ttl"
    whole = call(server, path)
    assert call(server, path, if_none_match=whole.headers["etag"]).status == 304
    assert call(server, path, if_modified_since=whole.headers["last-modified"]).status == 304
    head = call(server, path, "HEAD")
    assert head.body == b"" and head.headers["content-length"] == str(len(whole.body))


def test_a_part_can_be_asked_for(server: str, release: Release) -> None:
    """A range comes with 206, also the rest of a file that broke off; one beyond the end is 416."""
    path = f"/download/{release.name}/data.nt"
    size = release.manifest["files"]["data.nt"]["bytes"]
    first = call(server, path, range="bytes=0-99")
    assert (first.status, len(first.body)) == (206, 100)
    assert first.headers["content-range"] == f"bytes 0-99/{size}"
    rest = call(server, path, range=f"bytes={size - 50}-")
    assert (rest.status, len(rest.body)) == (206, 50)
    must_be_problem(call(server, path, range=f"bytes={size}-"), 416, "bad-request")


def test_compressed_files_are_the_same_inside(server: str, release: Release) -> None:
    """Each form can be had compressed, smaller, and the same inside; also by range."""
    for name in ("dataset.nq", "graph/plan.ttl", "tables/actors.csv"):
        sha256 = release.manifest["files"][name]["sha256"]
        packed = call(server, f"/download/{release.name}/{name}.gz")
        assert packed.media_type == "application/gzip" and "content-encoding" not in packed.headers
        assert hashlib.sha256(zlib.decompress(packed.body, wbits=31)).hexdigest() == sha256
        other = call(server, f"/download/{release.name}/{name}.zst")
        plain = zstandard.ZstdDecompressor().decompressobj().decompress(other.body)
        assert hashlib.sha256(plain).hexdigest() == sha256
        assert len(packed.body) < release.manifest["files"][name]["bytes"] / 2
        part = call(server, f"/download/{release.name}/{name}.gz", range="bytes=10-19")
        assert part.body == packed.body[10:20]


def test_without_a_release_in_the_address_it_is_the_current(server: str, release: Release) -> None:
    """The short address gives the current file, says which it is, and is not kept unasked."""
    reply = call(server, "/download/data.ttl")
    assert hashlib.sha256(reply.body).hexdigest() == release.manifest["files"]["data.ttl"]["sha256"]
    assert reply.headers["content-location"] == f"/download/{release.name}/data.ttl"
    assert "no-cache" in reply.headers["cache-control"]


@pytest.mark.parametrize(
    "path",
    [
        "/download/nothing.ttl",
        "/download/..%2f..%2fpyproject.toml",
        "/download/%2e%2e/current/manifest.json",
        "/download/current/data.ttl",
        "/download/2020-none/data.ttl",
        "/download/data.ttl.gz.gz",
        "/download/tables/%00",
        "/download/derived/x",
    ],
)
def test_nothing_else_is_there(server: str, path: str) -> None:
    """What the manifest doesn't list isn't given, however it is asked for."""
    must_be_problem(call(server, path), 404, "not-found")


def test_tables_are_a_csvw_package(server: str, release: Release) -> None:
    """The archive holds the tables and what describes them, each column of each table described."""
    archive = zipfile.ZipFile(io.BytesIO(call(server, "/download/tables.zip").body))
    described = json.loads(archive.read("tables/metadata.json"))
    for table in described["tables"]:
        head = archive.read(f"tables/{table['url']}").decode("utf-8").splitlines()[0]
        assert head.split(",") == [column["name"] for column in table["tableSchema"]["columns"]]


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_page_lists_every_file(server: str, release: Release, lang: str) -> None:
    """The page of the data leads to each file."""
    reply = call(server, f"/data?lang={lang}", accept=BROWSER)
    assert (reply.status, reply.media_type) == (200, HTML)
    links = set(re.findall(r'href="(/download/[^"]+)"', reply.text))
    assert {f"/download/{release.name}/{name}" for name in release.manifest["files"]} <= links


def test_folder_that_can_not_be_written_to(release_folder: Path, tmp_path: Path) -> None:
    """Compressed files come all the same where nothing can be kept beside the release."""
    release = current_release(release_folder)
    folder = tmp_path / "releases"
    own = folder / release.name
    own.mkdir(parents=True)
    for one in release.path.iterdir():
        if one.name != "derived":
            (own / one.name).symlink_to(one)
    (own / "derived").write_text("a file where a folder is wanted", encoding="utf-8")
    (folder / "current").symlink_to(release.name)
    (own / "derived").chmod(stat.S_IRUSR)
    with serving(folder) as served:
        reply = call(served.base, "/download/graph/plan.ttl.gz")
        plain = zlib.decompress(reply.body, wbits=31)
    assert hashlib.sha256(plain).hexdigest() == release.manifest["files"]["graph/plan.ttl"]["sha256"]
