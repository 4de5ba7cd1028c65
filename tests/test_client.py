"""The client against a real server, and against servers that refuse, stall, break off and talk nonsense."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit
from urllib.request import urlopen

import pytest

from rufsgraph.client import MAX_WAIT, Answer, Client, ConnectionFailed, Iri, LangText, ServerProblem, Table
from rufsgraph.errors import CallError, RufsError
from tests.calls import call
from tests.processes import free_port, serving

pytestmark = pytest.mark.alone

PRIORITY = "partners-on-priority"
EMPTY = b'{"head": {"vars": ["s"]}, "results": {"bindings": []}}'
SELECT = "SELECT ?s WHERE { ?s ?p ?o }"


@pytest.fixture(scope="module")
def client(server: str) -> Client:
    """A client of the real server."""
    return Client(server)


@dataclass
class Reply:
    """What a peer answers: a status, a body, headers; `silent` seconds before it."""

    status: int = 200
    body: bytes = EMPTY
    headers: Mapping[str, str] = field(default_factory=dict)
    silent: float = 0


@dataclass
class Asked:
    """A request that a peer got."""

    method: str
    path: str
    parameters: Mapping[str, list[str]]
    headers: Mapping[str, str]
    moment: float


@contextmanager
def peer(answer: Callable[[Asked, int], Reply]) -> Iterator[tuple[str, list[Asked]]]:
    """A real HTTP server that answers by a function of the request and how many came before it."""
    asked: list[Asked] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            address = urlsplit(self.path)
            parameters = parse_qs(address.query or body)
            headers = dict(self.headers.items())
            asked.append(Asked(self.command, address.path, parameters, headers, time.monotonic()))
            reply = answer(asked[-1], len(asked) - 1)
            closing.wait(reply.silent)
            self.send_response(reply.status)
            lines = {"Content-Type": "application/json", "Content-Length": str(len(reply.body))}
            for name, value in (lines | dict(reply.headers)).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *arguments: object) -> None:
            """Says nothing."""

    closing = threading.Event()
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as httpd:
        thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{httpd.server_port}", asked
        finally:
            closing.set()
            httpd.shutdown()
            thread.join()


def one_by_one(*replies: Reply) -> Callable[[Asked, int], Reply]:
    """Answers with the replies in order, the last one for ever."""
    return lambda _, number: replies[min(number, len(replies) - 1)]


def refusal(status: int = 503, code: str = "too-busy", **headers: str) -> Reply:
    """A refusal as the server writes them."""
    problem = {
        "type": "t",
        "title": "Busy",
        "status": status,
        "detail": "try later",
        "code": code,
        "limit": 8,
    }
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status, json.dumps(problem).encode(), {"Content-Type": "application/problem+json", **named})


# Questions of the real server


def test_answer_says_what_it_rests_on(client: Client, server: str) -> None:
    """An answer carries all that the server's document has, with Python's types."""
    answer = client.ask(PRIORITY, priority=3, role="owner")
    with urlopen(f"{server}/ask/{PRIORITY}?priority=3&role=owner&format=json") as response:
        document = json.load(response)
    assert answer.question == PRIORITY
    assert answer.title == document["title"]["sv"]
    assert answer.parameters == document["parameters"]
    assert (answer.release, answer.edition) == (document["release"], "2020")
    assert answer.as_of == date.fromisoformat(document["as_of"])
    assert (answer.source, answer.scope_note) == (document["source"], document["scope_note"])
    assert answer.licence == "http://creativecommons.org/licenses/by/4.0/"
    assert [column.name for column in answer.columns] == list(answer.names)
    assert answer.columns[0].meaning == "aktör"
    assert answer.rows == document["rows"]
    assert answer.total == len(answer) == len(document["rows"]) > 5
    assert not answer.truncated


def test_rows_are_dicts_of_typed_values(client: Client) -> None:
    """Numbers are int, lists are lists, what is missing is None; sources say page and lines."""
    answer = client.ask(PRIORITY, priority=3)
    row = next(iter(answer))
    assert set(answer.names) < set(row)
    assert isinstance(row["actor_label"], str)
    assert type(row["initiatives"]) is int
    assert all(isinstance(entry, str) for entry in row["entries"])
    assert all(type(line) is int for line in row["source_lines"])
    assert {row["group"] for row in answer if row["through"] == "direct"} == {None}
    assert row["sources"][0]["section"] == "annex-2"


def test_decimals_are_decimals(client: Client) -> None:
    """Every value of a decimal column is a Decimal, also the whole ones."""
    answer = client.ask("observations")
    assert {"decimal"} == {column.type for column in answer.columns if column.name in ("value", "min", "max")}
    values = [row["value"] for row in answer if row["value"] is not None]
    assert {type(value) for value in values} == {Decimal}
    assert any(value % 1 for value in values)
    assert {type(row["headline"]) for row in answer} == {bool}


def test_keywords_become_parameters(client: Client) -> None:
    """`actor_type` is `actor-type`, True is true, None is left out."""
    answer = client.ask(
        PRIORITY, priority=3, actor_type="municipality", outside_county=False, role=None, through="direct"
    )
    assert answer.parameters["actor-type"] == "municipality"
    assert answer.parameters["outside-county"] is False
    assert "role" not in answer.parameters
    assert {row["actor_type"] for row in answer} == {"municipality"}
    outside = client.ask(PRIORITY, priority=3, outside_county=True)
    assert outside.parameters["outside-county"] is True
    assert len(outside) < len(client.ask(PRIORITY, priority=3))


def test_limit_and_offset_cut_an_answer(client: Client) -> None:
    """A limited answer is a part of the whole and says so; without a limit the rest comes."""
    whole = client.ask(PRIORITY, priority=3)
    part = client.ask(PRIORITY, priority=3, limit=4, offset=2)
    rest = client.ask(PRIORITY, priority=3, offset=5)
    assert part.rows == whole.rows[2:6]
    assert rest.rows == whole.rows[5:]
    assert part.truncated and rest.truncated
    assert part.total == rest.total == whole.total
    assert client.ask(PRIORITY, priority=3, offset=100_000).rows == []


def test_language_is_the_clients_or_the_calls(server: str) -> None:
    """Titles and meanings come in the client's language; a call may ask for another."""
    english = Client(f"{server}/", lang="en")
    answer = english.ask(PRIORITY, priority=3, limit=1)
    assert answer.title == "Which actors partner on a priority, in what role?"
    assert answer.columns[0].meaning == "actor"
    assert english.ask(PRIORITY, priority=3, limit=1, lang="sv").title.startswith("Vilka")


