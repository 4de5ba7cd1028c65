"""The pages of the kinds of things, by the class of their addresses; others show statements alone."""

from collections.abc import Mapping

from rufsgraph.protocol.pages import (
    actors,
    funding_sources,
    goals,
    indicators,
    initiatives,
    plans,
    priorities,
    rankings,
    sdgs,
    strategies,
    subgoals,
)
from rufsgraph.protocol.pages.kind import Kind

KINDS: Mapping[str, Kind] = {
    "actor": actors.KIND,
    "entry": initiatives.ENTRY,
    "funding-source": funding_sources.KIND,
    "goal": goals.KIND,
    "indicator": indicators.KIND,
    "initiative": initiatives.INITIATIVE,
    "plan": plans.KIND,
    "priority": priorities.KIND,
    "ranking": rankings.KIND,
    "sdg": sdgs.KIND,
    "strategy": strategies.KIND,
    "sub-goal": subgoals.KIND,
    "vision": plans.KIND,
}
"""What a page of a kind of thing is made of: the questions asked about it, and a model of the answers."""
