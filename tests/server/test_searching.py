"""The search over real HTTP: a page in both languages, JSON for programs and fields, for friend and foe."""

import re
import shutil
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest
from flask import Flask
from jsonschema import Draft202012Validator
from werkzeug.routing import Rule

from rufsgraph.questions.kinds import kinds
from rufsgraph.releases.store import DERIVED, current_release
from rufsgraph.server.app import MENU, MORE
from rufsgraph.server.asking import VALUE_LENGTH
from tests.calls import BROWSER, HTML, Reply, call, must_be_problem
from tests.conftest import copied
from tests.processes import serving
from tests.questions.test_searching import HOSTILE
from tests.server.test_asking import must_be_harmless

JSON = "application/json"


class _Page(HTMLParser):
    """A page's hits with their links, the links to kinds, what is marked, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: dict[str, list[str]] = {"hits": [], "kinds": [], "pages": []}
        self.marked: list[str] = []
        self.values: dict[str, str] = {}
        self.text = ""
        self._place = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.open.append(tag)
        if tag in ("ol", "nav"):
            self._place = found.get("class", "")
        if tag == "a" and self._place in self.links:
            self.links[self._place].append(found["href"])
        if tag == "input":
            self.values[found["name"]] = found.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        self._place = "" if tag in ("ol", "nav", "main") else self._place
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        self.text += data
        if self.open and self.open[-1] == "mark":
            self.marked.append(data)


def search(base: str, text: str, **more: str) -> Any:
    """What a search answers as JSON."""
    reply = call(base, f"/search?{urlencode({'q': text, 'format': 'json', **more})}")
    assert (reply.status, reply.media_type) == (200, JSON), reply
    return reply.json()


def page_at(base: str, text: str, **more: str) -> _Page:
    """The page of a search."""
    reply = call(base, f"/search?{urlencode({'q': text, **more})}", accept=BROWSER)
    assert (reply.status, reply.media_type) == (200, HTML), reply
    must_be_harmless(reply)
    return _Page(reply.text)


def test_form_by_name_and_by_accept(server: str) -> None:
    """The answer is a page or JSON, by `?format=` as by Accept; whoever takes anything gets the page."""
    for path, accept, media_type in (
        ("/search?q=kth&format=json", "image/png", JSON),
        ("/search?q=kth&format=html", "image/png", HTML),
        ("/search?q=kth", JSON, JSON),
        ("/search?q=kth", BROWSER, HTML),
        ("/search?q=kth", "*/*", HTML),
    ):
        reply = call(server, path, accept=accept)
        assert (reply.status, reply.media_type) == (200, media_type), path
        assert {"Accept", "Accept-Language"} <= set(re.split(r", *", reply.headers["vary"]))
    must_be_problem(call(server, "/search?q=kth", accept="text/turtle"), 406, "not-acceptable")
    must_be_problem(call(server, "/search?q=kth&format=csv"), 400, "bad-parameter")


def test_answer_is_as_described(server: str) -> None:
    """The JSON is as the description of the API says, for what is found and for what isn't."""
    document = call(server, "/api/openapi.json").json()
    schema = {"$ref": "#/components/schemas/Search", "components": document["components"]}
    validator = Draft202012Validator(schema)
    for text in ("KTH", "järfäla", "skärgård", "KTH xyzzyplugh", "qqqqqqqq", "", "2020.3.4", "frågor"):
        validator.validate(search(server, text))


def test_suggestions_while_one_types(server: str) -> None:
    """A field that finds as one types is told the key that questions take, the label and the alias met."""
    answer = search(server, "kt", kind="actor", limit="8")
    first = answer["hits"][0]
    assert (first["key"], first["label"], first["alias"]) == ("kth", "Kungliga Tekniska högskolan", "KTH")
    assert (first["iri"], first["path"]) == ("https://w3id.org/rufs/id/actor/kth", "/doc/actor/kth")
    assert first["label_marks"] == [] and first["alias_marks"] == [[0, 3]]
    asked = call(server, f"/ask/priorities-of-actor?{urlencode({'actor': first['key'], 'format': 'json'})}")
    assert asked.status == 200 and asked.json()["total"] > 0
    assert search(server, "järf", kind="actor,area", limit="8")["hits"][0]["key"] == "jarfalla-kommun"
    assert [one["key"] for one in search(server, "", kind="priority", limit="9")["hits"]] == list("123456789")


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_page_leads_to_what_is_found(server: str, lang: str) -> None:
    """The page's hits are those of the JSON, leading to pages in the language, with the words marked."""
    document = search(server, "Järfälla", lang=lang)
    page = page_at(server, "Järfälla", lang=lang)
    assert page.links["hits"] == [f"{one['path']}?lang={lang}" for one in document["hits"]]
    for link in page.links["hits"][:3]:
        assert call(server, link, accept=BROWSER).status == 200
    assert set(page.marked) == {"Järfälla"}
    assert page.values["q"] == "Järfälla"
    assert all(one["label"] in page.text and one["kind_label"] in page.text for one in document["hits"])


