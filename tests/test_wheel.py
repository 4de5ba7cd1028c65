"""What a wheel brings: the client alone, or with an extra the command and the files that travel with it."""

import csv
import io
import os
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from rufsgraph.__main__ import PARTS
from tests.calls import BROWSER, HTML, call
from tests.processes import serving

ROOT = Path(__file__).resolve().parent.parent
PIP_SECONDS = 300


def run(
    *command: str | Path, timeout: float = 60, cwd: Path | None = None
) -> "subprocess.CompletedProcess[str]":
    """What a command answers, with no settings and nothing of this process's Python in its way."""
    hidden = ("RUFSGRAPH_", "PYTHON", "VIRTUAL_ENV")
    plain = {name: value for name, value in os.environ.items() if not name.startswith(hidden)}
    return subprocess.run(
        [str(part) for part in command],
        env=plain,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=timeout,
        check=False,
    )


def done(*command: str | Path, timeout: float = 60, cwd: Path | None = None) -> str:
    """What a command that goes well writes to its standard output."""
    finished = run(*command, timeout=timeout, cwd=cwd)
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir"]
    done(*pip, folder, ROOT, timeout=PIP_SECONDS)
    (made,) = folder.glob("rufsgraph-*.whl")
    return made


def installed(folder: Path, *requirements: str) -> Path:
    """The folder of commands of an empty environment with the requirements in it."""
    done(sys.executable, "-m", "venv", folder, timeout=PIP_SECONDS)
    done(folder / "bin" / "pip", "install", "--quiet", *requirements, timeout=PIP_SECONDS)
    return folder / "bin"


@pytest.fixture(scope="module")
def client_only(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The commands of an environment with the wheel and no extra."""
    return installed(tmp_path_factory.mktemp("client"), str(wheel))


def test_parts_are_those_of_the_extra() -> None:
    """What the command looks for is what the extra `server` installs."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {requirement.partition(">")[0] for requirement in project["optional-dependencies"]["server"]}
    bringing = packages_distributions()
    assert {_plain(one) for name in PARTS for one in bringing[name]} == {_plain(one) for one in wanted}


def _plain(name: str) -> str:
    """The name of a distribution as PyPI compares it."""
    return name.lower().replace("_", "-")


@pytest.mark.slow
def test_wheel_carries_what_the_program_reads(wheel: Path) -> None:
    """Tables, ontology, shapes, templates and questions are in the wheel, all of them."""
    with zipfile.ZipFile(wheel) as content:
        names = set(content.namelist())
    for folder in ("data", "ontology", "shapes", "web/static", "web/templates"):
        wanted = {
            f"rufsgraph/_resources/{path.relative_to(ROOT)}"
            for path in (ROOT / folder).rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }
        assert wanted and wanted <= names
    fetched = {name.rpartition("/")[2] for name in names if "/web/static/vendor/" in name}
    assert {"yasgui.js", "yasgui.css", "LICENCES.txt"} <= fetched
    assert {f"rufsgraph/_resources/web/{path.name}" for path in (ROOT / "web").glob("*.toml")} <= names
    assert not [name for name in names if "node_modules" in name or "package" in name]
    library = {str(path.relative_to(ROOT)) for path in (ROOT / "rufsgraph").rglob("*.rq")}
    assert library and library <= names


@pytest.mark.slow
def test_plain_install_is_the_client(client_only: Path, server: str) -> None:
    """Without extras the client asks and queries, and nothing of the server's parts is there."""
    listed = done(client_only / "pip", "list", "--format", "freeze")
    names = {line.partition("==")[0].lower().replace("-", "_") for line in listed.splitlines()}
    assert {"rufsgraph", "sparqlwrapper"} <= names
    assert names & set(PARTS) == {"rdflib"}, "which SPARQLWrapper requires"
    code = (
        "import sys; from rufsgraph.client import Client; client = Client(sys.argv[1]); "
        "print(client.ask('partners-on-priority', priority=3, role='owner').total, "
        "client.query('ASK { ?s a <https://w3id.org/rufs/def/Goal> }'), 'rdflib' in sys.modules)"
    )
    total, goal, rdflib = done(client_only / "python", "-c", code, server).split()
    assert int(total) > 5
    assert (goal, rdflib) == ("True", "False")


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [(), ("build",), ("--help",)])
def test_command_without_its_parts_says_what_to_install(
    client_only: Path, arguments: tuple[str, ...]
) -> None:
    """The command of a plain install answers in one line and exits with 2."""
    finished = run(client_only / "rufsgraph", *arguments)
    assert (finished.returncode, finished.stdout) == (2, "")
    assert finished.stderr.count("\n") == 1
    assert "pip install 'rufsgraph[server]'" in finished.stderr


