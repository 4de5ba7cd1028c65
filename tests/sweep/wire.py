"""Broken HTTP on raw sockets: what no library sends, byte by byte, and what comes back."""

import http.client
import io
import random
import socket
import struct
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from tests.calls import Reply
from tests.sweep.making import texts

ASK = quote("ASK {}")
EVERYTHING = f"/sparql?query={quote('SELECT * { ?s ?p ?o }')}&format=csv"
HOST = b"Host: x\r\n"
CLOSE = b"Connection: close\r\n"
DIRECT = b"Content-Type: application/sparql-query\r\n"
_PATIENCE = 30.0
"""Seconds in which every request that is whole is answered, and every connection that is over closed."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What is said on a connection: the bytes, whether the speaker's side is closed then, requests in it.

    `whole` says that it is HTTP as it should be, so that each request must be answered.
    """

    content: bytes
    half_close: bool = False
    requests: int = 1
    whole: bool = False
    method: str = "GET"


Maker = Callable[[random.Random], Spoken]


def _any(chance: random.Random, *lists: str) -> bytes:
    """One of the texts of the wire's lists, as bytes."""
    return chance.choice(texts("wire", *lists)).encode("latin-1")


def get(target: str, *lines: bytes) -> bytes:
    """A request as it should be."""
    return b"GET " + target.encode() + b" HTTP/1.1\r\n" + HOST + b"".join(lines) + b"\r\n"


def post(body: bytes, *lines: bytes) -> bytes:
    """A query as a body, with the header lines given."""
    return b"POST /sparql HTTP/1.1\r\n" + HOST + DIRECT + b"".join(lines) + b"\r\n" + body


GOOD = (
    get(f"/sparql?query={ASK}"),
    get("/health"),
    get("/ask", b"Accept: application/json\r\n"),
    get("/nothing"),
    get("/static/rufs.css"),
    get(f"/sparql?query={ASK}", b"Accept: text/csv;q=0.5, */*\r\n"),
    post(b"ASK {}", b"Content-Length: 6\r\n"),
    post(b"6\r\nASK {}\r\n0\r\n\r\n", b"Transfer-Encoding: chunked\r\n"),
    b"OPTIONS /sparql HTTP/1.1\r\n" + HOST + b"Origin: http://x\r\n\r\n",
)


def _closing(request: bytes) -> bytes:
    """A request that asks the server to close after it."""
    return request.replace(b"\r\n\r\n", b"\r\n" + CLOSE + b"\r\n", 1)


def _bad_line(chance: random.Random) -> Spoken:
    line = _any(chance, "lines") + chance.choice([b"\r\n", b"\n", b"\r"])
    return Spoken(line + HOST + CLOSE + b"\r\n", half_close=True)


def _old(chance: random.Random) -> Spoken:
    """HTTP/0.9 and 1.0, and lines that end otherwise."""
    return Spoken(_any(chance, "old"), half_close=True)


def _bad_header(chance: random.Random) -> Spoken:
    target = chance.choice([f"/sparql?query={ASK}", "/", "/nothing", "/ask//x", "/sparql"]).encode()
    line = _any(chance, "headers")
    host = b"" if line.startswith(b"Host") else HOST
    return Spoken(b"GET " + target + b" HTTP/1.1\r\n" + line + b"\r\n" + host + CLOSE + b"\r\n")