def test_kinds_filter(server: str) -> None:
    """Each kind stands with its number and leads to its own hits; all of them lead back."""
    document, page = search(server, "skärgård"), page_at(server, "skärgård", lang="sv")
    every, *rest = page.links["kinds"]
    assert "kind" not in parse_qs(urlsplit(every).query)
    assert [parse_qs(urlsplit(one).query)["kind"] for one in rest] == [[kind] for kind in document["counts"]]
    for kind, link in zip(document["counts"], rest, strict=True):
        assert f"{kinds()[kind].many['sv']} {document['counts'][kind]}" in page.text
        filtered = _Page(call(server, link, accept=BROWSER).text)
        assert len(filtered.links["hits"]) == document["counts"][kind]
        assert filtered.links["kinds"] == page.links["kinds"]


def test_pages_follow_each_other(server: str) -> None:
    """A long answer comes by pages that lead to each other and hold each hit once; then there is none."""
    total = search(server, "skola", kind="initiative")["total"]
    assert total > 20
    link, seen = "/search?q=skola&kind=initiative&lang=sv", []
    while link:
        page = _Page(call(server, link, accept=BROWSER).text)
        seen += page.links["hits"]
        link = page.links["pages"][-1] if len(seen) < total else ""
    assert len(seen) == len(set(seen)) == total
    beyond = page_at(server, "skola", kind="initiative", page="99")
    assert beyond.links["hits"] == [] and len(beyond.links["pages"]) == 1


@pytest.mark.parametrize(
    ("lang", "slip", "near", "nothing"),
    [
        ("sv", "Här är träffarna för", "Inget har alla orden", "Ingenting i uppföljningen"),
        ("en", "These are the hits for", "Nothing has all the words", "Nothing in the follow-up"),
    ],
)
def test_page_says_how_it_understood(server: str, lang: str, slip: str, near: str, nothing: str) -> None:
    """A slip that was forgiven is told, as is that only some words were found, or none; there is a way on."""
    assert f"{slip} järfälla." in page_at(server, "järfäla", lang=lang).text
    assert near in page_at(server, "KTH xyzzyplugh", lang=lang).text
    empty = page_at(server, "qqqqqqqq", lang=lang)
    assert nothing in empty.text and empty.links["hits"] == []
    reply = call(server, f"/search?q=qqqqqqqq&lang={lang}", accept=BROWSER)
    assert f'<a href="/ask?lang={lang}">' in reply.text
    plain = page_at(server, "KTH", lang=lang).text
    assert not any(one in plain for one in (slip, near, nothing))


