"""What can be searched for: the kinds of things, and the pages of the site."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from rufsgraph.questions.question import Text

SEARCHABLE = Path(__file__).parent / "searchable.toml"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of things: its key, what one and many are called, the classes, the words before a key."""

    key: str
    one: Text
    many: Text
    classes: tuple[str, ...]
    said: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the site: its path, its name, and what it is about."""

    path: str
    label: Text
    text: Text


@cache
def kinds() -> Mapping[str, Kind]:
    """Every kind by its key, in the order in which they are shown."""
    found = {}
    for key, raw in _read()["kinds"].items():
        classes, said = tuple(raw.get("classes", ())), tuple(raw.get("said", ()))
        found[key] = Kind(key, raw["one"], raw["many"], classes, said, float(raw.get("weight", 1)))
    return found


@cache
def pages() -> tuple[Page, ...]:
    """The pages of the site that can be found by their words."""
    return tuple(Page(raw["path"], raw["label"], raw["text"]) for raw in _read()["pages"])


def _read() -> dict[str, Any]:
    return tomllib.loads(SEARCHABLE.read_text(encoding="utf-8"))
