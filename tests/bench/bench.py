"""Measures what is promised and prints it beside its target: `make bench`.

Every figure is measured here and now. Questions are timed in the engine, by the clock and, as is juster
where other programs share the machine, of the processor.
"""

import itertools
import os
import platform
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import click
import pyoxigraph
from rich.console import Console
from rich.table import Table

from rufsgraph import factory, resources
from rufsgraph.engines.embedded import EmbeddedEngine
from rufsgraph.factory import Places
from rufsgraph.protocol.describing import describe
from rufsgraph.questions.asking import Asker
from rufsgraph.questions.finding import index_path
from rufsgraph.questions.searching import Index
from rufsgraph.releases.store import Release, current_release
from rufsgraph.terms import Iris
from tests.bench import hostile, peers
from tests.bench import pages as bench_pages
from tests.bench.searches import MILLISECONDS, seconds_of
from tests.processes import run, serving
from tests.scale.timing import PAGED_MILLISECONDS, asker_at, paged, queries, target, time_query, widest

BUILD_SECONDS = 5.0
ASK_SECONDS = 0.7
SERVE_SECONDS = 2.0

ASK = ("ask", "partners-on-priority", "--priority", "3")

BUILD_RUNS = 3
COLD_RUNS = 5
ENGINE_RUNS = 20
LARGE_RUNS = 3
LARGE = 100
"""How many times the data the last table is measured at."""

PATIENCE = 120.0
"""Seconds after which a command that is measured is given up."""


@dataclass(frozen=True, slots=True)
class Figure:
    """Something measured: the best run, a second figure that its table names, and the most it may be."""

    what: str
    best: float
    second: float | None = None
    target: float | None = None

    @property
    def verdict(self) -> str:
        """`ok` where the worse of both figures is within the target, else `OVER`; nothing without one."""
        if self.target is None:
            return ""
        return "ok" if max(self.best, self.second or 0) <= self.target else "OVER"


@click.command()
@click.option("--large/--no-large", default=True, help=f"Measure at {LARGE} times the data too.")
@click.option("--only", type=click.Choice(["peers", "hostile", "pages"]), help="Measure this alone.")
def main(large: bool, only: str | None) -> None:
    """Measures and prints; the exit code is 0 whatever comes out."""
    console = Console(width=100)
    console.print(
        f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, "
        f"pyoxigraph {pyoxigraph.__version__}"
    )
    with tempfile.TemporaryDirectory(prefix="rufsgraph-bench-") as name:
        folder = Path(name)
        releases = folder / "releases"
        if only:
            run_command("build", "--releases", str(releases))
            for one in linked(releases, folder) if only == "pages" else [endpoint(only, releases, folder)]:
                console.print(one)
            return
        console.print(table("From cold, seconds", "middle", commands(releases), digits=2))
        console.print(table("Inside the build, seconds", "", steps(folder / "steps"), digits=2))
        release = current_release(releases)
        asker = Asker(EmbeddedEngine.of_release(release.path), release.name)
        console.print(
            table("Questions in the engine, their rows read, ms", "processor", questions(asker), digits=1)
        )
        console.print(table("Searches, ms of the processor", "", searches(release), digits=1))
        console.print(sizes(release.path))
        for shown in linked(releases, folder):
            console.print(shown)
        for part in ("peers", "hostile"):
            console.print(endpoint(part, releases, folder))
        if large:
            console.print(f"Making {LARGE} times the data takes some minutes.")
            asker = asker_at(LARGE, folder / "large")
            title = f"First pages of questions at {LARGE} times the data, ms"
            console.print(table(title, "processor", pages(asker), digits=1))


def endpoint(part: str, releases: Path, folder: Path) -> Table | str:
    """The endpoint beside its peers, or beside hostile queries; a sentence where a peer is missing."""
    if part == "hostile":
        return table("Beside hostile queries", "", beside(releases), digits=1)
    missing = peers.missing()
    if missing:
        return f"Not compared with peers, as this machine lacks {', '.join(missing)}."
    return peers.comparison(releases, current_release(releases).path, folder / "peers")


