"""The search: what comes first, what is forgiven, what is told of a hit, and that nothing typed breaks it."""

import os
import shutil
import sqlite3
import stat
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rufsgraph.engines.embedded import EmbeddedEngine
from rufsgraph.errors import EngineFailed
from rufsgraph.questions.asking import Asker
from rufsgraph.questions.deriving import Derived, derived
from rufsgraph.questions.finding import Finder, index_path
from rufsgraph.questions.kinds import kinds, pages
from rufsgraph.questions.question import library
from rufsgraph.questions.searching import Index, Search
from rufsgraph.releases.store import DERIVED, current_release, must_verify
from tests.bench.searches import MILLISECONDS, SEARCHES, seconds_of
from tests.conftest import copied


@pytest.fixture(scope="module")
def index(release_folder: Path) -> Index:
    """The index that `rufsgraph build` made."""
    path = index_path(current_release(release_folder))
    assert path.is_file(), "the build makes the index"
    return Index.of_file(path)


FIRST = [
    ("KTH", "kth"),
    ("kth", "kth"),
    ("Kungliga tekniska", "kth"),
    ("kungliga teknsika högskolan", "kth"),
    ("Järfälla", "jarfalla-kommun"),
    ("jarfalla", "jarfalla-kommun"),
    ("järfäla", "jarfalla-kommun"),
    ("Järfälla kommun", "jarfalla-kommun"),
    ("upplands-väsby", "upplands-vasby-kommun"),
    ("Upplands Bro", "upplands-bro-kommun"),
    ("upplandsbro", "upplands-bro-kommun"),
    ("Storsthml", "storsthlm"),
    ("stokholms universitet", "stockholms-universitet"),
    ("Region Stockholm", "region-stockholm"),
    ("regon stockholm", "region-stockholm"),
    ("Länsstyrelsen", "lansstyrelsen-stockholm"),
    ("flemingsberg", "flemingsberg"),
    ("flemmingsberg", "flemingsberg"),
    ("skärgård", "skargarden"),
    ("skargarden", "skargarden"),
    ("archipelago", "skargarden"),
    ("ESF", "europeiska-socialfonden"),
    ("3.1", "3.1"),
    ("delmål 3.1", "3.1"),
    ("sub-goal 3.1", "3.1"),
    ("SDG 13", "13"),
    ("sdg13", "13"),
    ("globalt mål 13", "13"),
    ("climate action", "13"),
    ("bekämpa klimatförändringarna", "13"),
    ("prioritering 5", "5"),
    ("priority 5", "5"),
    ("2020.3.4", "2020.3.4"),
    ("öka bostadsbyggandet", "1"),
    ("housing construction", "1"),
    ("kommuner", "kommuner"),
    ("municipalities", "kommuner"),
    ("cykelplan", "regional-cykelplan"),
    ("sustainable cities index", "sustainable-cities-index"),
    ("ladda ner", "/data"),
    ("download", "/data"),
    ("where does the report contradict itself", "discrepancies"),
]
"""Searches and the key of what comes first."""

FOUND = [
    ("kommuner", "sv", "municipality-coverage"),
    ("kommun", "sv", "regionens-kommuner"),
    ("municipality", "en", "regionens-kommuner"),
    ("universities", "en", "academic-ranking-of-world-universities"),
    ("högskolan", "sv", "sodertorns-hogskola"),
    ("högskolor", "sv", "kth"),
    ("bostad", "sv", "tillkomna-bostader"),
    ("trafik", "sv", "1.2"),
    ("byggande", "sv", "1"),
    ("Järfälla gymnasieexamen", "sv", "2020.2.3.gymnasieexamen-inom-tre-ar.jarfalla.2016-2017.l264"),
    ("yrkesmentor", "sv", "yrkesmentorprogram-for-nyanlanda"),
    ("newcomers KTH", "en", "kth"),
    ("Trafikverket Flemingsberg", "sv", "avs-bytespunkt-flemingsberg"),
    ("16 700", "sv", "2020.1.1.tillkomna-bostader.2019"),
]
"""Searches, the reader's language, and the key of what is among the first hundred."""


@pytest.mark.parametrize(("text", "key"), FIRST)
def test_what_comes_first(index: Index, text: str, key: str) -> None:
    """Keys, names, other names and beginnings come before words of texts; slips and å for a are forgiven."""
    found = index.search(Search(text))
    assert [one.key for one in found.hits[:3]][:1] == [key], [one.key for one in found.hits[:3]]
    assert sum(found.counts.values()) == found.total >= len(found.hits)


