"""A pytest plugin that writes what a whole run showed to tests/RESULTS.md: date, commit, counts, figures.

A whole run has two parts (see the Makefile); the second adds to what the first wrote.
"""

import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

_FILE = Path(__file__).parent / "RESULTS.md"
_BEGAN = time.monotonic()
_FIGURES: list[tuple[str, str, object]] = []


def pytest_addoption(parser: pytest.Parser) -> None:
    """Has an option for the second part of a run."""
    parser.addoption("--add-results", action="store_true", help="add to tests/RESULTS.md")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Keeps the figures that a test recorded by `record_property`."""
    if report.when == "call":
        _FIGURES.extend((report.nodeid, name, value) for name, value in report.user_properties)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Writes the results of the run."""
    stats = terminalreporter.stats
    counts = {name: len(stats.get(name, [])) for name in ("passed", "failed", "error", "skipped")}
    skipped = [(report.nodeid, str(report.longrepr[2])) for report in stats.get("skipped", [])]
    adds = terminalreporter.config.getoption("--add-results")
    lines = [
        "## One by one" if adds else "# Results of the last whole run",
        "",
        f"- date: {datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        f"- commit: {_commit()}",
        f"- tests: {', '.join(f'{count} {name}' for name, count in counts.items())}",
        f"- seconds: {time.monotonic() - _BEGAN:.0f}",
        "",
        "| figure | value | shown by |",
        "| --- | --- | --- |",
        *(f"| {name} | {value} | {node.rpartition('/')[2]} |" for node, name, value in _FIGURES),
        "",
        *(f"- skipped: {node}: {reason}" for node, reason in skipped),
    ]
    before = _FILE.read_text(encoding="utf-8") + "\n" if adds else ""
    _FILE.write_text(before + "\n".join(lines).rstrip() + "\n", encoding="utf-8")


def _commit() -> str:
    found = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True
    )
    return found.stdout.strip()
