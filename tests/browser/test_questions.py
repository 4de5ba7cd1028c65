"""People find answers by clicking: twenty questions within three clicks of the front page, and a story.

A click leads on: a link or a form sent. Filling in a field, or choosing from a list, is none.
"""

import io
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Download, Page, expect

from tests.browser.conftest import Visitor

CLICKS = 3
KTH = "Kungliga Tekniska högskolan"

WORDS = {
    "sv": {
        "partners": "Vilka aktörer samverkar i en prioritering, i vilken roll?",
        "co-partners": "Vilka andra aktörer står i samma insatser som en aktör?",
        "ask": "Fråga",
        "priority": "prioritering",
        "actor": "aktör",
    },
    "en": {
        "partners": "Which actors partner on a priority, in what role?",
        "co-partners": "Which other actors are in the same initiatives as an actor?",
        "ask": "Ask",
        "priority": "priority",
        "actor": "actor",
    },
}


@dataclass
class Reader:
    """Someone who begins at the front page and counts the clicks."""

    page: Page
    clicks: int = 0
    titles: list[str] = field(default_factory=list)

    def follow(self, text: str) -> None:
        """Follows a link by its words."""
        self._click(self.page.locator("main").get_by_role("link", name=text, exact=True).first.click)

    def choose(self, group: str, value: str) -> None:
        """Keeps the rows with a value of a column."""
        chips = self.page.get_by_role("group", name=group, exact=True)
        self._click(chips.get_by_role("link").filter(has_text=value).first.click)

    def select(self, label: str, value: str) -> None:
        """Chooses from a list by the beginning of what is listed."""
        listed = self.page.locator("form.ask").get_by_label(label, exact=False).first
        found = listed.locator("option").filter(has_text=value).first.get_attribute("value")
        listed.select_option(found)

    def write(self, label: str, text: str) -> None:
        """Writes a name into a field, as one who doesn't wait for what is offered."""
        self.page.locator("form.ask").get_by_label(label, exact=False).first.fill(text)

    def more(self) -> None:
        """Opens the fields under the sentence, which leads nowhere and isn't counted."""
        self.page.locator("details.more summary").click()

    def ask(self) -> None:
        """Sends the question."""
        self._click(self.page.locator("form.ask button").click)

    def reads(self, *words: str) -> None:
        """Finds words on the page after no more clicks than three."""
        assert self.clicks <= CLICKS
        for one in words:
            expect(self.page.locator("main")).to_contain_text(one)

    def reads_row(self, *words: str) -> None:
        """Finds a row of the table that holds all the words."""
        assert self.clicks <= CLICKS
        rows = self.page.locator("table.answer tbody tr")
        for one in words:
            rows = rows.filter(has_text=one)
        expect(rows.first).to_be_visible()

    def _click(self, act: object) -> None:
        with self.page.expect_navigation():
            act()  # type: ignore[operator]
        self.clicks += 1


@pytest.fixture
def reader(visitor: Visitor) -> Reader:
    """A reader at the Swedish front page."""
    return Reader(visitor.open("/?lang=sv"))


def test_partners_of_a_priority_with_roles(reader: Reader) -> None:
    """Who takes part in a priority, and as what."""
    reader.follow(WORDS["sv"]["partners"])
    reader.select("prioritering", "prioritering 3")
    reader.ask()
    reader.reads("63 aktörer nämns under prioritering 3")
    reader.reads_row(KTH, "Huvudman")
    reader.reads_row("Arbetsförmedlingen", "Samverkanspart")


def test_where_only_a_group_stands_for_a_municipality(reader: Reader) -> None:
    """Where only "regionens kommuner" stands for us."""
    reader.follow("I vilka prioriteringar finns en aktör, i vilken roll?")
    reader.write("aktör", "Vallentuna kommun")
    reader.ask()
    reader.choose("hur", "genom en grupp")
    reader.reads_row("regionens kommuner", "genom en grupp")
    expect(reader.page.locator("table.answer tbody")).not_to_contain_text("vid namn")


