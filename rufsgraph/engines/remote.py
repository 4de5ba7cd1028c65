"""The remote engine: a SPARQL 1.1 endpoint elsewhere, asked by SPARQLWrapper, and its graphs replaced."""

import io
from collections.abc import Iterable, Iterator
from email.message import Message
from urllib.parse import urlencode
from urllib.request import Request

import pyoxigraph
from pyoxigraph import QueryResultsFormat, RdfFormat
from SPARQLWrapper import POST, SPARQLWrapper

from rufsgraph.engines import virtuoso
from rufsgraph.engines.binding import Iri, bind, term
from rufsgraph.engines.connection import Connection, shown
from rufsgraph.engines.embedded import service_refused, wrong_form
from rufsgraph.engines.engine import UNION, Dataset
from rufsgraph.engines.formats import DATASETS, GRAPHS, RESULTS
from rufsgraph.engines.lexer import shape
from rufsgraph.engines.prologue import apart, resolved
from rufsgraph.engines.rows import Rows, from_json
from rufsgraph.engines.unbound import without_undef
from rufsgraph.errors import BadQuery, EngineFailed, OverTime, RufsError
from rufsgraph.terms import DEFAULT_BASE, PREFIXES

_JSON = "application/sparql-results+json"
_NTRIPLES = "application/n-triples"
_NO_GRAPH = f"{DEFAULT_BASE}graph/none"
"""A graph that is never there: who names no graph of a kind may be given every graph instead (Virtuoso)."""

_INSERT = b"INSERT DATA { GRAPH %s {\n%s} }"
_INSERT_BLANK = b"INSERT { GRAPH %s {\n%s} } WHERE { }"
"""The same for triples with blank nodes, which Virtuoso doesn't take in INSERT DATA."""


class RemoteEngine:
    """Answers from an endpoint elsewhere, as if it held one release and nothing else.

    Every query is sent with a dataset by the protocol: of the graphs that it names, in itself or by the
    protocol, those of the release, and where it names none the union of the release and all its graphs by
    name. So other graphs there are out of reach, and endpoints agree on what FROM means. Answers are read
    as JSON or N-Triples and written by the same code as the embedded engine's.
    """

    def __init__(self, connection: Connection, release: Dataset, limit: int | None) -> None:
        self.connection = connection
        self.release = release
        self.limit = limit
        self._is_virtuoso = False

    def rows(self, query: str) -> Rows:
        """The rows of a SELECT of our own."""
        return from_json(b"".join(self.answer(without_undef(query), _JSON, UNION)))

    def answer(
        self, query: str, media_type: str, dataset: Dataset, base: str | None = None
    ) -> Iterator[bytes]:
        """A query's answer, whole, in a media type that fits its form; every error comes before it."""
        asked = shape(query)
        refuse_beyond_standard(query)
        is_graph = asked.form in ("CONSTRUCT", "DESCRIBE")
        if is_graph and media_type not in GRAPHS | DATASETS:
            raise wrong_form(media_type, "CONSTRUCT or DESCRIBE", GRAPHS)
        if not is_graph and media_type not in RESULTS:
            raise wrong_form(media_type, "SELECT or ASK", RESULTS)
        accept = _NTRIPLES if is_graph else _JSON
        text, own = apart(resolved(query, _must_be_iri(base)) if base else query)
        if asked.has_dataset and own == UNION:
            raise BadQuery("FROM is not followed by a graph", "FROM följs inte av en graf")
        named = self._within(own if dataset == UNION else dataset)
        content, headers = self._send(text, asked.form, named, accept)
        if asked.form == "CONSTRUCT" and self._is_virtuoso:
            self._send(virtuoso.rows_behind(text), "SELECT", named, "text/csv")
        try:
            if is_graph:
                return iter([_graph_as(content, headers, media_type)])
            return iter([_results_as(content, media_type)])
        except (SyntaxError, ValueError, KeyError, TypeError) as error:
            raise self._unreadable(content, error) from error

    def alive(self) -> bool:
        """Whether the endpoint answers."""
        try:
            self.rows("SELECT ?s WHERE { ?s ?p ?o } LIMIT 1")
        except RufsError:
            return False
        return True

    def close(self) -> None:
        """Nothing is kept open between queries."""

    def count(self, graph: str) -> int:
        """How many triples a named graph has; 0 where there is none of that name."""
        query = "SELECT (COUNT(*) AS ?triples) WHERE { GRAPH $graph { ?s ?p ?o } }"
        found = self.rows(bind(query, {"graph": Iri(graph)})).rows
        return int(str(found[0][0])) if found else 0

    def triples(self, graph: str) -> bytes:
        """The triples of a named graph as N-Triples, in the endpoint's order."""
        query = "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH $graph { ?s ?p ?o } }"
        return b"".join(self.answer(bind(query, {"graph": Iri(graph)}), _NTRIPLES, UNION))

    def _within(self, dataset: Dataset) -> Dataset:
        """Of a dataset's graphs those of the release."""
        if dataset == UNION:
            return self.release
        known = frozenset(self.release.named_graphs or ())
        default = tuple(graph for graph in dict.fromkeys(dataset.default_graphs or ()) if graph in known)
        named = tuple(graph for graph in dict.fromkeys(dataset.named_graphs or ()) if graph in known)
        return Dataset(default or (_NO_GRAPH,), named or (_NO_GRAPH,))

    def _send(self, query: str, form: str, dataset: Dataset, accept: str) -> tuple[bytes, Message]:
        """The answer to a query as it came, and its headers."""
        request = self._request(query, form, dataset, accept)
        content, headers = self.connection.send(request, is_query=True, limit=self.limit)
        self._is_virtuoso = virtuoso.wrote(headers)
        virtuoso.refuse_part(shown(self.connection.url), headers)
        return content, headers

    def _request(self, query: str, form: str, dataset: Dataset, accept: str) -> Request:
        """The POST of a query (SPARQL 1.1 Protocol, 2.1.2) as SPARQLWrapper makes it.

        It is not sent by SPARQLWrapper, which would follow a redirect with a password, and read the form of
        the query off its text with a regular expression that a comment can mislead.
        """
        wrapper = SPARQLWrapper(self.connection.url)
        wrapper.setMethod(POST)
        wrapper.setOnlyConneg(True)
        wrapper.queryString, wrapper.queryType = query, form
        for name, graphs in (
            ("default-graph-uri", dataset.default_graphs),
            ("named-graph-uri", dataset.named_graphs),
        ):
            for graph in graphs or ():
                wrapper.addParameter(name, graph)
        if self._is_virtuoso:  # which else goes on with a query that was left
            wrapper.addParameter("timeout", str(int(self.connection.seconds * 1000)))
        wrapper.addCustomHttpHeader("Accept", accept)
        request: Request = wrapper._createRequest()
        return request

    def _unreadable(self, content: bytes, error: Exception) -> RufsError:
        """What to say of an answer that can't be read; Oxigraph writes that it gave up at the end of it."""
        place, end = shown(self.connection.url), content[-200:].decode("utf-8", "replace")
        if "has been cancelled" in end:
            return OverTime(
                f"{place} stopped the query at its own time limit",
                f"{place} stoppade frågan vid sin egen tidsgräns",
            )
        return EngineFailed(
            f"the answer of {place} can't be read: {error}", f"svaret från {place} kan inte läsas: {error}"
        )


