"""Measures what is promised and prints it beside its target: `make bench`.

Every figure is measured here and now. Times of questions are the engine's, by the clock and, where other
programs share the machine, more justly of the processor.
"""

import http.client
import os
import platform
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
from rufsgraph.protocol.describing import example_graph
from rufsgraph.questions.asking import Asker
from rufsgraph.releases.store import current_release
from rufsgraph.terms import Iris
from tests.scale.timing import PAGED_MILLISECONDS, asker_at, paged, queries, target, time_query

BUILD_SECONDS = 5.0
ASK_SECONDS = 0.7
SERVE_SECONDS = 2.0

COMMAND = Path(sys.executable).parent / "rufsgraph"
ASK = ("ask", "partners-on-priority", "--priority", "3")

COLD_RUNS = 5
ENGINE_RUNS = 20
LARGE_RUNS = 3
LARGE = 100
"""How many times the data the last table is measured at."""

PATIENCE = 120.0
"""Seconds after which a command that is measured is given up."""


@dataclass(frozen=True, slots=True)
class Figure:
    """Something measured, in its unit, with the most that it may be, if that is promised."""

    what: str
    best: float
    middle: float | None
    target: float | None

    @property
    def verdict(self) -> str:
        """`ok`, `OVER`, or nothing where nothing is promised."""
        if self.target is None:
            return ""
        return "ok" if self.best <= self.target else "OVER"


@click.command()
@click.option("--large/--no-large", default=True, help=f"Measure at {LARGE} times the data too.")
def main(large: bool) -> None:
    """Measures and prints; the exit code is 0 whatever comes out."""
    console = Console(width=110)
    console.print(
        f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, "
        f"pyoxigraph {pyoxigraph.__version__}"
    )
    with tempfile.TemporaryDirectory(prefix="rufsgraph-bench-") as name:
        folder = Path(name)
        releases = folder / "releases"
        measured = [*commands(releases), *servers(releases)]
        console.print(table("Commands, from cold", "seconds", measured, digits=2))
        console.print(table("Inside the build", "seconds", steps(folder / "steps"), digits=2))
        release = current_release(releases)
        asker = Asker(EmbeddedEngine.of_release(release.path), release.name)
        console.print(table("Questions in the engine", "milliseconds", questions(asker), digits=1))
        console.print(sizes(release.path))
        if large:
            console.print(f"Making {LARGE} times the data takes some minutes.")
            asker = asker_at(LARGE, folder / "large")
            title = f"Questions in the engine at {LARGE} times the data"
            console.print(table(title, "milliseconds", large_questions(asker), digits=1))


def commands(releases: Path) -> Iterator[Figure]:
    """The commands that people wait for, each in a fresh process."""
    option = ("--releases", str(releases))
    build = partial(run_command, "build", *option)
    yield summary("rufsgraph build (builds and checks)", [timed(build) for _ in range(3)], BUILD_SECONDS)
    ask = partial(run_command, *ASK, *option)
    yield summary("rufsgraph ask", [timed(ask) for _ in range(COLD_RUNS)], ASK_SECONDS)


def servers(releases: Path) -> Iterator[Figure]:
    """How long a server takes until it says that it is ready."""
    seconds = [seconds_until_ready(releases) for _ in range(COLD_RUNS)]
    yield summary("rufsgraph serve, until ready", seconds, SERVE_SECONDS)


def summary(what: str, seconds: list[float], most: float) -> Figure:
    """The best and the middle of several runs."""
    return Figure(what, min(seconds), statistics.median(seconds), most)


def timed(work: Callable[[], object]) -> float:
    """The seconds that some work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def run_command(*arguments: str) -> None:
    """Runs the command to its end; CalledProcessError where it fails, TimeoutExpired where it doesn't end."""
    subprocess.run([str(COMMAND), *arguments], check=True, capture_output=True, timeout=PATIENCE)


def seconds_until_ready(releases: Path) -> float:
    """The seconds from starting a server until /health answers 200; it is stopped again."""
    port = free_port()
    began = time.perf_counter()
    with server(releases, port) as process:
        while process.poll() is None and time.perf_counter() - began < PATIENCE:
            if is_ready(port):
                return time.perf_counter() - began
            time.sleep(0.005)
        raise TimeoutError("the server did not become ready")


@contextmanager
def server(releases: Path, port: int) -> Iterator["subprocess.Popen[bytes]"]:
    """A server on a port of this machine, stopped by its process id."""
    arguments = [str(COMMAND), "serve", "--port", str(port), "--releases", str(releases)]
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    """A port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_ready(port: int) -> bool:
    """Whether the server says that it is ready."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def steps(releases: Path) -> list[Figure]:
    """What the time of a build goes to, measured in this process, so without importing modules."""
    places = Places(resources.DATA, resources.ONTOLOGY, resources.SHAPES)
    iris = Iris()
    begun: list[tuple[str, float]] = []

    def note(step: str) -> None:
        begun.append((step, time.perf_counter()))

    outcome = factory.make(places, iris, partial(example_graph, iris.base), None, note)
    note("writing")
    factory.publish(outcome, places, iris, releases)
    note("end")
    return [
        Figure(step, end - began, None, None)
        for (step, began), (_, end) in zip(begun, begun[1:], strict=False)
    ]


def questions(asker: Asker) -> Iterator[Figure]:
    """Every question with its example parameters, on the data as it is."""
    for question, query in queries(asker):
        took = time_query(asker, query, ENGINE_RUNS)
        yield Figure(question.id, took.clock, took.processor, target(question.id))


def large_questions(asker: Asker) -> Iterator[Figure]:
    """The first page of every question with its example parameters."""
    for question, query in queries(asker):
        took = time_query(asker, paged(query), LARGE_RUNS)
        yield Figure(question.id, took.clock, took.processor, PAGED_MILLISECONDS)


def table(title: str, unit: str, figures: list[Figure] | Iterator[Figure], *, digits: int) -> Table:
    """A table of figures; the second column of numbers is the middle run, or the processor's time."""
    second = "of the processor" if unit == "milliseconds" else "middle"
    shown = Table(title=f"{title}, {unit}", title_justify="left")
    shown.add_column("what")
    for name in ("best", second, "target"):
        shown.add_column(name, justify="right")
    shown.add_column("")
    for one in figures:
        numbers = (one.best, one.middle, one.target)
        cells = ("" if number is None else f"{number:.{digits}f}" for number in numbers)
        shown.add_row(one.what, *cells, one.verdict)
    return shown


def sizes(release: Path) -> Table:
    """The files of a release, largest first."""
    shown = Table(title="The release, kilobytes", title_justify="left")
    shown.add_column("file")
    shown.add_column("kB", justify="right")
    files = sorted((path for path in release.rglob("*") if path.is_file()), key=lambda path: -size(path))
    for path in files:
        shown.add_row(str(path.relative_to(release)), f"{size(path) / 1000:.0f}")
    shown.add_row("all", f"{sum(map(size, files)) / 1000:.0f}")
    return shown


def size(path: Path) -> int:
    """The bytes of a file."""
    return path.stat().st_size


if __name__ == "__main__":
    main()