def linked(releases: Path, folder: Path) -> Iterator[Table]:
    """Descriptions over HTTP, the sizes of pages, and the site as files."""
    figures = [
        figure
        for ending, first, again in bench_pages.times(releases)
        for figure in (
            Figure(f"largest actor as {ending}, first", first, target=bench_pages.FIRST_MILLISECONDS),
            Figure(f"largest actor as {ending}, again", again, target=bench_pages.AGAIN_MILLISECONDS),
        )
    ]
    yield table("Descriptions over HTTP, ms", "", figures, digits=2)
    yield table("Pages over HTTP, ms", "", list(_of_pages(releases)), digits=1)
    yield bench_pages.sizes(releases)
    seconds, parts = bench_pages.site(releases, folder / "site")
    written = Figure("rufsgraph release site", seconds, target=bench_pages.SITE_SECONDS)
    yield table("The site, seconds", "", [written], digits=1)
    yield parts


def _of_pages(releases: Path) -> Iterator[Figure]:
    """Every page whose first time is over the wish, and the longest of all, as asked, rested and again."""
    limit, soon = bench_pages.PAGE_FIRST_MILLISECONDS, bench_pages.PAGE_AGAIN_MILLISECONDS
    seen = list(bench_pages.every(releases))
    for path, first, _, _ in seen:
        if first > limit:
            yield Figure(f"{path}, first", first, target=limit)
    path, first, _, _ = max((one for one in seen if one[1] <= limit), key=lambda one: one[1])
    yield Figure(f"{len(seen)} pages, the longest of those within: {path}", first, target=limit)
    yield Figure("the longest, first of a server that has rested", max(one[2] for one in seen), target=limit)
    yield Figure("the longest, again", max(one[3] for one in seen), target=soon)


def beside(releases: Path) -> Iterator[Figure]:
    """Light queries beside hostile ones, how long those last over their limit, and the memory of all."""
    seen = hostile.measure(releases)
    quiet = hostile.p95(seen.quiet)
    most = max(hostile.P95_MILLISECONDS, 2 * quiet)
    yield Figure(f"p95 of {len(seen.quiet)} light queries, quiet, ms", quiet)
    yield Figure(f"p95 of {len(seen.beside)} beside hostile ones, ms", hostile.p95(seen.beside), target=most)
    for code in sorted({code for _, code, _ in seen.ends}):
        took = [seconds for _, one, seconds in seen.ends if one == code]
        late = 1000 * (max(took) - hostile.LIMIT_SECONDS)
        yield Figure(
            f"{len(took)} hostile ones ended {code}, ms over the limit at most",
            late,
            target=1000 * hostile.WITHIN_SECONDS,
        )
    for what, size, limit in (
        ("all processes as light load ends, MB", seen.worked_bytes, hostile.PSS_BYTES),
        ("all processes two seconds after, MB", seen.resting_bytes, hostile.PSS_BYTES),
        ("all processes beside hostile ones at most, MB", seen.most_bytes, hostile.BESIDE_HOSTILE_BYTES),
        ("all processes one second after, MB", seen.after_bytes, hostile.BESIDE_HOSTILE_BYTES),
    ):
        yield Figure(what, size / 1e6, target=limit / 1e6)


def commands(releases: Path) -> Iterator[Figure]:
    """What people wait for, each in a fresh process; the first fills the folder of releases."""
    build = partial(run_command, "build", "--releases", str(releases))
    yield from summary("rufsgraph build, which checks too", build, BUILD_RUNS, BUILD_SECONDS)
    ask = partial(run_command, *ASK, "--releases", str(releases))
    yield from summary("rufsgraph ask", ask, COLD_RUNS, ASK_SECONDS)
    seconds = [seconds_until_ready(releases) for _ in range(COLD_RUNS)]
    yield Figure("rufsgraph serve, until ready", min(seconds), statistics.median(seconds), SERVE_SECONDS)


