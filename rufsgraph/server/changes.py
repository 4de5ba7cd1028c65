"""The answer for an identifier that is no longer in use: gone, moved for good, or a choice of successors."""

from collections.abc import Mapping

from flask import Response, json, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from rufsgraph.protocol.addresses import HTML
from rufsgraph.protocol.negotiation import choose
from rufsgraph.protocol.successors import Asked, document, gone, links, places
from rufsgraph.questions.former import find_former
from rufsgraph.server.context import language
from rufsgraph.server.live import Serving

_JSON = "application/json"


def answer_former(serving: Serving, iri: str, asked: Asked) -> AnyResponse | None:
    """308 for what was replaced, 300 for what was merged or split; Gone for what ended; None for the rest.

    To be asked only where nothing is described: what is in use needs no look-up.
    """
    former = find_former(serving.engine, iri)
    if former is None:
        return None
    found = places(former, asked, serving.iris)
    if not found:
        raise gone(former)
    if former.change == "replaced":
        response = redirect(found[0].path, 308)
        response.autocorrect_location_header = False
    else:
        response = _choice(document(former, found, language()))
        response.headers["Link"] = ", ".join(map(str, links(found)))
    response.headers["Cache-Control"] = (
        "no-cache"  # a mistake in the table must not stay in browsers for ever
    )
    return response


def _choice(successors: Mapping[str, object]) -> Response:
    """A page or JSON that lists the successors; without Location, which clients would follow blindly."""
    lang = language()
    if choose(request.headers.get("Accept"), [_JSON, HTML]) == HTML:
        response = Response(render_template("successors.html", former=successors, lang=lang), 300)
    else:
        response = Response(json.dumps(successors, ensure_ascii=False), 300, mimetype=_JSON)
    response.headers["Content-Language"] = lang
    response.headers["Vary"] = "Accept, Accept-Language"
    return response
