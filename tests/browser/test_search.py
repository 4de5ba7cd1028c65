"""The search as people use it: from the head of a page, by keyboard, with and without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize(
    ("lang", "slip", "kind", "one"),
    [
        ("sv", "Här är träffarna för", "Insatser", "Insats"),
        ("en", "the hits for", "Initiatives", "Initiative"),
    ],
)
def test_a_slip_leads_to_the_thing(
    visitor: Visitor, lang: str, slip: str, kind: str, one: str, scripts: bool
) -> None:
    """Who writes jarfala in the head's field is told what was meant, picks a kind, and goes to a thing."""
    page = visitor.open(f"/ask?lang={lang}", java_script_enabled=scripts)
    page.locator("#find").focus()
    page.keyboard.type("jarfala")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?.*q=jarfala"))
    expect(page.locator("html")).to_have_attribute("lang", lang)
    expect(page.locator("main")).to_contain_text(f"{slip} järfälla")
    expect(page.locator(".hits mark").first).to_have_text("Järfälla")
    page.locator(".kinds a", has_text=kind).focus()
    page.keyboard.press("Enter")
    chosen = page.locator('.kinds a[aria-current="true"]')
    expect(chosen).to_contain_text(kind)
    number = int(chosen.locator(".count").inner_text())
    expect(page.locator(".hits > li")).to_have_count(number)
    expect(page.locator(".hits .what").first).to_have_text(one)
    page.go_back()
    page.locator(".hits a").first.click()
    expect(page.locator("h1")).to_have_text("Järfälla kommun")
