"""The questions over HTTP: a list, and each answer as a page, JSON, CSV, XLSX or Turtle."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlencode

from flask import Blueprint, Response, json, make_response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from rufsgraph.errors import BadParameter, CallError, TooLarge
from rufsgraph.protocol.answers import AnswerPage, address_of_call, answer_page, entries_on, shown
from rufsgraph.protocol.forms import PICKED, Form, Forms
from rufsgraph.protocol.negotiation import must_choose
from rufsgraph.protocol.tables import Tables
from rufsgraph.questions.arranging import Labels, facets
from rufsgraph.questions.asking import Asker
from rufsgraph.questions.question import Parameter, Question, by_topic, library
from rufsgraph.questions.rendering import LICENCE, MEDIA_TYPES, render
from rufsgraph.questions.sayings import chosen
from rufsgraph.questions.searching import Search
from rufsgraph.resources import WEB
from rufsgraph.server.context import kept_page, language, live, settings
from rufsgraph.server.failures import status_of, wants_page
from rufsgraph.server.visits import VISIT

blueprint = Blueprint("asking", __name__)

PICKER = WEB / "static" / "vendor" / "picker.js"
"""What finds names while one types; it is there where the set-up could fetch it (web/vendor.py)."""

_PAGE = "text/html"
_NOT_OF_THE_QUESTION = ("format", "page", "note")
"""Parameters that say how an answer is shown."""

_YES = frozenset({"true", "yes", "ja", "1"})
_NEAREST = re.compile(r"(?P<label>.*) \((?P<key>[^()\s]+)\)")

_NEAR = 6
"""So many names are offered in the place of one that nothing bears."""

VALUE_LENGTH = 500
"""Characters that a parameter may have: looking for names like a long one takes long."""


@dataclass(frozen=True, slots=True)
class Example:
    """A way to ask a question: in words, and the parameters of its address."""

    text: str
    given: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a call, and ways to ask with a name that is near."""

    detail: str
    value: str = ""
    label: str = ""
    nearest: tuple[Example, ...] = ()


@blueprint.get("/ask", strict_slashes=False)
def questions() -> AnyResponse:
    """Every question of the library."""
    if must_choose(request.headers.get("Accept"), [_PAGE, MEDIA_TYPES["json"]]) == _PAGE:
        page = render_template("questions.html", topics=by_topic(), lang=language())
        return _varied(Response(page))
    listed = [{"id": one.id, "title": dict(one.title)} for one in library().values()]
    return _varied(_json({"questions": listed}))


@blueprint.get("/ask/<question_id>")
def answer(question_id: str) -> AnyResponse:
    """The answer to a question, in the form that `?format=` or Accept asks for."""
    asker = live().serving().asker
    question = asker.question(question_id)
    form = _form()
    given = {name: value for name, value in request.args.items() if name not in _NOT_OF_THE_QUESTION}
    _refuse_long(given)
    given["lang"] = given.get("lang") or language()
    if form == _PAGE:
        return kept_page(lambda: _varied(_page(asker, question, given)), _root())
    answered = asker.arranged(asker.whole(question_id, given))
    noted = request.args.get("note", "").lower() in _YES
    response = Response(render(asker, answered, form, noted=noted), mimetype=MEDIA_TYPES[form])
    if form in ("csv", "xlsx"):
        response.headers["Content-Disposition"] = f'attachment; filename="{question_id}.{form}"'
    whole = request.root_path + _path(
        question, {**address_of_call(question, answered.parameters), "format": "json"}
    )
    links = [f'<{LICENCE}>; rel="license"', f'<{whole}>; rel="describedby"; type="application/json"']
    response.headers["Link"] = ", ".join(links if form == "csv" else links[:1])
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


def _page(asker: Asker, question: Question, given: dict[str, str]) -> Response:
    """The page of a question: its form, and the answer once what it requires is given.

    Where a value is wrong it is the form, filled in, with what is wrong and the nearest names.
    """
    lang = language()
    values, faults = asker.partly(question, given, lang)
    form = Forms(asker.names, lang).form(question, values, given, faults)
    missing = [one for one in question.parameters if one.required and not given.get(one.name)]
    try:
        if not faults and missing:
            asker.understand(question, _with_examples(question, given))
            return _rendered(asker, question, given, form, None)
        return _rendered(asker, question, given, form, _answered(asker, question, given))
    except CallError as error:
        if not wants_page():
            raise
        request.environ[VISIT].outcome = error.code
        troubles = list(faults.values()) or [error]
        page = _rendered(asker, question, given, form, None, troubles)
        page.status_code = status_of(type(error))
        return page


