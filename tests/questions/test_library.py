"""The question library as others rely on it: ids, parameters, columns, and the answers in every form."""

import csv
import io
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import rdflib

from rufsgraph.engines.embedded import EmbeddedEngine
from rufsgraph.engines.lexer import tokens
from rufsgraph.engines.queryfile import BadQueryFile, QueryFile, read_query_file
from rufsgraph.errors import BadParameter, TooLarge, UnknownName
from rufsgraph.questions.asking import Answer, Asker, Cell
from rufsgraph.questions.question import LIBRARY, library, parse_question
from rufsgraph.questions.rendering import as_csv, as_document, as_turtle, as_xlsx
from rufsgraph.releases.store import current_release

CONTRACT: dict[str, tuple[str, str]] = {
    "partners-on-priority": (
        "priority role actor-type through outside-county",
        "actor actor_label actor_type role through group initiatives entries source_lines",
    ),
    "priorities-of-actor": (
        "actor with-units",
        "priority priority_label role through group initiatives entries source_lines",
    ),
    "initiatives": (
        "priority goal actor role funder actor-type place ongoing-in text initiative",
        "initiative initiative_label priorities owners partners funders funding_form start end open_lists"
        " source_lines entries",
    ),
    "co-partners": ("actor priority", "actor actor_label actor_type shared initiatives source_lines"),
    "shared-initiatives": (
        "actor other priority",
        "initiative initiative_label role_of_actor role_of_other priorities source_lines",
    ),
    "actor-priority-matrix": (
        "actor-type zeros priority",
        "actor actor_label priority owner partner funder any actor_type members_known",
    ),
    "actor-network": ("priority", "actor actor_label other other_label shared initiatives"),
    "funders-of-priority": ("priority", "funder funder_label kind through initiatives source_lines"),
    "initiatives-of-funder": (
        "funder",
        "initiative initiative_label priorities through share source_lines",
    ),
    "multi-priority-initiatives": ("min", "initiative initiative_label priorities entries differs"),
    "municipality-coverage": (
        "priority",
        "municipality municipality_label code priority by_name through_closed_group possibly not_named"
        " entries scope_note",
    ),
    "sectors-missing": ("priority zeros", "priority actor_type actors initiatives scope_note"),
    "initiatives-in-place": ("place", "initiative initiative_label place priorities owners source_lines"),
    "could-meet": ("actor priority", "actor actor_label common_priorities common_partners"),
    "missing-information": (
        "priority what",
        "entry title priority missing open_lists funding_form source_line",
    ),
    "subgoal-status": (
        "goal sub-goal indicator",
        "sub_goal sub_goal_label target_text population_group comparison threshold unit deadline value period"
        " area outcome distance reason trend_as_stated discrepancy primary_source source_line target"
        " indicator observation value_printed value_line value_indicator value_group value_unit"
        " value_qualifier",
    ),
    "observations": (
        "indicator sub-goal area population-group",
        "indicator indicator_label area population_group period value min max qualifier unit kind headline"
        " primary_source source_line printed_as out_of note observation",
    ),
    "rankings": (
        "goal",
        "ranking publisher year placed_entity basis rank out_of goal discrepancy source_line",
    ),
    "city-comparison": (
        "indicator city",
        "indicator indicator_label area area_kind value qualifier period rank previous_rank out_of"
        " source_line unit",
    ),
    "priorities-reaching-sdg": (
        "sdg",
        "sdg sdg_label sub_goal direction goal priority priority_label initiatives inferred source_line",
    ),
    "sdg-subgoal-matrix": ("", "sdg sub_goal direction source_line"),
    "strategies": (
        "priority",
        "strategy strategy_label status adopted valid_from valid_to focus_areas source_line",
    ),
    "needs-of-priority": ("priority", "priority need names source_line"),
    "discrepancies": (
        "kind",
        "about kind first first_line second second_line found_by things reason discrepancy",
    ),
    "actors": (
        "actor-type outside-county text",
        "actor actor_label actor_type aliases municipality_code groups owner partner funder",
    ),
    "roles-in-initiative": (
        "initiative",
        "entry priority role participant participant_label kind through share printed_as source_line",
    ),
    "parts-of-actor": ("actor", "actor actor_label relation initiatives"),
    "source-of": (
        "thing",
        "statement value section page row source_line printed_as derived_from",
    ),
    "directions": (
        "sub-goal indicator sdg",
        "sub_goal indicator sdg direction population_group area period chapter arrow printed_as note"
        " source_line",
    ),
    "plan": ("", "level thing label short_label part_of sdgs initiatives source_line"),
}
"""Each published question with its parameters and columns, in order: never renamed, never removed."""

