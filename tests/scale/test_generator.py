"""The generated data has the shape of the real: it grows where it should and keeps the set rules."""

from pathlib import Path

from rufsgraph import resources
from rufsgraph.checks.rules import check_rules, read_rules
from rufsgraph.engines.embedded import EmbeddedEngine
from rufsgraph.errors import has_violation
from rufsgraph.tables.rows import Tables
from tests.scale.generator import grow, write

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
