"""How it goes: each target against the report's own figures, with a verdict and its reason."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from rufsgraph.tables.rows import Tables
from rufsgraph.tables.rows.figures import Indicator, Observation, Target

LEVELS = frozenset({"level", "share", "count"})
_RISING = frozenset({"up", "better"})
_FALLING = frozenset({"down", "worse"})
_WISHED = {"increase": "up", "decrease": "down", "halve": "down", "not-increase": "down"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of one target: the observation it rests on, the distance left and why.

    `distance` is value minus threshold in the target's unit: negative below, positive above.
    """

    target: Target
    outcome: str
    reason_sv: str
    reason_en: str
    observation: Observation | None = None
    distance: Decimal | None = None


def evaluate(tables: Tables, edition: str) -> list[Verdict]:
    """One verdict a target, never one a sub-goal."""
    observations = [row for row in tables.observations if row.edition == edition and row.kind in LEVELS]
    trends = [*_stated(tables, edition)]
    indicators = {row.id: row for row in tables.indicators}
    return [_evaluate(target, indicators, observations, trends) for target in tables.targets]


@dataclass(frozen=True, slots=True)
class Stated:
    """A direction that the report states of an indicator, in chapter 2 or, failing that, chapter 4."""

    indicator: str
    group: str
    area: str
    period: str | None
    direction: str
    chapter: str


def _stated(tables: Tables, edition: str) -> Iterator[Stated]:
    for trend in tables.trends:
        if trend.edition == edition and trend.indicator and trend.section == "chapter-2":
            place = (trend.indicator, trend.population_group, trend.area, trend.period)
            yield Stated(*place, trend.direction, "chapter-2")
    for row in tables.assessments:
        if row.edition == edition and row.aspect and row.direction != "not-stated":
            place = (row.aspect, row.population_group, row.area, row.period)
            yield Stated(*place, row.direction, "chapter-4")


def _evaluate(
    target: Target,
    indicators: dict[str, Indicator],
    observations: Sequence[Observation],
    trends: Sequence[Stated],
) -> Verdict:
    own = _candidates(target, target.indicator, observations)
    if not own:
        return _without_value(target, indicators, observations, trends)
    latest = own[0]
    if target.comparison in _WISHED or target.change_by is not None:
        return _evaluate_change(target, latest, own, trends)
    if target.threshold is None:
        return _vague(target, latest)
    return _evaluate_level(target, latest)


def _candidates(target: Target, indicator: str, rows: Sequence[Observation]) -> list[Observation]:
    """The figures for the target's indicator and group, headline first, then the latest.

    They are the region's, and another area's only where UTFALL prints that in the region's place.
    """
    found = [
        row for row in rows if row.indicator == indicator and row.population_group == target.population_group
    ]
    headline_areas = {row.area for row in found if row.headline}
    area = "se110" if any(row.area == "se110" for row in found) else min(headline_areas, default=None)
    chosen = [row for row in found if row.area == area]
    return sorted(chosen, key=lambda row: (not row.headline, -_last_year(row.period), row.line))


def _last_year(period: str) -> int:
    return int(period[-4:])


def _without_value(
    target: Target,
    indicators: dict[str, Indicator],
    observations: Sequence[Observation],
    trends: Sequence[Stated],
) -> Verdict:
    stated = _stated_direction(target, trends, None)
    if target.comparison in _WISHED and target.change_by is None and stated:
        return _by_statement(target, stated, None)
    stand_ins = [row.id for row in indicators.values() if row.stands_in_for == target.indicator]
    shown = [row for row in observations if row.indicator in stand_ins and row.headline]
    wanted = indicators[target.indicator]
    if shown:
        what_sv = ", ".join(sorted({_lower(indicators[row.indicator].label_sv) for row in shown}))
        what_en = ", ".join(sorted({_lower(indicators[row.indicator].label_en) for row in shown}))
        return Verdict(
            target,
            "not-comparable",
            f"Målet gäller {_lower(wanted.label_sv)}; rapporten visar i stället {what_sv}.",
            f"The target is about {_lower(wanted.label_en)}; the report shows {what_en} instead.",
            _nearest_group(target, shown),
        )
    return Verdict(
        target,
        "not-measurable",
        f"Rapporten ger inget värde för {_lower(wanted.label_sv)} i den här gruppen.",
        f"The report gives no value of {_lower(wanted.label_en)} for this group.",
    )


