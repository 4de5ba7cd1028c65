"""What Virtuoso does in its own way is mended, seen or refused."""

import json
from email.message import Message

import pyoxigraph
import pytest

from rufsgraph.engines import virtuoso
from rufsgraph.errors import BadQuery, OverTime, TooLarge


def results(names: list[str], *bindings: dict[str, dict[str, str]]) -> bytes:
    """A document of SPARQL's JSON."""
    return json.dumps({"head": {"vars": names}, "results": {"bindings": bindings}}).encode()


@pytest.mark.parametrize(("value", "truth"), [("1", True), ("true", True), ("0", False), ("false", False)])
def test_ask_is_a_boolean(value: str, truth: bool) -> None:
    """A row of one variable is the yes or no that it stands for."""
    document = results(["__ASK_RETVAL"], {"__ASK_RETVAL": {"type": "literal", "value": value}})
    assert json.loads(virtuoso.mended(document)) == {"head": {}, "boolean": truth}
    assert json.loads(virtuoso.mended(results(["__ASK_RETVAL"])))["boolean"] is False


def test_made_up_variable_goes() -> None:
    """`SELECT *` of no variables has none; the rows stay."""
    made_up = {"_star_fake": {"type": "literal", "value": "1"}}
    assert json.loads(virtuoso.mended(results(["_star_fake"], made_up, made_up))) == {
        "head": {"vars": []},
        "results": {"bindings": [{}, {}]},
    }


def test_nodes_get_labels() -> None:
    """A blank node's label is one that results may have; other values that look so are left."""
    document = results(
        ["s", "o"],
        {"s": {"type": "bnode", "value": "nodeID://b1"}, "o": {"type": "literal", "value": "nodeID://b1"}},
    )
    (row,) = json.loads(virtuoso.mended(document))["results"]["bindings"]
    assert (row["s"]["value"], row["o"]["value"]) == ("b1", "nodeID://b1")


def test_other_results_are_left_alone() -> None:
    """What is as the standard has it stays, to the byte."""
    document = results(["s"], {"s": {"type": "uri", "value": "urn:a"}})
    assert virtuoso.mended(document) is document


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [("X-SPARQL-MaxRows", "10000", TooLarge), ("X-SQL-State", "S1TAT", OverTime)],
)
def test_part_of_an_answer_is_refused(name: str, value: str, error: type[Exception]) -> None:
    """A header that says that rows are missing is believed."""
    headers = Message()
    virtuoso.refuse_part("http://there.example/sparql", headers)
    headers[name] = value
    with pytest.raises(error, match=value):
        virtuoso.refuse_part("http://there.example/sparql", headers)


@pytest.mark.parametrize(
    ("construct", "select"),
    [
        ("CONSTRUCT WHERE { ?s ?p ?o }", "SELECT (1 AS ?row_behind) WHERE { ?s ?p ?o }"),
        (
            "CONSTRUCT { ?s <urn:p> [] } WHERE { ?s ?p ?o } LIMIT 1",
            "SELECT (1 AS ?row_behind) WHERE { ?s ?p ?o } LIMIT 1",
        ),
        (
            "PREFIX a: <urn:a> construct{?s a:p ?o}{?s ?p ?o}",
            "PREFIX a: <urn:a> SELECT (1 AS ?row_behind){?s ?p ?o}",
        ),
        (
            "# CONSTRUCT {\nCONSTRUCT { ?s ?p '}' } # }\n{ ?s ?p ?o }",
            "# CONSTRUCT {\nSELECT (1 AS ?row_behind) # }\n{ ?s ?p ?o }",
        ),
        ("CONSTRUCT {} {}", "SELECT (1 AS ?row_behind) {}"),
    ],
)
def test_rows_behind_a_graph(construct: str, select: str) -> None:
    """The template goes, all else stays, and the result is a query."""
    assert virtuoso.rows_behind(construct) == select
    assert isinstance(pyoxigraph.Store().query(select), pyoxigraph.QuerySolutions)


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("DEFINE get:soft 'soft' SELECT * {}", "DEFINE"),
        ("define sql:log-enable 2 ASK {}", "define"),
        ("SELECT (<bif:getenv>('HOME') AS ?x) {}", "<bif:getenv>"),
        ("SELECT (<SQL:f>() AS ?x) {}", "<SQL:f>"),
        ("SELECT (<b\\u0069f:f>() AS ?x) {}", "<bif:f>"),
        ("PREFIX x: <bif:> SELECT (x:getenv('HOME') AS ?x) {}", "<bif:>"),
        ("SELECT (bif:getenv('HOME') AS ?x) {}", "bif"),
        ("SELECT * { ?s foaf:name ?o }", "foaf"),
        ("ASK { ?s :p ?o }", " : "),
    ],
)
def test_additions_are_refused(query: str, told: str) -> None:
    """What only Virtuoso takes is no query here, and is named in both languages."""
    with pytest.raises(BadQuery) as caught:
        virtuoso.refuse_additions(query)
    assert told in caught.value.detail and told in caught.value.detail_sv


@pytest.mark.parametrize(
    "query",
    [
        "PREFIX bif: <urn:x> ASK { ?s bif:p 'DEFINE <bif:x>' } # <sql:x>",
        "PREFIX : <urn:x> ASK { ?s :p ?define }",
        "ASK { ?s <urn:bif:x> [] }",
    ],
)
def test_the_standard_is_taken(query: str) -> None:
    """What only looks so is let through."""
    virtuoso.refuse_additions(query)
