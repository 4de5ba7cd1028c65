"""The questions' answers against rows that were read off the report by hand."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rufsgraph.questions.asking import Asker, Row
from rufsgraph.questions.question import library

_FOLDER = Path(__file__).parent / "golden"
_KEYS = {"parameters", "total", "includes", "excludes", "why"}

Case = dict[str, Any]


def _cases() -> Iterator[Any]:
    """A case for each call of each golden file, named by its question and number."""
    for path in sorted(_FOLDER.glob("*.json")):
        for number, case in enumerate(json.loads(path.read_text(encoding="utf-8")), 1):
            yield pytest.param(path.stem, case, id=f"{path.stem}-{number}")


def test_each_question_has_golden_rows() -> None:
    """Every question of the library, and nothing else, has a golden file with calls in it."""
    files = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in _FOLDER.glob("*.json")}
    assert files
    assert set(library()) == set(files)
    assert [name for name, calls in files.items() if not calls] == []


@pytest.mark.parametrize(("question", "case"), list(_cases()))
def test_answer_is_as_read_in_the_report(asker: Asker, question: str, case: Case) -> None:
    """The answer has as many rows as were counted, those that must be there, and none that mustn't."""
    assert set(case) == _KEYS and case["why"]
    answer = asker.ask(question, {name: str(value) for name, value in case["parameters"].items()})
    assert not answer.truncated
    missing = [row for row in case["includes"] if not any(_fits(row, real) for real in answer.rows)]
    assert missing == [], _nearest(missing[0], answer.rows)
    wrong = [(row, real) for row in case["excludes"] for real in answer.rows if _fits(row, real)]
    assert wrong == []
    assert answer.total == case["total"] == len(answer.rows)


def _fits(partial: Row, real: Row) -> bool:
    """Whether a row has all the columns of a partial row, with their values."""
    return all(name in real and _same(value, real[name]) for name, value in partial.items())


def _same(wanted: object, real: object) -> bool:
    """Equal, and not 1 for true."""
    return wanted == real and isinstance(wanted, bool) == isinstance(real, bool)


def _nearest(partial: Row, rows: list[Row]) -> str:
    """The row that has most of a partial row's values, to be shown where none has all."""
    if not rows:
        return f"there are no rows, so none with {partial}"
    best = max(rows, key=lambda real: sum(_same(value, real.get(name)) for name, value in partial.items()))
    shown = {name: best.get(name) for name in partial}
    return f"wanted {partial}, nearest {shown}"
