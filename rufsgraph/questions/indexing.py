"""Makes the index of a release: all that can be searched for, in one file of SQLite with full-text search."""

import hashlib
import json
import math
import sqlite3
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from rufsgraph.engines.binding import Iri, bind
from rufsgraph.engines.engine import Engine
from rufsgraph.questions.kinds import SEARCHABLE, Kind, kinds, pages
from rufsgraph.questions.naming import short_names
from rufsgraph.questions.question import library, support
from rufsgraph.questions.wording import STEMMER_VERSION, composed, plain, spaced, tokens, words
from rufsgraph.terms import RUFS, expand, swedish_key

FORM = 1
"""The form of an index; counted up when it changes."""

LABEL, NAMES, TEXT = 10.0, 6.0, 1.0
"""How much a word counts in a label, in another name, in a text."""

_TABLES = """
CREATE TABLE thing (id INTEGER PRIMARY KEY, address TEXT, kind TEXT, key TEXT, sv TEXT, en TEXT, weight REAL);
CREATE TABLE name (thing INTEGER, text TEXT, squeezed TEXT, spaced TEXT, use TEXT);
CREATE TABLE text (thing INTEGER, lang TEXT, text TEXT, is_note INTEGER);
CREATE TABLE vocabulary (folded TEXT PRIMARY KEY, shown TEXT, number INTEGER) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5(
  label, names, text, content='', prefix='2 3', tokenize="ascii tokenchars '.'"
);
CREATE VIRTUAL TABLE token USING fts5vocab(words, row);
"""
_INDEXES = """
CREATE INDEX name_squeezed ON name (squeezed, thing);
CREATE INDEX name_thing ON name (thing);
CREATE INDEX text_thing ON text (thing);
CREATE INDEX thing_kind ON thing (kind);
INSERT INTO words (words) VALUES ('optimize');
"""
_HIDDEN = frozenset({"period", "unit", "translation-status", "scheme"})
"""Lists whose words nobody looks for: years, units, and what others' pages tell."""


@dataclass(slots=True)
class Thing:
    """A thing that can be found: what it is called, and what is written of it."""

    address: str
    kind: Kind
    key: str
    labels: dict[str, str] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    texts: list[tuple[str, str, str]] = field(default_factory=list)
    parties: dict[str, dict[str, str]] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)

    def label(self, lang: str) -> str:
        """The label in a language, or in the other one."""
        return self.labels.get(lang) or self.labels.get("sv") or next(iter(self.labels.values()), self.key)


