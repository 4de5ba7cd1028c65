"""A cache of whole answers, bounded in bytes, that forgets the least used first."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass

_OVERHEAD = 500
"""Bytes that an entry costs beside its body: keys, headers, the objects themselves."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A whole answer: its body, content type and entity tag."""

    body: bytes
    content_type: str
    etag: str


class Cache:
    """Answers by canonical request; raw requests seen before find theirs without being read again."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._lock = threading.Lock()
        self._answers: OrderedDict[Hashable, Kept] = OrderedDict()
        self._canonical: dict[Hashable, Hashable] = {}
        self._release = ""
        self._bytes = 0
        self.hits = 0
        self.misses = 0

    def find_raw(self, release: str, raw: Hashable) -> Kept | None:
        """The answer to a request whose very bytes were seen before."""
        with self._lock:
            self._begin(release)
            canonical = self._canonical.get(raw)
            return None if canonical is None else self._take(canonical)

    def find(self, release: str, raw: Hashable, canonical: Hashable) -> Kept | None:
        """The answer to a request by its canonical form, which the raw one is remembered to have."""
        with self._lock:
            self._begin(release)
            kept = self._take(canonical)
            if kept is None:
                self.misses += 1
            else:
                self._remember(raw, canonical)
            return kept

    def keep(self, release: str, raw: Hashable, canonical: Hashable, kept: Kept) -> None:
        """Keeps an answer of a release that is still served, and makes room for it."""
        with self._lock:
            if release != self._release or canonical in self._answers:
                return
            self._answers[canonical] = kept
            self._bytes += len(kept.body) + _OVERHEAD
            while self._bytes > self._capacity:
                _, gone = self._answers.popitem(last=False)
                self._bytes -= len(gone.body) + _OVERHEAD
            self._remember(raw, canonical)

    def _remember(self, raw: Hashable, canonical: Hashable) -> None:
        """What a raw request asks; all are forgotten when they grow many beside the answers."""
        if len(self._canonical) > 4 * len(self._answers) + 1000:
            self._canonical.clear()
        self._canonical[raw] = canonical

    def _begin(self, release: str) -> None:
        """A new release empties the cache."""
        if release != self._release:
            self._release = release
            self._answers.clear()
            self._canonical.clear()
            self._bytes = 0

    def _take(self, canonical: Hashable) -> Kept | None:
        kept = self._answers.get(canonical)
        if kept is not None:
            self._answers.move_to_end(canonical)
            self.hits += 1
        return kept
