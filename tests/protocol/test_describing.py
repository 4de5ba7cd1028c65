"""Descriptions as documents: the form asked for, the same triples in each, and places of the host."""

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rufsgraph.engines.formats import GRAPHS
from rufsgraph.errors import BadRequest, NotAcceptable
from rufsgraph.protocol.describing import (
    FORMS,
    PAGE,
    choose_form,
    examples_document,
    service_document,
    void_document,
)
from rufsgraph.protocol.examples import example_graph
from rufsgraph.protocol.requests import GRAPH_TYPES, RESULT_TYPES
from rufsgraph.protocol.service import FORMAT_NAMES, LIMITS
from rufsgraph.protocol.sites import Site
from rufsgraph.protocol.voiding import void_graph
from rufsgraph.releases.content import Stamp
from rufsgraph.terms import DEFAULT_BASE, PREFIXES
from tests.calls import BROWSER

BASE = DEFAULT_BASE
PUBLIC = Site(BASE, "https://data.example.org/rufs/", canonical=True)
HERE = Site(BASE, "http://127.0.0.1:8050/", canonical=False)
GOAL = f"<{BASE}id/goal/1> <{PREFIXES['rdf']}type> <{BASE}def/Goal> .\n".encode()
CATALOGUE = void_graph(BASE, Stamp("2020", "2020-11-23", "2020-11-23"), {"plan": GOAL, "shapes": GOAL})
EXAMPLES = example_graph(BASE, "2020")
TRIPLES = {"plan": 1, "examples": 5, "shapes": 1}
SEVERAL = "application/n-quads,application/ld+json;q=0.9,text/turtle;q=0.6,text/html;q=0.2"
"""What a program that reads RDF off the web sends as Accept."""


def document(name: str, site: Site, form: str = FORMS["nt"]) -> bytes:
    """One of the three documents."""
    if name == "void":
        return void_document(site, CATALOGUE, form)
    if name == "examples":
        return examples_document(site, EXAMPLES, form)
    limits = dict.fromkeys(LIMITS, 1.5)
    return service_document(site, TRIPLES, limits, [CATALOGUE, EXAMPLES], form, aliased=True)


def triples(content: bytes, form: str = FORMS["nt"]) -> set[tuple[str, str, str]]:
    """The triples of a document as texts."""
    quads = pyoxigraph.parse(content, format=GRAPHS[form])
    return {(str(quad.subject), str(quad.predicate), str(quad.object)) for quad in quads}


@pytest.mark.parametrize(
    ("name", "accept", "with_page", "without"),
    [
        (None, None, FORMS["ttl"], FORMS["ttl"]),
        (None, "*/*", FORMS["ttl"], FORMS["ttl"]),
        (None, BROWSER, PAGE, FORMS["ttl"]),
        (None, "text/html", PAGE, FORMS["ttl"]),
        (None, SEVERAL, FORMS["jsonld"], FORMS["jsonld"]),
        (None, "application/rdf+xml", FORMS["rdf"], FORMS["rdf"]),
        (None, "text/turtle;q=0.2, application/n-triples;q=0.3", FORMS["nt"], FORMS["nt"]),
        ("", "application/n-triples", FORMS["nt"], FORMS["nt"]),
        ("ttl", BROWSER, FORMS["ttl"], FORMS["ttl"]),
        ("rdf", "text/turtle", FORMS["rdf"], FORMS["rdf"]),
        ("json", None, FORMS["jsonld"], FORMS["jsonld"]),
        ("application/ld+json", None, FORMS["jsonld"], FORMS["jsonld"]),
    ],
)
def test_form_is_that_asked_for(name: str | None, accept: str | None, with_page: str, without: str) -> None:
    """`?format=` goes before Accept; a browser gets the page, or Turtle where there is none."""
    assert choose_form(name, accept, page=True) == with_page
    assert choose_form(name, accept, page=False) == without


def test_page_by_name() -> None:
    """The page can be asked for by name where there is one."""
    assert choose_form("html", "text/turtle", page=True) == PAGE
    with pytest.raises(BadRequest):
        choose_form("html", None, page=False)


@given(st.text(min_size=1))
def test_other_names_are_refused(name: str) -> None:
    """A format that isn't there is refused with those that are."""
    try:
        assert choose_form(name, None, page=False) in FORMS.values()
    except BadRequest as error:
        assert error.extra["available"] == list(FORMS)


