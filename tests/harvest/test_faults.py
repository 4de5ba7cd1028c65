"""A right catalogue has no violation and every point; each planted fault is found, and only it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache

import pytest
from rdflib import Graph

from rufsgraph.checks.fetching import Fetcher, Limits, anywhere
from rufsgraph.checks.harvest import Harvest, harvest
from rufsgraph.checks.mqa import most
from rufsgraph.checks.sayings import HARVEST, SAYINGS
from rufsgraph.cli.harvesting import PROFILE, read_profile
from rufsgraph.errors import Finding, has_violation
from tests.harvest.serving import CATALOGUE, PUBLIC, RDF_XML, RIGHT, Page, Site, moved
from tests.harvest.test_profile import NAMESPACE
from tests.processes import free_port

Edit = Callable[[str], str]

NOT_INVENTED = {"Agent-identifier", "Contact-telephone", "Contact-address"}
"""What the right catalogue is warned of, because it may not be invented."""

DATASET = "/id/dataset/2020"
SERIES = "/id/series/follow-up"
FILE = "/id/distribution/2020-rdf-xml"
SERVICE = "/id/service/sparql"
AGENT = "/id/publisher/region"
CONTACT = "/id/contact/data"
CATALOG = "/id/catalogue/rufs"


def swap(old: str, new: str, count: int = -1) -> Edit:
    """Puts one text in the place of another, which must be there."""

    def edit(text: str) -> str:
        assert old in text, old
        return text.replace(old, new, count)

    return edit


def within(thing: str, edit: Edit) -> Edit:
    """Edits the description of one thing only."""

    def edited(text: str) -> str:
        start = re.escape(PUBLIC + thing)
        (block,) = re.findall(rf'  <[\w:]+ rdf:about="{start}">.*?\n  </', text, re.DOTALL)
        return text.replace(block, edit(block))

    return edited


def drop(thing: str, element: str) -> Edit:
    """Takes the lines of an element out of a thing's description."""

    def edit(block: str) -> str:
        kept = [line for line in block.splitlines(keepends=True) if f"<{element}" not in line]
        assert "".join(kept) != block, element
        return "".join(kept)

    return within(thing, edit)


def blank(thing: str) -> Edit:
    """Makes a thing a blank node."""

    def edit(text: str) -> str:
        named = text.replace(f'rdf:about="{PUBLIC}{thing}"', 'rdf:nodeID="it"')
        assert named != text
        return named.replace(f'rdf:resource="{PUBLIC}{thing}"', 'rdf:nodeID="it"')

    return edit


def text_for(element: str) -> Edit:
    """Puts a text where an element has an address."""
    return lambda text: re.sub(rf'<{element} rdf:resource="[^"]*"/>', f"<{element}>text</{element}>", text)


def first(element: str) -> Edit:
    """Puts an element after the first title."""
    return swap("</dcterms:title>", f"</dcterms:title>{element}", 1)


def add(text: str) -> Edit:
    """Adds a description."""
    return swap("</rdf:RDF>", f"{text}</rdf:RDF>")


