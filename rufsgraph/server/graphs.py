"""Names of graphs and shapes, which lead to the file that holds them, in the form that was asked for."""

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from rufsgraph.engines.binding import Iri, bind
from rufsgraph.errors import NotFound
from rufsgraph.protocol.addresses import HTML, LANGUAGES, Link
from rufsgraph.protocol.downloads import GRAPH_FORMS
from rufsgraph.protocol.negotiation import must_choose
from rufsgraph.questions.question import support
from rufsgraph.releases.content import graph_file
from rufsgraph.server.context import live
from rufsgraph.server.live import Serving

blueprint = Blueprint("graphs", __name__)


@blueprint.get("/graph/<path:name>")
def graph(name: str) -> AnyResponse:
    """Leads from a named graph to its file, or to the page that lists all files."""
    serving = live().serving()
    if name not in serving.release.manifest["triples"]:
        raise NotFound(
            f"there is no graph {name} here; /data lists those that there are",
            f"det finns ingen graf {name} här; /data visar dem som finns",
        )
    return _lead(name)


@blueprint.get("/shapes/<path:name>")
def shape(name: str) -> AnyResponse:
    """Leads from a shape or a rule of the checks to the file that states it, or else what it found."""
    serving = live().serving()
    found = _graph_of(serving, f"{serving.iris.base}shapes/{name}")
    if found is None:
        raise NotFound(f"there is no shape {name} here", f"det finns ingen form {name} här")
    return _lead(found)


def _graph_of(serving: Serving, iri: str) -> str | None:
    """The short name of the graph that speaks of a shape."""
    names = ("shapes", "validation")
    graphs = {name: Iri(serving.iris.graph(name)) for name in names}
    try:
        query = bind(support("shape").full_text(), {**graphs, "shape": Iri(iri)})
    except ValueError:  # what stands in the address can't be part of an IRI
        return None
    rows = serving.engine.rows(query).rows
    return next((name for name in names if rows and rows[0][0] == graphs[name]), None)


def _lead(name: str) -> AnyResponse:
    """303 to the page of downloads for people, to the graph's file for programs."""
    chosen = must_choose(request.headers.get("Accept"), [HTML, *GRAPH_FORMS.values()])
    files = {media_type: f"/download/{graph_file(name)}.{one}" for one, media_type in GRAPH_FORMS.items()}
    lang = request.args.get("lang")
    page = "/data" + (f"?lang={lang}" if lang in LANGUAGES else "")
    response = redirect(files.get(chosen, page), 303)
    response.autocorrect_location_header = False
    links = [Link("/data", "describedby", (("type", HTML),))]
    links += [Link(path, "describedby", (("type", media_type),)) for media_type, path in files.items()]
    response.headers["Link"] = ", ".join(map(str, links))
    response.headers["Vary"] = "Accept"
    return response
