"""A release that an endpoint elsewhere holds: the folder keeps its manifest, the endpoint its graphs."""

from rufsgraph.engines.binding import Iri, bind
from rufsgraph.engines.connection import Connection, shown
from rufsgraph.engines.engine import Dataset
from rufsgraph.engines.remote import RemoteEngine
from rufsgraph.errors import NoRelease
from rufsgraph.releases.content import is_in_union
from rufsgraph.releases.store import Release
from rufsgraph.terms import Iris

_ANY = "SELECT ?s WHERE { GRAPH $graph { ?s ?p ?o } } LIMIT 1"


def dataset_of(release: Release) -> Dataset:
    """The graphs of a release as a query should see them: the union as default graph, and all by name."""
    iris = Iris(str(release.manifest["base"]))
    names = sorted(release.manifest["triples"])
    default = tuple(iris.graph(name) for name in names if is_in_union(name))
    return Dataset(default, tuple(iris.graph(name) for name in names))


def open_engine(url: str, release: Release, seconds: float, limit: int) -> RemoteEngine:
    """An engine that answers from an endpoint; NoRelease where a graph of the release isn't there.

    `seconds` and `limit` are the time and the bytes that an answer may take. That the graphs are those of
    this release and no other is not looked at: `push` has verified it.
    """
    engine = RemoteEngine(Connection(url, seconds), dataset_of(release), limit)
    iris = Iris(str(release.manifest["base"]))
    graphs = [iris.graph(name) for name, count in sorted(release.manifest["triples"].items()) if count]
    missing = [graph for graph in graphs if not engine.rows(bind(_ANY, {"graph": Iri(graph)})).rows]
    if missing:
        listed = ", ".join(missing)
        raise NoRelease(
            f"{shown(url)} has nothing in {listed}: load {release.name} there with `rufsgraph release push`",
            f"{shown(url)} har ingenting i {listed}: läs in {release.name} där med `rufsgraph release push`",
        )
    return engine
