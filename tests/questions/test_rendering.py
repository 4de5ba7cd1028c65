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


def test_details_are_the_same_in_whatever_parts_they_are_asked(asker: Asker) -> None:
    """What is remembered of entries asked before is what the engine says of them; no other is made up."""
    keys = [one.key for one in asker.names.of_class("entry")]
    whole = Asker(asker.engine, asker.release).entry_details(keys)
    assert sorted(whole) == sorted(keys) and len(keys) == 252
    parted = Asker(asker.engine, asker.release)
    assert parted.entry_details(keys[:100]) == {key: whole[key] for key in keys[:100]}
    assert parted.entry_details([*keys[50:150], "2020.1.9999"]) == {key: whole[key] for key in keys[50:150]}
    assert parted.entry_details(keys) == whole
    assert parted.entry_details([]) == {}
