"""The network's edge of the harvest check: asks strangers' servers, within bounds, and not the own net.

A name is looked up once, the addresses found are judged, and the connection goes to one of them: what a name
leads to can't change between the judgement and the call. Each redirect is judged anew.
"""

import http.client
import ipaddress
import queue
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from rufsgraph import __version__

_PIECE = 1 << 16
_REDIRECTS = (301, 302, 303, 307, 308)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a harvest may use: requests, bytes and seconds in all; seconds and redirects of one request."""

    requests: int = 200
    bytes: int = 20_000_000
    seconds: float = 120.0
    request_seconds: float = 10.0
    redirects: int = 5

    @property
    def catalogue_bytes(self) -> int:
        """The largest catalogue: half of all bytes."""
        return self.bytes // 2


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered at last: where, how, and the statuses of the redirects on the way."""

    url: str
    status: int
    media_type: str
    body: bytes = b""
    redirects: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no answer: a code of `sayings`, and what the network said."""

    code: str
    reason: str = ""


class _Failed(Exception):
    def __init__(self, code: str, reason: str = "") -> None:
        super().__init__(code)
        self.failure = Failure(code, reason)


@dataclass(slots=True)
class _Spent:
    began: float = field(default_factory=time.monotonic)
    requests: int = 0
    bytes: int = 0


class Fetcher:
    """Fetches within its limits, from the IP addresses that it may ask; safe to call from several threads."""

    def __init__(
        self, limits: Limits, may_ask: Callable[[str], bool], context: ssl.SSLContext | None = None
    ) -> None:
        self.limits = limits
        self._may_ask = may_ask
        self._spent = _Spent()
        self._lock = threading.Lock()
        self._context = context or ssl.create_default_context()

    def probe(self, url: str, accept: str) -> Answer | Failure:
        """The answer to HEAD, or to GET, its body left, where HEAD isn't taken or says no media type."""
        answer = self._send("HEAD", url, accept)
        if isinstance(answer, Failure):
            return self._send("GET", url, accept) if answer.code == "broken-answer" else answer
        if 200 <= answer.status < 300 and answer.media_type:
            return answer
        return self._send("GET", url, accept)

    def get(self, url: str, accept: str, limit: int) -> Answer | Failure:
        """The answer to GET with its body, unpacked, of at most `limit` bytes."""
        return self._send("GET", url, accept, limit)

    def _send(self, method: str, url: str, accept: str, take: int = 0) -> Answer | Failure:
        statuses: list[int] = []
        try:
            while True:
                answer, target = self._hop(method, url, accept, take)
                if target is None:
                    return Answer(url, answer.status, answer.media_type, answer.body, tuple(statuses))
                statuses.append(answer.status)
                if len(statuses) > self.limits.redirects:
                    raise _Failed("too-many-redirects", target)
                url = target
        except _Failed as stop:
            if statuses and stop.failure.code == "no-web-address":
                return Failure("bad-redirect", url)
            return stop.failure

    def _hop(self, method: str, url: str, accept: str, take: int) -> tuple[Answer, str | None]:
        """One request's answer, and the address that it leads on to."""
        deadline = self._begin_request()
        connection = self._connection(url, deadline)
        headers = {"Accept": accept, "Accept-Encoding": "identity", "User-Agent": f"rufsgraph/{__version__}"}
        with _closing_late(connection, deadline) as is_late:
            try:
                connection.request(method, _target(urlsplit(url)), headers=headers | {"Connection": "close"})
                with connection.getresponse() as response:
                    target = _redirect(url, response)
                    body = self._body(response, take) if take and target is None else b""
            except http.client.HTTPException as error:
                raise self._broken(is_late, "broken-answer", error) from error
            except (OSError, ValueError, zlib.error) as error:
                raise self._broken(is_late, "no-answer", error) from error
        if is_late.is_set():  # a body that ended because it was cut off
            raise _Failed("no-answer", f"{self.limits.request_seconds:g} s")
        return Answer(url, response.status, _media_type(response), body), target

    def _broken(self, is_late: threading.Event, code: str, error: Exception) -> _Failed:
        if is_late.is_set() or isinstance(error, TimeoutError):
            return _Failed("no-answer", f"{self.limits.request_seconds:g} s")
        return _Failed(code, str(error) or type(error).__name__)

    def _begin_request(self) -> float:
        """Counts a request, and gives the moment by which it must be over."""
        now = time.monotonic()
        with self._lock:
            last = self._spent.began + self.limits.seconds
            if now >= last:
                raise _Failed("seconds-spent")
            if self._spent.bytes >= self.limits.bytes:
                raise _Failed("bytes-spent")
            if self._spent.requests >= self.limits.requests:
                raise _Failed("requests-spent")
            self._spent.requests += 1
        return min(now + self.limits.request_seconds, last)

    def _connection(self, url: str, deadline: float) -> "_Pinned":
        parts, port = _must_be_web_address(url)
        host = parts.hostname or ""
        found = _look_up(host, port, deadline)
        if not all(map(self._may_ask, found)):
            raise _Failed("local-address", ", ".join(found))
        return _Pinned(host, port, found, deadline, self._context if parts.scheme == "https" else None)

    def _body(self, response: http.client.HTTPResponse, limit: int) -> bytes:
        unpack = _unpacker(response.headers.get("Content-Encoding", "").strip().lower())
        content = bytearray()
        while piece := response.read1(_PIECE):
            with self._lock:
                self._spent.bytes += len(piece)
                if self._spent.bytes > self.limits.bytes:
                    raise _Failed("bytes-spent")
            content += unpack.decompress(piece, limit + 1 - len(content)) if unpack else piece
            if len(content) > limit:
                raise _Failed("too-large", str(limit))
        if response.length:
            raise http.client.IncompleteRead(bytes(content), response.length)
        return bytes(content)