def _long(chance: random.Random) -> Spoken:
    """Headers, targets and lines of any length; one in many is larger than all that is read."""
    size = chance.choice([100, 9_000, 9_000, 9_000, 70_000, 70_000, 600_000])
    line = chance.choice(
        [
            b"X: " + b"a" * size,
            b"\r\n".join([b"X: a"] * (size // 90)),
            b"Accept: " + b"a/b;q=1," * (size // 8),
        ]
    )
    target = chance.choice(["/", "/ask?", f"/sparql?query={ASK}&x="]) + "a" * chance.choice([10, size])
    return Spoken(get(target, line + b"\r\n", CLOSE))


def _target(chance: random.Random) -> Spoken:
    """Targets in absolute, authority and asterisk form, and none at all."""
    method = _any(chance, "methods")
    said = method + b" " + _any(chance, "targets") + b" HTTP/1.1\r\n" + HOST + CLOSE + b"\r\n"
    return Spoken(said, method=method.decode())


def _bad_length(chance: random.Random) -> Spoken:
    line = b"Content-Length: " + _any(chance, "lengths") + b"\r\n"
    return Spoken(post(b"ASK {}", CLOSE, line), half_close=True)


def _bad_chunks(chance: random.Random) -> Spoken:
    many = (
        b"1\r\nA\r\n" * 2000,
        b"6;" + b"x" * 20_000 + b"\r\nASK {}\r\n0\r\n\r\n",
        b"61a80\r\n" + b" " * 400_000,
    )
    body = chance.choice(many) if chance.random() < 0.1 else _any(chance, "chunks")
    coding = b"Transfer-Encoding: " + _any(chance, "codings") + b"\r\n"
    return Spoken(post(body, CLOSE, coding), half_close=True)


def _early_end(chance: random.Random) -> Spoken:
    whole = chance.choice(GOOD)
    return Spoken(whole[: chance.randrange(len(whole))], half_close=True)


def _changed(chance: random.Random) -> Spoken:
    """A good request with some bytes flipped, taken out or put in."""
    content = bytearray(_closing(chance.choice(GOOD)))
    for _ in range(chance.randint(1, 5)):
        at = chance.randrange(len(content))
        piece = chance.choice([_any(chance, "bytes"), chance.randbytes(chance.randint(1, 4))])
        content[at : at + chance.randint(0, 3)] = piece
    return Spoken(bytes(content), half_close=True)


def _noise(chance: random.Random) -> Spoken:
    """Other protocols, and none."""
    hello = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + chance.randbytes(200)
    http2 = (
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\x00\x00\x00\x04\x00\x00\x00\x00\x00" + chance.randbytes(60)
    )
    noise = chance.randbytes(chance.randint(1, 400))
    return Spoken(chance.choice([hello, http2, noise, b"\r\n" * 20, b"\x00" * 99]), half_close=True)


def _pipeline(chance: random.Random) -> Spoken:
    """Several requests at once, each of which is answered, in order."""
    some = [chance.choice(GOOD) for _ in range(chance.randint(2, 8))]
    return Spoken(b"".join(some) + get("/health", CLOSE), requests=len(some) + 1, whole=True)


def _good(chance: random.Random) -> Spoken:
    """Good requests among the bad ones: those are answered all the same."""
    return Spoken(_closing(chance.choice(GOOD)), whole=True)


MAKERS: Mapping[str, tuple[int, Maker]] = {
    "bad request lines": (2, _bad_line),
    "old versions": (1, _old),
    "bad headers": (3, _bad_header),
    "long headers and targets": (1, _long),
    "odd targets": (2, _target),
    "wrong lengths": (2, _bad_length),
    "broken chunks": (2, _bad_chunks),
    "early ends": (2, _early_end),
    "changed bytes": (6, _changed),
    "other protocols": (1, _noise),
    "pipelines": (1, _pipeline),
    "good ones": (1, _good),
}
"""What is said, with how often it is beside the others."""


def speak(base: str, spoken: Spoken) -> bytes:
    """What a server answers until it closes; TimeoutError where it doesn't."""
    with _connected(base) as connection:
        with suppress(OSError):  # it has closed already, with an answer or without
            connection.sendall(spoken.content)
            if spoken.half_close:
                connection.shutdown(socket.SHUT_WR)
        return _all(connection)


def leave(base: str, chance: random.Random) -> None:
    """Goes away in the middle: before the answer, while it comes, with a reset; or says its bytes slowly."""
    wanted = chance.choice([*GOOD, get(EVERYTHING)])
    step = chance.choice([len(wanted), len(wanted), 40])
    with _connected(base) as connection:
        for at in range(0, len(wanted), step):
            connection.sendall(wanted[at : at + step])
            time.sleep(0.002 if step == 40 else 0)
        if chance.random() < 0.5:
            connection.recv(chance.choice([1, 100, 10_000]))
        if chance.random() < 0.5:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def _connected(base: str) -> socket.socket:
    address = urlsplit(base)
    return socket.create_connection((address.hostname, address.port), timeout=_PATIENCE)


def _all(connection: socket.socket) -> bytes:
    content = b""
    with suppress(ConnectionResetError):
        while piece := connection.recv(1 << 16):
            content += piece
    return content


class _Heard(io.BytesIO):
    """What a server said, as http.client reads it from a socket: one answer after the other."""

    def makefile(self, *_: object) -> "_Heard":
        """The bytes, for every answer the same: each reads its own part."""
        return self

    def close(self) -> None:
        """Stays open for the next answer."""


def replies(content: bytes, method: str) -> list[Reply]:
    """The answers in what a server said, each whole; http.client.HTTPException where one is not."""
    found = []
    heard = _Heard(content)
    while heard.tell() < len(content):
        response = http.client.HTTPResponse(heard, method=method)  # type: ignore[arg-type]
        response.begin()
        lines = {name.lower(): value for name, value in response.getheaders()}
        found.append(Reply(response.status, lines, response.read()))
    return found
