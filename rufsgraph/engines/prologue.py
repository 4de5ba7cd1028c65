"""The base and the dataset of a query, taken out of its text: servers read them in different ways."""

import re
from collections.abc import Iterator, Sequence

import pyoxigraph

from rufsgraph.engines.engine import UNION, Dataset
from rufsgraph.engines.lexer import Token, tokens, unescape

_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*:")
_SPACE = ("space", "comment")
_OPERANDS = ("var", "number", "string")
_RESOLVING = frozenset({"IRI", "URI"})


def resolved(query: str, base: str) -> str:
    """The query with relative IRIs resolved, against the BASE before them or else the one given (4.1.1.2).

    BASE clauses go, as Virtuoso takes but one; one is put first where something is left to be resolved: by
    IRI(), or after a `<` right behind an operand, which may mean less than.
    """
    found = list(tokens(query))
    texts: list[str] = []
    current, needs_base, word_at = base, False, -1
    for number, token in enumerate(found):
        texts.append(token.text)
        if token.kind == "iri" and number and _ends_operand(found[number - 1]):
            needs_base = needs_base or not _ABSOLUTE.match(token.text)
        elif token.kind == "iri":
            texts[number] = token.text if _ABSOLUTE.match(token.text) else _joined(current, token.text)
            if word_at >= 0:
                current = texts[number][1:-1]
                texts[word_at] = texts[number] = ""
        needs_base = needs_base or (token.kind == "word" and token.text.upper() in _RESOLVING)
        word_at = number if _is_word(token, "BASE") else word_at if token.kind in _SPACE else -1
    return (f"BASE <{current}> " if needs_base else "") + "".join(texts)


def _joined(base: str, text: str) -> str:
    """An IRI in its brackets, resolved (RFC 3986, 5.2) by what reads Turtle; as it is where it is none."""
    statement = f"{text} <urn:p> <urn:o> ."
    try:
        quads = list(pyoxigraph.parse(statement, format=pyoxigraph.RdfFormat.TURTLE, base_iri=base))
    except (SyntaxError, ValueError):
        return text
    return str(quads[0].subject)


def _ends_operand(token: Token) -> bool:
    return token.kind in _OPERANDS or token.text == ")"


def apart(query: str) -> tuple[str, Dataset]:
    """The query without its FROM clauses, and the dataset that they describe (13.2)."""
    found = list(tokens(query))
    prefixes = dict(_declared([token for token in found if token.kind not in _SPACE]))
    default: list[str] = []
    named: list[str] = []
    kept: list[str] = []
    at = 0
    while at < len(found):
        is_named, iri, end = _clause(found, at, prefixes)
        if iri is None:
            kept.append(found[at].text)
        else:
            (named if is_named else default).append(iri)
        at = end
    if not default and not named:
        return query, UNION
    return "".join(kept), Dataset(tuple(default), tuple(named))


def _declared(found: Sequence[Token]) -> Iterator[tuple[str, str]]:
    """The prefixes of a query, each with what it stands for."""
    for at in range(len(found) - 2):
        if found[at].text.upper() == "PREFIX" and found[at + 2].kind == "iri":
            yield found[at + 1].text.removesuffix(":"), found[at + 2].text[1:-1]


def _clause(found: Sequence[Token], at: int, prefixes: dict[str, str]) -> tuple[bool, str | None, int]:
    """Of a FROM clause that begins here: whether it is NAMED, its graph, where it ends; else no graph."""
    if not _is_word(found[at], "FROM"):
        return False, None, at + 1
    rest = [number for number in range(at + 1, len(found)) if found[number].kind not in _SPACE]
    is_named = bool(rest) and _is_word(found[rest[0]], "NAMED")
    graph = rest[is_named : is_named + 1]
    iri = _iri(found[graph[0]], prefixes) if graph else None
    return is_named, iri, graph[0] + 1 if iri is not None else at + 1


def _iri(token: Token, prefixes: dict[str, str]) -> str | None:
    if token.kind == "iri":
        return unescape(token.text[1:-1])
    prefix, _, local = token.text.partition(":")
    return prefixes[prefix] + re.sub(r"\\(.)", r"\1", local) if prefix in prefixes else None


def _is_word(token: Token, word: str) -> bool:
    return token.kind == "word" and token.text.upper() == word
