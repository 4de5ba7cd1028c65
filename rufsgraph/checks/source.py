"""Proves the tables against the report's text: what a row cites stands within the lines that it cites."""

import re
from collections.abc import Iterable, Iterator, Sequence

from rufsgraph.checks.cited import check_lines
from rufsgraph.checks.printed import HEADS, Report, fold, not_there
from rufsgraph.errors import Finding
from rufsgraph.tables.rows import Tables
from rufsgraph.tables.rows.figures import Placement
from rufsgraph.tables.rows.row import Row

_WORD = re.compile(r"\w+")
_SHARED_WORDS = 8

_PRINTED: dict[str, tuple[str, ...]] = {
    "visions": ("label_sv",),
    "goals": ("label_sv",),
    "sub_goals": ("label_sv",),
    "priorities": ("label_sv",),
    "references": ("printed",),
    "targets": ("printed",),
    "observations": ("printed",),
    "trends": ("printed",),
    "assessments": ("printed",),
    "placements": ("printed",),
    "listings": ("printed",),
    "entries": ("title", "funding"),
    "participations": ("printed",),
    "mentions": ("printed",),
    "strategies": ("label_sv",),
    "focus_areas": ("label_sv",),
}
"""The columns whose words stand in the report between `line` and `end`."""

_NUMBERS: dict[str, tuple[str, ...]] = {
    "observations": ("value", "min", "max"),
    "targets": ("threshold", "change_by"),
    "placements": ("rank", "count", "previous_rank"),
}
"""The columns whose numbers stand there too, in figures or in words."""

_OWN_WORDS: dict[str, tuple[str, ...]] = {
    "entries": ("description_sv", "note_sv"),
    "needs": ("need_sv",),
    "strategies": ("description_sv", "note_sv"),
    "scope_notes": ("scope_sv",),
    "joins": ("reason_sv",),
    "known_discrepancies": ("reason_sv",),
    "observations": ("note_sv",),
    "indicators": ("note_sv",),
    "actors": ("note_sv",),
}
"""The columns that are told in our own words."""

_NAMES: tuple[tuple[str, str], ...] = (
    ("entries", "title"),
    ("participations", "printed"),
    ("strategies", "label_sv"),
    ("focus_areas", "label_sv"),
    ("sub_goals", "label_sv"),
    ("priorities", "label_sv"),
    ("goals", "label_sv"),
    ("rankings", "label_sv"),
    ("actors", "label_sv"),
    ("funding_sources", "label_sv"),
)
"""What names and titles are: words that may be shared with the report."""

_SPELLED = {
    "noll": 0, "en": 1, "ett": 1, "två": 2, "tre": 3, "fyra": 4, "fem": 5, "sex": 6, "sju": 7, "åtta": 8,
    "nio": 9, "tio": 10, "elva": 11, "tolv": 12, "första": 1, "andra": 2, "tredje": 3, "fjärde": 4,
    "femte": 5, "femteplats": 5, "sjätte": 6, "sjunde": 7, "åttonde": 8, "nionde": 9, "tionde": 10,
    "tredjeplats": 3, "ingen": 0, "samtliga": 100, "hälften": 50, "halvår": 0.5,
}  # fmt: skip


def check_source(tables: Tables, report: Report) -> list[Finding]:
    """A finding for each cell that doesn't stand where it says, or that repeats the report's sentences."""
    return [
        *_check_printed(tables, report),
        *_check_numbers(tables, report),
        *_check_aliases(tables, report),
        *check_lines(tables, report),
        *_check_own_words(tables, report),
    ]


def _check_printed(tables: Tables, report: Report) -> Iterator[Finding]:
    for table, columns in _PRINTED.items():
        for row in getattr(tables, table):
            if row.line > len(report.lines) or row.end < row.line:
                yield not_there(table, row, "line", str(row.line), (row.line, row.end))
                continue
            text = report.between(row.line, row.end)
            for column in columns:
                value = getattr(row, column)
                if value and fold(value) not in text and not _torn(value, report, row):
                    yield not_there(table, row, column, value, (row.line, row.end))


def _torn(value: str, report: Report, row: Row) -> bool:
    """Whether a value's words stand in order around a table head that tore the cell apart."""
    first, last = getattr(row, "line"), getattr(row, "end")
    if not any(line.strip() in HEADS for line in report.lines[first - 1 : last]):
        return False
    words = iter(" ".join(report.lines[first - 1 : last]).split())
    return all(any(fold(word) == fold(other.strip(",;")) for other in words) for word in value.split())


def _check_aliases(tables: Tables, report: Report) -> Iterator[Finding]:
    for row in tables.aliases:
        if fold(row.alias) not in report.between(row.line, row.line + 8):
            yield not_there("aliases", row, "alias", row.alias, (row.line, row.line + 8))


def _check_numbers(tables: Tables, report: Report) -> Iterator[Finding]:
    for table, columns in _NUMBERS.items():
        for row in getattr(tables, table):
            found = set(numbers_in(" ".join(report.lines[row.line - 1 : row.end])))
            for column in columns:
                value = getattr(row, column)
                if value is not None and abs(float(value)) not in found and _in_figures(row):
                    yield not_there(table, row, column, str(value), (row.line, row.end))


def _in_figures(row: Row) -> bool:
    """Whether a number must stand in figures: a rank may also be told as "last" or follow from a list."""
    return not isinstance(row, Placement) or row.ranking is not None or row.previous_rank is not None


def numbers_in(text: str) -> Iterator[float]:
    """Every number that a Swedish text prints, in figures or in words.

    >>> sorted(set(numbers_in("drygt 16 700 bostäder, 3,4 procent, tionde plats")))
    [3.4, 10.0, 16.0, 700.0, 16700.0]
    """
    for match in re.finditer(r"(?:[0-9]{1,3}(?:[ \u00a0][0-9]{3})+(?![0-9])|[0-9]+)(?:,[0-9]+)?", text):
        printed = match[0].replace("\u00a0", " ")
        yield float(printed.replace(" ", "").replace(",", "."))
        for part in printed.split(" "):
            yield float(part.replace(",", "."))
    for word in _WORD.findall(text.lower()):
        if word in _SPELLED:
            yield float(_SPELLED[word])


def _check_own_words(tables: Tables, report: Report) -> Iterator[Finding]:
    names = _name_runs(tables)
    printed = set(_runs(_WORD.findall(" ".join(report.lines).lower())))
    for table, columns in _OWN_WORDS.items():
        for row in getattr(tables, table):
            for column in columns:
                words = _WORD.findall((getattr(row, column) or "").lower())
                shared = next((run for run in _runs(words) if run in printed and run not in names), None)
                if shared:
                    yield _copied(table, row, column, " ".join(shared))


def _runs(words: Sequence[str]) -> Iterable[tuple[str, ...]]:
    return (tuple(words[i : i + _SHARED_WORDS]) for i in range(len(words) - _SHARED_WORDS + 1))


def _name_runs(tables: Tables) -> set[tuple[str, ...]]:
    found: set[tuple[str, ...]] = set()
    for table, column in _NAMES:
        for row in getattr(tables, table):
            found.update(_runs(_WORD.findall(getattr(row, column).lower())))
    return found


def _copied(table: str, row: Row, column: str, words: str) -> Finding:
    return Finding(
        "copied-sentence",
        "delar åtta ord i följd med rapporten",
        "shares eight words in a row with the report",
        where=f"{table}.csv",
        row=row.row_number,
        field=column,
        value=words,
        expected="the purpose in our own words",
    )
