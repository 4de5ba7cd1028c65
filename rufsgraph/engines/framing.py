"""How a query goes to a query process and how its answer comes back: frames over a Unix socket.

A request is a 4-byte length and a JSON object. An answer is the 4-byte id of the process that gives it, then
frames of a 4-byte length and that many bytes; length 0 ends it well; length 0xFFFFFFFF is followed by one
frame with an error as JSON. A connection that closes before either was cut off.
"""

import io
import json
import socket
import struct
from collections.abc import Iterator
from typing import Any

from rufsgraph.errors import RufsError

_LENGTH = struct.Struct("!I")
_ERROR = 0xFFFFFFFF
_CHUNK = 1 << 16


class TooMuch(OSError):
    """An answer grew over its limit while it was written."""


class CutOff(ConnectionError):
    """An answer ended before its end: the process that wrote it is gone."""


class Frames(io.RawIOBase):
    """The file that an answer is written to: buffers, frames and counts what it is given."""

    def __init__(self, connection: socket.socket, limit: int) -> None:
        super().__init__()
        self._connection = connection
        self._limit = limit
        self._sent = 0
        self._buffer = bytearray()

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, data: Any, /) -> int:
        """Takes bytes; TooMuch once there are more than the limit."""
        self._buffer += data
        if self._sent + len(self._buffer) > self._limit:
            raise TooMuch
        if len(self._buffer) >= _CHUNK:
            self._send()
        return len(data)

    def _send(self) -> None:
        if self._buffer:
            self._connection.sendall(_LENGTH.pack(len(self._buffer)) + self._buffer)
            self._sent += len(self._buffer)
            self._buffer.clear()

    def end(self) -> None:
        """Sends what is left and that it is all."""
        last = _LENGTH.pack(len(self._buffer)) + self._buffer if self._buffer else b""
        self._connection.sendall(last + _LENGTH.pack(0))
        self._buffer.clear()

    def fail(self, error: RufsError) -> None:
        """Sends an error in place of what is left."""
        self._buffer.clear()
        document = {
            "code": error.code,
            "detail": error.detail,
            "detail_sv": error.detail_sv,
            "extra": dict(error.extra),
        }
        content = json.dumps(document).encode()
        self._connection.sendall(_LENGTH.pack(_ERROR) + _LENGTH.pack(len(content)) + content)


def write_request(connection: socket.socket, request: dict[str, Any]) -> None:
    """Sends a request."""
    content = json.dumps(request).encode()
    connection.sendall(_LENGTH.pack(len(content)) + content)


def read_request(connection: socket.socket) -> dict[str, Any] | None:
    """The request that a connection brings; None where it closes without one."""
    try:
        content = _read(connection, _LENGTH.unpack(_read(connection, 4))[0])
    except CutOff:
        return None
    request: dict[str, Any] = json.loads(content)
    return request


def write_hello(connection: socket.socket, pid: int) -> None:
    """Says who answers, before the answer: whose death is to be looked into if it breaks off."""
    connection.sendall(_LENGTH.pack(pid))


def read_hello(connection: socket.socket) -> int:
    """Who answers; CutOff where nobody does."""
    pid: int = _LENGTH.unpack(_read(connection, 4))[0]
    return pid


def read_answer(connection: socket.socket) -> Iterator[bytes]:
    """The pieces of an answer; RufsError as it was sent, CutOff where the other end is gone."""
    while True:
        length = _LENGTH.unpack(_read(connection, 4))[0]
        if length == 0:
            return
        if length == _ERROR:
            raise _error(json.loads(_read(connection, _LENGTH.unpack(_read(connection, 4))[0])))
        yield _read(connection, length)


def _read(connection: socket.socket, length: int) -> bytes:
    content = bytearray()
    while len(content) < length:
        piece = connection.recv(length - len(content))
        if not piece:
            raise CutOff
        content += piece
    return bytes(content)


def _error(document: dict[str, Any]) -> RufsError:
    """The error as it was raised in the other process, by its code."""
    classes = {cls.code: cls for cls in _tree(RufsError)}
    cls = classes.get(document["code"], RufsError)
    return cls(document["detail"], document["detail_sv"], **document["extra"])


def _tree(cls: type[RufsError]) -> Iterator[type[RufsError]]:
    for child in cls.__subclasses__():
        yield child
        yield from _tree(child)
