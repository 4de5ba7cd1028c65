"""Every kind of page is made for all: axe finds nothing, and nothing sticks out on a phone."""

import pytest
from playwright.sync_api import Error, Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import Visitor

PAGES = (
    "/",
    "/ask",
    "/ask/partners-on-priority",
    "/ask/partners-on-priority?priority=3&role=owner",
    "/ask/initiatives?only-funding_form=co-financed&sort=-end&page=1",
    "/ask/co-partners?actor=Nobody+at+all",
    "/doc/priority/3",
    "/doc/priority/3?print=1",
    "/doc/actor/kth",
    "/doc/actor/huddinge-kommun",
    "/doc/actor/huddinge-kommun?print=1",
    "/doc/actor/berorda-kommuner",
    "/doc/initiative/fordonsdalen-stockholm",
    "/doc/entry/2020.9.1",
    "/doc/funding-source/europeiska-socialfonden",
    "/matrix",
    "/matrix?kind=actor-actor&priority=3",
    "/matrix?kind=nothing",
    "/doc/def/Initiative",
    "/indicators",
    "/indicators/europe",
    "/plan",
    "/doc/plan/rufs-2050",
    "/doc/goal/3",
    "/doc/sub-goal/2.3",
    "/doc/indicator/nystartade-foretag-per-1000-invanare",
    "/doc/indicator/fou-andel-av-brp-europa",
    "/doc/sdg/13",
    "/doc/strategy/oms-2050",
    "/doc/ranking/regional-potential-index",
    "/about",
    "/accessibility",
    "/def/problem/over-time",
    "/data",
    "/quality",
    "/search",
    "/search?q=jarfala&kind=initiative",
    "/search?q=qqqqqqqq",
    "/sparql",
    "/nothing/here",
)
"""One of each kind; the last is an error."""

PHONE = 390

each_page = pytest.mark.parametrize("path", PAGES)
each_language = pytest.mark.parametrize("lang", ["sv", "en"])


def _in(lang: str, path: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}lang={lang}"


def _open(visitor: Visitor, path: str, lang: str, **options: object) -> Page:
    visitor.expected.add(404)
    page = visitor.open(_in(lang, path), **options)
    assert page.locator("html").get_attribute("lang") == lang
    return page


@each_language
@each_page
def test_axe_finds_nothing(visitor: Visitor, path: str, lang: str) -> None:
    """No page kind has a fault of accessibility, in either language or colour scheme."""
    page = _open(visitor, path, lang)
    grounds = set()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        grounds.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        assert violations(page) == []
    assert len(grounds) == 2


@each_page
def test_nothing_sticks_out_on_a_phone(visitor: Visitor, path: str) -> None:
    """On a narrow screen what is wide is scrolled by itself, never the page."""
    page = _open(visitor, path, "sv", width=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE


def test_axe_finds_what_is_wrong(visitor: Visitor) -> None:
    """The check is one that can fail: a field without a label is told."""
    page = visitor.open("/ask?lang=sv")
    page.evaluate("document.querySelector('main').append(document.createElement('input'))")
    (found,) = violations(page)
    assert found.startswith("label;")


def test_visitor_tells_on_a_page(visitor: Visitor) -> None:
    """A request to another host is noticed, and whatever a page complains of."""
    page = visitor.open("/ask?lang=sv")
    with page.expect_console_message(lambda message: message.text == "no"):
        page.evaluate("fetch('http://other.example/').catch(() => console.error('no'))")
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://other.example/")
    told, visitor.complaints = visitor.complaints, []
    for wanted in ("Content Security Policy", "in the console: no", "another host: http://other.example/"):
        assert any(wanted in one for one in told), wanted


@each_language
def test_way_past_the_head(visitor: Visitor, lang: str) -> None:
    """The first stop of the keyboard leads past the head, and can be seen there."""
    page = visitor.open(_in(lang, "/ask"))
    page.keyboard.press("Tab")
    way = page.locator(".skip")
    expect(way).to_be_focused()
    expect(way).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.url.endswith("#content")
