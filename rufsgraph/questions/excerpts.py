"""Which words of a text a search met, and the part of a text where they stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from rufsgraph.questions.wording import composed, forms, plain, spans

_LENGTH = 220
"""Characters of a text that are shown."""

_BEFORE = 60
"""Characters before the first word that was met."""


class Span(NamedTuple):
    """Where a part of a text begins and ends."""

    start: int
    end: int


class Part(NamedTuple):
    """A part of a text, and whether it is a word that was met."""

    text: str
    is_met: bool


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A text, or the part of it that is shown, and where in it the words stand that were met.

    `lang` is the language of the text, if it is known.
    """

    text: str = ""
    marks: tuple[Span, ...] = ()
    lang: str = ""

    def parts(self) -> list[Part]:
        """The text in parts, each of them met or not."""
        found, last = [], 0
        for start, end in self.marks:
            found += [Part(self.text[last:start], False), Part(self.text[start:end], True)]
            last = end
        found.append(Part(self.text[last:], False))
        return [one for one in found if one.text]


@dataclass(frozen=True, slots=True)
class Marker:
    """Knows the words of a search: forms of words as an index has them, and beginnings."""

    exact: frozenset[str] = frozenset()
    begins: tuple[str, ...] = ()

    def marks(self, text: str) -> tuple[Span, ...]:
        """Where the words stand in a text."""
        if not self.exact and not self.begins:
            return ()
        return tuple(Span(start, end) for word, start, end in spans(text) if self._meets(word))

    def _meets(self, word: str) -> bool:
        said = plain(word)
        return bool(said) and (said.startswith(self.begins) or not self.exact.isdisjoint(forms(word)))


def marked(text: str, marker: Marker, lang: str = "") -> Excerpt:
    """A whole text with the words that were met."""
    whole = composed(text)
    return Excerpt(whole, marker.marks(whole), lang)


class Text(NamedTuple):
    """A text of a thing with its language; a note is an aside."""

    lang: str
    text: str
    is_note: bool


def excerpt(texts: Iterable[Text], marker: Marker) -> Excerpt:
    """The part of the text that has most of the words; the beginning of the first where none has any.

    Notes are shown only where they have more of the words than the other texts.
    """
    every = [(marked(" ".join(one.text.split()), marker, one.lang), one.is_note) for one in texts]
    shown = [one for one, is_note in every if one.marks or not is_note]
    return _cut(max(shown, key=_met, default=Excerpt()))


def _met(one: Excerpt) -> int:
    """How many different words of a text were met."""
    return len({plain(one.text[start:end]) for start, end in one.marks})


def _cut(whole: Excerpt) -> Excerpt:
    """The part of a text around the first word that was met."""
    if len(whole.text) <= _LENGTH:
        return whole
    first = whole.marks[0].start if whole.marks else 0
    start = 0 if first <= _BEFORE else whole.text.find(" ", first - _BEFORE, first) + 1 or first
    end = start + _LENGTH
    if end < len(whole.text):
        end = max(whole.text.rfind(" ", start, end), first, start + _BEFORE)
    before, after = "… " if start else "", " …" if end < len(whole.text) else ""
    shift = len(before) - start
    marks = (Span(a + shift, b + shift) for a, b in whole.marks if a >= start and b <= end)
    return Excerpt(before + whole.text[start:end] + after, tuple(marks), whole.lang)
