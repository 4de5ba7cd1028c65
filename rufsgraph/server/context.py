"""What views reach for: the settings, the release served, the language of the reader."""

import zlib
from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import ThreadPoolExecutor

from flask import Response, current_app, request
from werkzeug.wrappers import Response as AnyResponse

from rufsgraph.config import Settings
from rufsgraph.protocol.addresses import HTML
from rufsgraph.protocol.negotiation import choose_language
from rufsgraph.protocol.pages.kind import Call
from rufsgraph.protocol.sheets import Terms
from rufsgraph.questions.asking import Answer, Asker
from rufsgraph.server.cache import Kept
from rufsgraph.server.front import Front
from rufsgraph.server.live import Live
from rufsgraph.server.visits import Watch

EXTENSION = "rufsgraph"

POLICY = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'"
"""The content security policy of every page."""


AT_ONCE = 2
"""How many questions of one page are asked at once: as many as query processes are ready for light ones."""


def settings() -> Settings:
    """The settings of this app."""
    found: Settings = current_app.extensions[EXTENSION]["settings"]
    return found


def live() -> Live:
    """What this app serves from."""
    found: Live = current_app.extensions[EXTENSION]["live"]
    return found


def front() -> Front:
    """What stands before this app."""
    found: Front = current_app.extensions[EXTENSION]["front"]
    return found


def watch() -> Watch:
    """What counts this app's requests."""
    found: Watch = current_app.extensions[EXTENSION]["watch"]
    return found


def terms() -> Terms:
    """The labels of other vocabularies' terms."""
    found: Terms = current_app.extensions[EXTENSION]["terms"]
    return found


def language() -> str:
    """The language of the page: `?lang=`, then Accept-Language, then Swedish."""
    return choose_language(request.args.get("lang"), request.headers.get("Accept-Language"))


def ask_calls(asker: Asker, calls: Mapping[str, Call], lang: str) -> dict[str, Answer]:
    """The answers to the calls of a page, by their names, some asked at once."""

    def ask(call: Call) -> Answer:
        if not call.given:
            return asker.ask_once(call.question, lang)
        return asker.ask(call.question, {**call.given, "lang": lang})

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return dict(zip(calls, threads.map(ask, calls.values()), strict=True))


def kept_page(make: Callable[[], AnyResponse], *also: Hashable) -> AnyResponse:
    """The page of this address in the reader's language, made unless it is kept.

    What the front keeps is of one Accept, coding and host each; a page is the same for all, and takes a
    tenth of its size here. `also` is what decides it beside address, language and release.
    """
    key = (request.root_path, request.path, *request.args.items(multi=True), language(), *also)
    release, pages = live().serving().release.name, front().pages
    kept = pages.find_raw(release, key)
    if kept:
        return Response(zlib.decompress(kept.body), headers=kept.headers)
    response = make()
    if response.status_code == 200 and response.mimetype == HTML:
        body = zlib.compress(response.get_data(), 1)
        pages.keep(release, key, Kept(body, tuple(response.headers.items()), repr(key), "page"))
    return response
