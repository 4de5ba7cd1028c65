"""The VoID of the release: its counts are those that the endpoint gives, its IRIs readable and stable."""

import json
from pathlib import Path

import pytest

from rufsgraph.engines.binding import Iri, bind
from rufsgraph.engines.embedded import EmbeddedEngine
from rufsgraph.engines.formats import parse_turtle
from rufsgraph.protocol.voiding import graph_title
from rufsgraph.releases.store import current_release
from rufsgraph.terms import PREFIXES, Iris

DATASET = Iri("https://w3id.org/rufs/id/dataset/rufs")
CATALOGUE = Iri("https://w3id.org/rufs/graph/catalogue")
HEAD = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("void", "void-ext", "dcterms", "rufs"))
IN_UNION = ("actors", "edition/2020", "inferred", "ontology", "plan")

TOLD_AND_COUNTED = {
    "instances": (
        "$dataset void:classPartition ?part . ?part void:class ?c ; void:entities ?n",
        "SELECT ?c (COUNT(*) AS ?n) { ?s a ?c } GROUP BY ?c",
    ),
    "properties": (
        "$dataset void:propertyPartition ?part . ?part void:property ?p ; void:triples ?n",
        "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p",
    ),
    "properties by class": (
        "?of void:class ?c ; void:propertyPartition ?part . ?part void:property ?p ; void:triples ?n",
        "SELECT ?c ?p (COUNT(*) AS ?n) { ?s a ?c ; ?p ?o } GROUP BY ?c ?p",
    ),
    "classes of objects": (
        "$dataset void:propertyPartition ?of . ?of void:property ?p ; void:classPartition ?part . "
        "?part void:class ?d ; void:triples ?n",
        "SELECT ?p ?d (COUNT(*) AS ?n) { ?s ?p ?o . ?o a ?d } GROUP BY ?p ?d",
    ),
    "classes of objects by class": (
        "?of void:class ?c ; void:propertyPartition ?pp . ?pp void:property ?p ; void:classPartition ?part . "
        "?part void:class ?d ; void:triples ?n",
        "SELECT ?c ?p ?d (COUNT(*) AS ?n) { ?s a ?c ; ?p ?o . ?o a ?d } GROUP BY ?c ?p ?d",
    ),
    "datatypes by class": (
        "?of void:class ?c ; void:propertyPartition ?pp . ?pp void:property ?p ; "
        "void-ext:datatypePartition ?part . ?part void-ext:datatype ?d ; void:triples ?n",
        "SELECT ?c ?p ?d (COUNT(*) AS ?n) { ?s a ?c ; ?p ?o BIND(DATATYPE(?o) AS ?d) FILTER(BOUND(?d)) } "
        "GROUP BY ?c ?p ?d",
    ),
}
TOTALS = {
    "triples": "COUNT(*)",
    "distinctSubjects": "COUNT(DISTINCT ?s)",
    "distinctObjects": "COUNT(DISTINCT ?o)",
    "properties": "COUNT(DISTINCT ?p)",
    "classes": "COUNT(DISTINCT ?class)",
    "entities": "COUNT(DISTINCT ?entity)",
}


@pytest.fixture(scope="module")
def engine(release_folder: Path) -> EmbeddedEngine:
    """The engine over the built release."""
    return EmbeddedEngine.of_release(current_release(release_folder).path)


def table(engine: EmbeddedEngine, query: str) -> list[tuple[str, ...]]:
    """The rows of a query as texts, sorted."""
    bound = bind(HEAD + query, {"dataset": DATASET, "catalogue": CATALOGUE})
    return sorted(tuple(str(cell) for cell in row) for row in engine.rows(bound).rows)


@pytest.mark.parametrize("kind", TOLD_AND_COUNTED)
def test_partitions_are_counted_right(engine: EmbeddedEngine, kind: str) -> None:
    """Each partition has the count that SPARQL gives, and none is missing."""
    pattern, counted = TOLD_AND_COUNTED[kind]
    names = counted.split("(")[0].removeprefix("SELECT ")
    told = table(engine, f"SELECT {names} ?n {{ GRAPH $catalogue {{ {pattern} }} }}")
    assert told == table(engine, counted)
    assert len(told) > 50