def test_questions_lists_all_that_can_be_asked(client: Client, server: str) -> None:
    """The list has id and title of each question of the server."""
    listed = {one.id: one.title for one in client.questions()}
    assert listed[PRIORITY] == "Vilka aktörer samverkar i en prioritering, i vilken roll?"
    assert len(listed) > 20
    assert {one.id for one in Client(server, lang="en").questions()} == set(listed)


# Queries of the real server

TYPES = """
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
SELECT * WHERE {
  BIND(<https://w3id.org/rufs/def/Goal> AS ?iri)
  BIND("klimat"@sv AS ?tagged) BIND("text" AS ?plain)
  BIND(3 AS ?whole) BIND(1.50 AS ?decimal) BIND(1e3 AS ?double) BIND(true AS ?yes)
  BIND("2020-06-30"^^xsd:date AS ?day) BIND("2020"^^xsd:gYear AS ?year)
  BIND("2020-06-30T12:00:00Z"^^xsd:dateTime AS ?moment)
  BIND("soon"^^xsd:date AS ?odd) OPTIONAL { ?iri <urn:none> ?nothing }
}
"""


def test_select_gives_typed_values(client: Client) -> None:
    """Each term becomes a value of its datatype; a literal that isn't of its datatype stays text."""
    table = client.query(TYPES)
    assert isinstance(table, Table)
    (row,) = table
    assert set(table.names) == set(row)
    assert isinstance(row["iri"], Iri) and row["iri"] == "https://w3id.org/rufs/def/Goal"
    assert isinstance(row["tagged"], LangText) and (row["tagged"], row["tagged"].lang) == ("klimat", "sv")
    plain = {name: value for name, value in row.items() if name not in ("iri", "tagged")}
    assert plain == {
        "plain": "text",
        "whole": 3,
        "decimal": Decimal("1.50"),
        "double": 1000.0,
        "yes": True,
        "day": date(2020, 6, 30),
        "year": 2020,
        "moment": datetime(2020, 6, 30, 12, tzinfo=UTC),
        "odd": "soon",
        "nothing": None,
    }
    assert [type(row[name]) for name in ("whole", "decimal", "double", "yes")] == [int, Decimal, float, bool]


