"""Content negotiation by RFC 9110, section 12.5: weights, wildcards, and headers as programs send them."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rufsgraph.errors import NotAcceptable
from rufsgraph.protocol.negotiation import Wish, choose, choose_language, must_choose, parse_accept
from rufsgraph.protocol.requests import GRAPH_TYPES, RESULT_TYPES
from tests.calls import BROWSER

TURTLE, NTRIPLES, JSONLD, RDFXML, TRIG, NQUADS = GRAPH_TYPES
JSON, XML, CSV, TSV = RESULT_TYPES


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        (", ,", JSON),
        ("text/csv", CSV),
        ("TEXT/CSV", CSV),
        ("text/csv;charset=utf-8", CSV),
        ("text/csv; header=present; q=0.5, text/tab-separated-values;q=0.4", CSV),
        ("text/csv;q=0.1, application/sparql-results+xml;q=0.9", XML),
        ("text/csv ; Q=0.1 , application/sparql-results+xml ; q = 0.9", XML),
        ("*/*;q=0.1", JSON),
        ("text/*", CSV),
        ("text/*;q=0.9, */*;q=0.1", CSV),
        ("text/*, text/csv;q=0.1", TSV),
        ("*/*, application/sparql-results+json;q=0", XML),
        ("application/*;q=0.5, text/csv;q=0.4", JSON),
        ("text/csv, application/sparql-results+json", JSON),
        ("application/sparql-results+json, text/csv", JSON),
        ("text/csv;q=1.0, application/sparql-results+json;q=0.999", CSV),
        ("image/png, text/csv;q=0.001", CSV),
        ("text/csv;q=nonsense", CSV),
        ("text/csv;q=nan", CSV),
        ("text/csv;q=5, application/sparql-results+xml", XML),
        ("text/csv;q=-1, application/sparql-results+xml;q=0.1", XML),
        ("text/html", None),
        ("text/csv;q=0", None),
        ("*/*;q=0", None),
        ("text", None),
        ("/", None),
        ("text/csv, */*", CSV),
        ("*/*, text/csv", CSV),
        ("application/*, text/csv", CSV),
        ("text/*, */*", CSV),
        ("*/*, text/csv;q=0.999", JSON),
        ('text/csv;header="a, application/sparql-results+json;q=1";q=0.5, text/*;q=0.1', CSV),
        ('image/png;title="text/csv"', None),
        ('image/png;title="\\", text/csv, \\""', None),
        ('image/png;title="text/csv, application/sparql-results+xml', XML),
        ("text/csv;q=0, text/*", TSV),
        ("application/sparql-results+json;q=0, application/sparql-results+xml;q=0, */*", CSV),
        ("text/csv;q=0.0, text/csv", CSV),
        ("text/csv;q=0.5;ext=1, */*;q=0.4", CSV),
        ("*, text/csv;q=0.1", CSV),
    ],
)
def test_header_decides(header: str | None, chosen: str | None) -> None:
    """The most specific range gives a type its weight, the highest weight wins, then the order here."""
    assert choose(header, RESULT_TYPES) == chosen


def test_page_beats_xml_for_a_browser() -> None:
    """A browser that names XML beside HTML gets the page."""
    assert choose(BROWSER, ["text/html", "application/json", "application/xml"]) == "text/html"
    assert choose(BROWSER, ["application/json", "application/xml", "text/html"]) == "text/html"


def test_combined_types_of_an_rdf_client() -> None:
    """The long headers of RDF libraries are read by their weights."""
    header = (
        "application/rdf+xml;q=0.9, application/xhtml+xml;q=0.3, text/turtle, application/n-triples;q=0.9,"
        "application/ld+json, */*;q=0.1"
    )
    assert choose(header, GRAPH_TYPES) == TURTLE
    assert choose(header.replace("text/turtle,", ""), GRAPH_TYPES) == JSONLD
    assert choose("application/n-triples;q=0.9, application/rdf+xml;q=0.95", GRAPH_TYPES) == RDFXML
    assert choose("application/n-triples", GRAPH_TYPES) == NTRIPLES
    assert choose("application/trig, application/n-quads;q=0.9", GRAPH_TYPES) == TRIG
    assert choose("application/n-quads,*/*;q=0.1", GRAPH_TYPES) == NQUADS


SYNONYMS = {"application/json": JSON, "application/xml": XML}


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        ("application/json", JSON),
        ("application/xml", XML),
        ("application/xml, application/json", JSON),
        ("application/json;q=0.8, application/xml;q=0.9", XML),
        ("application/xml, */*", XML),
        ("application/json, text/plain, */*", JSON),
        (f"{CSV}, application/xml", CSV),
        (f"{CSV};q=0.9, application/xml", XML),
        (f"application/*, {JSON};q=0.5", XML),
        (f"application/json, {JSON};q=0", None),
        (f"application/json, {JSON};q=0, text/*;q=0.1", CSV),
        ("application/json;q=0", None),
        ("application/json;q=0, */*", JSON),
        (f"application/json, {JSON};q=0.1, {XML};q=0.5", JSON),
    ],
)
def test_other_names_fit_where_they_are_named(header: str, chosen: str | None) -> None:
    """A synonym is as good as the type's own name; no wildcard stands for it, and it undoes no refusal."""
    assert choose(header, RESULT_TYPES, SYNONYMS) == chosen


