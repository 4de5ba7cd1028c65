"""The ontology as a document: its page has every term, its version resolves and is one that was released."""

import re
from functools import cache
from html.parser import HTMLParser

import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, SKOS, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, VOID

from rufsgraph.engines.formats import parse
from rufsgraph.resources import ONTOLOGY, ROOT
from rufsgraph.terms import RUFS
from tests.calls import HTML, call

KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, RDFS.Datatype)
LANGUAGES = {"sv": "en", "en": "sv"}


@cache
def ontology() -> Graph:
    """The ontology as it is kept."""
    graph = Graph()
    for path in ONTOLOGY.glob("*.ttl"):
        graph.parse(path)
    return graph


@cache
def terms() -> list[URIRef]:
    """The terms of the ontology."""
    found = {term for kind in KINDS for term in ontology().subjects(RDF.type, kind)}
    return sorted(term for term in found if isinstance(term, URIRef))


def name_of(term: str) -> str:
    """The name of a term of ours."""
    return term.removeprefix(RUFS)


class Page(HTMLParser):
    """The parts of the page that have an id, as text with the links in them, and all elements."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.parts: dict[str, str] = {}
        self.links: dict[str, list[str]] = {}
        self.ids: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self._open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.tags.append((tag, found))
        self.ids += [found["id"]] if "id" in found else []
        if tag == "article":
            self._open.append(found["id"])
            self.parts[found["id"]], self.links[found["id"]] = "", []
        if self._open and "href" in found:
            self.links[self._open[-1]].append(found["href"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "article":
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open:
            self.parts[self._open[-1]] += data


def page_in(server: str, lang: str) -> Page:
    """The page of the ontology."""
    reply = call(server, f"/doc/def/ontology?lang={lang}", accept="text/html")
    assert (reply.status, reply.media_type) == (200, HTML)
    assert "content-language" in reply.headers and reply.headers["content-language"] == lang
    return Page(reply.text)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_page_has_every_term_in_both_languages(server: str, lang: str) -> None:
    """Each term has a part with labels and definitions in both languages and the way to its page."""
    page = page_in(server, lang)
    assert len(terms()) > 150 and set(page.parts) == set(map(name_of, terms()))
    for term in terms():
        text, links = " ".join(page.parts[name_of(term)].split()), page.links[name_of(term)]
        for one in (*ontology().objects(term, RDFS.label), *ontology().objects(term, SKOS.definition)):
            assert isinstance(one, Literal) and " ".join(one.split()) in text, term
        assert f"/doc/def/{name_of(term)}?lang={lang}" in links
        for relation in (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range):
            for other in ontology().objects(term, relation):
                wanted = f"#{name_of(other)}" if str(other).startswith(RUFS) else str(other)
                assert wanted in links, (term, other)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_anchor_is_there_once(server: str, lang: str) -> None:
    """No id stands twice, and each link within the page leads to one."""
    page = page_in(server, lang)
    assert len(page.ids) == len(set(page.ids))
    within = {found["href"][1:] for _, found in page.tags if found.get("href", "").startswith("#")}
    assert within <= set(page.ids) and set(map(name_of, terms())) <= within
    labelled = {name for _, found in page.tags for name in found.get("aria-labelledby", "").split()}
    assert labelled <= set(page.ids)


def test_uses_and_examples_are_those_of_the_data(server: str) -> None:
    """A term tells how often it is used, and leads to things that use it."""
    page = page_in(server, "en")
    query = "SELECT (COUNT(*) AS ?n) { ?x a <https://w3id.org/rufs/def/Participation> }"
    counted = call(server, "/sparql", "POST", body=query.encode(), content_type="application/sparql-query")
    number = re.search(r'"value":\s*"(\d+)"', counted.text)
    assert number and f"{number[1]} things, such as" in " ".join(page.parts["Participation"].split())
    examples = [link for link in page.links["owner"] if link.startswith("/doc/initiative/")]
    assert len(examples) == 2
    for link in examples:
        shown = Graph().parse(data=call(server, link.replace("?", ".ttl?")).text, format="turtle")
        assert list(shown.objects(None, URIRef(RUFS + "owner"))), link


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_alignment_stands_in_the_table(server: str, lang: str) -> None:
    """What the ontology says of others' classes and properties is among the links after the terms."""
    page = page_in(server, lang)
    links = {found["href"] for _, found in page.tags if "href" in found}
    others = {
        str(other)
        for relation in (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.seeAlso)
        for other in ontology().objects(None, relation)
        if not str(other).startswith(RUFS)
    }
    assert len(others) > 8 and others <= links


