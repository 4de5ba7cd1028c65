"""The one registry of settings: each has a name, a default, a flag and a RUFSGRAPH_* variable."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from rufsgraph.errors import BadSetting
from rufsgraph.terms import DEFAULT_BASE

_PREFIX = "RUFSGRAPH_"
_SITE = re.compile(r"https?://[A-Za-z0-9.\-]+(?::[0-9]{1,5})?/(?:[A-Za-z0-9._~\-]+/)*")


EMBEDDED = "embedded"
"""The engine that comes with the program."""

MEETING_FOLDER = "_RUFSGRAPH_MEETING"
"""The variable by which the processes of a server know the folder where they meet; not for people to set."""

COUNTS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The variable by which prometheus_client knows the folder where several server processes count."""

LOGS = ("requests", "none")
"""What is written of requests."""


def _setting(default: Any, help_text: str, *, secret: bool = False) -> Any:
    return field(default=default, repr=not secret, metadata={"help": help_text})


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting of the server and the build, with its default."""

    releases: Path = _setting(Path("releases"), "folder of releases")
    data: Path | None = _setting(None, "folder of tables (default: those that came with the program)")
    base: str = _setting(DEFAULT_BASE, "base of the IRIs of things, ending in a slash")
    host: str = _setting("127.0.0.1", "address to listen on")
    port: int = _setting(8050, "port to listen on")
    public: str = _setting("", "public address of the site, ending in a slash (default: the host asked for)")
    workers: int = _setting(1, "server processes")
    engine: str = _setting(EMBEDDED, "embedded, or the address of a SPARQL endpoint that holds the release")
    query_workers: int = _setting(2, "query processes kept ready for light queries")
    memory_bytes: int = _setting(
        100_000_000, "bytes of data up to which a release is held in memory; a larger one has a store on disk"
    )
    query_seconds: float = _setting(10.0, "time limit of a query, in seconds")
    query_bytes: int = _setting(100_000, "largest query, in bytes")
    query_memory: int = _setting(1_000_000_000, "memory limit of a query process, in bytes")
    query_running: int = _setting(8, "heavy queries that run at once")
    query_waiting: int = _setting(64, "queries that wait at once")
    client_running: int = _setting(6, "queries of one client that run at once")
    client_waiting: int = _setting(16, "queries of one client that wait at once")
    publisher: str = _setting("", "who publishes the catalogue, as portals show it")
    publisher_type: str = _setting("", "the publisher's kind in ADMS, as RegionalAuthority")
    contact: str = _setting("", "mail address for questions and faults")
    proxies: int = _setting(0, "proxies of ours in front, whose X-Forwarded-* headers are believed")
    log: str = _setting("requests", "requests (a line of JSON for each, on standard error) or none")
    cache_bytes: int = _setting(100_000_000, "memory of each server process for answers kept, in bytes")
    ahead: int = _setting(
        10,
        "actors whose pages, with the priorities', one server process makes while it rests; 0 for no pages",
    )
    answer_bytes: int = _setting(64_000_000, "largest answer, in bytes")
    push_user: str = _setting("", "user at the server that a release is pushed to", secret=True)
    push_password: str = _setting(
        "", "password there; without a user it is sent as a bearer token", secret=True
    )
    push_seconds: float = _setting(600.0, "time limit of each request of a push, in seconds")


def variable(name: str) -> str:
    """The environment variable of a setting.

    >>> variable("query_seconds")
    'RUFSGRAPH_QUERY_SECONDS'
    """
    return _PREFIX + name.upper()


def read_settings(given: Mapping[str, Any], environment: Mapping[str, str] | None = None) -> Settings:
    """The settings: what is given, else the environment, else the default; BadSetting names a bad one."""
    environment = os.environ if environment is None else environment
    known = {variable(one.name) for one in fields(Settings)}
    strangers = [name for name in environment if name.startswith(_PREFIX) and name not in known]
    if strangers:
        raise BadSetting(f"unknown settings {', '.join(strangers)}; known are {', '.join(sorted(known))}")
    values: dict[str, Any] = {}
    for one in fields(Settings):
        text = environment.get(variable(one.name))
        if given.get(one.name) is not None:
            values[one.name] = given[one.name]
        elif text is not None:
            values[one.name] = _parse(one.name, text, one.default)
    settings = Settings(**values)
    if not _SITE.fullmatch(settings.base):
        raise BadSetting(
            f"{variable('base')} is {settings.base!r}: a http address of host and path alone is wanted, "
            "that ends in a slash"
        )
    if settings.public and not _SITE.fullmatch(settings.public):
        raise BadSetting(
            f"{variable('public')} is {settings.public!r}: a http address that ends in a slash is wanted"
        )
    if settings.engine != EMBEDDED and not settings.engine.startswith(("http://", "https://")):
        raise BadSetting(
            f"{variable('engine')} is {settings.engine!r}: {EMBEDDED}, or the http address of a SPARQL "
            "endpoint, is wanted"
        )
    if settings.log not in LOGS:
        raise BadSetting(f"{variable('log')} is {settings.log!r}: {' or '.join(LOGS)} is wanted")
    return settings


def _parse(name: str, text: str, default: Any) -> Any:
    kind = Path if default is None else type(default)
    try:
        return kind(text)
    except ValueError as error:
        raise BadSetting(f"{variable(name)} is {text!r}: not {kind.__name__}") from error


def as_environment(settings: Settings) -> dict[str, str]:
    """The settings as environment variables, for a process of ours."""
    values = ((one.name, getattr(settings, one.name)) for one in fields(Settings))
    return {variable(name): str(value) for name, value in values if value is not None}
