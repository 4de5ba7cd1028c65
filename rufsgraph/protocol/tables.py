"""An answer as a table that people read: names for keys, ways to pages, and where each row stands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from rufsgraph.protocol.addresses import Address, address_of
from rufsgraph.questions.asking import Answer, Row, entries_of
from rufsgraph.questions.naming import Names
from rufsgraph.questions.question import Column
from rufsgraph.terms import Iris

_LABEL = "_label"
_LINES = ("source_lines", "source_line", "first_line", "second_line")
_SAID_ONCE = frozenset({*_LINES, "entries", "entry", "scope_note"})
"""Columns that a table shows in a place of their own."""

_WORDS = {"sv": ("nej", "ja"), "en": ("no", "yes")}
_LONG = 10_000
"""From here on the digits of a value stand in groups of three."""

_UNNAMED = {
    "discrepancy": {"sv": "motsägelse", "en": "contradiction"},
    "participation": {"sv": "roll i en insats", "en": "role in an initiative"},
    "source": {"sv": "källa", "en": "source"},
}
"""Kinds of things that have pages and no names."""

_STATEMENT = {"sv": "utsaga", "en": "statement"}
"""What is said of a thing without a name of any kind."""

_NARROW = "\N{NARROW NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class Part:
    """A value as shown: its text, and the page that it leads to if there is one."""

    text: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """The values of a cell; where it has none, or a zero, `empty` says what that means."""

    parts: tuple[Part, ...]
    number: bool = False
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a row stands in the report: a line, or an entry of annex 2 with page, row, title and doubts."""

    first: int
    last: int
    entry: str = ""
    path: str = ""
    priority: str = ""
    page: int | None = None
    row: int | None = None
    title: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table, with where it stands; `row` is the answer's own."""

    cells: tuple[Cell, ...]
    stands: tuple[Stand, ...]
    row: Row


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of a table, by the name that the question gives it; `mark` says whose words it holds."""

    name: str
    label: str
    number: bool
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """An answer for people: no keys, each thing named once with the way to its page."""

    headings: tuple[Heading, ...]
    lines: tuple[Line, ...]

    def only(self, *names: str) -> "Table":
        """The table with some of its columns alone, in the order given."""
        order = [one.name for one in self.headings]
        places = [order.index(name) for name in names]
        return Table(
            tuple(self.headings[place] for place in places),
            tuple(replace(one, cells=tuple(one.cells[place] for place in places)) for one in self.lines),
        )


Details = Mapping[str, Mapping[str, object]]
"""What is known of entries, by key, as `Asker.entry_details` tells it."""


class Tables:
    """Makes tables of answers in one language, for one site."""

    def __init__(self, names: Names, iris: Iris, lang: str) -> None:
        self._names = names
        self._iris = iris
        self._lang = lang
        self._parts: dict[tuple[str, str], Part] = {}

    @property
    def lang(self) -> str:
        """The language that the tables are in."""
        return self._lang

    def table(self, answer: Answer, details: Details) -> Table:
        """The table of an answer, given the details of the entries that it names."""
        columns = _shown(answer.question.columns)
        return Table(
            tuple(self._heading(one, answer.question.columns) for one in columns),
            tuple(
                Line(
                    tuple(self._cell(one, row) for one in columns),
                    tuple(self._stands(row, details)),
                    row,
                )
                for row in answer.rows
            ),
        )

    def keys(self, cls: str) -> list[str]:
        """The keys of all things of a class, numbers by size."""
        found = (one.key for one in self._names.of_class(cls))
        return sorted(found, key=lambda key: (len(key) if key.isdigit() else 0, key))

    def part(self, kind: str, key: str) -> Part:
        """A thing by kind and key: what it is called, and its page; the key itself where there is none."""
        known = self._parts.get((kind, key))
        if known is None:
            known = self._parts[kind, key] = self._find(kind, key)
        return known

    def called(self, kind: str, name: str) -> Part:
        """The one thing of a kind with that name, letter for letter; else the name alone."""
        found = self._names.called(kind, name)
        return Part(name, self._path(found[0].iri)) if len(found) == 1 else Part(name)

    def _find(self, kind: str, key: str) -> Part:
        named = self._names.named(kind, key)
        if named is None and kind in _UNNAMED:
            return Part(_UNNAMED[kind][self._lang], self._own_path(kind, key))
        if named is None:
            return Part(key)
        return Part(named.label(self._lang), self._path(named.iri))

    def _thing(self, name: str) -> Part:
        """A thing by its class and key in one."""
        kind, _, key = name.partition("/")
        part = self.part(kind, key)
        path = part.path or self._own_path(kind, key)
        return part if part.path or not path else Part(_STATEMENT[self._lang], path)

    def _own_path(self, kind: str, key: str) -> str:
        """The page of a thing that has no name; none for what isn't a thing of ours."""
        try:
            return self._path(self._iris.id(kind, key))
        except ValueError:
            return ""

    def path_of(self, kind: str, key: str) -> str:
        """The page of what has that key, whether or not it can be asked about."""
        return f"{Address(kind, key).doc_path()}?lang={self._lang}"

    def _path(self, iri: str) -> str:
        address = address_of(iri, self._iris)
        return f"{address.doc_path()}?lang={self._lang}" if address else ""

    def _heading(self, column: Column, columns: Iterable[Column]) -> Heading:
        mark = column.mark or _mark_of_label(column, columns)
        return Heading(column.name, column.label[self._lang], _is_number(column), mark)

    def _cell(self, column: Column, row: Row) -> Cell:
        value = row[column.name]
        values = value if isinstance(value, list) else [value]
        label = row.get(column.name + _LABEL)
        parts = tuple(self._part(column, one, label) for one in values if one not in (None, ""))
        return Cell(parts, _is_number(column), column.empty if not parts or value == 0 else "")

    def _part(self, column: Column, value: object, label: object) -> Part:
        if isinstance(value, bool):
            return Part(_WORDS[self._lang][value])
        if str(value) in column.values:
            return Part(column.values[str(value)][self._lang])
        if column.item_type == "thing":
            return self._thing(str(value))
        if column.item_type == "decimal" and isinstance(value, int | float):
            return Part(written(value, self._lang))
        if column.item_type in ("text", "choice") or not isinstance(value, str):
            return Part(str(value))
        part = self.part(column.item_type, value)
        return Part(str(label), part.path) if label else part

    def _stands(self, row: Row, details: Details) -> list[Stand]:
        entries = [key for key in entries_of(row) if key in details]
        if entries:
            return [self._stand(key, details[key]) for key in entries]
        return [Stand(line, line) for line in _lines(row)]

    def _stand(self, key: str, detail: Mapping[str, object]) -> Stand:
        part = self.part("entry", key)
        return Stand(
            first=int(str(detail["line"])),
            last=int(str(detail["end"])),
            entry=key,
            path=part.path,
            priority=key.split(".")[1],
            page=int(str(detail["page"])),
            row=int(str(detail["row"])),
            title=str(detail["title"]),
            note=str(detail[f"note_{self._lang}"] or ""),
        )


