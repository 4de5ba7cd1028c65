"""Runs the app on granian."""

import os

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from rufsgraph.config import Settings, as_environment

_SPARE_THREADS = 8
"""Threads beside those that wait for queries, so that a page or a kept answer never waits for one."""


def serve(settings: Settings) -> None:
    """Serves until it is told to stop."""
    os.environ.update(as_environment(settings))
    Server(
        "rufsgraph.server.app:from_environment",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=settings.workers,
        blocking_threads=settings.query_running + settings.query_waiting + _SPARE_THREADS,
        log_level=LogLevels.error,  # it warns of many threads; these wait, they don't work
        respawn_failed_workers=True,
    ).serve()
