"""Content negotiation (RFC 9110, section 12.5): which of what there is a caller would rather have."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from rufsgraph.errors import NotAcceptable

_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_NO_SYNONYMS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Wish:
    """One range of an Accept header with its weight from 0 to 1."""

    range: str
    weight: float


def parse_accept(header: str | None) -> list[Wish]:
    """The ranges of an Accept (or Accept-Language) header; an empty one wants anything.

    Parameters other than q are dropped, also quoted ones with commas in them; a weight that isn't a number
    counts as 1.

    >>> parse_accept("text/turtle, */*;q=0.1")
    [Wish(range='text/turtle', weight=1.0), Wish(range='*/*', weight=0.1)]
    """
    wishes = []
    for part in _QUOTED.sub("", header or "").split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        if name:
            wishes.append(Wish(name.lower(), _weight(parameters)))
    return wishes or [Wish("*/*", 1.0)]


def _weight(parameters: Iterable[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                weight = float(value)
            except ValueError:
                return 1.0
            return 1.0 if math.isnan(weight) else min(max(weight, 0.0), 1.0)
    return 1.0


def choose(
    header: str | None, available: Sequence[str], synonyms: Mapping[str, str] = _NO_SYNONYMS
) -> str | None:
    """The media type of `available` (best first) that the header wants most; None where it wants none.

    The most specific range that fits a type gives its weight. Among equal weights a type that is named goes
    before one that a wildcard stands for, then the order here decides. `synonyms` are other names for types
    that are available: they fit where they are named.
    """
    wishes = parse_accept(header)
    ranked = [(_wanted(wishes, media_type), media_type) for media_type in available]
    for name, media_type in synonyms.items():
        wanted = _wanted(wishes, name)
        if wanted.is_named and _wanted(wishes, media_type) != _REFUSED:
            ranked.append((wanted, media_type))
    best, chosen = max(ranked, key=lambda one: one[0])
    return chosen if best.weight else None


class _Wanted(NamedTuple):
    """How much a type is wanted; of equal weights the one that is named goes first."""

    weight: float
    is_named: bool = False
    is_of_kind: bool = False


_REFUSED = _Wanted(0.0, is_named=True)


def _wanted(wishes: Sequence[Wish], media_type: str) -> _Wanted:
    kind = f"{media_type.partition('/')[0]}/*"
    for wanted in (media_type, kind, "*/*"):
        weights = [wish.weight for wish in wishes if wish.range == wanted]
        if weights:
            return _Wanted(max(weights), wanted == media_type, wanted == kind)
    return _Wanted(0.0)


def must_choose(
    header: str | None, available: Sequence[str], synonyms: Mapping[str, str] = _NO_SYNONYMS
) -> str:
    """As `choose`; NotAcceptable that lists what there is."""
    chosen = choose(header, available, synonyms)
    if chosen is None:
        names = ", ".join(available)
        raise NotAcceptable(
            f"none of the types in Accept can be given; name one of {names}, or leave Accept out",
            f"inget av formaten i Accept kan ges; ange ett av {names}, eller utelämna Accept",
            available=list(available),
        )
    return chosen


def choose_language(given: str | None, header: str | None, available: Sequence[str] = ("sv", "en")) -> str:
    """The language of an answer: what the address says, else Accept-Language, else the first.

    >>> choose_language(None, "de, en-GB;q=0.8"), choose_language("sv", "en"), choose_language(None, None)
    ('en', 'sv', 'sv')
    """
    if given is not None and given in available:
        return given
    best, best_weight = available[0], 0.0
    for wish in parse_accept(header):
        lang = wish.range.partition("-")[0]
        if lang in available and wish.weight > best_weight:
            best, best_weight = lang, wish.weight
    return best


def choose_coding(header: str | None, available: Sequence[str]) -> str:
    """The content coding of `available` (best first) that Accept-Encoding wants most, else identity.

    Source: RFC 9110, section 12.5.3.

    >>> choose_coding("gzip, br;q=0.5", ["br", "gzip"]), choose_coding("*;q=0", ["gzip"])
    ('gzip', 'identity')
    """
    if not header:
        return "identity"
    weights = {wish.range.replace("x-gzip", "gzip"): wish.weight for wish in parse_accept(header)}
    best, best_weight = "identity", weights.get("identity", 0.0)
    for coding in available:
        weight = weights.get(coding, weights.get("*", 0.0))
        if weight > 0 and (weight > best_weight or (weight == best_weight and best == "identity")):
            best, best_weight = coding, weight
    return best
