"""The SPARQL 1.1 Protocol and HTTP to the letter, at the endpoint of a real server."""

import gzip
import http.client
import socket
from urllib.parse import quote, urlencode, urlsplit

import pyoxigraph
import pytest

from tests.calls import BROWSER, FORM, JSON, Reply, bindings, call, must_be_problem, sparql

DIRECT = "application/sparql-query"
XML = "application/sparql-results+xml"
PLAN = "https://w3id.org/rufs/graph/plan"
ACTORS = "https://w3id.org/rufs/graph/actors"
GOAL = "https://w3id.org/rufs/id/goal/1"
ASK = "ASK {}"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
COUNT_NAMED = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
CONSTRUCT = f"CONSTRUCT WHERE {{ <{GOAL}> ?p ?o }}"
RELATIVE = "SELECT ?x { VALUES ?x { <here> } }"
PATHS = ["/sparql", "/sparql/"]
LONGEST_ADDRESS = 65_534
"""Bytes of an address, at most: a limit of the server that granian stands on."""


def exchange(server: str, request: bytes, method: str = "GET") -> Reply:
    """The answer to a request sent byte by byte as it is given."""
    address = urlsplit(server)
    with socket.create_connection((address.hostname or "", address.port or 0), timeout=30) as connection:
        connection.sendall(request)
        answer = http.client.HTTPResponse(connection, method=method)
        answer.begin()
        lines = {name.lower(): value for name, value in answer.getheaders()}
        return Reply(answer.status, lines, answer.read())


def get_lines(query: str, *lines: str, version: str = "1.1", target: str = "/sparql") -> bytes:
    """A GET with just these header lines."""
    head = [f"GET {target}?query={quote(query, safe='')} HTTP/{version}", *lines, "Connection: close"]
    return ("\r\n".join(head) + "\r\n\r\n").encode("latin-1")


def count(server: str, query: str, *graphs: tuple[str, str]) -> int:
    """The number that a query counts over the graphs named."""
    return int(bindings(call(server, f"/sparql?{urlencode([('query', query), *graphs])}"))[0]["n"])


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "QUERY"])
def test_other_methods_are_told_which_there_are(server: str, path: str, method: str) -> None:
    """405 is a problem with Allow at both addresses, with a query and without (RFC 9110, 15.5.6)."""
    for target in (path, f"{path}?query=ASK%20%7B%7D", f"{path}?update=CLEAR%20ALL"):
        reply = call(server, target, method)
        must_be_problem(reply, 405, "method-not-allowed")
        assert set(reply.headers["allow"].split(", ")) == {"GET", "HEAD", "POST", "OPTIONS"}


@pytest.mark.parametrize("path", PATHS)
def test_options_tells_the_methods(server: str, path: str) -> None:
    """OPTIONS says what may be sent, at both addresses, and has nothing to read."""
    reply = call(server, path, "OPTIONS")
    assert (reply.status, reply.body) == (200, b"")
    assert set(reply.headers["allow"].split(", ")) == {"GET", "HEAD", "POST", "OPTIONS"}


@pytest.mark.parametrize(
    ("query_string", "accept", "status"),
    [
        ("query=ASK%20%7B", "*/*", 400),
        ("query=", "*/*", 400),
        ("update=CLEAR%20ALL", "*/*", 403),
        ("query=ASK%20%7B%7D", "image/png", 406),
        ("query=ASK%20%7B%7D&format=xml", "*/*", 200),
    ],
)
def test_head_is_get_without_a_body_also_of_refusals(
    server: str, query_string: str, accept: str, status: int
) -> None:
    """HEAD says what GET would, its length too, and sends nothing (RFC 9110, 9.3.2)."""
    for path in PATHS:
        got = call(server, f"{path}?{query_string}", accept=accept)
        head = call(server, f"{path}?{query_string}", "HEAD", accept=accept)
        assert (got.status, head.status, head.body) == (status, status, b"")
        assert len(got.body) == int(head.headers["content-length"])
        assert head.headers | {"date": ""} == got.headers | {"date": ""}


