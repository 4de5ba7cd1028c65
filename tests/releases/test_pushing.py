"""A release pushed to a server elsewhere arrives whole, is proved to, and each failure is one clear line."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rufsgraph.engines.remote import has_blank_node
from rufsgraph.releases.content import assemble
from rufsgraph.releases.pushing import Part, Room, compare, graph_store_of, in_pieces
from rufsgraph.releases.store import current_release, switch, write_release
from rufsgraph.terms import Iris
from tests.elsewhere.rude import drips, hangs_up, rude, says, stays_silent
from tests.peers import Peer, oxigraph, virtuoso
from tests.processes import free_port, run

WAYS = ("gsp", "update")
GRAPH = "https://w3id.org/rufs/graph/plan"
XSD = "http://www.w3.org/2001/XMLSchema#"
WORDS = 'å "quoted" \\ back, {brace} $1 _: line\nbreak \t 😀 \' <i> # no comment'
SMALL = {
    "plan": "".join(f'<http://x/{n}> <http://x/p> "{n}"^^<{XSD}integer> .\n' for n in range(1200)),
    "actors": f"<http://x/å> <http://x/p> {json.dumps(WORDS, ensure_ascii=False)}@sv .\n",
    "shapes": '_:a <http://x/p> _:b .\n_:b <http://x/p> "_: no node" .\n<http://x/s> <http://x/p> _:a .\n',
    "validation": "",
}


@pytest.fixture(scope="module", params=["oxigraph", "virtuoso"])
def empty(request: pytest.FixtureRequest) -> Iterator[Peer]:
    """A server of each kind that these tests may change."""
    with {"oxigraph": oxigraph, "virtuoso": virtuoso}[request.param]() as peer:
        yield peer


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small release of what is hard to carry: quotes, nodes, many triples, an empty graph."""
    return made(tmp_path_factory.mktemp("small"), SMALL)


def made(folder: Path, graphs: dict[str, str]) -> Path:
    """A folder of releases with one of these graphs."""
    iris = Iris()
    content = assemble({name: text.encode() for name, text in graphs.items()}, iris)
    told = {"base": iris.base, "release": content.name("2020"), "hash": content.digest}
    release = write_release(folder, content.files, {**told, "triples": content.triples})
    switch(folder, release)
    return folder


def where(peer: Peer, way: str) -> tuple[str, str]:
    """The options that say where a server takes graphs."""
    return f"--{way}", peer.gsp if way == "gsp" else peer.update


def count(peer: Peer, graph: str) -> int:
    """How many triples a server itself says that a graph has."""
    query = f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
    address = f"{peer.query}?{urlencode({'query': query})}"
    with urlopen(
        Request(address, headers={"Accept": "application/sparql-results+json"}), timeout=60
    ) as answer:
        return int(json.load(answer)["results"]["bindings"][0]["n"]["value"])


# A release arrives


@pytest.mark.parametrize("way", WAYS)
def test_whole_release_arrives(empty: Peer, release_folder: Path, way: str) -> None:
    """Each graph is there with all its triples, and the command says how many and which hash."""
    release = current_release(release_folder)
    done = empty.push(release_folder, *where(empty, way))
    assert (done.returncode, done.stderr) == (0, "")
    counts = release.manifest["triples"]
    told = f"{sum(counts.values())} triples, hash {release.manifest['hash']}"
    assert done.stdout == f"{empty.query} holds {release.name}: {told}\n"
    assert {name: count(empty, Iris().graph(name)) for name in counts} == counts


@pytest.mark.parametrize("way", WAYS)
def test_hard_things_arrive(empty: Peer, small: Path, way: str) -> None:
    """Quotes, line breaks, blank nodes and many pieces come back as they were, pushed once or twice."""
    for _ in range(2):
        done = empty.push(small, *where(empty, way))
        assert (done.returncode, done.stderr) == (0, "")
        assert count(empty, GRAPH) == 1200


@pytest.mark.parametrize("way", WAYS)
def test_pushing_again_replaces(empty: Peer, small: Path, tmp_path: Path, way: str) -> None:
    """What a graph held before is gone; other graphs stay."""
    rest = {"plan": "<http://x/1> <http://x/other> <http://x/o> .\n"}
    assert empty.push(small, *where(empty, way)).returncode == 0
    actors = count(empty, Iris().graph("actors"))
    assert empty.push(made(tmp_path, rest), *where(empty, way)).returncode == 0
    assert (count(empty, GRAPH), count(empty, Iris().graph("actors"))) == (1, actors)


