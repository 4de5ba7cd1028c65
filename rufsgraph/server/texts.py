"""The texts of the pages in Swedish and English."""

import tomllib
from collections.abc import Callable
from pathlib import Path


def read_terms(path: Path) -> Callable[[str, str], str | None]:
    """A function from a term's prefixed name and a language to its label, or None where it has none."""
    labels = tomllib.loads(path.read_text(encoding="utf-8"))

    def label(curie: str, lang: str) -> str | None:
        found = labels.get(curie)
        return str(found[lang]) if found else None

    return label


def read_texts(path: Path) -> Callable[[str, str], str]:
    """A function from a text's name and a language to the text; KeyError for a name that isn't there."""
    texts = tomllib.loads(path.read_text(encoding="utf-8"))

    def text(name: str, lang: str) -> str:
        return str(texts[name][lang])

    return text
