"""The endpoint described in RDF: the question library as example queries."""

import json

from rufsgraph.engines.binding import Iri, Value, bind
from rufsgraph.engines.formats import turtle_to_ntriples
from rufsgraph.questions.question import NAMED_TYPES, Parameter, Question, library
from rufsgraph.terms import PREFIXES


def example_graph(base: str, edition: str) -> bytes:
    """Every question as a sh:SPARQLSelectExecutable with comments, prefixes and keywords, as N-Triples.

    Parameters stand in the query by their examples or as UNDEF, so that it runs as it is.
    """
    head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    prefixes = f"<{base}id/prefixes/rufs> a <http://www.w3.org/2002/07/owl#Ontology> .\n"
    for name, iri in PREFIXES.items():
        node = f"<{base}id/prefixes/{name}>"
        prefixes += f"<{base}id/prefixes/rufs> sh:declare {node} . {node} sh:prefix {_text(name)} ; "
        prefixes += f'sh:namespace "{iri}"^^xsd:anyURI .\n'
    questions = "".join(_question(base, edition, question) for question in library().values())
    return turtle_to_ntriples((head + prefixes + questions).encode())


def _question(base: str, edition: str, question: Question) -> str:
    select = bind(question.file.full_text(), _examples(base, edition, question))
    keywords = ", ".join(_text(word) for word in question.keywords)
    return (
        f"<{base}id/question/{question.id}> a sh:SPARQLExecutable, sh:SPARQLSelectExecutable ; "
        f"rdfs:label {_text(question.title['sv'])}@sv, {_text(question.title['en'])}@en ; "
        f"rdfs:comment {_text(question.description['sv'])}@sv, {_text(question.description['en'])}@en ; "
        f"sh:prefixes <{base}id/prefixes/rufs> ; schema:keywords {keywords} ; "
        f"sh:select {_text(select)} .\n"
    )


def _examples(base: str, edition: str, question: Question) -> dict[str, Value]:
    """A value for each parameter: the example of those required, the default of the others."""
    values: dict[str, Value] = {"lang": "sv", "edition": Iri(f"{base}id/edition/{edition}")}
    for one in question.parameters:
        example = one.example if one.required else one.default
        values[one.token] = _value(base, one, example)
    return values


def _value(base: str, parameter: Parameter, example: object) -> Value:
    if example is None or isinstance(example, bool | int):
        return example
    if parameter.type not in NAMED_TYPES:
        return str(example)
    if parameter.type == "sdg":
        return Iri(f"{PREFIXES['sdg']}{example}")
    return Iri(f"{base}id/{_CLASSES.get(parameter.type, parameter.type)}/{example}")


_CLASSES = {"funder": "funding-source", "place": "area", "thing": "entry"}
"""The class in the IRI of an example, where the parameter's type allows several or is named otherwise."""


def _text(value: str) -> str:
    """A Turtle string: JSON's escapes are among Turtle's."""
    return json.dumps(value, ensure_ascii=False)
