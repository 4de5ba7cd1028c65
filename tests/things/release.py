"""What a release states, read off its file without the engine: what descriptions are compared with."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple

from rufsgraph.terms import PREFIXES, RUFS, Iris

PREF_LABEL = f"{PREFIXES['skos']}prefLabel"
RDFS_LABEL = f"{PREFIXES['rdfs']}label"
HERE = (f"{Iris().base}id/", RUFS, PREFIXES["sdg"])
"""Beginnings of the IRIs that are described here."""

Statements = dict[str, set[Triple]]


class Stated:
    """The statements of a release by their subject and by their object, and the ontology's."""

    def __init__(self, path: Path) -> None:
        ontology = pyoxigraph.parse(path=str(path.parent / "graph" / "ontology.ttl"))
        self.ontology = {quad.triple for quad in ontology}
        self.own: Statements = defaultdict(set)
        self.pointing: Statements = defaultdict(set)
        for quad in pyoxigraph.parse(path=str(path), format=RdfFormat.N_TRIPLES):
            one = quad.triple
            assert isinstance(one.subject, NamedNode)
            self.own[one.subject.value].add(one)
            if isinstance(one.object, NamedNode):
                self.pointing[one.object.value].add(one)

    def identifiers(self) -> list[str]:
        """Everything that is described here."""
        return sorted(iri for iri in self.own if iri.startswith(HERE))

    def labels(self, triples: Iterable[Triple]) -> set[Triple]:
        """How all that triples name is called: skos:prefLabel, else rdfs:label."""
        named = {part.value for one in triples for part in one if isinstance(part, NamedNode)}
        found: set[Triple] = set()
        for iri in named:
            by_term = {
                term: {one for one in self.own.get(iri, ()) if one.predicate.value == term}
                for term in (PREF_LABEL, RDFS_LABEL)
            }
            found |= by_term[PREF_LABEL] or by_term[RDFS_LABEL]
        return found

    def label(self, iri: str, lang: str) -> str | None:
        """What a thing is called in a language, Swedish where there is no other."""
        found: dict[str, str] = {}
        for term in (RDFS_LABEL, PREF_LABEL):
            for one in self.own.get(iri, ()):
                if one.predicate.value == term and isinstance(one.object, Literal):
                    found[one.object.language or ""] = one.object.value
        return found.get(lang) or found.get("sv") or found.get("")