class _Pinned(http.client.HTTPConnection):
    """A connection to addresses that were looked up and judged before, the first that takes it."""

    def __init__(
        self, host: str, port: int, addresses: list[str], deadline: float, context: ssl.SSLContext | None
    ) -> None:
        super().__init__(host, port)
        self.default_port = 443 if context else 80
        self._addresses = addresses
        self._deadline = deadline
        self._tls = context
        self.wire: socket.socket | None = None

    def connect(self) -> None:
        """Connects, and for https makes sure that the server is who the address names.

        The library hands its socket on to the response; `wire` stays, so that it can be cut.
        """
        self.sock = self.wire = self._opened()
        if self._tls:
            secure = self._tls.wrap_socket(
                self.sock, server_hostname=self.host, do_handshake_on_connect=False
            )
            self.sock = self.wire = secure
            secure.do_handshake()

    def _opened(self) -> socket.socket:
        for number, address in enumerate(self._addresses, 1):
            try:
                return socket.create_connection((address, self.port), _left(self._deadline))
            except OSError:
                if number == len(self._addresses):
                    raise
        raise OSError("the name has no address")


@contextmanager
def _closing_late(connection: _Pinned, deadline: float) -> Iterator[threading.Event]:
    """Cuts a connection at its deadline, however slowly its bytes come; the event tells that it was."""
    late = threading.Event()

    def cut() -> None:
        late.set()
        if connection.wire:
            try:
                socket.socket.shutdown(connection.wire, socket.SHUT_RDWR)
            except OSError:
                return  # it was closed in the same moment

    watch = threading.Timer(_left(deadline), cut)
    watch.daemon = True
    watch.start()
    try:
        yield late
    finally:
        watch.cancel()
        connection.close()


def anywhere(_address: str) -> bool:
    """Lets every IP address be asked."""
    return True


def is_public(text: str) -> bool:
    """Whether an IP address is anybody's on the internet: not this machine's, its net's or nobody's.

    One that is wrapped in an IPv6 address counts as what it is.

    >>> [is_public(one) for one in ("127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "1.1.1.1")]
    [False, False, False, True]
    """
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner:
            return is_public(str(inner))
    return address.is_global and not address.is_multicast


def _left(deadline: float) -> float:
    return max(deadline - time.monotonic(), 0.001)


def _must_be_web_address(url: str) -> tuple[SplitResult, int]:
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise _Failed("no-web-address", str(error)) from error
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        raise _Failed("no-web-address", url)
    return parts, port


def _look_up(host: str, port: int, deadline: float) -> list[str]:
    """The addresses of a name, in the resolver's order; the resolver has no time limit of its own to set."""
    found: queue.Queue[list[str] | Exception] = queue.Queue(1)

    def ask() -> None:
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.put(list(dict.fromkeys(str(row[4][0]) for row in rows)))
        except (OSError, ValueError) as error:
            found.put(error)

    threading.Thread(target=ask, daemon=True).start()
    try:
        answer = found.get(timeout=_left(deadline))
    except queue.Empty as error:
        raise _Failed("no-answer", "DNS") from error
    if isinstance(answer, Exception):
        raise _Failed("no-answer", str(answer))
    return answer


def _target(parts: SplitResult) -> str:
    """What stands in the request line, its letters outside ASCII escaped (RFC 3987, 3.1)."""
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~")
    query = quote(parts.query, safe="/?%:@!$&'()*+,;=~")
    return f"{path}?{query}" if query else path


def _redirect(url: str, response: http.client.HTTPResponse) -> str | None:
    place = response.headers.get("Location")
    if response.status not in _REDIRECTS or not place:
        return None
    return urljoin(url, place).partition("#")[0]


def _media_type(response: http.client.HTTPResponse) -> str:
    return response.headers.get("Content-Type", "").partition(";")[0].strip().lower()


def _unpacker(encoding: str) -> "zlib._Decompress | None":
    if encoding in ("", "identity"):
        return None
    if encoding in ("gzip", "x-gzip", "deflate"):
        return zlib.decompressobj(zlib.MAX_WBITS | 32)
    raise _Failed("no-answer", f"Content-Encoding: {encoding}")
