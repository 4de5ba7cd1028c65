"""Changes cells of tables in a copy, as a person at a spreadsheet would."""

import csv
import io
from pathlib import Path


def read_cells(path: Path) -> list[list[str]]:
    """The rows of a table in normal form, its header first."""
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))


def write_cells(path: Path, rows: list[list[str]]) -> None:
    """Writes a table in normal form."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8", newline="")


def set_cell(folder: Path, table: str, key: str, column: str, value: str) -> tuple[int, str]:
    """Sets a cell of the row with that id; the row's number, the header being 1, and what the cell held."""
    path = folder / f"{table}.csv"
    rows = read_cells(path)
    at = rows[0].index("id")
    number = next(number for number, row in enumerate(rows) if number and row[at] == key)
    before = rows[number][rows[0].index(column)]
    rows[number][rows[0].index(column)] = value
    write_cells(path, rows)
    return number + 1, before


def add_row(folder: Path, table: str, **cells: str) -> None:
    """Adds a row to a table; cells that aren't given are empty."""
    path = folder / f"{table}.csv"
    rows = read_cells(path)
    assert set(cells) <= set(rows[0])
    write_cells(path, [*rows, [cells.get(name, "") for name in rows[0]]])


def as_excel_saves(content: bytes, decimals: frozenset[int] = frozenset()) -> bytes:
    """A table in normal form as a Swedish Excel saves it: BOM, CRLF, semicolons, decimal commas.

    `decimals` are the positions of the columns that hold numbers with decimals.
    """
    rows = list(csv.reader(io.StringIO(content.decode("utf-8"))))
    for row in rows[1:]:
        for index in decimals:
            row[index] = row[index].replace(".", ",")
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")
