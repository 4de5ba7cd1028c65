"""The index of a release, made with it; a module of its own, as `ask` and `query` need nothing of it."""

import sqlite3

import click

from rufsgraph.engines.embedded import UNION_FILE, EmbeddedEngine
from rufsgraph.engines.engine import Engine
from rufsgraph.questions.deriving import Derived
from rufsgraph.questions.finding import index_path, make_index
from rufsgraph.releases.store import Release


def index(release: Release, made: Derived | None) -> None:
    """Makes what a search reads, where it is missing; without it here, a server makes its own."""
    try:
        if not index_path(release).is_file():
            make_index(release, _union(release, made))
    except (OSError, sqlite3.Error) as error:
        click.echo(f"no index is kept beside {release.name}: {error}", err=True)


def _union(release: Release, made: Derived | None) -> Engine:
    """An engine that holds the union of a release's graphs, at least."""
    if made:
        return EmbeddedEngine.of_store(made.store)
    return EmbeddedEngine.of_union([(release.path / UNION_FILE).read_bytes()])
