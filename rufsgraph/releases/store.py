"""A folder of releases: each one immutable, one of them current."""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rufsgraph.engines.locking import locked
from rufsgraph.errors import DataWrong, Finding, NoRelease, NotWritable

MANIFEST = "manifest.json"
CURRENT = "current"
DERIVED = "derived"
"""The folder of a release for what is not the same to the byte each time, and is made again if need be."""


@dataclass(frozen=True, slots=True)
class Release:
    """A release on disk."""

    path: Path
    manifest: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Edition and content hash, `2020-0123456789ab`."""
        return str(self.manifest["release"])


def write_release(folder: Path, files: Mapping[str, bytes], manifest: Mapping[str, Any]) -> Release:
    """Writes a release under its name and leaves one that is there already as it is; doesn't switch to it."""
    name = str(manifest["release"])
    target = folder / name
    if not (target / MANIFEST).is_file():
        folder.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=".new-", dir=folder))
        try:
            _fill(scratch, files, manifest)
            scratch.chmod(0o755)
            if target.exists():
                shutil.rmtree(target)
            scratch.rename(target)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
    return read_release(target)


def _fill(scratch: Path, files: Mapping[str, bytes], manifest: Mapping[str, Any]) -> None:
    sums = {}
    for name in sorted(files):  # one at a time: large ones may be read only now
        content = files[name]
        path = scratch / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        sums[name] = {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
    whole = {**manifest, "files": sums}
    text = json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    (scratch / MANIFEST).write_text(text, encoding="utf-8")


def derive(release: Release, key: str, fill: Callable[[Path], None]) -> Path:
    """The folder of that key among what is derived from a release, filled first where it is missing.

    It is there whole or not at all; of several processes one fills it while the others wait. NotWritable
    where there is no place for it.
    """
    target = release.path / DERIVED / key
    if target.is_dir():
        return target
    try:
        target.parent.mkdir(exist_ok=True)
        with locked(target.parent / ".lock"):
            if not target.is_dir():
                _fill_derived(target, fill)
    except OSError as error:
        raise NotWritable(
            f"{release.name} is large and wants a store on disk, but {target.parent} can't be written to "
            f"({error.strerror}): run `rufsgraph build` as one who may write there",
            f"{release.name} är stor och behöver en databas på disk, men {target.parent} går inte att skriva "
            f"i ({error.strerror}): kör `rufsgraph build` som någon som får skriva där",
        ) from error
    return target


def _fill_derived(target: Path, fill: Callable[[Path], None]) -> None:
    for left in target.parent.glob(".new-*"):  # by a process that was killed, as we hold the lock
        shutil.rmtree(left, ignore_errors=True)
    scratch = Path(tempfile.mkdtemp(prefix=".new-", dir=target.parent))
    try:
        fill(scratch)
        scratch.chmod(0o755)
        scratch.rename(target)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def read_release(path: Path) -> Release:
    """The release in a folder; NoRelease where there is none."""
    real = path.resolve()  # first, so that files and manifest are of one release while another is switched to
    try:
        manifest = json.loads((real / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise NoRelease(
            f"no release at {path}: run `rufsgraph build` first, or name another folder with --releases",
            f"ingen utgåva i {path}: kör `rufsgraph build` först, eller ange en annan mapp med --releases",
        ) from error
    return Release(real, manifest)


def derived_file(release: Release, name: str, make: Callable[[Path], None]) -> Path:
    """A file made of a release that is not part of it, made where it is missing; never seen half made.

    OSError where the release's folder can't be written to.
    """
    path = release.path / DERIVED / name
    if path.is_file():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    number, scratch = tempfile.mkstemp(prefix=".new-", dir=path.parent)
    os.close(number)
    try:
        make(Path(scratch))
        Path(scratch).chmod(0o644)  # who serves may be another than who built
        Path(scratch).replace(path)
    except BaseException:
        Path(scratch).unlink(missing_ok=True)
        raise
    return path


def current_release(folder: Path) -> Release:
    """The release that is current; NoRelease where none is."""
    return read_release(folder / CURRENT)


def switch(folder: Path, release: Release) -> None:
    """Makes a release the current one, in one step that a reader sees before or after, never between."""
    link = folder / f".{CURRENT}-{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(release.path.name)
    link.replace(folder / CURRENT)


def verify(release: Release) -> list[Finding]:
    """A finding for each file that is missing, added or not what the manifest says."""
    found = []
    sums: Mapping[str, Mapping[str, Any]] = release.manifest["files"]
    for name, expected in sums.items():
        path = release.path / name
        actual = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        if actual != expected["sha256"]:
            found.append(_changed(name, "changed" if actual else "missing"))
    for path in release.path.rglob("*"):
        name = str(path.relative_to(release.path))
        if path.is_file() and name not in sums and name != MANIFEST and not name.startswith(f"{DERIVED}/"):
            found.append(_changed(name, "added"))
    return found


def _changed(name: str, how: str) -> Finding:
    sv = {"changed": "ändrad", "missing": "borta", "added": "tillagd"}[how]
    return Finding(
        "release-file", f"filen är {sv} sedan utgåvan skrevs", f"the file is {how} since release", where=name
    )


def list_releases(folder: Path) -> list[Release]:
    """All releases of a folder, by name."""
    return [
        read_release(path.parent)
        for path in sorted(folder.glob(f"*/{MANIFEST}"))
        if path.parent.name != CURRENT and not path.parent.name.startswith(".")
    ]


def must_verify(release: Release) -> None:
    """DataWrong where a release isn't what its manifest says."""
    findings = verify(release)
    if findings:
        raise DataWrong(findings)
