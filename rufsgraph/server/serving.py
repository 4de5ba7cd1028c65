"""Runs the app on granian."""

import ctypes
import gc
import importlib
import multiprocessing
import os
import tempfile
from contextlib import ExitStack

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from rufsgraph.config import COUNTS_FOLDER, MEETING_FOLDER, Settings, as_environment
from rufsgraph.server.gate import READING, SENDING

_APP = "rufsgraph.server.app"

_ARENA_MAX = -8
"""M_ARENA_MAX (mallopt(3))."""

_SPARE_THREADS = 8
"""Threads beside those that may be held up, so that a page or a kept answer never waits for one."""


def serve(settings: Settings) -> None:
    """Serves until it is told to stop."""
    os.environ.update(as_environment(settings))
    with ExitStack() as stack:
        if settings.workers > 1:  # each process counts for itself; /metrics of any of them tells the sum
            folder = tempfile.TemporaryDirectory(prefix="rufsgraph-counts-")
            os.environ[COUNTS_FOLDER] = stack.enter_context(folder)
        meeting = tempfile.TemporaryDirectory(prefix="rufsgraph-", ignore_cleanup_errors=True)
        os.environ[MEETING_FOLDER] = stack.enter_context(meeting)
        multiprocessing.set_start_method("fork")  # the processes share what is imported here
        importlib.import_module(_APP)  # now, as it reads the environment
        gc.freeze()
        _share_heaps()
        Server(
            f"{_APP}:from_environment",
            factory=True,
            address=settings.host,
            port=settings.port,
            interface=Interfaces.WSGI,
            workers=settings.workers,
            blocking_threads=_threads(settings),
            log_level=LogLevels.error,  # it warns of many threads; these wait, they don't work
            respawn_failed_workers=True,
        ).serve()


def _share_heaps() -> None:
    """Keeps the C library (glibc has many heaps, others one) from giving every thread a heap of its own."""
    libc = ctypes.CDLL(None)
    if hasattr(libc, "mallopt"):
        libc.mallopt(_ARENA_MAX, 2)


def _threads(settings: Settings) -> int:
    """Threads enough for all that run or wait for a query, that bring a body, that take a large answer."""
    held_up = settings.query_running + settings.query_workers + settings.query_waiting
    held_up += sum(places.running + places.waiting for places in (READING, SENDING))
    return held_up + _SPARE_THREADS
