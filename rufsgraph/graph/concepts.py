"""Concept schemes, areas, periods, sources and references: what everything else points to."""

from rdflib import RDFS, SKOS, Literal
from rdflib.namespace import DCTERMS, XSD

from rufsgraph.graph.writing import SDGO, Pen, R, integer, iri, key_of, plain, year
from rufsgraph.tables.rows import Tables
from rufsgraph.tables.rows.concepts import Area, Concept, Sdg, Source
from rufsgraph.tables.rows.figures import Reference


def write_schemes(pen: Pen, tables: Tables) -> None:
    """The concept schemes and their concepts, each concept in a scheme."""
    for scheme in tables.schemes:
        thing = pen.thing("scheme", scheme.id)
        pen.type(thing, SKOS.ConceptScheme)
        pen.label(thing, scheme.label_sv, scheme.label_en)
    for concept in tables.concepts:
        _write_concept(pen, concept)


def _write_concept(pen: Pen, concept: Concept) -> None:
    thing = pen.thing(concept.scheme, concept.id)
    pen.type(thing, SKOS.Concept)
    pen.add(thing, SKOS.inScheme, pen.thing("scheme", concept.scheme))
    pen.label(thing, concept.label_sv, concept.label_en)
    pen.text(thing, SKOS.definition, concept.definition_sv, concept.definition_en)


def write_periods(pen: Pen, keys: set[str]) -> None:
    """The periods that anything refers to: a year, or a first and a last one."""
    for key in keys:
        start, _, end = key.partition("-")
        thing = pen.thing("period", key)
        pen.type(thing, DCTERMS.PeriodOfTime, SKOS.Concept)
        pen.add(thing, SKOS.inScheme, pen.thing("scheme", "period"))
        pen.label(thing, key.replace("-", "–"), key.replace("-", "–"))
        pen.add(thing, R.startYear, year(int(start)))
        pen.add(thing, R.endYear, year(int(end or start)))


def write_areas(pen: Pen, areas: tuple[Area, ...]) -> None:
    """The areas: county, municipalities, regional cores, other places, cities and countries."""
    for area in areas:
        _write_area(pen, area)


def _write_area(pen: Pen, area: Area) -> None:
    thing = pen.of(area.id, "areas")
    pen.type(thing, R.Area, SKOS.Concept)
    pen.add(thing, SKOS.inScheme, pen.thing("scheme", "area"))
    pen.label(thing, area.label_sv, area.label_en)
    pen.add(thing, R.areaKind, pen.concept("area-kind", area.kind))
    pen.add(thing, R.withinArea, pen.maybe(area.within, "areas"))
    pen.lines(thing, area.line)
    if area.code:
        scheme, _, code = area.code.partition("-")
        datatype = R.MunicipalityCode if area.kind == "municipality" else R.AreaCode
        pen.add(thing, SKOS.notation, Literal(code if scheme == "SE" else area.code, datatype=datatype))
    pen.add(thing, DCTERMS.source, pen.maybe(area.source, "sources"))


def write_sources(pen: Pen, sources: tuple[Source, ...]) -> None:
    """The report and the other named sources."""
    for source in sources:
        thing = pen.of(source.id, "sources")
        pen.type(thing, R.Source)
        pen.label(thing, source.label_sv, source.label_en)
        pen.add(thing, R.publisher, plain(source.publisher))
        pen.add(thing, DCTERMS.date, year(source.year))
        pen.add(thing, RDFS.seeAlso, iri(source.url))
        pen.note(thing, source.note_sv, source.note_en)


def write_references(pen: Pen, tables: Tables, edition: str) -> None:
    """The footnotes of an edition's report, and the marks that point to them."""
    written = {reference.id for reference in tables.references if reference.edition == edition}
    for reference in tables.references:
        if reference.id in written:
            _write_reference(pen, reference)
    for mark in tables.reference_marks:
        if mark.reference in written:
            pen.add(pen.of(mark.reference, "references"), R.markedAtLine, integer(mark.line))


def _write_reference(pen: Pen, reference: Reference) -> None:
    thing = pen.of(reference.id, "references")
    pen.type(thing, R.Reference)
    number = key_of(reference.id)
    pen.label(thing, reference.title or f"Fotnot {number}", None if reference.title else f"Footnote {number}")
    pen.add(thing, R.referenceKind, pen.concept("reference-kind", reference.kind))
    pen.add(thing, R.edition, pen.of(reference.edition, "editions"))
    pen.add(thing, R.publisher, plain(reference.publisher))
    pen.add(thing, DCTERMS.title, plain(reference.title))
    pen.add(thing, DCTERMS.date, year(reference.year))
    pen.add(thing, R.webAddress, Literal(reference.url, datatype=XSD.anyURI) if reference.url else None)
    if reference.retrieved:
        pen.add(thing, R.retrieved, Literal(reference.retrieved.isoformat(), datatype=XSD.date))
    pen.add(thing, R.printedAs, plain(reference.printed))
    pen.lines(thing, reference.line, reference.end)


def write_sdgs(pen: Pen, sdgs: tuple[Sdg, ...]) -> None:
    """The 17 goals by the UN's IRIs; the Swedish labels are ours to add, their source is named."""
    for sdg in sdgs:
        thing = pen.of(sdg.id, "sdgs")
        pen.type(thing, SDGO.Goal, SKOS.Concept)
        pen.add(thing, SKOS.inScheme, pen.thing("scheme", "sdg"))
        pen.add(thing, R.number, plain(key_of(sdg.id)))
        pen.label(thing, sdg.label_sv, sdg.label_en)
        pen.add(thing, DCTERMS.source, pen.of(sdg.source, "sources"))
