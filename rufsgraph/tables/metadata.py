"""The CSVW metadata of the tables: columns, datatypes and what a column refers to."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import csvw

from rufsgraph.errors import FileMissing

REFERS_TO = "https://w3id.org/rufs/def/refersTo"
"""Annotation of a column: tables joined by `|`, or `concept:SCHEME`, whose ids its cells name."""

_LEXICAL = {
    "integer": re.compile(r"[+-]?[0-9]+"),
    "decimal": re.compile(r"[+-]?[0-9]+(\.[0-9]+)?"),
    "gYear": re.compile(r"[0-9]{4}"),
}
"""How numbers are written; the library also takes `1_000`, `12%` and `NaN`."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column as the metadata describes it; `csvw_column` reads a cell, `pattern` is a text's form."""

    name: str
    base: str
    required: bool
    separator: str | None
    refers_to: str
    pattern: str
    csvw_column: Any

    def read(self, cell: str) -> object:
        """The cell's value (None or an empty tuple where empty); ValueError if it isn't one."""
        if not cell:
            if self.required:
                raise ValueError("empty")
            return None if self.separator is None else ()
        if self.base == "string" and self.separator is None and not self.pattern:
            return cell
        if self.base in _LEXICAL and not _LEXICAL[self.base].fullmatch(cell):
            raise ValueError(f"not {self.base}: {cell}")
        value = self.csvw_column.read(cell)
        if self.separator is not None:
            return tuple(value)
        if self.base == "anyURI":  # the library hands over its parts
            return cell
        if self.base == "date":  # the library hands over a time too
            return value.date()
        return int(value) if self.base == "gYear" else value


@dataclass(frozen=True, slots=True)
class Record:
    """A row's line in its file, and by column what could be read of its cells."""

    number: int
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class TableMetadata:
    """A table's name (without ending), columns and primary key."""

    name: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...]


def read_metadata(folder: Path) -> Mapping[str, TableMetadata]:
    """The metadata of each table of the folder, by name; FileMissing if there is none that can be read."""
    path = folder / "metadata.json"
    if not path.is_file():
        raise FileMissing(f"no table metadata at {path}: is this a folder of tables?")
    try:
        json.loads(path.read_bytes())
        group = csvw.TableGroup.from_file(path)
        return {table.name: table for table in map(_table, group.tables)}
    except (ValueError, TypeError) as error:
        raise FileMissing(f"the table metadata {path} can't be read: {error}") from error


def _table(table: Any) -> TableMetadata:
    schema = table.tableSchema
    columns = tuple(_column(column) for column in schema.columns)
    return TableMetadata(str(table.url).removesuffix(".csv"), columns, tuple(schema.primaryKey))


def _column(column: Any) -> Column:
    datatype = column.inherit("datatype")
    return Column(
        name=column.name,
        base=datatype.base if datatype else "string",
        required=bool(column.required),
        separator=column.separator,
        refers_to=column.common_props.get(REFERS_TO, ""),
        pattern=(datatype.format or "") if datatype and datatype.base == "string" else "",
        csvw_column=column,
    )
