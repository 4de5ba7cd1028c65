"""The page of an actor, or of a group of actors: its roles, initiatives, partners, and whom it could meet."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from rufsgraph.protocol.pages import stated
from rufsgraph.protocol.pages.inventory import Line, lines, tallied, texts
from rufsgraph.protocol.pages.kind import Call, Kind, Material
from rufsgraph.protocol.pages.people import ROLES, Count, Tie, count
from rufsgraph.protocol.pages.ways import asked, matrix
from rufsgraph.protocol.tables import Part
from rufsgraph.questions.asking import Answer, Row
from rufsgraph.questions.descriptions import Description
from rufsgraph.terms import swedish_key

_SHOWN, _CLOSEST, _MEETINGS = 25, 15, 10
"""How many initiatives, partners and others to meet the page has; the whole answers have all."""

_MUNICIPALITY = "municipality"


@dataclass(frozen=True, slots=True)
class UnderPriority:
    """An actor's roles under a priority: initiatives in each, entries through groups, and possibly so."""

    part: Part
    number: str
    roles: tuple[Count, ...]
    through: int
    groups: tuple[Part, ...]
    possibly: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What is stated of an actor itself."""

    type: str
    group: str
    aliases: tuple[str, ...]
    code: str
    county: str
    groups: tuple[Part, ...]
    whole: tuple[Part, ...]
    area: Part | None
    note: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A unit, sub-organisation or member, with its number of initiatives."""

    part: Part
    initiatives: Count


@dataclass(frozen=True, slots=True)
class Meeting:
    """Another actor that stands under the same priorities and has a partner in common."""

    part: Part
    priorities: tuple[str, ...]
    partners: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Funder:
    """Who pays for initiatives of the actor, in how many, and the way to these."""

    part: Part
    initiatives: Count


@dataclass(frozen=True, slots=True)
class ActorPage:
    """What stands on the page of an actor, each part with the answer that it shows."""

    answers: Mapping[str, Answer]
    key: str
    facts: Facts
    priorities: tuple[UnderPriority, ...]
    named: bool
    groups_only: tuple[UnderPriority, ...]
    initiatives: tuple[Line, ...]
    whole_list: str
    closest: tuple[Tie, ...]
    meetings: tuple[Meeting, ...]
    funders: tuple[Funder, ...]
    pieces: Mapping[str, tuple[Piece, ...]]
    with_units: str
    places: tuple[Line, ...]
    coverage: bool
    scope_note: str
    matrix: str


def _calls(key: str) -> Mapping[str, Call]:
    actor = {"actor": key}
    return {
        "roles": Call("priorities-of-actor", actor),
        "initiatives": Call("initiatives", actor),
        "partners": Call("co-partners", actor),
        "parts": Call("parts-of-actor", actor),
    }


def _further(description: Description) -> Mapping[str, Call]:
    """Whom a single actor could meet; of a municipality of the county, its place and where it is named."""
    calls: dict[str, Call] = {}
    if not stated.named(description, "rufs:membersKnown"):
        calls["meet"] = Call("could-meet", {"actor": description.iri})
    areas = stated.named(description, "rufs:governs")
    if areas and _MUNICIPALITY in stated.named(description, "rufs:actorType"):
        calls["place"] = Call("initiatives", {"place": areas[0]})
        calls["coverage"] = Call("municipality-coverage", {})
    return calls


def _page(material: Material) -> ActorPage:
    answers, lang = material.answers, material.lang
    initiatives, priorities = answers["initiatives"], _priorities(material)
    return ActorPage(
        answers,
        material.key,
        _facts(material),
        priorities,
        initiatives.total > 0,
        tuple(one for one in priorities if one.through and not any(role.number for role in one.roles)),
        lines(initiatives, material, most=_SHOWN),
        asked("initiatives", lang, actor=material.key),
        _closest(material),
        _meetings(material),
        _funders(initiatives, material),
        _pieces(material),
        asked("priorities-of-actor", lang, actor=material.key, with_units="true"),
        lines(answers["place"], material, most=_SHOWN) if "place" in answers else (),
        "coverage" in answers,
        initiatives.scope_note(),
        matrix("actor-priority", lang),
    )


