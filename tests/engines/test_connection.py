"""A server elsewhere that fails is told of in one error of ours: which server, what happened, what to do."""

import base64
import hashlib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.request import Request, parse_http_list, parse_keqv_list

import pytest

from rufsgraph.engines.connection import Connection, failure, must_be_address
from rufsgraph.errors import BadQuery, CallError, EngineFailed, OverTime, RufsError, TooBusy, TooLarge
from tests.elsewhere import rude
from tests.elsewhere.rude import rude as behaving
from tests.elsewhere.rude import says
from tests.processes import free_port

pytestmark = pytest.mark.alone

SECONDS = 20.0


def ask(url: str, seconds: float = SECONDS, limit: int | None = None) -> bytes:
    """What a server answers to a query."""
    request = Request(url, b"query=ASK%7B%7D")
    return Connection(url, seconds).send(request, is_query=True, limit=limit)[0]


@pytest.mark.parametrize(
    ("behaviour", "error", "told"),
    [
        (rude.hangs_up, EngineFailed, "gave no answer"),
        (says("200 OK", b"{", "Content-Length: 1000"), EngineFailed, "1 bytes read, 999 more expected"),
        (says("200 OK", b"5\r\n{", "Transfer-Encoding: chunked"), EngineFailed, "gave no answer"),
        (says("200 OK", b"1\r\n{\r\n", "Transfer-Encoding: chunked"), EngineFailed, "gave no answer"),
        (lambda connection, _: connection.sendall(b"\x00\x1b[31m no\r\n"), EngineFailed, "gave no answer"),
        (lambda connection, _: connection.sendall(b"HTTP/1.1 2"), EngineFailed, "gave no answer"),
        (says("302 Found", b"", "Location: http://127.0.0.1:9/"), EngineFailed, "302"),
        (says("500 Server Error", b"<html>oops</html>", "Content-Type: text/html"), EngineFailed, "500"),
        (says("404 Not Found", b""), EngineFailed, "404"),
        (says("401 Unauthorized", b""), EngineFailed, "credentials"),
        (says("403 Forbidden", b""), EngineFailed, "credentials"),
        (says("400 Bad Request", b"line 1: no"), BadQuery, "line 1: no"),
        (says("500 Error", b"The custom function <urn:f> is not supported"), BadQuery, "urn:f"),
        (says("500 Error", b"Virtuoso 42001 Error: Undefined procedure DB.DBA.urn:f."), BadQuery, "urn:f"),
        (says("500 Error", b"Virtuoso S1T00 Error SR171:\n\nSPARQL query:\nASK"), OverTime, "S1T00"),
        (says("504 Gateway Timeout", b""), OverTime, "limit"),
        (says("408 Request Timeout", b""), OverTime, "limit"),
        (says("429 Too Many Requests", b"slowly"), TooBusy, "slowly"),
        (says("503 Service Unavailable", b""), TooBusy, "busy"),
    ],
)
def test_failure_is_told(behaviour: rude.Behaviour, error: type[RufsError], told: str) -> None:
    """What a server does wrong becomes one error of one line that names the server, in two languages."""
    with behaving(behaviour) as url, pytest.raises(RufsError) as caught:
        ask(url)
    assert type(caught.value) is error
    for detail in (caught.value.detail, caught.value.detail_sv):
        assert url in detail and detail.isprintable() and "ASK" not in detail
    assert told in caught.value.detail


@pytest.mark.parametrize("behaviour", [rude.stays_silent, rude.drips])
def test_slow_server_is_left_at_the_limit(behaviour: rude.Behaviour) -> None:
    """A server that is silent, or never done, is left after as many seconds as were given."""
    with behaving(behaviour) as url:
        began = time.monotonic()
        with pytest.raises(OverTime, match=r"0\.5 s") as caught:
            ask(url, seconds=0.5)
        assert time.monotonic() - began < SECONDS / 2
    assert caught.value.extra["limit"] == 0.5


def test_large_answer_is_left_at_the_limit() -> None:
    """An answer is read no further than its limit."""
    with behaving(rude.floods) as url, pytest.raises(TooLarge, match="10000000") as caught:
        ask(url, limit=10_000_000)
    assert caught.value.extra["limit"] == 10_000_000
    with behaving(says("200 OK", b"x" * 100)) as url:
        assert ask(url, limit=100) == b"x" * 100


def test_nobody_there_is_told() -> None:
    """A port where nobody listens and a host that there is none of."""
    for url in (f"http://127.0.0.1:{free_port()}/query", "http://nowhere.invalid/query"):
        with pytest.raises(EngineFailed, match="gave no answer"):
            ask(url)


