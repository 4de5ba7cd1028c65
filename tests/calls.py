"""HTTP calls as programs make them: one request, its status, headers and body; redirects are not followed."""

import gzip
import http.client
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import brotli
import zstandard

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
"""What a browser sends as Accept."""

HTML = "text/html"
JSON = "application/sparql-results+json"
PROBLEM = "application/problem+json"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: its status, its headers by lower-case name, its body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        """The media type without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0]

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8")

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


def call(
    base: str,
    path: str,
    method: str = "GET",
    *,
    body: bytes | Iterable[bytes] | None = None,
    timeout: float = 30,
    **headers: str,
) -> Reply:
    """The answer to one request; `accept_language="en"` is the header Accept-Language."""
    return _send(base, path, method, body, timeout, headers)


def sparql(base: str, query: str, parameters: Mapping[str, str] | None = None, **headers: str) -> Reply:
    """The answer to a query by GET."""
    path = "/sparql?" + urlencode({"query": query, **(parameters or {})})
    return _send(base, path, "GET", None, 30, headers)


def _send(
    base: str,
    path: str,
    method: str,
    body: bytes | Iterable[bytes] | None,
    timeout: float,
    headers: Mapping[str, str],
) -> Reply:
    address = urlsplit(base)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=timeout)
    try:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, sent)
        answer = connection.getresponse()
        lines = {name.lower(): value for name, value in answer.getheaders()}
        return Reply(answer.status, lines, answer.read())
    finally:
        connection.close()


def unpacked(reply: Reply) -> bytes:
    """The body as it was before compression."""
    packed: dict[str, Callable[[bytes], bytes]] = {
        "": lambda body: body,
        "gzip": gzip.decompress,
        "br": brotli.decompress,
        "zstd": lambda body: zstandard.ZstdDecompressor().decompressobj().decompress(body),
    }
    return packed[reply.headers.get("content-encoding", "")](reply.body)


def bindings(reply: Reply) -> list[dict[str, str]]:
    """The rows of an answer in SPARQL's JSON, each value as text."""
    assert reply.status == 200, reply.text
    rows = reply.json()["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in rows]


def must_be_problem(reply: Reply, status: int, code: str) -> dict[str, Any]:
    """The problem document of an answer, which must be one of that status and code."""
    assert (reply.status, reply.media_type) == (status, PROBLEM), (reply.status, reply.body[:500])
    document: dict[str, Any] = reply.json()
    assert {"type", "title", "status", "detail", "code"} <= set(document)
    assert (document["status"], document["code"]) == (status, code)
    assert document["type"].endswith(f"/problem/{code}")
    assert document["title"] and document["detail"]
    return document
