"""Tables that were opened and saved in a Swedish LibreOffice are the same tables."""

import os
import re
import shutil
import signal
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

import openpyxl
import pytest

from rufsgraph.errors import Severity
from rufsgraph.tables.formatting import format_tables
from rufsgraph.tables.metadata import read_metadata
from rufsgraph.tables.reading import read_tables
from rufsgraph.tables.rows import Tables
from tests.editing import as_excel_saves

pytestmark = [
    pytest.mark.libreoffice,
    pytest.mark.skipif(
        shutil.which("soffice") is None,
        reason="LibreOffice (soffice) is not installed: Debian has it in libreoffice-calc-nogui",
    ),
]

_SWEDISH = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>sv-SE</value></prop>
</item>
</oor:items>
"""
_UTF8, _COMMA, _SEMICOLON, _QUOTE = 76, ord(","), ord(";"), ord('"')


@dataclass(frozen=True, slots=True)
class Office:
    """A LibreOffice with a profile of its own, whose locale is Swedish."""

    profile: Path

    def convert(self, folder: Path, ending: str, into: Path, *, reading: str = "", writing: str = "") -> None:
        """Opens every file of a folder with that ending and saves it in another folder and format."""
        self.profile.joinpath("user").mkdir(parents=True, exist_ok=True)
        (self.profile / "user" / "registrymodifications.xcu").write_text(_SWEDISH, encoding="utf-8")
        files = sorted(str(path) for path in folder.glob(f"*.{ending}"))
        command = ["soffice", f"-env:UserInstallation={self.profile.as_uri()}", "--headless", "--norestore"]
        command += [f"--infilter={reading}"] if reading else []
        command += ["--convert-to", writing, "--outdir", str(into), *files]
        with subprocess.Popen(
            command,
            env=os.environ | {"LC_ALL": "C.UTF-8"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        ) as process:
            try:
                said, _ = process.communicate(timeout=120)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                raise
        assert (process.returncode, len(list(into.iterdir()))) == (0, len(files)), said


def csv_filter(separator: int) -> str:
    """LibreOffice's description of a CSV file: separator, quotes, UTF-8, all from line 1, in Swedish.

    The last two say that cells that look like numbers or dates become numbers and dates (reading), and
    that they are saved as shown (writing): what a person gets who clicks everything.
    """
    return f"{separator},{_QUOTE},{_UTF8},1,,1053,false,true"


def there_and_back(tables: Path, folder: Path, separator: int) -> Path:
    """The tables after CSV -> xlsx -> CSV, with their metadata beside them."""
    office, workbooks, back = Office(folder / "profile"), folder / "xlsx", folder / "back"
    workbooks.mkdir()
    back.mkdir()
    office.convert(tables, "csv", workbooks, reading=f"CSV:{csv_filter(separator)}", writing="xlsx")
    csv = f"csv:Text - txt - csv (StarCalc):{csv_filter(separator)}"
    office.convert(workbooks, "xlsx", back, writing=csv)
    shutil.copy(tables / "metadata.json", back)
    return back


def assert_equal(read: Tables | None, wanted: Tables) -> None:
    """The tables have the same rows; the first table that differs is shown alone."""
    assert read is not None
    for name in wanted.__dataclass_fields__:
        assert getattr(read, name) == getattr(wanted, name), name
    assert replace(read) == wanted


def contents(folder: Path) -> dict[str, bytes]:
    """The bytes of each table."""
    return {path.name: path.read_bytes() for path in folder.glob("*.csv")}


def test_round_trip_of_the_normal_form(tables_copy: Path, tmp_path: Path) -> None:
    """Through a workbook and back to CSV with commas: equal, and after `tables format` to the byte."""
    wanted, _ = read_tables(tables_copy)
    assert wanted is not None
    back = there_and_back(tables_copy, tmp_path, _COMMA)
    read, findings = read_tables(back)
    assert_equal(read, wanted)
    assert {finding.severity for finding in findings} <= {Severity.INFO}
    format_tables(back)
    changed = [
        path.name
        for path in back.glob("*.csv")
        if path.read_bytes() != (tables_copy / path.name).read_bytes()
    ]
    assert changed == []


def test_round_trip_of_swedish_numbers(tables_copy: Path, tmp_path: Path) -> None:
    """With semicolons and decimal commas, numbers are numbers in the workbook, and the rows are equal.

    What a spreadsheet does take away is a last zero: 6,0 comes back as 6. The number is the same, and
    `printed` still says how it was printed.
    """
    wanted, _ = read_tables(tables_copy)
    assert wanted is not None
    before = contents(tables_copy)
    for name, table in read_metadata(tables_copy).items():
        path = tables_copy / f"{name}.csv"
        decimals = frozenset(index for index, one in enumerate(table.columns) if one.base == "decimal")
        path.write_bytes(as_excel_saves(path.read_bytes(), decimals))
    back = there_and_back(tables_copy, tmp_path, _SEMICOLON)
    sheet = openpyxl.load_workbook(tmp_path / "xlsx" / "observations.xlsx").active
    cells = {cell.value for row in sheet.iter_rows() for cell in row}
    assert 19.4 in cells, "the locale is not Swedish: a decimal comma was read as text"
    read, findings = read_tables(back)
    assert_equal(read, wanted)
    assert {finding.value for finding in findings} == {";", ","}
    format_tables(back)
    after = contents(back)
    lost = [name for name in before if before[name] != after[name]]
    assert lost == ["observations.csv"]
    assert after[lost[0]] == re.sub(rb"(,[0-9]+)\.0(?=,)", rb"\1", before[lost[0]])
