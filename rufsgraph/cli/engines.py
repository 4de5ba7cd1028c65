"""The engine that `ask` and `query` answer from."""

from rufsgraph.config import EMBEDDED, Settings
from rufsgraph.engines.embedded import EmbeddedEngine
from rufsgraph.engines.engine import Engine
from rufsgraph.errors import NoRelease
from rufsgraph.releases.elsewhere import open_engine
from rufsgraph.releases.store import Release, current_release


def open_current(settings: Settings) -> tuple[Release, Engine]:
    """The current release, and the engine of the settings that answers from it."""
    release = described_release(settings)
    if settings.engine == EMBEDDED:
        return release, EmbeddedEngine.of_release(release.path)
    return release, open_engine(settings.engine, release, settings.query_seconds, settings.answer_bytes)


def must_answer(settings: Settings) -> Release:
    """The current release, which an engine elsewhere, if one is set, must be able to answer from."""
    release = described_release(settings)
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
