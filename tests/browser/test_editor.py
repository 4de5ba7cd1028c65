"""The page at the endpoint in a browser: the editor as a real client of the server, the form without it."""

import csv
import json
import re
import tomllib
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from rufsgraph.questions.question import library
from rufsgraph.resources import WEB
from tests.browser.axe import violations
from tests.browser.conftest import Visitor
from tests.calls import bindings, call, sparql

TEXTS = tomllib.loads((WEB / "texts.toml").read_text(encoding="utf-8"))
PREFIXES = "PREFIX rufs: <https://w3id.org/rufs/def/>\nPREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n"
GOALS = (
    PREFIXES + 'SELECT ?goal ?name { ?goal a rufs:Goal ; skos:prefLabel ?name FILTER(LANG(?name) = "sv") }'
)

_INERT = "Executing inline event handler violates"
"""What Chromium says of a handler in the dead document where DOMPurify parses a text to clean it."""

pytestmark = pytest.mark.usefixtures("editor")

each_language = pytest.mark.parametrize("lang", ["sv", "en"])


def _open(visitor: Visitor, lang: str = "sv", rest: str = "", **options: object) -> Page:
    """The page with the editor on it."""
    page = visitor.open(f"/sparql?lang={lang}{rest}", **options)
    expect(page.locator(".yasqe .CodeMirror")).to_be_visible()
    expect(page.locator("#query")).to_be_hidden()
    return page


def _write(page: Page, query: str) -> None:
    """Types a query in place of the one that is there."""
    page.get_by_label(re.compile("^(Fråga|Query) i?n? ?SPARQL$")).focus()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(query)


def _query(page: Page) -> str:
    return str(page.evaluate("document.querySelector('.CodeMirror').CodeMirror.getValue()"))


def _asked(page: Page) -> list[str]:
    """The requests that the page makes of the endpoint from now on, as they come."""
    sent: list[str] = []
    page.on("request", lambda request: "/sparql" in request.url and sent.append(request.method))
    return sent


def _rows(page: Page) -> list[list[str]]:
    """The cells of the answer's table, once it is there."""
    rows = page.locator(".yasr_results tbody tr")
    expect(rows.first).to_be_visible()
    return [row.locator("td").all_inner_texts() for row in rows.all()]


@each_language
def test_query_of_the_page_runs(visitor: Visitor, lang: str) -> None:
    """The page begins with a query that runs when asked, and not before, and shows what the server says."""
    page = _open(visitor, lang)
    sent = _asked(page)
    page.wait_for_load_state("networkidle")
    assert sent == [] and page.locator("#answer").is_hidden()
    page.get_by_role("button", name=TEXTS["run"][lang], exact=True).click()
    wanted = [
        [row["priority"], row["name"], row["entries"]] for row in bindings(sparql(visitor.base, _query(page)))
    ]
    assert len(wanted) == 9 and _rows(page) == wanted
    expect(page.locator("#status")).to_contain_text(f"9 {TEXTS['rows'][lang]}")
    assert sent == ["POST"]


@each_language
def test_thing_in_an_answer_leads_to_its_page(visitor: Visitor, lang: str) -> None:
    """A thing's identifier is shown whole, and leads to its page here, in the language of the page."""
    page = _open(visitor, lang)
    page.locator("#run").click()
    link = page.locator(".yasr_results").get_by_text("https://w3id.org/rufs/id/priority/3")
    expect(link).to_have_attribute("href", f"/id/priority/3?lang={lang}")
    name = _rows(page)[2][1]
    with page.expect_popup() as opened:
        link.click()
    expect(opened.value.get_by_role("heading", level=1)).to_have_text(name)
    assert opened.value.url == f"{visitor.base}/doc/priority/3?lang={lang}"


def test_query_that_is_typed_runs(visitor: Visitor) -> None:
    """A query written by hand and sent by the keyboard alone is answered."""
    page = _open(visitor)
    _write(page, GOALS)
    page.keyboard.press("Control+Enter")
    assert _rows(page) == [[row["goal"], row["name"]] for row in bindings(sparql(visitor.base, GOALS))]


