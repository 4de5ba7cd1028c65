"""What stands before Flask, over HTTP: compression, entity tags, shares, counts and the log."""

import json
import re
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from prometheus_client.parser import text_string_to_metric_families

from rufsgraph.server.encoding import CODINGS, compress, compressed
from rufsgraph.server.gate import SENDING
from tests.calls import BROWSER, Reply, call, must_be_problem, sparql, unpacked
from tests.processes import Served, serving

pytestmark = pytest.mark.alone

LABELS = (
    "SELECT ?s ?label { ?s <http://www.w3.org/2004/02/skos/core#prefLabel> ?label } ORDER BY ?s LIMIT 500"
)
EVERYTHING = "SELECT * { ?s ?p ?o }"
CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
PAGES = ("/", "/ask", "/ask/needs-of-priority?priority=3", "/static/rufs.css")


@pytest.fixture(scope="module")
def own(release_folder: Path) -> Iterator[Served]:
    """A server whose counts and log are this file's alone."""
    with serving(release_folder, query_seconds=2) as served:
        yield served


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("path", ["/data", "/metrics"])
def test_what_is_never_kept_comes_compressed_too(server: str, coding: str, path: str) -> None:
    """It bears no tag, and says that it depends on the coding."""
    plain, packed = (call(server, path, accept_encoding=one) for one in ("identity", coding))
    assert packed.headers["content-encoding"] == coding and "content-encoding" not in plain.headers
    assert len(packed.body) < 0.6 * len(plain.body) and "etag" not in packed.headers
    assert int(packed.headers["content-length"]) == len(packed.body)
    assert "Accept-Encoding" in packed.headers["vary"] and packed.headers["cache-control"] == "no-store"
    if path == "/data":
        assert unpacked(packed) == plain.body


def test_any_answer_will_do(server: str) -> None:
    """`If-None-Match: *` is 304 wherever there is an answer, and no answer is made up where there is none."""
    for path in ("/ask", "/doc/goal/1.ttl"):
        reply = call(server, path, if_none_match="*")
        assert (reply.status, reply.body) == (304, b"") and reply.headers["etag"]
    assert sparql(server, LABELS, accept="text/csv", if_none_match="*").status == 304
    assert call(server, "/doc/goal/99", if_none_match="*").status == 404
    assert sparql(server, "SELECT {", if_none_match="*").status == 400


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("path", ["/sparql", *PAGES])
def test_answers_come_compressed(server: str, coding: str, path: str) -> None:
    """Each coding gives the same bytes as none, in fewer, with a tag of its own that spares the answer."""

    def get(**headers: str) -> Reply:
        if path == "/sparql":
            return sparql(server, LABELS, accept="text/csv", **headers)
        return call(server, path, accept=BROWSER, **headers)

    plain, packed = get(), get(accept_encoding=coding)
    assert "content-encoding" not in plain.headers and packed.headers["content-encoding"] == coding
    assert unpacked(packed) == plain.body
    assert len(packed.body) < 0.6 * len(plain.body)
    assert int(packed.headers["content-length"]) == len(packed.body)
    assert packed.headers["etag"] != plain.headers["etag"]
    assert "Accept-Encoding" in packed.headers["vary"] and "Accept-Encoding" in plain.headers["vary"]
    again = get(accept_encoding=coding, if_none_match=f'W/"x", {packed.headers["etag"]}')
    assert (again.status, again.body) == (304, b"")
    assert get(accept_encoding=coding).body == packed.body


@pytest.mark.parametrize("coding", CODINGS)
def test_large_answer_is_compressed_as_it_goes(server: str, coding: str) -> None:
    """An answer that is too large to keep comes compressed too, and whole."""
    plain = sparql(server, EVERYTHING, {"format": "tsv"})
    packed = sparql(server, EVERYTHING, {"format": "tsv"}, accept_encoding=coding)
    assert unpacked(packed) == plain.body and len(packed.body) < 0.2 * len(plain.body)


