"""Where a release is served: names stay what they are, places are those of the host."""

from dataclasses import dataclass

_NAMES = frozenset({"id", "doc", "def", "graph"})
"""First steps of addresses that are names, the same wherever they are served; all others are places."""


@dataclass(frozen=True, slots=True)
class Site:
    """The base of a release's names, and the address that it is served at; both end in a slash.

    `canonical` says whether that is the public address; else it is the one of the host asked.
    """

    base: str
    address: str
    canonical: bool

    def place(self, iri: str) -> str:
        """Where something is to be had that the release names under its base; names of things stay.

        >>> Site("https://w3id.org/rufs/", "http://localhost/", False).place("https://w3id.org/rufs/sparql")
        'http://localhost/sparql'
        """
        path = iri.removeprefix(self.base)
        return iri if path == iri or path.partition("/")[0] in _NAMES else self.address + path
