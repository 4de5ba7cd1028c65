"""SPARQLWrapper asks the server: every form of query, every way of sending, every format that it reads."""

import xml.dom.minidom
from typing import Any

import pytest
from rdflib import Graph
from SPARQLWrapper import (
    CSV,
    GET,
    JSON,
    JSONLD,
    N3,
    POST,
    POSTDIRECTLY,
    RDFXML,
    TSV,
    TURTLE,
    URLENCODED,
    XML,
    SPARQLWrapper,
)
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from tests.clients.conftest import ASK, CONSTRUCT, SELECT, Rows


def asked(server: str, query: str, form: str, method: str = GET, sent: str = URLENCODED) -> Any:
    """What SPARQLWrapper makes of the answer."""
    wrapper = SPARQLWrapper(f"{server}/sparql")
    wrapper.setQuery(query)
    wrapper.setReturnFormat(form)
    wrapper.setMethod(method)
    wrapper.setRequestMethod(sent)
    return wrapper.queryAndConvert()


@pytest.mark.parametrize(("method", "sent"), [(GET, URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY)])
def test_select(server: str, goals: Rows, method: str, sent: str) -> None:
    """Rows come the same by GET, as a form and as the body itself."""
    document = asked(server, SELECT, JSON, method, sent)
    rows = [(row["goal"]["value"], row["name"]["value"]) for row in document["results"]["bindings"]]
    assert rows == goals


def test_other_formats_of_rows(server: str, goals: Rows) -> None:
    """XML, CSV and TSV hold the same rows."""
    document: xml.dom.minidom.Document = asked(server, SELECT, XML)
    cells = [
        one.firstChild.data for name in ("uri", "literal") for one in document.getElementsByTagName(name)
    ]
    assert cells == [iri for iri, _ in goals] + [name for _, name in goals]
    lines = asked(server, SELECT, CSV).decode().split("\r\n")
    assert [line.partition(",")[0] for line in lines[1:-1]] == [iri for iri, _ in goals]
    lines = asked(server, SELECT, TSV).decode().splitlines()
    assert lines[1:] == [f'<{iri}>\t"{name}"@sv' for iri, name in goals]


def test_ask(server: str) -> None:
    """Yes is true."""
    assert asked(server, ASK, JSON)["boolean"] is True


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph")
@pytest.mark.parametrize("form", [TURTLE, N3, RDFXML, JSONLD, XML])
def test_graphs(server: str, goals: Rows, form: str) -> None:
    """A graph comes in every format that it asks for and parses to the same triples."""
    answer = asked(server, CONSTRUCT, form)
    graph = answer if isinstance(answer, Graph) else Graph().parse(data=answer, format="turtle")
    assert sorted((str(goal), str(name)) for goal, name in graph.subject_objects()) == goals


def test_fault_is_its_own_error(server: str) -> None:
    """A query that can't be read is to it a bad query, with the server's words."""
    with pytest.raises(QueryBadFormed, match="bad-query"):
        asked(server, "SELECT ?goal WHERE {", JSON)
