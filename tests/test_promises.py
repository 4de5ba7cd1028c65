"""What the README says is true: its commands run, its settings are those that there are, and it is short."""

import dataclasses
import re
import shlex
from pathlib import Path

import pytest

from rufsgraph.config import Settings, variable
from rufsgraph.questions.question import library
from rufsgraph.resources import ROOT
from tests.calls import call
from tests.processes import run

README = (ROOT / "README.md").read_text(encoding="utf-8")
MOST_LINES = 100


def _commands(readme: str) -> list[str]:
    """The calls of `rufsgraph ask` and `rufsgraph query` in the blocks of shell, each as it is written."""
    blocks = re.findall(r"^```sh\n(.*?)^```", readme, re.DOTALL | re.MULTILINE)
    joined = "\n".join(blocks).replace("\\\n", " ")
    return [line for line in joined.splitlines() if line.startswith(("rufsgraph ask", "rufsgraph query"))]


def test_readme_has_commands_to_run() -> None:
    """The README shows how to ask a question and how to send a query."""
    commands = _commands(README)
    assert any(command.startswith("rufsgraph ask") for command in commands)
    assert any(command.startswith("rufsgraph query") for command in commands)


@pytest.mark.parametrize("command", _commands(README))
def test_command_of_the_readme_runs(release_folder: Path, tmp_path: Path, command: str) -> None:
    """A command of the README does what it says, and has something to tell."""
    done = run(*shlex.split(command, comments=True)[1:], releases=release_folder, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) > 1


def test_addresses_of_the_readme_answer(server: str) -> None:
    """The addresses that the README names are there."""
    paths = [path for path in re.findall(r"`(/[^`\s]+)`", README) if path.startswith(("/ask", "/sparql"))]
    assert paths
    assert [path for path in paths if call(server, path).status not in (200, 303)] == []


def test_readme_is_short() -> None:
    """The README is read in one go."""
    assert len(README.splitlines()) <= MOST_LINES


@pytest.mark.parametrize("name", [one.name for one in dataclasses.fields(Settings)])
def test_readme_lists_each_setting(name: str) -> None:
    """Each setting stands in the README."""
    assert re.search(rf"\b{variable(name)}\b", README)


def test_readme_names_no_setting_that_is_not_there() -> None:
    """No setting of the README is an invention."""
    known = {variable(one.name) for one in dataclasses.fields(Settings)}
    assert set(re.findall(r"RUFSGRAPH_[A-Z_]+", README)) <= known


def test_readme_counts_the_questions() -> None:
    """The number of questions in the README is theirs."""
    told = re.search(r"(\d+) of them", README)
    assert told and int(told[1]) == len(library())


def test_what_the_readme_points_to_is_there() -> None:
    """Files and folders that the README points to are there."""
    named = re.findall(r"`((?:data|ontology|shapes|rufsgraph|tests)/[^`\s]*|[A-Z]+(?:\.md)?)`", README)
    paths = [path for path in named if path.endswith((".md", "/", ".csv", ".ttl", "LICENSE"))]
    assert paths
    assert [path for path in paths if not (ROOT / path).exists()] == []
