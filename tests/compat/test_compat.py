"""Queries and calls as an agency would have stored them with the first release: later ones answer them."""

import json
from pathlib import Path
from typing import Any

import pytest

from rufsgraph.questions.asking import Asker

HERE = Path(__file__).parent
QUERIES = sorted((HERE / "queries").glob("*.rq"))
CALLS: list[dict[str, Any]] = json.loads((HERE / "calls.json").read_text(encoding="utf-8"))


def test_there_are_twenty() -> None:
    """Ten queries and ten calls are kept."""
    assert len(QUERIES) == 10
    assert len(CALLS) == 10


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: str(path.stem))
def test_a_stored_query_finds_what_it_did(asker: Asker, path: Path) -> None:
    """The value named in a query's first line is among its answers, under the same variable."""
    query = path.read_text(encoding="utf-8")
    variable, _, value = query.partition("\n")[0].removeprefix("# expects: ?").partition(" ")
    found = asker.engine.rows(query)
    column = found.variables.index(variable)
    assert value.strip('"') in {str(row[column]) for row in found.rows}


@pytest.mark.parametrize("call", CALLS, ids=lambda call: str(call["question"]))
def test_a_stored_call_gives_what_it_did(asker: Asker, call: dict[str, Any]) -> None:
    """A row with the values kept is among the rows of a stored call."""
    rows = asker.ask(call["question"], call["parameters"]).rows
    wanted = call["row"].items()
    assert any(all(row[name] == value for name, value in wanted) for row in rows)
