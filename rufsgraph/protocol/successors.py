"""Where an identifier that is no longer in use leads: the same kind of address of what stands in its place.

Source: the Swedish profile for persistent identifiers, rules UM-10 to UM-12.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from rufsgraph.errors import Gone
from rufsgraph.protocol.addresses import Link, address_of
from rufsgraph.questions.former import Former
from rufsgraph.terms import Iris

_QUERY = "=&%?/:@!$'()*+,;~[]"


@dataclass(frozen=True, slots=True)
class Asked:
    """The kind of address asked: an identifier, or a description with its ending; and its query."""

    is_description: bool
    ending: str = ""
    query: bytes = b""


@dataclass(frozen=True, slots=True)
class Place:
    """A successor as a caller gets to it."""

    iri: str
    names: Mapping[str, str]
    path: str


def places(former: Former, asked: Asked, iris: Iris) -> list[Place]:
    """Each successor with the path of the kind that was asked."""
    found = []
    for one in former.successors:
        address = address_of(one.iri, iris)
        if address:
            path = address.doc_path(asked.ending) if asked.is_description else address.id_path
            found.append(Place(one.iri, one.names, path + _query(asked)))
    return found


def _query(asked: Asked) -> str:
    return f"?{quote(asked.query, safe=_QUERY)}" if asked.query else ""


def links(found: list[Place]) -> list[Link]:
    """A link to each successor (UM-12)."""
    return [Link(place.path, "successor-version") for place in found]


def document(former: Former, found: list[Place], lang: str) -> Mapping[str, object]:
    """What became of a merged or split identifier, as JSON in a language."""
    return {
        "identifier": former.iri,
        "change": former.change,
        "edition": former.edition,
        "since": former.since[lang],
        "reason": former.reason[lang],
        "successors": [{"id": one.iri, "name": one.names[lang], "path": one.path} for one in found],
    }


def gone(former: Former) -> Gone:
    """The error for an identifier that has ended: since when, and why (UM-10)."""
    return Gone(
        f"{former.iri} is no longer in use, from “{former.since['en']}” on: {former.reason['en']}",
        f"{former.iri} används inte längre, från och med ”{former.since['sv']}”: {former.reason['sv']}",
        identifier=former.iri,
        edition=former.edition,
    )
