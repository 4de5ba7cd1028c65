"""Pages of people in a browser: the network's picture, matrices, sheets of paper, without scripts."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor

SHEETS = [
    *(f"/doc/priority/{number}" for number in range(1, 10)),
    "/doc/actor/stockholms-stad",
    "/doc/actor/huddinge-kommun",
    "/doc/actor/sodertalje-kommun",
    "/doc/actor/salems-kommun",
]


def _pages(pdf: bytes) -> int:
    """How many pages a PDF has."""
    return len(re.findall(rb"/Type\s*/Page(?![a-zA-Z])", pdf))


@pytest.mark.usefixtures("editor")
@pytest.mark.parametrize("path", ["/doc/priority/3", "/matrix?kind=actor-actor&priority=3"])
def test_network_is_drawn(visitor: Visitor, path: str) -> None:
    """The picture is drawn with a legend, can be saved, and the page complains of nothing."""
    page = visitor.open(f"{path}{'&' if '?' in path else '?'}lang=en")
    figure = page.locator("figure.network")
    expect(figure).to_be_visible()
    expect(figure.locator("canvas").first).to_be_visible()
    expect(figure.locator(".legend li")).not_to_have_count(0)
    for form, begins in (("PNG", b"\x89PNG"), ("SVG", b"<svg")):
        with page.expect_download() as saved:
            figure.get_by_role("button", name=f"Save as {form}").click()
        assert saved.value.suggested_filename == f"network.{form.lower()}"
        assert saved.value.path().read_bytes().startswith(begins)


@pytest.mark.usefixtures("editor")
def test_saved_picture_has_the_actors_of_the_table(visitor: Visitor) -> None:
    """The picture as SVG names each actor of the table beside it, and is whole XML."""
    page = visitor.open("/doc/priority/3?lang=sv")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Spara som SVG").click()
    drawn = saved.value.path().read_text(encoding="utf-8")
    page.locator(".as-table summary").click()
    names = page.locator(".as-table tbody th").locator("a").all_text_contents()
    assert len(names) == 30
    assert all(f">{name.replace('&', '&amp;')}</text>" in drawn for name in names)
    assert drawn.count("<circle") == 30 and drawn.endswith("</svg>")


def test_network_without_scripts_is_its_table(visitor: Visitor) -> None:
    """Without scripts there is no empty frame, and the table tells who stands with whom."""
    page = visitor.open("/doc/priority/3?lang=sv", java_script_enabled=False)
    expect(page.locator("figure.network")).to_be_hidden()
    page.locator(".as-table summary").click()
    row = page.locator(".as-table tbody tr").first
    expect(row).to_contain_text("Region Stockholm")


@pytest.mark.parametrize("path", SHEETS)
def test_sheet_is_one_page(visitor: Visitor, path: str) -> None:
    """Each priority and municipality comes out of a printer on one page of A4, and can be read."""
    for lang in ("sv", "en"):
        page = visitor.open(f"{path}?print=1&lang={lang}")
        assert _pages(page.pdf(format="A4", prefer_css_page_size=True)) == 1
        page.emulate_media(media="print")
        size = page.locator(".sheet p").first.evaluate("one => parseFloat(getComputedStyle(one).fontSize)")
        assert size >= 10  # pixels: 7.5 points
        visitor.contexts.pop().close()


def test_whole_page_takes_more_than_a_sheet(visitor: Visitor) -> None:
    """The count of pages is one that can fail: the page itself takes several."""
    page = visitor.open("/doc/priority/3?lang=sv")
    assert _pages(page.pdf(format="A4", prefer_css_page_size=True)) > 1


def test_matrix_by_keyboard(visitor: Visitor) -> None:
    """A matrix is chosen, scrolled and opened by the keyboard; its heads stay in sight."""
    page = visitor.open("/matrix?kind=actor-actor&lang=sv", width=390)
    page.locator("#m-type").select_option("university")
    page.locator("#m-type").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#m-type")).to_have_value("university")
    expect(page.locator(".matrix tbody tr").first).to_contain_text("Karolinska Institutet")
    table = page.locator(".matrix")
    table.focus()
    head = table.locator("tbody th").first
    before = head.bounding_box()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    expect(table).not_to_have_js_property("scrollLeft", 0)
    after = head.bounding_box()
    assert before and after and before["x"] == after["x"]
    table.locator("tbody td a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/ask/shared-initiatives**")