@pytest.mark.parametrize(
    ("query", "lang", "told"), [("ASK { ?s ?p ?o }", "sv", "ja"), ("ASK { <urn:a> ?p 1 }", "en", "no")]
)
def test_yes_and_no(visitor: Visitor, query: str, lang: str, told: str) -> None:
    """The answer to ASK is a word in the reader's language."""
    page = _open(visitor, lang)
    _write(page, query)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".booleanResult")).to_have_text(told)


def test_graph_is_shown(visitor: Visitor) -> None:
    """The triples of a CONSTRUCT are shown as rows, and as Turtle."""
    page = _open(visitor)
    _write(page, PREFIXES + "CONSTRUCT WHERE { ?goal a rufs:Goal ; ?property ?value }")
    page.keyboard.press("Control+Enter")
    assert "rufs:Goal" in {cell for row in _rows(page) for cell in row}
    page.get_by_role("button", name=TEXTS["response"]["sv"]).click()
    text = page.locator(".yasr .CodeMirror")
    expect(text).to_contain_text("@prefix rufs: <https://w3id.org/rufs/def/>")
    lines = len((text.text_content() or "").split("@prefix"))
    page.get_by_role("button", name=TEXTS["show_all"]["sv"]).click()
    expect(text).to_contain_text("rufs:sourceLine")
    assert lines > 10


@each_language
@pytest.mark.parametrize("question", ["partners-on-priority", "subgoal-status"])
def test_example_that_is_picked_runs(visitor: Visitor, lang: str, question: str) -> None:
    """A question of the library, picked by its title, is a query that gives rows."""
    page = _open(visitor, lang)
    page.get_by_label(TEXTS["example"][lang]).select_option(label=library()[question].title[lang])
    expect(page.locator(".yasqe")).to_contain_text(
        "GROUP BY" if question == "partners-on-priority" else "SELECT"
    )
    page.get_by_role("button", name=TEXTS["run"][lang], exact=True).click()
    rows = bindings(sparql(visitor.base, _query(page)))
    expect(page.locator("#status")).to_contain_text(f"{len(rows)} {TEXTS['rows'][lang]}")
    assert len(_rows(page)) == min(len(rows), 50)


@each_language
@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("SELECT * { ?s ?p }", "bad-query"),
        ("SELECT * { SERVICE <http://other.example/> { ?s ?p ?o } }", "service-refused"),
        ("DELETE WHERE { ?s ?p ?o }", "update-refused"),
    ],
)
def test_problem_is_shown(visitor: Visitor, lang: str, query: str, code: str) -> None:
    """Where the server refuses a query, its own words are shown, in the reader's language."""
    visitor.expected |= {400, 403}
    page = _open(visitor, lang)
    _write(page, query)
    page.keyboard.press("Control+Enter")
    problem = sparql(visitor.base, query, accept_language=lang).json()
    shown = page.locator(".errorResult")
    for text in (
        problem["title"],
        f"{problem['status']} {problem['code']}",
        problem["detail"].splitlines()[0],
    ):
        expect(shown).to_contain_text(text)
    assert problem["code"] == code
    expect(page.locator("#status")).to_have_text(TEXTS["failed"][lang])
    assert violations(page) == []


def test_what_is_not_answered_is_told(visitor: Visitor) -> None:
    """A server that can't be reached is told of in words."""
    page = _open(visitor, "en")
    page.context.set_offline(True)
    page.locator("#run").click()
    expect(page.locator(".errorResult")).to_contain_text(TEXTS["unreachable"]["en"])
    told, visitor.complaints = visitor.complaints, []
    assert all("ERR_INTERNET_DISCONNECTED" in one for one in told)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@each_language