def index_key() -> str:
    """What an index of a release depends on beside the release itself, in short."""
    parts: list[object] = [FORM, STEMMER_VERSION, unicodedata.unidata_version, support("search").full_text()]
    parts.append(SEARCHABLE.read_text(encoding="utf-8"))
    parts += [
        [one.id, *one.title.values(), *one.description.values(), *one.keywords] for one in library().values()
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def write_index(engine: Engine, path: Path) -> None:
    """Writes the index of what an engine tells into a file that is empty or not there yet."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = OFF")  # a file that isn't whole is thrown away
    fill(connection, engine)
    connection.close()


def fill(connection: sqlite3.Connection, engine: Engine) -> None:
    """Fills an empty database with the index of what an engine tells."""
    connection.executescript(_TABLES)
    things = list(_things(engine))
    named = Counter(party for thing in things for party in thing.parties)
    vocabulary: Counter[str] = Counter()
    for number, thing in enumerate(things, 1):
        _put(
            connection,
            number,
            thing,
            thing.kind.weight * (1 + math.log10(1 + named[thing.address])),
            vocabulary,
        )
    _put_vocabulary(connection, vocabulary)
    connection.executescript(_INDEXES)
    connection.commit()


def _things(engine: Engine) -> Iterator[Thing]:
    """All that can be found, a kind at a time, nothing twice."""
    seen: set[str] = set()
    for kind in kinds().values():
        if kind.classes:
            for thing in _of_kind(engine, kind):
                if thing.address not in seen:
                    seen.add(thing.address)
                    yield thing
    yield from _questions(kinds()["question"])
    yield from _pages(kinds()["page"])


def _of_kind(engine: Engine, kind: Kind) -> Iterable[Thing]:
    classes = tuple(Iri(expand(one)) for one in kind.classes)
    found: dict[str, Thing] = {}
    query = bind(support("search").full_text(), {"classes": classes})
    for row in engine.rows(query).rows:
        address, *told = (str(value or "") for value in row)
        head, _, key = address.rstrip("/").rpartition("/")
        if head.rpartition("/")[2] not in _HIDDEN and (kind.key != "term" or address.startswith(RUFS)):
            _add(found.setdefault(address, Thing(address, kind, key)), *told)
    return sorted(found.values(), key=lambda one: (by_key(one.key), one.address))


def by_key(key: str) -> tuple[int, ...]:
    """A key to sort keys by: those of numbers by size, all others together after them.

    >>> sorted(["3.10", "kth", "3.9"], key=by_key)
    ['3.9', '3.10', 'kth']
    """
    parts = key.split(".")
    return tuple(map(int, parts)) if all(part.isascii() and part.isdigit() for part in parts) else (10**9,)


def _add(thing: Thing, use: str, lang: str, text: str, party: str) -> None:
    if use == "label":
        thing.labels[lang] = min(thing.labels.get(lang, text), text)
    elif use == "name":
        thing.names.append(text)
    elif use == "number":
        thing.keys.append(text)
    elif use == "party":
        thing.parties.setdefault(party, {})[lang] = text
    elif use == "other":
        thing.others.append(text)
    else:
        thing.texts.append((use, lang, text))


def _questions(kind: Kind) -> Iterator[Thing]:
    for one in library().values():
        texts = [("about", lang, text) for lang, text in one.description.items()]
        yield Thing(f"/ask/{one.id}", kind, one.id, dict(one.title), texts=texts, others=list(one.keywords))


def _pages(kind: Kind) -> Iterator[Thing]:
    for one in pages():
        texts = [("about", lang, text) for lang, text in one.text.items()]
        yield Thing(one.path, kind, one.path, dict(one.label), texts=texts)


def _put(
    connection: sqlite3.Connection, number: int, thing: Thing, weight: float, vocabulary: Counter[str]
) -> None:
    sv, en = thing.label("sv"), thing.label("en")
    kind = thing.kind
    connection.execute(
        "INSERT INTO thing VALUES (?, ?, ?, ?, ?, ?, ?)",
        (number, thing.address, kind.key, thing.key, sv, thing.labels.get("en"), weight),
    )
    names = _names(thing)
    said = [(name, spaced(name), use) for use, some in names.items() for name in some]
    rows = ((number, name, plain.replace(" ", ""), plain, use) for name, plain, use in said)
    connection.executemany("INSERT INTO name VALUES (?, ?, ?, ?, ?)", rows)
    written = _written(thing)
    connection.executemany("INSERT INTO text VALUES (?, ?, ?, ?)", ((number, *one) for one in written))
    text = [*(one for _, one, _ in written), *thing.others]
    called = [*names["name"], *names["key"], *kind.one.values(), *kind.many.values()]
    columns = [sv, en], called, text
    read = [[words(composed(one)) for one in dict.fromkeys(column)] for column in columns]
    connection.execute(
        "INSERT INTO words (rowid, label, names, text) VALUES (?, ?, ?, ?)",
        (number, *(" ".join(" ".join(tokens(one)) for one in column) for column in read)),
    )
    vocabulary.update(word.text for column in read for one in column for word in one if not word.is_number)


def _names(thing: Thing) -> dict[str, list[str]]:
    """What a thing is called, by use: its label, its other names, its keys, and keys as people say them.

    A municipality is also called what people call it, and a sub-goal "3.1" and "delmål 3.1".
    """
    labels = dict.fromkeys([thing.label("sv"), thing.label("en")])
    short = short_names(thing.label("sv")) if thing.kind.key in ("actor", "area") else []
    keys = list(dict.fromkeys([thing.key, *sorted(thing.keys)]))
    return {
        "label": list(labels),
        "name": [name for name in dict.fromkeys([*sorted(thing.names), *short]) if name not in labels],
        "key": keys,
        "said": [f"{word} {key}" for word in thing.kind.said for key in keys],
    }


def _written(thing: Thing) -> list[tuple[str, str, bool]]:
    """The texts by language, first those that tell what it is, then who takes part, last notes."""
    found = [(lang, text, use == "note") for use, lang, text in sorted(set(thing.texts))]
    for lang in ("sv", "en") if thing.parties else ():
        every = {
            named.get(lang) or named.get("sv") or min(named.values()) for named in thing.parties.values()
        }
        found.append((lang, ", ".join(sorted(every, key=swedish_key)), False))
    return sorted(found, key=lambda one: one[2])


def _put_vocabulary(connection: sqlite3.Connection, vocabulary: Counter[str]) -> None:
    """Each word without accents, how it is most often written, and how often it stands in texts."""
    best: dict[str, tuple[str, int]] = {}
    for word, number in sorted(vocabulary.items()):
        folded = plain(word)
        shown, most = best.get(folded, (word, 0))
        best[folded] = (word if number > most else shown, max(number, most))
    rows = ((folded, shown, number) for folded, (shown, number) in best.items() if folded)
    connection.executemany("INSERT INTO vocabulary VALUES (?, ?, ?)", rows)
