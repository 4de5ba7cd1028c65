"""The one place where an error turns into a status and a body: a problem document, or a page for people."""

from flask import Flask, Response, current_app, json, make_response, render_template, request
from werkzeug.exceptions import BadHost, HTTPException

from rufsgraph.errors import (
    BadParameter,
    BadQuery,
    BadRequest,
    CallError,
    EngineFailed,
    Gone,
    NeedsService,
    NoRelease,
    NotAcceptable,
    NotFound,
    OverMemory,
    OverTime,
    RufsError,
    ServiceRefused,
    TooBusy,
    TooLarge,
    TooMany,
    UnknownName,
    UnsupportedBody,
    UpdateRefused,
)
from rufsgraph.protocol.negotiation import choose, choose_language
from rufsgraph.protocol.problems import MEDIA_TYPE, problem
from rufsgraph.server.visits import VISIT


class MethodNotAllowed(CallError):
    """A method that this address doesn't take."""

    code = "method-not-allowed"
    title_sv = "Metoden finns inte här"
    title_en = "The method is not allowed"


STATUSES: dict[type[RufsError], int] = {
    BadParameter: 400,
    BadQuery: 400,
    BadRequest: 400,
    ServiceRefused: 403,
    UpdateRefused: 403,
    NotFound: 404,
    UnknownName: 404,
    MethodNotAllowed: 405,
    NotAcceptable: 406,
    Gone: 410,
    TooLarge: 413,
    UnsupportedBody: 415,
    CallError: 400,
    TooMany: 429,
    TooBusy: 503,
    OverTime: 503,
    OverMemory: 503,
    NoRelease: 503,
    EngineFailed: 503,
    NeedsService: 501,
    RufsError: 500,
}


def register(app: Flask) -> None:
    """Gives an app the handlers of every error."""
    app.register_error_handler(RufsError, _ours)
    app.register_error_handler(HTTPException, _theirs)
    app.register_error_handler(Exception, _unforeseen)


def status_of(error: type[RufsError]) -> int:
    """The status of a class of errors: its own, or that of the nearest class above."""
    return next(STATUSES[cls] for cls in error.__mro__ if cls in STATUSES)


def kinds(root: type[RufsError] = RufsError) -> dict[str, type[RufsError]]:
    """Every kind of error from one down, by its code; of those that share a code the highest."""
    below = {code: one for cls in root.__subclasses__() for code, one in kinds(cls).items()}
    return below | {root.code: root}


def _ours(error: RufsError) -> Response:
    return _respond(error, status_of(type(error)))


def _theirs(error: HTTPException) -> Response:
    status = error.code or 500
    if status == 404:
        ours: RufsError = NotFound(
            f"nothing is published at {request.path}", f"ingenting är publicerat på {request.path}"
        )
    elif status == 405:
        ours = MethodNotAllowed(f"{request.method} is not taken here", f"{request.method} tas inte emot här")
    elif status == 413:
        limit = current_app.config["MAX_CONTENT_LENGTH"]
        ours = TooLarge(
            f"the request is too large; the limit is {limit} bytes",
            f"begäran är för stor; gränsen är {limit} byte",
            limit=limit,
        )
    elif isinstance(error, BadHost):
        ours = BadRequest("the header Host names no host", "huvudet Host anger ingen värd")
    else:
        ours = BadRequest(str(error.description or error.name))
    response = _respond(ours, status)
    if status == 405 and error.get_response().headers.get("Allow"):
        response.headers["Allow"] = error.get_response().headers["Allow"]
    return response


def wants_page() -> bool:
    """Whether the caller would rather have a page than a problem document."""
    wanted = choose(request.headers.get("Accept"), [MEDIA_TYPE, "application/json", "text/html"])
    return wanted == "text/html"


def _unforeseen(error: Exception) -> Response:
    current_app.logger.error("unforeseen error", exc_info=error)
    return _respond(RufsError("an error of ours; it has been logged", "ett fel hos oss; det är loggat"), 500)


def _respond(error: RufsError, status: int) -> Response:
    request.environ[VISIT].outcome = error.code
    lang = choose_language(request.args.get("lang"), request.headers.get("Accept-Language"))
    document = problem(error, status, lang)
    if wants_page():
        response = make_response(render_template("error.html", problem=document, lang=lang), status)
    else:
        body = json.dumps(document, ensure_ascii=False)
        response = Response(body, status, mimetype=MEDIA_TYPE)
    response.headers["Vary"] = "Accept, Accept-Language"
    read_here = error.extra.get("available")
    if isinstance(error, UnsupportedBody) and isinstance(read_here, list):
        response.headers["Accept"] = ", ".join(read_here)  # RFC 9110, 15.5.16
    retry = error.extra.get("retry_after")
    if retry is not None:
        response.headers["Retry-After"] = str(retry)
    return response
