"""Accept and Accept-Language weighed by regular expressions, for servers that have nothing better.

Each range that may stand for a type gives it a mark of two letters: its weight, `X` for 1 and else the first
decimal, and how near the range names it: `n` for the type itself, `k` for its kind, `a` for any. The mark of
the nearest range counts (RFC 9110, 12.5.1); of all types the one with the highest mark is taken, and of
equal ones the first. A weight's second and third decimals are passed over.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rufsgraph.protocol.addresses import FORMS
from rufsgraph.protocol.copies import ENDINGS

LEVELS = "X987654321"
NEARNESS = "nka"

_BEGIN = r"(?:^|,)\s*"
_PARAMETERS = r"(?:\s*;(?!\s*q\s*=)[^,;]*)*"
_WEIGHT = r"\s*;\s*q\s*=\s*"
_END = r"\s*(?:[,;]|$)"
_SYNONYM = "plainjson"
"""A form's second name, which counts only where it is named."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A pattern for an Accept header, and the mark it gives; `{}` in that is what the pattern captured."""

    pattern: str
    mark: str


def marks(media_type: str, *, only_named: bool = False) -> list[Mark]:
    """The patterns that give a type its mark, the one that counts first."""
    kind = f"{media_type.partition('/')[0]}/*"
    ranges = [media_type] if only_named else [media_type, kind, "*/*"]
    return [mark for one, nearness in zip(ranges, NEARNESS, strict=False) for mark in _of(one, nearness)]


def _of(given: str, nearness: str) -> Iterator[Mark]:
    escaped = "".join(f"\\{char}" if char in "*+.$" else char for char in given)
    weighed = _BEGIN + escaped + _PARAMETERS + _WEIGHT
    yield Mark(rf"{weighed}0?\.([1-9])", "{}" + nearness)
    yield Mark(rf"{weighed}0?\.0\d*[1-9]", f"1{nearness}")
    yield Mark(rf"{weighed}0?(?:\.0*)?{_END}", f"0{nearness}")
    yield Mark(_BEGIN + escaped + _END, f"X{nearness}")


def weighed_types(endings: Sequence[str]) -> list[tuple[str, str]]:
    """The names of the weights of a set of forms, with the ending that each stands for, the best first.

    Problems and descriptions are also given to who names plain JSON.
    """
    found = [(ending, ending) for ending in endings]
    if "problem" in endings:
        found.insert(1, ("json", "problem"))
    elif tuple(endings) == tuple(FORMS):
        found.append((_SYNONYM, "jsonld"))
    return found


def type_of(name: str) -> tuple[str, bool]:
    """The media type of a weight's name, and whether it counts only where it is named."""
    return (ENDINGS["json"], True) if name == _SYNONYM else (ENDINGS[name], False)


def names(sets: Sequence[Sequence[str]]) -> list[str]:
    """The names of all weights that some sets of forms need."""
    found = (name for endings in sets for name, _ in weighed_types(endings))
    return list(dict.fromkeys(found))


def tongues() -> list[str]:
    """Patterns for Accept-Language, to be tried in order; the first to fit captures the language."""
    found = []
    tongue = _BEGIN + r"(sv|en)(?:-[^,;]*)?"
    for level in LEVELS:
        weight = r"(?:\s*;\s*q\s*=\s*1(?:\.0*)?)?\s*(?:,|$)" if level == "X" else rf"{_WEIGHT}0?\.{level}"
        found.append(tongue + weight)
    return found
