"""A server whose engine is elsewhere answers as one that has its own: questions, SPARQL, refusals."""

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest

from tests.calls import JSON, Reply, bindings, call, must_be_problem, sparql
from tests.elsewhere.rude import EMPTY, drips, floods, hangs_up, rude, says, stays_silent
from tests.elsewhere.test_answers import SECONDS
from tests.peers import Peer, oxigraph, virtuoso
from tests.processes import free_port, look, run, serving

pytestmark = pytest.mark.alone

GRAPHS = "https://w3id.org/rufs/graph/"
NTRIPLES = "application/n-triples"
GOAL = "https://w3id.org/rufs/id/goal/1"
LABEL = "http://www.w3.org/2004/02/skos/core#prefLabel"
PREFIXES = """
PREFIX rufs: <https://w3id.org/rufs/def/> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
COUNT = "SELECT (COUNT(*) AS ?n) %s WHERE { ?s ?p ?o }"
BY_GRAPH = "SELECT ?g (COUNT(*) AS ?n) %s WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
PLAN, ACTORS, SHAPES = (GRAPHS + name for name in ("plan", "actors", "shapes"))

QUERIES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "names": (f"{PREFIXES} SELECT ?g ?n {{ ?g a rufs:Goal ; skos:prefLabel ?n }}", {}),
    "the default graph is the union": (COUNT % "", {}),
    "FROM": (COUNT % f"FROM <{PLAN}>", {}),
    "FROM two graphs": (COUNT % f"FROM <{PLAN}> FROM <{ACTORS}>", {}),
    "FROM by a prefixed name": (f"PREFIX g: <{GRAPHS}> {COUNT % 'FROM g:plan'}", {}),
    "FROM a graph that is not of the release": (COUNT % "FROM <http://other.example/graph>", {}),
    "FROM hides graphs by name": (BY_GRAPH % f"FROM <{PLAN}>", {}),
    "FROM NAMED": (BY_GRAPH % f"FROM NAMED <{SHAPES}> FROM NAMED <{PLAN}>", {}),
    "FROM NAMED hides the default graph": (COUNT % f"FROM NAMED <{PLAN}>", {}),
    "a graph by its name": (f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{SHAPES}> {{ ?s ?p ?o }} }}", {}),
    "a graph of others by its name": ("SELECT ?s { GRAPH <http://other.example/graph> { ?s ?p ?o } }", {}),
    "a graph outside FROM NAMED": (
        f"SELECT ?s FROM NAMED <{PLAN}> {{ GRAPH <{ACTORS}> {{ ?s ?p ?o }} }}",
        {},
    ),
    "default-graph-uri": (COUNT % "", {"default-graph-uri": PLAN}),
    "default-graph-uri hides graphs by name": (BY_GRAPH % "", {"default-graph-uri": PLAN}),
    "default-graph-uri goes before FROM": (COUNT % f"FROM <{ACTORS}>", {"default-graph-uri": PLAN}),
    "default-graph-uri of others": (COUNT % "", {"default-graph-uri": "http://other.example/graph"}),
    "named-graph-uri": (BY_GRAPH % "", {"named-graph-uri": PLAN}),
    "named-graph-uri hides the default graph": (COUNT % "", {"named-graph-uri": PLAN}),
    "a base of its own": (f"BASE <https://w3id.org/rufs/id/> SELECT ?n {{ <goal/1> <{LABEL}> ?n }}", {}),
    "two bases": (
        f"BASE <https://w3id.org/> BASE <rufs/id/> SELECT ?n {{ <goal/1> <{LABEL}> ?n }}",
        {},
    ),
    "ASK, yes": (f"{PREFIXES} ASK {{ ?g a rufs:Goal }}", {}),
    "ASK, no": (f"{PREFIXES} ASK {{ ?g a rufs:None }}", {}),
    "ASK of nothing": ("ASK {}", {}),
    "no variables": ("SELECT * {}", {}),
    "no rows": ("SELECT ?a ?b { ?a <urn:none> ?b }", {}),
    "nothing bound": (f"{PREFIXES} SELECT ?a ?b {{ ?a a rufs:Goal OPTIONAL {{ ?a rufs:none ?b }} }}", {}),
    "terms": (
        f"{PREFIXES} SELECT ?i ?d ?e ?l ?s ?day ?y ?u {{ BIND(1 AS ?i) BIND(1.50 AS ?d) BIND(1e3 AS ?e) "
        "BIND('å'@sv AS ?l) BIND('x' AS ?s) BIND('2020-01-01'^^xsd:date AS ?day) "
        "BIND('2020'^^xsd:gYear AS ?y) BIND(<urn:a> AS ?u) }",
        {},
    ),
    "stored terms": (
        f"{PREFIXES} SELECT ?p ?o {{ VALUES ?p {{ rufs:value rufs:headline rufs:year }} ?s ?p ?o }}",
        {},
    ),
    "blank nodes": (f"SELECT ?s ?o {{ GRAPH <{SHAPES}> {{ ?s ?p ?o FILTER(isBlank(?s)) }} }}", {}),
    "paths": (f"{PREFIXES} SELECT ?a {{ ?a rufs:withinArea+ <https://w3id.org/rufs/id/area/se110> }}", {}),
    "regular expressions": (
        f"{PREFIXES} SELECT ?n {{ ?g a rufs:Goal ; skos:prefLabel ?n FILTER(REGEX(?n, '^en ', 'i')) }}",
        {},
    ),
    "MINUS": (
        f"{PREFIXES} SELECT (COUNT(?a) AS ?n) {{ ?a a rufs:Actor MINUS {{ ?p rufs:participant ?a }} }}",
        {},
    ),
    "NOT EXISTS": (
        f"{PREFIXES} SELECT (COUNT(?a) AS ?n) "
        "{ ?a a rufs:Actor FILTER NOT EXISTS { ?p rufs:participant ?a } }",
        {},
    ),
    "HAVING": (
        f"{PREFIXES} SELECT ?r (COUNT(?p) AS ?n) {{ ?p rufs:role ?r }} GROUP BY ?r HAVING(COUNT(?p) > 10)",
        {},
    ),
    "numbers compared": (f"{PREFIXES} SELECT (COUNT(*) AS ?n) {{ ?s rufs:value ?v FILTER(?v > 50) }}", {}),
    "CONSTRUCT": (f"CONSTRUCT WHERE {{ <{GOAL}> ?p ?o }}", {}),
    "CONSTRUCT from a graph": (f"CONSTRUCT {{ ?s ?p ?o }} FROM <{SHAPES}> WHERE {{ ?s ?p ?o }}", {}),
    "CONSTRUCT of nodes": (
        f"CONSTRUCT {{ ?s <urn:p> [ <urn:q> ?o ] }} {{ VALUES ?s {{ <{GOAL}> }} ?s <{LABEL}> ?o }}",
        {},
    ),
    "CONSTRUCT of nothing": ("CONSTRUCT WHERE { <urn:none> ?p ?o }", {}),
    "DESCRIBE": (f"DESCRIBE <{GOAL}>", {}),
    "yes of a function": ("SELECT (CONTAINS('ab', 'a') AS ?x) {}", {}),
    "type of a text in a language": ("SELECT (DATATYPE('å'@sv) AS ?x) {}", {}),
    "percent-encoding": ("SELECT (ENCODE_FOR_URI('å b') AS ?x) {}", {}),
    "all graphs": (BY_GRAPH % "", {}),
}

DIFFERS: Mapping[str, Mapping[str, str]] = {
    "oxigraph": {"all graphs": "the embedded engine gives the examples a second name"},
    "virtuoso": {
        "all graphs": "the embedded engine gives the examples a second name",
        "DESCRIBE": "it tells too what points to the thing, of any graph; the standard leaves it open (16.4)",
        "yes of a function": "Virtuoso says 1 for true",
        "type of a text in a language": "Virtuoso says nothing for rdf:langString",
        "percent-encoding": "Virtuoso leaves å as it is and adds a null",
    },
}
"""Where a server's answer is another, and why; that it still is, is tested too."""


