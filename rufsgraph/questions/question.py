"""A question as its file describes it, strictly: id, title, description, parameters, columns."""

import re
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
    "most",
    "lists_entries",
    "topic",
    "rank",
    "sentence",
    "more",
    "answer",
    "remark",
    "examples",
}
_REQUIRED_KEYS = {
    "title",
    "description",
    "columns",
    "sort",
    "keywords",
    "topic",
    "rank",
    "sentence",
    "more",
    "answer",
}
_PARAMETER_REQUIRED = {"name", "type", "sv", "en", "label"}
_PARAMETER_KEYS = _PARAMETER_REQUIRED | {
    "required",
    "default",
    "choices",
    "example",
    "any",
    "phrase",
    "unset",
    "names",
}
_COLUMN_REQUIRED = {"name", "type", "sv", "en"}
_COLUMN_KEYS = _COLUMN_REQUIRED | {"label", "mark", "empty", "filter", "values", "aside"}
_SAYING_REQUIRED = {"none", "one", "many"}
_SAYING_COLUMNS = ("counts", "lead", "tally", "each", "only")
_SAYING_KEYS = _SAYING_REQUIRED | {*_SAYING_COLUMNS}
_SAYING_PLACES = {"count", "rows", "names", "often", "among", "tally", "edition"}

TOPICS = ("who", "how", "missing", "money", "places", "world")
"""What people want to know, in the order in which pages have it."""

MARKS = frozenset({"", "printed", "ours", "inferred"})
"""Whose words a column holds: the report's, our own, or what follows from what is stated."""

EMPTIES = frozenset(
    {"", "none", "not-stated", "not-named", "direct", "no-form", "no-code", "not-counted", "range"}
    | {"no-range", "no-value", "no-rank", "count", "nobody", "no-row", "other-source", "by-rule", "no-group"}
)
"""What an empty cell of a column means, or a zero in a column of counts."""

FILTER = "only-"
"""Begins the name of an address's parameter that keeps the rows with some values of a column."""

_FILTERED = frozenset(
    {"role", "actor-type", "outcome", "funding-form", "direction", "priority", "goal", "sub-goal"}
    | {"strategy-status", "found-by", "discrepancy-kind", "area-kind", "qualifier", "measure-kind"}
    | {"ranking-basis", "population-group", "section", "boolean"}
)
"""Types of columns that rows can be chosen by."""

_PLACE = re.compile(r"\{([a-z-]+)\}")
_SHORT = re.compile(r"[;:(,]")

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
    label: Text
    any: Text
    phrase: Text
    unset: Text
    names: tuple[Text, ...]

    @property
    def options(self) -> tuple[tuple[str, Text], ...]:
        """The values of a choice, or of yes and no, as they are sent and as they are called."""
        values = ("false", "true") if self.type == "boolean" else self.choices
        return tuple(zip(values, self.names, strict=True))

    @property
    def token(self) -> str:
        """The name of its `$token` in the query: hyphens are not allowed there."""
        return self.name.replace("-", "_")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an answer: its type says how cells are read (`actor`, `integer`, `entry list`).

    What stands `aside` is for programs: tables for people leave it out.
    """

    name: str
    type: str
    meaning: Text
    label: Text
    mark: str
    empty: str
    values: Mapping[str, Text]
    chosen: bool
    aside: bool

    @property
    def is_filter(self) -> bool:
        """Whether rows can be chosen by its values."""
        return not self.aside and (self.chosen or bool(self.values) or self.item_type in _FILTERED)

    @property
    def is_list(self) -> bool:
        """Whether its cells hold several values."""
        return self.type.endswith(" list")

    @property
    def item_type(self) -> str:
        """The type of a single value."""
        return self.type.removesuffix(" list")


@dataclass(frozen=True, slots=True)
class Saying:
    """The sentence that says an answer: for no row, one, or many; what it counts, names and sums up.

    Its places are the parameters' phrases; {count} and {rows}; {names}, {often} and {among}, which name the
    first few; {tally}, which sums up a column; {edition}.
    """

    none: Text
    one: Text
    many: Text
    counts: str
    lead: str
    tally: str
    each: str
    only: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the library; `sort` names the columns that rows are sorted by.

    `most` is the bound that its query sets to its rows for the engine's plan, higher than any answer.

    `sentence` asks it in plain words with a place for each parameter that isn't in `more`.
    """

    id: str
    title: Text
    description: Text
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    sort: tuple[str, ...]
    keywords: tuple[str, ...]
    complete: str
    most: int | None
    topic: str
    rank: int
    sentence: Text
    more: tuple[str, ...]
    saying: Saying
    remark: Text
    examples: tuple[Mapping[str, str], ...]
    file: QueryFile

    def column(self, name: str) -> Column | None:
        """The column of that name."""
        return next((one for one in self.columns if one.name == name), None)

    def parameter(self, name: str) -> Parameter | None:
        """The parameter of that name."""
        return next((one for one in self.parameters if one.name == name), None)


@cache
def library() -> Mapping[str, Question]:
    """Every question by its id, in alphabetical order; BadQueryFile where one breaks the rules."""
    questions = (parse_question(read_query_file(path)) for path in sorted(LIBRARY.glob("*.rq")))
    return {question.id: question for question in questions}


