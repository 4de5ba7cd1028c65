"""Finds the thing that a person means by an id, a name or an alias: forgiving, never guessing."""

import json
import re
import sqlite3
import threading
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rapidfuzz import fuzz, process

from rufsgraph.engines.binding import Iri
from rufsgraph.engines.engine import Engine
from rufsgraph.errors import UnknownName
from rufsgraph.questions.question import support

_CLASSES: dict[str, frozenset[str]] = {
    "funder": frozenset({"actor", "funding-source"}),
    "place": frozenset({"area"}),
    "sdg": frozenset({"sdg"}),
}
_SLIP = 90
"""How alike a name must be (0-100) to pass for a slip of the pen."""

_MANY = 5

_KEPT = 5_000
"""How many things are remembered by kind and key: pages name the same ones again and again."""


@dataclass(frozen=True, slots=True)
class Named:
    """A thing that can be asked for: its class and key as in its IRI, labels, all its names."""

    iri: Iri
    cls: str
    key: str
    label_sv: str
    label_en: str

    def label(self, lang: str) -> str:
        """The label in a language, Swedish where there is no other."""
        return self.label_en if lang == "en" else self.label_sv


_TABLES = """
CREATE TABLE thing (iri TEXT UNIQUE, cls TEXT, key TEXT, sv TEXT, en TEXT);
CREATE TABLE name (cls TEXT, text TEXT, folded TEXT, iri TEXT);
"""
_INDEXES = """
CREATE INDEX thing_key ON thing (cls, key);
CREATE INDEX name_text ON name (text, cls, iri);
CREATE INDEX name_folded ON name (cls, folded, iri);
"""
_AMONG = "FROM name WHERE cls IN (SELECT value FROM json_each(?))"
_LAST = "\U0010ffff"
"""What comes after every other character."""


