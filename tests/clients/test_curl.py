"""curl asks the server, as people do from a shell."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.clients.conftest import CONSTRUCT, SELECT, Rows, done
from tests.peers import require

JSON = "application/sparql-results+json"


@pytest.fixture(scope="module")
def curl() -> list[str]:
    """The command, which fails where an answer is an error."""
    return [require("curl", "curl"), "--silent", "--show-error", "--fail-with-body"]


def rows(answer: str) -> Rows:
    """The rows of SPARQL's JSON."""
    return [(row["goal"]["value"], row["name"]["value"]) for row in json.loads(answer)["results"]["bindings"]]


@pytest.mark.parametrize(
    "way",
    [
        ("--get", "--data-urlencode", f"query={SELECT}"),
        ("--data-urlencode", f"query={SELECT}"),
        ("--header", "Content-Type: application/sparql-query", "--data-binary", SELECT),
        ("--get", "--compressed", "--data-urlencode", f"query={SELECT}"),
        ("--location", "--data-urlencode", f"query={SELECT}"),
        ("--http1.0", "--data-urlencode", f"query={SELECT}"),
    ],
    ids=["get", "form", "direct", "compressed", "location", "http1.0"],
)
def test_rows(server: str, goals: Rows, curl: list[str], way: tuple[str, ...]) -> None:
    """However it is sent, the answer has the goals."""
    for path in ("/sparql", "/sparql/"):
        assert rows(done(*curl, *way, f"{server}{path}")) == goals


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_compressed_answer_is_smaller(server: str, curl: list[str], coding: str) -> None:
    """An answer comes compressed where it is asked for; curl's own decoder reads it where it has one."""
    everything = ("--get", "--data-urlencode", "query=SELECT * { ?s a ?o }", f"{server}/sparql")
    header = ("--header", f"Accept-Encoding: {coding}")
    told = ("--output", "/dev/null", "--write-out", "%{size_download} %header{content-encoding}")
    plain = int(done(*curl, *told, *everything).split()[0])
    small, used = done(*curl, *told, *header, *everything).split()
    assert used == coding and int(small) < plain / 2
    codings = done(curl[0], "--version")
    if (
        coding in codings
        or (coding == "gzip" and "libz" in codings)
        or (coding == "br" and "brotli" in codings)
    ):
        read = done(*curl, *header, "--compressed", *everything)
        assert len(read.encode()) == plain


def test_csv_to_a_file(server: str, goals: Rows, curl: list[str], tmp_path: Path) -> None:
    """`?format=csv` is a file to save under the name that the server gives."""
    where = ("--remote-name", "--remote-header-name", "--output-dir", str(tmp_path))
    done(
        *curl,
        *where,
        "--get",
        "--data-urlencode",
        f"query={SELECT}",
        "--data",
        "format=csv",
        f"{server}/sparql",
    )
    (file,) = tmp_path.iterdir()
    assert file.suffix == ".csv"
    found = csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"), newline=""))
    assert [(row["goal"], row["name"]) for row in found] == goals


def test_turtle(server: str, goals: Rows, curl: list[str]) -> None:
    """A graph comes as Turtle without being asked for it."""
    turtle = done(*curl, "--data-urlencode", f"query={CONSTRUCT}", f"{server}/sparql")
    assert [name for _, name in goals if f'"{name}"@sv' not in turtle] == []


def test_thing_is_followed(server: str, goals: Rows, curl: list[str]) -> None:
    """`-L` leads from a thing to what is said of it."""
    turtle = done(*curl, "--location", "--header", "Accept: text/turtle", f"{server}/id/goal/1")
    assert f'"{goals[0][1]}"@sv' in turtle


def test_head_and_not_modified(server: str, curl: list[str], tmp_path: Path) -> None:
    """A second call with the tag of the first brings nothing; HEAD has the headers alone."""
    tag, out = tmp_path / "tag", tmp_path / "out"
    ask = ("--get", "--data-urlencode", f"query={SELECT}", f"{server}/sparql")
    done(*curl, "--etag-save", str(tag), "--output", str(out), *ask)
    status = done(
        *curl, "--etag-compare", str(tag), "--output", str(out), "--write-out", "%{http_code}", *ask
    )
    assert (status, tag.read_text(encoding="ascii").strip().strip('"') != "") == ("304", True)
    head = done(*curl, "--head", *ask)
    assert "200" in head.splitlines()[0] and JSON in head


def test_refusal_is_read(server: str, curl: list[str]) -> None:
    """What is wrong with a query stands in the body, in the language asked for."""
    plain = [part for part in curl if not part.startswith("--fail")]
    answer = json.loads(
        done(
            *plain, "--header", "Accept-Language: en", "--data-urlencode", "query=SELECT", f"{server}/sparql"
        )
    )
    assert (answer["status"], answer["code"], answer["title"]) == (
        400,
        "bad-query",
        "The query is not valid SPARQL",
    )