@cache
def by_topic() -> Mapping[str, tuple[Question, ...]]:
    """The questions of the library by what people want to know."""
    ranked = sorted(library().values(), key=lambda one: one.rank)
    return {topic: tuple(one for one in ranked if one.topic == topic) for topic in TOPICS}


def pieces(sentence: str) -> tuple[tuple[str, str], ...]:
    """A sentence as its texts, each with the name of the parameter that follows it, "" after the last.

    >>> pieces("Who is in {priority}, as {role}?")
    (('Who is in ', 'priority'), (', as ', 'role'), ('?', ''))
    """
    parts = _PLACE.split(sentence)
    return tuple(zip(parts[::2], [*parts[1::2], ""], strict=True))


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
        most=header.get("most"),
        topic=header["topic"],
        rank=header["rank"],
        sentence=_text(file, "sentence", header["sentence"]),
        more=tuple(header["more"]),
        saying=_saying(file, header["answer"]),
        remark=_text(file, "remark", header["remark"]) if "remark" in header else _NOTHING,
        examples=tuple(header.get("examples", ())),
        file=file,
    )
    _check_tokens(question)
    _check_sentence(question)
    _check_saying(question)
    return question


def _parameter(file: QueryFile, raw: Mapping[str, Any]) -> Parameter:
    _check_keys(file, "parameter", raw, _PARAMETER_KEYS, _PARAMETER_REQUIRED)
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
        label=_text(file, f"label of {raw['name']}", raw["label"]),
        any=_text(file, f"any of {raw['name']}", raw["any"]) if "any" in raw else _NOTHING,
        phrase=_text(file, f"phrase of {raw['name']}", raw["phrase"]) if "phrase" in raw else _NOTHING,
        unset=_text(file, f"unset of {raw['name']}", raw["unset"]) if "unset" in raw else _NOTHING,
        names=tuple(_text(file, f"names of {raw['name']}", one) for one in raw.get("names", ())),
    )


def _column(file: QueryFile, raw: Mapping[str, Any]) -> Column:
    _check_keys(file, "column", raw, _COLUMN_KEYS, _COLUMN_REQUIRED)
    meaning = _text(file, raw["name"], raw)
    mark, empty = raw.get("mark", ""), raw.get("empty", "")
    if mark not in MARKS or empty not in EMPTIES:
        raise BadQueryFile(f"{file.name}: the column {raw['name']} has an unknown mark or empty")
    return Column(
        raw["name"],
        raw["type"],
        meaning,
        _text(file, f"label of {raw['name']}", raw["label"]) if "label" in raw else _shortened(meaning),
        mark,
        empty,
        {key: _text(file, f"{raw['name']} {key}", one) for key, one in raw.get("values", {}).items()},
        raw.get("filter", False),
        raw.get("aside", False),
    )


def _shortened(meaning: Text) -> Text:
    """The first words of a column's meaning, for its head."""
    return {lang: _SHORT.split(text)[0].strip() for lang, text in meaning.items()}


def _saying(file: QueryFile, raw: Mapping[str, Any]) -> Saying:
    _check_keys(file, "answer", raw, _SAYING_KEYS, _SAYING_REQUIRED)
    columns: dict[str, str] = {name: raw.get(name, "") for name in _SAYING_COLUMNS}
    return Saying(
        none=_text(file, "answer none", raw["none"]),
        one=_text(file, "answer one", raw["one"]),
        many=_text(file, "answer many", raw["many"]),
        **columns,
    )


_NOTHING: Text = {"sv": "", "en": ""}


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


def _check_sentence(question: Question) -> None:
    """Each parameter stands once, in the sentence or under more; what is required in the sentence."""
    names = sorted(one.name for one in question.parameters)
    required = {one.name for one in question.parameters if one.required}
    for lang, sentence in question.sentence.items():
        placed = _PLACE.findall(sentence)
        if sorted([*placed, *question.more]) != names or not required <= set(placed):
            raise BadQueryFile(f"{question.id}: the {lang} sentence and more don't hold each parameter once")
    for one in question.parameters:
        count = 2 if one.type == "boolean" else len(one.choices)
        if len(one.names) != count:
            raise BadQueryFile(f"{question.id}: {one.name} wants {count} names")
        if question.topic not in TOPICS or any(not _known(question, name) for name in _examples(question)):
            raise BadQueryFile(f"{question.id}: an unknown topic, or an example of what is no parameter")


def _examples(question: Question) -> set[str]:
    return {name for example in question.examples for name in example}


def _known(question: Question, name: str) -> bool:
    column = question.column(name.removeprefix(FILTER))
    return bool(question.parameter(name) or (name.startswith(FILTER) and column and column.is_filter))


def _check_saying(question: Question) -> None:
    """The answer's sentence has places for what there is, and counts and sums up columns."""
    saying = question.saying
    places = {one.name for one in question.parameters} | _SAYING_PLACES
    texts = (text for one in (saying.none, saying.one, saying.many) for text in one.values())
    strange = {place for text in texts for place in _PLACE.findall(text)} - places
    columns = {name for name in (getattr(saying, one) for one in _SAYING_COLUMNS) if name}
    if strange or any(question.column(name) is None for name in columns):
        raise BadQueryFile(f"{question.id}: the answer has the unknown places {sorted(strange)} or columns")
