"""What Flask says at the SPARQL endpoint: what it is, and what may be sent; queries are the front's."""

from flask import Blueprint, Response, current_app

from rufsgraph.server.describing import service

blueprint = Blueprint("endpoint", __name__)


@blueprint.route("/sparql", methods=["GET", "POST"], strict_slashes=False, provide_automatic_options=False)
def endpoint() -> Response:
    """What this endpoint is, where no query is asked."""
    return service()


@blueprint.route("/sparql", methods=["OPTIONS"], strict_slashes=False)
def options() -> Response:
    """What may be sent, also from a page of another host."""
    response = current_app.make_default_options_response()
    response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, POST, OPTIONS"
    response.headers["Access-Control-Allow-Headers"] = "Accept, Content-Type"
    return response
