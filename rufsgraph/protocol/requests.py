"""A request to the SPARQL endpoint, read by the SPARQL 1.1 Protocol, section 2."""

import ipaddress
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl

from rufsgraph.engines.engine import Dataset
from rufsgraph.engines.lexer import shape
from rufsgraph.errors import BadQuery, BadRequest, TooLarge, UnsupportedBody, UpdateRefused
from rufsgraph.protocol.negotiation import must_choose, parse_accept

RESULT_TYPES = (
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
)
GRAPH_TYPES = (
    "text/turtle",
    "application/n-triples",
    "application/ld+json",
    "application/rdf+xml",
    "application/trig",
    "application/n-quads",
)

FORMATS: Mapping[str, tuple[str, ...]] = {
    "json": ("application/sparql-results+json", "application/ld+json"),
    "xml": ("application/sparql-results+xml", "application/rdf+xml"),
    "csv": ("text/csv",),
    "tsv": ("text/tab-separated-values",),
    "ttl": ("text/turtle",),
    "nt": ("application/n-triples",),
    "jsonld": ("application/ld+json",),
    "rdf": ("application/rdf+xml",),
    "trig": ("application/trig",),
    "nq": ("application/n-quads",),
}
"""The short names of `?format=`, for people."""

_NICKNAMES: Mapping[str, str] = {"turtle": "ttl", "n3": "ttl", "rdf+xml": "rdf", "json-ld": "jsonld"}
"""What SPARQLWrapper calls formats, beside their media types and synonyms of these, all in one request."""

_SYNONYMS: Mapping[tuple[str, ...], Mapping[str, str]] = {
    RESULT_TYPES: {
        "application/json": "application/sparql-results+json",
        "application/xml": "application/sparql-results+xml",
        "text/xml": "application/sparql-results+xml",
    },
    GRAPH_TYPES: {
        "application/json": "application/ld+json",
        "application/xml": "application/rdf+xml",
        "text/xml": "application/rdf+xml",
        "text/plain": "application/n-triples",
    },
}
"""Names of wider types that programs ask by; the answer bears the name of the narrower one."""

_PAGES = frozenset({"text/html", "application/xhtml+xml"})

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"

_DATASET = ("default-graph-uri", "named-graph-uri")
_OF_UPDATES = frozenset({"using-graph-uri", "using-named-graph-uri"})

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\x00-\x20<>\"{}|^`\\]*")
_HOST = re.compile(
    r"(?:\[(?P<ipv6>[0-9A-Fa-f:.]+)\]|(?P<name>(?:[A-Za-z0-9._~!$&'()*+;=\-]|%[0-9A-Fa-f]{2})+))(?::[0-9]{0,5})?"
)
"""A host and port (RFC 3986, 3.2.2), without the comma in which two Host lines would meet."""

_LABEL_LENGTH = 63
"""Characters that a part of a name between dots may have (RFC 1035, 2.3.4)."""

Parameters = Sequence[tuple[str, str]]


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
    return _request(parameters, (), limit)


def parse_post(
    content_type: str | None, query_string: bytes, body: bytes, limit: int, coding: str | None = None
) -> QueryRequest:
    """A query by POST, as a form (2.1.2) or as the body itself (2.1.3).

    Its dataset and format may stand in the address too; `coding` is the Content-Encoding of the body.
    """
    kind, _, parameters = (content_type or "").partition(";")
    kind = kind.strip().lower()
    if kind == UPDATE:
        raise update_refused()
    if kind not in (FORM, QUERY):
        raise _unsupported(f"type is {kind or 'not stated'}", f"typ är {kind or 'inte angiven'}")
    if (coding or "").strip().lower() not in ("", "identity"):
        raise _unsupported(f"coding is {coding}", f"kodning är {coding}")
    charset = _charset(parameters)
    if charset not in ("", "utf-8", "utf8"):
        raise _unsupported(f"charset is {charset}", f"teckenkodning är {charset}")
    content = _parameters(body) if kind == FORM else [("query", _utf8(body).removeprefix(_BOM))]
    return _request(content, _parameters(query_string), limit)


_BOM = "\ufeff"
"""The byte order mark that some editors begin a file with; it is no part of the text (RFC 3629, 6)."""


def _unsupported(what: str, what_sv: str) -> UnsupportedBody:
    return UnsupportedBody(
        f"the body's {what}; {FORM} or {QUERY} is read here, in UTF-8 and not compressed",
        f"innehållets {what_sv}; {FORM} eller {QUERY} läses här, i UTF-8 och inte komprimerat",
        available=[FORM, QUERY],
    )


def _charset(parameters: str) -> str:
    """The charset among a media type's parameters; UTF-8 is the only one there is (2.1.3)."""
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip('"').lower()
    return ""


def _parameters(text: bytes) -> Parameters:
    try:
        return parse_qsl(text.decode("utf-8"), keep_blank_values=True, encoding="utf-8", errors="strict")
    except UnicodeDecodeError as error:
        raise _not_utf8() from error


