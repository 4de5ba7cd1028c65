"""The named graphs of the follow-up: complete, kept apart, all of it named and defined."""

import re
from collections import Counter
from dataclasses import replace
from functools import cache

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, BNode, Graph, Literal, URIRef
from rdflib.namespace import PROV
from rdflib.term import Node

from rufsgraph import resources
from rufsgraph.errors import Severity
from rufsgraph.factory import Outcome
from rufsgraph.graph.building import Built, build
from rufsgraph.graph.cube import DIMENSIONS
from rufsgraph.graph.writing import QB, SDGO, SDMX_DIMENSION, R, Triple
from rufsgraph.tables.rows import Tables
from rufsgraph.terms import DEFAULT_BASE, PREFIXES, RUFS, Iris

Classes = dict[Node, set[URIRef]]
NO_LABEL = {QB.ComponentSpecification: "a part of the cube's structure, which is named by its property"}
"""Things without a Swedish name, and why."""


@cache
def ontology() -> Graph:
    """The ontology as it is published."""
    graph = Graph()
    for path in sorted(resources.ONTOLOGY.glob("*.ttl")):
        graph.parse(path, format="turtle")
    return graph


@pytest.fixture(scope="module")
def graphs(built: Outcome) -> dict[str, set[Triple]]:
    """The named graphs by their short names."""
    assert built.built is not None
    return dict(built.built.graphs)


@pytest.fixture(scope="module")
def everything(graphs: dict[str, set[Triple]]) -> set[Triple]:
    """All triples of all graphs."""
    return set().union(*graphs.values())


@pytest.fixture(scope="module")
def classes(everything: set[Triple]) -> Classes:
    """The things of each class."""
    found: Classes = {}
    for subject, predicate, obj in everything:
        if predicate == RDF.type:
            found.setdefault(obj, set()).add(subject)
    return found


def in_box(printed: str) -> bool:
    """Whether words are those of a box of the European comparison: a year, an earlier rank, a rank."""
    return re.fullmatch(r"[0-9]{4} [0-9]+( [0-9]+)?", printed) is not None


def thing(path: str) -> URIRef:
    """A thing of ours."""
    return URIRef(f"{DEFAULT_BASE}id/{path}")


def test_no_violation(built: Outcome) -> None:
    """The repository's own data breaks no shape and no rule."""
    assert [one.as_line() for one in built.findings if one.severity is Severity.VIOLATION] == []


def test_graphs(graphs: dict[str, set[Triple]], built: Outcome) -> None:
    """There are plan, actors, the edition and what is inferred; those beside them are told apart."""
    assert list(graphs) == ["plan", "actors", "edition/2020", "inferred"]
    assert built.content is not None
    assert set(built.content.triples) == {*graphs, "ontology", "shapes", "validation"}
    for name, triples in graphs.items():
        assert built.content.triples[name] == len(triples) > 1000


def test_no_triple_stands_in_two_graphs(graphs: dict[str, set[Triple]]) -> None:
    """Each triple stands in one graph only, the ontology's included."""
    counts = Counter(triple for triples in graphs.values() for triple in triples)
    counts.update((s, p, o) for s, p, o in ontology() if isinstance(s, URIRef) and isinstance(p, URIRef))
    assert [triple for triple, count in counts.items() if count > 1] == []


def test_no_blank_nodes(everything: set[Triple]) -> None:
    """Everything has an address, in the data and in the ontology."""
    assert not any(isinstance(node, BNode) for triple in everything for node in triple)
    assert not any(isinstance(node, BNode) for triple in ontology() for node in triple)


