"""RDF that strangers wrote is read without harm: encodings, addresses, bombs, depth, size."""

import time

import pytest
from rdflib import RDF, BNode, Graph, Literal, URIRef

from rufsgraph.engines import strangers
from rufsgraph.engines.markup import DEEPEST, NotReadable
from rufsgraph.engines.strangers import RDF_XML, Document, read_stranger

BASE = "https://example.org/datasets/dcat"
LIMIT = 1_000_000
TURTLE = "text/turtle"
SPACES = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:d="http://d.test/"'


def xml(body: str, head: str = "") -> str:
    """A document of RDF/XML."""
    return f"{head}<rdf:RDF {SPACES}>{body}</rdf:RDF>"


def read(text: str | bytes, media_type: str = RDF_XML) -> Document:
    """The document that a text is."""
    content = text.encode() if isinstance(text, str) else text
    return read_stranger(content, media_type, BASE, LIMIT)


NAMED = '<d:A rdf:about="http://x.test/"><d:name>Åland</d:name></d:A>'


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "windows-1252", "utf-16"])
def test_encodings(encoding: str) -> None:
    """An XML document is read in the encoding that it declares."""
    text = xml(NAMED, f'<?xml version="1.0" encoding="{encoding}"?>\n')
    assert Literal("Åland") in set(read(text.encode(encoding)).graph.objects())


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (xml(NAMED, '<?xml version="1.0" encoding="ebcdic-cp-se"?>').encode(), "encoding ebcdic-cp-se"),
        (xml(NAMED).encode("iso-8859-1"), "not text in utf-8"),
        (xml(NAMED).encode()[:-20], "not well-formed XML"),
        (xml("<d:A/><d:B>").encode(), "not well-formed XML"),
        (b"", "not well-formed XML"),
    ],
)
def test_what_is_no_xml(content: bytes, complaint: str) -> None:
    """What is cut off, mistagged or in an unknown encoding is told, never read in part."""
    with pytest.raises(NotReadable, match=complaint):
        read(content)


def test_relative_addresses_are_told_and_resolved() -> None:
    """An address is resolved against the document's own, and told."""
    found = read(
        xml('<d:A rdf:about="1"/><d:A rdf:about="/2"/><d:A rdf:ID="x"/><d:A rdf:about="http://y.test/"/>')
    )
    places = ("https://example.org/datasets/1", "https://example.org/2", f"{BASE}#x")
    assert set(found.relative) == set(places)
    assert set(found.graph.subjects()) == {*map(URIRef, places), URIRef("http://y.test/")}


@pytest.mark.parametrize(
    ("written", "stands"),
    [
        ("http://x.test/a b", "http://x.test/a%20b"),
        ("http://x.test/&lt;a&gt;", "http://x.test/%3Ca%3E"),
        ("http://x.test/a%zz", "http://x.test/a%zz"),
        ("http://[x/", "http://[x/"),
    ],
)
def test_broken_addresses_are_told_and_made_safe(written: str, stands: str) -> None:
    """An address with forbidden characters is told as it was written, and stands escaped in the graph."""
    found = read(xml(f'<d:A rdf:about="{written}"/>'))
    assert list(found.graph.subjects()) == [URIRef(stands)]
    assert found.broken == {stands: written.replace("&lt;", "<").replace("&gt;", ">")}
    assert len(Graph().parse(data=found.graph.serialize(format="nt"), format="nt")) == 1


def test_no_statement_can_be_smuggled_in() -> None:
    """An address that holds a statement of its own stays one address."""
    evil = "http://x.test/&gt; &lt;http://d.test/evil&gt; &quot;yes&quot; .&#10;"
    found = read(xml(f'<d:A rdf:about="{evil}"/>'))
    assert len(found.graph) == 1


