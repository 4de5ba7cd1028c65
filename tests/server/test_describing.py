"""The endpoint says what it is: over HTTP in every form, and to an editor that knows its address alone."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest
import rdflib

from rufsgraph.protocol.describing import FORMS
from rufsgraph.protocol.service import FORMAT_NAMES
from rufsgraph.questions.question import library
from rufsgraph.releases.store import current_release
from rufsgraph.terms import PREFIXES
from tests.calls import BROWSER, FORM, HTML, Reply, bindings, call, must_be_problem, sparql
from tests.processes import Served, serving

SD = rdflib.Namespace(PREFIXES["sd"])
PUBLIC = "https://data.example.org/rufs/"
SERVICE, VOID, EXAMPLES = "/sparql", "/.well-known/void", "/.well-known/sparql-examples"
DOCUMENTS = (SERVICE, "/sparql/", VOID, EXAMPLES)
GRAPH = "https://w3id.org/rufs/graph/"
DATASET = "https://w3id.org/rufs/id/dataset/rufs"
HEAD = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())

ALL_PREFIXES = (
    "SELECT DISTINCT ?prefix ?namespace WHERE { %s { ?x sh:namespace ?namespace ; sh:prefix ?prefix } }"
)
ALL_EXAMPLES = """SELECT DISTINCT ?example ?comment ?query WHERE { %s {
  ?example a sh:SPARQLExecutable ; rdfs:comment ?comment ; sh:select|sh:ask|sh:construct|spex:describe ?query
} } ORDER BY ?example"""
ALL_CLASSES = """SELECT DISTINCT ?class ?property ?triples ?end ?datatype WHERE { %s {
  ?part void:class ?class ; void:propertyPartition ?inner . ?inner void:property ?property
  OPTIONAL { ?inner void:triples ?triples }
  OPTIONAL {
    { ?inner void:classPartition [ void:class ?end ] }
    UNION { ?inner void-ext:datatypePartition [ void-ext:datatype ?datatype ] }
  }
} }"""
"""What sib-swiss/sparql-editor and sparql-llm ask an endpoint when they first meet it, in our own words."""


@pytest.fixture(scope="module")
def public(release_folder: Path) -> Iterator[Served]:
    """A server that knows its public address."""
    with serving(release_folder, public=PUBLIC) as served:
        yield served


@pytest.fixture(scope="module")
def description(server: str) -> rdflib.Graph:
    """The service description."""
    return rdflib.Graph().parse(data=call(server, SERVICE, accept="text/turtle").body, format="turtle")


def triples(reply: Reply) -> set[pyoxigraph.Triple]:
    """The triples of an answer."""
    assert reply.status == 200, reply.text
    form = pyoxigraph.RdfFormat.from_media_type(reply.media_type)
    assert form is not None
    return {quad.triple for quad in pyoxigraph.parse(reply.body, format=form)}


def links(reply: Reply, rel: str) -> dict[str, str]:
    """The targets of an answer's links of a kind, with their parameters."""
    found = re.findall(r'<([^>]*)>; rel="([^"]*)"([^,]*)', reply.headers.get("link", ""))
    return {target: rest for target, kind, rest in found if kind == rel}


@pytest.mark.parametrize("path", DOCUMENTS)
@pytest.mark.parametrize(("name", "media_type"), FORMS.items())
def test_each_form_holds_the_same(server: str, path: str, name: str, media_type: str) -> None:
    """Each document comes in each form, by Accept and by `?format=`, with the same triples."""
    asked, named = call(server, path, accept=media_type), call(server, f"{path}?format={name}", accept=HTML)
    assert asked.media_type == named.media_type == media_type
    assert asked.body == named.body
    assert triples(asked) == triples(call(server, path, accept="application/n-triples"))


@pytest.mark.parametrize("path", DOCUMENTS)
def test_turtle_unless_asked(server: str, path: str) -> None:
    """A program that says nothing, or takes anything, gets Turtle."""
    for reply in (call(server, path), call(server, path, accept="*/*")):
        assert (reply.status, reply.headers["content-type"]) == (200, "text/turtle; charset=utf-8")


def test_browser_gets_the_page_of_the_endpoint(server: str) -> None:
    """A person at the endpoint gets a page in his language with a form that needs no script."""
    for lang in ("sv", "en"):
        for path in (SERVICE, f"{SERVICE}?format=html"):
            reply = call(server, path, accept=BROWSER, accept_language=lang)
            assert (reply.status, reply.media_type) == (200, HTML)
            assert f'<html lang="{lang}">' in reply.text
            assert 'name="query"' in reply.text and 'name="format"' in reply.text
            assert {"Accept", "Accept-Language"} <= set(reply.headers["vary"].split(", "))


