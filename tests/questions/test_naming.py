"""Names: what is forgiven, what is refused, and that nothing is guessed."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rufsgraph.errors import UnknownName
from rufsgraph.questions.asking import Asker
from rufsgraph.questions.naming import Names, fold


@pytest.fixture(scope="session")
def names(asker: Asker) -> Names:
    """Every name of the built release."""
    return asker.names


@pytest.mark.parametrize(
    ("kind", "text", "key"),
    [
        ("actor", "kth", "kth"),
        ("actor", "https://w3id.org/rufs/id/actor/kth", "kth"),
        ("actor", "Kungliga Tekniska högskolan", "kth"),
        ("actor", "KUNGLIGA TEKNISKA HÖGSKOLAN", "kth"),
        ("actor", "kungliga tekniska hogskolan", "kth"),
        ("actor", "Kungliga  Teknska-Högskolan", "kth"),
        ("actor", "Järfälla", "jarfalla-kommun"),
        ("actor", "jarfalla", "jarfalla-kommun"),
        ("actor", "Järfälla kommun", "jarfalla-kommun"),
        ("actor", "Danderyd", "danderyds-kommun"),
        ("actor", "Upplands-Väsby", "upplands-vasby-kommun"),
        ("actor", "Upplands Bro", "upplands-bro-kommun"),
        ("actor", "Regon Stockholm", "region-stockholm"),
        ("actor", "Storsthlm", "storsthlm"),
        ("priority", "3", "3"),
        ("sub-goal", "3.1", "3.1"),
        ("goal", "4", "4"),
        ("sdg", "13", "13"),
        ("sdg", "Climate action", "13"),
        ("sdg", "Bekampa klimatforandringarna", "13"),
        ("place", "flemmingsberg", "flemingsberg"),
        ("role", "owner", "owner"),
        ("role", "huvudman", "owner"),
        ("edition", "2020", "2020"),
        ("thing", "2020.1.14", "2020.1.14"),
    ],
)
def test_name_is_found(names: Names, kind: str, text: str, key: str) -> None:
    """A thing goes by its id, its address, its names in any case, with slips, without accents."""
    assert names.find(kind, text).key == key


@pytest.mark.parametrize(
    ("kind", "text", "nearest"),
    [
        ("actor", "Kungliga Tekniska Hogskolan i Uppsala", "(kth)"),
        ("actor", "Storsthml", "(storsthlm)"),
        ("actor", "Stokholms univ", "(stockholms-universitet)"),
        ("sub-goal", "3.7", "(3.1)"),
        ("role", "ower", "(owner)"),
    ],
)
def test_unknown_name_tells_the_nearest(names: Names, kind: str, text: str, nearest: str) -> None:
    """What is too far from any name is refused in both languages, with a few that come near."""
    with pytest.raises(UnknownName) as refusal:
        names.find(kind, text)
    near = refusal.value.extra["nearest"]
    assert isinstance(near, list) and 0 < len(near) <= 5
    assert any(nearest in name for name in near)
    assert repr(text) in refusal.value.detail and repr(text) in refusal.value.detail_sv
    assert refusal.value.detail != refusal.value.detail_sv


def test_name_of_several_is_refused(names: Names) -> None:
    """A name that several things bear is refused with all of them, to choose from by id."""
    with pytest.raises(UnknownName) as refusal:
        names.find("initiative", "Digital Demo Stockholm")
    near = refusal.value.extra["nearest"]
    assert isinstance(near, list) and len(near) == 2
    assert all("Digital Demo Stockholm" in name for name in near)
    keys = [name.rpartition("(")[2].rstrip(")") for name in near]
    assert [names.find("initiative", key).key for key in keys] == keys


@pytest.mark.parametrize("text", ["", " ", "x", "?", "kt", "\x00", "%", "1" * 500, "🚲", "()"])
@pytest.mark.parametrize("kind", ["actor", "priority", "place", "thing", "sdg"])
def test_nonsense_is_refused(names: Names, kind: str, text: str) -> None:
    """Nothing, a letter, signs and endless words name nothing, and are told so."""
    with pytest.raises(UnknownName):
        names.find(kind, text)


def test_label_is_swedish_where_there_is_no_english(names: Names) -> None:
    """A label is in the language asked for, Swedish where there is no other."""
    priority = names.find("priority", "3")
    assert priority.label("sv") != priority.label("en")
    assert names.find("actor", "storsthlm").label("en") == "Storsthlm"
    assert names.label(priority.iri, "sv") == priority.label("sv")
    assert names.label("https://example.org/x", "sv") == "https://example.org/x"


def test_nearest_in_english_are_in_english(names: Names) -> None:
    """The nearest names are told in the language asked for."""
    with pytest.raises(UnknownName) as refusal:
        names.find("sdg", "Climate inaction now", "en")
    assert "Climate action (13)" in str(refusal.value.extra["nearest"])


KINDS = ["actor", "priority", "goal", "sub-goal", "sdg", "role", "actor-type", "indicator", "ranking"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_thing_goes_by_its_address_and_key(names: Names, kind: str) -> None:
    """Each thing that can be asked for is found by its address and by its key."""
    things = names.of_class(kind)
    assert things
    assert [names.find(kind, one.iri) for one in things] == things
    assert [names.find(kind, f" {one.key} ") for one in things] == things


def found_or_near(names: Names, kind: str, text: str) -> list[str]:
    """The thing that a text names, or those that its refusal lists, each with label and key."""
    try:
        found = names.find(kind, text)
    except UnknownName as refusal:
        near = refusal.extra["nearest"]
        return near if isinstance(near, list) else []
    return [f"{found.label_sv} ({found.key})"]


@pytest.mark.parametrize("spell", [str, str.upper, str.lower, lambda text: f"  {text} "])
@pytest.mark.parametrize("kind", KINDS)
def test_every_thing_goes_by_its_label(names: Names, kind: str, spell: Callable[[str], str]) -> None:
    """Each thing is found by its label in any case, or is among those that the label may mean."""
    for one in names.of_class(kind):
        assert f"{one.label_sv} ({one.key})" in found_or_near(names, kind, spell(one.label_sv))


@given(st.text(st.characters(max_codepoint=0x24F), max_size=40))
def test_fold_is_settled(text: str) -> None:
    """Folding what is folded changes nothing, and leaves no case, accent or double space."""
    folded = fold(text)
    assert fold(folded) == folded
    assert "  " not in folded and folded == folded.strip()


@given(st.text(max_size=40))
def test_any_text_names_one_thing_or_is_refused(asker: Asker, text: str) -> None:
    """Whatever is asked for, there is one thing or a refusal that lists some."""
    shown = found_or_near(asker.names, "actor", text)
    assert len(shown) <= 5 and len(set(shown)) == len(shown)
