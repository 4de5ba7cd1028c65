"""What the engine is slow at, done after it: zeros, absences, notes on what an absence means."""

from collections.abc import Callable, Mapping
from typing import Any

from rufsgraph.questions import completing_actors, completing_followup
from rufsgraph.questions.naming import Named, Names

Row = dict[str, Any]
Completion = Callable[
    [list[Row], Mapping[str, Any], Names, str, Mapping[str, Mapping[str, str]]],
    list[Row],
]
"""Takes rows, parameters, names, language and scope notes; gives the rows of the answer."""

COMPLETIONS: dict[str, Completion] = {}
COMPLETIONS |= completing_followup.COMPLETIONS
COMPLETIONS |= completing_actors.COMPLETIONS


def _scope(scopes: Mapping[str, Mapping[str, str]], priority: str, lang: str) -> str:
    return " ".join(scopes[key][lang] for key in ("", priority) if key in scopes)


def _asked(names: Names, cls: str, given: Any) -> list[Named]:
    """The one thing asked for, or all of the class."""
    return [given] if isinstance(given, Named) else names.of_class(cls)
