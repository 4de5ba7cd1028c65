"""The metadata and the row classes say the same, and a cell is a number only if it is written as one."""

import dataclasses
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from rufsgraph import resources
from rufsgraph.errors import FileMissing
from rufsgraph.tables.metadata import Column, TableMetadata, read_metadata
from rufsgraph.tables.rows import ROW_CLASSES, Tables
from rufsgraph.tables.rows.row import Row

METADATA = read_metadata(resources.DATA)
PYTHON_TYPES: dict[str, type] = {
    "string": str,
    "anyURI": str,
    "integer": int,
    "gYear": int,
    "decimal": Decimal,
    "boolean": bool,
    "date": date,
}


def wanted_type(column: Column) -> object:
    """The type of the field that holds a column's values."""
    if column.separator is not None:
        return tuple[str, ...]
    return PYTHON_TYPES[column.base] if column.required else PYTHON_TYPES[column.base] | None


def column_of(base: str) -> Column:
    """A column of that datatype in the repository's own tables."""
    columns = (column for table in METADATA.values() for column in table.columns)
    return next(column for column in columns if column.base == base and column.separator is None)


def test_tables_are_the_same_everywhere() -> None:
    """Metadata, row classes, the fields of Tables and the files of data/ name the same tables."""
    names = set(METADATA)
    assert names == set(ROW_CLASSES) == {field.name for field in dataclasses.fields(Tables)}
    assert names == {path.stem for path in resources.DATA.glob("*.csv")}
    hints = {name: get_args(hint) for name, hint in get_type_hints(Tables).items()}
    assert hints == {name: (row_class, ...) for name, row_class in ROW_CLASSES.items()}


@pytest.mark.parametrize("table", METADATA.values(), ids=METADATA)
def test_row_class_agrees_with_metadata(table: TableMetadata) -> None:
    """A row class has the table's columns in their order, each with the type of its values."""
    row_class = ROW_CLASSES[table.name]
    assert issubclass(row_class, Row)
    hints = get_type_hints(row_class)
    fields = [(field.name, hints[field.name]) for field in dataclasses.fields(row_class)]
    columns = [(column.name, wanted_type(column)) for column in table.columns]
    assert fields == [("row_number", int), *columns]


@pytest.mark.parametrize("table", METADATA.values(), ids=METADATA)
def test_table_is_well_described(table: TableMetadata) -> None:
    """Each table has an id, a key among its required columns, and names only tables and schemes there are."""
    names = {column.name: column for column in table.columns}
    assert "id" in names
    assert table.primary_key
    assert all(names[name].required for name in table.primary_key)
    schemes = {line.partition(",")[0] for line in (resources.DATA / "schemes.csv").read_text().splitlines()}
    for column in table.columns:
        for target in filter(None, column.refers_to.split("|")):
            kind, _, scheme = target.partition(":")
            assert (scheme in schemes) if kind == "concept" else (target in METADATA)


@pytest.mark.parametrize(
    ("base", "cell", "value"),
    [
        ("integer", "12", 12),
        ("integer", "-3", -3),
        ("decimal", "3.40", Decimal("3.40")),
        ("decimal", "-1", Decimal(-1)),
        ("gYear", "2020", 2020),
        ("date", "2020-11-23", date(2020, 11, 23)),
        ("boolean", "yes", True),
        ("boolean", "no", False),
        ("anyURI", "https://example.org/å?b=c#d", "https://example.org/å?b=c#d"),
    ],
)
def test_cell_is_read(base: str, cell: str, value: object) -> None:
    """A cell becomes a value of its column's datatype, and of no other."""
    read = column_of(base).read(cell)
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    ("base", "cell"),
    [
        ("integer", "tolv"),
        ("integer", "12.0"),
        ("integer", "1_000"),
        ("integer", "1 000"),
        ("integer", "١٢"),
        ("decimal", "3,4 %"),
        ("decimal", "12%"),
        ("decimal", "NaN"),
        ("decimal", "INF"),
        ("decimal", "1e3"),
        ("decimal", "ca 3"),
        ("gYear", "20l9"),
        ("gYear", "19"),
        ("gYear", "12019"),
        ("gYear", "2019-01"),
        ("date", "2020-02-30"),
        ("date", "23/11/2020"),
        ("date", "2020"),
        ("boolean", "ja"),
        ("boolean", "TRUE"),
        ("boolean", "Yes"),
    ],
)
def test_cell_that_is_no_value_is_refused(base: str, cell: str) -> None:
    """Neither text nor a number written in another way passes for a value."""
    with pytest.raises(ValueError, match=r"."):
        column_of(base).read(cell)


def test_empty_cell() -> None:
    """An empty cell is None, or an empty tuple in a column of many, and an error if required."""
    by_name = {column.name: column for column in METADATA["observations"].columns}
    assert by_name["value"].read("") is None
    assert by_name["references"].read("") == ()
    with pytest.raises(ValueError, match="empty"):
        by_name["indicator"].read("")


def test_many_values_stand_in_one_cell() -> None:
    """A column with a separator gives a tuple."""
    by_name = {column.name: column for column in METADATA["observations"].columns}
    assert by_name["references"].read("not-3 not-4") == ("not-3", "not-4")


def test_folder_without_metadata(tmp_path: Path) -> None:
    """A folder that holds no table metadata is told by name."""
    with pytest.raises(FileMissing, match=r"metadata\.json"):
        read_metadata(tmp_path)


def test_metadata_that_is_no_json(tmp_path: Path) -> None:
    """Metadata that can't be read is told as such, not as a bug."""
    for text in ("{", "", "3", '{"tables": 3}', '{"tables": [{"url": "goals.csv"}]}'):
        (tmp_path / "metadata.json").write_text(text, encoding="utf-8")
        with pytest.raises(FileMissing, match=r"metadata\.json can't be read"):
            read_metadata(tmp_path)
