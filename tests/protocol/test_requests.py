"""Requests to the SPARQL endpoint by the SPARQL 1.1 Protocol, section 2, each case in our own words."""

from collections.abc import Callable
from functools import partial
from urllib.parse import quote, urlencode

import pytest
from hypothesis import assume, given
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
    base_iri,
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
    """query_dataset_full: graphs of both kinds may stand more than once; one kind leaves the other empty."""
    graphs = [
        ("default-graph-uri", "http://a"),
        ("default-graph-uri", "http://b"),
        ("named-graph-uri", "http://c"),
    ]
    whole = Dataset(("http://a", "http://b"), ("http://c",))
    address = urlencode(graphs).encode()
    assert get(("query", ASK), *graphs).dataset == whole
    assert post_form(("query", ASK), *graphs).dataset == whole
    assert post_form(("query", ASK), query_string=address).dataset == whole
    assert parse_post(QUERY, address, ASK.encode(), LIMIT).dataset == whole
    assert get(("query", ASK), graphs[2]).dataset == Dataset((), ("http://c",))
    assert get(("query", ASK), graphs[0]).dataset == Dataset(("http://a",), ())


def test_dataset_of_form_and_address_is_one() -> None:
    """Graphs of the form and of its address are named together, each once."""
    address = urlencode([("default-graph-uri", "http://b"), ("default-graph-uri", "http://a")]).encode()
    request = post_form(("query", ASK), ("default-graph-uri", "http://a"), query_string=address)
    assert request.dataset == Dataset(("http://a", "http://b"), ())


def test_graph_named_twice_is_one() -> None:
    """A dataset is a set: the engine would count the triples of a graph named twice double."""
    for name in ("default-graph-uri", "named-graph-uri"):
        once, twice = (get(("query", ASK), *([(name, "http://a")] * times)).dataset for times in (1, 2))
        assert once == twice


def test_empty_graph_names_nothing() -> None:
    """The empty fields of a form leave the dataset to the query."""
    assert get(("query", ASK), ("default-graph-uri", ""), ("named-graph-uri", "")).dataset == Dataset()
    assert get(("query", ASK), ("default-graph-uri", ""), ("named-graph-uri", "http://a")).dataset == Dataset(
        (), ("http://a",)
    )


@pytest.mark.parametrize(
    "graph", ["plan", "/graph/plan", "http://a b", "<http://a>", "http://a\nb", "1:a", ":"]
)
def test_graph_that_is_no_iri_is_refused_by_name(graph: str) -> None:
    """A graph is named by an absolute IRI; the refusal says which parameter had none."""
    for name in ("default-graph-uri", "named-graph-uri"):
        with pytest.raises(BadRequest, match=name):
            get(("query", ASK), (name, graph))


@pytest.mark.parametrize("graph", ["http://a", "urn:x:y", "file:///etc/passwd", "http://å.se/ö#1", "a:"])
def test_graph_of_any_iri_is_read(graph: str) -> None:
    """Any absolute IRI may name a graph; whether it is here is the engine's matter."""
    assert get(("query", ASK), ("default-graph-uri", graph)).dataset == Dataset((graph,), ())


@pytest.mark.parametrize("name", ["using-graph-uri", "using-named-graph-uri"])
def test_dataset_of_an_update_is_no_querys(name: str) -> None:
    """The names by which updates name graphs are refused beside a query, rather than passed over."""
    for ask in (
        partial(get, ("query", ASK), (name, "http://a")),
        partial(post_form, ("query", ASK), (name, "http://a")),
        partial(post_form, ("query", ASK), query_string=f"{name}=http://a".encode()),
        partial(parse_post, QUERY, f"{name}=http://a".encode(), ASK.encode(), LIMIT),
    ):
        with pytest.raises(BadRequest, match="default-graph-uri"):
            ask()
    with pytest.raises(UpdateRefused):
        parse_post(UPDATE, f"{name}=http://a".encode(), b"CLEAR ALL", LIMIT)


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
    """bad_multiple_queries: there must be precisely one query, not empty, and no update beside it."""
    with pytest.raises(BadRequest):
        get(*parameters)
    with pytest.raises(BadRequest):
        post_form(*parameters)


def test_form_without_a_query() -> None:
    """A form must bring a query in its body."""
    with pytest.raises(BadRequest):
        post_form(("format", "json"))
    with pytest.raises(BadRequest):
        parse_post(FORM, b"", b"", LIMIT)