# A difference is found


def test_missing_triple_is_found(empty: Peer, small: Path, tmp_path: Path) -> None:
    """A graph with a triple less is told of with both counts, and the exit code is 1."""
    assert empty.push(small).returncode == 0
    assert empty.push(made(tmp_path, {"plan": SMALL["plan"].partition("\n")[2]})).returncode == 0
    done = empty.push(small, "--verify-only")
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert GRAPH in line and "1199" in line and "1200" in line
    assert empty.push(small).returncode == 0
    assert empty.push(small, "--verify-only").returncode == 0


def test_changed_triple_is_found(empty: Peer, small: Path, tmp_path: Path) -> None:
    """A graph with as many triples of which one is another is told of with the first that differs."""
    assert empty.push(small).returncode == 0
    other = SMALL["plan"].replace('"7"^^', '"7000"^^')
    assert empty.push(made(tmp_path, {"plan": other})).returncode == 0
    done = empty.push(small, "--verify-only")
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert "1 lines are missing and 1 are strange" in line and '"7000"' in line and '"7"' in line


def test_number_written_otherwise_is_told_as_such(empty: Peer, tmp_path: Path) -> None:
    """Servers keep numbers, not how they were written; that is told, as the hash is another."""
    number = f'<http://x/s> <http://x/p> "1.50"^^<{XSD}decimal> .\n'
    done = empty.push(made(tmp_path, {"plan": number}))
    assert (done.returncode, done.stdout) == (1, "")
    assert "1 lines have the same values written otherwise" in done.stderr


def test_broken_release_is_not_pushed(tmp_path: Path) -> None:
    """A release that isn't as it was written goes nowhere: nobody is asked."""
    folder = made(tmp_path, SMALL)
    path = current_release(folder).path / "dataset.nq"
    path.write_bytes(path.read_bytes().replace(b'"7"', b'"8"'))
    done = run("release", "push", f"http://127.0.0.1:{free_port()}/query", releases=folder)
    assert done.returncode == 1
    assert "dataset.nq" in done.stderr and "changed" in done.stderr


# Nobody lets it in


def must_be_one_line(done: "object", *told: str) -> None:
    """Fails where a command didn't end with exit code 2, one line on standard error, and the words told."""
    returncode, stdout, stderr = (getattr(done, name) for name in ("returncode", "stdout", "stderr"))
    assert (returncode, stdout) == (2, ""), stderr
    assert stderr.startswith("rufsgraph: ") and stderr.count("\n") == 1
    assert [word for word in told if word not in stderr] == []


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "credentials", [{}, {"push_user": "dba", "push_password": "wrong"}, {"push_password": "token"}]
)
def test_wrong_password_is_one_line(
    virtuoso_server: Peer, release_folder: Path, way: str, credentials: dict[str, str]
) -> None:
    """Without the right password nothing is changed, and the line says so without the password."""
    arguments = ("release", "push", virtuoso_server.query, *where(virtuoso_server, way))
    done = run(*arguments, releases=release_folder, **credentials)
    must_be_one_line(done, "401", "credentials")
    assert "wrong" not in done.stderr and "token" not in done.stderr
    assert count(virtuoso_server, GRAPH) == current_release(release_folder).manifest["triples"]["plan"]


