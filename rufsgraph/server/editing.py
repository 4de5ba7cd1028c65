"""The page at the endpoint: a query to write, examples to begin with, the editor where it is installed."""

from collections.abc import Mapping
from functools import cache

from flask import Response, render_template, request

from rufsgraph.engines.binding import bind
from rufsgraph.protocol.examples import example_query
from rufsgraph.questions.asking import LANGUAGES
from rufsgraph.questions.question import library, support
from rufsgraph.resources import WEB
from rufsgraph.server.context import POLICY, language, live
from rufsgraph.server.live import Serving
from rufsgraph.terms import PREFIXES

EDITOR = WEB / "static" / "vendor" / "yasgui.js"
"""The editor; it is there where the set-up could fetch it (web/vendor.py)."""

STYLE = "'self' 'sha256-zCK2EVMoPc04mRF/g5CotUvxbJPWS+8V0b+s9ptqQIk='"
"""Our style sheets, and by its hash the one that column-resizer, in the editor, writes into the page."""

_TABLES = ("csv", "tsv", "json", "xml")
_GRAPHS = ("ttl", "nt", "jsonld", "rdf", "trig", "nq")


def prepare(serving: Serving) -> None:
    """Makes the examples ready, which takes longer than a page may."""
    for lang in LANGUAGES:
        _queries(serving.release.manifest["base"], serving.asker.edition.key, lang)


def editor_page() -> Response:
    """The page for people at the endpoint; `?example=` begins with that question of the library."""
    serving = live().serving()
    lang = language()
    base = serving.release.manifest["base"]
    queries = _queries(base, serving.asker.edition.key, lang)
    chosen = request.args.get("example")
    page = render_template(
        "sparql.html",
        lang=lang,
        query=queries[serving.asker.question(chosen).id] if chosen else _bound("start", lang),
        chosen=chosen,
        questions=library().values(),
        formats={"tables": _TABLES, "graphs": _GRAPHS},
        editor=_editor(base, queries, lang) if EDITOR.is_file() else None,
    )
    response = Response(page)
    response.headers["Content-Security-Policy"] = f"{POLICY}; style-src {STYLE}"
    return response


def _editor(base: str, queries: Mapping[str, str], lang: str) -> dict[str, object]:
    """What the editor needs to know, ready for JSON."""
    return {
        "lang": lang,
        "base": base,
        "prefixes": PREFIXES,
        "examples": queries,
        "terms": _bound("terms", lang),
    }


@cache
def _queries(base: str, edition: str, lang: str) -> Mapping[str, str]:
    """The questions of the library as queries that run, by their ids."""
    return {one.id: example_query(base, edition, one, lang).strip() for one in library().values()}


def _bound(name: str, lang: str) -> str:
    return bind(support(name).full_text(), {"lang": lang}).strip()
