"""Asks a question of an engine: parameters understood, bound, run; rows as typed values."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from rapidfuzz import process

from rufsgraph.engines.binding import Iri, Value, bind
from rufsgraph.engines.engine import Engine
from rufsgraph.engines.rows import Rows
from rufsgraph.errors import BadParameter, CallError, TooLarge, UnknownName
from rufsgraph.questions.arranging import SORT, Arrangement, Labels, arranged, is_arranging, read_arrangement
from rufsgraph.questions.completing import COMPLETIONS
from rufsgraph.questions.latest import Latest
from rufsgraph.questions.naming import Named, Names
from rufsgraph.questions.question import NAMED_TYPES, Column, Parameter, Question, library, support
from rufsgraph.questions.rows import SEPARATOR, ordered, sort_key
from rufsgraph.questions.rows import Cell as Cell
from rufsgraph.questions.rows import Row as Row
from rufsgraph.questions.sayings import said

LANGUAGES = ("sv", "en")
MAX_LIMIT = 100_000
_SHORT = 100
"""Rows of the longest answer that is remembered."""
_MANY = 2_000
"""Entries whose details are remembered; with more all are forgotten, as those of one answer go together."""
_YES = frozenset({"true", "yes", "ja", "1", "on"})
_NO = frozenset({"false", "no", "nej", "0", "off", ""})

COMMON = ("lang", "edition", "limit", "offset", "format", SORT)
"""Parameters that every question takes, besides those that choose rows by a column."""


@dataclass(frozen=True, slots=True)
class Understood:
    """The parameters of a call as they were understood: the things named, or plain values."""

    values: Mapping[str, Named | Value]
    lang: str
    limit: int | None
    offset: int
    arrangement: Arrangement = field(default_factory=Arrangement)

    def plain(self) -> dict[str, object]:
        """The parameters as JSON-ready values: keys of things, numbers, texts."""
        shown: dict[str, object] = {
            name: value.key if isinstance(value, Named) else value
            for name, value in self.values.items()
            if value is not None
        }
        shown["lang"] = self.lang
        shown |= self.arrangement.plain()
        return shown | ({"limit": self.limit} if self.limit is not None else {})


@dataclass(frozen=True, slots=True)
class Edition:
    """The edition that answers speak of: its key, dates, source and scope notes (by priority or "")."""

    iri: Iri
    key: str
    as_of: str
    source: Mapping[str, str]
    scopes: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: its question, the parameters as understood, all rows in order, and what it rests on."""

    question: Question
    parameters: Understood
    release: str
    edition: Edition
    rows: list[Row]
    total: int
    query: str

    @property
    def truncated(self) -> bool:
        """Whether a limit left rows out."""
        return len(self.rows) < self.total

    def scope_note(self) -> str:
        """What the inventory covers, with the limits of the priority that was asked for."""
        priority = self.parameters.values.get("priority")
        keys = ["", priority.key] if isinstance(priority, Named) else sorted(self.edition.scopes)
        notes = (self.edition.scopes[key][self.parameters.lang] for key in keys if key in self.edition.scopes)
        return " ".join(notes)


