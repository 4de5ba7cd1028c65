"""SPARQL queries as the front answers them: the request read, the engine asked, the answer gathered."""

import io
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import Any

from rufsgraph.engines.lexer import shape
from rufsgraph.errors import BadRequest, TooLarge
from rufsgraph.protocol.requests import QueryRequest, base_iri, media_type_for, parse_get, parse_post
from rufsgraph.server.cache import Headers
from rufsgraph.server.live import Serving

PATHS = frozenset({"/sparql", "/sparql/"})

_METHODS = frozenset({"GET", "HEAD", "POST"})
_TEXT = frozenset({"text/csv", "text/tab-separated-values", "text/turtle"})
_ENDINGS = {
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "text/turtle": "ttl",
    "application/n-triples": "nt",
    "application/ld+json": "jsonld",
    "application/rdf+xml": "rdf",
    "application/trig": "trig",
    "application/n-quads": "nq",
}
"""Forms that a browser can't show, with the ending of the file that it saves when a person asks for them."""

BODY_SLACK = 4
"""How much larger than a query its percent-encoded form may be."""

DROPPED_BYTES = 1 << 16
"""How much of a body that means nothing is read."""

KEEP_BYTES = 2_000_000
"""The largest answer that is kept; larger ones stay in the engine's file, so that memory stays bounded."""

Environment = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """A query request read: its form, the media type of its answer, whether that may be kept."""

    request: QueryRequest
    form: str
    media_type: str
    base: str
    keep: bool

    @property
    def canonical(self) -> Hashable:
        """What decides the answer, whichever way the request was written."""
        return (
            self.request.query,
            self.request.dataset,
            self.media_type,
            self.base,
            bool(self.request.format),
        )

    def headers(self) -> Headers:
        """The headers that say what the answer is."""
        charset = "; charset=utf-8" if self.media_type in _TEXT else ""
        headers = [("Content-Type", self.media_type + charset), ("Vary", "Accept")]
        if self.request.format and self.media_type in _ENDINGS:
            name = f"rufsgraph.{_ENDINGS[self.media_type]}"
            headers.append(("Content-Disposition", f'attachment; filename="{name}"'))
        return tuple(headers)


def is_query(environ: Environment) -> bool:
    """Whether a request may bring a query to the endpoint."""
    return environ["PATH_INFO"] in PATHS and environ["REQUEST_METHOD"] in _METHODS


def read_body(environ: Environment, query_bytes: int) -> bytes:
    """The body of a request; TooLarge before more is read than a query of so many bytes takes.

    BadRequest where it ends before the length that it said: the rest may turn its meaning round.
    """
    limit = BODY_SLACK * query_bytes
    length = environ.get("CONTENT_LENGTH") or ""
    if length.isdigit() and int(length) > limit:
        raise _too_large(int(length), limit)
    content: bytes = environ["wsgi.input"].read(int(length) if length.isdigit() else limit + 1)
    if len(content) > limit:
        raise _too_large(len(content), limit)
    if length.isdigit() and len(content) < int(length):
        raise BadRequest(
            f"the body ended after {len(content)} of {length} bytes",
            f"innehållet tog slut efter {len(content)} av {length} byte",
        )
    return content


def drop_body(environ: Environment) -> None:
    """Reads a body that means nothing, unless it is a long one.

    Left unread, it would have the connection reset, perhaps before the answer has reached the caller.
    """
    environ["wsgi.input"].read(DROPPED_BYTES)
    environ["wsgi.input"] = io.BytesIO()


def has_body(environ: Environment) -> bool:
    """Whether a request says that it has a body, of a known length or in chunks (RFC 9112, 6)."""
    length = environ.get("CONTENT_LENGTH") or "0"
    return length != "0" or "HTTP_TRANSFER_ENCODING" in environ


def _too_large(used: int, limit: int) -> TooLarge:
    return TooLarge(
        f"the request body is {used} bytes; the limit is {limit}. Ask in several queries.",
        f"innehållet är {used} byte; gränsen är {limit}. Dela upp det i flera frågor.",
        limit=limit,
        used=used,
    )


def read(environ: Environment, body: bytes, limit: int) -> Asked | None:
    """The query of a request; None where it has none and only asks what this endpoint is."""
    query_string = environ["QUERY_STRING"].encode("latin-1")
    if environ["REQUEST_METHOD"] == "POST":
        kind, coding = environ.get("CONTENT_TYPE"), environ.get("HTTP_CONTENT_ENCODING")
        request: QueryRequest | None = parse_post(kind, query_string, body, limit, coding)
    else:
        request = parse_get(query_string, limit)
    if request is None:
        return None
    base = base_iri(environ["wsgi.url_scheme"], _host(environ), environ["PATH_INFO"])
    media_type = media_type_for(request, environ.get("HTTP_ACCEPT"))
    asked = shape(request.query)
    return Asked(request, asked.form, media_type, base, not asked.volatile)


def _host(environ: Environment) -> str:
    """The host asked; HTTP/1.0 need not name it, and means the one that listens (RFC 9112, 3.3)."""
    host: str = environ.get("HTTP_HOST") or ""
    if not host and environ["SERVER_PROTOCOL"] in ("HTTP/1", "HTTP/1.0"):
        return f"{environ['SERVER_NAME']}:{environ['SERVER_PORT']}"
    return host


def run(serving: Serving, asked: Asked) -> tuple[bytes, Iterator[bytes] | None]:
    """The whole answer, or the pieces of one that is large.

    The engine gives the first piece when it has the last, so that no one takes a part for the whole.
    """
    request = asked.request
    pieces = serving.engine.answer(request.query, asked.media_type, request.dataset, asked.base)
    content = bytearray()
    for piece in pieces:
        content += piece
        if len(content) > KEEP_BYTES:
            return b"", _joined(bytes(content), pieces)
    return bytes(content), None


def _joined(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest
