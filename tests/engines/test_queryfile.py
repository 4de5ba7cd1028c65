"""A query file has a TOML header and SPARQL, and declares the prefixes that it uses."""

from pathlib import Path

import pytest

from rufsgraph.engines.queryfile import BadQueryFile, read_query_file

TEXT = """#: title = { sv = "Mål", en = "Goals" }
#:
#: [[parameters]]
#: name = "goal"
# a plain comment with rdfs: and $other
SELECT ?goal {
  ?goal a rufs:Goal ; skos:prefLabel ?label .
  FILTER(?goal = $goal && ?label != "owl:Thing $text")
}
"""


def test_query_file(tmp_path: Path) -> None:
    """Name, header, text, parameters and prefixes are read off the file."""
    path = tmp_path / "goals.rq"
    path.write_text(TEXT, encoding="utf-8")
    query = read_query_file(path)
    assert query.name == "goals"
    assert query.header == {"title": {"sv": "Mål", "en": "Goals"}, "parameters": [{"name": "goal"}]}
    assert query.text == TEXT.partition('"goal"\n')[2]
    assert query.parameters() == {"goal"}
    prefixes = [line for line in query.full_text().splitlines() if line.startswith("PREFIX")]
    assert [line.split()[1] for line in prefixes] == ["rufs:", "skos:"]
    assert query.full_text().endswith(query.text)


@pytest.mark.parametrize(
    ("text", "wrong"), [("SELECT * { }", "no header"), ("#: title = \nSELECT * { }", "not TOML")]
)
def test_header_that_is_none(tmp_path: Path, text: str, wrong: str) -> None:
    """A file without a header, or with one that can't be read, is named."""
    path = tmp_path / "broken.rq"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadQueryFile, match=rf"broken\.rq.*{wrong}"):
        read_query_file(path)
