"""The command line as people and scripts use it: its help, its examples, its formats, its exit codes."""

import csv
import dataclasses
import io
import json
import os
import shlex
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import openpyxl
import pytest
import rdflib

from rufsgraph import resources
from rufsgraph.cli import main
from rufsgraph.config import Settings, variable
from rufsgraph.questions.asking import Asker
from rufsgraph.questions.question import library
from rufsgraph.releases.store import current_release
from tests.calls import call
from tests.harvest.serving import PUBLIC, RIGHT
from tests.processes import COMMAND, environment, run, run_here, serving

ASK = ("ask", "partners-on-priority", "--priority", "3")
GOALS = "SELECT ?goal WHERE { ?goal a <https://w3id.org/rufs/def/Goal> }"
GOAL = "CONSTRUCT WHERE { <https://w3id.org/rufs/id/goal/1> ?p ?o }"
ELSEWHERE = {("release", "push"), ("release", "site"), ("build",), ("serve",)}
"""Commands whose examples run elsewhere: a whole copy, builds, servers, with a store to push to."""


def _leaves(
    command: click.Command, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command that does something, with the words that call it."""
    if not isinstance(command, click.Group):
        yield path, command
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        child = command.get_command(context, name)
        assert child is not None
        yield from _leaves(child, (*path, name))


LEAVES = dict(_leaves(main))


def _examples(path: tuple[str, ...]) -> list[str]:
    """The lines of a command's help that call it."""
    done = run_here(*path, "--help")
    assert done.returncode == 0, done.stderr
    return [line.strip() for line in done.stdout.splitlines() if line.strip().startswith("rufsgraph ")]


@pytest.fixture(scope="module")
def workplace(release_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder where a person works: releases, tables, a report, and a catalogue of a server that is off."""
    folder = tmp_path_factory.mktemp("workplace")
    shutil.copytree(release_folder, folder / "releases", symlinks=True)
    shutil.copytree(resources.DATA, folder / "data")
    (folder / "report.txt").write_text("Uppföljning av RUFS 2050\n", encoding="utf-8")
    catalogue = RIGHT.replace(PUBLIC, "http://127.0.0.1:9")
    (folder / "catalogue.rdf").write_text(catalogue, encoding="utf-8")
    return folder


@pytest.mark.parametrize("path", [(), *LEAVES], ids=" ".join)
def test_help_says_what_each_command_does(path: tuple[str, ...]) -> None:
    """--help and -h tell the same, and name the command."""
    long, short = run_here(*path, "--help"), run_here(*path, "-h")
    assert (long.returncode, long.stderr) == (0, "")
    assert long.stdout == short.stdout
    assert " ".join(("Usage: rufsgraph", *path)) in long.stdout


@pytest.mark.parametrize("path", LEAVES, ids=" ".join)
def test_each_command_shows_an_example(path: tuple[str, ...]) -> None:
    """The help of each command shows a call of it."""
    examples = _examples(path)
    assert examples
    assert all(tuple(shlex.split(example)[1 : 1 + len(path)]) == path for example in examples)


@pytest.mark.parametrize("path", [path for path in LEAVES if path not in ELSEWHERE], ids=" ".join)
def test_examples_of_the_help_run(workplace: Path, path: tuple[str, ...]) -> None:
    """Each example of a command's help runs where a person works, with something to tell."""
    for example in _examples(path):
        words = shlex.split(example)[1:]
        done = run(*words, cwd=workplace, timeout=180)
        assert "Traceback" not in done.stderr
        wrong = {"report.txt", "catalogue.rdf"} & set(words)
        assert done.returncode == (1 if wrong else 0), (example, done.stderr)
        assert done.stdout or path == ("tables", "format")


def test_example_of_build_ran(release_folder: Path) -> None:
    """The example of the build is what made the release of these tests, in a folder without options."""
    assert _examples(("build",)) == ["rufsgraph build"]
    assert release_folder.name == "releases" and current_release(release_folder).manifest["files"]


def test_example_of_serve_runs(workplace: Path) -> None:
    """The server of the example starts in a folder with releases, and says where."""
    assert _examples(("serve",)) == ["rufsgraph serve --port 8050"]
    with serving(workplace / "releases") as served:
        assert call(served.base, "/health").status == 200
        assert f"{current_release(workplace / 'releases').name} at {served.base}/" in served.logged()


def test_help_of_serve_lists_every_setting() -> None:
    """Every setting stands in the help of the server by the name of its variable."""
    told = " ".join(run_here("serve", "--help").stdout.split())
    for one in dataclasses.fields(Settings):
        assert variable(one.name) in told
        assert one.metadata["help"]


@pytest.mark.parametrize("question", sorted(library()))
def test_help_of_a_question(question: str) -> None:
    """`ask QUESTION --help` tells title, parameters and columns, and an example."""
    found = library()[question]
    done = run_here("ask", question, "--help")
    assert done.returncode == 0
    assert all(
        text in done.stdout for text in (found.title["sv"], found.title["en"], found.description["en"])
    )
    assert all(f"--{one.name}  {one.meaning['en']}" in done.stdout for one in found.parameters)
    assert all(f"{one.name}  {one.meaning['en']}" in done.stdout for one in found.columns)


@pytest.mark.parametrize("question", sorted(library()))
def test_example_of_a_questions_help(asker: Asker, question: str) -> None:
    """The example that a question's help shows gives what the question requires, and has rows."""
    example = run_here("ask", question, "--help").stdout.splitlines()[-1]
    words = shlex.split(example)
    assert words[:3] == ["rufsgraph", "ask", question]
    given = dict(zip((word.removeprefix("--") for word in words[3::2]), words[4::2], strict=True))
    assert set(given) == {one.name for one in library()[question].parameters if one.required}
    assert asker.ask(question, given).rows


def test_example_of_a_questions_help_runs(release_folder: Path) -> None:
    """The example of a help is a call that works as it is written."""
    words = shlex.split(run_here("ask", "shared-initiatives", "--help").stdout.splitlines()[-1])
    done = run(*words[1:], releases=release_folder)
    assert (done.returncode, done.stderr) == (0, "") and "rows." in done.stdout


def test_list_of_questions() -> None:
    """`ask --list`, and `ask` alone, list every question with its title in both languages."""
    done = run_here("ask", "--list")
    assert (done.returncode, done.stdout) == (0, run_here("ask").stdout)
    for question in library().values():
        assert all(text in done.stdout for text in (question.id, question.title["sv"], question.title["en"]))


def test_answer_as_table(release_folder: Path) -> None:
    """A table shows the rows, their number, what the inventory covers and what the answer rests on."""
    done = run(*ASK, "--role", "owner", "--lang", "en", releases=release_folder)
    assert (done.returncode, done.stderr) == (0, "")
    release = current_release(release_folder).name
    document = json.loads(
        run(*ASK, "--role", "owner", "--lang", "en", "--format", "json", releases=release_folder).stdout
    )
    shown = " ".join(done.stdout.split())
    assert f"{document['total']} rows." in shown and release in shown
    assert " ".join(document["scope_note"].split()) in shown and document["source"] in shown
    assert all(row["actor"] in shown for row in document["rows"])


def test_answer_as_csv_json_turtle_and_workbook(release_folder: Path, tmp_path: Path) -> None:
    """The forms hold the same rows, to the screen and to a file."""
    rows = list(
        csv.DictReader(
            io.StringIO(run_here(*ASK, "--format", "csv", releases=release_folder).stdout, newline="")
        )
    )
    document = json.loads(run_here(*ASK, "--format", "json", releases=release_folder).stdout)
    assert [row["actor"] for row in rows] == [row["actor"] for row in document["rows"]]
    for form in ("csv", "json", "ttl", "xlsx"):
        path = tmp_path / f"answer.{form}"
        done = run_here(*ASK, "--format", form, "--out", str(path), releases=release_folder)
        assert (done.returncode, done.stdout) == (0, "") and path.stat().st_size > 500
    assert json.loads((tmp_path / "answer.json").read_text(encoding="utf-8")) == document
    assert len(rdflib.Graph().parse(tmp_path / "answer.ttl", format="turtle")) > len(rows)
    sheet = openpyxl.load_workbook(tmp_path / "answer.xlsx").worksheets[0]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == [row["actor"] for row in rows]


def test_parameters_in_each_way_of_writing(release_folder: Path) -> None:
    """`--name value`, `--name=value` and a lone `--name` for yes are understood."""
    plain = run_here(*ASK, "--format", "csv", "--outside-county", "true", releases=release_folder)
    joined = run_here(
        "ask",
        "partners-on-priority",
        "--priority=3",
        "--format=csv",
        "--outside-county=ja",
        releases=release_folder,
    )
    lone = run_here(
        "ask",
        "partners-on-priority",
        "--outside-county",
        "--priority",
        "3",
        "--format",
        "csv",
        releases=release_folder,
    )
    assert plain.returncode == 0 and len(plain.stdout.splitlines()) > 1
    assert plain.stdout == joined.stdout == lone.stdout


@pytest.mark.parametrize(
    ("form", "begins"),
    [
        ("table", "┏"),
        ("csv", "goal\n"),
        ("tsv", "?goal\n"),
        ("json", '{"head"'),
        ("xml", "<?xml"),
    ],
)
def test_query_results(release_folder: Path, form: str, begins: str) -> None:
    """A SELECT comes as table, CSV, TSV, JSON and XML, with the four goals."""
    done = run_here("query", GOALS, "--format", form, releases=release_folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(begins) and done.stdout.count("id/goal/") == 4


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph")
@pytest.mark.parametrize(
    ("form", "parser"), [("ttl", "turtle"), ("table", "turtle"), ("jsonld", "json-ld"), ("nt", "nt")]
)
def test_query_graphs(release_folder: Path, form: str, parser: str) -> None:
    """A CONSTRUCT comes as Turtle, JSON-LD and N-Triples; what can't be a table is Turtle."""
    done = run_here("query", GOAL, "--format", form, releases=release_folder)
    assert (done.returncode, done.stderr) == (0, "")
    subjects = set(rdflib.Graph().parse(data=done.stdout, format=parser).subjects())
    assert subjects == {rdflib.URIRef("https://w3id.org/rufs/id/goal/1")}


def test_query_of_a_file_and_yes_or_no(release_folder: Path, tmp_path: Path) -> None:
    """A query may stand in a file; ASK is answered true or false."""
    path = tmp_path / "goals.rq"
    path.write_text(f"# mål\n{GOALS}", encoding="utf-8")
    done = run_here("query", "--file", str(path), "--format", "csv", releases=release_folder)
    assert done.stdout == run_here("query", GOALS, "--format", "csv", releases=release_folder).stdout != ""
    assert run_here("query", "ASK { ?s ?p ?o }", releases=release_folder).stdout.strip() == "true"
    assert run_here("query", "ASK { <x:y> ?p ?o }", releases=release_folder).stdout.strip() == "false"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["sevre"], "Did you mean serve?"),
        (["nothing-like-it"], "no command 'nothing-like-it'"),
        (["--nonsense"], "--nonsense"),
        (["serve", "--nonsense"], "--nonsense"),
        (["serve", "--port", "x"], "--port"),
        (["serve", "--port", "99999"], "99999"),
        (["ask", "partner-on-priorities"], "partners-on-priority"),
        (["ask", "partner-on-priorities", "--help"], "partners-on-priority"),
        (["ask", "partners-on-priority"], "the parameter priority is missing"),
        ([*ASK, "--prioritet", "4"], "has no parameter prioritet"),
        ([*ASK, "owner"], "'owner'"),
        ([*ASK, "--role", "chef"], "no role is called 'chef'"),
        ([*ASK, "--through", "friends"], "direct, group, any"),
        ([*ASK, "--lang", "de"], "sv or en"),
        ([*ASK, "--limit", "-1"], "whole number"),
        ([*ASK, "--format", "pdf"], "pdf"),
        ([*ASK, "--out", "answer.csv"], "--format"),
        ([*ASK, "--format", "csv", "--out", "no/such/folder/answer.csv"], "can't be written"),
        (["ask", "co-partners", "--actor", "Kungliga Tekniska Hogskolan i Uppsala"], "(kth)"),
        (["query"], "TEXT"),
        (["query", GOALS, "--file", "x.rq"], "one of them"),
        (["query", "--file", "no-such-file.rq"], "no-such-file.rq"),
        (["query", "SELECT {"], "error at 1:"),
        (["query", "nonsense"], "SELECT, ASK, CONSTRUCT, DESCRIBE"),
        (["query", "CLEAR ALL"], "read-only"),
        (["query", "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"], "SERVICE"),
        (["query", GOALS, "--format", "ttl"], "csv"),
        (["query", GOAL, "--format", "csv"], "ttl"),
        (["query", "SELECT (<http://example.org/f>(1) AS ?x) {}"], "http://example.org/f"),
        (["build", "--data", "no-such-folder"], "no-such-folder"),
        (["build", "--base", "ftp://example.org/"], "RUFSGRAPH_BASE"),
        (["serve", "--public", "example.org/"], "RUFSGRAPH_PUBLIC"),
        (["serve", "--public", "https://example.org"], "RUFSGRAPH_PUBLIC"),
        (["serve", "--public", "https://example.org/?a=/"], "RUFSGRAPH_PUBLIC"),
        (["serve", "--public", "https://a<b/"], "RUFSGRAPH_PUBLIC"),
        (["check", "--data", "no-such-folder"], "no-such-folder"),
        (["check", "--source", "no-such-report.txt"], "no-such-report.txt"),
    ],
    ids=lambda value: " ".join(value)[:60] if isinstance(value, list) else None,
)
def test_wrong_call_is_exit_2(release_folder: Path, arguments: list[str], told: str) -> None:
    """What is wrong with a call is told on standard error in a few lines, with exit code 2."""
    done = run_here(*arguments, releases=release_folder)
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert told in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr and len(done.stderr.splitlines()) <= 4