def test_every_term_is_defined(everything: set[Triple]) -> None:
    """Each property and class of ours that is used is defined in the ontology as what it is used for."""
    defined = ontology()
    kinds = {OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, RDF.Property}
    properties = {predicate for _, predicate, _ in everything if predicate.startswith(RUFS)}
    classes = {obj for _, predicate, obj in everything if predicate == RDF.type and str(obj).startswith(RUFS)}
    assert len(properties) > 60
    assert len(classes) > 25
    assert {one for one in properties if not kinds & set(defined.objects(one, RDF.type))} == set()
    assert {
        one for one in classes if not {OWL.Class, RDFS.Class} & set(defined.objects(one, RDF.type))
    } == set()
    datatypes = {obj.datatype for _, _, obj in everything if isinstance(obj, Literal) and obj.datatype}
    own = {datatype for datatype in datatypes if datatype.startswith(RUFS)}
    assert own == {R.MunicipalityCode, R.AreaCode}
    assert all((datatype, RDF.type, RDFS.Datatype) in defined for datatype in own)


def test_object_properties_have_objects(everything: set[Triple]) -> None:
    """A property that links things never has a text, and one that holds a value never links."""
    defined = ontology()
    for _, predicate, obj in everything:
        kinds = set(defined.objects(predicate, RDF.type)) if predicate.startswith(RUFS) else set()
        assert not (OWL.ObjectProperty in kinds and isinstance(obj, Literal)), predicate
        assert not (OWL.DatatypeProperty in kinds and isinstance(obj, URIRef)), predicate


def test_everything_has_a_swedish_name(everything: set[Triple], classes: Classes) -> None:
    """Each thing has one name in Swedish, as skos:prefLabel and rdfs:label, and at most one in English."""
    excepted = set().union(*(classes[cls] for cls in NO_LABEL))
    subjects = {subject for subject, _, _ in everything if not subject.startswith(RUFS)} - excepted
    for label in (SKOS.prefLabel, RDFS.label):
        names = Counter(
            (subject, obj.language)
            for subject, predicate, obj in everything
            if predicate == label and isinstance(obj, Literal)
        )
        assert {subject for subject in subjects if names[subject, "sv"] != 1} == set()
        assert {language for _, language in names} == {"sv", "en"}
        assert max(names.values()) == 1


def test_nothing_dangles(everything: set[Triple]) -> None:
    """Whatever of ours is pointed to is described."""
    described = {subject for subject, _, _ in everything}
    ours = f"{DEFAULT_BASE}id/"
    pointed = {obj for _, _, obj in everything if isinstance(obj, URIRef) and obj.startswith(ours)}
    assert pointed - described == set()
    assert all(Iris().parse_id(one) for one in described if one.startswith(ours))


@pytest.mark.parametrize(
    ("cls", "count"),
    [
        (R.InventoryEntry, 252),
        (R.Initiative, 228),
        (R.Participation, 1219),
        (R.Goal, 4),
        (R.SubGoal, 16),
        (R.RegionalPriority, 9),
        (SDGO.Goal, 17),
        (R.Ranking, 11),
        (R.Listing, 17),
        (R.Reference, 39),
        (R.Target, 39),
        (R.Evaluation, 39),
        (R.Vision, 1),
        (R.Plan, 1),
        (R.Edition, 1),
    ],
    ids=lambda one: one.rpartition("/")[2] if isinstance(one, str) else None,
)
def test_counts(classes: Classes, cls: URIRef, count: int) -> None:
    """There are as many as the report has."""
    assert len(classes[cls]) == count


def test_headlines(everything: set[Triple]) -> None:
    """Under UTFALL stand 31 values and one range, 0,4-1,8; the 15 others of the 16 sub-goals have values."""
    headlines = {subject for subject, predicate, _ in everything if predicate == R.headlineOf}
    values = {subject for subject, predicate, _ in everything if predicate == R.value}
    ranges = {subject for subject, predicate, _ in everything if predicate == R.minValue}
    assert len(headlines & values) == 31
    assert headlines & ranges == {thing("observation/2020.1.2.konkurrenskvot.2019")}
    assert len(headlines) == 32


