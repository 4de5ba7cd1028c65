"""Initiatives as lists of them show them: purpose, owners, partners, who pays, where it stands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rufsgraph.protocol.pages.kind import Material
from rufsgraph.protocol.tables import Part
from rufsgraph.questions.asking import Answer, Row

NOT_STATED = "not-stated"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands in annex 2, by its key and with its page here."""

    key: str
    path: str
    priority: str
    row: int
    page: int
    note: str


@dataclass(frozen=True, slots=True)
class Line:
    """An initiative in a list; `not_stated` says of its funding that the report has but a dash."""

    part: Part
    purpose: str
    owners: tuple[str, ...]
    partners: tuple[str, ...]
    funders: tuple[str, ...]
    forms: tuple[str, ...]
    not_stated: bool
    open_roles: tuple[str, ...]
    start: int | None
    end: int | None
    priorities: tuple[str, ...]
    places: tuple[Place, ...]


def lines(
    answer: Answer, material: Material, priority: str = "", most: int | None = None
) -> tuple[Line, ...]:
    """The initiatives of an answer; with a priority only the entries under it are told, in their order."""
    made = [_line(row, material, priority) for row in answer.rows[:most]]
    return tuple(sorted(made, key=lambda one: one.places[0].row) if priority and most is None else made)


def _line(row: Row, material: Material, priority: str) -> Line:
    keys = [key for key in texts(row["entries"]) if key in material.details]
    own = [key for key in keys if not priority or _priority(key) == priority] or keys
    forms = texts(row["funding_form"])
    tables = material.tables
    return Line(
        Part(str(row["initiative_label"]), tables.part("initiative", str(row["initiative"])).path),
        str(material.details[own[0]][f"purpose_{material.lang}"] or "") if own else "",
        texts(row["owners"]),
        texts(row["partners"]),
        texts(row["funders"]),
        tuple(tables.part("funding-form", key).text for key in forms if key != NOT_STATED),
        NOT_STATED in forms,
        texts(row["open_lists"]),
        _year(row["start"]),
        _year(row["end"]),
        texts(row["priorities"]),
        tuple(place(key, material) for key in own),
    )


def place(key: str, material: Material) -> Place:
    """Where an entry stands."""
    detail: Mapping[str, object] = material.details[key]
    return Place(
        key,
        material.tables.part("entry", key).path,
        _priority(key),
        int(str(detail["row"])),
        int(str(detail["page"])),
        str(detail[f"note_{material.lang}"] or ""),
    )


def texts(value: object) -> tuple[str, ...]:
    """The values of a cell that is a list, as texts."""
    return tuple(map(str, value)) if isinstance(value, list) else ()


def tallied(names: Iterable[str]) -> list[tuple[str, int]]:
    """Names with how often each comes, the commonest first, in the order met where equal."""
    found: dict[str, int] = {}
    for name in names:
        found[name] = found.get(name, 0) + 1
    return sorted(found.items(), key=lambda one: -one[1])


def _priority(key: str) -> str:
    return key.split(".")[1]


def _year(value: object) -> int | None:
    return None if value is None else int(str(value))
