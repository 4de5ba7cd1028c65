"""Identifiers last: what an earlier release described, a later one describes or says what became of it."""

from collections.abc import Collection, Iterable

from rufsgraph.engines.embedded import DATASET_FILE
from rufsgraph.errors import FileMissing, Finding
from rufsgraph.releases.store import Release
from rufsgraph.terms import RUFS, Iris

_THINGS, _TERMS = "id/", "def/"
_ASIDE = tuple(f"/graph/{name}> .".encode() for name in ("examples", "shapes", "validation"))
"""Graphs of the software's own, whose things the tables can't answer for."""

_SHAPES = b"/graph/shapes> ."


def identifiers(nquads: bytes, iris: Iris) -> frozenset[str]:
    """What N-Quads must keep an address for: `id/actor/kth` for a thing, `def/Actor` for a term."""
    lines = (line for line in nquads.splitlines() if not line.endswith(_ASIDE))
    subjects = {line.partition(b">")[0].decode() for line in lines}
    return frozenset(
        short + iri[len(start) :]
        for short, start in ((_THINGS, f"<{iris.base}id/"), (_TERMS, f"<{RUFS}"))
        for iri in subjects
        if iri.startswith(start) and iri != start
    )


def subjects(nquads: bytes) -> frozenset[str]:
    """The IRIs of all that N-Quads state something of, but for the shapes, which have a file and no page."""
    lines = (line for line in nquads.splitlines() if not line.endswith(_SHAPES))
    return frozenset(line[1:].partition(b">")[0].decode() for line in lines)


def check_kept(
    earlier: Iterable[Release], nquads: bytes, iris: Iris, changed: Collection[str]
) -> list[Finding]:
    """A violation for each identifier of earlier releases that N-Quads describe no more.

    `changed` are those that a change accounts for, as `actor/kth`. A thing is known by class and key,
    whatever the base of the release; the release named is the latest of those that had the identifier.
    """
    now = identifiers(nquads, iris) | {_THINGS + one for one in changed}
    lost: dict[str, str] = {}
    for release in _latest_first(earlier):
        for one in identifiers(_quads(release), Iris(str(release.manifest["base"]))) - now:
            lost.setdefault(one, release.name)
    return [_lost(one, lost[one], iris) for one in sorted(lost)]


def _latest_first(releases: Iterable[Release]) -> list[Release]:
    return sorted(releases, key=lambda one: (one.manifest["modified"], one.name), reverse=True)


def _quads(release: Release) -> bytes:
    path = release.path / DATASET_FILE
    try:
        return path.read_bytes()
    except OSError as error:
        raise FileMissing(
            f"{path} can't be read, so that the identifiers of {release.name} can't be compared: "
            "put the release back whole",
            f"{path} går inte att läsa, så identifierarna i {release.name} kan inte jämföras: "
            "lägg tillbaka hela utgåvan",
        ) from error


_NEVER_SV = "eller ta bort utgåvans mapp om den aldrig publicerats"
_NEVER_EN = "or remove the release's folder if it was never published"


def _lost(identifier: str, release: str, iris: Iris) -> Finding:
    if identifier.startswith(_TERMS):
        term = identifier.removeprefix(_TERMS)
        return Finding(
            "vanished-term",
            f"termen fanns i utgåvan {release} och saknas nu. Lägg tillbaka den i ontologin med "
            f"owl:deprecated true och dcterms:isReplacedBy, {_NEVER_SV}",
            f"the term was in the release {release} and is missing now. Put it back in the ontology with "
            f"owl:deprecated true and dcterms:isReplacedBy, {_NEVER_EN}",
            where=RUFS + term,
            value=term,
        )
    thing = identifier.removeprefix(_THINGS)
    return Finding(
        "vanished-identifier",
        f"identifieraren fanns i utgåvan {release} och saknas nu. Ge saken dess nyckel tillbaka, "
        f"eller skriv i identifier_changes.csv vad som hänt med den, {_NEVER_SV}",
        f"the identifier was in the release {release} and is missing now. Give the thing its key back, "
        f"or say in identifier_changes.csv what became of it, {_NEVER_EN}",
        where=f"{iris.base}{_THINGS}{thing}",
        value=thing,
    )
