"""The quality of the data, for people: what was measured, what it means, what was found."""

from flask import Blueprint, Response, render_template

from rufsgraph.engines.binding import Iri, Value, bind
from rufsgraph.protocol.addresses import address_of
from rufsgraph.questions.question import support
from rufsgraph.server.context import language, live

blueprint = Blueprint("quality", __name__)


@blueprint.get("/quality")
def quality() -> Response:
    """The measurements and the findings of the release that is served."""
    lang = language()
    page = render_template(
        "quality.html",
        lang=lang,
        measures=_asked("quality", lang),
        findings=[row | {"path": _path(str(row["focus"] or ""))} for row in _asked("findings", lang)],
        release=live().serving().release,
    )
    response = Response(page)
    response.headers["Vary"] = "Accept-Language"
    return response


def _asked(name: str, lang: str) -> list[dict[str, Value]]:
    """The rows of a query of ours on the graph of what the checks found."""
    serving = live().serving()
    graph = Iri(serving.iris.graph("validation"))
    rows = serving.engine.rows(bind(support(name).full_text(), {"validation": graph, "lang": lang}))
    return [dict(zip(rows.variables, row, strict=True)) for row in rows.rows]


def _path(iri: str) -> str:
    """Where the thing that a finding is about is described here."""
    address = address_of(iri, live().serving().iris)
    return address.doc_path() if address else ""