def test_axe_finds_nothing_in_an_answer(visitor: Visitor, lang: str, scheme: str) -> None:
    """Neither the editor nor an answer, as a table or as text, has a fault of accessibility."""
    page = _open(visitor, lang, color_scheme=scheme)
    _write(page, "# all kinds of words\n" + GOALS + "\nLIMIT 10")
    page.keyboard.press("Control+Enter")
    _rows(page)
    assert violations(page) == []
    page.get_by_role("button", name=TEXTS["response"][lang]).click()
    expect(page.locator(".yasr .CodeMirror")).to_be_visible()
    assert violations(page) == []


def test_words_of_the_page_are_in_its_language(visitor: Visitor) -> None:
    """The parts that come from elsewhere speak Swedish on a Swedish page."""
    page = _open(visitor)
    _write(page, GOALS)
    page.keyboard.press("Control+Enter")
    _rows(page)
    said = page.locator("#answer").inner_text() + str(
        page.evaluate(
            "[...document.querySelectorAll('#answer *')].flatMap(one =>"
            " ['title', 'aria-label', 'placeholder'].map(name => one.getAttribute(name))).filter(Boolean)"
        )
    )
    assert not re.search(
        r"\b(view|ellipse|page|filter|results?|showing|search|entries|shows|press|sort)\b", said, re.I
    )


