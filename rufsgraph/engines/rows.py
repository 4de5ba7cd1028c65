"""Rows of a SELECT as plain Python values, the same from every engine."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyoxigraph

from rufsgraph.engines.binding import Iri, Value

_XSD = "http://www.w3.org/2001/XMLSchema#"
_READERS: dict[str, Callable[[str], Value]] = {
    **{_XSD + name: int for name in ("integer", "int", "long", "nonNegativeInteger", "gYear")},
    **{_XSD + name: Decimal for name in ("decimal", "double", "float")},
    _XSD + "boolean": lambda text: text in ("true", "1"),
}
"""What reads a literal, by its datatype; the others stay text."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The variables of an answer and its rows, each with a value or None for each variable."""

    variables: tuple[str, ...]
    rows: list[tuple[Value, ...]]


def from_solutions(solutions: Any) -> Rows:
    """Rows of the embedded engine's solutions."""
    variables = tuple(variable.value for variable in solutions.variables)
    return Rows(variables, [tuple([_from_term(one) for one in solution]) for solution in solutions])


def _from_term(term: Any) -> Value:
    kind = type(term)  # there are no subclasses, and this is done for each cell of each answer
    if kind is pyoxigraph.NamedNode:
        return Iri(term.value)
    if kind is pyoxigraph.Literal:
        return _typed(term.value, term.datatype.value)
    return None if term is None else str(term)


def from_json(document: bytes | str) -> Rows:
    """Rows of a SPARQL 1.1 Query Results JSON document."""
    content = json.loads(document)
    variables = tuple(content["head"]["vars"])
    bindings = content["results"]["bindings"]
    return Rows(
        variables,
        [tuple(_from_binding(binding.get(name)) for name in variables) for binding in bindings],
    )


def _from_binding(binding: dict[str, str] | None) -> Value:
    if binding is None:
        return None
    if binding["type"] == "uri":
        return Iri(binding["value"])
    if binding["type"] == "bnode":
        return f"_:{binding['value']}"
    return _typed(binding["value"], binding.get("datatype", ""))


def _typed(text: str, datatype: str) -> Value:
    read = _READERS.get(datatype)
    return text if read is None else read(text)