@pytest.mark.parametrize(
    "arguments",
    [list(ASK), ["query", GOALS], ["serve"], ["release", "list"], ["release", "verify"]],
    ids=" ".join,
)
def test_missing_release_is_told_with_the_cure(tmp_path: Path, arguments: list[str]) -> None:
    """Where there is no release, the way to one is told, with exit code 2."""
    none = str(tmp_path / "none")
    for done in (run(*arguments, cwd=tmp_path), run_here(*arguments, "--releases", none)):
        assert done.returncode == 2
        assert "rufsgraph build" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("arguments", [["serve"], [*ASK], ["build"], ["check"]], ids=" ".join)
def test_bad_settings_are_exit_2(release_folder: Path, arguments: list[str]) -> None:
    """A setting that can't be read, or that nobody knows, is told by its name, with exit code 2."""
    bad = run_here(*arguments, releases=release_folder, port="x")
    assert (bad.returncode, bad.stdout) == (2, "")
    assert "RUFSGRAPH_PORT" in bad.stderr and "'x'" in bad.stderr
    unknown = run_here(*arguments, releases=release_folder, prot=1)
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert "RUFSGRAPH_PROT" in unknown.stderr and "RUFSGRAPH_PORT" in unknown.stderr


@pytest.mark.parametrize(
    "name", [one.name for one in dataclasses.fields(Settings) if isinstance(one.default, int | float)]
)
def test_each_number_among_the_settings_is_read_strictly(release_folder: Path, name: str) -> None:
    """A setting that should be a number and isn't is told by its name."""
    done = run_here("release", "list", releases=release_folder, **{name: "many"})
    assert done.returncode == 2 and variable(name) in done.stderr


