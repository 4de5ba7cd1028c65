"""`rufsgraph serve`."""

import socket
from pathlib import Path

import click

from rufsgraph.cli.engines import must_answer
from rufsgraph.cli.options import engine_option, releases_option
from rufsgraph.config import Settings, read_settings, variable
from rufsgraph.errors import BadSetting
from rufsgraph.server.serving import serve as run


@click.command(epilog="Settings: " + ", ".join(variable(name) for name in Settings.__dataclass_fields__))
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=int, help="Port to listen on.")
@click.option("--workers", type=int, help="Server processes.")
@click.option("--public", help="Public address of the site, ending in a slash.")
@releases_option
@engine_option
def serve(
    host: str | None,
    port: int | None,
    workers: int | None,
    public: str | None,
    releases: Path | None,
    engine: str | None,
) -> None:
    """Serve the current release: pages, questions and SPARQL.

    \b
    Example:
      rufsgraph serve --port 8050
    """
    named = {"host": host, "port": port, "workers": workers, "public": public}
    settings = read_settings({**named, "releases": releases, "engine": engine})
    release = must_answer(settings)
    _must_be_free(settings.host, settings.port)
    click.echo(f"{release.name} at http://{settings.host}:{settings.port}/", err=True)
    unset = [name for name in ("publisher", "publisher_type", "contact") if not getattr(settings, name)]
    if unset:
        click.echo(f"no portal takes the catalogue until {', '.join(map(variable, unset))} are set", err=True)
    run(settings)


def _must_be_free(host: str, port: int) -> None:
    """BadSetting where an address is taken, or can't be listened on at all."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except (OSError, OverflowError) as error:
        raise BadSetting(f"{host} port {port} can't be listened on ({error}): name another port") from error
