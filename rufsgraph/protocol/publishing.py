"""The addresses that are read without a question, in OpenAPI: pages, things, files, the server's state."""

from collections.abc import Sequence

from rufsgraph.protocol.addresses import FORMS as DOCUMENTS
from rufsgraph.protocol.describing import FORMS as DESCRIPTIONS
from rufsgraph.protocol.downloads import TYPES
from rufsgraph.protocol.operations import (
    ANY,
    HTML,
    JSON,
    RUNNING,
    TEXT,
    UNCHANGED,
    Api,
    Node,
    common_ref,
    content,
    operation,
    problems,
    query,
)
from rufsgraph.protocol.pages.matrices import MATRICES
from rufsgraph.protocol.schemas import Both, ref
from rufsgraph.protocol.searching import LAST_PAGE, MOST_HITS
from rufsgraph.questions.kinds import kinds

_JSON_LD = "application/ld+json"
_FORMAT = query(
    "format",
    {"type": "string", "enum": list(DESCRIPTIONS)},
    "svarets form; går före Accept",
    "form of the answer; goes before Accept",
)


def published(api: Api) -> Node:
    """Every path that is read without asking a question."""
    return {
        **_pages(api),
        **_search(api),
        **_descriptions(api),
        **_things(api),
        **_files(api),
        **_server(api),
    }


def _pages(api: Api) -> Node:
    page, lang = content([HTML], TEXT), [common_ref("lang"), common_ref("tag")]
    return {
        "/": _get(api, "front", Both("Startsidan", "The front page"), page, lang, RUNNING),
        "/data": _get(api, "data", Both("Vad som finns att hämta", "What there is to download"), page, lang),
        "/quality": _get(api, "quality", Both("Datas kvalitet", "The data's quality"), page, lang, RUNNING),
        "/matrix": _get(
            api,
            "matrix",
            Both("Matriser över aktörer och prioriteringar", "Matrices of actors and priorities"),
            page,
            [*_of_matrix(), *lang],
            ("bad-parameter", "unknown-name", "not-acceptable", *RUNNING),
        ),
        "/indicators": _get(api, "indicators", Both("Hur det går", "How it is going"), page, lang, RUNNING),
        "/indicators/europe": _get(
            api,
            "europe",
            Both("Stockholm bredvid andra", "Stockholm beside others"),
            page,
            lang,
            RUNNING,
        ),
        "/plan": _get(api, "plan", Both("Planen i en bild", "The plan in one picture"), page, lang, RUNNING),
        "/about": _get(api, "about", Both("Om webbplatsen", "About this site"), page, lang),
        "/accessibility": _get(api, "accessibility", Both("Tillgänglighet", "Accessibility"), page, lang),
        **_pictures(api, lang),
    }


def _pictures(api: Api, lang: Sequence[Node]) -> Node:
    """The pictures of the plan and of indicators."""
    svg = content(["image/svg+xml"], TEXT)
    kind = _in_path("kind", "series", "series eller comparison", "series or comparison")
    kind["schema"] = {"type": "string", "enum": ["series", "comparison"]}
    key = _in_path("key", "gymnasieexamen-inom-tre-ar", "indikatorns nyckel", "key of the indicator")
    return {
        "/picture/plan.svg": _get(
            api, "picture_plan", Both("Planens bild", "The plan's picture"), svg, lang, RUNNING
        ),
        "/picture/{kind}/{key}.svg": _get(
            api,
            "picture",
            Both("En indikators bild", "The picture of an indicator"),
            svg,
            [kind, key, *lang],
            ("not-found", *RUNNING),
        ),
    }