class Asker:
    """Answers the questions of the library from one release, whose names it reads once."""

    def __init__(self, engine: Engine, release: str, names: Names | None = None) -> None:
        self.engine = engine
        self.release = release
        self.names = names or Names.of_engine(engine)
        self.edition = _read_edition(engine)
        self._remembered: dict[tuple[str, str], Answer] = {}
        self._latest = Latest()
        self._details: Mapping[str, dict[str, object]] = {}

    def ask(self, question_id: str, given: Mapping[str, str]) -> Answer:
        """The answer to a question; UnknownName for a name nothing bears, BadParameter for a bad value."""
        return self.arranged(self.answered(self.question(question_id), given))

    def answered(self, question: Question, given: Mapping[str, str]) -> Answer:
        """The whole answer in the question's own order; TooLarge where it reaches the bound of its query."""
        understood = self.understand(question, given)
        return self._answer(question, understood, self._rows(question, understood))

    def whole(self, question_id: str, given: Mapping[str, str]) -> Answer:
        """The whole answer, whatever is chosen of its rows: they are kept a while, to be arranged anew."""
        question = self.question(question_id)
        understood = self.understand(question, given)
        called = (question.id, understood.lang, *understood.values.items())
        rows = self._latest.find(called)
        if rows is None:
            rows = self._rows(question, understood)
            self._latest.keep(called, rows)
        return self._answer(question, understood, rows)

    def _answer(self, question: Question, understood: Understood, rows: list[Row]) -> Answer:
        query = self.query(question, understood)
        return Answer(question, understood, self.release, self.edition, rows, len(rows), query)

    def _rows(self, question: Question, understood: Understood) -> list[Row]:
        result = self.engine.rows(self.query(question, understood))
        _must_be_whole(question, len(result.rows))
        rows = _rows(question, result)
        complete = COMPLETIONS.get(question.complete)
        if complete:
            rows = complete(rows, understood.values, self.names, understood.lang, self.edition.scopes)
        return ordered(rows, question.sort)

    def arranged(self, whole: Answer) -> Answer:
        """The rows of a whole answer that its parameters choose, in their order, within their limit."""
        asked = whole.parameters
        labels = Labels(self.names, asked.lang)
        rows = arranged(whole.question, whole.rows, asked.arrangement, labels)
        end = None if asked.limit is None else asked.offset + asked.limit
        return replace(whole, rows=rows[asked.offset : end], total=len(rows))

    def said(self, chosen: Answer) -> str:
        """The answer of all rows that are chosen, in a sentence."""
        asked = chosen.parameters
        labels = Labels(self.names, asked.lang)
        only = asked.arrangement.only
        return said(chosen.question, asked.values, chosen.rows, only, labels)

    def ask_once(self, question_id: str, lang: str) -> Answer:
        """The answer to a question about everything, remembered if it is short: a release never changes."""
        known = self._remembered.get((question_id, lang))
        if known is None:
            known = self.ask(question_id, {"lang": lang})
            if known.total <= _SHORT:
                self._remembered[question_id, lang] = known
        return known

    def question(self, question_id: str) -> Question:
        """A question of the library by its id; UnknownName with the nearest where there is none."""
        from_library = library()
        if question_id in from_library:
            return from_library[question_id]
        raise unknown_question(question_id)

    def understand(self, question: Question, given: Mapping[str, str]) -> Understood:
        """The parameters of a call, each as a thing or a value; all that is wrong is said at once."""
        strange = [name for name in given if not _is_known(question, name)]
        if strange:
            raise _unknown_parameter(question, strange)
        lang = given.get("lang") or "sv"
        if lang not in LANGUAGES:
            raise BadParameter(
                f"lang is {lang!r}: sv or en is wanted", f"lang är {lang!r}: sv eller en väntas"
            )
        values: dict[str, Named | Value] = {
            one.name: self._checked(one, given, lang) for one in question.parameters
        }
        values["edition"] = self._edition(given.get("edition"))
        limit = _whole(given["limit"], "limit") if given.get("limit") else None
        offset = _whole(given["offset"], "offset") if given.get("offset") else 0
        return Understood(values, lang, limit, offset, read_arrangement(question, given))

    def partly(
        self, question: Question, given: Mapping[str, str], lang: str
    ) -> tuple[dict[str, Named | Value], dict[str, CallError]]:
        """The parameters that can be understood, and what is wrong with each of the others that is given."""
        values: dict[str, Named | Value] = {}
        faults: dict[str, CallError] = {}
        for one in question.parameters:
            if one.required and not given.get(one.name):
                continue
            try:
                values[one.name] = self._checked(one, given, lang)
            except CallError as error:
                faults[one.name] = error
        return values, faults

    def _checked(self, parameter: Parameter, given: Mapping[str, str], lang: str) -> Named | Value:
        """The value of a parameter; an unknown name says which parameter it was given for."""
        try:
            return self._value(parameter, given.get(parameter.name), lang)
        except UnknownName as error:
            error.extra = {**error.extra, "parameter": parameter.name}
            raise

    def _edition(self, given: str | None) -> Named:
        return self.names.find("edition", given) if given else self.names.by_iri[self.edition.iri]

    def _value(self, parameter: Parameter, given: str | None, lang: str) -> Named | Value:
        if given is None or given == "" or (given == "any" and "any" not in parameter.choices):
            if parameter.required:
                raise _missing(parameter)
            return self._default(parameter, lang)
        if parameter.type in NAMED_TYPES:
            return self.names.find(parameter.type, given, lang)
        return _plain_value(parameter, given)

    def _default(self, parameter: Parameter, lang: str) -> Named | Value:
        default = parameter.default
        if default is None or isinstance(default, bool | int):
            return default
        text = str(default)
        return self.names.find(parameter.type, text, lang) if parameter.type in NAMED_TYPES else text

    def query(self, question: Question, understood: Understood) -> str:
        """The SPARQL of a call, its parameters bound, prefixes declared."""
        tokens: dict[str, Value] = {
            name.replace("-", "_"): value.iri if isinstance(value, Named) else value
            for name, value in understood.values.items()
        }
        return bind(question.file.full_text(), {**tokens, "lang": understood.lang})

    def entry_details(self, keys: Collection[str]) -> dict[str, dict[str, object]]:
        """Where each of some entries stands, by its key: row, page, lines, title, note."""
        known = self._details
        found = self._read_details([key for key in keys if key not in known])
        if found:  # a new mapping, so that none changes under another thread that reads it
            self._details = {**(known if len(known) + len(found) <= _MANY else {}), **found}
        return {key: known.get(key) or found[key] for key in keys if key in known or key in found}

    def _read_details(self, keys: Collection[str]) -> dict[str, dict[str, object]]:
        if not keys:
            return {}
        entries = tuple(named.iri for named in self.names.of_keys("entry", keys))
        result = self.engine.rows(bind(support("entries").full_text(), {"entries": entries}))
        return {
            str(values[0]).rpartition("/")[2]: dict(zip(result.variables[1:], values[1:], strict=True))
            for values in result.rows
        }


