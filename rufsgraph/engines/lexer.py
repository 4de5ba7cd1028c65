"""A lexer of SPARQL 1.1 (section 19.8): enough to tell keywords from names, strings and comments."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_UNICODE = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_ESCAPE = rf"\\[tbnrf\\\"']|{_UNICODE}"
_TOKEN = re.compile(
    rf"""
    (?P<space>[ \t\r\n]+)
  | (?P<comment>\#[^\r\n]*)
  | (?P<iri><(?:[^<>"{{}}|^`\\\x00-\x20]|{_UNICODE})*>)
  | (?P<string>\"\"\"(?:(?:\"|\"\")?(?:[^\"\\]|{_ESCAPE}))*\"\"\"
      |'''(?:(?:'|'')?(?:[^'\\]|{_ESCAPE}))*'''
      |"(?:[^"\\\r\n]|{_ESCAPE})*"
      |'(?:[^'\\\r\n]|{_ESCAPE})*')
  | (?P<unclosed>["'].*)
  | (?P<var>[?$][\w\u00b7\u0300-\u036f\u203f-\u2040]+)
  | (?P<blank>_:[\w](?:[\w.\-]*[\w\-])?)
  | (?P<name>(?:[^\W\d_][\w.\-]{{0,127}}+)?:
      (?:(?:[\w:]|%[0-9A-Fa-f]{{2}}|\\[_~.\-!$&'()*+,;=/?\#@%])
         (?:(?:[\w:.\-]|%[0-9A-Fa-f]{{2}}|\\[_~.\-!$&'()*+,;=/?\#@%])*
            (?:[\w:\-]|%[0-9A-Fa-f]{{2}}|\\[_~.\-!$&'()*+,;=/?\#@%]))?)?)
  | (?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)[eE][+-]?[0-9]+|(?:[0-9]*\.)?[0-9]+)
  | (?P<lang>@[a-zA-Z]+(?:-[a-zA-Z0-9]+)*)
  | (?P<word>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_GAP = r"(?:[ \t\r\n]|\#[^\r\n]*+)*+"
_GROUP = re.compile(_GAP + r"\{")
_TARGET = re.compile(
    rf"""{_GAP}(?:SILENT{_GAP})?(?:<[^<>]*>|[?$][^\s<>{{}}()"'#?$]+|[^\s<>{{}}"#\\:]*+:(?:\\.|[^\s<>{{}}"#\\])*+)"""
    + _GROUP.pattern,
    re.IGNORECASE,
)
"""What must follow SERVICE: perhaps SILENT, an IRI, a variable or a name, and the group to send."""

_UCHAR = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_UPDATES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"})
_VOLATILE = frozenset({"NOW", "RAND", "UUID", "STRUUID", "BNODE"})


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query: its kind (iri, string, var, name, word, ...), its text, where it begins.

    A string that isn't closed reaches to the end of the query, which no engine can read.
    """

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


@lru_cache(maxsize=64)
def shape(query: str) -> QueryShape:
    """What the query asks for; neither escapes nor a second way to read it can hide SERVICE."""
    plain = unescape(query)
    words = [match.group().upper() for match in _TOKEN.finditer(plain) if match.lastgroup == "word"]
    form = next((word for word in words if word in _FORMS or word in _UPDATES), "")
    return QueryShape(
        form="UPDATE" if form in _UPDATES else form,
        has_service=has_service(query),
        has_dataset="FROM" in words,
        volatile=any(word in _VOLATILE for word in words),
    )


def has_service(query: str) -> bool:
    """Whether a query may ask a server elsewhere, as it stands or with its escapes resolved."""
    return _may_ask_service(query) or _may_ask_service(unescape(query))


def _may_ask_service(query: str) -> bool:
    """Whether SERVICE is a keyword in any of the ways in which an engine may read the text.

    There are several: `<` begins an IRI or means less than, and engines such as Oxigraph find
    keywords in `trueSERVICE` and in `SERVICEa:b`. Each place is looked at once, so the time is
    in proportion to the length.
    """
    if "SERVICE" not in query.upper():
        return False
    waiting, seen = [0], set[int]()
    while waiting:
        at = waiting.pop()
        while at < len(query) and at not in seen:
            seen.add(at)
            if query[at] == "#":
                at = _line_end(query, at)
                continue
            match = _TOKEN.match(query, at)
            assert match is not None
            if _asks_service(query, match):
                return True
            if match.lastgroup == "iri":
                waiting.append(at + 1)
            at = match.end()
    return False


def _line_end(query: str, at: int) -> int:
    ends = [end for end in (query.find("\n", at), query.find("\r", at)) if end >= 0]
    return min(ends, default=len(query))


def _asks_service(query: str, match: re.Match[str]) -> bool:
    text = match.group().upper()
    if match.lastgroup not in ("word", "name") or "SERVICE" not in text:
        return False
    if "SERVICE" in text.rpartition(":")[0] and _GROUP.match(query, match.end()):
        return True
    return _TARGET.match(query, match.end()) is not None
