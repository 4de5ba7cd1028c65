"""The addresses of things: identifiers, their descriptions in each form, and the links between them.

An identifier `/id/actor/kth` is a thing of the world, which leads by 303 to its description
`/doc/actor/kth` (httpRange-14; rule UM-7 of the Swedish profile for persistent identifiers). A description
has a form for each ending: `/doc/actor/kth.ttl`. A term `/def/Actor` leads to `/doc/def/Actor` likewise.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from rufsgraph.terms import LICENCE, PREFIXES, RUFS, Iris

HTML = "text/html"
FORMS: Mapping[str, str] = {
    "html": HTML,
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
    "nt": "application/n-triples",
}
"""The five endings and their media types; nothing else after a dot is an ending."""

FORM_NAMES = {"html": "HTML", "ttl": "Turtle", "jsonld": "JSON-LD", "rdf": "RDF/XML", "nt": "N-Triples"}
"""What the forms are called."""

LANGUAGES = ("sv", "en")
TERMS = "def"
"""The class, as addresses have it, of the ontology's terms."""

ONTOLOGY = "ontology"
"""The key that stands in a description's address for the ontology itself, whose own IRI ends in a slash."""

SDGS = "sdg"
"""The class of the UN's goals: their identifiers are the UN's, their descriptions here are ours."""

PROFILE = RUFS
"""The profile that descriptions in RDF keep to: the words of the ontology."""

_VERSION = re.compile(r"[0-9]+(\.[0-9]+)+")
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._\-]*")


@dataclass(frozen=True, slots=True)
class Address:
    """A thing as the addresses of one site name it: class and key."""

    cls: str
    key: str

    @property
    def id_path(self) -> str:
        """The path of its identifier at this site."""
        if self.cls == TERMS:
            return f"/{TERMS}/{'' if self.key == ONTOLOGY else self.key}"
        return f"/id/{self.cls}/{self.key}"

    def doc_path(self, ending: str = "") -> str:
        """The path of its description, in the form of an ending if one is given."""
        path = f"/doc/{quote(self.cls)}/{quote(self.key)}"
        return f"{path}.{ending}" if ending else path


def split_ending(key: str) -> tuple[str, str | None]:
    """A key as it stands in a description's address, without its ending, and the ending if it has one.

    >>> split_ending("2020.1.14.ttl"), split_ending("2020.1.14")
    (('2020.1.14', 'ttl'), ('2020.1.14', None))
    """
    name, _, ending = key.rpartition(".")
    return (name, ending) if name and ending in FORMS else (key, None)


def is_version(name: str) -> bool:
    """Whether the end of an address under /def/ is a version of the ontology, and no term of it.

    >>> is_version("0.1.0"), is_version("Actor")
    (True, False)
    """
    return _VERSION.fullmatch(name) is not None


def iri_of(address: Address, iris: Iris) -> str | None:
    """The IRI that an address stands for; None where it can't be one."""
    if not _KEY.fullmatch(address.key):
        return None
    if address.cls == TERMS:
        return RUFS if address.key == ONTOLOGY else RUFS + address.key
    if address.cls == SDGS:
        return PREFIXES["sdg"] + address.key
    try:
        return iris.id(address.cls, address.key)
    except ValueError:
        return None


def address_of(iri: str, iris: Iris) -> Address | None:
    """The address at which a thing is described here; None for what is others'."""
    if iri == RUFS:
        return Address(TERMS, ONTOLOGY)
    for start, cls in ((RUFS, TERMS), (PREFIXES["sdg"], SDGS)):
        if iri.startswith(start) and _KEY.fullmatch(iri[len(start) :]):
            return Address(cls, iri[len(start) :])
    thing = iris.parse_id(iri)
    return Address(thing.cls, thing.key) if thing else None


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the header of that name (RFC 8288)."""

    target: str
    rel: str
    attributes: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        """The link as it stands in the header."""
        return "; ".join(
            [
                f"<{self.target}>",
                f'rel="{self.rel}"',
                *(f'{name}="{value}"' for name, value in self.attributes),
            ]
        )


def canonical(address: Address, iris: Iris, page: int = 1) -> str:
    """The canonical address of a page of a description, under the base."""
    return f"{iris.base}{paged(address.doc_path().removeprefix('/'), page)}"


def alternates(address: Address, ending: str, page: int = 1) -> list[Link]:
    """A link to each other form of a page of a description (UM-4).

    A form for people has a link for each language; a form of RDF holds both, and says its profile (UM-5).
    """
    links = []
    for other, media_type in FORMS.items():
        path = address.doc_path(other)
        if other == "html":
            links += [
                Link(
                    paged(f"{path}?lang={lang}", page),
                    "alternate",
                    (("type", media_type), ("hreflang", lang)),
                )
                for lang in LANGUAGES
            ]
        elif other != ending:
            languages = (("hreflang", lang) for lang in LANGUAGES)
            attributes = (("type", media_type), *languages, ("profile", PROFILE))
            links.append(Link(paged(path, page), "alternate", attributes))
    return links


def paged(path: str, page: int) -> str:
    """The path of a page of what is at a path; the first page is at the path itself."""
    return path if page == 1 else f"{path}{'&' if '?' in path else '?'}page={page}"


def signposts(
    address: Address, iri: str, iris: Iris, ending: str, types: Iterable[str], page: int = 1
) -> list[Link]:
    """The links of FAIR Signposting: how to cite the thing, what describes it, its licence and types.

    Source: signposting.org/FAIR, levels 1 and 2. Canonical and cite-as carry the base, the rest is relative.
    """
    links = [
        Link(canonical(address, iris, page), "canonical"),
        Link(iri, "cite-as"),
        Link(LICENCE, "license"),
        *(Link(one, "type") for one in types),
    ]
    if ending == "html":
        for other, media_type in FORMS.items():
            if other != "html":
                links.append(Link(address.doc_path(other), "describedby", (("type", media_type),)))
        links.append(Link(address.doc_path("ttl"), "item", (("type", FORMS["ttl"]),)))
    else:
        links += [
            Link(PROFILE, "profile"),
            Link(iri, "describes"),
            Link(address.doc_path("html"), "collection", (("type", HTML),)),
        ]
    return links
