"""What belongs together in a catalogue: the parts of a dataset, whose each thing is, what it is called."""

from rdflib import DCTERMS, FOAF, RDF, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from rufsgraph.checks.catalogue import DCAT, datasets

_VCARD = "http://www.w3.org/2006/vcard/ns#"
_NAMES = (DCTERMS.title, FOAF.name, URIRef(_VCARD + "fn"))

KINDS: dict[URIRef, tuple[str, str]] = {
    DCAT.Catalog: ("Katalog", "Catalogue"),
    DCAT.DatasetSeries: ("Datamängdsserie", "Dataset series"),
    DCAT.Dataset: ("Datamängd", "Dataset"),
    DCAT.Distribution: ("Distribution", "Distribution"),
    DCAT.DataService: ("Datatjänst", "Data service"),
    FOAF.Agent: ("Utgivare", "Publisher"),
    FOAF.Organization: ("Utgivare", "Publisher"),
    URIRef(_VCARD + "Organization"): ("Kontakt", "Contact"),
    URIRef(_VCARD + "Individual"): ("Kontakt", "Contact"),
}
"""What a thing of a class is called, in the order in which groups are told."""


def parts(graph: Graph, dataset: Node) -> set[Node]:
    """A dataset, its distributions and their services, its publisher and its contacts."""
    distributions = set(graph.objects(dataset, DCAT.distribution))
    services = {one for part in distributions for one in graph.objects(part, DCAT.accessService)}
    people = {one for prop in (DCTERMS.publisher, DCAT.contactPoint) for one in graph.objects(dataset, prop)}
    return {dataset} | distributions | services | people


def owners(graph: Graph) -> dict[str, str]:
    """The dataset of each distribution, and of each service that only one dataset has."""
    found: dict[str, set[str]] = {}
    for dataset in datasets(graph):
        for part in graph.objects(dataset, DCAT.distribution):
            found.setdefault(str(part), set()).add(str(dataset))
            for service in graph.objects(part, DCAT.accessService):
                found.setdefault(str(service), set()).add(str(dataset))
    return {part: min(whose) for part, whose in found.items() if len(whose) == 1}


def kind(graph: Graph, node: str) -> int:
    """The place in KINDS of a thing's class; after them all where it has none of them."""
    types = {str(one) for known in _nodes(graph, node) for one in graph.objects(known, RDF.type)}
    return next((number for number, cls in enumerate(KINDS) if str(cls) in types), len(KINDS))


def title(graph: Graph, node: str, lang: str) -> str:
    """What a thing is called, in the language if it can be; "" where nothing says it."""
    found = [
        text
        for known in _nodes(graph, node)
        for prop in _NAMES
        for text in graph.objects(known, prop)
        if isinstance(text, Literal)
    ]
    best = sorted(found, key=lambda text: (text.language != lang, text.language or "", str(text)))
    return str(best[0]) if best else ""


def _nodes(graph: Graph, node: str) -> list[Node]:
    """The address, or the blank node, that findings name by this text."""
    return [one for one in (URIRef(node), BNode(node)) if (one, None, None) in graph]