def entries_of(row: Row) -> list[str]:
    """The keys of the entries that a row speaks of."""
    entries = row.get("entries", row.get("entry"))
    return [str(key) for key in (entries if isinstance(entries, list) else [entries]) if key is not None]


def _must_be_whole(question: Question, rows: int) -> None:
    """TooLarge where the bound that a query's plan needs may have cut its answer."""
    if question.most is not None and rows >= question.most:
        raise TooLarge(
            f"the answer of {question.id} has {question.most} rows or more: ask of less, a priority say",
            f"svaret på {question.id} har minst {question.most} rader: fråga om mindre, till exempel en "
            "prioritering",
            limit=question.most,
            used=rows,
        )


def unknown_question(question_id: str) -> UnknownName:
    """The refusal of a question that isn't in the library, with the nearest ids."""
    near = [hit[0] for hit in process.extract(question_id, list(library()), limit=3)]
    listed = ", ".join(near)
    return UnknownName(
        f"there is no question {question_id!r}; nearest are: {listed}",
        f"det finns ingen fråga {question_id!r}; närmast är: {listed}",
        nearest=near,
        kind="question",
    )


def _is_known(question: Question, name: str) -> bool:
    return name in COMMON or is_arranging(name) or question.parameter(name) is not None


def _missing(parameter: Parameter) -> BadParameter:
    return BadParameter(
        f"the parameter {parameter.name} is missing: {parameter.meaning['en']}",
        f"parametern {parameter.name} saknas: {parameter.meaning['sv']}",
        parameter=parameter.name,
    )


def _unknown_parameter(question: Question, strange: list[str]) -> BadParameter:
    known = ", ".join(
        [one.name for one in question.parameters] + ["lang", "edition", "limit", "offset", SORT]
    )
    names = ", ".join(strange)
    return BadParameter(
        f"{question.id} has no parameter {names}; it has {known}",
        f"{question.id} har ingen parameter {names}; den har {known}",
        parameter=names,
    )


def _plain_value(parameter: Parameter, given: str) -> Value:
    if parameter.type == "integer":
        return _whole(given, parameter.name)
    if parameter.type == "boolean":
        if given.lower() not in _YES | _NO:
            raise BadParameter(
                f"{parameter.name} is {given!r}: yes or no is wanted",
                f"{parameter.name} är {given!r}: ja eller nej väntas",
            )
        return given.lower() in _YES
    if parameter.choices and given not in parameter.choices:
        choices = ", ".join(parameter.choices)
        raise BadParameter(
            f"{parameter.name} is {given!r}: one of {choices} is wanted",
            f"{parameter.name} är {given!r}: något av {choices} väntas",
        )
    return given


def _whole(given: str, name: str) -> int:
    digits = len(str(MAX_LIMIT))
    if not given.isascii() or not given.isdigit() or len(given) > digits or int(given) > MAX_LIMIT:
        raise BadParameter(
            f"{name} is {given[:40]!r}: a whole number up to {MAX_LIMIT} is wanted",
            f"{name} är {given[:40]!r}: ett heltal upp till {MAX_LIMIT} väntas",
        )
    return int(given)


def _rows(question: Question, result: Rows) -> list[Row]:
    """The rows of a result by the question's columns, those without any value left out."""
    places = {name: place for place, name in enumerate(result.variables)}
    shape = [
        (one.name, places.get(one.name), _list if one.is_list else _cell, one) for one in question.columns
    ]
    return [
        {name: read(column, None if place is None else values[place]) for name, place, read, column in shape}
        for values in result.rows
        if any(value is not None for value in values)
    ]


def _list(column: Column, value: Value) -> Cell:
    items = [part for part in str(value or "").split(SEPARATOR) if part]
    read = [_item(column.item_type, item) for item in dict.fromkeys(items)]
    return sorted(read, key=sort_key)  # type: ignore[return-value]


def _cell(column: Column, value: Value) -> Cell:
    if isinstance(value, Iri):
        return _key(value)
    if column.type == "boolean" and value is not None:
        return bool(value)  # Virtuoso has 1 and 0
    if value is None or isinstance(value, str | bool | int):
        return value
    return int(value) if value == value.to_integral_value() else float(value)


def _item(item_type: str, text: str) -> str | int:
    if item_type in ("line", "integer"):
        return int(text)
    return text if item_type == "text" else _key(text)


def _key(iri: str) -> str:
    """The key of a thing's IRI; other IRIs stay whole."""
    return iri.rpartition("/")[2] if "/id/" in iri or "/sdg/" in iri else iri


def _read_edition(engine: Engine) -> Edition:
    result = engine.rows(support("edition").full_text())
    rows = [dict(zip(result.variables, values, strict=True)) for values in result.rows]
    first = rows[0]
    current = [row for row in rows if row["edition"] == first["edition"]]
    iri = Iri(str(first["edition"]))
    return Edition(
        iri=iri,
        key=_key(iri),
        as_of=str(first["modified"]),
        source={"sv": str(first["source_sv"]), "en": str(first["source_en"])},
        scopes={
            _key(str(row["priority"])) if row["priority"] else "": {
                "sv": str(row["scope_sv"]),
                "en": str(row["scope_en"]),
            }
            for row in current
        },
    )
