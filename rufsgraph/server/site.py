"""The site written as files for a plain web server, whole or not at all, by several processes."""

import ctypes
import json
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from pathlib import Path

from rufsgraph import __version__
from rufsgraph.config import Settings
from rufsgraph.errors import BadSetting, NotOurs
from rufsgraph.protocol.webservers import apache, nginx
from rufsgraph.protocol.webservers.rules import Rules
from rufsgraph.server.copying import FILES, Copier, Job, Size

MARK = "site.json"
"""The file by which a copy is known: who wrote it, of which release, and how large its parts are."""

_CHUNK = 8
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2

Tell = Callable[[int, int], None]
"""Told how many jobs of how many are done."""


@dataclass(slots=True)
class Part:
    """The files of a kind: how many, their bytes, their bytes compressed."""

    files: int = 0
    bytes: int = 0
    packed: int = 0


@dataclass(frozen=True, slots=True)
class Written:
    """A copy that was written: of which release, and its parts by kind."""

    release: str
    parts: dict[str, Part]


def write_site(
    settings: Settings, folder: Path, tell: Tell, processes: int, keep: Callable[[str], bool] = bool
) -> Written:
    """Writes the current release's site into a folder, in the place of an earlier copy.

    NotOurs where the folder holds something else, which stays. `keep` says by its path which descriptions
    and answers are written: all, where it is left out.
    """
    _must_have_address(settings)
    target = folder.resolve()
    _must_be_ours(target)
    with _beside(target) as scratch:
        copier = Copier(settings, scratch / FILES)
        jobs = copier.jobs(keep)
        parts: dict[str, Part] = {}
        tell(0, len(jobs))
        for done, sizes in enumerate(_run(copier, jobs, settings, scratch / FILES, processes), 1):
            for one in sizes:
                _count(parts.setdefault(one.kind, Part()), one)
            tell(done, len(jobs))
        written = Written(copier.release.name, dict(sorted(parts.items())))
        _write_rules(scratch, copier.rules(), target / FILES)
        _write_mark(scratch / MARK, written, settings.public)
    return written


def _must_have_address(settings: Settings) -> None:
    """BadSetting where the copy couldn't say where it is, or isn't at the root of a host."""
    if settings.public.count("/") != 3:
        raise BadSetting(
            "a copy says its own address in catalogue and descriptions: give it with --public, as "
            "https://rufs.example.org/, a host without a path"
        )


def _must_be_ours(target: Path) -> None:
    if not target.exists() or (target.is_dir() and not any(target.iterdir())):
        return
    try:
        known = "rufsgraph" in json.loads((target / MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        known = False
    if not known:
        raise NotOurs(
            f"{target} holds something that `rufsgraph release site` didn't write: name an empty folder, "
            "a new one or an earlier copy",
            f"{target} innehåller något som `rufsgraph release site` inte skrivit: ange en tom mapp, en "
            "ny eller en tidigare kopia",
        )


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """A new folder beside the target, which takes its place when all went well and is gone otherwise."""
    target.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=f".{target.name}-new-", dir=target.parent))
    try:
        yield scratch
        scratch.chmod(0o755)
        if target.exists():
            _exchange(scratch, target)
        else:
            scratch.rename(target)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _exchange(new: Path, old: Path) -> None:
    """Two folders change places in one step; in two, a moment without either, where the system can't."""
    library = ctypes.CDLL(None, use_errno=True)
    if hasattr(library, "renameat2"):
        names = (os.fsencode(new), os.fsencode(old))
        if library.renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0:
            return
    aside = Path(tempfile.mkdtemp(prefix=f".{old.name}-old-", dir=old.parent))
    old.rename(aside / old.name)
    new.rename(old)
    (aside / old.name).rename(new)
    aside.rmdir()


def _run(
    copier: Copier, jobs: Iterable[Job], settings: Settings, files: Path, processes: int
) -> Iterator[list[Size]]:
    """The sizes of what each job wrote, as the processes come to it."""
    if processes < 2:
        yield from map(copier.do, jobs)
        return
    with ProcessPoolExecutor(
        processes, get_context("spawn"), _begin, (settings, files, copier.release.name)
    ) as pool:
        yield from pool.map(_do, jobs, chunksize=_CHUNK)


_copier: Copier | None = None
"""What a process of ours copies with."""


def _begin(settings: Settings, files: Path, release: str) -> None:
    """Makes a process ready to copy; it ends when the one that began it does, also when that was killed."""
    global _copier
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _copier = Copier(settings, files)
    if _copier.release.name != release:
        raise RuntimeError(f"the release became {_copier.release.name} while {release} was copied")


def _end_with_parent() -> None:
    parent = parent_process()
    if parent:
        parent.join()
        os._exit(1)


def _do(job: Job) -> list[Size]:
    assert _copier is not None
    return _copier.do(job)


def _count(part: Part, size: Size) -> None:
    part.files += 1
    part.bytes += size.bytes
    part.packed += size.packed


def _write_rules(folder: Path, rules: Rules, root: Path) -> None:
    texts = {
        nginx.HTTP: nginx.http(rules),
        nginx.SERVER: nginx.server(rules, str(root)),
        apache.FILE: apache.virtual_host(rules, str(root)),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")


def _write_mark(path: Path, written: Written, public: str) -> None:
    document = {
        "rufsgraph": __version__,
        "release": written.release,
        "public": public,
        "parts": {
            kind: {"files": one.files, "bytes": one.bytes, "compressed": one.packed}
            for kind, one in written.parts.items()
        },
    }
    path.write_text(json.dumps(document, indent=1, sort_keys=True) + "\n", encoding="utf-8")
