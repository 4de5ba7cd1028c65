"""One wrong cell planted in each table in turn is found; what nothing can see is listed, with the reason."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from rufsgraph import resources
from rufsgraph.checks import source
from rufsgraph.checks.cited import check_lines
from rufsgraph.checks.printed import Report, read_report
from rufsgraph.errors import Finding, Severity
from rufsgraph.tables.metadata import Column, read_metadata
from rufsgraph.tables.reading import read_tables
from rufsgraph.tables.rows import Tables
from tests.editing import add_row, read_cells, set_cell, write_cells

METADATA = read_metadata(resources.DATA)


@dataclass(frozen=True, slots=True)
class Planted:
    """A wrong cell: where it is put and what it says."""

    table: str
    key: str
    column: str
    value: str

    def __str__(self) -> str:
        """How the test that plants it is called."""
        return f"{self.table}-{self.column}"


FOUND_BY_READING = [
    Planted("schemes", "actor-type", "id", "role"),
    Planted("concepts", "owner", "scheme", "rolle"),
    Planted("sources", "uppfoljning-2020", "year", "2O20"),
    Planted("plans", "rufs-2050", "source", "rufs-samanfattning"),
    Planted("visions", "vision", "plan", "rufs-2030"),
    Planted("editions", "utgava-2020", "year", "20-20"),
    Planted("pages", "sida-2020-60", "page", "sextio"),
    Planted("scope_notes", "avgr-2020-5", "priority", "prio-10"),
    Planted("goals", "mal-1", "vision", "visionen"),
    Planted("sub_goals", "delmal-1.1", "goal", "mal-5"),
    Planted("priorities", "prio-3", "goal", "delmal-1.1"),
    Planted("sdgs", "sdg-1", "source", "fn"),
    Planted("areas", "se110", "within", "se1"),
    Planted("references", "not-2", "kind", "footnote"),
    Planted("reference_marks", "mark-1", "reference", "not-40"),
    Planted("indicators", "tillkomna-bostader", "measures", "delmal-1.7"),
    Planted("targets", "matt-1.1.1", "threshold", "22 000"),
    Planted("observations", "obs-2020.1.1.tillkomna-bostader.2019", "area", "stockholms-lan"),
    Planted("trends", "trend-2020.1.1.paborjade-bostader.l66", "direction", "upward"),
    Planted("assessments", "bed-2020.1.2.2", "sdg", "sdg-18"),
    Planted("rankings", "sustainable-cities-index", "references", "not-34 not-99"),
    Planted("placements", "plac-2020.sustainable-cities-index", "rank", "tvåa"),
    Planted("listings", "list-2020.sustainable-cities-index.1", "goal", "mal-9"),
    Planted("actors", "abb", "type", "firm"),
    Planted("aliases", "alias-abo-stad.1", "thing", "abo"),
    Planted(
        "memberships", "medlem-upplands-vasby-kommun.regionens-kommuner", "group", "regionens-kommunerna"
    ),
    Planted("links", "lank-area.se110.same-as", "seen_on", "i fjol"),
    Planted("funding_sources", "alf-medel", "type", "statsbidrag"),
    Planted("initiatives", "bostadspolitiska-samtal", "id", "forum-for-regionplanering"),
    Planted("entries", "rad-2020-1-14", "priority", "prio-0"),
    Planted("joins", "join-2-2", "entry", "rad-2020-2-200"),
    Planted("participations", "medv-1-1-owner-region-stockholm", "role", "ägare"),
    Planted("places", "plats-1-37-jarfalla", "area", "järfälla"),
    Planted("needs", "behov-2020.1.3", "names", "region-stockholm storstockholm"),
    Planted("mentions", "omn-2020.1.konserthuset", "mentioned", "konserthuset"),
    Planted("strategies", "oms-2050", "status", "antagen"),
    Planted("focus_areas", "omr-oms-2050.1", "strategy", "oms-2060"),
    Planted("known_discrepancies", "motsagelse-2020.tillit-omrakning", "first_line", "299-300"),
    Planted("coverage", "tack-entries", "done", "alla"),
    Planted("identifier_changes", "andrad-1", "successors", "actor/kth kth"),
]
"""A cell that the reading of the tables refuses, in each table."""

FOUND_IN_THE_REPORT = [
    Planted("visions", "vision", "label_sv", "Europas mest attraktiva huvudstadsregion"),
    Planted("goals", "mal-1", "label_sv", "En tillgänglig region med goda livsmiljöer"),
    Planted("sub_goals", "delmal-1.1", "label_sv", "Minst 20 000 bostäder per år behöver tillkomma"),
    Planted("sub_goals", "delmal-1.3", "line", "122"),
    Planted("priorities", "prio-2", "label_sv", "Styra mot ett transportsnålt samhälle"),
    Planted("references", "not-3", "end", "91"),
    Planted("targets", "matt-1.1.1", "threshold", "23000"),
    Planted("observations", "obs-2020.1.3.besvar-av-trafikbuller.2015", "value", "19.5"),
    Planted("observations", "obs-2020.1.2.konkurrenskvot.2019", "max", "1.9"),
    Planted("trends", "trend-2020.1.1.paborjade-bostader.l66", "printed", "något färre än året innan"),
    Planted("assessments", "bed-2020.1.2.2", "printed", "En minskad förvärvsfrekvens"),
    Planted("placements", "plac-2020.sustainable-cities-index", "rank", "3"),
    Planted("listings", "list-2020.sustainable-cities-index.1", "line", "615"),
    Planted("aliases", "alias-abo-stad.1", "alias", "Åby"),
    Planted("entries", "rad-2020-1-1", "title", "Forum för regionplanerings"),
    Planted("participations", "medv-1-1-owner-region-stockholm", "printed", "Region Stockholms"),
    Planted("participations", "medv-1-1-partner-regionens-kommuner", "line", "1419"),
    Planted("mentions", "omn-2020.1.konserthuset", "printed", "Konsertsalen"),
    Planted("strategies", "klimatfardplan-2050", "label_sv", "Klimatfärdplan 2040 för Stockholmsregionen"),
    Planted("focus_areas", "omr-oms-2050.1", "line", "4045"),
]
"""A cell whose table is well-formed with it, and that only the report's text shows to be wrong."""

