"""Reads a folder of tables into typed rows, or into findings, all of them at once."""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from rapidfuzz import process

from rufsgraph.errors import FileMissing, Finding, Severity, has_violation
from rufsgraph.tables import dialect
from rufsgraph.tables.metadata import Column, TableMetadata, read_metadata
from rufsgraph.tables.references import check_references
from rufsgraph.tables.rows import ROW_CLASSES, Row, Tables

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
    findings: list[Finding] = []
    rows: dict[str, list[Row]] = {}
    for name, table in metadata.items():
        rows[name] = _read_table(folder, table, findings)
    findings.extend(check_references(metadata, rows))
    if has_violation(findings):
        return None, findings
    return Tables(**{name: tuple(rows[name]) for name in ROW_CLASSES}), findings  # type: ignore[arg-type]


def raw_table(folder: Path, name: str) -> dialect.RawTable:
    """One table of the folder as text; FileMissing if it isn't there."""
    path = folder / f"{name}.csv"
    try:
        return dialect.parse(path.name, path.read_bytes())
    except OSError as error:
        raise FileMissing(f"the table {path} can't be read: {error.strerror}") from error


def _read_table(folder: Path, table: TableMetadata, findings: list[Finding]) -> list[Row]:
    raw = raw_table(folder, table.name)
    findings.extend(raw.findings)
    header_findings = _check_header(table, raw)
    findings.extend(header_findings)
    if has_violation(header_findings):
        return []
    position = {column: raw.header.index(column) for column in raw.header}
    result = []
    for number, cells in raw.records:
        row = _read_row(table, raw, number, cells, position, findings)
        if row:
            result.append(row)
    findings.extend(_check_keys(table, result))
    return result


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
    return missing + unknown


def _read_row(
    table: TableMetadata,
    raw: dialect.RawTable,
    number: int,
    cells: tuple[str, ...],
    position: Mapping[str, int],
    findings: list[Finding],
) -> Row | None:
    if len(cells) != len(raw.header):
        en = f"the row has {len(cells)} fields, the header {len(raw.header)}"
        sv = f"raden har {len(cells)} fält, rubriken {len(raw.header)}"
        findings.append(
            Finding("wrong-field-count", sv, en, where=raw.name, row=number, expected=str(len(raw.header)))
        )
        return None
    values: dict[str, object] = {}
    for column in table.columns:
        found = _read_cell(raw.name, number, column, cells[position[column.name]], values)
        if found:
            findings.append(found)
    if len(values) < len(table.columns):
        return None
    return ROW_CLASSES[table.name](row_number=number, **values)


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
    sv, en = _EXPECTED.get(column.base, ("ett värde av rätt form", "a value of the right form"))
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


def _check_keys(table: TableMetadata, rows: list[Row]) -> list[Finding]:
    keys = [tuple(str(getattr(row, name)) for name in table.primary_key) for row in rows]
    counts = Counter(keys)
    return [
        Finding(
            "duplicate-key",
            "nyckeln står på flera rader",
            "the key stands on several rows",
            where=f"{table.name}.csv",
            row=row.row_number,
            field=" ".join(table.primary_key),
            value=" ".join(key),
            expected="a key of its own for each row",
        )
        for row, key in zip(rows, keys, strict=True)
        if counts[key] > 1
    ]


def _nearest(value: str, choices: tuple[str, ...] | list[str]) -> str:
    match = process.extractOne(value, choices, score_cutoff=50)
    return str(match[0]) if match else ""
