"""What stands before Flask: kept answers, entity tags, compression, each client's share, SPARQL queries.

A request that was answered before is answered from the cache. A SPARQL query is read, run and kept here
(querying.py); all the rest, and every error, is Flask's, whose answers are kept likewise.
"""

import hashlib
import math
import time
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rufsgraph import __version__
from rufsgraph.config import Settings
from rufsgraph.errors import RufsError
from rufsgraph.protocol.negotiation import choose_coding
from rufsgraph.server.cache import Cache, Headers, Kept
from rufsgraph.server.encoding import CODINGS, IDENTITY, LEAST, compress, compressed, is_compressible
from rufsgraph.server.gate import READING, SENDING, Gate, Places, client_of
from rufsgraph.server.live import Live, Serving
from rufsgraph.server.querying import (
    KEEP_BYTES,
    Asked,
    Environment,
    drop_body,
    has_body,
    is_query,
    read,
    read_body,
    run,
)
from rufsgraph.server.visits import VISIT, Visit, Watch

ERROR = "rufsgraph.error"
"""Where a request's environment carries an error that Flask is to answer with."""

KEEP = "rufsgraph.keep"
"""Where Flask marks in the environment that its answer may be kept: release and request decide it."""

UNGATED = ("/health", "/metrics", "/static/")
"""Beginnings of paths that ask nothing of the engine, so that they answer when all places are taken."""

_PAGES = 10
"""One part in so many of what may be kept is for pages as they are before Accept, coding and host."""

_REQUEST = (
    *("PATH_INFO", "QUERY_STRING", "HTTP_ACCEPT", "HTTP_ACCEPT_LANGUAGE"),
    *("HTTP_HOST", "SERVER_PROTOCOL", "CONTENT_TYPE", "HTTP_CONTENT_ENCODING"),
)
"""What of a request decides its answer, beside its body and the coding chosen."""

