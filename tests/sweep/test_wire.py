"""Tens of thousands of broken HTTP requests on raw sockets: each is refused or answered, none does harm."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.client import IncompleteRead

import pytest

from tests.processes import Served
from tests.sweep.judging import is_refused_below, must_be_sound, unharmed
from tests.sweep.running import PARTS
from tests.sweep.wire import MAKERS, Spoken, leave, replies, speak

pytestmark = pytest.mark.alone

THREADS = 4
PROMISED = 38_000
LEAVING = 4_000
"""How many requests a whole sweep sends, and how many it sends and goes away from."""


def must_take(base: str, spoken: Spoken) -> None:
    """What is said has sound answers or none; what is said right has one for each request."""
    content = speak(base, spoken)
    if not content.startswith(b"HTTP/1") and not spoken.whole:
        assert content == b"" or content.startswith(b"\x00\x00"), content[:200]  # HTTP/2 was spoken
        return
    try:
        found = replies(content, spoken.method)
    except IncompleteRead:
        assert spoken.half_close, content[:1000]  # who has stopped to speak is not always heard out
        return
    for reply in found:
        if not is_refused_below(reply) or spoken.whole:
            must_be_sound(reply, spoken.method if reply.body else "HEAD")
    assert not spoken.whole or len(found) == spoken.requests, (spoken, found)


def sweep(served: Served, kind: str, count: int, number: int) -> int:
    """How many requests of a kind one thread of a sweep has sent, each taken well."""
    chance = random.Random(f"{kind} {number}")
    make = MAKERS[kind][1]
    sent = 0
    while sent < count:
        spoken = make(chance)
        try:
            must_take(served.base, spoken)
        except Exception as error:
            error.add_note(f"after {spoken}")
            raise
        sent += spoken.requests
    return sent


@pytest.mark.parametrize("kind", MAKERS)
@pytest.mark.parametrize("part", PARTS)
def test_broken_http_is_refused(
    swept: Served, kind: str, part: int, record_property: Callable[[str, object], None]
) -> None:
    """Whatever is said on a connection, it is refused or answered, and the server is as it was."""
    share = PROMISED * MAKERS[kind][0] / sum(weight for weight, _ in MAKERS.values())
    each = -(-int(share) // part // THREADS) + 1
    with unharmed(swept), ThreadPoolExecutor(THREADS) as pool:
        sent = sum(pool.map(lambda number: sweep(swept, kind, each, number), range(THREADS)))
    record_property(f"requests sent, {kind}", sent)
    assert sent >= share / part


@pytest.mark.parametrize("part", PARTS)
def test_callers_that_leave_hold_nothing(
    swept: Served, part: int, record_property: Callable[[str, object], None]
) -> None:
    """Callers that go away in the middle of a request or an answer leave nothing behind."""
    each = LEAVING // part // THREADS

    def go(number: int) -> int:
        chance = random.Random(f"leaving {number}")
        for _ in range(each):
            leave(swept.base, chance)
        return each

    with unharmed(swept), ThreadPoolExecutor(THREADS) as pool:
        sent = sum(pool.map(go, range(THREADS)))
    record_property("requests sent, left alone", sent)
    assert sent >= LEAVING // part