QUESTIONS = sorted(library())
DOCUMENT_KEYS = {
    *("question", "title", "parameters", "release", "edition", "as_of", "source"),
    *("scope_note", "columns", "rows", "total", "truncated"),
}


def required_examples(question: str) -> dict[str, str]:
    """The examples of the parameters that a question requires."""
    return {one.name: str(one.example) for one in library()[question].parameters if one.required}


def all_examples(question: str) -> dict[str, str]:
    """The examples, or else the defaults, of all the parameters of a question."""
    return {one.name: str(one.example) for one in library()[question].parameters if one.example is not None}


def test_library_is_the_contract() -> None:
    """The library has the questions that were promised, and no other."""
    assert set(library()) == set(CONTRACT)


@pytest.mark.parametrize("question", sorted(CONTRACT))
def test_parameters_and_columns_are_the_contract(question: str) -> None:
    """A question takes the parameters and gives the columns that were promised, in their order."""
    parameters, columns = CONTRACT[question]
    found = library()[question]
    assert [one.name for one in found.parameters] == parameters.split()
    assert [one.name for one in found.columns] == columns.split()


@pytest.mark.parametrize("question", QUESTIONS)
def test_header_speaks_both_languages(question: str) -> None:
    """Title, description, parameters and columns are said in Swedish and in English, not in one for both."""
    found = library()[question]
    meanings = [one.meaning for one in found.parameters] + [one.meaning for one in found.columns]
    texts = [found.title, found.description, *meanings]
    assert all(text["sv"].strip() and text["en"].strip() for text in texts)
    assert found.title["sv"] != found.title["en"] and found.description["sv"] != found.description["en"]
    assert found.title["sv"].endswith("?") and found.title["en"].endswith("?")
    assert found.keywords


def test_header_without_a_language_is_refused() -> None:
    """A question file that lacks a text in English, or has a key that isn't known, is refused."""
    file = read_query_file(LIBRARY / f"{QUESTIONS[0]}.rq")
    untold = {**file.header, "title": {"sv": file.header["title"]["sv"]}}
    with pytest.raises(BadQueryFile, match="in sv and in en"):
        parse_question(QueryFile(file.name, untold, file.text))
    with pytest.raises(BadQueryFile, match="unknown"):
        parse_question(QueryFile(file.name, {**file.header, "tittle": "x"}, file.text))
    with pytest.raises(BadQueryFile, match="undeclared"):
        parse_question(QueryFile(file.name, file.header, file.text + "# end\nVALUES ?x { $undeclared }"))


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("question", QUESTIONS)
def test_question_answers_its_examples(asker: Asker, question: str, lang: str) -> None:
    """What a question requires is enough for rows, and its other examples are understood too."""
    answer = asker.ask(question, {**required_examples(question), "lang": lang})
    assert answer.total == len(answer.rows) > 0
    assert not answer.truncated
    assert asker.ask(question, {**all_examples(question), "lang": lang}).total <= answer.total


@pytest.mark.parametrize("question", QUESTIONS)
def test_cells_are_of_their_columns_types(asker: Asker, question: str) -> None:
    """Counts and lines are whole numbers, lists are lists without repeats, yes and no are booleans."""
    answer = asker.ask(question, required_examples(question))
    for column in library()[question].columns:
        cells = [row[column.name] for row in answer.rows if row[column.name] is not None]
        assert all(_is_of(column.type, cell) for cell in cells), (column, cells[:3])


def _is_of(kind: str, cell: Cell) -> bool:
    if kind.endswith(" list"):
        item = int if kind in ("line list", "integer list") else str
        return (
            isinstance(cell, list) and all(type(one) is item for one in cell) and len(set(cell)) == len(cell)
        )
    if kind == "integer":
        return type(cell) is int
    if kind == "decimal":
        return type(cell) in (int, float)
    if kind == "boolean":
        return type(cell) is bool
    return type(cell) is str


@pytest.mark.parametrize("question", QUESTIONS)
def test_rows_come_in_the_same_order_each_time(asker: Asker, question: str) -> None:
    """Asked twice, a question gives the same rows in the same order."""
    given = required_examples(question)
    assert asker.ask(question, given).rows == asker.ask(question, given).rows


