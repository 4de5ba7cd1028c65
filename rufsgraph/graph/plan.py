"""The plan: vision, goals, sub-goals, priorities, indicators, targets, strategies."""

from collections import Counter

from rdflib import Literal, URIRef
from rdflib.namespace import DCTERMS, SKOS, XSD

from rufsgraph.graph.writing import Pen, R, decimal, integer, key_of, plain, year
from rufsgraph.tables.rows import Tables
from rufsgraph.tables.rows.figures import Indicator, Target
from rufsgraph.tables.rows.plan import FocusArea, Strategy


def write_plan(pen: Pen, tables: Tables) -> None:
    """Plan, vision, goals, sub-goals and priorities, with official wordings and our translations."""
    for plan in tables.plans:
        thing = pen.of(plan.id, "plans")
        pen.type(thing, R.Plan)
        pen.label(thing, plan.label_sv, plan.label_en)
        pen.add(thing, R.validTo, year(plan.valid_to))
        pen.add(thing, DCTERMS.source, pen.of(plan.source, "sources"))
        pen.note(thing, plan.note_sv, plan.note_en)
    for vision in tables.visions:
        thing = pen.of(vision.id, "visions")
        pen.type(thing, R.Vision, SKOS.Concept)
        pen.add(thing, SKOS.inScheme, pen.thing("scheme", "vision"))
        pen.add(thing, R.partOfPlan, pen.of(vision.plan, "plans"))
        pen.label(thing, vision.label_sv, vision.label_en)
        pen.lines(thing, vision.line, vision.end)
    _write_goals(pen, tables)
    _write_priorities(pen, tables)


def _official(pen: Pen, thing: URIRef, scheme: str, row_id: str, sv: str, en: str) -> None:
    """A wording that is official in Swedish, with a translation of ours that says so."""
    pen.type(thing, SKOS.Concept)
    pen.add(thing, SKOS.inScheme, pen.thing("scheme", scheme))
    pen.label(thing, sv, en)
    pen.add(thing, R.number, plain(key_of(row_id)))
    pen.add(thing, R.translationStatus, pen.concept("translation-status", "unofficial"))


def _write_goals(pen: Pen, tables: Tables) -> None:
    for goal in tables.goals:
        thing = pen.of(goal.id, "goals")
        pen.type(thing, R.Goal)
        _official(pen, thing, "goal", goal.id, goal.label_sv, goal.label_en)
        pen.add(thing, R.realises, pen.of(goal.vision, "visions"))
        pen.lines(thing, goal.line, goal.end)
    for sub_goal in tables.sub_goals:
        thing = pen.of(sub_goal.id, "sub_goals")
        pen.type(thing, R.SubGoal)
        _official(pen, thing, "sub-goal", sub_goal.id, sub_goal.label_sv, sub_goal.label_en)
        pen.text(thing, R.shortLabel, sub_goal.short_sv, sub_goal.short_en)
        pen.add(thing, R.subGoalOf, pen.of(sub_goal.goal, "goals"))
        pen.lines(thing, sub_goal.line, sub_goal.end)


def _write_priorities(pen: Pen, tables: Tables) -> None:
    for priority in tables.priorities:
        thing = pen.of(priority.id, "priorities")
        pen.type(thing, R.RegionalPriority)
        _official(pen, thing, "priority", priority.id, priority.label_sv, priority.label_en)
        pen.lines(thing, priority.line, priority.end)
        serves = (thing, R.serves, pen.of(priority.goal, "goals"))
        key = f"priority.{key_of(priority.id)}.serves"
        pen.reified(key, serves, pen.of(priority.goal_source, "sources"))


def write_measures(pen: Pen, tables: Tables) -> None:
    """The indicators and the targets, one target for each condition and group."""
    for indicator in tables.indicators:
        _write_indicator(pen, indicator)
    for target in tables.targets:
        _write_target(pen, target)


