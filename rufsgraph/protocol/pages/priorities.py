"""The page of a regional priority: its initiatives, who takes part as what, and what must still be done."""

from collections.abc import Mapping
from dataclasses import dataclass

from rufsgraph.protocol.pages.kind import Call, Kind, Material
from rufsgraph.protocol.tables import Table
from rufsgraph.questions.asking import Answer


@dataclass(frozen=True, slots=True)
class PriorityPage:
    """What stands on the page of a priority, each part with the answer that it shows."""

    answers: Mapping[str, Answer]
    needs: Table
    partners: Table
    initiatives: Table


def _calls(key: str) -> Mapping[str, Call]:
    return {
        "needs": Call("needs-of-priority", {"priority": key}),
        "partners": Call("partners-on-priority", {"priority": key}),
        "initiatives": Call("initiatives", {"priority": key}),
    }


def _page(material: Material) -> PriorityPage:
    return PriorityPage(
        material.answers,
        material.table("needs"),
        material.table("partners"),
        material.table("initiatives"),
    )


KIND = Kind("kinds/priority.html", _calls, _page)