@pytest.mark.parametrize(("text", "lang", "key"), FOUND)
def test_what_is_found(index: Index, text: str, lang: str, key: str) -> None:
    """Other forms of words in both languages, parts of compounds, and words of different texts of a thing."""
    assert key in [one.key for one in index.search(Search(text, lang=lang, limit=100)).hits]


def test_forms_of_a_word_find_the_same(index: Index) -> None:
    """Singular and plural, definite or not, lead to the same things."""
    for one, other in (("municipality", "municipalities"), ("högskola", "högskolan")):
        assert index.search(Search(one)).total == index.search(Search(other)).total > 3


def test_slip_is_told(index: Index) -> None:
    """Where a word was taken for another that is told; where it is spelled right nothing is."""
    assert index.search(Search("järfäla")).meant == "järfälla"
    assert index.search(Search("stokholms universitet")).meant == "stockholms universitet"
    assert index.search(Search("jarfalla")).meant == ""
    assert index.search(Search("xyz")).meant == "", "short words have no slips"


def test_alias_is_told(index: Index) -> None:
    """The name that was met is told where it isn't the label or the beginning of it."""
    for text in ("KTH", "kt"):
        first = index.search(Search(text, ("actor",), limit=8)).hits[0]
        assert (first.key, first.label.text, first.alias.text) == (
            "kth",
            "Kungliga Tekniska högskolan",
            "KTH",
        )
    assert index.search(Search("Kungliga Tekniska")).hits[0].alias.text == ""
    assert index.search(Search("Järfälla")).hits[0].alias.text == ""


def test_beginnings_come_first_while_one_types(index: Index) -> None:
    """Names that begin with what has been typed so far come before those that hold it elsewhere."""
    wanted = "Länsstyrelsen"
    for length in range(3, len(wanted) + 1):
        hits = index.search(Search(wanted[:length], ("actor", "group"), limit=8)).hits
        assert 0 < len(hits) <= 8
        first = hits[0].alias.text or hits[0].label.text
        assert first.casefold().startswith(wanted[:length].casefold()), (wanted[:length], first)
        assert {one.kind for one in hits} <= {"actor", "group"}


def test_kinds_are_counted_whatever_is_shown(index: Index) -> None:
    """Counts are of all kinds; the hits and their number are of those asked for."""
    every = index.search(Search("skärgård"))
    few = index.search(Search("skärgård", ("strategy",)))
    assert few.counts == every.counts and len(few.counts) > 4
    assert few.total == every.counts["strategy"] == len(few.hits) < every.total
    assert list(every.counts) == [kind for kind in kinds() if kind in every.counts]


def test_pages_follow_each_other(index: Index) -> None:
    """Pages of hits hold each hit once, in the order of one long page."""
    whole = [one.address for one in index.search(Search("region", limit=90)).hits]
    parts = [index.search(Search("region", offset=start, limit=30)).hits for start in (0, 30, 60)]
    assert [one.address for part in parts for one in part] == whole
    assert len(set(whole)) == 90
    assert index.search(Search("region", offset=9000)).hits == ()


def test_all_of_a_kind(index: Index) -> None:
    """Without a text there are all of the kinds asked for, in order; without either, nothing."""
    found = index.search(Search("", ("priority",)))
    assert [one.key for one in found.hits] == [str(number) for number in range(1, 10)]
    assert index.search(Search("", ("sub-goal",))).total == 16
    assert index.search(Search("  ")).total == 0


def test_each_kind_can_be_found(index: Index, release_folder: Path) -> None:
    """There is something of each kind; each question and each page is found by its name in both languages."""
    counts = index.search(Search("", tuple(kinds()), limit=1)).counts
    assert set(counts) == set(kinds()) and all(counts.values())
    for lang in ("sv", "en"):
        for one in library().values():
            assert index.search(Search(one.title[lang], lang=lang)).hits[0].key == one.id
        for page in pages():
            hits = index.search(Search(page.label[lang], ("page",), lang=lang)).hits
            assert page.path in [hit.address for hit in hits]


def test_everything_named_is_found_by_its_names(index: Index, release_folder: Path) -> None:
    """Each actor, place, initiative and priority is a hit for its label, and is called what it is called."""
    for kind in ("actor", "group", "area", "initiative", "priority", "strategy", "funding-source", "goal"):
        for one in index.search(Search("", (kind,), limit=500)).hits:
            hits = index.search(Search(one.label.text, (kind,), limit=5)).hits
            assert one.address in [hit.address for hit in hits], one.label.text


TYPES = {"actor": "actor", "group": "actor", "funding-source": "funder", "area": "place"} | {
    kind: kind for kind in ("priority", "goal", "sub-goal", "sdg", "indicator", "initiative")
}
"""Kinds of hits, and the types of parameters that take them."""


