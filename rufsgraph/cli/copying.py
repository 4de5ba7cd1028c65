"""`rufsgraph release site` and `rufsgraph release w3id`."""

import os
from pathlib import Path

import click

from rufsgraph.cli.engines import derive
from rufsgraph.cli.options import progress_bar, releases_option
from rufsgraph.config import read_settings
from rufsgraph.errors import BadSetting
from rufsgraph.protocol.webservers.w3id import redirects
from rufsgraph.releases.store import current_release
from rufsgraph.server.site import write_site

public_option = click.option("--public", help="Public address of the site, ending in a slash.")


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@public_option
@releases_option
def site(folder: Path, public: str | None, releases: Path | None) -> None:
    """Write the site into DIR as plain files, with the rules by which nginx and Apache serve them.

    DIR is new, empty or an earlier copy, whose place the new one takes when it is whole. In it are `files/`,
    what a web server serves; nginx-http.conf and nginx-server.conf, to be included in those blocks of nginx;
    apache.conf, to be included in a virtual host; and site.json, what was written and how large it is.

    Search, SPARQL and questions with several choices at once need the service; the copy says so there.

    \b
    Example:
      rufsgraph release site /srv/rufs --public https://rufs.example.org/
    """
    settings = read_settings({"releases": releases, "public": public})
    derive(current_release(settings.releases), settings)
    with progress_bar("copying") as tell:
        written = write_site(settings, folder, tell, len(os.sched_getaffinity(0)))
    click.echo(f"{'':22}{'files':>7}{'kB':>9}{'gzip kB':>9}")
    for kind, part in written.parts.items():
        click.echo(f"{kind:22}{part.files:7}{part.bytes / 1000:9.0f}{part.packed / 1000:9.0f}")
    click.echo(f"{folder}: {written.release}")


@click.command()
@public_option
@click.option("--base", help="Base of the IRIs of things, ending in a slash.")
def w3id(public: str | None, base: str | None) -> None:
    """Print the rules that lead the base's addresses to the public address, as w3id.org takes them.

    They are the .htaccess of a folder in github.com/perma-id/w3id.org, beside a README.md with who to ask.

    \b
    Example:
      rufsgraph release w3id --public https://rufs.example.org/
    """
    settings = read_settings({"public": public, "base": base})
    if not settings.public:
        raise BadSetting("the rules lead to the public address: give it with --public")
    click.echo(redirects(settings.base, settings.public), nl=False)
