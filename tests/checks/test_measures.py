"""The measures of quality: each a query whose figures are right, and data by the Data Quality Vocabulary."""

from decimal import Decimal
from pathlib import Path

import pytest

from rufsgraph import resources
from rufsgraph.checks.measures import DIMENSIONS, Measured, as_triples, measure, read_measures
from rufsgraph.engines.embedded import EmbeddedEngine
from rufsgraph.factory import Outcome
from rufsgraph.graph.writing import to_ntriples
from rufsgraph.tables.rows import Tables


@pytest.fixture(scope="module")
def measured(built: Outcome) -> dict[str, Measured]:
    """What each measure comes to on the repository's own data."""
    assert built.built is not None
    engine = EmbeddedEngine.of_union(to_ntriples(graph) for graph in built.built.graphs.values())
    return {one.measure.name: one for one in measure(engine, read_measures(resources.SHAPES / "measures"))}


def test_each_measure_says_what_it_is(measured: dict[str, Measured]) -> None:
    """Title, meaning and who could mend it stand in both languages, and the dimension is a known one."""
    for one in measured.values():
        header = one.measure.header
        assert header["dimension"] in DIMENSIONS
        for part in ("title", "meaning", "mended_by"):
            assert set(header[part]) == {"sv", "en"} and all(header[part].values())
        assert 0 <= one.count <= one.of and one.of > 0


@pytest.mark.parametrize("role", ["owner", "partner", "funder"])
def test_roles_are_counted_as_in_the_tables(measured: dict[str, Measured], tables: Tables, role: str) -> None:
    """The entries with a role are those that a participation has in the table."""
    entries = {row.entry for row in tables.participations if row.role == role}
    one = measured[f"entries-with-{role}"]
    assert (one.count, one.of) == (len(entries), len(tables.entries))


def test_other_figures_are_those_of_the_tables(measured: dict[str, Measured], tables: Tables) -> None:
    """Open lists, notes and primary sources are counted as they stand in the tables."""
    closed = sum(not row.open_lists for row in tables.entries)
    assert measured["entries-with-closed-lists"].count == closed
    assert measured["entries-without-note"].count == sum(not row.note_sv for row in tables.entries)
    assert measured["participations-with-line"].count == len(tables.participations)
    assert measured["values-with-primary-source"].of == len(tables.observations)


def test_a_lost_owner_is_seen(built: Outcome) -> None:
    """Without an entry's owners its measure falls by one."""
    assert built.built is not None
    graphs = {name: to_ntriples(graph) for name, graph in built.built.graphs.items()}
    lost = b"participation/2020.3.4.owner."
    for name, content in graphs.items():
        graphs[name] = b"".join(line for line in content.splitlines(keepends=True) if lost not in line)
    engine = EmbeddedEngine.of_union(graphs.values())
    measures = [
        one for one in read_measures(resources.SHAPES / "measures") if one.name == "entries-with-owner"
    ]
    assert measure(engine, measures)[0].count == 251


def test_shares_are_decimals(measured: dict[str, Measured], tmp_path: Path) -> None:
    """A share is from 0 to 1, and nothing of nothing is whole."""
    one = next(iter(measured.values()))
    assert Measured(one.measure, 1, 3).share == Decimal("0.3333")
    assert Measured(one.measure, 0, 0).share == 1


def test_measurements_follow_the_vocabulary(measured: dict[str, Measured]) -> None:
    """Each measurement has its metric, its value and the dataset that it was computed on."""
    triples = as_triples(list(measured.values()), "https://w3id.org/rufs/")
    text = to_ntriples(triples).decode()
    for name in measured:
        node = f"<https://w3id.org/rufs/id/quality-measurement/{name}>"
        for term in ("isMeasurementOf", "value", "computedOn"):
            assert f"{node} <http://www.w3.org/ns/dqv#{term}>" in text
    assert "_:" not in text and '"1"^^' in text and '"1.0000"' not in text
