"""The SPARQL endpoint."""

from collections.abc import Iterator

from flask import Blueprint, Response, current_app, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from rufsgraph.protocol.requests import QueryRequest, media_type_for, parse_get, parse_post
from rufsgraph.server.context import live, settings

blueprint = Blueprint("endpoint", __name__)

_TEXT = ("text/csv", "text/tab-separated-values", "text/turtle", "application/n-triples")


@blueprint.get("/sparql", strict_slashes=False)
def by_get() -> AnyResponse:
    """A query by GET; without one, what this endpoint is."""
    query = parse_get(request.query_string, settings().query_bytes)
    if query is None:
        return redirect(url_for("pages.front", lang=request.args.get("lang")) + "#sparql", 303)
    return _answer(query)


@blueprint.post("/sparql", strict_slashes=False)
def by_post() -> Response:
    """A query by POST."""
    body = request.get_data(cache=False)
    return _answer(parse_post(request.content_type, request.query_string, body, settings().query_bytes))


@blueprint.route("/sparql", methods=["OPTIONS"], strict_slashes=False)
def options() -> Response:
    """What may be sent, also from a page of another host."""
    response = current_app.make_default_options_response()
    response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, POST, OPTIONS"
    response.headers["Access-Control-Allow-Headers"] = "Accept, Content-Type"
    return response


def _answer(query: QueryRequest) -> Response:
    media_type = media_type_for(query, request.headers.get("Accept"))
    pieces = live().serving().engine.answer(query.query, media_type, query.dataset, request.base_url)
    return _streamed(pieces, media_type)


def _streamed(pieces: Iterator[bytes], media_type: str) -> Response:
    content_type = f"{media_type}; charset=utf-8" if media_type in _TEXT else media_type
    response = Response(pieces, content_type=content_type)
    response.headers["Vary"] = "Accept"
    return response