@pytest.fixture(scope="module")
def far(release_folder: Path, elsewhere: Peer) -> Iterator[str]:
    """The address of a server that answers from elsewhere."""
    with serving(release_folder, engine=elsewhere.query, query_seconds=SECONDS, log="none") as served:
        yield served.base


def value(term: Mapping[str, str] | None) -> object:
    """A term with numbers by value, which servers write differently, and blank nodes all alike."""
    if term is None or term["type"] == "bnode":
        return term and "a node"
    kind = term.get("datatype", "").rpartition("#")[2]
    if kind in ("integer", "decimal", "double"):
        return kind, Decimal(term["value"]).normalize()
    return term["type"], term["value"], term.get("xml:lang"), kind


def content(reply: Reply) -> Any:
    """What an answer says, whatever the order of its rows."""
    assert reply.status == 200, reply.text
    if reply.media_type == NTRIPLES:
        dataset = pyoxigraph.Dataset(pyoxigraph.parse(reply.body, format=pyoxigraph.RdfFormat.N_TRIPLES))
        dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
        return frozenset(str(quad.triple) for quad in dataset)
    document = reply.json()
    if "boolean" in document:
        return document["boolean"]
    names = document["head"]["vars"]
    rows = [tuple(value(row.get(name)) for name in names) for row in document["results"]["bindings"]]
    return tuple(names), Counter(rows)


