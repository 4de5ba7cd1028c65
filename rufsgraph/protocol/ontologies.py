"""The page of the ontology: what it says of itself, each term with its use, alignments, and diagrams."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rufsgraph.engines.binding import Iri
from rufsgraph.engines.triples import Literal, Triple
from rufsgraph.protocol.addresses import LANGUAGES, address_of
from rufsgraph.protocol.contexts import curie_of
from rufsgraph.protocol.diagrams import Arrow, Diagram, Node, draw
from rufsgraph.protocol.sheets import Shown, Terms
from rufsgraph.questions.descriptions import LABELLING
from rufsgraph.questions.vocabulary import Use, Vocabulary
from rufsgraph.terms import RUFS, Iris, expand, swedish_key

CLASS, PROPERTY, DATATYPE = "class", "property", "datatype"
"""The kinds of terms, as the page tells them apart."""

_KINDS = {
    expand("owl:Class"): CLASS,
    expand("owl:ObjectProperty"): PROPERTY,
    expand("owl:DatatypeProperty"): PROPERTY,
    expand("rdfs:Datatype"): DATATYPE,
}
_DOMAINS = (expand("rdfs:domain"), expand("schema:domainIncludes"))
_RANGES = (expand("rdfs:range"), expand("schema:rangeIncludes"))
_PARENTS = (expand("rdfs:subClassOf"), expand("rdfs:subPropertyOf"))
_TYPE, _REPLACED = expand("rdf:type"), expand("dcterms:isReplacedBy")
_ALIGNING = (*_PARENTS, _TYPE, expand("rdfs:seeAlso"))

_GENERIC = frozenset({"edition", "involves", "involvesAsMember", "about", "betweenStatement", "mentions"})
"""Properties that would cross a whole diagram without telling how its classes fit together."""

_SDG = expand("sdgo:Goal")
_VIEWS: Mapping[str, tuple[str, ...]] = {
    "plan": (
        *("Need", "Mention", "Strategy", "FocusArea", "SubGoal", "RegionalPriority", "Goal"),
        *("Vision", "Plan", _SDG),
    ),
    "followup": (
        *("Evaluation", "Target", "Observation", "Assessment", "TrendStatement", "Indicator"),
        *("SubGoal", "Goal", _SDG),
    ),
    "placements": (
        *("Listing", "Placement", "Ranking", "Indicator", "Goal", "PlaceMention", "Initiative"),
        *("Actor", "Area"),
    ),
    "implementation": (
        *("Participation", "InventoryEntry", "Initiative", "Organisation", "ActorGroup"),
        *("FundingSource", "Actor", "RegionalPriority"),
    ),
}
"""The classes of each diagram, left to right where they turn in circles; the arrows are the ontology's."""


