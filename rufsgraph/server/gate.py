"""Who is let in: so many queries at once, so many of one client, and the client with the fewest first."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import IPv6Address, ip_address

from rufsgraph.errors import TooBusy, TooMany

_NETWORK_BITS = 64
"""The part of an IPv6 address that a home or an office has to itself."""


@dataclass(frozen=True, slots=True)
class Places:
    """How many may run and wait, in all and of one client, and how many seconds one waits at most."""

    running: int
    waiting: int
    client_running: int
    client_waiting: int
    seconds: float


READING = Places(running=16, waiting=32, client_running=4, client_waiting=8, seconds=2.0)
"""How many bodies are read at once: one that never comes holds its thread until its sender hangs up."""

SENDING = Places(running=32, waiting=16, client_running=6, client_waiting=8, seconds=2.0)
"""How many large answers are sent at once: who doesn't read one holds its thread until hanging up."""


@dataclass(eq=False, slots=True)
class _Ticket:
    """A request that waits for its place."""

    client: str
    granted: threading.Event = field(default_factory=threading.Event)


class Gate:
    """Gives places to requests; nobody waits behind another client's queue."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self._lock = threading.Lock()
        self._running: Counter[str] = Counter()
        self._waiting: list[_Ticket] = []

    @contextmanager
    def place(self, client: str) -> Iterator[None]:
        """A place while the block runs; TooMany where the client has its share, TooBusy where all is full."""
        ticket = self._queue(client)
        if not ticket.granted.wait(self.places.seconds) and not self._leave(ticket):
            raise _too_busy(self.places)
        try:
            yield
        finally:
            with self._lock:
                self._running[client] -= 1
                self._running += Counter()  # those at zero are forgotten
                self._grant()

    def load(self) -> tuple[int, int]:
        """How many run and how many wait now."""
        with self._lock:
            return self._running.total(), len(self._waiting)

    def _queue(self, client: str) -> _Ticket:
        with self._lock:
            ticket = _Ticket(client)
            self._waiting.append(ticket)
            self._grant()
            if ticket.granted.is_set():
                return ticket
            waiting = sum(one.client == client for one in self._waiting) - 1
            if waiting >= self.places.client_waiting:
                self._waiting.remove(ticket)
                raise _too_many(self.places, self._running[client] + waiting)
            if len(self._waiting) > self.places.waiting:
                self._waiting.remove(ticket)
                raise _too_busy(self.places)
            return ticket

    def _leave(self, ticket: _Ticket) -> bool:
        """Takes a ticket out of the queue; True where it was granted at the last moment."""
        with self._lock:
            if ticket.granted.is_set():
                return True
            self._waiting.remove(ticket)
            return False

    def _grant(self) -> None:
        """Gives free places to those that wait, first to the client that has the fewest running."""
        while self._running.total() < self.places.running:
            fitting = [one for one in self._waiting if self._running[one.client] < self.places.client_running]
            if not fitting:
                return
            ticket = min(fitting, key=lambda one: self._running[one.client])
            self._waiting.remove(ticket)
            self._running[ticket.client] += 1
            ticket.granted.set()


@lru_cache(maxsize=256)
def client_of(address: str) -> str:
    """Whom an address stands for: itself, or the network that an IPv6 address is part of.

    >>> client_of("192.0.2.7"), client_of("2001:db8:1:2:3:4:5:6"), client_of("")
    ('192.0.2.7', '2001:db8:1:2::', '')
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    rest = parsed.max_prefixlen - _NETWORK_BITS
    return str(IPv6Address(int(parsed) >> rest << rest))


def _too_many(places: Places, used: int) -> TooMany:
    return TooMany(
        f"{used} requests of yours are under way; one client's share is {places.client_running} that run "
        f"and {places.client_waiting} that wait. Send the next when one has been answered, after a second.",
        f"{used} av dina förfrågningar är på gång; en klients andel är {places.client_running} som körs "
        f"och {places.client_waiting} som väntar. Sänd nästa när en har besvarats, efter en sekund.",
        limit=places.client_running + places.client_waiting,
        used=used,
        retry_after=1,
    )


def _too_busy(places: Places) -> TooBusy:
    return TooBusy(
        f"{places.running} requests are served and the queue of {places.waiting} is full or has stood still "
        f"for {places.seconds:g} s: try again in a moment",
        f"{places.running} förfrågningar betjänas och kön på {places.waiting} är full eller har stått stilla "
        f"i {places.seconds:g} s: försök igen om en stund",
        limit=places.running,
        retry_after=1,
    )
