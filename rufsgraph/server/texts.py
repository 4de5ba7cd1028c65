"""The texts of the pages in Swedish and English."""

import tomllib
from collections.abc import Callable
from pathlib import Path


def read_texts(path: Path) -> Callable[[str, str], str]:
    """A function from a text's name and a language to the text; KeyError for a name that isn't there."""
    texts = tomllib.loads(path.read_text(encoding="utf-8"))

    def text(name: str, lang: str) -> str:
        return str(texts[name][lang])

    return text
