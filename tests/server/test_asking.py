"""The questions over real HTTP: pages, JSON, CSV, XLSX and Turtle, in both languages, for friend and foe."""

import csv
import io
import re
from html.parser import HTMLParser
from urllib.parse import quote, urlencode

import openpyxl
import pytest
import rdflib

from rufsgraph.questions.question import library
from tests.calls import BROWSER, HTML, Reply, call, must_be_problem

PARTNERS = "/ask/partners-on-priority?priority=3"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMS = [
    ("html", HTML),
    ("json", "application/json"),
    ("csv", "text/csv"),
    ("xlsx", XLSX),
    ("ttl", "text/turtle"),
]
HOSTILE = [
    """'"><script>alert(1)</script>""",
    '" } DROP ALL # \\u0022',
    "\x00\ufffe🚲",
    "9" * 5000,
    "'><img src=x onerror=alert(1)>",
    "</title><script>alert(1)</script>",
    "javascript:alert(1)",
    "{{7*7}}{% include 'x' %}",
    "\x00\x01\x1f\x7f",
    "\ufffe\uffff\ud7ff",
    "../../etc/passwd",
    "%00%ff",
    "=1+1",
    "9" * 400,
    "å" * 3000,
    "-1",
    "1e999",
    "nan",
]


class _Page(HTMLParser):
    """What a page is made of: its tags, their addresses and handlers, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


def must_be_harmless(reply: Reply) -> None:
    """The page holds nothing of a stranger's that runs: no script but our own files and data, no handler."""
    page = _Page(reply.text)
    for tag in re.findall(r"<script[^>]*>", reply.text):
        assert re.fullmatch(
            r'<script (defer src="/static/[a-z/.]+"|[^>]*type="application/(ld\+)?json"[^>]*)>', tag
        )
    assert {"iframe", "object", "embed", "img", "base", "meta http-equiv"} & set(page.tags) == set()
    assert [name for name, _ in page.attributes if name.startswith("on") or name == "style"] == []
    addresses = [value for name, value in page.attributes if name in ("href", "src", "action")]
    assert all(re.match(r"[/#?]", address) and not address.startswith("//") for address in addresses), (
        addresses
    )


@pytest.mark.parametrize(("form", "media_type"), FORMS)
def test_form_by_name_and_by_accept(server: str, form: str, media_type: str) -> None:
    """An answer comes as page, JSON, CSV, XLSX or Turtle, by `?format=` as by Accept."""
    named = call(server, f"{PARTNERS}&format={form}", accept="image/png")
    wanted = call(server, PARTNERS, accept=media_type)
    for reply in (named, wanted):
        assert (reply.status, reply.media_type) == (200, media_type)
        assert "Accept" in reply.headers["vary"]
    if form != "html":
        assert named.body == wanted.body


def test_forms_hold_the_same_rows(server: str) -> None:
    """JSON, CSV, XLSX and Turtle of an answer have the same rows."""
    document = call(server, f"{PARTNERS}&format=json").json()
    assert document["total"] == len(document["rows"]) > 10
    keys = [row["actor"] for row in document["rows"]]
    table = csv.DictReader(io.StringIO(call(server, f"{PARTNERS}&format=csv").text, newline=""))
    assert [row["actor"] for row in table] == keys
    sheet = openpyxl.load_workbook(io.BytesIO(call(server, f"{PARTNERS}&format=xlsx").body)).worksheets[0]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == keys
    graph = rdflib.Graph().parse(data=call(server, f"{PARTNERS}&format=ttl").body, format="turtle")
    solution = rdflib.URIRef("http://www.w3.org/2001/sw/DataAccess/tests/result-set#solution")
    assert len(list(graph.objects(None, solution))) == len(keys)


def test_browser_gets_the_page(server: str) -> None:
    """A browser's Accept, which names XML too, gets the page, and so does who asks for anything."""
    for accept in (BROWSER, "*/*", "text/html;q=0.5, */*;q=0.1"):
        assert call(server, PARTNERS, accept=accept).media_type == HTML
    assert call(server, PARTNERS).media_type == HTML


def test_files_bear_their_names(server: str) -> None:
    """CSV and XLSX are saved under the name of the question."""
    for form in ("csv", "xlsx"):
        disposition = call(server, f"{PARTNERS}&format={form}").headers["content-disposition"]
        assert disposition == f'attachment; filename="partners-on-priority.{form}"'


@pytest.mark.parametrize("question", sorted(library()))
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_each_question_has_a_page(server: str, question: str, lang: str) -> None:
    """Each question has a page in both languages: its form, and the answer to what it requires."""
    found = library()[question]
    given = {one.name: str(one.example) for one in found.parameters if one.required}
    empty = call(server, f"/ask/{question}?lang={lang}", accept=BROWSER)
    full = call(server, f"/ask/{question}?{urlencode({**given, 'lang': lang})}", accept=BROWSER)
    for reply in (empty, full):
        assert (reply.status, reply.media_type) == (200, HTML)
        assert f'<html lang="{lang}">' in reply.text
        must_be_harmless(reply)
        page = _Page(reply.text)
        assert found.title[lang] in page.text and found.description[lang] in page.text
        assert all(f"p-{one.name}" in {value for _, value in page.attributes} for one in found.parameters)
    page = _Page(full.text)
    assert "table" in page.tags
    assert all(column.meaning[lang] in page.text for column in found.columns)
    assert "SELECT" in page.text


