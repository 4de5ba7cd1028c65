"""Searches everything of a release: by key, name, word, form of a word, part of a word, and with slips."""

import sqlite3
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from rufsgraph.engines.engine import Engine
from rufsgraph.errors import EngineFailed
from rufsgraph.questions.excerpts import Excerpt, Marker, Text, excerpt, marked
from rufsgraph.questions.indexing import LABEL, NAMES, TEXT, by_key, fill
from rufsgraph.questions.kinds import kinds
from rufsgraph.questions.wanting import Understood, understand
from rufsgraph.questions.wording import composed, spaced, squeezed
from rufsgraph.terms import swedish_key

_LAST = "\U0010ffff"
_MANY = 5
_ALIKE = 50
"""How alike (0-100) a name must be to be offered where nothing is found."""

_ASIDE = 0.7
"""Kinds of less weight are never put first: what people look for is seldom the word itself."""

_NOT_OFFERED = frozenset({"entry", "observation", "discrepancy", "reference", "ranking", "term", "concept"})
"""Kinds whose names are not offered where nothing is found."""


class Fit(IntEnum):
    """How well a thing fits, best first: it is called so; a name of it begins with these words; it begins
    so within a word, or has all the words; its texts have them; they have them as parts of others.
    """

    SAME = 0
    BEGINS = 1
    NAME = 2
    WORDS = 3
    PARTS = 4


