"""The page of an answer: its sentence and citation, its table with ways to sort, choose and turn pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rufsgraph.protocol.reporting import letter
from rufsgraph.protocol.tables import Details, Heading, Table, Tables
from rufsgraph.questions.arranging import Arrangement, Facet
from rufsgraph.questions.asking import Answer, Understood, entries_of
from rufsgraph.questions.naming import Named
from rufsgraph.questions.question import Question

PAGE = "page"
PAGE_ROWS = 100
"""Rows on a page of a long table."""

Address = Mapping[str, str]
"""The parameters of an address."""


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column, with the address that sorts by it; `order` as aria-sort has it."""

    heading: Heading
    address: Address
    order: str


@dataclass(frozen=True, slots=True)
class Chip:
    """A value to choose rows by, with the address that turns it on or off."""

    label: str
    count: int
    chosen: bool
    address: Address


@dataclass(frozen=True, slots=True)
class Chips:
    """The values of a column to choose rows by; the address lets them all go."""

    label: str
    chips: tuple[Chip, ...]
    chosen: bool
    address: Address


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """What the page of an answer shows beside the question itself."""

    answer: Answer
    sentence: str
    address: Address
    table: Table
    heads: tuple[Head, ...]
    chips: tuple[Chips, ...]
    letters: tuple[str, ...]
    number: int
    pages: int
    first: int
    count: int

    @property
    def last(self) -> int:
        """The number of the last row shown, of all."""
        return self.first + len(self.table.lines) - 1

    @property
    def marks(self) -> tuple[str, ...]:
        """The marks that stand in the table."""
        read_with_doubt = any(stand.note for line in self.table.lines for stand in line.stands)
        marks = [head.heading.mark for head in self.heads if head.heading.mark]
        return tuple(dict.fromkeys([*marks, *(["doubt"] if read_with_doubt else [])]))

    @property
    def empties(self) -> tuple[str, ...]:
        """What empty cells and zeros in the table mean."""
        return tuple(
            dict.fromkeys(cell.empty for line in self.table.lines for cell in line.cells if cell.empty)
        )

    @property
    def own(self) -> frozenset[str]:
        """The parameters of the address that the question's form doesn't have."""
        names = {one.name for one in self.answer.question.parameters} | {"lang"}
        return frozenset(self.address) - names


@dataclass(frozen=True, slots=True)
class Shown:
    """One page of an answer: its rows, how many pages there are, and where in all rows it begins."""

    part: Answer
    number: int
    pages: int
    first: int
    count: int


def shown(chosen: Answer, number: int) -> Shown:
    """The rows of a page of an answer; a number past the last page gives the last."""
    pages = max(1, -(-len(chosen.rows) // PAGE_ROWS))
    number = min(max(number, 1), pages)
    first = (number - 1) * PAGE_ROWS
    part = replace(chosen, rows=chosen.rows[first : first + PAGE_ROWS])
    return Shown(part, number, pages, chosen.parameters.offset + first + 1, len(chosen.rows))


def entries_on(page: Shown) -> set[str]:
    """The entries that the rows of a page name."""
    return {key for row in page.part.rows for key in entries_of(row)}


def answer_page(
    page: Shown,
    sentence: str,
    facets: Sequence[Facet],
    tables: Tables,
    details: Details,
    contact: str,
    permalink: str,
) -> AnswerPage:
    """The page of an answer; letters about its rows go to the contact, if there is one."""
    answer = page.part
    table = _without(tables.table(answer, details), _asked_for(answer))
    lang = answer.parameters.lang
    letters = (letter(contact, line, table.headings, answer.release, permalink, lang) for line in table.lines)
    return AnswerPage(
        answer,
        sentence,
        address_of_call(answer.question, answer.parameters),
        table,
        tuple(_head(one, answer) for one in table.headings),
        tuple(_chips(one, answer) for one in facets),
        tuple(letters) if contact else (),
        page.number,
        page.pages,
        page.first,
        page.count,
    )


def _asked_for(answer: Answer) -> set[str]:
    """The columns that say nothing but the very thing that was asked for."""
    asked = answer.parameters.values
    same = {column.name: asked.get(column.name.replace("_", "-")) for column in answer.question.columns}
    return {
        name
        for name, value in same.items()
        if isinstance(value, Named) and all(row[name] == value.key for row in answer.rows)
    }


def _without(table: Table, names: set[str]) -> Table:
    kept = [place for place, heading in enumerate(table.headings) if heading.name not in names]
    lines = (replace(line, cells=tuple(line.cells[place] for place in kept)) for line in table.lines)
    return Table(tuple(table.headings[place] for place in kept), tuple(lines))


def address_of_call(question: Question, asked: Understood) -> dict[str, str]:
    """The parameters of an address that asks the same: what is as usual is left out."""
    found: dict[str, str] = {}
    for one in question.parameters:
        value = asked.values[one.name]
        if isinstance(value, Named):
            found[one.name] = f"{value.cls}/{value.key}" if one.type == "thing" else value.key
        elif value is not None and value != one.default:
            found[one.name] = str(value).lower() if isinstance(value, bool) else str(value)
    found["lang"] = asked.lang
    part = {"limit": asked.limit, "offset": asked.offset or None}
    found |= {name: str(number) for name, number in part.items() if number is not None}
    return found | asked.arrangement.plain()


def _turned(answer: Answer, arrangement: Arrangement) -> dict[str, str]:
    """The address of the same call with another arrangement."""
    return address_of_call(answer.question, replace(answer.parameters, arrangement=arrangement))


def _head(heading: Heading, answer: Answer) -> Head:
    """Numbers are sorted from the largest first; what is sorted already turns round."""
    now = answer.parameters.arrangement
    sorted_by = now.sort == heading.name
    down = not now.down if sorted_by else heading.number
    order = ("descending" if now.down else "ascending") if sorted_by else ""
    return Head(heading, _turned(answer, replace(now, sort=heading.name, down=down)), order)


def _chips(facet: Facet, answer: Answer) -> Chips:
    now, name = answer.parameters.arrangement, facet.column.name
    others = {one: values for one, values in now.only.items() if one != name}

    def address(turned: str) -> dict[str, str]:
        only = others | ({name: tuple(turned.split(","))} if turned else {})
        return _turned(answer, replace(now, only=only))

    chips = (Chip(one.label, one.count, one.chosen, address(one.turned)) for one in facet.choices)
    return Chips(facet.column.label[answer.parameters.lang], tuple(chips), name in now.only, address(""))
