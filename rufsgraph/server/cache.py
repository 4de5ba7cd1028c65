"""A cache of whole answers, bounded in bytes, that forgets the least used first."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass

_OVERHEAD = 1000
"""Bytes that an entry costs beside its body: keys, headers, the objects themselves."""

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """A whole answer: its body and headers as sent, its entity tag, the kind of request that it answers."""

    body: bytes
    headers: Headers
    etag: str
    kind: str


class Cache:
    """Answers by entity tag; raw requests seen before find theirs without being read again."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._lock = threading.Lock()
        self._answers: OrderedDict[str, Kept] = OrderedDict()
        self._tags: dict[Hashable, str] = {}
        self._release = ""
        self.bytes = 0

    def find_raw(self, release: str, raw: Hashable) -> Kept | None:
        """The answer to a request whose very bytes were seen before."""
        with self._lock:
            self._begin(release)
            tag = self._tags.get(raw)
            return None if tag is None else self._take(tag)

    def find(self, release: str, raw: Hashable, tag: str) -> Kept | None:
        """The answer with an entity tag, which the raw request is remembered to have."""
        with self._lock:
            self._begin(release)
            kept = self._take(tag)
            if kept is not None:
                self._remember(raw, tag)
            return kept

    def keep(self, release: str, raw: Hashable, kept: Kept) -> None:
        """Keeps an answer of a release that is still served, and makes room for it."""
        with self._lock:
            if release != self._release or kept.etag in self._answers:
                return
            self._answers[kept.etag] = kept
            self.bytes += _size(kept)
            while self.bytes > self._capacity:
                _, gone = self._answers.popitem(last=False)
                self.bytes -= _size(gone)
            self._remember(raw, kept.etag)

    def _remember(self, raw: Hashable, tag: str) -> None:
        """What a raw request asks; all are forgotten when they grow many beside the answers."""
        if len(self._tags) > 4 * len(self._answers) + 1000:
            self._tags.clear()
        self._tags[raw] = tag

    def _begin(self, release: str) -> None:
        """A new release empties the cache."""
        if release != self._release:
            self._release = release
            self._answers.clear()
            self._tags.clear()
            self.bytes = 0

    def _take(self, tag: str) -> Kept | None:
        kept = self._answers.get(tag)
        if kept is not None:
            self._answers.move_to_end(tag)
        return kept


def _size(kept: Kept) -> int:
    return len(kept.body) + _OVERHEAD