def test_municipalities_not_named(reader: Reader) -> None:
    """Which municipalities no entry of priority 5 names, and that they weren't asked."""
    reader.follow("Var nämns länets kommuner, och var nämns de inte?")
    reader.select("prioritering", "prioritering 5")
    reader.ask()
    reader.choose("vid namn", "0")
    reader.reads("Kommunerna svarar för barns och ungas utbildning men fick ingen fråga om sina insatser")
    reader.reads_row("Vallentuna kommun", "0")
    reader.reads("Nämns inte i inventeringen 2020. Det säger inte att någon står utanför.")


@pytest.mark.parametrize(
    ("place", "initiative"),
    [
        ("Flemingsberg", "Utveckling av den regionala stadskärnan Flemingsberg"),
        ("skärgården", "Stockholm Archipelago"),
    ],
)
def test_what_concerns_a_place(reader: Reader, place: str, initiative: str) -> None:
    """What concerns Flemingsberg, and the archipelago."""
    reader.follow("Vilka insatser gäller en plats?")
    reader.write("plats", place)
    reader.ask()
    reader.reads("4 insatser")
    reader.reads_row(initiative)


def test_what_ended(reader: Reader) -> None:
    """What ended in 2020."""
    reader.follow("Vilka insatser finns det?")
    reader.choose("slut", "2020")
    reader.reads("3 insatser står i inventeringen 2020 (urval: slut 2020)")


@pytest.mark.parametrize(
    ("fund", "initiative"),
    [
        ("Europeiska socialfonden", "Kompetensarena Stockholm"),
        ("Europeiska regionala utvecklingsfonden", "Fordonsdalen Stockholm"),
    ],
)
def test_what_a_fund_pays_for(reader: Reader, fund: str, initiative: str) -> None:
    """What ESF and ERUF pay for, and that no amounts are stated."""
    reader.follow("Vilka insatser finansierar en aktör eller en finansieringskälla?")
    reader.write("finansiär", fund)
    reader.ask()
    reader.reads_row(initiative)
    reader.reads("Rapporten anger inga belopp")


def test_what_is_co_financed(reader: Reader) -> None:
    """What is co-financed."""
    reader.follow("Vilka insatser finns det?")
    reader.choose("finansieringens form", "Samfinansierad")
    reader.reads("12 insatser", "urval: finansieringens form samfinansierad")


def test_women_and_men_apart(reader: Reader) -> None:
    """Whether women and men each meet 3.1."""
    reader.follow("Hur går det med delmålen, villkor för villkor?")
    reader.select("delmål", "delmål 3.1")
    reader.ask()
    reader.reads("män: inte uppnått; kvinnor: uppnått")
    reader.reads_row("Kvinnor", "56,6", "Uppnått")
    reader.reads_row("Män", "46,9", "Inte uppnått")


def test_companies_in_a_priority(reader: Reader) -> None:
    """Companies in priority 8."""
    reader.follow(WORDS["sv"]["partners"])
    reader.select("prioritering", "prioritering 8")
    reader.more()
    reader.select("slag av aktör", "företag")
    reader.ask()
    reader.reads("17 aktörer", "av slaget företag")
    reader.reads_row("Scania", "Samverkanspart")


def test_actors_from_outside_the_county(reader: Reader) -> None:
    """Actors from outside the county."""
    reader.follow("Vilka aktörer finns i registret, och i hur många insatser?")
    reader.select("var aktören finns", "bara utanför")
    reader.ask()
    reader.reads("36 aktörer utanför Stockholms län")
    reader.reads_row("Chalmers tekniska högskola", "Lärosäte")


def test_an_actor_with_its_units(reader: Reader) -> None:
    """Stockholms stad with its units."""
    reader.follow("I vilka prioriteringar finns en aktör, i vilken roll?")
    reader.write("aktör", "Stockholms stad")
    reader.select("aktörens enheter", "med sina enheter")
    reader.ask()
    reader.reads("9 av 9 prioriteringar nämner Stockholms stad med enheter")


def test_strategies_and_when_adopted(reader: Reader) -> None:
    """Strategies, and when they were adopted."""
    reader.follow("Vilka strategier och rapporter hör till planen, och hur långt har de kommit?")
    reader.reads_row("Klimatfärdplan 2050", "Antagen", "2019")
    reader.reads_row("Näringslivs- och tillväxtstrategi", "Under framtagande", "inte angivet")


