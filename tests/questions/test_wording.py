"""Words: how texts are taken apart, and which forms of a word are one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rufsgraph.questions.wording import composed, forms, plain, spaced, squeezed, tokens, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("kommun", "kommuner"),
        ("kommun", "kommunernas"),
        ("region", "regionens"),
        ("skola", "skolan"),
        ("högskola", "högskolorna"),
        ("mål", "målet"),
        ("trafik", "trafiken"),
        ("municipality", "municipalities"),
        ("region", "regions"),
        ("city", "cities"),
        ("planning", "planned"),
    ],
)
def test_forms_of_one_word_meet(one: str, other: str) -> None:
    """Two forms of a word, in Swedish or English, have a form in common."""
    assert set(forms(one)) & set(forms(other))


@pytest.mark.parametrize(
    ("one", "other"), [("kommun", "kommunikation"), ("mål", "mat"), ("region", "religion"), ("3.1", "3.11")]
)
def test_other_words_do_not(one: str, other: str) -> None:
    """Words that only look alike have no form in common."""
    assert not set(forms(one)) & set(forms(other))


def test_text_is_taken_apart() -> None:
    """Words stand without marks, keys of numbers whole, and where they stand is told."""
    text = "Delmål 3.1: klimat- och e-hälsa (KTH:s), 16 700 st."
    found = words(text)
    assert [one.text for one in found] == [
        *("delmål", "3.1", "klimat", "och", "e", "hälsa", "kth", "s", "16", "700", "st")
    ]
    assert [text[one.start : one.end].casefold() for one in found] == [one.text for one in found]
    assert [one.text for one in found if one.joined] == ["e"]
    assert [one.text for one in found if one.is_number] == ["3.1", "16", "700"]


def test_words_joined_by_a_hyphen_are_one_too() -> None:
    """An index has the parts of such words and the whole, and no whole of what a hyphen leaves open."""
    assert {"e", "halsa", "ehalsa"} <= set(tokens(words("e-hälsa")))
    assert "klimatoch" not in tokens(words("klimat- och"))
    assert {"upplandsbro"} <= set(tokens(words("Upplands-Bro kommun")))


@pytest.mark.parametrize("text", ["Järfälla", "JÄRFÄLLA", "Ja\u0308rfa\u0308lla", "jarfalla"])
def test_case_and_accents_do_not_matter(text: str) -> None:
    """A name is the same in capitals, without its dots, and with dots that are characters of their own."""
    assert squeezed(text) == "jarfalla"


@given(st.text(max_size=80))
def test_any_text_can_be_taken_apart(text: str) -> None:
    """Whatever the characters, words are parts of the text, and an index gets letters and figures."""
    whole = composed(text)
    for one in words(whole):
        assert 0 <= one.start < one.end <= len(whole)
        assert plain(one.text)
        assert all(char.isalnum() or char == "." for form in forms(one.text) for char in form)
    assert spaced(text).replace(" ", "") == squeezed(text)
