"""What the description of a thing says, in the reader's language and in the report's own."""

from rufsgraph.engines.triples import Literal
from rufsgraph.protocol.pages.kind import Material
from rufsgraph.protocol.tables import Part
from rufsgraph.terms import expand

_LABEL, _STATUS = expand("skos:prefLabel"), expand("rufs:translationStatus")


def official(material: Material) -> str:
    """The Swedish wording of a thing whose label in the page's language is our translation; else nothing."""
    own = material.description.own
    if material.lang == "sv" or not any(one.predicate == _STATUS for one in own):
        return ""
    labels = (one.object for one in own if one.predicate == _LABEL)
    return next((one.text for one in labels if isinstance(one, Literal) and one.lang == "sv"), "")


def texts(material: Material, term: str) -> list[str]:
    """The texts that a property of the thing has in the page's language."""
    found = (one.object for one in material.description.own if one.predicate == expand(term))
    return [one.text for one in found if isinstance(one, Literal) and one.lang in ("", material.lang)]


def parts(material: Material, term: str) -> list[Part]:
    """The things that a property of the thing names."""
    found = (one.object for one in material.description.own if one.predicate == expand(term))
    pairs = (str(one).rsplit("/", 2)[1:] for one in found if not isinstance(one, Literal))
    return [material.tables.part(kind, key) for kind, key in pairs]