def test_refusal_names_no_synonym() -> None:
    """What there is, is told by its own names."""
    with pytest.raises(NotAcceptable) as refusal:
        must_choose("image/png", RESULT_TYPES, SYNONYMS)
    assert refusal.value.extra["available"] == list(RESULT_TYPES)


def test_refusal_lists_what_there_is() -> None:
    """Where nothing fits, every type that can be given is told, in text and as a list."""
    with pytest.raises(NotAcceptable) as refusal:
        must_choose("text/html", RESULT_TYPES)
    assert refusal.value.extra["available"] == list(RESULT_TYPES)
    assert all(name in refusal.value.detail for name in RESULT_TYPES)
    assert refusal.value.detail != refusal.value.detail_sv


@pytest.mark.parametrize(
    ("given", "header", "lang"),
    [
        (None, None, "sv"),
        (None, "", "sv"),
        (None, "en", "en"),
        (None, "EN-us", "en"),
        (None, "en-GB,en;q=0.9,sv;q=0.8", "en"),
        (None, "sv-FI;q=0.9, en;q=0.8", "sv"),
        (None, "de, fr;q=0.5", "sv"),
        (None, "de, en;q=0.1", "en"),
        (None, "en;q=0", "sv"),
        (None, "*", "sv"),
        ("en", "sv", "en"),
        ("sv", "en", "sv"),
        ("de", "en", "en"),
        ("de", None, "sv"),
        ("", "en", "en"),
    ],
)
def test_language_is_of_the_address_then_the_header(given: str | None, header: str | None, lang: str) -> None:
    """`?lang=` wins over Accept-Language, which wins over Swedish."""
    assert choose_language(given, header) == lang


@given(st.text())
def test_any_header_is_read(header: str) -> None:
    """No header, however broken, does worse than choose nothing; weights stay between 0 and 1."""
    wishes = parse_accept(header)
    assert wishes and all(0.0 <= wish.weight <= 1.0 for wish in wishes)
    assert choose(header, RESULT_TYPES) in (None, *RESULT_TYPES)


@given(
    st.lists(st.tuples(st.sampled_from([*RESULT_TYPES, "text/*", "*/*"]), st.integers(0, 1000)), max_size=8)
)
def test_what_is_chosen_was_wanted_most(wishes: list[tuple[str, int]]) -> None:
    """No type that there is has a higher weight than the one chosen."""
    header = ", ".join(f"{name};q={weight / 1000}" for name, weight in wishes)
    chosen = choose(header, RESULT_TYPES)

    def weight_of(media_type: str) -> float:
        for wanted in (media_type, media_type.partition("/")[0] + "/*", "*/*"):
            weights = [wish.weight for wish in parse_accept(header) if wish.range == wanted]
            if weights:
                return max(weights)
        return 0.0

    best = max(weight_of(media_type) for media_type in RESULT_TYPES)
    assert (chosen is None) == (best == 0.0)
    assert chosen is None or weight_of(chosen) == best


@given(st.text(), st.sampled_from([None, *SYNONYMS]))
def test_what_is_read_is_read_the_same_again(header: str, synonym: str | None) -> None:
    """The ranges and weights read, written as a header, are read as the same and choose the same."""
    wishes = parse_accept(header)
    again = ",".join(f"{wish.range};q={wish.weight!r}" for wish in wishes)
    assert parse_accept(again) == wishes
    synonyms = {synonym: SYNONYMS[synonym]} if synonym else {}
    assert choose(header, RESULT_TYPES, synonyms) == choose(again, RESULT_TYPES, synonyms)


@given(
    st.lists(st.sampled_from([*RESULT_TYPES, *SYNONYMS, "text/*", "*/*", "image/png"]), min_size=1),
    st.randoms(use_true_random=False),
)
def test_order_of_ranges_means_nothing(ranges: list[str], random: Random) -> None:
    """Accept is a set of wishes: another order, other spaces and another case choose the same."""
    shuffled = random.sample(ranges, len(ranges))
    chosen = choose(", ".join(ranges), RESULT_TYPES, SYNONYMS)
    assert choose(" ,\t".join(shuffled).upper(), RESULT_TYPES, SYNONYMS) == chosen


def test_wish_keeps_range_and_weight() -> None:
    """A header is read range by range, without the parameters other than the weight."""
    assert parse_accept("text/csv;header=present;q=0.25, */*") == [Wish("text/csv", 0.25), Wish("*/*", 1.0)]
