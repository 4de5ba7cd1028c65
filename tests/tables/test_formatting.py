"""`rufsgraph tables format` gives back the normal form of whatever a spreadsheet saved."""

from pathlib import Path

from rufsgraph.tables.formatting import format_tables
from rufsgraph.tables.metadata import read_metadata
from rufsgraph.tables.reading import read_tables
from rufsgraph.tables.rows import Tables
from tests.editing import as_excel_saves, read_cells, write_cells


def contents(folder: Path) -> dict[str, bytes]:
    """The bytes of each table."""
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.csv"))}


def test_own_tables_are_in_normal_form(tables_copy: Path) -> None:
    """There is nothing to rewrite in the repository's own tables."""
    before = contents(tables_copy)
    assert format_tables(tables_copy) == []
    assert contents(tables_copy) == before


def test_form_of_excel_is_undone(tables_copy: Path) -> None:
    """BOM, CRLF, semicolons and decimal commas are undone to the byte, and the tables are named."""
    before = contents(tables_copy)
    metadata = read_metadata(tables_copy)
    for name, table in metadata.items():
        decimals = frozenset(index for index, one in enumerate(table.columns) if one.base == "decimal")
        path = tables_copy / f"{name}.csv"
        path.write_bytes(as_excel_saves(path.read_bytes(), decimals))
    assert sorted(format_tables(tables_copy)) == sorted(before)
    assert contents(tables_copy) == before
    assert format_tables(tables_copy) == []


def test_windows_letters_become_utf8(tables_copy: Path) -> None:
    """Å, ä and ö of Windows-1252 become those of UTF-8."""
    path = tables_copy / "goals.csv"
    before = path.read_bytes()
    path.write_bytes(as_excel_saves(before)[3:].decode().encode("cp1252"))
    assert format_tables(tables_copy) == ["goals.csv"]
    assert path.read_bytes() == before


def test_no_cell_is_lost(tables_copy: Path) -> None:
    """Fields too many, and a column that stands twice, are kept for the check to find."""
    path = tables_copy / "goals.csv"
    before = read_cells(path)
    rows = [[*row, "twice" if number else "line"] for number, row in enumerate(before)]
    rows[2].append("one more")
    write_cells(path, rows)
    format_tables(tables_copy)
    after = read_cells(path)
    assert after[0] == ["id", "vision", "label_sv", "label_en", "line", "line", "end"]
    assert [sorted(row) for row in after] == [sorted(row) for row in rows]
    _, findings = read_tables(tables_copy)
    assert [finding.code for finding in findings] == ["doubled-column", "wrong-field-count"]


def test_columns_come_back_in_order(tables: Tables, tables_copy: Path) -> None:
    """Columns that were moved about stand again as in the metadata; one that is unknown stays, last."""
    path = tables_copy / "goals.csv"
    before = read_cells(path)
    write_cells(path, [["egen" if row is before[0] else "x", *reversed(row)] for row in before])
    assert format_tables(tables_copy) == ["goals.csv"]
    assert [row[:-1] for row in read_cells(path)] == before
    assert {row[-1] for row in read_cells(path)} == {"egen", "x"}
    write_cells(path, [list(reversed(row)) for row in before])
    assert read_tables(tables_copy) == (tables, [])


def test_commas_in_text_are_left_alone(tables_copy: Path) -> None:
    """Only numbers get a point: what the report prints keeps its comma."""
    path = tables_copy / "observations.csv"
    before = read_cells(path)
    at = before[0].index("value")
    write_cells(path, [[*row[:at], row[at].replace(".", ","), *row[at + 1 :]] for row in before])
    assert format_tables(tables_copy) == ["observations.csv"]
    assert read_cells(path) == before
    assert any("," in row[before[0].index("printed")] for row in before)
