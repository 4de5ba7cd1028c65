"""Searches whose time is measured: a list that is always the same, of all kinds that people make."""

import random
import time
from collections.abc import Iterator

from rufsgraph.questions.searching import Index, Search

MILLISECONDS = 20.0
"""What a search may take, the middle one of the list."""

_WORDS = (
    *("kommun", "bostäder", "klimat", "KTH", "Järfälla", "skärgård", "innovation", "universitet", "trafik"),
    *("housing", "municipalities", "unemployment", "women", "region stockholm", "3.1", "SDG 13", "2020.3.4"),
    *(
        "prioritering 5",
        "kollektivtrafik",
        "forskning",
        "hälsa",
        "cykel",
        "företag",
        "ungdomar",
        "integration",
    ),
)
_SEED = 2050


def _slip(text: str, chance: random.Random) -> str:
    """A text with one letter left out."""
    at = chance.randrange(1, len(text))
    return text[:at] + text[at + 1 :]


def _searches() -> Iterator[str]:
    chance = random.Random(_SEED)
    for word in _WORDS:
        yield word
        yield _slip(word, chance)
        yield word[: chance.randrange(1, len(word) + 1)]
        yield f"{word} {chance.choice(_WORDS)}"


SEARCHES = tuple(_searches())
"""Words and keys, with a slip, cut off as while one types, and two at a time."""


def seconds_of(index: Index) -> list[float]:
    """The processor's time that each search takes, after one that opens what is opened once."""
    index.search(Search("stokholm"))
    took = []
    for text in SEARCHES:
        began = time.process_time()
        index.search(Search(text))
        took.append(time.process_time() - began)
    return took