def test_completions_are_words_of_the_graph(visitor: Visitor) -> None:
    """Classes and properties are offered with their labels, and a prefix is declared when it is used."""
    page = _open(visitor)
    _write(page, "SELECT * {\n  ?one a rufs:Ini")
    page.keyboard.press("Control+Space")
    hints = page.locator(".CodeMirror-hint")
    expect(hints.filter(has_text="rufs:Initiative – ")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Enter")
    assert "?one a rufs:Initiative" in _query(page)
    assert "PREFIX rufs: <https://w3id.org/rufs/def/>" in _query(page)
    page.keyboard.insert_text(" ;\n    rufs:descr")
    page.keyboard.press("Control+Space")
    expect(hints.filter(has_text="rufs:describes")).to_be_visible()
    page.keyboard.press("Escape")
    _write(page, "PREFIX dct")
    expect(hints.filter(has_text="dcterms: <http://purl.org/dc/terms/>")).to_be_visible()


@pytest.mark.parametrize(
    "written", ["aktörsgr", "Actorg", "rufs:Actorg", "<https://w3id.org/rufs/def/ActorG"]
)
def test_class_is_found_by_what_is_written(visitor: Visitor, written: str) -> None:
    """A class is found by its label in the reader's language, its name, with or without a prefix declared."""
    query = f"SELECT * {{ ?one a {written}"
    page = _open(visitor, "sv", f"#query={quote(query)}")
    page.get_by_label(TEXTS["query"]["sv"]).focus()
    page.keyboard.press("Control+End")
    page.keyboard.press("Control+Space")
    page.locator(".CodeMirror-hint").filter(has_text="rufs:ActorGroup").click()
    assert _query(page).endswith("?one a rufs:ActorGroup")


def test_address_holds_the_query(visitor: Visitor) -> None:
    """Once run, the query is in the address, which shows it to another and runs nothing by itself."""
    page = _open(visitor)
    _write(page, GOALS)
    page.keyboard.press("Control+Enter")
    _rows(page)
    address = page.url.removeprefix(visitor.base)
    assert address == f"/sparql?lang=sv#query={quote(GOALS, safe='!*()' + chr(39))}"
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert _query(page) == GOALS
    other = _open(visitor, "sv", "#" + address.partition("#")[2])
    sent = _asked(other)
    other.wait_for_load_state("networkidle")
    assert _query(other) == GOALS and sent == [] and other.locator("#answer").is_hidden()


@pytest.mark.parametrize("name", ["csv", "tsv"])
def test_answer_is_downloaded(visitor: Visitor, name: str) -> None:
    """The answer to the query in the editor is to be had as a file, in the format that is chosen."""
    page = _open(visitor, "en")
    _write(page, GOALS)
    page.get_by_label(TEXTS["format"]["en"]).select_option(name)
    with page.expect_download() as waited:
        page.get_by_role("button", name=TEXTS["download"]["en"]).click()
    content = Path(waited.value.path()).read_bytes()
    assert content == sparql(visitor.base, GOALS, {"format": name}).body


def test_tab_leads_out_of_the_editor(visitor: Visitor) -> None:
    """Who comes by the keyboard gets on by the keyboard."""
    page = _open(visitor)
    page.get_by_label(TEXTS["example"]["sv"]).focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.yasqe') !== null")
    page.keyboard.press("Tab")
    expect(page.locator("#run")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_label(TEXTS["example"]["sv"])).to_be_focused()


def test_markup_is_text(visitor: Visitor) -> None:
    """Neither an address nor an answer can bring markup or a script into the page."""
    hostile = "<img src=x onerror=console.error(1)></script><script>console.error(2)</script>"
    select = f'SELECT ("{hostile}" AS ?text) (<javascript:console.error(3)> AS ?iri) {{}}'
    page = _open(visitor, "sv", f"#query={quote(select)}")
    assert _query(page) == select
    page.locator("#run").click()
    assert _rows(page)[0][0] == hostile
    assert page.locator(".yasr_results").locator("img, script, [href^=javascript]").count() == 0
    page.get_by_label(TEXTS["simple_view"]["sv"]).click()
    assert hostile in _rows(page)[0][1]
    assert page.locator(".yasr_results").locator("img, script, [href^=javascript]").count() == 0
    told, visitor.complaints = visitor.complaints, []
    assert [one for one in told if _INERT not in one] == []


def test_nothing_is_kept_in_the_browser(visitor: Visitor) -> None:
    """No cookie and nothing in the browser's storage is left behind."""
    page = _open(visitor)
    page.locator("#run").click()
    _rows(page)
    assert page.context.cookies() == []
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_answer_fits_a_phone(visitor: Visitor) -> None:
    """A wide answer is scrolled by itself, the page stands still."""
    page = _open(visitor, width=390)
    page.locator("#run").click()
    _rows(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    wide = page.locator(".yasr_results")
    assert wide.evaluate("one => one.scrollWidth > one.clientWidth && one.tabIndex === 0")


@each_language
def test_page_without_javascript(visitor: Visitor, lang: str) -> None:
    """Without JavaScript an example is picked, its query sent, and the answer had as a file."""
    page = visitor.open(f"/sparql?lang={lang}", java_script_enabled=False)
    expect(page.locator(".yasqe")).to_have_count(0)
    page.get_by_label(TEXTS["example"][lang]).select_option("partners-on-priority")
    page.get_by_role("button", name=TEXTS["show"][lang]).click()
    field = page.get_by_label(TEXTS["query"][lang])
    assert "rufs:participant" in field.input_value()
    expect(page.locator("html")).to_have_attribute("lang", lang)
    with page.expect_download() as waited:
        page.get_by_role("button", name=TEXTS["run"][lang], exact=True).click()
    rows = list(csv.DictReader(Path(waited.value.path()).read_text(encoding="utf-8").splitlines()))
    assert len(rows) == len(bindings(sparql(visitor.base, field.input_value())))


def test_fault_without_javascript(visitor: Visitor) -> None:
    """Without JavaScript a query that can't be read gives a page that says so in the reader's language."""
    visitor.expected.add(400)
    page = visitor.open("/sparql?lang=en", java_script_enabled=False)
    page.get_by_label(TEXTS["query"]["en"]).fill("SELECT * { ?s ?p }")
    page.locator("#run").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("main")).to_contain_text("400 bad-query")


def test_licences_of_the_editor_are_told(visitor: Visitor) -> None:
    """Beside the files lies the list of what they are made of, with the licences."""
    reply = call(visitor.base, "/static/vendor/LICENCES.txt")
    lock = json.loads((WEB / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    shipped = {
        path.rpartition("node_modules/")[2] for path, one in lock.items() if path and not one.get("dev")
    }
    assert reply.status == 200 and len(shipped) > 20
    assert {
        line.rpartition(" ")[0] for line in re.findall(r"^-{80}\n(\S+ \S+):", reply.text, re.M)
    } == shipped
