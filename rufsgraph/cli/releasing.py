"""`rufsgraph release`."""

from pathlib import Path

import click

from rufsgraph.cli.copying import site, w3id
from rufsgraph.cli.options import progress, releases_option
from rufsgraph.config import Settings, read_settings
from rufsgraph.engines.connection import Connection, shown
from rufsgraph.engines.remote import RemoteEngine, RemoteStore
from rufsgraph.errors import DataWrong
from rufsgraph.releases import pushing, store
from rufsgraph.releases.elsewhere import dataset_of


@click.group()
def release() -> None:
    """Look after the releases."""


release.add_command(site)
release.add_command(w3id)


@release.command("list")
@releases_option
def list_releases(releases: Path | None) -> None:
    """List the releases, the current one with a star.

    \b
    Example:
      rufsgraph release list
    """
    settings = read_settings({"releases": releases})
    current = store.current_release(settings.releases).name
    for one in store.list_releases(settings.releases):
        star = "*" if one.name == current else " "
        click.echo(f"{star} {one.name} {one.manifest['modified']} {sum(one.manifest['triples'].values())}")


@release.command()
@releases_option
def verify(releases: Path | None) -> None:
    """Compare the current release's files with its manifest.

    \b
    Example:
      rufsgraph release verify
    """
    current = store.current_release(read_settings({"releases": releases}).releases)
    store.must_verify(current)
    click.echo(f"{current.name}: {len(current.manifest['files'])} files as written")


@release.command()
@click.argument("url")
@click.option("--gsp", help="Where graphs are put, by the Graph Store Protocol (default: as URL implies).")
@click.option("--update", help="Where updates are sent; graphs are then loaded by SPARQL Update.")
@click.option("--verify-only", is_flag=True, help="Load nothing; only compare what is there.")
@releases_option
def push(url: str, gsp: str | None, update: str | None, verify_only: bool, releases: Path | None) -> None:
    """Load the current release into the server whose SPARQL endpoint is URL, and verify what arrived.

    Each graph of the release takes the place of the graph of its name there; other graphs are left alone.
    Then counts, content and hash are compared with the release: exit code 1 where they differ. While it
    loads, the endpoint answers from a mixture. Credentials are read from RUFSGRAPH_PUSH_USER and
    RUFSGRAPH_PUSH_PASSWORD; a password without a user is a bearer token.

    Without --gsp, graphs are put beside Oxigraph's /query (/store) and GraphDB's /repositories/NAME
    (/rdf-graphs/service), and elsewhere at URL itself.

    \b
    Examples:
      rufsgraph release push http://127.0.0.1:7878/query
      rufsgraph release push http://HOST:8890/sparql --gsp http://HOST:8890/sparql-graph-crud-auth
      rufsgraph release push http://HOST:8890/sparql --update http://HOST:8890/sparql-auth
      rufsgraph release push https://HOST:8182/sparql --gsp https://HOST:8182/sparql/gsp/
    """
    if gsp and update:
        raise click.UsageError("graphs go by --gsp or by --update, not by both")
    settings = read_settings({"releases": releases})
    current = store.current_release(settings.releases)
    store.must_verify(current)
    source = RemoteEngine(_connection(url, settings), dataset_of(current), limit=None)
    with progress(current.name) as tell:
        if not verify_only:
            target = _connection(update or gsp or pushing.graph_store_of(url), settings)
            room = pushing.UPDATE if update else pushing.PUT
            pushing.push(current, RemoteStore(target, by_update=bool(update)), room, tell)
        findings = pushing.verify_pushed(current, source, tell)
    if findings:
        raise DataWrong(findings)
    triples = sum(current.manifest["triples"].values())
    click.echo(f"{shown(url)} holds {current.name}: {triples} triples, hash {current.manifest['hash']}")


def _connection(url: str, settings: Settings) -> Connection:
    return Connection(url, settings.push_seconds, settings.push_user, settings.push_password)
