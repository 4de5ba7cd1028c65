"""Runs the real command `rufsgraph`: once, or as a server that is gone with all its processes afterwards."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.error import URLError
from urllib.request import urlopen

from click.testing import CliRunner

from rufsgraph.cli import main

COMMAND = Path(sys.executable).with_name("rufsgraph")

_START_SECONDS = 60
_STOP_SECONDS = 20
_STILL_SECONDS = 3
"""Many times what lies between two pages made ahead, and longer than an idle query process stays."""
_TICKS = os.sysconf("SC_CLK_TCK")


def environment(**settings: object) -> dict[str, str]:
    """This process's environment with no RUFSGRAPH_* variables but those of the settings given."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("RUFSGRAPH_")}
    plain |= {"COLUMNS": "200", "NO_COLOR": "1"}
    return plain | {f"RUFSGRAPH_{name.upper()}": str(value) for name, value in settings.items()}


def run(
    *arguments: str, timeout: float = 60, cwd: Path | None = None, **settings: object
) -> "subprocess.CompletedProcess[str]":
    """What `rufsgraph` with the arguments answers, says and exits with."""
    return subprocess.run(
        [str(COMMAND), *arguments],
        env=environment(**settings),
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=timeout,
        check=False,
    )


def run_here(*arguments: str, **settings: object) -> "subprocess.CompletedProcess[str]":
    """The same without a process of its own: quicker, for the many calls that end before any work."""
    outer = dict.fromkeys(name for name in os.environ if name.startswith("RUFSGRAPH_"))
    env = {**outer, **environment(**settings)}
    done = CliRunner().invoke(main, arguments, env=env, prog_name="rufsgraph")
    return subprocess.CompletedProcess(arguments, done.exit_code, done.stdout, done.stderr)


@dataclass(frozen=True, slots=True)
class Seen:
    """A living process: who it is, which session it belongs to, what it was called with, and what it used.

    `reaped_seconds` is what its children used that have ended.
    """

    pid: int
    parent: int
    session: int
    began: int
    processor_seconds: float
    reaped_seconds: float
    command: str


def look(pid: int) -> Seen | None:
    """A process as it is now; None where there is none, or only the remains of one."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except (FileNotFoundError, ProcessLookupError):
        return None
    if fields[0] in ("Z", "X"):
        return None
    used, reaped = ((int(fields[at]) + int(fields[at + 1])) / _TICKS for at in (11, 13))
    return Seen(pid, int(fields[1]), int(fields[3]), int(fields[19]), used, reaped, command)


def family(session: int) -> list[Seen]:
    """Every living process of a session."""
    seen = (look(int(folder.name)) for folder in Path("/proc").iterdir() if folder.name.isdigit())
    return [one for one in seen if one is not None and one.session == session]


def memory(pid: int) -> int:
    """Bytes of memory that a process holds, what it shares counted in parts (PSS); 0 once it is gone."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next(1024 * int(line.split()[1]) for line in lines if line.startswith("Pss:"))


@dataclass(frozen=True, slots=True)
class Served:
    """A server that runs: its address, its process, and what it has logged."""

    base: str
    pid: int
    log: IO[bytes]

    def processes(self) -> list[Seen]:
        """The server's process and all that it started."""
        return family(self.pid)

    def query_processes(self) -> list[Seen]:
        """The processes that hold the data and answer queries."""
        return [one for one in self.processes() if "rufsgraph.engines.nursery" in one.command]

    def engine_seconds(self) -> float:
        """Processor seconds of all query processes, also of those that have ended."""
        return sum(one.processor_seconds + one.reaped_seconds for one in self.query_processes())

    def await_pages(self) -> None:
        """Until the pages made ahead are there: the query processes have nothing to do any more."""
        used, since = -1.0, time.monotonic()
        last = since + _START_SECONDS
        while time.monotonic() - since < _STILL_SECONDS:
            if time.monotonic() > last:
                raise TimeoutError(f"the query processes did not come to rest: {self.logged()}")
            now = self.engine_seconds()
            if now != used:
                used, since = now, time.monotonic()
            time.sleep(0.2)

    def memory(self) -> int:
        """Bytes of memory that all the server's processes hold together."""
        return sum(memory(one.pid) for one in self.processes())

    def logged(self) -> str:
        """What the server has written to its standard error."""
        self.log.seek(0)
        return self.log.read().decode("utf-8", "replace")


@contextmanager
def serving(
    releases: Path, scratch: Path | None = None, command: Path = COMMAND, **settings: object
) -> Iterator[Served]:
    """A server over a folder of releases; fails where it ends by itself or leaves a process behind.

    `scratch` is the folder for what is passing, the machine's own where it is left out; `command` the
    program, this checkout's where it is left out. It makes no pages ahead unless told to, so that what it
    does is what it is asked.
    """
    port = free_port()
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            [str(command), "serve", "--port", str(port)],
            env=environment(**{"releases": releases, "ahead": 0, **settings})
            | ({"TMPDIR": str(scratch)} if scratch else {}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log,
            start_new_session=True,
        )
        served = Served(f"http://127.0.0.1:{port}", process.pid, log)
        try:
            _await_ready(process, served)
            yield served
        finally:
            ended = process.poll()
            left = stop(process)
        assert ended is None, f"the server ended by itself with {ended}: {served.logged()}"
        assert not left, f"processes outlived the server: {left}"


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _await_ready(process: "subprocess.Popen[bytes]", served: Served) -> None:
    last = time.monotonic() + _START_SECONDS
    while time.monotonic() < last:
        assert process.poll() is None, f"the server stopped: {served.logged()}"
        try:
            with urlopen(f"{served.base}/health", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
    raise TimeoutError(f"the server was not ready in {_START_SECONDS} s: {served.logged()}")


def stop(process: "subprocess.Popen[bytes]") -> list[Seen]:
    """Stops a server by its pid; what of its session is still there after a while is killed and told."""
    process.terminate()
    last = time.monotonic() + _STOP_SECONDS
    left = family(process.pid)
    while left and time.monotonic() < last:
        process.poll()
        time.sleep(0.02)
        left = family(process.pid)
    for one in left:
        os.kill(one.pid, signal.SIGKILL)
    process.wait(_STOP_SECONDS)
    return left
