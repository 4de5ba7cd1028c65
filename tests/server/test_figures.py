"""How it goes, on real pages: numbers against the questions' answers and the report's known cases."""

import re
import xml.etree.ElementTree as ET
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rufsgraph.protocol.pages.directions import SIGNS
from rufsgraph.protocol.pages.figures import VERDICTS
from rufsgraph.protocol.tables import written
from rufsgraph.questions.asking import Asker
from tests.calls import BROWSER, HTML, call
from tests.htmlpages import PageText
from tests.processes import Served, serving

_SVG = "{http://www.w3.org/2000/svg}"
_CHANGE = "change"

each_language = pytest.mark.parametrize("lang", ["sv", "en"])


def page_at(server: str, path: str, lang: str = "sv") -> PageText:
    """The page at an address in a language, which must be one."""
    reply = call(server, f"{path}{'&' if '?' in path else '?'}lang={lang}", accept=BROWSER)
    assert (reply.status, reply.media_type) == (200, HTML), path
    assert "Traceback" not in reply.text
    return PageText(reply.text)


def rows_of(server: str, question: str, lang: str = "sv", **given: str) -> list[dict[str, Any]]:
    """The rows of a question, as programs have them."""
    query = "".join(f"&{name.replace('_', '-')}={value}" for name, value in given.items())
    rows: list[dict[str, Any]] = call(server, f"/ask/{question}?format=json&lang={lang}{query}").json()[
        "rows"
    ]
    return rows


@each_language
def test_every_condition_stands_with_its_verdict_and_reason(server: str, lang: str) -> None:
    """The page has the 39 conditions of the question, each with sign, reason and line, and counts them."""
    page = page_at(server, "/indicators", lang)
    rows = rows_of(server, "subgoal-status", lang)
    shown = [row for row in page.rows if len(row) == 6 and any(sign in row[4] for sign in VERDICTS.values())]
    assert len(shown) == len(rows) == 39
    for row in rows:
        reason = re.sub(r"[ \n\t]+", " ", row["reason"])
        fitting = [cells for cells in shown if reason in cells[4] and str(row["source_line"]) in cells[5]]
        assert fitting, row
        assert all(VERDICTS[row["outcome"]] in cells[4] for cells in fitting)
        if row["distance"] is not None:
            assert all(written(abs(row["distance"]), lang) in cells[3] for cells in fitting)
        for source in row["primary_source"]:
            assert all(source in cells[5] for cells in fitting)
    counted = Counter(row["outcome"] for row in rows)
    for outcome, number in counted.items():
        assert re.search(rf"{re.escape(VERDICTS[outcome])} [^0-9]+ {number}\b", page.text), outcome


def test_women_and_men_stand_apart(server: str) -> None:
    """3.1 is met by women, not by men; 2.2 is vague: men's 81.5 is not measured, women's 79.5 not met."""
    page = page_at(server, "/doc/sub-goal/3.1")
    women, men = (
        page.row("Kvinnor", "56,6 procent", "Uppnått", "rad 339"),
        page.row("Män", "46,9 procent", "rad 340", "Inte uppnått"),
    )
    assert "1,6 procentenheter över" in women[3] and "Inte uppnått" not in women[4]
    assert "8,1 procentenheter under" in men[3] and "Inte uppnått" in men[4]
    page = page_at(server, "/doc/sub-goal/2.2")
    assert "Inte uppnått" in page.row("Kvinnor", "79,5 procent", "0,5 procentenheter under")[4]
    men = page.row("Män", "81,5 procent", "1,5 procentenheter över")
    assert "Inte mätbart" in men[4] and "väl över" in men[4]


def test_another_measure_is_not_compared(server: str) -> None:
    """1.4's figures are of existing buildings: not comparable, the reason said and the measure named."""
    row = page_at(server, "/doc/sub-goal/1.4").row("minst 95 procent", "78 procent")
    assert "Inte jämförbart" in row[4] and "rapporten visar i stället" in row[4]
    assert "Ett annat mått: Andel befintlig bebyggelse" in row[2]
    assert row[3].endswith("kan inte räknas")
    row = page_at(server, "/doc/sub-goal/1.4", "en").row("at least 95 per cent", "78 per cent")
    assert "Not comparable" in row[4] and "cannot be counted" in row[3]


