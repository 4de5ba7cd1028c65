"""The W3C's tests of the SPARQL 1.1 Protocol, restated in w3c.toml, against a real server."""

import tomllib
from collections import Counter
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import quote, urlencode

import pyoxigraph
import pytest

from rufsgraph.protocol.requests import GRAPH_TYPES, RESULT_TYPES
from tests.calls import JSON, Reply, bindings, call, must_be_problem

TABLE = tomllib.loads(Path(__file__).with_name("w3c.toml").read_text(encoding="utf-8"))
CASES: list[dict[str, Any]] = TABLE["case"]
QUERIES = [case for case in CASES if case["name"].startswith("query_")]
HOST = "www.example"
OURS = {
    "plan": "https://w3id.org/rufs/graph/plan",
    "actors": "https://w3id.org/rufs/graph/actors",
    "edition": "https://w3id.org/rufs/graph/edition/2020",
    "goal": "https://w3id.org/rufs/id/goal/1",
    "actor": "https://w3id.org/rufs/id/actor/kth",
    "entry": "https://w3id.org/rufs/id/entry/2020.3.4",
}
"""What the names of the table stand for."""


def ours(text: str) -> str:
    """A text of the table with our graphs and things."""
    return Template(text).substitute(OURS)


def encoded(parameters: list[list[str]]) -> str:
    """Parameters as the W3C's tests have them: percent-encoded, a space too."""
    return urlencode([(name, ours(value)) for name, value in parameters], quote_via=quote, safe="")


def send(server: str, sent: dict[str, Any], **headers: str) -> Reply:
    """The answer to a request of the table."""
    address = encoded(sent.get("parameters", []))
    body = None
    if "form" in sent:
        body = encoded(sent["form"]).encode()
    if "text" in sent:
        body = ours(sent["text"]).encode(sent.get("encoding", "utf-8"))
    if "type" in sent:
        headers["content_type"] = sent["type"]
    path = f"/sparql/?{address}" if address else "/sparql/"
    return call(server, path, sent["method"], body=body, host=HOST, **headers)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(server: str, case: dict[str, Any]) -> None:
    """Every request of a case is answered as the table says."""
    for sent in case["send"]:
        reply = send(server, sent)
        if "code" in sent:
            must_be_problem(reply, sent["status"], sent["code"])
            continue
        assert reply.status == sent["status"], reply.text
        if "boolean" in sent:
            assert (reply.media_type, reply.json()["boolean"]) == (JSON, sent["boolean"])
        if "rows" in sent:
            assert (reply.media_type, bindings(reply)) == (JSON, sent["rows"])
        if "triples" in sent:
            assert _triples(reply) == sent["triples"]


def _triples(reply: Reply) -> list[str]:
    rdf_format = pyoxigraph.RdfFormat.from_media_type(reply.media_type)
    assert rdf_format is not None, reply.media_type
    return [str(quad.triple) for quad in pyoxigraph.parse(reply.body, format=rdf_format)]


@pytest.mark.parametrize("case", QUERIES, ids=[case["name"] for case in QUERIES])
def test_query_in_every_format(server: str, case: dict[str, Any]) -> None:
    """The W3C leaves the format open: each that we have comes with its own content type."""
    for sent in case["send"]:
        for media_type in GRAPH_TYPES if "triples" in sent else RESULT_TYPES[:2]:
            reply = send(server, sent, accept=media_type)
            assert (reply.status, reply.media_type) == (200, media_type)
            if "triples" in sent:
                assert _triples(reply) == sent["triples"]
            elif "boolean" in sent:
                assert str(sent["boolean"]).lower() in reply.text


def test_each_name_is_restated_once() -> None:
    """Every test of the W3C's manifest is a case, and a case is nothing else."""
    names = TABLE["names"]
    assert len(names) == TABLE["count"] == len(set(names))
    assert Counter(case["name"] for case in CASES) == Counter(names)


def test_each_case_says_what_must_come() -> None:
    """A case that is right has an answer to look at, a bad one and an update a refusal."""
    for case in CASES:
        name, sent = case["name"], case["send"]
        assert sent and case["says"].endswith(".")
        for one in sent:
            assert set(one) <= {
                *("method", "parameters", "type", "form", "text", "encoding"),
                *("status", "code", "boolean", "rows", "triples"),
            }
            assert ("code" in one) == (one["status"] >= 400)
            assert ("code" in one) + ("boolean" in one) + ("rows" in one) + ("triples" in one) == 1
        if name.startswith("bad_"):
            assert all("code" in one for one in sent)
        else:
            assert ("code" in sent[0]) == name.startswith("update_")


def test_each_thing_has_its_type_in_one_graph(server: str) -> None:
    """Each thing of the table has a type in its graph alone, of the three: so it tells datasets apart."""
    for thing, graph in (("goal", "plan"), ("actor", "actors"), ("entry", "edition")):
        graphs = " ".join(f"<{OURS[name]}>" for name in ("plan", "actors", "edition"))
        query = f"SELECT DISTINCT ?g {{ VALUES ?g {{ {graphs} }} GRAPH ?g {{ <{OURS[thing]}> a ?type }} }}"
        reply = call(server, f"/sparql?query={quote(query)}")
        assert [row["g"] for row in bindings(reply)] == [OURS[graph]]