def test_labels_are_in_the_language_asked_for(asker: Asker) -> None:
    """Labels are Swedish, English where there is an English one, and Swedish where there is none."""
    swedish = asker.ask("priorities-of-actor", {"actor": "kth"}).rows
    english = asker.ask("priorities-of-actor", {"actor": "kth", "lang": "en"}).rows
    assert [row["priority"] for row in swedish] == [row["priority"] for row in english]
    assert all(a["priority_label"] != b["priority_label"] for a, b in zip(swedish, english, strict=True))
    owners = {"priority": "3", "role": "owner", "lang": "en"}
    labels = {row["actor"]: row["actor_label"] for row in asker.ask("partners-on-priority", owners).rows}
    assert labels["kth"] != "" and labels["region-stockholm"] == "Region Stockholm"


def test_unknown_name_is_refused_with_the_nearest(asker: Asker) -> None:
    """A name that nothing bears is refused, never guessed, and what comes nearest is told."""
    with pytest.raises(UnknownName) as refusal:
        asker.ask("co-partners", {"actor": "Kungliga Tekniska Hogskolan i Uppsala"})
    nearest = refusal.value.extra["nearest"]
    assert isinstance(nearest, list) and any("(kth)" in name for name in nearest)
    assert "Kungliga Tekniska Hogskolan i Uppsala" in refusal.value.detail
    assert refusal.value.detail != refusal.value.detail_sv


def test_unknown_question_is_refused_with_the_nearest(asker: Asker) -> None:
    """A question that isn't in the library is refused with the ids that come nearest."""
    with pytest.raises(UnknownName) as refusal:
        asker.ask("partner-on-priorities", {"priority": "3"})
    assert "partners-on-priority" in str(refusal.value.extra["nearest"])


@pytest.mark.parametrize(
    "name",
    ["kth", "KTH", " kth ", "KTH Kungliga Tekniska Högskolan", "kungliga tekniska hogskolan"],
)
def test_slips_case_and_accents_are_forgiven(asker: Asker, name: str) -> None:
    """An actor is found by id, name or alias, in any case, with a for å and o for ö."""
    expected = asker.ask("co-partners", {"actor": "kth"})
    answer = asker.ask("co-partners", {"actor": name})
    assert answer.parameters.plain()["actor"] == "kth"
    assert answer.rows == expected.rows


@pytest.mark.parametrize(
    "wording", ["9", "Utveckla klimat", "stadskärnor", "regionala stadskarnor", "STADSKÄRNOR"]
)
def test_priority_goes_by_number_or_words_of_its_name(asker: Asker, wording: str) -> None:
    """A priority is 1-9 or words of its name."""
    answer = asker.ask("needs-of-priority", {"priority": wording})
    assert answer.parameters.plain()["priority"] == "9"


def test_bound_of_a_query_is_told_to_who_asks() -> None:
    """What bounds the rows of a query for the sake of its plan stands in its header."""
    bounds = {one.id: re.findall(r"(?m)^    LIMIT (\d+)$", one.file.text) for one in library().values()}
    assert {key: [int(one) for one in found] for key, found in bounds.items() if found} == {
        one.id: [one.most] for one in library().values() if one.most is not None
    }
    assert sum(map(bool, bounds.values())) > 3


def test_answer_at_the_bound_is_refused(asker: Asker) -> None:
    """An answer that has as many rows as its query allows may be cut: it is refused, never given."""
    question, given = library()["co-partners"], {"actor": "kth"}
    total = asker.answered(question, given).total
    assert asker.answered(replace(question, most=total + 1), given).total == total
    with pytest.raises(TooLarge, match=str(total)):
        asker.answered(replace(question, most=total), given)


def test_limit_and_offset_cut_openly(asker: Asker) -> None:
    """A limit says that it cut, the total stays, and pages joined are the whole."""
    whole = asker.ask("partners-on-priority", {"priority": "3"})
    pages = [
        asker.ask("partners-on-priority", {"priority": "3", "limit": "20", "offset": str(offset)})
        for offset in range(0, whole.total + 20, 20)
    ]
    assert [row for page in pages for row in page.rows] == whole.rows
    assert all(page.total == whole.total and page.truncated for page in pages)
    assert not whole.truncated
    assert asker.ask("partners-on-priority", {"priority": "3", "limit": "0"}).rows == []
    assert not asker.ask("partners-on-priority", {"priority": "3", "limit": str(whole.total)}).truncated


@pytest.mark.parametrize("value", ["-1", "1.5", "x", "²", "1 OR 1", "100001", "9" * 5000])
@pytest.mark.parametrize("name", ["limit", "offset"])
def test_limit_and_offset_are_whole_numbers(asker: Asker, name: str, value: str) -> None:
    """A limit or offset that is no whole number within reason is refused."""
    with pytest.raises(BadParameter):
        asker.ask("partners-on-priority", {"priority": "3", name: value})


