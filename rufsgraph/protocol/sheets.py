"""What the page of a thing shows: its facts and what points to it, by property, in the reader's language."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from rufsgraph.engines.triples import Literal, Triple
from rufsgraph.protocol.addresses import address_of
from rufsgraph.protocol.contexts import curie_of
from rufsgraph.questions.descriptions import LABELLING, Description
from rufsgraph.terms import PREFIXES, Iris, expand, swedish_key

_TYPE = expand("rdf:type")
_DESCRIPTIONS = tuple(expand(name) for name in ("dcterms:description", "skos:definition", "rdfs:comment"))
_SOURCE = tuple(
    expand(f"rufs:{name}")
    for name in (
        "sourceSection",
        "row",
        "sourcePage",
        "sourceLine",
        "sourceLineEnd",
        "printedAs",
        "printedTitle",
    )
)
_HIDDEN = frozenset({*LABELLING, *_DESCRIPTIONS, *_SOURCE, _TYPE, expand("foaf:name")})
"""Properties that the page shows in a place of their own."""

_KINDS = {
    "rufs:Organisation": "Organization",
    "rufs:ActorGroup": "Organization",
    "rufs:Initiative": "Project",
    "rufs:Edition": "Report",
    "rufs:Source": "CreativeWork",
    "rufs:Reference": "CreativeWork",
    "rufs:Strategy": "CreativeWork",
    "rufs:Area": "Place",
    "rufs:Indicator": "StatisticalVariable",
    "rufs:Observation": "Observation",
}
"""The types of schema.org that a search engine knows the kinds of things by; the rest are defined terms."""

Terms = Callable[[str, str], str | None]
"""The label of a term of another vocabulary by its prefixed name and a language."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A value as shown: its text, where it leads if anywhere, its language where it isn't the page's."""

    text: str
    path: str = ""
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The values of one property, with how many there are on all pages."""

    label: str
    term: str
    values: tuple[Shown, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the page of a thing holds."""

    iri: str
    label: str
    kinds: tuple[Shown, ...]
    texts: tuple[Shown, ...]
    source: tuple[Group, ...]
    facts: tuple[Group, ...]
    pointing: tuple[Group, ...]


class Sheets:
    """Writes sheets of descriptions for one site."""

    def __init__(self, iris: Iris, terms: Terms) -> None:
        self._iris = iris
        self._terms = terms

    def sheet(self, description: Description, lang: str) -> Sheet:
        """The sheet of a description in a language."""
        by_property = self._grouped(description.own, lang, description)
        return Sheet(
            iri=description.iri,
            label=description.label_of(description.iri, lang),
            kinds=tuple(self._kinds(description, lang)),
            texts=tuple(self._texts(description.own, lang)),
            source=tuple(by_property[term] for term in _SOURCE if term in by_property),
            facts=tuple(
                sorted(
                    (group for term, group in by_property.items() if term not in _HIDDEN),
                    key=lambda group: (not group.term.startswith("rufs:"), swedish_key(group.label)),
                )
            ),
            pointing=tuple(self._pointing(description, lang)),
        )

    def structured(self, description: Description, lang: str) -> Mapping[str, Any]:
        """The thing as schema.org has it, for search engines."""
        kinds = [curie_of(str(one.object)) for one in description.own if one.predicate == _TYPE]
        texts = [shown.text for shown in self._texts(description.own, lang)]
        others = [
            one.object.text
            for one in description.own
            if one.predicate == expand("skos:altLabel") and isinstance(one.object, Literal)
        ]
        same = [str(one.object) for one in description.own if one.predicate == expand("schema:sameAs")]
        return {
            "@context": "https://schema.org/",
            "@type": next((_KINDS[kind] for kind in kinds if kind in _KINDS), "DefinedTerm"),
            "@id": description.iri,
            "url": description.iri,
            "name": description.label_of(description.iri, lang),
            **({"alternateName": others} if others else {}),
            **({"description": texts[0]} if texts else {}),
            **({"sameAs": same} if same else {}),
        }

    def _kinds(self, description: Description, lang: str) -> Iterable[Shown]:
        own = (str(one.object) for one in description.own if one.predicate == _TYPE)
        for kind in own:
            if kind.startswith((PREFIXES["rufs"], PREFIXES["sdgo"], PREFIXES["owl"])):
                yield self._thing(kind, lang, description)

    def _texts(self, own: Iterable[Triple], lang: str) -> Iterable[Shown]:
        """Texts of a thing in the reader's language, Swedish where there are no others."""
        for term in _DESCRIPTIONS:
            found = {
                one.object.lang: one.object.text
                for one in own
                if one.predicate == term and isinstance(one.object, Literal)
            }
            chosen = next((wish for wish in (lang, "sv", "") if wish in found), None)
            if chosen is not None:
                yield Shown(found[chosen], lang="" if chosen == lang else chosen)

    def _grouped(self, own: Iterable[Triple], lang: str, description: Description) -> dict[str, Group]:
        groups = {}
        for term, ones in groupby(own, key=lambda one: one.predicate):
            values = [value for one in ones for value in self._values(one.object, lang, description)]
            chosen = [value for value in values if value.lang in ("", lang)] or values
            groups[term] = Group(
                self._label(term, lang, description), curie_of(term), tuple(chosen), len(chosen)
            )
        return groups

    def _pointing(self, description: Description, lang: str) -> Iterable[Group]:
        for term, ones in groupby(description.pointing, key=lambda one: one.predicate):
            values = _told_apart([self._thing(one.subject, lang, description) for one in ones])
            values.sort(key=lambda value: swedish_key(value.text))
            label = self._label(term, lang, description)
            yield Group(label, curie_of(term), tuple(values), description.counts[term])

    def _values(self, value: str | Literal, lang: str, description: Description) -> Iterable[Shown]:
        if isinstance(value, Literal):
            yield Shown(value.text, lang=value.lang)
        else:
            yield self._thing(value, lang, description)

    def _thing(self, iri: str, lang: str, description: Description) -> Shown:
        address = address_of(iri, self._iris)
        path = address.doc_path() if address else iri if iri.startswith(("http://", "https://")) else ""
        return Shown(self._label(iri, lang, description), path)

    def _label(self, iri: str, lang: str, description: Description) -> str:
        """What a thing or term is called: by our list, by the data, or by its prefixed name."""
        from_others = self._terms(curie_of(iri), lang)
        if from_others:
            return from_others
        label = description.label_of(iri, lang)
        return label if any(one.subject == iri for one in description.labels) else curie_of(iri)


def _told_apart(values: list[Shown]) -> list[Shown]:
    """The values, those of one name with their keys behind it."""
    names = Counter(value.text for value in values)
    return [
        replace(value, text=f"{value.text} ({value.path.rpartition('/')[2]})")
        if names[value.text] > 1
        else value
        for value in values
    ]
