"""JSON Schemas of what the server answers: answers to questions, SPARQL's JSON, problems, its state."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from rufsgraph.questions.kinds import kinds
from rufsgraph.questions.question import Column, Question, library

Schema = dict[str, Any]


class Both(NamedTuple):
    """A text in both languages."""

    sv: str
    en: str


class Code(NamedTuple):
    """A code of the error tree: its title, and the status that it is answered with."""

    code: str
    status: int
    title: Both


def components(codes: Iterable[Code]) -> dict[str, Schema]:
    """Every schema by its name; that of a question's answer is named as the question."""
    return {
        "Problem": _problem(codes),
        "Answer": _ANSWER,
        "Column": _COLUMN,
        "Source": _SOURCE,
        "SparqlResults": _RESULTS,
        "Questions": _QUESTIONS,
        "Health": _HEALTH,
        "Search": _SEARCH,
        "Hit": _HIT,
        **{question.id: _answer(question) for question in library().values()},
    }


def ref(name: str) -> Schema:
    """A reference to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def _object(properties: dict[str, Schema], required: Iterable[str] | None = None) -> Schema:
    """An object that may have more properties later."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties if required is None else required),
    }


def _described(sv: str, en: str, **schema: object) -> Schema:
    return {**schema, "description": Both(sv, en)}


def _answer(question: Question) -> Schema:
    rows = {column.name: _cell(column) for column in question.columns}
    row = _object(rows)
    if {"entry", "entries"} & set(rows):
        row["properties"] = rows | {"sources": {"type": "array", "items": ref("Source")}}
    own: dict[str, Schema] = {"question": {"const": question.id}, "rows": {"type": "array", "items": row}}
    return {"allOf": [ref("Answer"), _object(own)], "description": Both(**question.title)}


def _cell(column: Column) -> Schema:
    kind = _KINDS.get(column.item_type, "string")
    meaning = Both(**column.meaning)
    if column.is_list:
        return {"type": "array", "items": {"type": kind}, "description": meaning}
    return {"type": [kind, "null"], "description": meaning}


_KINDS = {"integer": "integer", "line": "integer", "decimal": "number", "boolean": "boolean"}
"""The JSON type of a column's type; all others are keys or texts."""


def _problem(codes: Iterable[Code]) -> Schema:
    listed = sorted(codes)
    texts = (
        "\n".join(f"- `{one.code}` ({one.status}): {getattr(one.title, lang)}" for one in listed)
        for lang in Both._fields
    )
    schema = _object(
        {
            "type": {"type": "string", "format": "uri"},
            "title": {"type": "string"},
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "detail": _described(
                "vad som var fel och vad man gör", "what was wrong, and what to do", type="string"
            ),
            "code": {"type": "string", "enum": [one.code for one in listed], "description": Both(*texts)},
            "limit": _described("gränsen", "the limit", type="number"),
            "used": _described("vad som användes", "what was used", type="number"),
            "retry_after": _described("sekunder att vänta", "seconds to wait", type="number"),
            "nearest": _described("de närmaste namnen", "the nearest names", **_TEXTS),
            "available": _described("det som finns", "what there is", **_TEXTS),
        },
        ("type", "title", "status", "detail", "code"),
    )
    return schema | {"description": Both("Ett fel (RFC 9457)", "A problem (RFC 9457)")}


_TEXTS: Schema = {"type": "array", "items": {"type": "string"}}
_BILINGUAL = _object({"sv": {"type": "string"}, "en": {"type": "string"}})

_COLUMN = _object({"name": {"type": "string"}, "type": {"type": "string"}, "meaning": _BILINGUAL})

_SOURCE = _object(
    {
        "entry": _described("inventeringsradens nyckel", "key of the inventory entry", type="string"),
        "section": {"type": "string"},
        "page": {"type": "integer"},
        "row": {"type": "integer"},
        "lines": _described(
            "första och sista raden i rapporten",
            "first and last line of the report",
            type="array",
            items={"type": "integer"},
            minItems=2,
            maxItems=2,
        ),
        "title": {"type": "string"},
        "note": {"type": "string"},
    }
)

