"""Plain web servers over a copy answer as the app does: nginx and Apache, each asked the same."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from rufsgraph.protocol.addresses import FORMS
from tests.calls import BROWSER, HTML, PROBLEM, Reply, call, unpacked
from tests.changes import ENDED, MERGED, REPLACED, SPLIT

_LINK = re.compile(r"<[^>]*>(?:\s*;\s*\w+=\"[^\"]*\")*")
RDFLIB = "application/rdf+xml, text/turtle;q=0.9, application/n-triples;q=0.7, */*;q=0.1"
JENA = "text/turtle,application/n-triples;q=0.9,application/ld+json;q=0.8,*/*;q=0.3"

CATALOGUE = {"application/rdf+xml", "text/turtle", "application/n-triples"}

ACCEPTS = (
    None,
    "*/*",
    BROWSER,
    RDFLIB,
    JENA,
    "application/ld+json",
    "application/json",
    "TEXT/TURTLE",
    "text/turtle;q=0.5, application/n-triples;q=0.6",
    "text/html;q=0.2, */*;q=0.9",
    "text/html;q=0, */*;q=0.1",
    "application/*;q=0.4, text/*;q=0.3",
    'text/turtle;profile="a"; q=0.8, text/html;q=0.7',
    "text/turtle, text/html",
    "image/png",
    "image/png, text/turtle;q=0.05",
    "text/turtle;q=0.000",
    "application/json;q=0.9, application/rdf+xml;q=0.8, */*;q=0.1",
)

LANGUAGES = (
    None,
    "en",
    "sv",
    "de, en-GB;q=0.8",
    "sv;q=0.3, en;q=0.7",
    "en, sv",
    "fr",
    "EN-us",
    "en;q=0, sv;q=0.1",
)

PATHS = (
    "/",
    "/?lang=en",
    "/data",
    "/quality?lang=en",
    "/ask",
    "/ask/",
    "/ask?lang=en",
    "/datasets/dcat",
    "/datasets/dcat?format=ttl",
    "/.well-known/void",
    "/.well-known/void?format=rdf",
    "/.well-known/sparql-examples",
    "/context.jsonld",
    "/api/openapi.json?lang=en",
    "/static/rufs.css",
    "/doc/actor/kth?lang=sv",
    "/doc/actor/kth.html?lang=en",
    *(f"/doc/entry/2020.3.4.{ending}" for ending in FORMS),
    "/doc/sdg/3.ttl",
    "/doc/def/Actor.jsonld",
    "/doc/def/ontology",
    "/doc/def/ontology.ttl",
    "/doc/question/strategies",
    "/doc/dataset/rufs.rdf",
    "/doc/actor/region-stockholm.ttl?page=2",
    "/doc/actor/region-stockholm?page=2&lang=en",
    "/doc/actor/region-stockholm?page=999",
    "/doc/actor/nobody",
    "/doc/actor/kth.pdf",
    "/id/actor/kth",
    "/id/actor/kth?lang=en",
    "/id/actor/kth?lang=de",
    "/id/entry/2020.3.4",
    "/id/sdg/3",
    "/id/actor/nobody",
    "/id/actor/kth.ttl",
    "/def/",
    "/def/Actor?lang=sv",
    "/def/0.1.0",
    "/def/0.0.9",
    "/def/Nothing",
    "/graph/plan",
    "/graph/edition/2020",
    "/graph/nothing",
    "/shapes/Actor",
    "/shapes/rule/discrepancy",
    "/ask/strategies",
    "/ask/strategies?lang=en",
    "/ask/strategies?format=json",
    "/ask/strategies?format=csv&lang=en",
    "/ask/strategies?priority=3&format=json",
    "/ask/strategies?lang=sv&priority=3",
    "/ask/strategies?priority=3&format=csv&note=true&lang=en",
    "/ask/partners-on-priority?priority=3&page=1",
    "/ask/partners-on-priority",
    "/ask/partners-on-priority?priority=3&role=&through=any&outside-county=false&lang=en",
    "/ask/partners-on-priority?priority=3&format=json&lang=en",
    "/ask/subgoal-status?sub-goal=&goal=1&format=csv",
    "/ask/no-such-question",
    "/nothing",
    "/doc/",
    "/download/nothing.ttl",
    "/download/data.ttl",
    "/download/graph/plan.nq",
    "/download/tables/actors.csv",
    "/download/manifest.json",
    "/download/data.ttl.gz",
)


def ask(base: str, path: str, accept: str | None = None, language: str | None = None) -> Reply:
    """An answer by the headers that are given."""
    given = {"accept": accept, "accept_language": language}
    return call(base, path, **{name: value for name, value in given.items() if value is not None})


def place(reply: Reply) -> str:
    """Where an answer leads, without the host."""
    parts = urlsplit(reply.headers.get("location", ""))
    return parts.path + (f"?{parts.query}" if parts.query else "")


def links(reply: Reply) -> set[str]:
    """The links of an answer but for the types of things and others' descriptions, which no rule can know."""
    found = set(_LINK.findall(reply.headers.get("link", "")))
    return {one for one in found if 'rel="type"' not in one}


