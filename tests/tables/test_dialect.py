"""Tables in the forms that spreadsheets save are read, and what was unusual is told."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rufsgraph.errors import Severity
from rufsgraph.tables.dialect import RawTable, parse, write
from tests.editing import as_excel_saves

HEADER = ("id", "label_sv", "value")
CELLS = st.text(alphabet=string.ascii_letters + "åäöÅÄÖ ,;\"'.-\n", max_size=12)
ROWS = st.lists(st.tuples(st.sampled_from(["a", "b-1", "å"]), CELLS, CELLS), max_size=6)


def cells(table: RawTable) -> list[tuple[str, ...]]:
    """The cells of each record."""
    return [record for _, record in table.records]


@given(ROWS)
def test_what_is_written_is_read_again(rows: list[tuple[str, str, str]]) -> None:
    """The normal form keeps every cell, with nothing unusual to tell."""
    read = parse("x.csv", write(HEADER, list(rows)).encode())
    assert (read.header, cells(read), read.findings) == (HEADER, rows, ())


@given(ROWS)
def test_the_form_of_excel_holds_the_same_cells(rows: list[tuple[str, str, str]]) -> None:
    """Semicolons, BOM and CRLF change no cell, and all three are told."""
    read = parse("x.csv", as_excel_saves(write(HEADER, list(rows)).encode()))
    assert (read.header, cells(read)) == (HEADER, rows)
    assert [finding.value for finding in read.findings] == ["BOM", "CRLF", ";"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"id,x\na,1\n", []),
        ("\ufeffid,x\na,1\n".encode(), ["BOM"]),
        (b"id,x\r\na,1\r\n", ["CRLF"]),
        (b"id,x\ra,1\r", ["CRLF"]),
        (b"id;x\na;1\n", [";"]),
        ("id;x\nå;1,5\n".encode("cp1252"), ["cp1252", ";"]),
    ],
)
def test_each_oddity_is_told_and_refuses_nothing(content: bytes, told: list[str]) -> None:
    """A finding for each oddity, which is no violation, names the file and how to mend it."""
    read = parse("x.csv", content)
    assert [finding.value for finding in read.findings] == told
    assert len(read.records) == 1
    for finding in read.findings:
        assert (finding.code, finding.severity, finding.where) == ("unusual-dialect", Severity.INFO, "x.csv")
        assert "rufsgraph tables format" in finding.message_sv
        assert "rufsgraph tables format" in finding.message_en


def test_windows_letters_are_read_as_letters() -> None:
    """Å, ä and ö of Windows-1252 are not lost."""
    assert cells(parse("x.csv", "id,x\na,Åäö – é\n".encode("cp1252"))) == [("a", "Åäö – é")]


def test_empty_lines_are_left_out_and_counted() -> None:
    """A record has the number of its first line, also after empty lines and cells with line breaks."""
    read = parse("x.csv", b'id,x\n\na,"one\ntwo"\n,\nb,2\n')
    assert read.records == ((3, ("a", "one\ntwo")), (6, ("b", "2")))


def test_an_empty_file_has_no_header() -> None:
    """Nothing is read from nothing, and it is no error."""
    assert parse("x.csv", b"").header == ()
