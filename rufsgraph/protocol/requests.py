"""A request to the SPARQL endpoint, read by the SPARQL 1.1 Protocol, section 2."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from rufsgraph.engines.engine import Dataset
from rufsgraph.engines.lexer import shape
from rufsgraph.errors import BadQuery, BadRequest, TooLarge, UnsupportedBody, UpdateRefused
from rufsgraph.protocol.negotiation import must_choose

RESULT_TYPES = (
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
)
GRAPH_TYPES = ("text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml")

FORMATS: Mapping[str, tuple[str, ...]] = {
    "json": ("application/sparql-results+json", "application/ld+json"),
    "xml": ("application/sparql-results+xml", "application/rdf+xml"),
    "csv": ("text/csv",),
    "tsv": ("text/tab-separated-values",),
    "ttl": ("text/turtle",),
    "nt": ("application/n-triples",),
    "jsonld": ("application/ld+json",),
    "rdf": ("application/rdf+xml",),
}
"""The short names of `?format=`, for people."""

_SYNONYMS = {
    "application/json": RESULT_TYPES[0],
    "application/xml": RESULT_TYPES[1],
    "text/xml": RESULT_TYPES[1],
}
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """A query as the protocol brings it."""

    query: str
    dataset: Dataset
    format: str | None


def parse_get(query_string: bytes, limit: int) -> QueryRequest | None:
    """A query by GET (2.1.1); None where there is no query parameter, which asks what this endpoint is."""
    parameters = _parameters(query_string)
    if not any(name in ("query", "update") for name, _ in parameters):
        return None
    return _request(parameters, limit)


def parse_post(content_type: str | None, query_string: bytes, body: bytes, limit: int) -> QueryRequest:
    """A query by POST, as a form (2.1.2) or as the body itself (2.1.3)."""
    kind = (content_type or "").partition(";")[0].strip().lower()
    if kind == UPDATE:
        raise update_refused()
    if kind == FORM:
        return _request(_parameters(body) + _parameters(query_string), limit)
    if kind == QUERY:
        return _request([("query", _utf8(body)), *_parameters(query_string)], limit)
    raise UnsupportedBody(
        f"the body's type is {kind or 'not stated'}; {FORM} or {QUERY} is read here",
        f"innehållets typ är {kind or 'inte angiven'}; {FORM} eller {QUERY} läses här",
        available=[FORM, QUERY],
    )


def _parameters(text: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text.decode("utf-8"), keep_blank_values=True, encoding="utf-8", errors="strict")
    except UnicodeDecodeError as error:
        raise _not_utf8() from error
    except ValueError as error:
        raise BadRequest("too many parameters", "för många parametrar") from error


def _utf8(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _not_utf8() from error


def _not_utf8() -> BadRequest:
    return BadRequest("the request is not UTF-8", "begäran är inte UTF-8")


def _request(parameters: Sequence[tuple[str, str]], limit: int) -> QueryRequest:
    queries = [value for name, value in parameters if name == "query"]
    updates = [value for name, value in parameters if name == "update"]
    if updates and not queries:
        raise update_refused()
    if len(queries) != 1 or updates:
        raise BadRequest(
            "exactly one parameter query is wanted, and no update",
            "precis en parameter query väntas, och ingen update",
        )
    query = queries[0]
    if not query.strip():
        raise BadRequest("the query is empty", "frågan är tom")
    used = len(query.encode("utf-8", "surrogatepass"))
    if used > limit:
        raise TooLarge(
            f"the query is {used} bytes; the limit is {limit}",
            f"frågan är {used} byte; gränsen är {limit}",
            limit=limit,
            used=used,
        )
    formats = [value for name, value in parameters if name == "format" and value]
    return QueryRequest(query, _dataset(parameters), formats[-1] if formats else None)


def _dataset(parameters: Sequence[tuple[str, str]]) -> Dataset:
    default = tuple(value for name, value in parameters if name == "default-graph-uri")
    named = tuple(value for name, value in parameters if name == "named-graph-uri")
    if not default and not named:
        return Dataset()
    return Dataset(default, named)


def media_type_for(request: QueryRequest, accept: str | None) -> str:
    """The media type of the answer: `?format=` before Accept, of the kind that the query's form gives."""
    form = shape(request.query).form
    if form == "UPDATE":
        raise update_refused()
    if not form:
        raise BadQuery(
            "the query has none of SELECT, ASK, CONSTRUCT, DESCRIBE",
            "frågan har inget av SELECT, ASK, CONSTRUCT, DESCRIBE",
        )
    available = RESULT_TYPES if form in ("SELECT", "ASK") else GRAPH_TYPES
    if request.format is not None:
        return _by_format(request.format, available)
    return _by_accept(accept, available)


def _by_format(name: str, available: Sequence[str]) -> str:
    fitting = [media_type for media_type in FORMATS.get(name, (name,)) if media_type in available]
    if not fitting:
        names = [short for short, types in FORMATS.items() if set(types) & set(available)]
        raise BadRequest(
            f"format is {name!r}; this form of query gives {', '.join(names)}",
            f"format är {name!r}; den här sortens fråga ger {', '.join(names)}",
            available=names,
        )
    return fitting[0]


def _by_accept(accept: str | None, available: Sequence[str]) -> str:
    """As Accept says; application/json and the XML types stand for the result formats of that kind."""
    known = list(available)
    if available is RESULT_TYPES:
        known += list(_SYNONYMS)
    chosen = must_choose(accept, known)
    return _SYNONYMS.get(chosen, chosen)


def update_refused() -> UpdateRefused:
    """The refusal of an update, whatever its form."""
    return UpdateRefused(
        "this server is read-only: data is changed in the tables, and a new release is built",
        "servern går bara att läsa: data ändras i tabellerna och en ny utgåva byggs",
    )
