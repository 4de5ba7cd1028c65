"""What a sweep found: hosts that are none, headers that mean nothing here, bodies that end early."""

import socket
from urllib.parse import urlsplit

import pytest

from tests.calls import BROWSER, HTML, call, must_be_problem

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
@pytest.mark.parametrize("path", ["/", "/ask", "/nothing", "/sparql", "/sparql?query=x"])
def test_host_that_is_none_is_refused(server: str, path: str, host: str) -> None:
    """A host that is none is told to a person on a page, and to a program as a problem."""
    page = call(server, path, host=host, accept=BROWSER)
    assert (page.status, page.media_type) == (400, HTML) and 'href="/' in page.text
    must_be_problem(call(server, path, host=host), 400, "bad-request")


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


def test_body_that_ends_early_is_no_query(server: str) -> None:
    """A body that is shorter than it said is refused: what is missing might have been the most of it."""
    part = said(
        server,
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
        b"Content-Length: 60\r\n\r\nASK {}",
    )
    assert part.startswith(b"HTTP/1.1 400 ") and b'"code": "bad-request"' in part and b"6 av 60 byte" in part