def test_small_answer_stays_as_it_is(server: str) -> None:
    """What would not shrink is sent as it is."""
    assert "content-encoding" not in sparql(server, "ASK {}", accept_encoding="gzip, br, zstd").headers


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate, br", "br"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("x-gzip", "gzip"),
        ("*", "zstd"),
        ("br;q=0, *", "zstd"),
        ("identity, gzip;q=0.5", None),
        ("gzip;q=0", None),
        ("deflate", None),
        ("", None),
        (";;;,,,q=", None),
    ],
)
def test_coding_is_the_callers_choice(server: str, header: str, coding: str | None) -> None:
    """Accept-Encoding is heeded with its weights; what isn't known is passed over."""
    reply = sparql(server, LABELS, accept_encoding=header)
    assert reply.status == 200 and reply.headers.get("content-encoding") == coding


@pytest.mark.parametrize("path", PAGES)
def test_pages_have_tags_and_heads(server: str, path: str) -> None:
    """A page has a tag that spares it, and HEAD has GET's headers."""
    got, head = (call(server, path, method, accept=BROWSER) for method in ("GET", "HEAD"))
    assert got.status == 200 and re.fullmatch(r'"[0-9a-f]{32}"', got.headers["etag"])
    assert (head.status, head.body) == (200, b"")
    del got.headers["date"], head.headers["date"]  # type: ignore[attr-defined]
    assert head.headers == got.headers
    again = call(server, path, accept=BROWSER, if_none_match=got.headers["etag"])
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", got.headers["etag"])
    assert again.headers["access-control-allow-origin"] == "*"


def test_tag_of_a_page_knows_the_settings(server: str, release_folder: Path) -> None:
    """What was got before a setting changed is not taken for what is told after."""
    told = call(server, "/sparql", accept="text/turtle")
    with serving(release_folder, query_seconds=3) as other:
        again = call(other.base, "/sparql", accept="text/turtle", if_none_match=told.headers["etag"])
    assert again.status == 200 and again.body != told.body


def test_kept_page_is_in_the_readers_language(server: str) -> None:
    """A page kept for one reader isn't given to another who wants another language or form."""
    for _ in range(2):
        replies = {
            lang: call(server, "/ask", accept=BROWSER, accept_language=lang).text for lang in ("sv", "en")
        }
        assert '<html lang="sv">' in replies["sv"] and '<html lang="en">' in replies["en"]
        assert call(server, "/ask", accept="application/json").media_type == "application/json"


def test_pages_of_errors_are_not_kept(server: str) -> None:
    """A refusal bears no tag, and is made anew."""
    for path in ("/nothing", "/ask/nothing", "/ask/needs-of-priority?priority=77"):
        for _ in range(2):
            reply = call(server, path, accept=BROWSER)
            assert reply.status in (400, 404) and "etag" not in reply.headers


def test_file_to_save_bears_its_name(server: str) -> None:
    """What a person asks for by `format` comes as a file with an ending; what a program asks for doesn't."""
    saved = sparql(server, LABELS, {"format": "csv"})
    assert saved.headers["content-disposition"] == 'attachment; filename="rufsgraph.csv"'
    assert "content-disposition" not in sparql(server, LABELS, accept="text/csv").headers
    assert "content-disposition" not in sparql(server, LABELS, {"format": "json"}).headers


def test_client_over_its_share_is_refused(release_folder: Path) -> None:
    """With one place and one wait for each client, the third of one is 429 while another client is let in."""
    small = serving(release_folder, query_seconds=2, client_running=1, client_waiting=1, proxies=1)
    with small as served, ThreadPoolExecutor(6) as pool:

        def ask(number: int) -> Reply:
            return sparql(served.base, f"{CROSS} # {number}", x_forwarded_for="192.0.2.1", accept="*/*")

        asked = [pool.submit(ask, number) for number in range(4)]
        time.sleep(0.5)
        other = sparql(served.base, "ASK {} # other", x_forwarded_for="192.0.2.2")
        assert other.status == 200
        replies = [one.result() for one in asked]
    refused = [reply for reply in replies if reply.status == 429]
    assert len(refused) == 2
    for reply in refused:
        document = must_be_problem(reply, 429, "too-many")
        assert (document["limit"], document["used"]) == (2, 2) and reply.headers["retry-after"] == "1"
    assert {reply.json()["code"] for reply in replies if reply.status == 503} <= {"over-time", "too-busy"}