@pytest.mark.parametrize(
    ("question", "given"),
    [
        ("partners-on-priority", {}),
        ("partners-on-priority", {"priority": ""}),
        ("partners-on-priority", {"priority": "3", "prioritet": "3"}),
        ("partners-on-priority", {"priority": "3", "through": "friends"}),
        ("partners-on-priority", {"priority": "3", "outside-county": "perhaps"}),
        ("partners-on-priority", {"priority": "3", "lang": "de"}),
        ("multi-priority-initiatives", {"min": "two"}),
    ],
)
def test_bad_parameters_are_refused(asker: Asker, question: str, given: dict[str, str]) -> None:
    """A parameter that is missing, unknown or of a value that can't be is refused, and told."""
    with pytest.raises(BadParameter) as refusal:
        asker.ask(question, given)
    assert refusal.value.detail != refusal.value.detail_sv


@pytest.mark.parametrize(
    "value",
    [
        '" } SELECT * { ?s ?p ?o } #',
        "\\",
        '"""',
        "'; DROP GRAPH <x>",
        "?actor",
        "$priority",
        "<http://x>",
        "a\nb\r\tc",
        "\\u0022",
        "\x00\x07",
        "%",
        "🚲",
    ],
)
def test_texts_are_bound_not_pasted(asker: Asker, value: str) -> None:
    """A text that looks like SPARQL is looked for as a text, and finds nothing."""
    assert asker.ask("initiatives", {"text": value}).total == 0


def document_of(asker: Asker, question: str) -> dict[str, Any]:
    """The JSON document of a question asked with what it requires."""
    return as_document(asker, asker.ask(question, required_examples(question)))


@pytest.mark.parametrize("question", QUESTIONS)
def test_document_has_the_promised_keys(asker: Asker, question: str) -> None:
    """The JSON document says what was asked, what it rests on, what columns mean, and whether it is whole."""
    document = document_of(asker, question)
    assert set(document) >= DOCUMENT_KEYS
    assert document["question"] == question and set(document["title"]) == {"sv", "en"}
    assert set(required_examples(question)) <= set(document["parameters"])
    assert document["parameters"]["lang"] == "sv" and document["parameters"]["edition"] == "2020"
    assert document["release"].startswith("2020-") and document["edition"] == "2020"
    assert document["as_of"] and document["source"] and document["scope_note"]
    assert all(set(column) == {"name", "type", "meaning"} for column in document["columns"])
    names = [column["name"] for column in document["columns"]]
    assert all(set(row) >= set(names) for row in document["rows"])
    assert (document["total"], document["truncated"]) == (len(document["rows"]), False)


@pytest.mark.parametrize("question", QUESTIONS)
def test_rows_of_entries_say_where_they_stand(asker: Asker, question: str) -> None:
    """In JSON a row that speaks of entries has section, page, row, lines and note of each."""
    document = document_of(asker, question)
    for row in document["rows"]:
        named = row.get("entries", row.get("entry"))
        entries = named if isinstance(named, list) else [named] if named else []
        sources = row.get("sources", [])
        assert [source["entry"] for source in sources] == entries
        for source in sources:
            assert {"section", "page", "row", "note"} <= set(source)
            assert source["entry"].endswith(f".{source['row']}") and source["page"] > 0


@pytest.mark.parametrize("question", QUESTIONS)
def test_csv_has_every_row(asker: Asker, question: str) -> None:
    """CSV has a head and all rows, lists joined by "; ", numbers as they are, nothing as nothing."""
    answer = asker.ask(question, required_examples(question))
    head, *rows = list(csv.reader(io.StringIO(as_csv(answer), newline="")))
    assert head == [column.name for column in answer.question.columns]
    assert rows == [[_csv_cell(row[name]) for name in head] for row in answer.rows]


