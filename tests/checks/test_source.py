"""What a row cites stands on the lines that it cites, and the report's sentences stand nowhere."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rufsgraph.checks.printed import Report, fold, read_report
from rufsgraph.checks.source import check_source, numbers_in
from rufsgraph.errors import FileMissing, Finding, Severity
from rufsgraph.tables.rows import Tables
from rufsgraph.tables.rows.actors import Alias
from tests.samples import ENTRY, GOAL, NEED, NOTHING, OBSERVATION, PLACEMENT


def goals(label: str, *lines: str, first: int = 1, last: int | None = None) -> list[Finding]:
    """What is found of a goal with that label that cites lines of a report of those lines."""
    goal = replace(GOAL, label_sv=label, line=first, end=len(lines) if last is None else last)
    return check_source(replace(NOTHING, goals=(goal,)), Report(lines))


def copied_sentences(tables: Tables, report: Report) -> list[Finding]:
    """What is found of sentences that are the report's."""
    return [one for one in check_source(tables, report) if one.code == "copied-sentence"]


def test_own_tables_stand_in_the_report(tables: Tables, report: Path) -> None:
    """The repository's own tables are proved by the report without a finding."""
    assert check_source(tables, read_report(report)) == []


@pytest.mark.parametrize(
    ("label", "lines"),
    [
        ("En öppen region", ["En öppen region"]),
        ("En öppen region", ["DELMÅL En öppen region 2050"]),
        ("En öppen region", ["En öp-", "pen region"]),
        ("En öppen region", ["En ", "öppen", " region för alla"]),
        ("Kollektivtrafik-nära lägen", ["Kollektivtrafiknära", "lägen"]),
        ("En öppen region", ["En o\u0308ppen region"]),
        ("En öppen region", ["En öp\u00adpen region"]),
        ("En öppen region", ["En öppen", "Rubrik ", "Syfte och finansiering ", "region"]),
        ("En öppen region", ["En öppen", "Huvudman", "Samverkansparter", "annat region"]),
    ],
    ids=["whole", "within", "hyphen", "broken", "no hyphen", "combining", "soft hyphen", "head", "torn"],
)
def test_words_that_stand_there(label: str, lines: list[str]) -> None:
    """Breaks and hyphens at line ends, table heads and what they tore apart don't matter."""
    assert goals(label, *lines) == []


@pytest.mark.parametrize(
    ("label", "lines"),
    [
        ("En öppen region", ["En oppen region"]),
        ("En öppen region", ["en öppen region"]),
        ("En öppen region", ["En region, öppen"]),
        ("En öppen region", ["En öppen", "region i norr"[:2]]),
        ("En öppen region", ["region öppen En", "Huvudman"]),
        ("En öppen region", ["En öppen", "Rubriker", "region"]),
    ],
    ids=["letter", "case", "order", "cut", "order at a head", "no head"],
)
def test_words_that_do_not_stand_there(label: str, lines: list[str]) -> None:
    """Another letter, another order, words in between: the cell is named, with its lines."""
    (finding,) = goals(label, *lines)
    assert (finding.code, finding.severity) == ("not-in-source", Severity.VIOLATION)
    assert (finding.where, finding.row, finding.field, finding.value) == ("goals.csv", 2, "label_sv", label)
    assert finding.lines == (1, len(lines))
    assert f"1–{len(lines)}" in finding.message_sv
    assert f"1–{len(lines)}" in finding.message_en


@pytest.mark.parametrize(("first", "last"), [(2, 2), (3, 4), (2, 1), (9, 9)])
def test_wrong_lines(first: int, last: int) -> None:
    """The words must stand on the very lines that are cited, which must be there and in order."""
    report = ["En öppen region", "annat", "En öppen", "värld"]
    assert goals("En öppen region", *report, first=1, last=1) == []
    (finding,) = goals("En öppen region", *report, first=first, last=last)
    assert finding.lines == (first, last)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("drygt 16 700 bostäder", {16700.0}),
        ("16\u00a0700", {16700.0}),
        ("3,4 procent", {3.4}),
        ("0,4–1,8", {0.4, 1.8}),
        ("på tionde plats", {10.0}),
        ("Tre av tolv", {3.0, 12.0}),
        ("13,7 2019", {13.7, 2019.0}),
        ("2019 8 10", {2019.0, 8.0, 10.0}),
        ("1 234 567", {1234567.0}),
        ("inga tal", set()),
    ],
)
def test_numbers_of_a_text(text: str, numbers: set[float]) -> None:
    """Numbers are found in figures, with decimal commas and spaces between thousands, and in words."""
    assert numbers <= set(numbers_in(text))
    assert bool(numbers) == bool(set(numbers_in(text)))


@given(st.integers(0, 10**9), st.integers(0, 99))
def test_any_printed_number_is_found(whole: int, decimals: int) -> None:
    """A number printed as Swedes print it is found again."""
    printed = f"{whole:,}".replace(",", " ") + f",{decimals:02}"
    assert float(f"{whole}.{decimals:02}") in set(numbers_in(f"cirka {printed} ton"))