@pytest.mark.parametrize(
    "url",
    [
        *("", "query", "ftp://h/", "file:///etc/passwd"),
        *("http://", "http://u:p@h/", "http://h:0/", "http://h:x/", "http://h/ a"),
    ],
)
def test_address_must_be_one(url: str) -> None:
    """What is no address of a server is refused, and a password in one isn't shown."""
    with pytest.raises(CallError) as caught:
        must_be_address(url)
    assert "u:p" not in str(caught.value)


def test_only_queries_can_be_bad_queries() -> None:
    """What is wrong with a request of our own is no fault of the query."""
    assert type(failure("http://h/", 400, "no", is_query=False)) is EngineFailed


def test_long_messages_are_shortened() -> None:
    """A server that says much is quoted in part."""
    with behaving(says("400 Bad Request", b"word " * 10_000)) as url, pytest.raises(BadQuery) as caught:
        ask(url)
    assert len(caught.value.detail) < 600


REALM = 'realm="graphs"'
DIGEST = f'Digest {REALM}, nonce="abc", qop="auth", algorithm=MD5'
SHA = DIGEST.replace("MD5", "SHA-256")
UNKNOWN = DIGEST.replace("MD5", "SHA-512-256-sess")


@contextmanager
def guarded(*challenges: str) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    """A server that lets `me` with `å:b` in; what each request brought: Authorization and bytes."""
    seen: list[tuple[str, int]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            header = self.headers.get("Authorization", "")
            length = int(self.headers.get("Content-Length", 0))
            if not header and length:
                self.connection.close()  # as Virtuoso does on a large body
                return
            self.rfile.read(length)
            seen.append((header, length))
            right = is_right(header, self.command, self.path)
            self.send_response(204 if right else 401)
            for challenge in () if right else challenges:
                self.send_header("WWW-Authenticate", challenge)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/store", seen
        finally:
            server.shutdown()
            thread.join()


def is_right(header: str, method: str, path: str) -> bool:
    """Whether an Authorization header knows the password (RFC 7617, RFC 7616)."""
    scheme, _, rest = header.partition(" ")
    if scheme == "Basic":
        return base64.b64decode(rest).decode() == "me:å:b"
    if scheme == "Bearer":
        return rest == "å:b".encode().hex()
    if scheme != "Digest":
        return False
    told = parse_keqv_list(parse_http_list(rest))

    def digest(text: str) -> str:
        return hashlib.new(told["algorithm"].replace("-", ""), text.encode()).hexdigest()

    ours = digest(f"me:{told['realm']}:å:b"), digest(f"{method}:{told['uri']}")
    wanted = digest(f"{ours[0]}:{told['nonce']}:{told['nc']}:{told['cnonce']}:auth:{ours[1]}")
    return bool(told["uri"] == path and told["response"] == wanted)


@pytest.mark.parametrize(
    ("challenges", "scheme"),
    [
        ((f"Basic {REALM}",), "Basic"),
        ((DIGEST,), "Digest"),
        ((SHA,), "Digest"),
        ((f"Basic {REALM}", DIGEST), "Digest"),
    ],
)
def test_password_is_given_as_asked_for(challenges: tuple[str, ...], scheme: str) -> None:
    """A server is asked without a body how it wants the password, and the better way is taken."""
    with guarded(*challenges) as (url, seen):
        Connection(url, SECONDS, "me", "å:b").send(Request(url, b"x" * 1_000_000, method="PUT"))
    assert [(header.partition(" ")[0], length) for header, length in seen] == [("", 0), (scheme, 1_000_000)]


@pytest.mark.parametrize("challenge", [f"Basic {REALM}", DIGEST, UNKNOWN, f"Negotiate {REALM}", "Digest"])
def test_wrong_password_is_refused(challenge: str) -> None:
    """A wrong password, none, and a scheme that isn't known here are told in the same way."""
    for user, password in (("me", "wrong"), ("", "")):
        with guarded(challenge) as (url, _), pytest.raises(EngineFailed, match=r"refused \(401\)") as caught:
            Connection(url, SECONDS, user, password).send(Request(url, b"x" * 100_000, method="PUT"))
        assert "wrong" not in caught.value.detail


def test_token_is_sent_at_once() -> None:
    """A password without a user is a bearer token (RFC 6750)."""
    token = "å:b".encode().hex()
    with guarded() as (url, seen):
        Connection(url, SECONDS, "", token).send(Request(url, b"x", method="PUT"))
    assert seen == [(f"Bearer {token}", 1)]
