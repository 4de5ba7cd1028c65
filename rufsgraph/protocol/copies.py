"""The site as files: what is copied of it, what each file is called, and which calls a file answers.

An answer that depends on the language has it in its file's name before the form: `doc/actor/kth.sv.html`,
`doc/actor/kth.ttl`, `ask/strategies.en.json`. A later page has its number after a `~`, an answered question
its parameter after a slash: `doc/actor/kth~2.sv.html`, `ask/strategies/priority=3.sv.csv`; a CSV that says
what it holds, as people are given it, is `ask/strategies.sv.note.csv`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rufsgraph.protocol.addresses import FORMS
from rufsgraph.protocol.problems import MEDIA_TYPE as PROBLEM
from rufsgraph.questions.question import NAMED_TYPES, Parameter, Question

ENDINGS: Mapping[str, str] = {
    **FORMS,
    "trig": "application/trig",
    "nq": "application/n-quads",
    "json": "application/json",
    "csv": "text/csv",
    "svg": "image/svg+xml",
    "problem": PROBLEM,
}
"""The forms that there are files of, by their endings, and their media types."""

ANSWERED = ("html", "json", "csv")
"""The forms in which answers to questions are copied."""

LIVE = frozenset({"/health", "/metrics"})
"""Addresses that tell of a running server, which a copy hasn't."""

DRIVEN = frozenset({"/sparql", "/search", "/check"})
"""Addresses that do nothing without a query: in a copy they say that they need the service."""

UNNAMED = frozenset({"edition", "limit", "offset"})
"""Parameters of every question that no copied call names."""

_FREE = 4
"""How many parameters a question may leave free for its calls with one of them to be copied."""

_VARIABLE = re.compile(r"\{|^/ask/")
"""What tells an address that stands for many."""

_ANY = frozenset({"lang", "format", "If-None-Match"})
"""Parameters that choose among the forms of one answer."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """An address without variables: its forms, the best first, and by what else it may be asked."""

    path: str
    endings: tuple[str, ...]
    by_language: bool
    driven_by: tuple[str, ...] = ()

    @property
    def stem(self) -> str:
        """The beginning of its files' names."""
        return "index" if self.path == "/" else self.path.removeprefix("/")

    def file(self, ending: str, lang: str) -> str:
        """The file of a form in a language."""
        return f"{self.stem}.{lang}.{ending}" if self.by_language else f"{self.stem}.{ending}"


@dataclass(frozen=True, slots=True)
class Call:
    """A question asked with one parameter at most."""

    question: str
    parameter: str = ""
    value: str = ""

    @property
    def stem(self) -> str:
        """The beginning of its files' names."""
        given = f"/{self.parameter}={self.value}" if self.parameter else ""
        return f"ask/{self.question}{given}"


def fixed_addresses(api: Mapping[str, Any]) -> list[Fixed]:
    """The addresses without variables that an OpenAPI document has and a copy can hold."""
    found = []
    for path, methods in api["paths"].items():
        get = methods.get("get", {})
        if "200" not in get.get("responses", {}) or path in LIVE | DRIVEN or _VARIABLE.search(path):
            continue
        names = {_name(api, one) for one in get.get("parameters", ())}
        endings = _endings(get["responses"]["200"]["content"])
        found.append(Fixed(path, endings, "lang" in names, tuple(sorted(names - _ANY))))
    return found


def driven_addresses(api: Mapping[str, Any]) -> list[str]:
    """The addresses of an OpenAPI document that need the service."""
    return sorted(DRIVEN & api["paths"].keys())


def _name(api: Mapping[str, Any], parameter: Mapping[str, Any]) -> str:
    if "$ref" in parameter:
        parameter = api["components"]["parameters"][parameter["$ref"].rpartition("/")[2]]
    return str(parameter["name"])


def _endings(content: Mapping[str, Any]) -> tuple[str, ...]:
    by_type = {media_type: ending for ending, media_type in ENDINGS.items()}
    return tuple(by_type[media_type] for media_type in content)


def listed(parameter: Parameter) -> bool:
    """Whether all values of a parameter can be listed, and a file be written for each."""
    return parameter.type in NAMED_TYPES - {"thing", "edition"} or parameter.type in ("boolean", "choice")


def default_of(parameter: Parameter) -> str:
    """The default of a parameter as an address has it; nothing where leaving it out asks for all."""
    default = parameter.default
    return str(default).lower() if isinstance(default, bool) else "" if default is None else str(default)


def open_parameters(question: Question) -> list[Parameter]:
    """The parameters of which a copied call may name one.

    None where it would have to name two, or where so many are free that the question is one to search with.
    """
    required = [one for one in question.parameters if one.required]
    free = required or [one for one in question.parameters if listed(one)]
    return [] if len(required) > 1 or len(free) > _FREE else [one for one in free if listed(one)]


def call_patterns(question: Question) -> tuple[str, str]:
    """Two regular expressions for `PATH?QUERY&`: a call without, and one with a parameter of its own.

    The latter captures its name and value. Parameters that are empty or have their default count as left out.
    """
    names = [one.name for one in question.parameters]
    empty = "|".join(map(re.escape, [*names, *sorted(UNNAMED)]))
    defaults = [f"{re.escape(one.name)}={re.escape(default_of(one))}" for one in question.parameters]
    nothing = "|".join(
        ["(?:lang|format|page|note)=[^&]*", f"(?:{empty})=", *(one for one in defaults if one[-1] != "=")]
    )
    neutral = f"(?:(?:{nothing})?&)*"
    begin = rf"^/ask/{re.escape(question.id)}\?{neutral}"
    opened = "|".join(re.escape(one.name) for one in open_parameters(question)) or "(?!)"
    return f"{begin}$", f"{begin}({opened})=([A-Za-z0-9][A-Za-z0-9._-]*)&{neutral}$"


def ordered(endings: Sequence[str], first: str) -> tuple[str, ...]:
    """The endings with one of them moved to the front."""
    return (first, *(one for one in endings if one != first))
