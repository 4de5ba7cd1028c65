"""Rows of a SELECT as plain Python values, the same from every engine."""

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyoxigraph

from rufsgraph.engines.binding import Iri, Value

_XSD = "http://www.w3.org/2001/XMLSchema#"
_INTEGERS = frozenset({_XSD + name for name in ("integer", "int", "long", "nonNegativeInteger", "gYear")})
_DECIMALS = frozenset({_XSD + name for name in ("decimal", "double", "float")})


@dataclass(frozen=True, slots=True)
class Rows:
    """The variables of an answer and its rows, each with a value or None for each variable."""

    variables: tuple[str, ...]
    rows: list[tuple[Value, ...]]


def from_solutions(solutions: Any) -> Rows:
    """Rows of the embedded engine's solutions."""
    variables = tuple(variable.value for variable in solutions.variables)
    return Rows(variables, [tuple(_from_term(one) for one in solution) for solution in solutions])


def _from_term(term: Any) -> Value:
    if isinstance(term, pyoxigraph.Literal):
        return _typed(term.value, term.datatype.value)
    if isinstance(term, pyoxigraph.NamedNode):
        return Iri(term.value)
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
    if datatype in _INTEGERS:
        return int(text)
    if datatype in _DECIMALS:
        return Decimal(text)
    if datatype == _XSD + "boolean":
        return text in ("true", "1")
    return text
