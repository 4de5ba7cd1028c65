"""The gate: how many are let in, of whom, and who is next."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rufsgraph.errors import TooBusy, TooMany
from rufsgraph.server.gate import Gate, Places, client_of

WAIT = 10.0


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    """Threads for those that wait."""
    with ThreadPoolExecutor(16) as threads:
        yield threads


def let_in(gate: Gate, client: str, told: list[str], leave: threading.Event) -> None:
    """Takes a place, tells it, and keeps it until told to leave."""
    with gate.place(client):
        told.append(client)
        assert leave.wait(WAIT)


def until(gate: Gate, running: int, waiting: int) -> None:
    """Waits until so many run and wait."""
    last = time.monotonic() + WAIT
    while gate.load() != (running, waiting):
        assert time.monotonic() < last, gate.load()
        time.sleep(0.001)


def until_told(told: list[str], count: int) -> None:
    """Waits until so many have told that they were let in."""
    last = time.monotonic() + WAIT
    while len(told) < count:
        assert time.monotonic() < last, told
        time.sleep(0.001)


def test_a_place_is_given_back() -> None:
    """Places are given one after the other, also where the work in them fails."""
    gate = Gate(Places(1, 0, 1, 1, 1.0))
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), gate.place("a"):
            _ = 1 // (gate.load()[0] - 1)
    assert gate.load() == (0, 0)


def test_one_client_has_its_share_alone(pool: ThreadPoolExecutor) -> None:
    """A client that has its share is refused, with figures, while another is let in at once."""
    gate = Gate(Places(4, 10, 2, 1, WAIT))
    told: list[str] = []
    leave = threading.Event()
    greedy = [pool.submit(let_in, gate, "greedy", told, leave) for _ in range(3)]
    until(gate, 2, 1)
    with pytest.raises(TooMany) as refused, gate.place("greedy"):
        pass
    assert refused.value.extra == {"limit": 3, "used": 3, "retry_after": 1}
    with gate.place("other"):
        assert gate.load() == (3, 1)
    leave.set()
    assert [one.result(WAIT) for one in greedy] == [None] * 3
    assert told == ["greedy"] * 3 and gate.load() == (0, 0)


def test_the_client_with_the_fewest_is_next(pool: ThreadPoolExecutor) -> None:
    """A newcomer overtakes the queue of one that has places already."""
    gate = Gate(Places(2, 10, 2, 5, WAIT))
    told: list[str] = []
    first, later = threading.Event(), threading.Event()
    with ExitStack() as held:
        held.enter_context(gate.place("many"))
        running = pool.submit(let_in, gate, "many", told, first)
        until(gate, 2, 0)
        queue = [pool.submit(let_in, gate, "many", told, later) for _ in range(3)]
        until(gate, 2, 3)
        newcomer = pool.submit(let_in, gate, "few", told, later)
        until(gate, 2, 4)
        first.set()
        running.result(WAIT)
        until(gate, 2, 3)
        until_told(told, 2)
        assert told == ["many", "few"]
    later.set()
    for one in [*queue, newcomer]:
        one.result(WAIT)
    assert gate.load() == (0, 0)


def test_full_queue_and_long_wait_are_refused(pool: ThreadPoolExecutor) -> None:
    """Where the queue is full the next is refused at once; who waits too long is refused then."""
    gate = Gate(Places(1, 1, 1, 5, 0.2))
    leave = threading.Event()
    told: list[str] = []
    running = pool.submit(let_in, gate, "a", told, leave)
    until(gate, 1, 0)
    waits: Future[None] = pool.submit(let_in, gate, "b", told, leave)
    until(gate, 1, 1)
    with pytest.raises(TooBusy), gate.place("c"):
        pass
    with pytest.raises(TooBusy):
        waits.result(WAIT)
    assert gate.load() == (1, 0)
    leave.set()
    running.result(WAIT)


@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=60))
def test_all_are_answered_and_bounds_hold(clients: list[str]) -> None:
    """Whoever comes, in whatever order: never more than the bounds, and all are let in or refused."""
    gate = Gate(Places(3, 20, 2, 20, WAIT))
    most: list[int] = []

    def work(client: str) -> bool:
        try:
            with gate.place(client):
                most.append(gate.load()[0])
            return True
        except (TooBusy, TooMany):
            return False

    with ThreadPoolExecutor(8) as threads:
        results = list(threads.map(work, clients))
    assert len(results) == len(clients) and any(results)
    assert max(most) <= 3 and gate.load() == (0, 0)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
    ],
)
def test_whom_an_address_stands_for(one: str, other: str, same: bool) -> None:
    """An IPv6 client is its network, an IPv4 client its address."""
    assert (client_of(one) == client_of(other)) is same
