"""The release being served: a new one is picked up by itself, requests under way finish on the old."""

import threading
import time
from dataclasses import dataclass
from pathlib import Path

from rufsgraph.config import Settings
from rufsgraph.engines.nursery import Limits
from rufsgraph.engines.pool import WorkerEngine
from rufsgraph.questions.asking import Asker
from rufsgraph.releases.store import CURRENT, Release, current_release

LOOK_SECONDS = 0.5
"""How often the folder of releases is looked at, at most."""


@dataclass(frozen=True, slots=True)
class Serving:
    """A release with the engine and the asker that answer from it."""

    release: Release
    engine: WorkerEngine
    asker: Asker


class Live:
    """Keeps what is served in step with the current release on disk."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._looked = time.monotonic()
        self._serving = self._open()

    def serving(self) -> Serving:
        """What is served now; looks for a newer release now and then, and keeps the old if that is broken."""
        if time.monotonic() - self._looked > LOOK_SECONDS and self._lock.acquire(blocking=False):
            try:
                self._looked = time.monotonic()
                if self._target() != self._serving.release.path:
                    self._switch()
            finally:
                self._lock.release()
        return self._serving

    def _target(self) -> Path:
        return (self._settings.releases / CURRENT).resolve()

    def _open(self) -> Serving:
        release = current_release(self._settings.releases)
        engine = WorkerEngine(release.path, limits_of(self._settings), self._settings.query_waiting)
        return Serving(release, engine, Asker(engine, release.name))

    def _switch(self) -> None:
        old = self._serving
        self._serving = self._open()
        threading.Timer(self._settings.query_seconds + 5, old.engine.close).start()

    def close(self) -> None:
        """Stops the query processes."""
        self._serving.engine.close()


def limits_of(settings: Settings) -> Limits:
    """The limits of queries, from the settings."""
    return Limits(
        seconds=settings.query_seconds,
        memory=settings.query_memory,
        answer=settings.answer_bytes,
        fast=settings.query_workers,
        running=settings.query_running,
    )