def _search(api: Api) -> Node:
    """What is found for a text, also while it is typed: hits whose names begin so come before all others."""
    text = query(
        "q",
        {"type": "string", "maxLength": api.value_length},
        "det som söks: namn, nyckel eller ord, som KTH, 3.1, SDG 13, bostäder; även början av ord",
        "what is searched for: names, key or words, as KTH, 3.1, SDG 13, housing; beginnings too",
        example="kth",
    )
    kind = query(
        "kind",
        {"type": "array", "items": {"type": "string", "enum": list(kinds())}},
        "bara träffar av dessa slag, med komma mellan; utan q alla av dem. En frågas aktör är actor,group, "
        "dess finansiär actor,group,funding-source, dess plats area, annat heter som parameterns typ",
        "only hits of these kinds, with commas between; without q all of them. A question's actor is "
        "actor,group, its funder actor,group,funding-source, its place area, all else as its type",
        style="form",
        explode=False,
    )
    limit = query("limit", _from_one(MOST_HITS), "så många träffar högst", "so many hits at most")
    number = query("page", _from_one(LAST_PAGE), "sida", "page")
    form = query(
        "format",
        {"type": "string", "enum": ["html", "json"]},
        "svarets form; går före Accept",
        "form of the answer; goes before Accept",
    )
    summary = Both(
        "Sök bland allt: träffar efter hur väl de svarar", "Search everything: hits, the best first"
    )
    found = content([HTML], TEXT) | content([JSON], ref("Search"))
    parameters = [text, kind, limit, number, form, common_ref("lang"), common_ref("tag")]
    told = ("bad-parameter", "not-acceptable", "too-large", *RUNNING)
    return {"/search": _get(api, "search", summary, found, parameters, told)}


def _from_one(most: int) -> Node:
    return {"type": "integer", "minimum": 1, "maximum": most}


def _of_matrix() -> list[Node]:
    """What can be asked of a matrix."""
    text, true = {"type": "string"}, {"type": "string", "enum": ["true", "false"]}
    return [
        query("kind", {"type": "string", "enum": list(MATRICES)}, "vilken matris", "which matrix"),
        query("actor-type", text, "aktörstyp", "type of actor"),
        query(
            "priority", text, "prioritering, 1–9 eller ord ur namnet", "priority, 1–9 or words of its name"
        ),
        query("zeros", true, "även aktörer som inte nämns", "also actors that aren't named"),
        query("all", true, "alla rader", "all rows"),
    ]


def _descriptions(api: Api) -> Node:
    rdf = content(DESCRIPTIONS.values(), TEXT)
    told = ("bad-parameter", "not-acceptable", "not-found")
    summaries = {
        "/.well-known/void": ("void", Both("Datamängden i VoID", "The dataset in VoID")),
        "/.well-known/sparql-examples": (
            "examples",
            Both("Exempelfrågor i SPARQL", "Example queries in SPARQL"),
        ),
        "/datasets/dcat": ("catalogue", Both("Katalogen enligt DCAT-AP-SE", "The catalogue by DCAT-AP-SE")),
    }
    return {
        path: _get(api, name, summary, rdf, [_FORMAT, common_ref("tag")], told)
        for path, (name, summary) in summaries.items()
    }


def _things(api: Api) -> Node:
    """Identifiers, which lead to descriptions, and those."""
    cls = _in_path("class", "actor", "sak: actor, initiative, goal", "kind: actor, initiative, goal")
    key = _in_path("key", "kth", "sakens nyckel", "key of the thing")
    name = _in_path("name", "Actor", "term i ontologin", "term of the ontology")
    number = query("page", {"type": "integer", "minimum": 1, "maximum": 999_999}, "sida", "page")
    graph = _in_path("name", "plan", "namngiven graf", "named graph")
    shape = _in_path("name", "Actor", "form eller regel i kontrollerna", "shape or rule of the checks")
    to_file = Both("Leder till filen", "Leads to the file")
    sheet = query("print", {"type": "string", "enum": ["1"]}, "sidan på ett ark", "the page on one sheet")
    leads = Both("Leder till beskrivningen", "Leads to the description")
    found = content(DOCUMENTS.values(), TEXT)
    described = _get(
        api,
        "doc",
        Both(
            "En saks beskrivning; nyckeln kan ha ändelse",
            "Description of a thing; the key may have an ending",
        ),
        found,
        [cls, key, number, sheet, common_ref("lang"), common_ref("tag")],
        ("gone", "not-found", "not-acceptable", "bad-parameter", *RUNNING),
    )
    lead = _lead(api, "id", leads, [cls, key, common_ref("lang")], ("gone",))
    for one in (described, lead):
        one["get"]["responses"] |= _NO_LONGER_IN_USE
    return {
        "/id/{class}/{key}": lead,
        "/def/": _lead(api, "def", leads, [common_ref("lang")]),
        "/def/{name}": _lead(api, "def_name", leads, [name, common_ref("lang")]),
        "/def/problem/{code}": _get(
            api,
            "problem",
            Both("Ett slag av problem, bland alla", "A kind of problem, among all"),
            content([HTML], TEXT),
            [_in_path("code", "over-time", "problemets kod", "the problem's code"), common_ref("lang")],
            ("unknown-name",),
        ),
        "/doc/{class}/{key}": described,
        "/graph/{name}": _lead(api, "graph", to_file, [graph, common_ref("lang")], ("not-acceptable",)),
        "/shapes/{name}": _lead(api, "shapes", to_file, [shape, common_ref("lang")], ("not-acceptable",)),
        "/context.jsonld": _get(
            api,
            "context",
            Both("JSON-LD-kontexten", "The JSON-LD context"),
            content([_JSON_LD], {"type": "object"}),
        ),
    }


