"""The catalogue of the data by DCAT-AP-SE 3.0.1, as the national data portal harvests it."""

from collections.abc import Iterable
from dataclasses import dataclass

from rufsgraph.engines.binding import Iri
from rufsgraph.protocol.downloads import TABLES_ZIP, File
from rufsgraph.protocol.sites import Site
from rufsgraph.protocol.statements import Statements
from rufsgraph.protocol.voiding import dataset_of
from rufsgraph.releases.content import Stamp
from rufsgraph.terms import LICENCE, RUFS

_EU = "http://publications.europa.eu/resource/authority/"
_STOCKHOLM_COUNTY = "http://data.europa.eu/nuts/code/SE110"
_PUBLISHER_TYPES = "http://purl.org/adms/publishertype/"
_FREE = "http://creativecommons.org/publicdomain/zero/1.0/"
"""The licence of the catalogue itself: the portal wants descriptions free; the data has its own."""

_PROTOCOL = "https://www.w3.org/TR/sparql11-protocol/"

_CATALOGUE = (
    {"sv": "RUFS 2050 som öppna data", "en": "RUFS 2050 as open data"},
    {
        "sv": "Uppföljningarna av Stockholmsregionens utvecklingsplan som länkade data.",
        "en": "The follow-ups of the Stockholm region's development plan as linked data.",
    },
)
_SERIES = (
    {"sv": "Uppföljningar av RUFS 2050", "en": "Follow-ups of RUFS 2050"},
    {
        "sv": "Varje år följer Region Stockholm upp utvecklingsplanen; varje uppföljning är en datamängd.",
        "en": "Each year Region Stockholm follows the development plan up; each follow-up is a dataset.",
    },
)
_DATASET = {
    "sv": "Vision, mål, delmål och prioriteringar, utfall mot måltal, rankningar, kopplingar till de globala "
    "målen, och insatserna med huvudmän, parter och finansiärer. Varje uppgift pekar på raden i rapporten.",
    "en": "Vision, goals, sub-goals and priorities, outcomes against targets, rankings, links to the global "
    "goals, and the initiatives with owners, partners and funders. Each fact names the report's line.",
}
_ONE_FILE = {
    "sv": "Den senaste utgåvan i en fil; varje utgåva har också en adress som aldrig ändras.",
    "en": "The latest release in one file; each release has an address of its own too, which never changes.",
}
_TO_ASK = {
    "sv": "Samma data att fråga i stället för att hämta.",
    "en": "The same data, to ask instead of to fetch.",
}
_KEYWORDS = {
    "sv": ("regional utveckling", "RUFS 2050", "Stockholms län", "länkade data"),
    "en": ("regional development", "RUFS 2050", "Stockholm County", "linked data"),
}
_ATTRIBUTION = {
    "sv": "Ange källan: Region Stockholm, Uppföljning av RUFS 2050, bearbetad som länkade data.",
    "en": "Name the source: Region Stockholm, follow-up of RUFS 2050, processed as linked data.",
}
_UNSET = {
    "sv": "Utgivare eller kontakt är inte inställd: ange RUFSGRAPH_PUBLISHER, RUFSGRAPH_PUBLISHER_TYPE och "
    "RUFSGRAPH_CONTACT innan katalogen anmäls till en portal.",
    "en": "Publisher or contact is not set: give RUFSGRAPH_PUBLISHER, RUFSGRAPH_PUBLISHER_TYPE and "
    "RUFSGRAPH_CONTACT before the catalogue is told to a portal.",
}
_NOT_SET = {"sv": "Utgivare inte inställd", "en": "Publisher not set"}


@dataclass(frozen=True, slots=True)
class Dump:
    """A file that the whole data can be had as: its key, name, media type and what it is called."""

    key: str
    name: str
    media_type: str
    title: dict[str, str]


def _named(form: str) -> dict[str, str]:
    return {"sv": f"{form}, med alla namngivna grafer", "en": f"{form}, with all named graphs"}


DUMPS = (
    Dump("rdf-xml", "data.rdf", "application/rdf+xml", {"sv": "RDF/XML", "en": "RDF/XML"}),
    Dump("turtle", "data.ttl", "text/turtle", {"sv": "Turtle", "en": "Turtle"}),
    Dump("json-ld", "data.jsonld", "application/ld+json", {"sv": "JSON-LD", "en": "JSON-LD"}),
    Dump("n-triples", "data.nt", "application/n-triples", {"sv": "N-Triples", "en": "N-Triples"}),
    Dump("n-quads", "dataset.nq", "application/n-quads", _named("N-Quads")),
    Dump("trig", "data.trig", "application/trig", _named("TriG")),
    Dump(
        "tables",
        TABLES_ZIP,
        "application/zip",
        {"sv": "Tabellerna, CSV i ett arkiv", "en": "The tables, CSV in an archive"},
    ),
)


@dataclass(frozen=True, slots=True)
class Publication:
    """Who publishes and whom to write to, from the settings; empty where they say nothing."""

    publisher: str
    publisher_type: str
    contact: str

    @property
    def complete(self) -> bool:
        """Whether a portal would take it."""
        return bool(self.publisher and self.publisher_type and self.contact)