def test_what_a_priority_needs(reader: Reader) -> None:
    """What priority 9 needs."""
    reader.follow("Vad återstår att göra i en prioritering, enligt rapporten?")
    reader.select("prioritering", "prioritering 9")
    reader.ask()
    reader.reads("Rapporten säger 5 saker som återstår att göra i prioritering 9")


def test_who_states_a_figure(reader: Reader) -> None:
    """Who states 16 700 dwellings."""
    reader.follow("Vilka värden anger rapporten för en indikator, ett delmål eller ett område?")
    reader.more()
    reader.select("delmål", "delmål 1.1")
    reader.ask()
    reader.reads_row("16\N{NARROW NO-BREAK SPACE}700", "Nybyggnad av bostäder, Statistikdatabasen")


def test_figure_of_a_municipality(reader: Reader) -> None:
    """Järfälla's upper-secondary figure."""
    reader.follow("Vilka värden anger rapporten för en indikator, ett delmål eller ett område?")
    reader.write("område", "Järfälla")
    reader.ask()
    reader.reads("i Järfälla kommun")
    reader.reads_row("Gymnasieexamen inom tre år", "51,5")


def test_stockholm_against_copenhagen(reader: Reader) -> None:
    """Stockholm against Copenhagen, side by side."""
    reader.follow("Hur står sig Stockholm mot andra europeiska storstäder?")
    reader.choose("stad, region eller land", "Köpenhamn")
    reader.choose("stad, region eller land", "Stockholms län")
    reader.reads("Köpenhamn", "Stockholms län")
    reader.reads_row("Köpenhamn", "Investeringar i FoU", "4,8")
    reader.reads_row("Stockholms län", "Investeringar i FoU", "3,8")


def test_contradictions(reader: Reader) -> None:
    """Where the report contradicts itself."""
    reader.follow("Var säger rapporten emot sig själv?")
    reader.reads("49 motsägelser är funna i rapporten")
    reader.reads_row("Metodavsnittet säger kapitel två", "Läsare")


def test_initiatives_under_several_priorities(reader: Reader) -> None:
    """Initiatives that stand under several priorities."""
    reader.follow("Vilka insatser står under flera prioriteringar?")
    reader.reads("21 insatser står under minst 2 prioriteringar")


def test_partners_of_an_actor_and_about_what(reader: Reader) -> None:
    """KTH's partners, and about what."""
    reader.follow(WORDS["sv"]["co-partners"])
    reader.write("aktör", "KTH")
    reader.ask()
    reader.reads(f"41 andra aktörer nämns i samma insatser som {KTH}")
    reader.reads_row("Stockholms universitet", "OpenLab")


def test_entries_without_a_partner(reader: Reader) -> None:
    """Entries that name no partner."""
    reader.follow("Vilka inventeringsrader saknar uppgifter eller har öppna listor?")
    reader.select("vad som saknas", "samverkanspart")
    reader.ask()
    reader.reads("81 inventeringsrader saknar samverkanspart")


def _rows(download: Download) -> tuple[list[dict[str, object]], dict[str, str]]:
    """The rows of a workbook, and what it says of itself."""
    book = openpyxl.load_workbook(io.BytesIO(Path(download.path()).read_bytes()))
    head, *lines = book.worksheets[0].iter_rows(values_only=True)
    about = {str(name): str(value) for name, value in book.worksheets[1].iter_rows(values_only=True)}
    return [dict(zip(map(str, head), line, strict=True)) for line in lines], about


def must_be_the_partners(download: Download) -> None:
    """The file has those who are in one initiative with KTH in priority 3, with lines and source."""
    rows, about = _rows(download)
    assert [row["actor"] for row in rows] == [
        "chalmers",
        "hogskolan-i-gavle",
        "karolinska-institutet",
        "region-stockholm",
        "stockholms-universitet",
    ]
    assert all(row["source_lines"] for row in rows)
    assert about["licence"] == "http://creativecommons.org/licenses/by/4.0/"
    assert "RUFS 2050" in about["source"] and about["as_of"] and about["scope_note"]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_story_by_clicking(visitor: Visitor, lang: str, scripts: bool) -> None:
    """A coordinator finds who partners on priority 3 with KTH, and takes it home; also without scripts."""
    words = WORDS[lang]
    reader = Reader(visitor.open(f"/?lang={lang}", java_script_enabled=scripts))
    reader.follow(words["partners"])
    reader.select(words["priority"], f"{words['priority']} 3")
    reader.ask()
    reader.reads_row(KTH)
    reader.page.go_back()
    reader.page.go_back()
    reader.clicks = 0
    reader.follow(words["co-partners"])
    reader.write(words["actor"], "kth")
    reader.select(words["priority"], f"{words['priority']} 3")
    reader.ask()
    reader.reads_row("Karolinska Institutet")
    with reader.page.expect_download() as found:
        reader.page.get_by_role("link", name="Excel (XLSX)").click()
    must_be_the_partners(found.value)


