"""The generated data has the shape of the real: it grows where it should and keeps the set rules."""

from pathlib import Path

from rufsgraph import resources
from rufsgraph.checks.rules import check_rules, read_rules
from rufsgraph.engines.embedded import EmbeddedEngine
from rufsgraph.errors import has_violation
from rufsgraph.releases.store import current_release
from rufsgraph.tables.rows import Tables
from tests.scale.generator import grow, release, write
from tests.scale.stretching import stretch

TIMES = 3


def test_inventory_grows_and_the_plan_does_not(tables: Tables) -> None:
    grown = grow(tables, TIMES)
    for name in ("entries", "initiatives", "participations", "places", "joins"):
        assert len(getattr(grown, name)) == TIMES * len(getattr(tables, name)), name
    groups = {row.group for row in tables.memberships}
    assert len(grown.actors) == TIMES * len(tables.actors) - (TIMES - 1) * len(groups)
    for name in ("sub_goals", "sdgs", "areas", "concepts", "memberships", "observations", "funding_sources"):
        assert getattr(grown, name) == getattr(tables, name), name


def test_same_call_gives_the_same_rows(tables: Tables) -> None:
    assert grow(tables, TIMES) == grow(tables, TIMES)


def test_some_participations_point_to_the_originals(tables: Tables) -> None:
    copies = grow(tables, TIMES).participations[len(tables.participations) :]
    originals = {row.participant for row in tables.participations}
    share = sum(row.participant in originals for row in copies) / len(copies)
    assert 0.3 < share < 0.5


def test_set_rules_hold(tables: Tables, tmp_path: Path) -> None:
    triples = sum(write(grow(tables, TIMES), tmp_path).values())
    findings = check_rules(EmbeddedEngine.of_release(tmp_path), read_rules(resources.SHAPES / "rules"))
    assert triples > TIMES * 30_000
    assert not has_violation(findings), [one.as_line() for one in findings]


def test_stretched_release_is_as_if_grown(tables: Tables, tmp_path: Path) -> None:
    """It has what one of that many copies has, but for which actors the dice gave, and keeps the rules."""
    made = stretch(release(TIMES, tmp_path), 2, TIMES)
    assert current_release(tmp_path).name == made.name
    engine = EmbeddedEngine.of_release(made.path)
    copies = 1 + 2 * (TIMES - 1)
    for cls, rows in (("InventoryEntry", tables.entries), ("Participation", tables.participations)):
        query = f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ ?x a <https://w3id.org/rufs/def/{cls}> }}"
        assert engine.rows(query).rows == [(copies * len(rows),)], cls
    findings = check_rules(engine, read_rules(resources.SHAPES / "rules"))
    assert not has_violation(findings), [one.as_line() for one in findings][:20]
    lines = (made.path / "dataset.nq").read_text(encoding="utf-8").splitlines()
    assert len(set(lines)) == len(lines) == sum(made.manifest["triples"].values())
