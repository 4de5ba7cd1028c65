"""What the site is and who answers for it, and how well it can be used by all."""

from difflib import get_close_matches

from flask import Blueprint, Response, render_template

from rufsgraph.errors import UnknownName
from rufsgraph.server.context import language, live
from rufsgraph.server.failures import STATUSES, kinds

blueprint = Blueprint("about", __name__)


@blueprint.get("/about")
def about() -> Response:
    """What this is, its source, what it covers, how it was read, its licence, who publishes it."""
    return _page("about.html")


@blueprint.get("/accessibility")
def accessibility() -> Response:
    """What is tested for accessibility, how, and what is known to fall short."""
    return _page("accessibility.html")


@blueprint.get("/def/problem/<code>")
def problem(code: str) -> Response:
    """What a problem document's type leads to (RFC 9457, 3.1.1): its kind, among all kinds."""
    known = kinds()
    if code not in known:
        raise UnknownName(
            f"there is no problem {code[:100]!r} here",
            f"det finns inget problem {code[:100]!r} här",
            kind="problem",
            nearest=get_close_matches(code[:100], known),
        )
    listed = sorted((one.code, one.title_sv, one.title_en, status) for one, status in STATUSES.items())
    page = render_template("problem.html", lang=language(), kind=known[code], listed=listed)
    response = Response(page)
    response.headers["Vary"] = "Accept-Language"
    return response


def _page(template: str) -> Response:
    serving = live().serving()
    edition = serving.asker.edition
    scopes = [edition.scopes[key][language()] for key in sorted(edition.scopes)]
    page = render_template(
        template, lang=language(), release=serving.release, edition=edition, scopes=scopes, iris=serving.iris
    )
    response = Response(page)
    response.headers["Vary"] = "Accept-Language"
    return response
