"""Shapes with their examples: a valid world without a fault, and invalid files that are added to it.

The lines `# fires: PREFIX:NAME ..` of an invalid example name all the shapes that must fire on it.
"""

import re
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from rdflib import Graph, Literal, URIRef

from rufsgraph.errors import Finding

_FIRES = re.compile(r"^# fires:(.*)$", re.MULTILINE)


def read(paths: Iterable[Path]) -> Graph:
    """The Turtle files as one graph."""
    graph = Graph()
    for path in sorted(paths):
        graph.parse(path, format="turtle")
    return graph


class Exampled:
    """The shapes of a folder, whose addresses begin alike, and the folder of their examples."""

    def __init__(self, shapes: Path, examples: Path, namespace: str, prefix: str) -> None:
        self.shapes = read(shapes.glob("*.ttl"))
        self.examples = examples
        self.namespace = namespace
        self.prefix = prefix

    @cached_property
    def world(self) -> Graph:
        """The valid examples together."""
        return read((self.examples / "valid").glob("*.ttl"))

    def names(self, kind: URIRef) -> list[str]:
        """The shapes of a kind, by what follows the namespace."""
        return sorted(self.name(str(one)) for one in self.shapes.subjects(predicate=None, object=kind))

    def name(self, iri: str) -> str:
        """A shape's name."""
        return iri.removeprefix(self.namespace)

    def stems(self, folder: str) -> list[str]:
        """The names of a folder's examples."""
        return sorted(path.stem for path in (self.examples / folder).glob("*.ttl"))

    def invalid(self, name: str) -> Graph:
        """An invalid example in the valid world."""
        graph = read([self.examples / "invalid" / f"{name}.ttl"])
        for triple in self.world:
            graph.add(triple)
        return graph

    def named_to_fire(self, name: str) -> set[str]:
        """The shapes that an invalid example names."""
        text = (self.examples / "invalid" / f"{name}.ttl").read_text(encoding="utf-8")
        words = " ".join(_FIRES.findall(text)).split()
        assert all(word.startswith(self.prefix) for word in words), words
        return {word.removeprefix(self.prefix) for word in words}

    def fired(self, findings: Iterable[Finding]) -> set[str]:
        """The shapes that found something."""
        return {self.name(finding.shape) for finding in findings}

    def languages(self, shape: URIRef, prop: URIRef) -> list[str]:
        """The languages of the texts that a shape has by a property."""
        texts = (one for one in self.shapes.objects(shape, prop) if isinstance(one, Literal) and one.strip())
        return sorted(one.language or "" for one in texts)
