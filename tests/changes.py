"""A release in which an identifier of each kind is no longer in use."""

import shutil
from pathlib import Path

from rufsgraph import resources
from rufsgraph.releases.store import Release, current_release
from tests.editing import add_row
from tests.processes import run

BASE = "http://rufs.example/"
"""A base whose host is a domain name (RFC 2606) that stands for the server under test."""

ENDED, REPLACED = "initiative/nedlagd-insats", "actor/tekniska-hogskolan"
MERGED, SPLIT = "actor/landstinget", "strategy/gamla-planen"
PARTS = ("strategy/klimatfardplan-2050", "strategy/oms-2050")
ROWS = {
    ENDED: ("ended", (), "Insatsen lades ned.", "The initiative was closed."),
    REPLACED: ("replaced", ("actor/kth",), "Namnet skrevs om.", "The name was rewritten."),
    MERGED: ("merged", ("actor/region-stockholm",), "De gick ihop.", "They joined."),
    SPLIT: ("split", PARTS, "Planen blev två.", "The plan became two."),
}
"""What is written of each: the change, the successors, why."""


def build_changed(folder: Path) -> Release:
    """Builds that release in an empty folder, beside the tables that it is made of."""
    tables, releases = folder / "data", folder / "releases"
    shutil.copytree(resources.DATA, tables)
    for number, (identifier, (change, successors, sv, en)) in enumerate(ROWS.items()):
        add_row(
            tables,
            "identifier_changes",
            id=f"andrad-{number}",
            identifier=identifier,
            change=change,
            successors=" ".join(successors),
            edition="utgava-2020",
            reason_sv=sv,
            reason_en=en,
        )
    where = ("--data", str(tables), "--releases", str(releases), "--base", BASE)
    done = run("build", *where, timeout=600)
    assert done.returncode == 0, done.stderr
    return current_release(releases)