def test_body_of_a_get_means_nothing(server: str) -> None:
    """A GET has no body by the standard (2.1.1); one that comes all the same is passed over."""
    path = f"/sparql?{urlencode({'query': ASK})}"
    assert call(server, path, body=b"query=SELECT", content_type=FORM).json()["boolean"] is True


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
def test_graph_named_twice_counts_once(server: str, name: str) -> None:
    """A dataset is a set of graphs."""
    query = COUNT if name == "default-graph-uri" else COUNT_NAMED
    once = count(server, query, (name, PLAN))
    assert 0 < once == count(server, query, (name, PLAN), (name, PLAN))
    assert once < count(server, query, (name, PLAN), (name, ACTORS)) < 3 * once


def test_dataset_may_stand_in_any_place(server: str) -> None:
    """The dataset is read from the address, the form, and the address of a POST of either kind."""
    expected = count(server, COUNT, ("default-graph-uri", PLAN))
    graph = urlencode({"default-graph-uri": PLAN})
    query = urlencode({"query": COUNT})
    for reply in (
        call(server, "/sparql", "POST", body=f"{query}&{graph}".encode(), content_type=FORM),
        call(server, "/sparql", "POST", body=f"{graph}&{query}".encode(), content_type=FORM),
        call(server, f"/sparql?{graph}", "POST", body=query.encode(), content_type=FORM),
        call(server, f"/sparql?{graph}", "POST", body=f"{query}&{graph}".encode(), content_type=FORM),
        call(server, f"/sparql?{graph}", "POST", body=COUNT.encode(), content_type=DIRECT),
        call(server, f"/sparql?{graph}&{query}"),
    ):
        assert int(bindings(reply)[0]["n"]) == expected


def test_empty_dataset_of_a_form_is_none(server: str) -> None:
    """The empty fields that forms send leave the default graph as it is."""
    whole = count(server, COUNT)
    assert count(server, COUNT, ("default-graph-uri", ""), ("named-graph-uri", "")) == whole


def test_graph_that_is_no_iri_is_refused_by_name(server: str) -> None:
    """A relative name of a graph is refused, with the parameter that had it."""
    reply = sparql(server, COUNT, {"named-graph-uri": "graph/plan"}, accept_language="en")
    assert "named-graph-uri" in must_be_problem(reply, 400, "bad-request")["detail"]


def test_dataset_of_an_update_is_refused_beside_a_query(server: str) -> None:
    """using-graph-uri names no dataset of a query, and isn't passed over as if it did."""
    for name in ("using-graph-uri", "using-named-graph-uri"):
        document = must_be_problem(sparql(server, COUNT, {name: PLAN}), 400, "bad-request")
        assert "default-graph-uri" in document["detail"]


def test_query_in_the_address_of_a_post_is_refused(server: str) -> None:
    """The query of a POST stands in its body, and an update nowhere."""
    address = urlencode({"query": ASK})
    for body, kind in ((b"", FORM), (f"query={quote(ASK)}".encode(), FORM), (ASK.encode(), DIRECT)):
        reply = call(server, f"/sparql?{address}", "POST", body=body, content_type=kind)
        must_be_problem(reply, 400, "bad-request")
    reply = call(server, "/sparql?update=CLEAR%20ALL", "POST", body=b"", content_type=FORM)
    must_be_problem(reply, 403, "update-refused")
    reply = call(server, "/sparql?update=CLEAR%20ALL", "POST", body=ASK.encode(), content_type=DIRECT)
    must_be_problem(reply, 400, "bad-request")


@pytest.mark.parametrize("query", ["", " ", "\n\t", "# only a comment", "# a\n# b\n", "PREFIX a: <http://a>"])
def test_no_query_in_the_query_is_refused(server: str, query: str) -> None:
    """A query of nothing, of space or of comments is a bad one in each way to send it."""
    for reply in (
        sparql(server, query),
        call(server, "/sparql", "POST", body=urlencode({"query": query}).encode(), content_type=FORM),
        call(server, "/sparql", "POST", body=query.encode(), content_type=DIRECT),
    ):
        must_be_problem(reply, 400, "bad-query" if query.strip() else "bad-request")


