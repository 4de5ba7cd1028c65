"""The copy is written whole or not at all, over nobody else's files, and nothing of the site is forgotten."""

import json
import random
import subprocess
import time
from pathlib import Path

import pytest

from rufsgraph.config import Settings
from rufsgraph.protocol.addresses import FORMS, address_of
from rufsgraph.protocol.copies import DRIVEN, LIVE
from rufsgraph.releases.identifiers import subjects
from rufsgraph.releases.store import current_release
from rufsgraph.server.app import create_app
from rufsgraph.server.site import MARK, write_site
from rufsgraph.terms import Iris
from tests.calls import HTML
from tests.processes import COMMAND, environment, family, run, run_here, serving
from tests.site.conftest import PUBLIC
from tests.site.test_plain import ask, without_links
from tests.site.webservers import nginx

SEED = 2050


def few(path: str) -> bool:
    """What the smallest copy has of descriptions and answers."""
    return path in ("/doc/goal/1", "/doc/actor/kth", "/ask/strategies")


def write(releases: Path, folder: Path, processes: int = 1) -> None:
    """Writes the smallest copy."""
    settings = Settings(releases=releases, public=PUBLIC)
    write_site(settings, folder, lambda _done, _of: None, processes, few)


def beside(folder: Path) -> list[str]:
    """What lies beside a folder, hidden or not."""
    return sorted(path.name for path in folder.parent.iterdir() if path != folder)


def test_folder_of_others_is_refused_and_left_alone(release_folder: Path, tmp_path: Path) -> None:
    """A folder that holds something else, or a copy's mark that is none, is told with exit code 2."""
    for case, (name, text) in enumerate((("letter.txt", "Hej"), (MARK, "{}"), (MARK, "not json"))):
        folder = tmp_path / str(case) / "site"
        folder.mkdir(parents=True)
        (folder / name).write_text(text, encoding="utf-8")
        done = run_here("release", "site", str(folder), "--public", PUBLIC, releases=release_folder)
        assert done.returncode == 2 and "didn't write" in done.stderr and "Traceback" not in done.stderr
        assert [path.name for path in folder.iterdir()] == [name]
        assert (folder / name).read_text(encoding="utf-8") == text and beside(folder) == []


@pytest.mark.parametrize("public", ["", "https://rufs.example.org/deep/"])
def test_copy_must_know_its_address(release_folder: Path, tmp_path: Path, public: str) -> None:
    """Catalogue and descriptions say where the site is, and its pages' links begin at the root of a host."""
    done = run_here("release", "site", str(tmp_path / "site"), releases=release_folder, public=public)
    assert done.returncode == 2 and "--public" in done.stderr and beside(tmp_path / "site") == []


def test_new_copy_takes_the_place_of_the_old(release_folder: Path, tmp_path: Path) -> None:
    """A second copy replaces the first, with nothing of it left; one that fails leaves it as it was."""
    folder = tmp_path / "site"
    write(release_folder, folder)
    (folder / "files" / "left.txt").write_text("of the first copy", encoding="utf-8")
    write(release_folder, folder)
    assert not (folder / "files" / "left.txt").exists() and beside(folder) == []
    names = {path.name for path in folder.iterdir()}
    assert names == {MARK, "files", "nginx-http.conf", "nginx-server.conf", "apache.conf"}

    def fails(path: str) -> bool:
        raise RuntimeError(path)

    with pytest.raises(RuntimeError):
        write_site(Settings(releases=release_folder, public=PUBLIC), folder, lambda _d, _o: None, 1, fails)
    assert {path.name for path in folder.iterdir()} == names and beside(folder) == []
    mark = json.loads((folder / MARK).read_text(encoding="utf-8"))
    assert mark["release"] == current_release(release_folder).name and mark["public"] == PUBLIC
    sizes = mark["parts"]["description.html"]
    assert sizes["files"] >= 4 and 0 < sizes["compressed"] < sizes["bytes"]