def _write_indicator(pen: Pen, indicator: Indicator) -> None:
    thing = pen.of(indicator.id, "indicators")
    pen.type(thing, R.Indicator, SKOS.Concept)
    pen.add(thing, SKOS.inScheme, pen.thing("scheme", "indicator"))
    pen.label(thing, indicator.label_sv, indicator.label_en)
    pen.add(thing, R.unit, pen.concept("unit", indicator.unit))
    pen.add(thing, R.measures, *(pen.of(one, "goals", "sub_goals") for one in indicator.measures))
    pen.add(thing, R.betterDirection, pen.concept("direction", indicator.better))
    pen.add(thing, R.standsInFor, pen.maybe(indicator.stands_in_for, "indicators"))
    pen.add(thing, R.printedUnder, pen.maybe(indicator.printed_under, "goals"))
    pen.lines(thing, indicator.line)
    pen.note(thing, indicator.note_sv, indicator.note_en)


def _write_target(pen: Pen, target: Target) -> None:
    thing = pen.of(target.id, "targets")
    pen.type(thing, R.Target)
    pen.label(thing, f"Mål {key_of(target.id)}: {target.printed}", f"Target {key_of(target.id)}")
    pen.add(thing, R.ofSubGoal, pen.of(target.sub_goal, "sub_goals"))
    pen.add(thing, R.ofIndicator, pen.of(target.indicator, "indicators"))
    pen.add(thing, R.comparison, pen.concept("comparison", target.comparison))
    pen.add(thing, R.threshold, decimal(target.threshold))
    pen.add(thing, R.changeBy, decimal(target.change_by))
    pen.add(thing, R.baselinePeriod, pen.period(target.baseline_period))
    pen.add(thing, R.unit, pen.concept("unit", target.unit))
    pen.add(thing, R.populationGroup, pen.concept("population-group", target.population_group))
    pen.add(thing, R.vague, Literal(target.vague))
    pen.add(thing, R.printedAs, plain(target.printed))
    pen.lines(thing, target.line, target.end)
    pen.note(thing, target.note_sv, target.note_en)
    deadline = Literal(str(target.deadline), datatype=XSD.gYear, normalize=False)
    key = f"target.{key_of(target.id)}.deadline"
    pen.reified(key, (thing, R.deadline, deadline), pen.of(target.deadline_source, "sources"))


def write_strategies(pen: Pen, tables: Tables) -> None:
    """The strategies and reports of annex 3, with their focus areas."""
    for strategy in tables.strategies:
        _write_strategy(pen, strategy)
    seen: Counter[str] = Counter()
    for area in tables.focus_areas:
        seen[area.strategy] += 1
        _write_focus_area(pen, area, seen[area.strategy])


def _write_strategy(pen: Pen, strategy: Strategy) -> None:
    thing = pen.of(strategy.id, "strategies")
    pen.type(thing, R.Strategy)
    pen.label(thing, strategy.label_sv, strategy.label_en)
    pen.add(thing, R.translationStatus, pen.concept("translation-status", "unofficial"))
    pen.add(thing, R.strategyKind, pen.concept("strategy-kind", strategy.kind))
    pen.add(thing, R.status, pen.concept("strategy-status", strategy.status))
    pen.add(thing, R.adopted, year(strategy.adopted))
    pen.add(thing, R.validFrom, year(strategy.valid_from))
    pen.add(thing, R.validTo, year(strategy.valid_to))
    pen.add(thing, R.partOf, pen.maybe(strategy.part_of, "strategies"))
    pen.add(thing, R.realises, *(pen.of(one, "goals", "priorities") for one in strategy.realises))
    pen.add(thing, R.names, *(pen.of(one, "actors") for one in strategy.actors))
    pen.add(thing, R.webAddress, *(Literal(url, datatype=XSD.anyURI) for url in strategy.urls))
    pen.text(thing, DCTERMS.description, strategy.description_sv, strategy.description_en)
    pen.lines(thing, strategy.line, strategy.end)
    pen.note(thing, strategy.note_sv, strategy.note_en)


def _write_focus_area(pen: Pen, area: FocusArea, number: int) -> None:
    thing = pen.of(area.id, "focus_areas")
    pen.type(thing, R.FocusArea)
    pen.label(thing, area.label_sv, area.label_en)
    pen.add(thing, R.translationStatus, pen.concept("translation-status", "unofficial"))
    pen.add(thing, R.focusKind, pen.concept("focus-kind", area.kind))
    pen.add(thing, R.order, integer(number))
    pen.add(pen.of(area.strategy, "strategies"), R.hasFocusArea, thing)
    pen.lines(thing, area.line, area.end)
