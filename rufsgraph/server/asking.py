"""The questions over HTTP: a list, and each answer as a page, JSON, CSV, XLSX or Turtle."""

from flask import Blueprint, Response, json, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from rufsgraph.errors import BadParameter, TooLarge
from rufsgraph.protocol.negotiation import must_choose
from rufsgraph.questions.asking import Answer, Asker
from rufsgraph.questions.question import Question, library
from rufsgraph.questions.rendering import MEDIA_TYPES, flat, render
from rufsgraph.server.context import language, live

blueprint = Blueprint("asking", __name__)

_PAGE = "text/html"
_CONCEPTS = ("role", "actor-type", "outcome", "funding-form", "direction")
"""Types of columns that a page shows by the labels of their keys."""

VALUE_LENGTH = 500
"""Characters that a parameter may have: looking for names like a long one takes long."""


@blueprint.get("/ask", strict_slashes=False)
def questions() -> AnyResponse:
    """Every question of the library."""
    if must_choose(request.headers.get("Accept"), [_PAGE, MEDIA_TYPES["json"]]) == _PAGE:
        page = render_template("questions.html", questions=library().values(), lang=language())
        return _varied(Response(page))
    listed = [{"id": one.id, "title": dict(one.title)} for one in library().values()]
    return _varied(_json({"questions": listed}))


@blueprint.get("/ask/<question_id>")
def answer(question_id: str) -> Response:
    """The answer to a question, in the form that `?format=` or Accept asks for."""
    asker = live().serving().asker
    question = asker.question(question_id)
    form = _form()
    given = {name: value for name, value in request.args.items() if name != "format"}
    _refuse_long(given)
    given["lang"] = given.get("lang") or language()
    if form == _PAGE:
        return _varied(Response(_page(asker, question, given)))
    answered = asker.ask(question_id, given)
    response = Response(render(asker, answered, form), mimetype=MEDIA_TYPES[form])
    if form in ("csv", "xlsx"):
        response.headers["Content-Disposition"] = f'attachment; filename="{question_id}.{form}"'
    return _varied(response)


def _refuse_long(given: dict[str, str]) -> None:
    """TooLarge where a parameter is longer than any name."""
    for name, value in given.items():
        if len(value) > VALUE_LENGTH:
            raise TooLarge(
                f"the parameter {name} has {len(value)} characters; the limit is {VALUE_LENGTH}",
                f"parametern {name} har {len(value)} tecken; gränsen är {VALUE_LENGTH}",
                limit=VALUE_LENGTH,
                used=len(value),
            )


def _form() -> str:
    """The form asked for: a key of MEDIA_TYPES, or the page."""
    given = request.args.get("format")
    if given is None:
        available = [_PAGE, *MEDIA_TYPES.values()]
        chosen = must_choose(request.headers.get("Accept"), available)
        return next((form for form, media_type in MEDIA_TYPES.items() if media_type == chosen), _PAGE)
    if given not in (*MEDIA_TYPES, "html"):
        forms = ", ".join(["html", *MEDIA_TYPES])
        raise BadParameter(
            f"format is {given!r}; there are {forms}", f"format är {given!r}; det finns {forms}"
        )
    return _PAGE if given == "html" else given


def _page(asker: Asker, question: Question, given: dict[str, str]) -> str:
    """The page of a question: its form, and the answer once what it requires is given."""
    missing = [one for one in question.parameters if one.required and not given.get(one.name)]
    answered = None if missing else asker.ask(question.id, given)
    return render_template(
        "question.html",
        question=question,
        answer=answered,
        cells=_cells(asker, answered) if answered else [],
        given=given,
        forms=list(MEDIA_TYPES),
        names=asker.names,
        lang=language(),
    )


def _cells(asker: Asker, answered: Answer) -> list[list[str]]:
    """The rows as texts: keys of concepts by their labels, the rest as they are."""
    lang = answered.parameters.lang
    labels = {(cls, one.key): one.label(lang) for cls in _CONCEPTS for one in asker.names.of_class(cls)}
    columns = answered.question.columns
    return [
        [labels.get((column.type, str(row[column.name])), str(flat(row[column.name]))) for column in columns]
        for row in answered.rows
    ]


def _json(document: object) -> Response:
    return Response(json.dumps(document, ensure_ascii=False), mimetype="application/json")


def _varied(response: Response) -> Response:
    response.headers["Vary"] = "Accept, Accept-Language"
    return response
