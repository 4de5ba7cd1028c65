"""The nursery: a single-threaded process that holds a release in memory and raises query processes.

It is started by `pool.WorkerEngine` and talks over a Unix socket. Each child is a fork that shares the
store's memory, answers one query at a time and can be killed. A child whose query has used more than a
short slice of processor time drops to idle scheduling, and a fresh fork takes its place, so that light
queries never wait behind heavy ones.
"""

import contextlib
import ctypes
import json
import mmap
import os
import resource
import shutil
import signal
import socket
import struct
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rufsgraph.engines.embedded import EmbeddedEngine
from rufsgraph.engines.engine import Dataset
from rufsgraph.engines.framing import Frames, TooMuch, read_request
from rufsgraph.errors import BadQuery, RufsError, TooLarge

SLICE = 0.06
"""Processor seconds after which a query counts as heavy."""

TICK = 0.01
"""Seconds between two looks at the children while one of them works."""

REST = 0.05
"""The same while all are idle."""

_SLOT = struct.Struct("=dd")
"""What a child tells the nursery: the wall clock and its processor time when its query began; 0 is idle."""

_DIE_WITH_PARENT = 1
"""PR_SET_PDEATHSIG (prctl(2)): a query process never outlives the nursery, however that ended."""

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(slots=True)
class Child:
    """A query process as the nursery sees it."""

    pid: int
    slot: int
    slow: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """What a query may use: seconds of the clock, bytes of memory, bytes of answer, and the lanes' sizes."""

    seconds: float
    memory: int
    answer: int
    fast: int
    running: int


class Nursery:
    """Raises, watches and replaces the query processes of one release."""

    def __init__(self, engine: EmbeddedEngine, listener: socket.socket, limits: Limits) -> None:
        self.engine = engine
        self.listener = listener
        self.limits = limits
        self.children: dict[int, Child] = {}
        self.slots = mmap.mmap(-1, _SLOT.size * 4 * limits.running)

    def run(self, parent: int) -> None:
        """Watches until the process that started it is gone; its children go with it."""
        while os.getppid() == parent:
            self._bury()
            self._fill()
            busy = self._watch()
            time.sleep(TICK if busy else REST)

    def _fill(self) -> None:
        fast = sum(not child.slow for child in self.children.values())
        while fast < self.limits.fast and len(self.children) < self.limits.running:
            self._raise_child()
            fast += 1

    def _raise_child(self) -> None:
        used = {child.slot for child in self.children.values()}
        slot = next(number for number in range(4 * self.limits.running) if number not in used)
        self._write_slot(slot, 0.0, 0.0)
        pid = os.fork()
        if pid == 0:
            try:
                Worker(self, slot).serve()
            finally:
                os._exit(70)
        self.children[pid] = Child(pid, slot)

    def _bury(self) -> None:
        while self.children:
            pid, _ = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            self.children.pop(pid, None)

    def _watch(self) -> bool:
        """Kills what is over its time, slows down what is heavy; says whether anything works."""
        busy = False
        now = time.monotonic()
        for child in list(self.children.values()):
            began, cpu = _SLOT.unpack_from(self.slots, child.slot * _SLOT.size)
            if began:
                busy = True
                if now - began > self.limits.seconds:
                    _kill(child)
                elif not child.slow and _processor_seconds(child.pid) - cpu > SLICE:
                    child.slow = True
                    os.sched_setscheduler(child.pid, os.SCHED_IDLE, os.sched_param(0))
            elif child.slow:
                _kill(child)
        return busy

    def _write_slot(self, slot: int, began: float, cpu: float) -> None:
        _SLOT.pack_into(self.slots, slot * _SLOT.size, began, cpu)

    def mark(self, slot: int, *, busy: bool) -> None:
        """A child says that its query begins or is over."""
        self._write_slot(slot, time.monotonic() if busy else 0.0, time.process_time() if busy else 0.0)


def _kill(child: Child) -> None:
    """Ends a query process, at normal priority, so that it gives its memory back at once."""
    with contextlib.suppress(PermissionError):  # then it ends all the same, when the machine has time
        os.sched_setscheduler(child.pid, os.SCHED_OTHER, os.sched_param(0))
    os.kill(child.pid, signal.SIGKILL)


def _processor_seconds(pid: int) -> float:
    """The processor time that a process has used; 0 once it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICKS


class Worker:
    """A query process: answers one query after the other until it is killed."""

    def __init__(self, nursery: Nursery, slot: int) -> None:
        self.nursery = nursery
        self.slot = slot
        _cage(nursery.limits)

    def serve(self) -> None:
        """Accepts and answers for ever."""
        while True:
            connection, _ = self.nursery.listener.accept()
            with connection:
                request = read_request(connection)
                if request is None:
                    continue
                self.nursery.mark(self.slot, busy=True)
                try:
                    self._answer(connection, request)
                except (BrokenPipeError, ConnectionResetError):
                    continue
                finally:
                    self.nursery.mark(self.slot, busy=False)

    def _answer(self, connection: socket.socket, request: dict[str, Any]) -> None:
        frames = Frames(connection, self.nursery.limits.answer)
        dataset = Dataset(_graphs(request["default"]), _graphs(request["named"]))
        try:
            engine = self.nursery.engine
            engine.write_answer(request["query"], request["media_type"], dataset, request["base"], frames)
        except TooMuch:
            frames.fail(_too_large(self.nursery.limits.answer))
        except RufsError as error:
            frames.fail(error)
        except (RuntimeError, ValueError) as error:
            frames.fail(_not_run(error))
        else:
            frames.end()


def _graphs(names: list[str] | None) -> tuple[str, ...] | None:
    return None if names is None else tuple(names)


def _too_large(limit: int) -> TooLarge:
    return TooLarge(
        f"the answer is over {limit} bytes, the largest that is sent: add LIMIT, or ask for fewer columns",
        f"svaret är över {limit} byte, det största som sänds: lägg till LIMIT eller be om färre kolumner",
        limit=limit,
    )


def _not_run(error: Exception) -> BadQuery:
    """The refusal of a query that the engine reads but can't run: a function or a graph that can't be."""
    return BadQuery(f"the query can't be run: {error}", f"frågan kan inte köras: {error}")


def _cage(limits: Limits) -> None:
    """Takes from a query process what it doesn't need: more memory, and every way out of the machine."""
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    lowest_free = os.dup(0)
    os.close(lowest_free)
    files = lowest_free + 1  # the accepted connection, and nothing after it
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))


def main() -> None:
    """Runs the nursery of a release, as its arguments say: a JSON object."""
    options = json.loads(sys.argv[1])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    listener = socket.socket(fileno=options["listener"])
    engine = EmbeddedEngine.of_release(Path(options["release"]))
    nursery = Nursery(engine, listener, Limits(**options["limits"]))
    os.write(options["ready"], b"ready")
    os.close(options["ready"])
    nursery.run(options["parent"])
    shutil.rmtree(Path(listener.getsockname()).parent, ignore_errors=True)


if __name__ == "__main__":
    main()
