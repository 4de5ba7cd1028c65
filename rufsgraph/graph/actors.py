"""The register: actors, groups and their known members, and funding sources, which are no actors."""

from rdflib import SKOS, Literal

from rufsgraph.graph.writing import ORG, Pen, R, plain
from rufsgraph.tables.rows import Tables
from rufsgraph.tables.rows.actors import Actor, FundingSource


def write_actors(pen: Pen, tables: Tables) -> None:
    """Actors, their printed forms, memberships, and funding sources."""
    codes = {area.id: area.code.partition("-")[2] for area in tables.areas if area.code}
    for actor in tables.actors:
        _write_actor(pen, actor, codes)
    for source in tables.funding_sources:
        _write_funding_source(pen, source)
    for alias in tables.aliases:
        if alias.alias != pen.labels[alias.thing]:
            pen.add(pen.of(alias.thing, "actors", "funding_sources"), SKOS.altLabel, plain(alias.alias))
    groups = {actor.id for actor in tables.actors if actor.kind == "group"}
    for membership in tables.memberships:
        member, group = pen.of(membership.actor, "actors"), pen.of(membership.group, "actors")
        key = f"member.{membership.actor}.{membership.group}"
        belongs = R.inGroup if membership.group in groups else ORG.memberOf
        pen.reified(key, (member, belongs, group), pen.of(membership.source, "sources"))
        pen.lines(pen.thing("statement", key), membership.line)


def _write_actor(pen: Pen, actor: Actor, codes: dict[str, str]) -> None:
    thing = pen.of(actor.id, "actors")
    pen.type(thing, R.ActorGroup if actor.kind == "group" else R.Organisation)
    pen.label(thing, actor.label_sv, actor.label_en)
    pen.add(thing, R.actorType, pen.concept("actor-type", actor.type))
    pen.add(thing, R.inCounty, pen.concept("in-county", actor.in_county))
    pen.add(thing, R.membersKnown, pen.concept("members-known", actor.members_known))
    pen.add(thing, ORG.unitOf, pen.maybe(actor.unit_of, "actors"))
    pen.add(thing, ORG.subOrganizationOf, pen.maybe(actor.sub_organisation_of, "actors"))
    pen.add(thing, R.governs, pen.maybe(actor.area, "areas"))
    if actor.type == "municipality" and actor.area in codes:
        pen.add(thing, SKOS.notation, Literal(codes[actor.area], datatype=R.MunicipalityCode))
    pen.add(thing, R.labelSource, pen.maybe(actor.label_en_source, "sources"))
    pen.lines(thing, actor.line)
    pen.note(thing, actor.note_sv, actor.note_en)


def _write_funding_source(pen: Pen, source: FundingSource) -> None:
    thing = pen.of(source.id, "funding_sources")
    pen.type(thing, R.FundingSource)
    pen.label(thing, source.label_sv, source.label_en)
    pen.add(thing, R.fundingKind, pen.concept("funding-kind", source.type))
    pen.add(thing, R.administeredBy, pen.maybe(source.administered_by, "actors"))
    pen.add(thing, R.labelSource, pen.maybe(source.label_en_source, "sources"))
    pen.lines(thing, source.line)
    pen.note(thing, source.note_sv, source.note_en)
