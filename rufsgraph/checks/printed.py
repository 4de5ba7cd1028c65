"""The report's text by its lines, as it is compared with."""

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from rufsgraph.errors import FileMissing, Finding
from rufsgraph.tables.rows.row import Row

HEADS = frozenset({"Rubrik", "Syfte och finansiering", "Huvudman", "Samverkansparter"})
"""The words of a table's head, repeated on each page."""


class Report:
    """The report's text by its line numbers."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = [unicodedata.normalize("NFC", line) for line in lines]

    def between(self, first: int, last: int) -> str:
        """The lines first to last joined, repeated table heads skipped, folded for comparison."""
        kept = [line.strip() for line in self.lines[first - 1 : last] if line.strip() not in HEADS]
        return fold(" ".join(kept))


def read_report(path: Path) -> Report:
    """The report's text file; FileMissing if it isn't there or isn't UTF-8."""
    try:
        return Report(path.read_text(encoding="utf-8").split("\n"))
    except (OSError, UnicodeDecodeError) as error:
        raise FileMissing(f"the report {path} can't be read: {error}") from error


def fold(text: str) -> str:
    """Text without white space and hyphens, so that breaks and hyphenation at line ends don't matter."""
    return re.sub(r"[\s\u00ad\-‐‑]+", "", unicodedata.normalize("NFC", text))


def not_there(table: str, row: Row, column: str, value: str, lines: tuple[int, int]) -> Finding:
    """That a cell's words or number don't stand on the lines that its row cites."""
    where = f"{lines[0]}–{lines[1]}"
    return Finding(
        "not-in-source",
        f"står inte på raderna {where} i rapporten",
        f"does not stand on lines {where} of the report",
        where=f"{table}.csv",
        row=row.row_number,
        field=column,
        value=value,
        expected="the words or number as printed on the lines cited",
        lines=lines,
    )
