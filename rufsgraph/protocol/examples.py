"""The question library as example queries in RDF, as sib-swiss/sparql-examples has them."""

from rufsgraph.engines.binding import Iri, Value, bind
from rufsgraph.engines.lexer import shape
from rufsgraph.protocol.statements import Statements
from rufsgraph.questions.question import NAMED_TYPES, Parameter, Question, Text, library
from rufsgraph.terms import PREFIXES

EXECUTABLES = {
    "SELECT": ("sh:SPARQLSelectExecutable", "sh:select"),
    "ASK": ("sh:SPARQLAskExecutable", "sh:ask"),
    "CONSTRUCT": ("sh:SPARQLConstructExecutable", "sh:construct"),
    "DESCRIBE": ("spex:SPARQLDescribeExecutable", "spex:describe"),
}
"""The class of an example query and the property that holds its text, by the form of the query."""

_CLASSES = {"funder": "actor", "place": "area", "thing": "entry"}
"""The class in the IRI of an example, where the parameter's type allows several or is named otherwise."""


def example_graph(base: str, edition: str) -> bytes:
    """Every question as a sh:SPARQLExecutable with comments, prefixes, keywords and target, as N-Triples."""
    pen = Statements()
    _prefixes(pen, base)
    for question in library().values():
        write_example(pen, base, edition, question)
    return pen.ntriples()


def _prefixes(pen: Statements, base: str) -> None:
    """The prefix registry as SHACL declares prefixes (SHACL, section 5.2.1)."""
    registry = prefixes_of(base)
    pen.type(registry, "owl:Ontology")
    pen.text(registry, "rdfs:label", {"sv": "Prefixen", "en": "The prefixes"})
    for name, namespace in PREFIXES.items():
        node = f"{base}id/prefix/{name}"
        pen.add(registry, "sh:declare", Iri(node))
        pen.type(node, "sh:PrefixDeclaration")
        pen.add(node, "sh:prefix", name)
        pen.typed(node, "sh:namespace", namespace, "xsd:anyURI")


def prefixes_of(base: str) -> Iri:
    """The IRI of the node that declares every prefix."""
    return Iri(f"{base}id/prefixes/all")


def write_example(pen: Statements, base: str, edition: str, question: Question) -> None:
    """Writes a question as an example query.

    Editors and assistants read nothing but the comment, so that it holds the question and what it means.
    """
    query = example_query(base, edition, question)
    kind, holds = EXECUTABLES[shape(query).form]
    node = f"{base}id/question/{question.id}"
    pen.type(node, "sh:SPARQLExecutable", kind)
    pen.text(node, "rdfs:label", question.title)
    pen.text(node, "rdfs:comment", _comment(question))
    pen.add(node, "sh:prefixes", prefixes_of(base))
    pen.add(node, holds, query)
    pen.add(node, "schema:keywords", *question.keywords)
    pen.add(node, "schema:target", Iri(f"{base}sparql"))


def example_query(base: str, edition: str, question: Question, lang: str = "sv") -> str:
    """A question's SPARQL as it runs: parameters stand in it by their examples, defaults or as UNDEF."""
    return bind(question.file.full_text(), _examples(base, edition, question) | {"lang": lang})


def _comment(question: Question) -> Text:
    return {lang: f"{title} {question.description[lang]}" for lang, title in question.title.items()}


def _examples(base: str, edition: str, question: Question) -> dict[str, Value]:
    """A value for each parameter: the example of those required, the default of the others."""
    values: dict[str, Value] = {"edition": Iri(f"{base}id/edition/{edition}")}
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
