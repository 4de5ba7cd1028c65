"""No identifier of an earlier release vanishes unsaid: what is compared, what is told, what a build does."""

import json
import re
from pathlib import Path

import pytest

from rufsgraph.errors import FileMissing, Severity
from rufsgraph.releases.identifiers import check_kept, identifiers
from rufsgraph.releases.store import Release, current_release, list_releases, write_release
from rufsgraph.terms import RUFS, Iris
from tests.editing import add_row, read_cells, write_cells
from tests.processes import run

IRIS = Iris()
ELSEWHERE = Iris("http://trial.example/")


def quads(*names: str, iris: Iris = IRIS) -> bytes:
    """N-Quads that state something of things (`actor/kth`) and of terms (`def/Actor`)."""
    subjects = (
        RUFS + name.removeprefix("def/") if name.startswith("def/") else f"{iris.base}id/{name}"
        for name in names
    )
    return b"".join(f'<{one}> <http://x/p> "a" <http://x/g> .\n'.encode() for one in subjects)


def release(folder: Path, name: str, *names: str, modified: str = "2020-11-23", iris: Iris = IRIS) -> Release:
    """A release that describes things and terms."""
    manifest = {"release": name, "modified": modified, "base": iris.base}
    return write_release(folder, {"dataset.nq": quads(*names, iris=iris)}, manifest)


def test_what_counts_as_an_identifier() -> None:
    """Things and terms that are described; not those named only, the ontology itself, graphs, others' things.

    What the software states in graphs of its own has no address, and doesn't count.
    """
    text = quads("actor/kth", "participation/2020.1.1.owner.kth", "def/Actor", "def/")
    for name in ("validation", "examples", "shapes"):
        text += f"<{IRIS.base}id/{name}/1> <http://x/p> <http://x/o> <{IRIS.graph(name)}> .\n".encode()
    text += b'<http://other.example/id/actor/x> <http://x/p> "a" <http://x/g> .\n'
    text += f"<{IRIS.graph('plan')}> <http://x/p> <{IRIS.base}id/actor/named> <http://x/g> .\n".encode()
    assert identifiers(text, IRIS) == {
        "id/actor/kth",
        "id/participation/2020.1.1.owner.kth",
        "def/Actor",
    }


def test_nothing_is_lost(tmp_path: Path) -> None:
    """New identifiers are no fault, nor is one that a change accounts for."""
    earlier = [release(tmp_path, "2020-a", "actor/kth", "actor/old")]
    assert check_kept(earlier, quads("actor/kth", "actor/new"), IRIS, {"actor/old"}) == []
    assert check_kept([], quads("actor/kth"), IRIS, set()) == []


def test_each_loss_is_a_violation_with_its_cure(tmp_path: Path) -> None:
    """Of all releases, also those long gone: the identifier, the latest release that had it, what to do."""
    earlier = [
        release(tmp_path, "2020-a", "actor/first", "actor/both"),
        release(tmp_path, "2021-b", "actor/both", "entry/2021.1.1", modified="2021-11-23"),
    ]
    found = check_kept(earlier, quads("actor/new"), IRIS, set())
    assert [(one.code, one.value, one.severity) for one in found] == [
        ("vanished-identifier", "actor/both", Severity.VIOLATION),
        ("vanished-identifier", "actor/first", Severity.VIOLATION),
        ("vanished-identifier", "entry/2021.1.1", Severity.VIOLATION),
    ]
    assert [one.where for one in found] == [f"{IRIS.base}id/{one.value}" for one in found]
    for one, name in zip(found, ("2021-b", "2020-a", "2021-b"), strict=True):
        for message in (one.message_sv, one.message_en):
            assert name in message and "identifier_changes.csv" in message