_PASSED_OVER = ("HTTP_UPGRADE", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE")
"""Headers that mean nothing where no other protocol is spoken and nothing changes (RFC 9110, 7.8, 13.1)."""

StartResponse = Callable[..., Any]
App = Callable[[Environment, StartResponse], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back: the status line's text, all headers, the pieces of the body, its length where known."""

    status: str
    headers: Headers
    body: Iterable[bytes]
    length: int | None


class Front:
    """A WSGI app that answers what it can and leaves all the rest to the app behind it."""

    def __init__(
        self, app: App, live: Live, settings: Settings, headers: dict[str, str], watch: Watch
    ) -> None:
        self._app = app
        self._live = live
        self._settings = settings
        self._headers = tuple(headers.items())
        self._shown = repr(settings)  # pages tell of settings: of limits, of the public address
        self._watch = watch
        self.pages = Cache(settings.cache_bytes // _PAGES)
        self.cache = Cache(settings.cache_bytes - settings.cache_bytes // _PAGES)
        self._asked = -math.inf  # it rests from the start, until somebody comes
        self.gate = Gate(_places(settings))
        self._reading = Gate(READING)
        self._sending = Gate(SENDING)

    def __call__(self, environ: Environment, start_response: StartResponse) -> Iterable[bytes]:
        """Answers a request, counts it and writes its line."""
        for name in _PASSED_OVER:
            environ.pop(name, None)
        client = client_of(environ.get("REMOTE_ADDR") or "")
        visit = environ[VISIT] = Visit(environ["REQUEST_METHOD"], environ["PATH_INFO"], client)
        serving = self._live.serving()
        if not visit.path.startswith(UNGATED):
            self._asked = time.monotonic()
        try:
            reply = self._reply(environ, serving, visit)
        except RufsError as error:
            environ[ERROR] = error
            reply = self._page(environ, None, IDENTITY)
        self._watch.seen(visit, int(reply.status[:3]), reply.length, serving.release.name)
        if visit.cache != "hit":
            self.note_state()
        start_response(reply.status, list(reply.headers))
        if visit.method != "HEAD":
            return reply.body
        if isinstance(reply.body, Iterator):
            _close(reply.body)
        return ()

    def rested(self) -> float:
        """The seconds since anybody asked for anything but the server's state and its static files."""
        return time.monotonic() - self._asked

    def note_state(self) -> None:
        """Brings the gauges of the counts up to date."""
        self._watch.state(self._live.serving().release.name, *self.gate.load(), self.cache.bytes)

    def _reply(self, environ: Environment, serving: Serving, visit: Visit) -> Reply:
        queries = is_query(environ)
        if has_body(environ) and not (queries and visit.method == "POST"):
            with self._reading.place(visit.client):
                drop_body(environ)
        if visit.method not in ("GET", "HEAD") and not queries:
            return self._page(environ, None, IDENTITY)
        coding = _coding(environ.get("HTTP_ACCEPT_ENCODING"))
        body = self._body(environ) if queries and visit.method == "POST" else b""
        raw = _raw(environ, body, coding)
        kept = self.cache.find_raw(serving.release.name, raw)
        if kept:
            visit.kind, visit.cache = kept.kind, "hit"
            return self._send(environ, kept)
        asked = read(environ, body, self._settings.query_bytes) if queries else None
        if asked:
            return self._query(environ, serving, raw, asked, coding)
        return self._page(environ, raw, coding)

    def _body(self, environ: Environment) -> bytes:
        with self._reading.place(environ[VISIT].client):
            return read_body(environ, self._settings.query_bytes)

    def _query(
        self, environ: Environment, serving: Serving, raw: Hashable, asked: Asked, coding: str
    ) -> Reply:
        """The answer to a query: 304 without running it where the caller has it, else kept or run."""
        visit: Visit = environ[VISIT]
        visit.kind, visit.query = asked.form, asked.request.query
        release = serving.release.name
        tag = _tag(serving, (asked.canonical, coding)) if asked.keep else ""
        if _has(environ, tag):
            return self._not_modified(tag, (("Vary", "Accept, Accept-Encoding"),))
        kept = self.cache.find(release, raw, tag) if tag else None
        visit.cache = ("hit" if kept else "miss") if tag else "none"
        if kept:
            return self._send(environ, kept)
        with self.gate.place(visit.client):
            small, large = run(serving, asked)
        headers = (*asked.headers(), *self._headers)
        if large:
            return self._large(visit, large, headers, tag, coding)
        kept = _kept(small, headers, tag, asked.form, coding)
        if tag:
            self.cache.keep(release, raw, kept)
        return self._send(environ, kept)

    def _page(self, environ: Environment, raw: Hashable, coding: str) -> Reply:
        """What Flask answers; kept where Flask says that it may be."""
        visit: Visit = environ[VISIT]
        head: list[Any] = []
        inner = {**environ, "REQUEST_METHOD": "GET"} if visit.method == "HEAD" else environ
        free = ERROR in environ or visit.path.startswith(UNGATED)
        with nullcontext() if free else self.gate.place(visit.client):
            body = self._app(inner, lambda *given: head.extend(given))
        status, headers = head[0], tuple(head[1])
        if not inner.get(KEEP):
            return self._passed_on(visit, _smaller(Reply(status, headers, body, _length(headers)), coding))
        serving = self._live.serving()
        tag = _tag(serving, (raw, coding, self._shown))
        kept = _kept(b"".join(body), headers, tag, visit.kind, coding)
        _close(body)
        if raw is not None:
            visit.cache = "miss"
            self.cache.keep(serving.release.name, raw, kept)
        return self._send(environ, kept)

    def _passed_on(self, visit: Visit, reply: Reply) -> Reply:
        """What Flask sends itself; a large file holds one of the places for sending while it goes."""
        if visit.method == "HEAD" or (reply.length is not None and reply.length <= KEEP_BYTES):
            return reply
        place = ExitStack()
        try:
            place.enter_context(self._sending.place(visit.client))
        except RufsError:
            _close(reply.body)
            raise
        place.callback(_close, reply.body)
        return Reply(reply.status, reply.headers, _held(place, iter(reply.body)), reply.length)

    def _send(self, environ: Environment, kept: Kept) -> Reply:
        environ[VISIT].tag = kept.etag
        if _has(environ, kept.etag) or _has_any(environ):
            shown = tuple(line for line in kept.headers if line[0] in ("Vary", "Link", "Content-Language"))
            return self._not_modified(kept.etag, shown)
        return Reply("200 OK", kept.headers, (kept.body,), len(kept.body))

    def _not_modified(self, tag: str, headers: Headers) -> Reply:
        caching = (("ETag", tag), ("Cache-Control", "no-cache"))
        return Reply("304 Not Modified", (*caching, *headers, *self._headers), (), 0)

    def _large(self, visit: Visit, pieces: Iterator[bytes], headers: Headers, tag: str, coding: str) -> Reply:
        """An answer from its file, compressed as it goes, so that memory stays bounded."""
        if coding != IDENTITY:
            headers = (*headers, ("Content-Encoding", coding))
        place = ExitStack()
        if visit.method != "HEAD":
            place.enter_context(self._sending.place(visit.client))
        return Reply("200 OK", (*headers, *_caching(tag)), _held(place, compressed(pieces, coding)), None)


def _held(place: ExitStack, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces, with a place that is given back when they are sent or nobody wants them any more."""

    def all_pieces() -> Iterator[bytes]:
        with place:
            yield b""
            yield from pieces

    held = all_pieces()
    next(held)  # a generator that has begun ends its `with` whenever it is let go
    return held


def _places(settings: Settings) -> Places:
    """Places for all heavy queries that may run, and for as many light ones as have a process ready."""
    return Places(
        settings.query_running + settings.query_workers,
        settings.query_waiting,
        settings.client_running,
        settings.client_waiting,
        settings.query_seconds,
    )


def _kept(body: bytes, headers: Headers, tag: str, kind: str, coding: str) -> Kept:
    """A whole answer as it is sent: compressed where that makes it smaller, with its tag and length."""
    content_type = next((value for name, value in headers if name == "Content-Type"), "")
    shown = [line for line in headers if line[0] not in ("Content-Length", "ETag", "Vary", "Cache-Control")]
    vary = next((value for name, value in headers if name == "Vary"), "")
    shown.append(("Vary", ", ".join(filter(None, (vary, "Accept-Encoding")))))
    if coding != IDENTITY and len(body) >= LEAST and is_compressible(content_type):
        packed = compress(body, coding)
        if len(packed) < len(body):
            body = packed
            shown.append(("Content-Encoding", coding))
    return Kept(body, (*shown, *_caching(tag), ("Content-Length", str(len(body)))), tag, kind)


def _length(headers: Headers) -> int | None:
    """The bytes of the body that headers tell, if they do."""
    return next((int(value) for name, value in headers if name.lower() == "content-length"), None)


def _caching(tag: str) -> Headers:
    return (("ETag", tag), ("Cache-Control", "no-cache")) if tag else (("Cache-Control", "no-store"),)


@lru_cache(maxsize=256)
def _coding(header: str | None) -> str:
    """The coding for an Accept-Encoding header; browsers send few different ones."""
    return choose_coding(header, CODINGS)


def _raw(environ: Environment, body: bytes, coding: str) -> Hashable:
    """The very request, by its digest: requests are remembered, and may be long."""
    method = "POST" if environ["REQUEST_METHOD"] == "POST" else "GET"
    parts = [method, coding, environ["wsgi.url_scheme"], *(environ.get(name) for name in _REQUEST)]
    return hashlib.sha256(repr(parts).encode() + body).digest()


def _tag(serving: Serving, canonical: Hashable) -> str:
    """The entity tag: release, software and canonical request decide the answer, so they decide this."""
    decided = repr((serving.release.manifest["hash"], serving.release.name, __version__, canonical))
    return f'"{hashlib.sha256(decided.encode()).hexdigest()[:32]}"'


def _has(environ: Environment, tag: str) -> bool:
    """Whether the caller has this answer already (RFC 9110, 13.1.2)."""
    wanted = environ.get("HTTP_IF_NONE_MATCH")
    if not wanted or not tag or environ["REQUEST_METHOD"] == "POST":
        return False
    return tag in {one.strip().removeprefix("W/") for one in wanted.split(",")}


def _has_any(environ: Environment) -> bool:
    """Whether the caller wants an answer only if there was none yet: `*` fits any (RFC 9110, 13.1.2)."""
    wanted: str = environ.get("HTTP_IF_NONE_MATCH") or ""
    return wanted.strip() == "*" and environ["REQUEST_METHOD"] != "POST"


def _smaller(reply: Reply, coding: str) -> Reply:
    """An answer that is never kept and bears no tag, compressed; every other is as it was."""
    headers = {name.lower(): value for name, value in reply.headers}
    fits = LEAST <= (reply.length or 0) <= KEEP_BYTES and is_compressible(headers.get("content-type", ""))
    if coding == IDENTITY or not fits or headers.get("cache-control") != "no-store":
        return reply
    packed = compress(b"".join(reply.body), coding)
    _close(reply.body)
    vary = ", ".join(filter(None, (headers.get("vary"), "Accept-Encoding")))
    kept = [line for line in reply.headers if line[0].lower() not in ("content-length", "vary")]
    told = (("Vary", vary), ("Content-Encoding", coding), ("Content-Length", str(len(packed))))
    return Reply(reply.status, (*kept, *told), (packed,), len(packed))


def _close(body: Iterable[bytes]) -> None:
    """Lets a body go that nobody reads to its end (PEP 3333)."""
    close = getattr(body, "close", None)
    if close:
        close()
