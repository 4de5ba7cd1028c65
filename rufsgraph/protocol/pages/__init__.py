"""The pages of the kinds of things, by the class of their addresses; others show statements alone."""

from collections.abc import Mapping

from rufsgraph.protocol.pages import actors, funding_sources, initiatives, priorities
from rufsgraph.protocol.pages.kind import Kind

KINDS: Mapping[str, Kind] = {
    "actor": actors.KIND,
    "entry": initiatives.ENTRY,
    "funding-source": funding_sources.KIND,
    "initiative": initiatives.INITIATIVE,
    "priority": priorities.KIND,
}
