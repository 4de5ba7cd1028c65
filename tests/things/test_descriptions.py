"""Every identifier in every form and language: nothing missing, nothing extra, no error of ours."""

import json
import random
import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pyoxigraph
import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple

from rufsgraph.protocol.addresses import FORMS, address_of
from rufsgraph.releases.store import current_release
from rufsgraph.terms import PREFIXES, RUFS, Iris
from tests.things.release import Stated

SEED = 2050
IRIS = Iris()
RDF_FORMS = {
    "ttl": RdfFormat.TURTLE,
    "rdf": RdfFormat.RDF_XML,
    "nt": RdfFormat.N_TRIPLES,
}
OF_DOCUMENT = {
    f"{PREFIXES['foaf']}primaryTopic",
    f"{PREFIXES['dcterms']}license",
    f"{PREFIXES['dcterms']}modified",
    f"{PREFIXES['dcterms']}language",
    f"{PREFIXES['schema']}version",
    f"{PREFIXES['rdf']}type",
}
"""What each description says of itself, on its first page if it has several too."""


@pytest.fixture(scope="module")
def stated(release_folder: Path) -> Stated:
    """What the release states."""
    return Stated(current_release(release_folder).path / "data.nt")


@pytest.fixture(scope="module")
def tenth(stated: Stated) -> list[str]:
    """A seeded tenth of all identifiers, with one of each class and the one that most points to."""
    everything = stated.identifiers()
    one_of_each = {iri.rpartition("/")[0]: iri for iri in everything}
    busiest = max(everything, key=lambda iri: len(stated.pointing[iri]))
    chosen = random.Random(SEED).sample(everything, len(everything) // 10)
    return sorted({*chosen, *one_of_each.values(), busiest, RUFS, IRIS.id("actor", "region-stockholm")})


class Client:
    """A connection that is kept, as a harvester has one."""

    def __init__(self, base: str) -> None:
        self._connection = HTTPConnection(urlsplit(base).netloc, timeout=30)

    def get(self, path: str) -> tuple[HTTPResponse, bytes]:
        """An answer and its body."""
        self._connection.request("GET", path)
        answer = self._connection.getresponse()
        return answer, answer.read()


def pages(client: Client, path: str) -> Iterator[bytes]:
    """The bodies of all pages of a description."""
    number = 1
    while True:
        joint = "&" if "?" in path else "?"
        answer, body = client.get(path if number == 1 else f"{path}{joint}page={number}")
        if number > 1 and answer.status == 404:
            return
        assert answer.status == 200, (path, number, answer.status, body[:300])
        yield body
        number += 1


def expected(stated: Stated, iri: str) -> set[Triple]:
    """What the pages of a thing's description hold in all, but for what they say of themselves."""
    if iri == RUFS:
        return stated.ontology
    shown = stated.own[iri] | stated.pointing[iri]
    return shown | stated.labels(shown)


def document_of(iri: str) -> str:
    """The canonical address of a thing's description."""
    address = address_of(iri, IRIS)
    assert address is not None
    return f"{IRIS.base}{address.doc_path().removeprefix('/')}"


def check_rdf(stated: Stated, iri: str, found: set[Triple]) -> None:
    """Compares what came with what the release states; the rest is of the document alone."""
    wanted, document = expected(stated, iri), document_of(iri)
    assert wanted - found == set(), iri
    rest = found - wanted
    assert len(wanted) > 800 or iri != RUFS
    assert {one.subject.value.partition("?")[0] for one in rest if isinstance(one.subject, NamedNode)} == {
        document
    }, iri
    own = {one.predicate.value for one in rest if one.subject == NamedNode(document)}
    assert own - {"http://www.w3.org/1999/xhtml/vocab#next"} == OF_DOCUMENT, iri


def sweep_rdf(server: str, stated: Stated, identifiers: Iterable[str], ending: str) -> int:
    """Fetches the descriptions in a form of RDF and compares each; says how many."""
    client, done = Client(server), 0
    for iri in identifiers:
        address = address_of(iri, IRIS)
        assert address is not None
        found: set[Triple] = set()
        for body in pages(client, address.doc_path(ending)):
            found |= {quad.triple for quad in pyoxigraph.parse(body, format=RDF_FORMS[ending])}
        check_rdf(stated, iri, found)
        done += 1
    return done


def sweep_json(server: str, stated: Stated, identifiers: Iterable[str]) -> int:
    """The same for JSON-LD, read by its own context."""
    client, done = Client(server), 0
    context = json.loads(client.get("/context.jsonld")[1])["@context"]
    for iri in identifiers:
        address = address_of(iri, IRIS)
        assert address is not None
        found: set[Triple] = set()
        for body in pages(client, address.doc_path("jsonld")):
            document = json.loads(body)
            assert document["@context"] == "/context.jsonld" and document["id"] == iri
            whole = json.dumps(document | {"@context": context}).encode()
            found |= {quad.triple for quad in pyoxigraph.parse(whole, format=RdfFormat.JSON_LD)}
        check_rdf(stated, iri, found)
        done += 1
    return done


class Page(HTMLParser):
    """The text and the links of a page's main part; `stated` are the links of its statements.

    A page of a kind of its own has its statements folded up in a part of their own, other pages have no more.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text, self.links, self.lang, self._inside = "", set[str](), "", 0
        self.part, self._depth = set[str](), 0
        self.feed(text)
        self.text = " ".join(self.text.split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.lang = self.lang or (found.get("lang") or "" if tag == "html" else "")
        self._inside += tag == "main"
        if self._inside and tag == "a":
            self.links.add(found.get("href") or "")
            self.part |= {found.get("href") or ""} if self._depth else set()
        if tag == "details" and (self._depth or found.get("class") == "statements"):
            self._depth += 1

    def handle_endtag(self, tag: str) -> None:
        self._inside -= tag == "main"
        self._depth -= tag == "details" and self._depth > 0

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.text += data

    @property
    def stated(self) -> set[str]:
        """The links of the statements alone."""
        return self.part or self.links


def sweep_pages(server: str, stated: Stated, identifiers: Iterable[str], lang: str) -> int:
    """Fetches the pages in a language; each leads to all that the thing names or is named by."""
    client, done = Client(server), 0
    for iri in identifiers:
        address = address_of(iri, IRIS)
        assert address is not None
        read = [Page(body.decode()) for body in pages(client, f"{address.doc_path('html')}?lang={lang}")]
        text, links = " ".join(page.text for page in read), set().union(*(page.links for page in read))
        assert {page.lang for page in read} == {lang}
        label = stated.label(iri, lang)
        assert label is None or " ".join(label.split()) in text, iri
        if iri != RUFS:
            check_links(stated, iri, links, set().union(*(page.stated for page in read)))
        check_texts(stated, iri, lang, text)
        done += 1
    return done


def check_links(stated: Stated, iri: str, links: set[str], of_statements: set[str]) -> None:
    """A page leads to all that its statements name, and these to nothing else."""
    type_term = f"{PREFIXES['rdf']}type"
    named = {
        one.object.value
        for one in stated.own[iri]
        if isinstance(one.object, NamedNode) and one.predicate.value != type_term
    }
    named |= {one.subject.value for one in stated.pointing[iri] if isinstance(one.subject, NamedNode)}
    paths = {address.doc_path() for one in named if (address := address_of(one, IRIS))}
    paths |= {one for one in named if not address_of(one, IRIS)}
    found = {link.partition("?")[0] if link.startswith("/") else link for link in links}
    assert paths - found == set(), iri
    own_address = address_of(iri, IRIS)
    assert own_address is not None
    kinds = {one.object.value for one in stated.own[iri] if one.predicate.value == type_term}
    allowed = {address.doc_path() for kind in kinds if (address := address_of(kind, IRIS))} | kinds
    allowed |= {own_address.doc_path(), *(own_address.doc_path(ending) for ending in FORMS)}
    told = {link.partition("?")[0] if link.startswith("/") else link for link in of_statements}
    assert told - paths - allowed == set(), iri


def check_texts(stated: Stated, iri: str, lang: str, text: str) -> None:
    """Every literal stands on the page, but for those that are there in the reader's language."""
    by_term: dict[str, dict[str, list[str]]] = {}
    for one in stated.own[iri]:
        if isinstance(one.object, Literal):
            languages = by_term.setdefault(one.predicate.value, {})
            languages.setdefault(one.object.language or "", []).append(one.object.value)
    for term, languages in by_term.items():
        if term in (f"{PREFIXES['rdfs']}label", f"{PREFIXES['foaf']}name"):
            continue
        shown = languages.get(lang, []) + languages.get("", []) or [
            value for values in languages.values() for value in values
        ]
        for value in shown if lang in languages or "" in languages else shown[:0]:
            assert " ".join(value.split()) in text, (iri, term, value)


@pytest.mark.parametrize("ending", RDF_FORMS)
def test_a_tenth_in_rdf(server: str, stated: Stated, tenth: list[str], ending: str) -> None:
    """A tenth of all things, in a form of RDF."""
    assert sweep_rdf(server, stated, tenth, ending) == len(tenth) > 300


def test_a_tenth_in_json(server: str, stated: Stated, tenth: list[str]) -> None:
    """A tenth of all things, in JSON-LD."""
    assert sweep_json(server, stated, tenth) == len(tenth)


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_tenth_as_pages(server: str, stated: Stated, tenth: list[str], lang: str) -> None:
    """A tenth of all things, as pages in a language."""
    assert sweep_pages(server, stated, tenth, lang) == len(tenth)


@pytest.mark.slow
@pytest.mark.parametrize("ending", RDF_FORMS)
def test_all_in_rdf(server: str, stated: Stated, ending: str) -> None:
    """All things, in a form of RDF."""
    everything = stated.identifiers()
    assert sweep_rdf(server, stated, everything, ending) == len(everything) > 3000


@pytest.mark.slow
def test_all_in_json(server: str, stated: Stated) -> None:
    """All things, in JSON-LD."""
    assert sweep_json(server, stated, stated.identifiers()) > 3000


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_all_as_pages(server: str, stated: Stated, lang: str) -> None:
    """All things, as pages in a language."""
    assert sweep_pages(server, stated, stated.identifiers(), lang) > 3000


def test_rdflib_follows_an_identifier(server: str, stated: Stated) -> None:
    """rdflib as a client: from the identifier by 303 to the description, also in JSON-LD with its context."""
    iri = IRIS.id("actor", "kth")
    labels = {one.object.value for one in stated.own[iri] if one.predicate.value.endswith("prefLabel")}
    for form in ("turtle", "xml", "json-ld"):
        graph = rdflib.Graph().parse(f"{server}/id/actor/kth", format=form)
        found = graph.objects(rdflib.URIRef(iri), rdflib.URIRef(f"{PREFIXES['skos']}prefLabel"))
        assert {str(one) for one in found} == labels


def test_json_is_plain_to_a_web_developer(server: str) -> None:
    """Short names, labels by language, numbers as numbers, things as objects with an id and a name."""
    entry = json.loads(Client(server).get("/doc/entry/2020.3.4.jsonld")[1])
    assert entry["row"] == 4 and entry["type"] == "InventoryEntry"
    assert entry["priority"]["id"] == IRIS.id("priority", "3") and entry["priority"]["prefLabel"]["sv"]
    assert set(entry["description"]) == {"sv", "en"}
    assert not [key for key in entry if ":" in key]


def test_page_tells_search_engines_what_it_is(server: str) -> None:
    """The head holds the thing as schema.org has it."""
    document = _head(server, "/doc/initiative/fordonsdalen-stockholm.html?lang=sv")
    assert (document["@type"], document["name"]) == ("Project", "Fordonsdalen Stockholm")
    assert document["@id"] == IRIS.id("initiative", "fordonsdalen-stockholm") and document["description"]
    assert "sameAs" not in document
    links = _head(server, "/doc/actor/kth.html?lang=en")["sameAs"]
    assert links == ["http://www.wikidata.org/entity/Q854280", "https://ror.org/026vcq606"]


def _head(server: str, path: str) -> dict[str, Any]:
    found = re.search(
        r'<script type="application/ld\+json">(.*?)</script>', Client(server).get(path)[1].decode()
    )
    assert found
    document: dict[str, Any] = json.loads(found[1])
    return document
