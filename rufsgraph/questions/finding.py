"""The index of a release: where it lies, and who opens or makes it when something is searched for."""

import sqlite3
import threading
from contextlib import suppress
from pathlib import Path

from rufsgraph.engines.engine import Engine
from rufsgraph.errors import EngineFailed
from rufsgraph.questions.indexing import index_key, write_index
from rufsgraph.questions.searching import Found, Index, Search
from rufsgraph.releases.store import DERIVED, Release, derived_file


class Finder:
    """Searches one release: its index is opened at the first search, and made first where it is missing."""

    def __init__(self, release: Release, engine: Engine) -> None:
        self._release = release
        self._engine = engine
        self._lock = threading.Lock()
        self._index: Index | None = None

    def search(self, search: Search) -> Found:
        """What is found in the release."""
        with self._lock:
            self._index = self._index or self._open()
        return self._index.search(search)

    def is_ready(self) -> bool:
        """Whether a search finds the index made."""
        return self._index is not None or index_path(self._release).is_file()

    def prepare(self) -> None:
        """Opens the index, made first where it is missing."""
        with self._lock:
            self._index = self._index or self._open()

    def _open(self) -> Index:
        """The index in its file or, where none can be written or read, in memory."""
        with suppress(OSError, sqlite3.Error, EngineFailed):
            return Index.of_file(make_index(self._release, self._engine))
        try:
            return Index.of_engine(self._engine)
        except sqlite3.Error as error:  # as where SQLite was built without FTS5
            raise EngineFailed(f"no index can be made: {error}", f"inget index kan göras: {error}") from error


def make_index(release: Release, engine: Engine) -> Path:
    """The file of a release's index, made where it is missing; OSError where it can't be."""
    return derived_file(release, index_path(release).name, lambda path: write_index(engine, path))


def index_path(release: Release) -> Path:
    """Where the index of a release lies, if it has been made."""
    return release.path / DERIVED / f"search-{index_key()}.sqlite"
