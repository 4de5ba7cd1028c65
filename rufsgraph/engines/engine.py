"""What every engine promises."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from rufsgraph.engines.rows import Rows


@dataclass(frozen=True, slots=True)
class Dataset:
    """The dataset that the protocol names for a query; None leaves it to the query."""

    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None


class Engine(Protocol):
    """Runs SPARQL queries against one release."""

    def rows(self, query: str) -> Rows:
        """The rows of a SELECT of our own."""
        ...

    def answer(
        self, query: str, media_type: str, dataset: Dataset, base: str | None = None
    ) -> Iterator[bytes]:
        """A query's answer in a media type that fits its form, piece by piece.

        BadQuery, ServiceRefused, OverTime, OverMemory, TooLarge or TooBusy before the first piece.
        """
        ...


UNION = Dataset()
