"""A server and its folder of releases: a new one is picked up by itself, a broken one isn't."""

import csv
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from rufsgraph import resources
from rufsgraph.config import Settings
from rufsgraph.releases.store import current_release
from rufsgraph.server.live import Live
from tests.calls import call, must_be_problem, sparql
from tests.processes import Served, look, run, serving

pytestmark = pytest.mark.alone

LATER = "2027-01-15"
AS_OF = "/ask/needs-of-priority?priority=3&format=json"
SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a release built from the same tables of a later date."""
    folder = tmp_path_factory.mktemp("later")
    data = folder / "data"
    shutil.copytree(resources.DATA, data)
    table = data / "editions.csv"
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows({**row, "modified": LATER} for row in rows)
    done = run("build", "--data", str(data), "--releases", str(folder / "releases"), timeout=180)
    assert done.returncode == 0, done.stderr
    return folder / "releases"


@pytest.fixture
def folder(release_folder: Path, tmp_path: Path) -> Path:
    """A folder of releases of a test's own."""
    own = tmp_path / "releases"
    own.mkdir()
    release = current_release(release_folder)
    (own / release.name).symlink_to(release.path)
    (own / "current").symlink_to(release.name)
    return own


@pytest.fixture
def served(folder: Path) -> Iterator[Served]:
    """A server over a folder of releases of a test's own."""
    with serving(folder, query_seconds=2) as one:
        yield one


def add(later: Path, folder: Path) -> str:
    """Puts the later release beside the others, and makes it the current one."""
    release = current_release(later)
    (folder / release.name).symlink_to(release.path)
    (folder / "next").symlink_to(release.name)
    (folder / "next").replace(folder / "current")
    return release.name


def await_release(served: Served, name: str) -> None:
    """Waits until a server answers from a release."""
    last = time.monotonic() + 15
    while call(served.base, "/health").json()["release"] != name:
        assert time.monotonic() < last, f"{name} was not picked up: {served.logged()}"
        time.sleep(0.1)


def test_new_release_is_picked_up(served: Served, folder: Path, later: Path) -> None:
    """After a switch the answers are of the new release, without a restart, and none fails on the way."""
    old = call(served.base, AS_OF).json()
    first = sparql(served.base, "ASK {}").headers["etag"]
    pids = {one.pid for one in served.processes()} - {one.pid for one in served.query_processes()}
    statuses = []
    with ThreadPoolExecutor(1) as pool:
        name = add(later, folder)
        waiting = pool.submit(await_release, served, name)
        while not waiting.done():
            statuses += [call(served.base, AS_OF).status, sparql(served.base, "ASK {}").status]
        waiting.result()
    assert set(statuses) == {200}
    new = call(served.base, AS_OF).json()
    assert (new["release"], new["as_of"]) == (name, LATER)
    assert old["release"] != name and old["as_of"] != LATER and old["rows"] == new["rows"]
    assert sparql(served.base, "ASK {}").headers["etag"] != first
    assert pids <= {one.pid for one in served.processes()}


def test_query_under_way_finishes_on_the_old(served: Served, folder: Path, later: Path) -> None:
    """A query that runs while the release is switched gets its own answer, not an error of the switch."""
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(sparql, served.base, SLOW)
        time.sleep(0.3)
        await_release(served, add(later, folder))
        assert slow.result().json()["code"] == "over-time"


