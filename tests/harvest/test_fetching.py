"""The network's edge: nobody's own net is asked, nothing but HTTP, and no server holds the check up."""

import gzip
import io
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
import trustme

from rufsgraph.checks.fetching import Answer, Failure, Fetcher, Limits, anywhere, is_public
from rufsgraph.checks.harvest import NotFetched
from rufsgraph.engines.markup import NotReadable
from rufsgraph.errors import TooLarge
from tests.harvest.serving import CATALOGUE, RDF_XML, RIGHT, Page, Site, moved
from tests.harvest.test_faults import look, told

HASTE = Limits(request_seconds=1.0)
FILE = "/download/2020/data.rdf"
PATIENCE = 5.0
"""Seconds within which a request of one second must be over, on a busy machine."""


@contextmanager
def listener() -> Iterator[tuple[int, list[str]]]:
    """A port of this machine, and who connects to it; nobody should."""
    heard: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as port:
        port.settimeout(0.05)
        stop = threading.Event()

        def listen() -> None:
            while not stop.is_set():
                try:
                    port.accept()[0].close()
                except TimeoutError:
                    continue
                heard.append("connected")

        thread = threading.Thread(target=listen)
        thread.start()
        try:
            yield port.getsockname()[1], heard
        finally:
            time.sleep(0.1)
            stop.set()
            thread.join()


def public_fetcher() -> Fetcher:
    """As the command line makes it without --allow-local."""
    return Fetcher(Limits(), is_public)


LOCAL = [
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f.0.0.1",
    "0.0.0.0",
    "localhost",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[64:ff9b::7f00:1]",
]


@pytest.mark.parametrize("host", LOCAL)
def test_this_machine_is_not_asked(host: str) -> None:
    """However its address is written, nobody connects to this machine unless it is allowed."""
    with listener() as (port, heard):
        answer = public_fetcher().probe(f"http://{host}:{port}/", "*/*")
    assert isinstance(answer, Failure) and answer.code == "local-address"
    assert heard == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("fe80::1%lo", False),
        ("fd00::1", False),
        ("2002:a00:1::", False),
        ("::", False),
        ("1.1.1.1", True),
        ("::ffff:1.1.1.1", True),
        ("64:ff9b::101:101", True),
        ("2606:4700::1111", True),
    ],
)
def test_public_addresses(address: str, public: bool) -> None:
    """Private, link-local, shared, multicast and wrapped addresses are told from public ones."""
    assert is_public(address) is public


def test_a_catalogue_on_this_machine_is_refused(served: Site) -> None:
    """Without --allow-local not even the catalogue is asked for, and the refusal says how to allow it."""
    with pytest.raises(NotFetched, match="--allow-local"):
        look(served.catalogue, may_ask=is_public)
    assert served.seen == []


def test_addresses_on_this_machine_are_refused(served: Site, tmp_path: Path) -> None:
    """A catalogue from elsewhere that names this machine's addresses doesn't get them asked."""
    path = tmp_path / "catalogue.rdf"
    path.write_text(RIGHT.replace("http://catalogue.test", served.base), encoding="utf-8")
    assert told(look(str(path), may_ask=is_public)) == {"local-address"}
    assert served.seen == []


def _not_two(address: str) -> bool:
    return address != "127.0.0.2"


def test_a_redirect_is_judged_anew(served: Site) -> None:
    """A server that may be asked can't send the check on to one that may not."""
    port = served.base.rpartition(":")[2]
    served.pages["/away"] = moved(f"http://127.0.0.2:{port}{CATALOGUE}")
    answer = Fetcher(Limits(), _not_two).probe(f"{served.base}/away", "*/*")
    assert isinstance(answer, Failure) and (answer.code, answer.reason) == ("local-address", "127.0.0.2")
    assert [path for _, path, _ in served.seen] == ["/away"]


def test_a_name_is_looked_up_once(served: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that leads elsewhere the second time is not asked a second time."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def rebinding(host: str, *rest: Any, **more: Any) -> Any:
        if host != "rebind.test":
            return real(host, *rest, **more)
        asked.append(host)
        return real("127.0.0.1" if len(asked) == 1 else "127.0.0.2", *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    port = served.base.rpartition(":")[2]
    answer = Fetcher(Limits(), _not_two).probe(f"http://rebind.test:{port}/data", "*/*")
    assert isinstance(answer, Answer) and answer.status == 200
    assert asked == ["rebind.test"]


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/hostname",
        "ftp://127.0.0.1/x",
        "gopher://127.0.0.1/",
        "http://me:pw@127.0.0.1/",
        "http:///x",
    ],
)
def test_only_plain_http_is_asked(url: str) -> None:
    """Files, other protocols and addresses with a password are left alone."""
    answer = Fetcher(Limits(), anywhere).probe(url, "*/*")
    assert isinstance(answer, Failure) and answer.code == "no-web-address"


