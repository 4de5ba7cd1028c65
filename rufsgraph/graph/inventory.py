"""Annex 2 and chapter 5: initiatives, inventory entries, participations, needs, mentions."""

from collections import defaultdict

from rdflib import Literal, URIRef
from rdflib.namespace import DCTERMS, PROV

from rufsgraph.graph.writing import Pen, R, decimal, integer, key_of, plain, year
from rufsgraph.tables.rows import Tables
from rufsgraph.tables.rows.inventory import Entry, Participation
from rufsgraph.tables.rows.plan import Mention, Need


def write_inventory(pen: Pen, tables: Tables, edition: str) -> None:
    """The entries of one edition, what they describe and who takes part in what role."""
    entries = {entry.id: entry for entry in tables.entries if entry.edition == edition}
    for entry in entries.values():
        _write_entry(pen, entry)
    _write_initiatives(pen, tables, entries)
    seen: dict[str, int] = defaultdict(int)
    for participation in tables.participations:
        if participation.entry in entries:
            _write_participation(pen, participation, seen)
    for place in tables.places:
        if place.entry in entries:
            _write_place(pen, entries[place.entry], place.area, place.line)
    for join in tables.joins:
        if join.entry in entries:
            pen.text(pen.of(join.entry, "entries"), R.joinedBecause, join.reason_sv, join.reason_en)


def _write_entry(pen: Pen, entry: Entry) -> None:
    thing = pen.of(entry.id, "entries")
    pen.type(thing, R.InventoryEntry)
    pen.label(thing, entry.title)
    pen.add(thing, R.edition, pen.of(entry.edition, "editions"))
    pen.add(thing, R.priority, pen.of(entry.priority, "priorities"))
    pen.add(thing, R.row, integer(entry.row))
    pen.add(thing, R.describes, pen.of(entry.initiative, "initiatives"))
    pen.add(thing, R.printedTitle, plain(entry.title))
    pen.text(thing, DCTERMS.description, entry.description_sv, entry.description_en)
    pen.add(thing, R.printedFunding, plain(entry.funding))
    pen.add(thing, R.fundingLine, integer(entry.funding_line))
    pen.add(thing, R.fundingForm, *(pen.concept("funding-form", form) for form in entry.funding_forms))
    pen.add(thing, R.openList, *(pen.concept("role", role) for role in entry.open_lists))
    pen.add(thing, R.timeLine, integer(entry.time_line))
    pen.note(thing, entry.note_sv, entry.note_en)
    pen.lines(thing, entry.line, entry.end)


def _write_initiatives(pen: Pen, tables: Tables, entries: dict[str, Entry]) -> None:
    """The initiatives of an edition; names and descriptions only where this is the latest to have them."""
    years = {edition.id: edition.year for edition in tables.editions}
    by_year = sorted(tables.entries, key=lambda entry: years[entry.edition])
    last = {entry.initiative: entry for entry in by_year}
    for initiative, entry in last.items():
        if entry.id not in entries:
            continue
        thing = pen.of(initiative, "initiatives")
        pen.type(thing, R.Initiative)
        pen.label(thing, pen.labels[initiative])
        pen.text(thing, DCTERMS.description, entry.description_sv, entry.description_en)
        pen.add(thing, PROV.wasDerivedFrom, pen.source)
    for entry in entries.values():
        thing = pen.of(entry.initiative, "initiatives")
        pen.add(thing, R.contributesTo, pen.of(entry.priority, "priorities"))
        pen.add(thing, R.statedStart, year(entry.start))
        pen.add(thing, R.statedEnd, year(entry.finish))
    _write_statuses(pen, entries)


def _write_statuses(pen: Pen, entries: dict[str, Entry]) -> None:
    """An initiative's status; "not stated" only where none of its entries states one."""
    statuses: dict[str, set[str]] = defaultdict(set)
    for entry in entries.values():
        statuses[entry.initiative].add(entry.status)
    for initiative, found in statuses.items():
        stated = found - {"not-stated"} or found
        thing = pen.of(initiative, "initiatives")
        pen.add(thing, R.statedStatus, *(pen.concept("status", status) for status in stated))