def test_ask_gives_a_bool(client: Client) -> None:
    """ASK is answered by True or False."""
    assert client.query("ASK { ?goal a <https://w3id.org/rufs/def/Goal> }") is True
    assert client.query("ASK { ?goal a <urn:none> }") is False


@pytest.mark.parametrize("form", ["CONSTRUCT WHERE { ?s a <%s> }", "DESCRIBE ?s WHERE { ?s a <%s> }"])
def test_graphs_come_as_turtle(client: Client, form: str) -> None:
    """CONSTRUCT and DESCRIBE are answered by Turtle."""
    turtle = client.query(form % "https://w3id.org/rufs/def/Goal")
    assert isinstance(turtle, str)
    assert "@prefix rufs:" in turtle and "rufs:Goal" in turtle


def test_query_is_sent_as_it_stands(client: Client) -> None:
    """Comments with words of updates, many prefixes and a query too long for an address don't matter."""
    assert client.query("# INSERT here\nPREFIX insert: <urn:x> ASK { BIND(1 AS ?x) }") is True
    long = f"# {'å' * 5000}\nSELECT ?x WHERE {{ BIND('{'ö' * 3000}' AS ?x) }}"
    table = client.query(long)
    assert isinstance(table, Table) and table.rows == [{"x": "ö" * 3000}]


# Problems


@pytest.mark.parametrize(
    ("question", "parameters", "status", "code"),
    [
        ("partners-on-prioritet", {}, 404, "unknown-name"),
        ("", {}, 200, "unreadable-answer"),
        ("../sparql", {}, 404, None),
        (PRIORITY, {}, 400, "bad-parameter"),
        (PRIORITY, {"priority": "månen"}, 404, "unknown-name"),
        (PRIORITY, {"priority": 3, "colour": "red"}, 400, "bad-parameter"),
        (PRIORITY, {"priority": 3, "lang": "fi"}, 400, "bad-parameter"),
    ],
)
def test_ask_raises_the_servers_problem(
    client: Client, question: str, parameters: dict[str, Any], status: int, code: str | None
) -> None:
    """A question that can't be answered raises what the server said."""
    with pytest.raises(ServerProblem) as caught:
        client.ask(question, **parameters)
    assert caught.value.status == status
    assert code in (None, caught.value.code)
    assert caught.value.title and caught.value.detail


def test_problem_carries_what_the_server_added(server: str) -> None:
    """The problem has title and detail in the client's language, and what else the server told."""
    with pytest.raises(ServerProblem) as caught:
        Client(server, lang="en").ask("partners-on-prioritet")
    problem = caught.value
    assert isinstance(problem, RufsError)
    assert problem.title == "The name is unknown"
    assert problem.detail.startswith("there is no question 'partners-on-prioritet'")
    assert PRIORITY in problem.extra["nearest"]
    assert str(problem) == f"{problem.detail} (404 unknown-name)"
    with pytest.raises(ServerProblem, match="finns ingen fråga"):
        Client(server).ask("partners-on-prioritet")


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("SELECT ?s WHERE {", 400, "bad-query"),
        ("", 400, "bad-request"),
        ("INSERT DATA { <urn:a> <urn:b> <urn:c> }", 403, "update-refused"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 403, "service-refused"),
        (f"# {'x' * 100_000}\n{SELECT}", 413, "too-large"),
    ],
)
def test_query_raises_the_servers_problem(client: Client, query: str, status: int, code: str) -> None:
    """A query that can't be answered raises what the server said, whatever the status."""
    with pytest.raises(ServerProblem) as caught:
        client.query(query)
    assert (caught.value.status, caught.value.code) == (status, code)
    assert caught.value.detail