@pytest.mark.parametrize("name", QUERIES)
def test_queries_are_answered_alike(server: str, far: str, elsewhere: Peer, name: str) -> None:
    """The answer is that of the embedded engine; where a server is known to differ, it does."""
    query, parameters = QUERIES[name]
    accept = NTRIPLES if query.startswith(("CONSTRUCT", "DESCRIBE")) else JSON
    near, away = (content(sparql(base, query, parameters, accept=accept)) for base in (server, far))
    if name in DIFFERS[elsewhere.name]:
        assert near != away
    else:
        assert near == away


@pytest.mark.parametrize(
    "accept", [JSON, "application/sparql-results+xml", "text/csv", "text/tab-separated-values"]
)
def test_results_are_the_same_bytes(server: str, far: str, accept: str) -> None:
    """Rows in a stated order come in every format as from the embedded engine, to the byte."""
    pattern = "?g a rufs:Goal ; skos:prefLabel ?n FILTER(LANG(?n) = 'sv')"
    query = f"{PREFIXES} SELECT ?g ?n {{ {pattern} }} ORDER BY ?g"
    near, away = (sparql(base, query, accept=accept) for base in (server, far))
    assert near.status == 200 and "å" in near.text
    assert (away.status, away.headers["content-type"], away.body) == (
        200,
        near.headers["content-type"],
        near.body,
    )


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("text/turtle", pyoxigraph.RdfFormat.TURTLE),
        ("application/ld+json", pyoxigraph.RdfFormat.JSON_LD),
        ("application/rdf+xml", pyoxigraph.RdfFormat.RDF_XML),
        ("application/trig", pyoxigraph.RdfFormat.TRIG),
        ("application/n-quads", pyoxigraph.RdfFormat.N_QUADS),
    ],
)
def test_graphs_come_in_every_format(far: str, accept: str, form: pyoxigraph.RdfFormat) -> None:
    """A graph is written in each format, with the triples that N-Triples have."""
    query = f"CONSTRUCT WHERE {{ <{GOAL}> ?p ?o }}"
    reply = sparql(far, query, accept=accept)
    assert (reply.status, reply.media_type) == (200, accept)
    wanted = content(sparql(far, query, accept=NTRIPLES))
    assert len(wanted) > 5
    assert {str(quad.triple) for quad in pyoxigraph.parse(reply.body, format=form)} == wanted


def test_address_asked_is_the_base(far: str) -> None:
    """Relative IRIs are resolved against the address of our endpoint, not of the one behind it."""
    found = bindings(sparql(far, "SELECT ?x ?y { BIND(<x> AS ?x) BIND(<#y> AS ?y) }"))
    assert found == [{"x": f"{far}/x", "y": f"{far}/sparql#y"}]


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 403, "service-refused"),
        ("SELECT * { SERVICE SILENT ?any { ?s ?p ?o } }", 403, "service-refused"),
        ("INSERT DATA { <urn:a> <urn:b> <urn:c> }", 403, "update-refused"),
        ("CLEAR ALL", 403, "update-refused"),
        ("SELECT {", 400, "bad-query"),
        ("SELECT * { ?s foaf:name ?o }", 400, "bad-query"),
        ("SELECT (<http://example.org/f>(1) AS ?x) {}", 400, "bad-query"),
        ("SELECT ?s FROM { ?s ?p ?o }", 400, "bad-query"),
        ("DEFINE get:soft 'soft' SELECT * { ?s ?p ?o }", 400, "bad-query"),
        ("SELECT (<bif:getenv>('HOME') AS ?x) {}", 400, "bad-query"),
    ],
)
def test_refusals_are_the_same(server: str, far: str, query: str, status: int, code: str) -> None:
    """What the embedded engine refuses is refused with the same status and code, and never sent on."""
    for base in (server, far):
        must_be_problem(sparql(base, query), status, code)


