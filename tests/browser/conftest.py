"""Real Chromium, driven by Playwright, that tells on every page that reaches out or complains."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from rufsgraph.resources import WEB

PATIENCE = 20_000
"""Milliseconds that a page may take on a busy machine before a test gives up."""

_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


@dataclass
class Visitor:
    """Someone with a browser: opens pages of a server and notes what they ought not to do."""

    browser: Browser
    base: str
    complaints: list[str] = field(default_factory=list)
    expected: set[int] = field(default_factory=set)
    contexts: list[BrowserContext] = field(default_factory=list)

    def open(self, path: str, width: int = 1280, **options: Any) -> Page:
        """A page in a browser of its own, watched; the options are those of a Playwright context."""
        context = self.browser.new_context(viewport={"width": width, "height": 900}, **options)
        self.contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("request", lambda request: self._must_be_ours(request.url))
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"error in a script: {error}"))
        page.goto(f"{self.base}{path}")
        return page

    def _must_be_ours(self, address: str) -> None:
        if not address.startswith((f"{self.base}/", "blob:", "data:")):
            self.complaints.append(f"request to another host: {address}")

    def _hear(self, message: ConsoleMessage) -> None:
        foreseen = any(f"status of {status} " in message.text for status in self.expected)
        if message.type in ("error", "warning") and not foreseen:
            self.complaints.append(f"{message.type} in the console: {message.text}")


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, started once; scope of the package, as Playwright's event loop bars all others."""
    found = shutil.which("chromium")
    if found is None:
        told = "Chromium is not installed: Debian has it in chromium. Not tested: the pages in a browser"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(told)
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=list(_FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture
def visitor(browser: Browser, server: str) -> Iterator[Visitor]:
    """A visitor to the server; the test fails if a page went to another host or complained."""
    one = Visitor(browser, server)
    yield one
    for context in one.contexts:
        context.close()
    assert one.complaints == []


@pytest.fixture(scope="package")
def editor() -> None:
    """Demands the editor, without which the page has a plain form."""
    assert (WEB / "static" / "vendor" / "yasgui.js").is_file(), "the editor is not here: make web fetches it"


@pytest.fixture(scope="package")
def picker() -> None:
    """Demands what finds names while one types, without which a field takes what is written."""
    assert (WEB / "static" / "vendor" / "picker.js").is_file(), "the picker is not here: make web fetches it"