def without_links(reply: Reply) -> bytes:
    """The body, for a page without where its links lead: those to itself repeat what was asked."""
    return re.sub(rb'href="[^"]*"', b"", reply.body) if reply.media_type == HTML else reply.body


def compare(plain: Reply, app: Reply, where: object) -> None:
    """A plain server's answer is the app's."""
    if app.status == 400:  # a parameter that is missing or can't be understood: the copy has no such file
        assert plain.status in (404, 501), where
        return
    assert (plain.status, place(plain)) == (app.status, place(app)), where
    if "/datasets/dcat" in str(where) and {plain.media_type, app.media_type} <= CATALOGUE:
        return  # to who names no type the app gives RDF/XML only where all that is said is "*/*"
    if "/ask/" in str(where) and app.media_type == "text/turtle":
        return  # no answers in Turtle are copied: the next best is given
    if app.status in (200, 300, 404, 406, 410):
        assert plain.media_type == app.media_type, where
    if app.status in (200, 300):
        assert without_links(plain) == without_links(app), where
    for name in ("content-language", "content-location", "content-profile"):
        if app.status == 200 and name in app.headers and "/download/" not in app.headers[name]:
            assert plain.headers.get(name) == app.headers[name], (where, name)


@pytest.mark.parametrize("path", PATHS)
def test_address_answers_as_the_app_does(plain: str, service: str, path: str) -> None:
    """Every kind of address, as a program and as a browser asks."""
    for accept in ("*/*", BROWSER, "text/turtle;q=0.9, application/json;q=0.8, */*;q=0.1"):
        compare(ask(plain, path, accept), ask(service, path, accept), (path, accept))


@pytest.mark.parametrize("accept", ACCEPTS, ids=str)
@pytest.mark.parametrize("path", ["/doc/actor/kth", "/datasets/dcat?x=1", "/graph/plan", "/ask", "/nothing"])
def test_accept_is_weighed_as_the_app_does(plain: str, service: str, path: str, accept: str | None) -> None:
    """Weights, wildcards, named types and refusals."""
    compare(ask(plain, path, accept), ask(service, path, accept), (path, accept))


def test_pictures_of_copied_pages_are_there(plain: str, service: str, copy: Path) -> None:
    """What a page shows is copied with it, in both languages."""
    found = {
        re.sub(r"\.(?:sv|en)\.svg$", "", str(path.relative_to(copy / "files")))
        for path in copy.rglob("*.svg")
    }
    shown = sorted(path for path in found if path.startswith("picture/"))
    assert len(shown) > 1
    for path in shown:
        for lang in ("sv", "en"):
            where = f"/{path}?lang={lang}"
            compare(ask(plain, where), ask(service, where), where)


def test_long_answer_has_its_pages(plain: str, service: str, copy: Path) -> None:
    """A later page of an answer, where there is one."""
    later = sorted((copy / "files" / "ask").rglob("*~2.sv.html"))
    assert later
    for file in later[:3]:
        question, given = file.parent.name, file.name.partition("~")[0]
        path = f"/ask/{question}?{given}&lang=sv&page=2"
        compare(ask(plain, path, HTML), ask(service, path, HTML), path)


@pytest.mark.parametrize("language", LANGUAGES, ids=str)
def test_language_is_chosen_as_the_app_does(plain: str, service: str, language: str | None) -> None:
    """By Accept-Language, unless the address says it."""
    for path in ("/", "/doc/goal/1", "/doc/goal/1?lang=sv", "/ask/strategies", "/nothing"):
        compare(ask(plain, path, BROWSER, language), ask(service, path, BROWSER, language), (path, language))


def test_links_are_those_of_the_app(plain: str, service: str) -> None:
    """Those of a description on each page and in each form, but for types; describedby of an identifier."""
    paths = [f"/doc/entry/2020.3.4.{ending}" for ending in FORMS]
    paths += [
        "/doc/def/Actor.ttl",
        "/doc/def/ontology.ttl",
        "/doc/sdg/3.html?lang=en",
        "/id/actor/kth",
        "/id/actor/kth?lang=en",
        "/id/goal/1",
        "/def/Actor",
    ]
    paths += ["/doc/actor/region-stockholm.ttl?page=2", "/doc/actor/region-stockholm?page=2"]
    for path in paths:
        given, wanted = (links(ask(base, path, BROWSER)) for base in (plain, service))
        assert given == wanted, path


@pytest.mark.parametrize("former", [ENDED, REPLACED, MERGED, SPLIT])
def test_former_identifier_is_told(plain: str, service: str, former: str) -> None:
    """410, 308 and 300 with their bodies, at identifier and description, whatever form is asked for."""
    for path in (f"/id/{former}", f"/doc/{former}", f"/doc/{former}.ttl?lang=en", f"/id/{former}?lang=en"):
        for accept in ("*/*", BROWSER, "text/turtle"):
            given, wanted = (ask(base, path, accept) for base in (plain, service))
            assert (given.status, place(given)) == (wanted.status, place(wanted)), path
            if wanted.status != 308:
                assert given.media_type == wanted.media_type and given.body
            if wanted.status == 300:
                assert links(given) == links(wanted) != set()
            if wanted.status == 410 and wanted.media_type == PROBLEM:
                assert given.json()["identifier"] == wanted.json()["identifier"]


