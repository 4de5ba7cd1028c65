"""The rows that a reader wants of an answer, in the order wanted: `sort=-initiatives`, `only-role=owner`."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rufsgraph.errors import BadParameter
from rufsgraph.questions.naming import Names
from rufsgraph.questions.question import FILTER, PLAIN_TYPES, Column, Question
from rufsgraph.questions.rows import Cell, Row, sort_key, values_of

SORT = "sort"
_COMMA = ","
_DOWN = "-"

MANY = 24
"""With more values than this a column is not chosen by: its list would be longer than the table."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The column that rows are sorted by, downwards or not, and for some columns the values to keep."""

    sort: str = ""
    down: bool = False
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def plain(self) -> dict[str, str]:
        """The arrangement as parameters of an address."""
        kept = {FILTER + name: _COMMA.join(values) for name, values in self.only.items()}
        return ({SORT: (_DOWN if self.down else "") + self.sort} if self.sort else {}) | kept


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that rows can be chosen by: how many would have it, and the parameter's value that turns it."""

    value: str
    label: str
    count: int
    chosen: bool
    turned: str


@dataclass(frozen=True, slots=True)
class Facet:
    """A column that rows can be chosen by, with its values."""

    column: Column
    choices: tuple[Choice, ...]

    @property
    def parameter(self) -> str:
        """The parameter of the address that chooses."""
        return FILTER + self.column.name


class Labels:
    """What values of columns are called in one language, each looked up once."""

    def __init__(self, names: Names, lang: str) -> None:
        self._names = names
        self.lang = lang
        self._known: dict[tuple[str, str], str] = {}

    def label(self, column: Column, value: object, row: Row | None = None) -> str:
        """A value of a column in words; the row tells what its thing is called."""
        told = row.get(f"{column.name}_label") if row else None
        if told:
            return str(told)
        if isinstance(value, bool):
            return _YES_NO[self.lang][value]
        text = str(value)
        if text in column.values:
            return column.values[text][self.lang]
        return text if column.item_type in PLAIN_TYPES | {"decimal", "line"} else self.named(column, text)

    def named(self, column: Column, key: str) -> str:
        """What a thing of a column's kind is called; its key where there is no such thing."""
        place = column.item_type, key
        if place not in self._known:
            found = self._names.named(*place)
            self._known[place] = found.label(self.lang) if found else key
        return self._known[place]


def is_arranging(name: str) -> bool:
    """Whether a parameter of an address arranges rows, whatever the question."""
    return name == SORT or name.startswith(FILTER)


def read_arrangement(question: Question, given: Mapping[str, str]) -> Arrangement:
    """The arrangement that an address asks for; BadParameter where it names what can't be arranged by."""
    sort = given.get(SORT, "")
    name = sort.removeprefix(_DOWN)
    if name and question.column(name) is None:
        raise _no_column(SORT, name, [one.name for one in question.columns])
    only: dict[str, tuple[str, ...]] = {}
    for parameter, text in given.items():
        if not parameter.startswith(FILTER) or not text:
            continue
        column = question.column(parameter.removeprefix(FILTER))
        if column is None or not column.is_filter:
            chosen = [FILTER + one.name for one in question.columns if one.is_filter]
            raise _no_column(parameter, parameter, chosen)
        only[column.name] = tuple(dict.fromkeys(part for part in text.split(_COMMA) if part))
    return Arrangement(name, sort.startswith(_DOWN), only)


def _no_column(parameter: str, name: str, known: Sequence[str]) -> BadParameter:
    listed = ", ".join(known)
    return BadParameter(
        f"{parameter} names {name[:40]!r}; there are {listed}",
        f"{parameter} anger {name[:40]!r}; det finns {listed}",
        parameter=parameter,
    )


def arranged(question: Question, rows: list[Row], arrangement: Arrangement, labels: Labels) -> list[Row]:
    """The rows kept, in order: as the question has them where no column is named; empty cells last."""
    kept = [row for row in rows if _keeps(row, arrangement.only)]
    column = question.column(arrangement.sort)
    if column is None:
        return kept
    full = [row for row in kept if values_of(row[column.name])]
    full.sort(key=_order(column, labels), reverse=arrangement.down)
    return full + [row for row in kept if not values_of(row[column.name])]


def _keeps(row: Row, only: Mapping[str, tuple[str, ...]]) -> bool:
    return all(not _written(row[name]).isdisjoint(wanted) for name, wanted in only.items())


def _written(cell: Cell) -> set[str]:
    """The values of a cell as an address writes them."""
    return {str(one).lower() if isinstance(one, bool) else str(one) for one in values_of(cell)}


def _order(column: Column, labels: Labels) -> Callable[[Row], list[tuple[int, Any, Any]]]:
    """The key that rows are sorted by: numbers by size, things by what they are called."""

    def key(row: Row) -> list[tuple[int, Any, Any]]:
        values = values_of(row[column.name])
        if all(not isinstance(one, str) or one[0].isdigit() for one in values):
            return [sort_key(one) for one in values]
        return [sort_key(labels.label(column, one, row)) for one in values]

    return key


def facets(
    question: Question, rows: list[Row], arrangement: Arrangement, labels: Labels
) -> tuple[Facet, ...]:
    """The columns that these rows can be chosen by; counts are of rows that the other choices keep."""
    found = []
    for column in question.columns:
        if not column.is_filter:
            continue
        others = {name: values for name, values in arrangement.only.items() if name != column.name}
        counts = Counter(one for row in rows if _keeps(row, others) for one in _written(row[column.name]))
        chosen = arrangement.only.get(column.name, ())
        if 1 < len(counts) <= MANY or chosen:
            found.append(Facet(column, _choices(column, counts, chosen, labels)))
    return tuple(found)


def _choices(
    column: Column, counts: Counter[str], chosen: tuple[str, ...], labels: Labels
) -> tuple[Choice, ...]:
    known = [one for one in counts if len(counts) <= MANY or one in chosen]
    words = {one: _word(column, one, labels) for one in known}
    return tuple(
        Choice(one, words[one], counts[one], one in chosen, _turned(one, chosen))
        for one in sorted(known, key=lambda one: sort_key(one if one[0].isdigit() else words[one]))
    )


def _word(column: Column, value: str, labels: Labels) -> str:
    if column.type == "boolean":
        return labels.label(column, value == "true")
    label = labels.label(column, value)
    return f"{value} {label}" if value[0].isdigit() and label != value else label


def _turned(value: str, chosen: tuple[str, ...]) -> str:
    """The parameter's value with one more, or one less."""
    kept = [one for one in chosen if one != value]
    return _COMMA.join(kept if value in chosen else [*chosen, value])


_YES_NO = {"sv": ("nej", "ja"), "en": ("no", "yes")}