def test_not_acceptable_lists_what_there_is() -> None:
    """Who accepts none of the forms is told which there are."""
    with pytest.raises(NotAcceptable) as caught:
        choose_form(None, "image/png, text/csv", page=False)
    available = caught.value.extra["available"]
    assert isinstance(available, list) and set(FORMS.values()) <= set(available)


@pytest.mark.parametrize(
    ("iri", "here"),
    [
        ("sparql", "sparql"),
        (".well-known/void", ".well-known/void"),
        ("download/data.ttl", "download/data.ttl"),
        ("", ""),
        ("id/goal/1", None),
        ("doc/goal/1", None),
        ("def/Goal", None),
        ("graph/catalogue#all.rdf:type", None),
    ],
)
def test_places_move_and_names_stay(iri: str, here: str | None) -> None:
    """What is to be had is had from the host; what a thing is called stays."""
    wanted = BASE + iri if here is None else PUBLIC.address + here
    assert PUBLIC.place(BASE + iri) == wanted


@pytest.mark.parametrize("iri", ["http://www.w3.org/2002/07/owl#Class", "https://w3id.org/rufsx/sparql"])
def test_addresses_of_others_stay(iri: str) -> None:
    """An address that isn't under the base is left alone."""
    assert PUBLIC.place(iri) == iri


@pytest.mark.parametrize("name", ["service", "void", "examples"])
@pytest.mark.parametrize("form", FORMS.values())
def test_same_triples_in_each_form(name: str, form: str) -> None:
    """Each form holds the same triples."""
    assert triples(document(name, HERE, form), form) == triples(document(name, HERE))


@pytest.mark.parametrize("name", ["service", "void", "examples"])
def test_marked_where_not_canonical(name: str) -> None:
    """A document with the addresses of the host asked says that it isn't canonical, in both languages."""
    comment = f"<{PREFIXES['rdfs']}comment>"

    def marks(site: Site) -> set[str]:
        found = triples(document(name, site))
        return {o[-3:] for s, p, o in found if p == comment and s.startswith(f"<{site.address}")}

    assert marks(HERE) == {"@sv", "@en"}
    assert marks(PUBLIC) == set()


@pytest.mark.parametrize("name", ["service", "void", "examples"])
def test_places_are_those_of_the_site(name: str) -> None:
    """Every place is under the address of the site, and the names are those of the release."""
    moved = triples(document(name, PUBLIC))
    places = {one for s, _, o in moved for one in (s, o) if one.startswith(f"<{BASE}")}
    assert places and {one.removeprefix(f"<{BASE}").split("/")[0] for one in places} <= {
        "id",
        "graph",
        "def",
        "sparql",
    }
    strange = {one for one in places if one.startswith(f"<{BASE}sparql")}
    assert strange == ({f"<{BASE}sparql/.well-known/sparql-examples>"} if name == "service" else set())
    here = {
        tuple(one.replace(HERE.address, PUBLIC.address) for one in row)
        for row in triples(document(name, HERE))
    }
    assert moved <= here


def test_service_lists_every_format() -> None:
    """The service description has each format that the endpoint gives, by its name at W3C."""
    told = {o for _, p, o in triples(document("service", HERE)) if p == f"<{PREFIXES['sd']}resultFormat>"}
    names = {FORMAT_NAMES[media_type] for media_type in (*RESULT_TYPES, *GRAPH_TYPES)}
    assert told == {f"<http://www.w3.org/ns/formats/{name}>" for name in names}


def test_service_claims_nothing_untrue() -> None:
    """No feature is claimed: the default graph is not the union of all, nothing is fetched or federated."""
    predicates = {p for _, p, _ in triples(document("service", HERE))}
    assert not predicates & {f"<{PREFIXES['sd']}{name}>" for name in ("feature", "extensionFunction")}


def test_second_names_only_where_they_hold() -> None:
    """A graph's second name is told only where the engine has it."""
    name = f"<{PREFIXES['sd']}name>"

    def told(*, aliased: bool) -> set[str]:
        content = service_document(HERE, TRIPLES, {}, [], FORMS["nt"], aliased=aliased)
        return {o for _, p, o in triples(content) if p == name}

    assert told(aliased=False) == {f"<{BASE}graph/{one}>" for one in TRIPLES}
    assert told(aliased=True) - told(aliased=False) == {f"<{BASE}sparql/.well-known/sparql-examples>"}