def test_what_a_stranger_types_reaches_no_header(plain: str) -> None:
    """A query string with the marks of a link, or a coded line break, is left out of the headers."""
    for query in ("a=%3E;rel=x", 'a=>;rel="next"', "lang=sv%0d%0aX-Evil:1", "page=2%0d%0aX-Evil:1"):
        for path in (f"/id/{SPLIT}", f"/doc/{MERGED}", "/id/actor/kth", "/doc/actor/kth.ttl", "/graph/plan"):
            reply = call(plain, f"{path}?{query}")
            told = " ".join(value for name, value in reply.headers.items() if name != "location")
            assert 'rel="next"' not in told and "x-evil" not in reply.headers, (path, query)


@pytest.mark.parametrize(
    "path",
    [
        "/sparql?query=ASK%7B%7D",
        "/sparql",
        "/ask/partners-on-priority?priority=3&role=owner",
        "/ask/strategies?priority=three",
        "/ask/strategies?format=xlsx",
        "/ask/shared-initiatives?actor=kth&other=sida",
    ],
)
def test_what_needs_the_service_says_so(plain: str, path: str) -> None:
    """A page for people, a problem for programs: 501."""
    program, person = ask(plain, path), ask(plain, path, BROWSER, "en")
    assert (program.status, program.media_type) == (501, PROBLEM)
    assert program.json()["code"] == "needs-service"
    assert (person.status, person.media_type) == (501, HTML) and "copy of the site" in person.text


@pytest.mark.parametrize("path", ["/doc/actor/kth.ttl", "/doc/actor/kth?lang=sv", "/download/data.nt"])
def test_compressed_where_the_caller_can_read_it(plain: str, path: str) -> None:
    """The file made beforehand is sent, with its type; who can't read it gets the plain one."""
    whole = ask(plain, path)
    packed = call(plain, path, accept_encoding="gzip")
    assert "content-encoding" not in whole.headers
    assert packed.headers["content-encoding"] == "gzip" and len(packed.body) < len(whole.body) / 2
    assert unpacked(packed) == whole.body and packed.media_type == whole.media_type
    assert "Accept-Encoding" in packed.headers["vary"]
    refused = call(plain, path, accept_encoding="gzip;q=0")
    assert "content-encoding" not in refused.headers


def test_file_is_served_by_range_and_kept(plain: str) -> None:
    """A part of a file; its tag is not sent again; a release's own file may be kept for ever."""
    whole = ask(plain, "/download/data.nt")
    part = call(plain, "/download/data.nt", range="bytes=10-29")
    assert (part.status, part.body) == (206, whole.body[10:30])
    known = call(plain, "/download/data.nt", if_none_match=whole.headers["etag"])
    assert (known.status, known.body) == (304, b"")
    release = ask(plain, "/download/manifest.json").json()["release"]
    lasting = ask(plain, f"/download/{release}/data.nt")
    assert lasting.body == whole.body and "immutable" in lasting.headers["cache-control"]
    assert "immutable" not in whole.headers["cache-control"]


def test_head_is_get_without_a_body(plain: str) -> None:
    """HEAD tells what GET does (UM-2)."""
    for path in ("/id/actor/kth", "/doc/actor/kth.ttl", "/", "/nothing"):
        head, get = call(plain, path, "HEAD"), call(plain, path)
        assert head.status == get.status and head.body == b"" and place(head) == place(get)
        assert head.headers.get("content-type") == get.headers.get("content-type")


def test_every_answer_bears_the_headers_of_the_app(plain: str, service: str) -> None:
    """The page's policy and what lets other hosts' pages read."""
    for path in ("/", "/doc/actor/kth.ttl", "/id/actor/kth", "/nothing"):
        given, wanted = (ask(base, path) for base in (plain, service))
        for name in ("content-security-policy", "x-content-type-options", "access-control-allow-origin"):
            assert given.headers[name] == wanted.headers[name], (path, name)
        vary = {one.strip() for one in given.headers.get("vary", "").split(",")}
        assert path == "/id/actor/kth" or {"Accept", "Accept-Language"} <= vary


@pytest.mark.parametrize(
    "path", ["/errors/404.sv.html", "/doc/actor/kth.sv.html", "/index.sv.html", "/../site.json"]
)
def test_files_have_no_other_addresses(plain: str, path: str) -> None:
    """What files are called is nobody's business."""
    assert ask(plain, path).status in (400, 404)


def test_no_path_of_this_machine_is_served(copy: Path) -> None:
    """What lies in the served folder doesn't tell where it lies."""
    for path in (copy / "files").rglob("*.html"):
        assert str(copy) not in path.read_text(encoding="utf-8")
