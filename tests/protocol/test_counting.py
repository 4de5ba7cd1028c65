"""Counts of graphs are those that SPARQL gives, whatever the graphs."""

from hypothesis import given, settings
from hypothesis import strategies as st

from rufsgraph.engines.embedded import EmbeddedEngine
from rufsgraph.protocol.counting import WHOLE, partition, totals, triples_of, union

TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
OWN = "http://x/own/"

things = st.sampled_from([f"<{OWN}{n}>" for n in range(4)] + ["<http://y/1>", "<http://y/2>"])
classes = st.sampled_from(["<http://x/A>", "<http://x/B>", "<http://x/C>"])
properties = st.sampled_from(["<http://x/p>", "<http://x/q>"])
literals = st.sampled_from(
    ['"a"', '"a"@sv', '"\\"@x\\" ^^<y> . "', '"3"^^<http://www.w3.org/2001/XMLSchema#integer>', '"å b"@en']
)
statements = st.tuples(things, st.just(TYPE), classes) | st.tuples(
    things, properties, things | classes | literals
)
graphs = st.lists(st.lists(statements, max_size=20).map(lambda rows: _written(rows)), min_size=1, max_size=3)


def _written(rows: list[tuple[str, str, str]]) -> bytes:
    return "".join(f"{' '.join(row)} .\n" for row in rows).encode()


def rows(engine: EmbeddedEngine, query: str) -> dict[tuple[str, ...], int]:
    """The rows of a query, its last column by the others."""
    found = engine.rows(query).rows
    return {tuple(str(cell) for cell in row[:-1]): int(str(row[-1])) for row in found if row[-1]}


@settings(deadline=None)
@given(graphs)
def test_partitions_are_those_of_sparql(documents: list[bytes]) -> None:
    """Instances, and triples by class, property and what is at the other end, as SPARQL counts them."""
    engine = EmbeddedEngine.of_union(documents)
    found = partition(union(map(triples_of, documents)))
    count = "(COUNT(*) AS ?n)"
    assert {(one,): number for one, number in found.instances.items()} == rows(
        engine, f"SELECT ?c {count} {{ ?s a ?c }} GROUP BY ?c"
    )
    owned = {names: number for names, number in found.properties.items() if names[0] != WHOLE}
    assert owned == rows(engine, f"SELECT ?c ?p {count} {{ ?s a ?c ; ?p ?o }} GROUP BY ?c ?p")
    assert {names: number for names, number in found.properties.items() if names[0] == WHOLE} == rows(
        engine, f"SELECT ('' AS ?w) ?p {count} {{ ?s ?p ?o }} GROUP BY ?p"
    )
    assert {names: number for names, number in found.classes.items() if names[0] != WHOLE} == rows(
        engine, f"SELECT ?c ?p ?d {count} {{ ?s a ?c ; ?p ?o . ?o a ?d }} GROUP BY ?c ?p ?d"
    )
    assert {names: number for names, number in found.datatypes.items() if names[0] == WHOLE} == rows(
        engine,
        f"SELECT ('' AS ?w) ?p ?d {count} {{ ?s ?p ?o BIND(DATATYPE(?o) AS ?d) FILTER(BOUND(?d)) }} "
        "GROUP BY ?p ?d",
    )


@settings(deadline=None)
@given(graphs)
def test_totals_are_those_of_sparql(documents: list[bytes]) -> None:
    """Triples, entities, subjects, objects, properties and classes, as SPARQL counts them."""
    engine = EmbeddedEngine.of_union(documents)
    found = totals(union(map(triples_of, documents)), OWN)

    def count(what: str, where: str = "?s ?p ?o") -> int:
        return int(str(engine.rows(f"SELECT (COUNT({what}) AS ?n) {{ {where} }}").rows[0][0]))

    assert found.triples == count("*")
    assert found.entities == count("DISTINCT ?s", f'?s ?p ?o FILTER(STRSTARTS(STR(?s), "{OWN}"))')
    assert found.subjects == count("DISTINCT ?s")
    assert found.objects == count("DISTINCT ?o")
    assert found.properties == count("DISTINCT ?p")
    assert found.classes == count("DISTINCT ?c", "?s a ?c")


def test_members_are_sorted() -> None:
    """The first instance of a class is the first by its IRI, however the triples come."""
    lines = _written([(f"<http://x/{key}>", TYPE, "<http://x/A>") for key in "cab"])
    assert partition(triples_of(lines)).members == {"http://x/A": ["http://x/a", "http://x/b", "http://x/c"]}
