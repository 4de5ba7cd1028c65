"""From tables to a release: read, build, check, write; switch only to what is right."""

import hashlib
import importlib.metadata
import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from rdflib import Graph

from rufsgraph import __version__
from rufsgraph.checks import measures, reports, rules, shacl, source
from rufsgraph.checks.aside import aside
from rufsgraph.checks.printed import read_report
from rufsgraph.engines.embedded import DATASET_FILE, EmbeddedEngine
from rufsgraph.engines.formats import turtle_to_ntriples
from rufsgraph.errors import FileMissing, Finding, has_violation
from rufsgraph.graph.building import Built, build
from rufsgraph.graph.writing import key_of, to_ntriples
from rufsgraph.releases.content import Content, Stamp, assemble, write_graph
from rufsgraph.releases.identifiers import check_kept
from rufsgraph.releases.store import Release, list_releases, write_release
from rufsgraph.tables.metadata import read_metadata
from rufsgraph.tables.reading import read_tables
from rufsgraph.tables.rows import Tables
from rufsgraph.terms import Iris

Progress = Callable[[str], None]
"""Called with the name of each step as it begins."""

Describe = Callable[[Stamp, Mapping[str, bytes]], Mapping[str, bytes]]
"""Gives the graphs that describe those given (by short name, as N-Triples): catalogue and examples."""

_TOOLS = ("csvw", "pyoxigraph", "pyshacl", "rdflib")


@dataclass(frozen=True, slots=True)
class Places:
    """The folders that a build reads."""

    data: Path
    ontology: Path
    shapes: Path


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build came to: its findings, and what it would publish if none of them is a violation."""

    findings: list[Finding]
    tables: Tables | None = None
    built: Built | None = None
    content: Content | None = None


def make(
    places: Places, iris: Iris, describe: Describe | None, report: Path | None, progress: Progress
) -> Outcome:
    """Reads, builds and checks; `describe` gives the graphs that say what the others hold.

    `report` is the source report's text, checked against where it is given.
    """
    progress("tables")
    tables, findings = read_tables(places.data)
    if tables is None:
        return Outcome(findings)
    if report:
        progress("source")
        findings += source.check_source(tables, read_report(report))
    progress("graph")
    ontology = _read_turtle(places.ontology)
    built = build(tables, ontology, iris)
    check = aside(partial(_check_shapes, ontology, built, places.shapes))
    graphs = {name: to_ntriples(triples) for name, triples in built.graphs.items()}
    graphs |= {"ontology": _folder_ntriples(places.ontology), "shapes": _folder_ntriples(places.shapes)}
    progress("rules")
    union = EmbeddedEngine.of_union(graph for name, graph in graphs.items() if name != "shapes")
    broken = rules.check_rules(union, rules.read_rules(places.shapes / "rules"))
    measured = measures.measure(union, measures.read_measures(places.shapes / "measures"))
    progress("formats")
    written = {name: write_graph(name, content, iris) for name, content in graphs.items()}
    progress("shapes")
    findings += check() + broken
    said = reports.as_triples(findings, iris.base) | measures.as_triples(measured, iris.base)
    graphs |= {"validation": to_ntriples(said)}
    if describe:
        progress("descriptions")
        graphs |= describe(_stamp(built), graphs)
    progress("the whole")
    return Outcome(findings, tables, built, assemble(graphs, iris, written))


def _check_shapes(ontology: Graph, built: Built, folder: Path) -> list[Finding]:
    """What the shapes of a folder say of all that was built."""
    shapes = _read_turtle(folder)
    data = Graph()
    data += ontology
    for triples in built.graphs.values():
        for triple in triples:
            data.add(triple)
    return shacl.check_shapes(data, shapes)


def compare(outcome: Outcome, iris: Iris, releases: Path) -> Outcome:
    """The outcome with a violation for each identifier that a release of the folder had and this one lost.

    Violations only: what is published is decided by the tables, not by the folder that it goes to.
    """
    if outcome.tables is None or outcome.content is None:
        return outcome
    changed = {row.identifier for row in outcome.tables.identifier_changes}
    dataset = outcome.content.files[DATASET_FILE]
    lost = check_kept(list_releases(releases), dataset, iris, changed)
    return replace(outcome, findings=outcome.findings + lost)


def publish(outcome: Outcome, places: Places, iris: Iris, releases: Path) -> Release:
    """Writes the release of an outcome without violations; the caller switches to it."""
    assert outcome.built is not None
    assert outcome.content is not None
    assert not has_violation(outcome.findings)
    edition, stamp = outcome.built.current, _stamp(outcome.built)
    files = dict(outcome.content.files)
    files["validation.json"] = reports.as_json(outcome.findings).encode()
    files["validation.sv.txt"] = reports.as_text(outcome.findings, "sv").encode()
    files["validation.en.txt"] = reports.as_text(outcome.findings, "en").encode()
    files |= _tables(places.data)
    manifest = {
        "release": outcome.content.name(stamp.edition),
        "hash": outcome.content.digest,
        "described": outcome.content.described,
        "edition": stamp.edition,
        "issued": stamp.issued,
        "modified": stamp.modified,
        "label": {"sv": edition.label_sv, "en": edition.label_en},
        "base": iris.base,
        "triples": dict(outcome.content.triples),
        "tables": _table_hashes(places.data),
        "tools": {"rufsgraph": __version__} | {name: importlib.metadata.version(name) for name in _TOOLS},
    }
    return write_release(releases, files, manifest)


def _stamp(built: Built) -> Stamp:
    edition = built.current
    return Stamp(key_of(edition.id), edition.issued.isoformat(), edition.modified.isoformat())


def _read_turtle(folder: Path) -> Graph:
    paths = sorted(folder.glob("*.ttl"))
    if not paths:
        raise FileMissing(f"no .ttl file in {folder}")
    graph = Graph()
    for path in paths:
        graph.parse(path, format="turtle")
    return graph


def _folder_ntriples(folder: Path) -> bytes:
    return b"".join(turtle_to_ntriples(path.read_bytes()) for path in sorted(folder.glob("*.ttl")))


def _tables(folder: Path) -> dict[str, bytes]:
    """The tables that a release was made of, with what describes them, each and all in one."""
    names = sorted(["metadata.json", *(f"{name}.csv" for name in read_metadata(folder))])
    files = {name: (folder / name).read_bytes() for name in names}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(f"tables/{name}", _NO_DATE), content, zipfile.ZIP_DEFLATED)
    return {f"tables/{name}": content for name, content in files.items()} | {"tables.zip": packed.getvalue()}


_NO_DATE = (1980, 1, 1, 0, 0, 0)
"""The date of files in the archive, which must not depend on a clock: the first that the format has."""


def _table_hashes(folder: Path) -> dict[str, str]:
    return {
        f"{name}.csv": hashlib.sha256((folder / f"{name}.csv").read_bytes()).hexdigest()
        for name in read_metadata(folder)
    }
