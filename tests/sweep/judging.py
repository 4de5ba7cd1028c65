"""What every answer must be, whatever was asked; and what a server must be after it was asked it all."""

import csv
import io
import json
import re
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rufsgraph.terms import RUFS
from tests.calls import HTML, PROBLEM, Reply, bindings, call, sparql, unpacked
from tests.processes import Served

CANARY = "rufs-canary"
"""A name that hostile values bear, so that it is seen where one of them came to mean something."""

GROWN_BYTES = 200_000_000
"""How much more memory a server may hold after a sweep: a cache, buffers, threads, but no leak."""

GOALS = f"SELECT ?goal {{ ?goal a <{RUFS}Goal> }}"
REFUSED_BELOW = {400, 408, 414, 431}
"""What the HTTP library below us refuses by itself, without a body: that is not ours to word."""

_SETTLE_SECONDS = 60
_LOOKS = 10
_STATUSES = {200, 206, 303, 304, 308, 400, 403, 404, 405, 406, 408, 413, 415, 416, 429, 503}
_TRACES = ("Traceback", "unforeseen error", "panicked")
_TAG = re.compile(r'(W/)?"[!-~]*"')


def is_refused_below(reply: Reply) -> bool:
    """Whether an answer is none of ours, but the HTTP library's."""
    return reply.status in REFUSED_BELOW and "content-type" not in reply.headers and not reply.body


def must_be_sound(reply: Reply, method: str) -> None:
    """An answer is of a status that is meant, a problem or a page if it refuses, and as its headers say."""
    headers = reply.headers
    assert reply.status in _STATUSES, reply
    assert headers.get("x-content-type-options") == "nosniff", reply
    assert not any(CANARY in name for name in headers), reply
    assert reply.status < 400 or reply.media_type in (PROBLEM, HTML), reply
    if reply.status == 200 and headers.get("cache-control") != "no-store" and "etag" in headers:
        assert _TAG.fullmatch(headers["etag"]), reply
    if method == "HEAD" or reply.status == 304:
        assert reply.body == b"", reply
        return
    if "content-length" in headers:
        assert int(headers["content-length"]) == len(reply.body), reply
    if reply.status == 206:
        assert "content-range" in headers, reply
    elif reply.body or method != "OPTIONS":
        must_read(reply)


def must_read(reply: Reply) -> None:
    """The body is what its media type says; nothing of a stranger's stands in it as a tag or a formula."""
    kind = reply.media_type
    body = unpacked(reply)
    assert b"Traceback (most recent call last)" not in body, reply
    if kind.endswith("json"):
        document = json.loads(body)
        if kind == PROBLEM:
            assert document["status"] == reply.status, reply
            assert {"type", "title", "detail", "code"} <= set(document), reply
    elif kind.endswith("xml"):
        ElementTree.fromstring(body)
    elif kind == HTML:
        text = body.decode()
        assert re.search(r"<html lang=\W?(sv|en)\b", text) or reply.status in (303, 308), reply
        assert f"<{CANARY}" not in text, reply
    elif kind == "text/csv":
        rows = csv.reader(io.StringIO(body.decode(), newline=""), strict=True)
        assert all(not cell.startswith(f"={CANARY}") for row in rows for cell in row), reply
    elif kind.startswith("text/"):
        body.decode()


@dataclass(frozen=True, slots=True)
class Health:
    """What a server holds: bytes of memory of all its processes (PSS), open files, processes."""

    memory: int
    files: int
    processes: int


def look_at(served: Served) -> Health:
    """What a server holds now."""
    processes = served.processes()
    return Health(
        sum(_memory(one.pid) for one in processes),
        sum(_files(one.pid) for one in processes if "nursery" not in one.command),
        len(processes),
    )


def _memory(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except (FileNotFoundError, ProcessLookupError):
        return 0
    found = re.search(r"^Pss: +(\d+) kB", text, re.MULTILINE)
    return int(found[1]) * 1024 if found else 0


def _files(pid: int) -> int:
    try:
        return len(list(Path(f"/proc/{pid}/fd").iterdir()))
    except (FileNotFoundError, ProcessLookupError):
        return 0


def _more(before: Health, after: Health) -> bool:
    """Whether a server holds files or processes that it didn't, or much more memory."""
    grown = after.memory - before.memory > GROWN_BYTES
    return grown or after.files > before.files or after.processes > before.processes


def _settled(served: Served) -> Health:
    """What a server holds at the most while nobody asks: query processes end now and then, others begin."""
    looks = []
    for _ in range(_LOOKS):
        looks.append(look_at(served))
        time.sleep(0.2)
    return Health(*(max(getattr(one, name) for one in looks) for name in Health.__slots__))


@contextmanager
def unharmed(served: Served) -> Iterator[None]:
    """Whatever is done inside, the server is as well afterwards as it was before, and says no bug."""
    must_be_well(served)
    before = _settled(served)
    yield
    must_be_well(served)
    last = time.monotonic() + _SETTLE_SECONDS
    while _more(before, after := look_at(served)):
        assert time.monotonic() < last, f"something was left behind: {before}, then {after}"
        time.sleep(0.2)
    logged = served.logged()
    assert not any(trace in logged for trace in _TRACES), logged


def must_be_well(served: Served) -> None:
    """The server is ready, answers a question, a query and a search, soon: it may be busy for a moment."""
    last = time.monotonic() + _SETTLE_SECONDS
    while True:
        health = call(served.base, "/health")
        asked = call(served.base, "/ask/needs-of-priority?priority=3&format=json")
        goals = sparql(served.base, GOALS)
        found = call(served.base, "/search?q=kth&format=json")
        if {health.status, asked.status, goals.status, found.status} == {200}:
            break
        assert time.monotonic() < last, (health, asked, goals, found)
        time.sleep(0.5)
    assert health.json()["ready"] is True
    assert len(bindings(goals)) == 4 and asked.json()["total"] > 0
