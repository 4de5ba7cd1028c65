"""The form of a question: a sentence with fields in it, and what else may be said under it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from rufsgraph.engines.binding import Value
from rufsgraph.errors import CallError
from rufsgraph.questions.naming import Named, Names
from rufsgraph.questions.question import NAMED_TYPES, Parameter, Question, pieces
from rufsgraph.questions.sayings import NUMBERED, option, small

PICKED = {
    "actor": "actor,group",
    "funder": "actor,group,funding-source",
    "indicator": "indicator",
    "initiative": "initiative",
    "area": "area",
    "place": "area",
    "thing": "",
}
"""Kinds with so many things that one writes a name, each with the kinds that a search finds it among."""

MOST = 500
"""More names than this are not sent with a page: what is written is looked up when it is sent."""

_SIGNS = ",.;:?!"
"""What belongs to the word before it."""

Values = Mapping[str, Named | Value]


@dataclass(frozen=True, slots=True)
class Option:
    """A value that can be chosen."""

    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form: a list to choose from (select), a name to write (pick), a number, or words."""

    name: str
    label: str
    control: str
    kind: str
    value: str
    blank: str
    required: bool
    options: tuple[Option, ...]
    fault: bool
    said: bool


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the sentence, the field that follows it, and the signs that keep to the field."""

    text: str
    field: Field | None
    after: str


@dataclass(frozen=True, slots=True)
class Form:
    """A question to be asked: its sentence in segments, and the fields under it."""

    segments: tuple[Segment, ...]
    more: tuple[Field, ...]

    @property
    def opened(self) -> bool:
        """Whether a field under the sentence says something."""
        return any(one.said for one in self.more)

    @property
    def picks(self) -> bool:
        """Whether there is a name to write."""
        return any(one and one.control == "pick" for one in (*(s.field for s in self.segments), *self.more))


@dataclass(frozen=True, slots=True)
class Forms:
    """Makes forms in one language."""

    names: Names
    lang: str

    def form(
        self, question: Question, values: Values, given: Mapping[str, str], faults: Mapping[str, CallError]
    ) -> Form:
        """The form of a question, filled in with what was understood, and as it came where it wasn't."""
        fields = {
            one.name: self._field(one, values.get(one.name), given.get(one.name, ""), one.name in faults)
            for one in question.parameters
        }
        return Form(
            _segments(pieces(question.sentence[self.lang]), fields),
            tuple(fields[name] for name in question.more),
        )

    def _field(self, parameter: Parameter, value: Named | Value, given: str, fault: bool) -> Field:
        control = _control(parameter)
        shown = given if fault else self._shown(parameter, value, control)
        return Field(
            parameter.name,
            parameter.label[self.lang],
            control,
            PICKED.get(parameter.type, ""),
            shown,
            parameter.any[self.lang],
            parameter.required,
            tuple(self._options(parameter, value, control)),
            fault,
            fault or value not in (None, parameter.default),
        )

    def _shown(self, parameter: Parameter, value: Named | Value, control: str) -> str:
        """A value as it is written in its field: a thing by its name, unless that means several."""
        if isinstance(value, Named):
            if parameter.type == "thing":
                return f"{value.cls}/{value.key}"
            label = value.label(self.lang)
            return label if self.names.called(parameter.type, label) == [value] else value.key
        return "" if control == "select" or value in (None, "", 0) else str(value)

    def _options(self, parameter: Parameter, value: Named | Value, control: str) -> Iterable[Option]:
        if control == "pick":
            found = self.names.of_kind(parameter.type, MOST + 1)
            return [Option(one.label(self.lang), "") for one in found] if len(found) <= MOST else []
        if parameter.names:
            sent = str(value).lower()
            return [Option(key, name[self.lang], key == sent) for key, name in parameter.options]
        if control == "select":
            chosen = value.key if isinstance(value, Named) else ""
            blank = [] if parameter.required and chosen else [Option("", parameter.any[self.lang])]
            return [*blank, *(self._option(parameter, one, chosen) for one in self._listed(parameter))]
        return []

    def _listed(self, parameter: Parameter) -> list[Named]:
        found = self.names.of_class(parameter.type)
        return sorted(found, key=_by_number) if parameter.type in NUMBERED else found

    def _option(self, parameter: Parameter, one: Named, chosen: str) -> Option:
        label = option(parameter, one, self.lang)
        return Option(one.key, label if parameter.type in NUMBERED else small(label), one.key == chosen)


def _control(parameter: Parameter) -> str:
    if parameter.type in PICKED:
        return "pick"
    if parameter.type in NAMED_TYPES or parameter.names:
        return "select"
    return "number" if parameter.type == "integer" else "text"


def _by_number(one: Named) -> list[int]:
    return [int(part) for part in one.key.split(".")]


def _segments(parts: Iterable[tuple[str, str]], fields: Mapping[str, Field]) -> tuple[Segment, ...]:
    """The pieces of a sentence; what belongs to the field before it goes with that."""
    made: list[Segment] = []
    for text, name in parts:
        rest = text.lstrip(_SIGNS)
        if made:
            made[-1] = replace(made[-1], after=text.removesuffix(rest))
        made.append(Segment(rest if made else text, fields.get(name), ""))
    return tuple(made)
