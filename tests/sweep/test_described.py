"""Requests made by schemathesis from the OpenAPI document: every answer is as the document tells."""

from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import given
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.transport import Response
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.calls import Reply
from tests.processes import Served
from tests.sweep.judging import is_refused_below, must_be_sound, unharmed
from tests.sweep.running import PARTS, WORKERS, sent_by_each, swept_by

pytestmark = pytest.mark.alone

PROMISED = 4_000
"""How many requests a whole sweep sends."""

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
"""What must hold of every answer. That bad data is refused, and good data taken, is not for a schema to say
here: a query is any text to it, an actor any name, and pages pass over a language that they don't have."""

Operation = APIOperation[Any, Any, Any, Any]


def asked(base: str) -> list[tuple[Operation, GenerationMode]]:
    """The operations that take something, each with data by its schema and against it."""
    operations = [
        found.ok() for found in schemathesis.openapi.from_url(f"{base}/api/openapi.json").get_all_operations()
    ]
    good = [one for one in operations if one.query or one.body or one.path_parameters]
    bad = [one for one in good if one.query or one.body]
    return [
        *((one, GenerationMode.POSITIVE) for one in good),
        *((one, GenerationMode.NEGATIVE) for one in bad),
    ]


def as_reply(answer: Response) -> Reply:
    """An answer as the other sweeps judge it; it comes unpacked, so its length is not the one told."""
    told = {name.lower(): ", ".join(values) for name, values in answer.headers.items()}
    passed_on = ("content-type", "content-range")
    lines = {
        name: value for name, value in told.items() if name in passed_on or not name.startswith("content-")
    }
    return Reply(answer.status_code, lines, answer.content)


def sweep(base: str, count: int, number: int) -> int:
    """How many requests one process of a sweep has sent, each answered as the document tells."""
    sent = 0
    with requests.Session() as session:

        def each(case: Case[Any]) -> None:
            nonlocal sent
            answer = case.call(base_url=base, session=session, timeout=60)
            sent += 1
            case.validate_response(answer, checks=CHECKS)
            if not is_refused_below(as_reply(answer)):
                must_be_sound(as_reply(answer), case.method)

        all_asked = asked(base)
        share = -(-count * WORKERS * 5 // 4 // len(all_asked))  # some have few values to try
        for operation, mode in all_asked[number::WORKERS]:
            swept_by(number, share)(given(operation.as_strategy(generation_mode=mode))(each))()
    return sent


@pytest.mark.parametrize("part", PARTS)
def test_answers_are_as_described(
    swept: Served, senders: Executor, part: int, record_property: Callable[[str, object], None]
) -> None:
    """Whatever is asked by the document, or against it, the answer is one that the document tells of."""
    with unharmed(swept):
        sent = sent_by_each(senders, sweep, swept.base, PROMISED // part // WORKERS)
    record_property("requests sent, made from the OpenAPI document", sent)
    assert sent >= PROMISED // part
