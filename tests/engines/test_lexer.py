"""The lexer takes any text apart without loss, and no way of writing hides SERVICE from it."""

import random
import re
import time

import pyoxigraph
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rufsgraph.engines.lexer import shape, tokens, unescape

FRAGMENTS = [
    *("SELECT", "WHERE", "FILTER(", "BIND(", " AS ?q)", "VALUES ?x {<http://e/>}", "UNION", "SILENT"),
    *(
        "SERVICE",
        "service",
        "OPTIONAL",
        "GRAPH",
        "true",
        "false",
        "a",
        "?x",
        "$y",
        "<a>",
        "<http://e/#\\u0041>",
    ),
    *("a:", "a:b", "b:c", ":", "_:b", "1", "1.5", "1.e5", ".", ";", ",", "{", "}", "(", ")", "[", "]", "<"),
    *("'", '"', "'''", '"""', "'a'", '"b"', "\\", "\\u0022", "\\u0027", "\\-", "#", "\n", " ", "@en", "^^"),
    *(">", "?", "%41", "*", "+", "/", "|", "^", "!", "=", "<=", "&&", "||", "{?s ?p ?o}", "å", "·"),
]
SOUP = st.lists(st.sampled_from(FRAGMENTS), max_size=30).map("".join)
STORE = pyoxigraph.Store()
EVIL = "<http://127.0.0.1:1/>"


def kinds(query: str) -> list[tuple[str, str]]:
    """The tokens of a query but white space, each with its kind."""
    return [(token.kind, token.text) for token in tokens(query) if token.kind != "space"]


@given(st.one_of(st.text(), SOUP))
@example('"\\')
@example("'''a''''")
def test_tokens_join_to_the_query(query: str) -> None:
    """Nothing is lost, nothing added, and each token says where it begins."""
    found = list(tokens(query))
    assert "".join(token.text for token in found) == query
    assert [token.start for token in found] == [
        sum(len(one.text) for one in found[:number]) for number in range(len(found))
    ]
    assert all(token.text for token in found)


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("?s a sd:Service", [("var", "?s"), ("word", "a"), ("name", "sd:Service")]),
        ("<http://x/#y> # z", [("iri", "<http://x/#y>"), ("comment", "# z")]),
        ("?a < ?b", [("var", "?a"), ("other", "<"), ("var", "?b")]),
        ("'a\\'b'\"c\"", [("string", "'a\\'b'"), ("string", '"c"')]),
        ('"""a"b""c\n"""', [("string", '"""a"b""c\n"""')]),
        ("'''a''b'''", [("string", "'''a''b'''")]),
        ("1 2.5 .5 1e3 1.e-3", [("number", text) for text in ("1", "2.5", ".5", "1e3", "1.e-3")]),
        ('"a"@sv-SE', [("string", '"a"'), ("lang", "@sv-SE")]),
        ("_:b.", [("blank", "_:b"), ("other", ".")]),
        ("a:b.c. :d :", [("name", "a:b.c"), ("other", "."), ("name", ":d"), ("name", ":")]),
        ("a:b\\-c%41", [("name", "a:b\\-c%41")]),
        ("$name?other", [("var", "$name"), ("var", "?other")]),
    ],
)
def test_tokens(query: str, wanted: list[tuple[str, str]]) -> None:
    """Each kind of token is known from the others (SPARQL 1.1, section 19.8)."""
    assert kinds(query) == wanted


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("SELECT * { ?s ?p ?o }", "SELECT"),
        ("prefix a: <http://x/select> ask { }", "ASK"),
        ("# SELECT\nCONSTRUCT WHERE { }", "CONSTRUCT"),
        ("BASE <http://x/> PREFIX select: <y> DESCRIBE select:ask", "DESCRIBE"),
        ("INSERT DATA { }", "UPDATE"),
        ("with <http://x> delete { } where { }", "UPDATE"),
        ("\\u0053ELECT * { }", "SELECT"),
        ("", ""),
        ("?select", ""),
    ],
)
def test_form(query: str, form: str) -> None:
    """The first keyword that names a form is the query's form."""
    assert shape(query).form == form


