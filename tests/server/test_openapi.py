"""The description of the API: every address is in it, nothing else is, and what it says is so."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from werkzeug.routing import Rule

from rufsgraph.config import Settings
from rufsgraph.questions.question import library
from rufsgraph.server.app import create_app
from rufsgraph.server.openapi import codes
from tests.calls import FORM, PROBLEM, Reply, call
from tests.processes import Served

PATH = "/api/openapi.json"
ASIDE = {"HEAD", "OPTIONS"}
"""Methods that Flask gives each address by itself."""


@pytest.fixture(scope="module")
def described(server: str) -> dict[str, Any]:
    """The document as a program gets it."""
    reply = call(server, PATH)
    assert (reply.status, reply.media_type) == (200, "application/json")
    document: dict[str, Any] = reply.json()
    return document


@pytest.fixture(scope="module")
def rules(release_folder: Path) -> Iterator[list[Rule]]:
    """Every route of the app but the static files."""
    app: Flask = create_app(Settings(releases=release_folder))
    try:
        yield [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]
    finally:
        app.extensions["rufsgraph"]["live"].close()


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each operation of a document, with its path and method."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method.upper(), operation


def leads_to(rule: Rule, path: str) -> bool:
    """Whether a path is one of a route's; what is variable in it is filled in or in braces."""
    parts = re.split(r"<[^>]*>", rule.rule)
    pattern = "[^/]+".join(map(re.escape, parts))
    return re.fullmatch(pattern, path) is not None


def test_every_route_is_documented(described: dict[str, Any], rules: list[Rule]) -> None:
    """Each route stands in the document with each of its methods."""
    known = {(path, method) for path, method, _ in operations(described)}
    assert len(rules) > 5
    for rule in rules:
        wanted = (rule.methods or set()) - ASIDE or rule.methods or set()
        paths = [path for path in described["paths"] if leads_to(rule, path)]
        assert paths, f"{rule.rule} is not documented"
        assert {(path, method) for path in paths for method in wanted} <= known, rule.rule


def test_everything_documented_is_a_route(described: dict[str, Any], rules: list[Rule]) -> None:
    """Each operation of the document is one that a route takes."""
    for path, method, _ in operations(described):
        assert any(leads_to(rule, path) and method in (rule.methods or ()) for rule in rules), (method, path)


def test_every_question_is_documented(described: dict[str, Any]) -> None:
    """Each question has a path of its own, with its parameters and their meanings in the language."""
    for question in library().values():
        operation = described["paths"][f"/ask/{question.id}"]["get"]
        stated = {one["name"]: one for one in operation["parameters"] if "name" in one}
        chosen = {f"only-{one.name}" for one in question.columns if one.is_filter}
        assert set(stated) == {one.name for one in question.parameters} | {"sort"} | chosen
        for one in question.parameters:
            assert stated[one.name].get("required", False) is one.required
            assert stated[one.name]["description"] == one.meaning["sv"]
            assert tuple(stated[one.name]["schema"].get("enum", ())) == one.choices


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_document_is_openapi(server: str, lang: str) -> None:
    """The document is valid OpenAPI 3.1 in both languages, and its operations have names of their own."""
    document = call(server, f"{PATH}?lang={lang}").json()
    OpenAPIV31SpecValidator(document).validate()
    names = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(names) == len(set(names)) > 30


def test_it_speaks_both_languages(server: str) -> None:
    """`?lang=` wins over Accept-Language, and each question is told in the language asked for."""
    swedish, english = call(server, PATH).json(), call(server, PATH, accept_language="en").json()
    assert english == call(server, f"{PATH}?lang=en", accept_language="sv").json() != swedish
    for question in library().values():
        for document, lang in ((swedish, "sv"), (english, "en")):
            assert document["paths"][f"/ask/{question.id}"]["get"]["summary"] == question.title[lang]


def test_who_has_it_gets_it_no_more(server: str) -> None:
    """The document has a tag by which it is spared, another in each language, and says what it varies by."""
    first = call(server, PATH)
    assert "Accept-Language" in first.headers["vary"]
    again = call(server, PATH, if_none_match=first.headers["etag"])
    assert (again.status, again.body, again.headers["vary"]) == (304, b"", first.headers["vary"])
    assert call(server, f"{PATH}?lang=en", if_none_match=first.headers["etag"]).status == 200
    assert call(server, PATH, "HEAD").headers["etag"] == first.headers["etag"]


