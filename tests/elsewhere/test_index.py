"""The index of the search made of what Oxigraph's server and Virtuoso tell is the one made of the release."""

from pathlib import Path

from rufsgraph.questions.finding import index_path
from rufsgraph.questions.searching import Index
from rufsgraph.releases.elsewhere import open_engine
from rufsgraph.releases.store import current_release
from tests.peers import Peer

SECONDS = 300


def test_index_is_the_same(release_folder: Path, elsewhere: Peer) -> None:
    """Things, names, texts and words of both indexes are the same, whoever told them."""
    release = current_release(release_folder)
    near = Index.of_file(index_path(release))
    far = Index.of_engine(open_engine(elsewhere.query, release, SECONDS, 10**9))
    for table in ("thing", "name", "text", "vocabulary", "token"):
        query = f"SELECT * FROM {table} ORDER BY 1, 2"
        assert far._rows(query) == near._rows(query), table
