"""The Swedish profile for persistent identifiers, a test for each rule by its name.

Source: Digg, "Profil för beständiga identifierare", docs/regler.md of
github.com/diggsweden/persistent-identifiers-investigation (as of 2023-12-11), told in our own words.
"""

import gzip
import ipaddress
import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import brotli
import pytest
import rdflib
import zstandard
from rdflib.namespace import FOAF

from rufsgraph.protocol.addresses import FORMS, LANGUAGES, Address, address_of
from rufsgraph.releases.identifiers import identifiers
from rufsgraph.releases.store import Release
from rufsgraph.terms import RUFS, Iris
from tests.calls import BROWSER, HTML, PROBLEM, Reply, bindings, call, must_be_problem, sparql
from tests.changes import BASE, ENDED, MERGED, REPLACED, ROWS, SPLIT
from tests.processes import run_here, serving

IRIS = Iris(BASE)
NUTS = "http://data.europa.eu/nuts/code/SE110"
_LINK = re.compile(r"<([^>]*)>((?:\s*;\s*\w+=\"[^\"]*\")*)")
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")


@pytest.fixture(scope="module")
def release(changed_release: Release) -> Release:
    """A release with an identifier of each kind that is no longer in use."""
    return changed_release


@pytest.fixture(scope="module")
def site(release: Release) -> Iterator[str]:
    """The address of a server over that release."""
    with serving(release.path.parent) as served:
        yield served.base


@pytest.fixture(scope="module")
def published(release: Release) -> list[str]:
    """Every identifier of the release: things and terms."""
    found = identifiers((release.path / "dataset.nq").read_bytes(), IRIS)
    assert len(found) > 3000
    return sorted(RUFS + one.removeprefix("def/") if one.startswith("def/") else BASE + one for one in found)


@pytest.fixture(scope="module")
def one_of_each(published: list[str], site: str) -> list[Address]:
    """An identifier of each class that is described here."""
    by_class = {address.cls: address for iri in published if (address := address_of(iri, IRIS))}
    found = [one for one in by_class.values() if call(site, one.id_path).status != 404]
    assert {"goal", "actor", "initiative", "entry", "participation", "def", "dataset"} <= {
        one.cls for one in found
    }
    return found


def links(reply: Reply) -> list[tuple[str, dict[str, list[str]]]]:
    """The links of an answer: target, and the values of each attribute."""
    found = []
    for target, rest in _LINK.findall(reply.headers.get("link", "")):
        attributes: dict[str, list[str]] = {}
        for name, value in re.findall(r"(\w+)=\"([^\"]*)\"", rest):
            attributes.setdefault(name, []).append(value)
        found.append((target, attributes))
    return found


def targets(reply: Reply, rel: str) -> list[str]:
    """The targets of the links of a relation."""
    return [target for target, attributes in links(reply) if attributes["rel"] == [rel]]


def shown(reply: Reply) -> tuple[int, dict[str, str]]:
    """Status and headers, but for the hour."""
    return reply.status, {name: value for name, value in reply.headers.items() if name != "date"}


def test_bi_1_identifiers_are_http_urls(published: list[str]) -> None:
    """An identifier is a URL of http or https. All of ours are, things and terms."""
    assert {urlsplit(iri).scheme for iri in published} <= {"http", "https"}
    assert urlsplit(Iris().base).scheme == urlsplit(RUFS).scheme == "https"


def test_bi_2_identifiers_have_a_domain_name(published: list[str]) -> None:
    """The host is a domain name, no IP address, no localhost. It names no organisation either: w3id.org.

    Nor does what follows it, up to the class: `rufs`. The key of an actor is made of its name once, and stays
    when the name changes.
    """
    hosts = {urlsplit(iri).hostname or "" for iri in (*published, Iris().base)}
    assert hosts == {"rufs.example", "w3id.org"}
    for host in hosts:
        assert _DOMAIN.fullmatch(host)
        with pytest.raises(ValueError, match="does not appear to be"):
            ipaddress.ip_address(host)
    assert urlsplit(Iris().base).path == "/rufs/"


