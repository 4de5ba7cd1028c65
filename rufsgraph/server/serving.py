"""Runs the app on granian."""

import os
import tempfile
from contextlib import ExitStack

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from rufsgraph.config import COUNTS_FOLDER, Settings, as_environment

_SPARE_THREADS = 8
"""Threads beside those that wait for queries, so that a page or a kept answer never waits for one."""


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
            blocking_threads=settings.query_running + settings.query_waiting + _SPARE_THREADS,
            log_level=LogLevels.error,  # it warns of many threads; these wait, they don't work
            respawn_failed_workers=True,
        ).serve()