@pytest.mark.parametrize("kind", [FORM, DIRECT])
def test_other_charsets_and_codings_are_refused(server: str, kind: str) -> None:
    """A charset other than UTF-8 and a compressed body are refused as what they are, after a good one too."""
    body = urlencode({"query": ASK}).encode() if kind == FORM else ASK.encode()
    assert call(server, "/sparql", "POST", body=body, content_type=f"{kind}; charset=UTF-8").status == 200
    assert (
        call(server, "/sparql", "POST", body=body, content_type=kind, content_encoding="identity").status
        == 200
    )
    for reply in (
        call(server, "/sparql", "POST", body=body, content_type=f"{kind}; charset=iso-8859-1"),
        call(server, "/sparql", "POST", body=body, content_type=kind, content_encoding="gzip"),
        call(server, "/sparql", "POST", body=gzip.compress(body), content_type=kind, content_encoding="gzip"),
    ):
        document = must_be_problem(reply, 415, "unsupported-body")
        assert document["available"] == [FORM, DIRECT] and "UTF-8" in document["detail"]


def test_byte_order_mark_is_passed_over(server: str) -> None:
    """A query saved by an editor that puts a byte order mark first is read."""
    reply = call(server, "/sparql", "POST", body=b"\xef\xbb\xbf" + ASK.encode(), content_type=DIRECT)
    assert reply.json()["boolean"] is True


def test_text_is_decoded_once(server: str) -> None:
    """A plus is a space in an address and a form and a plus in a body, and percent signs are decoded once."""
    query = 'SELECT ("å+b%20c&d=e;f" AS ?x) {}'
    form = urlencode({"query": query}).encode()
    for reply in (
        sparql(server, query),
        call(server, f"/sparql?query={quote(query, safe='')}"),
        call(server, "/sparql", "POST", body=form, content_type=FORM),
        call(server, "/sparql", "POST", body=query.encode(), content_type=DIRECT),
    ):
        assert bindings(reply) == [{"x": "å+b%20c&d=e;f"}]
    assert bindings(call(server, "/sparql?query=SELECT+(1+AS+?x)+{}")) == [{"x": "1"}]


@pytest.mark.parametrize(
    ("host", "path", "base"),
    [
        ("www.example", "/sparql", "http://www.example/"),
        ("www.example", "/sparql/", "http://www.example/sparql/"),
        ("www.example:8050", "/sparql", "http://www.example:8050/"),
        ("[::1]:80", "/sparql", "http://[::1]:80/"),
    ],
)
def test_relative_iris_are_of_the_address_asked(server: str, host: str, path: str, base: str) -> None:
    """The base IRI is the address asked, unless the query says another (2.3)."""
    assert bindings(call(server, f"{path}?{urlencode({'query': RELATIVE})}", host=host)) == [
        {"x": f"{base}here"}
    ]
    posted = call(server, path, "POST", body=RELATIVE.encode(), content_type=DIRECT, host=host)
    assert bindings(posted) == [{"x": f"{base}here"}]
    query = f"BASE <http://a.example/b/> {RELATIVE}"
    own = call(server, f"{path}?{urlencode({'query': query})}", host=host)
    assert bindings(own) == [{"x": "http://a.example/b/here"}]


@pytest.mark.parametrize(
    "lines",
    [
        (),
        ("Host:",),
        ("Host: a", "Host: b"),
        ("Host: a b",),
        ("Host: a<b>",),
        ('Host: a"b',),
        ("Host: a/b?c#d",),
        ("Host: user@a",),
        ("Host: [::1",),
        ("Host: a:b",),
        ("Host: \xe5",),
        ("Host: %zz",),
        ("Host: a{b}|\\^`",),
    ],
)
@pytest.mark.parametrize("query", [ASK, RELATIVE])
def test_host_that_is_none_is_the_callers_fault(server: str, lines: tuple[str, ...], query: str) -> None:
    """A Host that lacks, is two or is none is refused, whatever the query (RFC 9112, 3.2)."""
    document = must_be_problem(exchange(server, get_lines(query, *lines)), 400, "bad-request")
    assert "Host" in document["detail"]