def test_bi_3_identifiers_have_no_port_user_or_password(published: list[str]) -> None:
    """No port, user or password in an identifier. A base with a user is refused."""
    for parts in map(urlsplit, (*published, Iris().base)):
        assert (parts.port, parts.username, parts.password) == (None, None, None)
    done = run_here("build", "--base", "https://user:word@rufs.example/")
    assert (done.returncode, "RUFSGRAPH_BASE" in done.stderr) == (2, True)


def test_bi_4_identifiers_have_no_parameters(published: list[str]) -> None:
    """No query parameters in an identifier: no key that is minted can hold one, nor a base."""
    assert not [iri for iri in published if "?" in iri]
    with pytest.raises(ValueError, match="can be minted"):
        IRIS.id("actor", "a?b=c")
    assert run_here("build", "--base", "https://rufs.example/?id=/").returncode == 2


def test_bi_5_identifiers_have_no_fragment(published: list[str]) -> None:
    """No fragments in an identifier: no key that is minted can hold one, nor a base."""
    assert not [iri for iri in published if "#" in iri]
    with pytest.raises(ValueError, match="can be minted"):
        IRIS.id("actor", "a#b")
    assert run_here("build", "--base", "https://rufs.example/#/").returncode == 2


def test_bi_6_identifiers_have_no_version(published: list[str], release: Release) -> None:
    """No version number in an identifier: neither the release's nor the ontology's.

    The year in `edition/2020` tells one follow-up from the next, which are different things.
    """
    versions = (release.name, release.manifest["hash"][:12], release.manifest["tools"]["rufsgraph"])
    assert not [iri for iri in published for version in versions if version in iri]


def test_bi_7_identifiers_have_no_file_ending(published: list[str]) -> None:
    """No file ending in an identifier: endings belong to the forms of descriptions."""
    endings = (*FORMS, "csv", "json", "xml", "pdf", "xlsx", "asp", "php", "txt")
    assert not [iri for iri in published if iri.rpartition(".")[2] in endings]


def test_um_1_name_first_then_http(site: str, one_of_each: list[Address]) -> None:
    """The domain name leads to a server, and that server is asked for the identifier over HTTP.

    Here the name stands for the server under test; that w3id.org leads to one is for its redirect rules.
    """
    for address in one_of_each:
        if address.cls not in ("def", "sdg"):
            iri = IRIS.id(address.cls, address.key)
            name, path = urlsplit(iri).netloc, urlsplit(iri).path
            answer = call(site, path, host=name)
            assert answer.status == 303, iri
            there = urlsplit(urljoin(iri, answer.headers["location"]))
            assert there.netloc == name
            assert call(site, there.path, host=name, accept="text/turtle").status == 200, iri


def test_um_2_head_tells_what_get_tells(site: str, one_of_each: list[Address]) -> None:
    """HEAD gives what there is to know of an identifier: everywhere the status and headers of GET."""
    paths = [one.id_path for one in one_of_each]
    paths += [one.doc_path(ending) for one in one_of_each[:9] for ending in ("", *FORMS)]
    paths += [f"/{kind}/{former}" for kind in ("id", "doc") for former in ROWS]
    paths += [f"/doc/{former}.ttl?lang=en" for former in ROWS]
    paths += [
        "/id/actor/never-was",
        "/doc/actor/never-was",
        "/id/actor/kth?lang=en",
        "/doc/actor/kth?page=99",
    ]
    for path in paths:
        for accept in ("*/*", BROWSER):
            told = call(site, path, "HEAD", accept=accept)
            assert shown(told) == shown(call(site, path, accept=accept)), path
            assert told.body == b""


@pytest.mark.parametrize("ending", ["", *FORMS])
def test_um_3_a_document_is_given(site: str, ending: str) -> None:
    """An information resource, as a description is, answers GET with 200 and a representation."""
    answer = call(site, Address("goal", "1").doc_path(ending))
    assert (answer.status, answer.media_type) == (200, FORMS[ending or "html"])
    assert len(answer.body) > 1000


