"""How it goes, the plan, the SDGs by sub-goals, and the pictures of all that as files."""

from collections.abc import Mapping

from flask import Blueprint, Response, render_template

from rufsgraph.errors import NotFound
from rufsgraph.protocol.pages.comparisons import read_comparisons
from rufsgraph.protocol.pages.kind import Call
from rufsgraph.protocol.pages.overviews import EUROPE, STATUS, read_beside, read_overview
from rufsgraph.protocol.pages.plans import Plan, read_plan
from rufsgraph.protocol.pages.sdgs import read_matrix
from rufsgraph.protocol.pages.series import series_of
from rufsgraph.protocol.tables import Tables
from rufsgraph.questions.asking import Answer
from rufsgraph.server.context import ask_calls, language, live

blueprint = Blueprint("figures", __name__)

_SVG = "image/svg+xml"


@blueprint.get("/indicators")
def indicators() -> Response:
    """Every condition with its value, distance, verdict and reason."""
    answers = _ask(STATUS)
    return _page("indicators.html", page=read_overview(answers, _tables()), answers=answers)


@blueprint.get("/indicators/europe")
def europe() -> Response:
    """Stockholm beside other cities and countries, and in rankings."""
    answers = _ask(EUROPE)
    return _page("europe.html", page=read_beside(answers, _tables()), answers=answers)


@blueprint.get("/plan")
def plan() -> Response:
    """The plan in one picture, and the SDGs by sub-goals."""
    answers = _ask({"plan": Call("plan", {}), "matrix": Call("sdg-subgoal-matrix", {})})
    found = read_plan(answers["plan"], _tables())
    matrix = read_matrix(
        answers["matrix"],
        [one.number for one in found.sdgs],
        [one.number for branch in found.branches for one in branch.subgoals],
        _tables(),
    )
    return _page("plan-page.html", plan=found, matrix=matrix, answers=answers)


@blueprint.get("/picture/plan.svg")
def plan_picture() -> Response:
    """The plan's picture as a file."""
    return _picture("plan", plan=plan_of(language()))


@blueprint.get("/picture/<kind>/<key>.svg")
def picture(kind: str, key: str) -> Response:
    """The picture of an indicator as a file: its series, or cities and countries side by side."""
    draw = {"series": _series, "comparison": _comparison}.get(kind)
    known = live().serving().asker.names.named("indicator", key)
    shown = draw(known.key, known.label(language())) if draw and known else None
    if shown is None:
        raise NotFound(f"there is no picture {kind}/{key}", f"det finns ingen bild {kind}/{key}")
    return _picture(kind, shown=shown)


def plan_of(lang: str) -> Plan:
    """The plan in a language, for any page that shows it."""
    return read_plan(live().serving().asker.ask_once("plan", lang), _tables())


def _series(key: str, title: str) -> object:
    given = {"indicator": key}
    answers = _ask({"values": Call("observations", given), "status": Call("subgoal-status", given)})
    return series_of(key, title, answers["values"].rows, answers["status"], _tables())


def _comparison(key: str, _title: str) -> object:
    (answer,) = _ask({"cities": Call("city-comparison", {"indicator": key})}).values()
    found = read_comparisons(answer, [], _tables())
    return next((one for one in found if one.chart), None)


def _ask(calls: Mapping[str, Call]) -> dict[str, Answer]:
    return ask_calls(live().serving().asker, calls, language())


def _tables() -> Tables:
    serving = live().serving()
    return Tables(serving.asker.names, serving.iris, language())


def _page(template: str, **shown: object) -> Response:
    release = live().serving().release
    response = Response(render_template(template, lang=language(), release=release, **shown))
    response.headers["Vary"] = "Accept-Language"
    return response


def _picture(kind: str, **shown: object) -> Response:
    svg = render_template("picture.svg", lang=language(), kind=kind, **shown)
    response = Response(svg, mimetype=_SVG)
    response.headers["Vary"] = "Accept-Language"
    return response