@pytest.mark.parametrize(
    "fault",
    [
        "dangling",
        "manifest is no JSON",
        "empty manifest",
        "data is no RDF",
        "no rows",
    ],
)
def test_broken_release_keeps_the_old(served: Served, folder: Path, fault: str) -> None:
    """A current release that can't be served leaves the old one in place; every request is answered."""
    good = current_release(folder)
    broken = folder / "2020-broken"
    broken.mkdir()
    for name in ("manifest.json", "data.nt", "dataset.nq"):
        shutil.copy(good.path / name, broken)
    damage(broken, fault)
    link = folder / "next"
    link.symlink_to(broken.name)
    link.replace(folder / "current")
    if fault == "dangling":
        shutil.rmtree(broken)
    last = time.monotonic() + 15
    noticed = 0
    while noticed < 3:
        assert time.monotonic() < last, "the broken release was never looked at"
        noticed += "can't be served" in served.logged()
        for reply in (call(served.base, AS_OF), sparql(served.base, "ASK {}"), call(served.base, "/health")):
            assert reply.status == 200, reply.text
        time.sleep(0.1)
    assert call(served.base, "/health").json()["release"] == good.name
    nurseries = {one.parent for one in served.query_processes()} & {
        one.pid for one in served.query_processes()
    }
    assert len(nurseries) == 1


def damage(release: Path, fault: str) -> None:
    """Breaks a release in a way that its name tells."""
    manifest = release / "manifest.json"
    if fault == "manifest is no JSON":
        manifest.write_text("{", encoding="utf-8")
    elif fault == "empty manifest":
        manifest.write_text("{}", encoding="utf-8")
    elif fault == "data is no RDF":
        (release / "dataset.nq").write_text("<a> <b>", encoding="utf-8")
    elif fault == "no rows":
        (release / "data.nt").write_bytes(b"")


def test_mended_release_is_picked_up(served: Served, folder: Path, later: Path) -> None:
    """After a broken release a good one is served again."""
    (folder / "next").symlink_to("2020-none")
    (folder / "next").replace(folder / "current")
    time.sleep(0.6)
    assert call(served.base, "/health").status == 200
    await_release(served, add(later, folder))


def test_lost_query_processes_are_raised_again(served: Served) -> None:
    """A server whose query processes were killed says so, and soon has new ones."""
    processes = served.query_processes()
    nursery = next(one for one in processes if one.parent not in {other.pid for other in processes})
    os.kill(nursery.pid, signal.SIGKILL)
    last = time.monotonic() + 15
    while any(look(one.pid) for one in processes):
        assert time.monotonic() < last, "query processes outlive the nursery"
        time.sleep(0.01)
    statuses = [sparql(served.base, "ASK {} # 0").status]
    while statuses[-1] != 200:
        assert time.monotonic() < last, served.logged()
        reply = sparql(served.base, f"ASK {{}} # {len(statuses)}")
        if reply.status != 200:
            must_be_problem(reply, 503, "engine-failed")
        statuses.append(reply.status)
        time.sleep(0.05)
    assert call(served.base, AS_OF).status == 200


def test_stopped_server_leaves_nothing(release_folder: Path) -> None:
    """A server that was told to stop leaves no process, and nothing in the folder for what is passing."""
    with tempfile.TemporaryDirectory() as scratch:
        with serving(release_folder, Path(scratch)) as served:
            assert sparql(served.base, "ASK {}").status == 200
            assert list(Path(scratch).iterdir())
        assert list(Path(scratch).iterdir()) == []


def test_start_on_a_busy_machine(release_folder: Path) -> None:
    """What is read once may be over the time of a query at first: it is asked for again."""
    with ThreadPoolExecutor(1) as pool:
        starting = pool.submit(Live, Settings(releases=release_folder, query_seconds=1))
        last = time.monotonic() + 30
        while not (held := query_children()):
            assert time.monotonic() < last and not starting.done()
        for pid in held:
            os.kill(pid, signal.SIGSTOP)
        time.sleep(3)
        for pid in held:
            if look(pid):
                os.kill(pid, signal.SIGCONT)
        live = starting.result(60)
        try:
            assert live.serving().asker.edition.key == "2020"
        finally:
            live.close()


def query_children() -> list[int]:
    """The processes that answer queries for this one."""
    seen = [
        one for folder in Path("/proc").iterdir() if folder.name.isdigit() and (one := look(int(folder.name)))
    ]
    nurseries = {one.pid for one in seen if one.parent == os.getpid() and "engines.nursery" in one.command}
    return [one.pid for one in seen if one.parent in nurseries]