def test_page_says_what_it_rests_on(server: str) -> None:
    """A page with an answer says how many rows, of which release and date, by which source, and its scope."""
    document = call(server, f"{PARTNERS}&format=json&lang=sv").json()
    text = _Page(call(server, f"{PARTNERS}&lang=sv", accept=HTML).text).text
    for part in (str(document["total"]), document["release"], document["as_of"], document["source"]):
        assert part in text
    assert document["scope_note"] in text


def test_page_of_a_part_says_so(server: str) -> None:
    """A page with a limit says how many of how many it shows."""
    total = call(server, f"{PARTNERS}&format=json").json()["total"]
    text = _Page(call(server, f"{PARTNERS}&limit=3&lang=en", accept=HTML).text).text
    assert f"3 shown of {total}" in text


def test_language_by_address_and_header(server: str) -> None:
    """`?lang=` wins over Accept-Language, in page and JSON alike."""
    assert call(server, f"{PARTNERS}&format=json").json()["parameters"]["lang"] == "sv"
    english = call(server, f"{PARTNERS}&format=json", accept_language="en-GB,en;q=0.9")
    assert english.json()["parameters"]["lang"] == "en"
    assert (
        call(server, f"{PARTNERS}&format=json&lang=sv", accept_language="en").json()["parameters"]["lang"]
        == "sv"
    )
    assert '<html lang="en">' in call(server, PARTNERS, accept=HTML, accept_language="en").text
    assert "Accept-Language" in english.headers["vary"]


def test_page_links_to_the_other_language(server: str) -> None:
    """A page leads to itself in the other language, with its parameters."""
    page = _Page(call(server, f"{PARTNERS}&role=owner&lang=sv", accept=HTML).text)
    links = [value for name, value in page.attributes if name == "href" and "lang=en" in value]
    assert any("priority=3" in link and "role=owner" in link for link in links)
    assert '<html lang="en">' in call(server, links[0], accept=HTML).text


def test_list_of_questions(server: str) -> None:
    """/ask lists every question, as a page in both languages and as JSON, also with a slash at the end."""
    for path in ("/ask", "/ask/"):
        listed = call(server, path, accept="application/json").json()["questions"]
        assert [one["id"] for one in listed] == list(library())
        for lang in ("sv", "en"):
            reply = call(server, f"{path}?lang={lang}", accept=BROWSER)
            page = _Page(reply.text)
            must_be_harmless(reply)
            assert all(question.title[lang] in page.text for question in library().values())


def test_head_of_an_answer(server: str) -> None:
    """HEAD of an answer has its type and no body."""
    reply = call(server, f"{PARTNERS}&format=csv", "HEAD")
    assert (reply.status, reply.media_type, reply.body) == (200, "text/csv", b"")


def test_unknown_question(server: str) -> None:
    """A question that isn't there is 404 with the nearest, as a problem or a page."""
    document = must_be_problem(call(server, "/ask/partner-on-priorities"), 404, "unknown-name")
    assert "partners-on-priority" in document["nearest"]
    page = call(server, "/ask/partner-on-priorities?lang=en", accept=BROWSER)
    assert (page.status, page.media_type) == (404, HTML)
    assert "partners-on-priority" in page.text and "Did you mean" in page.text


def test_unknown_name(server: str) -> None:
    """A name that nothing bears is 404 with the nearest, as a problem or a page."""
    path = "/ask/co-partners?" + urlencode({"actor": "Kungliga Tekniska Hogskolan i Uppsala"})
    document = must_be_problem(call(server, f"{path}&format=json"), 404, "unknown-name")
    assert any("(kth)" in name for name in document["nearest"]) and document["kind"] == "actor"
    page = call(server, path, accept=BROWSER)
    assert (page.status, page.media_type) == (404, HTML)
    assert "Menade du" in page.text
    ways = [value for name, value in _Page(page.text).attributes if name == "href" and "actor=kth" in value]
    assert ways and call(server, ways[0], accept=BROWSER).status == 200


@pytest.mark.parametrize(
    ("path", "named"),
    [
        (f"{PARTNERS}&prioritet=4", "prioritet"),
        (f"{PARTNERS}&role=chef", ""),
        (f"{PARTNERS}&through=friends", "through"),
        (f"{PARTNERS}&outside-county=perhaps", "outside-county"),
        (f"{PARTNERS}&limit=-1", "limit"),
        (f"{PARTNERS}&limit=x", "limit"),
        (f"{PARTNERS}&offset=1.5", "offset"),
        (f"{PARTNERS}&lang=de", "lang"),
        (f"{PARTNERS}&edition=1999", ""),
        (f"{PARTNERS}&format=pdf", "format"),
        ("/ask/partners-on-priority", "priority"),
        ("/ask/partners-on-priority?priority=", "priority"),
    ],
)
def test_bad_parameters(server: str, path: str, named: str) -> None:
    """A parameter that is unknown, missing or of a wrong value is 400, an unknown name 404; never a guess."""
    reply = call(server, path, accept="application/json")
    document = must_be_problem(reply, reply.status, "bad-parameter" if named else "unknown-name")
    assert reply.status == (400 if named else 404)
    assert named in document["detail"]
    if "priority=3" in path:
        page = call(server, path, accept=BROWSER)
        assert (page.status, page.media_type) == (reply.status, HTML)


