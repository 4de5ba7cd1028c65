"""`rufsgraph build` and `rufsgraph check`."""

import gc
import sys
from functools import partial
from pathlib import Path
from typing import Any

import click

from rufsgraph import factory, resources
from rufsgraph.checks import reports
from rufsgraph.checks.fetching import Limits
from rufsgraph.cli.engines import derive
from rufsgraph.cli.harvesting import check_harvest
from rufsgraph.cli.indexing import index
from rufsgraph.cli.options import EXIT_DATA_WRONG, data_option, progress, releases_option, source_option
from rufsgraph.config import Settings, read_settings
from rufsgraph.errors import DataWrong, FileMissing, has_violation
from rufsgraph.protocol.describing import describe
from rufsgraph.releases.store import switch
from rufsgraph.terms import Iris

_BOUNDS = Limits()


@click.command()
@data_option
@releases_option
@source_option
@click.option("--base", help="Base of the IRIs of things, ending in a slash.")
def build(data: Path | None, releases: Path | None, source: Path | None, base: str | None) -> None:
    """Build a release from the tables, check it, and switch to it if it is right.

    \b
    Example:
      rufsgraph build
    """
    settings = read_settings({"data": data, "releases": releases, "base": base})
    outcome, places, iris = _make(settings, source)
    if has_violation(outcome.findings):
        click.echo("nothing is published; the current release stays", err=True)
        raise DataWrong(outcome.findings)
    click.echo(f"{reports.summary(outcome.findings)} (`rufsgraph check` tells them)", err=True)
    release = factory.publish(outcome, places, iris, settings.releases)
    index(release, derive(release, settings))  # before the switch, so that servers need not wait for it
    switch(settings.releases, release)
    click.echo(f"{release.path}: {sum(release.manifest['triples'].values())} triples")


def _make(settings: Settings, source: Path | None) -> tuple[factory.Outcome, factory.Places, Iris]:
    """The outcome of a build, with a progress bar where a person looks on."""
    gc.disable()  # a build makes a million small things and ends: collecting them takes a sixth of its time
    data = settings.data or resources.DATA
    if not data.is_dir():
        raise FileMissing(f"there is no folder of tables {data}")
    places = factory.Places(data, resources.ONTOLOGY, resources.SHAPES)
    iris = Iris(settings.base)
    with progress("building") as step:
        outcome = factory.make(places, iris, partial(describe, iris.base), source, step)
        step("identifiers")
        outcome = factory.compare(outcome, iris, settings.releases)
    return outcome, places, iris


@click.command()
@data_option
@releases_option
@source_option
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "ttl"]), default="text", show_default=True
)
@click.option("--lang", type=click.Choice(["sv", "en"]), default="en", show_default=True)
@click.option(
    "--harvest",
    metavar="URL|FILE",
    help="Instead of the tables, check a catalogue as dataportal.se would harvest it.",
)
@click.option("--allow-local", is_flag=True, help="Let --harvest ask addresses of this machine and its net.")
@click.option("--max-requests", type=click.IntRange(1), default=_BOUNDS.requests, show_default=True)
@click.option("--max-bytes", type=click.IntRange(2), default=_BOUNDS.bytes, show_default=True)
@click.option("--max-seconds", type=click.FloatRange(0.1), default=_BOUNDS.seconds, show_default=True)
def check(
    data: Path | None,
    releases: Path | None,
    source: Path | None,
    form: str,
    lang: str,
    harvest: str | None,
    **bounds: Any,
) -> None:
    """Check the tables: references, shapes, set rules and, with --source, the report's text.

    Where there are releases, none of their identifiers may have vanished without a word.

    With --harvest, check a catalogue instead, anybody's: the form that the portal wants, the fields of
    DCAT-AP-SE, each address that it names, and a score by the method of data.europa.eu.

    \b
    Examples:
      rufsgraph check --source report.txt
      rufsgraph check --harvest catalogue.rdf --lang sv
    """
    if harvest:
        if data or releases or source:
            raise click.UsageError(
                "--harvest checks a catalogue, not the tables: leave out --data, --releases and --source"
            )
        allow_local = bounds.pop("allow_local")
        limits = Limits(**{name.removeprefix("max_"): value for name, value in bounds.items()})
        check_harvest(harvest, limits, form, lang, allow_local=allow_local)
        return
    settings = read_settings({"data": data, "releases": releases})
    outcome, _, iris = _make(settings, source)
    findings = outcome.findings
    if form == "json":
        click.echo(reports.as_json(findings), nl=False)
    elif form == "ttl":
        click.echo(reports.as_turtle(findings, iris.base), nl=False)
    else:
        click.echo(reports.as_text(findings, lang), nl=False)
    if has_violation(findings):
        sys.exit(EXIT_DATA_WRONG)
