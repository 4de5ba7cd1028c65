"""The matrices: actors against priorities, actors against each other, and what else is registered."""

from collections.abc import Iterable

from flask import Blueprint, Response, render_template, request
from rapidfuzz import process
from werkzeug.wrappers import Response as AnyResponse

from rufsgraph.errors import BadParameter, UnknownName
from rufsgraph.protocol.addresses import HTML
from rufsgraph.protocol.negotiation import must_choose
from rufsgraph.protocol.pages.matrices import MATRICES, MatrixKind, Wish
from rufsgraph.protocol.tables import Tables
from rufsgraph.questions.asking import Answer
from rufsgraph.questions.naming import Named
from rufsgraph.server.context import ask_calls, kept_page, language, live
from rufsgraph.terms import swedish_key

blueprint = Blueprint("matrices", __name__)

_LONGEST = 500
"""Characters that a name may have: looking for one like it takes long."""

_COMMON = frozenset({"kind", "lang", "all"})


@blueprint.get("/matrix")
def matrix() -> AnyResponse:
    """A matrix as a table, each number of it a way to the initiatives that it counts."""
    must_choose(request.headers.get("Accept"), [HTML])
    return kept_page(_matrix)


def _matrix() -> AnyResponse:
    name = request.args.get("kind") or next(iter(MATRICES))
    kind = _kind(name)
    given = _given(kind)
    serving, lang = live().serving(), language()
    answers = ask_calls(serving.asker, kind.calls(given), lang)
    tables = Tables(serving.asker.names, serving.iris, lang)
    wish = Wish(given, lang, request.args.get("all") == "true")
    page = render_template(
        "matrix.html",
        lang=lang,
        kind=name,
        kinds=list(MATRICES),
        about=kind,
        matrix=kind.build(answers, tables, wish),
        given=given,
        chosen=_chosen(answers.values()),
        names=serving.asker.names,
        types=_by_name(serving.asker.names.of_class("actor-type"), lang),
        release=serving.release,
    )
    response = Response(page, mimetype=HTML)
    response.headers["Content-Language"] = lang
    response.headers["Vary"] = "Accept, Accept-Language"
    return response


def _kind(name: str) -> MatrixKind:
    """A matrix by its name; UnknownName with the nearest where there is none."""
    if name in MATRICES:
        return MATRICES[name]
    near = [hit[0] for hit in process.extract(name[:100], list(MATRICES), limit=3)]
    listed = ", ".join(near)
    raise UnknownName(
        f"there is no matrix {name[:100]!r}; nearest are: {listed}",
        f"det finns ingen matris {name[:100]!r}; närmast är: {listed}",
        nearest=near,
        kind="matrix",
    )


def _given(kind: MatrixKind) -> dict[str, str]:
    """The parameters of the matrix that were given; BadParameter for those that it doesn't have."""
    strange = [one for one in request.args if one not in (*_COMMON, *kind.parameters)]
    if strange:
        listed, known = ", ".join(strange)[:200], ", ".join((*sorted(_COMMON), *kind.parameters))
        raise BadParameter(
            f"this matrix has no parameter {listed}; it has {known}",
            f"matrisen har ingen parameter {listed}; den har {known}",
            parameter=listed,
        )
    given = {one: request.args[one] for one in kind.parameters if request.args.get(one)}
    for one, value in given.items():
        if len(value) > _LONGEST:
            raise BadParameter(
                f"{one} has {len(value)} characters; no name has over {_LONGEST}",
                f"{one} har {len(value)} tecken; inget namn har över {_LONGEST}",
            )
    return given


def _by_name(things: Iterable[Named], lang: str) -> list[Named]:
    """Things in the order of the Swedish alphabet."""
    return sorted(things, key=lambda one: swedish_key(one.label(lang)))


def _chosen(answers: Iterable[Answer]) -> dict[str, object]:
    """The parameters as the questions understood them, so that the form shows what was chosen."""
    chosen: dict[str, object] = {}
    for answer in answers:
        chosen |= answer.parameters.plain()
    return chosen