@pytest.mark.parametrize("lang", LANGUAGES)
def test_diagrams_are_pictures_and_lists(server: str, lang: str) -> None:
    """Each picture has a title, a description and a list of its arrows; nothing runs or comes from afar."""
    page = page_in(server, lang)
    pictures = [found for tag, found in page.tags if tag == "svg"]
    assert len(pictures) == 4 == len([tag for tag, _ in page.tags if tag == "details"]) - 1
    assert all(len(found["aria-labelledby"].split()) == 2 for found in pictures)
    assert [found for tag, found in page.tags if tag == "script"] == [{"type": "application/ld+json"}]
    assert not [found for _, found in page.tags if "style" in found or "src" in found]
    again = call(server, f"/doc/def/ontology?lang={lang}", accept="text/html").text
    assert Page(again).tags == page.tags


def test_version_leads_to_the_document(server: str) -> None:
    """The version's address leads to the document of that version; that of another says which is here."""
    version = ontology().value(URIRef(RUFS), OWL.versionInfo)
    assert ontology().value(URIRef(RUFS), OWL.versionIRI) == URIRef(f"{RUFS}{version}")
    for method in ("GET", "HEAD"):
        reply = call(server, f"/def/{version}", method)
        assert (reply.status, reply.headers["location"]) == (303, "/doc/def/ontology")
    unknown = call(server, "/def/77.0.1")
    assert unknown.status == 404 and f"/def/{version}" in unknown.json()["detail"]


def test_version_is_a_released_one() -> None:
    """The ontology's version is one that CHANGELOG has a head for."""
    heads = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert str(ontology().value(URIRef(RUFS), OWL.versionInfo)) in heads


@pytest.mark.parametrize("ending", ["ttl", "rdf", "nt"])
def test_document_is_the_whole_ontology(server: str, ending: str) -> None:
    """Who loads the document gets all that the ontology says, and what the document says of itself."""
    reply = call(server, f"/doc/def/ontology.{ending}")
    formats = {"ttl": "turtle", "rdf": "xml", "nt": "nt"}
    found = Graph().parse(data=reply.text, format=formats[ending])
    assert not set(ontology()) - set(found)
    extra = {subject for subject, _, _ in set(found) - set(ontology())}
    assert extra == {URIRef("https://w3id.org/rufs/doc/def/ontology")}
    assert (next(iter(extra)), DCTERMS.license, None) in found


def test_rdflib_loads_it_by_its_address(server: str) -> None:
    """rdflib follows the namespace to all terms."""
    found = rdflib.Graph().parse(f"{server}/def/", format="turtle")
    assert set(ontology()) <= set(found)


def test_void_has_examples(server: str) -> None:
    """The classes and properties of the release have examples that are of them."""
    graph = Graph().parse(data=call(server, "/.well-known/void", accept="text/turtle").text, format="turtle")
    data = {quad.triple for quad in parse(call(server, "/download/data.nt").text.encode())}
    stated = {(one.subject.value, one.predicate.value, getattr(one.object, "value", "")) for one in data}
    used = {(subject, predicate) for subject, predicate, _ in stated}
    parts = list(graph.subject_objects(VOID.exampleResource))
    assert len(parts) > 300
    for part, example in parts:
        for cls in graph.objects(part, VOID["class"]):
            assert (str(example), str(RDF.type), str(cls)) in stated
        for prop in graph.objects(part, VOID.property):
            assert (str(example), str(prop)) in used
