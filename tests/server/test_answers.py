"""Answers as people read them: the sentence, the order, the choice of rows, what files say of themselves."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

import openpyxl
import pytest
import rdflib
from rdflib.namespace import DCTERMS

from rufsgraph.protocol.answers import PAGE_ROWS
from rufsgraph.questions.question import FILTER, by_topic, library
from rufsgraph.terms import swedish_key
from tests.calls import BROWSER, HTML, call, must_be_problem
from tests.processes import serving
from tests.server.test_asking import HOSTILE, must_be_harmless
from tests.server.test_pages import _Page, page_at

PARTNERS = "/ask/partners-on-priority?priority=3&lang=sv"
NOTES = ["as_of", "release", "source", "licence", "scope_note"]
RESULT_SET = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")


def rows_of(server: str, path: str) -> list[dict[str, str]]:
    """The rows of an answer, from its CSV."""
    return list(csv.DictReader(io.StringIO(call(server, f"{path}&format=csv").text, newline="")))


@pytest.mark.parametrize("question", sorted(library()))
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_examples_are_answered(server: str, question: str, lang: str) -> None:
    """Each example of a question has rows, and a sentence in which nothing is left open."""
    for given in library()[question].examples:
        page = page_at(server, f"/ask/{question}?{urlencode({**given, 'lang': lang})}")
        assert page.all_of("table"), given
        assert "{" not in page.text.partition("SELECT")[0]


def test_every_question_has_three_examples_or_needs_nothing() -> None:
    """A question that must be filled in shows three ways to ask."""
    for question in library().values():
        if any(one.required for one in question.parameters):
            assert len(question.examples) == 3, question.id


def test_every_question_has_its_topic() -> None:
    """The topics hold each question once."""
    listed = [question.id for questions in by_topic().values() for question in questions]
    assert sorted(listed) == sorted(library())


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        (
            "/ask/co-partners?actor=kth&priority=3&lang=sv",
            "5 andra aktörer nämns i samma insatser som Kungliga Tekniska högskolan under prioritering 3 (Ta "
            "tillvara kompetensen och underlätta matchningen på arbetsmarknaden) i inventeringen 2020;",
        ),
        (
            "/ask/initiatives?only-end=2020&lang=en",
            "3 initiatives stand in the 2020 inventory (selection: end 2020).",
        ),
        ("/ask/initiatives-in-place?place=arninge&lang=sv", "insats"),
        (
            "/ask/subgoal-status?sub-goal=3.1&lang=en",
            ": men: not measurable; women: not measurable; men: not met; women: met.",
        ),
        (
            "/ask/missing-information?what=partner&lang=sv",
            "81 inventeringsrader saknar samverkanspart i inventeringen 2020.",
        ),
    ],
)
def test_answer_is_said_in_a_sentence(server: str, path: str, sentence: str) -> None:
    """The sentence says how many, of what, where."""
    assert sentence in page_at(server, path).text


def test_nothing_is_said_as_nothing(server: str) -> None:
    """An answer without rows says that the inventory names none, never that there are none."""
    page = page_at(server, "/ask/partners-on-priority?priority=3&actor-type=international-body&lang=sv")
    assert "Ingen aktör nämns under prioritering 3" in page.text and "i inventeringen 2020." in page.text


def test_sorted_by_a_column_in_swedish_order(server: str) -> None:
    """`sort=` sorts by what things are called, å ä ö last; with a minus the other way round."""
    up = [row["actor_label"] for row in rows_of(server, "/ask/actors?lang=sv&sort=actor")]
    assert up == sorted(up, key=swedish_key)
    down = [row["actor_label"] for row in rows_of(server, "/ask/actors?lang=sv&sort=-actor")]
    assert [swedish_key(one) for one in down] == sorted(map(swedish_key, up), reverse=True)


def test_sorted_by_numbers_with_nothing_last(server: str) -> None:
    """Numbers are sorted by size, and rows without one are last in either direction."""
    for sign, down in (("", False), ("-", True)):
        years = [row["end"] for row in rows_of(server, f"/ask/initiatives?lang=sv&sort={sign}end")]
        full = [int(one) for one in years if one]
        assert full == sorted(full, reverse=down) and len(full) > 5
        assert set(years[len(full) :]) == {""}


def test_heads_turn_the_order_round(server: str) -> None:
    """The head of the sorted column says so, and leads to the other direction."""
    page = page_at(server, f"{PARTNERS}&sort=-initiatives")
    (head,) = [found for found in page.all_of("th") if "aria-sort" in found]
    assert head["aria-sort"] == "descending"
    assert any(link.endswith("sort=initiatives") for link in page.links)


def test_rows_are_chosen_in_the_address(server: str) -> None:
    """`only-` keeps rows with one of some values, in every form, and says so in the parameters."""
    path = f"{PARTNERS}&only-role=owner,funder&only-through=direct"
    document = call(server, f"{path}&format=json").json()
    assert {row["role"] for row in document["rows"]} == {"owner", "funder"}
    assert document["parameters"]["only-role"] == "owner,funder"
    assert document["total"] == len(document["rows"]) == len(rows_of(server, path))
    sheet = openpyxl.load_workbook(io.BytesIO(call(server, f"{path}&format=xlsx").body)).worksheets[0]
    assert sheet.max_row == document["total"] + 1
    graph = rdflib.Graph().parse(data=call(server, f"{path}&format=ttl").body, format="turtle")
    assert len(list(graph.objects(None, RESULT_SET.solution))) == document["total"]


def test_chips_count_what_they_would_keep(server: str) -> None:
    """A chip leads to as many rows as it says, also beside another choice."""
    page = call(server, f"{PARTNERS}&only-through=direct", accept=BROWSER).text
    chips = re.findall(
        r'<a class="chip"[^>]*? href="([^"]+)"><span class="chip-name">([^<]+)</span> '
        r'<span class="count">(\d+)</span>',
        page,
    )
    for link, label, count in chips:
        address = link.replace("&amp;", "&")
        if "only-role=" in address:
            assert len(rows_of(server, address)) == int(count), label
    assert len(chips) > 5


def test_limit_counts_chosen_rows(server: str) -> None:
    """A limit takes from the rows that are kept, in the order wanted."""
    path = f"{PARTNERS}&only-role=owner&sort=-initiatives"
    assert rows_of(server, f"{path}&limit=2&offset=1") == rows_of(server, path)[1:3]


@pytest.mark.parametrize(
    "parameter", ["sort=nothing", "sort=--role", "only-nothing=1", "only-initiatives=1", "sort=%27%22%3E"]
)
def test_columns_that_are_not_there_are_refused(server: str, parameter: str) -> None:
    """What can't be sorted or chosen by is 400, with what can."""
    document = must_be_problem(call(server, f"{PARTNERS}&{parameter}&format=json"), 400, "bad-parameter")
    assert "role" in document["detail"]


