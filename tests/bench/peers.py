"""Compares the endpoint with its peers, side by side in one run: `make bench`.

Each pair is our rate and the peer's, one after the other on the same machine with the same data, by wrk
with eight connections; three pairs are run in turn, and the middle one by ratio is told.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import Request, urlopen

from rich.table import Table

from rufsgraph.engines.embedded import DATASET_FILE, UNION_FILE
from tests.bench import linkage
from tests.processes import free_port, serving

CONNECTIONS = 8
SECONDS = 5
PAIRS = 3
START_SECONDS = 120
SHARES = {0.9: 2.2, 0.7: 1.2, 0.0: 0.5}
"""The share of queries seen before, and how many times Oxigraph's rate is wanted at it."""

RDFLIB_TIMES = 20.0
"""How many times rdflib-endpoint's rate is wanted, with all queries distinct."""

_LUA = Path(__file__).with_name("mix.lua")
_RESULT = re.compile(r"RESULT (\d+) (\d+) (\d+)")
_ROUNDS = count(1)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server to be measured."""

    base: str
    path: str


@dataclass(frozen=True, slots=True)
class Pair:
    """The rates of both in one pair, in answers a second."""

    ours: float
    theirs: float

    @property
    def ratio(self) -> float:
        """Ours by theirs."""
        return self.ours / self.theirs


def missing() -> list[str]:
    """What this machine lacks for the comparison, with where to get it."""
    wanted = {"wrk": "Debian's package wrk", "oxigraph": "pip install oxigraph"}
    wanted["rdflib-endpoint"] = "pip install 'rdflib-endpoint[cli]'"
    return [f"{name} ({source})" for name, source in wanted.items() if _tool(name) is None]


def comparison(releases: Path, release: Path, folder: Path) -> Table:
    """The rates of the mix at each share of repeats, and the ratios beside what is wanted."""
    folder.mkdir()
    mix = folder / "queries.txt"
    mix.write_text("".join(f"{quote(query, safe='')}\n" for query in linkage.queries()), encoding="ascii")
    shown = Table(title="Linkage queries, 8 connections, answers a second", title_justify="left")
    for name in ("peer", "seen before", "ours", "peer's", "ratio", "wanted", ""):
        shown.add_column(name, justify="left" if name in ("peer", "") else "right")
    with serving(releases, log="none") as served:
        ours = Endpoint(served.base, "/sparql")
        with oxigraph(release, folder) as theirs:
            for share, wanted in SHARES.items():
                _add(shown, "oxigraph serve", share, middle(ours, theirs, share, mix), wanted)
        with rdflib_endpoint(release) as theirs:
            _add(shown, "rdflib-endpoint", 0.0, middle(ours, theirs, 0.0, mix), RDFLIB_TIMES)
    return shown


def _add(shown: Table, peer: str, share: float, pair: Pair, wanted: float) -> None:
    verdict = "ok" if pair.ratio >= wanted else "UNDER"
    shown.add_row(
        peer,
        f"{share:.0%}",
        f"{pair.ours:.0f}",
        f"{pair.theirs:.1f}",
        f"{pair.ratio:.2f}",
        f"{wanted:g}",
        verdict,
    )


def middle(ours: Endpoint, theirs: Endpoint, share: float, mix: Path) -> Pair:
    """The middle of several pairs by their ratio, each server warmed by the queries once before."""
    for endpoint in (ours, theirs):
        for query in mix.read_text(encoding="ascii").splitlines():
            with urlopen(f"{endpoint.base}{endpoint.path}?query={query}", timeout=60) as answer:
                answer.read()
    pairs = [Pair(rate(ours, share, mix), rate(theirs, share, mix)) for _ in range(PAIRS)]
    return sorted(pairs, key=lambda pair: pair.ratio)[len(pairs) // 2]


def rate(endpoint: Endpoint, share: float, mix: Path) -> float:
    """Answers a second; RuntimeError where an answer was not a good one."""
    done = subprocess.run(
        [
            *(str(_tool("wrk")), "-t2", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--timeout", "30s"),
            *("-s", str(_LUA), endpoint.base, "--", endpoint.path, str(share), str(mix)),
        ],
        env={**os.environ, "MIX_ROUND": str(next(_ROUNDS))},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    found = _RESULT.search(done.stdout)
    if found is None or found[3] != "0":
        raise RuntimeError(f"{endpoint.base}: {done.stdout}")
    return int(found[1]) / (int(found[2]) / 1e6)


@contextmanager
def oxigraph(release: Path, folder: Path) -> Iterator[Endpoint]:
    """Oxigraph's own server with a release in memory: the union as default graph, and all graphs by name."""
    port = free_port()
    command = [str(_tool("oxigraph")), "serve", "--bind", f"127.0.0.1:{port}"]
    with started(command, f"http://127.0.0.1:{port}/"):
        for name, target, kind in (
            (UNION_FILE, "store?default", "application/n-triples"),
            (DATASET_FILE, "store", "application/n-quads"),
        ):
            body = (release / name).read_bytes()
            request = Request(f"http://127.0.0.1:{port}/{target}", body, {"Content-Type": kind})
            urlopen(request, timeout=60).close()
        yield Endpoint(f"http://127.0.0.1:{port}", "/query")


@contextmanager
def rdflib_endpoint(release: Path) -> Iterator[Endpoint]:
    """rdflib-endpoint with the union of a release."""
    port = free_port()
    command = [str(_tool("rdflib-endpoint")), "serve", "--host", "127.0.0.1", "--port", str(port)]
    with started([*command, str(release / UNION_FILE)], f"http://127.0.0.1:{port}/"):
        yield Endpoint(f"http://127.0.0.1:{port}", "/")


@contextmanager
def started(command: list[str], address: str) -> Iterator[None]:
    """A server of somebody else's, from when it answers at an address until it is stopped by its id."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        last = time.monotonic() + START_SECONDS
        while not _answers(address):
            if process.poll() is not None or time.monotonic() > last:
                raise RuntimeError(f"{command[0]} did not start")
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(30)


def _answers(address: str) -> bool:
    try:
        urlopen(address, timeout=5).close()
    except HTTPError:
        return True
    except (URLError, ConnectionError, TimeoutError):
        return False
    return True


def _tool(name: str) -> str | None:
    """A command of this environment, else of the machine."""
    beside = Path(sys.executable).with_name(name)
    return str(beside) if beside.exists() else shutil.which(name)