class Names:
    """Every name of a release, in SQLite: in memory, or in a file that costs none however many there are."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        self._classes = frozenset(cls for (cls,) in self._rows("SELECT DISTINCT cls FROM thing"))
        self.by_iri: Mapping[str, Named] = _Things(self)
        self._kept = lru_cache(maxsize=_KEPT)(self._named)

    @classmethod
    def of_engine(cls, engine: Engine) -> "Names":
        """The names that an engine tells, in memory."""
        connection = sqlite3.connect(":memory:", check_same_thread=False)
        _fill(connection, engine)
        return cls(connection)

    @classmethod
    def of_file(cls, path: Path) -> "Names":
        """The names in a file that `write_names` wrote and nobody writes to any more."""
        address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        return cls(sqlite3.connect(address, uri=True, check_same_thread=False))

    def _rows(self, query: str, *values: str) -> list[tuple[str, ...]]:
        with self._lock:
            return self._connection.execute(query, values).fetchall()

    def _things(self, condition: str, *values: str) -> list[Named]:
        """The things of a condition of ours, in the order of their addresses."""
        query = f"SELECT iri, cls, key, sv, en FROM thing {condition} ORDER BY iri"  # noqa: S608 - no value in it
        return [Named(Iri(iri), *rest) for iri, *rest in self._rows(query, *values)]

    def find(self, kind: str, text: str, lang: str = "sv") -> Named:
        """The thing of a kind that goes by a text; UnknownName with the nearest where none or several do."""
        classes = _CLASSES.get(kind, frozenset({kind}))
        text = text.encode(errors="replace").decode()  # a terminal may send what is no character
        if kind == "thing":
            classes, text = self._of_any_class(text.strip())
        found = self._matches(classes, text)
        if len(found) == 1:
            return self.by_iri[found.pop()]
        shown = self._shown_with_class if kind == "thing" else self._shown
        near = self._near(classes, text, lang) if not found else sorted(shown(found, lang))
        raise _unknown(kind, text, near, several=bool(found))

    def _of_any_class(self, text: str) -> tuple[frozenset[str], str]:
        """Every class; for `priority/3` that class, and the rest of the text."""
        cls, _, key = text.partition("/")
        return (frozenset({cls}), key) if key and cls in self._classes else (self._classes, text)

    def _matches(self, classes: Iterable[str], text: str) -> set[str]:
        given = text.strip()
        if given in self.by_iri:
            return {given}
        among = json.dumps(sorted(classes))
        exact = self._rows(f"SELECT iri {_AMONG} AND text = ?", among, given)
        folded = fold(given)
        same = exact or self._rows(f"SELECT iri {_AMONG} AND folded = ?", among, folded)
        return {iri for (iri,) in same} or self._slips(among, folded)

    def _slips(self, among: str, folded: str) -> set[str]:
        """The one thing whose name begins so, holds the words or differs by a slip; none where two would."""
        if len(folded) < 3:
            return set()
        starts = f"SELECT DISTINCT iri {_AMONG} AND folded >= ? AND folded < ? LIMIT 2"
        found = {iri for (iri,) in self._rows(starts, among, folded, folded + _LAST)}
        if len(found) == 1:
            return found
        words = folded.split() if any(char.isalpha() for char in folded) else ["\0"]
        longest = " " + max(words, key=len)
        holds = f"SELECT folded, iri {_AMONG} AND instr(' ' || folded, ?)"
        found = {iri for name, iri in self._rows(holds, among, longest) if _holds(name, words)}
        if len(found) == 1:
            return found
        pool = self._pool(among)
        hits = process.extract(folded, pool.keys(), scorer=fuzz.ratio, score_cutoff=_SLIP, limit=_MANY)
        found = set().union(*(pool[hit[0]] for hit in hits))
        return found if len(found) == 1 else set()

    def _pool(self, among: str) -> dict[str, set[str]]:
        """What each name stands for in the classes; in several of them for several things."""
        pool: dict[str, set[str]] = defaultdict(set)
        for name, iri in self._rows(f"SELECT folded, iri {_AMONG}", among):
            pool[name].add(iri)
        return pool

    def _near(self, classes: Iterable[str], text: str, lang: str) -> list[str]:
        pool = self._pool(json.dumps(sorted(classes)))
        hits = process.extract(fold(text), pool.keys(), scorer=fuzz.WRatio, limit=3 * _MANY)
        return list(dict.fromkeys(name for hit in hits for name in self._shown(pool[hit[0]], lang)))[:_MANY]

    def _shown(self, iris: Iterable[str], lang: str) -> list[str]:
        return [f"{self.by_iri[iri].label(lang)} ({self.by_iri[iri].key})" for iri in sorted(iris)]

    def _shown_with_class(self, iris: Iterable[str], lang: str) -> list[str]:
        found = (self.by_iri[iri] for iri in sorted(iris))
        return [f"{one.label(lang)} ({one.cls}/{one.key})" for one in found]

    def named(self, kind: str, key: str) -> Named | None:
        """The thing of a kind that has a key; None where there is none."""
        return self._kept(kind, key)

    def _named(self, kind: str, key: str) -> Named | None:
        for cls in sorted(_CLASSES.get(kind, frozenset({kind}))):
            found = self._things("WHERE cls = ? AND key = ?", cls, key)
            if found:
                return found[0]
        return None

    def nearest(self, cls: str, text: str, lang: str) -> list[str]:
        """The names of a class nearest to a text, with their keys; none where there is no such class."""
        return self._near(frozenset({cls}), text, lang)

    def label(self, iri: str, lang: str) -> str:
        """The label of a thing by its IRI; the IRI itself where it has none."""
        named = self.by_iri.get(iri)
        return named.label(lang) if named else iri

    def label_of(self, cls: str, key: str, lang: str) -> str:
        """The label of a thing by its class and key; the key itself where there is no such thing."""
        found = self._things("WHERE cls = ? AND key = ?", cls, key)
        return found[0].label(lang) if found else key

    def of_class(self, cls: str) -> list[Named]:
        """All things of a class."""
        return self._things("WHERE cls = ?", cls)

    def of_kind(self, kind: str, most: int = -1) -> list[Named]:
        """The things of a kind of parameter, up to so many or all; none for a kind that takes any class."""
        classes = json.dumps(sorted(_CLASSES.get(kind, frozenset({kind}))))
        condition = "WHERE cls IN (SELECT value FROM json_each(?))"
        query = f"SELECT iri, cls, key, sv, en FROM thing {condition} ORDER BY iri LIMIT ?"  # noqa: S608 - no value in it
        return [Named(Iri(iri), *rest) for iri, *rest in self._rows(query, classes, str(most))]

    def called(self, kind: str, label: str) -> list[Named]:
        """The things of a kind that bear a name, letter for letter."""
        classes = json.dumps(sorted(_CLASSES.get(kind, frozenset({kind}))))
        return [
            self.by_iri[iri]
            for (iri,) in self._rows(f"SELECT DISTINCT iri {_AMONG} AND text = ?", classes, label)
        ]

    def of_keys(self, cls: str, keys: Collection[str]) -> list[Named]:
        """The things of a class that have one of some keys."""
        listed = json.dumps(sorted(keys))
        return self._things("WHERE cls = ? AND key IN (SELECT value FROM json_each(?))", cls, listed)


class _Things(Mapping[str, Named]):
    """Every thing by its address, looked up when it is asked for."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def __getitem__(self, iri: str) -> Named:
        found = self._names._things("WHERE iri = ?", iri)
        if not found:
            raise KeyError(iri)
        return found[0]

    def __iter__(self) -> Iterator[str]:
        return (iri for (iri,) in self._names._rows("SELECT iri FROM thing"))

    def __len__(self) -> int:
        return int(self._names._rows("SELECT COUNT(*) FROM thing")[0][0])


