"""What the words of a search stand for in an index: as they are, in other forms, as beginnings, as parts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from rapidfuzz import process
from rapidfuzz.distance import OSA

from rufsgraph.questions.excerpts import Marker
from rufsgraph.questions.wording import Word, forms, plain, words

MOST_WORDS = 16
"""Words of a search that count; those after them are left out."""

_MANY = 5
_PARTS = 60
"""Words of the data that a word may be a part of."""

_SHORT = frozenset(
    {"i", "på", "av", "för", "med", "till", "och", "att", "om", "som", "den", "det", "de", "en", "ett", "är"}
    | {"vid", "vilka", "vilken", "vem", "vad", "hur", "the", "of", "and", "in", "on", "for", "to", "a", "an"}
    | {"is", "are", "by", "with", "which", "who", "what", "how"}
)
"""Words that a search for several words can do without."""


class Vocabulary(Protocol):
    """The words of an index."""

    def every(self) -> Sequence[str]:
        """Each word of the data, without accents."""
        ...

    def holding(self, part: str, most: int) -> list[str]:
        """Words of the data that hold a part within them, so many at most."""
        ...

    def has(self, token: str) -> bool:
        """Whether a word or a form of one is in the index."""
        ...

    def begins(self, token: str) -> bool:
        """Whether anything in the index begins so."""
        ...

    def written(self, words: Iterable[str]) -> list[str]:
        """How words without accents are written, those first that are written most often."""
        ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """A word of a search: what of the index it stands for, as it is, as a beginning, as a part."""

    word: Word
    exact: tuple[str, ...]
    begins: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()

    def expression(self, *, parts: bool = False, begins: bool = True) -> str:
        """The word in the index's own language: letters and figures in quotes, so nothing else gets in."""
        exact = [f'"{one}"' for one in (*self.exact, *(self.parts if parts else ()))]
        longer = [f'"{one}" *' for one in self.begins if begins]
        return f"({' OR '.join([*exact, *longer])})"


@dataclass(frozen=True, slots=True)
class Understood:
    """The words of a search as an index has them; the text without slips, if it had any.

    `is_whole` says whether the last word is one of the data, and not only the beginning of one.
    """

    wanted: tuple[Wanted, ...]
    meant: str = ""
    is_whole: bool = True

    def all_words(self, *, parts: bool = False) -> str:
        """The expression for things that have all the words; those that a hyphen joins may be one word."""
        said, run = [], []
        for one in self.wanted:
            run.append(one)
            if not one.word.joined:
                said.append(_joined(run, parts=parts))
                run = []
        return " AND ".join([*said, *([_joined(run, parts=parts)] if run else [])])

    def any_word(self) -> str:
        """The expression for things that have one of the words."""
        return " OR ".join(one.expression() for one in self.wanted)

    def named(self) -> str:
        """The expression for things in whose names all the words stand, and not as beginnings of others."""
        return "{label names} : (" + " AND ".join(one.expression(begins=False) for one in self.wanted) + ")"

    @property
    def has_parts(self) -> bool:
        """Whether a word may be a part of others."""
        return any(one.parts for one in self.wanted)

    def marker(self) -> Marker:
        """What knows the words in a text."""
        exact = frozenset(form for one in self.wanted for form in (*one.exact, *one.parts))
        return Marker(exact, tuple(form for one in self.wanted for form in one.begins if len(form) > 1))


def understand(text: str, vocabulary: Vocabulary) -> Understood:
    """The words of a text as an index has them; a word that isn't there is taken for those nearest to it."""
    given = _given(text)
    near: list[str] = []
    wanted, meant, has_slips = [], "", False
    for number, word in enumerate(given, 1):
        is_last = number == len(given)
        one = _wanted(word, vocabulary, is_last=is_last)
        near = [] if _is_there(one, vocabulary) else _near(word, vocabulary, is_last=is_last)
        if near:
            has_slips = True
            one = replace(
                one, exact=tuple(dict.fromkeys(form for like in near for form in forms(like))), begins=()
            )
        wanted.append(one)
        meant += (near[0] if near else word.text) + ("-" if word.joined else " ")
    is_whole = bool(given) and bool(near or vocabulary.written([plain(given[-1].text)]))
    return Understood(tuple(wanted), meant.strip(" -") if has_slips else "", is_whole)


def _given(text: str) -> list[Word]:
    """The words of a search that count: short ones are left out where there are others."""
    found = list({one.text: one for one in words(text)}.values())
    telling = [one for one in found if one.text not in _SHORT]
    return (telling or found)[:MOST_WORDS]


def _wanted(word: Word, vocabulary: Vocabulary, *, is_last: bool) -> Wanted:
    folded = plain(word.text)
    if word.is_number:
        return Wanted(word, (folded,))
    begins = (folded,) if is_last or len(folded) > 2 else ()
    return Wanted(word, forms(word.text), begins, _parts(word, vocabulary))


def _parts(word: Word, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The words of the data that hold a word, as Swedish compounds do, and don't begin with it."""
    stem = min((one for one in forms(word.text) if len(one) > 4), key=len, default="")
    return tuple(vocabulary.holding(stem, _PARTS)) if stem else ()


def _is_there(wanted: Wanted, vocabulary: Vocabulary) -> bool:
    """Whether anything of the index fits a word."""
    if wanted.parts or wanted.word.is_number:
        return True
    return any(map(vocabulary.has, wanted.exact)) or any(map(vocabulary.begins, wanted.begins))


def _near(word: Word, vocabulary: Vocabulary, *, is_last: bool) -> list[str]:
    """The words of the data that differ by a slip, as they are written: likeliest first."""
    folded = plain(word.text)
    most = 0 if len(folded) < 4 else 1 if len(folded) < 8 else 2
    if not most or not folded[0].isalpha():
        return []
    near = _nearest(folded, {one: one for one in vocabulary.every()}, most)
    if not near and is_last:  # it may not be written to its end
        near = _nearest(folded, {one: one[: len(folded)] for one in vocabulary.every()}, most)
    return vocabulary.written(near)[:_MANY]


def _nearest(word: str, compared: Mapping[str, str], most: int) -> list[str]:
    """The keys whose values differ least from a word, by no more than so many slips."""
    near = process.extract(word, compared, scorer=OSA.distance, score_cutoff=most, limit=None)
    least = min((distance for _, distance, _ in near), default=0)
    return [key for _, distance, key in near if distance == least]


def _joined(run: Sequence[Wanted], *, parts: bool) -> str:
    apart = " AND ".join(one.expression(parts=parts) for one in run)
    whole = "".join(plain(one.word.text) for one in run)
    return apart if len(run) == 1 else f'("{whole}" * OR ({apart}))'