@pytest.mark.parametrize("kind", sorted(TYPES))
def test_key_is_what_a_question_takes(index: Index, asker: Asker, kind: str) -> None:
    """The key of a hit, given to a question as its parameter, means the thing that was found."""
    hits = index.search(Search("", (kind,), limit=500)).hits
    assert len(hits) >= 4
    assert [asker.names.find(TYPES[kind], one.key).iri for one in hits] == [one.address for one in hits]


def test_snippet_shows_why(index: Index) -> None:
    """The words that were met are marked in label and text, in any form; the marks are where they say."""
    for text in ("kommuner", "bostäder Stockholm", "climate", "järfäla", "2020.3.4", "e-hälsa"):
        for hit in index.search(Search(text)).hits:
            for shown in (hit.label, hit.alias, hit.snippet):
                assert "".join(part.text for part in shown.parts()) == shown.text
                assert all(0 <= start < end <= len(shown.text) for start, end in shown.marks)
                assert len(shown.text) < 400
    (hit,) = index.search(Search("yrkesmentorprogram", ("initiative",))).hits
    assert [part.text for part in hit.label.parts() if part.is_met] == ["yrkesmentorprogram"]


def test_texts_are_in_the_readers_language(index: Index) -> None:
    """Labels and texts are in the language asked for, or say which they are in."""
    swedish = index.search(Search("13", ("sdg",))).hits[0]
    english = index.search(Search("13", ("sdg",), lang="en")).hits[0]
    assert (swedish.label.text, english.label.text) == ("Bekämpa klimatförändringarna", "Climate action")
    assert (swedish.label.lang, english.label.lang) == ("sv", "en")
    printed = index.search(Search("teknikcollege", ("initiative",), lang="en")).hits[0]
    assert (printed.label.lang, printed.snippet.lang) == ("sv", "en")


def test_nothing_found_offers_the_nearest(index: Index) -> None:
    """Where nothing has all the words there is what has some; where nothing has any, names alike."""
    some = index.search(Search("KTH xyzzyplugh"))
    assert some.is_near and some.hits[0].key == "kth"
    none = index.search(Search("qqqqqqqqq"))
    assert (none.total, none.hits, none.counts) == (0, (), {})
    near = index.search(Search("Hoogskoolaan i Gaavlee"))
    assert not near.hits or near.hits[0].key == "hogskolan-i-gavle"
    assert near.hits or "hogskolan-i-gavle" in [one.key for one in near.nearest]


HOSTILE = [
    '"',
    '""',
    "'",
    '" OR label:*',
    "NEAR(a b, 2)",
    "NOT kommun",
    "AND",
    "OR OR",
    "label : kommun",
    "{label names} : x",
    "^kommun",
    "kommun*",
    "*",
    "-kommun",
    "(((((",
    "a AND (b OR",
    "kommun); DROP TABLE thing; --",
    "%",
    "_",
    "?1",
    ":q",
    "\\",
    "\x00",
    "a\x00b",
    "\x01\x1f\x7f",
    "\ud800",
    "\ufffe\uffff",
    "🚲",
    "🚲 kommun",
    "....",
    "3..1",
    "3.1.",
    "---",
    "e-",
    "-e",
    "²½ﷺ",
    "İstanbul ǅ ß ﬁ",
    "a\u0308\u0308\u0308",
    "中文 עברית العربية",
    "<script>alert(1)</script>",
    "{{7*7}}",
    " ".join("abcdefghijklmnopqrstuvwxyz" * 9),
    "a " * 250,
    "å" * 500,
    "9" * 500,
    "1." * 250,
    "kommun-" * 71,
    "stockholm " * 50,
    " ".join(f"kommun{number}" for number in range(55)),
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_typed_breaks_it(index: Index, text: str) -> None:
    """Operators of the index's language, quotes and strange characters are words or nothing, and quick."""
    for kind in ((), ("actor",)):
        began = time.process_time()
        found = index.search(Search(text, kind))
        assert time.process_time() - began < 1
        assert found.total >= len(found.hits)


@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=60), lang=st.sampled_from(["sv", "en"]))
def test_no_text_breaks_it(index: Index, text: str, lang: str) -> None:
    """Whatever characters are typed, there is an answer whose marks are within its texts."""
    for hit in index.search(Search(text, lang=lang)).hits:
        assert "".join(part.text for part in hit.label.parts()) == hit.label.text


def test_threads_share_an_index(index: Index) -> None:
    """Searches at once answer as one after the other."""
    texts = [text for text, _ in FIRST] * 3
    alone = [index.search(Search(text)) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda text: index.search(Search(text)), texts)) == alone


