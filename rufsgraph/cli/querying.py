"""`rufsgraph query`."""

import json
import sys
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from rufsgraph.cli.engines import open_current
from rufsgraph.cli.options import Screen, engine_option, plain, releases_option
from rufsgraph.config import read_settings
from rufsgraph.engines.engine import UNION
from rufsgraph.engines.lexer import shape
from rufsgraph.errors import FileMissing
from rufsgraph.protocol.requests import QueryRequest, media_type_for

_FORMATS = ("table", "csv", "tsv", "json", "xml", "ttl", "jsonld", "nt")


@click.command()
@click.argument("text", required=False)
@click.option("--file", type=click.Path(path_type=Path), help="A file with the query in place of TEXT.")
@click.option("--format", "form", type=click.Choice(_FORMATS), default="table", show_default=True)
@releases_option
@engine_option
def query(text: str | None, file: Path | None, form: str, releases: Path | None, engine: str | None) -> None:
    """Run a SPARQL query on the current release.

    \b
    Example:
      rufsgraph query 'SELECT ?s WHERE { ?s a <https://w3id.org/rufs/def/Goal> }'
    """
    settings = read_settings({"releases": releases, "engine": engine})
    sparql = _query_text(text, file)
    _, opened = open_current(settings)
    media_type = media_type_for(QueryRequest(sparql, UNION, _format_for(sparql, form)), None)
    content = b"".join(opened.answer(sparql, media_type, UNION))
    if form == "table" and media_type.endswith("results+json"):
        _print_results(json.loads(content))
    else:
        sys.stdout.buffer.write(content)


def _query_text(text: str | None, file: Path | None) -> str:
    if (text is None) == (file is None):
        raise click.UsageError("give the query as TEXT or in --file, one of them")
    if text is not None:
        return text
    assert file is not None
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FileMissing(f"the query file {file} can't be read: {error}") from error


def _format_for(sparql: str, form: str) -> str:
    """The protocol's name of a format; a table is made of JSON, and of Turtle for a graph."""
    if form != "table":
        return form
    return "json" if shape(sparql).form in ("SELECT", "ASK") else "ttl"


def _print_results(document: Any) -> None:
    console = Screen()
    if "boolean" in document:
        console.print(str(document["boolean"]).lower())
        return
    table = Table()
    for name in document["head"]["vars"]:
        table.add_column(name, overflow="fold")
    for binding in document["results"]["bindings"]:
        table.add_row(*(plain(binding.get(name, {}).get("value", "")) for name in document["head"]["vars"]))
    console.print(table)
