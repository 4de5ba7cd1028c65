"""The ontology with how the data uses it: all that its page is made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from rufsgraph.engines.binding import Iri, bind
from rufsgraph.engines.engine import UNION, Engine
from rufsgraph.engines.rows import Rows
from rufsgraph.engines.triples import Literal, Triple
from rufsgraph.questions.descriptions import ask_triples, labels_of, ontology
from rufsgraph.questions.question import support
from rufsgraph.terms import RUFS, Iris


@dataclass(frozen=True, slots=True)
class Use:
    """How many things a class has, or statements a property, and the first few of them."""

    number: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The ontology's statements; uses by term; which classes each property links in the data, as
    (class, property, class); what the examples state by the terms that they are examples of; labels.
    """

    statements: tuple[Triple, ...]
    uses: Mapping[str, Use]
    links: frozenset[tuple[str, str, str]]
    examples: tuple[Triple, ...]
    labels: tuple[Triple, ...]


def read_vocabulary(engine: Engine, iris: Iris) -> Vocabulary:
    """The ontology of a release, with its use as the release's VoID tells it."""
    uses = _uses(_rows(engine, iris, "uses"))
    links = frozenset((str(a), str(b), str(c)) for a, b, c in _rows(engine, iris, "links").rows)
    examples = _examples(engine, uses)
    shown = {thing for use in uses.values() for thing in use.examples}
    shown |= {one.object for one in examples if not isinstance(one.object, Literal)}
    return Vocabulary(
        tuple(ontology(engine, iris)), uses, links, examples, tuple(labels_of(engine, UNION, shown))
    )


def _rows(engine: Engine, iris: Iris, name: str) -> Rows:
    parameters = {
        "catalogue": Iri(iris.graph("catalogue")),
        "dataset": Iri(iris.id("dataset", "rufs")),
        "namespace": RUFS,
    }
    return engine.rows(bind(support(name).full_text(), parameters))


def _uses(rows: Rows) -> dict[str, Use]:
    found = {}
    for term, ones in groupby(rows.rows, key=lambda row: str(row[0])):
        same = list(ones)
        found[term] = Use(int(str(same[0][1])), tuple(sorted(str(row[2]) for row in same)))
    return found


def _examples(engine: Engine, uses: Mapping[str, Use]) -> tuple[Triple, ...]:
    """What the examples state by the properties that they are examples of."""
    wanted = {(thing, term) for term, use in uses.items() for thing in use.examples}
    things = tuple(map(Iri, sorted({thing for thing, _ in wanted})))
    if not things:
        return ()
    ask = partial(ask_triples, engine, UNION, "statements-of")
    return tuple(one for one in ask(things=things) if (one.subject, one.predicate) in wanted)
