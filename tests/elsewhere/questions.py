"""Calls of the question library: its examples, its choices, the golden calls, and others drawn by lot."""

import json
import random
from collections.abc import Iterator, Mapping
from pathlib import Path

from rufsgraph.questions.naming import Names
from rufsgraph.questions.question import NAMED_TYPES, Parameter, Question, library

_GOLDEN = Path(__file__).parent.parent / "questions" / "golden"
_CLASSES = {"funder": ("actor", "funding-source"), "place": ("area",)}
_ANYTHING = ("entry", "initiative", "actor", "target", "observation", "strategy", "ranking", "indicator")
_TEXTS = ("klimat", "LÄN", 'a"b', "x\\y", "")

Call = tuple[str, dict[str, str]]
"""A question and its parameters, as a person writes them."""


def examples(question: Question) -> dict[str, str]:
    """The examples of the parameters that a question requires."""
    return {one.name: str(one.example) for one in question.parameters if one.required}


def written_calls() -> list[Call]:
    """A question's examples in both languages, each further example and choice, and all golden calls."""
    found = [*_by_header(), *_golden()]
    return [call for number, call in enumerate(found) if call not in found[:number]]


def _by_header() -> Iterator[Call]:
    for question in library().values():
        required = examples(question)
        yield question.id, required
        yield question.id, {**required, "lang": "en"}
        for one in question.parameters:
            values = [*one.choices, *(() if one.example is None else (str(one.example),))]
            values += ["yes", "no"] if one.type == "boolean" else []
            yield from ((question.id, {**required, one.name: value}) for value in values)


def _golden() -> Iterator[Call]:
    for path in sorted(_GOLDEN.glob("*.json")):
        for case in json.loads(path.read_text(encoding="utf-8")):
            yield path.stem, {name: str(value) for name, value in case["parameters"].items()}


def drawn_calls(names: Names, count: int, seed: int) -> Iterator[Call]:
    """Calls with parameters and values drawn by lot: whatever there is of a parameter's type."""
    lot = random.Random(seed)
    questions = list(library().values())
    for _ in range(count):
        question = lot.choice(questions)
        chosen = [one for one in question.parameters if one.required or lot.random() < 0.5]
        given = {one.name: _value(one, names, lot) for one in chosen}
        yield question.id, {**given, "lang": lot.choice(("sv", "en"))}


def _value(parameter: Parameter, names: Names, lot: random.Random) -> str:
    if parameter.choices:
        return lot.choice(parameter.choices)
    if parameter.type in NAMED_TYPES:
        return _iri(parameter.type, names, lot)
    return lot.choice({"boolean": ("yes", "no"), "text": _TEXTS}.get(parameter.type, ("2", "2019")))


def _iri(kind: str, names: Names, lot: random.Random) -> str:
    classes = _ANYTHING if kind == "thing" else _CLASSES.get(kind, (kind,))
    return lot.choice([named.iri for cls in classes for named in names.of_class(cls)])


def one_for_each(calls: Mapping[str, list[Call]], seed: int) -> list[Call]:
    """One call of each question, drawn by lot."""
    lot = random.Random(seed)
    return [lot.choice(of_question) for of_question in calls.values()]
