"""Search over everything: a page for people, JSON for programs and for fields that find as one types."""

from flask import Blueprint, Response, json, render_template, request

from rufsgraph.errors import BadParameter, TooLarge
from rufsgraph.protocol.negotiation import must_choose
from rufsgraph.protocol.searching import (
    LAST_PAGE,
    MOST_HITS,
    PAGE_SIZE,
    document,
    kind_of,
    number_of,
    path_of,
    results,
)
from rufsgraph.questions.kinds import kinds
from rufsgraph.questions.searching import Found, Search
from rufsgraph.server.asking import VALUE_LENGTH
from rufsgraph.server.context import language, live
from rufsgraph.server.live import Serving

blueprint = Blueprint("searching", __name__)

_FORMS = {"html": "text/html", "json": "application/json"}


@blueprint.get("/search")
def search() -> Response:
    """What is found for `?q=`, of the kinds of `?kind=`, as `?format=` or Accept says."""
    form = _form()
    wanted = _wanted()
    serving = live().serving()
    found = serving.finder.search(wanted)
    if form == "html":
        response = Response(_page(serving, wanted, found))
    else:
        body = json.dumps(document(wanted, found, serving.iris), ensure_ascii=False, sort_keys=False)
        response = Response(body, mimetype=_FORMS["json"])
    response.headers["Vary"] = "Accept, Accept-Language"
    return response


def _form() -> str:
    given = request.args.get("format")
    if given is None:
        chosen = must_choose(request.headers.get("Accept"), list(_FORMS.values()))
        return next(form for form, media_type in _FORMS.items() if media_type == chosen)
    if given not in _FORMS:
        forms = ", ".join(_FORMS)
        raise BadParameter(
            f"format is {given[:40]!r}; there are {forms}", f"format är {given[:40]!r}; det finns {forms}"
        )
    return given


def _wanted() -> Search:
    """The search that the address asks for; BadParameter or TooLarge for one that can't be made."""
    text = request.args.get("q", "")
    if len(text) > VALUE_LENGTH:
        raise TooLarge(
            f"the parameter q has {len(text)} characters; the limit is {VALUE_LENGTH}",
            f"parametern q har {len(text)} tecken; gränsen är {VALUE_LENGTH}",
            limit=VALUE_LENGTH,
            used=len(text),
        )
    limit, page = _number("limit", PAGE_SIZE, MOST_HITS), _number("page", 1, LAST_PAGE)
    return Search(text, _kinds(), (page - 1) * limit, limit, language())


def _kinds() -> tuple[str, ...]:
    """The kinds asked for, by commas or by repeating; none for all."""
    given = [one for value in request.args.getlist("kind") for one in value.split(",") if one]
    strange = next((one for one in given if one not in kinds()), None)
    if strange is not None:
        listed = ", ".join(kinds())
        raise BadParameter(
            f"there is no kind {strange[:40]!r}; there are {listed}",
            f"det finns inget slag {strange[:40]!r}; det finns {listed}",
            parameter="kind",
        )
    return tuple(dict.fromkeys(given))


def _number(name: str, default: int, most: int) -> int:
    given = request.args.get(name) or str(default)
    if (
        not given.isascii()
        or not given.isdigit()
        or len(given) > len(str(most))
        or not 1 <= int(given) <= most
    ):
        raise BadParameter(
            f"{name} is {given[:40]!r}: a number from 1 to {most} is wanted",
            f"{name} är {given[:40]!r}: ett tal från 1 till {most} väntas",
            parameter=name,
        )
    return int(given)


def _page(serving: Serving, wanted: Search, found: Found) -> str:
    return render_template(
        "search.html",
        search=wanted,
        found=found,
        results=results(wanted, found),
        path_of=lambda hit: path_of(hit, serving.iris),
        kind_of=kind_of,
        number_of=number_of,
        longest=VALUE_LENGTH,
        lang=wanted.lang,
    )
