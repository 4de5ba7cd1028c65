"""The pages of people and what they do: their numbers are those of the answers, and lead to them."""

import json
import re
import tomllib
from html import unescape
from typing import Any

import pytest

from rufsgraph.questions.asking import Asker
from rufsgraph.resources import WEB
from tests.calls import BROWSER, HTML, call

TEXTS = tomllib.loads((WEB / "texts.toml").read_text(encoding="utf-8"))
PRIORITIES = [str(number) for number in range(1, 10)]

_WAY = re.compile(r'<a href="(/ask/[^"]+)">([0-9]+)</a>')
"""A number that leads to an answer."""

_KINDS = [
    "/doc/priority/4",
    "/doc/actor/region-stockholm",
    "/doc/actor/vardgivare",
    "/doc/funding-source/anslag-1-1-regionala-tillvaxtatgarder",
    "/doc/initiative/fordonsdalen-stockholm",
    "/doc/entry/2020.9.1",
    "/matrix?kind=actor-priority&zeros=true&all=true",
    "/matrix?kind=actor-actor",
    "/doc/priority/4?print=1",
    "/doc/actor/salems-kommun?print=1",
]


def _page(server: str, path: str, lang: str = "sv") -> str:
    """The page at an address, which must be one."""
    reply = call(server, f"{path}{'&' if '?' in path else '?'}lang={lang}", accept=BROWSER)
    assert (reply.status, reply.media_type) == (200, HTML), path
    return reply.text


def _answer(server: str, path: str) -> Any:
    return call(server, f"{unescape(path)}&format=json").json()


def _section(page: str, name: str) -> str:
    """A section of a page by its id."""
    found = re.search(rf'<section id="{name}">.*?</section>', page, re.DOTALL)
    assert found, name
    return found[0]


