"""The SPARQL endpoint over real HTTP: the protocol, the formats, the refusals and the limits."""

import csv
import io
import socket
import threading
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

import pyoxigraph
import pytest
import rdflib

from tests.calls import BROWSER, FORM, HTML, JSON, PROBLEM, Reply, bindings, call, must_be_problem, sparql
from tests.processes import Served, serving

pytestmark = pytest.mark.alone

GOALS = """
PREFIX rufs: <https://w3id.org/rufs/def/> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?goal ?name WHERE { ?goal a rufs:Goal ; skos:prefLabel ?name FILTER(LANG(?name) = "sv") }
ORDER BY ?goal
"""
GOAL = "https://w3id.org/rufs/id/goal/1"
CONSTRUCT = f"CONSTRUCT WHERE {{ <{GOAL}> ?p ?o }}"
CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
EVERYTHING = "SELECT * { ?s ?p ?o }"
KILL_SECONDS = 0.5


@contextmanager
def listener() -> Iterator[tuple[int, list[bytes]]]:
    """A port of this machine and what anyone who connects to it sends; nobody should."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as open_port:
        open_port.settimeout(0.05)
        stop = threading.Event()

        def listen() -> None:
            while not stop.is_set():
                try:
                    connection, _ = open_port.accept()
                except TimeoutError:
                    continue
                with connection:
                    heard.append(b"connected")

        thread = threading.Thread(target=listen)
        thread.start()
        try:
            yield open_port.getsockname()[1], heard
        finally:
            time.sleep(0.2)
            stop.set()
            thread.join()


@pytest.fixture(scope="module")
def names(server: str) -> list[tuple[str, str]]:
    """The four goals and their names, from SPARQL's JSON."""
    found = [(row["goal"], row["name"]) for row in bindings(sparql(server, GOALS))]
    assert [iri.rpartition("/")[2] for iri, _ in found] == ["1", "2", "3", "4"]
    return found


def test_json(server: str, names: list[tuple[str, str]]) -> None:
    """SPARQL's JSON says its variables, and keeps languages."""
    reply = sparql(server, GOALS, accept=JSON)
    assert reply.media_type == JSON
    document = reply.json()
    assert sorted(document["head"]["vars"]) == ["goal", "name"]
    assert {row["name"]["xml:lang"] for row in document["results"]["bindings"]} == {"sv"}
    assert "å" in "".join(name for _, name in names)


def test_xml(server: str, names: list[tuple[str, str]]) -> None:
    """SPARQL's XML holds the same rows."""
    reply = sparql(server, GOALS, accept="application/sparql-results+xml")
    assert reply.media_type == "application/sparql-results+xml"
    space = "{http://www.w3.org/2005/sparql-results#}"
    rows = []
    for result in ElementTree.fromstring(reply.body).iter(f"{space}result"):
        cells = {one.get("name"): "".join(one.itertext()) for one in result.iter(f"{space}binding")}
        rows.append((cells["goal"], cells["name"]))
    assert rows == names


def test_csv(server: str, names: list[tuple[str, str]]) -> None:
    """CSV holds the same rows, as UTF-8 and said to be."""
    reply = sparql(server, GOALS, accept="text/csv")
    assert reply.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(reply.text, newline="")))
    assert [(row["goal"], row["name"]) for row in rows] == names


def test_tsv(server: str, names: list[tuple[str, str]]) -> None:
    """TSV is TSV, its terms written as in Turtle."""
    reply = sparql(server, GOALS, accept="text/tab-separated-values")
    assert reply.headers["content-type"] == "text/tab-separated-values; charset=utf-8"
    head, *lines = reply.text.splitlines()
    order = head.split("\t")
    rows = [dict(zip(order, line.split("\t"), strict=True)) for line in lines]
    assert [(row["?goal"], row["?name"]) for row in rows] == [
        (f"<{iri}>", f'"{name}"@sv') for iri, name in names
    ]


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph")
@pytest.mark.parametrize(
    ("media_type", "parser"),
    [
        ("text/turtle", "turtle"),
        ("application/ld+json", "json-ld"),
        ("application/n-triples", "nt"),
        ("application/rdf+xml", "xml"),
    ],
)
def test_graph_formats(server: str, media_type: str, parser: str) -> None:
    """A CONSTRUCT comes in each RDF format, which two parsers read as the same triples."""
    reply = sparql(server, CONSTRUCT, accept=media_type)
    assert reply.status == 200 and reply.media_type == media_type
    plain = sparql(server, CONSTRUCT, accept="application/n-triples")
    expected = rdflib.Graph().parse(data=plain.body, format="nt")
    assert len(expected) > 5
    assert set(rdflib.Graph().parse(data=reply.body, format=parser)) == set(expected)
    assert _triples(reply.body, media_type) == _triples(plain.body, "application/n-triples")


