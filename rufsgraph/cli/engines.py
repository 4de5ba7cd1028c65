"""The engine that `ask` and `query` answer from."""

import click

from rufsgraph.config import EMBEDDED, Settings
from rufsgraph.engines.embedded import EmbeddedEngine
from rufsgraph.engines.engine import Engine
from rufsgraph.errors import NoRelease
from rufsgraph.questions.asking import Asker
from rufsgraph.questions.deriving import Derived, derived, open_names
from rufsgraph.releases.elsewhere import open_engine
from rufsgraph.releases.store import Release, current_release


def open_current(settings: Settings) -> tuple[Release, Engine]:
    """The current release, and the engine of the settings that answers from it."""
    release = described_release(settings)
    return release, _open(release, derive(release, settings), settings)


def open_asker(settings: Settings) -> Asker:
    """Who answers the questions from the current release, by the engine of the settings."""
    release = described_release(settings)
    made = derive(release, settings)
    if settings.engine == EMBEDDED and not made:
        return Asker(EmbeddedEngine.of_default_graph(release.path), release.name)
    return Asker(_open(release, made, settings), release.name, open_names(made))


def derive(release: Release, settings: Settings) -> Derived | None:
    """What a large release is answered from here, made where it is missing; says so, as it takes a while."""
    if settings.engine != EMBEDDED:
        return None
    return derived(release, settings.memory_bytes, lambda step: click.echo(step, err=True))


def _open(release: Release, made: Derived | None, settings: Settings) -> Engine:
    if made:
        return EmbeddedEngine.of_store(made.store)
    if settings.engine == EMBEDDED:
        return EmbeddedEngine.of_release(release.path)
    return open_engine(settings.engine, release, settings.query_seconds, settings.answer_bytes)


def must_answer(settings: Settings) -> Release:
    """The current release, which the engine of the settings must be able to answer from."""
    release = described_release(settings)
    derive(release, settings)
    if settings.engine != EMBEDDED:
        open_engine(settings.engine, release, settings.query_seconds, settings.answer_bytes)
    return release


def described_release(settings: Settings) -> Release:
    """The current release; for an engine elsewhere NoRelease says what the folder is still needed for."""
    try:
        return current_release(settings.releases)
    except NoRelease as error:
        if settings.engine == EMBEDDED:
            raise
        raise NoRelease(
            f"{error.detail}. The endpoint has the data; which graphs they are, and of which edition, is "
            "read from the release's manifest",
            f"{error.detail_sv}. Data finns hos servern; vilka grafer det är, och av vilken upplaga, läses i "
            "utgåvans manifest",
        ) from error