FOUND_NEAR_THE_LINE = [
    Planted("visions", "vision", "end", "14"),
    Planted("pages", "sida-2020-60", "line", "1404"),
    Planted("pages", "sida-2020-62", "line", "1459"),
    Planted("areas", "se110", "line", "60"),
    Planted("reference_marks", "mark-3", "line", "71"),
    Planted("reference_marks", "mark-3", "reference", "not-4"),
    Planted("indicators", "tillkomna-bostader", "line", "96"),
    Planted("rankings", "sustainable-cities-index", "line", "700"),
    Planted("actors", "abb", "line", "2990"),
    Planted("funding_sources", "alf-medel", "line", "1403"),
    Planted("memberships", "medlem-danderyds-kommun.de-samverkande-kommunerna", "line", "1403"),
    Planted("places", "plats-1-37-jarfalla", "line", "1765"),
    Planted("needs", "behov-2020.1.3", "priority", "prio-2"),
    Planted("needs", "behov-2020.2.4", "line", "1350"),
]
"""A cell that makes a row cite a line which doesn't speak of what the row is about."""

NEAR: dict[str, float] = {
    "pages": 0.95,
    "reference_marks": 0.95,
    "indicators": 0.95,
    "areas": 0.95,
    "places": 0.9,
    "actors": 0.9,
    "funding_sources": 0.9,
    "memberships": 0.75,
    "needs": 0.75,
    "rankings": 0.6,
}
"""The share of rows that are told, at least, when all of a table cite a line that is wrong by some."""

EXCEPTIONS = {
    "areas.code": "an official code: the source named beside it is not here to compare with",
    "links.seen_by": "a word of ours",
    "references.url": "an address that the report breaks over lines; the printed words are compared instead",
    "strategies.urls": "addresses that the report breaks over lines",
    "sources.url": "an address of others",
    "sources.publisher": "a source outside the report",
    "references.publisher": "a reading of the printed words, which are compared",
    "references.title": "a reading of the printed words, which are compared",
    "rankings.publisher": "a reading of a footnote, whose printed words are compared",
    "reference_marks.about": "our own words",
    "concepts.id": "a word of ours; wrong, it is found where another table names it",
    "pages.section": "a word of ours",
    "coverage.table": "a word of ours",
}
"""Single columns whose wrong cells nothing sees, and why."""

GUARDED_BY_RULES = {("links", name) for name in ("same_as", "found_at", "named_there")}
"""The columns that rules on the whole graph compare, each with a fault planted in the tests of the rules.

What a register's own address leads to is not looked up: no connection is opened.
"""