def test_taken_port_is_exit_2(release_folder: Path) -> None:
    """A port that somebody listens on is told, with exit code 2."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = run("serve", "--port", port, releases=release_folder)
    assert done.returncode == 2 and port in done.stderr and "Traceback" not in done.stderr


def test_flag_wins_over_variable_over_default(release_folder: Path, tmp_path: Path) -> None:
    """A flag is taken before a variable, a variable before the default, which is the folder one stands in."""
    assert run_here("release", "list", "--releases", str(release_folder), releases=tmp_path).returncode == 0
    assert run("release", "list", releases=release_folder, cwd=tmp_path).returncode == 0
    assert run("release", "list", cwd=release_folder.parent).returncode == 0
    assert run("release", "list", releases=tmp_path, cwd=release_folder.parent).returncode == 2


def test_refusal_of_the_real_command(release_folder: Path) -> None:
    """The process itself ends with the codes that the calls in this process ended with."""
    for arguments in (["sevre"], [*ASK, "--role", "chef"], ["query", "SELECT {"]):
        real = run(*arguments, releases=release_folder)
        here = run_here(*arguments, releases=release_folder)
        assert (real.returncode, real.stdout, real.stderr) == (2, "", here.stderr)


def test_wrong_data_is_exit_1(tmp_path: Path) -> None:
    """Tables with a fault give findings with table and row, exit code 1, and no release."""
    data = tmp_path / "data"
    shutil.copytree(resources.DATA, data)
    with (data / "priorities.csv").open("a", encoding="utf-8") as file:
        file.write("not,a,row\n")
    checked = run("check", "--data", str(data), timeout=180)
    assert checked.returncode == 1 and "priorities" in checked.stdout
    built = run("build", "--data", str(data), "--releases", str(tmp_path / "releases"), timeout=180)
    assert (built.returncode, built.stdout) == (1, "")
    assert "priorities" in built.stderr and "Traceback" not in built.stderr
    assert not (tmp_path / "releases" / "current").exists()


def test_changed_release_is_exit_1(release_folder: Path, tmp_path: Path) -> None:
    """A release that isn't what was written is found out, with exit code 1."""
    copy = tmp_path / "releases"
    shutil.copytree(release_folder, copy, symlinks=True)
    assert run("release", "verify", releases=copy).returncode == 0
    with (current_release(copy).path / "data.ttl").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    done = run("release", "verify", releases=copy)
    assert (done.returncode, done.stdout) == (1, "") and "data.ttl" in done.stderr


