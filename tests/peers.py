"""Other people's SPARQL servers, started for the tests and gone afterwards: Oxigraph's and Virtuoso."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

from tests.processes import free_port, look, run, stop

PASSWORD = "not-a-secret"
_START_SECONDS = 120

_VIRTUOSO = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = temporary.db
TransactionFile = temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
CaseMode = 2
CheckpointInterval = 0
ThreadsPerQuery = 1
StopCompilerWhenXOverRunTime = 1
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
ServerThreads = 10
EnabledDavVSP = 0
[SPARQL]
{limits}
"""
"""What Virtuoso is started with; without the last of the parameters it thinks too long on long queries."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A server that runs: where it answers queries, takes graphs and updates, and who may change it."""

    name: str
    query: str
    gsp: str
    update: str
    pid: int
    credentials: Mapping[str, str] = field(default_factory=dict)

    def push(self, releases: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """What `rufsgraph release push` to this server answers; by its graph store where nothing is said."""
        where = arguments or ("--gsp", self.gsp)
        settings = {"releases": releases, **self.credentials}
        return run("release", "push", self.query, *where, timeout=300, **settings)

    def kill(self) -> None:
        """Ends the server at once, and waits until it is gone."""
        os.kill(self.pid, signal.SIGKILL)
        while look(self.pid) is not None:
            time.sleep(0.01)


def require(command: str, package: str) -> str:
    """The path of a command of Debian's; where it is missing the test is skipped, and in CI fails."""
    found = shutil.which(command)
    if found is not None:
        return found
    missing = f"{command} is not installed: Debian has it in {package}"
    if os.environ.get("CI") == "true":
        pytest.fail(missing)
    pytest.skip(missing)


@contextmanager
def oxigraph(*arguments: str, port: int | None = None) -> Iterator[Peer]:
    """An empty Oxigraph in memory."""
    port = port or free_port()
    base = f"http://127.0.0.1:{port}"
    command = [str(Path(sys.executable).with_name("oxigraph")), "serve", "--bind", f"127.0.0.1:{port}"]
    with started([*command, *arguments], f"{base}/query") as pid:
        yield Peer("oxigraph", f"{base}/query", f"{base}/store", f"{base}/update", pid)


@contextmanager
def virtuoso(**limits: int) -> Iterator[Peer]:
    """An empty Virtuoso in a folder of its own, with the limits of its section SPARQL."""
    command, isql = (require(name, "virtuoso-opensource") for name in ("virtuoso-t", "isql-vt"))
    http, sql = free_port(), free_port()
    base = f"http://127.0.0.1:{http}"
    lines = "\n".join(f"{name} = {value}" for name, value in limits.items())
    with tempfile.TemporaryDirectory() as folder:
        ini = Path(folder) / "virtuoso.ini"
        ini.write_text(_VIRTUOSO.format(sql=sql, http=http, limits=lines), encoding="ascii")
        start = [command, "+foreground", "+configfile", ini.name]
        with started(start, f"{base}/sparql", folder) as pid:
            change = f"user_set_password('dba', '{PASSWORD}');"
            subprocess.run(
                [isql, f"127.0.0.1:{sql}", "dba", "dba", f"exec={change}"], check=True, capture_output=True
            )
            yield Peer(
                "virtuoso",
                f"{base}/sparql",
                f"{base}/sparql-graph-crud-auth",
                f"{base}/sparql-auth",
                pid,
                {"push_user": "dba", "push_password": PASSWORD},
            )


@contextmanager
def started(command: list[str], endpoint: str, folder: str | None = None) -> Iterator[int]:
    """A server's process, from when it answers a query until it is stopped; fails where it ends by itself."""
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
        try:
            last = time.monotonic() + _START_SECONDS
            while not _answers(endpoint):
                assert process.poll() is None and time.monotonic() < last, _said(log)
                time.sleep(0.05)
            yield process.pid
        finally:
            stop(process)


def _answers(endpoint: str) -> bool:
    try:
        urlopen(f"{endpoint}?{urlencode({'query': 'ASK {}'})}", timeout=5).close()
    except (URLError, ConnectionError, TimeoutError):
        return False
    return True


def _said(log: IO[bytes]) -> str:
    log.seek(0)
    return log.read().decode("utf-8", "replace")
