"""What a release holds: the same triples in every format, and a name that says what they are."""

import random

import pytest
from pyoxigraph import RdfFormat, parse

from rufsgraph.releases.content import Content, assemble
from rufsgraph.terms import Iris

SHAPE = b'<http://x/shape> <http://x/p> _:b .\n_:b <http://x/q> "1" .\n'
GRAPHS = {
    "plan": "".join(f'<http://x/plan/{n}> <http://x/p> "å{n}"@sv .\n' for n in range(9)).encode(),
    "actors": b"<http://x/actor> <http://x/p> <http://x/o> .\n",
    "edition/2019": b"<http://x/2019> <http://x/p> <http://x/o> .\n",
    "edition/2020": b"<http://x/2020> <http://x/p> <http://x/o> .\n",
    "inferred": b"<http://x/inferred> <http://x/p> <http://x/o> .\n",
    "inferred/2019": b"<http://x/2019> <http://x/old> <http://x/o> .\n",
    "ontology": b"<http://x/ontology> <http://x/p> <http://x/o> .\n",
    "shapes": SHAPE,
    "validation": b"<http://x/validation> <http://x/p> <http://x/o> .\n",
    "examples": b"<http://x/examples> <http://x/p> <http://x/o> .\n",
}
IN_UNION = ("plan", "actors", "edition/2019", "edition/2020", "inferred", "ontology")
FORMATS = {"ttl": RdfFormat.TURTLE, "jsonld": RdfFormat.JSON_LD, "rdf": RdfFormat.RDF_XML}


def made(**changed: bytes) -> Content:
    """The content of the graphs, some of them changed; a hyphen in a name stands as _ here."""
    return assemble(GRAPHS | changed, Iris())


def triples(content: bytes, form: RdfFormat) -> set[str]:
    """The triples of a document, blank nodes left out."""
    found = {str(quad.triple) for quad in parse(content, format=form)}
    return {triple for triple in found if "_:" not in triple}


def test_files() -> None:
    """A file a graph and one of the whole in each format, N-Quads and TriG of both, the union."""
    wanted = {"dataset.nq", "data.nt", "data.trig"} | {f"data.{ending}" for ending in FORMATS}
    wanted |= {
        f"graph/{name.replace('/', '-')}.{ending}" for name in GRAPHS for ending in (*FORMATS, "nq", "trig")
    }
    assert set(made().files) == wanted


def test_counts() -> None:
    """The triples are counted by graph."""
    counts = dict(made().triples)
    assert counts == {name: content.count(b"\n") for name, content in GRAPHS.items()}


def test_union() -> None:
    """The default graph is the union of plan, actors, editions, inferred and ontology, nothing else."""
    union = set().union(*(triples(GRAPHS[name], RdfFormat.N_TRIPLES) for name in IN_UNION))
    content = made()
    assert triples(content.files["data.nt"], RdfFormat.N_TRIPLES) == union
    for ending, form in FORMATS.items():
        assert triples(content.files[f"data.{ending}"], form) == union
    lines = content.files["data.nt"].splitlines()
    assert lines == sorted(set(lines))


def test_dataset() -> None:
    """The dataset holds every graph by its name, in N-Quads and in TriG, sorted."""
    content = made()
    wanted = {f"<https://w3id.org/rufs/graph/{name}>" for name in GRAPHS}
    for name, form in (("dataset.nq", RdfFormat.N_QUADS), ("data.trig", RdfFormat.TRIG)):
        quads = list(parse(content.files[name], format=form))
        assert {str(quad.graph_name) for quad in quads} == wanted
        assert len(quads) == sum(content.triples.values())
    lines = content.files["dataset.nq"].splitlines()
    assert lines == sorted(lines)


@pytest.mark.parametrize("name", GRAPHS)
def test_a_file_a_graph(name: str) -> None:
    """Each graph's files hold that graph's triples."""
    files = made().files
    for ending, form in FORMATS.items():
        found = triples(files[f"graph/{name.replace('/', '-')}.{ending}"], form)
        assert found == triples(GRAPHS[name], RdfFormat.N_TRIPLES)


@pytest.mark.parametrize("name", GRAPHS)
def test_hash(name: str) -> None:
    """The hash is over plan, actors, editions, inferred, ontology and shapes, and over nothing else."""
    changed = made(**{name: GRAPHS[name] + b"<http://x/new> <http://x/p> <http://x/o> .\n"})
    assert (changed.digest != made().digest) is (name not in ("validation", "examples"))


@pytest.mark.parametrize("name", GRAPHS)
def test_name(name: str) -> None:
    """A change of any graph gives the release another name, so that an earlier one is never taken for it."""
    changed = made(**{name: GRAPHS[name] + b"<http://x/new> <http://x/p> <http://x/o> .\n"})
    assert changed.name("2020") != made().name("2020")
    assert (changed.described != made().described) is (name in ("validation", "examples"))
    assert changed.name("2020") == f"2020-{changed.digest[:12]}-{changed.described[:8]}"


def test_same_triples_are_the_same_bytes() -> None:
    """Neither the order of lines, nor lines that stand twice, nor the names of blank nodes change a byte."""
    chance = random.Random(0)
    mixed = {}
    for name in chance.sample(sorted(GRAPHS), len(GRAPHS)):
        lines = GRAPHS[name].replace(b"_:b", b"_:other").splitlines(keepends=True) * 2
        chance.shuffle(lines)
        mixed[name] = b"".join(lines)
    assert assemble(mixed, Iris()) == made()
