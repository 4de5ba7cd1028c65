"""What the site is and who answers for it, and how well it can be used by all."""

from flask import Blueprint, Response, render_template

from rufsgraph.server.context import language, live

blueprint = Blueprint("about", __name__)


@blueprint.get("/about")
def about() -> Response:
    """What this is, its source, what it covers, how it was read, its licence, who publishes it."""
    return _page("about.html")


@blueprint.get("/accessibility")
def accessibility() -> Response:
    """What is tested for accessibility, how, and what is known to fall short."""
    return _page("accessibility.html")


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
