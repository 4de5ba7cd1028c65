"""Runs the app on granian."""

import os

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from rufsgraph.config import Settings, as_environment

_THREADS = 8
"""Requests that one server process works on at once; queries have their own limit."""


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
        blocking_threads=_THREADS,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
    ).serve()