def test_blank_nodes_are_numbered() -> None:
    """Blank nodes are named in the order of the document, the same each time."""
    text = xml("<d:A><d:p><d:B/></d:p></d:A>")
    assert {BNode("blank-1"), BNode("blank-2")} == set(read(text).graph.subjects())
    assert set(read(text).graph) == set(read(text).graph)


def test_literals() -> None:
    """Datatypes stay, a lexical form is not changed, a language that is none falls away."""
    text = '<http://x.test/> <http://p.test/> "01"^^<http://www.w3.org/2001/XMLSchema#integer>, "a"@sv, "b" .'
    integer = URIRef("http://www.w3.org/2001/XMLSchema#integer")
    assert set(read(text, TURTLE).graph.objects()) == {
        Literal("01", datatype=integer, normalize=False),
        Literal("a", lang="sv"),
        Literal("b"),
    }
    found = read(xml('<d:A rdf:about="http://x.test/"><d:t xml:lang="sv_SE">å</d:t></d:A>')).graph
    assert Literal("å") in set(found.objects())


def test_named_graphs_are_one() -> None:
    """The graphs of a dataset are read as one."""
    text = "<http://g.test/> { <http://x.test/> a <http://c.test/> } <http://y.test/> a <http://c.test/> ."
    assert len(list(read(text, "application/trig").graph.subjects(RDF.type))) == 2


SHORT = '<!DOCTYPE r [<!ENTITY d "http://d.test/">]>'


def test_entities_that_shorten_addresses_are_read() -> None:
    """The entities that RDF/XML has always been written with do no harm."""
    assert URIRef("http://d.test/x") in set(read(xml('<d:A rdf:about="&d;x"/>', SHORT)).graph.subjects())


LONG = f'<!DOCTYPE r [<!ENTITY a "{"x" * 10_000}">]>'


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (xml("<d:A/>", '<!DOCTYPE r [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]>'), "name other entities"),
        (xml("<d:A/>", '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/hostname">]>'), "or files"),
        (xml("<d:A/>", '<!DOCTYPE r [<!ENTITY % a "lol">]>'), "name other entities"),
        (xml(f'<d:A rdf:about="http://x.test/"><d:p>{"&a;" * 101}</d:p></d:A>', LONG), "larger than"),
        (xml("<d:A><d:p>" * DEEPEST + "</d:p></d:A>" * DEEPEST), "deep"),
        (xml("<d:A><d:p>" * 200_000), "deep"),
    ],
)
def test_bombs_are_refused(text: str, complaint: str) -> None:
    """Entities that grow, name each other or files, and endless nesting are refused at once."""
    began = time.monotonic()
    with pytest.raises(NotReadable, match=complaint):
        read(text)
    assert time.monotonic() - began < 5


def test_depth_in_use_is_read() -> None:
    """What stands no deeper than allowed is read."""
    half = DEEPEST // 2 - 1
    assert read(xml("<d:A><d:p>" * half + "<d:A/>" + "</d:p></d:A>" * half)).graph


def test_endless_statements_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A document that states more than is allowed is left."""
    monkeypatch.setattr(strangers, "MOST_STATEMENTS", 10)
    rows = [f"<http://x.test/{number}> a <http://c.test/> ." for number in range(11)]
    assert len(read("\n".join(rows[:10]), TURTLE).graph) == 10
    with pytest.raises(NotReadable, match="more than 10 statements"):
        read("\n".join(rows), TURTLE)


@pytest.mark.parametrize(
    ("text", "media_type"),
    [
        ("<http://x.test/> a .", TURTLE),
        ("<http://x.test/> <http://p.test/> <<( <http://x.test/> <http://p.test/> 1 )>> .", TURTLE),
        ('{"@context": "http://127.0.0.1:9/"}', "application/ld+json"),
        ("{", "application/ld+json"),
    ],
)
def test_what_breaks_its_format(text: str, media_type: str) -> None:
    """A text that breaks the rules of its format is told."""
    with pytest.raises(NotReadable):
        read(text, media_type)
