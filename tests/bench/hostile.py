"""Measures what light queries feel of hostile ones, how hostile ones end, and what memory all take."""

import http.client
import itertools
import statistics
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

from rufsgraph.config import Settings
from tests.bench import linkage
from tests.calls import sparql
from tests.processes import Served, serving

HOSTILE = (
    "SELECT (COUNT(*) AS ?n) {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != <x:{0}>) }}",
    "SELECT * {{ ?a ?b ?c . ?d ?e ?f FILTER(?a != <x:{0}>) }} ORDER BY ?f ?c",
    "SELECT ?a {{ ?a (!<x:{0}>)* ?b . ?b (!<x:y>)* ?c . ?c (!<x:y>)* ?d }} ORDER BY ?d LIMIT 1",
    'ASK {{ ?a ?b ?c . ?d ?e ?f FILTER(REGEX(CONCAT(STR(?c), STR(?f)), "(a|b)*c{0}$")) }}',
)
"""A cross join, a sort of a product, closures of paths, regular expressions; each has a number put in."""

LIGHT_SECONDS = 15.0
LIMIT_SECONDS = 2.0
PAUSE = 0.005
"""Seconds between two light queries: they are measured, not heaped."""

REST_SECONDS = 2.0
WITHIN_SECONDS = 0.5
P95_MILLISECONDS = 5.0
PSS_BYTES = 200_000_000
BESIDE_HOSTILE_BYTES = 2_000_000_000


@dataclass
class Beside:
    """What was seen: milliseconds of light queries, alone and beside hostile ones, those's ends, memory."""

    quiet: list[float] = field(default_factory=list)
    beside: list[float] = field(default_factory=list)
    ends: list[tuple[int, str, float]] = field(default_factory=list)
    worked_bytes: int = 0
    resting_bytes: int = 0
    most_bytes: int = 0
    after_bytes: int = 0


def measure(releases: Path) -> Beside:
    """Light queries alone, then beside four that ask hostile ones without pause."""
    seen = Beside()
    with serving(releases, query_seconds=LIMIT_SECONDS, log="none", ahead=Settings().ahead) as served:
        served.await_pages()
        fresh = (
            f"{query} LIMIT {100 + number}" for number in itertools.count() for query in linkage.queries()
        )
        seen.quiet = light(served, fresh, LIGHT_SECONDS / 3)
        seen.worked_bytes = pss(served)
        time.sleep(REST_SECONDS)
        seen.resting_bytes = pss(served)
        stop = threading.Event()
        threads = [
            threading.Thread(target=harass, args=(served, kind, stop, seen)) for kind in range(len(HOSTILE))
        ]
        threads.append(threading.Thread(target=watch, args=(served, stop, seen)))
        for thread in threads:
            thread.start()
        time.sleep(0.5)
        seen.beside = light(served, fresh, LIGHT_SECONDS)
        stop.set()
        for thread in threads:
            thread.join()
        time.sleep(1)
        seen.after_bytes = pss(served)
    return seen


def light(served: Served, queries: Iterator[str], seconds: float) -> list[float]:
    """The milliseconds of light queries, each another, one after the other on one connection."""
    took = []
    connection = http.client.HTTPConnection(urlsplit(served.base).netloc, timeout=30)
    last = time.monotonic() + seconds
    while time.monotonic() < last:
        path = f"/sparql?query={quote(next(queries))}"
        began = time.perf_counter()
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        took.append(1000 * (time.perf_counter() - began))
        if answer.status != 200:
            raise RuntimeError(f"a light query was answered {answer.status}")
        time.sleep(PAUSE)
    connection.close()
    return took


def harass(served: Served, kind: int, stop: threading.Event, seen: Beside) -> None:
    """Asks hostile queries of a kind without pause, each another, and notes how each ended."""
    for number in itertools.count():
        if stop.is_set():
            return
        began = time.monotonic()
        reply = sparql(served.base, HOSTILE[kind].format(f"{kind}{number}"))
        code = reply.json()["code"] if reply.status != 200 else "answered"
        seen.ends.append((reply.status, code, time.monotonic() - began))


def watch(served: Served, stop: threading.Event, seen: Beside) -> None:
    """Notes the most memory that all processes together took."""
    while not stop.is_set():
        seen.most_bytes = max(seen.most_bytes, pss(served))
        time.sleep(0.1)


def pss(served: Served) -> int:
    """The memory of all processes of a server in bytes, what they share counted once."""
    total = 0
    for one in served.processes():
        try:
            lines = Path(f"/proc/{one.pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
        except (FileNotFoundError, ProcessLookupError):
            continue
        total += sum(1024 * int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total


def p95(milliseconds: list[float]) -> float:
    """The time that 95 of 100 keep within."""
    return statistics.quantiles(milliseconds, n=20)[-1]