@pytest.mark.parametrize("url", ["", "127.0.0.1:8050", "file:///etc/passwd", "http://", "ftp://a/"])
def test_address_must_be_http(url: str) -> None:
    """Only an address of HTTP is taken."""
    with pytest.raises(CallError, match="no address of a server"):
        Client(url)


def test_format_is_no_parameter_of_a_typed_answer(client: Client) -> None:
    """A format would be lost: it is refused."""
    with pytest.raises(CallError, match="leave out format"):
        client.ask(PRIORITY, priority=3, format="csv")


def test_query_over_the_time_limit_is_not_sent_again(release_folder: Path) -> None:
    """A query that a server stopped raises its problem, with the limit, at once."""
    crossing = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    with serving(release_folder, query_seconds=0.5) as served:
        began = time.monotonic()
        with pytest.raises(ServerProblem) as caught:
            Client(served.base).query(crossing)
        assert time.monotonic() - began < 1.5
    assert (caught.value.status, caught.value.code) == (503, "over-time")
    assert caught.value.extra["limit"] == 0.5


# Trying again


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("query", [SELECT, f"{SELECT} # {'x' * 3000}"])
def test_refused_query_is_tried_again(status: int, query: str) -> None:
    """After 429 and 503 the query is sent again, by GET and by POST, as it was."""
    busy = refusal(status, Retry_After="0")
    with peer(one_by_one(busy, busy, Reply())) as (url, asked):
        assert Client(url, retries=2).query(query) == Table(names=("s",), rows=[])
    assert len(asked) == 3
    assert {one.method for one in asked} == {"GET" if query == SELECT else "POST"}
    assert all(one.parameters["query"] == [query] for one in asked)


def test_refused_question_is_tried_again_after_the_time_told() -> None:
    """A wait told in seconds, or as a date, is kept to."""
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=3), usegmt=True)
    replies = refusal(Retry_After="1"), refusal(429, Retry_After=soon), Reply(body=b'{"questions": []}')
    with peer(one_by_one(*replies)) as (url, asked):
        assert Client(url).questions() == []
    first, second, third = (one.moment for one in asked)
    assert second - first >= 1
    assert third - first > 1.5


def test_past_dates_and_nonsense_dont_stop_the_trying() -> None:
    """A date gone by means now; what can't be read means the first of the client's own waits, a second."""
    past = refusal(Retry_After="Mon, 01 Jan 2024 00:00:00 GMT")
    with peer(one_by_one(past, refusal(Retry_After="soon"), Reply())) as (url, asked):
        assert isinstance(Client(url).query(SELECT), Table)
    assert asked[1].moment - asked[0].moment < 0.9
    assert 1.9 < asked[2].moment - asked[1].moment < 3


@pytest.mark.parametrize(
    "reply",
    [
        refusal(Retry_After=str(int(MAX_WAIT) + 1)),
        refusal(Retry_After="9" * 5000),
        refusal(code="over-time"),
        refusal(code="over-memory"),
        refusal(500, "error", Retry_After="0"),
        refusal(404, "not-found"),
    ],
    ids=["long", "endless", "over-time", "over-memory", "500", "404"],
)
def test_some_refusals_are_final(reply: Reply) -> None:
    """A wait over the cap, a limit of queries and other statuses are not tried again."""
    with peer(one_by_one(reply)) as (url, asked), pytest.raises(ServerProblem) as caught:
        Client(url).query(SELECT)
    assert len(asked) == 1
    assert (caught.value.status, caught.value.detail) == (reply.status, "try later")
    assert caught.value.extra["limit"] == 8


@pytest.mark.parametrize("retries", [0, 2])
def test_tries_have_an_end(retries: int) -> None:
    """The last refusal is raised once the tries are used up."""
    busy = one_by_one(refusal(Retry_After="0"))
    with peer(busy) as (url, asked), pytest.raises(ServerProblem, match="try later"):
        Client(url, retries=retries).ask(PRIORITY, priority=3)
    assert len(asked) == retries + 1