def test_pages_share_the_places(release_folder: Path) -> None:
    """A page that asks the engine counts like a query: over its share a client is refused, with a page."""
    with (
        serving(release_folder, query_seconds=2, client_running=1, client_waiting=0) as served,
        ThreadPoolExecutor(1) as pool,
    ):
        heavy = pool.submit(sparql, served.base, CROSS)
        time.sleep(0.5)
        reply = call(served.base, "/ask/needs-of-priority?priority=3", accept=BROWSER)
        assert reply.status == 429 and "too-many" in reply.text and reply.headers["retry-after"] == "1"
        assert call(served.base, "/health").status == 200
        heavy.result()


def test_forwarded_addresses_are_not_believed_unasked(release_folder: Path) -> None:
    """Without a proxy in the settings nobody escapes its share by a header."""
    small = serving(release_folder, query_seconds=1, client_running=1, client_waiting=1)
    with small as served, ThreadPoolExecutor(6) as pool:
        asked = [
            pool.submit(sparql, served.base, f"{CROSS} # {number}", x_forwarded_for=f"192.0.2.{number}")
            for number in range(5)
        ]
        assert 429 in {one.result().status for one in asked}


def counts(served: Served) -> dict[tuple[str, ...], float]:
    """The figures of /metrics, by name and labels."""
    text = call(served.base, "/metrics").text
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_counts_tell_what_happened(own: Served) -> None:
    """Queries by form and outcome, kept answers, stopped queries and the load are told."""
    before = counts(own)
    query = f"{LABELS} # counted"
    for _ in range(3):
        assert sparql(own.base, query).status == 200
    assert sparql(own.base, "SELECT {").status == 400
    assert sparql(own.base, CROSS).status == 503
    after = counts(own)

    def grown(*key: str) -> float:
        return after.get(key, 0.0) - before.get(key, 0.0)

    assert grown("rufsgraph_requests_total", "200", "SELECT", "ok") == 3
    assert grown("rufsgraph_cache_total", "hit") == 2
    assert grown("rufsgraph_requests_total", "400", "SELECT", "bad-query") == 1
    assert grown("rufsgraph_requests_total", "503", "SELECT", "over-time") == 1
    assert grown("rufsgraph_stopped_total", "over-time") == 1
    assert grown("rufsgraph_seconds_count", "SELECT") == 3
    assert after["rufsgraph_cache_bytes",] > 1000
    assert after["rufsgraph_load", "running"] == 0
    release = call(own.base, "/health").json()["release"]
    assert any(
        key[0] == "rufsgraph_release" and release in key and value == 1 for key, value in after.items()
    )


def test_counts_come_as_openmetrics_too(own: Served) -> None:
    """A scraper that asks for OpenMetrics gets it."""
    reply = call(own.base, "/metrics", accept="application/openmetrics-text; version=1.0.0")
    assert reply.media_type == "application/openmetrics-text" and reply.text.endswith("# EOF\n")


def test_counts_of_all_processes_are_told(release_folder: Path) -> None:
    """With two server processes any of them tells the sum."""
    with serving(release_folder, workers=2) as served:
        for number in range(40):
            assert sparql(served.base, f"ASK {{}} # {number}").status == 200
        assert counts(served)["rufsgraph_requests_total", "200", "ASK", "ok"] == 40


def test_health_tells_how_busy_the_server_is(own: Served) -> None:
    """While a query runs, /health says so and stays ready."""
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(sparql, own.base, f"{CROSS} # busy")
        last = time.monotonic() + 2
        while call(own.base, "/health").json()["workers"]["running"] != 1:
            assert time.monotonic() < last
            time.sleep(0.02)
        asked.result()
    document = call(own.base, "/health").json()
    assert document["ready"] is True and document["workers"]["running"] == 0


