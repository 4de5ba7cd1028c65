"""Values are bound as terms: whatever they hold, they stay one value and change nothing around them."""

from decimal import Decimal

import pyoxigraph
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rufsgraph.engines.binding import Iri, Value, bind, term
from rufsgraph.engines.embedded import EmbeddedEngine
from rufsgraph.engines.lexer import shape, tokens

ENGINE = EmbeddedEngine.of_union([])
QUERY = """SELECT ?x { # $value in a comment
  BIND($value AS ?x) FILTER("$value" = "$value" && <http://x/$value> != <http://y/>) }"""
TEXTS = st.text(st.characters(codec="utf-8"))
IRIS = st.from_regex(
    r"https?://[a-z]{1,9}(/[a-zåäö0-9;:@&=+$,%.~*'()_-]{0,9}){0,3}(#[a-z]{0,5})?", fullmatch=True
)
HOSTILE = [
    '") } SERVICE <http://127.0.0.1/> { ?s ?p ?o } #',
    "' . } DROP ALL ; INSERT DATA { '",
    "\\",
    '\\"',
    '"""',
    "\n# x\r\n",
    "$other ?x <http://x>",
    "\\u0022",
    "\x00\x0b\x85\u2028\ufeff",
    "",
]


def is_iri(text: str) -> bool:
    """Whether the engine takes a text for an absolute IRI."""
    try:
        pyoxigraph.NamedNode(text)
    except ValueError:
        return False
    return True


def around(query: str) -> list[tuple[str, str]]:
    """The tokens of a query but those of the bound value, which stands after the first BIND(."""
    found = [(token.kind, token.text) for token in tokens(query) if token.kind != "space"]
    first = found.index(("word", "BIND")) + 2
    last = found.index(("word", "AS"))
    return found[:first] + found[last:]


def asked(value: Value) -> Value:
    """A value after it has been through a query."""
    ((answer,),) = ENGINE.rows(bind(QUERY, {"value": value})).rows
    return answer


@given(TEXTS)
@example("\\")
@example('"""')
def test_text_stays_one_string(text: str) -> None:
    """A text becomes a single token, nothing around it changes, and the engine gives it back."""
    query = bind(QUERY, {"value": text})
    assert around(query) == around(QUERY)
    assert len(list(tokens(query))) == len(list(tokens(QUERY)))
    assert asked(text) == text


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text: str) -> None:
    """What looks like SPARQL in a value is not read as SPARQL."""
    query = bind(QUERY, {"value": text})
    assert [token.kind for token in tokens(query) if token.text == term(text)] == ["string"]
    assert not shape(query).has_service
    assert asked(text) == text


@given(IRIS.filter(is_iri))
def test_iri_stays_one_iri(iri: str) -> None:
    """An IRI becomes a single token, and the engine gives it back as an IRI."""
    query = bind(QUERY, {"value": Iri(iri)})
    assert around(query) == around(QUERY)
    assert [token.kind for token in tokens(query) if token.text == f"<{iri}>"] == ["iri"]
    answer = asked(Iri(iri))
    assert (answer, type(answer)) == (iri, Iri)


@pytest.mark.parametrize("text", ["", "goal/1", "http://x/%", "http://x/%4", "http://[", "http://x:y/"])
def test_text_that_the_engine_takes_for_no_iri_is_refused(text: str) -> None:
    """A relative or malformed IRI is refused before it can break a query."""
    with pytest.raises(ValueError, match="not an IRI"):
        term(Iri(text))


@given(st.text(max_size=5), st.sampled_from('<>"{}|^`\\\n\r\t \x00\x1f'), st.text(max_size=5))
def test_text_that_is_no_iri_is_refused(before: str, wrong: str, after: str) -> None:
    """A character that can't stand in an IRI is refused, wherever it stands."""
    with pytest.raises(ValueError, match="not an IRI"):
        term(Iri(before + wrong + after))


@given(st.one_of(st.integers(), st.booleans(), st.decimals(-(10**9), 10**9, places=3)))
def test_number_stays_the_number(value: int | bool | Decimal) -> None:
    """Numbers and truth values keep their type; a decimal has no exponent."""
    query = bind(QUERY, {"value": value})
    assert around(query) == around(QUERY)
    small = isinstance(value, bool | Decimal) or abs(value) < 2**63
    answer = asked(value) if small else value
    assert (answer, type(answer)) == (value, type(value))


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, "UNDEF"),
        (True, "true"),
        (3, '"3"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        (-3, '"-3"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        (Decimal("1E+3"), '"1000"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        (Iri("http://x/"), "<http://x/>"),
        ('a"b', '"a\\"b"'),
    ],
)
def test_term(value: Value, written: str) -> None:
    """Each kind of value is written as its term; none at all as UNDEF."""
    assert term(value) == written


def test_only_parameters_are_replaced() -> None:
    """Strings, comments, IRIs and names are left alone, also where they hold $name; so are ?variables."""
    query = "SELECT ?a { ?a <http://x/$a> '$a' , \"$a\" , '''$a''' ; x:y\\$a $b . } # $a"
    assert bind(query, {"b": 1}) == query.replace("$b", term(1))


def test_no_parameter_is_forgotten() -> None:
    """A parameter without a value is an error of ours, one without a place is none."""
    with pytest.raises(KeyError):
        bind("ASK { ?s ?p $o }", {"other": 1})
    assert bind("ASK { }", {"other": 1}) == "ASK { }"


def test_none_leaves_values_open() -> None:
    """None in VALUES matches anything."""
    query = "SELECT ?x ?y { VALUES (?x ?y) { ($x 1) } }"
    assert ENGINE.rows(bind(query, {"x": None})).rows == [(None, 1)]


def test_tuple_is_its_terms() -> None:
    """A tuple binds to its terms one after the other, as VALUES lists them."""
    query = "SELECT ?x { VALUES ?x { $x } }"
    several = (Iri("http://example.org/b"), Iri("http://example.org/a"))
    assert ENGINE.rows(bind(query, {"x": several})).rows == [(one,) for one in several]
    assert ENGINE.rows(bind(query, {"x": ()})).rows == []