def test_change_from_an_unknown_year_is_not_measured(server: str) -> None:
    """4.3 counts from a 2015 that the report has no value of; the value keeps its own unit."""
    row = page_at(server, "/doc/sub-goal/4.3").row("öka", "47 procent")
    assert "Inte mätbart" in row[4] and "inget värde för 2015" in row[4]
    assert "procentenheter" not in row[2]


def test_range_stands_as_printed(server: str) -> None:
    """1.2 has a range and no bound: the range is shown, in quotation marks, and nothing is counted."""
    row = page_at(server, "/doc/sub-goal/1.2").row("konkurrenskraftig", "0,4–1,8")
    assert "Inte mätbart" in row[4] and "kan inte räknas" in row[3]


@each_language
def test_contradictions_stand_where_the_number_stands(server: str, lang: str) -> None:
    """R&D's 3.8 and 3.7 of one year stand beside each other, with both lines, on each page that has them."""
    for path in ("/doc/indicator/fou-andel-av-brp-europa", "/indicators/europe"):
        page = page_at(server, path, lang)
        assert re.search(r"3,8 % 2017.{0,30}862.{0,60}3,7 procent.{0,30}867", page.text), path
    page = page_at(server, "/indicators", lang)
    for row in rows_of(server, "subgoal-status", lang):
        for key in row["discrepancy"]:
            assert any(key in link for link in page.links), key


def test_what_is_said_by_whom_found(server: str) -> None:
    """A contradiction tells whether a rule or a reader found it, and why, and leads to its page."""
    page = page_at(server, "/doc/sub-goal/3.3")
    assert "Funnet av en läsare" in page.text and "Funnet av en regel" in page.text
    assert "källorna kan skilja sig" in page.text
    path = next(link for link in page.links if "2020.fou-konstant" in link)
    assert call(server, path, accept=BROWSER).status == 200


def test_stockholm_beside_others(server: str) -> None:
    """Youth unemployment: rank 10 of 11, earlier 8, Barcelona below; what isn't stated says so."""
    page = page_at(server, "/indicators/europe")
    ours = page.row("Stockholms län", "19,9 procent", "rad 791")
    assert ours[3].strip() == "10 av 11" and ours[4].strip() == "8"
    barcelona = page.row("Barcelona", "26,2 procent")
    assert barcelona[3].strip() == "11 av 11" and "inte angivet" in barcelona[4]
    assert "inte angivet" in page.row("Norge", "rad 891")[1]
    assert "över 80 procent" in page.row("Köpenhamn", "rad 778")[1]


def test_every_city_and_country_stands_with_value_and_ranks(server: str) -> None:
    """The page has each row of the question; those that stand for Stockholm are marked."""
    page = page_at(server, "/indicators/europe")
    compared = [row for row in page.rows if len(row) == 6 and row[5].strip().startswith("rad ")]
    rows = rows_of(server, "city-comparison")
    assert Counter(int(cells[5].split()[-1]) for cells in compared) == Counter(
        row["source_line"] for row in rows
    )
    marked = {cells[0].partition(" står för")[0].strip() for cells in compared if "står för" in cells[0]}
    assert marked == {"Stockholms län", "Stockholms stad", "Sverige"}


def test_count_is_no_rank(server: str) -> None:
    """Forbes' 22 is a count and shown without a rank; the university's 45 is the university's."""
    page = page_at(server, "/indicators/europe")
    assert "ingen plats" in page.row("Forbes 2000", "Forbes, 2020")[1]
    university = page.row("Academic Ranking", "45 av 1000")
    assert "Karolinska" in university[2] and "lärosäte" in university[2]
    assert "ingen plats" in page_at(server, "/doc/ranking/forbes-2000").row("Forbes 2000", "En ledande")[2]


def test_rank_that_is_contradicted_says_so(server: str) -> None:
    """Regional Potential Index is 3 of 66 in the box, and first in the text."""
    page = page_at(server, "/doc/ranking/regional-potential-index")
    assert "3 av 66" in page.text and "Rapporten motsäger sig" in page.text and "681" in page.text


@pytest.mark.parametrize(("sdg", "priorities"), [("13", {"1", "2", "8", "9"}), ("17", set())])
def test_sdg_reaches_priorities_by_inference_only(server: str, sdg: str, priorities: set[str]) -> None:
    """What an SDG leads to is marked as inferred; the seventeenth leads nowhere, and the page says why."""
    page = page_at(server, f"/doc/sdg/{sdg}")
    assert "härlett" in page.text
    found = {link.partition("?")[0].rpartition("/")[2] for link in page.links if "/doc/priority/" in link}
    assert found == priorities
    assert ("Rapporten nämner inget delmål" in page.text) is (not priorities)
    assert ("Ingen: rapporten nämner inget delmål" in page.text) is (not priorities)