def test_it_tells_the_limits_that_are_set(narrow: Served) -> None:
    """The limits of the server stand in the document as they are set."""
    document = call(narrow.base, PATH).json()
    assert all(number in document["info"]["description"] for number in ("400000000", "2000", "2000000"))
    query = document["paths"]["/sparql"]["get"]["parameters"][0]
    assert (query["name"], query["schema"]["maxLength"]) == ("query", 2000)


def test_every_code_is_told(described: dict[str, Any]) -> None:
    """The codes of the error tree are those of the problem schema, each with its status."""
    code = described["components"]["schemas"]["Problem"]["properties"]["code"]
    assert code["enum"] == sorted({one.code for one in codes()})
    assert {"bad-query", "method-not-allowed", "over-time"} <= set(code["enum"])
    assert all(f"`{one.code}` ({one.status})" in code["description"] for one in codes())


def must_fit(document: dict[str, Any], reply: Reply, operation: dict[str, Any]) -> None:
    """An answer is one that its operation tells of: its status, its type, and its JSON by the schema."""
    told = operation["responses"][str(reply.status)]
    schema = told["content"][reply.media_type]["schema"]
    if reply.media_type.endswith("json"):
        whole = schema | {"components": document["components"]}
        Draft202012Validator(whole).validate(reply.json())


def _queries(operation: dict[str, Any]) -> Iterator[dict[str, str]]:
    """The examples of what is required, then with each of the others."""
    examples = {one["name"]: one for one in operation.get("parameters", ()) if "example" in one}
    required = {name: _text(one["example"]) for name, one in examples.items() if one.get("required")}
    yield required
    for name, one in examples.items():
        yield required | {name: _text(one["example"])}


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


@pytest.mark.parametrize("question", sorted(library()))
def test_examples_of_questions_answer(server: str, described: dict[str, Any], question: str) -> None:
    """The examples of a question are answered, in each form that is told of and by the schema told."""
    operation = described["paths"][f"/ask/{question}"]["get"]
    for given in _queries(operation):
        reply = call(server, f"/ask/{question}?{urlencode(given | {'format': 'json'})}")
        assert reply.status == 200, reply.text
        must_fit(described, reply, operation)
        assert reply.json()["total"] > 0
    for media_type in operation["responses"]["200"]["content"]:
        reply = call(server, f"/ask/{question}?{urlencode(given)}", accept=media_type)
        assert (reply.status, reply.media_type) == (200, media_type)


def test_examples_of_queries_answer(server: str, described: dict[str, Any]) -> None:
    """The example of SPARQL is answered by GET, as a form and as a body."""
    get, post = (described["paths"]["/sparql"][method] for method in ("get", "post"))
    (given,) = (given for given in _queries(get) if given)
    bodies = {kind: one["example"] for kind, one in post["requestBody"]["content"].items()}
    must_fit(described, call(server, f"/sparql?{urlencode(given)}"), get)
    for kind, example in bodies.items():
        body = urlencode(example) if kind == FORM else example
        reply = call(server, "/sparql", "POST", body=body.encode(), content_type=kind)
        assert reply.status == 200 and len(reply.json()["results"]["bindings"]) == 4
        must_fit(described, reply, post)


def test_other_addresses_answer(server: str, described: dict[str, Any]) -> None:
    """The addresses that ask no question answer as they are told to, with the examples of their parts."""
    read = 0
    for path, method, operation in operations(described):
        parts = {
            one["name"]: one["example"] for one in operation.get("parameters", ()) if one.get("in") == "path"
        }
        if method == "GET" and not path.startswith("/ask/"):
            reply = call(server, path.format(**parts))
            assert reply.status in (200, 303), (path, reply)
            assert str(reply.status) in operation["responses"], path
            if reply.status == 200:
                must_fit(described, reply, operation)
            read += 1
    assert read > 10


@pytest.mark.parametrize(
    "path",
    ["/ask/nothing", "/ask/actors?x=1", "/sparql?query=x", "/sparql?update=x", "/nothing", "/sparql?query="],
)
def test_problems_are_as_told(server: str, described: dict[str, Any], path: str) -> None:
    """A problem is one by its schema."""
    reply = call(server, path)
    assert reply.media_type == PROBLEM
    operation = described["paths"]["/sparql"]["get"]
    told = {str(reply.status): {"content": operation["responses"]["400"]["content"]}}
    must_fit(described, reply, {"responses": told})
