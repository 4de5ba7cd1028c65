"""The front page."""

from flask import Blueprint, Response, render_template

from rufsgraph.questions.question import by_topic
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
        topics=by_topic(),
    )
    response = Response(page)
    response.headers["Vary"] = "Accept-Language"
    return response
