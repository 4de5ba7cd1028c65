"""The app: blueprints, errors, and the headers that every answer carries."""

import os
from contextlib import suppress
from functools import partial
from typing import Any

from flask import Flask, Response, request
from jinja2 import FileSystemBytecodeCache
from werkzeug.middleware.proxy_fix import ProxyFix

from rufsgraph.config import Settings, read_settings
from rufsgraph.errors import RufsError
from rufsgraph.protocol.addresses import FORM_NAMES, FORMS
from rufsgraph.releases.store import DERIVED, Release
from rufsgraph.resources import WEB
from rufsgraph.server import (
    about,
    ahead,
    asking,
    describing,
    downloading,
    editing,
    endpoint,
    failures,
    figures,
    graphs,
    matrices,
    openapi,
    pages,
    quality,
    searching,
    state,
    things,
)
from rufsgraph.server.context import EXTENSION, POLICY
from rufsgraph.server.front import ERROR, KEEP, Front
from rufsgraph.server.live import Live
from rufsgraph.server.querying import BODY_SLACK
from rufsgraph.server.texts import read_terms, read_texts
from rufsgraph.server.visits import VISIT, Watch

_AREAS = (
    about,
    pages,
    asking,
    endpoint,
    describing,
    downloading,
    figures,
    graphs,
    matrices,
    openapi,
    quality,
    searching,
    state,
    things,
)
"""Each has a blueprint."""

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Content-Security-Policy": POLICY,
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Content-Disposition, Content-Language, Retry-After",
}
"""The headers that every answer carries."""

_DRAWING = WEB / "static" / "vendor" / "cytoscape.js"
"""What draws networks; it is there where the set-up could fetch it, and else their tables stand alone."""

MENU = (
    ("asking.questions", "menu_questions"),
    ("figures.indicators", "menu_indicators"),
    ("figures.plan", "menu_plan"),
    ("matrices.matrix", "menu_matrix"),
    ("endpoint.endpoint", "menu_sparql"),
    ("downloading.data", "data"),
)
"""What the head of each page leads to: endpoint and text."""

MORE = (
    ("about.about", "about_heading"),
    ("about.accessibility", "accessibility"),
    ("quality.quality", "quality"),
)
"""What the foot of each page leads to."""


def create_app(settings: Settings, live: Live | None = None) -> Flask:
    """The app over the current release, or over what is given; NoRelease where there is none."""
    app = Flask("rufsgraph", template_folder=str(WEB / "templates"), static_folder=str(WEB / "static"))
    app.config["MAX_CONTENT_LENGTH"] = BODY_SLACK * settings.query_bytes
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.url_map.merge_slashes = False  # it would send callers on to the host that Host names
    live = live or Live(settings)
    watch = Watch(lines=settings.log == "requests")
    app.extensions[EXTENSION] = {"settings": settings, "live": live, "watch": watch}
    app.extensions[EXTENSION]["terms"] = read_terms(WEB / "terms.toml")
    app.jinja_env.globals["text"] = read_texts(WEB / "texts.toml")
    app.jinja_env.globals |= {
        "menu": MENU,
        "more": MORE,
        "owner": settings.publisher,
        "contact": settings.contact,
        "drawing": _DRAWING.is_file(),
    }
    app.jinja_env.globals["form_types"] = FORMS
    app.jinja_env.globals["form_names"] = FORM_NAMES
    app.jinja_env.globals["url_for"] = partial(_link, app)
    for module in _AREAS:
        app.register_blueprint(module.blueprint)
    app.jinja_env.globals["search"] = _path_of(app, "/search")
    failures.register(app)
    _read_templates(app, live.serving().release)
    editing.prepare(live.serving())
    app.before_request(_begin)
    app.after_request(_with_headers)
    front = Front(app.wsgi_app, live, settings, HEADERS, watch)
    app.extensions[EXTENSION]["front"] = front
    app.wsgi_app = _behind_proxies(front, settings.proxies)  # type: ignore[method-assign]
    return app


def _read_templates(app: Flask, release: Release) -> None:
    """Reads the templates, so that no page waits for it; keeps them compiled where that can be written."""
    folder = release.path / DERIVED / "templates"
    with suppress(OSError):  # then there is no such folder, and nothing is kept
        folder.mkdir(parents=True, exist_ok=True)
    if os.access(folder, os.W_OK):
        app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(folder))
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)


def _behind_proxies(front: Front, proxies: int) -> Any:
    """The front with the caller's address, scheme and host as that many proxies of ours tell them."""
    if not proxies:
        return front
    return ProxyFix(front, x_for=proxies, x_proto=proxies, x_host=proxies)


def _link(app: Flask, endpoint: str, /, **values: Any) -> str:
    """The path of a page, whatever Host says; names that a stranger gave can't stand for Flask's own."""
    own = {name: value for name, value in values.items() if name != "endpoint" and not name.startswith("_")}
    return app.url_map.bind("").build(endpoint, own)


def _path_of(app: Flask, path: str) -> str:
    """An address where the app has it; nothing where it has none."""
    return path if any(rule.rule == path for rule in app.url_map.iter_rules()) else ""


def _begin() -> None:
    """Notes the kind of a page for the counts, unless the front knows it; raises what the front met."""
    visit = request.environ[VISIT]
    if visit.kind == "unknown" and request.endpoint:
        visit.kind = request.endpoint
    error = request.environ.get(ERROR)
    if isinstance(error, RufsError):
        raise error


def _with_headers(response: Response) -> Response:
    """The headers of all; what release and request alone decide may be kept."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if response.status_code == 200 and request.method == "GET" and not response.cache_control.no_store:
        if request.endpoint == "static":
            response.direct_passthrough = False
        if not response.direct_passthrough:
            request.environ[KEEP] = True
    return response


def from_environment() -> Flask:
    """The app by the RUFSGRAPH_* settings, as the server process makes it."""
    settings = read_settings({})
    app = create_app(settings)
    if settings.ahead and settings.workers == 1:  # several processes would each keep pages of their own
        ahead.start(app)
    return app
