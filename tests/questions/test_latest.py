"""The latest answers are kept, by what was asked, within a bound."""

import pytest

from rufsgraph.questions.asking import Asker
from rufsgraph.questions.latest import Latest
from rufsgraph.questions.rows import Row


def rows(number: int) -> list[Row]:
    """That many rows."""
    return [{"row": at} for at in range(number)]


def test_what_was_kept_is_found() -> None:
    """By what was asked, and nothing else."""
    latest = Latest(10)
    kept = rows(3)
    latest.keep("one", kept)
    assert latest.find("one") is kept
    assert latest.find("two") is None


def test_those_longest_unused_go_first() -> None:
    """The bound is of rows, however many answers they are of; what is asked for again stays."""
    latest = Latest(10)
    for name in ("one", "two"):
        latest.keep(name, rows(4))
    assert latest.find("one")
    latest.keep("three", rows(5))
    assert [name for name in ("one", "two", "three") if latest.find(name)] == ["one", "three"]


@pytest.mark.parametrize("again", [2, 9])
def test_kept_again_counts_once(again: int) -> None:
    """Another answer to the same takes the place of the first."""
    latest = Latest(10)
    latest.keep("one", rows(8))
    latest.keep("one", rows(again))
    latest.keep("two", rows(10 - again))
    assert len(latest.find("one") or ()) == again
    assert len(latest.find("two") or ()) == 10 - again


def test_larger_than_the_bound_is_not_kept() -> None:
    """It would push out all others, and itself."""
    latest = Latest(10)
    latest.keep("one", rows(10))
    latest.keep("two", rows(11))
    assert latest.find("one")
    assert latest.find("two") is None


def test_whole_answer_is_asked_for_once(asker: Asker) -> None:
    """However its rows are then arranged; another language, value or edition is another answer."""
    first = asker.whole("partners-on-priority", {"priority": "3", "lang": "sv"})
    again = asker.whole("partners-on-priority", {"priority": "3", "sort": "-initiatives", "limit": "2"})
    assert again.rows is first.rows
    assert len(asker.arranged(again).rows) == 2
    others = [{"priority": "3", "lang": "en"}, {"priority": "4"}, {"priority": "3", "role": "owner"}]
    for other in others:
        assert asker.whole("partners-on-priority", other).rows is not first.rows
    assert asker.whole("partners-on-priority", {"priority": "3"}).rows is first.rows
    assert first.rows == asker.ask("partners-on-priority", {"priority": "3"}).rows


def test_arranging_changes_nothing_that_is_kept(asker: Asker) -> None:
    """Rows are put in another order, left out and counted in lists of their own."""
    first = asker.whole("initiatives", {})
    before = [dict(row) for row in first.rows]
    only = {"only-funding_form": "co-financed"}
    for arrangement in ({"sort": "-initiative_label"}, only, {"limit": "5", "offset": "7"}):
        asker.arranged(asker.whole("initiatives", arrangement))
    assert asker.whole("initiatives", {}).rows == before
