"""The question library gives the same answers on the embedded engine, Oxigraph's server and Virtuoso."""

import random
from pathlib import Path
from typing import Any

import pytest

from rufsgraph.questions.asking import Asker, Row
from rufsgraph.questions.question import library
from rufsgraph.releases.elsewhere import open_engine
from rufsgraph.releases.store import current_release
from tests.elsewhere.questions import Call, drawn_calls, written_calls
from tests.peers import Peer

WRITTEN = written_calls()
SECONDS = 300
"""Virtuoso plans a long query for seconds on an idle machine, and for many on a busy one."""

SEED = 2050


@pytest.fixture(scope="module")
def far_asker(release_folder: Path, elsewhere: Peer) -> Asker:
    """Who answers the same questions of the same release from a server elsewhere."""
    release = current_release(release_folder)
    return Asker(open_engine(elsewhere.query, release, SECONDS, 10**9), release.name)


def sample() -> list[Call]:
    """One of the written calls of each question, drawn by lot."""
    lot = random.Random(SEED)
    by_question = {name: [call for call in WRITTEN if call[0] == name] for name in library()}
    return [lot.choice(calls) for calls in by_question.values()]


def must_agree(asker: Asker, far_asker: Asker, call: Call) -> None:
    """Fails where two answers differ, and shows the first rows that do."""
    near, far = (one.ask(*call) for one in (asker, far_asker))
    assert (near.edition, near.total) == (far.edition, far.total), call
    differing = [pair for pair in zip(near.rows, far.rows, strict=True) if typed(pair[0]) != typed(pair[1])]
    assert differing == [], (call, differing[:2])


def typed(row: Row) -> dict[str, tuple[type, Any]]:
    """The cells of a row with their types: 1 is not true."""
    return {name: (type(cell), cell) for name, cell in row.items()}


def test_calls_ask_every_question_in_every_way() -> None:
    """The calls that are compared use each parameter of each question, and each choice."""
    used = {(name, parameter) for name, given in WRITTEN for parameter in given}
    wanted = {
        (question.id, one.name)
        for question in library().values()
        for one in question.parameters
        if one.example is not None or one.choices or one.type == "boolean"
    }
    assert wanted <= used
    assert {name for name, _ in sample()} == set(library())


def test_names_are_the_same(asker: Asker, far_asker: Asker) -> None:
    """Everything that can be asked for goes by the same names, and the edition is the same."""
    assert far_asker.names.by_iri == asker.names.by_iri
    keys = [named.key for named in asker.names.of_class("entry")]
    assert far_asker.edition == asker.edition
    assert len(keys) == 252 and far_asker.entry_details(keys) == asker.entry_details(keys)


@pytest.mark.parametrize("call", sample(), ids=lambda call: str(call[0]))
def test_answers_are_the_same(asker: Asker, far_asker: Asker, call: Call) -> None:
    """A call of each question has the same rows, in the same order, with values of the same types."""
    must_agree(asker, far_asker, call)


@pytest.mark.slow
@pytest.mark.parametrize(
    "call", WRITTEN, ids=lambda call: "-".join([call[0], *map("=".join, call[1].items())])
)
def test_every_written_call_is_answered_alike(asker: Asker, far_asker: Asker, call: Call) -> None:
    """So do all examples, in both languages, all choices and all golden calls."""
    must_agree(asker, far_asker, call)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_calls_drawn_by_lot_are_answered_alike(asker: Asker, far_asker: Asker, seed: int) -> None:
    """So do fifty calls of parameters and values that nobody chose."""
    for call in drawn_calls(asker.names, 50, seed):
        must_agree(asker, far_asker, call)