def test_name_unknown_without_scripts(visitor: Visitor) -> None:
    """Without scripts a name that isn't one is sent, and the nearest are links that ask again."""
    visitor.expected.add(404)
    reader = Reader(visitor.open("/ask/co-partners?lang=sv", java_script_enabled=False))
    reader.write("aktör", "Kungliga Tekniska Hogskolan i Uppsala")
    reader.ask()
    reader.reads("Menade du")
    reader.follow(KTH)
    reader.reads(f"andra aktörer nämns i samma insatser som {KTH}")


@pytest.mark.usefixtures("picker")
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_story_by_keyboard(visitor: Visitor, lang: str) -> None:
    """The same by keyboard only: the name is found while it is typed, slips and all."""
    words = WORDS[lang]
    page = visitor.open(f"/?lang={lang}")
    _tab_to(page, page.get_by_role("link", name=words["co-partners"], exact=True).first)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    _tab_to(page, page.locator("#p-actor"))
    page.keyboard.type("kungliga tekniska hogskol")
    expect(page.get_by_role("option", name=KTH)).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("input[name=actor]")).to_have_value("kth")
    _tab_to(page, page.locator("#p-priority"))
    page.keyboard.type(f"{words['priority']} 3")
    _tab_to(page, page.locator("form.ask button"))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".saying")).to_contain_text("5 ")
    link = page.get_by_role("link", name="Excel (XLSX)")
    _tab_to(page, link)
    with page.expect_download() as found:
        page.keyboard.press("Enter")
    must_be_the_partners(found.value)


def _tab_to(page: Page, wanted: object) -> None:
    """Presses Tab until something has the focus; fails where the keyboard doesn't come to it."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if wanted.evaluate("one => one === document.activeElement"):  # type: ignore[attr-defined]
            return
    pytest.fail("the keyboard doesn't get there")


@pytest.mark.usefixtures("picker")
def test_picker_shows_names_as_texts(visitor: Visitor) -> None:
    """What is typed is shown as it was typed, and finding nothing is said."""
    page = visitor.open("/ask/co-partners?lang=sv")
    page.locator("#p-actor").press_sequentially("<img src=x>zzqq")
    expect(page.locator(".autocomplete__menu")).to_contain_text("Inget namn passar")
    assert page.locator("main img").count() == 0


def test_answer_is_copied_with_its_source(visitor: Visitor) -> None:
    """The button copies the sentence, the source, the date, the release and the address."""
    page = visitor.open(
        "/ask/co-partners?actor=kth&lang=sv", permissions=["clipboard-read", "clipboard-write"]
    )
    page.get_by_role("button", name="Kopiera svaret med källa").click()
    expect(page.get_by_role("button", name="Kopierat")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    for part in (f"som {KTH} i inventeringen 2020", "Källa: ", "Uppgifterna är från", "Licens: CC BY 4.0"):
        assert part in copied
    assert page.url.replace("?actor=kth&lang=sv", "?actor=kth&lang=sv") in copied


def test_query_opens_in_the_editor(visitor: Visitor, editor: None) -> None:
    """The query behind an answer stands in the editor as it was run."""
    page = visitor.open("/ask/initiatives-in-place?place=flemingsberg&lang=sv")
    page.get_by_text("Visa frågan i SPARQL").click()
    query = page.locator("pre").inner_text()
    page.get_by_role("link", name="Öppna den i redigeraren").click()
    expect(page.locator(".yasqe")).to_be_visible()
    shown = page.evaluate("document.querySelector('.yasqe .CodeMirror').CodeMirror.getValue()")
    assert shown.strip() == query.strip()
