"""What is stated of a thing, read off its description: the things that it names, and its texts."""

from rufsgraph.engines.triples import Literal
from rufsgraph.questions.descriptions import Description
from rufsgraph.terms import expand


def named(description: Description, term: str) -> tuple[str, ...]:
    """The keys of the things that a property of the thing names, in the order of their addresses."""
    return tuple(
        iri.rpartition("/")[2] for iri in _objects(description, term) if not isinstance(iri, Literal)
    )


def texts(description: Description, term: str) -> tuple[str, ...]:
    """The texts that a property of the thing has, whatever their language, each once."""
    found = (one.text for one in _objects(description, term) if isinstance(one, Literal))
    return tuple(dict.fromkeys(found))


def text(description: Description, term: str, lang: str) -> str:
    """The text of a property in a language, Swedish where there is no other; nothing where it has none."""
    found = {one.lang: one.text for one in _objects(description, term) if isinstance(one, Literal)}
    return next((found[wish] for wish in (lang, "sv", "") if wish in found), "")


def _objects(description: Description, term: str) -> list[str | Literal]:
    predicate = expand(term)
    return [one.object for one in description.own if one.predicate == predicate]