def _words(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", markup)).split())


def _ways(markup: str) -> list[tuple[str, int]]:
    return [(path, int(number)) for path, number in _WAY.findall(markup)]


def _row(page: str, name: str) -> str:
    """The row of a table whose head names something."""
    rows = re.findall(r"<tr>.*?</tr>", page, re.DOTALL)
    return next(row for row in rows if f">{name}</a>" in row)


@pytest.mark.parametrize("priority", ["3", "9"])
def test_priority_has_the_numbers_of_its_answers(server: str, priority: str) -> None:
    """The numbers at the head of a priority's page are counted in its answers."""
    page = _page(server, f"/doc/priority/{priority}")
    numbers = {
        unescape(text).strip(): int(number)
        for number, text in re.findall(r"<b>([0-9]+)</b>([^<]*)</a></li>", page)
    }
    actors = _answer(server, f"/ask/actor-priority-matrix?priority={priority}")["rows"]
    towns = _answer(server, f"/ask/municipality-coverage?priority={priority}")["rows"]
    entries = _answer(server, f"/ask/missing-information?priority={priority}")["rows"]
    wanted = {
        "initiatives": _answer(server, f"/ask/initiatives?priority={priority}")["total"],
        "actors": sum(1 for row in actors if not row["members_known"]),
        "groups": sum(1 for row in actors if row["members_known"]),
        "municipalities": sum(1 for row in towns if row["by_name"]),
        "funders": _answer(server, f"/ask/funders-of-priority?priority={priority}")["total"],
        "missing": sum(1 for row in entries if row["missing"]),
    }
    assert numbers == {TEXTS[f"figure_{name}"]["sv"]: number for name, number in wanted.items()}


def test_priority_has_fourteen_initiatives_in_the_order_of_the_rows(server: str) -> None:
    """Priority 3 has the fourteen rows of annex 2 as printed, first to last, each with its owner."""
    section = _section(_page(server, "/doc/priority/3"), "initiatives")
    titles = [unescape(title) for title in re.findall(r'<p class="title"><a [^>]*>([^<]*)</a>', section)]
    assert (len(titles), titles[0], titles[3]) == (14, "Bazaren februari 2020", "Teknikcollege")
    assert "Huvudman: Region Stockholm" in _words(section)


def test_funders_of_an_actor_lead_to_their_pages(server: str) -> None:
    """Who pays for an actor's initiatives is named with the way to its page and to as many initiatives."""
    section = _section(_page(server, "/doc/actor/kth"), "funders")
    line = r'<li><a href="(/doc/[^"?]*)[^"]*">[^<]*</a>: <a href="([^"]*)">([0-9]+)</a>'
    funders = re.findall(line, section)
    assert len(funders) > 3 and len(funders) == section.count("<li>")
    for path, way, number in funders:
        assert call(server, path, "HEAD").status == 200
        assert _answer(server, unescape(way))["total"] == int(number)


def test_each_number_of_an_actor_leads_to_as_many(server: str) -> None:
    """A number beside an actor on a priority's page is that of the initiatives that it leads to."""
    ways = _ways(_section(_page(server, "/doc/priority/3"), "actors"))
    assert len(ways) > 80
    for path, number in ways[::9]:
        assert _answer(server, path)["total"] == number, path


@pytest.mark.parametrize("priority", PRIORITIES)
def test_each_municipality_stands_once(server: str, priority: str) -> None:
    """All 26 stand on a priority's page, each once, by the surest way in which the inventory has it."""
    section = _section(_page(server, f"/doc/priority/{priority}"), "municipalities")
    groups = [
        set(re.findall(r'href="/doc/actor/([^"?]+)', group))
        for group in re.findall(r"<dd>.*?</dd>", section, re.DOTALL)
    ]
    rows = _answer(server, f"/ask/municipality-coverage?priority={priority}")["rows"]
    wanted: list[set[str]] = [set(), set(), set(), set()]
    for row in rows:
        ways = (row["by_name"], row["through_closed_group"], row["possibly"], True)
        wanted[next(place for place, found in enumerate(ways) if found)].add(row["municipality"])
    assert groups == wanted
    assert sum(map(len, groups)) == 26
    assert rows[0]["scope_note"] in _words(section)


def test_priority_says_what_must_be_done_and_how_it_goes(server: str) -> None:
    """Needs stand with their lines; the goal's targets with verdict, reason and contradictions."""
    page = _page(server, "/doc/priority/9")
    for row in _answer(server, "/ask/needs-of-priority?priority=9")["rows"]:
        assert f"{row['need']} (rad {row['source_line']} i rapporten)" in _words(page)
    section = _section(_page(server, "/doc/priority/4"), "targets")
    rows = _answer(server, "/ask/subgoal-status?goal=2")["rows"]
    assert len(re.findall('class="verdict"', section)) == len(rows)
    assert _words(section).count(TEXTS["disputed"]["sv"]) == sum(1 for row in rows if row["discrepancy"])
    assert "2018: 79,5 mot över 80." in _words(section)


@pytest.mark.parametrize(
    ("actor", "named"), [("kth", {"1", "2", "3", "4", "5", "6", "7", "8", "9"}), ("salems-kommun", set())]
)
def test_roles_of_an_actor_are_those_of_the_answer(server: str, actor: str, named: set[str]) -> None:
    """The table of roles has nine rows, each number that of the answer, and leads to as many initiatives."""
    section = _section(_page(server, f"/doc/actor/{actor}"), "roles")
    rows = _answer(server, f"/ask/priorities-of-actor?actor={actor}")["rows"]
    direct = {
        (row["priority"], row["role"]): row["initiatives"] for row in rows if row["through"] == "direct"
    }
    assert len(re.findall(r'<th scope="row">', section)) == 9
    shown = {}
    for path, number in _ways(section):
        given = dict(re.findall(r"(priority|role)=([^&]+)", unescape(path)))
        shown[given["priority"], given["role"]] = number
    assert shown == direct
    assert {priority for priority, _ in shown} >= named
    for path, number in _ways(section)[::4]:
        assert _answer(server, path)["total"] == number


def test_where_only_a_group_stands_for_a_municipality(server: str) -> None:
    """A municipality's page names the priorities in which the inventory has it through groups alone."""
    words = _words(_section(_page(server, "/doc/actor/salems-kommun"), "roles"))
    rows = _answer(server, "/ask/priorities-of-actor?actor=salems-kommun")["rows"]
    direct = {row["priority"] for row in rows if row["through"] == "direct"}
    only = {row["priority"] for row in rows if row["through"] == "group"} - direct
    assert only
    for priority in only:
        assert f"Prioritering {priority}: " in words
    assert "regionens kommuner" in words


def test_municipality_is_a_place_too(server: str) -> None:
    """What concerns a municipality as a place stands apart from what it takes part in."""
    total = _answer(server, "/ask/initiatives?place=huddinge")["total"]
    assert total > 0
    assert f"({total})" in _section(_page(server, "/doc/actor/huddinge-kommun"), "place")
    assert 'id="place"' not in _page(server, "/doc/actor/kth")


def test_city_has_its_units(server: str) -> None:
    """Stockholm's page has the three district administrations that the inventory names."""
    words = _words(_section(_page(server, "/doc/actor/stockholms-stad"), "parts"))
    for name in ("Skärholmens", "Spånga-Tensta", "Hässelby-Vällingby"):
        assert f"{name} stadsdelsförvaltning" in words


@pytest.mark.parametrize(
    ("group", "said"),
    [
        ("regionens-kommuner", "Kända medlemmar (26)"),
        ("berorda-kommuner", TEXTS["members_not_stated"]["sv"]),
        ("vardgivare", TEXTS["members_not_stated"]["sv"]),
    ],
)
def test_group_tells_its_members_or_that_they_are_not_stated(server: str, group: str, said: str) -> None:
    """A group names its members where they are known, and says where they aren't."""
    assert said in _words(_section(_page(server, f"/doc/actor/{group}"), "parts"))


def test_whom_to_meet_is_marked_as_inferred(server: str) -> None:
    """Whom an actor could meet is said to be our inference, with the number of all."""
    section = _section(_page(server, "/doc/actor/kth", "en"), "meet")
    total = _answer(server, "/ask/could-meet?actor=kth&lang=en")["total"]
    assert TEXTS["inferred"]["en"] in section and f"10 of {total}." in _words(section)
    assert 'id="meet"' not in _page(server, "/doc/actor/regionens-kommuner")


def test_closest_partners_lead_to_what_is_shared(server: str) -> None:
    """The number beside a partner is that of the initiatives shared."""
    ways = _ways(_section(_page(server, "/doc/actor/kth"), "partners"))
    assert len(ways) == 15 and ways[0][1] == max(number for _, number in ways)
    for path, number in ways[::5]:
        assert _answer(server, path)["total"] == number


def test_actor_that_is_not_named_says_so(server: str, asker: Asker) -> None:
    """An actor that the inventory doesn't name has a page that says so, and what the inventory covers."""
    rows = asker.ask("actor-priority-matrix", {"zeros": "true"}).rows
    unnamed = next(row["actor"] for row in rows if not row["any"] and row["actor"] == "salems-kommun")
    page = _words(_page(server, f"/doc/actor/{unnamed}"))
    assert TEXTS["actor_not_named"]["sv"] in page and "ansvarsfält" in page


def test_each_key_finds_itself(asker: Asker) -> None:
    """What a page asks with a thing's key is asked of that thing, whatever others are called."""
    for cls in ("actor", "initiative", "funding-source", "priority"):
        kind = "funder" if cls == "funding-source" else cls
        for one in asker.names.of_class(cls):
            assert asker.names.find(kind, one.key).iri == one.iri


def test_initiative_has_its_rows_as_printed(server: str) -> None:
    """An initiative's page has each row of it with page and wording, and what the report ties it to."""
    words = _words(_page(server, "/doc/initiative/fordonsdalen-stockholm"))
    for stands in (
        "prioritering 2, rad 7",
        "prioritering 6, rad 11",
        "prioritering 7, rad 11",
        "prioritering 8, rad 2",
    ):
        assert stands in words
    assert words.count("tryckt KTH , rad") + words.count("tryckt KTH, rad") == 4
    assert TEXTS["no_goal_stated"]["sv"] in words


def test_entry_tells_shares_and_what_is_not_stated(server: str) -> None:
    """An entry's page has the shares that are printed, and says of partners that they aren't stated."""
    words = _words(_page(server, "/doc/entry/2020.9.1", "en"))
    assert "Interreg Europe , share 85 %" in words or "Interreg Europe, share 85 %" in words
    assert "Partners not stated" in words
    assert "85% Interreg-medel och 15% Region Stockholm" in words


def test_funding_source_says_that_no_amounts_are_stated(server: str) -> None:
    """ESF's page has the four initiatives that it pays for, and says that there are no amounts."""
    words = _words(_page(server, "/doc/funding-source/europeiska-socialfonden"))
    assert TEXTS["amounts_never"]["sv"] in words and "Betalar för (4)" in words
    assert _answer(server, "/ask/initiatives-of-funder?funder=esf")["total"] == 4


def test_matrix_counts_what_it_leads_to(server: str) -> None:
    """Each number of the matrices is that of the initiatives that it leads to."""
    page = _page(server, "/matrix?kind=actor-priority")
    row = _row(page, "Kungliga Tekniska högskolan")
    assert [number for _, number in _ways(row)] == [2, 3, 2, 3, 1, 6, 1, 4, 3]
    pairs = _page(server, "/matrix?kind=actor-actor&priority=3")
    for path, number in [*_ways(row), *_ways(page)[::60], *_ways(pairs)[::40]]:
        assert _answer(server, path)["total"] == number, path


def test_matrix_of_actors_is_even(server: str) -> None:
    """What one actor shares with another the other shares with it; nobody stands with themselves."""
    page = _page(server, "/matrix?kind=actor-actor&priority=6")
    rows = re.findall(r'<tr><th scope="row">.*?</tr>', page, re.DOTALL)[:25]
    cells = [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in rows]
    numbers = [[_words(cell) for cell in row] for row in cells]
    assert len(numbers) == 25 and all(len(row) == 25 for row in numbers)
    assert numbers == [list(column) for column in zip(*numbers, strict=True)]
    assert all(numbers[place][place] == "" for place in range(25))


def test_matrix_shows_zeros_on_wish(server: str) -> None:
    """Actors that the inventory doesn't name have rows of dashes where these are wished for alone."""
    path = "/matrix?kind=actor-priority&actor-type=municipality"
    assert "Salems kommun" not in _page(server, path)
    row = _row(_page(server, f"{path}&zeros=true&all=true"), "Salems kommun")
    assert row.count("–") == 9 and not _ways(row)


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        ("kind=actor-prioritty", 404, "actor-priority"),
        ("actor-type=univarsiti-of-nothing", 404, ""),
        ("kind=actor-actor&priority=77", 404, ""),
        ("kind=actor-actor&zeros=true", 400, "zeros"),
        ("zeros=perhaps", 400, "perhaps"),
        ("<script>alert(1)</script>=1", 400, "&lt;script&gt;"),
        ("kind=<b>x</b>", 404, "&lt;b&gt;"),
        (f"actor-type={'x' * 600}", 400, "600"),
    ],
)
def test_matrix_refuses_what_it_does_not_know(
    server: str, asked: str, status: int, said: str, lang: str
) -> None:
    """A matrix, type or parameter that isn't there is told on a page in the reader's language."""
    reply = call(
        server, f"/matrix?{asked.replace('<', '%3C').replace('>', '%3E')}&lang={lang}", accept=BROWSER
    )
    assert (reply.status, reply.media_type) == (status, HTML)
    assert said in reply.text and f'<html lang="{lang}">' in reply.text
    assert "<script>alert" not in reply.text and "<b>x" not in reply.text


