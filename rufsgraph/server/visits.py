"""What is known of a request while it is answered, and what is told of it afterwards: counts and a line."""

import hashlib
import json
import os
import secrets
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, multiprocess
from prometheus_client.exposition import choose_encoder

from rufsgraph import __version__
from rufsgraph.config import COUNTS_FOLDER
from rufsgraph.engines.lexer import tokens

VISIT = "rufsgraph.visit"
"""Where a request's environment carries what is known of it."""

_SECONDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30)
_SHOWN = 2000
"""How much of a query, or of a path, is told, in characters."""

_MARKS = {"string": '""', "unclosed": '""', "number": "0", "comment": "", "lang": ""}
"""What stands in a log for what a query's writer filled in."""


@dataclass(slots=True)
class Visit:
    """A request: what kind it turned out to be, how it ended (`ok` or an error's code), and from where."""

    method: str
    path: str
    client: str
    kind: str = "unknown"
    outcome: str = "ok"
    cache: str = ""
    query: str = ""
    tag: str = ""
    began: float = field(default_factory=time.perf_counter)


class Watch:
    """Counts visits for /metrics, and writes a line of JSON about each where the settings want it."""

    def __init__(self, *, lines: bool) -> None:
        self._lines = lines
        self._salt = secrets.token_bytes(16)
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "rufsgraph_requests",
            "Requests answered, by kind of request, outcome (ok or a code of an error) and status.",
            ("kind", "outcome", "status"),
            registry=self.registry,
        )
        self.seconds = Histogram(
            "rufsgraph_seconds",
            "Seconds that requests took which no kept answer served, by kind of request.",
            ("kind",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.cache = Counter(
            "rufsgraph_cache",
            "Requests by what the cache of answers had.",
            ("found",),
            registry=self.registry,
        )
        self.stopped = Counter(
            "rufsgraph_stopped", "Queries stopped at a limit.", ("limit",), registry=self.registry
        )
        self.load = Gauge(
            "rufsgraph_load",
            "Requests that run and that wait for a place.",
            ("state",),
            registry=self.registry,
            multiprocess_mode="livesum",
        )
        self.cache_bytes = Gauge(
            "rufsgraph_cache_bytes",
            "Bytes of the answers kept.",
            registry=self.registry,
            multiprocess_mode="livesum",
        )
        self.release = Gauge(
            "rufsgraph_release",
            "The release that is served, and the program's version.",
            ("release", "version"),
            registry=self.registry,
            multiprocess_mode="livemax",
        )
        self._named = ""

    def state(self, release: str, running: int, waiting: int, cache_bytes: int) -> None:
        """Notes which release is served, how many requests run and wait, and what is kept."""
        self.load.labels("running").set(running)
        self.load.labels("waiting").set(waiting)
        self.cache_bytes.set(cache_bytes)
        if release != self._named:
            if self._named:
                self.release.labels(self._named, __version__).set(0)
            self.release.labels(release, __version__).set(1)
            self._named = release

    def seen(self, visit: Visit, status: int, length: int | None, release: str) -> None:
        """Counts an answered request and writes its line; `length` is the body's bytes where known."""
        took = time.perf_counter() - visit.began
        self.requests.labels(visit.kind, visit.outcome, str(status)).inc()
        if visit.cache:
            self.cache.labels(visit.cache).inc()
        if visit.cache != "hit":
            self.seconds.labels(visit.kind).observe(took)
        if visit.outcome in ("over-time", "over-memory", "too-large"):
            self.stopped.labels(visit.outcome).inc()
        if self._lines:
            sys.stderr.write(self._line(visit, status, length, release, took))

    def _line(self, visit: Visit, status: int, length: int | None, release: str, took: float) -> str:
        told = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "client": hashlib.blake2b(visit.client.encode(), key=self._salt, digest_size=4).hexdigest(),
            "method": visit.method,
            "path": visit.path[:_SHOWN],
            "status": status,
            "bytes": length,
            "ms": round(1000 * took, 2),
            "kind": visit.kind,
            "outcome": visit.outcome,
            "cache": visit.cache,
            "release": release,
            "tag": visit.tag,
            "query": without_literals(visit.query) if visit.query else "",
        }
        return json.dumps({name: value for name, value in told.items() if value not in ("", None)}) + "\n"

    def exposition(self, accept: str | None) -> tuple[bytes, str]:
        """The counts in Prometheus' text format or OpenMetrics, with the content type."""
        registry = self.registry
        if COUNTS_FOLDER in os.environ:
            registry = CollectorRegistry()
            multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        encode, content_type = choose_encoder(accept or "")
        return encode(registry), content_type


def without_literals(query: str) -> str:
    """A query's shape for the log: its strings, numbers and comments taken out, on one line.

    >>> without_literals('SELECT ?s { ?s ?p "Anna"@sv, 7 } # about Anna')
    'SELECT ?s { ?s ?p "", 0 }'
    """
    shown = "".join(_MARKS.get(token.kind, token.text) for token in tokens(query[: 4 * _SHOWN]))
    return " ".join(shown.split())[:_SHOWN]
