"""Bodies compressed as a caller can read them: zstd (RFC 8878), br (RFC 7932) or gzip (RFC 1952)."""

import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

import brotli
import zstandard

IDENTITY = "identity"

LEAST = 1000
"""Bytes below which a body is sent as it is: headers and packets weigh more than what is saved."""

_ZSTD_LEVEL, _BROTLI_QUALITY, _GZIP_LEVEL = 6, 5, 6
_GZIP_FRAME = 31
"""zlib's word for the gzip form; its header holds no time, so that equal bodies are equal bytes."""

_TEXTUAL = ("text/", "application/", "image/svg+xml")
_PACKED = frozenset(
    {
        "application/gzip",
        "application/zip",
        "application/zstd",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
)


class _Compressor(Protocol):
    def process(self, piece: bytes, /) -> bytes: ...

    def finish(self) -> bytes: ...


class _Zstd:
    def __init__(self) -> None:
        self._work = zstandard.ZstdCompressor(level=_ZSTD_LEVEL).compressobj()

    def process(self, piece: bytes, /) -> bytes:
        return bytes(self._work.compress(piece))

    def finish(self) -> bytes:
        return bytes(self._work.flush())


class _Gzip:
    def __init__(self) -> None:
        self._work = zlib.compressobj(_GZIP_LEVEL, wbits=_GZIP_FRAME)

    def process(self, piece: bytes, /) -> bytes:
        return self._work.compress(piece)

    def finish(self) -> bytes:
        return self._work.flush()


def _brotli() -> _Compressor:
    compressor: _Compressor = brotli.Compressor(quality=_BROTLI_QUALITY)
    return compressor


_CODINGS: dict[str, Callable[[], _Compressor]] = {"zstd": _Zstd, "br": _brotli, "gzip": _Gzip}

CODINGS = tuple(_CODINGS)
"""The codings that there are, best first."""


def compress(body: bytes, coding: str) -> bytes:
    """A whole body in a coding."""
    return b"".join(compressed((body,), coding))


def compressed(pieces: Iterable[bytes], coding: str) -> Iterator[bytes]:
    """The pieces of a body in a coding, as they come."""
    if coding == IDENTITY:
        yield from pieces
        return
    compressor = _CODINGS[coding]()
    for piece in pieces:
        if packed := compressor.process(piece):
            yield packed
    yield compressor.finish()


def is_compressible(content_type: str) -> bool:
    """Whether bodies of a content type shrink."""
    media_type = content_type.partition(";")[0].strip()
    return media_type.startswith(_TEXTUAL) and media_type not in _PACKED
