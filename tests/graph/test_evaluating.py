"""Each target is held against the report's own figures, and what can't be judged is not judged."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from rufsgraph.graph.evaluating import Verdict, evaluate
from rufsgraph.tables.rows import Tables
from rufsgraph.tables.rows.figures import Assessment, Indicator, Observation, Target, Trend
from tests.samples import ASSESSMENT, INDICATOR, NOTHING, OBSERVATION, TARGET, TREND

EDITION = "utgava-2020"
WISH = replace(TARGET, comparison="increase", threshold=None)
SAID = replace(TREND, period="2019")


def judge(
    target: Target,
    *observations: Observation,
    trends: tuple[Trend, ...] = (),
    assessments: tuple[Assessment, ...] = (),
    indicators: tuple[Indicator, ...] = (INDICATOR,),
) -> Verdict:
    """The verdict on one target."""
    tables = replace(
        NOTHING,
        targets=(target,),
        indicators=indicators,
        observations=observations,
        trends=trends,
        assessments=assessments,
    )
    (verdict,) = evaluate(tables, EDITION)
    return verdict


@pytest.fixture(scope="module")
def verdicts(tables: Tables) -> dict[str, Verdict]:
    """The verdicts on the report's targets by the target's id."""
    return {verdict.target.id: verdict for verdict in evaluate(tables, EDITION)}


def test_one_verdict_a_target(tables: Tables, verdicts: dict[str, Verdict]) -> None:
    """Each target has one verdict, with a reason in both languages."""
    assert list(verdicts) == [target.id for target in tables.targets]
    for verdict in verdicts.values():
        assert verdict.reason_sv.endswith(".")
        assert verdict.reason_en.endswith(".")
        assert verdict.reason_sv != verdict.reason_en


def test_new_buildings_are_not_comparable(verdicts: dict[str, Verdict]) -> None:
    """1.4 is of new buildings, and the report shows existing buildings and the population."""
    verdict = verdicts["matt-1.4.1"]
    assert (verdict.outcome, verdict.distance) == ("not-comparable", None)
    assert "existing buildings" in verdict.reason_en
    assert "the population" in verdict.reason_en
    assert verdict.observation is not None
    assert verdict.observation.headline


def test_vague_bound_in_two_groups(verdicts: dict[str, Verdict]) -> None:
    """2.2 wants well over 80 of women and of men: women's 79,5 misses it, men's 81,5 can't be judged."""
    women, men = verdicts["matt-2.2.1"], verdicts["matt-2.2.2"]
    assert [one.target.population_group for one in (women, men)] == ["women", "men"]
    assert women.target.vague
    assert men.target.vague
    assert (women.outcome, women.distance) == ("not-met", Decimal("-0.5"))
    assert (men.outcome, men.distance) == ("not-measurable", Decimal("1.5"))
    assert "väl över" in men.reason_sv
    assert "well over" in men.reason_en
    assert "79,5 mot över 80" in women.reason_sv
    assert "79.5 against above 80" in women.reason_en


def test_women_meet_what_men_do_not(verdicts: dict[str, Verdict]) -> None:
    """3.1 is met by women (56,6) and not by men (46,9): one verdict each, none for the sub-goal."""
    women, men = verdicts["matt-3.1.1"], verdicts["matt-3.1.2"]
    assert (women.target.population_group, women.outcome, women.distance) == ("women", "met", Decimal("1.6"))
    assert (men.target.population_group, men.outcome, men.distance) == ("men", "not-met", Decimal("-8.1"))
    assert women.observation is not None
    assert women.observation.value == Decimal("56.6")


def test_increase_without_a_start(verdicts: dict[str, Verdict]) -> None:
    """4.3's first target counts from 2015, for which the report has no value; the others are judged."""
    first, second, third = (verdicts[f"matt-4.3.{number}"] for number in (1, 2, 3))
    assert (first.outcome, first.distance) == ("not-measurable", None)
    assert "2015" in first.reason_sv
    assert "2015" in first.reason_en
    assert (second.outcome, second.distance) == ("not-met", Decimal(-13))
    assert (third.outcome, third.distance) == ("not-met", Decimal(-13))


@pytest.mark.parametrize(
    ("target", "outcome", "distance"),
    [
        ("matt-1.1.1", "not-met", "-5300"),
        ("matt-1.2.1", "not-measurable", None),
        ("matt-2.3.1", "not-met", "-5.5"),
        ("matt-3.2.1", "not-met", "-4.3"),
        ("matt-3.3.1", "not-met", "-1.1"),
        ("matt-4.1.1", "not-met", "0.9"),
        ("matt-4.2.1", "not-met", "5.6"),
        ("matt-4.2.2", "not-met", "-21.4"),
        ("matt-4.4.1", "not-met", "80"),
        ("matt-4.4.2", "not-met", "-38"),
    ],
)
def test_other_targets_of_the_report(
    verdicts: dict[str, Verdict], target: str, outcome: str, distance: str | None
) -> None:
    """Values against bounds; the distance is value minus bound."""
    verdict = verdicts[target]
    assert (verdict.outcome, verdict.distance) == (outcome, None if distance is None else Decimal(distance))


