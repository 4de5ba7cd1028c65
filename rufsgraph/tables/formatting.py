"""The normal form of the tables: `rufsgraph tables format` rewrites what Excel saved."""

import re
from pathlib import Path

from rufsgraph.tables import dialect
from rufsgraph.tables.metadata import TableMetadata, read_metadata
from rufsgraph.tables.reading import raw_table

_NUMBER = re.compile(r"(-?[0-9]+)[.,]([0-9]+)")


def format_tables(folder: Path) -> list[str]:
    """Rewrites each table of the folder that isn't in normal form; the names of those changed."""
    changed = []
    for name, table in read_metadata(folder).items():
        path = folder / f"{name}.csv"
        text = normal_form(folder, table)
        if path.read_bytes() != text.encode():
            path.write_text(text, encoding="utf-8", newline="")
            changed.append(path.name)
    return changed


def normal_form(folder: Path, table: TableMetadata) -> str:
    """A table's text with commas, points, line feeds and its columns in the metadata's order.

    No cell is lost: a row with too few or too many fields stays as it is, for the check to tell.
    """
    raw = raw_table(folder, table.name)
    place = {column.name: number for number, column in enumerate(table.columns)}
    position = sorted(range(len(raw.header)), key=lambda index: place.get(raw.header[index], len(place)))
    decimals = {column.name for column in table.columns if column.base == "decimal"}
    records = [
        tuple(_cell(cells[index], raw.header[index] in decimals) for index in position)
        if len(cells) == len(raw.header)
        else cells
        for _, cells in raw.records
    ]
    return dialect.write(tuple(raw.header[index] for index in position), records)


def _cell(cell: str, is_decimal: bool) -> str:
    text = cell.strip()
    return _NUMBER.sub(r"\1.\2", text) if is_decimal else text
