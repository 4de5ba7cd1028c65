"""The example queries: all of them run and have something to tell, and stand as editors look for them."""

from dataclasses import replace
from pathlib import Path

import pytest

from rufsgraph.engines.embedded import EmbeddedEngine
from rufsgraph.engines.formats import parse
from rufsgraph.engines.queryfile import QueryFile
from rufsgraph.protocol.examples import example_graph, example_query, write_example
from rufsgraph.protocol.statements import Statements
from rufsgraph.questions.question import library
from rufsgraph.releases.store import current_release
from rufsgraph.terms import DEFAULT_BASE, PREFIXES

TYPE = f"{PREFIXES['rdf']}type"


@pytest.fixture(scope="module")
def engine(release_folder: Path) -> EmbeddedEngine:
    """The engine over the built release."""
    return EmbeddedEngine.of_release(current_release(release_folder).path)


@pytest.fixture(scope="module")
def described() -> dict[str, dict[str, list[str]]]:
    """The graph of examples: the values of each property of each node, as N-Triples writes them."""
    return nodes_of(example_graph(DEFAULT_BASE, "2020"))


def nodes_of(ntriples: bytes) -> dict[str, dict[str, list[str]]]:
    """The values of each property of each node, by their IRIs."""
    found: dict[str, dict[str, list[str]]] = {}
    for quad in parse(ntriples):
        values = found.setdefault(str(quad.subject)[1:-1], {})
        values.setdefault(quad.predicate.value, []).append(str(quad.object))
    return found


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("question", sorted(library()))
def test_each_example_has_rows(engine: EmbeddedEngine, question: str, lang: str) -> None:
    """Each question runs as it stands, and has at least one row."""
    assert engine.rows(example_query(DEFAULT_BASE, "2020", library()[question], lang)).rows


def test_each_question_is_an_example(described: dict[str, dict[str, list[str]]]) -> None:
    """Each question is a SHACL executable with comments, keywords, prefixes, and the endpoint as target."""
    sh, schema = PREFIXES["sh"], PREFIXES["schema"]
    for question in library().values():
        node = described[f"{DEFAULT_BASE}id/question/{question.id}"]
        assert set(node[TYPE]) == {f"<{sh}SPARQLExecutable>", f"<{sh}SPARQLSelectExecutable>"}
        comments = sorted(node[f"{PREFIXES['rdfs']}comment"])
        assert [comment[-3:] for comment in comments] and {c[-3:] for c in comments} == {"@sv", "@en"}
        assert all(any(title in comment for comment in comments) for title in question.title.values())
        assert len(node[f"{sh}select"]) == 1
        assert node[f"{sh}prefixes"] == [f"<{DEFAULT_BASE}id/prefixes/all>"]
        assert len(node[f"{schema}keywords"]) == len(question.keywords) > 0
        assert node[f"{schema}target"] == [f"<{DEFAULT_BASE}sparql>"]


def test_prefixes_are_declared(described: dict[str, dict[str, list[str]]]) -> None:
    """Each prefix of the registry is declared by a node of its own, with its namespace."""
    sh = PREFIXES["sh"]
    declared = described[f"{DEFAULT_BASE}id/prefixes/all"][f"{sh}declare"]
    nodes = [described[node[1:-1]] for node in declared]
    anyuri = f"^^<{PREFIXES['xsd']}anyURI>"
    told = {
        (one,): [space] for node in nodes for one in node[f"{sh}prefix"] for space in node[f"{sh}namespace"]
    }
    assert told == {(f'"{name}"',): [f'"{space}"{anyuri}'] for name, space in PREFIXES.items()}
    assert not [node for node in nodes if f"{sh}declare" in node]


def test_examples_have_no_blank_nodes(described: dict[str, dict[str, list[str]]]) -> None:
    """Every node of the examples has an IRI."""
    values = [value for node in described.values() for values in node.values() for value in values]
    assert not [one for one in (*described, *values) if one.startswith("_:")]


@pytest.mark.parametrize(
    ("text", "kind", "holds"),
    [
        ("ASK { ?s ?p ?o }", "sh:SPARQLAskExecutable", "sh:ask"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "sh:SPARQLConstructExecutable", "sh:construct"),
        ("DESCRIBE $edition", "spex:SPARQLDescribeExecutable", "spex:describe"),
        ("SELECT * { ?s ?p ?o }", "sh:SPARQLSelectExecutable", "sh:select"),
    ],
)
def test_query_of_each_form(text: str, kind: str, holds: str) -> None:
    """A query of another form than SELECT has the class and the property of its form."""
    words = {"sv": "x", "en": "x"}
    sample = next(iter(library().values()))
    question = replace(sample, id="x", title=words, description=words, file=QueryFile("x", {}, text))
    pen = Statements()
    write_example(pen, DEFAULT_BASE, "2020", question)
    node = nodes_of(pen.ntriples())[f"{DEFAULT_BASE}id/question/x"]
    prefix, _, local = holds.partition(":")
    (query,) = node[PREFIXES[prefix] + local]
    assert text.split()[0] in query
    prefix, _, local = kind.partition(":")
    assert f"<{PREFIXES[prefix]}{local}>" in node[TYPE]
