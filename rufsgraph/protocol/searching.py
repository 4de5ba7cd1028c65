"""What a search answers, as a document for programs and as what its page holds."""

from collections.abc import Mapping
from dataclasses import dataclass

from rufsgraph.protocol.addresses import address_of
from rufsgraph.questions.excerpts import Excerpt
from rufsgraph.questions.kinds import kinds
from rufsgraph.questions.searching import Found, Hit, Search
from rufsgraph.terms import Iris

PAGE_SIZE = 20
"""Hits of a page that doesn't say otherwise."""

MOST_HITS = 100
"""Hits that may be asked for at once."""

LAST_PAGE = 9_999


@dataclass(frozen=True, slots=True)
class Choice:
    """A kind that has hits: what many of it are called, how many there are, whether it is the one chosen."""

    kind: str
    label: str
    number: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Results:
    """What the page of a search holds beside its hits: the kinds, and which page it is of how many."""

    choices: tuple[Choice, ...]
    total: int
    page: int
    pages: int


def results(search: Search, found: Found) -> Results:
    """What the page of a search holds."""
    choices = (
        Choice(kind, kinds()[kind].many[search.lang], number, search.kinds == (kind,))
        for kind, number in found.counts.items()
    )
    page = search.offset // search.limit + 1
    return Results(tuple(choices), sum(found.counts.values()), page, -(-found.total // search.limit))


def path_of(hit: Hit, iris: Iris) -> str:
    """Where a hit is shown at this site: the description of a thing, or the page itself."""
    address = None if hit.address.startswith("/") else address_of(hit.address, iris)
    return address.doc_path() if address else hit.address


def kind_of(hit: Hit, lang: str) -> str:
    """What a hit is, in a word or two."""
    return kinds()[hit.kind].one[lang]


def number_of(hit: Hit) -> str:
    """The key of a hit that people know it by, as 3.1; nothing for other keys."""
    return hit.key if all(part.isdigit() for part in hit.key.split(".")) else ""


def document(search: Search, found: Found, iris: Iris) -> Mapping[str, object]:
    """What a search answers a program."""
    return {
        "query": search.text,
        "meant": found.meant or None,
        "is_near": found.is_near,
        "lang": search.lang,
        "kinds": list(search.kinds),
        "offset": search.offset,
        "limit": search.limit,
        "total": found.total,
        "counts": dict(found.counts),
        "hits": [_hit(one, search.lang, iris) for one in found.hits],
        "nearest": [_hit(one, search.lang, iris) for one in found.nearest],
    }


def _hit(hit: Hit, lang: str, iris: Iris) -> Mapping[str, object]:
    return {
        "iri": None if hit.address.startswith("/") else hit.address,
        "path": path_of(hit, iris),
        "kind": hit.kind,
        "kind_label": kind_of(hit, lang),
        "key": hit.key,
        "label": hit.label.text,
        "label_marks": _marks(hit.label),
        "alias": hit.alias.text or None,
        "alias_marks": _marks(hit.alias),
        "snippet": hit.snippet.text,
        "snippet_marks": _marks(hit.snippet),
    }


def _marks(excerpt: Excerpt) -> list[list[int]]:
    """Where marked words begin and end, in characters."""
    return [list(one) for one in excerpt.marks]
