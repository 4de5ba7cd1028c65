"""The release being served: a new one is picked up by itself, requests under way finish on the old."""

import logging
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from rufsgraph.config import EMBEDDED, MEETING_FOLDER, Settings
from rufsgraph.engines.nursery import Limits
from rufsgraph.engines.pool import Meeting, WorkerEngine
from rufsgraph.engines.remote import RemoteEngine
from rufsgraph.engines.repeating import RepeatingEngine
from rufsgraph.errors import OverTime
from rufsgraph.protocol.contexts import Context
from rufsgraph.questions.asking import Asker
from rufsgraph.questions.deriving import Derived, derived, open_names
from rufsgraph.questions.descriptions import ontology
from rufsgraph.questions.finding import Finder
from rufsgraph.releases.elsewhere import open_engine
from rufsgraph.releases.store import CURRENT, Release, current_release
from rufsgraph.terms import Iris

LOOK_SECONDS = 0.5
"""How often the folder of releases is looked at, at most."""

RETRY_SECONDS = 5.0
"""How long a release that can't be served is left alone before it is tried again."""

_TRIES = 5
"""How often what is read once is asked for: on a busy machine it may take longer than a query may."""

_LOG = logging.getLogger(__name__)


ServingEngine = WorkerEngine | RemoteEngine | RepeatingEngine
"""What may answer for a server."""

Opening = Callable[[Release, Derived | None, Settings], ServingEngine]
"""Opens the engine of a release, from what is derived of it where that is large."""


@dataclass(frozen=True, slots=True)
class Serving:
    """A release with the engine and the asker that answer from it."""

    release: Release
    engine: ServingEngine
    asker: Asker
    context: Context
    iris: Iris
    finder: Finder


class Live:
    """Keeps what is served in step with the current release on disk; where it doesn't follow, it stays."""

    def __init__(self, settings: Settings, opening: Opening | None = None, *, follows: bool = True) -> None:
        self._settings = settings
        self._opening = opening or _engine_of
        self._follows = follows
        self._lock = threading.Lock()
        self._looked = time.monotonic()
        self._serving = self._open()

    def serving(self) -> Serving:
        """What is served now; looks for a newer release now and then, and keeps the old if that is broken."""
        looks = self._follows and time.monotonic() - self._looked > LOOK_SECONDS
        if looks and self._lock.acquire(blocking=False):
            begun = False
            try:
                self._looked = time.monotonic()
                if self._target() != self._serving.release.path or self._lost():
                    threading.Thread(target=self._switch, daemon=True).start()  # it may take minutes
                    begun = True
            finally:
                if not begun:
                    self._lock.release()
        return self._serving

    def _target(self) -> Path:
        return (self._settings.releases / CURRENT).resolve()

    def _lost(self) -> bool:
        """Whether the query processes are gone, killed for their memory, say."""
        engine = self._serving.engine
        return isinstance(engine, WorkerEngine) and not engine.alive()

    def _open(self) -> Serving:
        release = current_release(self._settings.releases)
        made = None
        if self._settings.engine == EMBEDDED:
            made = derived(release, self._settings.memory_bytes, _LOG.warning)
        engine = self._opening(release, made, self._settings)
        try:
            for _ in range(_TRIES - 1):
                with suppress(OverTime):
                    return _read(release, engine, made)
            return _read(release, engine, made)
        except BaseException:
            engine.close()
            raise

    def _switch(self) -> None:
        """Serves the new release; whatever is wrong with it, what is served stays."""
        old = self._serving
        try:
            self._serving = self._open()
        except Exception as error:  # noqa: BLE001
            self._looked = time.monotonic() + RETRY_SECONDS
            _LOG.error("%s stays: the new release can't be served: %r", old.release.name, error)
            return
        finally:
            self._lock.release()
        closing = threading.Timer(2 * self._settings.query_seconds + 5, old.engine.close)
        closing.daemon = True
        closing.start()

    def close(self) -> None:
        """Stops the query processes."""
        self._serving.engine.close()


def _read(release: Release, engine: ServingEngine, made: Derived | None) -> Serving:
    """What is served, with what is read of a release once."""
    iris = Iris(str(release.manifest["base"]))
    asker = Asker(engine, release.name, open_names(made))
    finder = Finder(release, engine, made)
    finder.prepare()
    return Serving(release, engine, asker, Context(ontology(engine, iris)), iris, finder)


def _engine_of(release: Release, made: Derived | None, settings: Settings) -> ServingEngine:
    if settings.engine == EMBEDDED:
        folder = os.environ.get(MEETING_FOLDER)
        meeting = Meeting(Path(folder), settings.workers) if folder else None
        store = made.store if made else None
        return WorkerEngine(release.path, limits_of(settings), settings.query_waiting, store, meeting)
    return open_engine(settings.engine, release, settings.query_seconds, settings.answer_bytes)


def limits_of(settings: Settings) -> Limits:
    """The limits of queries, from the settings."""
    return Limits(
        seconds=settings.query_seconds,
        memory=settings.query_memory,
        answer=settings.answer_bytes,
        fast=settings.query_workers,
        running=settings.query_running,
    )