def test_list_of_releases_stars_the_current(release_folder: Path) -> None:
    """`release list` names each release, the current one with a star."""
    done = run("release", "list", releases=release_folder)
    assert done.returncode == 0
    assert [line.split()[:2] for line in done.stdout.splitlines()] == [
        ["*", current_release(release_folder).name]
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask", "--list"],
        [*ASK],
        [*ASK, "--format", "csv"],
        ["query", "SELECT * { ?s ?p ?o } LIMIT 1000"],
        ["query", "SELECT * { ?s ?p ?o } LIMIT 5000", "--format", "csv"],
        ["release", "list"],
    ],
    ids=" ".join,
)
def test_closed_pipe_is_no_fault(release_folder: Path, arguments: list[str]) -> None:
    """A reader who closes the pipe, as `head` does, gets no trace, and the data isn't said to be wrong."""
    read_end, write_end = os.pipe()
    os.close(read_end)
    try:
        done = subprocess.run(
            [str(COMMAND), *arguments],
            env=environment(releases=release_folder),
            stdin=subprocess.DEVNULL,
            stdout=write_end,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
    finally:
        os.close(write_end)
    assert done.stderr == b""
    assert done.returncode == 0


def test_version() -> None:
    """--version names the program and its version."""
    done = run("--version")
    assert done.returncode == 0 and done.stdout.startswith("rufsgraph, version ")


def test_data_option_is_a_folder_of_tables(tmp_path: Path) -> None:
    """`tables format` leaves tables in normal form as they are."""
    data = tmp_path / "data"
    shutil.copytree(resources.DATA, data)
    done = run("tables", "format", "--data", str(data))
    assert (done.returncode, done.stdout) == (0, "")
    assert all((data / path.name).read_bytes() == path.read_bytes() for path in resources.DATA.glob("*.csv"))