def summary(what: str, work: Callable[[], object], runs: int, most: float) -> Iterator[Figure]:
    """The best and the middle of several runs of some work: by the clock, and of the processors.

    The second is what the work and all processes that it started used together, whatever else ran.
    """
    clock, processors = [], []
    for _ in range(runs):
        began, used = time.perf_counter(), processor_seconds()
        work()
        clock.append(time.perf_counter() - began)
        processors.append(processor_seconds() - used)
    yield Figure(what, min(clock), statistics.median(clock), most)
    yield Figure(f"{what}: of the processors", min(processors), statistics.median(processors), most)


def processor_seconds() -> float:
    """The processor seconds of all child processes that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def run_command(*arguments: str) -> None:
    """Runs the command to its end, which must be a good one."""
    done = run(*arguments, timeout=PATIENCE)
    if done.returncode:
        raise RuntimeError(done.stderr)


def seconds_until_ready(releases: Path) -> float:
    """The seconds from starting a server until /health answers 200; it is stopped again."""
    began = time.perf_counter()
    with serving(releases):
        return time.perf_counter() - began


def steps(releases: Path) -> Iterator[Figure]:
    """What the time of a build goes to, measured in this process, so without the importing of modules."""
    places = Places(resources.DATA, resources.ONTOLOGY, resources.SHAPES)
    iris = Iris()
    begun: list[tuple[str, float]] = []

    def note(step: str) -> None:
        begun.append((step, time.perf_counter()))

    outcome = factory.make(places, iris, partial(describe, iris.base), None, note)
    note("writing")
    factory.publish(outcome, places, iris, releases)
    note("end")
    for (step, began), (_, ended) in itertools.pairwise(begun):
        yield Figure(step, ended - began)


def questions(asker: Asker) -> Iterator[Figure]:
    """Every question with its examples, then asked for the most, on the data as it is."""
    for kind, asked in (("", queries(asker)), (", widest", widest(asker))):
        for question, query in asked:
            took = time_query(asker, query, ENGINE_RUNS)
            yield Figure(question.id + kind, took.clock, took.processor, target(question.id))


def searches(release: Release) -> Iterator[Figure]:
    """The seeded list of searches in the index that the build made."""
    took = sorted(seconds_of(Index.of_file(index_path(release))))
    yield Figure(f"the middle one of {len(took)}", 1000 * statistics.median(took), target=MILLISECONDS)
    yield Figure("95 of a hundred within", 1000 * took[int(0.95 * len(took))])


def pages(asker: Asker) -> Iterator[Figure]:
    """The first page of every question with its example parameters."""
    for question, query in queries(asker):
        took = time_query(asker, paged(query), LARGE_RUNS)
        yield Figure(question.id, took.clock, took.processor, PAGED_MILLISECONDS)


def table(title: str, second: str, figures: Iterable[Figure], *, digits: int) -> Table:
    """A table of figures, the second of which has a name of its own."""
    shown = Table(title=title, title_justify="left")
    shown.add_column("what")
    for name in ("best", second, "target"):
        shown.add_column(name, justify="right")
    shown.add_column("")
    for one in figures:
        numbers = (one.best, one.second, one.target)
        shown.add_row(
            one.what, *("" if number is None else f"{number:.{digits}f}" for number in numbers), one.verdict
        )
    return shown


def sizes(release: Path) -> Table:
    """The files of a release, largest first."""
    files = [path for path in release.rglob("*") if path.is_file()]
    kilobytes = {str(path.relative_to(release)): path.stat().st_size / 1000 for path in files}
    shown = Table(title="The release, kB", title_justify="left")
    shown.add_column("file")
    shown.add_column("kB", justify="right")
    for name, size in sorted(kilobytes.items(), key=lambda item: -item[1]):
        shown.add_row(name, f"{size:.0f}")
    shown.add_row("all", f"{sum(kilobytes.values()):.0f}")
    return shown


if __name__ == "__main__":
    main()
