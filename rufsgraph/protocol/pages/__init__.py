"""The pages of the kinds of things, by the class of their addresses; others show statements alone."""

from collections.abc import Mapping

from rufsgraph.protocol.pages import priorities
from rufsgraph.protocol.pages.kind import Kind

KINDS: Mapping[str, Kind] = {
    "priority": priorities.KIND,
}