def test_matrix_that_is_empty_says_so(server: str) -> None:
    """Where no actors answer the choice there is a page that says so, not a bare table."""
    page = _page(server, "/matrix?kind=actor-actor&priority=3&actor-type=company")
    assert TEXTS["matrix_empty"]["sv"] in page and "<table" not in page


def test_network_and_its_table_say_the_same(server: str) -> None:
    """The picture's data has the actors of the table beside it, and the ties of the answer."""
    page = _page(server, "/doc/priority/3")
    found = re.search(r'<script type="application/json">(.*?)</script>', page, re.DOTALL)
    assert found
    data = json.loads(found[1])
    section = _section(page, "network")
    assert [one["label"] for one in data["knots"]] == [
        unescape(name) for name in re.findall(r'<th scope="row"><a [^>]*>([^<]*)</a>', section)
    ]
    pairs = {
        frozenset((row["actor_label"], row["other_label"])): row["shared"]
        for row in _answer(server, "/ask/actor-network?priority=3")["rows"]
    }
    labels = [one["label"] for one in data["knots"]]
    drawn = {frozenset((labels[one], labels[other])): shared for one, other, shared in data["ties"]}
    assert drawn == {pair: shared for pair, shared in pairs.items() if pair <= set(labels)}


@pytest.mark.parametrize("path", _KINDS)
def test_no_page_is_heavy(server: str, path: str) -> None:
    """With all that it loads, no page is over 250 kB as it is sent."""
    reply = call(server, path, accept=BROWSER, accept_encoding="br")
    assert reply.status == 200
    page = call(server, path, accept=BROWSER).text
    loaded = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page))
    files = sum(len(call(server, one, accept_encoding="br").body) for one in loaded)
    assert len(reply.body) + files < 250_000


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("path", _KINDS)
def test_page_is_whole_in_both_languages(server: str, path: str, lang: str) -> None:
    """Each kind of page has one first heading, ids that differ, and is the sheet where that is asked for."""
    page = _page(server, path, lang)
    assert page.count("<h1") == 1 and f'<html lang="{lang}">' in page
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert ('class="sheet"' in page) == ("print=1" in path)