EXCEPTED_ENDINGS = {
    "_en": "a translation of ours",
    "note_sv": "a remark in our own words",
    "reason_sv": "a remark in our own words",
    "definition_sv": "our own words",
    "description_sv": "our own words; that they are not the report's is compared",
    "need_sv": "our own words; that they are not the report's is compared",
    "scope_sv": "our own words; that they are not the report's is compared",
    "what_sv": "our own words",
    "about_sv": "a reader's words",
    "first_sv": "a reader's account of the report's words",
    "second_sv": "a reader's account of the report's words",
    "short_sv": "our own short form",
    "label_sv": "a name of ours, an outside source's or one made of several printed forms",
}
"""Columns by the end of their names."""


def codes(findings: list[Finding], planted: Planted, row: int) -> set[str]:
    """What is found in exactly that row of that table."""
    at_the_cell = (f"{planted.table}.csv", row)
    return {one.code for one in findings if (one.where, one.row) == at_the_cell}


def guarded_by_reading(column: Column) -> bool:
    """Whether the reading refuses a wrong cell of the column."""
    return bool(column.refers_to or column.pattern or column.base not in ("string", "anyURI"))


def guarded_by_report() -> Iterator[tuple[str, str]]:
    """The columns whose words or numbers are looked for in the report."""
    for columns in (source._PRINTED, source._NUMBERS, {"aliases": ("alias",)}):
        for table, names in columns.items():
            yield from ((table, name) for name in names)


@pytest.fixture
def tables_copy(tables_copy: Path) -> Path:
    """The tables with a row in the one that has none yet."""
    add_row(
        tables_copy,
        "identifier_changes",
        id="andrad-1",
        identifier="actor/tekniska",
        change="replaced",
        successors="actor/kth",
        edition="utgava-2020",
        reason_sv="Ny nyckel.",
        reason_en="A new key.",
    )
    return tables_copy


def test_no_table_is_empty(tables_copy: Path) -> None:
    """There is a row to plant a fault in, in every table, and without a fault nothing is found."""
    assert [name for name in METADATA if len(read_cells(tables_copy / f"{name}.csv")) < 2] == []
    rows, findings = read_tables(tables_copy)
    assert rows is not None and findings == []
    assert [row.successors for row in rows.identifier_changes] == [("actor/kth",)]


@pytest.fixture(scope="session")
def report_text(report: Path) -> Report:
    """The report's text by its lines."""
    return read_report(report)


@pytest.mark.parametrize("planted", FOUND_BY_READING, ids=str)
def test_wrong_cell_is_found_by_reading(tables_copy: Path, planted: Planted) -> None:
    """The reading refuses the tables and names the table, the row, the column and the value."""
    row, before = set_cell(tables_copy, planted.table, planted.key, planted.column, planted.value)
    assert before != planted.value
    rows, findings = read_tables(tables_copy)
    assert rows is None
    assert codes(findings, planted, row) <= {"unknown-reference", "wrong-value", "duplicate-key"}
    there = [one for one in findings if (one.where, one.row) == (f"{planted.table}.csv", row)]
    assert planted.column in {one.field for one in there}
    assert all(one.value in planted.value.split() for one in there if " " not in one.value)
    assert {one.severity for one in there} == {Severity.VIOLATION}


@pytest.mark.parametrize("planted", FOUND_IN_THE_REPORT, ids=str)
def test_wrong_cell_is_found_in_the_report(tables_copy: Path, report_text: Report, planted: Planted) -> None:
    """The tables can be read, and the comparison with the report names the table and the row."""
    row, before = set_cell(tables_copy, planted.table, planted.key, planted.column, planted.value)
    assert before != planted.value
    rows, findings = read_tables(tables_copy)
    assert (rows is not None, findings) == (True, [])
    assert rows is not None
    found = source.check_source(rows, report_text)
    assert codes(found, planted, row) == {"not-in-source"}
    assert {one.where for one in found} == {f"{planted.table}.csv"}


@pytest.mark.parametrize("planted", FOUND_NEAR_THE_LINE, ids=str)
def test_line_that_speaks_of_something_else_is_found(
    tables_copy: Path, report_text: Report, planted: Planted
) -> None:
    """A row that prints nothing is compared too: what it is about is named near the line that it cites."""
    row, before = set_cell(tables_copy, planted.table, planted.key, planted.column, planted.value)
    assert before != planted.value
    rows, findings = read_tables(tables_copy)
    assert (rows is not None, findings) == (True, [])
    assert rows is not None
    found = source.check_source(rows, report_text)
    assert {(one.code, one.where, one.row) for one in found} == {
        ("not-in-source", f"{planted.table}.csv", row)
    }


