"""Finds the thing that a person means by an id, a name or an alias: forgiving, never guessing."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

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


class Names:
    """Every name of a release."""

    def __init__(self, engine: Engine) -> None:
        self.by_iri: dict[str, Named] = {}
        self._exact: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._folded: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for iri, sv, en, names in engine.rows(support("names").full_text()).rows:
            cls, key = _class_and_key(str(iri))
            named = Named(Iri(iri), cls, key, str(sv), str(en or sv))
            self.by_iri[named.iri] = named
            for name in {key, named.label_sv, named.label_en, *_other_names(named, str(names or ""))}:
                self._exact[cls, name].add(named.iri)
                self._folded[cls][fold(name)].add(named.iri)

    def find(self, kind: str, text: str, lang: str = "sv") -> Named:
        """The thing of a kind that goes by a text; UnknownName with the nearest where none or several do."""
        classes = _CLASSES.get(kind, frozenset({kind}))
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
        classes = frozenset(cls for cls, _ in self._exact)
        cls, _, key = text.partition("/")
        return (frozenset({cls}), key) if key and cls in classes else (classes, text)

    def _matches(self, classes: Iterable[str], text: str) -> set[str]:
        given = text.strip()
        if given in self.by_iri:
            return {given}
        exact = set().union(*(self._exact.get((cls, given), set()) for cls in classes))
        if exact:
            return exact
        folded = fold(given)
        same = set().union(*(self._folded[cls].get(folded, set()) for cls in classes))
        return same or self._slips(classes, folded)

    def _slips(self, classes: Iterable[str], folded: str) -> set[str]:
        """The one thing whose name begins so, holds the words or differs by a slip; none where two would."""
        pool = self._pool(classes)
        if len(folded) < 3:
            return set()
        starts = set().union(*(iris for name, iris in pool.items() if name.startswith(folded)))
        if len(starts) == 1:
            return starts
        words = folded.split() if any(char.isalpha() for char in folded) else ["\0"]
        holds = set().union(*(iris for name, iris in pool.items() if _holds(name, words)))
        if len(holds) == 1:
            return holds
        hits = process.extract(folded, pool.keys(), scorer=fuzz.ratio, score_cutoff=_SLIP, limit=_MANY)
        found = set().union(*(pool[hit[0]] for hit in hits))
        return found if len(found) == 1 else set()

    def _pool(self, classes: Iterable[str]) -> dict[str, set[str]]:
        """What each name stands for in the classes; in several of them for several things."""
        pool: dict[str, set[str]] = defaultdict(set)
        for cls in classes:
            for name, iris in self._folded[cls].items():
                pool[name] |= iris
        return pool

    def _near(self, classes: Iterable[str], text: str, lang: str) -> list[str]:
        pool = self._pool(classes)
        hits = process.extract(fold(text), pool.keys(), scorer=fuzz.WRatio, limit=3 * _MANY)
        return list(dict.fromkeys(name for hit in hits for name in self._shown(pool[hit[0]], lang)))[:_MANY]

    def _shown(self, iris: Iterable[str], lang: str) -> list[str]:
        return [f"{self.by_iri[iri].label(lang)} ({self.by_iri[iri].key})" for iri in sorted(iris)]

    def _shown_with_class(self, iris: Iterable[str], lang: str) -> list[str]:
        found = (self.by_iri[iri] for iri in sorted(iris))
        return [f"{one.label(lang)} ({one.cls}/{one.key})" for one in found]

    def nearest(self, cls: str, text: str, lang: str) -> list[str]:
        """The names of a class nearest to a text, with their keys; none where there is no such class."""
        return self._near(frozenset({cls}), text, lang)

    def label(self, iri: str, lang: str) -> str:
        """The label of a thing by its IRI; the IRI itself where it has none."""
        named = self.by_iri.get(iri)
        return named.label(lang) if named else iri

    def label_of(self, cls: str, key: str, lang: str) -> str:
        """The label of a thing by its class and key; the key itself where there is no such thing."""
        found = next((one for one in self.by_iri.values() if (one.cls, one.key) == (cls, key)), None)
        return found.label(lang) if found else key

    def of_class(self, cls: str) -> list[Named]:
        """All things of a class."""
        return [named for named in self.by_iri.values() if named.cls == cls]


def _holds(name: str, words: list[str]) -> bool:
    """Whether each of the words begins a word of the name."""
    return all(any(part.startswith(word) for part in name.split()) for word in words)


def _other_names(named: Named, names: str) -> list[str]:
    """The aliases, and a municipality's name as people say it: Järfälla, Danderyd, Upplands Väsby."""
    found = [name for name in names.split("\n") if name]
    short = _MUNICIPALITY.fullmatch(named.label_sv)
    if short and named.cls in ("actor", "area"):
        found += [short["name"], short["name"].removesuffix("s")]
    return found


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