def _triples(content: bytes, media_type: str) -> set[pyoxigraph.Triple]:
    """The triples that the engine's own parser reads."""
    rdf_format = pyoxigraph.RdfFormat.from_media_type(media_type)
    assert rdf_format is not None
    return {quad.triple for quad in pyoxigraph.parse(content, format=rdf_format)}


def test_describe_is_a_graph(server: str) -> None:
    """DESCRIBE gives a graph and is labelled as one."""
    reply = sparql(server, f"DESCRIBE <{GOAL}>", accept="*/*")
    assert reply.headers["content-type"] == "text/turtle; charset=utf-8"
    assert rdflib.URIRef(GOAL) in set(rdflib.Graph().parse(data=reply.body, format="turtle").subjects())


@pytest.mark.parametrize(
    ("query", "truth"), [(f"ASK {{ <{GOAL}> ?p ?o }}", True), ("ASK { <x:y> ?p ?o }", False)]
)
def test_ask(server: str, query: str, truth: bool) -> None:
    """ASK answers yes or no, in JSON and in XML."""
    assert sparql(server, query).json()["boolean"] is truth
    assert f"<boolean>{str(truth).lower()}</boolean>" in sparql(server, query, accept="text/xml").text


def test_get_form_and_direct_are_one(server: str) -> None:
    """A query by GET, as a form and as a body has the same answer, with or without a slash at the end."""
    expected = sparql(server, GOALS)
    for path in ("/sparql", "/sparql/"):
        for reply in (
            call(server, f"{path}?{urlencode({'query': GOALS})}"),
            call(server, path, "POST", body=urlencode({"query": GOALS}).encode(), content_type=FORM),
            call(server, path, "POST", body=GOALS.encode(), content_type="application/sparql-query"),
            call(server, path, "POST", body=iter([GOALS.encode()]), content_type="application/sparql-query"),
        ):
            assert (reply.status, reply.body) == (200, expected.body)


@pytest.mark.parametrize("accept", [JSON, "text/csv", "text/turtle"])
def test_head_is_get_without_a_body(server: str, accept: str) -> None:
    """HEAD has the status and headers of GET, and no body."""
    query = CONSTRUCT if accept == "text/turtle" else GOALS
    got = sparql(server, query, accept=accept)
    head = call(server, f"/sparql?{urlencode({'query': query})}", "HEAD", accept=accept)
    assert (head.status, head.body) == (200, b"")
    dropped = {"date", "content-length", "transfer-encoding"}
    assert {name: value for name, value in head.headers.items() if name not in dropped} == {
        name: value for name, value in got.headers.items() if name not in dropped
    }


def test_heads_of_long_answers_leave_room(server: str) -> None:
    """Answers that nobody reads give their places back."""
    path = f"/sparql?{urlencode({'query': EVERYTHING, 'format': 'csv'})}"
    for number in range(20):
        assert call(server, f"{path}&n={number}", "HEAD").status == 200
    assert sparql(server, "ASK {} # afterwards").status == 200