def test_share_of_the_real_server_is_waited_for(release_folder: Path) -> None:
    """A caller over its share gets the server's problem, or its answer after the wait that is told."""
    crossing = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    with serving(release_folder, client_running=1, client_waiting=0, query_seconds=4) as served:
        busy = threading.Thread(target=lambda: call(served.base, f"/sparql?query={quote(crossing)}"))
        busy.start()
        while busy.is_alive() and not call(served.base, "/health").json()["workers"]["running"]:
            time.sleep(0.01)  # or the light query may have the place, and the heavy one be refused
        try:
            caught = refusal_of(Client(served.base, retries=0), lambda: busy.is_alive())
            assert (caught.status, caught.code) == (429, "too-many")
            assert caught.title and caught.detail and caught.extra["limit"] == 1
            assert Client(served.base, retries=20).query("ASK { ?s ?p ?o } # waited for") is True
        finally:
            busy.join()


def refusal_of(client: Client, goes_on: Callable[[], bool]) -> ServerProblem:
    """The problem that a query meets, asked again and again while something goes on."""
    number = 0
    while goes_on():
        number += 1
        try:
            client.query(f"ASK {{ ?s ?p ?o }} # {number}")
        except ServerProblem as problem:
            return problem
    raise AssertionError(f"{number} queries were all let in")


# Servers that fail


def test_silent_server_is_left_after_the_timeout() -> None:
    """A server that says nothing is given up, also halfway."""
    with peer(one_by_one(Reply(silent=30))) as (url, asked):
        began = time.monotonic()
        with pytest.raises(ConnectionFailed, match="timed out"):
            Client(url, timeout=0.3).query(SELECT)
        with pytest.raises(ConnectionFailed, match="timed out"):
            Client(url, timeout=0.3).questions()
        assert time.monotonic() - began < 5
    assert len(asked) == 2


def test_nobody_there_is_said() -> None:
    """A port that nobody listens on, and one that is none."""
    with pytest.raises(ConnectionFailed, match="refused"):
        Client(f"http://127.0.0.1:{free_port()}").questions()
    with pytest.raises(ConnectionFailed, match="no answer from"):
        Client("http://127.0.0.1:port").query(SELECT)


def test_half_an_answer_is_no_answer() -> None:
    """An answer that breaks off raises, also where it is the refusal that does."""
    half = {"Content-Length": "1000"}
    with peer(one_by_one(Reply(headers=half))) as (url, _), pytest.raises(ConnectionFailed):
        Client(url).query("CONSTRUCT WHERE { ?s ?p ?o }")
    with peer(one_by_one(Reply(400, b"{", half))) as (url, _), pytest.raises(ServerProblem) as caught:
        Client(url).query(SELECT)
    assert (caught.value.status, caught.value.code) == (400, "http-error")


NONSENSE = (
    *(b"", b"{", b"[]", b"{}", b"null", b"3", b"<html>", b"\xff", b'{"head": {}}', b'{"questions": [1]}'),
    b'{"questions": 3, "rows": [], "total": 0}',
    b'{"head": {"vars": ["s"]}, "results": {"bindings": [1]}}',
)


@pytest.mark.parametrize("body", NONSENSE)
def test_nonsense_is_told_apart(body: bytes) -> None:
    """An answer that isn't what it should be raises a problem that says so."""
    with peer(one_by_one(Reply(body=body))) as (url, _):
        client = Client(url)
        for call in (client.questions, lambda: client.ask(PRIORITY), lambda: client.query(SELECT)):
            with pytest.raises(ServerProblem) as caught:
                call()
            assert (caught.value.status, caught.value.code) == (200, "unreadable-answer")


@pytest.mark.parametrize(
    ("body", "fault"), [(b"<a> <b> <c> ;\n", "breaks off"), (b"<a> <b> '\xff'.", "UnicodeDecodeError")]
)
def test_half_a_graph_is_no_graph(body: bytes, fault: str) -> None:
    """Turtle that doesn't end as a statement does is not given out; an empty graph is one."""
    with peer(one_by_one(Reply(body=body, headers={"Content-Type": "text/turtle"}))) as (url, _):
        with pytest.raises(ServerProblem, match=fault) as caught:
            Client(url).query("CONSTRUCT WHERE { ?s ?p ?o }")
        assert caught.value.code == "unreadable-answer"
    with peer(one_by_one(Reply(body=b"", headers={"Content-Type": "text/turtle"}))) as (url, _):
        assert Client(url).query("CONSTRUCT WHERE { ?s ?p ?o }") == ""


