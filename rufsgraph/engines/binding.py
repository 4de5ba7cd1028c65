"""Binds the `$name` parameters of a query by the lexer, with typed, serialised terms."""

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

import pyoxigraph

from rufsgraph.engines.lexer import tokens


class Iri(str):
    """A string that is an IRI."""

    __slots__ = ()


Value = Iri | str | int | Decimal | bool | None
"""A term of a row or a parameter; None is unbound."""

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
_XSD = "http://www.w3.org/2001/XMLSchema#"


def bind(query: str, parameters: Mapping[str, Value | tuple[Iri, ...]]) -> str:
    """The query with each `$name` replaced by its term, by UNDEF for None, by several for a tuple.

    Strings, comments and IRIs are left alone. KeyError for a `$name` without a value: the question
    and its call don't fit. ValueError for an IRI that isn't one.
    """
    return "".join(
        term(parameters[piece]) if number % 2 else piece for number, piece in enumerate(_pieces(query))
    )


@lru_cache(maxsize=128)
def _pieces(query: str) -> tuple[str, ...]:
    """A query taken apart at its parameters: text, name, text, name, ... text."""
    pieces = [""]
    for token in tokens(query):
        if token.kind == "var" and token.text.startswith("$"):
            pieces += [token.text[1:], ""]
        else:
            pieces[-1] += token.text
    return tuple(pieces)


def term(value: Value | tuple[Iri, ...]) -> str:
    """A value as a SPARQL term; several with spaces between, as in VALUES."""
    if isinstance(value, tuple):
        return " ".join(term(one) for one in value)
    if value is None:
        return "UNDEF"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        kind = "integer" if isinstance(value, int) else "decimal"
        text = str(value) if isinstance(value, int) else format(value, "f")
        return f'"{text}"^^<{_XSD}{kind}>'
    if isinstance(value, Iri):
        try:
            return f"<{pyoxigraph.NamedNode(value).value}>"
        except ValueError as error:
            raise ValueError(f"not an IRI: {value!r}: {error}") from error
    return '"' + "".join(_ESCAPES.get(char, char) for char in value) + '"'
