"""`rufsgraph serve`."""

from pathlib import Path

import click

from rufsgraph.cli.options import releases_option
from rufsgraph.config import Settings, read_settings, variable
from rufsgraph.releases.store import current_release
from rufsgraph.server.serving import serve as run


@click.command(epilog="Settings: " + ", ".join(variable(name) for name in Settings.__dataclass_fields__))
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=int, help="Port to listen on.")
@click.option("--workers", type=int, help="Server processes.")
@releases_option
def serve(host: str | None, port: int | None, workers: int | None, releases: Path | None) -> None:
    """Serve the current release: pages, questions and SPARQL.

    \b
    Example:
      rufsgraph serve --port 8050
    """
    settings = read_settings({"host": host, "port": port, "workers": workers, "releases": releases})
    release = current_release(settings.releases)
    click.echo(f"{release.name} at http://{settings.host}:{settings.port}/", err=True)
    run(settings)