def test_matrix_has_what_the_question_has(server: str) -> None:
    """Each of the 49 cells has the directions stated, by sign and word, and leads to the statements."""
    page = page_at(server, "/plan")
    (head,) = [row for row in page.rows if len(row) == 17 and row[1].strip() == "1.1"]
    crossed = {row[0].split()[0]: row for row in page.rows if len(row) == 17 and row is not head}
    wanted = {
        (row["sdg"], row["sub_goal"]): row["direction"] for row in rows_of(server, "sdg-subgoal-matrix")
    }
    assert len(crossed) == 17 and len(wanted) == 49
    for sdg, cells in crossed.items():
        for number, cell in zip(head[1:], cells[1:], strict=True):
            directions = wanted.get((sdg, number.strip()), [])
            assert [sign for sign in cell.split() if sign in SIGNS.values()] == [SIGNS[d] for d in directions]
    assert sum("/ask/directions?" in link and "sdg=" in link for link in page.links) == 49
    link = next(one for one in page.links if "sdg=13" in one and "sub-goal=4.4" in one)
    (row,) = call(server, f"{link}&format=json").json()["rows"]
    assert (row["direction"], row["source_line"]) == ("down", 1001)


@each_language
@pytest.mark.parametrize("path", ["/plan", "/doc/plan/rufs-2050", "/doc/vision/vision"])
def test_plan_can_be_clicked_through(server: str, path: str, lang: str) -> None:
    """Picture and list lead to each goal, sub-goal, priority and SDG, with its name as text."""
    reply = call(server, f"{path}?lang={lang}", accept=BROWSER)
    picture = ET.fromstring(re.search(r"<svg.*?</svg>", reply.text, re.DOTALL)[0])  # type: ignore[index]
    boxes = [one for one in picture.iter(f"{_SVG}a") if one.get("class") != "chip"]
    listed = PageText(re.sub(r"<svg.*?</svg>", "", reply.text, flags=re.DOTALL)).links
    wanted = {"vision": 1, "goal": 4, "sub-goal": 16, "priority": 9, "sdg": 17}
    paths = [str(box.get("href")) for box in boxes]
    for kind, number in wanted.items():
        assert sum(one.startswith(f"/doc/{kind}/") for one in paths) == number
        assert {one for one in paths if one.startswith(f"/doc/{kind}/")} <= set(listed)
    assert all("".join(box.itertext()).strip() for box in boxes)
    chips = [one for one in picture.iter(f"{_SVG}a") if one.get("class") == "chip"]
    assert len(chips) == len(rows_of(server, "sdg-subgoal-matrix"))
    assert all(one.get("aria-label") for one in chips)


def test_plan_marks_what_the_report_does_not_say(server: str) -> None:
    """The page says where it stands which goal a priority serves."""
    assert "står på Region Stockholms webbplats, inte i rapporten" in page_at(server, "/plan").text


def test_year_that_is_not_printed_is_not_stated(server: str) -> None:
    """ÖMS 2050 has no year of adoption in the report; Klimatfärdplan 2050 has 2019."""
    facts = page_at(server, "/doc/strategy/oms-2050").text
    assert re.search(r"Antagen år inte angivet", facts)
    assert re.search(r"Antagen år 2019", page_at(server, "/doc/strategy/klimatfardplan-2050").text)
    assert (
        "Rapporten anger inga områden"
        in page_at(server, "/doc/strategy/naringslivs-och-tillvaxtstrategi").text
    )


def _with_series(asker: Asker) -> set[str]:
    """The indicators with levels at two times of at most a school year, by the question alone."""
    times: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for row in asker.ask("observations", {}).rows:
        years = str(row["period"]).split("-")
        if row["kind"] != _CHANGE and row["value"] is not None and int(years[-1]) - int(years[0]) <= 1:
            times[str(row["indicator"]), str(row["area"]), str(row["population_group"])].add(years[0])
    return {key[0] for key, years in times.items() if len(years) > 1}


