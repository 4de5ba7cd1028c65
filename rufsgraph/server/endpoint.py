"""What Flask says at the SPARQL endpoint: what it is, what may be sent, and what was wrong.

Queries are answered before Flask (front.py); their errors come here to be turned into answers.
"""

from flask import Blueprint, Response, current_app, request

from rufsgraph.errors import RufsError
from rufsgraph.server.describing import service
from rufsgraph.server.front import ERROR

blueprint = Blueprint("endpoint", __name__)


@blueprint.route("/sparql", methods=["GET", "POST"], strict_slashes=False, provide_automatic_options=False)
def endpoint() -> Response:
    """What this endpoint is, where no query is asked."""
    error = request.environ.get(ERROR)
    if isinstance(error, RufsError):
        raise error
    return service()


@blueprint.route("/sparql", methods=["OPTIONS"], strict_slashes=False)
def options() -> Response:
    """What may be sent, also from a page of another host."""
    response = current_app.make_default_options_response()
    response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, POST, OPTIONS"
    response.headers["Access-Control-Allow-Headers"] = "Accept, Content-Type"
    return response
