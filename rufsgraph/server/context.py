"""What views reach for: the settings, the release served, the language of the reader."""

from flask import current_app, request

from rufsgraph.config import Settings
from rufsgraph.protocol.negotiation import choose_language
from rufsgraph.server.live import Live

EXTENSION = "rufsgraph"


def settings() -> Settings:
    """The settings of this app."""
    found: Settings = current_app.extensions[EXTENSION]["settings"]
    return found


def live() -> Live:
    """What this app serves from."""
    found: Live = current_app.extensions[EXTENSION]["live"]
    return found


def language() -> str:
    """The language of the page: `?lang=`, then Accept-Language, then Swedish."""
    return choose_language(request.args.get("lang"), request.headers.get("Accept-Language"))
