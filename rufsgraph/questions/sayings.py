"""An answer in one sentence of plain words, and a question's sentence with its values in it."""

from collections import Counter, defaultdict
from collections.abc import Mapping

from rufsgraph.engines.binding import Value
from rufsgraph.questions.arranging import Labels
from rufsgraph.questions.naming import Named
from rufsgraph.questions.question import Column, Parameter, Question, pieces
from rufsgraph.questions.rows import Row, values_of

NUMBERED = frozenset({"priority", "goal", "sub-goal", "sdg"})
"""Kinds of things that are known by their numbers."""

_FEW = 3
"""So many are named in a sentence; the rest stand in the table."""

_ROWS_EACH = 4
"""Up to so many rows a sentence tells one by one what a longer one sums up."""

_AND = {"sv": "och", "en": "and"}
_SELECTION = {"sv": "urval", "en": "selection"}
_OFTEN = {"sv": "; oftast", "en": "; most often"}
_AMONG = {"sv": ", bland dem", "en": ", among them"}
_ROWS = {"sv": "rader", "en": "rows"}

Values = Mapping[str, Named | Value]


def said(
    question: Question, values: Values, rows: list[Row], only: Mapping[str, tuple[str, ...]], labels: Labels
) -> str:
    """The answer of some rows in a sentence, with what they were chosen by."""
    saying, lang = question.saying, labels.lang
    weights = _counted(question, rows)
    count = len(weights) if saying.counts else len(rows)
    names = _names(question, rows, weights, labels)
    few = count <= _FEW
    text = (saying.none if count == 0 else saying.one if count == 1 else saying.many)[lang]
    words = {one.name: _phrase(one, values.get(one.name), lang) for one in question.parameters} | {
        "count": str(count),
        "rows": str(len(rows)),
        "names": names,
        "often": f": {names}" if few else f"{_OFTEN[lang]} {names}",
        "among": f": {names}" if few else f"{_AMONG[lang]} {names}",
        "tally": _tally(question, rows, labels),
        "edition": getattr(values.get("edition"), "key", ""),
    }
    sentence = " ".join("".join(before + words.get(name, "") for before, name in pieces(text)).split())
    if only and saying.only:
        sentence = f"{asked(question, values, lang)} {len(rows)} {_ROWS[lang]}"
    selection = f" ({_selection(question, only, labels)})" if only else ""
    return f"{sentence[0].upper()}{sentence[1:].removesuffix('.')}{selection}."


def chosen(question: Question, values: Values, only: Mapping[str, tuple[str, ...]], labels: Labels) -> str:
    """The sentence of a question with its values in it, and what its rows are chosen by."""
    sentence = asked(question, values, labels.lang)
    return f"{sentence} ({_selection(question, only, labels)})" if only else sentence


def asked(question: Question, values: Values, lang: str) -> str:
    """The sentence of a question with its values in it."""
    parts = []
    for before, name in pieces(question.sentence[lang]):
        parameter = question.parameter(name)
        parts += [before, option(parameter, values.get(name), lang) if parameter else ""]
    return "".join(parts)


def option(parameter: Parameter, value: Named | Value, lang: str) -> str:
    """A value as it stands in a question's sentence; what leaving it out means where there is none."""
    if isinstance(value, Named):
        if parameter.type in NUMBERED:
            return f"{parameter.label[lang]} {value.key}: {value.label(lang)}"
        return _word(value, lang)
    if parameter.names:
        sent = str(value).lower()
        return next((name[lang] for one, name in parameter.options if one == sent), sent)
    return parameter.any[lang] if value in (None, "", 0) else str(value)


def _word(value: Named, lang: str) -> str:
    """A thing in the midst of a sentence: concepts are written small, numbered things have their numbers."""
    label = value.label(lang)
    if value.cls in NUMBERED:
        return f"{value.key} ({label})"
    return small(label) if value.cls in _CONCEPTS else label


_NAMED = NUMBERED | {"actor", "area", "funder", "initiative", "indicator", "strategy", "ranking"}
"""Kinds of things that have names of their own, which keep their first letter."""

_CONCEPTS = frozenset({"role", "actor-type", "discrepancy-kind", "population-group"})


def small(label: str) -> str:
    """A label within a sentence: its first letter small, unless it is an abbreviation.

    >>> small("Huvudman"), small("EU-fond")
    ('huvudman', 'EU-fond')
    """
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _phrase(parameter: Parameter, value: Named | Value, lang: str) -> str:
    default = parameter.default if parameter.type == "choice" else None
    if value in (None, "", False, 0) or value == default:
        return parameter.unset[lang]
    word = _word(value, lang) if isinstance(value, Named) else option(parameter, value, lang)
    return parameter.phrase[lang].replace("{value}", word)


def _counted(question: Question, rows: list[Row]) -> dict[str, set[object]]:
    """What the sentence counts, each with what its importance is measured by."""
    saying = question.saying
    found: dict[str, set[object]] = defaultdict(set)
    for row in rows:
        if saying.counts and (not saying.only or row[saying.only]):
            weight = values_of(row[saying.lead]) if saying.lead else []
            found[str(row[saying.counts])].update(weight)
    return found


def _names(question: Question, rows: list[Row], weights: Mapping[str, set[object]], labels: Labels) -> str:
    """The first few of what is counted, those that are met most often first."""
    column = question.column(question.saying.counts)
    if column is None:
        return ""
    first = sorted(weights, key=lambda one: -_weight(weights[one]))[:_FEW]
    rows_of = {str(row[column.name]): row for row in rows}
    called = [_called(column, one, rows_of[one], labels) for one in first]
    return _joined(list(dict.fromkeys(called)), labels.lang)


def _called(column: Column, key: str, row: Row, labels: Labels) -> str:
    label = labels.label(column, key, row)
    return f"{key} ({label})" if column.item_type in NUMBERED else label


def _weight(found: set[object]) -> int:
    """A count as it is; else how many things there are."""
    numbers = [one for one in found if isinstance(one, int)]
    return max(numbers) if numbers else len(found)


def _tally(question: Question, rows: list[Row], labels: Labels) -> str:
    """How often each value of a column is met; of a few rows, each by itself."""
    column, each = question.column(question.saying.tally), question.column(question.saying.each)
    if column is None:
        return ""
    if each and len(rows) <= _ROWS_EACH:
        one_by_one = [f"{_small(each, row, labels)}: {_small(column, row, labels)}" for row in rows]
        return ": " + "; ".join(one_by_one)
    counts = Counter(_small(column, row, labels) for row in rows)
    told = ", ".join(f"{label} ({count})" for label, count in counts.most_common())
    return f": {told}" if len(counts) > 1 or each else ""


def _small(column: Column, row: Row, labels: Labels) -> str:
    return small(labels.label(column, row[column.name]))


def _selection(question: Question, only: Mapping[str, tuple[str, ...]], labels: Labels) -> str:
    parts = []
    for name, chosen in only.items():
        column = question.column(name)
        if column:
            values = [_chosen(column, one, labels) for one in chosen]
            parts.append(f"{column.label[labels.lang]} {', '.join(values)}")
    return f"{_SELECTION[labels.lang]}: {'; '.join(parts)}"


def _chosen(column: Column, value: str, labels: Labels) -> str:
    if column.type == "boolean":
        return labels.label(column, value == "true")
    label = labels.label(column, value)
    return label if column.item_type in _NAMED else small(label)


def _joined(words: list[str], lang: str) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {_AND[lang]} {words[-1]}"
