"""The error tree is whole and told in both languages; a finding says where, what and what would be right."""

import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest

import rufsgraph
from rufsgraph import errors
from rufsgraph.errors import CallError, DataWrong, FileMissing, Finding, RufsError, Severity, has_violation

for _module in pkgutil.walk_packages(rufsgraph.__path__, "rufsgraph."):
    if not _module.name.endswith("__main__"):
        importlib.import_module(_module.name)


def tree(root: type[RufsError] = RufsError) -> Iterator[type[RufsError]]:
    """An error class and all below it."""
    yield root
    for child in root.__subclasses__():
        yield from tree(child)


ERRORS = list(tree())


@pytest.mark.parametrize("error", ERRORS, ids=lambda one: one.__name__)
def test_error_has_a_code_and_titles(error: type[RufsError]) -> None:
    """Each error has a kebab-case code, a title in both languages and a sentence on what it means."""
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", error.code)
    assert error.title_sv.strip()
    assert error.title_en.strip()
    assert error.title_sv != error.title_en
    assert (error.__doc__ or "").strip()


def test_codes_are_unique() -> None:
    """No two errors share a code that they set, nor do two of the tree's file share a title."""
    codes = [error.code for error in ERRORS if "code" in vars(error)]
    assert sorted(codes) == sorted(set(codes))
    own = [error for error in ERRORS if error.__module__ == errors.__name__]
    assert len({error.title_en for error in own}) == len({error.title_sv for error in own}) == len(own)


def test_detail_in_both_languages() -> None:
    """An error holds its detail in both languages, in English where no Swedish is given, and named values."""
    error = FileMissing("no file x", "ingen fil x", limit=3)
    assert isinstance(error, CallError)
    assert (str(error), error.detail, error.detail_sv, error.extra) == (
        "no file x",
        "no file x",
        "ingen fil x",
        {"limit": 3},
    )
    assert FileMissing("no file x").detail_sv == "no file x"


def test_wrong_data_carries_its_findings() -> None:
    """DataWrong keeps every finding and counts them in both languages."""
    found = [Finding("a", "ett", "one"), Finding("b", "två", "two")]
    error = DataWrong(iter(found))
    assert error.findings == tuple(found)
    assert (error.detail, error.detail_sv) == ("2 findings", "2 anmärkningar")


WHOLE = Finding(
    "unknown-reference",
    "abc finns inte i actors",
    "abc is not in actors",
    Severity.WARNING,
    where="goals.csv",
    row=3,
    field="vision",
    value="abc",
    expected="an id of visions",
    nearest="abd",
    lines=(63, 64),
)


def test_finding_as_a_line() -> None:
    """A line has severity, place, field and value first, then the message, then what would be right."""
    assert WHOLE.as_line() == (
        "warning goals.csv:3 vision 'abc': abc is not in actors; expected an id of visions; nearest is abd"
    )
    assert WHOLE.as_line("sv") == "warning goals.csv:3 vision 'abc': abc finns inte i actors; närmast är abd"


def test_finding_says_nothing_twice() -> None:
    """What the message says already is not said again, and what is empty leaves no trace."""
    plain = Finding(
        "x", "närmast är abd", "nearest is abd; a year is wanted", nearest="abd", expected="a year"
    )
    assert plain.as_line() == "violation: nearest is abd; a year is wanted"
    assert plain.as_line("sv") == "violation: närmast är abd"


def test_finding_as_values() -> None:
    """A finding as values has no empty ones."""
    assert Finding("x", "sv", "en").as_dict() == {
        "code": "x",
        "message_sv": "sv",
        "message_en": "en",
        "severity": "violation",
    }
    assert WHOLE.as_dict()["lines"] == (63, 64)
    assert WHOLE.as_dict()["row"] == 3


@pytest.mark.parametrize(
    ("severities", "stops"),
    [
        ([], False),
        ([Severity.INFO, Severity.WARNING], False),
        ([Severity.INFO, Severity.VIOLATION], True),
    ],
)
def test_only_a_violation_stops(severities: list[Severity], stops: bool) -> None:
    """Warnings and remarks don't stop a release; one violation does."""
    assert has_violation(Finding("x", "sv", "en", severity) for severity in severities) is stops
