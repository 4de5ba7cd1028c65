"""The index of a release: where it lies, and who opens or makes it when something is searched for."""

import logging
import sqlite3
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

from rufsgraph.engines.cage import die_with_parent
from rufsgraph.engines.embedded import UNION_FILE, EmbeddedEngine
from rufsgraph.engines.engine import Engine
from rufsgraph.errors import EngineFailed, RufsError
from rufsgraph.questions.deriving import Derived
from rufsgraph.questions.indexing import index_key, write_index
from rufsgraph.questions.searching import Found, Index, Search
from rufsgraph.releases.store import DERIVED, Release, derived_file

_LOG = logging.getLogger(__name__)


class Finder:
    """Searches one release: its index is opened at the first search, and made first where it is missing.

    A release that memory holds is indexed by its engine, in memory where no file can be kept. That of a
    large one, which is answered from a store on disk, is always a file.
    """

    def __init__(self, release: Release, engine: Engine, made: Derived | None = None) -> None:
        self._release = release
        self._engine = engine
        self._made = made
        self._lock = threading.Lock()
        self._index: Index | None = None

    def search(self, search: Search) -> Found:
        """What is found in the release; EngineFailed where there is no index and none can be made."""
        return self._opened().search(search)

    def prepare(self) -> None:
        """Makes the index in the background where it is missing, but for a large release: that takes long."""
        if not self._made and not index_path(self._release).is_file():
            threading.Thread(target=self._try, daemon=True).start()

    def _try(self) -> None:
        with suppress(RufsError):  # the first who searches is told
            self._opened()

    def _opened(self) -> Index:
        with self._lock:
            self._index = self._index or self._open()
            return self._index

    def _open(self) -> Index:
        if self._made:
            try:
                return Index.of_file(index_of_store(self._release, self._made.store))
            except OSError as error:
                raise _not_made(error) from error
        try:
            return Index.of_file(_index_file(self._release, self._engine))
        except (OSError, sqlite3.Error, EngineFailed) as error:
            _LOG.warning("the index of %s is made in memory: %r", self._release.name, error)
        try:
            return Index.of_engine(self._engine)
        except sqlite3.Error as error:  # as where SQLite was built without FTS5
            raise _not_made(error) from error


def index_of_union(release: Release) -> Path:
    """The index of a release, made of its files where it is missing; OSError where it can't be kept."""
    if index_path(release).is_file():
        return index_path(release)
    return _index_file(release, EmbeddedEngine.of_union([(release.path / UNION_FILE).read_bytes()]))


def index_of_store(release: Release, store: Path) -> Path:
    """The index of a release, made of its store where it is missing, by a process of its own.

    That takes much memory, which goes back with it. OSError where it can't be kept.
    """
    return derived_file(release, index_path(release).name, lambda path: _make(store, path))


def index_path(release: Release) -> Path:
    """Where the index of a release lies, if it has been made."""
    return release.path / DERIVED / f"search-{index_key()}.sqlite"


def _index_file(release: Release, engine: Engine) -> Path:
    return derived_file(release, index_path(release).name, lambda path: write_index(engine, path))


def _make(store: Path, path: Path) -> None:
    command = [sys.executable, "-m", "rufsgraph.questions.finding", str(store), str(path)]
    done = subprocess.run(  # noqa: S603 - our own module, no shell, nothing of a stranger's
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False
    )
    if done.returncode:
        last = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise _not_made(last or done.returncode)


def _not_made(why: object) -> EngineFailed:
    return EngineFailed(f"the index can't be made: {why}", f"indexet kan inte göras: {why}")


def main() -> None:
    """Makes the index of the store in the first folder, in the file that is named next."""
    die_with_parent()
    write_index(EmbeddedEngine.of_store(Path(sys.argv[1])), Path(sys.argv[2]))


if __name__ == "__main__":
    main()