def test_questions_are_answered_alike(server: str, far: str) -> None:
    """A question has the same document, and the same table, from both."""
    for form in ("json", "csv"):
        path = f"/ask/partners-on-priority?priority=3&role=owner&format={form}"
        near, away = (call(base, path, timeout=SECONDS) for base in (server, far))
        assert near.status == 200 and near.body.count(b"kth") > 0
        assert (away.status, away.body) == (200, near.body)


def test_health_says_the_release(server: str, far: str) -> None:
    """The server is healthy, with the same release."""
    near, away = (call(base, "/health") for base in (server, far))
    assert away.status == 200
    assert away.json()["release"] == near.json()["release"]


# The commands


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask", "partners-on-priority", "--priority", "3", "--format", "csv"),
        ("ask", "strategies", "--priority", "5", "--format", "json"),
        ("query", "SELECT ?g { ?g a <https://w3id.org/rufs/def/Goal> } ORDER BY ?g", "--format", "tsv"),
        ("query", f"ASK {{ <{GOAL}> ?p ?o }}"),
    ],
    ids=lambda arguments: "-".join(arguments[:2])[:25],
)
def test_commands_answer_alike(release_folder: Path, elsewhere: Peer, arguments: tuple[str, ...]) -> None:
    """`--engine URL` changes nothing of what a command prints."""
    settings = {"releases": release_folder, "query_seconds": SECONDS}
    near = run(*arguments, timeout=SECONDS, **settings)
    away = run(*arguments, "--engine", elsewhere.query, timeout=SECONDS, **settings)
    assert (near.returncode, away.returncode, away.stderr) == (0, 0, "")
    assert near.stdout and away.stdout == near.stdout


COMMANDS = (("ask", "partners-on-priority", "--priority", "3"), ("query", "ASK {}"), ("serve",))


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: str(command[0]))
@pytest.mark.parametrize(
    ("behaviour", "told"),
    [
        (hangs_up, "gave no answer"),
        (stays_silent, "was left after 1 s"),
        (drips, "was left after 1 s"),
        (floods, "over 10000 bytes"),
        (says("200 OK", b"<html>Hello</html>", "Content-Type: text/html"), "can't be read"),
        (says("200 OK", b'{"head": {"vars": ["s"]}, "results": {'), "can't be read"),
        (says("200 OK", b'{"head": {}, "boolean": "perhaps"}'), "can't be read"),
        (says("200 OK", b"[]"), "can't be read"),
        (says("200 OK", b"{}", "Content-Length: 1000"), "gave no answer"),
        (says("404 Not Found", b"<html>no</html>", "Content-Type: text/html"), "404"),
        (says("401 Unauthorized", b""), "credentials"),
        (says("302 Found", b"", "Location: http://127.0.0.1:9/"), "302"),
        (says("500 Internal Server Error", b"oops"), "oops"),
        (says("200 OK", EMPTY, "X-SQL-State: S1TAT"), "a part of the answer"),
    ],
)
def test_what_is_no_engine_is_one_line(
    release_folder: Path, command: tuple[str, ...], behaviour: Any, told: str
) -> None:
    """A server that is no SPARQL endpoint, or a broken one, is told of in one line, with exit code 2."""
    with rude(behaviour) as url:
        settings = {"releases": release_folder, "query_seconds": 1, "answer_bytes": 10_000}
        done = run(*command, "--engine", url, **settings)
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert done.stderr.startswith("rufsgraph: ") and done.stderr.count("\n") == 1
    assert url in done.stderr and told in done.stderr


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: str(command[0]))
def test_nobody_there_and_nothing_there_are_one_line(release_folder: Path, command: tuple[str, ...]) -> None:
    """An address where nobody listens, and a server without the release, are told of in one line."""
    with oxigraph() as peer:
        done = run(*command, "--engine", peer.query, releases=release_folder)
        if command[0] != "query":
            assert "has nothing in" in done.stderr and "release push" in done.stderr
    gone = run(*command, "--engine", peer.query, releases=release_folder)
    assert "gave no answer" in gone.stderr
    for one in (done, gone):
        assert (one.returncode, one.stdout, one.stderr.count("\n")) == (2, "", 1)


# A server elsewhere that stops, and its limits

CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c != ?f && ?f != ?i) }"