def test_long_answer_is_whole(server: str) -> None:
    """An answer of many megabytes has as many rows as there are triples."""
    count = int(bindings(sparql(server, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"))[0]["n"])
    reply = sparql(server, EVERYTHING, {"format": "tsv"})
    assert len(reply.body) > 2_000_000
    assert reply.text.count("\n") == count + 1


def test_answer_bears_the_headers_of_all(server: str) -> None:
    """Answers may be read by pages of other hosts, are not sniffed, and vary by Accept."""
    for reply in (sparql(server, "ASK {}"), sparql(server, "nonsense")):
        assert reply.headers["access-control-allow-origin"] == "*"
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert "Accept" in reply.headers["vary"]


def test_entity_tag_spares_the_answer(server: str) -> None:
    """Who has an answer gets 304 without a body, and another query has another tag."""
    first = sparql(server, GOALS)
    tag = first.headers["etag"]
    again = sparql(server, GOALS, if_none_match=tag)
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
    assert sparql(server, GOALS, if_none_match='"other"').status == 200
    assert sparql(server, GOALS, accept="text/csv").headers["etag"] != tag
    assert sparql(server, "SELECT ?x {}").headers["etag"] != tag


def test_tag_of_anything_hides_no_error(server: str) -> None:
    """A bad query stays bad for who says to have any answer."""
    must_be_problem(sparql(server, "SELECT {", if_none_match="*"), 400, "bad-query")


def test_what_differs_each_time_is_not_kept(server: str) -> None:
    """A query for a random value is answered anew, without a tag."""
    first, second = sparql(server, "SELECT (UUID() AS ?x) {}"), sparql(server, "SELECT (UUID() AS ?x) {}")
    assert first.body != second.body and "etag" not in first.headers


@pytest.mark.parametrize("function", ["UUID()", "STRUUID()", "RAND()"])
def test_no_two_query_processes_draw_alike(server: str, function: str) -> None:
    """However many processes answer, and however fresh they are, no value is drawn twice."""
    query = f"SELECT ({function} AS ?x) {{}}"
    with ThreadPoolExecutor(8) as many:
        drawn = list(many.map(lambda _: sparql(server, query).body, range(200)))
    assert len(set(drawn)) == len(drawn)


def test_page_of_another_host_may_ask(server: str) -> None:
    """A browser that asks before it sends a query from another host's page is told yes."""
    reply = call(
        server,
        "/sparql",
        "OPTIONS",
        origin="https://example.org",
        access_control_request_method="POST",
        access_control_request_headers="content-type",
    )
    assert reply.status == 200 and reply.headers["access-control-allow-origin"] == "*"
    assert "POST" in reply.headers["access-control-allow-methods"]
    assert "content-type" in reply.headers["access-control-allow-headers"].lower()


def test_other_methods_are_refused(server: str) -> None:
    """A method that isn't taken is refused, with those that are."""
    for method in ("PUT", "DELETE", "PATCH"):
        reply = call(server, "/sparql", method)
        must_be_problem(reply, 405, "method-not-allowed")
        assert {"GET", "HEAD", "POST"} <= set(reply.headers["allow"].split(", "))


@pytest.mark.parametrize(
    ("query", "position"),
    [("SELECT * {\n  ?s ?p }", "2:"), ("SELECT ?x { BIND(1 AS ?x", "1:25"), ("SELECT * { ?s x:p ?o }", "")],
)
def test_bad_sparql_says_where(server: str, query: str, position: str) -> None:
    """What is no SPARQL is told to be none, and at which line and column."""
    document = must_be_problem(sparql(server, query), 400, "bad-query")
    assert f"error at {position}" in document["detail"]


def test_what_can_not_run_is_the_callers_fault(server: str) -> None:
    """A function that doesn't exist and a graph that can't be one are refused as such, not as memory."""
    must_be_problem(sparql(server, "SELECT (<http://example.org/f>(1) AS ?x) {}"), 400, "bad-query")
    must_be_problem(sparql(server, EVERYTHING, {"default-graph-uri": "http://[x"}), 400, "bad-query")


@pytest.mark.parametrize(
    ("query_string", "status", "code"),
    [
        ("query=", 400, "bad-request"),
        ("query=ASK%7B%7D&query=ASK%7B%7D", 400, "bad-request"),
        ("query=ASK%7B%7D&update=CLEAR%20ALL", 400, "bad-request"),
        ("query=ASK%20%FF", 400, "bad-request"),
        ("query=x", 400, "bad-query"),
        ("query=ASK%7B%7D&format=ttl", 400, "bad-request"),
        ("update=CLEAR%20ALL", 403, "update-refused"),
        ("query=CLEAR%20ALL", 403, "update-refused"),
    ],
)
def test_refusals_are_problems(server: str, query_string: str, status: int, code: str) -> None:
    """What breaks the protocol is refused with a problem document, by GET and as a form."""
    for reply in (
        call(server, f"/sparql?{query_string}"),
        call(server, "/sparql", "POST", body=query_string.encode(), content_type=FORM),
    ):
        must_be_problem(reply, status, code)


def test_refused_bodies(server: str) -> None:
    """A body of another type, an update and bytes that are not UTF-8 are refused."""
    ask = b"ASK {}"
    must_be_problem(
        call(server, "/sparql", "POST", body=ask, content_type="text/plain"), 415, "unsupported-body"
    )
    must_be_problem(call(server, "/sparql", "POST", body=ask), 415, "unsupported-body")
    update = call(server, "/sparql", "POST", body=b"CLEAR ALL", content_type="application/sparql-update")
    must_be_problem(update, 403, "update-refused")
    bad = call(server, "/sparql", "POST", body=b"ASK {} # \xff", content_type="application/sparql-query")
    must_be_problem(bad, 400, "bad-request")


def test_not_acceptable_lists_what_there_is(server: str) -> None:
    """406 names the types that can be given."""
    document = must_be_problem(sparql(server, GOALS, accept="image/png"), 406, "not-acceptable")
    assert {JSON, "text/csv"} <= set(document["available"])


def test_problems_speak_both_languages(server: str) -> None:
    """A problem is told in the language of the reader."""
    swedish = must_be_problem(sparql(server, "SELECT {", accept_language="sv"), 400, "bad-query")
    english = must_be_problem(sparql(server, "SELECT {", accept_language="en"), 400, "bad-query")
    assert swedish["title"] != english["title"]
    assert english == must_be_problem(sparql(server, "SELECT {", {"lang": "en"}), 400, "bad-query")


def test_browser_gets_a_page_of_an_error(server: str) -> None:
    """What was wrong with a query is told to a person on a page."""
    reply = sparql(server, "SELECT {", accept=BROWSER, accept_language="en")
    assert (reply.status, reply.media_type) == (400, HTML)
    assert "The query is not valid SPARQL" in reply.text and "bad-query" in reply.text


SERVICES = [
    "SELECT * {{ SERVICE <{0}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ SERVICE SILENT <{0}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ service silent <{0}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ SERVICE#\n<{0}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ VALUES ?g {{ <{0}> }} SERVICE ?g {{ ?s ?p ?o }} }}",
    "PREFIX p: <{0}> SELECT * {{ SERVICE p: {{ ?s ?p ?o }} }}",
    "ASK {{ FILTER EXISTS {{ SERVICE <{0}> {{ ?s ?p ?o }} }} }}",
    "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ SERVICE <{0}> {{ ?s ?p ?o }} }}",
    "DESCRIBE ?s {{ SERVICE <{0}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ \\u0053ERVICE <{0}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ \\U00000053\\u0045RVICE SILENT <{0}> {{ ?s ?p ?o }} }}",
    'SELECT * {{ BIND("\\u0022" AS ?x) SERVICE SILENT <{0}> {{ ?s ?p ?o }} BIND("\\u0022" AS ?y) }}',
    "SELECT * {{ BIND('\\u0027' AS ?x) SERVICE SILENT <{0}> {{ ?s ?p ?o }} BIND('\\u0027' AS ?y) }}",
    'SELECT * {{ BIND("\\u005C" AS ?x) SERVICE SILENT <{0}> {{ ?s ?p ?o }} BIND("\\u005C" AS ?y) }}',
    'SELECT * {{ BIND("\\\\" AS ?x) SERVICE SILENT <{0}> {{ ?s ?p ?o }} BIND("\\\\" AS ?y) }}',
    "SELECT * {{ <x:\\u003E> ?p '#' . SERVICE SILENT <{0}> {{ ?s ?p ?o }} # '\n }}",
    "SELECT * {{ # \\u000A\nSERVICE SILENT <{0}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ <x:#> ?p ?o . SERVICE SILENT <{0}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ ?s ?p ?o FILTER(1<2) SERVICE SILENT <{0}> {{ ?s ?p ?o }} FILTER(2>1) }}",
    "PREFIX a: <x:> SELECT * {{ ?s a:\\# ?o . SERVICE SILENT <{0}> {{ ?s ?p ?o }} }}",
    'SELECT * {{ BIND("""\\""" AS ?x) """ AS ?x) SERVICE SILENT <{0}> {{ ?s ?p ?o }} BIND("""" AS ?y) }}',
]


@pytest.mark.parametrize("template", SERVICES)
def test_service_is_refused(server: str, template: str) -> None:
    """SERVICE is refused, however it is hidden, and nobody is called."""
    with listener() as (port, heard):
        reply = sparql(server, template.format(f"http://127.0.0.1:{port}/sparql"))
        assert reply.status in (400, 403), reply.text
        if reply.status == 403:
            must_be_problem(reply, 403, "service-refused")
    assert heard == []


@pytest.mark.parametrize("template", SERVICES[:10] + SERVICES[11:13])
def test_service_is_refused_as_such(server: str, template: str) -> None:
    """SERVICE in any place, case and escape is refused with the reason and the way out."""
    document = must_be_problem(sparql(server, template.format("http://127.0.0.1:9/")), 403, "service-refused")
    assert "SERVICE" in document["detail"]


@pytest.mark.parametrize(
    "query",
    [
        'SELECT * { ?s ?p "SERVICE <http://x>" } LIMIT 1',
        "SELECT * { ?s ?p ?o } LIMIT 1 # SERVICE <http://x> { }",
        "SELECT ?SERVICE { ?SERVICE ?p ?o } LIMIT 1",
        "SELECT * { ?s <http://example.org/SERVICE> ?o } LIMIT 1",
        "PREFIX service: <http://example.org/> SELECT * { ?s service:SERVICE ?o } LIMIT 1",
    ],
)
def test_the_word_service_is_no_call(server: str, query: str) -> None:
    """The word in a text, a comment, a name or an address is only a word."""
    assert sparql(server, query).status == 200


@pytest.mark.parametrize("where", ["FROM <{0}>", "FROM NAMED <{0}>", "FROM <file:///etc/passwd>"])
def test_foreign_graph_is_empty_and_not_fetched(server: str, where: str) -> None:
    """FROM of what isn't here has no rows, and nothing is fetched to fill it."""
    with listener() as (port, heard):
        address = f"http://127.0.0.1:{port}/data.ttl"
        inside = "GRAPH ?g { ?s ?p ?o }" if "NAMED" in where else "?s ?p ?o"
        assert bindings(sparql(server, f"SELECT * {where.format(address)} {{ {inside} }}")) == []
        for name in ("default-graph-uri", "named-graph-uri"):
            reply = sparql(
                server, "SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }", {name: address}
            )
            assert bindings(reply) == []
    assert heard == []


def test_protocols_dataset_wins_over_from(server: str) -> None:
    """The graphs that the protocol names take the place of those in the query."""
    graph = "https://w3id.org/rufs/graph/plan"
    query = "SELECT (COUNT(*) AS ?n) FROM <http://example.org/none> { ?s ?p ?o }"
    assert bindings(sparql(server, query))[0]["n"] == "0"
    assert int(bindings(sparql(server, query, {"default-graph-uri": graph}))[0]["n"]) > 100


def test_default_graph_is_the_union_by_name_the_graph(server: str) -> None:
    """Without a dataset all the data is there once; FROM gives one graph alone."""
    whole = int(bindings(sparql(server, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"))[0]["n"])
    plan = "https://w3id.org/rufs/graph/plan"
    part = int(bindings(sparql(server, f"SELECT (COUNT(*) AS ?n) FROM <{plan}> {{ ?s ?p ?o }}"))[0]["n"])
    named = int(
        bindings(sparql(server, f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{plan}> {{ ?s ?p ?o }} }}"))[0]["n"]
    )
    assert 0 < part == named < whole
    shapes = "ASK { ?s a <http://www.w3.org/ns/shacl#NodeShape> }"
    assert sparql(server, shapes).json()["boolean"] is False


def test_no_query_reads_files(server: str, tmp_path: Path) -> None:
    """A file of the machine is in no graph."""
    secret = tmp_path / "secret.ttl"
    secret.write_text("<x:a> <x:b> <x:c> .", encoding="utf-8")
    assert bindings(sparql(server, f"SELECT * FROM <{secret.as_uri()}> {{ ?s ?p ?o }}")) == []


def test_query_over_its_time_is_stopped(
    hurried: Served, record_property: Callable[[str, object], None]
) -> None:
    """A cross join is answered 503 in time, its process is gone, and nothing goes on working."""
    with ThreadPoolExecutor(1) as pool:
        idle = _used(hurried)
        began = time.monotonic()
        asked = pool.submit(sparql, hurried.base, CROSS)
        time.sleep(0.7)
        busy = _used(hurried)
        reply = asked.result()
        took = time.monotonic() - began
    record_property("seconds until a query with a limit of 1 s is answered", round(took, 2))
    document = must_be_problem(reply, 503, "over-time")
    assert document["limit"] == 1.0
    assert document["limit"] <= document["used"] <= document["limit"] + KILL_SECONDS
    assert took <= document["limit"] + KILL_SECONDS
    assert "LIMIT" in document["detail"]
    working = max(busy, key=lambda one: busy[one] - idle.get(one, 0.0))
    assert busy[working] - idle.get(working, 0.0) > 0.1
    time.sleep(0.1)
    rested = _used(hurried)
    assert working not in rested
    time.sleep(0.5)
    assert sum(_used(hurried).values()) - sum(rested.values()) < 0.15


def _used(served: Served) -> dict[tuple[int, int], float]:
    """The processor seconds that each of a server's processes has used, by its pid and birth."""
    return {(one.pid, one.began): one.processor_seconds for one in served.processes()}


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a = ?i && ?c = ?d) }",
        "SELECT ?a { ?a (!<x:y>)* ?b . ?b (!<x:y>)* ?c . ?c (!<x:y>)* ?d } ORDER BY ?d LIMIT 1",
        "ASK { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(CONCAT(STR(?a), STR(?i)) = 'x') }",
        "CONSTRUCT { ?a ?b ?i } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STR(?c) = STR(?f) && ?i = 7) }",
    ],
)
def test_any_endless_query_is_stopped(hurried: Served, query: str) -> None:
    """Joins, paths and constructions without end are stopped at a limit, whether they write or not."""
    began = time.monotonic()
    reply = sparql(hurried.base, query)
    took = time.monotonic() - began
    assert reply.status in (413, 503), reply.body[:300]
    assert reply.json()["code"] in ("over-time", "over-memory", "too-large")
    assert took <= 1 + KILL_SECONDS


def test_light_queries_go_on_beside_heavy_ones(
    hurried: Served, record_property: Callable[[str, object], None]
) -> None:
    """While four heavy queries run, light ones are all answered, and none waits for a heavy one."""
    stop = time.monotonic() + 2.0

    def hostile(number: int) -> list[int]:
        statuses: list[int] = []
        while time.monotonic() < stop:
            statuses.append(sparql(hurried.base, f"{CROSS} # {number} {len(statuses)}").status)
        return statuses

    with ThreadPoolExecutor(4) as pool:
        heavy = [pool.submit(hostile, number) for number in range(4)]
        time.sleep(0.3)
        seconds: list[float] = []
        while time.monotonic() < stop - 0.2:
            began = time.monotonic()
            assert sparql(hurried.base, f"{GOALS} # {len(seconds)}").status == 200
            seconds.append(time.monotonic() - began)
        assert {status for one in heavy for status in one.result()} == {503}
    slow = sorted(seconds)[len(seconds) * 95 // 100]
    record_property("p95 of light queries beside four heavy ones, ms", round(1000 * slow, 1))
    assert len(seconds) > 10
    assert slow < 0.5


def test_query_over_its_memory_is_stopped(narrow: Served) -> None:
    """A sort of a cross join is stopped at the memory limit, and the next query finds a fresh process."""
    document = must_be_problem(
        sparql(narrow.base, "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f"), 503, "over-memory"
    )
    assert document["limit"] == 400_000_000 and "ORDER BY" in document["detail"]
    assert sparql(narrow.base, "ASK {}").status == 200


@pytest.mark.parametrize("name", ["csv", "tsv", "json", "xml"])
def test_answer_over_its_limit_is_refused_whole(narrow: Served, name: str) -> None:
    """An answer that grows over the limit is a problem, never a part that looks like the whole."""
    document = must_be_problem(sparql(narrow.base, EVERYTHING, {"format": name}), 413, "too-large")
    assert document["limit"] == 2_000_000 and "LIMIT" in document["detail"]
    assert sparql(narrow.base, f"{EVERYTHING} LIMIT 1000", {"format": name}).status == 200


def test_query_over_its_bytes_is_refused(narrow: Served) -> None:
    """A query over the limit is refused in each way, with the limit and the size."""
    query = "ASK {} #" + "å" * 1000
    for reply in (
        sparql(narrow.base, query),
        call(narrow.base, "/sparql", "POST", body=f"query={quote(query)}".encode(), content_type=FORM),
        call(narrow.base, "/sparql", "POST", body=query.encode(), content_type="application/sparql-query"),
    ):
        document = must_be_problem(reply, 413, "too-large")
        assert (document["limit"], document["used"]) == (2000, 2008)
    huge = call(narrow.base, "/sparql", "POST", body=b"x" * 100_000, content_type="application/sparql-query")
    assert must_be_problem(huge, 413, "too-large")["limit"] == 8000


def test_crowd_is_refused_and_told_when_to_come_back(release_folder: Path) -> None:
    """Where one may run and one wait, the third is refused at once with Retry-After."""
    small = serving(release_folder, query_seconds=1, query_workers=1, query_running=1, query_waiting=1)
    with small as served, ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(sparql, served.base, f"{CROSS} # {number}") for number in range(4)]
        replies = [one.result() for one in asked]
        busy = [reply for reply in replies if reply.json()["code"] == "too-busy"]
        assert len(busy) >= 2
        for reply in busy:
            assert must_be_problem(reply, 503, "too-busy")["limit"] in (1, 2)
            assert reply.headers["retry-after"] == "1"
        assert sparql(served.base, "ASK {}").status == 200


def test_light_queries_find_room_when_the_slow_lane_is_full(release_folder: Path) -> None:
    """Where as many heavy queries run as may, the next is refused soon, and light ones are answered."""
    small = serving(release_folder, query_seconds=4, query_workers=1, query_running=2)
    with small as served, ThreadPoolExecutor(3) as pool:
        heavy = [pool.submit(sparql, served.base, f"{CROSS} # {number}") for number in range(2)]
        time.sleep(1)
        began = time.monotonic()
        reply = sparql(served.base, f"{CROSS} # one too many")
        took = time.monotonic() - began
        document = must_be_problem(reply, 503, "too-busy")
        assert (
            document["limit"] == 2 and "tunga" in document["detail"] and reply.headers["retry-after"] == "1"
        )
        assert took < 2
        assert {sparql(served.base, f"ASK {{}} # {number}").status for number in range(20)} == {200}
        assert [one.result().json()["code"] for one in heavy] == ["over-time"] * 2


def test_requests_seen_take_little_memory(hurried: Served) -> None:
    """Long requests that ask the same do not fill the server's memory."""
    query = f"ASK {{}} # {'x' * 90_000}".encode()

    def ask(number: int) -> Reply:
        path = f"/sparql?number={number}"
        return call(hurried.base, path, "POST", body=query, content_type="application/sparql-query")

    assert ask(0).status == 200
    before = _memory(hurried)
    assert {ask(number).status for number in range(1, 500)} == {200}
    assert _memory(hurried) - before < 20_000_000


def _memory(served: Served) -> int:
    """Bytes of memory that the server's own processes hold."""
    nurseries = {one.pid for one in served.query_processes()}
    pids = [one.pid for one in served.processes() if one.pid not in nurseries]
    return sum(int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * 4096 for pid in pids)


def test_problem_types_are_addresses(server: str) -> None:
    """The type of a problem is an address in the words of the graph, whatever the problem."""
    document = must_be_problem(sparql(server, "x"), 400, "bad-query")
    assert document["type"] == "https://w3id.org/rufs/def/problem/bad-query"
    assert call(server, "/nothing").media_type == PROBLEM
    must_be_problem(call(server, "/nothing"), 404, "not-found")


def test_type_of_a_problem_leads_to_what_it_is(server: str) -> None:
    """Who follows the type of any problem finds its kind among all, in both languages."""
    page = call(server, "/def/problem/over-time", accept=HTML, accept_language="en")
    assert page.status == 200 and "The query was stopped at its time limit" in page.text
    assert "Frågan stoppades vid tidsgränsen" in call(server, "/def/problem/over-time?lang=sv").text
    for code in ("bad-query", "too-many", "not-found", "service-refused"):
        assert f'href="/def/problem/{code}?lang=en"' in page.text
        assert call(server, f"/def/problem/{code}").status == 200
    told = must_be_problem(call(server, "/def/problem/over-tme"), 404, "unknown-name")
    assert "over-time" in told["nearest"]
