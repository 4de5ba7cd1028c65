"""A release is written whole or not at all, never changes, and is switched to in one step."""

import json
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from rufsgraph.errors import DataWrong, NoRelease, NotWritable
from rufsgraph.releases.store import (
    Release,
    current_release,
    derive,
    list_releases,
    must_verify,
    read_release,
    switch,
    verify,
    write_release,
)
from tests.processes import run

FILES = {"data.nt": "<å> .\n".encode(), "graph/plan.ttl": b"# plan\n", "empty.txt": b""}


def write(folder: Path, name: str = "2020-aaaaaaaaaaaa", files: Mapping[str, bytes] = FILES) -> Release:
    """A small release in a folder of releases."""
    return write_release(folder, files, {"release": name, "modified": "2020-11-23", "triples": {"plan": 1}})


def snapshot(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file of a folder: what it holds and when it was written."""
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


class Failing(Mapping[str, bytes]):
    """Files of which the last can't be had, as where the disk is full or the process is stopped."""

    def __iter__(self) -> Iterator[str]:
        """The names of the files."""
        return iter(["a.txt", "b.txt"])

    def __len__(self) -> int:
        """How many there are."""
        return 2

    def __getitem__(self, name: str) -> bytes:
        """The first file; the second can't be had."""
        if name == "b.txt":
            raise OSError(28, "No space left on device")
        return b"a"


def test_release_holds_what_was_written(tmp_path: Path) -> None:
    """Every file stands in the release's folder, and the manifest says its size and sum."""
    release = write(tmp_path / "releases")
    assert release.name == "2020-aaaaaaaaaaaa"
    assert release.path == tmp_path / "releases" / release.name
    assert {name: (release.path / name).read_bytes() for name in FILES} == FILES
    assert release.manifest["files"]["empty.txt"] == {
        "bytes": 0,
        "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    }
    assert set(release.manifest["files"]) == set(FILES)
    assert verify(release) == []
    assert read_release(release.path) == release


def test_release_is_never_written_again(tmp_path: Path) -> None:
    """A second release of the same name leaves the first as it is, to the byte and the hour."""
    release = write(tmp_path)
    before = snapshot(tmp_path)
    assert write(tmp_path, files={"data.nt": b"other"}) == release
    assert snapshot(tmp_path) == before


def test_nothing_is_left_of_a_release_that_failed(tmp_path: Path) -> None:
    """Where writing is cut short there is no release, nor a piece of one."""
    with pytest.raises(OSError, match="No space"):
        write(tmp_path, files=Failing())
    assert list(tmp_path.iterdir()) == []


def test_folder_without_manifest_is_no_release(tmp_path: Path) -> None:
    """What was left by a process that was killed is written anew."""
    (tmp_path / "2020-aaaaaaaaaaaa").mkdir()
    (tmp_path / "2020-aaaaaaaaaaaa" / "half.txt").write_bytes(b"half")
    release = write(tmp_path)
    assert verify(release) == []
    assert not (release.path / "half.txt").exists()


def test_writing_does_not_switch(tmp_path: Path) -> None:
    """A release is current only once it is switched to; switching back and forth is possible."""
    first, second = write(tmp_path), write(tmp_path, "2021-bbbbbbbbbbbb")
    with pytest.raises(NoRelease, match="rufsgraph build"):
        current_release(tmp_path)
    for release in (first, second, first):
        switch(tmp_path, release)
        assert current_release(tmp_path) == release
    assert list_releases(tmp_path) == [first, second]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([first.name, second.name, "current"])


def test_folder_of_releases_can_be_moved(tmp_path: Path) -> None:
    """The current release is named within the folder, so the folder may be moved or mounted elsewhere."""
    switch(tmp_path / "a", write(tmp_path / "a"))
    (tmp_path / "a").rename(tmp_path / "b")
    assert current_release(tmp_path / "b").path == tmp_path / "b" / "2020-aaaaaaaaaaaa"


def test_switching_is_atomic(tmp_path: Path) -> None:
    """Whoever reads while releases are switched sees one of them, whole: never none, never half of each."""
    releases = [write(tmp_path, f"2020-{letter * 12}", {"name.txt": letter.encode()}) for letter in "abc"]
    switch(tmp_path, releases[0])
    done = threading.Event()
    seen: list[tuple[str, str, str]] = []
    failed: list[Exception] = []

    def look() -> None:
        while not done.is_set():
            try:
                release = current_release(tmp_path)
                letter = (release.path / "name.txt").read_text(encoding="utf-8")
            except (NoRelease, OSError) as error:
                failed.append(error)
            else:
                seen.append((release.name, release.path.name, f"2020-{letter * 12}"))

    readers = [threading.Thread(target=look) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(500):
        switch(tmp_path, releases[number % 3])
    done.set()
    for reader in readers:
        reader.join()
    assert failed == []
    assert all(name == folder == content for name, folder, content in seen)
    assert seen


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("how", ["changed", "missing"])
def test_verify_finds_a_changed_or_missing_file(tmp_path: Path, name: str, how: str) -> None:
    """A file of which one byte is another, or that is gone, is named, with what happened to it."""
    release = write(tmp_path)
    path = release.path / name
    if how == "changed":
        path.write_bytes(path.read_bytes()[:-1] + b"x")
    else:
        path.unlink()
    (finding,) = verify(release)
    assert (finding.code, finding.where) == ("release-file", name)
    assert how in finding.message_en
    with pytest.raises(DataWrong):
        must_verify(release)


@pytest.mark.parametrize(
    "name", ["added.txt", "graph/added.ttl", "derived.txt", "derivedness/x", "new/deep/x"]
)
def test_verify_finds_an_added_file(tmp_path: Path, name: str) -> None:
    """A file that the manifest doesn't know is named, wherever it lies."""
    release = write(tmp_path)
    (release.path / name).parent.mkdir(parents=True, exist_ok=True)
    (release.path / name).write_bytes(b"")
    (finding,) = verify(release)
    assert (finding.where, "added" in finding.message_en, "tillagd" in finding.message_sv) == (
        name,
        True,
        True,
    )


def test_derived_files_are_no_part_of_a_release(tmp_path: Path) -> None:
    """What is made again where it is missing may come and go."""
    release = write(tmp_path)
    (release.path / "derived").mkdir()
    (release.path / "derived" / "index").write_bytes(b"x")
    assert verify(release) == []
    must_verify(release)


def test_derived_folder_is_filled_once(tmp_path: Path) -> None:
    """Of several who need it at once one fills it, and nobody sees it before it is full."""
    release = write(tmp_path)
    filled: list[Path] = []

    def fill(folder: Path) -> None:
        (folder / "first").write_bytes(b"")
        time.sleep(0.3)
        (folder / "second").write_bytes(b"")
        filled.append(folder)

    def need(_: int) -> set[str]:
        return {path.name for path in derive(release, "key", fill).iterdir()}

    with ThreadPoolExecutor(4) as pool:
        seen = list(pool.map(need, range(4)))
    assert seen == 4 * [{"first", "second"}]
    assert len(filled) == 1
    assert verify(release) == []


def test_derived_folder_that_failed_is_not_there(tmp_path: Path) -> None:
    """Where filling fails nothing is left, and the next who needs it fills it."""
    release = write(tmp_path)

    def fail(folder: Path) -> None:
        (folder / "half").write_bytes(b"")
        raise OSError(28, "No space left on device")

    with pytest.raises(NotWritable, match="No space left"):
        derive(release, "key", fail)
    assert [path.name for path in (release.path / "derived").iterdir()] == [".lock"]
    assert list(derive(release, "key", lambda _: None).iterdir()) == []


@pytest.mark.parametrize("content", [None, "", "{", "\xff"])
def test_folder_that_holds_no_release(tmp_path: Path, content: str | None) -> None:
    """Where there is no manifest that can be read there is no release, and it is said what to do."""
    if content is not None:
        (tmp_path / "manifest.json").write_text(content, encoding="latin-1")
    with pytest.raises(NoRelease, match="rufsgraph build") as caught:
        read_release(tmp_path)
    assert "kör `rufsgraph build`" in caught.value.detail_sv


def test_half_written_release_is_not_listed(tmp_path: Path) -> None:
    """What a killed process left behind is not among the releases, even with a manifest in it."""
    release = write(tmp_path)
    (tmp_path / ".new-x").mkdir()
    (tmp_path / ".new-x" / "manifest.json").write_text("{}", encoding="utf-8")
    assert list_releases(tmp_path) == [release]


def test_commands(tmp_path: Path) -> None:
    """`release list` stars the current one; `release verify` ends with 1 where a file was changed."""
    first, second = write(tmp_path), write(tmp_path, "2021-bbbbbbbbbbbb")
    switch(tmp_path, second)
    done = run("release", "list", "--releases", str(tmp_path))
    assert done.returncode == 0
    assert [line[:19].split() for line in done.stdout.splitlines()] == [[first.name], ["*", second.name]]
    done = run("release", "verify", "--releases", str(tmp_path))
    assert (done.returncode, done.stdout) == (0, "2021-bbbbbbbbbbbb: 3 files as written\n")
    (second.path / "data.nt").write_bytes(b"changed")
    done = run("release", "verify", "--releases", str(tmp_path))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "violation data.nt: the file is changed since release\n"


def test_manifest_is_readable(tmp_path: Path) -> None:
    """The manifest is JSON with sorted names, so that two of them can be compared line by line."""
    text = (write(tmp_path).path / "manifest.json").read_text(encoding="utf-8")
    assert json.dumps(json.loads(text), ensure_ascii=False, indent=1, sort_keys=True) + "\n" == text