@dataclass(frozen=True, slots=True)
class Search:
    """What is searched for: the text, the kinds wanted (all, if none), which hits, the reader's language."""

    text: str
    kinds: tuple[str, ...] = ()
    offset: int = 0
    limit: int = 20
    lang: str = "sv"


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found: its IRI, or its path if it has none; the last three show why it was found.

    `alias` is the other name that fits better than the label.
    """

    address: str
    kind: str
    key: str
    label: Excerpt
    alias: Excerpt
    snippet: Excerpt


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: the hits wanted, how many there are of the kinds wanted, and of each kind.

    `meant` is the text as it was taken where it had slips; `is_near` says that nothing has all the words;
    `nearest` are things with names like the text, where nothing is found.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    meant: str = ""
    is_near: bool = False
    nearest: tuple[Hit, ...] = ()


Ranked = dict[int, tuple[Fit, float]]
"""Things by their numbers: how each fits, and how much its words weigh."""


class Index:
    """The index of one release; threads may share it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        self._words: list[str] = []
        self._lines = ""
        self._rows("SELECT 1 FROM thing LIMIT 1")

    @classmethod
    def of_engine(cls, engine: Engine) -> "Index":
        """The index of what an engine tells, in memory."""
        connection = sqlite3.connect(":memory:", check_same_thread=False)
        fill(connection, engine)
        return cls(connection)

    @classmethod
    def of_file(cls, path: Path) -> "Index":
        """The index in a file that nobody writes to any more; EngineFailed where it is none."""
        address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        try:
            return cls(sqlite3.connect(address, uri=True, check_same_thread=False))
        except sqlite3.Error as error:
            raise _unreadable(error) from error

    def search(self, search: Search) -> Found:
        """What is found; an empty text finds all of the kinds wanted, and nothing where none is."""
        text = composed(search.text)
        understood = understand(text, self)
        if not understood.wanted:
            return self._all_of(search) if search.kinds and not text.strip() else Found()
        ranked = self._ranked(understood.meant or text, understood)
        is_near = not ranked and len(understood.wanted) > 1
        if is_near:
            ranked = {thing: (Fit.WORDS, weight) for thing, weight in self._matches(understood.any_word())}
        if not ranked:
            return Found(nearest=self._nearest(search, text))
        found = self._found(search, ranked, understood.marker(), squeezed(understood.meant or text))
        return replace(found, meant=understood.meant, is_near=is_near)

    def every(self) -> Sequence[str]:
        """Each word of the data, without accents."""
        if not self._words:
            self._words = [word for (word,) in self._rows("SELECT folded FROM vocabulary")]
        return self._words

    def holding(self, part: str, most: int) -> list[str]:
        """Words of the data that hold a part within them, so many at most."""
        if not self._lines:
            self._lines = "\n".join(["", *self.every(), ""])  # in one text, as looking is quickest there
        found: list[str] = []
        at = self._lines.find(part)
        while at >= 0 and len(found) < most:
            start, end = self._lines.rfind("\n", 0, at) + 1, self._lines.find("\n", at)
            if at - start > 1:
                found.append(self._lines[start:end])
            at = self._lines.find(part, end)
        return found

    def has(self, token: str) -> bool:
        """Whether a word or a form of one is in the index."""
        return bool(self._rows("SELECT 1 FROM token WHERE term = ?", token))

    def begins(self, token: str) -> bool:
        """Whether anything in the index begins so."""
        starts = "SELECT 1 FROM token WHERE term >= ? AND term < ? LIMIT 1"
        return bool(self._rows(starts, token, token + _LAST))

    def written(self, words: Iterable[str]) -> list[str]:
        """How words without accents are written, those first that are written most often."""
        number = "SELECT number, shown FROM vocabulary WHERE folded = ?"
        found = [row for word in words for row in self._rows(number, word)]
        return [shown for _, shown in sorted(found, key=lambda row: (-row[0], row[1]))]

    def _rows(self, query: str, *values: object) -> list[Any]:
        try:
            with self._lock:
                return self._connection.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise _unreadable(error) from error

    def _matches(self, expression: str) -> list[tuple[int, float]]:
        """The things that an expression of the index's language finds, and how much their words weigh."""
        matches = "SELECT rowid, -bm25(words, ?, ?, ?) FROM words WHERE words MATCH ?"
        return self._rows(matches, LABEL, NAMES, TEXT, expression)

    def _ranked(self, text: str, understood: Understood) -> Ranked:
        """Every thing that fits, each by what fits it best."""
        ranked: Ranked = {}
        if understood.has_parts:
            every = self._matches(understood.all_words(parts=True))
            ranked |= {thing: (Fit.PARTS, weight) for thing, weight in every}
        words = self._matches(understood.all_words())
        ranked |= {thing: (Fit.WORDS, weight) for thing, weight in words}
        named = self._matches(understood.named()) if understood.is_whole else []
        ranked |= {
            thing: (Fit.NAME, ranked[thing][1] if thing in ranked else weight) for thing, weight in named
        }
        for thing, fit in self._called(spaced(text)):
            before = ranked.get(thing, (Fit.PARTS, 0.0))
            ranked[thing] = (min(fit, before[0]), before[1])
        return ranked

    def _called(self, whole: str) -> list[tuple[int, Fit]]:
        """The things that are called so, or whose names begin so; spaces and hyphens don't matter."""
        starts = (
            "SELECT thing, squeezed, spaced FROM name WHERE squeezed >= ?1 AND squeezed < ?2 "
            "AND (use != 'said' OR squeezed = ?1 OR ?3)"
        )
        said = whole.replace(" ", "")
        rows = self._rows(starts, said, said + _LAST, any(char.isdigit() for char in said))
        return [(thing, _begins(whole, said, *name)) for thing, *name in rows]

    def _found(self, search: Search, ranked: Ranked, marker: Marker, whole: str) -> Found:
        counts = dict.fromkeys(kinds(), 0)
        order = []
        listed = ",".join(map(str, ranked))  # numbers of our own
        for thing, kind, weight in self._rows(f"SELECT id, kind, weight FROM thing WHERE id IN ({listed})"):  # noqa: S608
            counts[kind] += 1
            if not search.kinds or kind in search.kinds:
                fit, relevance = ranked[thing]
                fit = Fit.NAME if fit < Fit.NAME and weight < _ASIDE else fit
                order.append((fit, -weight if fit == Fit.SAME else 0.0, -relevance * weight, thing))
        shown = sorted(order)[search.offset : search.offset + search.limit]
        hits = tuple(self._hit(thing, marker, whole, search.lang) for *_, thing in shown)
        return Found(hits, len(order), {kind: number for kind, number in counts.items() if number})

    def _hit(self, thing: int, marker: Marker, whole: str, lang: str) -> Hit:
        columns = "SELECT address, kind, key, sv, en FROM thing WHERE id = ?"
        address, kind, key, sv, en = self._rows(columns, thing)[0]
        label, said = (en, "en") if lang == "en" and en else (sv, "sv")
        names = self._rows("SELECT text FROM name WHERE thing = ? AND use IN ('label', 'name')", thing)
        texts = [
            Text(*row) for row in self._rows("SELECT lang, text, is_note FROM text WHERE thing = ?", thing)
        ]
        own = [one for one in texts if one.lang in (lang, "")]
        return Hit(
            address=address,
            kind=kind,
            key=key,
            label=marked(label, marker, said),
            alias=marked(_alias(label, [name for (name,) in names], marker, whole), marker),
            snippet=excerpt(own or texts, marker),
        )

    def _all_of(self, search: Search) -> Found:
        """Every thing of the kinds wanted, by key where that is a number, and by label."""
        marks = ",".join("?" * len(search.kinds))
        label = "coalesce(en, sv)" if search.lang == "en" else "sv"
        query = f"SELECT id, kind, key, {label} FROM thing WHERE kind IN ({marks})"  # noqa: S608 - no value in it
        rows = self._rows(query, *search.kinds)
        order = list(kinds())
        rows.sort(key=lambda row: (order.index(row[1]), by_key(row[2]), swedish_key(row[3])))
        counts = {kind: sum(1 for row in rows if row[1] == kind) for kind in order if kind in search.kinds}
        shown = rows[search.offset : search.offset + search.limit]
        return Found(tuple(self._hit(row[0], Marker(), "", search.lang) for row in shown), len(rows), counts)

    def _nearest(self, search: Search, text: str) -> tuple[Hit, ...]:
        """The things whose names are most like a text."""
        kept = search.kinds or [kind for kind in kinds() if kind not in _NOT_OFFERED]
        marks = ",".join("?" * len(kept))
        query = (
            "SELECT thing.id, name.squeezed FROM name JOIN thing ON thing.id = name.thing "  # noqa: S608
            f"WHERE name.use IN ('label', 'name') AND thing.kind IN ({marks})"
        )
        pool = self._rows(query, *kept)
        names, whole = [name for _, name in pool], squeezed(text)
        near = process.extract(whole, names, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=3 * _MANY)
        things = list(dict.fromkeys(pool[position][0] for _, _, position in near))[:_MANY]
        return tuple(self._hit(one, Marker(), "", search.lang) for one in things)


def _unreadable(error: sqlite3.Error) -> EngineFailed:
    return EngineFailed(f"the index can't be read: {error}", f"indexet går inte att läsa: {error}")


def _begins(whole: str, said: str, squeezed_name: str, spaced_name: str) -> Fit:
    """How a name fits that begins with a text."""
    if squeezed_name == said:
        return Fit.SAME
    return Fit.BEGINS if spaced_name.startswith(f"{whole} ") else Fit.NAME


def _alias(label: str, names: Iterable[str], marker: Marker, whole: str) -> str:
    """The other name that fits better than the label, if one does and isn't its beginning."""
    best = min(names, key=lambda name: _fit(name, marker, whole), default=label)
    is_told = squeezed(label).startswith(squeezed(best))
    return best if not is_told and _fit(best, marker, whole) < _fit(label, marker, whole) else ""


def _fit(name: str, marker: Marker, whole: str) -> int:
    """How well a name fits: it is what was written, begins so, has words of it, or none."""
    said = squeezed(name)
    if said == whole:
        return 0
    return 1 if whole and said.startswith(whole) else 3 - bool(marker.marks(name))
