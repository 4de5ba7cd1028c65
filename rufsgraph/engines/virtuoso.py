"""What Virtuoso 7.2 does in its own way: its answers mended, its short cuts seen, its additions refused."""

import itertools
import json
from collections.abc import Iterator, Sequence
from email.message import Message
from typing import Any

from rufsgraph.engines.lexer import Token, tokens, unescape
from rufsgraph.errors import BadQuery, OverTime, TooLarge

_ASK_VARIABLE = "__ASK_RETVAL"
"""The variable in which it gives the answer of an ASK."""

_NO_VARIABLE = "_star_fake"
"""The variable that it makes up for `SELECT *` of a pattern that has none."""

_MADE_UP = (_ASK_VARIABLE.encode(), _NO_VARIABLE.encode())
_NODE = "nodeID://"
_SPACE = ("space", "comment")


def mended(content: bytes) -> bytes:
    """JSON results as the standard has them."""
    if _NODE.encode() not in content and not any(name in content[:200] for name in _MADE_UP):
        return content
    document: dict[str, Any] = json.loads(content)
    bindings = document["results"]["bindings"]
    if document["head"]["vars"] == [_ASK_VARIABLE]:
        yes = any(one[_ASK_VARIABLE]["value"] in ("1", "true") for one in bindings)
        return json.dumps({"head": {}, "boolean": yes}).encode()
    if document["head"]["vars"] == [_NO_VARIABLE]:
        return json.dumps({"head": {"vars": []}, "results": {"bindings": [{} for _ in bindings]}}).encode()
    for node in (node for one in bindings for node in one.values() if node["type"] == "bnode"):
        node["value"] = node["value"].removeprefix(_NODE)
    return json.dumps(document).encode()


def refuse_part(place: str, headers: Message) -> None:
    """Refuses an answer that was cut short; it says so in its headers only, with status 200."""
    if headers.get("X-SQL-State"):
        said = str(headers.get("X-SQL-Message", headers["X-SQL-State"])).partition("Activity:")[0].strip()
        raise OverTime(
            f"{place} stopped at its limit with a part of the answer: {said}",
            f"{place} stannade vid sin gräns med en del av svaret: {said}",
        )
    rows = headers.get("X-SPARQL-MaxRows")
    if rows:
        raise TooLarge(
            f"{place} gives no more than {rows} rows: add LIMIT, or raise ResultSetMaxRows there",
            f"{place} ger inte mer än {rows} rader: lägg till LIMIT, eller höj ResultSetMaxRows där",
        )


def wrote(headers: Message) -> bool:
    """Whether an answer comes from it."""
    return str(headers.get("Server", "")).startswith("Virtuoso")


def rows_behind(construct: str) -> str:
    """The SELECT of the rows that a CONSTRUCT makes its triples of: only of rows it says that it cut them."""
    found = list(tokens(construct))
    start = next(at for at, token in enumerate(found) if token.text.upper() == "CONSTRUCT")
    pattern = next((at for at in range(start + 1, len(found)) if found[at].kind not in _SPACE), start)
    end = _closing(found, pattern) if found[pattern].text == "{" else start
    pieces = [one.text for one in found]
    return "".join([*pieces[:start], "SELECT (1 AS ?row_behind)", *pieces[end + 1 :]])


def _closing(found: Sequence[Token], start: int) -> int:
    """Where the brace that opens at a token is closed."""
    depth = 0
    for at in range(start, len(found)):
        depth += (found[at].text == "{") - (found[at].text == "}")
        if not depth:
            return at
    return len(found) - 1


def refuse_additions(query: str) -> None:
    """Refuses what it has beyond SPARQL 1.1.

    DEFINE can make it fetch from the network; `bif:` and `sql:` are functions of its own; and it knows many
    prefixes that a query doesn't declare.
    """
    found = [token for token in tokens(unescape(query)) if token.kind not in _SPACE]
    strange = next(_strange(found), None)
    if strange:
        raise BadQuery(f"{strange} is not SPARQL 1.1", f"{strange} är inte SPARQL 1.1")
    undeclared = next(_undeclared(found), None)
    if undeclared is not None:
        raise BadQuery(
            f"the prefix {undeclared}: is not declared", f"prefixet {undeclared}: är inte deklarerat"
        )


def _strange(found: Sequence[Token]) -> Iterator[str]:
    for token in found:
        start = token.text.upper()
        if (token.kind == "word" and start == "DEFINE") or start.startswith(("<BIF:", "<SQL:")):
            yield token.text


def _undeclared(found: Sequence[Token]) -> Iterator[str]:
    declared = {
        after.text.removesuffix(":")
        for before, after in itertools.pairwise(found)
        if before.text.upper() == "PREFIX" and after.kind == "name"
    }
    for token in found:
        prefix = token.text.partition(":")[0]
        if token.kind == "name" and prefix not in declared:
            yield prefix