BUSY = Address("actor", "region-stockholm")


@pytest.mark.parametrize("page", [1, 2])
@pytest.mark.parametrize("ending", FORMS)
def test_um_4_what_is_wanted_is_given_and_the_rest_announced(site: str, ending: str, page: int) -> None:
    """Accept, Accept-Language and Accept-Encoding choose; Link announces every other form and language.

    Each alternate has its type and its languages, and is what it says it is, also for a further page.
    """
    query = "" if page == 1 else f"?page={page}"
    answer = call(site, BUSY.doc_path() + query, accept=FORMS[ending])
    assert (answer.status, answer.media_type) == (200, FORMS[ending])
    vary = {name.strip() for name in answer.headers["vary"].split(",")}
    assert vary == {"Accept", "Accept-Language", "Accept-Encoding"}
    assert targets(answer, "canonical") == [f"{BASE}doc/actor/region-stockholm{query}"]
    announced = [(target, one) for target, one in links(answer) if one["rel"] == ["alternate"]]
    others = [other for other in FORMS if other not in ("html", ending)]
    assert len(announced) == len(LANGUAGES) + len(others)
    assert all(("page=2" in target) == (page == 2) for target, _ in announced)
    for target, one in announced:
        other = call(site, target)
        assert (other.status, [other.media_type]) == (200, one["type"]), target
        assert other.headers["content-language"].split(", ") == one["hreflang"], target
        assert other.headers["content-location"] == target
    told = {(one["type"][0], lang) for _, one in announced for lang in one["hreflang"]}
    assert told == {(FORMS[other], lang) for other in ("html", *others) for lang in LANGUAGES}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_um_4_by_language(site: str, lang: str) -> None:
    """Accept-Language gives the page of that language, `?lang=` goes before it."""
    page = call(site, "/doc/goal/1", accept=BROWSER, accept_language=f"{lang}, de;q=0.5")
    other = call(
        site, f"/doc/goal/1?lang={lang}", accept=BROWSER, accept_language="sv" if lang == "en" else "en"
    )
    for one in (page, other):
        assert (one.media_type, one.headers["content-language"]) == (HTML, lang)
        assert f'<html lang="{lang}">' in one.text


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_um_4_by_coding(site: str, coding: str) -> None:
    """Accept-Encoding gives the same bytes in that coding."""
    undo = {
        "gzip": gzip.decompress,
        "br": brotli.decompress,
        "zstd": lambda body: zstandard.ZstdDecompressor().decompressobj().decompress(body),
    }
    for ending in FORMS:
        plain = call(site, BUSY.doc_path(ending))
        packed = call(site, BUSY.doc_path(ending), accept_encoding=coding)
        assert (plain.headers.get("content-encoding"), packed.headers["content-encoding"]) == (None, coding)
        assert len(packed.body) < len(plain.body)
        assert undo[coding](packed.body) == plain.body


def test_um_4_page_says_the_same_in_its_head(site: str) -> None:
    """The head of a page names the canonical address and the alternates that the header names."""
    page = call(site, BUSY.doc_path() + "?page=2", accept=BROWSER)
    head = page.text.partition("</head>")[0].replace("&amp;", "&")
    assert re.findall(r'<link rel="canonical" href="([^"]*)">', head) == targets(page, "canonical")
    assert re.findall(r'<link rel="alternate" [^>]*href="([^"]*)">', head) == targets(page, "alternate")


def test_um_5_profile_is_said(site: str) -> None:
    """May: representations may differ by profile, asked for by Accept-Profile.

    We have one, the words of our ontology. RDF says it by Content-Profile and Link, so do the links to it;
    a page keeps to none. Whatever profile is asked for, that is the one given.
    """
    for ending in FORMS:
        for wanted in (
            {},
            {"accept_profile": "<https://example.org/other>"},
            {"accept_profile": f"<{RUFS}>"},
        ):
            answer = call(site, f"/doc/goal/1.{ending}", **wanted)
            is_rdf = ending != "html"
            assert answer.status == 200
            assert answer.headers.get("content-profile") == (f"<{RUFS}>" if is_rdf else None)
            assert targets(answer, "profile") == ([RUFS] if is_rdf else [])
            for target, one in links(answer):
                if one["rel"] == ["alternate"]:
                    assert one.get("profile") == (None if ".html" in target else [RUFS])


