"""Requests to the SPARQL endpoint by the SPARQL 1.1 Protocol, section 2, each case in our own words."""

from collections.abc import Callable
from functools import partial
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rufsgraph.engines.engine import Dataset
from rufsgraph.errors import (
    BadQuery,
    BadRequest,
    NotAcceptable,
    RufsError,
    TooLarge,
    UnsupportedBody,
    UpdateRefused,
)
from rufsgraph.protocol.requests import (
    FORM,
    FORMATS,
    GRAPH_TYPES,
    QUERY,
    RESULT_TYPES,
    UPDATE,
    QueryRequest,
    media_type_for,
    parse_get,
    parse_post,
)
from tests.calls import BROWSER

LIMIT = 1000
ASK = "ASK { }"
SELECT = "SELECT * { ?s ?p ?o }"
CONSTRUCT = "CONSTRUCT WHERE { ?s ?p ?o }"
UPDATES = [
    "INSERT DATA { <http://x> <http://y> <http://z> }",
    "DELETE WHERE { ?s ?p ?o }",
    "PREFIX x: <http://x/> INSERT { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "WITH <http://x> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "LOAD <http://127.0.0.1/x>",
    "CLEAR ALL",
    "DROP GRAPH <http://x>",
    "CREATE GRAPH <http://x>",
    "COPY <http://x> TO <http://y>",
    "MOVE <http://x> TO <http://y>",
    "ADD <http://x> TO <http://y>",
    "# SELECT\ninsert data { }",
    "\\u0049NSERT DATA { }",
]


def get(*parameters: tuple[str, str]) -> QueryRequest:
    """The request that a GET with the parameters makes."""
    request = parse_get(urlencode(parameters).encode(), LIMIT)
    assert request is not None
    return request


def post_form(
    *parameters: tuple[str, str], content_type: str = FORM, query_string: bytes = b""
) -> QueryRequest:
    """The request that a POST of a form makes."""
    return parse_post(content_type, query_string, urlencode(parameters).encode(), LIMIT)


def test_query_by_get() -> None:
    """query_get: the parameter is decoded once, as UTF-8."""
    query = 'SELECT * { ?s ?p "å+b%20c&d=e" }'
    request = get(("query", query))
    assert (request.query, request.dataset, request.format) == (query, Dataset(), None)


def test_plus_and_percent_are_decoded_once() -> None:
    """What is encoded twice is still encoded once in the query."""
    assert parse_get(b"query=ASK+%7B%7D+%2523", LIMIT) == QueryRequest("ASK {} %23", Dataset(), None)


def test_query_by_form() -> None:
    """query_post_form: the form's parameter is the query, whatever the type's case and charset."""
    assert post_form(("query", SELECT)).query == SELECT
    typed = "Application/X-WWW-Form-Urlencoded; charset=UTF-8"
    assert post_form(("query", SELECT), content_type=typed).query == SELECT


def test_query_directly() -> None:
    """query_post_direct: the body is the query, undecoded; the dataset stands in the address."""
    request = parse_post(QUERY, b"default-graph-uri=http%3A%2F%2Fx", "ASK { ?s ?p 'å+%20' }".encode(), LIMIT)
    assert request.query == "ASK { ?s ?p 'å+%20' }"
    assert request.dataset == Dataset(("http://x",), ())
    assert parse_post(f"{QUERY}; charset=utf-8", b"", ASK.encode(), LIMIT).query == ASK


def test_dataset_of_the_protocol() -> None:
    """query_dataset: default and named graphs may stand more than once; one kind leaves the other empty."""
    graphs = [
        ("default-graph-uri", "http://a"),
        ("default-graph-uri", "http://b"),
        ("named-graph-uri", "http://c"),
    ]
    assert get(("query", ASK), *graphs).dataset == Dataset(("http://a", "http://b"), ("http://c",))
    assert post_form(("query", ASK), *graphs).dataset == Dataset(("http://a", "http://b"), ("http://c",))
    assert get(("query", ASK), graphs[2]).dataset == Dataset((), ("http://c",))


def test_no_query_asks_what_this_is() -> None:
    """A GET without query and update is no query request."""
    assert parse_get(b"", LIMIT) is None
    assert parse_get(b"lang=en&format=json", LIMIT) is None


@pytest.mark.parametrize(
    "parameters",
    [
        [("query", ASK), ("query", ASK)],
        [("query", ASK), ("query", SELECT)],
        [("query", ""), ("query", ASK)],
        [("query", "")],
        [("query", " \n\t")],
        [("query", ASK), ("update", UPDATES[0])],
        [("update", UPDATES[0]), ("query", ASK)],
        [("query", ASK), ("query", ASK), ("update", UPDATES[0])],
    ],
)
def test_no_query_two_or_one_beside_an_update(parameters: list[tuple[str, str]]) -> None:
    """bad_query_multiple: there must be precisely one query, not empty, and no update beside it."""
    with pytest.raises(BadRequest):
        get(*parameters)
    with pytest.raises(BadRequest):
        post_form(*parameters)


