"""The nursery: a single-threaded process that raises query processes for the servers of one release.

It is started by `pool.WorkerEngine` and talks over a Unix socket. Each child is a fork that answers one
query at a time and can be killed. A small release is in the nursery's memory, which the children share; a
large one is a store on disk that each child opens, as a process with the store's threads must not fork. A
child whose query has used more than a short slice of processor time drops to idle scheduling, and a fresh
fork takes its place, so that light queries never wait behind heavy ones.

Server processes are its members: each keeps a connection to the nursery's door, where a byte tells it that
queries are answered. When the last connection is closed, the nursery ends.
"""

import contextlib
import gc
import json
import mmap
import os
import select
import signal
import socket
import struct
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from rufsgraph.engines import cage
from rufsgraph.engines.embedded import EmbeddedEngine
from rufsgraph.engines.engine import Dataset
from rufsgraph.engines.framing import Frames, TooMuch, read_request, write_hello
from rufsgraph.errors import BadQuery, RufsError, TooLarge

SLICE = 0.06
"""Processor seconds after which a query counts as heavy."""

TICK = 0.01
"""Seconds between two looks at the children while one of them works."""

REST = 0.05
"""The same while all are idle."""

_SLOT = struct.Struct("=dd")
"""What a child tells the nursery: the wall clock and its processor time when its query began; 0 is idle."""

IDLE = 1.0
"""Seconds without a query after which a query process that is worn makes room for a fresh one."""

WORN = 0.02
"""Processor seconds after which it is worn: reading copies memory that it shared, or fills its own cache."""

TIRED = 0.4
"""Processor seconds after which it makes room as soon as nobody waits: it has copied much memory."""

READY = b"+"
"""What a member is told once queries are answered."""

_STORE_FILES = 256
"""How many files more than the nursery's a query process with a store on disk may open.

The store keeps to 48 less, and closes what it used least, however many files it has.
"""

_MANY = 4096
"""More deaths than are told at once, in bytes."""

_UNOPENED = 71
"""The exit code of a query process that could not open its store."""

_TICKS = os.sysconf("SC_CLK_TCK")


OVER_TIME, LANE_FULL = "over-time", "lane-full"
"""Why the nursery stops a query."""


def death_of(address: Path, pid: int) -> Path:
    """Where the nursery that listens at an address leaves word of why it stopped a process."""
    return address.with_name(f"{address.name}.{pid}")


@dataclass(slots=True)
class Child:
    """A query process as the nursery sees it."""

    pid: int
    slot: int
    slow: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """What a query may use: seconds of the clock, bytes of memory, bytes of answer, and the lanes' sizes.

    At most `running` heavy queries run, on the slow lane; `fast` processes beside them are for light ones.
    """

    seconds: float
    memory: int
    answer: int
    fast: int
    running: int


class Nursery:
    """Raises, watches and replaces the query processes of one release."""

    def __init__(
        self, release: "Opened", listener: socket.socket, door: socket.socket, limits: Limits
    ) -> None:
        self.release = release
        self.listener = listener
        self.address = Path(listener.getsockname())
        self.door = door
        self.limits = limits
        self.children: dict[int, Child] = {}
        self.places = limits.running + limits.fast
        self.slots = mmap.mmap(-1, _SLOT.size * 4 * self.places)
        self._members: list[socket.socket] = []
        self._deaths, tell = socket.socketpair()
        tell.setblocking(False)
        signal.set_wakeup_fd(tell.detach())
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self._unopened = False

    def run(self) -> None:
        """Watches until its last member is gone or its store can't be opened; its children go with it."""
        self._let_in()  # who started it stands at the door
        while self._members and not self._unopened:
            self._bury()
            self._fill()
            self._listen(TICK if self._watch() else REST)
        signal.set_wakeup_fd(-1)
        for child in self.children.values():
            _kill(child)

    def leave(self) -> None:
        """Keeps a child from the members' connections, whose end must tell them of the nursery's."""
        for one in (self.door, self._deaths, *self._members):
            one.close()

    def _let_in(self) -> None:
        member, _ = self.door.accept()
        self._members.append(member)
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # gone again: _listen will see it
            member.sendall(READY)

    def _listen(self, seconds: float) -> None:
        """Waits a while, for members to come and go and children to end."""
        for one in select.select([self.door, self._deaths, *self._members], [], [], seconds)[0]:
            if one is self.door:
                self._let_in()
            elif one is self._deaths:
                one.recv(_MANY)
            else:
                self._members.remove(one)
                one.close()

    def _fill(self) -> None:
        fast = sum(not child.slow for child in self.children.values())
        while fast < self.limits.fast and len(self.children) < self.places:
            self._raise_child()
            fast += 1

    def _raise_child(self) -> None:
        used = {child.slot for child in self.children.values()}
        slot = next(number for number in range(4 * self.places) if number not in used)
        self._write_slot(slot, 0.0, 0.0)
        pid = os.fork()
        if pid == 0:
            try:
                Worker(self, slot).serve()
            except Exception:  # noqa: BLE001
                traceback.print_exc()
            finally:
                os._exit(70)
        self.children[pid] = Child(pid, slot)

    def _bury(self) -> None:
        while self.children:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            self._unopened |= os.waitstatus_to_exitcode(status) == _UNOPENED
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
                    self._stop(child, OVER_TIME)
                elif not child.slow and _processor_seconds(child.pid) - cpu > SLICE:
                    self._slow_down(child)
            elif child.slow:
                _kill(child)
        return busy

    def _slow_down(self, child: Child) -> None:
        """Moves a heavy query to the slow lane; stops it where that is full: light ones must find room."""
        if sum(one.slow for one in self.children.values()) >= self.limits.running:
            self._stop(child, LANE_FULL)
            return
        child.slow = True
        os.sched_setscheduler(child.pid, os.SCHED_IDLE, os.sched_param(0))

    def _stop(self, child: Child, reason: str) -> None:
        """Ends a query process and leaves word of why, where the one who asked finds it."""
        with contextlib.suppress(OSError):  # without the word it is told by the time that was used
            death_of(self.address, child.pid).write_text(reason, encoding="ascii")
        _kill(child)

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


