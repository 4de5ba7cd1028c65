"""Requests that no one should send, made by hypothesis: SPARQL texts, parameters, headers, methods, paths."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from hypothesis import strategies as st

from rufsgraph.protocol.examples import example_query
from rufsgraph.protocol.requests import FORM, FORMATS, GRAPH_TYPES, QUERY, RESULT_TYPES
from rufsgraph.questions.question import library
from rufsgraph.questions.rendering import MEDIA_TYPES
from rufsgraph.terms import DEFAULT_BASE, RUFS

HOSTILE: dict[str, Any] = tomllib.loads((Path(__file__).parent / "hostile.toml").read_text(encoding="utf-8"))
STORED = Path(__file__).parent.parent / "compat" / "queries"

Header = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Sent:
    """A request: its method, its target as it stands in the request line, its headers and its body."""

    method: str
    target: str
    headers: tuple[Header, ...] = ()
    body: bytes | None = None


def texts(section: str, *lists: str) -> list[str]:
    """The texts of some lists of a section, or of all of them; the long ones written out."""
    found = HOSTILE[section]
    chosen = [one for name in lists or found for one in found[name]]
    return [one if isinstance(one, str) else one[0] * one[1] for one in chosen]


def _one_of(section: str, *lists: str) -> st.SearchStrategy[str]:
    return st.sampled_from(texts(section, *lists))


def known_queries() -> list[str]:
    """Queries that answer: those that agencies stored, and those of the library by their examples."""
    stored = [path.read_text(encoding="utf-8") for path in sorted(STORED.glob("*.rq"))]
    return [*stored, *(example_query(DEFAULT_BASE, "2020", one, "sv") for one in library().values())]


_CUT = re.compile(r"\w+|\s+|[^\w\s]")
_PIECES = texts("sparql")


def _changed(query: str, changes: Sequence[tuple[float, int, str]]) -> str:
    """A query with a few of its words taken out and others put in."""
    parts = _CUT.findall(query)
    for at, length, piece in changes:
        start = int(at * len(parts))
        parts[start : start + length] = [piece]
    return "".join(parts)


CHANGED = st.builds(
    _changed,
    st.sampled_from(known_queries()),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 3), st.sampled_from(["", *_PIECES])), max_size=2),
)
"""Queries that answer, changed a little."""

_NODE = _one_of("sparql", "nodes")
_PATTERN = st.recursive(
    st.builds("{} {} {} .".format, _NODE, _one_of("sparql", "paths"), _NODE),
    lambda inner: st.one_of(
        st.builds("{{ {} }} UNION {{ {} }}".format, inner, inner),
        st.builds("OPTIONAL {{ {} }}".format, inner),
        st.builds("MINUS {{ {} }}".format, inner),
        st.builds("GRAPH ?g {{ {} }}".format, inner),
        st.builds("{} FILTER(?x = {})".format, inner, _NODE),
        st.builds("{{ SELECT ?x {{ {} }} LIMIT 3 }}".format, inner),
        st.builds("{} {}".format, inner, inner),
    ),
    max_leaves=5,
)
_PREFIXES = f"PREFIX rufs: <{RUFS}> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
WRITTEN = st.builds(
    "{}{} {{ {} }}{}".format,
    st.just(_PREFIXES),
    _one_of("sparql", "heads"),
    _PATTERN,
    _one_of("sparql", "tails"),
)
"""Queries by a small grammar; most of them can be read."""

SOUP = st.lists(st.sampled_from(_PIECES), max_size=12).map(" ".join)
"""Pieces of the language in any order."""

TEXTS = st.one_of(CHANGED, CHANGED, WRITTEN, WRITTEN, SOUP, st.text(max_size=60))

VALUES = st.one_of(_one_of("values", "known"), _one_of("values"), st.text(max_size=30))
"""Values that a parameter understands, or that came to mean something in some program."""

_COMMON = ["lang", "edition", "limit", "offset", "format"]
_PARAMETERS = sorted({one.name for question in library().values() for one in question.parameters})
_NAMES = st.sampled_from([*_PARAMETERS, *_COMMON, *texts("addresses", "names")])


def _encoded(pairs: Sequence[tuple[str, str]]) -> str:
    return urlencode(pairs, errors="surrogatepass")


def _percent(text: str, safe: str = "") -> str:
    return quote(text.encode("utf-8", "surrogatepass"), safe=safe)


def _asked(question: str, some: Sequence[tuple[str, str]], form: str, given: bool) -> str:
    """The target of a question, with its required parameters by their examples or without."""
    found = library()[question]
    required = [(one.name, str(one.example)) for one in found.parameters if one.required and given]
    taken = {name for name, _ in some}
    pairs = [*(pair for pair in required if pair[0] not in taken), *some]
    return f"/ask/{question}?{_encoded([*pairs, ('format', form)] if form else pairs)}"


def _own(question: str) -> st.SearchStrategy[str]:
    """The target of a question with values for what it takes, and now and then for what it doesn't."""
    own = st.sampled_from([one.name for one in library()[question].parameters] or ["x"])
    names = st.one_of(own, own, st.sampled_from(_COMMON), _NAMES)
    some = st.lists(st.tuples(names, VALUES), max_size=2)
    forms = st.sampled_from(["", *MEDIA_TYPES, "html"])
    return st.builds(_asked, st.just(question), some, forms, st.sampled_from([True, True, False]))


