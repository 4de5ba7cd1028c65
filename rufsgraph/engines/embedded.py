"""The embedded engine: pyoxigraph over a release, in memory or on disk, in this process."""

import io
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, Store

from rufsgraph.engines.engine import Dataset
from rufsgraph.engines.formats import DATASETS, GRAPHS, RESULTS
from rufsgraph.engines.lexer import has_service
from rufsgraph.engines.rows import Rows, from_solutions
from rufsgraph.engines.xmlguard import RDF_XML, XML, XmlOnly, nameable
from rufsgraph.errors import BadQuery, NotAcceptable, ServiceRefused
from rufsgraph.terms import PREFIXES, alias_of

DATASET_FILE = "dataset.nq"
"""Every named graph of a release, canonical N-Quads."""

UNION_FILE = "data.nt"
"""The default graph: the union of plan, actors, editions, inferred and ontology, N-Triples."""

STORE_VERSION = f"pyoxigraph {pyoxigraph.__version__}"
"""Who writes stores on disk; another version may read them differently."""


class EmbeddedEngine:
    """Answers from a release's files; the default graph holds the union, so no flag is needed for it."""

    def __init__(self, store: Store) -> None:
        self.store = store

    @classmethod
    def of_release(cls, release: Path) -> "EmbeddedEngine":
        """An engine over a release's files."""
        store = Store()
        _load(store, release)
        return cls(store)

    @classmethod
    def of_default_graph(cls, release: Path) -> "EmbeddedEngine":
        """An engine over a release's default graph alone, which is all that the questions ask."""
        store = Store()
        _load_union(store, release)
        return cls(store)

    @classmethod
    def of_store(cls, folder: Path) -> "EmbeddedEngine":
        """An engine over what `write_store` wrote; OSError where that can't be opened.

        It has threads of its own: a process that opened it must not fork.
        """
        return cls(Store.read_only(str(folder)))

    @classmethod
    def of_union(cls, ntriples: Iterable[bytes]) -> "EmbeddedEngine":
        """An engine over documents of N-Triples, all in its default graph."""
        store = Store()
        for content in ntriples:
            store.bulk_load(input=content, format=RdfFormat.N_TRIPLES)
        return cls(store)

    def rows(self, query: str) -> Rows:
        """The rows of a SELECT of our own."""
        return from_solutions(self.store.query(query))

    def answer(
        self, query: str, media_type: str, dataset: Dataset, base: str | None = None
    ) -> Iterator[bytes]:
        """A query's answer, whole, in a media type that fits its form."""
        out = io.BytesIO()
        self.write_answer(query, media_type, dataset, base, out)
        yield out.getvalue()

    def write_answer(
        self, query: str, media_type: str, dataset: Dataset, base: str | None, out: io.IOBase
    ) -> None:
        """Writes a query's answer as it comes; BadQuery or ServiceRefused before anything is written.

        NotAcceptable at what the media type can't hold.
        """
        out = XmlOnly(out) if media_type in XML else out
        if has_service(query):
            raise service_refused()
        solutions = self._run(query, dataset, base)
        if isinstance(solutions, pyoxigraph.QueryTriples):
            if media_type not in GRAPHS and media_type not in DATASETS:
                raise wrong_form(media_type, "CONSTRUCT or DESCRIBE", GRAPHS)
            rdf_format = (GRAPHS | DATASETS)[media_type]
            prefixes = None if media_type == "application/n-triples" else PREFIXES
            triples = nameable(solutions) if media_type == RDF_XML else solutions
            pyoxigraph.serialize(triples, output=out, format=rdf_format, prefixes=prefixes)  # type: ignore[arg-type]
            return
        if media_type not in RESULTS:
            raise wrong_form(media_type, "SELECT or ASK", RESULTS)
        solutions.serialize(output=out, format=RESULTS[media_type])  # type: ignore[arg-type]

    def _run(
        self, query: str, dataset: Dataset, base: str | None
    ) -> pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples:
        default: list[NamedNode | BlankNode | DefaultGraph] = [*map(NamedNode, dataset.default_graphs or ())]
        named: list[NamedNode | BlankNode] = [*map(NamedNode, dataset.named_graphs or ())]
        names_dataset = dataset.default_graphs is not None or dataset.named_graphs is not None
        try:
            if names_dataset:
                return self.store.query(query, base_iri=base, default_graph=default, named_graphs=named)
            return self.store.query(query, base_iri=base)
        except (SyntaxError, ValueError, RuntimeError) as error:  # the last: a function it does not have
            raise BadQuery(f"the query can't be read: {error}", f"frågan kan inte läsas: {error}") from error


def _add_aliases(store: Store) -> None:
    """Gives each graph that is looked for by a second name too its triples under that name."""
    for graph in [graph for graph in store.named_graphs() if isinstance(graph, NamedNode)]:
        alias = alias_of(graph.value)
        if alias is not None:
            quads = store.quads_for_pattern(None, None, None, graph)
            store.extend([Quad(one.subject, one.predicate, one.object, NamedNode(alias)) for one in quads])


def write_store(release: Path, folder: Path) -> None:
    """Writes a release's files into a store on disk, in a folder that isn't there yet."""
    store = Store(str(folder))
    _load(store, release)
    store.optimize()
    store.flush()


def _load_union(store: Store, release: Path) -> None:
    store.bulk_load(path=str(release / UNION_FILE), format=RdfFormat.N_TRIPLES)


def _load(store: Store, release: Path) -> None:
    _load_union(store, release)
    store.bulk_load(path=str(release / DATASET_FILE), format=RdfFormat.N_QUADS)
    _add_aliases(store)


def service_refused() -> ServiceRefused:
    """The refusal of a federated query, with the way to federate from the caller's side."""
    return ServiceRefused(
        "SERVICE is switched off: this server opens no connections for others. Run the query at your own "
        "engine and name this endpoint in its SERVICE clause.",
        "SERVICE är avstängt: servern öppnar inga förbindelser åt andra. Kör frågan i en egen motor och "
        "ange den här adressen i dess SERVICE.",
    )


def wrong_form(media_type: str, form: str, available: Iterable[str]) -> NotAcceptable:
    """The refusal of a media type that doesn't fit the query's form."""
    names = ", ".join(available)
    return NotAcceptable(
        f"{media_type} can't hold the answer of a {form} query; ask for one of {names}",
        f"{media_type} kan inte bära svaret på en {form}-fråga; begär något av {names}",
        available=list(available),
    )
