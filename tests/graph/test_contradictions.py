"""What can't both hold is found by rule, and what can is left alone."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rufsgraph.graph.contradictions import Contradiction, find_contradictions
from rufsgraph.tables.rows import Tables
from rufsgraph.tables.rows.figures import Assessment, Observation, Placement, Trend
from tests.samples import ASSESSMENT, INDICATOR, NOTHING, OBSERVATION, PLACEMENT, TREND

EDITION = "utgava-2020"


def of_values(*rows: Observation) -> list[Contradiction]:
    """What is found among observations."""
    return find_contradictions(replace(NOTHING, observations=rows), EDITION)


def of_ranks(*rows: Placement) -> list[Contradiction]:
    """What is found among placements."""
    return find_contradictions(replace(NOTHING, placements=rows), EDITION)


def of_directions(trends: tuple[Trend, ...], assessments: tuple[Assessment, ...]) -> list[Contradiction]:
    """What is found between statements on the indicator x."""
    tables = replace(NOTHING, indicators=(INDICATOR,), trends=trends, assessments=assessments)
    return find_contradictions(tables, EDITION)


def said(value: str, qualifier: str = "exact", line: int = 1) -> Observation:
    """A share that is said on a line."""
    return replace(OBSERVATION, id=f"obs-{line}", value=Decimal(value), qualifier=qualifier, line=line)


def test_contradictions_of_the_report(tables: Tables) -> None:
    """The nine that a reader expects, with both lines, and the printed arrow of 3.1 against chapter 4."""
    found = {
        (one.kind, one.about, one.first.line, one.second.line) for one in find_contradictions(tables, EDITION)
    }
    assert found == {
        ("value", "fou-andel-av-brp-europa", 862, 867),
        ("rank", "regional-potential-index", 663, 681),
        ("direction", "forvarvsfrekvens", 926, 967),
        ("direction", "sysselsatta-med-hogre-utbildning", 335, 967),
        ("direction", "paborjade-bostader", 66, 986),
        ("direction", "materialatervinning", 555, 989),
        ("direction", "energianvandning-per-invanare", 463, 976),
        ("direction", "fou-andel-av-brp", 398, 975),
        ("direction", "konsumtionsbaserade-vaxthusgasutslapp", 485, 995),
        ("direction", "sysselsatta-i-kunskapsintensiva-yrken", 334, 944),
    }


def test_both_sides_are_told(tables: Tables) -> None:
    """Each side has the printed words in both languages; value and rank stand before them."""
    found = {one.about: one for one in find_contradictions(tables, EDITION)}
    spending, index = found["fou-andel-av-brp-europa"], found["regional-potential-index"]
    assert (spending.first.sv, spending.first.en) == ("2017: ”3,8 % 2017”", "2017: “3,8 % 2017”")
    assert "3,7 procent" in spending.second.sv
    assert index.first.sv.startswith("plats 3: ")
    assert index.second.en.startswith("rank 1: ")
    assert len({one.key for one in found.values()}) == len(found)


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        (("3.8", "exact"), ("3.7", "exact"), False),
        (("3.8", "exact"), ("3.80", "exact"), True),
        (("54.6", "exact"), ("55", "exact"), True),
        (("54.5", "exact"), ("55", "exact"), True),
        (("54.5", "exact"), ("54", "exact"), True),
        (("54.4", "exact"), ("55", "exact"), False),
        (("3.84", "exact"), ("3.8", "exact"), True),
        (("16700", "exact"), ("17000", "exact"), False),
        (("16700", "exact"), ("17000", "about"), True),
        (("16700", "exact"), ("18000", "about"), False),
        (("99", "exact"), ("100", "nearly"), True),
        (("90", "exact"), ("100", "nearly"), False),
        (("252", "exact"), ("250", "over"), True),
        (("250", "exact"), ("250", "over"), True),
        (("249", "exact"), ("250", "over"), False),
        (("2.3", "exact"), ("2.4", "under"), True),
        (("2.5", "exact"), ("2.4", "under"), False),
        (("50", "over"), ("60", "over"), True),
        (("50", "under"), ("60", "under"), True),
        (("50", "over"), ("60", "under"), True),
        (("60", "over"), ("50", "under"), False),
    ],
)
def test_values(one: tuple[str, str], other: tuple[str, str], agree: bool) -> None:
    """Figures agree within about, over, under, nearly and rounding, in whichever order they stand."""
    rows = [said(*one, line=1), said(*other, line=2)]
    assert (of_values(*rows) == []) is agree
    assert (of_values(*rows[::-1]) == []) is agree


@given(st.decimals(0, 10**6, places=2), st.sampled_from(["exact", "about", "nearly", "over", "under"]))
def test_a_figure_agrees_with_itself(value: Decimal, qualifier: str) -> None:
    """A figure said twice never contradicts itself, whatever its qualifier."""
    assert of_values(said(str(value), qualifier, 1), said(str(value), qualifier, 2)) == []
    assert of_values(said(str(value), "exact", 1), said(str(value), qualifier, 2)) == []


@pytest.mark.parametrize(
    "other",
    [
        replace(OBSERVATION, value=Decimal(9), indicator="y"),
        replace(OBSERVATION, value=Decimal(9), area="se"),
        replace(OBSERVATION, value=Decimal(9), period="2018"),
        replace(OBSERVATION, value=Decimal(9), population_group="women"),
        replace(OBSERVATION, value=Decimal(9), kind="share"),
        replace(OBSERVATION, value=Decimal(9), edition="utgava-2019"),
        replace(OBSERVATION, value=None, min=Decimal(1), max=Decimal(2)),
    ],
    ids=["indicator", "area", "period", "group", "kind", "edition", "range"],
)
def test_values_of_other_things(other: Observation) -> None:
    """Another indicator, area, period, group, measure or edition is another thing; a range is no value."""
    assert of_values(OBSERVATION, other) == []


def test_changes_are_no_levels() -> None:
    """Two changes over different times may differ."""
    change = replace(OBSERVATION, kind="change")
    assert of_values(change, replace(change, value=Decimal(-1))) == []


def test_one_contradiction_a_thing() -> None:
    """However often a thing is contradicted, it is told once: the first statement and the first other."""
    (found,) = of_values(said("1", line=3), said("1", line=5), said("2", line=7), said("3", line=9))
    assert (found.first.line, found.second.line, found.kind) == (3, 7, "value")
    assert found.key == "value.x.se110.2019.total.level"


def test_ranks() -> None:
    """Two ranks of one place in one index differ; another place, scope or a count is no contradiction."""
    first, second = replace(PLACEMENT, rank=3, line=1), replace(PLACEMENT, rank=1, line=2)
    (found,) = of_ranks(first, second)
    assert (found.key, found.kind, found.table, found.about) == (
        "rank.index.se110",
        "rank",
        "rankings",
        "index",
    )
    for other in (
        replace(second, placed="se"),
        replace(second, ranking="other"),
        replace(second, ranking=None, indicator="x"),
        replace(second, scope_sv="i norr", scope_en="in the north"),
        replace(second, rank=None, count=1),
        replace(second, rank=3),
        replace(second, edition="utgava-2019"),
    ):
        assert of_ranks(first, other) == []


@pytest.mark.parametrize(
    ("stated", "judged", "told"),
    [
        ("up", "down", True),
        ("up", "flat", True),
        ("flat", "down", True),
        ("up", "up", False),
        ("mixed", "down", False),
        ("better", "down", False),
        ("up", "not-stated", False),
    ],
)
def test_directions(stated: str, judged: str, told: bool) -> None:
    """Up, down and flat exclude each other; what is mixed, judged or not stated excludes nothing."""
    found = of_directions((replace(TREND, direction=stated),), (replace(ASSESSMENT, direction=judged),))
    assert [one.kind for one in found] == (["direction"] if told else [])


@pytest.mark.parametrize(
    ("earlier", "later", "told"),
    [
        (None, None, True),
        ("2019", None, True),
        (None, "2019", True),
        ("2018-2019", "2015-2019", True),
        ("2019", "2019", True),
        ("2015-2019", "2018-2019", False),
        ("2018", "2019", False),
        ("2010-2018", "2010-2019", False),
    ],
)
def test_times_of_directions(earlier: str | None, later: str | None, told: bool) -> None:
    """The later statement's time must end with the earlier's and reach as far back, or not be stated."""
    found = of_directions((replace(TREND, period=earlier),), (replace(ASSESSMENT, period=later),))
    assert bool(found) is told


def test_directions_of_other_things() -> None:
    """Another group, area, indicator or edition is another thing, and two of chapter 2 are not compared."""
    for other in (
        replace(ASSESSMENT, population_group="women"),
        replace(ASSESSMENT, area="se"),
        replace(ASSESSMENT, aspect="y"),
        replace(ASSESSMENT, aspect=None),
        replace(ASSESSMENT, edition="utgava-2019"),
        replace(ASSESSMENT, line=5),
    ):
        assert of_directions((TREND,), (other,)) == []
    assert of_directions((TREND, replace(TREND, direction="down", line=11)), ()) == []


def test_order_of_lines() -> None:
    """Contradictions come in the order of the report."""
    found = find_contradictions(
        replace(
            NOTHING,
            observations=(said("1", line=70), said("2", line=80)),
            placements=(replace(PLACEMENT, rank=1, line=50), replace(PLACEMENT, rank=2, line=60)),
            indicators=(INDICATOR,),
            trends=(replace(TREND, line=65),),
            assessments=(ASSESSMENT,),
        ),
        EDITION,
    )
    assert [one.kind for one in found] == ["rank", "direction", "value"]
