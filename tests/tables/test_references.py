"""What a cell names must be there; what can't be known isn't blamed."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from rufsgraph.errors import Finding
from rufsgraph.tables.metadata import Record, TableMetadata, read_metadata
from rufsgraph.tables.references import check_references

_METADATA = """{
 "@context": "http://www.w3.org/ns/csvw",
 "tables": [
  {"url": "towns.csv", "tableSchema": {"primaryKey": "id", "columns": [
   {"name": "id"}, {"name": "country", "https://w3id.org/rufs/def/refersTo": "countries"},
   {"name": "sisters", "separator": " ", "https://w3id.org/rufs/def/refersTo": "towns|countries"},
   {"name": "size", "https://w3id.org/rufs/def/refersTo": "concept:size"}]}},
  {"url": "countries.csv", "tableSchema": {"primaryKey": "id", "columns": [{"name": "id"}]}},
  {"url": "concepts.csv", "tableSchema": {"primaryKey": "id",
   "columns": [{"name": "scheme"}, {"name": "id"}]}}
 ]}"""

Rows = Sequence[Mapping[str, object]]
COUNTRIES: Rows = [{"id": "norge"}, {"id": "sverige"}]
CONCEPTS: Rows = [{"scheme": "size", "id": "big"}, {"scheme": "colour", "id": "red"}]


def metadata(folder: Path) -> dict[str, TableMetadata]:
    """The metadata of three small tables."""
    (folder / "metadata.json").write_text(_METADATA, encoding="utf-8")
    return dict(read_metadata(folder))


def check(folder: Path, towns: Rows, countries: Rows = COUNTRIES) -> list[Finding]:
    """The findings about towns, in records that are given by their values."""
    tables = {"towns": towns, "countries": countries, "concepts": CONCEPTS}
    records = {name: [Record(at, one) for at, one in enumerate(rows, 2)] for name, rows in tables.items()}
    return list(check_references(metadata(folder), records))


def test_names_that_are_there(tmp_path: Path) -> None:
    """Names of other tables, of the same table and of concepts, and empty cells, are right."""
    town = {"id": "lund", "country": "sverige", "sisters": ("lund", "norge"), "size": "big"}
    assert check(tmp_path, towns=[town, {"id": "oslo", "country": None, "sisters": (), "size": None}]) == []


def test_name_that_is_not_there(tmp_path: Path) -> None:
    """The finding has table, row, column, value and the nearest name."""
    (finding,) = check(tmp_path, towns=[{"id": "lund", "country": "svergie"}])
    assert (finding.where, finding.row, finding.field) == ("towns.csv", 2, "country")
    assert (finding.value, finding.nearest, finding.expected) == (
        "svergie",
        "sverige",
        "an id of countries",
    )


def test_nothing_is_near(tmp_path: Path) -> None:
    """Where no name is near, none is offered."""
    (finding,) = check(tmp_path, towns=[{"id": "lund", "country": "xyz"}])
    assert finding.nearest == ""
    assert "nearest" not in finding.message_en


def test_concept_of_another_scheme(tmp_path: Path) -> None:
    """A concept counts only in its own scheme."""
    (finding,) = check(tmp_path, towns=[{"id": "lund", "size": "red"}])
    assert (finding.field, finding.value) == ("size", "red")


def test_table_whose_ids_are_unknown(tmp_path: Path) -> None:
    """Nothing is said of names of a table whose ids can't be read; an empty table has none."""
    towns: Rows = [{"id": "lund", "country": "sverige", "sisters": ("norge",)}]
    assert check(tmp_path, towns=towns, countries=[{"name": "Sverige"}]) == []
    assert [one.value for one in check(tmp_path, towns=towns, countries=[])] == ["sverige", "norge"]
