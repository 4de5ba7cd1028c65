"""What a large release is answered from: a store on disk and its names, made once and kept beside it."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from rufsgraph.engines.cage import die_with_parent
from rufsgraph.engines.embedded import DATASET_FILE, STORE_VERSION, UNION_FILE, EmbeddedEngine, write_store
from rufsgraph.errors import EngineFailed
from rufsgraph.questions.naming import Names, write_names
from rufsgraph.questions.question import support
from rufsgraph.releases.store import Release, derive

FORM = 1
"""The form of what is derived; counted up when it changes, so that what is there in another is left alone."""

Tell = Callable[[str], None]
"""Called with what begins and takes a while."""


@dataclass(frozen=True, slots=True)
class Derived:
    """A folder with what is derived from a release."""

    folder: Path

    @property
    def store(self) -> Path:
        """The store on disk."""
        return self.folder / "store"

    @property
    def names(self) -> Path:
        """The file of names."""
        return self.folder / "names.sqlite"


def derived(release: Release, most: int, tell: Tell) -> Derived | None:
    """What a release is answered from, made first where it is missing; None for one that memory holds.

    `most` is how many bytes of data memory holds. NotWritable where there is no place for it.
    """
    sums = {name: release.manifest["files"][name] for name in (UNION_FILE, DATASET_FILE)}
    if sum(int(one["bytes"]) for one in sums.values()) <= most:
        return None
    parts = [FORM, STORE_VERSION, support("names").full_text(), *(one["sha256"] for one in sums.values())]
    key = hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]
    return Derived(derive(release, key, partial(_make, release, tell)))


def open_names(made: Derived | None) -> Names | None:
    """The names that are kept, if any are."""
    return Names.of_file(made.names) if made else None


def _make(release: Release, tell: Tell, folder: Path) -> None:
    """Fills a folder in a process of its own, as that takes much memory, which goes back with it."""
    triples = sum(release.manifest["triples"].values())
    tell(f"{release.name} has {triples} triples: making its store on disk, once; this takes a while")
    command = [sys.executable, "-m", "rufsgraph.questions.deriving", str(release.path), str(folder)]
    done = subprocess.run(  # noqa: S603 - our own module, no shell, nothing of a stranger's
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False
    )
    if done.returncode:
        last = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise EngineFailed(
            f"the store of {release.name} can't be made: {last or done.returncode}",
            f"databasen för {release.name} kan inte göras: {last or done.returncode}",
        )


def main() -> None:
    """Makes what is derived from the release in the first folder, in the second, as its arguments say."""
    die_with_parent()  # or two would write there when another process takes the lock over
    release, made = Path(sys.argv[1]), Derived(Path(sys.argv[2]))
    write_store(release, made.store)
    write_names(EmbeddedEngine.of_store(made.store), made.names)


if __name__ == "__main__":
    main()