def _write_participation(pen: Pen, row: Participation, seen: dict[str, int]) -> None:
    key = f"{key_of(row.entry)}.{row.role}.{row.participant}"
    seen[key] += 1
    key = key if seen[key] == 1 else f"{key}.{seen[key]}"
    thing = pen.thing("participation", key)
    participant = pen.of(row.participant, "actors", "funding_sources")
    pen.type(thing, R.Participation)
    sv, en = pen.labels[row.participant], _ROLES[row.role]
    pen.label(thing, f"{sv}: {en[0]} ({key_of(row.entry)})", f"{sv}: {en[1]} ({key_of(row.entry)})")
    pen.add(thing, R.inEntry, pen.of(row.entry, "entries"))
    pen.add(thing, R.participant, participant)
    pen.add(thing, R.role, pen.concept("role", row.role))
    pen.add(thing, R.printedAs, plain(row.printed))
    pen.add(thing, R.through, pen.maybe(row.through, "actors", "funding_sources"))
    pen.add(thing, R.share, decimal(row.share))
    pen.lines(thing, row.line, row.end)


_ROLES = {
    "owner": ("huvudman", "owner"),
    "partner": ("samverkanspart", "partner"),
    "funder": ("finansiär", "funder"),
}


def _write_place(pen: Pen, entry: Entry, area: str, line: int) -> None:
    place = pen.of(area, "areas")
    pen.add(pen.of(entry.initiative, "initiatives"), R.concernsPlace, place)
    thing = pen.thing("place-mention", f"{key_of(entry.id)}.{area}")
    pen.type(thing, R.PlaceMention)
    pen.label(thing, f"{pen.labels[area]} ({key_of(entry.id)})")
    pen.add(thing, R.inEntry, pen.of(entry.id, "entries"))
    pen.add(thing, R.place, place)
    pen.lines(thing, line)


def write_chapter_five(pen: Pen, tables: Tables, edition: str) -> None:
    """What chapter 5 says must still be done, and whom and what it mentions."""
    for need in tables.needs:
        if need.edition == edition:
            thing = _under_priority(pen, pen.of(need.id, "needs"), R.Need, need)
            pen.text(thing, DCTERMS.description, need.need_sv, need.need_en)
            pen.label(thing, need.need_sv, need.need_en)
            pen.add(thing, R.names, *(pen.of(one, "actors") for one in need.names))
            pen.lines(thing, need.line, need.end)
    kinds = ("actors", "initiatives", "strategies", "funding_sources")
    for mention in tables.mentions:
        if mention.edition == edition:
            thing = _under_priority(pen, pen.of(mention.id, "mentions"), R.Mention, mention)
            pen.label(thing, f"{mention.printed} ({key_of(mention.priority)})")
            pen.add(thing, R.mentions, pen.maybe(mention.mentioned, *kinds))
            pen.add(thing, R.kind, pen.concept("mention-kind", mention.kind))
            pen.add(thing, R.printedAs, plain(mention.printed))
            pen.lines(thing, mention.line, mention.end)


def _under_priority(pen: Pen, thing: URIRef, cls: URIRef, row: Need | Mention) -> URIRef:
    pen.type(thing, cls)
    pen.add(thing, R.edition, pen.of(row.edition, "editions"))
    pen.add(thing, R.underPriority, pen.of(row.priority, "priorities"))
    return thing


def write_edition(pen: Pen, tables: Tables, edition: str) -> None:
    """The edition itself and what its inventory covers, whole and by priority."""
    row = next(row for row in tables.editions if row.id == edition)
    thing = pen.of(row.id, "editions")
    pen.type(thing, R.Edition)
    pen.label(thing, row.label_sv, row.label_en)
    pen.add(thing, R.followsUp, pen.of(row.plan, "plans"))
    pen.add(thing, R.year, year(row.year))
    pen.note(thing, row.note_sv, row.note_en)
    pen.add(thing, R.issued, Literal(row.issued))
    pen.add(thing, DCTERMS.modified, Literal(row.modified))
    pen.add(thing, R.source, pen.of(row.source, "sources"))
    for note in tables.scope_notes:
        if note.edition == edition:
            key = f"{key_of(edition)}.{key_of(note.priority)}" if note.priority else key_of(edition)
            scope = pen.thing("scope", key)
            pen.type(scope, R.Scope)
            pen.label(scope, f"Avgränsning {key.replace('.', ', prioritering ')}")
            pen.add(scope, R.edition, thing)
            pen.add(scope, R.priority, pen.maybe(note.priority, "priorities"))
            pen.text(scope, R.scopeNote, note.scope_sv, note.scope_en)
            pen.lines(scope, note.line, note.end)
            if not note.priority:
                pen.text(thing, R.scopeNote, note.scope_sv, note.scope_en)