def test_values_are_no_longer_than_names(server: str) -> None:
    """A value longer than any name is refused with the limit, before it is looked for."""
    reply = call(server, f"/ask/source-of?thing={'x' * 5000}&format=json", timeout=5)
    document = must_be_problem(reply, 413, "too-large")
    assert (document["limit"], document["used"]) == (500, 5000)


def _parameters() -> list[tuple[str, str]]:
    """Each question with each of its parameters and the common ones."""
    common = ("lang", "edition", "limit", "offset", "format")
    return [
        (question.id, name)
        for question in library().values()
        for name in (*(one.name for one in question.parameters), *common)
    ]


def must_take(server: str, question: str, name: str, value: str) -> None:
    """The page of a question with a value for one of its parameters is there, and harmless."""
    required = {one.name: str(one.example) for one in library()[question].parameters if one.required}
    query = urlencode({**required, name: value}, errors="surrogatepass")
    reply = call(server, f"/ask/{question}?{query}", accept=BROWSER)
    assert reply.status in (200, 400, 404, 413), (value, reply.status)
    assert reply.media_type == HTML
    must_be_harmless(reply)


@pytest.mark.parametrize(("question", "name"), _parameters())
def test_hostile_values_do_no_harm(server: str, question: str, name: str) -> None:
    """Whatever stands in a parameter, the page holds nothing that runs, and nothing breaks."""
    for value in HOSTILE[:4]:
        must_take(server, question, name, value)


@pytest.mark.parametrize("value", HOSTILE)
def test_more_hostile_values_do_no_harm(server: str, value: str) -> None:
    """A text, a name, a number, a choice and each common parameter take anything."""
    for name in ("text", "actor", "ongoing-in", "lang", "edition", "limit", "offset", "format"):
        must_take(server, "initiatives", name, value)
    must_take(server, "source-of", "thing", value)
    must_take(server, "partners-on-priority", "through", value)
    must_take(server, "partners-on-priority", "outside-county", value)


@pytest.mark.parametrize(
    "name",
    [
        *("endpoint", "self", "values", "question_id", "filename", "format", "static", "lang"),
        *("_external", "_scheme", "_anchor", "_method", "_host", "__class__", '"><script>', "'", "", "å"),
    ],
)
@pytest.mark.parametrize(
    "path", ["/", "/ask", "/ask/initiatives", PARTNERS, "/ask/nothing", "/nothing", "/sparql"]
)
def test_hostile_names_do_no_harm(server: str, path: str, name: str) -> None:
    """Whatever a parameter is called, no page breaks, and no link is led astray."""
    for value in ("javascript", '"><script>alert(1)</script>', "x.example"):
        query = urlencode({name: value})
        reply = call(server, f"{path}{'&' if '?' in path else '?'}{query}", accept=BROWSER)
        assert reply.status in (200, 303, 400, 404), reply.status
        if reply.status != 303:
            must_be_harmless(reply)


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_paths_do_no_harm(server: str, value: str) -> None:
    """Whatever stands in the address, there is a page that says so."""
    encoded = quote(value, safe="", errors="surrogatepass")
    for path in (f"/ask/{encoded}", f"/{encoded}", f"/static/{encoded}"):
        reply = call(server, path, accept=BROWSER)
        assert reply.status in (400, 404) and reply.media_type == HTML
        must_be_harmless(reply)


def test_broken_encoding_does_no_harm(server: str) -> None:
    """Bytes that are no UTF-8 in a value, a name or the address break nothing."""
    for path in (
        f"{PARTNERS}&role=%FF",
        f"{PARTNERS}&%FF=1",
        "/ask/%FF",
        "/%C0%AF",
        f"{PARTNERS}&role=%ED%A0%80",
    ):
        assert call(server, path, accept=BROWSER).status in (400, 404)


def test_same_parameter_twice_is_taken_once(server: str) -> None:
    """The first of two values counts, on the page as in JSON, so that all forms are of one answer."""
    twice = "/ask/needs-of-priority?priority=3&priority=5"
    assert {row["priority"] for row in call(server, f"{twice}&format=json").json()["rows"]} == {"3"}


def test_page_shows_texts_not_tags(server: str) -> None:
    """A text with signs of HTML is shown as it was written."""
    text = "<b>&amp;\"'"
    page = _Page(call(server, f"/ask/initiatives?{urlencode({'text': text})}", accept=HTML).text)
    assert ("value", text) in page.attributes
    assert "b" not in page.tags