def both(one: Edit, other: Edit) -> Edit:
    """One edit after the other."""
    return lambda text: other(one(text))


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault: how the catalogue or the server is changed, and the findings that must come of it."""

    name: str
    told: set[str]
    edit: Edit = str
    pages: Mapping[str, Page] = field(default_factory=dict)


BY = "http://creativecommons.org/licenses/by/4.0/"
EU = "http://publications.europa.eu/resource/authority/"
RDF_FILE = "/download/2020/data.rdf"
OPENAPI = "/api/openapi.json"
TYPED = ' rdf:datatype="http://www.w3.org/2001/XMLSchema#nonNegativeInteger"'
RECORD = f'<dcat:CatalogRecord rdf:about="{PUBLIC}/id/record/1"/>'
SECOND = f'<dcat:Catalog rdf:about="{PUBLIC}/id/catalogue/second"/>'
PART = f'<dcterms:hasPart rdf:resource="{PUBLIC}/id/catalogue/second"/>'
(_WHOLE,) = re.findall(r"<dcat:Catalog .*?</dcat:Catalog>", RIGHT, re.DOTALL)
TWIN = _WHOLE.replace("/id/catalogue/rufs", "/id/catalogue/second")

FORM = [
    Fault("blank catalogue", {"Catalog"}, blank(CATALOG)),
    Fault("blank dataset", {"Dataset"}, blank(DATASET)),
    Fault("blank distribution", {"Distribution"}, blank(FILE)),
    Fault("blank publisher", {"Agent"}, blank(AGENT)),
    Fault("blank contact", {"Contact"}, blank(CONTACT)),
    Fault("relative address", {"relative-address"}, swap(PUBLIC + DATASET, DATASET)),
    Fault("space in an address", {"broken-address"}, swap("2020/data.rdf", "2020/data file.rdf")),
    Fault("xml:base", {"relative-base"}, swap("<rdf:RDF", '<rdf:RDF xml:base="http://example.org/"')),
    Fault("catalogue record", {"CatalogRecord"}, add(RECORD)),
    Fault("no catalogue", {"no-catalogue", "Dataset-listed"}, swap(_WHOLE, "")),
    Fault("two catalogues", {"several-catalogues"}, add(TWIN)),
    Fault("catalogue elsewhere", {"catalogue-elsewhere"}, both(add(SECOND), within(CATALOG, first(PART)))),
]
LICENCES = [
    Fault("by https", {"Distribution-license-form"}, swap(BY, BY.replace("http:", "https:"))),
    Fault("without its slash", {"Distribution-license-form"}, swap(f'{BY}"', f'{BY[:-1]}"')),
    Fault("in Swedish", {"Distribution-license-form"}, swap(f'{BY}"', f'{BY}deed.sv"')),
    Fault("not open", {"Distribution-license-open"}, within(FILE, swap("/by/4.0/", "/by-nd/4.0/"))),
    Fault("catalogue without", {"Catalog-license"}, drop(CATALOG, "dcterms:license")),
    Fault(
        "catalogue not CC0",
        {"Catalog-license-zero"},
        within(CATALOG, swap("publicdomain/zero/1.0", "licenses/by/4.0")),
    ),
]
MANDATORY = [
    Fault("catalogue's title", {"Catalog-title"}, drop(CATALOG, "dcterms:title")),
    Fault("catalogue's description", {"Catalog-description"}, drop(CATALOG, "dcterms:description")),
    Fault("catalogue's publisher", {"Catalog-publisher"}, drop(CATALOG, "dcterms:publisher")),
    Fault("catalogue's datasets", {"Catalog-dataset", "Dataset-listed"}, drop(CATALOG, "dcat:dataset")),
    Fault("dataset's title", {"Dataset-title"}, drop(DATASET, "dcterms:title")),
    Fault("title's language", {"Dataset-title"}, within(DATASET, swap('title xml:lang="sv"', "title"))),
    Fault("dataset's description", {"Dataset-description"}, drop(DATASET, "dcterms:description")),
    Fault("dataset's publisher", {"Dataset-publisher"}, drop(DATASET, "dcterms:publisher")),
    Fault("distribution's address", {"Distribution-access-url"}, drop(FILE, "dcat:accessURL")),
    Fault("distribution's format", {"Distribution-format"}, drop(FILE, "dcterms:format")),
    Fault(
        "format that is none", {"Distribution-format"}, within(FILE, swap(">application/rdf+xml<", ">RDF<"))
    ),
    Fault("service's title", {"DataService-title"}, drop(SERVICE, "dcterms:title")),
    Fault("service's endpoint", {"DataService-endpoint-url"}, drop(SERVICE, "dcat:endpointURL")),
    Fault("service's format", {"DataService-format"}, drop(SERVICE, "dcterms:format")),
    Fault("publisher's name", {"Agent-name"}, drop(AGENT, "foaf:name")),
    Fault("publisher's kind", {"Agent-type"}, drop(AGENT, "dcterms:type")),
    Fault("contact's name", {"Contact-name"}, drop(CONTACT, "vcard:fn")),
    Fault("contact's email", {"Contact-email"}, drop(CONTACT, "vcard:hasEmail")),
    Fault("contact's kind", {"Contact-kind"}, swap("vcard:Organization", "vcard:Kind")),
    Fault(
        "series in a series",
        {"DatasetSeries-in-series"},
        within(SERIES, first(f'<dcat:inSeries rdf:resource="{PUBLIC}{SERIES}"/>')),
    ),
    Fault(
        "file of this machine",
        {"Distribution-access-url"},
        within(FILE, swap(f"{PUBLIC}/data", "file:///etc/hostname", 1)),
    ),
]
RECOMMENDED = [
    Fault("keywords", {"Dataset-keyword"}, drop(DATASET, "dcat:keyword")),
    Fault("theme", {"Dataset-theme"}, within(DATASET, swap(f"{EU}data-theme/REGI", "http://x.test/theme"))),
    Fault("access rights", {"Dataset-access-rights"}, within(DATASET, text_for("dcterms:accessRights"))),
    Fault("language", {"Dataset-language"}, within(DATASET, text_for("dcterms:language"))),
    Fault(
        "English title",
        {"Dataset-title-english"},
        within(DATASET, swap('title xml:lang="en"', 'title xml:lang="fi"')),
    ),
    Fault(
        "place in a catalogue",
        {"Dataset-listed"},
        swap(f'<dcat:dataset rdf:resource="{PUBLIC}{DATASET}"/>', ""),
    ),
    Fault("type of the size", {"Distribution-byte-size"}, swap(TYPED, "")),
]
SERVER = [
    Fault("file that is gone", {"bad-status"}, pages={RDF_FILE: Page(status=404)}),
    Fault("file of another type", {"wrong-media-type"}, pages={RDF_FILE: Page("text/html")}),
    Fault("file of no type", {"vague-media-type"}, pages={RDF_FILE: Page("application/octet-stream")}),
    Fault("page that fails", {"bad-status"}, pages={"/data": Page(status=500)}),
    Fault("page of another type", {"wrong-media-type"}, pages={"/data": Page("image/png")}),
    Fault("redirect in a ring", {"too-many-redirects"}, pages={RDF_FILE: moved(RDF_FILE)}),
    Fault("redirect to a file", {"bad-redirect"}, pages={RDF_FILE: moved("file:///etc/hostname")}),
    Fault("no SPARQL", {"no-sparql"}, pages={"/sparql": Page()}),
    Fault("service that wants more", {"wants-more"}, pages={"/ask": Page(status=400)}),
    Fault("description that is gone", {"bad-status"}, pages={OPENAPI: Page(status=404)}),
    Fault("description that is a page", {"description-is-page"}, pages={OPENAPI: Page()}),
    Fault("no server", {"no-answer"}, swap(PUBLIC + RDF_FILE, f"http://127.0.0.1:{free_port()}/")),
    Fault("password", {"no-web-address"}, swap(PUBLIC + RDF_FILE, "http://me:secret@example.org/")),
]
FAULTS = [*FORM, *LICENCES, *MANDATORY, *RECOMMENDED, *SERVER]
"""The table of faults. Of a fault that many things share, such as the licence, there are as many findings."""


@cache
def _profile() -> Graph:
    return read_profile(PROFILE)


def look(source: str, limits: Limits | None = None, may_ask: Callable[[str], bool] = anywhere) -> Harvest:
    """A harvest of a catalogue on this machine."""
    return harvest(source, _profile(), Fetcher(limits or Limits(), may_ask), lambda _step: None)


def told(found: Harvest) -> set[str]:
    """The names of what a harvest found, without what the right catalogue is warned of."""
    return {_name(one) for one in found.findings} - NOT_INVENTED


def _name(finding: Finding) -> str:
    return finding.shape.removeprefix(NAMESPACE).removeprefix(HARVEST)


def test_the_right_catalogue(served: Site) -> None:
    """It has no violation and every point; it is warned of three fields that may not be invented."""
    found = look(served.catalogue)
    assert [one.as_line() for one in found.findings if _name(one) not in NOT_INVENTED] == []
    assert {_name(one) for one in found.findings} == NOT_INVENTED
    assert not has_violation(found.findings)
    assert found.score.total == most() == 405
    assert found.score.rating("en") == "excellent"


def test_there_are_faults_enough() -> None:
    """At least twenty faults, each with a name of its own and something to tell."""
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 20
    assert all(fault.told for fault in FAULTS)


TOLD_ELSEWHERE = {
    "broken-answer",
    "bytes-spent",
    "catalogue-type",
    "local-address",
    "not-rdf-xml",
    "odd-redirect",
    "requests-spent",
    "seconds-spent",
}
"""What is told in other tests of this folder."""


def test_all_that_can_be_told_is_planted() -> None:
    """No code is there that nothing brings about, and each has its words in both languages."""
    assert (
        set(SAYINGS) == {code for fault in FAULTS for code in fault.told if code in SAYINGS} | TOLD_ELSEWHERE
    )
    assert all(swedish and english and swedish != english for _, swedish, english in SAYINGS.values())


@pytest.mark.parametrize("fault", FAULTS, ids=lambda one: one.name)
def test_fault_is_found_and_only_it(served: Site, fault: Fault) -> None:
    """A planted fault gives the findings that the table says, and no other."""
    served.pages |= fault.pages
    served.serve_catalogue(fault.edit(RIGHT))
    found = look(served.catalogue)
    assert told(found) == fault.told, [one.as_line() for one in found.findings]
    assert all(one.message_sv and one.message_en for one in found.findings)


@pytest.mark.parametrize(
    ("media_type", "expected"),
    [
        (RDF_XML, set()),
        ("application/rdf+xml; charset=utf-8", set()),
        ("application/xml", set()),
        ("text/html", {"catalogue-type"}),
        ("", {"catalogue-type"}),
    ],
)
def test_type_of_the_catalogue(served: Site, media_type: str, expected: set[str]) -> None:
    """RDF/XML is read whatever the server calls it, with a warning where it calls it something else."""
    served.serve_catalogue(RIGHT, media_type)
    assert told(look(served.catalogue)) == expected


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirect_of_the_catalogue(served: Site, status: int) -> None:
    """The portal follows four of the redirects; the fifth is followed here too, with a warning."""
    served.pages["/dcat"] = moved(CATALOGUE, status)
    assert told(look(f"{served.base}/dcat")) == ({"odd-redirect"} if status == 302 else set())


FORMS = {"turtle": "text/turtle", "nt": "application/n-triples", "json-ld": "application/ld+json"}


@pytest.mark.parametrize("form", FORMS)
def test_other_forms_are_read_with_a_warning(served: Site, form: str) -> None:
    """A catalogue in another form of RDF has the findings of the same in RDF/XML, and a warning."""
    served.serve_catalogue(look(served.catalogue).graph.serialize(format=form), FORMS[form])
    found = look(served.catalogue)
    assert told(found) == {"not-rdf-xml"}
    assert found.score.total == most()


def test_a_file_of_a_service_is_a_file(served: Site) -> None:
    """A distribution that has a service beside its file still promises the file's type."""
    service = f'<dcat:accessService rdf:resource="{PUBLIC}{SERVICE}"/>'
    served.serve_catalogue(within(FILE, swap("<dcat:byteSize", f"{service}<dcat:byteSize", 1))(RIGHT))
    assert told(look(served.catalogue)) == set()
    served.pages[RDF_FILE] = Page("text/html")
    assert told(look(served.catalogue)) == {"wrong-media-type"}


def test_each_address_is_asked_once(served: Site) -> None:
    """However many things name an address, it is asked once for each form, by HEAD, under our own name."""
    look(served.catalogue)
    asked = [(method, path) for method, path, _ in served.seen]
    assert len([one for one in asked if one == ("HEAD", "/download/2020/data.rdf")]) == 1
    assert ("GET", "/download/2020/data.rdf") not in asked
    assert ("GET", "/download/2020/tables.zip") in asked, "HEAD was not taken"
    assert ("GET", "/sparql?query=ASK%20%7B%7D") in asked
    assert all(agent.startswith("rufsgraph/") for _, _, agent in served.seen)