def _utf8(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _not_utf8() from error


def _not_utf8() -> BadRequest:
    return BadRequest(
        "the request is not UTF-8: save the query as UTF-8, and percent-encode UTF-8 in an address",
        "begäran är inte UTF-8: spara frågan som UTF-8, och procentkoda UTF-8 i en adress",
    )


def _request(content: Parameters, beside: Parameters, limit: int) -> QueryRequest:
    """The query in the content; dataset and format also from the parameters beside it, in the address."""
    parameters = [*content, *beside]
    query = _one_query(content, beside)
    if not query.strip():
        raise BadRequest("the query is empty", "frågan är tom")
    used = len(query.encode())
    if used > limit:
        raise TooLarge(
            f"the query is {used} bytes; the limit is {limit}. Leave out comments and prefixes that aren't "
            "used, or ask in several queries.",
            f"frågan är {used} byte; gränsen är {limit}. Ta bort kommentarer och prefix som inte används, "
            "eller dela upp den i flera frågor.",
            limit=limit,
            used=used,
        )
    return QueryRequest(query, _dataset(parameters), _format(parameters))


def _one_query(content: Parameters, beside: Parameters) -> str:
    """The one query that there must be, and nothing of an update."""
    queries = [value for name, value in content if name == "query"]
    names = {name for name, _ in (*content, *beside)}
    if "update" in names and "query" not in names:
        raise update_refused()
    if "update" in names:
        raise BadRequest(
            "there are both query and update: send the query alone",
            "här finns både query och update: sänd bara frågan",
        )
    if any(name == "query" for name, _ in beside):
        raise BadRequest(
            "there is a query in the address of a POST: put it in the body, and only there",
            "det står en query i adressen till en POST: lägg den i innehållet, och bara där",
        )
    if len(queries) != 1:
        raise BadRequest(
            f"there are {len(queries)} parameters query; exactly one is wanted",
            f"det finns {len(queries)} parametrar query; precis en väntas",
        )
    strange = sorted(names & _OF_UPDATES)
    if strange:
        raise BadRequest(
            f"{strange[0]} belongs to updates; a query names its graphs by {' and '.join(_DATASET)}",
            f"{strange[0]} hör till uppdateringar; en fråga anger sina grafer med {' och '.join(_DATASET)}",
        )
    return queries[0]


def _dataset(parameters: Parameters) -> Dataset:
    """The dataset that the parameters name (2.1.4), each graph once; an empty one, of a form, names none."""
    default, named = (_graphs(parameters, name) for name in _DATASET)
    return Dataset(default, named) if default or named else Dataset()


def _graphs(parameters: Parameters, wanted: str) -> tuple[str, ...]:
    graphs = dict.fromkeys(value for name, value in parameters if name == wanted and value)
    for graph in graphs:
        if not _IRI.fullmatch(graph):
            raise BadRequest(
                f"{wanted} is {graph!r}: an absolute IRI is wanted",
                f"{wanted} är {graph!r}: en absolut IRI väntas",
            )
    return tuple(graphs)


def _format(parameters: Parameters) -> str | None:
    """The names of the format asked for, with commas; a plus that came undecoded as a space is put back."""
    given = [value for name, value in parameters if name == "format"]
    names = {one.strip().replace(" ", "+").lower() for value in given for one in value.split(",")} - {""}
    return ",".join(sorted(names)) or None


def base_iri(scheme: str, host: str, path: str) -> str:
    """The base of a query's relative IRIs (2.3): the address asked.

    BadRequest for a Host that is none (RFC 9112, 3.2), or is two.
    """
    match = _HOST.fullmatch(host)
    if match is None or not _is_ipv6(match["ipv6"]) or not _is_name(match["name"]):
        raise BadRequest(
            f"the header Host is {host!r}: the one host that is asked is wanted",
            f"huvudet Host är {host!r}: den enda värd som frågas väntas",
        )
    return f"{scheme}://{host}{path}"


def _is_ipv6(text: str | None) -> bool:
    """Whether an address in brackets is one; where there are no brackets there is nothing to be wrong."""
    if text is None:
        return True
    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return True


def _is_name(text: str | None) -> bool:
    """Whether a name is made of parts that a name can have; the dot of the root may end it."""
    parts = text.removesuffix(".").split(".") if text is not None else ["-"]
    return all(0 < len(part) <= _LABEL_LENGTH for part in parts)


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


def _by_format(given: str, available: tuple[str, ...]) -> str:
    """The one media type that the names known among those given stand for."""
    fitting = {media_type for name in given.split(",") for media_type in _of_name(name, available)}
    if not fitting:
        names = [short for short, types in FORMATS.items() if set(types) & set(available)]
        raise BadRequest(
            f"format is {given!r}; this form of query gives {', '.join(names)}",
            f"format är {given!r}; den här sortens fråga ger {', '.join(names)}",
            available=names,
        )
    if len(fitting) > 1:
        names = given.split(",")
        raise BadRequest(
            f"format is {' and '.join(names)}; one is wanted", f"format är {' och '.join(names)}; ett väntas"
        )
    return fitting.pop()


def _of_name(name: str, available: tuple[str, ...]) -> list[str]:
    types = FORMATS.get(_NICKNAMES.get(name, name), (_SYNONYMS[available].get(name, name),))
    return [media_type for media_type in types if media_type in available]


@lru_cache(maxsize=64)
def _by_accept(accept: str | None, available: tuple[str, ...]) -> str:
    """As Accept says; the XML that a browser names beside its pages is not asked for, only put up with.

    Programs send the same header time after time, so what was chosen for one is remembered.
    """
    synonyms = _SYNONYMS[available]
    if any(wish.range in _PAGES for wish in parse_accept(accept)):
        synonyms = {name: one for name, one in synonyms.items() if not name.endswith("/xml")}
    return must_choose(accept, available, synonyms)


def update_refused() -> UpdateRefused:
    """The refusal of an update, whatever its form."""
    return UpdateRefused(
        "this server is read-only: data is changed in the tables, and a new release is built",
        "servern går bara att läsa: data ändras i tabellerna och en ny utgåva byggs",
    )