def _with_examples(question: Question, given: Mapping[str, str]) -> dict[str, str]:
    """What is given, with an example in each place that must be filled: to see what else is wrong."""
    required = {one.name: str(one.example) for one in question.parameters if one.required}
    return {**required, **{name: value for name, value in given.items() if value}}


def _answered(asker: Asker, question: Question, given: dict[str, str]) -> AnswerPage:
    """The answer's page, of one page of its rows."""
    whole = asker.whole(question.id, given)
    kept = asker.arranged(whole)
    page = shown(kept, _number())
    iris = live().serving().iris
    lang = whole.parameters.lang
    labels = Labels(asker.names, lang)
    return answer_page(
        page,
        asker.said(kept),
        facets(question, whole.rows, whole.parameters.arrangement, labels),
        Tables(asker.names, iris, lang),
        asker.entry_details(entries_on(page)),
        settings().contact,
        _permalink(question, address_of_call(question, whole.parameters)),
    )


def _rendered(
    asker: Asker,
    question: Question,
    given: dict[str, str],
    form: Form,
    page: AnswerPage | None,
    troubles: list[CallError] | None = None,
) -> Response:
    lang = language()
    return make_response(
        render_template(
            "question.html",
            question=question,
            form=form,
            page=page,
            answer=page.answer if page else None,
            permalink=_permalink(question, page.address) if page else "",
            canonical=bool(settings().public),
            troubles=[_trouble(question, one, given, lang) for one in troubles or ()],
            examples=_examples(asker, question, lang),
            picker=PICKER.is_file() and form.picks,
            edition=asker.edition,
            lang=lang,
        )
    )


def _trouble(question: Question, error: CallError, given: Mapping[str, str], lang: str) -> Trouble:
    """What is wrong, with the names near one that nothing bears, or that several bear."""
    detail = error.detail_sv if lang == "sv" else error.detail
    parameter = question.parameter(str(error.extra.get("parameter", "")))
    near = error.extra.get("nearest")
    if parameter is None or not isinstance(near, list):
        return Trouble(detail)
    value = given.get(parameter.name, "")
    told = (_NEAREST.fullmatch(str(one)) for one in near)
    names = _sought(parameter, value, lang) | {one["key"]: one["label"] for one in told if one}
    nearest = (Example(label, {**given, parameter.name: key}) for key, label in names.items())
    return Trouble(detail, value, parameter.label[lang], tuple(islice(nearest, _NEAR)))


def _sought(parameter: Parameter, value: str, lang: str) -> dict[str, str]:
    """What a search finds for a value that is no name: labels by keys."""
    kinds = PICKED.get(parameter.type)
    if not kinds:
        return {}
    found = live().serving().finder.search(Search(value, tuple(kinds.split(",")), 0, _NEAR, lang))
    return {hit.key: hit.label.text for hit in found.hits or found.nearest}


def _examples(asker: Asker, question: Question, lang: str) -> list[Example]:
    found = []
    for given in question.examples:
        understood = asker.understand(question, {**_with_examples(question, given), "lang": lang})
        text = chosen(question, understood.values, understood.arrangement.only, Labels(asker.names, lang))
        found.append(Example(text, {**given, "lang": lang}))
    return found


def _permalink(question: Question, address: Mapping[str, str]) -> str:
    """The whole address of an answer: at the public address, else at the host asked."""
    return _root() + _path(question, address).removeprefix("/")


def _root() -> str:
    """The site's address: the public one, else that of the host asked."""
    return settings().public or request.root_url


def _path(question: Question, address: Mapping[str, str]) -> str:
    return f"/ask/{question.id}?{urlencode(address)}"


def _number() -> int:
    given = request.args.get("page", "1")
    if not given.isascii() or not given.isdigit() or len(given) > 6:
        raise BadParameter(
            f"page is {given[:40]!r}: a number from 1 is wanted", f"page är {given[:40]!r}: ett tal väntas"
        )
    return int(given)


def _json(document: object) -> Response:
    return Response(json.dumps(document, ensure_ascii=False), mimetype="application/json")


def _varied(response: AnyResponse) -> AnyResponse:
    response.headers["Vary"] = "Accept, Accept-Language"
    return response
