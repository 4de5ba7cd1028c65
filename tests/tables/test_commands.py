"""Bad input on the real command line: wrong data ends with 1, a wrong call or file with 2."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from rufsgraph.releases.store import current_release, switch, write_release
from rufsgraph.terms import DEFAULT_BASE
from tests.editing import as_excel_saves, read_cells, set_cell, write_cells
from tests.processes import run


@pytest.fixture
def releases(tmp_path: Path) -> Path:
    """A folder of releases with one in it, which is current."""
    folder = tmp_path / "releases"
    manifest = {"release": "2020-000000000000", "modified": "2020-11-23", "base": DEFAULT_BASE}
    release = write_release(folder, {"dataset.nq": b""}, manifest)
    switch(folder, release)
    return folder


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file and link of a folder and what it holds."""
    return {
        str(path.relative_to(folder)): os.readlink(path).encode() if path.is_symlink() else path.read_bytes()
        for path in folder.rglob("*")
        if path.is_symlink() or path.is_file()
    }


def break_tables(folder: Path) -> None:
    """A missing column, an unknown actor, a wrong year, a doubled key, text in place of a number."""
    path = folder / "joins.csv"
    rows = read_cells(path)
    rows[0][rows[0].index("entry")] = "rad"
    write_cells(path, rows)
    set_cell(folder, "participations", "medv-1-1-owner-region-stockholm", "participant", "region-stokholm")
    set_cell(folder, "editions", "utgava-2020", "year", "20Z0")
    set_cell(folder, "needs", "behov-2020.1.2", "id", "behov-2020.1.1")
    set_cell(folder, "targets", "matt-1.1.1", "threshold", "tjugotvå tusen")


TOLD = {
    ("missing-column", "joins.csv", 1, "entry"),
    ("unknown-column", "joins.csv", 1, "rad"),
    ("unknown-reference", "participations.csv", 2, "participant"),
    ("wrong-value", "editions.csv", 2, "year"),
    ("duplicate-key", "needs.csv", 2, "id"),
    ("duplicate-key", "needs.csv", 3, "id"),
    ("wrong-value", "targets.csv", 2, "threshold"),
}


def test_check_tells_every_fault(tables_copy: Path) -> None:
    """All faults are told at once, each with table, row, column, value and what was expected."""
    break_tables(tables_copy)
    done = run("check", "--data", str(tables_copy), "--format", "json")
    assert (done.returncode, done.stderr) == (1, "")
    document = json.loads(done.stdout)
    assert document["conforms"] is False
    findings = document["findings"]
    assert {(one["code"], one["where"], one["row"], one["field"]) for one in findings} == TOLD
    assert document["counts"] == {"violation": len(TOLD), "warning": 0, "info": 0}
    by_code = {one["code"]: one for one in findings}
    assert (by_code["unknown-reference"]["value"], by_code["unknown-reference"]["nearest"]) == (
        "region-stokholm",
        "region-stockholm",
    )
    assert all("expected" in one or "nearest" in one for one in findings)


@pytest.mark.parametrize(("lang", "words"), [("sv", "närmast är region-stockholm"), ("en", "a whole number")])
def test_check_tells_in_both_languages(tables_copy: Path, lang: str, words: str) -> None:
    """A line a finding, in Swedish or English, with its place first, and a line that counts them."""
    break_tables(tables_copy)
    set_cell(tables_copy, "targets", "matt-1.1.1", "line", "65a")
    done = run("check", "--data", str(tables_copy), "--lang", lang)
    *lines, last = done.stdout.splitlines()
    assert (done.returncode, last) == (1, "8 violation, 0 warning, 0 info")
    assert len(lines) == 8
    start = "violation participations.csv:2 participant 'region-stokholm': "
    assert len([line for line in lines if line.startswith(start)]) == 1
    assert words in done.stdout


def test_build_of_broken_tables_leaves_the_current_release(tables_copy: Path, releases: Path) -> None:
    """Nothing is written, nothing is switched, each fault is told, and the exit code is 1."""
    break_tables(tables_copy)
    before = snapshot(releases)
    done = run("build", "--data", str(tables_copy), "--releases", str(releases))
    assert (done.returncode, done.stdout) == (1, "")
    assert "the current release stays" in done.stderr
    for _, where, row, field in TOLD:
        assert f"violation {where}:{row} {field} " in done.stderr.replace(f"{field}:", f"{field} ")
    assert snapshot(releases) == before


def test_build_that_breaks_a_shape_leaves_the_current_release(tables_copy: Path, releases: Path) -> None:
    """Tables that can be read but break a shape are not published either."""
    set_cell(tables_copy, "actors", "regionens-kommuner", "members_known", "")
    before = snapshot(releases)
    done = run("build", "--data", str(tables_copy), "--releases", str(releases))
    assert (done.returncode, done.stdout) == (1, "")
    assert "violation https://w3id.org/rufs/id/actor/regionens-kommuner" in done.stderr
    assert "membersKnown" in done.stderr
    assert snapshot(releases) == before
    assert current_release(releases).name == "2020-000000000000"


def test_format_mends_what_excel_saved(tables_copy: Path) -> None:
    """Tables as Excel saves them are rewritten and named; a second time there is nothing to do."""
    before = (tables_copy / "goals.csv").read_bytes()
    (tables_copy / "goals.csv").write_bytes(as_excel_saves(before))
    done = run("tables", "format", "--data", str(tables_copy))
    assert (done.returncode, done.stdout) == (0, "goals.csv rewritten\n")
    assert (tables_copy / "goals.csv").read_bytes() == before
    done = run("tables", "format", "--data", str(tables_copy))
    assert (done.returncode, done.stdout) == (0, "")


def test_missing_table(tables_copy: Path) -> None:
    """A missing table is one line and 2."""
    (tables_copy / "goals.csv").unlink()
    for arguments in (["check"], ["build", "--releases", str(tables_copy)], ["tables", "format"]):
        done = run(*arguments, "--data", str(tables_copy))
        assert (done.returncode, done.stdout) == (2, "")
        assert "goals.csv" in done.stderr
        assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["check", "--data", "nowhere"], "nowhere"),
        (["check", "--source", "no-report.txt"], "no-report.txt"),
        (["check", "--source", "not-utf8.txt"], "not-utf8.txt"),
        (["check", "--data", "empty"], "metadata.json"),
        (["check", "--data", "broken"], "metadata.json"),
        (["tables", "format", "--data", "nowhere"], "nowhere"),
        (["build", "--base", "ftp://example.org/"], "ftp://example.org/"),
        (["release", "verify", "--releases", "nowhere"], "nowhere"),
    ],
    ids=lambda one: " ".join(one) if isinstance(one, list) else None,
)
def test_file_that_is_not_there(tmp_path: Path, arguments: list[str], named: str) -> None:
    """A file or folder that can't be read is one line that names it, and 2."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "metadata.json").write_text("{", encoding="utf-8")
    (tmp_path / "not-utf8.txt").write_bytes("Mål 1".encode("cp1252"))
    done = run(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert named in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(("setting", "value"), [("port", "many"), ("base", "example.org"), ("prot", "80")])
def test_setting_that_cannot_be_understood(setting: str, value: str) -> None:
    """A setting that is unknown or has a value of the wrong kind is one line that names it, and 2."""
    settings: dict[str, Any] = {setting: value}
    done = run("check", **settings)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"RUFSGRAPH_{setting.upper()}" in done.stderr
    assert len(done.stderr.splitlines()) == 1
