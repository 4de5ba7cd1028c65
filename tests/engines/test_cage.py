"""The cage: what a process can't do in it, tried by processes that try."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

ESCAPES = {
    "socket": "socket.create_connection(('127.0.0.1', port))",
    "of a thread": "in_thread(lambda: socket.create_connection(('127.0.0.1', port)))",
    "of the engine": "list(Store().query(SERVICE % port))",
    "of the engine on disk": "list(stored.query(SERVICE % port))",
    "of a program": "subprocess.run([sys.executable, '-c', CONNECT % port], check=True)",
}
"""Ways out of a process, each of which ends in a connection to a port of this machine."""

TRY = """
import socket, subprocess, sys, threading
from pyoxigraph import Store
from rufsgraph.engines import cage

SERVICE = "SELECT * {{ SERVICE <http://127.0.0.1:%d/sparql> {{ ?s ?p ?o }} }}"
CONNECT = "import socket; socket.create_connection(('127.0.0.1', %d))"
failures = []

def in_thread(work):
    def run():
        try:
            work()
        except Exception as error:
            failures.append(error)
    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if failures:
        raise failures[0]

port = int(sys.argv[1])
if sys.argv[2] == "caged":
    assert cage.close_ways_out()
stored = Store.read_only(sys.argv[3])
try:
    {escape}
except Exception as error:
    print("refused", type(error).__name__, error)
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty store on disk."""
    folder = tmp_path_factory.mktemp("store")
    making = f"from pyoxigraph import Store; Store({str(folder / 'store')!r}).flush()"
    subprocess.run([sys.executable, "-c", making], check=True)
    return folder / "store"


def attempt(name: str, how: str, store: Path) -> tuple[str, bool]:
    """What a process says that tried to get out, and whether it was heard."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        script = TRY.format(escape=ESCAPES[name])
        port = str(server.getsockname()[1])
        with subprocess.Popen(
            [sys.executable, "-c", script, port, how, str(store)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        ) as process:
            try:
                server.settimeout(30 if how == "free" else 3)
                connection, _ = server.accept()
                connection.close()
                heard = True
            except TimeoutError:
                heard = False
            said, _ = process.communicate(timeout=30)
    return said, heard


@pytest.mark.parametrize("name", ESCAPES)
def test_no_way_out(name: str, store: Path) -> None:
    """No call, thread, query or program of a caged process opens a connection."""
    said, heard = attempt(name, "caged", store)
    assert not heard
    assert said.startswith("refused") and "ermission denied" in said, said


@pytest.mark.parametrize("name", ESCAPES)
def test_ways_are_ways(name: str, store: Path) -> None:
    """Without the cage each of them does."""
    said, heard = attempt(name, "free", store)
    assert heard, said


def confined(code: str) -> "subprocess.CompletedProcess[str]":
    """What a process says and ends with that runs some lines of Python."""
    lines = ["import mmap, os, signal", "from rufsgraph.engines import cage", *code.strip().splitlines()]
    return subprocess.run(
        [sys.executable, "-c", "\n".join(lines)], capture_output=True, encoding="utf-8", check=False
    )


def test_memory_has_its_limit() -> None:
    """A process may fill its memory up to the limit and not over it."""
    inside = confined("cage.limit_memory(200_000_000); print(len(bytearray(150_000_000)))")
    assert (inside.stdout, inside.returncode) == ("150000000\n", 0)
    outside = confined("cage.limit_memory(200_000_000); print(len(bytearray(250_000_000)))")
    assert outside.stdout == "" and "MemoryError" in outside.stderr


def test_addresses_set_aside_are_no_memory() -> None:
    """What a store on disk sets aside before, and doesn't use, is not counted."""
    aside = "aside = mmap.mmap(-1, 1 << 30)\n"
    done = confined(f"{aside}cage.limit_memory(200_000_000)\nprint(len(bytearray(150_000_000)))")
    assert (done.stdout, done.returncode) == ("150000000\n", 0), done.stderr


@pytest.mark.parametrize("more", [1, 5])
def test_files_have_their_number(more: int) -> None:
    """A process may open as many files more as it was given, and not one over it."""
    opening = "cage.limit_files({}); print(len([os.open('/', os.O_RDONLY) for _ in range({})]))"
    assert confined(opening.format(more, more)).stdout == f"{more}\n"
    assert "Too many open files" in confined(opening.format(more, more + 1)).stderr


def test_no_file_is_written(tmp_path: Path) -> None:
    """A process that may open files can't put anything into them."""
    path = tmp_path / "file"
    done = confined(
        f"cage.write_nothing(); open({str(path)!r}, 'wb', buffering=0).write(b'x'); print('wrote')"
    )
    assert "wrote" not in done.stdout and path.read_bytes() == b""


def test_process_goes_with_its_parent() -> None:
    """A process that was bound to its parent is killed when that ends."""
    done = confined(
        """
bound, tell = os.pipe()
alive, hold = os.pipe()
if os.fork() == 0:
    if os.fork() == 0:
        cage.die_with_parent()
        os.write(tell, b"bound")
        signal.pause()
    os.read(bound, 5)
    os._exit(0)
os.close(hold)
print(os.read(alive, 1))
"""
    )
    assert (done.stdout, done.stderr, done.returncode) == ("b''\n", "", 0)
