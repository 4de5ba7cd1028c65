"""The pages that take longest, made while the server rests, before anybody asks for them."""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice

from flask import Flask
from werkzeug.test import create_environ

from rufsgraph.engines.binding import Iri
from rufsgraph.errors import RufsError
from rufsgraph.protocol.addresses import HTML, LANGUAGES, ONTOLOGY, TERMS, Address, address_of
from rufsgraph.protocol.pages.ways import matrix
from rufsgraph.questions.question import support
from rufsgraph.server.context import front, live, settings
from rufsgraph.server.live import Serving
from rufsgraph.server.visits import VISIT, Visit

QUIET = 2.0
"""Seconds without a request after which the server rests; it rests from the start, until somebody comes."""

_LOOK, _PAUSE = 1.0, 0.05
"""Seconds between two looks for a new release, and between two pages."""

_LONG = ("initiatives", "actor-network")
"""The questions about everything whose answers take longest."""

_MOST_TRIPLES = 500_000
"""The largest release whose busiest actors are looked for: counting reads every participation."""

_LOG = logging.getLogger(__name__)


def start(app: Flask) -> None:
    """Begins, in a thread that goes with the process."""
    threading.Thread(target=_run, args=(app,), daemon=True).start()


def _run(app: Flask) -> None:
    begun, todo = "", deque[Callable[[], object]]()
    with app.app_context():
        while True:
            time.sleep(_PAUSE if todo or not begun else _LOOK)
            serving = live().serving()
            if front().rested() < QUIET:
                continue
            if serving.release.name != begun:
                begun, todo = serving.release.name, deque(_work(app, serving))
            if todo:
                todo.popleft()()


def make(app: Flask, path: str) -> None:
    """Has a page made; it is kept where pages are (context.kept_page)."""
    environ = create_environ(path, settings().public or None, headers={"Accept": HTML})
    environ[VISIT] = Visit("GET", path, "ahead")
    with app.request_context(environ):
        status = app.full_dispatch_request().status_code
    if status != 200:
        _LOG.warning("%s could not be made ahead: status %s", path, status)


def _work(app: Flask, serving: Serving) -> Iterator[Callable[[], object]]:
    """What to make, that which takes longest first: the ontology, the network, actors, priorities."""
    things = [*islice(_busiest(serving), settings().ahead)]
    things += [named.iri for named in serving.asker.names.of_class("priority")]
    paths = [found.doc_path() for one in things if (found := address_of(one, serving.iris))]
    for lang in LANGUAGES:
        yield partial(make, app, f"{Address(TERMS, ONTOLOGY).doc_path()}?lang={lang}")
        yield partial(make, app, matrix("actor-actor", lang))
        for question in _LONG:
            if settings().public:
                yield partial(make, app, f"/ask/{question}?lang={lang}")
            elif lang == LANGUAGES[0]:
                # the page's permalink is of the host that will be asked: the answer alone is made, as most
                # will want it, for its rows take more memory than a page does
                yield partial(_answer, serving, question, lang)
        yield from (partial(make, app, f"{path}?lang={lang}") for path in paths)


def _answer(serving: Serving, question: str, lang: str) -> None:
    try:
        serving.asker.whole(question, {"lang": lang})
    except RufsError as error:
        _LOG.warning("%s could not be answered ahead: %s", question, error.detail)


def _busiest(serving: Serving) -> Iterator[Iri]:
    if sum(serving.release.manifest["triples"].values()) > _MOST_TRIPLES:
        return
    try:
        rows = serving.engine.rows(support("busiest").full_text()).rows
    except RufsError as error:
        _LOG.warning("the busiest actors are not known: %s", error.detail)
        return
    yield from (row[0] for row in rows if isinstance(row[0], Iri))