def test_dataset_and_volatile() -> None:
    """FROM names a dataset; NOW, RAND and their like make answers differ; names of that sound don't."""
    assert shape("SELECT * FROM <x> { }").has_dataset
    assert not shape('SELECT ?from { ?s a:from "from" } # from').has_dataset
    for name in ("NOW()", "rand ()", "UUID()", "STRUUID()", "BNODE(?x)"):
        assert shape(f"SELECT ({name} AS ?x) {{ }}").volatile
    assert not shape("SELECT ?now { ?s a:rand 'uuid' }").volatile


ASKS_SERVICE = [
    f"SELECT * {{ SERVICE {EVIL} {{ ?s ?p ?o }} }}",
    f"SELECT * {{ service silent {EVIL} {{ ?s ?p ?o }} }}",
    f"SELECT * {{SERVICE{EVIL}{{}}}}",
    f"SELECT * {{ SERVICESILENT{EVIL}{{}} }}",
    f"SELECT * {{ ?s ?p true SERVICE # {{\n # <\n {EVIL} #\n {{}} }}",
    "SELECT * { VALUES ?x { <http://e/> } SERVICE ?x { ?s ?p ?o } }",
    "PREFIX a: <http://x/> SELECT * { SERVICE a:b { ?s ?p ?o } }",
    "PREFIX a: <http://x/> SELECT * { SERVICEa:b{?s ?p ?o} }",
    f"SELECT * {{ ?s ?p trueSERVICE {EVIL} {{ ?s ?p ?o }} }}",
    "PREFIX a: <http://x/> SELECT * { ?s ?p falseSERVICEa:b { ?s ?p ?o } }",
    f"SELECT * {{ ?s ?p 1.e5SERVICE {EVIL} {{ ?s ?p ?o }} }}",
    f'SELECT * {{ BIND("\\u0022" AS ?x) SERVICE {EVIL} {{ ?s ?p "a" }} }}',
    f"SELECT * {{ ?s <http://x#\\u0041> ?o . SERVICE {EVIL} {{ ?s ?p 'a' }} }}",
    f"SELECT * {{ ?a ?p ?b FILTER(?a<'>')SERVICE {EVIL} {{ ?s ?p 'a' }} }}",
    "SELECT * { ?a ?p ?b VALUES ?x { <http://e/> } FILTER(?a<?b)SERVICE?x#>\n{ ?s ?p ?o } }",
    'PREFIX x: <http://x/> SELECT * { ?s ?p ("""a" x:\\-b) . SERVICE <http://e/> { ?s ?p ("""b") } }',
    f"PREFIX a: <http://x:> SELECT * {{ ?s ?p a:SERVICE{EVIL} {{ ?s ?p ?o }} }}",
]
"""Queries that Oxigraph reads, with SERVICE as a keyword."""


def reads(query: str) -> bool:
    """Whether the engine can read a query; one that it could read but for an unbound SERVICE counts."""
    try:
        STORE.query(query)
    except (SyntaxError, ValueError, RuntimeError) as error:
        return "unbound" in str(error)
    return True


def has_keyword(query: str) -> bool:
    """Whether the engine reads SERVICE as a keyword: it can read the query, and not with another word."""
    return reads(query) and not reads(re.sub("SERVICE", "XERVICE", query, flags=re.IGNORECASE))


