"""The description of a thing as a document: what is said of the document itself, and its RDF forms."""

from collections.abc import Iterable, Mapping
from typing import Any

from rufsgraph.engines.binding import Iri
from rufsgraph.engines.formats import parse, serialise
from rufsgraph.engines.triples import Literal, Triple, write_triples
from rufsgraph.protocol.addresses import FORMS, LANGUAGES, Address, canonical
from rufsgraph.protocol.contexts import Context
from rufsgraph.questions.descriptions import Description
from rufsgraph.terms import LICENCE, PREFIXES, Iris, expand

_XHV = "http://www.w3.org/1999/xhtml/vocab#"
_XSD_DATE, _XSD_STRING = expand("xsd:date"), expand("xsd:string")


def about(
    description: Description, address: Address, iris: Iris, manifest: Mapping[str, Any]
) -> list[Triple]:
    """What a description says of itself: its topic, licence, release, date, languages, and the next page."""
    document = canonical(address, iris, description.page)
    facts: list[tuple[str, Iri | Literal]] = [
        (expand("rdf:type"), Iri(expand("foaf:Document"))),
        (expand("foaf:primaryTopic"), Iri(description.iri)),
        (expand("dcterms:license"), Iri(LICENCE)),
        (expand("dcterms:modified"), Literal(str(manifest["modified"]), _XSD_DATE)),
        (expand("schema:version"), Literal(str(manifest["release"]), _XSD_STRING)),
        *((expand("dcterms:language"), Literal(lang, _XSD_STRING)) for lang in LANGUAGES),
    ]
    for step, name in ((-1, "prev"), (1, "next")):
        if 1 <= description.page + step <= description.pages:
            facts.append((f"{_XHV}{name}", Iri(canonical(address, iris, description.page + step))))
    return [Triple(document, predicate, value) for predicate, value in facts]


def write(description: Description, said: Iterable[Triple], ending: str, context: Context) -> bytes:
    """A description in the RDF form of an ending, the same bytes each time."""
    if ending == "jsonld":
        return context.write(description, said)
    ntriples = write_triples([*description.triples(), *said])
    if ending == "nt":
        return ntriples
    used = {prefix: iri for prefix, iri in PREFIXES.items() if f"<{iri}".encode() in ntriples}
    return serialise(parse(ntriples), FORMS[ending], used)