_STANDS_FOR = {"residents": "households", "businesses": "workplaces"}
"""The group that the report shows where a target speaks of another."""


def _nearest_group(target: Target, shown: Sequence[Observation]) -> Observation:
    wanted = _STANDS_FOR.get(target.population_group, target.population_group)
    return next((row for row in shown if row.population_group == wanted), shown[0])


def _evaluate_level(target: Target, latest: Observation) -> Verdict:
    threshold = target.threshold
    value = latest.value
    if value is None or threshold is None:
        return _vague(target, latest)
    outcome, sv, en = _compare(target, value, threshold)
    reason_sv = f"{latest.period.replace('-', '–')}: {_sv(value)} mot {sv} {_sv(threshold)}."
    reason_en = f"{latest.period.replace('-', '–')}: {_en(value)} against {en} {_en(threshold)}."
    if target.vague and outcome == "met":
        outcome = "not-measurable"
        reason_sv += " Gränsen är angiven som ”väl över” och säger inte hur mycket."
        reason_en += " The bound is worded “well over” and doesn't say how much."
    return Verdict(target, outcome, reason_sv, reason_en, latest, value - threshold)


def _compare(target: Target, value: Decimal, threshold: Decimal) -> tuple[str, str, str]:
    tests = {
        "at-least": (value >= threshold, "minst", "at least"),
        "at-most": (value <= threshold, "högst", "at most"),
        "above": (value > threshold, "över", "above"),
        "below": (value < threshold, "under", "below"),
        "equal": (value == threshold, "lika med", "equal to"),
    }
    met, sv, en = tests[_AS_LEVEL.get(target.comparison, target.comparison)]
    return ("met" if met else "not-met"), sv, en


_AS_LEVEL = {"increase": "at-least", "decrease": "at-most", "not-increase": "at-most"}
"""What a wish for a change means where the target also states the level to reach."""


def _vague(target: Target, latest: Observation) -> Verdict:
    if latest.value is None:
        shown_sv, shown_en = (f"{_sv(latest.min)}–{_sv(latest.max)}", f"{_en(latest.min)}–{_en(latest.max)}")
    else:
        shown_sv, shown_en = _sv(latest.value), _en(latest.value)
    return Verdict(
        target,
        "not-measurable",
        f"Målet anger ingen gräns; rapporten visar {shown_sv} ({latest.period.replace('-', '–')}).",
        f"The target states no bound; the report shows {shown_en} ({latest.period.replace('-', '–')}).",
        latest,
    )


def _evaluate_change(
    target: Target, latest: Observation, own: list[Observation], trends: Sequence[Stated]
) -> Verdict:
    if target.threshold is not None and target.change_by is None:
        return _evaluate_level(target, latest)
    if target.change_by is not None:
        return _against_baseline(target, latest, own)
    earlier = [
        row
        for row in own
        if row.value is not None
        and _last_year(row.period) < _last_year(latest.period)
        and row.area == latest.area
    ]
    if earlier and latest.value is not None:
        before = max(earlier, key=lambda row: _last_year(row.period))
        assert before.value is not None
        return _by_direction(target, _direction(before.value, latest.value), latest, before)
    stated = _stated_direction(target, trends, latest)
    if stated:
        return _by_statement(target, stated, latest)
    return Verdict(
        target,
        "not-measurable",
        "Rapporten ger bara ett värde och ingen riktning att jämföra med.",
        "The report gives a single value and no direction to compare with.",
        latest,
    )


