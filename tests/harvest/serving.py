"""A real server on this machine that serves a catalogue and what it leads to, right or wrong."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingTCPServer
from urllib.parse import parse_qs, urlsplit

PUBLIC = "http://catalogue.test"
"""Stands for the server's address in the right catalogue."""

RIGHT = (Path(__file__).parent / "right.rdf").read_text(encoding="utf-8")
CATALOGUE = "/datasets/dcat"
RDF_XML = "application/rdf+xml"
RESULTS = "application/sparql-results+json"

Behaviour = Callable[[BaseHTTPRequestHandler], None]


@dataclass(frozen=True, slots=True)
class Page:
    """What a path answers; `behave` writes the answer by itself."""

    media_type: str = "text/html"
    body: bytes = b"<!doctype html><title>page</title>"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    takes_head: bool = True
    behave: Behaviour | None = None


def moved(place: str, status: int = 302) -> Page:
    """A redirect."""
    return Page(status=status, headers={"Location": place})


def _ask(handler: BaseHTTPRequestHandler) -> None:
    """A SPARQL endpoint: answers a query with a result, a call without one with its description."""
    query = parse_qs(urlsplit(handler.path).query).get("query")
    answer(handler, Page(RESULTS, b'{"head":{},"boolean":true}') if query else Page("text/turtle", b""))


ORDINARY: dict[str, Page] = {
    "/": Page(),
    "/data": Page(),
    "/about": Page(),
    "/download/2020/data.rdf": Page(RDF_XML, b"<rdf:RDF/>."),
    "/download/2020/data.ttl": Page("text/turtle; charset=utf-8", b""),
    "/download/2020/tables.zip": Page("application/zip", b"PK", takes_head=False),
    "/sparql": Page(behave=_ask),
    "/ask": Page("application/json", b"{}"),
    "/.well-known/void": Page("text/turtle", b""),
    "/api/openapi.json": Page("application/json", b"{}"),
}
"""What the right catalogue leads to."""


@dataclass(slots=True)
class Site:
    """A server that runs: its address, what its paths answer, the requests it has seen."""

    base: str
    pages: dict[str, Page]
    seen: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def catalogue(self) -> str:
        """The address of the catalogue."""
        return self.base + CATALOGUE

    def serve_catalogue(self, text: str, media_type: str = RDF_XML) -> None:
        """Serves a text as the catalogue, with this server's address in the place of the public one."""
        self.pages[CATALOGUE] = Page(media_type, text.replace(PUBLIC, self.base).encode())


def answer(handler: BaseHTTPRequestHandler, page: Page) -> None:
    """Writes an ordinary answer."""
    handler.send_response(page.status)
    if page.media_type:
        handler.send_header("Content-Type", page.media_type)
    handler.send_header("Content-Length", str(len(page.body)))
    for name, value in page.headers.items():
        handler.send_header(name, value)
    handler.end_headers()
    if handler.command != "HEAD":
        handler.wfile.write(page.body)


@contextmanager
def site() -> Iterator[Site]:
    """A server with the right catalogue and all that it leads to."""
    served = Site("", dict(ORDINARY))

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Says nothing."""

        def do_GET(self) -> None:
            served.seen.append((self.command, self.path, self.headers.get("User-Agent", "")))
            page = served.pages.get(urlsplit(self.path).path, Page(status=404))
            if self.command == "HEAD" and not page.takes_head:
                page = Page(status=405)
            try:
                (page.behave or (lambda handler: answer(handler, page)))(self)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True  # the other side has had enough

        do_HEAD = do_GET  # noqa: N815 - the name that the library calls

    server = ThreadingTCPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    served.base = f"http://127.0.0.1:{server.server_address[1]}"
    served.serve_catalogue(RIGHT)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
