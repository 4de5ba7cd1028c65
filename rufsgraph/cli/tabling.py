"""`rufsgraph tables`."""

from pathlib import Path

import click

from rufsgraph import resources
from rufsgraph.cli.options import data_option
from rufsgraph.config import read_settings
from rufsgraph.tables.formatting import format_tables as rewrite


@click.group()
def tables() -> None:
    """Look after the tables."""


@tables.command("format")
@data_option
def format_tables(data: Path | None) -> None:
    """Rewrite tables that a spreadsheet saved in its own way: commas, points, UTF-8, line feeds.

    \b
    Example:
      rufsgraph tables format --data data
    """
    folder = read_settings({"data": data}).data or resources.DATA
    for name in rewrite(folder):
        click.echo(f"{name} rewritten")