def _against_baseline(target: Target, latest: Observation, own: list[Observation]) -> Verdict:
    base = [row for row in own if row.period == target.baseline_period and row.value is not None]
    if not base or latest.value is None or target.change_by is None:
        return Verdict(
            target,
            "not-measurable",
            f"Rapporten ger inget värde för {target.baseline_period}, som ökningen ska räknas från.",
            f"The report gives no value for {target.baseline_period}, which the change is counted from.",
            latest,
        )
    start = base[0].value
    assert start is not None
    goal = start + target.change_by
    met = latest.value >= goal if target.change_by > 0 else latest.value <= goal
    return Verdict(
        target,
        "met" if met else "not-met",
        f"{latest.period}: {_sv(latest.value)} mot {_sv(goal)}, räknat från {_sv(start)}.",
        f"{latest.period}: {_en(latest.value)} against {_en(goal)}, counted from {_en(start)}.",
        latest,
        latest.value - goal,
    )


def _direction(before: Decimal, after: Decimal) -> str:
    if before == after:
        return "flat"
    return "up" if after > before else "down"


def _stated_direction(target: Target, trends: Sequence[Stated], latest: Observation | None) -> Stated | None:
    """The one direction that a chapter states of the indicator and group for the time of the value."""
    for chapter in ("chapter-2", "chapter-4"):
        found = [
            one
            for one in trends
            if one.indicator == target.indicator
            and one.chapter == chapter
            and one.group in (target.population_group, "total")
            and one.area == (latest.area if latest else "se110")
            and (latest is None or one.period is None or _last_year(one.period) == _last_year(latest.period))
        ]
        if found:
            return found[0] if len({one.direction for one in found}) == 1 else None
    return None


def _by_statement(target: Target, stated: Stated, latest: Observation | None) -> Verdict:
    verdict = _by_direction(target, stated.direction, latest)
    chapter = stated.chapter.removeprefix("chapter-")
    sv, en = _DIRECTION_SV[stated.direction], _DIRECTION_EN[stated.direction]
    return replace(
        verdict,
        reason_sv=f"Kapitel {chapter} anger riktningen: {sv}." + verdict.reason_sv,
        reason_en=f"Chapter {chapter} states the direction: {en}." + verdict.reason_en,
    )


def _by_direction(
    target: Target, direction: str, latest: Observation | None, before: Observation | None = None
) -> Verdict:
    outcome = _outcome_of(target.comparison, direction)
    if before is not None and latest is not None:
        years = f"{before.period.replace('-', '–')}–{latest.period.replace('-', '–')}"
        sv = f"{years}: från {_sv(before.value)} till {_sv(latest.value)}."
        en = f"{years}: from {_en(before.value)} to {_en(latest.value)}."
    else:
        sv, en = "", ""
    if latest is not None and latest.area != "se110":
        sv += " Värdet gäller hela landet, inte regionen."
        en += " The value is for the whole country, not the region."
    if target.comparison == "halve" and target.baseline_period is None:
        sv += " Målet säger inte från vilket år halveringen räknas."
        en += " The target doesn't say from which year the halving is counted."
    return Verdict(target, outcome, sv, en, latest)


def _outcome_of(comparison: str, direction: str) -> str:
    if comparison == "not-increase" and direction in ("flat", "down"):
        return "met"
    if direction == "flat":
        return "unchanged"
    if direction == "mixed":
        return "not-measurable"
    if direction in ("better", "worse"):
        return "right-way" if direction == "better" else "wrong-way"
    return "right-way" if direction == _WISHED.get(comparison, "up") else "wrong-way"


_DIRECTION_SV = {
    "up": "upp",
    "down": "ned",
    "flat": "oförändrat",
    "mixed": "åt olika håll",
    "better": "bättre",
    "worse": "sämre",
}
_DIRECTION_EN = {direction: direction for direction in _DIRECTION_SV} | {"flat": "unchanged"}


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _sv(value: Decimal | None) -> str:
    return _en(value).replace(".", ",")


def _en(value: Decimal | None) -> str:
    if value is None:
        return "–"
    text = format(value.normalize(), "f")
    whole, dot, rest = text.partition(".")
    return f"{int(whole):,}".replace(",", "\u00a0") + dot + rest if len(whole) > 4 else text
