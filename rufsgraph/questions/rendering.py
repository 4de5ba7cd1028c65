"""Answers as JSON, CSV, XLSX and Turtle; every export says what it rests on."""

import csv
import io
import json
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

from rufsgraph.engines.binding import term
from rufsgraph.questions.asking import Answer, Asker, Cell, entries_of
from rufsgraph.terms import PREFIXES

MEDIA_TYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ttl": "text/turtle",
}
LICENCE = "http://creativecommons.org/licenses/by/4.0/"

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_RESULT_SET = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"


def render(asker: Asker, answer: Answer, form: str, *, noted: bool = False) -> bytes:
    """An answer in one of the forms of MEDIA_TYPES; `noted` adds to CSV what it rests on."""
    if form == "json":
        return as_json(asker, answer).encode()
    if form == "csv":
        return as_csv(answer, noted=noted).encode()
    if form == "xlsx":
        return as_xlsx(asker, answer)
    return as_turtle(answer).encode()


def as_document(asker: Asker, answer: Answer) -> dict[str, Any]:
    """The answer as the JSON contract has it (docs of each question say what a column means)."""
    question = answer.question
    return {
        "question": question.id,
        "title": dict(question.title),
        "parameters": answer.parameters.plain(),
        "release": answer.release,
        "edition": answer.edition.key,
        "as_of": answer.edition.as_of,
        "source": answer.edition.source[answer.parameters.lang],
        "licence": LICENCE,
        "scope_note": answer.scope_note(),
        "columns": [
            {"name": one.name, "type": one.type, "meaning": dict(one.meaning)} for one in question.columns
        ],
        "rows": _with_sources(asker, answer),
        "total": answer.total,
        "truncated": answer.truncated,
    }


def _with_sources(asker: Asker, answer: Answer) -> list[dict[str, Any]]:
    """The rows, those that speak of entries with section, page, row and note of each."""
    if not any(column.name in ("entries", "entry") for column in answer.question.columns):
        return list(answer.rows)
    keys = [entries_of(row) for row in answer.rows]
    details = asker.entry_details({key for one in keys for key in one})
    lang = answer.parameters.lang
    return [
        {**row, "sources": [_source(key, details[key], lang) for key in one if key in details]}
        for row, one in zip(answer.rows, keys, strict=True)
    ]


def _source(key: str, detail: dict[str, object], lang: str) -> dict[str, object]:
    return {
        "entry": key,
        "section": "annex-2",
        "page": detail["page"],
        "row": detail["row"],
        "lines": [detail["line"], detail["end"]],
        "title": detail["title"],
        "note": detail[f"note_{lang}"] or "",
    }


def as_json(asker: Asker, answer: Answer) -> str:
    """The answer as a JSON document."""
    return json.dumps(as_document(asker, answer), ensure_ascii=False, indent=1) + "\n"


