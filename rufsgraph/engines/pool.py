"""The engine of the server: queries in processes that can be killed, raised by a nursery."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import IO

from rufsgraph.engines.engine import UNION, Dataset
from rufsgraph.engines.framing import CutOff, read_answer, write_request
from rufsgraph.engines.nursery import Limits
from rufsgraph.engines.rows import Rows, from_json
from rufsgraph.errors import EngineFailed, OverMemory, OverTime, TooBusy

_JSON = "application/sparql-results+json"
_KILL_SECONDS = 0.5
"""How long after its limit a query may take to be gone."""

_IN_MEMORY = 1 << 20
"""Bytes of an answer beyond which it waits in a file for the rest of it."""

_PIECE = 1 << 16


class WorkerEngine:
    """Answers from a release through a nursery of query processes, which it starts and stops."""

    def __init__(self, release: Path, limits: Limits, waiting: int) -> None:
        self.limits = limits
        self._folder = Path(tempfile.mkdtemp(prefix="rufsgraph-"))
        self._address = str(self._folder / "queries")
        self._places = threading.BoundedSemaphore(limits.running)
        self._queue = threading.BoundedSemaphore(limits.running + waiting)
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(self._address)
        listener.listen(limits.running + waiting)
        try:
            self._process = _start(release, limits, listener)
        except EngineFailed:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise
        finally:
            listener.close()

    def close(self) -> None:
        """Stops the nursery and its processes."""
        self._process.terminate()
        self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def alive(self) -> bool:
        """Whether the nursery runs."""
        return self._process.poll() is None

    def rows(self, query: str) -> Rows:
        """The rows of a SELECT of our own."""
        return from_json(b"".join(self.answer(query, _JSON, UNION)))

    def answer(
        self, query: str, media_type: str, dataset: Dataset, base: str | None = None
    ) -> Iterator[bytes]:
        """A query's answer, piece by piece; every refusal and failure comes before the first piece.

        The whole answer is there before the first piece is given: HTTP can't take back what it has begun,
        so that a limit met on the way would leave a part that looks like the whole. A slow reader holds
        no query process either.
        """
        whole = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed by _pieces_of
        try:
            for piece in self._pieces(query, media_type, dataset, base):
                whole.write(piece)
        except BaseException:
            whole.close()
            raise
        whole.seek(0)
        return _pieces_of(whole)

    def _pieces(self, query: str, media_type: str, dataset: Dataset, base: str | None) -> Iterator[bytes]:
        request = {
            "query": query,
            "media_type": media_type,
            "default": dataset.default_graphs,
            "named": dataset.named_graphs,
            "base": base,
        }
        with self._place(), socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(self.limits.seconds + _KILL_SECONDS + 1)
            began = time.monotonic()
            try:
                connection.connect(self._address)
                write_request(connection, request)
                yield from read_answer(connection)
            except (CutOff, ConnectionError, TimeoutError) as error:
                raise self._gone(time.monotonic() - began) from error

    @contextmanager
    def _place(self) -> Iterator[None]:
        """A place among those that run; TooBusy where the queue is full or the wait too long."""
        if not self._queue.acquire(blocking=False):
            raise _busy(self.limits)
        try:
            if not self._places.acquire(timeout=self.limits.seconds):
                raise _busy(self.limits)
            try:
                yield
            finally:
                self._places.release()
        finally:
            self._queue.release()

    def _gone(self, used: float) -> OverTime | OverMemory | EngineFailed:
        if used >= self.limits.seconds:
            return _over_time(self.limits.seconds, used)
        if not self.alive():
            return EngineFailed("the query engine has stopped", "frågemotorn har stannat")
        return _over_memory(self.limits.memory)


def _pieces_of(file: IO[bytes]) -> Iterator[bytes]:
    """What is in a file, which is closed at its end."""
    with file:
        while piece := file.read(_PIECE):
            yield piece


def _start(release: Path, limits: Limits, listener: socket.socket) -> "subprocess.Popen[bytes]":
    ready, tell = os.pipe()
    options = {
        "release": str(release),
        "listener": listener.fileno(),
        "ready": tell,
        "parent": os.getpid(),
        "limits": asdict(limits),
    }
    process = subprocess.Popen(  # noqa: S603 - our own module, no shell, nothing of a stranger's
        [sys.executable, "-m", "rufsgraph.engines.nursery", json.dumps(options)],
        pass_fds=(listener.fileno(), tell),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    os.close(tell)
    with os.fdopen(ready, "rb") as pipe:
        if pipe.read() != b"ready":
            process.kill()
            process.wait()
            raise EngineFailed(f"the query engine did not start from {release}")
    return process


def _busy(limits: Limits) -> TooBusy:
    return TooBusy(
        f"{limits.running} queries run and the queue is full: try again in a moment",
        f"{limits.running} frågor körs och kön är full: försök igen om en stund",
        limit=limits.running,
        retry_after=1,
    )


def _over_time(limit: float, used: float) -> OverTime:
    return OverTime(
        f"the query was stopped after {used:.1f} s; the limit is {limit:g} s. Make it smaller: bind a "
        "variable to a thing, add LIMIT without ORDER BY, or avoid patterns without a common variable.",
        f"frågan stoppades efter {used:.1f} s; gränsen är {limit:g} s. Gör den mindre: bind en "
        "variabel till en sak, lägg till LIMIT utan ORDER BY, eller undvik mönster utan gemensam variabel.",
        limit=limit,
        used=round(used, 3),
    )


def _over_memory(limit: int) -> OverMemory:
    return OverMemory(
        f"the query needed more than {limit} bytes of memory, or is nested too deeply. Make it smaller: "
        "leave out ORDER BY or DISTINCT, bind a variable to a thing, or nest less.",
        f"frågan behövde mer än {limit} byte minne, eller är nästlad för djupt. Gör den mindre: ta bort "
        "ORDER BY eller DISTINCT, bind en variabel till en sak, eller nästla mindre.",
        limit=limit,
    )