class _Names:
    """The IRIs of what the catalogue speaks of."""

    def __init__(self, base: str, edition: str) -> None:
        self.catalogue = f"{base}id/catalogue/rufs"
        self.series = f"{base}id/dataset-series/uppfoljningar"
        self.dataset = f"{base}id/dataset/uppfoljning-{edition}"
        self.sparql = f"{base}id/data-service/sparql"
        self.questions = f"{base}id/data-service/questions"
        self.period = f"{base}id/temporal/{edition}"
        self.rights = f"{base}id/rights/attribution"
        self._distribution = f"{base}id/distribution/{edition}"

    def distribution(self, key: str) -> str:
        """The IRI of a distribution of the edition's dataset."""
        return f"{self._distribution}-{key}"


def write_catalogue(pen: Statements, base: str, stamp: Stamp) -> None:
    """The catalogue of a release, without who publishes it, which the one who serves it knows."""
    names = _Names(base, stamp.edition)
    _write_root(pen, base, names, stamp)
    _write_series(pen, names, stamp)
    _write_dataset(pen, base, names, stamp)
    for dump in DUMPS:
        _write_dump(pen, base, names, dump)
    _write_services(pen, base, names)
    pen.type(names.period, "dcterms:PeriodOfTime")
    pen.typed(names.period, "dcat:startDate", f"{stamp.edition}-01-01", "xsd:date")
    pen.typed(names.period, "dcat:endDate", f"{stamp.edition}-12-31", "xsd:date")
    pen.type(names.rights, "odrs:RightsStatement")
    pen.text(names.rights, "odrs:attributionText", _ATTRIBUTION)


def write_publication(
    pen: Statements, site: Site, stamp: Stamp, publication: Publication, files: Iterable[File]
) -> None:
    """What the one who serves a release adds to its catalogue: publisher, contact, the files' sizes."""
    names = _Names(site.base, stamp.edition)
    document = f"{site.address}datasets/dcat"
    publisher, contact = f"{document}#publisher", f"{document}#contact"
    for thing in (names.catalogue, names.series, names.dataset, names.sparql, names.questions):
        pen.add(thing, "dcterms:publisher", Iri(publisher))
        if thing != names.catalogue:
            pen.add(thing, "dcat:contactPoint", Iri(contact))
    pen.type(publisher, "foaf:Agent")
    pen.text(publisher, "foaf:name", {"sv": publication.publisher} if publication.publisher else _NOT_SET)
    if publication.publisher_type:
        pen.add(publisher, "dcterms:type", Iri(_PUBLISHER_TYPES + publication.publisher_type))
    pen.type(contact, "vcard:Organization")
    pen.add(contact, "vcard:fn", publication.publisher or _NOT_SET["sv"])
    if publication.contact:
        pen.add(contact, "vcard:hasEmail", Iri(f"mailto:{publication.contact}"))
    if not publication.complete:
        pen.text(names.catalogue, "rdfs:comment", _UNSET)
    by_name = {dump.name: dump for dump in DUMPS}
    for file in files:
        if file.name in by_name:
            thing = names.distribution(by_name[file.name].key)
            pen.typed(thing, "dcat:byteSize", str(file.bytes), "xsd:nonNegativeInteger")
            _write_checksum(pen, thing, file)


def _write_checksum(pen: Statements, thing: str, file: File) -> None:
    node = f"{thing}.checksum"
    pen.add(thing, "spdx:checksum", Iri(node))
    pen.type(node, "spdx:Checksum")
    pen.add(node, "spdx:algorithm", Iri("http://spdx.org/rdf/terms#checksumAlgorithm_sha256"))
    pen.typed(node, "spdx:checksumValue", file.sha256, "xsd:hexBinary")


def _write_root(pen: Statements, base: str, names: _Names, stamp: Stamp) -> None:
    pen.type(names.catalogue, "dcat:Catalog")
    _write_texts(pen, names.catalogue, *_CATALOGUE)
    _write_dates(pen, names.catalogue, stamp)
    pen.add(names.catalogue, "dcterms:license", Iri(_FREE))
    pen.add(names.catalogue, "dcterms:language", *_languages())
    pen.add(names.catalogue, "dcterms:spatial", Iri(_STOCKHOLM_COUNTY))
    pen.add(names.catalogue, "foaf:homepage", Iri(f"{base}data"))
    pen.add(names.catalogue, "dcat:themeTaxonomy", Iri(f"{_EU}data-theme"))
    pen.add(names.catalogue, "dcat:dataset", Iri(names.series), Iri(names.dataset))
    pen.add(names.catalogue, "dcat:service", Iri(names.sparql), Iri(names.questions))


def _write_series(pen: Statements, names: _Names, stamp: Stamp) -> None:
    pen.type(names.series, "dcat:DatasetSeries")
    _write_texts(pen, names.series, *_SERIES)
    _write_subject(pen, names.series, names)
    pen.typed(names.series, "dcterms:issued", stamp.issued, "xsd:date")


