"""Describes a thing: what is stated of it, what points to it, and the labels of all that it names."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rufsgraph.engines.binding import Iri, bind
from rufsgraph.engines.engine import UNION, Dataset, Engine
from rufsgraph.engines.triples import Literal, Triple, parse_triples
from rufsgraph.questions.question import support
from rufsgraph.terms import PREFIXES, RUFS, Iris

PAGE = 100
"""How many statements that point to a thing a page of its description holds."""

LABELLING = (f"{PREFIXES['skos']}prefLabel", f"{PREFIXES['rdfs']}label")
"""The properties that give a label, the one to be shown first."""

_NTRIPLES = "application/n-triples"


@dataclass(frozen=True, slots=True)
class Description:
    """A page of a thing's description, all in a set order.

    `own` is what is stated of it, on every page; `pointing` what names it, at most PAGE a page, of
    `counts` by property in all; `labels` say how whatever these name is called: its skos:prefLabel, or
    rdfs:label where it has none.
    """

    iri: str
    own: tuple[Triple, ...]
    pointing: tuple[Triple, ...]
    labels: tuple[Triple, ...]
    counts: Mapping[str, int]
    page: int
    pages: int

    def triples(self) -> list[Triple]:
        """All statements of this page."""
        return [*self.own, *self.pointing, *self.labels]

    def label_of(self, iri: str, lang: str) -> str:
        """The label of something named here, Swedish where there is no other; its IRI's end without one."""
        found: dict[tuple[str, str], str] = {}
        for one in (*self.labels, *self.own):
            if one.subject == iri and isinstance(one.object, Literal):
                found.setdefault((one.predicate, one.object.lang), one.object.text)
        wishes = [(by, wish) for wish in (lang, "sv", "en", "") for by in LABELLING]
        return next((found[wish] for wish in wishes if wish in found), iri.rstrip("/").rpartition("/")[2])


def describe(engine: Engine, iri: str, page: int = 1, dataset: Dataset = UNION) -> Description | None:
    """The description of a thing; None where nothing is stated of it, or it has no such page.

    That of the ontology is the whole ontology, on one page.
    """
    if iri == RUFS and dataset == UNION:
        return _whole_ontology(engine) if page == 1 else None
    own = ask_triples(engine, dataset, "own-statements", thing=Iri(iri))
    if not own:
        return None
    pointing = ask_triples(engine, dataset, "pointing-statements", thing=Iri(iri))
    pages = max(1, -(-len(pointing) // PAGE))
    if not 1 <= page <= pages:
        return None
    shown = pointing[(page - 1) * PAGE : page * PAGE]
    labels = labels_of(engine, dataset, _named(iri, [*own, *shown]))
    counts = Counter(one.predicate for one in pointing)
    return Description(iri, tuple(own), tuple(shown), tuple(labels), counts, page, pages)


def other_descriptions(engine: Engine, iri: str, aside: Sequence[str]) -> list[str] | None:
    """Where else a thing is described, by others; None where nothing is stated of it here.

    Looked for in the data and in the graphs `aside`, which are asked by name only.
    """
    parameters: dict[str, Iri | tuple[Iri, ...]] = {"thing": Iri(iri), "aside": tuple(map(Iri, aside))}
    rows = engine.rows(bind(support("other-descriptions").full_text(), parameters)).rows
    return [str(other) for (other,) in rows if other is not None] if rows else None


def _whole_ontology(engine: Engine) -> Description | None:
    """All statements of the graph that the ontology stands in, which say themselves what they name."""
    own = ask_triples(engine, UNION, "whole-ontology", ontology=Iri(RUFS))
    return Description(RUFS, tuple(own), (), (), {}, 1, 1) if own else None


def ontology(engine: Engine, iris: Iris) -> list[Triple]:
    """Every statement of the ontology."""
    return ask_triples(engine, UNION, "ontology", graph=Iri(iris.graph("ontology")))


def _named(iri: str, triples: Iterable[Triple]) -> set[str]:
    """All that triples name beside the thing itself."""
    named: set[str] = set()
    for one in triples:
        named |= {one.subject, one.predicate}
        if not isinstance(one.object, Literal):
            named.add(one.object)
    return named - {iri}


def labels_of(engine: Engine, dataset: Dataset, named: Iterable[str]) -> list[Triple]:
    """The labels of things and terms, in every language: skos:prefLabel, or rdfs:label without one."""
    wanted = tuple(Iri(name) for name in sorted(named))
    labels = ask_triples(engine, dataset, "labels", named=wanted) if wanted else []
    preferred = {one.subject for one in labels if one.predicate == LABELLING[0]}
    return [one for one in labels if one.predicate == LABELLING[0] or one.subject not in preferred]


def ask_triples(
    engine: Engine, dataset: Dataset, name: str, **parameters: Iri | tuple[Iri, ...]
) -> list[Triple]:
    """The triples of a query of ours, sorted by property, then by what is on either side of it."""
    query = bind(support(name).full_text(), parameters)
    triples = parse_triples(b"".join(engine.answer(query, _NTRIPLES, dataset)))
    return sorted(triples, key=lambda one: (one.predicate, one.subject, _order(one.object)))


def _order(value: Iri | Literal) -> tuple[str, str]:
    return (value.text, value.lang) if isinstance(value, Literal) else (value, "")