def test_every_route_is_copied_or_said_to_need_the_service(copy: Path, release_folder: Path) -> None:
    """An address without variables has files or a rule that names it; a new page is copied by itself."""
    app = create_app(Settings(releases=release_folder))
    try:
        rules = [rule for rule in app.url_map.iter_rules() if not rule.arguments and "GET" in rule.methods]
    finally:
        app.extensions["rufsgraph"]["live"].close()
    conf = (copy / "nginx-server.conf").read_text(encoding="utf-8")
    assert len(rules) > 8
    for rule in rules:
        path = rule.rule
        stem = "index" if path == "/" else path.removeprefix("/")
        copied = list((copy / "files").glob(f"{stem}.*"))
        assert (
            copied or path in LIVE or (path in DRIVEN and path.removeprefix("/") in conf) or path == "/def/"
        )


@pytest.fixture(scope="module")
def whole(release_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole copy, by the command."""
    folder = tmp_path_factory.mktemp("whole") / "site"
    done = run("release", "site", str(folder), "--public", PUBLIC, releases=release_folder, timeout=1800)
    assert done.returncode == 0, done.stderr
    assert "description.html" in done.stdout and "gzip" in done.stdout
    return folder


@pytest.mark.slow
def test_whole_copy_has_a_description_of_everything(whole: Path, release_folder: Path) -> None:
    """Every identifier that is described is there in every form and language, with no file left over."""
    content = (current_release(release_folder).path / "dataset.nq").read_bytes()
    wanted = {address for iri in subjects(content) if (address := address_of(iri, Iris()))}
    names = {str(path.relative_to(whole / "files")) for path in (whole / "files" / "doc").rglob("*")}
    tails = ("sv.html", "en.html", *(ending for ending in FORMS if ending != "html"))
    for address in wanted:
        assert {f"doc/{address.cls}/{address.key}.{tail}" for tail in tails} <= names, address
    described = {name.partition("~")[0] for name in names if name.endswith(".nt") and "~" in name}
    described |= {name.removesuffix(".nt") for name in names if name.endswith(".nt") and "~" not in name}
    assert described == {f"doc/{one.cls}/{one.key}" for one in wanted}


@pytest.mark.slow
def test_sample_of_the_whole_copy_is_what_the_app_answers(whole: Path, release_folder: Path) -> None:
    """A hundred identifiers and their descriptions in every form and language, by nginx and by the app."""
    files = sorted((whole / "files" / "doc").rglob("*.nt"))
    chosen = [path for path in random.Random(SEED).sample(files, 100) if "~" not in path.name]
    with nginx(whole) as plain, serving(release_folder, public=PUBLIC) as service:
        for path in chosen:
            doc = f"/{path.relative_to(whole / 'files')}".removesuffix(".nt")
            for lang in ("sv", "en"):
                pages = [ask(base, f"{doc}?lang={lang}", HTML) for base in (plain, service.base)]
                assert without_links(pages[0]) == without_links(pages[1]), doc
            for ending in FORMS:
                if ending != "html":
                    answers = [ask(base, f"{doc}.{ending}").body for base in (plain, service.base)]
                    assert answers[0] == answers[1], (doc, ending)


@pytest.mark.slow
def test_several_processes_write_what_one_does(release_folder: Path, tmp_path: Path) -> None:
    """The same files with the same bytes."""
    for processes in (1, 2):
        write(release_folder, tmp_path / str(processes), processes)
    one, two = (
        {
            path.relative_to(folder): path.read_bytes()
            for path in (folder / "files").rglob("*")
            if path.is_file()
        }
        for folder in (tmp_path / "1", tmp_path / "2")
    )
    assert one == two


@pytest.mark.slow
def test_processes_end_with_a_killed_command(release_folder: Path, tmp_path: Path) -> None:
    """Nothing goes on copying for a command that was killed; what it had begun is not the site."""
    process = subprocess.Popen(
        [str(COMMAND), "release", "site", str(tmp_path / "site"), "--public", PUBLIC],
        env=environment(releases=release_folder),
        start_new_session=True,
    )
    last = time.monotonic() + 300
    while len(family(process.pid)) < 3:
        assert time.monotonic() < last and process.poll() is None
        time.sleep(0.1)
    process.kill()
    process.wait()
    while family(process.pid):
        assert time.monotonic() < last
        time.sleep(0.1)
    assert not (tmp_path / "site").exists()
