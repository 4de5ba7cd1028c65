"""The JSON-LD context of short names, made of the ontology, and descriptions written by it as plain JSON."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any

from rufsgraph.engines.triples import Literal, Triple
from rufsgraph.questions.descriptions import LABELLING, Description
from rufsgraph.terms import PREFIXES, RUFS, expand

PATH = "/context.jsonld"
"""Where the context is, at whatever host a description comes from."""

_TYPE = f"{PREFIXES['rdf']}type"
_XSD = PREFIXES["xsd"]
_LANGUAGE_MAPS = {
    "prefLabel": "skos:prefLabel",
    "altLabel": "skos:altLabel",
    "definition": "skos:definition",
    "label": "rdfs:label",
    "comment": "rdfs:comment",
    "description": "dcterms:description",
    "title": "dcterms:title",
    "name": "foaf:name",
    "note": "rufs:note",
    "reason": "rufs:reason",
    "scopeNote": "rufs:scopeNote",
    "joinedBecause": "rufs:joinedBecause",
}
"""Properties whose texts come by language, `{"sv": ..., "en": ...}`; `@none` is a text in no language."""

_OTHERS = {
    "notation": "skos:notation",
    "inScheme": "skos:inScheme",
    "broader": "skos:broader",
    "memberOf": "org:memberOf",
    "unitOf": "org:unitOf",
    "subOrganizationOf": "org:subOrganizationOf",
    "source": "dcterms:source",
    "date": "dcterms:date",
    "issued": "dcterms:issued",
    "modified": "dcterms:modified",
    "license": "dcterms:license",
    "wasDerivedFrom": "prov:wasDerivedFrom",
    "hadPrimarySource": "prov:hadPrimarySource",
    "agent": "prov:agent",
    "hadRole": "prov:hadRole",
    "refAreaOfCube": "sdmx-dimension:refArea",
    "refPeriodOfCube": "sdmx-dimension:refPeriod",
    "obsValue": "sdmx-measure:obsValue",
    "unitMeasure": "sdmx-attribute:unitMeasure",
    "dataSet": "qb:dataSet",
    "sameAs": "schema:sameAs",
    "isDefinedBy": "rdfs:isDefinedBy",
    "seeAlso": "rdfs:seeAlso",
    "subject": "rdf:subject",
    "predicate": "rdf:predicate",
    "object": "rdf:object",
    "primaryTopic": "foaf:primaryTopic",
    "version": "schema:version",
}
"""Other properties of other vocabularies that have a short name."""

_NATIVE: Mapping[str, Callable[[str], int | bool]] = {
    f"{_XSD}integer": int,
    f"{_XSD}boolean": lambda text: text in ("true", "1"),
}
"""Datatypes that JSON has itself."""


class Context:
    """Short names for the terms of the ontology and of the vocabularies beside it."""

    def __init__(self, ontology: Iterable[Triple]) -> None:
        ranges: dict[str, set[str]] = defaultdict(set)
        kinds: dict[str, set[str]] = defaultdict(set)
        for one in ontology:
            if isinstance(one.object, Literal):
                continue
            if one.predicate == f"{PREFIXES['rdfs']}range":
                ranges[one.subject].add(one.object)
            elif one.predicate == _TYPE and one.subject.startswith(RUFS):
                kinds[one.subject].add(one.object)
        self._maps = {expand(curie): name for name, curie in _LANGUAGE_MAPS.items()}
        self._names = {expand(curie): name for name, curie in _OTHERS.items()} | self._maps
        self._datatypes: dict[str, str] = {}
        for term in sorted(kinds):
            name = term.removeprefix(RUFS)
            if not name or term in self._names or name in _RESERVED:
                continue
            self._names[term] = name
            for datatype in sorted(ranges[term]):
                if datatype.startswith(_XSD) and datatype not in _NATIVE and datatype != f"{_XSD}string":
                    self._datatypes[term] = datatype

    @cached_property
    def document(self) -> Mapping[str, Any]:
        """The context as JSON-LD 1.1 has it."""
        terms: dict[str, Any] = {"id": "@id", "type": "@type", "included": "@included"}
        for iri, name in sorted(self._names.items(), key=lambda item: item[1]):
            if iri in self._maps:
                terms[name] = {"@id": curie_of(iri), "@container": "@language"}
            elif iri in self._datatypes:
                terms[name] = {"@id": curie_of(iri), "@type": curie_of(self._datatypes[iri])}
            else:
                terms[name] = curie_of(iri)
        return {"@context": {"@version": 1.1, **PREFIXES, **terms}}

    def write(self, description: Description, about: Iterable[Triple]) -> bytes:
        """A description as JSON with short names; what points to the thing, and `about`, is `included`."""
        labels: dict[str, dict[str, Any]] = defaultdict(dict)
        for one in description.labels:
            self._add(labels[one.subject], one, {})
        nodes: dict[str, dict[str, Any]] = {}
        for one in (*sorted(description.own, key=_rank), *description.pointing, *about):
            node = nodes.setdefault(one.subject, {"id": one.subject, **labels.get(one.subject, {})})
            self._add(node, one, labels)
        thing = nodes.pop(description.iri)
        rest = [{"id": iri, **label} for iri, label in labels.items() if iri not in nodes]
        document = {"@context": PATH, **thing, "included": [*nodes.values(), *rest]}
        return json.dumps(document, ensure_ascii=False, indent=1).encode()

    def _add(self, node: dict[str, Any], one: Triple, labels: Mapping[str, Mapping[str, Any]]) -> None:
        """Adds a statement to its node: alone as itself, with others of its property as a list."""
        name, value = self._names.get(one.predicate, curie_of(one.predicate)), one.object
        shown: Any
        if one.predicate == _TYPE:
            name, shown = "type", self._names.get(str(value), curie_of(str(value)))
        elif not isinstance(value, Literal):
            shown = {"id": str(value), **labels.get(value, {})}
        elif one.predicate in self._maps and (value.lang or value.datatype == f"{_XSD}string"):
            texts = node.setdefault(name, {})
            _append(texts, value.lang or "@none", value.text)
            return
        else:
            shown = self._literal(one.predicate, value)
        _append(node, name, shown)

    def _literal(self, predicate: str, value: Literal) -> Any:
        if value.lang:
            return {"@value": value.text, "@language": value.lang}
        coerced = self._datatypes.get(predicate)
        native = None if coerced else _NATIVE.get(value.datatype)
        if native and json.dumps(native(value.text)) == value.text:
            return native(value.text)
        if value.datatype == (coerced or f"{_XSD}string"):
            return value.text
        return {"@value": value.text, "@type": curie_of(value.datatype)}


_RESERVED = frozenset({"id", "type", "included"} | set(_LANGUAGE_MAPS) | set(_OTHERS) | set(PREFIXES))


def _rank(one: Triple) -> int:
    """Where a statement stands in its node: what the thing is and is called comes first."""
    return _FIRST.index(one.predicate) if one.predicate in _FIRST else len(_FIRST)


def curie_of(iri: str) -> str:
    """The prefixed name of an IRI where a prefix of ours fits, else the IRI."""
    fitting = [(start, prefix) for prefix, start in PREFIXES.items() if iri.startswith(start)]
    if not fitting:
        return iri
    start, prefix = max(fitting, key=lambda pair: len(pair[0]))
    return f"{prefix}:{iri[len(start) :]}"


def _append(node: dict[str, Any], name: str, value: Any) -> None:
    if name not in node:
        node[name] = value
    elif isinstance(node[name], list):
        node[name].append(value)
    else:
        node[name] = [node[name], value]


_FIRST = [_TYPE, *(expand(name) for name in ("skos:prefLabel", "skos:altLabel", "dcterms:description"))]
assert set(LABELLING) <= {expand(curie) for curie in _LANGUAGE_MAPS.values()}