def test_series_is_drawn_only_where_there_is_one(server: str, asker: Asker) -> None:
    """A picture of a series is there for each indicator that has two points, and for no other."""
    wanted = _with_series(asker)
    assert {"gymnasieexamen-inom-tre-ar", "nystartade-foretag-per-1000-invanare"} <= wanted
    assert wanted.isdisjoint({"forvantad-medellivslangd", "otillit-till-grannar", "forvarvsfrekvens"})
    for named in asker.names.of_class("indicator"):
        status = call(server, f"/picture/series/{named.key}.svg").status
        assert status == (200 if named.key in wanted else 404), named.key


def test_chart_has_values_years_and_the_target(server: str) -> None:
    """The picture of a series has each value with its year, and what is to be reached as a line."""
    reply = call(server, "/picture/series/nystartade-foretag-per-1000-invanare.svg?lang=sv")
    assert reply.media_type == "image/svg+xml"
    picture = ET.fromstring(reply.text)
    texts = ["".join(one.itertext()) for one in picture.iter(f"{_SVG}text")]
    assert {"17,2", "13,7", "2011", "2019", "mål: minst 18"} <= set(texts)
    assert len(list(picture.iter(f"{_SVG}circle"))) == 2
    described = "".join(picture.find(f"{_SVG}desc").itertext())  # type: ignore[union-attr]
    assert "2011: 17,2; 2019: 13,7" in described and "minst 18" in described


def test_forecast_in_a_series_is_told(server: str) -> None:
    """The 11,000 dwellings of 2020 are a forecast, which stands under the picture."""
    page = page_at(server, "/doc/indicator/paborjade-bostader")
    assert re.search(r"2020: Prognos, inte utfall", page.text)


@pytest.mark.parametrize(
    "path",
    [
        "/picture/plan.svg",
        "/picture/series/utsatthet-hot.svg",
        "/picture/comparison/medellivslangd-europa.svg",
    ],
)
def test_picture_needs_nothing_else(server: str, path: str) -> None:
    """A picture stands by itself: no script, no style, nothing from elsewhere, colours of its own."""
    text = call(server, path).text
    picture = ET.fromstring(text)
    names = {one.tag.removeprefix(_SVG) for one in picture.iter()}
    assert names <= {"svg", "title", "desc", "path", "text", "rect", "circle", "a"}
    assert "style=" not in text and "fill=" in text
    assert all(str(one.get("href")).startswith("/doc/") for one in picture.iter(f"{_SVG}a"))


@pytest.mark.parametrize(
    "path",
    [
        "/picture/series/nothing.svg",
        "/picture/other/utsatthet-hot.svg",
        "/picture/comparison/utsatthet-hot.svg",
        "/picture/series/%3Cscript%3E.svg",
        "/picture/series/Utsatthet%20f%C3%B6r%20hot.svg",
    ],
)
def test_picture_that_is_not_there(server: str, path: str) -> None:
    """What has no picture is not found, and nothing that was asked for comes back as markup."""
    reply = call(server, path, accept=BROWSER)
    assert reply.status == 404 and "<script>" not in reply.text


@each_language
def test_translation_is_marked(server: str, lang: str) -> None:
    """In English a goal's and a sub-goal's wording is marked as ours, with the report's own beside it."""
    for path, words in (
        ("/doc/goal/1", "En tillgänglig region med god livsmiljö"),
        ("/doc/sub-goal/3.2", "Antalet nystartade företag ska öka till 18 per 1 000 invånare"),
    ):
        page = page_at(server, path, lang)
        assert words in page.text
        assert ("unofficial translation" in page.text) is (lang == "en")


@each_language
@pytest.mark.parametrize(
    "path",
    [
        *("/indicators", "/indicators/europe", "/plan", "/doc/goal/2", "/doc/sub-goal/2.4", "/doc/sdg/9"),
        *("/doc/indicator/fou-andel-av-brp-europa", "/doc/strategy/oms-2050", "/doc/ranking/safe-city-index"),
    ],
)
def test_each_box_has_the_question_behind_it(server: str, path: str, lang: str) -> None:
    """What stands on a page can be had as CSV, XLSX and JSON, by the questions named; pages stay small."""
    page = page_at(server, path, lang)
    files = [link for link in page.links if link.startswith("/ask/") and "format=" in link]
    assert files and {re.search(r"format=(\w+)", one)[1] for one in files} == {"csv", "xlsx", "json"}  # type: ignore[index]
    for link in {one for one in files if "format=json" in one}:
        document = call(server, link).json()
        assert document["parameters"]["lang"] == lang and document["rows"] is not None
    packed = call(server, f"{path}?lang={lang}", accept=BROWSER, accept_encoding="gzip")
    assert len(packed.body) < 60_000