def test_read_only_address_is_one_line(virtuoso_server: Peer, oxigraph_server: Peer, small: Path) -> None:
    """Addresses that take no graphs are told of: Virtuoso's queries, Oxigraph's queries."""
    must_be_one_line(virtuoso_server.push(small, "--update", virtuoso_server.query), virtuoso_server.query)
    must_be_one_line(oxigraph_server.push(small, "--gsp", oxigraph_server.query), oxigraph_server.query)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("behaviour", "told"),
    [
        (hangs_up, "gave no answer"),
        (stays_silent, "2 s"),
        (drips, "2 s"),
        (says("200 OK", b"<html>Hello</html>", "Content-Type: text/html"), "can't be read"),
        (says("404 Not Found", b"<html>no</html>", "Content-Type: text/html"), "404"),
        (says("405 Method Not Allowed", b""), "405"),
        (says("301 Moved Permanently", b"", "Location: http://127.0.0.1:9/"), "301"),
        (says("507 Insufficient Storage", b"the disk is full"), "the disk is full"),
    ],
)
def test_what_is_no_store_is_one_line(small: Path, way: str, behaviour: object, told: str) -> None:
    """A server that takes no graphs, or answers nonsense when asked for them, is told of in one line."""
    with rude(behaviour) as url:  # type: ignore[arg-type]
        done = run("release", "push", url, f"--{way}", url, releases=small, push_seconds=2)
    must_be_one_line(done, url, told)


def test_nobody_there_is_one_line(small: Path) -> None:
    """An address where nobody listens is told of."""
    url = f"http://127.0.0.1:{free_port()}/query"
    done = run("release", "push", url, releases=small)
    must_be_one_line(done, url.replace("/query", "/store"), "gave no answer")


def test_verifying_asks_for_no_password(oxigraph_server: Peer, release_folder: Path) -> None:
    """`--verify-only` changes nothing and needs nothing but the address of queries."""
    done = run("release", "push", oxigraph_server.query, "--verify-only", releases=release_folder)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    "arguments",
    [
        ("http://h/", "--gsp", "http://h/", "--update", "http://h/"),
        ("nonsense",),
        ("http://h/", "--gsp", "ftp://h/"),
        (),
    ],
)
def test_bad_calls_are_refused(small: Path, arguments: tuple[str, ...]) -> None:
    """Both ways at once, addresses that are none, and no address are refused before anything is sent."""
    done = run("release", "push", *arguments, releases=small)
    assert (done.returncode, done.stdout) == (2, "")


# The parts of it


@given(
    st.lists(st.sampled_from([b"<a> <b> <c> .\n", b"_:a <b> <c> .\n", b'<a> <b> "longer, longer" .\n'])),
    st.builds(Room, st.integers(1, 100), st.integers(1, 5)),
)
def test_pieces_fit_and_lose_nothing(lines: list[bytes], room: Room) -> None:
    """Every line is in one piece; pieces without nodes fit; nodes are together in the last."""
    pieces = list(in_pieces(lines, room))
    assert pieces
    joined = [line + b"\n" for piece in pieces for line in piece.split(b"\n")[:-1]]
    assert sorted(joined) == sorted(lines)
    for piece in pieces:
        count = piece.count(b"\n")
        assert has_blank_node(piece) or (count <= room.triples and (count == 1 or len(piece) <= room.bytes))
    assert [has_blank_node(piece) for piece in pieces[:-1]] == [False] * (len(pieces) - 1)


@pytest.mark.parametrize(
    ("query", "store"),
    [
        ("http://h:7878/query", "http://h:7878/store"),
        ("http://h:7878/query?x=1", "http://h:7878/store?x=1"),
        ("http://h:7200/repositories/rufs", "http://h:7200/repositories/rufs/rdf-graphs/service"),
        ("http://h:3030/rufs", "http://h:3030/rufs"),
    ],
)
def test_graph_store_is_guessed_by_address(query: str, store: str) -> None:
    """Where graphs go is told by the address where it can be."""
    assert graph_store_of(query) == store


PART = Part("plan", GRAPH, 1, hashed=True)


@pytest.mark.parametrize(
    ("received", "told"),
    [
        (f'<a:s> <a:p> "2"^^<{XSD}integer> .\n', "1 lines are missing and 1 are strange"),
        (f'<a:s> <a:p> "01"^^<{XSD}integer> .\n', "same values written otherwise"),
        (f'<a:s> <a:p> "1"^^<{XSD}decimal> .\n', "1 lines are missing and 1 are strange"),
        ("", "1 lines are missing and 0 are strange"),
    ],
)
def test_difference_is_told_by_value(received: str, told: str) -> None:
    """A number written otherwise is another thing than another number."""
    expected = f'<a:s> <a:p> "1"^^<{XSD}integer> .\n'.encode()
    finding = compare(PART, expected, received.encode())
    assert finding is not None and told in finding.message_en
    assert compare(PART, expected, expected) is None
