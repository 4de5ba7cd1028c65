"""`rufsgraph release`."""

from pathlib import Path

import click

from rufsgraph.cli.options import releases_option
from rufsgraph.config import read_settings
from rufsgraph.releases import store


@click.group()
def release() -> None:
    """Look after the releases."""


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