def test_query_in_the_address_of_a_post() -> None:
    """The query of a POST stands in its body, and nowhere else (2.1.2, 2.1.3)."""
    for address in (b"query=ASK%20%7B%7D", b"update=CLEAR%20ALL", b"query"):
        with pytest.raises(BadRequest):
            post_form(("query", ASK), query_string=address)
        with pytest.raises(BadRequest):
            parse_post(QUERY, address, ASK.encode(), LIMIT)
    with pytest.raises(BadRequest, match="address of a POST"):
        parse_post(FORM, b"query=ASK%20%7B%7D", b"", LIMIT)
    with pytest.raises(UpdateRefused):
        parse_post(FORM, b"update=CLEAR%20ALL", b"", LIMIT)


def test_format_may_stand_in_the_address_of_a_post() -> None:
    """As the dataset does."""
    assert post_form(("query", ASK), query_string=b"format=xml").format == "xml"
    assert parse_post(QUERY, b"format=xml", ASK.encode(), LIMIT).format == "xml"


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


@pytest.mark.parametrize("kind", [FORM, QUERY])
@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf-8"', " Utf8 ", ""])
def test_charset_of_utf8(kind: str, charset: str) -> None:
    """UTF-8 may be said, in any case, in quotes, and beside other parameters."""
    body = b"query=ASK%20%7B%20%7D" if kind == FORM else ASK.encode()
    for parameters in (
        f"charset={charset}",
        f"CharSet ={charset}",
        f"version=1.1; charset={charset};x",
        "charset",
    ):
        assert parse_post(f"{kind};{parameters}", b"", body, LIMIT).query == ASK


@pytest.mark.parametrize("kind", [FORM, QUERY])
@pytest.mark.parametrize("charset", ["utf-16", "ISO-8859-1", "us-ascii", "utf-7", "'utf-8'", "none"])
def test_other_charsets_are_refused(kind: str, charset: str) -> None:
    """bad_query_non_utf8: another charset is refused by its name, also where the bytes would do."""
    with pytest.raises(UnsupportedBody, match=charset.lower()):
        parse_post(f"{kind}; charset={charset}", b"", b"query=ASK%20%7B%7D", LIMIT)


def test_body_of_a_coding_is_refused() -> None:
    """A compressed body is refused as such, and not read as if it were not (RFC 9110, 8.4)."""
    for coding in (None, "", "identity", " Identity "):
        assert parse_post(QUERY, b"", ASK.encode(), LIMIT, coding).query == ASK
    for coding in ("gzip", "GZIP", "br", "gzip, identity", "x"):
        with pytest.raises(UnsupportedBody, match="coding"):
            parse_post(QUERY, b"", ASK.encode(), LIMIT, coding)
        with pytest.raises(UpdateRefused):
            parse_post(UPDATE, b"", b"", LIMIT, coding)


def test_byte_order_mark_is_no_part_of_a_query() -> None:
    """What an editor put before the query is left out, once, and only there."""
    assert parse_post(QUERY, b"", b"\xef\xbb\xbf" + ASK.encode(), LIMIT).query == ASK
    assert parse_post(QUERY, b"", b"\xef\xbb\xbf" * 2 + ASK.encode(), LIMIT).query == "\ufeff" + ASK
    with pytest.raises(BadRequest):
        parse_post(QUERY, b"", b"\xef\xbb\xbf", LIMIT)


@pytest.mark.parametrize(
    "host",
    [
        "example.org",
        "example.org:8050",
        "127.0.0.1",
        "[::1]",
        "[2001:db8::1]:80",
        "a-b_c~.x",
        "xn--1caa",
        "h:",
        "h.",
        "x" * 63,
        "%C3%A5",
    ],
)
def test_base_is_the_address_asked(host: str) -> None:
    """Relative IRIs are of the host, port and path asked."""
    assert base_iri("http", host, "/sparql/") == f"http://{host}/sparql/"


@pytest.mark.parametrize(
    "host",
    [
        *(
            "",
            " ",
            "a b",
            "a<b>",
            'a"b',
            "a/b",
            "a?b",
            "a#b",
            "user@a",
            "a\\b",
            "a{b}",
            "a,b",
            "a\n",
            "å",
            "%zz",
            "%",
        ),
        *(
            "a:x",
            "a:123456",
            "a:1:2",
            ":80",
            "[::1",
            "::1",
            "[::g]",
            "[]",
            "[1.2.3.4]",
            "[::1]x",
            "[fe80::1%25eth0]",
        ),
        *("..", "a..b", ".", ".a", "x" * 64, f"a.{'x' * 64}:80"),
    ],
)
def test_host_that_is_none_is_refused(host: str) -> None:
    """A Host that is no host, or is two, is the caller's fault (RFC 9112, 3.2)."""
    with pytest.raises(BadRequest, match="Host"):
        base_iri("http", host, "/sparql")


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
        ("DESCRIBE <http://x>", "trig", "application/trig"),
        (CONSTRUCT, "nq", "application/n-quads"),
        (SELECT, "CSV", "text/csv"),
        (SELECT, " csv ", "text/csv"),
        (SELECT, "application/sparql-results+xml", "application/sparql-results+xml"),
        (SELECT, "application/sparql-results xml", "application/sparql-results+xml"),
        (SELECT, "application/json", "application/sparql-results+json"),
        (CONSTRUCT, "application/json", "application/ld+json"),
        (CONSTRUCT, "text/plain", "application/n-triples"),
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
    assert all(media_type_for(get(("query", query), ("format", one)), None) for one in available)


