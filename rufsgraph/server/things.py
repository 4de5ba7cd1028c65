"""Identifiers and descriptions: `/id/..` and `/def/..` lead to `/doc/..`, which answers in every form."""

from functools import lru_cache

from flask import Blueprint, Response, json, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from rufsgraph.engines.engine import Dataset
from rufsgraph.errors import BadParameter, NotFound
from rufsgraph.protocol.addresses import (
    FORMS,
    HTML,
    LANGUAGES,
    ONTOLOGY,
    PROFILE,
    TERMS,
    Address,
    Link,
    alternates,
    canonical,
    iri_of,
    is_version,
    paged,
    signposts,
    split_ending,
)
from rufsgraph.protocol.documents import about, write
from rufsgraph.protocol.negotiation import choose, must_choose
from rufsgraph.protocol.ontologies import page_of, version_of
from rufsgraph.protocol.pages import KINDS
from rufsgraph.protocol.pages.kind import Kind, Material
from rufsgraph.protocol.sheets import Sheets
from rufsgraph.protocol.successors import Asked
from rufsgraph.protocol.tables import Tables
from rufsgraph.questions.asking import entries_of
from rufsgraph.questions.descriptions import Description, describe, ontology, other_descriptions
from rufsgraph.questions.vocabulary import read_vocabulary
from rufsgraph.releases.content import BY_NAME
from rufsgraph.server.changes import answer_former
from rufsgraph.server.context import ask_calls, kept_page, language, live, terms
from rufsgraph.server.live import Serving, ServingEngine
from rufsgraph.terms import RUFS, expand

blueprint = Blueprint("things", __name__)

_TEXT = ("text/turtle", "application/n-triples")
_ACCEPTED = {**{media_type: ending for ending, media_type in FORMS.items()}, "application/json": "jsonld"}


@blueprint.get("/id/<cls>/<key>")
def identifier(cls: str, key: str) -> AnyResponse:
    """Leads from a thing to its description (UM-7)."""
    return _lead(Address(cls, key))


@blueprint.get("/def/", defaults={"name": ONTOLOGY})
@blueprint.get("/def/<name>")
def term(name: str) -> AnyResponse:
    """Leads from a term of the ontology, or from a version of it, to its description."""
    if is_version(name):
        _must_be_here(name)
        name = ONTOLOGY
    return _lead(Address(TERMS, name))


@blueprint.get("/doc/<cls>/<key>")
def description(cls: str, key: str) -> AnyResponse:
    """The description of a thing: a page for people, or RDF, as the ending or Accept says."""
    name, ending = split_ending(key)
    address, accept = Address(cls, name), request.headers.get("Accept")
    if ending == "html" or (not ending and choose(accept, list(_ACCEPTED)) == HTML):
        return kept_page(lambda: _answer(address, ending or ""))
    return _answer(address, ending or "")


def _answer(address: Address, ending: str) -> AnyResponse:
    serving = live().serving()
    iri, number = _must_be_iri(serving, address), _page()
    found = _described(serving.engine, iri, number, _aside(serving))
    if found is None:
        return _not_in_use(serving, address, Asked(True, ending, request.query_string))
    chosen = ending or _ACCEPTED[must_choose(request.headers.get("Accept"), list(_ACCEPTED))]
    return _respond(serving, address, found, chosen)


@blueprint.get("/context.jsonld")
def context() -> Response:
    """The JSON-LD context that gives descriptions their short names."""
    document = live().serving().context.document
    return Response(json.dumps(document, ensure_ascii=False), mimetype=FORMS["jsonld"])


@lru_cache(maxsize=8)
def _described(engine: ServingEngine, iri: str, number: int, aside: tuple[str, ...]) -> Description | None:
    """A page of a description, from the data or else from the graphs aside.

    The latest are kept: who reads a page often goes on to its data, and a copy takes every form in turn.
    """
    return describe(engine, iri, number) or describe(engine, iri, number, Dataset(aside))


def _aside(serving: Serving) -> tuple[str, ...]:
    """The graphs whose things are described too, where the data states nothing of them."""
    return tuple(serving.iris.graph(name) for name in BY_NAME)


def _lead(address: Address) -> AnyResponse:
    serving = live().serving()
    iri = _must_be_iri(serving, address)
    others = other_descriptions(serving.engine, iri, _aside(serving))
    if others is None:
        return _not_in_use(serving, address, Asked(False, query=request.query_string))
    lang = request.args.get("lang")
    path = address.doc_path() + (f"?lang={lang}" if lang in LANGUAGES else "")
    response = redirect(path, 303)
    response.autocorrect_location_header = False
    links = (Link(path, "describedby") for path in (address.doc_path(), *others))
    response.headers["Link"] = ", ".join(map(str, links))
    return response