@pytest.mark.parametrize("path", [VOID, EXAMPLES])
def test_browser_gets_turtle_where_there_is_no_page(server: str, path: str) -> None:
    """Where there is no page, a browser gets Turtle."""
    assert call(server, path, accept=BROWSER).media_type == "text/turtle"
    assert call(server, path, accept=HTML).media_type == "text/turtle"


@pytest.mark.parametrize("path", DOCUMENTS)
def test_what_is_not_there_is_refused(server: str, path: str) -> None:
    """Another type or format is refused with those that there are."""
    refused = must_be_problem(call(server, path, accept="image/png"), 406, "not-acceptable")
    assert set(FORMS.values()) <= set(refused["available"])
    refused = must_be_problem(call(server, f"{path}?format=csv"), 400, "bad-request")
    assert set(FORMS) <= set(refused["available"])


@pytest.mark.parametrize("path", DOCUMENTS)
@pytest.mark.parametrize("media_type", [*FORMS.values(), HTML])
def test_head_and_tag(server: str, path: str, media_type: str) -> None:
    """HEAD has the headers of GET; who has the answer gets 304; another form has another tag."""
    got = call(server, path, accept=media_type)
    head = call(server, path, "HEAD", accept=media_type)
    assert (head.status, head.body) == (200, b"")
    assert {**head.headers, "date": ""} == {**got.headers, "date": ""}
    again = call(server, path, accept=media_type, if_none_match=got.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert [again.headers[name] for name in ("etag", "vary")] == [
        got.headers[name] for name in ("etag", "vary")
    ]
    other = next(one for one in FORMS.values() if one != got.media_type)
    assert call(server, path, accept=other, if_none_match=got.headers["etag"]).status == 200


@pytest.mark.parametrize("path", DOCUMENTS)
def test_headers(server: str, path: str) -> None:
    """Each document varies by Accept, may be read from other hosts, and announces its forms and licence."""
    reply = call(server, path)
    assert "Accept" in reply.headers["vary"].split(", ")
    assert reply.headers["access-control-allow-origin"] == "*"
    alternates = links(reply, "alternate")
    for media_type in (*FORMS.values(), *([HTML] if path.startswith(SERVICE) else [])):
        targets = [target for target, rest in alternates.items() if f'type="{media_type}"' in rest]
        assert targets
        assert {call(server, target, accept="*/*").media_type for target in targets} == {media_type}
    assert list(links(reply, "license")) == ["http://creativecommons.org/licenses/by/4.0/"]
    assert not links(reply, "canonical")


def test_page_leads_to_the_description(server: str) -> None:
    """The page of the endpoint tells programs where the descriptions are."""
    reply = call(server, SERVICE, accept=BROWSER)
    (service,) = links(reply, "service-desc")
    (void,) = links(reply, "describedby")
    assert call(server, service).media_type == call(server, void).media_type == "text/turtle"


def test_errors_of_queries_stay_errors(server: str) -> None:
    """A query that can't be read is no question of what the endpoint is."""
    must_be_problem(call(server, f"{SERVICE}?query=", accept="text/turtle"), 400, "bad-request")
    must_be_problem(call(server, SERVICE, "POST", body=b"", content_type=FORM), 400, "bad-request")


def test_dataset_is_that_of_the_engine(server: str, description: rdflib.Graph) -> None:
    """The graphs told, with their sizes, are those that there are; the default graph has as many triples."""
    told = {
        (str(row[0]), int(row[1]))
        for row in description.query(
            HEAD
            + """SELECT ?name ?triples { ?s sd:defaultDataset/sd:namedGraph ?node .
        ?node sd:name ?name ; sd:graph/void:triples ?triples }"""
        )
    }
    found = bindings(sparql(server, "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"))
    assert told == {(row["g"], int(row["n"])) for row in found}
    assert {f"{GRAPH}plan", f"{GRAPH}catalogue", f"{GRAPH}examples"} <= {name for name, _ in told}
    (whole,) = description.query(HEAD + "SELECT ?n { ?s sd:defaultDataset/sd:defaultGraph/void:triples ?n }")
    assert int(whole[0]) == int(bindings(sparql(server, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"))[0]["n"])


def test_default_graph_is_the_union_of_the_subsets(server: str, description: rdflib.Graph) -> None:
    """The default graph is the union of the graphs that the dataset has as subsets, and of no others."""
    subsets = [str(one) for one in description.objects(rdflib.URIRef(DATASET), rdflib.VOID.subset)]
    union = " UNION ".join(f"{{ GRAPH <{one}> {{ ?s ?p ?o }} }}" for one in subsets)
    count = bindings(sparql(server, f"SELECT (COUNT(*) AS ?n) {{ SELECT DISTINCT ?s ?p ?o {{ {union} }} }}"))
    assert int(count[0]["n"]) == int(
        description.value(rdflib.URIRef(DATASET), rdflib.VOID.triples, default=0)
    )


def test_formats_told_are_given(server: str, description: rdflib.Graph) -> None:
    """Each format that the service tells is one that a query's answer comes in."""
    told = {str(one).rpartition("/")[2] for one in description.objects(None, SD.resultFormat)}
    media_types = [media_type for media_type, name in FORMAT_NAMES.items() if name in told]
    assert len(media_types) == len(told) >= 8
    for media_type in media_types:
        is_result = FORMAT_NAMES[media_type].startswith("SPARQL_Results")
        query = (
            "SELECT ?s { ?s ?p ?o } LIMIT 1" if is_result else "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 1"
        )
        assert sparql(server, query, accept=media_type).media_type == media_type


def test_limits_are_those_of_the_server(narrow: Served) -> None:
    """The limits told are those that are set."""
    graph = rdflib.Graph().parse(data=call(narrow.base, SERVICE).body, format="turtle")
    rows = graph.query(
        HEAD
        + """SELECT ?name ?value { ?service a sd:Service ; schema:additionalProperty ?limit .
      ?limit schema:propertyID ?name ; schema:value ?value }"""
    )
    told = {str(name): float(value) for name, value in rows}
    assert told["query_memory"] == 400_000_000
    assert (told["query_bytes"], told["answer_bytes"], told["query_seconds"]) == (2000, 2_000_000, 10)


def test_service_leads_on(server: str, description: rdflib.Graph) -> None:
    """The service names its endpoint, language, licence, and the addresses of all that describes it."""
    (service,) = description.subjects(rdflib.RDF.type, SD.Service)
    assert description.value(service, SD.endpoint) == rdflib.URIRef(f"{server}/sparql")
    assert description.value(service, SD.supportedLanguage) == SD.SPARQL11Query
    assert description.value(service, rdflib.DCTERMS.license)
    for place in description.objects(service, rdflib.RDFS.seeAlso):
        assert str(place).startswith(f"{server}/")
        assert call(server, str(place).removeprefix(server)).status == 200


def test_dumps_are_there(server: str) -> None:
    """Each dump that VoID names is there, in a format that VoID names."""
    graph = rdflib.Graph().parse(data=call(server, VOID).body, format="turtle")
    dataset = rdflib.URIRef(DATASET)
    dumps = [str(one) for one in graph.objects(dataset, rdflib.VOID.dataDump)]
    formats = {str(one).rpartition("/")[2] for one in graph.objects(dataset, rdflib.VOID.feature)}
    replies = [call(server, dump.removeprefix(server), "HEAD") for dump in dumps]
    assert {reply.status for reply in replies} == {200}
    assert {FORMAT_NAMES[reply.media_type] for reply in replies} == formats


def test_public_address(public: Served) -> None:
    """A server that knows its public address tells that alone, whatever host is asked, and is canonical."""
    for path in (SERVICE, VOID, EXAMPLES):
        reply = call(public.base, path, accept="application/n-triples", host="another.example:80")
        assert list(links(reply, "canonical")) == [PUBLIC.removesuffix("/") + path]
        assert "another.example" not in reply.text and "127.0.0.1" not in reply.text
        assert "Not canonical" not in reply.text
        assert f"<{PUBLIC}sparql>" in reply.text
    assert list(links(call(public.base, SERVICE, accept=BROWSER), "canonical")) == [f"{PUBLIC}sparql"]


@pytest.mark.parametrize("path", [SERVICE, VOID, EXAMPLES])
def test_host_asked(server: str, path: str) -> None:
    """Without a public address the documents have the host asked, and say that they aren't canonical."""
    reply = call(server, path, accept="application/n-triples", host="another.example")
    assert "<http://another.example/sparql>" in reply.text
    assert "Not canonical" in reply.text and "Inte kanonisk" in reply.text
    assert "https://w3id.org/rufs/sparql>" not in reply.text


@pytest.mark.parametrize("host", ["a<b", "a b", "a>.<b", "å"])
def test_host_that_is_none(server: str, host: str) -> None:
    """A Host that can't be one is refused, and stands in no document."""
    reply = call(server, VOID, host=host.encode("utf-8").decode("latin-1"))
    must_be_problem(reply, 400, "bad-request")


def test_examples_have_two_names(server: str) -> None:
    """The examples are to be had under the name that editors look for, and it is the same graph."""
    alias = "https://w3id.org/rufs/sparql/.well-known/sparql-examples"
    query = "SELECT ?s ?p ?o { GRAPH <%s> { ?s ?p ?o } } ORDER BY ?s ?p ?o"
    rows = bindings(sparql(server, query % alias))
    assert rows == bindings(sparql(server, query % f"{GRAPH}examples")) and len(rows) > 200
    counted = sparql(server, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", {"default-graph-uri": alias})
    assert int(bindings(counted)[0]["n"]) == len(rows)


def test_documents_are_the_graphs(server: str) -> None:
    """VoID and the examples hold every triple of their graphs; only places are those of the host."""
    for path, name in ((VOID, "catalogue"), (EXAMPLES, "examples")):
        graph = sparql(
            server, f"CONSTRUCT {{ ?s ?p ?o }} {{ GRAPH <{GRAPH}{name}> {{ ?s ?p ?o }} }}", {"format": "nt"}
        )
        moved = re.sub(
            r"<https://w3id.org/rufs/(?!(?:id|doc|def|graph)/)([^>]*)>", rf"<{server}/\1>", graph.text
        )
        served = call(server, path, accept="application/n-triples")
        assert len(moved.splitlines()) > 200
        assert set(moved.splitlines()) <= set(served.text.splitlines())


@pytest.mark.parametrize("where", ["GRAPH ?g", f"GRAPH <{GRAPH}examples>"])
def test_editor_finds_prefixes_and_examples_by_sparql(server: str, where: str) -> None:
    """An editor that may only query finds the prefixes, and each question in two languages."""
    rows = bindings(sparql(server, HEAD + ALL_PREFIXES % where))
    assert {row["prefix"]: row["namespace"] for row in rows} == PREFIXES
    rows = bindings(sparql(server, HEAD + ALL_EXAMPLES % where))
    assert {row["example"].rpartition("/")[2] for row in rows} == set(library())
    assert len(rows) == 2 * len(library())


def test_editor_finds_classes_and_properties_by_sparql(server: str) -> None:
    """An editor that may only query finds the classes, their properties, and what is at the other end."""
    rows = bindings(sparql(server, HEAD + ALL_CLASSES % "GRAPH ?g"))
    rufs, xsd = PREFIXES["rufs"], PREFIXES["xsd"]
    classes = {row["c"] for row in bindings(sparql(server, "SELECT DISTINCT ?c { ?s a ?c }"))}
    assert {row["class"] for row in rows} == classes
    ends = {(row["class"], row["property"], row.get("end") or row.get("datatype")) for row in rows}
    assert (f"{rufs}Goal", f"{rufs}realises", f"{rufs}Vision") in ends
    assert (f"{rufs}InventoryEntry", f"{rufs}row", f"{xsd}integer") in ends
    assert (f"{rufs}Participation", f"{rufs}participant", f"{rufs}Actor") in ends
    assert (f"{rufs}Vision", f"{rufs}row", f"{xsd}integer") not in ends


def test_editor_finds_all_in_the_service_description(server: str, description: rdflib.Graph) -> None:
    """Editors ask the default graph, get no rows, and ask the service description: all is there."""
    for query, wanted in (
        (ALL_PREFIXES, len(PREFIXES)),
        (ALL_EXAMPLES, 2 * len(library())),
        (ALL_CLASSES, 500),
    ):
        assert bindings(sparql(server, HEAD + query % "")) == []
        assert len(description.query(HEAD + query % "")) >= wanted


def test_each_example_runs_at_the_endpoint(server: str) -> None:
    """Every example that the endpoint tells runs there as it stands, and has at least one row."""
    told = bindings(sparql(server, HEAD + ALL_EXAMPLES % "GRAPH ?g"))
    queries = {row["query"] for row in told}
    assert len(queries) == len(library())
    assert [query for query in queries if not bindings(sparql(server, query))] == []


def test_release_without_descriptions(release_folder: Path, tmp_path: Path) -> None:
    """A release from before there were descriptions is served, and what it lacks is said to be lacking."""
    folder = tmp_path / "releases"
    release = current_release(release_folder)
    shutil.copytree(release.path, folder / "old")
    (folder / "current").symlink_to("old")
    manifest = json.loads((folder / "old" / "manifest.json").read_text(encoding="utf-8"))
    manifest["triples"] = {name: n for name, n in manifest["triples"].items() if name != "catalogue"}
    (folder / "old" / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (folder / "old" / "graph" / "catalogue.ttl").unlink()
    with serving(folder) as served:
        must_be_problem(call(served.base, VOID), 404, "not-found")
        assert call(served.base, EXAMPLES).status == 200
        assert "sd:Service" in call(served.base, SERVICE).text