def test_page_without_a_search(server: str) -> None:
    """Without a text the page is a form that says what can be searched for."""
    for path in ("/search", "/search?q=", "/search?q=%20%20"):
        reply = call(server, path, accept=BROWSER)
        assert reply.status == 200 and 'name="q"' in reply.text
        assert _Page(reply.text).links["hits"] == []


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("q=" + "a" * (VALUE_LENGTH + 1), 413, "too-large"),
        ("q=kth&kind=nothing", 400, "bad-parameter"),
        ("q=kth&kind=actor,nothing", 400, "bad-parameter"),
        ("q=kth&kind=" + quote("<b>"), 400, "bad-parameter"),
        ("q=kth&page=0", 400, "bad-parameter"),
        ("q=kth&page=-1", 400, "bad-parameter"),
        ("q=kth&page=" + "9" * 50, 400, "bad-parameter"),
        ("q=kth&page=%D9%A1", 400, "bad-parameter"),
        ("q=kth&limit=101", 400, "bad-parameter"),
        ("q=kth&limit=x", 400, "bad-parameter"),
    ],
)
def test_what_cannot_be_searched_is_told(server: str, query: str, status: int, code: str) -> None:
    """A text too long, a kind that isn't, a number that is none are told as a problem and as a page."""
    must_be_problem(call(server, f"/search?{query}", accept=JSON), status, code)
    reply = call(server, f"/search?{query}", accept=BROWSER)
    assert (reply.status, reply.media_type) == (status, HTML)
    must_be_harmless(reply)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_typed_breaks_the_page(server: str, text: str) -> None:
    """Whatever is typed is text on the page, and its JSON says what was searched for."""
    given = quote(text, errors="surrogatepass", safe="")
    for lang in ("sv", "en"):
        reply = call(server, f"/search?q={given}&lang={lang}", accept=BROWSER)
        assert (reply.status, reply.media_type) == (200, HTML)
        must_be_harmless(reply)
        assert "<script" not in reply.text and "{{" not in reply.text.replace("{{7*7}}", "")
        assert "DROP TABLE" not in reply.text or "DROP TABLE thing" in _Page(reply.text).values["q"]
    document = call(server, f"/search?q={given}&format=json").json()
    assert document["query"].encode() == text.encode(errors="replace") or "\ud800" in text


def test_bytes_that_are_no_text(server: str) -> None:
    """Bytes that are no UTF-8 are taken as they are written in the address."""
    reply = call(server, "/search?q=%ff%fe&format=json")
    assert (reply.status, reply.json()["query"]) == (200, "%FF%FE")


def test_answers_are_kept(server: str) -> None:
    """A search has a tag by which who has its answer is spared it."""
    first = call(server, "/search?q=kth&format=json")
    again = call(server, "/search?q=kth&format=json", if_none_match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert call(server, "/search?q=kth&format=json", "HEAD").headers["etag"] == first.headers["etag"]


def test_release_without_what_is_derived(release_folder: Path, tmp_path: Path) -> None:
    """A server whose release has lost what is derived from it searches, and keeps its index there again."""
    folder = copied(release_folder, tmp_path)
    derived = current_release(folder).path / DERIVED
    assert not derived.exists()
    with serving(folder, workers=2) as served:
        answers = [search(served.base, text) for text in ("KTH", "järfäla", "3.1") for _ in range(3)]
    assert [one["hits"][0]["key"] for one in answers] == ["kth"] * 3 + ["jarfalla-kommun"] * 3 + ["3.1"] * 3
    assert [path.suffix for path in derived.iterdir() if path.is_file()] == [".sqlite"]


def test_release_that_cannot_be_written_to(release_folder: Path, tmp_path: Path) -> None:
    """A server whose release has no place for an index searches in memory."""
    folder = copied(release_folder, tmp_path)
    derived = current_release(folder).path / DERIVED
    shutil.rmtree(derived, ignore_errors=True)
    derived.write_bytes(b"in the way, also of root")
    with serving(folder) as served:
        assert search(served.base, "KTH")["hits"][0]["key"] == "kth"


def test_each_page_of_the_menus_is_found(server: str) -> None:
    """What the head and the foot of pages lead to can be searched for: `searchable.toml` has its words."""
    rules = {rule.endpoint: rule.rule for rule in _rules()}
    wanted = {rules[endpoint].rstrip("/") or "/" for endpoint, _ in (*MENU, *MORE)}
    assert wanted <= {one["path"] for one in search(server, "", kind="page", limit="50")["hits"]}


def _rules() -> list[Rule]:
    app = Flask("rufsgraph")
    for endpoint, _ in (*MENU, *MORE):
        module = import_module(f"rufsgraph.server.{endpoint.partition('.')[0]}")
        if module.blueprint.name not in app.blueprints:
            app.register_blueprint(module.blueprint)
    return list(app.url_map.iter_rules())


def reply_of(server: str, path: str) -> Reply:
    """The page at a path."""
    return call(server, path, accept=BROWSER)


def test_each_page_of_the_site_is_there(server: str) -> None:
    """The pages that the search leads to answer in both languages, and the page itself is a way to them."""
    for one in search(server, "", kind="page", limit="50")["hits"]:
        for lang in ("sv", "en"):
            assert reply_of(server, f"{one['path']}?lang={lang}").status == 200, one["path"]