@pytest.mark.parametrize("body", [b"<h1>Bad gateway</h1>", b"", b"[1]", b'"x"', b'[["detail", "x"]]'])
def test_refusal_without_a_problem_has_the_status(body: bytes) -> None:
    """What a proxy on the way says in its own words still has status and reason."""
    with peer(one_by_one(Reply(502, body, {"Content-Type": "text/html"}))) as (url, _):
        with pytest.raises(ServerProblem) as caught:
            Client(url).query(SELECT)
        assert (caught.value.status, caught.value.code) == (502, "http-error")
        assert caught.value.title == "Bad Gateway"
        assert f"{url}/sparql" in caught.value.detail


# Pages


def pages_of(server: str, size: int, change_after: int | None = None) -> Callable[[Asked, int], Reply]:
    """Answers as the real server would if it gave no more than `size` rows at once."""

    def answer(asked: Asked, number: int) -> Reply:
        parameters = {name: values[0] for name, values in asked.parameters.items()}
        whole = f"{server}{asked.path}?priority={parameters['priority']}&format=json"
        with urlopen(whole) as response:
            document = json.load(response)
        offset = int(parameters.get("offset", 0))
        document["rows"] = document["rows"][offset : offset + int(parameters.get("limit", size))]
        if change_after is not None and number >= change_after:
            document["release"] = "2021-000000000000"
        return Reply(body=json.dumps(document).encode())

    return answer


def test_pages_are_followed(server: str, client: Client) -> None:
    """Where a server gives an answer in pages all of them are fetched, unless a limit is given."""
    whole = client.ask(PRIORITY, priority=3)
    size = len(whole) // 3
    with peer(pages_of(server, size)) as (url, asked):
        paged = Client(url).ask(PRIORITY, priority=3)
        assert (paged.rows, paged.truncated) == (whole.rows, False)
        assert [one.parameters.get("offset", ["0"]) for one in asked[:3]] == [
            [str(size * number)] for number in range(3)
        ]
        asked.clear()
        assert Client(url).ask(PRIORITY, priority=3, limit=2).rows == whole.rows[:2]
        assert len(asked) == 1


def test_pages_of_two_releases_are_not_mixed(server: str) -> None:
    """An answer is of one release, whole, or there is none."""
    with peer(pages_of(server, 5, change_after=1)) as (url, _), pytest.raises(ServerProblem, match="pages"):
        Client(url).ask(PRIORITY, priority=3)
    with peer(pages_of(server, 0)) as (url, _), pytest.raises(ServerProblem, match="pages"):
        Client(url).ask(PRIORITY, priority=3)


# What it takes


def test_import_brings_nothing_of_the_server() -> None:
    """Importing the client loads neither the server's parts nor rdflib."""
    code = "import sys, rufsgraph.client; print(*{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    loaded = set(done.stdout.split())
    assert "SPARQLWrapper" in loaded
    assert not loaded & {"flask", "granian", "pyshacl", "csvw", "rdflib", "rapidfuzz", "pyoxigraph", "click"}


def test_requests_say_who_asks_and_for_what(server: str) -> None:
    """The client names itself, its language and what it takes."""
    with peer(one_by_one(Reply())) as (url, asked):
        client = Client(url, lang="en")
        client.query(SELECT)
        with pytest.raises(ServerProblem):
            client.questions()
    query, questions = asked
    assert (query.path, questions.path) == ("/sparql", "/ask")
    for one in asked:
        assert one.headers["User-Agent"] == "rufsgraph-client"
        assert one.headers["Accept-Language"] == "en"
    assert query.headers["Accept"] == "application/sparql-results+json, text/turtle"
    assert set(query.parameters) == {"query"}
    assert questions.headers["Accept"] == "application/json"


def test_answer_is_a_table(client: Client) -> None:
    """An answer can be walked, counted and is frozen."""
    answer = client.ask(PRIORITY, priority=3, limit=3)
    assert isinstance(answer, Answer) and isinstance(answer, Table)
    assert [row["actor"] for row in answer] == [row["actor"] for row in answer.rows]
    assert len(answer) == 3
    with pytest.raises(AttributeError):
        answer.total = 0  # type: ignore[misc]