def test_old_clients_need_not_name_the_host(server: str) -> None:
    """HTTP/1.0 without Host means the server that listens (RFC 9112, 3.3)."""
    reply = exchange(server, get_lines(RELATIVE, version="1.0"))
    assert bindings(reply) == [{"x": f"{server}/here"}]
    named = exchange(server, get_lines(RELATIVE, "Host: www.example", version="1.0"))
    assert bindings(named) == [{"x": "http://www.example/here"}]
    must_be_problem(exchange(server, get_lines(RELATIVE)), 400, "bad-request")


def test_whole_address_in_the_request_line(server: str) -> None:
    """A request line with the whole address is read as a proxy sends it (RFC 9112, 3.2.2)."""
    lines = get_lines(ASK, "Host: www.example", target="http://www.example/sparql")
    assert exchange(server, lines).json()["boolean"] is True


@pytest.mark.parametrize(
    "lines",
    [
        ("Accept: image/png", f"Accept: {XML}"),
        (f"Accept: {XML}", "Accept: image/png"),
        ("Accept: text/csv;q=0.1", f"Accept: {XML};q=0.2, {JSON};q=0.1"),
    ],
)
def test_lines_of_accept_are_one(server: str, lines: tuple[str, ...]) -> None:
    """Several Accept lines are read as one list (RFC 9110, 5.3)."""
    assert exchange(server, get_lines(ASK, "Host: a", *lines)).media_type == XML


@pytest.mark.parametrize(
    ("query", "accept", "content_type"),
    [
        (ASK, f"{JSON};charset=utf-8", JSON),
        (ASK, "*/*;q=0.1", JSON),
        (ASK, BROWSER, JSON),
        (ASK, "application/xml, text/xml, */*; q=0.01", XML),
        (ASK, f"{JSON};q=0, {XML};q=0.001", XML),
        (ASK, "text/csv, */*", "text/csv; charset=utf-8"),
        (ASK, "nonsense, ;;q=, text/csv;q=x, ,", "text/csv; charset=utf-8"),
        (CONSTRUCT, "text/turtle;q=0.5, application/rdf+xml;q=0.4", "text/turtle; charset=utf-8"),
        (CONSTRUCT, "application/json", "application/ld+json"),
        (CONSTRUCT, "application/json, text/plain, */*", "application/ld+json"),
        (CONSTRUCT, "text/plain", "application/n-triples"),
        (CONSTRUCT, BROWSER, "text/turtle; charset=utf-8"),
        (CONSTRUCT, "application/trig", "application/trig"),
        (CONSTRUCT, "application/n-quads, application/trig;q=0.9", "application/n-quads"),
    ],
)
def test_accept_decides(server: str, query: str, accept: str, content_type: str) -> None:
    """The answer's type is one that was asked for; a charset is said where the format's type has one."""
    assert sparql(server, query, accept=accept).headers["content-type"] == content_type


@pytest.mark.parametrize("name", ["trig", "nq"])
@pytest.mark.parametrize("query", [CONSTRUCT, f"DESCRIBE <{GOAL}>"])
def test_graph_in_formats_of_datasets(server: str, name: str, query: str) -> None:
    """A graph comes in TriG and N-Quads too, as the default graph of what they hold."""
    reply = sparql(server, query, {"format": name})
    rdf_format = pyoxigraph.RdfFormat.from_media_type(reply.media_type)
    assert reply.status == 200 and rdf_format is not None and rdf_format.file_extension == name
    quads = list(pyoxigraph.parse(reply.body, format=rdf_format))
    plain = sparql(server, query, {"format": "nt"})
    triples = pyoxigraph.parse(plain.body, format=pyoxigraph.RdfFormat.N_TRIPLES)
    assert {quad.graph_name for quad in quads} == {pyoxigraph.DefaultGraph()}
    assert {quad.triple for quad in quads} == {quad.triple for quad in triples} != set()


