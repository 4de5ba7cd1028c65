"""The Link header of a description as a web server writes it: with its own words for what varies."""

from dataclasses import dataclass

from rufsgraph.protocol.addresses import Address, Link, alternates, signposts
from rufsgraph.terms import Iris

_CLASS, _KEY, _IRI, _PAGE = "class", "key", "urn:iri", 999_999


@dataclass(frozen=True, slots=True)
class Words:
    """What stands for class, key, IRI and page: that after another parameter, and that alone."""

    cls: str
    key: str
    iri: str
    and_page: str
    only_page: str


def description_links(words: Words, iris: Iris, ending: str) -> str:
    """The links of a description in a form, but for the types of the thing, which no server can know."""
    address = Address(_CLASS, _KEY)
    links: list[Link] = [
        *alternates(address, ending, _PAGE),
        *signposts(address, _IRI, iris, ending, (), _PAGE),
    ]
    return (
        ", ".join(map(str, links))
        .replace(f"/{_CLASS}/{_KEY}", f"/{words.cls}/{words.key}")
        .replace(_IRI, words.iri)
        .replace(f"&page={_PAGE}", words.and_page)
        .replace(f"?page={_PAGE}", words.only_page)
    )


def with_rest(links: str, rest: str) -> str:
    """Links of a header whose targets go on with what was asked too."""
    return links.replace(">; rel=", f"{rest}>; rel=")
