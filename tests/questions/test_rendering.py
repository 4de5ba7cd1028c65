"""Answers as documents: each row that speaks of entries says where they stand."""

import json

import pytest

from rufsgraph.questions.asking import Asker
from rufsgraph.questions.rendering import render


@pytest.mark.parametrize(
    ("question", "given"),
    [
        ("shared-initiatives", {"actor": "kth", "other": "region-stockholm"}),
        ("priorities-of-actor", {"actor": "kth"}),
        ("source-of", {"thing": "2020.1.14"}),
        ("needs-of-priority", {"priority": "3"}),
    ],
)
def test_json_says_where_entries_stand(asker: Asker, question: str, given: dict[str, str]) -> None:
    """There is a source for each entry of a row, and none beside."""
    answer = asker.ask(question, given)
    rows = json.loads(render(asker, answer, "json"))["rows"]
    assert rows
    for row in rows:
        keys = row.get("entries", [row["entry"]] if row.get("entry") else [])
        assert [source["entry"] for source in row.get("sources", [])] == keys


def test_source_is_that_of_the_entry(asker: Asker) -> None:
    """Page, row and lines are those of the table."""
    answer = asker.ask("partners-on-priority", {"priority": "1"})
    rows = json.loads(render(asker, answer, "json"))["rows"]
    sources = [source for row in rows for source in row["sources"] if source["entry"] == "2020.1.14"]
    assert sources and all(source["row"] == 14 for source in sources)
