"""What the operations of the OpenAPI document are made of: parameters, contents, problems."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rufsgraph.protocol.problems import MEDIA_TYPE as PROBLEM
from rufsgraph.protocol.schemas import Both, Code, ref
from rufsgraph.questions.asking import LANGUAGES, MAX_LIMIT
from rufsgraph.questions.rendering import MEDIA_TYPES

Node = dict[str, Any]

HTML = "text/html"
JSON = "application/json"
TEXT: Node = {"type": "string"}


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


def common_parameters(api: Api) -> Node:
    """Parameters that many operations take."""
    whole = {"type": "integer", "minimum": 0, "maximum": MAX_LIMIT}
    return {
        "lang": query("lang", {"type": "string", "enum": list(LANGUAGES)}, "språk", "language"),
        "edition": query(
            "edition",
            {"type": "string", "maxLength": api.value_length},
            "uppföljningens utgåva; den senaste om den utelämnas",
            "edition of the follow-up; the latest if left out",
        ),
        "limit": query("limit", whole, "så många rader högst", "so many rows at most"),
        "offset": query("offset", whole, "så många rader hoppas över", "so many rows are left out first"),
        "format": query(
            "format",
            {"type": "string", "enum": ["html", *MEDIA_TYPES]},
            "svarets form; går före Accept",
            "form of the answer; goes before Accept",
        ),
        "page": query(
            "page",
            {"type": "integer", "minimum": 1, "maximum": 999_999},
            "sida av en lång tabell, hundra rader på var; filer är hela",
            "page of a long table, a hundred rows on each; files are whole",
        ),
        "note": query(
            "note",
            {"type": "boolean"},
            "CSV med kolumner efter frågans egna som säger vad svaret vilar på",
            "CSV with columns after the question's own that say what the answer rests on",
        ),
        "tag": {
            "name": "If-None-Match",
            "in": "header",
            "schema": TEXT,
            "description": Both("ETag på det svar man har", "ETag of the answer that one has"),
        },
    }


def query(name: str, schema: Node, sv: str, en: str, **more: object) -> Node:
    return {"name": name, "in": "query", "schema": schema, "description": Both(sv, en), **more}


def common_ref(name: str) -> Node:
    return {"$ref": f"#/components/parameters/{name}"}


UNCHANGED: Node = {"description": Both("Svaret är oförändrat", "The answer is unchanged")}


def content(media_types: Iterable[str], schema: Node) -> Node:
    """A body in any of the media types; text is JSON where the type says so."""
    return {
        media_type: {"schema": _ANY_JSON if schema is TEXT and media_type.endswith("json") else schema}
        for media_type in media_types
    }


_ANY_JSON: Node = {"type": ["object", "array"]}


def problems(api: Api, *codes: str) -> Node:
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
        "content": {PROBLEM: {"schema": ref("Problem")}, HTML: {"schema": TEXT}},
    }
    if any(one.code in SHARES for one in listed):
        wait = Both("sekunder att vänta", "seconds to wait")
        response["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": wait}}
    return response


SHARES = ("too-busy", "too-many")
"""What may keep any request waiting."""

ANY = ("bad-request", *SHARES)
"""What may be said to any request."""

RUNNING = ("over-time", "over-memory", "engine-failed", *SHARES)
"""What may stop any query."""


def operation(
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