@dataclass(frozen=True, slots=True)
class Opened:
    """A release to answer from: how a query process gets its engine, and the files that it opens for it."""

    engine: Callable[[], EmbeddedEngine]
    files: int = 0


class Worker:
    """A query process: answers one query after the other until it is killed."""

    def __init__(self, nursery: Nursery, slot: int) -> None:
        self.nursery = nursery
        self.slot = slot
        nursery.leave()
        self.engine = _caged(nursery.release, nursery.limits.memory)
        self.began = time.process_time()

    def serve(self) -> None:
        """Accepts and answers until it is worn or tired and nobody asks, or a query was heavy.

        After a heavy one the nursery ends it, perhaps just as it takes the next; so it takes none.
        """
        self.nursery.listener.settimeout(IDLE)
        while True:
            try:
                connection, _ = self.nursery.listener.accept()
            except TimeoutError:
                if time.process_time() - self.began > WORN:
                    os._exit(0)
                continue
            with connection:
                request = read_request(connection)
                if request is None:
                    continue
                self.nursery.mark(self.slot, busy=True)
                before = time.process_time()
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    write_hello(connection, os.getpid())
                    self._answer(connection, request)
                self.nursery.mark(self.slot, busy=False)
            now = time.process_time()
            if now - before > SLICE or (now - self.began > TIRED and not self._asked()):
                os._exit(0)

    def _asked(self) -> bool:
        """Whether somebody waits for an answer."""
        return bool(select.select([self.nursery.listener], [], [], 0)[0])

    def _answer(self, connection: socket.socket, request: dict[str, Any]) -> None:
        frames = Frames(connection, self.nursery.limits.answer)
        dataset = Dataset(_graphs(request["default"]), _graphs(request["named"]))
        try:
            query, media_type, base = (request[name] for name in ("query", "media_type", "base"))
            self.engine.write_answer(query, media_type, dataset, base, frames)
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


def _caged(release: Opened, memory: int) -> EmbeddedEngine:
    """The engine of a query process, which from now on can do nothing but answer from it."""
    cage.die_with_parent()
    closed = cage.close_ways_out()
    cage.limit_files(release.files + 1)  # the accepted connection, and nothing after it
    try:
        if release.files and not closed:
            raise OSError("this machine can't take sockets from a process that opens files")
        engine = release.engine()
    except (OSError, RuntimeError, ValueError) as error:  # the engine says what is wrong in one of these
        print(f"a query process can't begin: {error}", file=sys.stderr, flush=True)
        os._exit(_UNOPENED)
    cage.write_nothing()
    cage.limit_memory(memory)
    return engine


def _loaded(release: Path) -> EmbeddedEngine:
    """A release in memory, read in a thread of its own, which then is gone.

    Reading draws random names, and a thread's source of them is copied by a fork: had this one drawn any,
    UUID() and RAND() would say the same in each child.
    """
    engines: list[EmbeddedEngine] = []
    reader = threading.Thread(target=lambda: engines.append(EmbeddedEngine.of_release(release)))
    reader.start()
    reader.join()
    if not engines:
        sys.exit(1)  # the thread has told why
    return engines[0]


def _open(release: Path, store: str | None, memory: int) -> Opened:
    """What query processes answer from; the nursery ends where they could not."""
    if store is None:
        engine = _loaded(release)
        return Opened(lambda: engine)
    opened = Opened(partial(EmbeddedEngine.of_store, Path(store)), _STORE_FILES)
    if os.fork() == 0:
        _caged(opened, memory)
        os._exit(0)
    if os.wait()[1]:
        sys.exit(1)
    return opened


def main() -> None:
    """Runs the nursery of a release, as its arguments say: a JSON object."""
    options = json.loads(sys.argv[1])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    listener, door = (socket.socket(fileno=options[name]) for name in ("listener", "door"))
    limits = Limits(**options["limits"])
    opened = _open(Path(options["release"]), options["store"], limits.memory)
    gc.freeze()  # what is here stays: looking for garbage in it would only take memory apart that is shared
    Nursery(opened, listener, door, limits).run()
    addresses = [Path(one.getsockname()) for one in (listener, door)]
    for address in addresses:  # before they are closed: who finds none here starts another nursery
        address.unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # others of the server meet there
        addresses[0].parent.rmdir()


if __name__ == "__main__":
    main()
