"""The prefix registry, and minting and taking apart of our own IRIs: total, pure, reversible."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

DEFAULT_BASE = "https://w3id.org/rufs/"
"""The base of things, descriptions and graphs; a setting of the build."""

RUFS = "https://w3id.org/rufs/def/"
"""The namespace of the ontology's terms: fixed for ever, whatever the settings."""

PREFIXES: dict[str, str] = {
    "rufs": RUFS,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "org": "http://www.w3.org/ns/org#",
    "cv": "http://data.europa.eu/m8g/",
    "schema": "https://schema.org/",
    "qb": "http://purl.org/linked-data/cube#",
    "sdmx-dimension": "http://purl.org/linked-data/sdmx/2009/dimension#",
    "sdmx-measure": "http://purl.org/linked-data/sdmx/2009/measure#",
    "sdmx-attribute": "http://purl.org/linked-data/sdmx/2009/attribute#",
    "sdg": "http://metadata.un.org/sdg/",
    "sdgo": "http://metadata.un.org/sdg/ontology#",
    "sh": "http://www.w3.org/ns/shacl#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dqv": "http://www.w3.org/ns/dqv#",
    "void": "http://rdfs.org/ns/void#",
    "void-ext": "http://ldf.fi/void-ext#",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "dcatap": "http://data.europa.eu/r5r/",
    "odrs": "http://schema.theodi.org/odrs#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "vann": "http://purl.org/vocab/vann/",
    "spex": "https://purl.expasy.org/sparql-examples/ontology#",
}
"""Every prefix that files, queries and pages of rufsgraph use."""

LICENCE = "http://creativecommons.org/licenses/by/4.0/"
"""The licence of the data, in the form that dataportal.se wants."""

_EXAMPLES = "graph/examples"
_EXAMPLES_ALIAS = "sparql/.well-known/sparql-examples"

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._\-]*")
_LOCAL = re.compile(r"[A-Za-z0-9_\-]+")
_THING = re.compile(r"(?P<class>[a-z][a-z\-]*)/(?P<key>[A-Za-z0-9][A-Za-z0-9._\-]*)")


@dataclass(frozen=True, slots=True)
class Thing:
    """One of our own things: the class as its IRI names it (`initiative`) and its key."""

    cls: str
    key: str


@dataclass(frozen=True, slots=True)
class Iris:
    """Mints and takes apart the IRIs under one base, which ends in a slash."""

    base: str = DEFAULT_BASE

    def id(self, cls: str, key: str) -> str:
        """The IRI of a thing; ValueError where class or key is not one that we mint."""
        if not _THING.fullmatch(f"{cls}/{key}"):
            raise ValueError(f"not a class and key that can be minted: {cls!r}, {key!r}")
        return f"{self.base}id/{cls}/{key}"

    def graph(self, name: str) -> str:
        """The IRI of a named graph, `plan` or `edition/2020`."""
        return f"{self.base}graph/{name}"

    def parse_id(self, iri: str) -> Thing | None:
        """The thing that an IRI under this base names; None for any other string."""
        start = f"{self.base}id/"
        match = _THING.fullmatch(iri[len(start) :]) if iri.startswith(start) else None
        return Thing(match["class"], match["key"]) if match else None


def expand(name: str) -> str:
    """The IRI that a prefixed name of the registry stands for; KeyError where its prefix is unknown.

    >>> expand("void:triples")
    'http://rdfs.org/ns/void#triples'
    """
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


@lru_cache(maxsize=4096)
def shorten(iri: str) -> str:
    """The prefixed name of an IRI, or the IRI percent-encoded where the registry has no prefix for it.

    >>> shorten("http://rdfs.org/ns/void#triples"), shorten("http://example.org/x")
    ('void:triples', 'http%3A%2F%2Fexample.org%2Fx')
    """
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and _LOCAL.fullmatch(iri, len(namespace)):
            return f"{prefix}:{iri[len(namespace) :]}"
    return quote(iri, safe="")


def alias_of(graph: str) -> str | None:
    """The second name of a named graph: editors look for example queries in a graph named after the endpoint.

    >>> alias_of("https://w3id.org/rufs/graph/examples"), alias_of("https://w3id.org/rufs/graph/plan")
    ('https://w3id.org/rufs/sparql/.well-known/sparql-examples', None)
    """
    return graph.removesuffix(_EXAMPLES) + _EXAMPLES_ALIAS if graph.endswith("/" + _EXAMPLES) else None


def slug(text: str) -> str:
    """A readable ASCII key made of a name: å and ä become a, ö o, the rest hyphens.

    >>> slug("Länsstyrelsen Stockholm & Örebro")
    'lansstyrelsen-stockholm-orebro'
    """
    apart = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(char for char in apart if not unicodedata.combining(char))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


@lru_cache(maxsize=32_768)
def swedish_key(text: str) -> tuple[str, str]:
    """A sort key in the order of the Swedish alphabet: å, ä, ö last, case second."""
    if text.isascii():
        return text.casefold(), text
    folded = unicodedata.normalize("NFC", text).casefold().translate(_SWEDISH)
    plain = "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))
    return plain, text


_SWEDISH = str.maketrans({"å": "{", "ä": "|", "ö": "}", "æ": "|", "ø": "}"})