def _write_dataset(pen: Statements, base: str, names: _Names, stamp: Stamp) -> None:
    pen.type(names.dataset, "dcat:Dataset")
    title = {
        "sv": f"Uppföljning av RUFS 2050, {stamp.edition}",
        "en": f"Follow-up of RUFS 2050, {stamp.edition}",
    }
    _write_texts(pen, names.dataset, title, _DATASET)
    _write_subject(pen, names.dataset, names)
    _write_dates(pen, names.dataset, stamp)
    pen.add(names.dataset, "dcat:inSeries", Iri(names.series))
    pen.add(names.dataset, "dcterms:accessRights", Iri(f"{_EU}access-right/PUBLIC"))
    pen.add(names.dataset, "dcterms:language", *_languages())
    pen.add(names.dataset, "dcat:landingPage", Iri(f"{base}data"))
    pen.add(names.dataset, "rdfs:seeAlso", dataset_of(base))
    for dump in DUMPS:
        pen.add(names.dataset, "dcat:distribution", Iri(names.distribution(dump.key)))
    for key in ("sparql", "questions"):
        pen.add(names.dataset, "dcat:distribution", Iri(names.distribution(key)))


def _write_dump(pen: Statements, base: str, names: _Names, dump: Dump) -> None:
    thing = names.distribution(dump.key)
    pen.type(thing, "dcat:Distribution")
    _write_texts(pen, thing, dump.title, _ONE_FILE)
    address = Iri(f"{base}download/{dump.name}")
    pen.add(thing, "dcat:accessURL", address)
    pen.add(thing, "dcat:downloadURL", address)
    pen.add(thing, "dcterms:format", dump.media_type)
    pen.add(thing, "dcat:mediaType", Iri(f"http://www.iana.org/assignments/media-types/{dump.media_type}"))
    _write_terms(pen, thing, names)


def _write_services(pen: Statements, base: str, names: _Names) -> None:
    sparql = {"sv": "Frågor i SPARQL", "en": "Queries in SPARQL"}
    questions = {"sv": "Färdiga frågor", "en": "Ready-made questions"}
    for thing, key, title, path, form, described in (
        (names.sparql, "sparql", sparql, "sparql", "application/sparql-query", ".well-known/void"),
        (names.questions, "questions", questions, "ask", "application/json", "api/openapi.json"),
    ):
        pen.type(thing, "dcat:DataService")
        pen.text(thing, "dcterms:title", title)
        pen.add(thing, "dcat:endpointURL", Iri(base + path))
        pen.add(thing, "dcat:endpointDescription", Iri(base + described))
        pen.add(thing, "dcterms:format", form)
        pen.add(thing, "dcat:servesDataset", Iri(names.dataset))
        pen.add(thing, "foaf:page", Iri(base + path))
        pen.add(thing, "dcterms:license", Iri(LICENCE))
        pen.add(thing, "dcterms:accessRights", Iri(f"{_EU}access-right/PUBLIC"))
        _write_keywords(pen, thing)
        distribution = names.distribution(key)
        pen.type(distribution, "dcat:Distribution")
        _write_texts(pen, distribution, title, _TO_ASK)
        pen.add(distribution, "dcat:accessURL", Iri(base + path))
        pen.add(distribution, "dcat:accessService", Iri(thing))
        pen.add(distribution, "dcterms:format", form)
        _write_terms(pen, distribution, names)
    pen.add(names.sparql, "dcterms:conformsTo", Iri(_PROTOCOL))


def _write_texts(pen: Statements, thing: str, title: dict[str, str], description: dict[str, str]) -> None:
    pen.text(thing, "dcterms:title", title)
    pen.text(thing, "dcterms:description", description)


def _write_dates(pen: Statements, thing: str, stamp: Stamp) -> None:
    pen.typed(thing, "dcterms:issued", stamp.issued, "xsd:date")
    pen.typed(thing, "dcterms:modified", stamp.modified, "xsd:date")


def _write_subject(pen: Statements, thing: str, names: _Names) -> None:
    pen.add(thing, "dcat:theme", Iri(f"{_EU}data-theme/REGI"), Iri(f"{_EU}data-theme/GOVE"))
    pen.add(thing, "dcterms:conformsTo", Iri(RUFS))
    pen.add(thing, "dcterms:spatial", Iri(_STOCKHOLM_COUNTY))
    pen.add(thing, "dcterms:temporal", Iri(names.period))
    _write_keywords(pen, thing)


def _write_keywords(pen: Statements, thing: str) -> None:
    for lang, words in _KEYWORDS.items():
        for word in words:
            pen.text(thing, "dcat:keyword", {lang: word})


def _write_terms(pen: Statements, distribution: str, names: _Names) -> None:
    """The licence and rights of a distribution, and that it will stay."""
    pen.add(distribution, "dcterms:license", Iri(LICENCE))
    pen.add(distribution, "dcterms:rights", Iri(names.rights))
    pen.add(distribution, "dcatap:availability", Iri(f"{_EU}planned-availability/AVAILABLE"))


def _languages() -> list[Iri]:
    return [Iri(f"{_EU}language/SWE"), Iri(f"{_EU}language/ENG")]
