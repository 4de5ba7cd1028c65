"""A lexer of SPARQL 1.1 (section 19.8): enough to tell keywords from names, strings and comments."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""
    (?P<space>[ \t\r\n]+)
  | (?P<comment>\#[^\r\n]*)
  | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
  | (?P<string>\"\"\"(?:(?:\"|\"\")?(?:[^\"\\]|\\.))*\"\"\"
      |'''(?:(?:'|'')?(?:[^'\\]|\\.))*'''
      |"(?:[^"\\\r\n]|\\.)*"
      |'(?:[^'\\\r\n]|\\.)*')
  | (?P<var>[?$][\w\u00b7\u0300-\u036f\u203f-\u2040]+)
  | (?P<blank>_:[\w](?:[\w.\-]*[\w\-])?)
  | (?P<name>(?:[^\W\d_](?:[\w.\-]*[\w\-])?)?:
      (?:(?:[\w:]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])
         (?:(?:[\w:.\-]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])*
            (?:[\w:\-]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]))?)?)
  | (?P<number>(?:[0-9]*\.)?[0-9]+(?:[eE][+-]?[0-9]+)?)
  | (?P<lang>@[a-zA-Z]+(?:-[a-zA-Z0-9]+)*)
  | (?P<word>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_UCHAR = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_UPDATES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"})
_VOLATILE = frozenset({"NOW", "RAND", "UUID", "STRUUID", "BNODE"})


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query: its kind (iri, string, var, name, word, ...), its text, where it begins."""

    kind: str
    text: str
    start: int


@dataclass(frozen=True, slots=True)
class QueryShape:
    """What a query asks for, read off its tokens without parsing it.

    `form` is SELECT, ASK, CONSTRUCT, DESCRIBE, UPDATE or empty; `has_dataset` says whether it has
    FROM; `volatile` whether two runs may differ (NOW, RAND, UUID, STRUUID, BNODE).
    """

    form: str
    has_service: bool
    has_dataset: bool
    volatile: bool


def tokens(query: str) -> Iterator[Token]:
    """The tokens of a query, white space and comments included; their texts join to the query."""
    for match in _TOKEN.finditer(query):
        yield Token(match.lastgroup or "other", match.group(), match.start())


def unescape(query: str) -> str:
    """The query with code point escapes resolved, as the standard does before its grammar (19.2)."""
    return _UCHAR.sub(_character, query)


def _character(match: re.Match[str]) -> str:
    code = int(match[1] or match[2], 16)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else match[0]


def shape(query: str) -> QueryShape:
    """What the query asks for; escapes can't hide a keyword."""
    words = [token.text.upper() for token in tokens(unescape(query)) if token.kind == "word"]
    form = next((word for word in words if word in _FORMS or word in _UPDATES), "")
    return QueryShape(
        form="UPDATE" if form in _UPDATES else form,
        has_service="SERVICE" in words,
        has_dataset="FROM" in words,
        volatile=any(word in _VOLATILE for word in words),
    )