def written(value: float, lang: str) -> str:
    """A number as it is written in a language.

    >>> written(3.8, "sv"), written(16700, "en"), written(2050, "sv")
    ('3,8', '16\\u202f700', '2050')
    """
    text = f"{value:,}" if abs(value) >= _LONG else str(value)
    text = text.replace(",", _NARROW).removesuffix(".0")
    return text.replace(".", ",") if lang == "sv" else text


def _shown(columns: tuple[Column, ...]) -> list[Column]:
    """The columns that a table has: without names that stand at their things, and places said once."""
    names = {one.name for one in columns}
    return [
        one
        for one in columns
        if one.name not in _SAID_ONCE
        and not one.aside
        and not (one.name.endswith(_LABEL) and one.name.removesuffix(_LABEL) in names)
    ]


def _mark_of_label(column: Column, columns: Iterable[Column]) -> str:
    """The mark of the column that says what this one's things are called."""
    return next((one.mark for one in columns if one.name == column.name + _LABEL), "")


def _is_number(column: Column) -> bool:
    return column.type in ("integer", "decimal")


def _lines(row: Row) -> list[int]:
    """The lines of the report that a row names, each once."""
    found: list[int] = []
    for name in _LINES:
        value = row.get(name)
        found += [int(str(one)) for one in (value if isinstance(value, list) else [value]) if one is not None]
    return list(dict.fromkeys(found))
