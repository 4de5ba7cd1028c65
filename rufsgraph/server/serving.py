"""Runs the app on granian."""

import os
import tempfile
from contextlib import ExitStack

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from rufsgraph.config import COUNTS_FOLDER, Settings, as_environment
from rufsgraph.server.gate import READING, SENDING

_SPARE_THREADS = 8
"""Threads beside those that may be held up, so that a page or a kept answer never waits for one."""


def serve(settings: Settings) -> None:
    """Serves until it is told to stop."""
    os.environ.update(as_environment(settings))
    with ExitStack() as stack:
        if settings.workers > 1:  # each process counts for itself; /metrics of any of them tells the sum
            folder = tempfile.TemporaryDirectory(prefix="rufsgraph-counts-")
            os.environ[COUNTS_FOLDER] = stack.enter_context(folder)
        Server(
            "rufsgraph.server.app:from_environment",
            factory=True,
            address=settings.host,
            port=settings.port,
            interface=Interfaces.WSGI,
            workers=settings.workers,
            blocking_threads=_threads(settings),
            log_level=LogLevels.error,  # it warns of many threads; these wait, they don't work
            respawn_failed_workers=True,
        ).serve()


def _threads(settings: Settings) -> int:
    """Threads enough for all that run or wait for a query, that bring a body, that take a large answer."""
    held_up = settings.query_running + settings.query_waiting
    held_up += sum(places.running + places.waiting for places in (READING, SENDING))
    return held_up + _SPARE_THREADS