def test_rows_of_each_priority(tables: Tables) -> None:
    """The rows of annex 2 are numbered from 1 in each of the nine priorities, without a gap."""
    rows: dict[str, list[int]] = {}
    for entry in tables.entries:
        rows.setdefault(entry.priority, []).append(entry.row)
    assert len(rows) == 9
    assert all(sorted(numbers) == list(range(1, len(numbers) + 1)) for numbers in rows.values())
    assert all(entry.id == f"rad-2020-{entry.priority[5:]}-{entry.row}" for entry in tables.entries)


def test_joined_rows(tables: Tables) -> None:
    """252 rows are 228 initiatives: each of the 24 rows that were joined says why."""
    joined = {join.entry for join in tables.joins}
    assert len(tables.entries) - len({entry.initiative for entry in tables.entries}) == len(joined) == 24
    initiative = {entry.id: entry.initiative for entry in tables.entries}
    assert all(initiative[join.entry] == join.initiative for join in tables.joins)


def test_coverage_is_whole_and_true(tables: Tables) -> None:
    """What coverage.csv says is done is what the report prints, and what the tables hold."""
    held = {
        "tack-entries": len(tables.entries),
        "tack-goals": len(tables.goals),
        "tack-sub-goals": len(tables.sub_goals),
        "tack-priorities": len(tables.priorities),
        "tack-headlines": sum(row.headline for row in tables.observations),
        "tack-arrows": sum(row.arrow for row in tables.trends),
        "tack-rankings": len(tables.rankings),
        "tack-listings": len(tables.listings),
        "tack-eu-indicators": len({row.indicator for row in tables.placements if in_box(row.printed)}),
        "tack-sdg-paragraphs": len({row.sdg for row in tables.assessments} | {"sdg-17"}),
        "tack-references": len(tables.references),
        "tack-strategies": sum(row.part_of is None for row in tables.strategies),
    }
    assert {row.id: row.done for row in tables.coverage} == held
    assert {row.id: row.printed for row in tables.coverage} == held


def test_stated_facts_say_where(graphs: dict[str, set[Triple]], classes: Classes) -> None:
    """Each entry, participation, figure, direction, rank, need and mention cites lines, in order."""
    triples = graphs["edition/2020"]
    first = {s: int(str(o)) for s, p, o in triples if p == R.sourceLine}
    last = {s: int(str(o)) for s, p, o in triples if p == R.sourceLineEnd}
    derived = {s for s, p, _ in triples if p == PROV.wasDerivedFrom}
    derived_values = {s for s, p, _ in graphs["inferred"] if p == R.derived}
    for cls in (
        *(R.InventoryEntry, R.Participation, R.Observation, R.TrendStatement, R.Assessment),
        *(R.Placement, R.Listing, R.Mention, R.Need, R.Reference, R.PlaceMention),
    ):
        for one in classes[cls] - derived_values:
            assert 1 <= first[one] <= last[one] <= 4199, one
            assert one in derived, one


def test_pages_of_the_annexes(everything: set[Triple], classes: Classes) -> None:
    """Annex 2 is pages 60 to 103, annex 3 pages 104 to 108; the chapters' pages are not known."""
    pages = {s: int(str(o)) for s, p, o in everything if p == R.sourcePage}
    lines = {s: int(str(o)) for s, p, o in everything if p == R.sourceLine}
    for one in classes[R.InventoryEntry]:
        assert 60 <= pages[one] <= 103
    for one in classes[R.Strategy]:
        assert 104 <= pages[one] <= 108
    assert min(lines[one] for one in pages) >= 1400
    assert pages[thing("entry/2020.1.1")] == 60


