"""The API described in OpenAPI 3.1, made of the question library, the error tree and the limits."""

from collections.abc import Mapping
from typing import Any

from rufsgraph.protocol.operations import (
    ANY,
    HTML,
    JSON,
    RUNNING,
    TEXT,
    UNCHANGED,
    Api,
    Node,
    common_parameters,
    common_ref,
    content,
    operation,
    problems,
    query,
)
from rufsgraph.protocol.problems import MEDIA_TYPE as PROBLEM
from rufsgraph.protocol.publishing import published
from rufsgraph.protocol.requests import FORM, FORMATS, GRAPH_TYPES, QUERY, RESULT_TYPES
from rufsgraph.protocol.schemas import Both, components, ref
from rufsgraph.questions.arranging import SORT
from rufsgraph.questions.asking import MAX_LIMIT
from rufsgraph.questions.question import FILTER, NAMED_TYPES, Parameter, Question, library
from rufsgraph.questions.rendering import MEDIA_TYPES
from rufsgraph.terms import LICENCE, RUFS

_EXAMPLE = f"SELECT ?goal WHERE {{ ?goal a <{RUFS}Goal> }}"


def document(api: Api, lang: str) -> Node:
    """The OpenAPI 3.1 document in a language."""
    made: Node = {
        "openapi": "3.1.0",
        "info": _info(api),
        "servers": [{"url": "/"}],
        "tags": [{"name": name, "description": text} for name, text in _TAGS.items()],
        "paths": {**_questions(api), **_sparql(api), **published(api)},
        "components": {"schemas": components(api.codes), "parameters": common_parameters(api)},
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


def _questions(api: Api) -> Node:
    listed = {
        **content([JSON], ref("Questions")),
        **content([HTML], TEXT),
    }
    index = operation(
        "questions",
        "questions",
        Both("Alla frågor i biblioteket", "All questions of the library"),
        {"200": {"description": Both("frågorna", "the questions"), "content": listed}, "304": UNCHANGED}
        | problems(api, "not-acceptable", *ANY),
        [common_ref("lang"), common_ref("tag")],
    )
    paths = {f"/ask/{question.id}": {"get": _ask(api, question)} for question in library().values()}
    return {"/ask": {"get": index}, **paths}


def _ask(api: Api, question: Question) -> Node:
    found = content([HTML, *MEDIA_TYPES.values()], TEXT) | content([JSON], ref(question.id))
    answered = {"description": Both("svaret", "the answer"), "content": found}
    return operation(
        f"ask_{question.id.replace('-', '_')}",
        "questions",
        Both(**question.title),
        {"200": answered, "304": UNCHANGED}
        | problems(api, "bad-parameter", "unknown-name", "not-acceptable", "too-large", *ANY, *RUNNING),
        [
            *(_parameter(api, one) for one in question.parameters),
            *_arranging(api, question),
            *(common_ref(name) for name in ("lang", "edition", "limit", "offset", "format", "tag")),
            *(common_ref(name) for name in ("page", "note")),
        ],
        description=Both(**question.description),
    )


def _arranging(api: Api, question: Question) -> list[Node]:
    """The parameters that sort rows by a column, and that keep those with some values of one."""
    names = [sign + column.name for column in question.columns for sign in ("", "-")]
    sort = query(
        SORT,
        {"type": "string", "enum": names},
        "kolumn att sortera efter, med - före för fallande ordning; frågans egen ordning om den utelämnas",
        "column to sort by, with - before it for descending order; the question's own order if left out",
    )
    kept = (
        query(
            FILTER + column.name,
            {"type": "string", "maxLength": api.value_length},
            f"bara rader med något av dessa värden, med komma emellan: {column.meaning['sv']}",
            f"only rows with one of these values, with commas between: {column.meaning['en']}",
        )
        for column in question.columns
        if column.is_filter
    )
    return [sort, *kept]


def _parameter(api: Api, parameter: Parameter) -> Node:
    made = query(parameter.name, _schema(api, parameter), **parameter.meaning)
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


def _sparql(api: Api) -> Node:
    asked = [query("query", _text_of_query(api), **_ONE_QUERY, example=_EXAMPLE), *_dataset()]
    post = operation(
        "sparql_post",
        "sparql",
        Both(
            "En fråga i SPARQL, som formulär eller som innehåll", "A SPARQL query, as a form or as the body"
        ),
        _sparql_responses(api, "unsupported-body"),
        [*_dataset(), common_ref("lang")],
        requestBody={"required": True, "content": _bodies(api)},
    )
    get = operation(
        "sparql_get",
        "sparql",
        Both("En fråga i SPARQL", "A SPARQL query"),
        _sparql_responses(api, "unknown-name", "bad-parameter")
        | {"304": UNCHANGED, "414": _TOO_LONG, "431": _TOO_LONG},
        [*asked, _example(), common_ref("lang"), common_ref("tag")],
    )
    options = operation(
        "sparql_options",
        "sparql",
        Both(
            "Vad som får sändas, också från andra värdars sidor",
            "What may be sent, also from other hosts' pages",
        ),
        {"200": {"description": Both("se Allow", "see Allow")}},
    )
    return {"/sparql": {"get": get, "post": post, "options": options}}


_TOO_LONG: Node = {
    "description": Both(
        "adressen är för lång: sänd frågan med POST", "the address is too long: send the query by POST"
    )
}
_ONE_QUERY = {
    "sv": "fråga i SPARQL 1.1; utan den svarar adressen vad den är",
    "en": "query in SPARQL 1.1; without it the address answers what it is",
}


def _example() -> Node:
    """The parameter that the page for people begins with."""
    ids = {"type": "string", "enum": list(library())}
    return query("example", ids, "fråga som sidan börjar med", "question that the page begins with")


def _text_of_query(api: Api) -> Node:
    return {"type": "string", "maxLength": api.query_bytes}


def _dataset() -> list[Node]:
    graphs = {"type": "array", "items": {"type": "string", "format": "iri"}}
    formats = {"type": "string", "enum": list(FORMATS)}
    return [
        query(
            "default-graph-uri", graphs, "graf i frågans standardgraf", "graph of the query's default graph"
        ),
        query("named-graph-uri", graphs, "namngiven graf", "named graph"),
        query("format", formats, "svarets form; går före Accept", "form of the answer; goes before Accept"),
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
    found = content(RESULT_TYPES[:1], ref("SparqlResults")) | content(
        [*RESULT_TYPES[1:], *GRAPH_TYPES, HTML], TEXT
    )
    etag = {"ETag": {"schema": TEXT, "description": Both("svarets märke", "tag of the answer")}}
    answered = {"description": Both("svaret", "the answer"), "headers": etag, "content": found}
    refused = ("bad-request", "bad-query", "update-refused", "service-refused", "not-acceptable", "too-large")
    return {"200": answered} | problems(api, *refused, *RUNNING, *more)