FRAMES = """
import sys
from datetime import date
from rufsgraph.client import Client
client = Client(sys.argv[1])
answer = client.ask("observations")
mixed = client.query(
    "SELECT ?day ?label ?any WHERE { VALUES (?label ?any) { ('å'@sv 1) ('b' 'two') (UNDEF UNDEF) } "
    "BIND('2020-06-30'^^<http://www.w3.org/2001/XMLSchema#date> AS ?day) }"
)
empty = client.query("SELECT ?s WHERE { ?s a <urn:none> }")
values = [row["value"] for row in answer]
"""
PANDAS = """
frame = answer.to_pandas()
assert list(frame.columns) == list(answer.names) and len(frame) == len(answer), frame
assert (str(frame["value"].dtype), str(frame["source_line"].dtype)) == ("Float64", "Int64"), frame.dtypes
assert frame["value"].isna().to_list() == [value is None for value in values]
assert frame["value"].dropna().to_list() == [float(value) for value in values if value is not None]
assert list(mixed.to_pandas()["any"].dropna()) == ["1", "two"]
assert mixed.to_pandas()["day"][0] == date(2020, 6, 30)
assert list(empty.to_pandas().columns) == ["s"] and len(empty.to_pandas()) == 0
"""
POLARS = """
frame = answer.to_polars()
assert frame.columns == list(answer.names) and frame.height == len(answer), frame
kinds = [str(frame[name].dtype) for name in ("value", "source_line", "headline")]
assert kinds == ["Float64", "Int64", "Boolean"], kinds
assert frame["value"].to_list() == [None if value is None else float(value) for value in values]
assert mixed.to_polars()["any"].to_list() == ["1", "two", None]
assert mixed.to_polars()["label"].to_list() == ["å", "b", None]
assert mixed.to_polars()["day"][0] == date(2020, 6, 30)
assert empty.to_polars().columns == ["s"] and empty.to_polars().height == 0
partners = client.ask("partners-on-priority", priority=3).to_polars()
assert str(partners["source_lines"].dtype) == "List(Int64)"
"""


@pytest.mark.slow
@pytest.mark.parametrize(("package", "code"), [("pandas", PANDAS), ("polars", POLARS)])
def test_answers_become_data_frames(
    wheel: Path, client_only: Path, server: str, package: str, code: str
) -> None:
    """Where the package is missing it says which extra brings it; with the extra there is a frame."""
    python = client_only / "python"
    asked = run(python, "-c", f"{FRAMES}\nanswer.to_{package}()", server)
    assert f"{package} is not installed: pip install 'rufsgraph[{package}]'" in asked.stderr
    done(client_only / "pip", "install", "--quiet", f"{wheel}[{package}]", timeout=PIP_SECONDS)
    done(python, "-c", FRAMES + code, server)


@pytest.mark.slow
def test_server_install_does_the_main_job(wheel: Path, tmp_path: Path) -> None:
    """With the extra `server`, away from the checkout, tables become a release that answers."""
    commands = installed(tmp_path / "env", f"{wheel}[server]")
    empty = tmp_path / "empty"
    empty.mkdir()
    rufsgraph = commands / "rufsgraph"
    built = done(rufsgraph, "build", timeout=180, cwd=empty)
    assert "triples" in built
    question = ["ask", "partners-on-priority", "--priority", "3", "--role", "owner", "--format", "csv"]
    rows = list(csv.DictReader(io.StringIO(done(rufsgraph, *question, cwd=empty))))
    assert len(rows) > 5
    assert {row["role"] for row in rows} == {"owner"}
    assert done(rufsgraph, "release", "verify", cwd=empty) is not None
    with serving(empty / "releases", command=rufsgraph) as served:
        for path in (
            "/",
            "/ask/partners-on-priority?priority=3",
            "/doc/actor/kth",
            "/doc/def/Goal",
            "/sparql",
        ):
            assert call(served.base, path, accept=BROWSER).media_type == HTML, path
        assert call(served.base, "/static/vendor/yasgui.js").status == 200
    where = done(commands / "python", "-c", "from rufsgraph.resources import DATA; print(DATA)", cwd=empty)
    assert Path(where.strip()).is_relative_to(tmp_path)