@pytest.mark.parametrize(
    ("comparison", "value", "outcome"),
    [
        ("at-least", "55", "met"),
        ("at-least", "54.9", "not-met"),
        ("at-most", "55", "met"),
        ("at-most", "55.1", "not-met"),
        ("above", "55", "not-met"),
        ("above", "55.1", "met"),
        ("below", "55", "not-met"),
        ("below", "54.9", "met"),
        ("equal", "55.0", "met"),
        ("equal", "56", "not-met"),
        ("increase", "55", "met"),
        ("decrease", "56", "not-met"),
        ("not-increase", "55", "met"),
    ],
)
def test_bounds(comparison: str, value: str, outcome: str) -> None:
    """Each comparison takes or leaves its bound; a wish for a change with a bound is a bound."""
    verdict = judge(replace(TARGET, comparison=comparison), replace(OBSERVATION, value=Decimal(value)))
    assert (verdict.outcome, verdict.distance) == (outcome, Decimal(value) - 55)


@pytest.mark.parametrize(
    ("value", "outcome"), [("60", "not-measurable"), ("55", "not-measurable"), ("54", "not-met")]
)
def test_vague_bound(value: str, outcome: str) -> None:
    """A bound that isn't sharp can be missed but not met."""
    verdict = judge(replace(TARGET, vague=True), replace(OBSERVATION, value=Decimal(value)))
    assert verdict.outcome == outcome


def test_no_bound() -> None:
    """Without a bound nothing is measured; the value, or the range, is shown."""
    target = replace(TARGET, comparison="competitive", threshold=None)
    ranged = replace(OBSERVATION, value=None, min=Decimal("0.4"), max=Decimal("1.8"))
    for row, sv, en in ((OBSERVATION, "50", "50"), (ranged, "0,4–1,8", "0.4–1.8")):
        verdict = judge(target, row)
        assert (verdict.outcome, verdict.observation) == ("not-measurable", row)
        assert sv in verdict.reason_sv
        assert en in verdict.reason_en
    assert judge(TARGET, ranged).outcome == "not-measurable"


def test_which_value_counts() -> None:
    """The headline's value, else the latest; the region's, and the target's own group's."""
    older = replace(OBSERVATION, id="obs-2", period="2018", value=Decimal(60))
    newer = replace(OBSERVATION, id="obs-3", period="2019-2020", value=Decimal(61))
    elsewhere = replace(OBSERVATION, id="obs-4", area="se", period="2020", value=Decimal(62))
    women = replace(OBSERVATION, id="obs-5", population_group="women", value=Decimal(63))
    change = replace(OBSERVATION, id="obs-6", kind="change", period="2020", value=Decimal(64))
    earlier_edition = replace(
        OBSERVATION, id="obs-7", edition="utgava-2019", value=Decimal(65), headline=True
    )
    rows = (OBSERVATION, older, newer, elsewhere, women, change, earlier_edition)
    assert judge(TARGET, *rows).observation == newer
    assert judge(TARGET, *rows, replace(older, headline=True)).observation == replace(older, headline=True)
    assert judge(TARGET, women, change, earlier_edition, elsewhere).outcome == "not-measurable"
    country = replace(elsewhere, headline=True)
    assert judge(TARGET, country).observation == country


def test_no_value_at_all() -> None:
    """Without a value of its own a target is not measurable; with what stands in for it, not comparable."""
    verdict = judge(TARGET)
    assert (verdict.outcome, verdict.observation) == ("not-measurable", None)
    other = replace(INDICATOR, id="y", label_sv="Andel annat", label_en="Share of else", stands_in_for="x")
    shown = replace(OBSERVATION, indicator="y", headline=True)
    verdict = judge(TARGET, shown, indicators=(INDICATOR, other))
    assert (verdict.outcome, verdict.observation, verdict.distance) == ("not-comparable", shown, None)
    assert verdict.reason_sv == "Målet gäller andel; rapporten visar i stället andel annat."
    assert judge(TARGET, replace(shown, headline=False), indicators=(INDICATOR, other)).observation is None


@pytest.mark.parametrize(
    ("latest", "outcome"), [("55", "met"), ("54.9", "not-met"), ("60", "met"), ("45", "not-met")]
)
def test_increase_from_a_year(latest: str, outcome: str) -> None:
    """An increase by so many is counted from the value of the year that the target names."""
    target = replace(WISH, change_by=Decimal(5), baseline_period="2015")
    base = replace(OBSERVATION, id="obs-0", period="2015")
    now = replace(OBSERVATION, value=Decimal(latest))
    verdict = judge(target, base, now)
    assert (verdict.outcome, verdict.distance) == (outcome, Decimal(latest) - 55)
    assert judge(target, now).outcome == "not-measurable"
    fall = judge(replace(target, comparison="decrease", change_by=Decimal(-5)), base, now)
    assert (fall.outcome, fall.distance) == (
        "met" if Decimal(latest) <= 45 else "not-met",
        Decimal(latest) - 45,
    )


