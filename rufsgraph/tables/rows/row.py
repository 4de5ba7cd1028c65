"""What the rows of all tables have: their place in the file."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table, with the number of its line in the file (the header is line 1)."""

    row_number: int
