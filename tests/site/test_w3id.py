"""The redirects of the base, by a real Apache as w3id.org has one."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.calls import call
from tests.processes import run_here
from tests.site.webservers import apache

_SITE = """
DocumentRoot {root}
<Directory {root}>
    AllowOverride All
    Options FollowSymLinks MultiViews
    Require all granted
</Directory>
"""


@pytest.fixture(scope="module")
def w3id(server: str) -> Iterator[str]:
    """The address of a folder `rufs` as at w3id.org, that leads to the app's own server."""
    done = run_here("release", "w3id", "--public", f"{server}/")
    assert done.returncode == 0, done.stderr
    with tempfile.TemporaryDirectory(prefix="rufsgraph-w3id-") as name:
        root = Path(name)
        root.chmod(0o755)
        (root / "rufs").mkdir()
        (root / "rufs" / ".htaccess").write_text(done.stdout, encoding="utf-8")
        with apache(_SITE.format(root=root)) as base:
            yield f"{base}/rufs"


def follow(address: str, **headers: str) -> list[tuple[int, str]]:
    """The statuses and addresses from one address to where it ends."""
    seen = []
    for _ in range(5):
        parts = urlsplit(address)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        reply = call(f"{parts.scheme}://{parts.netloc}", path, **headers)
        seen.append((reply.status, address))
        if "location" not in reply.headers:
            return seen
        place = reply.headers["location"]
        address = place if "://" in place else f"{parts.scheme}://{parts.netloc}{place}"
    raise AssertionError(f"no end: {seen}")


@pytest.mark.parametrize(
    ("path", "last"),
    [
        ("/id/actor/kth", "/doc/actor/kth"),
        ("/id/entry/2020.3.4?lang=en", "/doc/entry/2020.3.4?lang=en"),
        ("/def/", "/doc/def/ontology"),
        ("/def/Actor", "/doc/def/Actor"),
        ("/doc/actor/kth.ttl?page=1", "/doc/actor/kth.ttl?page=1"),
        ("/graph/edition/2020", "/download/graph/edition-2020.ttl"),
        ("/shapes/Actor", "/download/graph/shapes.ttl"),
        ("/.well-known/void", "/.well-known/void"),
        ("/context.jsonld", "/context.jsonld"),
        ("/sparql?query=ASK%20%7B%7D", "/sparql?query=ASK%20%7B%7D"),
        ("/datasets/dcat", "/datasets/dcat"),
        ("/", "/"),
    ],
)
def test_base_leads_to_the_site(w3id: str, server: str, path: str, last: str) -> None:
    """From the base to the site, and there on to the answer, with what was asked."""
    accept = "application/sparql-results+json" if path.startswith("/sparql") else "text/turtle, */*;q=0.1"
    seen = follow(w3id + path, accept=accept)
    assert seen[0][0] == (307 if path.startswith("/sparql") else 302)
    assert seen[1][1] == server + path
    assert seen[-1] == (200, server + last)


def test_redirect_is_for_pages_of_other_hosts_too(w3id: str) -> None:
    """What a script of another host's page asks isn't stopped on the way, nor by HEAD."""
    for method in ("GET", "HEAD"):
        reply = call(w3id, "/rufs/id/actor/kth", method)
        assert (reply.status, reply.headers["access-control-allow-origin"]) == (302, "*")


def test_posted_query_stays_posted(w3id: str) -> None:
    """307 keeps method and body; nothing is kept for ever (301, 308)."""
    reply = call(w3id, "/rufs/sparql", "POST", body=b"query=ASK{}")
    assert reply.status == 307 and reply.headers["location"].endswith("/sparql")


def test_public_address_is_wanted() -> None:
    """Without one there is nothing to lead to."""
    done = run_here("release", "w3id")
    assert done.returncode == 2 and "--public" in done.stderr