def _files(api: Api) -> Node:
    named = _in_path(
        "name",
        "data.ttl",
        "filens namn, med utgåvan före sig för den som inte byts: 2020-…/data.ttl",
        "name of the file, with the release before it for one that never changes: 2020-…/data.ttl",
    )
    part = {
        "name": "Range",
        "in": "header",
        "schema": TEXT,
        "description": Both("del av filen", "part of the file"),
    }
    kinds = sorted({media_type.partition(";")[0] for media_type in TYPES.values()})
    made = _get(
        api,
        "download",
        Both("En fil i en utgåva, hel eller i delar", "A file of a release, whole or by range"),
        content(kinds, TEXT),
        [named, part, common_ref("tag")],
        ("not-found",),
    )
    responses = made["get"]["responses"]
    responses["206"] = {"description": Both("delen", "the part"), "content": content(kinds, TEXT)}
    responses["416"] = responses["404"] | {"description": Both("delen finns inte", "there is no such part")}
    return {"/download/{name}": made}


def _server(api: Api) -> Node:
    state = content([JSON], ref("Health"))
    counts = content(["text/plain", "application/openmetrics-text"], TEXT)
    health = _get(api, "health", Both("Serverns tillstånd", "The state of the server"), state)
    health["get"]["responses"]["503"] = {
        "description": Both("frågemotorn startas om", "the engine is being restarted"),
        "content": state,
    }
    described = content([JSON], {"type": "object"})
    lang = [common_ref("lang"), common_ref("tag")]
    return {
        "/health": health,
        "/metrics": _get(api, "metrics", Both("Räknare för Prometheus", "Counts for Prometheus"), counts),
        "/api/openapi.json": _get(
            api, "openapi", Both("Den här beskrivningen", "This description"), described, lang
        ),
    }


def _get(
    api: Api,
    name: str,
    summary: Both,
    found: Node,
    parameters: Sequence[Node] = (),
    codes: Sequence[str] = (),
) -> Node:
    """The path of something that is read."""
    responses: Node = {"200": {"description": summary, "content": found}}
    if common_ref("tag") in parameters:
        responses["304"] = UNCHANGED
    return {"get": operation(name, "server", summary, responses | problems(api, *ANY, *codes), parameters)}


def _lead(api: Api, name: str, summary: Both, parameters: Sequence[Node], codes: Sequence[str] = ()) -> Node:
    """The path of an identifier."""
    responses = {"303": _to(summary, Both("beskrivningens väg", "path of the description"))}
    told = problems(api, "not-found", *ANY, *RUNNING, *codes)
    return {"get": operation(name, "server", summary, responses | told, parameters)}


def _to(summary: Both, where: Both) -> Node:
    return {"description": summary, "headers": {"Location": {"schema": TEXT, "description": where}}}


_NO_LONGER_IN_USE: Node = {
    "300": {
        "description": Both(
            "Sammanslaget eller uppdelat: Link nämner varje efterföljare (successor-version)",
            "Merged or split: Link names each successor (successor-version)",
        ),
        "content": content([JSON], {"type": "object"}) | content([HTML], TEXT),
    },
    "308": _to(
        Both("Utbytt mot en annan identifierare", "Replaced by another identifier"),
        Both("väg till det nya", "path to the new one"),
    ),
}
"""What is answered at an identifier that something else stands in the place of."""


def _in_path(name: str, example: str, sv: str, en: str) -> Node:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "schema": {"type": "string", "minLength": 1},
        "description": Both(sv, en),
        "example": example,
    }
