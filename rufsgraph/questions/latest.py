"""The rows of the latest answers, kept: who reads an answer sorts it, turns its page, saves it as a file."""

import threading
from collections import OrderedDict
from collections.abc import Hashable

from rufsgraph.questions.rows import Row

ROWS = 5_000
"""The rows kept in all: some megabytes."""


class Latest:
    """Rows by what was asked, those longest unused forgotten first; threads may share it."""

    def __init__(self, most: int = ROWS) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, list[Row]] = OrderedDict()
        self._rows = 0
        self._lock = threading.Lock()

    def find(self, asked: Hashable) -> list[Row] | None:
        """The rows of an answer, which nobody may change; None where it isn't kept."""
        with self._lock:
            rows = self._kept.get(asked)
            if rows is not None:
                self._kept.move_to_end(asked)
            return rows

    def keep(self, asked: Hashable, rows: list[Row]) -> None:
        """Keeps an answer, unless it alone is more than all that is kept."""
        if len(rows) > self._most:
            return
        with self._lock:
            self._rows += len(rows) - len(self._kept.pop(asked, ()))
            self._kept[asked] = rows
            while self._rows > self._most:
                self._rows -= len(self._kept.popitem(last=False)[1])
