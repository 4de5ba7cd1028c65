"""The pen for what the endpoint says of itself: names of the prefix registry in, N-Triples out."""

from collections.abc import Mapping
from functools import cache

from rufsgraph.engines.binding import Iri, Value, term
from rufsgraph.terms import PREFIXES, expand

TYPE = term(Iri(f"{PREFIXES['rdf']}type"))


@cache
def named(name: str) -> Iri:
    """The IRI of a prefixed name."""
    return Iri(expand(name))


@cache
def _written(name: str) -> str:
    return term(named(name))


class Statements:
    """Statements as they are written down; predicates and classes are prefixed names of the registry."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    def add(self, subject: str, predicate: str, *values: Value) -> None:
        """A statement for each value that is there; ValueError for an IRI that isn't one."""
        start = f"{term(Iri(subject))} {_written(predicate)} "
        self._lines += [f"{start}{term(value)} .\n" for value in values if value is not None]

    def type(self, subject: str, *classes: str) -> None:
        """What a thing is."""
        self._lines += [f"{term(Iri(subject))} {TYPE} {_written(name)} .\n" for name in classes]

    def text(self, subject: str, predicate: str, text: Mapping[str, str]) -> None:
        """A text in each of its languages."""
        start = f"{term(Iri(subject))} {_written(predicate)} "
        self._lines += [f"{start}{term(words)}@{lang} .\n" for lang, words in text.items()]

    def typed(self, subject: str, predicate: str, text: str, datatype: str) -> None:
        """A literal of a datatype, itself a prefixed name."""
        start = f"{term(Iri(subject))} {_written(predicate)} "
        self._lines.append(f"{start}{term(text)}^^{_written(datatype)} .\n")

    def ntriples(self) -> bytes:
        """All that was written, as N-Triples."""
        return "".join(self._lines).encode()
