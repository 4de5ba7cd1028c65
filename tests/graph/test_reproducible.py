"""The same tables give the same bytes, whoever builds them and when."""

import os
import subprocess
from pathlib import Path

from rufsgraph.releases.store import current_release, verify
from tests.processes import COMMAND, environment


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a release but what is made again where it is missing."""
    files = {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in files.items() if not name.startswith("derived/")}


def test_two_builds_are_the_same_bytes(release_folder: Path, tmp_path: Path) -> None:
    """Another process, another order of sets, another time zone: not a byte of the release differs."""
    seed = "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"
    subprocess.run(
        [str(COMMAND), "build", "--releases", str(tmp_path)],
        env=environment() | {"PYTHONHASHSEED": seed, "TZ": "Pacific/Auckland"},
        check=True,
        capture_output=True,
        timeout=180,
    )
    one, other = current_release(release_folder), current_release(tmp_path)
    assert one.name == other.name
    first, second = contents(one.path), contents(other.path)
    assert sorted(first) == sorted(second)
    assert [name for name in first if first[name] != second[name]] == []
    assert verify(one) == verify(other) == []
    assert one.name == f"2020-{one.manifest['hash'][:12]}-{one.manifest['described'][:8]}"
