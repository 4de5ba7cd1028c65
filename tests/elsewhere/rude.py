"""Servers that behave badly, for what is said of them."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Behaviour = Callable[[socket.socket, threading.Event], None]
"""What a server does with a connection whose request it has read; the event says that the test is over."""

EMPTY = b'{"head": {"vars": []}, "results": {"bindings": []}}'


@contextmanager
def rude(behaviour: Behaviour) -> Iterator[str]:
    """The address of an endpoint of a server that behaves so to everyone, at once."""
    over = threading.Event()
    threads: list[threading.Thread] = []

    def serve(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(5)
            connection.recv(1 << 20)
            behaviour(connection, over)

    def listen(server: socket.socket) -> None:
        while not over.is_set():
            with suppress(TimeoutError):
                connection, _ = server.accept()
                threads.append(threading.Thread(target=serve, args=[connection]))
                threads[-1].start()

    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        listener = threading.Thread(target=listen, args=[server])
        listener.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}/query"
        finally:
            over.set()
            for thread in [listener, *threads]:
                thread.join()


def says(status: str, body: bytes = EMPTY, *headers: str) -> Behaviour:
    """Answers as told, and closes; a Content-Length among the headers goes before the true one."""
    lines = [f"HTTP/1.1 {status}", *headers, "Connection: close"]
    if not any(line.startswith(("Content-Length", "Transfer-Encoding")) for line in headers):
        lines.append(f"Content-Length: {len(body)}")
    if not any(line.startswith("Content-Type") for line in headers):
        lines.append("Content-Type: application/sparql-results+json")
    return lambda connection, _: connection.sendall("\r\n".join([*lines, "", ""]).encode() + body)


def hangs_up(connection: socket.socket, _: threading.Event) -> None:
    """Closes without a word."""


def stays_silent(_: socket.socket, over: threading.Event) -> None:
    """Never says anything."""
    over.wait(60)


def drips(connection: socket.socket, over: threading.Event) -> None:
    """Answers a byte at a time, without an end."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\n\r\n")
    while not over.wait(0.05):
        connection.sendall(b" ")


def floods(connection: socket.socket, over: threading.Event) -> None:
    """Answers more than anyone asked for, without an end."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\n\r\n")
    while not over.is_set():
        connection.sendall(b" " * (1 << 20))
