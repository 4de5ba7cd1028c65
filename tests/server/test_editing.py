"""The page for people at the endpoint, as the server sends it: what it holds, and to whom it is sent."""

import html
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from rufsgraph.protocol.requests import FORMATS
from rufsgraph.questions.question import library
from rufsgraph.resources import ROOT, WEB
from rufsgraph.terms import PREFIXES, RUFS
from tests.calls import BROWSER, HTML, bindings, call, sparql

each_language = pytest.mark.parametrize("lang", ["sv", "en"])


def _page(server: str, parameters: str = "", **headers: str) -> str:
    reply = call(server, f"/sparql{parameters}", **{"accept": BROWSER, **headers})
    assert (reply.status, reply.media_type) == (200, HTML)
    return reply.text


def _data(page: str) -> dict[str, Any]:
    """What stands in the page for the editor."""
    found = re.search(r'<script type="application/json" id="page">(.*?)</script>', page, re.DOTALL)
    assert found, "the editor is not here: make web fetches it"
    assert not re.search("[<>&']", found[1])
    data: dict[str, Any] = json.loads(found[1])
    return data


def _query(page: str) -> str:
    found = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert found
    return html.unescape(found[1])


@pytest.mark.parametrize("path", ["/sparql", "/sparql/"])
def test_page_is_for_a_browser(server: str, path: str) -> None:
    """Who wants HTML gets the page, by HEAD too; who wants anything or RDF does not."""
    for accept in (BROWSER, HTML, "text/html, text/turtle;q=0.9"):
        reply = call(server, path, accept=accept)
        assert (reply.status, reply.media_type) == (200, HTML)
        assert {"Accept", "Accept-Language"} <= set(reply.headers["vary"].split(", "))
        assert call(server, path, "HEAD", accept=accept).headers["content-length"] == str(len(reply.body))
    for accept in ("*/*", "text/turtle", "text/turtle, text/html;q=0.9"):
        assert "<textarea" not in call(server, path, accept=accept).text


@each_language
def test_page_is_in_the_language_of_the_reader(server: str, lang: str) -> None:
    """The address decides the language, then the browser."""
    for page in (_page(server, f"?lang={lang}"), _page(server, accept_language=lang)):
        assert f'<html lang="{lang}">' in page
        assert all(one.title[lang] in html.unescape(page) for one in library().values())
        assert f'LANG(?name) = "{lang}"' in _query(page)


@each_language
def test_query_of_the_page_runs(server: str, lang: str) -> None:
    """The query that the page begins with has a row for each priority, in the page's language."""
    rows = bindings(sparql(server, _query(_page(server, f"?lang={lang}"))))
    assert len(rows) == 9 and len({row["name"] for row in rows}) == 9


@each_language
@pytest.mark.parametrize("question", sorted(library()))
def test_every_example_runs(server: str, question: str, lang: str) -> None:
    """Each question of the library is there as a query that gives rows, made for the page's language."""
    query = _data(_page(server, f"?lang={lang}"))["examples"][question]
    assert _query(_page(server, f"?lang={lang}&example={question}")) == query
    rows = bindings(sparql(server, query))
    assert rows


def test_editor_knows_prefixes_and_terms(server: str) -> None:
    """Prefixes are the registry's; classes and properties are all that are in use, and the ontology's."""
    data = _data(_page(server, "?lang=en"))
    assert data["prefixes"] == PREFIXES
    terms = bindings(sparql(server, data["terms"]))
    labels = {row["term"]: (row["kind"], row.get("label")) for row in terms}
    assert len(labels) == len(terms)
    assert labels[f"{RUFS}Initiative"] == ("class", "Initiative")
    assert labels[f"{RUFS}describes"][0] == "property"
    classes = {row["c"] for row in bindings(sparql(server, "SELECT DISTINCT ?c { ?s a ?c }"))}
    properties = {row["p"] for row in bindings(sparql(server, "SELECT DISTINCT ?p { ?s ?p ?o }"))}
    assert {term for term, (kind, _) in labels.items() if kind == "class"} >= classes > {f"{RUFS}Goal"}
    assert (
        {term for term, (kind, _) in labels.items() if kind == "property"}
        >= properties
        > {f"{RUFS}describes"}
    )


def test_unknown_example_is_told(server: str) -> None:
    """An example that isn't there is a page that says so, whatever it is called."""
    for name in ("partners-on-prioritet", "%3C/script%3E%3Cscript%3E", "../x"):
        reply = call(server, f"/sparql?lang=en&example={name}", accept=BROWSER)
        assert (reply.status, reply.media_type) == (404, HTML)
        assert "<script>" not in reply.text
    assert (
        "partners-on-priority"
        in call(server, "/sparql?lang=en&example=partners-on-prioritet", accept=BROWSER).text
    )


def test_formats_of_the_form_are_those_that_there_are(server: str) -> None:
    """Each format that can be chosen is one that the endpoint gives for that form of query."""
    page = _page(server)
    tables, graphs = (
        re.findall(r"<option>(\w+)</option>", group)
        for group in re.findall(r"<optgroup[^>]*>(.*?)</optgroup>", page, re.DOTALL)
    )
    assert set(tables) | set(graphs) == set(FORMATS)
    for names, query in ((tables, "SELECT * { } LIMIT 1"), (graphs, "CONSTRUCT WHERE { ?s ?p 1 }")):
        for name in names:
            assert sparql(server, query, {"format": name, "lang": "sv"}).status == 200


def test_policy_of_the_page_lets_no_script_in(server: str) -> None:
    """Scripts come from this host only; of styles in the page one alone is let through, by its hash."""
    reply = call(server, "/sparql", accept=BROWSER)
    rules = dict(rule.strip().split(" ", 1) for rule in reply.headers["content-security-policy"].split(";"))
    assert rules.pop("style-src").startswith("'self' 'sha256-")
    assert rules == {"default-src": "'self'", "frame-ancestors": "'none'", "base-uri": "'none'"}
    assert re.findall(r"<script(?! type=.application/json)(?![^>]* src=./static/)", reply.text) == []


_ASK = """
import sys
from rufsgraph.config import read_settings
from rufsgraph.server.app import create_app
app = create_app(read_settings({}))
print(app.test_client().get("/sparql?lang=en", headers={"Accept": "text/html"}).text)
app.extensions["rufsgraph"]["live"].close()
"""


def test_page_without_the_editor_has_its_form(release_folder: Path, tmp_path: Path) -> None:
    """Where the set-up could not fetch the editor, the page has the form, and nothing that isn't there."""
    shutil.copytree(ROOT / "rufsgraph", tmp_path / "rufsgraph")
    shutil.copytree(WEB, tmp_path / "web", ignore=shutil.ignore_patterns("vendor", "node_modules"))
    asked = subprocess.run(
        [sys.executable, "-c", _ASK],
        cwd=tmp_path,
        env={**os.environ, "RUFSGRAPH_RELEASES": str(release_folder), "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=True,
    )
    assert 'name="query"' in asked.stdout and 'name="format"' in asked.stdout
    assert "<script" not in asked.stdout and "vendor" not in asked.stdout
