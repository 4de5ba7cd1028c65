"""An engine in this process that remembers its latest answers, for work that asks the same again at once."""

from collections import OrderedDict
from collections.abc import Iterator

from rufsgraph.engines.embedded import EmbeddedEngine
from rufsgraph.engines.engine import UNION, Dataset
from rufsgraph.engines.rows import Rows

_KEPT = 500
"""How many answers are remembered: those of one description in all its forms, and what many pages ask."""

_ROWS = "rows"


class RepeatingEngine:
    """Answers our own queries without a process or a limit: nothing of a stranger's may be asked of it."""

    def __init__(self, engine: EmbeddedEngine) -> None:
        self._engine = engine
        self._answers: OrderedDict[object, bytes | Rows] = OrderedDict()

    def alive(self) -> bool:
        """Always: it lives as long as its process."""
        return True

    def close(self) -> None:
        """Forgets what it remembers."""
        self._answers.clear()

    def rows(self, query: str) -> Rows:
        """The rows of a SELECT of our own."""
        key = (_ROWS, query)
        found = self._answers.get(key)
        if not isinstance(found, Rows):
            found = self._engine.rows(query)
            self._keep(key, found)
        return found

    def answer(
        self, query: str, media_type: str, dataset: Dataset = UNION, base: str | None = None
    ) -> Iterator[bytes]:
        """A query's answer, whole."""
        key = (query, media_type, dataset, base)
        found = self._answers.get(key)
        if not isinstance(found, bytes):
            found = b"".join(self._engine.answer(query, media_type, dataset, base))
            self._keep(key, found)
        yield found

    def _keep(self, key: object, answer: bytes | Rows) -> None:
        self._answers[key] = answer
        if len(self._answers) > _KEPT:
            self._answers.popitem(last=False)