@pytest.mark.parametrize("table", NEAR)
@pytest.mark.parametrize("off", [-60, 60])
def test_lines_of_a_whole_table_off(tables: Tables, report_text: Report, table: str, off: int) -> None:
    """Most rows are told, though a line that is wrong may speak of the same thing by chance."""
    last = len(report_text.lines)
    rows = [
        replace(one, line=one.line + off, **({"end": one.end + off} if hasattr(one, "end") else {}))
        if one.line is not None and 0 < one.line + off < last
        else one
        for one in getattr(tables, table)
    ]
    moved = sum(one not in rows for one in getattr(tables, table))
    found = check_lines(replace(tables, **{table: tuple(rows)}), report_text)
    told = {one.row for one in found if one.where == f"{table}.csv"}
    assert len(told) >= NEAR[table] * moved > 0


def test_no_table_is_forgotten() -> None:
    """A wrong cell is planted in every table, and in every one that the report proves."""
    assert sorted(planted.table for planted in FOUND_BY_READING) == sorted(METADATA)
    proved = {table for table, _ in guarded_by_report()}
    assert {planted.table for planted in FOUND_IN_THE_REPORT} == proved


def test_every_column_is_guarded_or_excepted() -> None:
    """A column in which a wrong cell would go unseen is on the list of exceptions, and nothing else is."""
    proved = {*guarded_by_report(), *GUARDED_BY_RULES}
    unseen = {
        f"{table.name}.{column.name}"
        for table in METADATA.values()
        for column in table.columns
        if not guarded_by_reading(column) and (table.name, column.name) not in proved
    }
    by_ending = {name for name in unseen if name.endswith(tuple(EXCEPTED_ENDINGS))}
    assert unseen - by_ending == set(EXCEPTIONS)


def test_wrong_cells_in_every_guarded_column_at_once(tables_copy: Path) -> None:
    """A wrong cell in every column that the reading guards, all planted together: each is told.

    But for the id of a table with one row: without it nothing can be said of the cells that name it.
    """
    planted = set()
    for table in METADATA.values():
        path = tables_copy / f"{table.name}.csv"
        rows = read_cells(path)
        for index, column in enumerate(table.columns):
            if guarded_by_reading(column) and (column.name != "id" or len(rows) > 2):
                number = 1 + index % (len(rows) - 1)
                rows[number][index] = "fel ?"
                planted.add((path.name, number + 1, column.name))
        write_cells(path, rows)
    _, findings = read_tables(tables_copy)
    found = {(one.where, one.row, one.field) for one in findings}
    assert planted - found == set()
    assert len(planted) > 180


def test_wrong_words_in_every_proved_column_at_once(tables_copy: Path, report_text: Report) -> None:
    """Another letter or number in every column that the report proves: each is told."""
    planted = set()
    numbers = {(table, column) for table, columns in source._NUMBERS.items() for column in columns}
    for table, column in guarded_by_report():
        path = tables_copy / f"{table}.csv"
        rows = read_cells(path)
        index = rows[0].index(column)
        number = max(range(1, len(rows)), key=lambda at: len(rows[at][index]))
        cell = rows[number][index]
        middle = len(cell) // 2
        other = f"{cell[:middle]}q{cell[middle + 1 :]}"
        rows[number][index] = "98765" if (table, column) in numbers else other
        assert rows[number][index] != cell
        planted.add((path.name, number + 1, column))
        write_cells(path, rows)
    rows_read, _ = read_tables(tables_copy)
    assert rows_read is not None
    found = {(one.where, one.row, one.field) for one in source.check_source(rows_read, report_text)}
    assert found == planted


def test_line_off_by_one_in_every_proved_table(tables_copy: Path, report_text: Report) -> None:
    """A row that cites the line after its own, in every table that cites first and last line, is told."""
    planted = set()
    for table in source._PRINTED:
        path = tables_copy / f"{table}.csv"
        rows = read_cells(path)
        line, end, printed = (rows[0].index(name) for name in ("line", "end", source._PRINTED[table][0]))
        number = max(
            (at for at in range(1, len(rows)) if rows[at][line] == rows[at][end]),
            key=lambda at: len(rows[at][printed]),
            default=1,
        )
        for index in (line, end):
            rows[number][index] = str(int(rows[number][end]) + 1)
        planted.add((path.name, number + 1))
        write_cells(path, rows)
    rows_read, _ = read_tables(tables_copy)
    assert rows_read is not None
    found = {(one.where, one.row) for one in source.check_source(rows_read, report_text)}
    assert found == planted