def _facts(material: Material) -> Facts:
    about, tables, lang = material.description, material.tables, material.lang

    def parts(cls: str, *terms: str) -> tuple[Part, ...]:
        keys = dict.fromkeys(key for term in terms for key in stated.named(about, term))
        return tuple(sorted((tables.part(cls, key) for key in keys), key=lambda one: swedish_key(one.text)))

    types, areas = parts("actor-type", "rufs:actorType"), parts("area", "rufs:governs")
    known = stated.named(about, "rufs:membersKnown")
    return Facts(
        type=types[0].text if types else "",
        group=known[0] if known else "",
        aliases=tuple(sorted(stated.texts(about, "skos:altLabel"), key=swedish_key)),
        code=next(iter(stated.texts(about, "skos:notation")), ""),
        county=next(iter(stated.named(about, "rufs:inCounty")), ""),
        groups=parts("actor", "rufs:inGroup", "org:memberOf"),
        whole=parts("actor", "org:unitOf", "org:subOrganizationOf"),
        area=areas[0] if areas else None,
        note=stated.text(about, "rufs:note", lang),
    )


def _priorities(material: Material) -> tuple[UnderPriority, ...]:
    """All nine priorities, also those under which the inventory doesn't name the actor."""
    direct: dict[tuple[str, str], int] = {}
    through: dict[str, set[str]] = defaultdict(set)
    groups: dict[str, dict[str, None]] = defaultdict(dict)
    for row in material.answers["roles"].rows:
        priority = str(row["priority"])
        if row["through"] == "direct":
            direct[priority, str(row["role"])] = int(str(row["initiatives"]))
        else:
            through[priority] |= set(texts(row["entries"]))
            groups[priority][str(row["group"])] = None
    possibly = _possibly(material)
    return tuple(
        UnderPriority(
            material.tables.part("priority", key),
            key,
            tuple(
                count(direct.get((key, role)), material.lang, actor=material.key, priority=key, role=role)
                for role in ROLES
            ),
            len(through[key]),
            tuple(material.tables.part("actor", one) for one in groups[key]),
            possibly.get(key, 0),
        )
        for key in material.tables.keys("priority")
    )


def _possibly(material: Material) -> Mapping[str, int]:
    """By priority, the entries that name a group of municipalities without saying which."""
    if "coverage" not in material.answers:
        return {}
    own = (row for row in material.answers["coverage"].rows if row["municipality"] == material.key)
    return {str(row["priority"]): int(str(row["possibly"])) for row in own}


def _closest(material: Material) -> tuple[Tie, ...]:
    rows = sorted(material.answers["partners"].rows, key=lambda row: -int(str(row["shared"])))
    return tuple(_tie(row, material) for row in rows[:_CLOSEST])


def _tie(row: Row, material: Material) -> Tie:
    key = str(row["actor"])
    path = asked("shared-initiatives", material.lang, actor=material.key, other=key)
    part = Part(str(row["actor_label"]), material.tables.part("actor", key).path)
    return Tie(part, int(str(row["shared"])), path)


def _meetings(material: Material) -> tuple[Meeting, ...]:
    """Those with most partners in common first."""
    if "meet" not in material.answers:
        return ()
    rows = sorted(material.answers["meet"].rows, key=lambda row: -len(texts(row["common_partners"])))
    return tuple(
        Meeting(
            Part(str(row["actor_label"]), material.tables.part("actor", str(row["actor"])).path),
            texts(row["common_priorities"]),
            texts(row["common_partners"]),
        )
        for row in rows[:_MEETINGS]
    )


def _funders(initiatives: Answer, material: Material) -> tuple[Funder, ...]:
    """Who pays for its initiatives, those of most first."""
    names = (name for row in initiatives.rows for name in texts(row["funders"]))
    return tuple(
        Funder(
            material.tables.called("funder", name),
            count(number, material.lang, actor=material.key, funder=name),
        )
        for name, number in tallied(names)[:_CLOSEST]
    )


def _pieces(material: Material) -> Mapping[str, tuple[Piece, ...]]:
    """Units, sub-organisations and members by what they are to the actor."""
    found: dict[str, list[Piece]] = defaultdict(list)
    for row in material.answers["parts"].rows:
        key = str(row["actor"])
        part = Part(str(row["actor_label"]), material.tables.part("actor", key).path)
        found[str(row["relation"])].append(Piece(part, count(row["initiatives"], material.lang, actor=key)))
    return {relation: tuple(own) for relation, own in found.items()}


KIND = Kind("kinds/actor.html", _calls, _page, _further, "kinds/actor_sheet.html")
