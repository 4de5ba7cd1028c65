"""The pen that every part of the graph is written with: mints, labels, sources."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from operator import itemgetter

from rdflib import RDF, RDFS, SKOS, XSD, Literal, URIRef
from rdflib.namespace import DCTERMS, PROV, Namespace
from rdflib.term import Node

from rufsgraph.terms import PREFIXES, RUFS, Iris

Triple = tuple[URIRef, URIRef, Node]


class _Words(Namespace):
    """A namespace whose terms are minted once: they are written tens of thousands of times."""

    def __getattr__(self, name: str) -> URIRef:
        """The term of that name."""
        term = super().__getattr__(name)
        self.__dict__[name] = term
        return term


R = _Words(RUFS)
ORG = Namespace(PREFIXES["org"])
SCHEMA = Namespace(PREFIXES["schema"])
QB = Namespace(PREFIXES["qb"])
SDGO = Namespace(PREFIXES["sdgo"])
SDMX_DIMENSION = Namespace(PREFIXES["sdmx-dimension"])
SDMX_MEASURE = Namespace(PREFIXES["sdmx-measure"])
SDMX_ATTRIBUTE = Namespace(PREFIXES["sdmx-attribute"])

TRUE = Literal(True)

_CLASS_OF_TABLE = {
    "actors": "actor",
    "areas": "area",
    "funding_sources": "funding-source",
    "indicators": "indicator",
    "initiatives": "initiative",
    "plans": "plan",
    "rankings": "ranking",
    "sources": "source",
    "strategies": "strategy",
    "visions": "vision",
}
_CLASS_OF_NUMBERED_TABLE = {
    "assessments": "assessment",
    "editions": "edition",
    "entries": "entry",
    "focus_areas": "focus-area",
    "goals": "goal",
    "known_discrepancies": "discrepancy",
    "links": "statement",
    "listings": "listing",
    "mentions": "mention",
    "needs": "need",
    "observations": "observation",
    "placements": "placement",
    "priorities": "priority",
    "references": "reference",
    "sdgs": "sdg",
    "sub_goals": "sub-goal",
    "targets": "target",
    "trends": "trend",
}
"""Tables whose ids begin with a word and a hyphen, so that no spreadsheet takes them for numbers."""


@dataclass(slots=True)
class Pen:
    """Writes triples of one named graph about things under one base.

    `names` holds the ids of each table, to tell what a cell that may name several kinds names;
    `labels` the Swedish labels of the rows that have one, by id; `parts`, in order, where each part
    of the report begins: its first line, its section and its printed page where that is known.
    """

    iris: Iris
    names: Mapping[str, frozenset[str]]
    labels: Mapping[str, str]
    source: URIRef
    parts: Sequence[tuple[int, str, int | None]] = ()
    triples: set[Triple] = field(default_factory=set)

    def thing(self, cls: str, key: str) -> URIRef:
        """The IRI of a thing of ours."""
        return URIRef(self.iris.id(cls, key))

    def of(self, row_id: str, *tables: str) -> URIRef:
        """The IRI of the thing that is the row `row_id` of the first of the tables that has it."""
        table = next(name for name in tables if len(tables) == 1 or row_id in self.names[name])
        if table in _CLASS_OF_TABLE:
            return self.thing(_CLASS_OF_TABLE[table], row_id)
        if table == "sdgs":
            return URIRef(PREFIXES["sdg"] + key_of(row_id))
        return self.thing(_CLASS_OF_NUMBERED_TABLE[table], key_of(row_id))

    def maybe(self, row_id: str | None, *tables: str) -> URIRef | None:
        """As `of`, and None for an empty cell."""
        return self.of(row_id, *tables) if row_id else None

    def concept(self, scheme: str, key: str | None) -> URIRef | None:
        """The IRI of a concept of one of our schemes; None for an empty cell."""
        return URIRef(self.iris.id(scheme, key)) if key else None

    def period(self, key: str | None) -> URIRef | None:
        """The IRI of a period, a year or two joined by a hyphen."""
        return URIRef(self.iris.id("period", key)) if key else None

    def add(self, subject: URIRef, predicate: URIRef, *objects: Node | None) -> None:
        """Adds a triple for each object that is there."""
        for obj in objects:
            if obj is not None:
                self.triples.add((subject, predicate, obj))

    def type(self, subject: URIRef, *classes: URIRef) -> None:
        """Says what a thing is."""
        self.add(subject, RDF.type, *classes)

    def text(self, subject: URIRef, predicate: URIRef, sv: str | None, en: str | None) -> None:
        """A text in Swedish and English, either of which may be missing."""
        self.add(subject, predicate, *_in_languages(sv, en))

    def label(self, subject: URIRef, sv: str, en: str | None = None) -> None:
        """The preferred label, as skos:prefLabel and rdfs:label."""
        texts = _in_languages(sv, en)
        self.add(subject, SKOS.prefLabel, *texts)
        self.add(subject, RDFS.label, *texts)

    def note(self, subject: URIRef, sv: str | None, en: str | None) -> None:
        """A note of ours on a doubt or an oddity."""
        self.text(subject, R.note, sv, en)

    def lines(self, subject: URIRef, line: int | None, end: int | None = None) -> None:
        """Where in the report a fact stands: its first and last line."""
        if line is None:
            return
        self.add(subject, PROV.wasDerivedFrom, self.source)
        self.add(subject, R.sourceLine, integer(line))
        self.add(subject, R.sourceLineEnd, integer(end if end is not None else line))
        begun = bisect_right(self.parts, line, key=itemgetter(0))
        if begun:
            _, section, page = self.parts[begun - 1]
            self.add(subject, R.sourceSection, self.concept("section", section))
            self.add(subject, R.sourcePage, integer(page))

    def reified(self, key: str, triple: Triple, source: URIRef) -> URIRef:
        """Adds a triple with another source than its graph, and the statement of it, which is given back."""
        self.triples.add(triple)
        statement = self.thing("statement", key)
        self.type(statement, RDF.Statement)
        self.label(statement, f"Utsaga {key}", f"Statement {key}")
        self.add(statement, RDF.subject, triple[0])
        self.add(statement, RDF.predicate, triple[1])
        self.add(statement, RDF.object, triple[2])
        self.add(statement, PROV.wasDerivedFrom, source)
        return statement


def _in_languages(sv: str | None, en: str | None) -> list[Literal]:
    return [Literal(text, lang=lang) for text, lang in ((sv, "sv"), (en, "en")) if text]


def to_ntriples(triples: Iterable[Triple]) -> bytes:
    """The triples as sorted N-Triples; there are no blank nodes among them."""
    return "".join(sorted(f"<{s}> <{p}> {_to_nt(o)} .\n" for s, p, o in triples)).encode()


def _to_nt(node: Node) -> str:
    if isinstance(node, URIRef):
        return f"<{node}>"
    assert isinstance(node, Literal)
    text = f'"{node.translate(_ESCAPES)}"'
    if node.language:
        return f"{text}@{node.language}"
    return text if node.datatype is None else f"{text}^^<{node.datatype}>"


_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})


@cache
def integer(value: int | None) -> Literal | None:
    """An xsd:integer."""
    return None if value is None else Literal(str(value), datatype=XSD.integer, normalize=False)


def decimal(value: Decimal | None) -> Literal | None:
    """An xsd:decimal in its canonical form (XSD 1.1, part 2, E.1), as servers give it back: 16700, 3.4."""
    if value is None:
        return None
    return Literal(format(value.normalize() + 0, "f"), datatype=XSD.decimal, normalize=False)


def year(value: int | None) -> Literal | None:
    """An xsd:gYear."""
    return None if value is None else Literal(f"{value:04d}", datatype=XSD.gYear, normalize=False)


def plain(value: str | None) -> Literal | None:
    """A string without a language: something printed, a code."""
    return Literal(value) if value else None


def iri(value: str | None) -> URIRef | None:
    """An IRI of somebody else's."""
    return URIRef(value) if value else None


def key_of(row_id: str) -> str:
    """The key in an IRI made of a table's id, which begins with letters for the spreadsheet's sake.

    >>> key_of("delmal-1.1"), key_of("rad-2020-1-14")
    ('1.1', '2020.1.14')
    """
    prefix, _, rest = row_id.partition("-")
    return rest.replace("-", ".") if prefix == "rad" else rest


__all__ = [
    "DCTERMS",
    "ORG",
    "PROV",
    "QB",
    "SCHEMA",
    "SDGO",
    "SDMX_ATTRIBUTE",
    "SDMX_DIMENSION",
    "SDMX_MEASURE",
    "TRUE",
    "Pen",
    "R",
    "Triple",
    "decimal",
    "integer",
    "iri",
    "key_of",
    "plain",
    "to_ntriples",
    "year",
]  # fmt: skip
