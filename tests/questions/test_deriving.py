"""What a large release is answered from: the same answers, made once, whole or not at all."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from rufsgraph.engines.embedded import EmbeddedEngine
from rufsgraph.errors import EngineFailed, NotWritable
from rufsgraph.questions import deriving
from rufsgraph.questions.asking import Asker
from rufsgraph.questions.deriving import derived, open_names
from rufsgraph.releases.store import (
    DERIVED,
    current_release,
    must_verify,
    read_release,
    switch,
    write_release,
)
from tests.conftest import copied
from tests.processes import run

GOLDEN = Path(__file__).parent / "golden"
ASK = ("ask", "needs-of-priority", "--priority", "3", "--format", "csv")


@pytest.fixture(scope="module")
def on_disk(stored: Path) -> Asker:
    """Who answers from the store on disk and the names in a file."""
    release = current_release(stored)
    made = derived(release, 0, pytest.fail)
    assert made
    return Asker(EmbeddedEngine.of_store(made.store), release.name, open_names(made))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of releases of a test's own, with a tiny one from which nothing is derived."""
    triple = b"<http://example.org/a> <http://example.org/b> <http://example.org/c>"
    files = {"data.nt": triple + b" .\n", "dataset.nq": triple + b" <http://example.org/g> .\n"}
    switch(tmp_path, write_release(tmp_path, files, {"release": "2020-tiny", "triples": {"g": 1}}))
    return tmp_path


def what_is_derived(folder: Path) -> list[str]:
    """The names of what lies among what is derived from the current release."""
    return sorted(path.name for path in (current_release(folder).path / DERIVED).glob("*"))


def calls() -> Iterator[Any]:
    """The golden calls of every question."""
    for path in sorted(GOLDEN.glob("*.json")):
        for number, case in enumerate(json.loads(path.read_text(encoding="utf-8")), 1):
            yield pytest.param(path.stem, case["parameters"], id=f"{path.stem}-{number}")


@pytest.mark.parametrize(("question", "parameters"), list(calls()))
def test_answers_are_the_same(
    asker: Asker, on_disk: Asker, question: str, parameters: dict[str, Any]
) -> None:
    """Whatever is asked, memory and disk give the same rows in the same order."""
    given = {name: str(value) for name, value in parameters.items()}
    assert on_disk.ask(question, given).rows == asker.ask(question, given).rows


def test_names_are_the_same(asker: Asker, on_disk: Asker) -> None:
    """A file of names holds every thing, and no other."""
    assert len(on_disk.names.by_iri) > 1000
    assert dict(on_disk.names.by_iri) == dict(asker.names.by_iri)
    assert on_disk.names.find("actor", "kungliga tekniska hogskolan").key == "kth"


def test_graphs_are_the_same(asker: Asker, on_disk: Asker) -> None:
    """The default graph and each named one have as many triples."""
    for query in (
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
        "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g",
    ):
        assert on_disk.engine.rows(query) == asker.engine.rows(query)


def test_what_memory_holds_has_no_store(folder: Path) -> None:
    """Up to the limit nothing is derived; from a byte over it, something is."""
    release = current_release(folder)
    size = sum(path.stat().st_size for path in release.path.glob("data*"))
    assert derived(release, size, pytest.fail) is None
    assert what_is_derived(folder) == []
    told: list[str] = []
    assert derived(release, size - 1, told.append)
    assert len(told) == 1 and release.name in told[0]


def test_is_made_once(folder: Path) -> None:
    """The second who needs it finds it, and it is no part of the release."""
    release = current_release(folder)
    first = derived(release, 0, lambda _: None)
    assert first == derived(release, 0, pytest.fail)
    must_verify(release)


def test_commands_at_once_make_it_once(release_folder: Path, tmp_path: Path) -> None:
    """Of commands that begin at once one makes it and says so; all answer."""
    folder = copied(release_folder, tmp_path)
    with ThreadPoolExecutor(3) as pool:
        asked = [pool.submit(run, *ASK, releases=folder, memory_bytes=0) for _ in range(3)]
        done = [one.result() for one in asked]
    assert [one.returncode for one in done] == [0, 0, 0]
    assert len({one.stdout for one in done}) == 1 and len(done[0].stdout.splitlines()) > 2
    assert "".join(one.stderr for one in done).count("making its store") == 1
    assert len([name for name in what_is_derived(folder) if not name.startswith(".")]) == 1


def test_build_makes_it(tmp_path: Path) -> None:
    """`build` leaves nothing for others to make."""
    built = run("build", cwd=tmp_path, timeout=180, memory_bytes=0)
    assert built.returncode == 0 and "making its store" in built.stderr
    done = run("query", "ASK {}", cwd=tmp_path, memory_bytes=0)
    assert (done.returncode, done.stdout, done.stderr) == (0, "true\n", "")


def test_half_made_is_never_opened(folder: Path) -> None:
    """What a killed process left is removed, and not taken for the whole."""
    release = current_release(folder)
    left = release.path / DERIVED / ".new-half"
    (left / "store").mkdir(parents=True)
    made = derived(release, 0, lambda _: None)
    assert made and made.folder != left and not left.exists()
    assert EmbeddedEngine.of_store(made.store).rows("SELECT * { ?s ?p ?o } LIMIT 1").rows


@pytest.mark.parametrize("name", ["FORM", "STORE_VERSION"])
def test_another_version_makes_its_own(folder: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What another engine or another version of this program wrote is left alone."""
    release = current_release(folder)
    monkeypatch.setattr(deriving, name, "of another")
    other = derived(release, 0, lambda _: None)
    monkeypatch.undo()
    made = derived(release, 0, lambda _: None)
    assert made and other and made.folder != other.folder
    assert other.folder.is_dir()


def test_other_data_has_its_own(folder: Path) -> None:
    """What was made of other files is not taken for this."""
    release = current_release(folder)
    first = derived(release, 0, lambda _: None)
    manifest = release.path / "manifest.json"
    document = json.loads(manifest.read_text(encoding="utf-8"))
    document["files"]["dataset.nq"]["sha256"] = 64 * "0"
    manifest.write_text(json.dumps(document), encoding="utf-8")
    second = derived(read_release(release.path), 0, lambda _: None)
    assert first and second and first.folder != second.folder


def test_data_that_is_none_leaves_nothing(folder: Path) -> None:
    """Where the files can't be read it is said, and no piece is left."""
    release = current_release(folder)
    (release.path / "dataset.nq").write_text("<a> <b>", encoding="utf-8")
    with pytest.raises(EngineFailed, match=release.name):
        derived(release, 0, lambda _: None)
    assert what_is_derived(folder) == [".lock"]


def test_no_place_is_said(folder: Path) -> None:
    """Where nothing can be written it is said what to do, and the command ends with 2."""
    release = current_release(folder)
    (release.path / DERIVED).write_bytes(b"")
    with pytest.raises(NotWritable, match="rufsgraph build") as caught:
        derived(release, 0, lambda _: None)
    assert "kör `rufsgraph build`" in caught.value.detail_sv
    for command in (ASK, ("query", "ASK {}"), ("serve", "--port", "0")):
        done = run(*command, releases=folder, memory_bytes=0)
        assert done.returncode == 2 and "can't be written to" in done.stderr