def _csv_cell(cell: Cell) -> str:
    """A cell as the contract has it in CSV, written here once more."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    text = "; ".join(str(one) for one in cell) if isinstance(cell, list) else str(cell)
    return f"'{text}" if not isinstance(cell, int | float) and text[:1] in ("=", "+", "-", "@") else text


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x";"y")']


def with_label(answer: Answer, label: str) -> Answer:
    """An answer whose first row has another label."""
    first = {**answer.rows[0], "actor_label": label}
    return Answer(
        answer.question,
        answer.parameters,
        answer.release,
        answer.edition,
        [first, *answer.rows[1:]],
        answer.total,
        answer.query,
    )


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_is_a_formula_to_a_spreadsheet(asker: Asker, formula: str) -> None:
    """A text that a spreadsheet would run is text in CSV and in XLSX."""
    answer = with_label(asker.ask("partners-on-priority", {"priority": "3"}), formula)
    first = next(csv.DictReader(io.StringIO(as_csv(answer), newline="")))
    assert first["actor_label"] == f"'{formula}"
    sheet = openpyxl.load_workbook(io.BytesIO(as_xlsx(asker, answer))).worksheets[0]
    cell = next(cell for cell in sheet[2] if sheet.cell(1, cell.column).value == "actor_label")
    assert cell.data_type == "s"


def test_negative_numbers_stay_numbers(asker: Asker) -> None:
    """The guard against formulas leaves numbers alone."""
    rows = list(csv.DictReader(io.StringIO(as_csv(asker.ask("subgoal-status", {"sub-goal": "2.2"})))))
    assert any(row["distance"].startswith("-") for row in rows)


@pytest.mark.parametrize("question", QUESTIONS)
def test_workbook_read_back_has_the_rows(asker: Asker, question: str) -> None:
    """XLSX read back has the same head and rows, numbers as numbers, and a sheet on what it rests on."""
    answer = asker.ask(question, required_examples(question))
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(asker, answer)))
    head, *rows = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
    assert head == [column.name for column in answer.question.columns]
    assert rows == [[_xlsx_cell(row[str(name)]) for name in head] for row in answer.rows]
    about = dict(book.worksheets[1].iter_rows(values_only=True))
    assert about["id"] == question and about["release"] == answer.release
    assert about["scope_note"] and about["licence"] and about["total"] == str(answer.total)


def _xlsx_cell(cell: Cell) -> str | int | float | None:
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, list):
        return "; ".join(str(one) for one in cell) or None
    return None if cell in ("", None) else cell


def test_same_answer_gives_the_same_bytes(asker: Asker) -> None:
    """A workbook bears no clock."""
    given = {"priority": "3"}
    assert as_xlsx(asker, asker.ask("needs-of-priority", given)) == as_xlsx(
        asker, asker.ask("needs-of-priority", given)
    )


RS = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")


@pytest.mark.parametrize("question", QUESTIONS)
def test_turtle_is_a_result_set_of_all_rows(asker: Asker, question: str) -> None:
    """Turtle parses, and is a W3C result set with every column, row and filled cell."""
    answer = asker.ask(question, required_examples(question))
    graph = rdflib.Graph().parse(data=as_turtle(answer), format="turtle")
    assert {str(one) for one in graph.objects(None, RS.resultVariable)} == {
        column.name for column in answer.question.columns
    }
    assert len(list(graph.objects(None, RS.solution))) == len(answer.rows)
    filled = sum(cell is not None and cell != [] for row in answer.rows for cell in row.values())
    assert len(list(graph.objects(None, RS.binding))) == filled


@pytest.mark.parametrize("text", ['"quoted"', "back\\slash", "line\nbreak", "tab\t", "åäö 🚲", "<http://x>"])
def test_any_text_survives_every_form(asker: Asker, text: str) -> None:
    """Quotes, backslashes, line breaks and any letter come back as they were from CSV, XLSX and Turtle."""
    answer = with_label(asker.ask("partners-on-priority", {"priority": "3"}), text)
    assert next(csv.DictReader(io.StringIO(as_csv(answer), newline="")))["actor_label"] == text
    graph = rdflib.Graph().parse(data=as_turtle(answer), format="turtle")
    assert rdflib.Literal(text) in set(graph.objects(None, RS.value))
    sheet = openpyxl.load_workbook(io.BytesIO(as_xlsx(asker, answer))).worksheets[0]
    assert text in {cell.value for cell in sheet[2]}


@pytest.mark.parametrize("question_id", library())
def test_question_asks_the_default_graph_alone(question_id: str) -> None:
    """No question names a graph, so that `rufsgraph ask` needs to read only the default graph."""
    words = {token.text.upper() for token in tokens(library()[question_id].file.full_text())}
    assert not words & {"GRAPH", "FROM", "SERVICE"}


def test_answers_from_the_default_graph_are_the_same(release_folder: Path, asker: Asker) -> None:
    """What `rufsgraph ask` answers from is enough for the same answer."""
    release = current_release(release_folder)
    alone = Asker(EmbeddedEngine.of_default_graph(release.path), release.name)
    given = {"priority": "3"}
    assert alone.names.by_iri == asker.names.by_iri and alone.edition == asker.edition
    assert alone.ask("partners-on-priority", given).rows == asker.ask("partners-on-priority", given).rows
