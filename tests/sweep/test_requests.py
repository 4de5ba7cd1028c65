"""Tens of thousands of requests that http.client can send, made by hypothesis: none breaks the server."""

import http.client
from collections.abc import Callable
from concurrent.futures import Executor
from urllib.parse import urlsplit

import pytest
from hypothesis import given

from tests.calls import Reply
from tests.processes import Served
from tests.sweep.judging import must_be_sound, unharmed
from tests.sweep.making import KINDS, Sent
from tests.sweep.running import PARTS, WORKERS, sent_by_each, swept_by

pytestmark = pytest.mark.alone

PROMISED = {"queries": 24_000, "questions": 6_000, "headers": 7_000, "addresses": 9_000, "things": 8_000}
"""How many requests of each kind a whole sweep sends."""


class Caller:
    """A client that keeps its connection as long as the server does."""

    def __init__(self, base: str) -> None:
        address = urlsplit(base)
        self.sent = 0
        self._connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=30)

    def must_answer(self, request: Sent) -> Reply:
        """The answer to a request; a connection that the server had closed meanwhile is opened again."""
        try:
            return self._send(request)
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            return self._send(request)

    def _send(self, request: Sent) -> Reply:
        connection = self._connection
        try:
            named = {name for name, _ in request.headers}
            connection.putrequest(
                request.method, request.target, skip_host="Host" in named, skip_accept_encoding=True
            )
            for name, value in request.headers:
                connection.putheader(name, value.encode("latin-1"))
            if request.body is not None:
                connection.putheader("Content-Length", str(len(request.body)))
            connection.endheaders(request.body)
            self.sent += 1
            answer = connection.getresponse()
            lines = {name.lower(): value for name, value in answer.getheaders()}
            return Reply(answer.status, lines, answer.read())
        except BaseException:
            connection.close()
            raise

    def close(self) -> None:
        """Ends the connection."""
        self._connection.close()


def must_take(caller: Caller, request: Sent) -> None:
    """A request has a sound answer; one with a tag is spared who has it, and is the same again."""
    reply = caller.must_answer(request)
    must_be_sound(reply, request.method)
    path = request.target.partition("?")[0]
    if reply.status != 200 or path not in ("/sparql", "/sparql/") or request.method == "OPTIONS":
        return
    assert ("etag" in reply.headers) is (reply.headers["cache-control"] == "no-cache"), reply
    if request.method == "GET" and "etag" in reply.headers and caller.sent % 8 == 0:
        again = caller.must_answer(request)
        assert (again.status, again.body) == (200, reply.body)
        held = Sent("GET", request.target, (*request.headers, ("If-None-Match", reply.headers["etag"])))
        assert caller.must_answer(held).status == 304


def sweep(base: str, kind: str, count: int, number: int) -> int:
    """How many requests of a kind one process of a sweep has sent, each answered well."""
    caller = Caller(base)

    def each(request: Sent) -> None:
        must_take(caller, request)

    try:
        swept_by(number, count)(given(KINDS[kind])(each))()
    finally:
        caller.close()
    return caller.sent


@pytest.mark.parametrize("kind", sorted(PROMISED))
@pytest.mark.parametrize("part", PARTS)
def test_whatever_is_asked_is_answered(
    swept: Served, senders: Executor, kind: str, part: int, record_property: Callable[[str, object], None]
) -> None:
    """Every request of a sweep has a sound answer, never a bug of ours, and leaves the server as it was."""
    promised = PROMISED[kind] // part
    with unharmed(swept):
        sent = sent_by_each(senders, sweep, swept.base, kind, -(-promised // WORKERS))
    record_property(f"requests sent, {kind}", sent)
    assert sent >= promised