def as_csv(answer: Answer, *, noted: bool = False) -> str:
    """The rows as CSV (RFC 4180): lists joined by "; ", no cell that a spreadsheet takes for a formula.

    `noted` puts what the answer rests on into columns after the question's own.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    names = [column.name for column in answer.question.columns]
    notes = {name: text for name, text in rests_on(answer).items() if noted and name not in names}
    writer.writerow([*names, *notes])
    for row in answer.rows:
        writer.writerow([_safe(one) for one in (*(flat(row[name]) for name in names), *notes.values())])
    return out.getvalue()


def rests_on(answer: Answer) -> dict[str, str]:
    """What an answer rests on: date, release, source, licence, and what the inventory covers."""
    return {
        "as_of": answer.edition.as_of,
        "release": answer.release,
        "source": answer.edition.source[answer.parameters.lang],
        "licence": LICENCE,
        "scope_note": answer.scope_note(),
    }


def flat(cell: Cell) -> str | int | float:
    """A cell as one value: lists joined, yes and no as true and false, nothing as an empty text."""
    if isinstance(cell, list):
        return "; ".join(map(str, cell))
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return "" if cell is None else cell


def _safe(value: str | float) -> str | float:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def as_xlsx(asker: Asker, answer: Answer) -> bytes:
    """The rows as a workbook, with a sheet that says what they rest on, and one of where entries stand.

    Text is text, never a formula.
    """
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"created": _EPOCH})
    bold = book.add_format({"bold": True})
    lang = answer.parameters.lang
    names = [column.name for column in answer.question.columns]
    sheet = book.add_worksheet("Svar" if lang == "sv" else "Answer")
    sheet.write_row(0, 0, names, bold)
    for number, row in enumerate(answer.rows, 1):
        sheet.write_row(number, 0, [flat(row[name]) for name in names])
    sheet.freeze_panes(1, 0)
    about = book.add_worksheet("Om svaret" if lang == "sv" else "About")
    for number, (name, value) in enumerate(_about(answer)):
        about.write_string(number, 0, name, bold)
        about.write_string(number, 1, value)
    sources = _sources(asker, answer)
    if sources:
        where = book.add_worksheet("Källor" if lang == "sv" else "Sources")
        where.write_row(0, 0, list(sources[0]), bold)
        for number, source in enumerate(sources, 1):
            where.write_row(number, 0, [flat(cell) for cell in source.values()])
    book.close()
    return out.getvalue()


def _sources(asker: Asker, answer: Answer) -> list[dict[str, Any]]:
    """Where each entry that the rows name stands, once."""
    keys = list(dict.fromkeys(key for row in answer.rows for key in entries_of(row)))
    details = asker.entry_details(keys)
    return [_source(key, details[key], answer.parameters.lang) for key in keys if key in details]


_EPOCH = datetime(1980, 1, 1, tzinfo=UTC)
"""The date that a workbook bears, so that the same answer gives the same bytes."""


def _about(answer: Answer) -> list[tuple[str, str]]:
    document = {
        "question": answer.question.title[answer.parameters.lang],
        "id": answer.question.id,
        "parameters": json.dumps(answer.parameters.plain(), ensure_ascii=False),
        "edition": answer.edition.key,
        **rests_on(answer),
        "total": str(answer.total),
        "truncated": str(answer.truncated).lower(),
    }
    return list(document.items())


def as_turtle(answer: Answer) -> str:
    """The rows as a W3C result set in Turtle (the DAWG result-set vocabulary)."""
    names = [column.name for column in answer.question.columns]
    variables = ", ".join(term(name) for name in names)
    lines = [
        f"@prefix rs: <{_RESULT_SET}> .",
        f"@prefix dcterms: <{PREFIXES['dcterms']}> .",
        "",
        f"[] a rs:ResultSet ; rs:resultVariable {variables}",
        *(f"  ; {name} {value}" for name, value in _about_in_turtle(answer)),
    ]
    for row in answer.rows:
        bindings = [
            f"    rs:binding [ rs:variable {term(name)} ; rs:value {_turtle(row[name])} ]"
            for name in names
            if row[name] not in (None, [])
        ]
        lines.append("  ; rs:solution [\n" + " ;\n".join(bindings) + "\n  ]")
    return "\n".join([*lines, "."]) + "\n"


def _about_in_turtle(answer: Answer) -> list[tuple[str, str]]:
    """What an answer rests on, as properties and terms."""
    lang = answer.parameters.lang
    found = rests_on(answer)
    return [
        ("dcterms:title", f"{term(answer.question.title[lang])}@{lang}"),
        ("dcterms:source", f"{term(found['source'])}@{lang}"),
        ("dcterms:modified", f"{term(found['as_of'])}^^<{PREFIXES['xsd']}date>"),
        ("dcterms:identifier", term(found["release"])),
        ("dcterms:license", f"<{LICENCE}>"),
        ("dcterms:description", f"{term(found['scope_note'])}@{lang}"),
    ]


def _turtle(cell: Cell) -> str:
    value = flat(cell)
    return (
        str(value).lower()
        if isinstance(cell, bool)
        else term(str(value))
        if isinstance(value, str)
        else str(value)
    )
