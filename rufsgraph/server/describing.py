"""What the server says of its endpoint in RDF: the service description, VoID, the example queries."""

from collections.abc import Mapping

from flask import Blueprint, Response, request, url_for

from rufsgraph.config import EMBEDDED
from rufsgraph.errors import BadRequest, NotFound
from rufsgraph.protocol.cataloguing import Publication
from rufsgraph.protocol.describing import (
    FORMS,
    PAGE,
    catalogue_document,
    choose_form,
    examples_document,
    service_document,
    void_document,
)
from rufsgraph.protocol.downloads import files_of
from rufsgraph.protocol.service import LIMITS
from rufsgraph.protocol.sites import Site
from rufsgraph.releases.content import Stamp
from rufsgraph.releases.store import Release
from rufsgraph.server.context import live, settings
from rufsgraph.server.editing import editor_page
from rufsgraph.terms import LICENCE

blueprint = Blueprint("describing", __name__)

_DESCRIBING = ("catalogue", "examples")
_OF_EMBEDDED = frozenset({"query_memory"})
"""Limits that another engine doesn't keep."""


def service() -> Response:
    """What the endpoint is: its page for people, or the service description."""
    form = choose_form(request.args.get("format"), request.headers.get("Accept"), page=True)
    site = _site()
    if form == PAGE:
        response = editor_page()
    else:
        response = Response(_service(live().serving().release, site, form), mimetype=form)
    view = "endpoint.endpoint"
    links = [
        f'<{url_for(view, format="html", lang=lang)}>; rel="alternate"; type="{PAGE}"; hreflang="{lang}"'
        for lang in ("sv", "en")
    ]
    links.append(f'<{url_for(view, format="ttl")}>; rel="service-desc"; type="{FORMS["ttl"]}"')
    links.append(f'<{url_for("describing.void")}>; rel="describedby"')
    return _finished(response, site, view, "Accept, Accept-Language", links)


@blueprint.get("/.well-known/void")
def void() -> Response:
    """The dataset in VoID."""
    return _graph("catalogue", "describing.void")


@blueprint.get("/.well-known/sparql-examples")
def examples() -> Response:
    """The example queries and the prefixes."""
    return _graph("examples", "describing.examples")


@blueprint.get("/datasets/dcat")
def catalogue() -> Response:
    """The catalogue; RDF/XML to whom doesn't say otherwise, as that is what the portal harvests."""
    accept = request.headers.get("Accept") or "*/*"
    form = choose_form(request.args.get("format") or ("rdf" if accept == "*/*" else None), accept, page=False)
    release, site = live().serving().release, _site()
    manifest = release.manifest
    stamp = Stamp(*(str(manifest[name]) for name in ("edition", "issued", "modified")))
    made = settings()
    publication = Publication(made.publisher, made.publisher_type, made.contact)
    body = catalogue_document(site, stamp, publication, files_of(manifest), form)
    return _finished(Response(body, mimetype=form), site, "describing.catalogue", "Accept", [])


def _graph(name: str, view: str) -> Response:
    """A graph of the release as a document; NotFound where the release is too old to have it."""
    form = choose_form(request.args.get("format"), request.headers.get("Accept"), page=False)
    release, site = live().serving().release, _site()
    if name not in release.manifest["triples"]:
        raise NotFound(
            f"the release {release.name} has no graph {name}: build a new one",
            f"utgåvan {release.name} har ingen graf {name}: bygg en ny",
        )
    make = {"catalogue": void_document, "examples": examples_document}[name]
    response = Response(make(site, _turtle(release, name), form), mimetype=form)
    return _finished(response, site, view, "Accept", [])


def _finished(response: Response, site: Site, view: str, vary: str, links: list[str]) -> Response:
    """An answer with its links (RFC 8288); its tag is the front's."""
    forms = (
        f'<{url_for(view, format=name)}>; rel="alternate"; type="{kind}"' for name, kind in FORMS.items()
    )
    links = [*links, *forms, f'<{LICENCE}>; rel="license"']
    if site.canonical:
        path = url_for(view).removeprefix(request.root_path + "/")
        links.append(f'<{site.address}{path}>; rel="canonical"')
    response.headers["Link"] = ", ".join(links)
    response.headers["Vary"] = vary
    return response


def _site() -> Site:
    """Where this is served: at the public address, else at the host asked."""
    base = str(live().serving().release.manifest["base"])
    if settings().public:
        return Site(base, settings().public, canonical=True)
    if not request.host:
        raise BadRequest("the header Host names no host", "huvudet Host anger ingen värd")
    return Site(base, request.root_url, canonical=False)


def _service(release: Release, site: Site, form: str) -> bytes:
    triples: Mapping[str, int] = release.manifest["triples"]
    embedded = settings().engine == EMBEDDED
    limits = {name: getattr(settings(), name) for name in LIMITS if embedded or name not in _OF_EMBEDDED}
    described = [_turtle(release, name) for name in _DESCRIBING if name in triples]
    return service_document(site, triples, limits, described, form, aliased=embedded)


def _turtle(release: Release, name: str) -> bytes:
    return (release.path / "graph" / f"{name}.ttl").read_bytes()
