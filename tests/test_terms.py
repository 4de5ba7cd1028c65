"""IRIs are minted and taken apart without loss, keys are plain, and Swedish is sorted as Swedes do."""

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rufsgraph.terms import (
    DEFAULT_BASE,
    PREFIXES,
    RUFS,
    Iris,
    Thing,
    alias_of,
    expand,
    shorten,
    slug,
    swedish_key,
)

CLASSES = st.from_regex(r"[a-z][a-z\-]{0,20}", fullmatch=True)
KEYS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._\-]{0,40}", fullmatch=True)
BASES = st.sampled_from([DEFAULT_BASE, "http://127.0.0.1:8050/", "https://data.example.org/a/b/"])


@given(BASES, CLASSES, KEYS)
def test_what_is_minted_is_taken_apart(base: str, cls: str, key: str) -> None:
    """An IRI that is minted names the class and the key that it was minted of, under its own base only."""
    iris = Iris(base)
    iri = iris.id(cls, key)
    assert iri.startswith(base)
    assert iris.parse_id(iri) == Thing(cls, key)
    assert Iris("https://other.example/").parse_id(iri) is None


@given(st.one_of(st.text(), st.text().map(lambda text: f"{DEFAULT_BASE}id/{text}")))
def test_any_string_can_be_taken_apart(text: str) -> None:
    """Taking apart never fails, and what it finds mints the same string."""
    thing = Iris().parse_id(text)
    assert thing is None or Iris().id(thing.cls, thing.key) == text


@given(st.text(), st.text())
def test_nothing_else_is_minted(cls: str, key: str) -> None:
    """A class or key that would need an escape, or could be read as another, is refused."""
    try:
        iri = Iris().id(cls, key)
    except ValueError:
        assert not (re.fullmatch(r"[a-z][a-z-]*", cls) and re.fullmatch(r"[A-Za-z0-9][\w.-]*", key, re.ASCII))
    else:
        assert re.fullmatch(r"https://w3id\.org/rufs/id/[a-z-]+/[A-Za-z0-9._-]+", iri)


@pytest.mark.parametrize(
    ("cls", "key"),
    [
        ("goal", ""),
        ("", "1"),
        ("Goal", "1"),
        ("goal", "a/b"),
        ("goal", "å"),
        ("goal", "a b"),
        ("goal", "1\n"),
    ],
)
def test_key_that_is_none(cls: str, key: str) -> None:
    """No IRI is made of what is no class or no key."""
    with pytest.raises(ValueError, match="can be minted"):
        Iris().id(cls, key)


def test_addresses_that_others_rely_on() -> None:
    """The namespace of terms is fixed, things and graphs stand under the base."""
    assert RUFS == PREFIXES["rufs"] == "https://w3id.org/rufs/def/"
    assert Iris().id("sub-goal", "1.1") == "https://w3id.org/rufs/id/sub-goal/1.1"
    assert Iris().graph("edition/2020") == "https://w3id.org/rufs/graph/edition/2020"


def test_prefixes_are_namespaces() -> None:
    """Each prefix stands for one namespace, which ends where a name can begin."""
    assert len(set(PREFIXES.values())) == len(PREFIXES)
    assert all(re.fullmatch(r"https?://\S+[/#]", iri) for iri in PREFIXES.values())


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Länsstyrelsen Stockholm & Örebro", "lansstyrelsen-stockholm-orebro"),
        ("  Region Stockholm ", "region-stockholm"),
        ("Åre–Östersund (2020)", "are-ostersund-2020"),
        ("KTH", "kth"),
        ("Café", "cafe"),
        ("–", ""),
    ],
)
def test_slug(text: str, key: str) -> None:
    """A name becomes a readable key of a-z, 0-9 and hyphens."""
    assert slug(text) == key


@given(st.text())
def test_slug_is_a_key(text: str) -> None:
    """Whatever the name, the key can be minted or is empty, and making it again changes nothing."""
    key = slug(text)
    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", key)
    assert slug(key) == key
    assert key == "" or Iris().parse_id(Iris().id("actor", key)) == Thing("actor", key)


def test_swedish_order() -> None:
    """Å, ä and ö come after z, in that order; other accents and case count last."""
    wanted = ["Abb", "abc", "Café", "caffe", "Zon", "Åre", "åt", "Ängel", "Öland", "ör"]
    for seed in range(5):
        mixed = random.Random(seed).sample(wanted, len(wanted))
        assert sorted(mixed, key=swedish_key) == wanted
    assert sorted(["a\u030are", "Zon"], key=swedish_key) == ["Zon", "a\u030are"]


@given(st.text(), st.text())
def test_swedish_order_tells_all_names_apart(one: str, other: str) -> None:
    """Two names have the same sort key only if they are the same."""
    assert (swedish_key(one) == swedish_key(other)) is (one == other)


@given(st.sampled_from(sorted(PREFIXES)), st.from_regex(r"[A-Za-z0-9_\-]{1,20}", fullmatch=True))
def test_prefixed_names(prefix: str, local: str) -> None:
    """A prefixed name stands for an IRI, and an IRI has one prefixed name."""
    iri = expand(f"{prefix}:{local}")
    assert iri == PREFIXES[prefix] + local
    assert shorten(iri) == f"{prefix}:{local}"


@pytest.mark.parametrize(
    "iri", ["http://example.org/a", f"{RUFS}a/b", f"{RUFS}å", RUFS, "http://metadata.un.org/sdg/x#y", ""]
)
def test_what_has_no_prefixed_name(iri: str) -> None:
    """An IRI without a prefixed name is percent-encoded, and so can't be taken for one."""
    assert ":" not in shorten(iri)


@given(BASES)
def test_second_name_of_the_examples(base: str) -> None:
    """The graph of examples has a second name under the same base; no other graph has one."""
    assert alias_of(Iris(base).graph("examples")) == f"{base}sparql/.well-known/sparql-examples"
    assert alias_of(Iris(base).graph("plan")) is None
    assert alias_of(f"{base}graph/examples/2020") is None