def test_query_over_the_time_limit_is_stopped(release_folder: Path, elsewhere: Peer) -> None:
    """A query that takes too long elsewhere is left at our limit, which the problem names."""
    with serving(release_folder, engine=elsewhere.query, query_seconds=3) as served:
        began = time.monotonic()
        document = must_be_problem(sparql(served.base, CROSS), 503, "over-time")
        assert time.monotonic() - began < 10
    assert document["limit"] == 3 and elsewhere.query in document["detail"]


def test_large_answer_is_refused(release_folder: Path, elsewhere: Peer) -> None:
    """An answer over our limit is refused, with the limit."""
    with serving(
        release_folder, engine=elsewhere.query, query_seconds=SECONDS, answer_bytes=1_000_000
    ) as served:
        document = must_be_problem(sparql(served.base, "SELECT * { ?s ?p ?o } LIMIT 20000"), 413, "too-large")
    assert document["limit"] == 1_000_000


def test_server_that_died_is_told_and_found_again(release_folder: Path) -> None:
    """While the server elsewhere is gone each query gets a problem; when it is back, answers."""
    port = free_port()
    with oxigraph(port=port) as peer:
        assert peer.push(release_folder).returncode == 0
        with serving(release_folder, engine=peer.query) as served:
            assert sparql(served.base, "ASK {} # before").json()["boolean"] is True
            peer.kill()
            for path in (
                "/sparql?query=ASK%7B%7D%23while",
                "/ask/partners-on-priority?priority=3&format=json",
            ):
                must_be_problem(call(served.base, path, accept="application/json"), 503, "engine-failed")
            with oxigraph(port=port) as again:
                assert again.push(release_folder).returncode == 0
                assert sparql(served.base, "ASK {} # after").json()["boolean"] is True


@pytest.fixture(scope="module")
def tight(release_folder: Path) -> Iterator[Peer]:
    """A Virtuoso that gives few rows and little time, with the release in it."""
    with virtuoso(ResultSetMaxRows=300, MaxQueryExecutionTime=1) as peer:
        pushed = peer.push(release_folder)
        assert "gives no more than 300 rows" in pushed.stderr
        assert (pushed.returncode, pushed.stdout, pushed.stderr.count("\n")) == (2, "", 1)
        yield peer


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p ?o }",
        "SELECT * { ?s ?p ?o } LIMIT 400",
        "CONSTRUCT WHERE { ?s ?p ?o }",
        "CONSTRUCT { ?s a ?o } WHERE { ?s ?p ?o } LIMIT 400",
    ],
)
def test_rows_that_virtuoso_drops_are_told(release_folder: Path, tight: Peer, query: str) -> None:
    """Virtuoso cuts an answer in silence; here it is refused, with the limit that was met there.

    On a busy machine that may be the one on time, which it meets in silence too.
    """
    arguments = ("--engine", tight.query, "--format", "nt" if query.startswith("CONSTRUCT") else "csv")
    done = run("query", query, *arguments, releases=release_folder)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    rows = "no more than 300 rows" in done.stderr and "ResultSetMaxRows" in done.stderr
    assert rows or "stopped at its limit with a part of the answer" in done.stderr
    few = query.partition("LIMIT")[0] + "LIMIT 299"
    assert run("query", few, *arguments, releases=release_folder).returncode == 0


def test_time_limit_of_virtuoso_is_told(release_folder: Path, tight: Peer) -> None:
    """A query that Virtuoso stops is told of as stopped, without the query."""
    done = run("query", CROSS, "--engine", tight.query, releases=release_folder, query_seconds=SECONDS)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "stopped at its limit" in done.stderr and CROSS not in done.stderr


def test_query_that_was_left_ends(release_folder: Path, virtuoso_server: Peer) -> None:
    """Virtuoso is told of our limit, so that it doesn't go on with a query that nobody waits for."""
    done = run("query", CROSS, "--engine", virtuoso_server.query, releases=release_folder, query_seconds=2)
    assert done.returncode == 2
    last = time.monotonic() + SECONDS
    while works(virtuoso_server) and time.monotonic() < last:
        time.sleep(0.1)
    assert not works(virtuoso_server)


def works(peer: Peer) -> bool:
    """Whether a server uses more than a tenth of a processor."""
    before, began = look(peer.pid), time.monotonic()
    time.sleep(0.5)
    after, ended = look(peer.pid), time.monotonic()
    assert before is not None and after is not None
    return after.processor_seconds - before.processor_seconds > 0.1 * (ended - began)
