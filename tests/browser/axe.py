"""The accessibility checks of axe-core, run in a page."""

from typing import Any

from playwright.sync_api import Page

from rufsgraph.resources import WEB

_AXE = WEB / "node_modules" / "axe-core" / "axe.min.js"
_RUN = """
axe.run(document, {resultTypes: ["violations"]}).then(({violations}) => violations.flatMap(
  ({id, help, nodes}) => nodes.map(({html, failureSummary}) => [id, help, html, failureSummary].join("; "))))
"""


def violations(page: Page) -> list[str]:
    """What axe finds wrong on a page as it is now, a line for each element.

    It is evaluated by the debugger, which the page's own policy doesn't hold back.
    """
    debugger = page.context.new_cdp_session(page)
    _evaluate(debugger, _AXE.read_text(encoding="utf-8"))
    found: list[str] = _evaluate(debugger, _RUN, awaitPromise=True)
    return found


def _evaluate(debugger: Any, expression: str, **options: object) -> Any:
    answer = debugger.send("Runtime.evaluate", {"expression": expression, "returnByValue": True, **options})
    assert "exceptionDetails" not in answer, answer["exceptionDetails"]
    return answer["result"].get("value")
