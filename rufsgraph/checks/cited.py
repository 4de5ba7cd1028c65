"""Proves lines cited by rows that print nothing: what a row is about is named near the line that it cites."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rufsgraph.checks.printed import Report, fold, not_there
from rufsgraph.errors import Finding
from rufsgraph.tables.rows import Tables
from rufsgraph.tables.rows.row import Row

_WORD = re.compile(r"\w+")
_ROOT = 6
"""Letters at which words are alike: Swedish adds its endings after them."""

_COMMON = 0.02
"""The share of the report's lines from which on a word tells nothing of a line that has it."""

_NEAR = 5
"""Lines from an indicator to the nearest row with a value of it."""

_KIND = re.compile(r"s? (?:stad|kommun)$")
_PAGE_BEGINS = re.compile(r" |Rubrik\s*$")
_MARK = r"(?:[^\s\d]|[.!?:]\s|(?:19|20)\d\d){}(?!\d)"
"""A footnote's number: right after a word, a sentence or a year."""


@dataclass(frozen=True, slots=True)
class _Cited:
    """A row that cites lines on which it, or what it is about, is named by one of some names."""

    table: str
    row: Row
    names: tuple[str, ...]
    first: int
    last: int


def check_lines(tables: Tables, report: Report) -> list[Finding]:
    """A finding for each line cited where the report doesn't speak of what the row is about."""
    common = _common(report)
    return [
        *(_elsewhere(one) for one in _cited(tables) if not _is_named(one, report, common)),
        *_check_pages(tables, report),
        *_check_marks(tables, report),
        *_check_sections(tables),
        *_check_indicators(tables),
    ]


def _elsewhere(one: _Cited) -> Finding:
    return not_there(one.table, one.row, "line", str(one.first), (one.first, one.last))


def _cited(tables: Tables) -> Iterator[_Cited]:
    names = _printed_names(tables)
    groups: dict[str, list[str]] = {}
    for member in tables.memberships:
        groups.setdefault(member.actor, []).append(member.group)
        if member.line is not None:
            both = (*names[member.actor], *names[member.group])
            yield _Cited("memberships", member, both, member.line, member.line + 1)
    for actor in tables.actors:
        # who is named only within a group is found where that group is
        known = [name for key in (actor.id, *groups.get(actor.id, [])) for name in names[key]]
        yield _Cited("actors", actor, tuple(known), actor.line, actor.line + 1)
    for table in ("areas", "funding_sources", "rankings"):
        for row in getattr(tables, table):
            if row.line is not None:
                yield _Cited(table, row, names.get(row.id, (row.label_sv,)), row.line, row.line + 1)
    for place in tables.places:
        yield _Cited("places", place, names[place.area], place.line, place.line + 1)
    for need in tables.needs:
        yield _Cited("needs", need, (need.need_sv,), need.line, need.end)


def _printed_names(tables: Tables) -> Mapping[str, tuple[str, ...]]:
    """The names of actors, funding sources and areas: the register's, the printed ones, without the kind."""
    found: dict[str, list[str]] = {}
    for table in ("actors", "funding_sources", "areas"):
        found |= {row.id: [row.label_sv] for row in getattr(tables, table)}
    for area in tables.areas:
        found[area.id].append(_KIND.sub("", area.label_sv))
    for alias in tables.aliases:
        found.setdefault(alias.thing, []).append(alias.alias)
    return {key: tuple(names) for key, names in found.items()}


def _common(report: Report) -> frozenset[str]:
    """Roots and words that stand on so many lines that they tell nothing."""
    counts: Counter[str] = Counter()
    for line in report.lines:
        words = set(_WORD.findall(line.lower()))
        counts.update(words | {word[:_ROOT] for word in words})
    return frozenset(word for word, count in counts.items() if count > _COMMON * len(report.lines))


def _is_named(one: _Cited, report: Report, common: frozenset[str]) -> bool:
    """Whether a name stands there whole, or a telling word of one does."""
    text = " ".join(report.lines[one.first - 1 : one.last]).lower()
    folded, words = fold(text), set(_WORD.findall(text))
    names = [name.lower() for name in one.names]
    if any(name in words or (len(name) >= _ROOT and fold(name) in folded) for name in names):
        return True
    telling = {part for name in names for word in _WORD.findall(name) for part in (word, word[:_ROOT])}
    return any(_stands(part, text, words) for part in telling - common)


def _stands(part: str, text: str, words: Iterable[str]) -> bool:
    """Whether a long part stands anywhere, in a compound too, and a shorter one as a word's beginning."""
    if len(part) >= _ROOT:
        return part in text
    return len(part) >= 2 and any(word.startswith(part) for word in words)


def _check_pages(tables: Tables, report: Report) -> Iterator[Finding]:
    """A page begins where the report's text has a page begin, and no two do on the same line."""
    taken: set[tuple[str, int]] = set()
    for page in tables.pages:
        at = (page.edition, page.line)
        begins = page.line <= len(report.lines) and _PAGE_BEGINS.match(report.lines[page.line - 1])
        if not begins or at in taken:
            yield not_there("pages", page, "line", str(page.line), (page.line, page.line))
        taken.add(at)


def _check_marks(tables: Tables, report: Report) -> Iterator[Finding]:
    """A mark's line has the number of the note that it points to."""
    for mark in tables.reference_marks:
        number = mark.reference.rpartition("-")[2]
        line = " ".join(report.lines[mark.line - 1 : mark.line])
        if not re.search(_MARK.format(re.escape(number)), line):
            yield not_there("reference_marks", mark, "reference", mark.reference, (mark.line, mark.line))


def _check_sections(tables: Tables) -> Iterator[Finding]:
    """What a priority needs is told between the heading of that priority and the next one's."""
    heads = sorted((one.line, one.id) for one in tables.priorities)
    for need in tables.needs:
        over = [key for line, key in heads if line <= need.line]
        if heads and over[-1:] != [need.priority]:
            yield not_there("needs", need, "priority", need.priority, (need.line, need.end))


def _check_indicators(tables: Tables) -> Iterator[Finding]:
    """An indicator is told of near a row with a value, target, trend or placement of it."""
    spans: dict[str, list[tuple[int, int]]] = {}
    for table in ("observations", "targets", "trends", "placements"):
        for row in getattr(tables, table):
            if row.indicator:
                spans.setdefault(row.indicator, []).append((row.line, row.end))
    for one in tables.indicators:
        near = [first - _NEAR <= one.line <= last + _NEAR for first, last in spans.get(one.id, [])]
        if near and not any(near):
            yield not_there("indicators", one, "line", str(one.line), (one.line, one.line))