def test_cube(everything: set[Triple], classes: Classes) -> None:
    """Each observation has one value of every dimension, a measure, a unit and a place in a data set."""
    observations = classes[R.Observation]
    assert classes[QB.Observation] == observations
    held: dict[tuple[URIRef, URIRef], list[object]] = {}
    for subject, predicate, obj in everything:
        if subject in observations:
            held.setdefault((subject, predicate), []).append(obj)
    keys = set()
    for one in observations:
        assert len(held[one, QB.dataSet]) == len(held[one, R.unit]) == len(held[one, R.qualifier]) == 1
        assert ((one, R.value) in held) != ((one, R.minValue) in held and (one, R.maxValue) in held)
        place = tuple(tuple(held[one, dimension]) for dimension in DIMENSIONS)
        assert all(len(values) == 1 for values in place), one
        keys.add(place)
    assert len(keys) == len(observations)
    assert SDMX_DIMENSION.refPeriod in DIMENSIONS


def test_sdgs_are_the_un_s(classes: Classes) -> None:
    """The 17 goals have the UN's own addresses."""
    assert classes[SDGO.Goal] == {URIRef(f"{PREFIXES['sdg']}{number}") for number in range(1, 18)}


def test_discrepancies(everything: set[Triple], classes: Classes, tables: Tables) -> None:
    """Those found by rule are told apart from those that a reader found."""
    by_rule = {s for s, p, o in everything if p == R.foundBy and o == thing("found-by/rule")}
    by_reader = {s for s, p, o in everything if p == R.foundBy and o == thing("found-by/reader")}
    assert len(by_rule) == 10
    assert len(by_reader) == len(tables.known_discrepancies)
    assert by_rule | by_reader == classes[R.Discrepancy]


@pytest.fixture(scope="module")
def two_editions(tables: Tables) -> Built:
    """The graphs under another base with an earlier edition, in which another party owned an initiative."""
    (edition,) = tables.editions
    earlier = replace(edition, id="utgava-2019", year=2019)
    entry = replace(tables.entries[0], id="rad-2019-1-1", edition="utgava-2019", initiative="forra-arets")
    owner = replace(tables.participations[0], id="medv-2019", entry=entry.id, participant="kth")
    initiative = replace(tables.initiatives[0], id="forra-arets", label_sv="Förra årets")
    changed = replace(
        tables,
        editions=(edition, earlier),
        initiatives=(*tables.initiatives, initiative),
        entries=(entry, *tables.entries),
        participations=(owner, *tables.participations),
    )
    return build(changed, ontology(), Iris("https://data.example.org/"))


def test_shortcuts_of_an_earlier_edition_stand_apart(two_editions: Built) -> None:
    """Owner, partner and funder in graph/inferred are the current edition's; the earlier one has its own."""
    graphs = two_editions.graphs
    assert list(graphs) == ["plan", "actors", "edition/2019", "edition/2020", "inferred/2019", "inferred"]
    assert two_editions.current.id == "utgava-2020"
    old, owner = (
        URIRef(f"https://data.example.org/id/{one}") for one in ("initiative/forra-arets", "actor/kth")
    )
    shortcut = (old, R.owner, owner)
    assert [name for name, triples in graphs.items() if shortcut in triples] == ["inferred/2019"]
    assert not any(predicate == R.owner and subject == old for subject, predicate, _ in graphs["inferred"])
    entry = URIRef("https://data.example.org/id/entry/2019.1.1")
    assert (entry, RDF.type, R.InventoryEntry) in graphs["edition/2019"]
    counts = Counter(triple for triples in graphs.values() for triple in triples)
    assert [triple for triple, count in counts.items() if count > 1 and triple[1] != R.bearsOn] == []


def test_base_is_a_setting_and_terms_are_not(two_editions: Built) -> None:
    """Things stand under the base of the build, terms under their own address for ever."""
    nodes = {node for triples in two_editions.graphs.values() for triple in triples for node in triple}
    addresses = {str(node) for node in nodes if isinstance(node, URIRef)}
    ours = {address for address in addresses if address.startswith(DEFAULT_BASE)}
    assert ours
    assert all(address.startswith(RUFS) for address in ours)
    assert any(address.startswith("https://data.example.org/id/goal/") for address in addresses)
