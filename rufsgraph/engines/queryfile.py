"""A query in a file: a strict TOML header in `#:` comments, then SPARQL with `$name` parameters."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from rufsgraph.engines.lexer import tokens
from rufsgraph.errors import CallError
from rufsgraph.terms import PREFIXES

_MARK = "#:"


class BadQueryFile(CallError):
    """A query file whose header or text breaks the rules; this is a fault of ours."""

    code = "bad-query-file"


@dataclass(frozen=True, slots=True)
class QueryFile:
    """The header of a query file as plain values, and its SPARQL without prefixes and header."""

    name: str
    header: dict[str, Any]
    text: str

    def parameters(self) -> frozenset[str]:
        """The names of the `$name` parameters in the text."""
        found = (token.text for token in tokens(self.text) if token.kind == "var")
        return frozenset(text[1:] for text in found if text.startswith("$"))

    def full_text(self) -> str:
        """The SPARQL with the prefixes that it uses declared in front."""
        return _with_prefixes(self.text)


@lru_cache(maxsize=128)
def _with_prefixes(text: str) -> str:
    used = {token.text.partition(":")[0] for token in tokens(text) if token.kind == "name"}
    lines = [f"PREFIX {name}: <{iri}>" for name, iri in PREFIXES.items() if name in used]
    return "\n".join([*lines, text])


def read_query_file(path: Path) -> QueryFile:
    """A query file; BadQueryFile where its header is missing or isn't TOML."""
    lines = path.read_text(encoding="utf-8").splitlines()
    header = [line[len(_MARK) :].removeprefix(" ") for line in lines if line.startswith(_MARK)]
    text = "\n".join(line for line in lines if not line.startswith(_MARK)).strip() + "\n"
    if not header:
        raise BadQueryFile(f"{path.name} has no header of {_MARK} lines")
    try:
        return QueryFile(path.stem, tomllib.loads("\n".join(header)), text)
    except tomllib.TOMLDecodeError as error:
        raise BadQueryFile(f"the header of {path.name} is not TOML: {error}") from error