@pytest.mark.parametrize("query", ASKS_SERVICE)
def test_service_is_seen(query: str) -> None:
    """However SERVICE is written, where the engine reads it as a keyword it is seen."""
    assert has_keyword(query)
    assert shape(query).has_service


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT * {{ S\\u0045RVICE {EVIL} {{ ?s ?p ?o }} }}",
        f"SELECT * {{ \\U00000053ervice {EVIL} {{ ?s ?p ?o }} }}",
        f"SELECT * {{ \\u0023\\u000ASERVICE {EVIL} \\u007B ?s ?p ?o }} }}",
    ],
)
def test_service_hidden_by_escapes_is_seen(query: str) -> None:
    """An engine that resolves escapes before it reads, as the standard says (19.2), is not reached either."""
    assert shape(query).has_service


@pytest.mark.parametrize(
    "query",
    [
        "PREFIX sd: <http://www.w3.org/ns/sparql-service-description#> SELECT * { ?s a sd:Service }",
        "SELECT ?service ?x { ?service ?p ?x }",
        "SELECT ?service { VALUES ?service { <http://x/service> } ?service ?p ?o }",
        'SELECT * { ?s ?p "SERVICE <http://x> { ?s ?p ?o }" }',
        "SELECT * { ?s ?p ?o } # SERVICE <http://x> { ?s ?p ?o }",
        "SELECT * {\n  # SERVICE <http://x> {\n  ?s ?p ?o }",
        "SELECT * { ?s <http://x/service> ?o FILTER(?o < 3 && ?o > 2) }",
        "SELECT * { GRAPH <http://x/service> { ?s ?p ?o } }",
        "PREFIX dcat: <http://www.w3.org/ns/dcat#> SELECT * { ?d dcat:accessService ?x . { ?x ?p ?o } }",
        "ASK { <http://x/SERVICE> ?p '''SERVICE ?x { }''' }",
    ],
)
def test_service_as_a_name_is_left_alone(query: str) -> None:
    """Names, variables, IRIs, strings and comments that hold the word are no federated query."""
    assert reads(query)
    assert not shape(query).has_service


@given(SOUP)
def test_service_in_a_soup_is_seen(query: str) -> None:
    """Of any fragments put together, what the engine reads as SERVICE is seen."""
    assert shape(query).has_service or "SERVICE" not in query.upper() or not has_keyword(query)


@pytest.mark.parametrize("seed", range(2))
def test_service_in_changed_queries_is_seen(seed: int) -> None:
    """A few pieces of queries with SERVICE are added, dropped or changed: what the engine reads is seen."""
    chance = random.Random(seed)
    pieces = re.compile(r"\w+|\s|[^\w\s]")
    pool, read = list(ASKS_SERVICE), 0
    for _ in range(600):
        parts = pieces.findall(chance.choice(pool))
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(parts) + 1)
            parts[at : at + chance.randint(0, 1)] = [chance.choice(FRAGMENTS)] * chance.randint(0, 1)
        query = "".join(parts)
        if has_keyword(query):
            assert shape(query).has_service, query
            pool.append(query)
            read += 1
    assert read > 30


@given(st.text())
def test_escapes_are_resolved_once(text: str) -> None:
    """Text without a backslash stays; an escape that makes another is not resolved again."""
    plain = text.replace("\\", "")
    assert unescape(plain) == plain
    assert unescape("\\u005Cu0041") == "\\u0041"
    assert unescape("\\uD800\\U00110000\\u00e5\\U0001F600") == "\\uD800\\U00110000å😀"


SIZE = 100_000
HOSTILE = [
    *("a.", "a-", "a", '"', "'''", "<", "<a", ":", "a:b.", "%4", "1.", "'a", '"\\', "\\u", "@a-"),
    *("SERVICE ", "SERVICE#", "SERVICE<a>", "SERVICE:", "SERVICE SILENT ", "<a#>", "<'''>"),
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_time_is_in_proportion_to_length(piece: str) -> None:
    """A query of the largest size that is let in is looked through in a moment, whatever it repeats."""
    query = "SERVICE " + piece * (SIZE // len(piece))
    began = time.process_time()
    shape(query)
    assert time.process_time() - began < 5