@pytest.fixture(scope="module")
def owned(release_folder: Path) -> Iterator[Served]:
    """A server that is told who publishes it and whom to write to."""
    with serving(release_folder, publisher="Exempelregionen", contact="kontakt@region.example") as served:
        yield served


@each_language
def test_about_says_who_answers_for_it(server: str, owned: Served, lang: str) -> None:
    """Publisher and contact are those of the settings; where they aren't set the pages say so."""
    for path in ("/about", "/accessibility"):
        without, named = page_at(server, path, lang), page_at(owned.base, path, lang)
        assert "mailto:" not in " ".join(without.links)
        unset = {"sv": "är angiven för den här installationen", "en": "is set for this installation"}[lang]
        assert unset in without.text and unset not in named.text
        assert "mailto:kontakt@region.example" in named.links
    assert "Exempelregionen" in page_at(owned.base, "/about", lang).text


@each_language
def test_about_says_what_it_rests_on(server: str, lang: str) -> None:
    """The page has source, date, release, scope notes, licence and a citation."""
    document = call(server, f"/ask/municipality-coverage?format=json&lang={lang}").json()
    page = page_at(server, "/about", lang)
    for key in ("source", "as_of", "release"):
        assert document[key] in page.text
    assert "CC BY 4.0" in page.text and "https://w3id.org/rufs/" in page.text
    for mark in {
        "sv": ("härlett", "inte angivet", "inte nämnd i inventeringen 2020"),
        "en": ("inferred", "not stated"),
    }[lang]:
        assert mark in page.text


def test_no_page_claims_what_is_not_set(server: str) -> None:
    """The statement of accessibility promises nothing and names no authority."""
    text = page_at(server, "/accessibility").text
    assert "Digg" not in text and "dagar" not in text and "axe-core" in text


def test_pages_lead_to_how_it_goes_and_about(server: str) -> None:
    """The head leads to how it goes and the plan, the foot to about and accessibility."""
    links = {one.partition("?")[0] for one in page_at(server, "/data").links}
    assert {"/indicators", "/plan", "/about", "/accessibility"} <= links


PAGES_OF_KINDS = {
    "indicators": ["/indicators"],
    "europe": ["/indicators/europe"],
    "plan": ["/plan", "/doc/plan/rufs-2050"],
    "goal": [f"/doc/goal/{number}" for number in range(1, 5)],
    "sub-goal": [f"/doc/sub-goal/{goal}.{number}" for goal in range(1, 5) for number in range(1, 5)],
    "sdg": [f"/doc/sdg/{number}" for number in range(1, 18)],
    "indicator": [
        f"/doc/indicator/{key}" for key in ("forvarvsfrekvens", "fou-andel-av-brp", "medellivslangd-europa")
    ],
    "strategy": ["/doc/strategy/oms-2050", "/doc/strategy/kulturstrategi"],
    "ranking": ["/doc/ranking/forbes-2000", "/doc/ranking/safe-city-index"],
    "about": ["/about", "/accessibility"],
}


@pytest.fixture(scope="module")
def unread(release_folder: Path) -> Iterator[Served]:
    """A server that nobody has asked for a page."""
    with serving(release_folder) as served:
        yield served


@pytest.mark.slow
@pytest.mark.parametrize("kind", sorted(PAGES_OF_KINDS))
def test_page_takes_little_time(unread: Served, kind: str) -> None:
    """A page that is not kept takes under 50 ms of the processors; each request is another to the cache."""
    asked = [
        f"{path}?lang={lang}&turn={turn}"
        for path in PAGES_OF_KINDS[kind]
        for lang in ("sv", "en")
        for turn in range(12)
    ]
    call(unread.base, f"{asked[0]}0", accept=BROWSER)
    before = _used(unread)
    for path in asked:
        assert call(unread.base, path, accept=BROWSER).status == 200
    assert 1000 * (_used(unread) - before) / len(asked) < 50


def _used(served: Served) -> float:
    """The processor seconds of a server and all its processes, those that have ended too."""
    return sum(one.processor_seconds + one.reaped_seconds for one in served.processes())