def _not_in_use(serving: Serving, address: Address, asked: Asked) -> AnyResponse:
    """What became of an identifier that nothing is stated of; NotFound where it never was one."""
    answer = answer_former(serving, _must_be_iri(serving, address), asked)
    if answer is None:
        raise _unknown(address)
    return answer


def _must_be_here(version: str) -> None:
    """NotFound for a version of the ontology other than that of the release; it tells which that is."""
    serving = live().serving()
    here = version_of(ontology(serving.engine, serving.iris))
    if version != here:
        raise NotFound(
            f"version {version} of the ontology is not here; here is {here}, /def/{here}",
            f"ontologins version {version} finns inte här; här finns {here}, /def/{here}",
        )


def _must_be_iri(serving: Serving, address: Address) -> str:
    iri = iri_of(address, serving.iris)
    if iri is None:
        raise _unknown(address)
    return iri


def _unknown(address: Address) -> NotFound:
    """Nothing is known by this address; the names nearest to its key are said."""
    near = live().serving().asker.names.nearest(address.cls, address.key, language())
    return NotFound(
        f"there is no {address.cls} {address.key} here",
        f"det finns ingen {address.cls} {address.key} här",
        nearest=near,
    )


def _page() -> int:
    given = request.args.get("page", "1")
    if not given.isascii() or not given.isdigit() or len(given) > 6:
        raise BadParameter(
            f"page is {given!r}: a number from 1 is wanted", f"page är {given!r}: ett tal väntas"
        )
    return int(given)


def _respond(serving: Serving, address: Address, found: Description, ending: str) -> Response:
    if ending == "html":
        show = _ontology if found.iri == RUFS else _sheet
        response = Response(show(serving, address, found), mimetype=HTML)
        response.headers["Content-Language"] = language()
        path = f"{address.doc_path(ending)}?lang={language()}"
    else:
        said = about(found, address, serving.iris, serving.release.manifest)
        content_type = FORMS[ending] + ("; charset=utf-8" if FORMS[ending] in _TEXT else "")
        body = write(found, said, ending, serving.context)
        response = Response(body, content_type=content_type)
        response.headers["Content-Language"] = ", ".join(LANGUAGES)
        response.headers["Content-Profile"] = f"<{PROFILE}>"
        path = address.doc_path(ending)
    response.headers["Content-Location"] = paged(path, found.page)
    response.headers["Vary"] = "Accept, Accept-Language"
    links = [
        *alternates(address, ending, found.page),
        *signposts(address, found.iri, serving.iris, ending, _types(found), found.page),
    ]
    response.headers["Link"] = ", ".join(map(str, links))
    return response


def _types(found: Description) -> list[str]:
    kinds = (one for one in found.own if one.predicate == expand("rdf:type") and one.subject == found.iri)
    return [str(one.object) for one in kinds]


def _sheet(serving: Serving, address: Address, found: Description) -> str:
    """The page of a thing: what its kind shows, and all that is stated."""
    sheets = Sheets(serving.iris, terms())
    lang = language()
    kind = KINDS.get(address.cls)
    return render_template(
        _template(kind),
        lang=lang,
        page=kind.build(_material(serving, address, found, kind, lang)) if kind else None,
        sheet=sheets.sheet(found, lang),
        structured=sheets.structured(found, lang),
        address=address,
        canonical=canonical(address, serving.iris, found.page),
        alternates=alternates(address, "html", found.page),
        number=found.page,
        pages=found.pages,
        forms=[ending for ending in FORMS if ending != "html"],
        release=serving.release,
    )


def _template(kind: Kind | None) -> str:
    """The template of a page: that of the one sheet of paper where `?print=1` asks for it."""
    if kind is None:
        return "thing.html"
    return kind.sheet if kind.sheet and request.args.get("print") == "1" else kind.template


def _material(serving: Serving, address: Address, found: Description, kind: Kind, lang: str) -> Material:
    """What the page of a thing is made of: its questions asked, and where their entries stand."""
    asker = serving.asker
    calls = {**kind.calls(address.key), **(kind.further(found) if kind.further else {})}
    answers = ask_calls(asker, calls, lang)
    entries = {key for answer in answers.values() for row in answer.rows for key in entries_of(row)}
    tables = Tables(asker.names, serving.iris, lang)
    return Material(address.key, lang, answers, asker.entry_details(entries), tables, found)


def _ontology(serving: Serving, address: Address, found: Description) -> str:
    """The page of the ontology: its terms, how they fit together, and how they are used."""
    lang = language()
    vocabulary = read_vocabulary(serving.engine, serving.iris)
    return render_template(
        "ontology.html",
        lang=lang,
        page=page_of(vocabulary, serving.iris, terms(), lang),
        structured=Sheets(serving.iris, terms()).structured(found, lang),
        rufs=RUFS,
        address=address,
        forms=[ending for ending in FORMS if ending != "html"],
        release=serving.release,
    )