def test_long_tables_have_pages(server: str) -> None:
    """A page has a hundred rows, with links to the others; together they have all that a file has."""
    path = "/ask/actors?lang=sv"
    total = len(rows_of(server, path))
    assert total > 2 * PAGE_ROWS
    names: list[str] = []
    for number in range(1, -(-total // PAGE_ROWS) + 1):
        page = page_at(server, f"{path}&page={number}")
        shown = [one["href"] for one in page.all_of("a") if one.get("href", "").startswith("/doc/actor/")]
        names += dict.fromkeys(shown)
        assert len(page.all_of("tr")) <= PAGE_ROWS + 1
    first = page_at(server, path)
    assert any(found.get("rel") == "next" for found in first.all_of("a"))
    assert len(set(names)) >= total
    assert page_at(server, f"{path}&page=99").text == page_at(server, f"{path}&page=3").text
    assert call(server, f"{path}&page=x", accept=BROWSER).status == 400


def test_csv_keeps_its_columns(server: str) -> None:
    """CSV has the question's columns alone; Link tells what it rests on, and `note` adds that as columns."""
    question = library()["partners-on-priority"]
    names = [one.name for one in question.columns]
    bare = call(server, f"{PARTNERS}&format=csv")
    assert bare.text.splitlines()[0] == ",".join(names)
    assert 'rel="license"' in bare.headers["link"]
    described = re.search(r'<([^>]+)>; rel="describedby"', bare.headers["link"])
    assert described
    document = call(server, described[1]).json()
    noted = list(
        csv.DictReader(io.StringIO(call(server, f"{PARTNERS}&format=csv&note=true").text, newline=""))
    )
    assert list(noted[0]) == [*names, *NOTES]
    assert {tuple(row[name] for name in NOTES) for row in noted} == {tuple(document[name] for name in NOTES)}


def test_csv_tells_a_note_once(server: str) -> None:
    """A question with a column for what the inventory covers keeps it in its place."""
    text = call(server, "/ask/municipality-coverage?priority=5&format=csv&note=true").text
    head = next(csv.reader(io.StringIO(text, newline="")))
    assert head.count("scope_note") == 1 and {"as_of", "source", "licence"} < set(head)


def test_turtle_says_what_it_rests_on(server: str) -> None:
    """A result set in Turtle has its source, date, licence and scope."""
    document = call(server, f"{PARTNERS}&format=json").json()
    graph = rdflib.Graph().parse(data=call(server, f"{PARTNERS}&format=ttl").body, format="turtle")
    (found,) = graph.subjects(rdflib.RDF.type, RESULT_SET.ResultSet)
    assert str(graph.value(found, DCTERMS.source)) == document["source"]
    assert str(graph.value(found, DCTERMS.modified)) == document["as_of"]
    assert str(graph.value(found, DCTERMS.license)) == document["licence"]
    assert str(graph.value(found, DCTERMS.description)) == document["scope_note"]


def test_workbook_has_its_sources(server: str) -> None:
    """A workbook has a sheet of where each entry stands."""
    book = openpyxl.load_workbook(io.BytesIO(call(server, f"{PARTNERS}&format=xlsx").body))
    head, *rows = book["Källor"].iter_rows(values_only=True)
    assert head[:5] == ("entry", "section", "page", "row", "lines")
    assert len(rows) == len({row[0] for row in rows}) > 10


def test_every_empty_cell_says_what_it_means(server: str) -> None:
    """No cell of a table is blank, and where a column may be empty its file says what that means."""
    for question in library().values():
        given = {one.name: str(one.example) for one in question.parameters if one.required}
        for row in call(server, f"/ask/{question.id}?{urlencode({**given, 'format': 'json'})}").json()[
            "rows"
        ]:
            for column in question.columns:
                if row[column.name] in (None, "", []) and not column.aside:
                    assert column.empty, (question.id, column.name)


def test_what_is_missing_is_told_apart(server: str) -> None:
    """Not stated, not named and none are said in their own words, and explained under the table."""
    page = page_at(server, "/ask/initiatives?lang=sv")
    assert "inte angivet" in page.text and "Rapporten säger det inte." in page.text
    page = page_at(server, "/ask/municipality-coverage?priority=5&lang=sv")
    assert "inte nämnd, 0" in page.text and "Det säger inte att någon står utanför." in page.text
    page = page_at(server, "/ask/actors?lang=en")
    assert "There are none." in page.text


def test_marks_are_explained(server: str) -> None:
    """What is printed, ours, inferred and read with doubt is marked, and each mark explained."""
    page = page_at(server, "/ask/subgoal-status?lang=sv")
    for word in ("som tryckt", "vår sammanfattning", "slutsats", "Orden eller talen står så i rapporten."):
        assert word in page.text
    assert "Läsarens anmärkning" in page_at(server, f"{PARTNERS}").text


@pytest.fixture(scope="module")
def with_contact(release_folder: Path) -> Iterator[str]:
    """The text of an answer's page at a site that has a contact."""
    with serving(release_folder, contact="fel@example.org") as served:
        yield call(served.base, PARTNERS, accept=BROWSER).text


def test_errors_are_reported_with_row_and_release(server: str, with_contact: str) -> None:
    """Each row has a letter to the contact, with entry, release and fields filled in; none without one."""
    letters = [one["href"] for one in _Page(with_contact).all_of("a") if one.get("class") == "report"]
    assert len(letters) == len(rows_of(server, PARTNERS))
    parts = urlsplit(letters[0])
    assert (parts.scheme, parts.path) == ("mailto", "fel@example.org")
    body = parse_qs(parts.query)["body"][0]
    release = call(server, "/health").json()["release"]
    assert f"Utgåva: {release}" in body and re.search(r"Inventeringsrader: 2020\.3\.\d+", body)
    assert "- aktör: akademi" in body and "Vad som är fel:" in body
    assert not [one for one in page_at(server, PARTNERS).links if one.startswith("mailto:")]


def test_letters_hold_no_more_than_a_letter(with_contact: str) -> None:
    """A letter's address has one subject and one body, all else encoded."""
    for letter in (one["href"] for one in _Page(with_contact).all_of("a") if one.get("class") == "report"):
        assert re.fullmatch(r"mailto:[^?&\s]+\?subject=[^&\s\"<>]+&body=[^&\s\"<>]+", letter)


def test_bad_values_give_the_form_filled_in(server: str) -> None:
    """A value that is wrong is told of in the reader's language, with the form as it was filled in."""
    path = "/ask/initiatives?" + urlencode(
        {"actor": "Nobody at all", "priority": "8", "ongoing-in": "x", "lang": "en"}
    )
    reply = call(server, path, accept=BROWSER)
    assert (reply.status, reply.media_type) == (404, HTML)
    page = _Page(reply.text)
    assert {"value": "Nobody at all"}.items() <= next(
        one for one in page.all_of("input") if one.get("name") == "actor"
    ).items()
    assert [one for one in page.all_of("option") if one.get("value") == "8" and "selected" in one]
    assert "Did you mean" in page.text and "a whole number" in page.text
    ways = [
        link for link in page.links if "priority=8" in link and "ongoing-in=x" in link and "actor=" in link
    ]
    assert len(ways) >= 3


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_arrangements_do_no_harm(server: str, value: str) -> None:
    """Whatever stands in what sorts, chooses and turns pages, nothing of it runs, and no header breaks."""
    for name in ("sort", "only-role", "only-actor_type", "page", "note", FILTER, "only-'\"><b>"):
        query = urlencode({"priority": "3", name: value}, errors="surrogatepass")
        reply = call(server, f"/ask/partners-on-priority?{query}", accept=BROWSER)
        assert reply.status in (200, 400, 413) and reply.media_type == HTML, (name, reply.status)
        must_be_harmless(reply)
        for form in ("csv", "xlsx", "json", "ttl"):
            reply = call(
                server, f"/ask/partners-on-priority?{query}&format={form}", accept="application/json"
            )
            assert reply.status in (200, 400, 413), (name, form, reply.status)
            assert "\n" not in reply.headers.get("link", "") and "<script" not in reply.headers.get(
                "link", ""
            )


@pytest.mark.parametrize("value", ["=1+1", "@SUM(A1)", "+1", "-1+2", "\t=1", "\r=1"])
def test_chosen_values_are_no_formulas(server: str, value: str) -> None:
    """A parameter that is told again in a file is text there, never a formula."""
    path = f"/ask/initiatives?{urlencode({'text': value, 'only-end': value})}"
    book = openpyxl.load_workbook(io.BytesIO(call(server, f"{path}&format=xlsx").body))
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    table = csv.reader(io.StringIO(call(server, f"{path}&format=csv&note=true").text, newline=""))
    assert not [cell for row in table for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_address_of_an_answer_is_its_own(server: str) -> None:
    """The permanent address leaves out what is as usual, says whom it found, and gives the same answer."""
    page = page_at(server, "/ask/co-partners?actor=KTH&priority=&lang=sv&limit=")
    (link,) = [one["href"] for one in page.all_of("a") if one.get("class") == "permalink"]
    assert link == "/ask/co-partners?actor=kth&lang=sv"
    assert quote(unquote(link), safe="/?=&") == link
    assert page_at(server, link).text == page.text


def test_front_page_asks_by_topic(server: str) -> None:
    """The front page and the list lead to every question, under what people want to know."""
    for path in ("/?lang=sv", "/ask?lang=sv"):
        page = page_at(server, path)
        for question in library():
            assert f"/ask/{question}?lang=sv" in page.links
        assert all(
            topic in page.text for topic in ("Vem gör vad med vem", "Hur det går", "Pengar", "Platser")
        )