def test_a_ring_of_redirects_ends(served: Site) -> None:
    """At most five redirects are followed."""
    served.pages["/ring"] = moved("/ring")
    answer = Fetcher(Limits(), anywhere).probe(f"{served.base}/ring", "*/*")
    assert isinstance(answer, Failure) and answer.code == "too-many-redirects"
    assert len(served.seen) == 6
    served.pages |= {f"/{number}": moved(f"/{number + 1}") for number in range(5)} | {"/5": Page()}
    answer = Fetcher(Limits(), anywhere).probe(f"{served.base}/0", "*/*")
    assert isinstance(answer, Answer) and answer.redirects == (302,) * 5


def _begin(handler: BaseHTTPRequestHandler, media_type: str = RDF_XML) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", media_type)
    handler.end_headers()


def _endless(handler: BaseHTTPRequestHandler) -> None:
    _begin(handler)
    while True:
        handler.wfile.write(b" " * 65536)


def _drip_body(handler: BaseHTTPRequestHandler) -> None:
    _begin(handler)
    while True:
        handler.wfile.write(b" ")
        time.sleep(0.1)


def _drip_headers(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while True:
        handler.wfile.write(b"x")
        time.sleep(0.1)


def _say_nothing(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.settimeout(30)
    handler.connection.recv(1)


def _noise(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"this is no HTTP\r\n\r\n")
    handler.close_connection = True


def _cut_short(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", RDF_XML)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    handler.wfile.write(b"<rdf:RDF")
    handler.close_connection = True


SLOW = [_drip_body, _drip_headers, _say_nothing]
Behave = Callable[[BaseHTTPRequestHandler], None]


@pytest.mark.parametrize("behave", SLOW)
def test_a_slow_catalogue_is_left(served: Site, behave: Behave) -> None:
    """A server that sends now and then is left when the seconds of a request are over."""
    served.pages[CATALOGUE] = Page(behave=behave)
    began = time.monotonic()
    with pytest.raises(NotFetched, match="1 s"):
        look(served.catalogue, HASTE)
    assert time.monotonic() - began < PATIENCE


@pytest.mark.parametrize("behave", [_drip_headers, _say_nothing])
def test_a_slow_file_is_told(served: Site, behave: Behave) -> None:
    """A file that doesn't come in time is a finding, and the rest is tried."""
    served.pages[FILE] = Page(behave=behave)
    found = look(served.catalogue, HASTE)
    assert told(found) == {"no-answer"}
    assert [one.value for one in found.findings if one.code == "no-answer"] == [served.base + FILE]


@pytest.mark.parametrize("behave", [_noise, _cut_short])
def test_a_broken_catalogue_is_told(served: Site, behave: Behave) -> None:
    """What is no HTTP, or ends before it said it would, is no catalogue."""
    served.pages[CATALOGUE] = Page(behave=behave)
    with pytest.raises(NotFetched, match="as HTTP prescribes"):
        look(served.catalogue)


def test_an_endless_catalogue_is_left(served: Site) -> None:
    """A catalogue is read up to half of all bytes."""
    served.pages[CATALOGUE] = Page(behave=_endless)
    with pytest.raises(TooLarge, match="--max-bytes"):
        look(served.catalogue, Limits(bytes=2_000_000))


@pytest.mark.parametrize("behave", [_endless, _drip_body])
def test_the_body_of_a_file_is_left(served: Site, behave: Behave) -> None:
    """Of a file the headers are enough, where HEAD isn't taken."""
    served.pages[FILE] = Page(behave=behave, takes_head=False)
    assert told(look(served.catalogue)) == set()


def _packed(content: bytes, encoding: str = "gzip") -> Page:
    return Page(RDF_XML, content, headers={"Content-Encoding": encoding})


def test_a_packed_catalogue_is_read(served: Site) -> None:
    """A server that packs though it wasn't asked to is understood."""
    served.pages[CATALOGUE] = _packed(gzip.compress(served.pages[CATALOGUE].body))
    assert told(look(served.catalogue)) == set()


def test_a_packed_bomb_is_left(served: Site) -> None:
    """A hundred megabytes of blanks in a hundred kilobytes are unpacked no further than the limit."""
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb") as file:
        for _ in range(100):
            file.write(b" " * 1_000_000)
    served.pages[CATALOGUE] = _packed(packed.getvalue())
    assert len(packed.getvalue()) < 200_000
    with pytest.raises(TooLarge):
        look(served.catalogue, Limits(bytes=2_000_000))


def test_an_unknown_packing_is_told(served: Site) -> None:
    """What can't be unpacked is no catalogue."""
    served.pages[CATALOGUE] = _packed(b"??", "br")
    with pytest.raises(NotFetched, match="Content-Encoding: br"):
        look(served.catalogue)


BOMB = (
    "<!DOCTYPE r ["
    + '<!ENTITY a0 "lol">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    + "]>"
)


def test_an_xml_bomb_is_refused(served: Site) -> None:
    """A catalogue whose entities would unfold to three gigabytes is refused before they do."""
    text = RIGHT.partition("?>")[2].replace("RUFS 2050 som öppna data", "&a9;")
    served.serve_catalogue(BOMB + text)
    began = time.monotonic()
    with pytest.raises(NotReadable, match="entities"):
        look(served.catalogue)
    assert time.monotonic() - began < PATIENCE


def test_no_file_and_no_address_is_read_by_an_entity(served: Site) -> None:
    """An entity that stands elsewhere, on this machine or another, is refused, not fetched."""
    with listener() as (port, heard):
        for place in ("file:///etc/hostname", f"http://127.0.0.1:{port}/"):
            served.serve_catalogue(f'<!DOCTYPE r [<!ENTITY a SYSTEM "{place}">]>{RIGHT.partition("?>")[2]}')
            with pytest.raises(NotReadable, match="entities"):
                look(served.catalogue)
    assert heard == []


def test_no_context_is_fetched(served: Site) -> None:
    """A JSON-LD catalogue that names its context elsewhere is refused."""
    with listener() as (port, heard):
        text = f'{{"@context": "http://127.0.0.1:{port}/", "@id": "http://example.org/"}}'
        served.serve_catalogue(text, "application/ld+json")
        with pytest.raises(NotReadable, match="context"):
            look(served.catalogue)
    assert heard == []


def _limit_told(served: Site, code: str, limits: Limits) -> str:
    (finding,) = [one for one in look(served.catalogue, limits).findings if one.code == code]
    return finding.message_en


def test_the_limit_of_requests_is_kept_and_told(served: Site) -> None:
    """No more requests than allowed are sent, and what was not tried is counted."""
    message = _limit_told(served, "requests-spent", Limits(requests=4))
    assert len(served.seen) == 4
    assert "limit of 4 requests" in message and "--max-requests" in message


def test_a_limit_met_by_the_catalogue_itself(served: Site) -> None:
    """Where not even the catalogue can be had within the limit, that is what is said."""
    served.pages["/dcat"] = moved(CATALOGUE)
    with pytest.raises(NotFetched, match="limit of 1 requests"):
        look(f"{served.base}/dcat", Limits(requests=1))


def test_the_limit_of_seconds_is_kept_and_told(served: Site) -> None:
    """When the time is over, the rest is not tried."""
    served.pages |= {path: Page(behave=_say_nothing) for path in served.pages if path != CATALOGUE}
    began = time.monotonic()
    message = _limit_told(served, "seconds-spent", Limits(seconds=2.0, request_seconds=1.5))
    assert time.monotonic() - began < 2 * PATIENCE
    assert "limit of 2.0 seconds" in message and "--max-seconds" in message


def test_the_limit_of_bytes_is_kept_and_told(served: Site) -> None:
    """Answers that are read count; when the bytes are spent, the rest is not tried."""
    size = len(served.pages[CATALOGUE].body)
    served.pages["/sparql"] = Page("application/sparql-results+json", b"x" * size * 2)
    limits = Limits(bytes=size * 2 + 10)
    assert "--max-bytes" in _limit_told(served, "bytes-spent", limits)


def test_https_is_checked() -> None:
    """A server is known by its certificate, for the name that the address bears."""
    authority = trustme.CA()
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    with tls_server(authority) as port:
        known = Fetcher(HASTE, anywhere, trusting)
        answer = known.probe(f"https://localhost:{port}/", "*/*")
        assert isinstance(answer, Answer) and answer.status == 200
        for fetcher, host in ((known, "127.0.0.1"), (Fetcher(HASTE, anywhere), "localhost")):
            refused = fetcher.probe(f"https://{host}:{port}/", "*/*")
            assert isinstance(refused, Failure) and refused.code == "no-answer"
            assert "CERTIFICATE_VERIFY_FAILED" in refused.reason


@contextmanager
def tls_server(authority: trustme.CA) -> Iterator[int]:
    """A server of https on this machine, with a certificate for the name localhost."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    with socket.create_server(("127.0.0.1", 0)) as port:
        port.settimeout(0.05)
        stop = threading.Event()

        def serve() -> None:
            while not stop.is_set():
                try:
                    plain = port.accept()[0]
                except TimeoutError:
                    continue
                with plain:
                    plain.settimeout(10)
                    try:
                        with context.wrap_socket(plain, server_side=True) as secure:
                            secure.recv(10_000)
                            secure.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
                    except OSError:
                        continue  # the other side didn't trust us

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield port.getsockname()[1]
        finally:
            stop.set()
            thread.join()


def test_letters_outside_ascii_are_escaped(served: Site) -> None:
    """An address with Swedish letters is asked for as HTTP wants it."""
    served.pages["/b%C3%A5t"] = Page()
    answer = Fetcher(Limits(), anywhere).probe(f"{served.base}/båt", "*/*")
    assert isinstance(answer, Answer) and answer.status == 200
