"""`rufsgraph check --harvest` as a person and a script use it: exit codes, forms, languages, refusals."""

import json
import subprocess
from pathlib import Path

import pytest
from rdflib import RDF, SH, Graph

from rufsgraph.checks.harvest_reports import printable
from rufsgraph.checks.mqa import METRICS, Dimension
from tests.harvest.serving import CATALOGUE, RIGHT, Page, Site
from tests.harvest.test_faults import AGENT, DATASET, drop
from tests.processes import run, run_here


def check(source: str, *options: str) -> "subprocess.CompletedProcess[str]":
    """A harvest in this process, with this machine allowed."""
    return run_here("check", "--harvest", source, "--allow-local", *options)


def test_a_right_catalogue_ends_with_zero(served: Site) -> None:
    """The command itself: warnings don't stop it, the score is told, and nothing else is said."""
    done = run("check", "--harvest", served.catalogue, "--allow-local")
    assert (done.returncode, done.stderr) == (0, "")
    assert "0 violation, 3 warning, 0 info" in done.stdout
    assert "(MQA): 405 / 405, excellent" in done.stdout


def test_a_wrong_catalogue_ends_with_one(served: Site) -> None:
    """A violation is told under its dataset, by the dataset's name."""
    served.serve_catalogue(drop(DATASET, "dcterms:description")(RIGHT))
    done = check(served.catalogue)
    assert (done.returncode, done.stderr) == (1, "")
    head, line, *_ = done.stdout.splitlines()
    assert head == f"Dataset «Follow-up of RUFS 2050, 2020» {served.base}{DATASET}"
    assert line.startswith("  violation description: The dataset's description (description) is missing")


def test_findings_in_swedish(served: Site) -> None:
    """Headings, findings and score in Swedish."""
    served.pages["/download/2020/data.rdf"] = Page(status=404)
    served.serve_catalogue(drop(AGENT, "foaf:name")(RIGHT))
    done = check(served.catalogue, "--lang", "sv")
    assert done.returncode == 1
    assert "Datamängd «Uppföljning av RUFS 2050, 2020»" in done.stdout
    assert "adressen svarar med status 404; rätta adressen eller laga servern" in done.stdout
    assert "Utgivarens namn (name) saknas" in done.stdout
    assert "Poäng enligt data.europa.eu:s metod (MQA)" in done.stdout and "Upptäckbarhet" in done.stdout


def test_order_of_the_groups(served: Site) -> None:
    """The document first, then the catalogue, series, datasets with their services, and the rest."""
    served.serve_catalogue(RIGHT.replace(' xml:lang="sv"', ""), "text/html")
    lines = check(served.catalogue).stdout.partition("violation,")[0].splitlines()[:-1]
    heads = [line.split(" «")[0] for line in lines if line and not line.startswith(" ")]
    assert heads == [
        "The document",
        "Catalogue",
        "Dataset series",
        "Dataset",
        "Data service",
        "Publisher",
        "Contact",
    ]


def test_json(served: Site) -> None:
    """The findings as `check` gives them, and the score with each metric."""
    done = check(served.catalogue, "--format", "json")
    document = json.loads(done.stdout)
    assert (done.returncode, document["conforms"], document["counts"]["warning"]) == (0, True, 3)
    assert document["score"]["total"] == document["score"]["most"] == 405
    assert set(document["score"]["dimensions"]) == set(Dimension)
    assert len(document["score"]["metrics"]) == len(METRICS)


def test_turtle(served: Site) -> None:
    """The findings as a report of SHACL, also where an address is no address."""
    served.serve_catalogue(RIGHT.replace("/download/2020/data.rdf", "/download/2020/{data}.rdf"))
    done = check(served.catalogue, "--format", "ttl")
    graph = Graph().parse(data=done.stdout, format="turtle")
    assert done.returncode == 1
    assert len(list(graph.subjects(RDF.type, SH.ValidationResult))) == 4
    assert f"{served.base}/download/2020/{{data}}.rdf" in {
        str(value) for value in graph.objects(None, SH.value)
    }


def test_a_file(tmp_path: Path) -> None:
    """A catalogue in a file is read; addresses that it writes relative have nothing to lead to."""
    path = tmp_path / "catalogue.rdf"
    path.write_text(RIGHT.replace("http://catalogue.test", ""), encoding="utf-8")
    done = check(str(path), "--format", "json")
    codes = {one["code"] for one in json.loads(done.stdout)["findings"] if one["severity"] == "violation"}
    assert (done.returncode, codes) == (1, {"relative-address"})


@pytest.mark.parametrize("ending", [".rdf", ".xml"])
def test_rdf_xml_by_its_ending(tmp_path: Path, ending: str) -> None:
    """RDF/XML that is written with another prefix, and declares nothing, is known by its file's name."""
    path = tmp_path / f"catalogue{ending}"
    path.write_text('<R:RDF xmlns:R="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>', encoding="utf-8")
    done = check(str(path))
    assert done.returncode == 1 and "describes no catalogue" in done.stdout


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"<!DOCTYPE html><title>x</title>", "a web page"),
        (b"<rdf:RDF", "not well-formed"),
        (b"nothing", "not text/turtle"),
    ],
)
def test_what_is_no_catalogue_ends_with_two(tmp_path: Path, content: bytes, complaint: str) -> None:
    """What can't be read is told in one line."""
    path = tmp_path / "catalogue"
    path.write_bytes(content)
    done = check(str(path))
    assert (done.returncode, done.stdout) == (2, "")
    assert complaint in done.stderr and len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "source", ["file:///etc/hostname", "ftp://example.org/dcat", "no-such-file.rdf", "."]
)
def test_what_is_no_source_ends_with_two(source: str) -> None:
    """Neither other protocols nor files that are not there."""
    done = check(source)
    assert (done.returncode, done.stdout) == (2, "")
    assert source in done.stderr


def test_what_does_not_answer_ends_with_two(served: Site) -> None:
    """A catalogue that is gone, and one of this machine that isn't allowed."""
    served.pages[CATALOGUE] = Page(status=404)
    done = check(served.catalogue)
    assert done.returncode == 2 and "status 404" in done.stderr
    refused = run_here("check", "--harvest", served.catalogue)
    assert refused.returncode == 2 and "--allow-local" in refused.stderr


def test_bounds_are_options(served: Site) -> None:
    """A bound that is met is told, with the option that raises it."""
    done = check(served.catalogue, "--max-requests", "3", "--max-bytes", "100000", "--max-seconds", "60")
    assert done.returncode == 0
    assert "the limit of 3 requests is met" in done.stdout
    assert len(served.seen) == 3


def test_tables_and_catalogues_are_kept_apart() -> None:
    """The tables' options don't go with a catalogue."""
    done = run_here("check", "--harvest", "x.rdf", "--data", "data")
    assert done.returncode == 2 and "leave out --data" in done.stderr


def test_a_title_cannot_steer_the_terminal(served: Site) -> None:
    """Control characters of a stranger's text are shown, not sent."""
    served.serve_catalogue(
        drop(DATASET, "dcterms:description")(RIGHT).replace("Follow-up of RUFS 2050, 2020", "a\u009b31mb")
    )
    out = check(served.catalogue).stdout
    assert "a\ufffd31mb" in out and "\u009b" not in out
    assert printable("å\x1b\u202e\n") == "å\ufffd\ufffd\ufffd"