class RemoteStore:
    """Replaces named graphs of a server, by the Graph Store Protocol or by SPARQL Update."""

    def __init__(self, connection: Connection, *, by_update: bool) -> None:
        self.connection = connection
        self.by_update = by_update

    def replace(self, graph: str, pieces: Iterable[bytes]) -> None:
        """Replaces a graph by N-Triples, sent piece by piece: the first in place of what was there."""
        if self.by_update:
            self._update(b"DROP SILENT GRAPH %s" % term(Iri(graph)).encode())
            for piece in filter(None, pieces):  # Virtuoso takes no INSERT DATA of nothing
                insert = _INSERT_BLANK if has_blank_node(piece) else _INSERT
                self._update(insert % (term(Iri(graph)).encode(), piece))
            return
        method = "PUT"
        for piece in pieces:
            self._send(self._address(graph), piece, _NTRIPLES, method)
            method = "POST"

    def _update(self, text: bytes) -> None:
        self._send(self.connection.url, text, "application/sparql-update", "POST")

    def _address(self, graph: str) -> str:
        """Where a graph is at the server (SPARQL 1.1 Graph Store HTTP Protocol, 4.2)."""
        url = self.connection.url
        return f"{url}{'&' if '?' in url else '?'}{urlencode({'graph': graph})}"

    def _send(self, url: str, body: bytes, media_type: str, method: str) -> None:
        headers = {"Content-Type": media_type, "Accept": "*/*"}
        self.connection.send(Request(url, body, headers, method=method))  # noqa: S310 - checked to be http


def has_blank_node(ntriples: bytes) -> bool:
    """Whether a blank node may be among the triples: a text with `_:` after a space counts too."""
    return ntriples.startswith(b"_:") or b" _:" in ntriples or b"\n_:" in ntriples


def refuse_beyond_standard(query: str) -> None:
    """Refuses what is no SPARQL 1.1 query though some server takes it, and SERVICE."""
    asked = shape(query)
    if asked.has_service:
        raise service_refused()
    if asked.form in ("", "UPDATE"):
        raise BadQuery(
            "the query has none of SELECT, ASK, CONSTRUCT, DESCRIBE",
            "frågan har inget av SELECT, ASK, CONSTRUCT, DESCRIBE",
        )
    virtuoso.refuse_additions(query)


def _must_be_iri(base: str) -> str:
    try:
        term(Iri(base))
    except ValueError as error:
        raise BadQuery(f"the base {base!r} is not an IRI", f"basen {base!r} är ingen IRI") from error
    return base


def _graph_as(content: bytes, headers: Message, media_type: str) -> bytes:
    """An answer's triples in a format of ours."""
    source = RdfFormat.from_media_type(headers.get("Content-Type", _NTRIPLES)) or RdfFormat.N_TRIPLES
    target = (GRAPHS | DATASETS)[media_type]
    triples = (quad.triple for quad in pyoxigraph.parse(content, format=source))
    prefixes = None if media_type == _NTRIPLES else PREFIXES
    return bytes(pyoxigraph.serialize(triples, format=target, prefixes=prefixes) or b"")


def _results_as(content: bytes, media_type: str) -> bytes:
    """An answer's rows or its yes or no in a format of ours."""
    out = io.BytesIO()
    results = pyoxigraph.parse_query_results(virtuoso.mended(content), format=QueryResultsFormat.JSON)
    results.serialize(out, format=RESULTS[media_type])
    return out.getvalue()
