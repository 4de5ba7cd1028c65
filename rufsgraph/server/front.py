"""The fast path before Flask: SPARQL queries, with a cache of whole answers.

It reads requests with the pure functions of `protocol`; what goes wrong is handed to Flask, whose one
place turns errors into answers.
"""

import hashlib
import tempfile
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from rufsgraph import __version__
from rufsgraph.config import Settings
from rufsgraph.engines.lexer import shape
from rufsgraph.errors import RufsError, TooLarge
from rufsgraph.protocol.requests import QueryRequest, media_type_for, parse_get, parse_post
from rufsgraph.server.cache import Cache, Kept
from rufsgraph.server.live import Live, Serving

ERROR = "rufsgraph.error"
"""Where a request's environment carries an error that Flask is to answer with."""

PATHS = frozenset({"/sparql", "/sparql/"})

_METHODS = frozenset({"GET", "HEAD", "POST"})
_TEXT = frozenset({"text/csv", "text/tab-separated-values", "text/turtle", "application/n-triples"})
_KEEP_BYTES = 2_000_000
"""The largest answer that is kept; larger ones go through a file, so that memory stays bounded."""

_CHUNK = 1 << 18

Environment = dict[str, Any]
StartResponse = Callable[..., Any]
App = Callable[[Environment, StartResponse], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A query request read: what it asks, in which media type, and the tag of its canonical form."""

    request: QueryRequest
    media_type: str
    base: str
    etag: str
    keep: bool


class Front:
    """A WSGI app that answers queries itself and leaves all the rest to the app behind it."""

    def __init__(self, app: App, live: Live, settings: Settings, headers: dict[str, str]) -> None:
        self._app = app
        self._live = live
        self._settings = settings
        self._headers = list(headers.items())
        self.cache = Cache(settings.cache_bytes)

    def __call__(self, environ: Environment, start_response: StartResponse) -> Iterable[bytes]:
        """Answers a request."""
        if environ["PATH_INFO"] not in PATHS or environ["REQUEST_METHOD"] not in _METHODS:
            return self._app(environ, start_response)
        try:
            answered = self._answer(environ, start_response)
        except RufsError as error:
            environ[ERROR] = error
            answered = None
        return self._app(environ, start_response) if answered is None else answered

    def _answer(self, environ: Environment, start_response: StartResponse) -> Iterable[bytes] | None:
        serving = self._live.serving()
        body = _body(environ, 4 * self._settings.query_bytes)
        raw = _raw(environ, body)
        kept = self.cache.find_raw(serving.release.name, raw)
        if kept is None:
            asked = self._read(environ, body, serving)
            if asked is None:
                return None
            if asked.keep and _matches(environ, asked.etag):
                return self._not_modified(start_response, asked.etag)
            kept = self.cache.find(serving.release.name, raw, asked.etag) if asked.keep else None
            if kept is None:
                return self._run(environ, start_response, serving, raw, asked)
        if _matches(environ, kept.etag):
            return self._not_modified(start_response, kept.etag)
        return self._send(environ, start_response, kept)

    def _read(self, environ: Environment, body: bytes, serving: Serving) -> Asked | None:
        """The query of a request; None where it has none and only asks what this endpoint is."""
        query_string = environ["QUERY_STRING"].encode("latin-1")
        limit = self._settings.query_bytes
        if environ["REQUEST_METHOD"] == "POST":
            request: QueryRequest | None = parse_post(environ.get("CONTENT_TYPE"), query_string, body, limit)
        else:
            request = parse_get(query_string, limit)
        if request is None:
            return None
        media_type = media_type_for(request, environ.get("HTTP_ACCEPT"))
        base = f"{environ['wsgi.url_scheme']}://{environ.get('HTTP_HOST', 'localhost')}{environ['PATH_INFO']}"
        canonical = (request.query, request.dataset, media_type, base)
        etag = _etag(serving.release.manifest["hash"], canonical)
        return Asked(request, media_type, base, etag, not shape(request.query).volatile)

    def _run(
        self,
        environ: Environment,
        start_response: StartResponse,
        serving: Serving,
        raw: Hashable,
        asked: Asked,
    ) -> Iterable[bytes]:
        """Asks the engine; keeps the answer if it is small, and sends it from a file if it is not.

        Nothing is sent before the answer is whole, so that no one takes a part for it.
        """
        request = asked.request
        pieces = serving.engine.answer(request.query, asked.media_type, request.dataset, asked.base)
        content_type = asked.media_type + ("; charset=utf-8" if asked.media_type in _TEXT else "")
        etag = asked.etag if asked.keep else ""
        small, large = _gather(pieces)
        if large is not None:
            lines = [*self._lines(content_type, etag), ("Content-Length", str(large.tell()))]
            start_response("200 OK", lines)
            return () if environ["REQUEST_METHOD"] == "HEAD" else _from_start(large)
        kept = Kept(small, content_type, etag)
        if asked.keep:
            self.cache.keep(serving.release.name, raw, asked.etag, kept)
        return self._send(environ, start_response, kept)

    def _send(self, environ: Environment, start_response: StartResponse, kept: Kept) -> Iterable[bytes]:
        lines = self._lines(kept.content_type, kept.etag)
        start_response("200 OK", [*lines, ("Content-Length", str(len(kept.body)))])
        return () if environ["REQUEST_METHOD"] == "HEAD" else (kept.body,)

    def _not_modified(self, start_response: StartResponse, etag: str) -> Iterable[bytes]:
        start_response("304 Not Modified", [("ETag", etag), ("Vary", "Accept"), *self._headers])
        return ()

    def _lines(self, content_type: str, etag: str) -> list[tuple[str, str]]:
        caching = [("ETag", etag), ("Cache-Control", "no-cache")] if etag else [("Cache-Control", "no-store")]
        return [("Content-Type", content_type), ("Vary", "Accept"), *caching, *self._headers]


def _body(environ: Environment, limit: int) -> bytes:
    """The body of a request; TooLarge before more than the limit is read."""
    if environ["REQUEST_METHOD"] != "POST":
        return b""
    length = environ.get("CONTENT_LENGTH") or ""
    if length.isdigit() and int(length) > limit:
        raise _too_large(int(length), limit)
    content: bytes = environ["wsgi.input"].read(int(length) if length.isdigit() else limit + 1)
    if len(content) > limit:
        raise _too_large(len(content), limit)
    return content


def _too_large(used: int, limit: int) -> TooLarge:
    return TooLarge(
        f"the request body is {used} bytes; the limit is {limit}",
        f"innehållet är {used} byte; gränsen är {limit}",
        limit=limit,
        used=used,
    )


def _raw(environ: Environment, body: bytes) -> Hashable:
    """The very request, by its digest: requests are remembered, and may be long."""
    names = ("REQUEST_METHOD", "PATH_INFO", "QUERY_STRING", "CONTENT_TYPE", "HTTP_ACCEPT", "HTTP_HOST")
    return hashlib.sha256(repr([environ.get(name) for name in names]).encode() + body).digest()


def _gather(pieces: Iterator[bytes]) -> tuple[bytes, IO[bytes] | None]:
    """A whole answer, in memory if it is small, else in a file without a name that goes when it is closed."""
    content = bytearray()
    for piece in pieces:
        content += piece
        if len(content) > _KEEP_BYTES:
            file = tempfile.TemporaryFile()  # noqa: SIM115 - closed when it has been sent
            file.write(content)
            file.writelines(pieces)
            return b"", file
    return bytes(content), None


def _from_start(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while piece := file.read(_CHUNK):
            yield piece


def _etag(release: str, canonical: Hashable) -> str:
    """The entity tag: release, software and canonical request decide the answer, so they decide this."""
    return f'"{hashlib.sha256(repr((release, __version__, canonical)).encode()).hexdigest()[:32]}"'


def _matches(environ: Environment, etag: str) -> bool:
    """Whether the caller has this answer already (RFC 9110, 13.1.2)."""
    wanted = environ.get("HTTP_IF_NONE_MATCH")
    if not wanted or not etag or environ["REQUEST_METHOD"] == "POST":
        return False
    tags = {tag.strip().removeprefix("W/") for tag in wanted.split(",")}
    return etag in tags