def test_it_is_quick(index: Index) -> None:
    """The middle one of many searches takes less than its limit of the processor's time."""
    assert len(SEARCHES) >= 40
    assert 1000 * statistics.median(seconds_of(index)) < MILLISECONDS


def finder_of(folder: Path) -> Finder:
    """Who searches the current release of a folder."""
    release = current_release(folder)
    return Finder(release, EmbeddedEngine.of_release(release.path))


def test_index_is_made_again(release_folder: Path, tmp_path: Path) -> None:
    """Where what is derived was deleted the first search makes the index, which is no part of the release."""
    folder = copied(release_folder, tmp_path)
    release = current_release(folder)
    assert not index_path(release).exists()
    finder = finder_of(folder)
    assert finder.search(Search("KTH")).hits[0].key == "kth"
    path = index_path(release)
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert [one.name for one in (release.path / DERIVED).iterdir()] == [path.name]
    must_verify(release)
    assert finder_of(folder).search(Search("KTH")) == finder.search(Search("KTH"))


def test_index_in_memory(release_folder: Path, tmp_path: Path) -> None:
    """Where none can be kept beside the release there is one in memory, with the same answers."""
    folder = copied(release_folder, tmp_path)
    release = current_release(folder)
    (release.path / DERIVED).write_bytes(b"in the way, also of root")
    finder = finder_of(folder)
    kept = Index.of_file(index_path(current_release(release_folder)))
    for text, _ in FIRST[:12]:
        assert finder.search(Search(text)) == kept.search(Search(text))
    assert (release.path / DERIVED).is_file()


def test_release_that_cannot_be_written_to(release_folder: Path, tmp_path: Path) -> None:
    """A read-only index answers, as do its readers at once, and leaves nothing beside it."""
    folder = Path(shutil.copytree(current_release(release_folder).path, tmp_path / "release"))
    (path,) = (folder / DERIVED).glob("search-*")
    for one in (path, path.parent):
        one.chmod(stat.S_IMODE(one.stat().st_mode) & ~0o222)
    before = {one.name: one.stat().st_mtime_ns for one in path.parent.iterdir()}
    readers = [Index.of_file(path) for _ in range(3)]
    assert {one.search(Search("3.1")).hits[0].key for one in readers} == {"3.1"}
    assert {one.name: one.stat().st_mtime_ns for one in path.parent.iterdir()} == before
    path.parent.chmod(0o755)


def test_index_of_a_large_release(stored: Path, index: Index) -> None:
    """A release with its store on disk is indexed from that by another process, with the same answers."""
    release = current_release(stored)
    made = derived(release, 0, pytest.fail)
    assert made
    for one in (release.path / DERIVED).glob("search-*"):
        one.unlink()
    finder = Finder(release, EmbeddedEngine.of_store(made.store), made)
    finder.prepare()
    assert not index_path(release).exists(), "that of a large release is made when it is searched"
    assert [finder.search(Search(text)) for text, _ in FIRST[:12]] == [
        index.search(Search(text)) for text, _ in FIRST[:12]
    ]
    assert index_path(release).is_file()
    index_path(release).unlink()
    gone = Finder(release, EmbeddedEngine.of_store(made.store), Derived(release.path / "nothing"))
    with pytest.raises(EngineFailed, match="index can't be made"):
        gone.search(Search("KTH"))


def test_broken_index_is_passed_over(release_folder: Path, tmp_path: Path) -> None:
    """A file that is no index is told of, and who searches a release with one makes its own in memory."""
    folder = copied(release_folder, tmp_path)
    path = index_path(current_release(folder))
    path.parent.mkdir()
    path.write_bytes(os.urandom(10_000))
    with pytest.raises(EngineFailed):
        Index.of_file(path)
    assert finder_of(folder).search(Search("KTH")).hits[0].key == "kth"


def test_index_is_the_same_each_time(release_folder: Path) -> None:
    """Two indexes of a release hold the same, so that processes of a server that made their own agree."""
    release = current_release(release_folder)
    tables = ("thing", "name", "text", "vocabulary", "token")
    kept = sqlite3.connect(index_path(release))
    engine = EmbeddedEngine.of_release(release.path)
    again = Index.of_engine(engine)
    for table in tables:
        query = f"SELECT * FROM {table} ORDER BY 1, 2"
        assert again._rows(query) == kept.execute(query).fetchall(), table


def test_only_who_searches_imports_the_search() -> None:
    """A command that asks doesn't wait for what searches."""
    program = "import sys, rufsgraph.cli.asking; sys.exit('Stemmer' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