def test_form_without_a_query() -> None:
    """bad_query_missing_form: a form must bring a query."""
    with pytest.raises(BadRequest):
        post_form(("format", "json"))
    with pytest.raises(BadRequest):
        parse_post(FORM, b"", b"", LIMIT)


def test_query_in_body_and_address() -> None:
    """A query in the address beside one in the body are two."""
    with pytest.raises(BadRequest):
        post_form(("query", ASK), query_string=b"query=ASK%20%7B%7D")
    with pytest.raises(BadRequest):
        parse_post(QUERY, b"query=ASK%20%7B%7D", ASK.encode(), LIMIT)
    with pytest.raises(BadRequest):
        parse_post(QUERY, b"update=CLEAR%20ALL", ASK.encode(), LIMIT)


def test_empty_direct_query() -> None:
    """An empty body is no query."""
    with pytest.raises(BadRequest):
        parse_post(QUERY, b"", b"", LIMIT)


@pytest.mark.parametrize("bad", [b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xc0\xaf"])
def test_not_utf8(bad: bytes) -> None:
    """bad_query_non_utf8: what is not UTF-8 is refused by GET, by form and directly, encoded or not."""
    with pytest.raises(BadRequest, match="UTF-8"):
        parse_post(QUERY, b"", b"ASK { ?s ?p '" + bad + b"' }", LIMIT)
    for text in (b"query=ASK%20" + bad, b"query=ASK%20" + quote(bad).encode()):
        with pytest.raises(BadRequest, match="UTF-8"):
            parse_post(FORM, b"", text, LIMIT)
        with pytest.raises(BadRequest, match="UTF-8"):
            parse_get(text, LIMIT)


@pytest.mark.parametrize(
    "kind", [None, "", "text/plain", "application/json", "multipart/form-data", "sparql-query"]
)
def test_other_body_types(kind: str | None) -> None:
    """bad_query_wrong_media_type: another type of body is refused, with those that are read."""
    with pytest.raises(UnsupportedBody) as refusal:
        parse_post(kind, b"", ASK.encode(), LIMIT)
    assert refusal.value.extra["available"] == [FORM, QUERY]


def test_limit_of_a_query_is_in_bytes() -> None:
    """A query of just the limit is read; one byte more is refused with limit and size."""
    query = "# å\n" + ASK
    padded = query + " " * (LIMIT - len(query.encode()))
    for request in (
        get(("query", padded)),
        post_form(("query", padded)),
        parse_post(QUERY, b"", padded.encode(), LIMIT),
    ):
        assert request.query == padded
    longer = padded + " "
    for ask in (
        partial(get, ("query", longer)),
        partial(post_form, ("query", longer)),
        partial(parse_post, QUERY, b"", longer.encode(), LIMIT),
    ):
        with pytest.raises(TooLarge) as refusal:
            ask()
        assert (refusal.value.extra["limit"], refusal.value.extra["used"]) == (LIMIT, LIMIT + 1)


@pytest.mark.parametrize("update", UPDATES)
def test_updates_are_refused_in_any_form(update: str) -> None:
    """An update is refused as a parameter, as a form, as a body, and where it is called a query."""
    with pytest.raises(UpdateRefused):
        get(("update", update))
    with pytest.raises(UpdateRefused):
        post_form(("update", update))
    with pytest.raises(UpdateRefused):
        parse_post(UPDATE, b"", update.encode(), LIMIT)
    with pytest.raises(UpdateRefused):
        media_type_for(get(("query", update)), None)


@pytest.mark.parametrize(
    ("query", "name", "media_type"),
    [
        (SELECT, "json", "application/sparql-results+json"),
        (SELECT, "xml", "application/sparql-results+xml"),
        (SELECT, "csv", "text/csv"),
        (SELECT, "tsv", "text/tab-separated-values"),
        (SELECT, "text/csv", "text/csv"),
        (ASK, "json", "application/sparql-results+json"),
        (CONSTRUCT, "json", "application/ld+json"),
        (CONSTRUCT, "xml", "application/rdf+xml"),
        (CONSTRUCT, "ttl", "text/turtle"),
        (CONSTRUCT, "nt", "application/n-triples"),
        (CONSTRUCT, "jsonld", "application/ld+json"),
        (CONSTRUCT, "rdf", "application/rdf+xml"),
        ("DESCRIBE <http://x>", "ttl", "text/turtle"),
    ],
)
def test_format_wins_over_accept(query: str, name: str, media_type: str) -> None:
    """`?format=` decides before Accept, by a short name or a media type."""
    assert media_type_for(get(("query", query), ("format", name)), "image/png") == media_type


@pytest.mark.parametrize(
    ("query", "name"), [(SELECT, "ttl"), (ASK, "rdf"), (CONSTRUCT, "csv"), (SELECT, "xlsx"), (CONSTRUCT, "x")]
)
def test_format_that_does_not_fit_is_refused(query: str, name: str) -> None:
    """A format that the query's form doesn't have is refused, with those that it has."""
    with pytest.raises(BadRequest) as refusal:
        media_type_for(get(("query", query), ("format", name)), None)
    available = refusal.value.extra["available"]
    assert isinstance(available, list) and available and name not in available


@pytest.mark.parametrize(
    ("query", "accept", "media_type"),
    [
        (SELECT, None, "application/sparql-results+json"),
        (SELECT, "*/*;q=0.1", "application/sparql-results+json"),
        (SELECT, "application/json", "application/sparql-results+json"),
        (SELECT, "application/xml", "application/sparql-results+xml"),
        (SELECT, "text/xml", "application/sparql-results+xml"),
        (SELECT, "text/csv, */*;q=0.1", "text/csv"),
        (SELECT, BROWSER, "application/sparql-results+xml"),
        ("  # comment { CONSTRUCT\nselect * {}", "text/csv", "text/csv"),
        ("PREFIX construct: <http://ask/> SELECT * { ?s construct:describe ?o }", "text/csv", "text/csv"),
        ("BASE <http://x/> ASK { ?s ?p 'CONSTRUCT' }", None, "application/sparql-results+json"),
        (CONSTRUCT, None, "text/turtle"),
        (CONSTRUCT, "*/*", "text/turtle"),
        (CONSTRUCT, BROWSER, "text/turtle"),
        (CONSTRUCT, "application/ld+json, text/turtle;q=0.5", "application/ld+json"),
        ("describe <http://x>", "application/rdf+xml", "application/rdf+xml"),
    ],
)
def test_accept_decides_by_the_querys_form(query: str, accept: str | None, media_type: str) -> None:
    """SELECT and ASK give results, CONSTRUCT and DESCRIBE graphs, in the type wanted most."""
    assert media_type_for(get(("query", query)), accept) == media_type


@pytest.mark.parametrize(
    ("query", "accept"), [(SELECT, "text/turtle"), (CONSTRUCT, "text/csv"), (SELECT, "text/html")]
)
def test_types_of_the_other_form_are_not_acceptable(query: str, accept: str) -> None:
    """A graph is never labelled as a result set, nor the other way."""
    with pytest.raises(NotAcceptable) as refusal:
        media_type_for(get(("query", query)), accept)
    assert set(RESULT_TYPES if query == SELECT else GRAPH_TYPES) <= set(
        str(refusal.value.extra["available"]).split("'")
    )


@pytest.mark.parametrize(
    "query", ["x", "PREFIX x: <http://x>", "{ ?s ?p ?o }", "<select>", "'SELECT'", "# ASK {}"]
)
def test_text_without_a_form_is_no_query(query: str) -> None:
    """A text that has none of the four forms is told to have none."""
    with pytest.raises(BadQuery):
        media_type_for(get(("query", query)), None)


def test_every_format_is_of_a_type_that_is_given() -> None:
    """The short names of formats stand for types that there are, and each type has one."""
    named = {media_type for types in FORMATS.values() for media_type in types}
    assert named == {*RESULT_TYPES, *GRAPH_TYPES}


def outcome(call: Callable[[], QueryRequest | None]) -> str:
    """The media type of a request's answer, or the code of its refusal; "" where nothing is asked."""
    try:
        request = call()
        return media_type_for(request, None) if request else ""
    except RufsError as refusal:
        return refusal.code


@given(
    st.binary(max_size=200), st.binary(max_size=200), st.sampled_from([FORM, QUERY, UPDATE, "", "text/plain"])
)
def test_any_bytes_are_read_or_refused(query_string: bytes, body: bytes, kind: str) -> None:
    """Whatever is sent, there is a request or one of our refusals."""
    known = {"", *RESULT_TYPES, *GRAPH_TYPES, "bad-request", "bad-query", "update-refused"}
    assert outcome(partial(parse_get, query_string, LIMIT)) in known
    assert outcome(partial(parse_post, kind, query_string, body, LIMIT)) in known | {"unsupported-body"}