def test_formats_at_odds_are_refused() -> None:
    """One format may be said twice, and an empty one, of a form, says nothing; two are none."""
    assert get(("query", SELECT), ("format", "csv"), ("format", "CSV"), ("format", "")).format == "csv"
    assert get(("query", SELECT), ("format", "")).format is None
    with pytest.raises(BadRequest, match="csv and json"):
        media_type_for(get(("query", SELECT), ("format", "json"), ("format", "csv")), None)


@pytest.mark.parametrize(
    ("query", "names", "media_type"),
    [
        (SELECT, ["tsv", "text/tab-separated-values"], "text/tab-separated-values"),
        (CONSTRUCT, ["turtle"], "text/turtle"),
        (CONSTRUCT, ["n3"], "text/turtle"),
        (CONSTRUCT, ["rdf+xml", "application/rdf+xml"], "application/rdf+xml"),
        (CONSTRUCT, ["json-ld", "application/ld+json,application/x-json+ld"], "application/ld+json"),
        (SELECT, ["json", "jsonld"], "application/sparql-results+json"),
    ],
)
def test_several_names_of_one_format_are_one(query: str, names: list[str], media_type: str) -> None:
    """What SPARQLWrapper sends, its names of a format and others of the same, is that format."""
    given = [("format", name) for name in names]
    assert media_type_for(get(("query", query), *given), "*/*") == media_type


@pytest.mark.parametrize(
    ("query", "accept", "media_type"),
    [
        (SELECT, None, "application/sparql-results+json"),
        (SELECT, "*/*;q=0.1", "application/sparql-results+json"),
        (SELECT, "application/json", "application/sparql-results+json"),
        (SELECT, "application/xml", "application/sparql-results+xml"),
        (SELECT, "text/xml", "application/sparql-results+xml"),
        (SELECT, "text/csv, */*;q=0.1", "text/csv"),
        (SELECT, BROWSER, "application/sparql-results+json"),
        (SELECT, "application/xhtml+xml, application/xml;q=0.9, text/csv;q=0.1", "text/csv"),
        (SELECT, "application/sparql-results+json;charset=utf-8", "application/sparql-results+json"),
        (SELECT, "application/xml, text/xml, */*; q=0.01", "application/sparql-results+xml"),
        (SELECT, "text/csv, */*", "text/csv"),
        ("  # comment { CONSTRUCT\nselect * {}", "text/csv", "text/csv"),
        ("PREFIX construct: <http://ask/> SELECT * { ?s construct:describe ?o }", "text/csv", "text/csv"),
        ("BASE <http://x/> ASK { ?s ?p 'CONSTRUCT' }", None, "application/sparql-results+json"),
        (CONSTRUCT, None, "text/turtle"),
        (CONSTRUCT, "*/*", "text/turtle"),
        (CONSTRUCT, BROWSER, "text/turtle"),
        (CONSTRUCT, "application/json", "application/ld+json"),
        (CONSTRUCT, "application/json, text/plain, */*", "application/ld+json"),
        (CONSTRUCT, "application/xml", "application/rdf+xml"),
        (CONSTRUCT, "text/xml", "application/rdf+xml"),
        (CONSTRUCT, "text/plain", "application/n-triples"),
        (CONSTRUCT, "text/*", "text/turtle"),
        (CONSTRUCT, "application/trig", "application/trig"),
        ("DESCRIBE <http://x>", "application/n-quads", "application/n-quads"),
        (
            CONSTRUCT,
            'application/ld+json;profile="http://www.w3.org/ns/json-ld#expanded"',
            "application/ld+json",
        ),
        (CONSTRUCT, "application/ld+json, text/turtle;q=0.5", "application/ld+json"),
        ("describe <http://x>", "application/rdf+xml", "application/rdf+xml"),
    ],
)
def test_accept_decides_by_the_querys_form(query: str, accept: str | None, media_type: str) -> None:
    """SELECT and ASK give results, CONSTRUCT and DESCRIBE graphs, in the type wanted most."""
    assert media_type_for(get(("query", query)), accept) == media_type


