"""The app: blueprints, errors, and the headers that every answer carries."""

from functools import partial
from typing import Any

from flask import Flask, Response

from rufsgraph.config import Settings, read_settings
from rufsgraph.resources import WEB
from rufsgraph.server import asking, endpoint, failures, pages
from rufsgraph.server.context import EXTENSION
from rufsgraph.server.front import Front
from rufsgraph.server.live import Live
from rufsgraph.server.texts import read_texts

_BODY_SLACK = 4
"""How much larger than a query its percent-encoded form may be."""

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'",
    "Access-Control-Allow-Origin": "*",
}


def create_app(settings: Settings) -> Flask:
    """The app over the current release of the settings; NoRelease where there is none."""
    app = Flask("rufsgraph", template_folder=str(WEB / "templates"), static_folder=str(WEB / "static"))
    app.config["MAX_CONTENT_LENGTH"] = _BODY_SLACK * settings.query_bytes
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    live = Live(settings)
    app.extensions[EXTENSION] = {"settings": settings, "live": live}
    app.jinja_env.globals["text"] = read_texts(WEB / "texts.toml")
    app.jinja_env.globals["url_for"] = partial(_link, app)
    for module in (pages, asking, endpoint):
        app.register_blueprint(module.blueprint)
    failures.register(app)
    app.after_request(_with_headers)
    app.wsgi_app = Front(app.wsgi_app, live, settings, _HEADERS)  # type: ignore[method-assign]
    return app


def _link(app: Flask, endpoint: str, /, **values: Any) -> str:
    """The address of a page; parameters that a stranger named can't take the place of Flask's own."""
    own = {name: value for name, value in values.items() if name != "endpoint" and not name.startswith("_")}
    return app.url_for(endpoint, **own)


def _with_headers(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def from_environment() -> Flask:
    """The app by the RUFSGRAPH_* settings, as the server process makes it."""
    return create_app(read_settings({}))
