"""Words as a search takes them: without case and accents, in their Swedish and English forms."""

import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

import Stemmer

STEMMER_VERSION = str(Stemmer.version())
"""The version of the library that takes endings off."""

_WORD = re.compile(r"([0-9]+(?:\.[0-9]+)+|[^\W_]+)([-‐‑–](?=[^\W_]))?")
"""A key of numbers or a word, and the hyphen that joins it to the next."""

_LONGEST = 60
"""Characters of a word that count: no word of a language is longer."""

_STEMMERS = [Stemmer.Stemmer(language, 0) for language in ("swedish", "english")]
_LOCK = threading.Lock()
"""A stemmer may not be used by two threads at once."""


class Word(NamedTuple):
    """A word of a text in small letters, where it stands, and whether a hyphen joins it to the next."""

    text: str
    start: int
    end: int
    joined: bool

    @property
    def is_number(self) -> bool:
        """Whether it is a number or a key of numbers, as 3.1."""
        return self.text[0].isdigit() and not any(char.isalpha() for char in self.text)


def words(text: str) -> list[Word]:
    """The words of a text; its letters should be composed (NFC).

    >>> [one.text for one in words("Delmål 3.1: klimat- och e-hälsa")]
    ['delmål', '3.1', 'klimat', 'och', 'e', 'hälsa']
    """
    found = (
        Word(match[1].casefold(), match.start(1), match.end(1), match[2] is not None)
        for match in _WORD.finditer(text)
    )
    return [one for one in found if plain(one.text)]


def spans(text: str) -> Iterator[tuple[str, int, int]]:
    """The words of a text in small letters, and where each begins and ends."""
    return ((match[1].casefold(), match.start(1), match.end(1)) for match in _WORD.finditer(text))


@lru_cache(maxsize=50_000)
def plain(word: str) -> str:
    """A word without case and accents; nothing where no letter or figure is left.

    >>> plain("Järfälla"), plain("3.1")
    ('jarfalla', '3.1')
    """
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold())
    return "".join(char for char in apart if char.isalnum() or (char == "." and word[0].isdigit()))[:_LONGEST]


def squeezed(text: str) -> str:
    """A name without spaces, hyphens, case and accents.

    >>> squeezed("Upplands-Väsby kommun")
    'upplandsvasbykommun'
    """
    return spaced(text).replace(" ", "")


def spaced(text: str) -> str:
    """A name without case and accents, with a space between words.

    >>> spaced("Upplands-Väsby kommun")
    'upplands vasby kommun'
    """
    return " ".join(plain(one.text) for one in words(composed(text)))


def composed(text: str) -> str:
    """A text whose letters are composed, å of one character and not of two; what is no character is gone."""
    return unicodedata.normalize("NFC", text.encode(errors="replace").decode())


@lru_cache(maxsize=50_000)
def forms(word: str) -> tuple[str, ...]:
    """A word as it is and without its Swedish and its English endings, all without accents.

    >>> forms("kommuner"), forms("municipalities")
    (('kommuner', 'kommun'), ('municipalities', 'municipaliti', 'municip'))
    """
    with _LOCK:
        found = [plain(word), *(plain(one.stemWord(word)) for one in _STEMMERS)]
        if word.endswith("an") and len(word) > 5:  # skolan is skola, which the Swedish stemmer leaves alone
            found.append(plain(_STEMMERS[0].stemWord(word[:-1])))
    return tuple(dict.fromkeys(one for one in found if one))


def tokens(text: Iterable[Word]) -> list[str]:
    """What an index has of a text: every form of each word, and words that a hyphen joins as one."""
    found: list[str] = []
    run = ""
    for one in text:
        found += forms(one.text)
        if one.joined:
            run += plain(one.text)
        elif run:
            found.append((run + plain(one.text))[:_LONGEST])
            run = ""
    return found