_TYPES = st.sampled_from([*RESULT_TYPES, *GRAPH_TYPES, *MEDIA_TYPES.values(), *texts("headers", "ranges")])
ACCEPT = st.lists(st.builds("{}{}".format, _TYPES, _one_of("headers", "weights")), max_size=5).map(", ".join)
_ACCEPTS = st.one_of(st.just(()), st.just(()), ACCEPT.map(lambda wanted: (("Accept", wanted),)))
_LANGUAGES = st.lists(_one_of("headers", "languages"), max_size=4).map(",".join)


def _header(names: Sequence[str], values: st.SearchStrategy[str]) -> st.SearchStrategy[Header]:
    return st.tuples(st.sampled_from(names), values)


_HEADER = st.one_of(
    _header(["Accept"], ACCEPT),
    _header(["Accept-Language"], _LANGUAGES),
    _header(["Accept-Encoding"], _one_of("headers", "codings")),
    _header(["If-None-Match", "If-Match"], _one_of("headers", "tags")),
    _header(["Content-Type"], _one_of("headers", "types")),
    _header(["Host"], _one_of("headers", "hosts")),
    _header(texts("headers", "forwarded"), _one_of("headers", "addresses")),
    _header(texts("headers", "names"), _one_of("headers", "others")),
)
_HEADERS = st.lists(_HEADER, max_size=4).map(tuple)


def _queried(path: str, method: str, how: str, query: str, headers: tuple[Header, ...], more: str) -> Sent:
    """A query as the protocol has it: by GET, as a form, as a body."""
    if how == "get":
        return Sent(method, f"{path}?query={_percent(query)}&{more}"[:60_000], headers)
    if how == "form":
        body = f"query={_percent(query)}&{more}".encode()
        return Sent("POST", path, (*headers, ("Content-Type", FORM)), body)
    direct = query.encode("utf-8", "surrogatepass")
    return Sent("POST", f"{path}?{more}", (*headers, ("Content-Type", QUERY)), direct)


_MORE = st.one_of(
    _one_of("addresses", "more"),
    st.sampled_from([f"format={name}" for name in FORMATS]),
    st.tuples(_NAMES, VALUES).map(lambda pair: _encoded([pair])),
)
QUERIES = st.builds(
    _queried,
    st.sampled_from(["/sparql", "/sparql/"]),
    st.sampled_from(["GET", "GET", "GET", "HEAD"]),
    st.sampled_from(["get", "form", "direct"]),
    TEXTS,
    _ACCEPTS,
    _MORE,
)
"""Texts sent to the endpoint in each way of the protocol."""

QUESTIONS = st.builds(
    Sent,
    st.sampled_from(["GET", "GET", "GET", "HEAD"]),
    st.sampled_from(list(library())).flatmap(_own),
    _ACCEPTS,
)
"""Questions with values for their parameters that nobody means."""

HEADERED = st.builds(
    Sent, st.sampled_from(["GET", "GET", "HEAD", "OPTIONS"]), _one_of("addresses", "good"), _HEADERS
)
"""Good addresses with headers that nobody sends."""

_BODIES = st.one_of(
    st.none(),
    st.binary(max_size=40),
    st.sampled_from([b"query=ASK%20%7B%7D", b"ASK {}", b"{}", b"\xff" * 1000]),
)
_PATHS = _one_of("addresses", "paths")
_TARGETS = st.one_of(
    _PATHS,
    st.text(max_size=20).map(lambda text: f"/{_percent(text, safe='/')}"),
    st.builds("{}?{}".format, _PATHS, st.lists(st.tuples(_NAMES, VALUES), max_size=3).map(_encoded)),
)
ADDRESSED = st.builds(Sent, _one_of("addresses", "methods"), _TARGETS, _HEADERS, _BODIES)
"""Any method with any path, headers and body."""

_PARTS = st.one_of(_one_of("things", "keys"), VALUES.map(_percent))
_UNKNOWN = st.builds(
    "{}/{}/{}".format, _one_of("things", "folders"), st.one_of(_one_of("things", "classes"), _PARTS), _PARTS
)
_THING = st.one_of(_one_of("things", "known"), _UNKNOWN)
THINGS = st.builds(
    Sent,
    st.sampled_from(["GET", "GET", "HEAD"]),
    st.builds("/{}{}?{}".format, _THING, _one_of("things", "endings"), _one_of("things", "more")),
    _ACCEPTS,
)
"""Identifiers, descriptions and files of things that there are, and of what nothing is called."""

KINDS = {
    "queries": QUERIES,
    "questions": QUESTIONS,
    "headers": HEADERED,
    "addresses": ADDRESSED,
    "things": THINGS,
}
