"""`rufsgraph check --harvest`: what the portal would say of a catalogue, ours or anybody's."""

import logging
import sys
from pathlib import Path

import click
from rdflib import Graph

from rufsgraph import resources
from rufsgraph.checks import harvest_reports
from rufsgraph.checks.fetching import Fetcher, Limits, anywhere, is_public
from rufsgraph.checks.harvest import harvest
from rufsgraph.cli.options import EXIT_DATA_WRONG, progress
from rufsgraph.errors import has_violation

PROFILE = resources.SHAPES / "dcat-ap-se"


def check_harvest(source: str, limits: Limits, form: str, lang: str, *, allow_local: bool) -> None:
    """Prints the report of a harvest; exits with 1 where the catalogue has a violation."""
    logging.getLogger("rdflib").setLevel(logging.CRITICAL)  # it warns of a stranger's literals one by one
    fetcher = Fetcher(limits, anywhere if allow_local else is_public)
    with progress("harvesting") as step:
        done = harvest(source, read_profile(PROFILE), fetcher, step)
    if form == "json":
        click.echo(harvest_reports.as_json(done), nl=False)
    elif form == "ttl":
        click.echo(harvest_reports.as_turtle(done), nl=False)
    else:
        click.echo(harvest_reports.as_text(done, lang), nl=False)
    if has_violation(done.findings):
        sys.exit(EXIT_DATA_WRONG)


def read_profile(folder: Path) -> Graph:
    """The shapes of a folder."""
    graph = Graph()
    for path in sorted(folder.glob("*.ttl")):
        graph.parse(path, format="turtle")
    return graph