@pytest.mark.parametrize(
    ("comparison", "before", "after", "outcome"),
    [
        ("increase", "40", "50", "right-way"),
        ("increase", "60", "50", "wrong-way"),
        ("increase", "50", "50.0", "unchanged"),
        ("decrease", "60", "50", "right-way"),
        ("decrease", "40", "50", "wrong-way"),
        ("halve", "60", "50", "right-way"),
        ("halve", "40", "50", "wrong-way"),
        ("not-increase", "60", "50", "met"),
        ("not-increase", "50", "50", "met"),
        ("not-increase", "40", "50", "wrong-way"),
    ],
)
def test_direction_of_values(comparison: str, before: str, after: str, outcome: str) -> None:
    """A wish without a bound is judged by the latest earlier value."""
    rows = [
        replace(OBSERVATION, id="obs-1", period="2010", value=Decimal(0)),
        replace(OBSERVATION, id="obs-2", period="2017-2018", value=Decimal(before)),
        replace(OBSERVATION, id="obs-3", period="2019", value=Decimal(after)),
    ]
    verdict = judge(replace(WISH, comparison=comparison), *rows)
    assert (verdict.outcome, verdict.observation) == (outcome, rows[2])
    assert "2017–2018–2019" in verdict.reason_sv


def test_halving_from_no_year(verdicts: dict[str, Verdict]) -> None:
    """That the target doesn't say from which year to halve, and that the value is the country's, is said."""
    verdict = verdicts["matt-4.1.2"]
    assert verdict.outcome == "right-way"
    assert "from 10.72 to 8.87" in verdict.reason_en
    assert "från 10,72 till 8,87" in verdict.reason_sv
    assert "whole country" in verdict.reason_en
    assert "which year" in verdict.reason_en


@pytest.mark.parametrize(
    ("direction", "comparison", "outcome"),
    [
        ("up", "increase", "right-way"),
        ("down", "increase", "wrong-way"),
        ("flat", "increase", "unchanged"),
        ("mixed", "increase", "not-measurable"),
        ("better", "decrease", "right-way"),
        ("worse", "increase", "wrong-way"),
        ("down", "decrease", "right-way"),
        ("flat", "not-increase", "met"),
        ("down", "not-increase", "met"),
        ("up", "not-increase", "wrong-way"),
    ],
)
def test_direction_that_is_stated(direction: str, comparison: str, outcome: str) -> None:
    """Where there is one value or none, the direction that chapter 2 states is taken, and that is said."""
    target = replace(WISH, comparison=comparison)
    trend = replace(SAID, direction=direction)
    for rows in ((OBSERVATION,), ()):
        verdict = judge(target, *rows, trends=(trend,))
        assert verdict.outcome == outcome
        assert "apitel 2" in verdict.reason_sv
        assert "hapter 2" in verdict.reason_en


def test_which_statement_counts() -> None:
    """Chapter 2 before chapter 4; only of the value's time, group and area; and only if all say the same."""
    later = replace(ASSESSMENT, direction="down")
    assert judge(WISH, OBSERVATION, trends=(SAID,), assessments=(later,)).outcome == "right-way"
    assert judge(WISH, OBSERVATION, assessments=(later,)).outcome == "wrong-way"
    torn = (SAID, replace(SAID, direction="flat"))
    assert judge(WISH, OBSERVATION, trends=torn, assessments=(later,)).outcome == "not-measurable"
    changes: list[dict[str, Any]] = [
        {"period": "2017"},
        {"population_group": "women"},
        {"area": "se"},
        {"indicator": "y"},
        {"section": "chapter-3"},
        {"edition": "utgava-2019"},
    ]
    for change in changes:
        assert judge(WISH, OBSERVATION, trends=(replace(SAID, **change),)).outcome == "not-measurable"
    silent = replace(ASSESSMENT, direction="not-stated")
    assert judge(WISH, OBSERVATION, assessments=(silent,)).outcome == "not-measurable"
    whole = replace(WISH, population_group="women")
    assert judge(whole, trends=(SAID,)).outcome == "right-way"


def test_numbers_as_each_language_writes_them() -> None:
    """A decimal comma in Swedish, a point in English, and a space between thousands."""
    verdict = judge(
        replace(TARGET, threshold=Decimal(22000)), replace(OBSERVATION, value=Decimal("16700.50"))
    )
    assert verdict.reason_sv == "2019: 16\u00a0700,5 mot minst 22\u00a0000."
    assert verdict.reason_en == "2019: 16\u00a0700.5 against at least 22\u00a0000."
