"""The pages of an initiative and of an entry of the inventory: purpose, who has which role, as printed."""

from collections.abc import Mapping
from dataclasses import dataclass

from rufsgraph.protocol.pages import stated
from rufsgraph.protocol.pages.inventory import NOT_STATED, Place, place, texts
from rufsgraph.protocol.pages.kind import Call, Kind, Material
from rufsgraph.protocol.pages.people import ROLES
from rufsgraph.protocol.tables import Part, Tables, written
from rufsgraph.questions.asking import Answer, Row
from rufsgraph.questions.descriptions import Description


@dataclass(frozen=True, slots=True)
class Participant:
    """Who has a role in an entry: as printed, through whom and with what share where it says so."""

    part: Part
    printed: str
    through: Part | None
    share: str
    line: int


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of annex 2 as its page and that of its initiative show it."""

    place: Place
    title: str
    purpose: str
    funding: str
    first: int
    last: int
    priority: Part
    roles: Mapping[str, tuple[Participant, ...]]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is stated of an initiative or of one entry; what is empty is not stated."""

    priorities: tuple[tuple[str, Part], ...]
    forms: tuple[str, ...]
    form_not_stated: bool
    open_roles: tuple[str, ...]
    start: str
    end: str
    status: str
    places: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class InitiativePage:
    """What stands on the page of an initiative."""

    answers: Mapping[str, Answer]
    purpose: str
    facts: Facts
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class EntryPage:
    """What stands on the page of an entry."""

    answers: Mapping[str, Answer]
    initiative: Part
    joined_because: str
    facts: Facts
    entry: Entry | None


def _initiative_calls(key: str) -> Mapping[str, Call]:
    return {
        "roles": Call("roles-in-initiative", {"initiative": key}),
        "initiative": Call("initiatives", {"initiative": key}),
    }


def _initiative_page(material: Material) -> InitiativePage:
    rows = material.answers["initiative"].rows
    return InitiativePage(
        material.answers,
        stated.text(material.description, "dcterms:description", material.lang),
        _facts_of_initiative(rows[0] if rows else {}, material),
        _entries(material),
    )


def _facts_of_initiative(row: Row, material: Material) -> Facts:
    about, tables = material.description, material.tables
    forms = texts(row.get("funding_form"))
    return Facts(
        _priorities(texts(row.get("priorities")), tables),
        tuple(tables.part("funding-form", key).text for key in forms if key != NOT_STATED),
        NOT_STATED in forms,
        texts(row.get("open_lists")),
        str(row.get("start") or ""),
        str(row.get("end") or ""),
        _status(about, tables),
        tuple(tables.part("area", key) for key in stated.named(about, "rufs:concernsPlace")),
    )


def _priorities(keys: tuple[str, ...], tables: Tables) -> tuple[tuple[str, Part], ...]:
    return tuple((key, tables.part("priority", key)) for key in keys)


def _status(about: Description, tables: Tables) -> str:
    """The status that is stated, in words; nothing where it is not stated."""
    keys = [key for key in stated.named(about, "rufs:statedStatus") if key != NOT_STATED]
    return tables.part("status", keys[0]).text if keys else ""


def _entries(material: Material) -> tuple[Entry, ...]:
    """The entries of an initiative, each with its participants by role."""
    by_entry: dict[str, list[Row]] = {}
    for row in material.answers["roles"].rows:
        by_entry.setdefault(str(row["entry"]), []).append(row)
    return tuple(_entry(key, rows, material) for key, rows in by_entry.items() if key in material.details)


def _entry(key: str, rows: list[Row], material: Material) -> Entry:
    detail = material.details[key]
    roles = {
        role: tuple(_participant(row, material) for row in rows if row["role"] == role) for role in ROLES
    }
    return Entry(
        place(key, material),
        str(detail["title"]),
        str(detail[f"purpose_{material.lang}"] or ""),
        str(detail["funding"] or ""),
        int(str(detail["line"])),
        int(str(detail["end"])),
        material.tables.part("priority", str(rows[0]["priority"])),
        roles,
    )


def _participant(row: Row, material: Material) -> Participant:
    tables = material.tables
    share = row["share"]
    return Participant(
        Part(str(row["participant_label"]), tables.part("funder", str(row["participant"])).path),
        str(row["printed_as"]),
        tables.part("actor", str(row["through"])) if row["through"] else None,
        written(share, material.lang) if isinstance(share, int | float) else "",
        int(str(row["source_line"])),
    )


def _of_initiative(description: Description) -> Mapping[str, Call]:
    """The roles in the initiative that the entry describes."""
    keys = stated.named(description, "rufs:describes")
    return {"roles": Call("roles-in-initiative", {"initiative": keys[0]})} if keys else {}


def _entry_page(material: Material) -> EntryPage:
    about, tables = material.description, material.tables
    initiatives = stated.named(about, "rufs:describes")
    forms = stated.named(about, "rufs:fundingForm")
    own = (one for one in _entries(material) if one.place.key == material.key)
    return EntryPage(
        material.answers,
        tables.part("initiative", initiatives[0]) if initiatives else Part(""),
        stated.text(about, "rufs:joinedBecause", material.lang),
        Facts(
            _priorities(stated.named(about, "rufs:priority"), tables),
            tuple(tables.part("funding-form", key).text for key in forms if key != NOT_STATED),
            NOT_STATED in forms,
            stated.named(about, "rufs:openList"),
            "",
            "",
            "",
            (),
        ),
        next(own, None),
    )


INITIATIVE = Kind("kinds/initiative.html", _initiative_calls, _initiative_page)
ENTRY = Kind("kinds/entry.html", lambda _: {}, _entry_page, _of_initiative)