@pytest.mark.parametrize(
    ("query", "accept"),
    [
        (SELECT, "text/turtle"),
        (CONSTRUCT, "text/csv"),
        (SELECT, "text/html"),
        (SELECT, "text/plain"),
        (SELECT, "application/trig"),
        (CONSTRUCT, "application/sparql-results+json"),
        (SELECT, "text/html, application/xml"),
        (SELECT, f"application/json, {RESULT_TYPES[0]};q=0"),
    ],
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


REFUSALS = {"bad-request", "bad-query", "update-refused", "too-large"}
TYPES = [FORM, QUERY, UPDATE, "", "text/plain", f"{QUERY};charset=utf-16"]


@given(
    st.binary(max_size=200), st.binary(max_size=200), st.sampled_from(TYPES), st.sampled_from([None, "gzip"])
)
def test_any_bytes_are_read_or_refused(
    query_string: bytes, body: bytes, kind: str, coding: str | None
) -> None:
    """Whatever is sent, there is a request or one of our refusals, and the same each time."""
    known = {"", *RESULT_TYPES, *GRAPH_TYPES, *REFUSALS}
    by_get = partial(parse_get, query_string, 100)
    by_post = partial(parse_post, kind, query_string, body, 100, coding)
    assert outcome(by_get) in known
    assert outcome(by_post) in known | {"unsupported-body"}
    assert (outcome(by_get), outcome(by_post)) == (outcome(by_get), outcome(by_post))


NAMES = ["query", "update", "format", "lang", "default-graph-uri", "named-graph-uri", "using-graph-uri"]
VALUES = [ASK, SELECT, CONSTRUCT, UPDATES[0], "", "csv", "json", "http://a", "urn:å", "no iri"]
parameters = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(VALUES)), max_size=6)


@given(parameters)
def test_get_and_form_are_one(given_parameters: list[tuple[str, str]]) -> None:
    """The same parameters ask the same, or are refused alike, in an address and in a form."""

    def of_get() -> QueryRequest | None:
        return parse_get(urlencode(given_parameters).encode(), LIMIT)

    def of_form() -> QueryRequest:
        return parse_post(FORM, b"", urlencode(given_parameters, quote_via=quote).encode(), LIMIT)

    by_get, by_form = outcome(of_get), outcome(of_form)
    assert by_get == by_form or (by_get, by_form) == ("", "bad-request")
    if by_get not in REFUSALS | {""}:
        assert of_get() == of_form()


@given(parameters, st.text(alphabet="xyz-", min_size=5, max_size=8), st.text(max_size=20))
def test_parameters_of_others_change_nothing(
    given_parameters: list[tuple[str, str]], name: str, value: str
) -> None:
    """A parameter that the protocol doesn't have is passed over, wherever it stands."""
    plain = outcome(partial(parse_get, urlencode(given_parameters).encode(), LIMIT))
    for more in ([(name, value), *given_parameters], [*given_parameters, (name, value)]):
        assert outcome(partial(parse_get, urlencode(more).encode(), LIMIT)) == plain


@given(st.text(min_size=1).filter(str.strip))
def test_any_text_comes_as_it_was_sent(query: str) -> None:
    """A query is decoded once and not changed, however it comes."""
    limit = 10_000
    assume(query.encode("utf-8", "replace").decode() == query and not query.startswith("\ufeff"))
    for address in (urlencode({"query": query}), f"query={quote(query, safe='')}"):
        read = parse_get(address.encode(), limit)
        assert read is not None and read.query == query
        assert parse_post(FORM, b"", address.encode(), limit).query == query
    assert parse_post(QUERY, b"", query.encode(), limit).query == query


@given(st.text(), st.sampled_from([SELECT, CONSTRUCT]))
def test_any_accept_is_answered_or_refused(accept: str, query: str) -> None:
    """Whatever Accept says, there is a type of the query's kind or a refusal that lists them, each time."""
    available = RESULT_TYPES if query == SELECT else GRAPH_TYPES

    def chosen() -> str:
        try:
            return media_type_for(get(("query", query)), accept)
        except NotAcceptable as refusal:
            assert refusal.extra["available"] == list(available)
            return ""

    assert chosen() in ("", *available) and chosen() == chosen()


@given(st.text(max_size=50))
def test_any_host_is_a_base_or_refused(host: str) -> None:
    """Whatever Host says, it is the base or refused."""
    try:
        assert base_iri("http", host, "/sparql") == f"http://{host}/sparql"
    except BadRequest as refusal:
        assert "Host" in refusal.detail