@dataclass(frozen=True, slots=True)
class Example:
    """A thing of a class, or a thing and what it states by a property."""

    thing: Shown
    values: tuple[Shown, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """A term as the page shows it: texts in the reader's language, then in the other."""

    name: str
    iri: str
    kind: str
    labels: tuple[str, str]
    definitions: tuple[str, str]
    comments: tuple[str, str]
    domains: tuple[Shown, ...]
    ranges: tuple[Shown, ...]
    parents: tuple[Shown, ...]
    children: tuple[Shown, ...]
    roles: tuple[Shown, ...]
    properties: tuple[Shown, ...]
    number: int
    examples: tuple[Example, ...]
    deprecated: bool
    replaced_by: tuple[Shown, ...]

    @property
    def curie(self) -> str:
        """The prefixed name."""
        return f"rufs:{self.name}"


@dataclass(frozen=True, slots=True)
class Alignment:
    """How a term of ours stands to a term of another vocabulary."""

    term: Shown
    relation: Shown
    other: Shown


@dataclass(frozen=True, slots=True)
class Link:
    """An arrow of a diagram, in words."""

    start: Shown
    property: Shown
    end: Shown


@dataclass(frozen=True, slots=True)
class View:
    """A diagram and the same as a list."""

    picture: Diagram
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The whole page; `others` is the language that isn't the reader's."""

    title: str
    description: str
    version: str
    version_iri: str
    licence: str
    prefixes: tuple[tuple[str, str], ...]
    terms: Mapping[str, tuple[Term, ...]]
    alignments: tuple[Alignment, ...]
    views: Mapping[str, View]
    other: str


def version_of(ontology: Iterable[Triple]) -> str:
    """The version that an ontology says it has, or nothing."""
    info = expand("owl:versionInfo")
    found = (one.object.text for one in ontology if one.predicate == info and isinstance(one.object, Literal))
    return next(found, "")


def page_of(vocabulary: Vocabulary, iris: Iris, terms: Terms, lang: str) -> Page:
    """The page of an ontology in a language."""
    return _Writer(vocabulary, iris, terms, lang).page()


class _Writer:
    """Looks up and writes what a page holds, in one language."""

    def __init__(self, vocabulary: Vocabulary, iris: Iris, terms: Terms, lang: str) -> None:
        self._vocabulary, self._iris, self._terms, self._lang = vocabulary, iris, terms, lang
        self._other = next(one for one in LANGUAGES if one != lang)
        self._objects: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        self._texts: dict[tuple[str, str, str], str] = {}
        for one in (*vocabulary.labels, *vocabulary.statements):
            if isinstance(one.object, Literal):
                self._texts.setdefault((one.subject, one.predicate, one.object.lang), one.object.text)
            else:
                self._objects[one.subject, one.predicate].append(one.object)
        self._stated: defaultdict[tuple[str, str], list[Iri | Literal]] = defaultdict(list)
        for one in vocabulary.examples:
            self._stated[one.subject, one.predicate].append(one.object)
        self._kinds = {
            subject: _KINDS[kind]
            for (subject, predicate), kinds in self._objects.items()
            if predicate == _TYPE and subject.startswith(RUFS)
            for kind in kinds
            if kind in _KINDS
        }
        self._children = self._reversed(_PARENTS)
        self._properties = self._reversed(_DOMAINS)

    def page(self) -> Page:
        found: defaultdict[str, list[Term]] = defaultdict(list)
        for iri, kind in self._kinds.items():
            found[kind].append(self._term(iri, kind))
        spoken = {iri for triple in self._vocabulary.statements for iri in self._spoken(triple)}
        prefixes = {curie.partition(":")[0] for curie in map(curie_of, spoken) if "://" not in curie}
        return Page(
            title=self._text(RUFS, "dcterms:title")[0],
            description=self._text(RUFS, "dcterms:description")[0],
            version=version_of(self._vocabulary.statements),
            version_iri=next(iter(self._objects[RUFS, expand("owl:versionIRI")]), ""),
            licence=next(iter(self._objects[RUFS, expand("dcterms:license")]), ""),
            prefixes=tuple((prefix, expand(f"{prefix}:")) for prefix in sorted(prefixes)),
            terms={kind: self._sorted(ones) for kind, ones in found.items()},
            alignments=tuple(self._alignments()),
            views={name: self._view(name) for name in _VIEWS},
            other=self._other,
        )

    def _spoken(self, triple: Triple) -> Iterable[str]:
        yield triple.predicate
        if isinstance(triple.object, Literal):
            yield triple.object.datatype
        else:
            yield triple.object

    def _sorted(self, terms: Iterable[Term]) -> tuple[Term, ...]:
        return tuple(sorted(terms, key=lambda term: swedish_key(term.labels[0])))

    def _term(self, iri: str, kind: str) -> Term:
        use = self._vocabulary.uses.get(iri, Use(0, ()))
        return Term(
            name=iri.removeprefix(RUFS),
            iri=iri,
            kind=kind,
            labels=self._text(iri, "rdfs:label"),
            definitions=self._text(iri, "skos:definition"),
            comments=self._text(iri, "rdfs:comment"),
            domains=self._shown_all(self._of(iri, _DOMAINS)),
            ranges=self._shown_all(self._of(iri, _RANGES)),
            parents=self._shown_all(self._of(iri, _PARENTS)),
            children=self._shown_all(self._children[iri]),
            roles=self._shown_all(one for one in self._objects[iri, _TYPE] if one not in _KINDS),
            properties=self._shown_all(self._properties[iri]),
            number=use.number,
            examples=tuple(self._example(thing, iri, kind) for thing in use.examples),
            deprecated=self._texts.get((iri, expand("owl:deprecated"), "")) == "true",
            replaced_by=self._shown_all(self._objects[iri, _REPLACED]),
        )

    def _of(self, iri: str, predicates: Sequence[str]) -> list[str]:
        return [one for predicate in predicates for one in self._objects.get((iri, predicate), ())]

    def _reversed(self, predicates: Sequence[str]) -> defaultdict[str, list[str]]:
        """Our terms by what they name by any of the predicates."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for term in self._kinds:
            for one in self._of(term, predicates):
                found[one].append(term)
        return found

    def _example(self, thing: str, term: str, kind: str) -> Example:
        if kind == CLASS:
            return Example(self._shown(thing))
        values = [
            Shown(one.text, lang=one.lang) if isinstance(one, Literal) else self._shown(one)
            for one in self._stated[thing, term]
        ]
        readable = [value for value in values if value.lang in ("", self._lang)] or values
        return Example(self._shown(thing), tuple(readable[:2]))

    def _alignments(self) -> Iterable[Alignment]:
        for iri in sorted(self._kinds, key=lambda one: (self._kinds[one], swedish_key(self._label(one)))):
            for relation in _ALIGNING:
                for other in self._objects.get((iri, relation), ()):
                    if not other.startswith(RUFS) and other not in _KINDS:
                        yield Alignment(
                            self._shown(iri), self._shown(relation), Shown(curie_of(other), other)
                        )

    def _view(self, name: str) -> View:
        links = self._links([one if "://" in one else RUFS + one for one in _VIEWS[name]])
        loops: defaultdict[str, list[str]] = defaultdict(list)
        words: defaultdict[tuple[str, str, str], list[str]] = defaultdict(list)
        for start, term, end in links:
            if start == end:
                loops[start].append(f"↻ {self._label(term)}")
            else:
                words[start, end, "kind" if term in _PARENTS else "link"].append(self._label(term))
        linked = {end for start, _, other in links for end in (start, other)}
        nodes = [
            Node(iri, self._label(iri), tuple(loops[iri]))
            for iri in (one if "://" in one else RUFS + one for one in _VIEWS[name])
            if iri in linked
        ]
        arrows = [Arrow(start, end, tuple(lines), kind) for (start, end, kind), lines in words.items()]
        shown = (Link(self._shown(a), self._shown(b), self._shown(c)) for a, b, c in links)
        return View(draw(nodes, arrows), tuple(shown))

    def _links(self, classes: Sequence[str]) -> list[tuple[str, str, str]]:
        """What links classes: super-classes, and properties by domain and range. Of those that have several
        domains or ranges, only the pairs that the data has."""
        found = [(one, _PARENTS[0], up) for one in classes for up in self._of(one, _PARENTS[:1])]
        for term in sorted(self._kinds):
            domains, ranges = self._of(term, _DOMAINS), self._of(term, _RANGES)
            single = len(domains) == len(ranges) == 1
            pairs = [(start, end) for start in domains for end in ranges]
            if term.removeprefix(RUFS) not in _GENERIC:
                found += [
                    (start, term, end)
                    for start, end in pairs
                    if single or (start, term, end) in self._vocabulary.links
                ]
        return [(start, term, end) for start, term, end in found if start in classes and end in classes]

    def _shown_all(self, iris: Iterable[str]) -> tuple[Shown, ...]:
        return tuple(sorted(map(self._shown, iris), key=lambda shown: swedish_key(shown.text)))

    def _shown(self, iri: str) -> Shown:
        """A term leads to its place on this page, a thing to its own page, others' terms to themselves."""
        if iri in self._kinds:
            return Shown(self._label(iri), f"#{iri.removeprefix(RUFS)}")
        address = address_of(iri, self._iris)
        return Shown(self._label(iri), address.doc_path() if address else iri)

    def _label(self, iri: str) -> str:
        for lang in (self._lang, *LANGUAGES, ""):
            for term in LABELLING:
                if (iri, term, lang) in self._texts:
                    return self._texts[iri, term, lang]
        address = address_of(iri, self._iris)
        return address.key if address else self._terms(curie_of(iri), self._lang) or curie_of(iri)

    def _text(self, iri: str, curie: str) -> tuple[str, str]:
        """A text in the reader's language, and in the other."""
        first, second = (
            self._texts.get((iri, expand(curie), lang), "") for lang in (self._lang, self._other)
        )
        return first, second
