"""The index of a release, made with it; a module of its own, as `ask` and `query` need nothing of it."""

import sqlite3

import click

from rufsgraph.questions.deriving import Derived
from rufsgraph.questions.finding import index_of_store, index_of_union
from rufsgraph.releases.store import Release


def index(release: Release, made: Derived | None) -> None:
    """Makes what a search reads, where it is missing; where it can't be kept a server makes its own."""
    try:
        if made:
            index_of_store(release, made.store)
        else:
            index_of_union(release)
    except (OSError, sqlite3.Error) as error:
        click.echo(f"no index is kept beside {release.name}: {error}", err=True)
