"""A question as its file describes it, strictly: id, title, description, parameters, columns."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from rufsgraph.engines.queryfile import BadQueryFile, QueryFile, read_query_file

LIBRARY = Path(__file__).parent / "library"
SUPPORT = Path(__file__).parent / "support"

NAMED_TYPES = frozenset(
    {"actor", "area", "funder", "goal", "indicator", "initiative", "priority", "ranking", "sdg", "sub-goal"}
    | {"population-group", "role", "actor-type", "thing", "edition", "discrepancy-kind", "place"}
)
"""Types of parameters that name a thing of the graph."""

PLAIN_TYPES = frozenset({"integer", "boolean", "text", "choice"})

_QUESTION_KEYS = {
    "title",
    "description",
    "parameters",
    "columns",
    "sort",
    "keywords",
    "complete",
    "lists_entries",
}
_REQUIRED_KEYS = {"title", "description", "columns", "sort", "keywords"}
_PARAMETER_KEYS = {"name", "type", "sv", "en", "required", "default", "choices", "example"}
_COLUMN_KEYS = {"name", "type", "sv", "en"}

Text = Mapping[str, str]
"""A text in `sv` and `en`."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a question; `default` None means that leaving it out asks for all."""

    name: str
    type: str
    meaning: Text
    required: bool
    default: object
    choices: tuple[str, ...]
    example: object

    @property
    def token(self) -> str:
        """The name of its `$token` in the query: hyphens are not allowed there."""
        return self.name.replace("-", "_")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an answer: its type says how cells are read (`actor`, `integer`, `entry list`)."""

    name: str
    type: str
    meaning: Text

    @property
    def is_list(self) -> bool:
        """Whether its cells hold several values."""
        return self.type.endswith(" list")

    @property
    def item_type(self) -> str:
        """The type of a single value."""
        return self.type.removesuffix(" list")


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the library; `sort` names the columns that rows are sorted by."""

    id: str
    title: Text
    description: Text
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    sort: tuple[str, ...]
    keywords: tuple[str, ...]
    complete: str
    file: QueryFile

    def parameter(self, name: str) -> Parameter | None:
        """The parameter of that name."""
        return next((one for one in self.parameters if one.name == name), None)


@cache
def library() -> Mapping[str, Question]:
    """Every question by its id, in alphabetical order; BadQueryFile where one breaks the rules."""
    questions = (parse_question(read_query_file(path)) for path in sorted(LIBRARY.glob("*.rq")))
    return {question.id: question for question in questions}


@cache
def support(name: str) -> QueryFile:
    """A query that serves all questions: names, scopes, entries."""
    return read_query_file(SUPPORT / f"{name}.rq")


def parse_question(file: QueryFile) -> Question:
    """The question in a query file; BadQueryFile says which key is missing, unknown or wrong."""
    header = file.header
    _check_keys(file, "question", header, _QUESTION_KEYS, _REQUIRED_KEYS)
    parameters = tuple(_parameter(file, one) for one in header.get("parameters", []))
    columns = tuple(_column(file, one) for one in header["columns"])
    question = Question(
        id=file.name,
        title=_text(file, "title", header["title"]),
        description=_text(file, "description", header["description"]),
        parameters=parameters,
        columns=columns,
        sort=tuple(header["sort"]),
        keywords=tuple(header["keywords"]),
        complete=header.get("complete", ""),
        file=file,
    )
    _check_tokens(question)
    return question


def _parameter(file: QueryFile, raw: Mapping[str, Any]) -> Parameter:
    _check_keys(file, "parameter", raw, _PARAMETER_KEYS, {"name", "type", "sv", "en"})
    if raw["type"] not in NAMED_TYPES | PLAIN_TYPES:
        raise BadQueryFile(f"{file.name}: the parameter {raw['name']} has the unknown type {raw['type']}")
    return Parameter(
        name=raw["name"],
        type=raw["type"],
        meaning=_text(file, raw["name"], raw),
        required=raw.get("required", False),
        default=raw.get("default"),
        choices=tuple(raw.get("choices", ())),
        example=raw.get("example", raw.get("default")),
    )


def _column(file: QueryFile, raw: Mapping[str, Any]) -> Column:
    _check_keys(file, "column", raw, _COLUMN_KEYS, _COLUMN_KEYS)
    return Column(raw["name"], raw["type"], _text(file, raw["name"], raw))


def _text(file: QueryFile, what: str, raw: Mapping[str, Any]) -> Text:
    if not raw.get("sv") or not raw.get("en"):
        raise BadQueryFile(f"{file.name}: {what} wants a text in sv and in en")
    return {"sv": raw["sv"], "en": raw["en"]}


def _check_keys(
    file: QueryFile, what: str, raw: Mapping[str, Any], known: set[str], required: set[str]
) -> None:
    missing, strange = required - set(raw), set(raw) - known
    if missing or strange:
        raise BadQueryFile(f"{file.name}: {what} lacks {sorted(missing)}, has unknown {sorted(strange)}")


def _check_tokens(question: Question) -> None:
    declared = {one.token for one in question.parameters} | {"lang", "edition"}
    strange = question.file.parameters() - declared
    sortable = {column.name for column in question.columns}
    if strange or not set(question.sort) <= sortable:
        raise BadQueryFile(f"{question.id}: undeclared {sorted(strange)} or sort by what is no column")