def test_um_6_no_further_step(site: str, one_of_each: list[Address]) -> None:
    """May: a document may lead on by 307 to one of its forms. We don't: it is given at once.

    Content-Location says at which address that very form is to be had.
    """
    for address in one_of_each:
        for accept, ending in (("text/turtle", "ttl"), ("application/ld+json", "jsonld")):
            answer = call(site, address.doc_path(), accept=accept)
            assert (answer.status, answer.headers["content-location"]) == (200, address.doc_path(ending))
            again = call(site, answer.headers["content-location"])
            assert again.body == answer.body


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_um_7_a_thing_leads_to_its_description(site: str, one_of_each: list[Address], method: str) -> None:
    """A thing of the world answers 303 on HEAD and GET, to a document that describes it; Link says so."""
    for address in one_of_each:
        answer = call(site, address.id_path, method)
        assert (answer.status, answer.headers["location"]) == (303, address.doc_path()), address
        assert answer.headers["location"] in targets(answer, "describedby")
        if method == "GET":
            turtle = call(site, answer.headers["location"], accept="text/turtle")
            graph = rdflib.Graph().parse(data=turtle.body, format="turtle")
            topic = {str(one) for one in graph.objects(None, FOAF.primaryTopic)}
            assert {address_of(one, IRIS) for one in topic} == {address}


def test_um_8_other_descriptions_are_named(site: str) -> None:
    """Descriptions by others that we know, as the data names them (schema:sameAs), are describedby too."""
    county = call(site, "/id/area/se110")
    assert targets(county, "describedby") == ["/doc/area/se110", NUTS]
    assert targets(call(site, "/id/goal/1"), "describedby") == ["/doc/goal/1"]
    query = "PREFIX schema: <https://schema.org/> SELECT ?s ?o { ?s schema:sameAs ?o } ORDER BY ?o"
    for row in bindings(sparql(site, query)):
        address = address_of(row["s"], IRIS)
        assert address and row["o"] in targets(call(site, address.id_path), "describedby")


def test_um_9_no_other_service_is_named(site: str, one_of_each: list[Address]) -> None:
    """May: a service that knows more descriptions may be named, by an alternate of the identifier.

    We know of none for these things and name none: a 303 of ours has no alternate that would lead astray.
    """
    for address in one_of_each:
        assert targets(call(site, address.id_path), "alternate") == []


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", [f"/id/{ENDED}", f"/doc/{ENDED}", f"/doc/{ENDED}.ttl", f"/doc/{ENDED}.html"])
def test_um_10_an_ended_identifier_is_gone(site: str, method: str, path: str) -> None:
    """What has ended answers 410, since when and why, in both languages; it is never used again.

    Whatever form is asked for, also one that there is none of.
    """
    for accept in ("*/*", "text/turtle", "image/png", PROBLEM):
        assert call(site, path, method, accept=accept).status == 410
    if method == "GET":
        for lang, reason, since in (
            ("sv", "Insatsen lades ned.", "Uppföljning av RUFS 2050, 2020"),
            ("en", "The initiative was closed.", "Follow-up of RUFS 2050, 2020"),
        ):
            problem = must_be_problem(call(site, path, accept_language=lang), 410, "gone")
            assert reason in problem["detail"] and since in problem["detail"]
            assert (problem["identifier"], problem["edition"]) == (
                BASE + f"id/{ENDED}",
                f"{BASE}id/edition/2020",
            )
            page = call(site, path, accept=BROWSER, accept_language=lang)
            assert (page.status, page.media_type) == (410, HTML)
            assert reason in page.text and f'<html lang="{lang}">' in page.text


