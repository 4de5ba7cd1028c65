"""What a page of a kind of thing is made of: the questions asked about it, and a model of the answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rufsgraph.protocol.tables import Details, Table, Tables
from rufsgraph.questions.asking import Answer
from rufsgraph.questions.descriptions import Description


@dataclass(frozen=True, slots=True)
class Call:
    """A question of the library with its parameters, as a page asks it."""

    question: str
    given: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Material:
    """All that a page is made of: the thing by its key, the answers by their names, its description."""

    key: str
    lang: str
    answers: Mapping[str, Answer]
    details: Details
    tables: Tables
    description: Description

    def table(self, name: str) -> Table:
        """The answer of a name as a table."""
        return self.tables.table(self.answers[name], self.details)


@dataclass(frozen=True, slots=True)
class Kind:
    """The page of a kind of thing: its template, the calls for the thing of a key, and what they make.

    `further` are the calls that what is stated of the thing leads to; `sheet` is the template of the
    page on one sheet of paper, where there is one.
    """

    template: str
    calls: Callable[[str], Mapping[str, Call]]
    build: Callable[[Material], object]
    further: Callable[[Description], Mapping[str, Call]] | None = None
    sheet: str = ""
