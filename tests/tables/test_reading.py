"""Broken tables give findings with table, row, column, value and what would have been right, all at once."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from rufsgraph.errors import FileMissing, Finding, Severity
from rufsgraph.tables.metadata import read_metadata
from rufsgraph.tables.reading import read_tables
from rufsgraph.tables.rows import Tables
from tests.editing import as_excel_saves, read_cells, set_cell, write_cells

HOUSING = "obs-2020.1.1.tillkomna-bostader.2019"


def found(folder: Path) -> list[Finding]:
    """The findings of a folder of tables that has violations, so that no rows come of it."""
    rows, findings = read_tables(folder)
    assert rows is None
    return findings


def test_own_tables_give_no_finding(tables: Tables, tables_copy: Path) -> None:
    """The repository's own tables are read without a finding, and alike each time."""
    assert read_tables(tables_copy) == (tables, [])


def test_missing_column(tables_copy: Path) -> None:
    """A column with another name is missing, the nearest name is said, and no other table is blamed."""
    path = tables_copy / "participations.csv"
    rows = read_cells(path)
    rows[0][rows[0].index("participant")] = "participent"
    write_cells(path, rows)
    missing, unknown = found(tables_copy)
    assert (missing.code, missing.where, missing.row, missing.field) == (
        "missing-column",
        "participations.csv",
        1,
        "participant",
    )
    assert (missing.expected, missing.nearest) == ("participant", "participent")
    assert (unknown.code, unknown.field, unknown.nearest) == (
        "unknown-column",
        "participent",
        "participant",
    )


def test_doubled_column(tables_copy: Path) -> None:
    """Two columns of one name are told, as only one of them could be read."""
    path = tables_copy / "goals.csv"
    rows = read_cells(path)
    write_cells(path, [[*row, row[-1]] for row in rows])
    (finding,) = found(tables_copy)
    assert (finding.code, finding.where, finding.field) == ("doubled-column", "goals.csv", "end")


def test_unknown_actor(tables_copy: Path) -> None:
    """An actor that is not in the register is found, and the nearest that is."""
    key = "medv-1-1-owner-region-stockholm"
    row, _ = set_cell(tables_copy, "participations", key, "participant", "region-stokholm")
    (finding,) = found(tables_copy)
    assert (finding.code, finding.where, finding.row, finding.field, finding.value) == (
        "unknown-reference",
        "participations.csv",
        row,
        "participant",
        "region-stokholm",
    )
    assert finding.nearest == "region-stockholm"
    assert "actors" in finding.expected
    assert "region-stockholm" in finding.message_sv
    assert "region-stockholm" in finding.message_en


@pytest.mark.parametrize(
    ("table", "key", "column", "value", "code", "expected"),
    [
        ("editions", "utgava-2020", "year", "20Z0", "wrong-value", "a year of four digits"),
        ("editions", "utgava-2020", "year", "", "missing-value", "a year of four digits"),
        ("editions", "utgava-2020", "issued", "23/11/2026", "wrong-value", "a date, YYYY-MM-DD"),
        ("observations", HOUSING, "value", "många", "wrong-value", "a number"),
        ("observations", HOUSING, "line", "6S", "wrong-value", "whole number"),
        ("observations", HOUSING, "headline", "ja", "wrong-value", "yes or no"),
        ("observations", HOUSING, "period", "19", "wrong-value", "[0-9]{4}"),
        ("goals", "mal-1", "label_sv", " ", "missing-value", "a text"),
        ("goals", "mal-1", "id", "1 mål", "wrong-value", "a text of the form"),
    ],
)
def test_cell_that_is_no_value(
    tables_copy: Path, table: str, key: str, column: str, value: str, code: str, expected: str
) -> None:
    """Text where a number belongs, a wrong year, date or id: the cell is named and what belongs there."""
    row, _ = set_cell(tables_copy, table, key, column, value)
    finding = next(one for one in found(tables_copy) if one.code == code)
    assert (finding.where, finding.row, finding.field, finding.value) == (
        f"{table}.csv",
        row,
        column,
        value.strip(),
    )
    assert expected in finding.expected
    assert finding.severity is Severity.VIOLATION


def test_duplicate_key(tables_copy: Path) -> None:
    """Both rows of a key that stands twice are found."""
    row, _ = set_cell(tables_copy, "needs", "behov-2020.1.2", "id", "behov-2020.1.1")
    findings = found(tables_copy)
    assert [(one.code, one.where, one.row, one.field, one.value) for one in findings] == [
        ("duplicate-key", "needs.csv", number, "id", "behov-2020.1.1") for number in (row - 1, row)
    ]


@pytest.mark.parametrize(
    ("change", "fields"),
    [(lambda row: row[:-2], 5), (lambda row: [*row, "more"], 8)],
    ids=["too few", "too many"],
)
def test_wrong_number_of_fields(
    tables_copy: Path, change: Callable[[list[str]], list[str]], fields: int
) -> None:
    """A row with too few or too many fields is found, and those that refer to it are not blamed."""
    path = tables_copy / "priorities.csv"
    rows = read_cells(path)
    rows[3] = change(rows[3])
    write_cells(path, rows)
    (finding,) = found(tables_copy)
    assert (finding.code, finding.where, finding.row) == ("wrong-field-count", "priorities.csv", 4)
    assert (finding.expected, f"has {fields} fields" in finding.message_en) == ("7", True)