@pytest.mark.parametrize("name", ["", *IN_UNION])
@pytest.mark.parametrize("total", TOTALS)
def test_totals_are_counted_right(engine: EmbeddedEngine, name: str, total: str) -> None:
    """The totals of the dataset and of each of its graphs are those that SPARQL gives."""
    subject = f"<{Iris().graph(name)}>" if name else f"<{DATASET}>"
    told = table(engine, f"SELECT ?n {{ GRAPH $catalogue {{ {subject} void:{total} ?n }} }}")
    pattern = "?s ?p ?o"
    if total == "classes":
        pattern = "?s a ?class"
    if total == "entities":
        pattern = '?entity ?p ?o FILTER(STRSTARTS(STR(?entity), "https://w3id.org/rufs/id/"))'
    where = f"GRAPH {subject} {{ {pattern} }}" if name else pattern
    assert told == table(engine, f"SELECT ({TOTALS[total]} AS ?n) {{ {where} }}")


def test_subsets_are_the_graphs_of_the_union(engine: EmbeddedEngine) -> None:
    """The dataset's subsets are the graphs whose union is the default graph, each with titles."""
    query = "SELECT ?g ?title { GRAPH $catalogue { $dataset void:subset ?g . ?g dcterms:title ?title } }"
    wanted = {(Iris().graph(name), title) for name in IN_UNION for title in graph_title(name).values()}
    assert set(table(engine, query)) == wanted


def test_dataset_says_what_it_is(engine: EmbeddedEngine) -> None:
    """Title and description in both languages, licence, dates, places, and where the IRIs of things begin."""
    rows = table(engine, "SELECT ?p ?o { GRAPH $catalogue { $dataset ?p ?o } }")
    told: dict[str, list[str]] = {}
    for property_, value in rows:
        told.setdefault(property_.rpartition("/")[2].rpartition("#")[2], []).append(value)
    assert len(told["title"]) == len(told["description"]) == 2
    assert told["license"] == ["http://creativecommons.org/licenses/by/4.0/"]
    assert told["issued"] and told["modified"]
    assert told["uriSpace"] == ["https://w3id.org/rufs/id/"]
    assert told["sparqlEndpoint"] == ["https://w3id.org/rufs/sparql"]
    assert told["rootResource"] == ["https://w3id.org/rufs/id/plan/rufs-2050"]
    assert PREFIXES["rufs"] in told["vocabulary"] and PREFIXES["prov"] in told["vocabulary"]
    assert PREFIXES["vcard"] not in told["vocabulary"]


def test_examples_are_in_the_data(engine: EmbeddedEngine) -> None:
    """The resources that VoID shows are there, with a label in each language."""
    query = """SELECT ?shown (COUNT(?label) AS ?n) {
      GRAPH $catalogue { $dataset void:exampleResource|void:rootResource ?shown }
      OPTIONAL { ?shown <http://www.w3.org/2004/02/skos/core#prefLabel> ?label }
    } GROUP BY ?shown"""
    found = table(engine, query)
    assert len(found) == 5 and all(int(number) >= 1 for _, number in found)


def test_no_blank_nodes_and_readable_names(release_folder: Path) -> None:
    """Every node has an IRI, made of registered prefixes, and no two partitions share one."""
    quads = parse_turtle((current_release(release_folder).path / "graph" / "catalogue.ttl").read_bytes())
    assert not [quad for quad in quads if "_:" in f"{quad.subject} {quad.object}".split('"')[0]]
    nodes = {str(quad.subject) for quad in quads if "graph/catalogue#" in str(quad.subject)}
    assert "<https://w3id.org/rufs/graph/catalogue#rufs:Goal.rufs:realises.rufs:Vision>" in nodes
    assert not [node for node in nodes if "%" in node]
    sized = [str(q.subject) for q in quads if q.predicate.value.endswith(("void#triples", "void#entities"))]
    assert len([node for node in sized if "#" in node]) == len(nodes)


def test_catalogue_is_by_name_only(release_folder: Path, engine: EmbeddedEngine) -> None:
    """The catalogue is no part of the default graph, nor of the hash of the data."""
    assert not table(engine, "SELECT ?s { ?s a void:Dataset }")
    manifest = json.loads((current_release(release_folder).path / "manifest.json").read_text("utf-8"))
    assert manifest["triples"]["catalogue"] > 5000
