"""The front page."""

from flask import Blueprint, Response, render_template

from rufsgraph.protocol.pages.kind import Call
from rufsgraph.questions.question import by_topic
from rufsgraph.server.context import ask_calls, language, live

blueprint = Blueprint("pages", __name__)

SHOWN = {
    "owners": Call("partners-on-priority", {"priority": "3", "role": "owner"}),
    "status": Call("subgoal-status", {"sub-goal": "3.1"}),
    "place": Call("initiatives-in-place", {"place": "Flemingsberg"}),
}
"""The three answered questions of the front page."""


@blueprint.get("/")
def front() -> Response:
    """What this is, with three answered questions."""
    lang = language()
    serving = live().serving()
    answers = ask_calls(serving.asker, SHOWN, lang).values()
    page = render_template(
        "front.html",
        lang=lang,
        release=serving.release,
        answers=answers,
        edition=serving.asker.edition,
        names=serving.asker.names,
        topics=by_topic(),
    )
    response = Response(page)
    response.headers["Vary"] = "Accept-Language"
    return response
