"""The engine of the server: queries in processes that can be killed, raised by a nursery."""

import hashlib
import json
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO

from rufsgraph.engines.engine import UNION, Dataset
from rufsgraph.engines.framing import CutOff, read_answer, read_hello, write_request
from rufsgraph.engines.locking import locked
from rufsgraph.engines.nursery import LANE_FULL, OVER_TIME, READY, Limits, death_of
from rufsgraph.engines.rows import Rows, from_json
from rufsgraph.errors import EngineFailed, OverMemory, OverTime, RufsError, TooBusy

_JSON = "application/sparql-results+json"
_KILL_SECONDS = 0.5
"""How long after its limit a query may take to be gone."""

_IN_MEMORY = 1 << 20
"""Bytes of an answer beyond which it waits in a file for the rest of it."""

_AT_DOOR = 100
"""Server processes that may wait at the door at once."""

_PIECE = 1 << 16


@dataclass(frozen=True, slots=True)
class Meeting:
    """The folder where the processes of a server meet at the nurseries they share, and their number."""

    folder: Path
    processes: int = 1


class WorkerEngine:
    """Answers from a release through a nursery of query processes, started by the first who needs it.

    `store` is the release as a store on disk; without one the nursery loads it into memory. `limits` are
    those of one server process; each of those that meet may run so many queries.
    """

    def __init__(
        self,
        release: Path,
        limits: Limits,
        waiting: int,
        store: Path | None = None,
        meeting: Meeting | None = None,
    ) -> None:
        self.limits = limits
        self._own = None if meeting else Path(tempfile.mkdtemp(prefix="rufsgraph-"))
        folder = meeting.folder if meeting else self._own
        assert folder is not None
        name = hashlib.sha256(f"{release}\n{store}".encode()).hexdigest()[:12]
        self._address = folder / f"{name}.queries"
        self._door = folder / f"{name}.door"
        crowd = meeting.processes if meeting else 1
        together = replace(limits, running=limits.running * crowd)
        try:
            with locked(folder / "lock"):
                member = self._knock()
                if member is None:
                    self._start(release, store, together, crowd * waiting)
                    member = self._knock()
            if member is None:
                raise EngineFailed(f"the query engine did not start from {store or release}")
        except BaseException:
            self._clear()
            raise
        self._member = member

    def close(self) -> None:
        """Leaves the nursery, which ends with its processes when nobody else needs it."""
        self._member.close()
        self._clear()

    def alive(self) -> bool:
        """Whether the nursery runs."""
        try:
            return self._member.recv(1, socket.MSG_DONTWAIT) != b""
        except BlockingIOError:
            return True
        except OSError:
            return False

    def _clear(self) -> None:
        if self._own:
            shutil.rmtree(self._own, ignore_errors=True)

    def _knock(self) -> socket.socket | None:
        """A connection to the nursery once it answers queries; None where there is none, or it ends."""
        member = socket.socket(socket.AF_UNIX)
        try:
            member.connect(str(self._door))
            if member.recv(1) == READY:
                return member
        except (FileNotFoundError, ConnectionError):
            pass
        member.close()
        return None

    def _start(self, release: Path, store: Path | None, limits: Limits, waiting: int) -> None:
        """Starts a nursery, which listens at both addresses; nobody else does so meanwhile."""
        queries, door = _listener(self._address, limits.running + waiting), _listener(self._door, _AT_DOOR)
        with queries, door:
            options = {
                "release": str(release),
                "store": store and str(store),
                "listener": queries.fileno(),
                "door": door.fileno(),
                "limits": asdict(limits),
            }
            process = subprocess.Popen(  # noqa: S603 - our own module, no shell, nothing of a stranger's
                [sys.executable, "-m", "rufsgraph.engines.nursery", json.dumps(options)],
                pass_fds=(queries.fileno(), door.fileno()),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )
        threading.Thread(target=process.wait, daemon=True).start()  # whenever it ends, no zombie is left

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
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(self.limits.seconds + _KILL_SECONDS + 1)
            began, pid = time.monotonic(), 0
            try:
                connection.connect(str(self._address))
                write_request(connection, request)
                pid = read_hello(connection)
                yield from read_answer(connection)
            except (CutOff, ConnectionError, FileNotFoundError, TimeoutError) as error:
                raise self._gone(time.monotonic() - began, pid) from error

    def _gone(self, used: float, pid: int) -> RufsError:
        """Why a query has no answer: the nursery's word, else the time that it used and what is left."""
        reason = _word(death_of(self._address, pid))
        if reason == LANE_FULL:
            return _lane_full(self.limits.running)
        if reason == OVER_TIME or used >= self.limits.seconds:
            return _over_time(self.limits.seconds, used)
        if not self.alive():
            return EngineFailed("the query engine has stopped", "frågemotorn har stannat")
        return _over_memory(self.limits.memory)


def _word(path: Path) -> str:
    """The word that the nursery left, taken away; nothing where it left none."""
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError:
        return ""
    finally:
        path.unlink(missing_ok=True)


def _pieces_of(file: IO[bytes]) -> Iterator[bytes]:
    """What is in a file, which is closed at its end."""
    with file:
        while piece := file.read(_PIECE):
            yield piece


def _listener(address: Path, backlog: int) -> socket.socket:
    """A socket that listens at an address, in place of one that a killed process left."""
    address.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(address))
    listener.listen(backlog)
    return listener


def _lane_full(limit: int) -> TooBusy:
    return TooBusy(
        f"{limit} heavy queries run already, as many as may: try again in a moment, or make the query "
        "lighter by binding a variable to a thing",
        f"{limit} tunga frågor körs redan, så många som får: försök igen om en stund, eller gör frågan "
        "lättare genom att binda en variabel till en sak",
        limit=limit,
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