def write_names(engine: Engine, path: Path) -> None:
    """Writes the names that an engine tells into a file that isn't there yet."""
    connection = sqlite3.connect(path)
    _fill(connection, engine)
    connection.close()


def _fill(connection: sqlite3.Connection, engine: Engine) -> None:
    connection.executescript(_TABLES)
    for iri, sv, en, names in engine.rows(support("names").full_text()).rows:
        cls, key = _class_and_key(str(iri))
        named = Named(Iri(iri), cls, key, str(sv), str(en or sv))
        connection.execute(
            "INSERT INTO thing VALUES (?, ?, ?, ?, ?)", (named.iri, cls, key, named.label_sv, named.label_en)
        )
        every = {key, named.label_sv, named.label_en, *_other_names(named, str(names or ""))}
        rows = [(cls, name, fold(name), named.iri) for name in every]
        connection.executemany("INSERT INTO name VALUES (?, ?, ?, ?)", rows)
    connection.executescript(_INDEXES)
    connection.commit()


def _holds(name: str, words: list[str]) -> bool:
    """Whether each of the words begins a word of the name."""
    return all(any(part.startswith(word) for part in name.split()) for word in words)


def _other_names(named: Named, names: str) -> list[str]:
    """The aliases, and a municipality's name as people say it: Järfälla, Danderyd, Upplands Väsby."""
    found = [name for name in names.split("\n") if name]
    return found + (short_names(named.label_sv) if named.cls in ("actor", "area") else [])


def short_names(label: str) -> list[str]:
    """What people call a municipality beside its label, in the genitive or not; nothing for other labels.

    >>> short_names("Danderyds kommun"), short_names("Region Stockholm")
    (['Danderyds', 'Danderyd'], [])
    """
    short = _MUNICIPALITY.fullmatch(label)
    return [short["name"], short["name"].removesuffix("s")] if short else []


_MUNICIPALITY = re.compile(r"(?P<name>.+) (?:kommun|stad)")


def fold(text: str) -> str:
    """A name without case, accents, hyphens and double spaces, so that å/a and the like don't matter.

    >>> fold("Länsstyrelsen  Stockholm"), fold("Upplands-Väsby")
    ('lansstyrelsen stockholm', 'upplands vasby')
    """
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept = "".join(char if char.isalnum() else " " for char in plain if not unicodedata.combining(char))
    return " ".join(kept.split())


def _class_and_key(iri: str) -> tuple[str, str]:
    head, _, key = iri.rpartition("/")
    cls = head.rpartition("/")[2]
    return cls, key


def _unknown(kind: str, text: str, near: list[str], *, several: bool) -> UnknownName:
    listed = "; ".join(near)
    if several:
        en, sv = f"{text!r} may mean several: {listed}", f"{text!r} kan betyda flera: {listed}"
    else:
        en = f"no {kind} is called {text!r}; nearest are: {listed}"
        sv = f"ingen {kind} heter {text!r}; närmast är: {listed}"
    return UnknownName(en, sv, nearest=near, kind=kind)
