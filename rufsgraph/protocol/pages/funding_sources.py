"""The page of a funding source: what it pays for, and that the report states no amounts."""

from collections.abc import Mapping
from dataclasses import dataclass

from rufsgraph.protocol.pages import stated
from rufsgraph.protocol.pages.inventory import Line, lines, texts
from rufsgraph.protocol.pages.kind import Call, Kind, Material
from rufsgraph.protocol.pages.people import Count, count
from rufsgraph.protocol.tables import Part, written
from rufsgraph.questions.asking import Answer
from rufsgraph.terms import swedish_key


@dataclass(frozen=True, slots=True)
class Share:
    """A part of the funding that is stated for an initiative, in percent as the report has it."""

    part: Part
    percent: str
    through: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FundingSourcePage:
    """What stands on the page of a funding source, each part with the answer that it shows."""

    answers: Mapping[str, Answer]
    kind: str
    aliases: tuple[str, ...]
    administered_by: tuple[Part, ...]
    note: str
    priorities: tuple[tuple[str, Part, Count], ...]
    initiatives: tuple[Line, ...]
    shares: tuple[Share, ...]


def _calls(key: str) -> Mapping[str, Call]:
    funder = {"funder": key}
    return {"initiatives": Call("initiatives", funder), "paid": Call("initiatives-of-funder", funder)}


def _page(material: Material) -> FundingSourcePage:
    about, tables = material.description, material.tables
    kinds = stated.named(about, "rufs:fundingKind")
    return FundingSourcePage(
        material.answers,
        tables.part("funding-kind", kinds[0]).text if kinds else "",
        tuple(sorted(stated.texts(about, "skos:altLabel"), key=swedish_key)),
        tuple(tables.part("actor", key) for key in stated.named(about, "rufs:administeredBy")),
        stated.text(about, "rufs:note", material.lang),
        _priorities(material),
        lines(material.answers["initiatives"], material),
        _shares(material),
    )


def _priorities(material: Material) -> tuple[tuple[str, Part, Count], ...]:
    """The priorities under which it pays, with the number of initiatives there."""
    counted: dict[str, int] = {}
    for row in material.answers["paid"].rows:
        for key in texts(row["priorities"]):
            counted[key] = counted.get(key, 0) + 1
    return tuple(
        (
            key,
            material.tables.part("priority", key),
            count(counted[key], material.lang, funder=material.key, priority=key),
        )
        for key in sorted(counted)
    )


def _shares(material: Material) -> tuple[Share, ...]:
    """The initiatives for which a share, or who it goes through, is stated."""
    found = []
    for row in material.answers["paid"].rows:
        named, share = texts(row["through"]), row["share"]
        if share is not None or named:
            part = Part(
                str(row["initiative_label"]), material.tables.part("initiative", str(row["initiative"])).path
            )
            percent = written(share, material.lang) if isinstance(share, int | float) else ""
            found.append(Share(part, percent, named))
    return tuple(found)


KIND = Kind("kinds/funding_source.html", _calls, _page)