def test_everything_at_once(tables_copy: Path) -> None:
    """Faults of every kind in one table are all told, two of them in one row, and nothing else."""
    path = tables_copy / "entries.csv"
    rows = read_cells(path)
    at = {name: rows[0].index(name) for name in rows[0]}
    rows[0][at["status"]] = "staus"
    rows[1][at["initiative"]] = "forum-for-regionplanerin"
    rows[1][at["start"]] = "201"
    rows[2][at["row"]] = "två"
    rows[4][at["id"]] = rows[3][at["id"]]
    write_cells(path, rows)
    told = {(one.code, one.row, one.field) for one in found(tables_copy) if one.where == "entries.csv"}
    assert told == {
        ("missing-column", 1, "status"),
        ("unknown-column", 1, "staus"),
        ("unknown-reference", 2, "initiative"),
        ("wrong-value", 2, "start"),
        ("wrong-value", 3, "row"),
        ("duplicate-key", 4, "id"),
        ("duplicate-key", 5, "id"),
    }


def test_table_without_its_ids_blames_no_other(tables_copy: Path) -> None:
    """Where the ids of a table can't be read, that is said once, not at each cell that names one."""
    path = tables_copy / "actors.csv"
    rows = read_cells(path)
    rows[0][0] = "nyckel"
    write_cells(path, rows)
    assert {finding.where for finding in found(tables_copy)} == {"actors.csv"}


def test_bad_row_blames_no_other(tables_copy: Path) -> None:
    """A row with a cell that can't be read is still known by its id."""
    set_cell(tables_copy, "actors", "region-stockholm", "line", "åtta")
    (finding,) = found(tables_copy)
    assert (finding.where, finding.field) == ("actors.csv", "line")


def test_several_names_in_a_cell_are_each_looked_up(tables_copy: Path) -> None:
    """In a cell that names many, only the name that is nothing's is found."""
    set_cell(tables_copy, "observations", HOUSING, "references", "not-3 not-333 not-4")
    (finding,) = found(tables_copy)
    assert (finding.field, finding.value) == ("references", "not-333")


def test_concept_of_another_scheme(tables_copy: Path) -> None:
    """A concept that is there, but in another scheme than the column's, is unknown."""
    set_cell(tables_copy, "participations", "medv-1-1-owner-region-stockholm", "role", "ongoing")
    (finding,) = found(tables_copy)
    assert (finding.field, finding.value, finding.expected) == ("role", "ongoing", "an id of concept:role")


def test_tables_as_excel_saves_them(tables: Tables, tables_copy: Path) -> None:
    """BOM, CRLF, semicolons and decimal commas in every table change no row, and each is told."""
    for name, table in read_metadata(tables_copy).items():
        path = tables_copy / f"{name}.csv"
        decimals = frozenset(index for index, one in enumerate(table.columns) if one.base == "decimal")
        path.write_bytes(as_excel_saves(path.read_bytes(), decimals))
    rows, findings = read_tables(tables_copy)
    assert rows == tables
    assert {finding.code for finding in findings} == {"unusual-dialect"}
    assert {finding.severity for finding in findings} == {Severity.INFO}
    told = {(finding.where, finding.value) for finding in findings}
    assert {value for where, value in told if where == "goals.csv"} == {"BOM", "CRLF", ";"}
    assert {value for where, value in told if where == "observations.csv"} == {"BOM", "CRLF", ";", ","}
    assert len({where for where, _ in told}) == len(list(tables_copy.glob("*.csv")))


def test_letters_put_together_are_the_same_letters(tables: Tables, tables_copy: Path) -> None:
    """An å made of a and a ring, as some systems write it, is the same å."""
    path = tables_copy / "goals.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("å", "a\u030a").replace("ö", "o\u0308"), encoding="utf-8")
    assert read_tables(tables_copy) == (tables, [])


def test_missing_table(tables_copy: Path) -> None:
    """A table that isn't there stops the reading, and is named."""
    (tables_copy / "actors.csv").unlink()
    with pytest.raises(FileMissing, match=r"actors\.csv"):
        read_tables(tables_copy)


def test_table_that_is_a_folder(tables_copy: Path) -> None:
    """A table that can't be read as a file stops the reading, and is named."""
    (tables_copy / "actors.csv").unlink()
    (tables_copy / "actors.csv").mkdir()
    with pytest.raises(FileMissing, match=r"actors\.csv"):
        read_tables(tables_copy)


def test_missing_folder(tmp_path: Path) -> None:
    """A folder that isn't there stops the reading, and is named."""
    with pytest.raises(FileMissing, match="nowhere"):
        read_tables(tmp_path / "nowhere")


def test_metadata_that_lacks_a_table(tables_copy: Path) -> None:
    """Metadata that describes too few tables stops the reading, and they are named."""
    (tables_copy / "metadata.json").write_text("{}", encoding="utf-8")
    with pytest.raises(FileMissing, match="describes no schemes, concepts"):
        read_tables(tables_copy)


def test_empty_table_is_no_table(tables_copy: Path) -> None:
    """An empty file lacks all its columns."""
    (tables_copy / "joins.csv").write_bytes(b"")
    columns = [column.name for column in read_metadata(tables_copy)["joins"].columns]
    assert [(one.code, one.field) for one in found(tables_copy)] == [
        ("missing-column", name) for name in columns
    ]


def test_extra_files_are_left_alone(tables: Tables, tables_copy: Path) -> None:
    """What else lies in the folder is no table."""
    shutil.copy(tables_copy / "goals.csv", tables_copy / "goals (kopia).csv")
    assert read_tables(tables_copy) == (tables, [])
