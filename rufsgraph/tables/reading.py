"""Reads a folder of tables into typed rows, or into findings, all of them at once."""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from rapidfuzz import process

from rufsgraph.errors import FileMissing, Finding, Severity, has_violation
from rufsgraph.tables import dialect
from rufsgraph.tables.metadata import Column, Record, TableMetadata, read_metadata
from rufsgraph.tables.references import check_references
from rufsgraph.tables.rows import ROW_CLASSES, Tables

_DECIMAL_COMMA = re.compile(r"-?[0-9]+,[0-9]+")
_EXPECTED = {
    "integer": ("ett heltal", "a whole number"),
    "decimal": ("ett tal", "a number"),
    "gYear": ("ett årtal med fyra siffror", "a year of four digits"),
    "date": ("ett datum, ÅÅÅÅ-MM-DD", "a date, YYYY-MM-DD"),
    "boolean": ("yes eller no", "yes or no"),
    "anyURI": ("en adress", "an address"),
}


def read_tables(folder: Path) -> tuple[Tables | None, list[Finding]]:
    """The rows of every table of the folder, and what was found; no rows if any is a violation."""
    metadata = read_metadata(folder)
    absent = [name for name in ROW_CLASSES if name not in metadata]
    if absent:
        raise FileMissing(f"metadata.json in {folder} describes no {', '.join(absent)}")
    findings: list[Finding] = []
    records = {name: _read_table(folder, table, findings) for name, table in metadata.items()}
    findings.extend(check_references(metadata, records))
    if has_violation(findings):
        return None, findings
    rows = {
        name: tuple(row_class(row_number=record.number, **record.values) for record in records[name])
        for name, row_class in ROW_CLASSES.items()
    }
    return Tables(**rows), findings  # type: ignore[arg-type]


def raw_table(folder: Path, name: str) -> dialect.RawTable:
    """One table of the folder as text; FileMissing if it isn't there."""
    path = folder / f"{name}.csv"
    try:
        return dialect.parse(path.name, path.read_bytes())
    except OSError as error:
        raise FileMissing(f"the table {path} can't be read: {error.strerror}") from error


def _read_table(folder: Path, table: TableMetadata, findings: list[Finding]) -> list[Record]:
    raw = raw_table(folder, table.name)
    findings.extend(raw.findings)
    findings.extend(_check_header(table, raw))
    columns = {raw.header.index(column.name): column for column in table.columns if column.name in raw.header}
    if _has_decimal_comma(raw, columns):
        findings.append(dialect.unusual(raw.name, ",", "decimalkomman", "decimal commas"))
    records = [_read_row(raw, number, cells, columns, findings) for number, cells in raw.records]
    findings.extend(_check_keys(table, records))
    return records


def _has_decimal_comma(raw: dialect.RawTable, columns: Mapping[int, Column]) -> bool:
    decimals = [index for index, column in columns.items() if column.base == "decimal"]
    return any(
        _DECIMAL_COMMA.fullmatch(cells[index].strip())
        for _, cells in raw.records
        for index in decimals
        if index < len(cells)
    )


def _check_header(table: TableMetadata, raw: dialect.RawTable) -> list[Finding]:
    wanted = [column.name for column in table.columns]
    missing = [
        Finding(
            "missing-column",
            f"kolumnen {name} saknas",
            f"the column {name} is missing",
            where=raw.name,
            row=1,
            field=name,
            expected=name,
            nearest=_nearest(name, raw.header),
        )
        for name in wanted
        if name not in raw.header
    ]
    unknown = [
        Finding(
            "unknown-column",
            f"kolumnen {name} finns inte i metadata.json",
            f"the column {name} is not in metadata.json",
            where=raw.name,
            row=1,
            field=name,
            nearest=_nearest(name, wanted),
        )
        for name in raw.header
        if name not in wanted
    ]
    doubled = [
        Finding(
            "doubled-column",
            f"kolumnen {name} står {count} gånger",
            f"the column {name} stands {count} times",
            where=raw.name,
            row=1,
            field=name,
            expected="one column of each name",
        )
        for name, count in Counter(raw.header).items()
        if count > 1
    ]
    return missing + unknown + doubled


def _read_row(
    raw: dialect.RawTable,
    number: int,
    cells: tuple[str, ...],
    columns: Mapping[int, Column],
    findings: list[Finding],
) -> Record:
    """What can be read of a row; of one with too few or too many fields the first alone is trusted."""
    if len(cells) != len(raw.header):
        en = f"the row has {len(cells)} fields, the header {len(raw.header)}"
        sv = f"raden har {len(cells)} fält, rubriken {len(raw.header)}"
        findings.append(
            Finding("wrong-field-count", sv, en, where=raw.name, row=number, expected=str(len(raw.header)))
        )
        columns = {index: column for index, column in columns.items() if index == 0}
    values: dict[str, object] = {}
    for index, column in columns.items():
        found = _read_cell(raw.name, number, column, cells[index], values)
        if found:
            findings.append(found)
    return Record(number, values)


def _read_cell(
    where: str, number: int, column: Column, cell: str, values: dict[str, object]
) -> Finding | None:
    text = unicodedata.normalize("NFC", cell.strip())
    if column.base == "decimal" and _DECIMAL_COMMA.fullmatch(text):
        text = text.replace(",", ".")
    try:
        values[column.name] = column.read(text)
        return None
    except ValueError:
        pass
    sv, en = _EXPECTED.get(column.base, ("en text", "a text"))
    if column.pattern:
        sv, en = f"{sv} av formen {column.pattern}", f"{en} of the form {column.pattern}"
    return Finding(
        "missing-value" if not text else "wrong-value",
        f"inte {sv}" if text else "värdet saknas",
        f"not {en}" if text else "the value is missing",
        Severity.VIOLATION,
        where=where,
        row=number,
        field=column.name,
        value=text,
        expected=en,
    )


def _check_keys(table: TableMetadata, records: list[Record]) -> list[Finding]:
    keyed = [record for record in records if all(name in record.values for name in table.primary_key)]
    keys = [tuple(str(record.values[name]) for name in table.primary_key) for record in keyed]
    counts = Counter(keys)
    return [
        Finding(
            "duplicate-key",
            "nyckeln står på flera rader",
            "the key stands on several rows",
            where=f"{table.name}.csv",
            row=record.number,
            field=" ".join(table.primary_key),
            value=" ".join(key),
            expected="a key of its own for each row",
        )
        for record, key in zip(keyed, keys, strict=True)
        if counts[key] > 1
    ]


def _nearest(value: str, choices: tuple[str, ...] | list[str]) -> str:
    match = process.extractOne(value, choices, score_cutoff=50)
    return str(match[0]) if match else ""
