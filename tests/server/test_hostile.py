"""What a sweep found: hosts that are none, headers that mean nothing here, bodies that end early."""

import http.client
import socket
import time
import xml.etree.ElementTree as ElementTree
from urllib.parse import urlsplit

import pytest
import rdflib

from tests.calls import BROWSER, HTML, call, must_be_problem, sparql

pytestmark = pytest.mark.alone

NO_HOSTS = ("..", "a..b", "x" * 70)
"""Values of Host that can't be the name of one, so that no address can be made of them."""


def said(base: str, content: bytes) -> bytes:
    """What a server answers to bytes after which nothing comes."""
    address = urlsplit(base)
    with socket.create_connection((address.hostname, address.port), timeout=20) as connection:
        connection.sendall(content)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(1 << 16), b""))


@pytest.mark.parametrize("host", NO_HOSTS)
@pytest.mark.parametrize("path", ["/", "/ask", "/nothing", "/sparql", "/sparql?query=ASK%7B%7D"])
def test_host_that_is_none_is_refused(server: str, path: str, host: str) -> None:
    """A host that is none is told to a person on a page, and to a program as a problem."""
    page = call(server, path, host=host, accept=BROWSER)
    assert (page.status, page.media_type) == (400, HTML) and 'href="/' in page.text
    must_be_problem(call(server, path, host=host), 400, "bad-request")


@pytest.mark.parametrize("host", NO_HOSTS)
def test_bad_query_at_no_host_is_refused(server: str, host: str) -> None:
    """Of two faults one is told: the host's, without which there is no base to read the query by."""
    must_be_problem(call(server, "/sparql?query=x", host=host), 400, "bad-request")


@pytest.mark.parametrize(
    "path", ["/", "/health", "/sparql?query=ASK%7B%7D", "/ask/needs-of-priority?priority=3"]
)
def test_nothing_is_upgraded(server: str, path: str) -> None:
    """A wish for another protocol is passed over, as the standard has it (RFC 9110, 7.8)."""
    assert call(server, path, connection="Upgrade", upgrade="websocket").status == 200
    assert call(server, "/nothing", connection="Upgrade", upgrade="websocket").status == 404


@pytest.mark.parametrize("path", ["/static/rufs.css", "/api/openapi.json", "/sparql?query=ASK%7B%7D"])
def test_guards_of_changes_are_passed_over(server: str, path: str) -> None:
    """A condition for a change hides nothing from who reads, kept or not."""
    for number in range(2):
        for headers in ({"if_match": '"x"'}, {"if_unmodified_since": "Thu, 01 Jan 1970 00:00:00 GMT"}):
            reply = call(server, f"{path}{'&' if '?' in path else '?'}{number}", **headers)
            assert reply.status == 200, reply


@pytest.mark.parametrize("path", ["/ask//needs-of-priority?priority=3", "/sparql//", "//x.example/ask"])
def test_doubled_slashes_lead_nowhere(server: str, path: str) -> None:
    """An address with doubled slashes is no address; nobody is sent on to where Host says."""
    for host in ("x.example", "[", ""):
        must_be_problem(call(server, path, host=host), 404, "not-found")


@pytest.mark.parametrize("name", ["a" * 300, "a" * 5000, "%00", "..", ".", "-", "%C3%A5", "a%2Fb", "a%5Cb"])
def test_no_file_has_a_name_like_that(server: str, name: str) -> None:
    """A name that no folder can have is a file that isn't there."""
    for path in (f"/download/{name}/data.ttl", f"/download/{name}", f"/download/graph/{name}.ttl"):
        must_be_problem(call(server, path), 404, "not-found")


def test_body_that_ends_early_is_no_query(server: str) -> None:
    """A body that is shorter than it said is refused: what is missing might have been the most of it."""
    part = said(
        server,
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
        b"Content-Length: 60\r\n\r\nASK {}",
    )
    assert part.startswith(b"HTTP/1.1 400 ") and b'"code": "bad-request"' in part and b"6 av 60 byte" in part


NOT_IN_XML = [
    ('SELECT ("\\u0001" AS ?x) {}', "xml", "json"),
    ('SELECT ("å\\u0000" AS ?x) {}', "xml", "csv"),
    ('SELECT (STRDT("\\uFFFE", <x:y>) AS ?x) {}', "xml", "tsv"),
    ('CONSTRUCT { <x:s> <x:p> "\\u0008" } WHERE {}', "rdf", "ttl"),
    ("CONSTRUCT { <x:s> <http://x/1> 1 } WHERE {}", "rdf", "nt"),
    ("CONSTRUCT { <x:s> <http://x/> 1 } WHERE {}", "rdf", "jsonld"),
]


@pytest.mark.parametrize(("query", "form", "other"), NOT_IN_XML)
def test_what_xml_can_not_hold_is_refused(server: str, query: str, form: str, other: str) -> None:
    """An answer that would be no XML is refused, and had in another form."""
    document = must_be_problem(sparql(server, query, {"format": form}), 406, "not-acceptable")
    assert "XML" in document["detail"]
    assert sparql(server, query, {"format": other}).status == 200


@pytest.mark.parametrize("name", ["åäö", "_1", "a-1.b", "1a", "Ω", "a\u0301"])
def test_what_xml_can_hold_is_xml(server: str, name: str) -> None:
    """Names in any alphabet and line ends are XML, which two parsers read."""
    query = f"CONSTRUCT {{ <x:s> <http://x/{name}> 'a\\t\\n\\r&<>å🚲' }} WHERE {{}}"
    reply = sparql(server, query, {"format": "rdf"})
    ElementTree.fromstring(reply.body)
    (triple,) = rdflib.Graph().parse(data=reply.body, format="xml")
    assert str(triple[1]) == f"http://x/{name}".replace("\\u0301", "\u0301")
    assert str(triple[2]) == "a\t\n\r&<>å🚲"


@pytest.mark.parametrize(
    "query",
    [
        "ASK { FILTER(" + "(" * 20_000 + "1" + ")" * 20_000 + ") }",
        "ASK " + "{" * 30_000 + "}" * 30_000,
        "ASK { ?x a " + "[ a " * 15_000 + "1" + "]" * 15_000 + " }",
    ],
    ids=["parentheses", "groups", "blank nodes"],
)
def test_query_nested_too_deeply_is_told(server: str, query: str) -> None:
    """A query that is nested more deeply than the engine can follow is refused, and ends no server."""
    reply = call(server, "/sparql", "POST", body=query.encode(), content_type="application/sparql-query")
    assert "nästlad" in must_be_problem(reply, 503, "over-memory")["detail"]
    assert sparql(server, "ASK {}").status == 200


@pytest.mark.parametrize("head", ["GET /sparql/", "GET /ask", "POST /nothing", "DELETE /ask"])
def test_body_that_means_nothing_is_taken(server: str, head: str) -> None:
    """A body that comes late and means nothing is read all the same: the answer reaches its caller."""
    address = urlsplit(server)
    with socket.create_connection((address.hostname, address.port), timeout=20) as connection:
        for _ in range(2):
            connection.sendall(f"{head} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n".encode())
            time.sleep(0.1)
            connection.sendall(b"{}")
            answer = http.client.HTTPResponse(connection)
            answer.begin()
            assert answer.status in (200, 404, 405)
            answer.read()