def test_um_10_an_ended_identifier_is_at_rest(site: str) -> None:
    """The graph states nothing of an identifier that isn't used, and nothing points to it; a change names it.

    That a build which uses it again is refused is shown with the rules (former-identifier-in-use).
    """
    for former in ROWS:
        iri = f"<{BASE}id/{former}>"
        assert (
            sparql(
                site, f"ASK {{ {{ {iri} ?p ?o }} UNION {{ ?s ?p {iri} }} }}", accept="text/csv"
            ).text.strip()
            == "false"
        )
        said = bindings(
            sparql(
                site,
                f"PREFIX rufs: <{RUFS}> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> SELECT ?kind {{ "
                f'?change rufs:formerIdentifier "{BASE}id/{former}"^^xsd:anyURI ; rufs:change ?kind }}',
            )
        )
        assert said == [{"kind": f"{BASE}id/change-kind/{ROWS[former][0]}"}]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    ("asked", "leads_to"),
    [
        (f"/id/{REPLACED}", "/id/actor/kth"),
        (f"/id/{REPLACED}?lang=en", "/id/actor/kth?lang=en"),
        (f"/doc/{REPLACED}", "/doc/actor/kth"),
        (f"/doc/{REPLACED}.ttl", "/doc/actor/kth.ttl"),
        (f"/doc/{REPLACED}.html?lang=sv&page=1", "/doc/actor/kth.html?lang=sv&page=1"),
        (f"/doc/{REPLACED}?a=%0d%0aX:%20y&b=%C3%A5%3C", "/doc/actor/kth?a=%0d%0aX:%20y&b=%C3%A5%3C"),
    ],
)
def test_um_11_a_replaced_identifier_leads_on(site: str, method: str, asked: str, leads_to: str) -> None:
    """What was replaced answers 308 with the new identifier: the same kind of address, ending and query."""
    answer = call(site, asked, method)
    assert (answer.status, answer.headers["location"]) == (308, leads_to)
    assert answer.headers["cache-control"] == "no-cache"
    assert call(site, leads_to, method).status in (200, 303)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("former", [MERGED, SPLIT])
def test_um_12_merged_and_split_are_a_choice(site: str, method: str, former: str) -> None:
    """What was merged or split answers 300, and each successor is a Link with rel successor-version.

    The body lists them, as JSON or as a page; there is no Location that a client would follow blindly.
    """
    change, successors, sv, en = ROWS[former]
    for kind, ending in (("id", ""), ("doc", ""), ("doc", ".ttl")):
        paths = [f"/{kind}/{one}{ending}" for one in successors]
        answer = call(site, f"/{kind}/{former}{ending}", method, accept_language="en")
        assert (answer.status, answer.media_type) == (300, "application/json")
        assert targets(answer, "successor-version") == paths
        assert "location" not in answer.headers
        assert {call(site, path, method).status for path in paths} <= {200, 303}
        if method == "GET":
            document = answer.json()
            assert (document["change"], document["reason"]) == (change, en)
            assert [one["path"] for one in document["successors"]] == paths
            assert [one["id"] for one in document["successors"]] == [f"{BASE}id/{one}" for one in successors]
            page = call(site, f"/{kind}/{former}{ending}", accept=BROWSER, accept_language="sv")
            assert (page.status, page.media_type) == (300, HTML)
            assert sv in page.text and all(f'href="{path}"' in page.text for path in paths)
            assert all(one["name"] in page.text for one in call(site, f"/id/{former}").json()["successors"])


def test_answers_are_documented(site: str) -> None:
    """What an identifier that isn't used answers is told in the description of the API."""
    paths = call(site, "/api/openapi.json").json()["paths"]
    for kind in ("id", "doc"):
        told = paths[f"/{kind}/{{class}}/{{key}}"]["get"]["responses"]
        for former in ROWS:
            answer = call(site, f"/{kind}/{former}")
            assert answer.status == 308 or answer.media_type in told[str(answer.status)]["content"]
            assert str(answer.status) in told
