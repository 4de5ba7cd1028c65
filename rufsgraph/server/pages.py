"""The front page and the state of the server."""

from flask import Blueprint, Response, json, render_template

from rufsgraph.server.context import language, live

blueprint = Blueprint("pages", __name__)

SHOWN = (
    ("partners-on-priority", {"priority": "3", "role": "owner"}),
    ("subgoal-status", {"sub-goal": "3.1"}),
    ("initiatives-in-place", {"place": "Flemingsberg"}),
)
"""The three answered questions of the front page."""


@blueprint.get("/")
def front() -> Response:
    """What this is, with three answered questions."""
    lang = language()
    serving = live().serving()
    answers = [serving.asker.ask(question, {**given, "lang": lang}) for question, given in SHOWN]
    page = render_template(
        "front.html",
        lang=lang,
        release=serving.release,
        answers=answers,
        edition=serving.asker.edition,
        names=serving.asker.names,
    )
    response = Response(page)
    response.headers["Vary"] = "Accept-Language"
    return response


@blueprint.get("/health")
def health() -> Response:
    """Whether the server is ready, and from which release it answers."""
    serving = live().serving()
    ready = serving.engine.alive()
    document = {"ready": ready, "release": serving.release.name, "edition": serving.asker.edition.key}
    return Response(json.dumps(document), 200 if ready else 503, mimetype="application/json")