def test_a_term_is_deprecated_not_removed(tmp_path: Path) -> None:
    """A term of the ontology that is gone is told apart: no row of the table can account for it."""
    earlier = [release(tmp_path, "2020-a", "def/Actor", "def/old")]
    (found,) = check_kept(earlier, quads("def/Actor"), IRIS, {"def/old", "old"})
    assert (found.code, found.where, found.value) == ("vanished-term", f"{RUFS}old", "old")
    assert found.severity is Severity.VIOLATION
    assert "owl:deprecated" in found.message_sv and "owl:deprecated" in found.message_en


def test_another_base_has_the_same_things(tmp_path: Path) -> None:
    """A thing is its class and key: a release under another base counts, and is told under the new one."""
    earlier = [release(tmp_path, "2020-a", "actor/kth", "actor/old", iris=ELSEWHERE)]
    (found,) = check_kept(earlier, quads("actor/kth"), IRIS, set())
    assert found.where == f"{IRIS.base}id/actor/old"


def test_a_release_that_cannot_be_read_stops_the_comparison(tmp_path: Path) -> None:
    """What an earlier release had is not guessed."""
    earlier = release(tmp_path, "2020-a", "actor/kth")
    (earlier.path / "dataset.nq").unlink()
    with pytest.raises(FileMissing, match="2020-a"):
        check_kept([earlier], quads(), IRIS, set())


@pytest.fixture
def folder(release_folder: Path, tmp_path: Path) -> Path:
    """A folder with a release of the repository's own data."""
    own = tmp_path / "releases"
    own.mkdir()
    published = current_release(release_folder)
    (own / published.name).symlink_to(published.path)
    (own / "current").symlink_to(published.name)
    return own


@pytest.fixture
def renamed(tables_copy: Path) -> Path:
    """The tables with another key for an actor, in every cell that is that key."""
    for path in tables_copy.glob("*.csv"):
        rows = read_cells(path)
        write_cells(path, [["abb-ab" if cell == "abb" else cell for cell in row] for row in rows])
    return tables_copy


WANTED = {
    "actor/abb": "actor/abb-ab",
    "participation/2020.4.65.owner.abb": "participation/2020.4.65.owner.abb-ab",
    "participation/2020.6.9.owner.abb": "participation/2020.6.9.owner.abb-ab",
}


def add_changes(tables: Path) -> None:
    """Says of each identifier that vanished with the old key what stands in its place."""
    for number, (old, new) in enumerate(WANTED.items()):
        add_row(
            tables,
            "identifier_changes",
            id=f"andrad-{number}",
            identifier=old,
            change="replaced",
            successors=new,
            edition="utgava-2020",
            reason_sv="Nyckeln skrevs om.",
            reason_en="The key was rewritten.",
        )


def test_build_refuses_to_lose_an_identifier(folder: Path, renamed: Path) -> None:
    """The actor and each participation of it are told; the current release stays. With rows it is built."""
    before = current_release(folder).name
    arguments = ("build", "--data", str(renamed), "--releases", str(folder))
    refused = run(*arguments, timeout=180)
    assert (refused.returncode, refused.stdout) == (1, "")
    told = re.findall(r"^violation \S+ '([^']+)': .* release (\S+) and is missing", refused.stderr, re.M)
    assert told == [(old, before) for old in sorted(WANTED)]
    assert current_release(folder).name == before
    assert [one.name for one in list_releases(folder)] == [before]
    add_changes(renamed)
    done = run(*arguments, timeout=180)
    assert done.returncode == 0, done.stderr
    assert current_release(folder).name != before


@pytest.mark.slow
def test_check_tells_what_a_build_would(folder: Path, renamed: Path) -> None:
    """`rufsgraph check` compares with the releases that are there, and says the same."""
    arguments = ("check", "--data", str(renamed), "--format", "json")
    alone = json.loads(run(*arguments, "--releases", str(folder / "none"), timeout=180).stdout)
    beside = json.loads(run(*arguments, "--releases", str(folder), timeout=180).stdout)
    assert alone["conforms"] and not beside["conforms"]
    new = [one for one in beside["findings"] if one not in alone["findings"]]
    assert [(one["code"], one["value"]) for one in new] == [
        ("vanished-identifier", old) for old in sorted(WANTED)
    ]
