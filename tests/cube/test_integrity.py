"""The integrity constraints of the RDF Data Cube (W3C, section 11) on the release's default graph.

Each `ic-*.rq` restates one as a query for what breaks it, IC-19 as two; a data set is read as section 10
normalises it. They are run on the release, on a small sound cube, and on that cube with a fault planted.
"""

import tomllib
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import NamedNode, QuerySolutions, RdfFormat, Store

from rufsgraph.engines.binding import Iri, bind
from rufsgraph.engines.queryfile import read_query_file
from rufsgraph.releases.store import current_release
from rufsgraph.terms import PREFIXES, RUFS

HERE = Path(__file__).parent
EXAMPLE = "https://example.org/"
CONSTRAINTS = sorted(path.stem for path in HERE.glob("ic-*.rq"))
FAULTS = tomllib.loads((HERE / "faults.toml").read_text(encoding="utf-8"))
HEAD = f"PREFIX : <{EXAMPLE}>\n" + "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())

IDLE = ("ic-07", "ic-08", "ic-09", "ic-10", "ic-15", "ic-16", "ic-17", "ic-18", "ic-19b", "ic-20", "ic-21")
"""Constraints on what the release's cubes lack: slices, measure dimensions, collections, hierarchies."""

SUBJECTS = "{ ?x a qb:SliceKey } UNION { ?x a qb:Slice } UNION { ?x qb:measureType ?type } " + (
    "UNION { ?x a qb:HierarchicalCodeList } UNION { ?d qb:codeList ?x . ?x a skos:Collection }"
)


@pytest.fixture(scope="module")
def release(release_folder: Path) -> Store:
    """The default graph of the built release."""
    store = Store()
    store.load(path=str(current_release(release_folder).path / "data.nt"), format=RdfFormat.N_TRIPLES)
    return store


def sound() -> Store:
    """The small sound cube."""
    store = Store()
    store.load(path=str(HERE / "sound.ttl"), format=RdfFormat.TURTLE)
    return store


def rows(store: Store, query: str) -> list[tuple[str, ...]]:
    """The rows of a query as the texts of their terms."""
    found = store.query(query)
    assert isinstance(found, QuerySolutions)
    return [tuple(getattr(cell, "value", "") for cell in row) for row in found]


def broken(store: Store, name: str) -> list[tuple[str, ...]]:
    """What breaks a constraint; those on hierarchies are asked for each property that makes one."""
    text = read_query_file(HERE / f"{name}.rq").full_text()
    if "$property" not in text:
        return rows(store, text)
    path = "qb:parentChildProperty" + ("/owl:inverseOf" if name == "ic-21" else "")
    properties = [one for (one,) in rows(store, f"{HEAD}SELECT DISTINCT ?p {{ ?list {path} ?p }}")]
    bound = [bind(text, {"property": Iri(one)}) for one in properties if "://" in one]
    return [row for query in bound for row in rows(store, query)]


def test_every_constraint_is_here() -> None:
    """IC-1 to IC-21, each with a fault."""
    numbers = {int(name.removeprefix("ic-")[:2]) for name in CONSTRAINTS}
    assert numbers == set(range(1, 22)) and set(FAULTS) == set(CONSTRAINTS)


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_the_release_keeps_it(release: Store, name: str) -> None:
    """Nothing in the release's default graph breaks the constraint."""
    assert broken(release, name) == []


def test_the_release_has_observations(release: Store) -> None:
    """There is something to look at: printed observations and derived ones, in both data sets."""
    query = f"{HEAD}SELECT ?o ?set {{ ?o a qb:Observation ; qb:dataSet ?set }}"
    assert len(rows(release, query)) > 100 and len({row[1] for row in rows(release, query)}) == 2
    derived = pyoxigraph.Literal("true", datatype=NamedNode(f"{PREFIXES['xsd']}boolean"))
    found = {quad.subject for quad in release.quads_for_pattern(None, NamedNode(RUFS + "derived"), derived)}
    assert found and {one.value for one in found} <= {row[0] for row in rows(release, query)}


def test_which_constraints_have_nothing_to_look_at(release: Store) -> None:
    """The release has no slices, measure dimensions, collections or hierarchies; the sound cube has all."""
    assert rows(release, f"{HEAD}SELECT ?x {{ {SUBJECTS} }}") == []
    assert len(rows(sound(), f"{HEAD}SELECT ?x {{ {SUBJECTS} }}")) == 7
    assert set(IDLE) < set(CONSTRAINTS)


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_the_sound_cube_keeps_it(name: str) -> None:
    """Nothing in the sound cube breaks the constraint."""
    assert broken(sound(), name) == []


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_a_planted_fault_is_found(name: str) -> None:
    """The constraint's query names what is wrong after its fault is planted."""
    store = sound()
    store.update(HEAD + FAULTS[name]["update"])
    found = broken(store, name)
    assert found
    assert not FAULTS[name]["names"] or EXAMPLE + FAULTS[name]["names"] in {row[0] for row in found}


@pytest.mark.parametrize("name", [name for name in CONSTRAINTS if name not in IDLE])
def test_a_fault_in_the_release_is_found(release: Store, name: str) -> None:
    """The query finds a fault in the release's own cube too, where it has anything to look at."""
    store = Store()
    store.extend(release)
    store.update(HEAD + RELEASE_FAULTS[name])
    assert broken(store, name)


_OBSERVATION = "SELECT ?o { ?o qb:dataSet <https://w3id.org/rufs/id/dataset/values> } LIMIT 1"
_WITHOUT = "DELETE {{ ?o {0} ?x }} WHERE {{ {{ {1} }} ?o {0} ?x }}"
RELEASE_FAULTS = {
    "ic-01": _WITHOUT.format("qb:dataSet", _OBSERVATION),
    "ic-02": "DELETE WHERE { <https://w3id.org/rufs/id/dataset/values> qb:structure ?s }",
    "ic-03": "DELETE WHERE { ?c qb:measure ?m }",
    "ic-04": "DELETE WHERE { rufs:edition rdfs:range ?r }",
    "ic-05": "DELETE WHERE { rufs:measureKind qb:codeList ?l }",
    "ic-06": "INSERT { ?c qb:componentRequired false } WHERE { ?c qb:measure ?m }",
    "ic-11": _WITHOUT.format("sdmx-dimension:refArea", _OBSERVATION),
    "ic-12": f"INSERT {{ :twin ?p ?x }} WHERE {{ {{ {_OBSERVATION} }} ?o ?p ?x }}",
    "ic-13": _WITHOUT.format("rufs:qualifier", _OBSERVATION),
    "ic-14": _WITHOUT.format("sdmx-measure:obsValue", _OBSERVATION),
    "ic-19a": f"INSERT {{ ?o rufs:measureKind :other }} WHERE {{ {_OBSERVATION} }}",
}
"""A fault for each of the others, in the release itself."""
