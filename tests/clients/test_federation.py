"""Others join our answers to data of their own: Comunica and Oxigraph's server, from the caller's side."""

import json
from collections.abc import Iterator
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from tests.clients.conftest import ASK, CONSTRUCT, GOAL, PATTERN, PREFIXES, SELECT, Rows, done
from tests.peers import Peer, oxigraph

JSON = "application/sparql-results+json"
NOTES = {"urn:note:1": (f"{GOAL}1", "seen"), "urn:note:3": (f"{GOAL}3", "not seen")}
NAME = "?goal skos:prefLabel ?name FILTER(LANG(?name) = 'sv')"


@pytest.fixture(scope="module")
def notes() -> Iterator[Peer]:
    """An endpoint of somebody else, with notes on our goals."""
    turtle = "".join(
        f'<{note}> <urn:on> <{goal}> ; <urn:says> "{said}" .\n' for note, (goal, said) in NOTES.items()
    )
    with oxigraph() as peer:
        request = Request(
            f"{peer.gsp}?default", turtle.encode(), {"Content-Type": "text/turtle"}, method="PUT"
        )
        urlopen(request, timeout=30).close()
        yield peer


@pytest.fixture(scope="module")
def joined(goals: Rows) -> list[tuple[str, str, str]]:
    """Each note, what it says, and the name of the goal that it is on."""
    names = dict(goals)
    return [(note, said, names[goal]) for note, (goal, said) in sorted(NOTES.items())]


def notes_of(document: str | bytes) -> list[tuple[str, str, str]]:
    """The rows of a joined answer, in order."""
    found = json.loads(document)["results"]["bindings"]
    return sorted((row["note"]["value"], row["said"]["value"], row["name"]["value"]) for row in found)


def asked(comunica: list[str], query: str, *sources: str, form: str = JSON) -> str:
    """What Comunica answers from sources."""
    return done(*comunica, *sources, "--query", query, "--outputType", form)


@pytest.mark.parametrize("kind", ["sparql@", ""], ids=["told", "found out"])
def test_comunica_selects(server: str, goals: Rows, comunica: list[str], kind: str) -> None:
    """The goals come whether it is told that this is an endpoint or has to find out."""
    found = json.loads(asked(comunica, SELECT, f"{kind}{server}/sparql"))["results"]["bindings"]
    assert [(row["goal"]["value"], row["name"]["value"]) for row in found] == goals


def test_comunica_asks_and_constructs(server: str, goals: Rows, comunica: list[str]) -> None:
    """Yes and no, and graphs, are read too."""
    source = f"sparql@{server}/sparql"
    assert json.loads(asked(comunica, ASK, source))["boolean"] is True
    triples = asked(comunica, CONSTRUCT, source, form="application/n-triples")
    assert sorted(triples.splitlines()) == sorted(
        f'<{goal}> <http://www.w3.org/2004/02/skos/core#prefLabel> "{name}"@sv .' for goal, name in goals
    )


def test_comunica_joins_by_service(
    server: str, notes: Peer, joined: list[tuple[str, str, str]], comunica: list[str]
) -> None:
    """A SERVICE clause that names our endpoint is sent here by the caller's own engine."""
    service = f"SERVICE <{server}/sparql> {{ {NAME} }}"
    query = f"{PREFIXES} SELECT ?note ?said ?name {{ ?note <urn:on> ?goal ; <urn:says> ?said . {service} }}"
    assert notes_of(asked(comunica, query, f"sparql@{notes.query}")) == joined


def test_comunica_joins_two_sources(
    server: str, notes: Peer, joined: list[tuple[str, str, str]], comunica: list[str]
) -> None:
    """Two endpoints are asked as one."""
    query = f"{PREFIXES} SELECT ?note ?said ?name {{ ?note <urn:on> ?goal ; <urn:says> ?said . {NAME} }}"
    assert notes_of(asked(comunica, query, f"sparql@{notes.query}", f"sparql@{server}/sparql")) == joined


@pytest.mark.parametrize("path", ["/sparql", "/sparql/"])
def test_oxigraph_joins_by_service(
    server: str, notes: Peer, joined: list[tuple[str, str, str]], path: str
) -> None:
    """Oxigraph's server sends its SERVICE clause here."""
    service = f"SERVICE <{server}{path}> {{ {PATTERN} }}"
    query = f"{PREFIXES} SELECT ?note ?said ?name {{ ?note <urn:on> ?goal ; <urn:says> ?said . {service} }}"
    request = Request(notes.query, urlencode({"query": query}).encode(), {"Accept": JSON})
    with urlopen(request, timeout=60) as answer:
        assert notes_of(answer.read()) == joined