_ANSWER = _object(
    {
        "question": {"type": "string", "enum": list(library())},
        "title": _BILINGUAL,
        "parameters": _described(
            "parametrarna som de förstods", "the parameters as understood", type="object"
        ),
        "release": _described("utgåvan som svaret kommer ur", "the release answered from", type="string"),
        "edition": _described("uppföljningens utgåva", "the edition of the follow-up", type="string"),
        "as_of": {"type": "string", "format": "date"},
        "source": {"type": "string"},
        "licence": {"type": "string", "format": "uri"},
        "scope_note": _described("vad inventeringen omfattar", "what the inventory covers", type="string"),
        "columns": {"type": "array", "items": ref("Column")},
        "rows": {"type": "array", "items": {"type": "object"}},
        "total": _described(
            "antal rader utan limit", "number of rows without limit", type="integer", minimum=0
        ),
        "truncated": _described("om limit utelämnade rader", "whether limit left rows out", type="boolean"),
    }
)

_RESULTS: Schema = {
    "type": "object",
    "properties": {
        "head": {"type": "object", "properties": {"vars": _TEXTS}},
        "results": _object({"bindings": {"type": "array", "items": {"type": "object"}}}),
        "boolean": {"type": "boolean"},
    },
    "required": ["head"],
    "oneOf": [{"required": ["results"]}, {"required": ["boolean"]}],
    "description": Both("SPARQL 1.1 Query Results JSON", "SPARQL 1.1 Query Results JSON"),
}

_QUESTIONS = _object(
    {"questions": {"type": "array", "items": _object({"id": {"type": "string"}, "title": _BILINGUAL})}}
)

_HEALTH = _object(
    {
        "ready": {"type": "boolean"},
        "release": _described("utgåvan som svaren kommer ur", "the release answered from", type="string"),
        "edition": {"type": "string"},
        "workers": _described(
            "processer, och hur mycket som är på gång",
            "processes, and how much is under way",
            type="object",
            additionalProperties={"type": "integer"},
        ),
    }
)

_MARKS = _described(
    "var de sökta orden börjar och slutar, i tecken",
    "where the words searched for begin and end, in characters",
    type="array",
    items={"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2},
)

_HIT = _object(
    {
        "iri": _described(
            "sakens identifierare; sidor och frågor har ingen",
            "identifier of the thing; pages and questions have none",
            type=["string", "null"],
        ),
        "path": _described("där den visas här", "where it is shown here", type="string"),
        "kind": {"type": "string", "enum": list(kinds())},
        "kind_label": {"type": "string"},
        "key": _described(
            "sakens nyckel, som frågornas parametrar tar",
            "key of the thing, as parameters of questions take it",
            type="string",
        ),
        "label": {"type": "string"},
        "label_marks": _MARKS,
        "alias": _described(
            "det andra namn som svarar bättre än benämningen",
            "the other name that fits better than the label",
            type=["string", "null"],
        ),
        "alias_marks": _MARKS,
        "snippet": _described(
            "den del av texten där orden står", "the part of the text where the words stand", type="string"
        ),
        "snippet_marks": _MARKS,
    }
)

_SEARCH = _object(
    {
        "query": {"type": "string"},
        "meant": _described(
            "texten som den togs, om den hade skrivfel",
            "the text as it was taken, if it had slips",
            type=["string", "null"],
        ),
        "is_near": _described(
            "om ingenting har alla orden", "whether nothing has all the words", type="boolean"
        ),
        "lang": {"type": "string", "enum": list(Both._fields)},
        "kinds": _TEXTS,
        "offset": {"type": "integer", "minimum": 0},
        "limit": {"type": "integer", "minimum": 1},
        "total": _described(
            "antal träffar av de slag som söktes",
            "number of hits of the kinds asked for",
            type="integer",
            minimum=0,
        ),
        "counts": _described(
            "antal träffar av varje slag",
            "number of hits of each kind",
            type="object",
            additionalProperties={"type": "integer"},
        ),
        "hits": {"type": "array", "items": ref("Hit")},
        "nearest": _described(
            "saker med liknande namn, där inget hittas",
            "things with names alike, where nothing is found",
            type="array",
            items=ref("Hit"),
        ),
    }
)
