"""The API described in OpenAPI 3.1, made of the question library, the error tree and the limits."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rufsgraph.protocol.problems import MEDIA_TYPE as PROBLEM
from rufsgraph.protocol.requests import FORM, FORMATS, GRAPH_TYPES, QUERY, RESULT_TYPES
from rufsgraph.protocol.schemas import Both, Code, components, ref
from rufsgraph.questions.asking import LANGUAGES, MAX_LIMIT
from rufsgraph.questions.question import NAMED_TYPES, Parameter, Question, library
from rufsgraph.questions.rendering import LICENCE, MEDIA_TYPES
from rufsgraph.terms import RUFS

Node = dict[str, Any]

HTML = "text/html"
JSON = "application/json"

_EXAMPLE = f"SELECT ?goal WHERE {{ ?goal a <{RUFS}Goal> }}"
_TEXT: Node = {"type": "string"}


@dataclass(frozen=True, slots=True)
class Api:
    """What the document is made of beside the library: version, limits as set, the codes of all errors."""

    version: str
    query_seconds: float
    query_memory: int
    query_bytes: int
    answer_bytes: int
    query_running: int
    query_waiting: int
    value_length: int
    codes: Sequence[Code]


def document(api: Api, lang: str) -> Node:
    """The OpenAPI 3.1 document in a language."""
    made: Node = {
        "openapi": "3.1.0",
        "info": _info(api),
        "servers": [{"url": "/"}],
        "tags": [{"name": name, "description": text} for name, text in _TAGS.items()],
        "paths": {**_questions(api), **_sparql(api), **_rest(api)},
        "components": {"schemas": components(api.codes), "parameters": _common(api)},
    }
    spoken: Node = _spoken(made, lang)
    return spoken


def _spoken(node: Any, lang: str) -> Any:
    """A part of the document with its texts in one language."""
    if isinstance(node, Both):
        return node.sv if lang == "sv" else node.en
    if isinstance(node, Mapping):
        return {name: _spoken(value, lang) for name, value in node.items()}
    return [_spoken(value, lang) for value in node] if isinstance(node, list | tuple) else node


_TAGS = {
    "questions": Both("Frågorna i biblioteket", "The questions of the library"),
    "sparql": Both("SPARQL 1.1, bara läsning", "SPARQL 1.1, read-only"),
    "server": Both("Sidor och serverns tillstånd", "Pages and the state of the server"),
}


def _info(api: Api) -> Node:
    sv = (
        f"Uppföljningen av RUFS 2050 som kunskapsgraf. Gränser: en fråga får {api.query_seconds:g} s, "
        f"{api.query_memory} byte minne, {api.query_bytes} byte text och {api.answer_bytes} byte svar; "
        f"{api.query_running} frågor körs samtidigt och {api.query_waiting} väntar. Fel är {PROBLEM}, eller "
        "en sida för den som hellre vill ha det. HEAD svarar som GET utan innehåll."
    )
    en = (
        f"The follow-up of RUFS 2050 as a knowledge graph. Limits: a query has {api.query_seconds:g} s, "
        f"{api.query_memory} bytes of memory, {api.query_bytes} bytes of text, {api.answer_bytes} of answer; "
        f"{api.query_running} queries run at once and {api.query_waiting} wait. Errors are {PROBLEM}, or a "
        "page for who would rather have that. HEAD answers as GET without a body."
    )
    return {
        "title": "rufsgraph",
        "version": api.version,
        "description": Both(sv, en),
        "license": {"name": "CC BY 4.0", "url": LICENCE},
    }


def _common(api: Api) -> Node:
    """Parameters that many operations take."""
    whole = {"type": "integer", "minimum": 0, "maximum": MAX_LIMIT}
    return {
        "lang": _query("lang", {"type": "string", "enum": list(LANGUAGES)}, "språk", "language"),
        "edition": _query(
            "edition",
            {"type": "string", "maxLength": api.value_length},
            "uppföljningens utgåva; den senaste om den utelämnas",
            "edition of the follow-up; the latest if left out",
        ),
        "limit": _query("limit", whole, "så många rader högst", "so many rows at most"),
        "offset": _query("offset", whole, "så många rader hoppas över", "so many rows are left out first"),
        "format": _query(
            "format",
            {"type": "string", "enum": ["html", *MEDIA_TYPES]},
            "svarets form; går före Accept",
            "form of the answer; goes before Accept",
        ),
        "tag": {
            "name": "If-None-Match",
            "in": "header",
            "schema": _TEXT,
            "description": Both("ETag på det svar man har", "ETag of the answer that one has"),
        },
    }


def _query(name: str, schema: Node, sv: str, en: str, **more: object) -> Node:
    return {"name": name, "in": "query", "schema": schema, "description": Both(sv, en), **more}


def _common_ref(name: str) -> Node:
    return {"$ref": f"#/components/parameters/{name}"}


_UNCHANGED: Node = {"description": Both("Svaret är oförändrat", "The answer is unchanged")}


def _content(media_types: Iterable[str], schema: Node) -> Node:
    return {media_type: {"schema": schema} for media_type in media_types}


def _problems(api: Api, *codes: str) -> Node:
    """A response for each status that the errors of these codes are answered with."""
    by_status: dict[int, list[Code]] = {}
    for one in api.codes:
        if one.code in codes:
            by_status.setdefault(one.status, []).append(one)
    return {str(status): _problem_response(found) for status, found in sorted(by_status.items())}


def _problem_response(codes: Iterable[Code]) -> Node:
    listed = list(codes)
    sv, en = (", ".join(f"{getattr(one.title, lang)} ({one.code})" for one in listed) for lang in LANGUAGES)
    response: Node = {
        "description": Both(sv, en),
        "content": {PROBLEM: {"schema": ref("Problem")}, HTML: {"schema": _TEXT}},
    }
    if any(one.code in _SHARES for one in listed):
        wait = Both("sekunder att vänta", "seconds to wait")
        response["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": wait}}
    return response


_SHARES = ("too-busy", "too-many")
"""What may keep any request waiting."""

_RUNNING = ("over-time", "over-memory", "engine-failed", *_SHARES)
"""What may stop any query."""


def _questions(api: Api) -> Node:
    listed = {
        **_content([JSON], ref("Questions")),
        **_content([HTML], _TEXT),
    }
    index = _operation(
        "questions",
        "questions",
        Both("Alla frågor i biblioteket", "All questions of the library"),
        {"200": {"description": Both("frågorna", "the questions"), "content": listed}, "304": _UNCHANGED}
        | _problems(api, "not-acceptable", *_SHARES),
        [_common_ref("lang"), _common_ref("tag")],
    )
    paths = {f"/ask/{question.id}": {"get": _ask(api, question)} for question in library().values()}
    return {"/ask": {"get": index}, **paths}


def _ask(api: Api, question: Question) -> Node:
    content = _content([HTML, *MEDIA_TYPES.values()], _TEXT) | _content([JSON], ref(question.id))
    answered = {"description": Both("svaret", "the answer"), "content": content}
    return _operation(
        f"ask_{question.id.replace('-', '_')}",
        "questions",
        Both(**question.title),
        {"200": answered, "304": _UNCHANGED}
        | _problems(api, "bad-parameter", "unknown-name", "not-acceptable", "too-large", *_RUNNING),
        [
            *(_parameter(api, one) for one in question.parameters),
            *(_common_ref(name) for name in ("lang", "edition", "limit", "offset", "format", "tag")),
        ],
        description=Both(**question.description),
    )


def _parameter(api: Api, parameter: Parameter) -> Node:
    made = _query(parameter.name, _schema(api, parameter), **parameter.meaning)
    if parameter.required:
        made["required"] = True
    if parameter.example not in (None, ""):
        made["example"] = parameter.example
    return made


def _schema(api: Api, parameter: Parameter) -> Node:
    plain: dict[str, Node] = {
        "integer": {"type": "integer", "minimum": 0, "maximum": MAX_LIMIT},
        "boolean": {"type": "boolean"},
        "choice": {"type": "string", "enum": list(parameter.choices)},
    }
    least = {"minLength": 1} if parameter.required else {}
    schema = plain.get(parameter.type, {"type": "string", **least, "maxLength": api.value_length})
    if parameter.type in NAMED_TYPES:
        schema = schema | {"x-names": parameter.type}
    return schema if parameter.default is None else schema | {"default": parameter.default}


def _operation(
    operation_id: str,
    tag: str,
    summary: Both,
    responses: Node,
    parameters: Sequence[Node] = (),
    **more: object,
) -> Node:
    made: Node = {"operationId": operation_id, "tags": [tag], "summary": summary, **more}
    if parameters:
        made["parameters"] = list(parameters)
    return {**made, "responses": responses}


def _sparql(api: Api) -> Node:
    asked = [_query("query", _text_of_query(api), **_ONE_QUERY, example=_EXAMPLE), *_dataset()]
    post = _operation(
        "sparql_post",
        "sparql",
        Both(
            "En fråga i SPARQL, som formulär eller som innehåll", "A SPARQL query, as a form or as the body"
        ),
        _sparql_responses(api, "unsupported-body"),
        [*_dataset(), _common_ref("lang")],
        requestBody={"required": True, "content": _bodies(api)},
    )
    get = _operation(
        "sparql_get",
        "sparql",
        Both("En fråga i SPARQL", "A SPARQL query"),
        _sparql_responses(api)
        | {
            "303": {"description": Both("utan fråga: till en sida", "without a query: to a page")},
            "304": _UNCHANGED,
        },
        [*asked, _common_ref("lang"), _common_ref("tag")],
    )
    options = _operation(
        "sparql_options",
        "sparql",
        Both(
            "Vad som får sändas, också från andra värdars sidor",
            "What may be sent, also from other hosts' pages",
        ),
        {"200": {"description": Both("se Allow", "see Allow")}},
    )
    return {"/sparql": {"get": get, "post": post, "options": options}}


_ONE_QUERY = {
    "sv": "fråga i SPARQL 1.1; utan den svarar adressen vad den är",
    "en": "query in SPARQL 1.1; without it the address answers what it is",
}


def _text_of_query(api: Api) -> Node:
    return {"type": "string", "maxLength": api.query_bytes}


def _dataset() -> list[Node]:
    graphs = {"type": "array", "items": {"type": "string", "format": "iri"}}
    formats = {"type": "string", "enum": list(FORMATS)}
    return [
        _query(
            "default-graph-uri", graphs, "graf i frågans standardgraf", "graph of the query's default graph"
        ),
        _query("named-graph-uri", graphs, "namngiven graf", "named graph"),
        _query("format", formats, "svarets form; går före Accept", "form of the answer; goes before Accept"),
    ]


def _bodies(api: Api) -> Node:
    fields = {one["name"]: one["schema"] for one in _dataset()}
    form = {
        "type": "object",
        "properties": {"query": _text_of_query(api), **fields},
        "required": ["query"],
    }
    return {
        FORM: {"schema": form, "example": {"query": _EXAMPLE}},
        QUERY: {"schema": _text_of_query(api), "example": _EXAMPLE},
    }


def _sparql_responses(api: Api, *more: str) -> Node:
    content = _content(RESULT_TYPES[:1], ref("SparqlResults")) | _content(
        [*RESULT_TYPES[1:], *GRAPH_TYPES], _TEXT
    )
    etag = {"ETag": {"schema": _TEXT, "description": Both("svarets märke", "tag of the answer")}}
    answered = {"description": Both("svaret", "the answer"), "headers": etag, "content": content}
    refused = ("bad-request", "bad-query", "update-refused", "service-refused", "not-acceptable", "too-large")
    return {"200": answered} | _problems(api, *refused, *_RUNNING, *more)


def _rest(api: Api) -> Node:
    """Pages and the state of the server."""
    lang, tag = _common_ref("lang"), _common_ref("tag")
    page, state = _content([HTML], _TEXT), _content([JSON], ref("Health"))
    counts = _content(["text/plain", "application/openmetrics-text"], _TEXT)
    starting = {
        "description": Both("frågemotorn startas om", "the engine is being restarted"),
        "content": state,
    }
    return {
        "/": _get(
            "front", Both("Startsidan", "The front page"), page, [lang, tag], _problems(api, *_RUNNING)
        ),
        "/health": _get(
            "health", Both("Serverns tillstånd", "The server's state"), state, [], {"503": starting}
        ),
        "/metrics": _get("metrics", Both("Räknare för Prometheus", "Counts for Prometheus"), counts, [], {}),
        "/api/openapi.json": _get(
            "openapi",
            Both("Den här beskrivningen", "This description"),
            _content([JSON], {"type": "object"}),
            [lang, tag],
            _problems(api, *_SHARES),
        ),
    }


def _get(name: str, summary: Both, content: Node, parameters: Sequence[Node], others: Node) -> Node:
    """The path of something that is only read."""
    responses: Node = {"200": {"description": summary, "content": content}}
    if _common_ref("tag") in parameters:
        responses["304"] = _UNCHANGED
    return {"get": _operation(name, "server", summary, responses | others, parameters)}