def lines(served: Served) -> list[dict[str, Any]]:
    """The log's lines about requests."""
    return [json.loads(line) for line in served.logged().splitlines() if line.startswith("{")]


def test_log_tells_requests_without_their_literals(own: Served) -> None:
    """A request has one line of JSON, with the query's shape but nothing that its writer filled in."""
    secret = "Anna 19500101"
    query = f'SELECT ?s {{ ?s ?p "{secret}"@sv, 4711 }} # {secret}'
    assert sparql(own.base, query).status == 200
    assert sparql(own.base, query).status == 200
    assert call(own.base, f"/ask/needs-of-priority?priority={secret.replace(' ', '%20')}").status in (
        400,
        404,
    )
    assert call(own.base, "/x%0A{%22forged%22:1}").status == 404
    assert secret not in own.logged() and "Anna" not in own.logged() and "4711" not in own.logged()
    asked, kept, wrong, forged = lines(own)[-4:]
    assert asked["query"] == 'SELECT ?s { ?s ?p "", 0 }'
    assert (asked["kind"], asked["outcome"], asked["cache"], asked["status"]) == ("SELECT", "ok", "miss", 200)
    assert (kept["cache"], kept["tag"]) == ("hit", asked["tag"])
    assert wrong["kind"] == "asking.answer" and wrong["outcome"] != "ok"
    assert forged["path"] == '/x\n{"forged":1}'
    assert {"time", "client", "ms", "bytes", "release"} <= set(asked)
    assert "127.0.0.1" not in json.dumps(asked)


def test_log_can_be_switched_off(release_folder: Path) -> None:
    """With the setting `none` no request is told."""
    with serving(release_folder, log="none") as served:
        assert sparql(served.base, "ASK {}").status == 200
        assert lines(served) == []


@pytest.mark.parametrize("coding", CODINGS)
def test_pieces_are_compressed_like_the_whole(coding: str) -> None:
    """However a body is cut, it is the same when unpacked, and equal bodies are equal bytes."""
    body = b"".join(b"%d,rufs\n" % number for number in range(5000))
    cut = (body[at : at + 777] for at in range(0, len(body), 777))
    packed = Reply(200, {"content-encoding": coding}, b"".join(compressed(cut, coding)))
    assert unpacked(packed) == body
    assert compress(body, coding) == compress(body, coding)


SLOW_BODIES = 150


def test_bodies_that_never_come_hold_nobody_up(release_folder: Path) -> None:
    """While many requests of one client send half a body, its pages and others' queries are answered."""
    head = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
    with serving(release_folder) as served, ExitStack() as held:
        address = urlsplit(served.base)
        for _ in range(SLOW_BODIES):
            one = held.enter_context(socket.create_connection((address.hostname, address.port or 0)))
            one.sendall(head + b"Content-Length: 100\r\n\r\nASK")
        time.sleep(0.5)
        assert sparql(served.base, "ASK {}").status == 200
        other = HTTPConnection(address.netloc, timeout=10, source_address=("127.0.0.2", 0))
        other.request("POST", "/sparql", b"ASK {}", {"Content-Type": "application/sparql-query"})
        assert other.getresponse().status == 200
        other.close()


def test_slow_readers_hold_nobody_up(release_folder: Path) -> None:
    """Clients that don't read the large answers that they asked for hold few places, and give them back."""
    asked = f"GET /sparql?{urlencode({'query': EVERYTHING, 'format': 'csv'})} HTTP/1.1\r\nHost: x\r\n\r\n"
    with serving(release_folder) as served:
        address = urlsplit(served.base)
        with ExitStack() as held:
            for _ in range(SENDING.client_running + 2):
                one = held.enter_context(socket.create_connection((address.hostname, address.port or 0)))
                one.sendall(asked.encode())
            last = time.monotonic() + 60
            while counts(served).get(("rufsgraph_requests_total", "503", "SELECT", "too-busy"), 0) < 2:
                assert time.monotonic() < last
                time.sleep(0.2)
            assert sparql(served.base, "ASK {}").status == 200
        while sparql(served.base, EVERYTHING, {"format": "csv"}).status != 200:
            assert time.monotonic() < last