@pytest.mark.parametrize(
    ("query", "name", "there"),
    [
        (ASK, "ttl", {"json", "xml", "csv", "tsv"}),
        (CONSTRUCT, "csv", {"ttl", "nt", "jsonld", "rdf", "trig", "nq"}),
    ],
)
def test_format_that_is_not_there_lists_those_that_are(
    server: str, query: str, name: str, there: set[str]
) -> None:
    """`?format=` that doesn't fit is refused with the names of those that do, and each of them works."""
    document = must_be_problem(sparql(server, query, {"format": name}), 400, "bad-request")
    assert there <= set(document["available"]) and name in document["detail"]
    for one in document["available"]:
        assert one in document["detail"]
        assert sparql(server, query, {"format": one}).status == 200


def test_format_as_people_write_it(server: str) -> None:
    """A media type with its plus not encoded, capital letters and an empty field are understood."""
    assert call(server, f"/sparql?query=ASK%7B%7D&format={XML}").media_type == XML
    assert sparql(server, ASK, {"format": "XML"}).media_type == XML
    assert sparql(server, ASK, {"format": ""}, accept=XML).media_type == XML
    reply = call(server, "/sparql?query=ASK%7B%7D&format=csv&format=json")
    must_be_problem(reply, 400, "bad-request")


@pytest.mark.parametrize("name", ["ttl", "nt", "jsonld", "rdf", "trig", "nq"])
def test_graphs_asked_for_by_people_are_files(server: str, name: str) -> None:
    """A graph in a form that a browser can't show is saved under the ending of its format."""
    disposition = f'attachment; filename="rufsgraph.{name}"'
    assert sparql(server, CONSTRUCT, {"format": name}).headers["content-disposition"] == disposition
    assert "content-disposition" not in sparql(server, CONSTRUCT).headers


def test_address_has_a_limit_and_a_body_takes_more(server: str) -> None:
    """A query in an address may fill it; beyond that it is refused with 414, and taken by POST."""
    room = LONGEST_ADDRESS - len(f"/sparql?query={quote(ASK, safe='')}%23")
    query = f"{ASK}#{'x' * room}"
    fits = get_lines(query, "Host: a")
    assert exchange(server, fits).json()["boolean"] is True
    assert exchange(server, get_lines(f"{query}x", "Host: a")).status == 414
    longer = f"{query}{'x' * 30_000}"
    assert (
        call(server, "/sparql", "POST", body=longer.encode(), content_type=DIRECT).json()["boolean"] is True
    )


@pytest.mark.parametrize(
    ("accept_language", "words"), [("en", "Leave out comments"), ("sv", "Ta bort kommentarer")]
)
def test_query_that_is_too_long_is_told_how_to_be_shorter(
    server: str, accept_language: str, words: str
) -> None:
    """413 names the limit, the size, and what to do, in the reader's language."""
    query = f"{ASK} #{'x' * 100_000}"
    headers = {"content_type": DIRECT, "accept_language": accept_language}
    reply = call(server, "/sparql", "POST", body=query.encode(), **headers)
    document = must_be_problem(reply, 413, "too-large")
    assert (document["limit"], document["used"]) == (100_000, len(query))
    assert words in document["detail"] and str(len(query)) in document["detail"]
    body = call(server, "/sparql", "POST", body=b"x" * 400_001, **headers)
    document = must_be_problem(body, 413, "too-large")
    assert (document["limit"], document["used"]) == (400_000, 400_001)


def test_refusals_say_what_to_send_instead(server: str) -> None:
    """406 and 415 list what there is, in the text too."""
    document = must_be_problem(sparql(server, ASK, accept="image/png"), 406, "not-acceptable")
    assert document["available"][0] == JSON and all(
        name in document["detail"] for name in document["available"]
    )
    reply = call(server, "/sparql", "POST", body=b"{}", content_type="application/json")
    document = must_be_problem(reply, 415, "unsupported-body")
    assert all(name in document["detail"] for name in [FORM, DIRECT, "application/json"])
    assert reply.headers["accept"] == f"{FORM}, {DIRECT}"