@pytest.mark.parametrize(
    ("column", "value", "line", "found"),
    [
        ("value", "16700", "ca 16 700 bostäder", True),
        ("value", "16701", "ca 16 700 bostäder", False),
        ("value", "3.4", "3,4 procent", True),
        ("value", "3.40", "3,4 procent", True),
        ("value", "34", "3,4 procent", False),
        ("value", "-0.1", "minskning om 0,1 procentenheter", True),
        ("min", "0.4", "0,4–1,8", True),
        ("max", "1.9", "0,4–1,8", False),
    ],
)
def test_numbers_of_observations(column: str, value: str, line: str, found: bool) -> None:
    """A value, a lower or an upper bound must be printed on the lines cited; a sign may be told in words."""
    changed: dict[str, Any] = {"value": None, column: Decimal(value)}
    row = replace(OBSERVATION, **changed)
    findings = check_source(replace(NOTHING, observations=(row,)), Report([line]))
    assert [(one.code, one.field) for one in findings] == ([] if found else [("not-in-source", column)])


def test_numbers_of_placements() -> None:
    """A rank in an index stands in figures or words; one among cities may follow from a list."""
    row = replace(PLACEMENT, rank=3, previous_rank=5)
    assert check_source(replace(NOTHING, placements=(row,)), Report(["från femte till tredje plats"])) == []
    (finding,) = check_source(replace(NOTHING, placements=(row,)), Report(["från femte till fjärde plats"]))
    assert (finding.field, finding.value) == ("rank", "3")
    among_cities = replace(PLACEMENT, ranking=None, indicator="x", rank=11)
    assert check_source(replace(NOTHING, placements=(among_cities,)), Report(["sist av alla"])) == []


def test_aliases() -> None:
    """A printed form stands on its line or the few after it, over which a name may be broken."""
    alias = Alias(2, "alias-1", "abo-stad", "Åbo stad", 1)
    assert check_source(replace(NOTHING, aliases=(alias,)), Report(["i Åbo", "stad"])) == []
    (finding,) = check_source(replace(NOTHING, aliases=(alias,)), Report(["i Åby", "stad"]))
    assert (finding.where, finding.field, finding.value) == ("aliases.csv", "alias", "Åbo stad")


SENTENCE = "det är mycket viktigt att alla kommuner i länet samverkar"


@pytest.mark.parametrize(
    ("text", "copied"),
    [
        ("Det är mycket viktigt att alla kommuner i regionen.", "det är mycket viktigt att alla kommuner i"),
        (
            "Mycket viktigt, att alla kommuner i länet samverkar!",
            "mycket viktigt att alla kommuner i länet samverkar",
        ),
        ("Det är mycket viktigt att alla kommuner samverkar.", ""),
        ("Kommunerna behöver arbeta ihop.", ""),
        ("", ""),
    ],
    ids=["begins", "ends", "seven words", "own", "none"],
)
def test_eight_words_of_the_report(text: str, copied: str) -> None:
    """Eight words in a row that the report has too are told, whatever their case and the stops between."""
    need = replace(NEED, need_sv=text)
    report = Report(["Regionen anser att", SENTENCE[:30], SENTENCE[30:] + "."])
    findings = copied_sentences(replace(NOTHING, needs=(need,)), report)
    assert len(findings) == bool(copied)
    for finding in findings:
        assert (finding.where, finding.field) == ("needs.csv", "need_sv")
        assert len(finding.value.split()) == 8
        assert finding.value == copied


def test_names_may_be_shared() -> None:
    """Eight words in a row that are part of a name or a title may be the report's."""
    title = "Avtal om att alla kommuner i länet samverkar om vatten"
    need = replace(NEED, need_sv=f"Följ upp {title}.")
    entry = replace(ENTRY, title=title)
    report = Report([title])
    assert copied_sentences(replace(NOTHING, needs=(need,), entries=(entry,)), report) == []
    assert len(copied_sentences(replace(NOTHING, needs=(need,)), report)) == 1


@given(st.text(alphabet="aåä -‐‑\u00ad\n\t\u030a", max_size=20))
def test_folding(text: str) -> None:
    """Folded text has no white space and no hyphen, and is the same with more of either in it."""
    folded = fold(text)
    assert not set(folded) & set(" -‐‑\u00ad\n\t")
    assert fold(f" {text}-\n") == folded


def test_report_that_cannot_be_read(tmp_path: Path) -> None:
    """A report that isn't there or isn't UTF-8 is named."""
    with pytest.raises(FileMissing, match="nowhere"):
        read_report(tmp_path / "nowhere")
    (tmp_path / "latin").write_bytes("Mål".encode("cp1252"))
    with pytest.raises(FileMissing, match="latin"):
        read_report(tmp_path / "latin")
