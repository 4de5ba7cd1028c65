"""Ways from a page to the answers behind it, as paths: nothing of them is looked up, so many cost little."""

import re
from collections.abc import Mapping
from urllib.parse import quote_plus

_PLAIN = re.compile(r"[A-Za-z0-9_.\-]*")


def asked(question: str, lang: str, **given: str) -> str:
    """The path of an answer; a parameter's name is written with _ for -, and an empty one is left out.

    >>> asked("initiatives", "sv", actor="kth", priority="", actor_type="university")
    '/ask/initiatives?actor=kth&actor-type=university&lang=sv'
    """
    wanted = {name.replace("_", "-"): value for name, value in given.items() if value}
    return f"/ask/{question}?{_written({**wanted, 'lang': lang})}"


def matrix(kind: str, lang: str, **given: str) -> str:
    """The path of a matrix, as `asked` makes that of an answer."""
    wanted = {"kind": kind, **{name.replace("_", "-"): value for name, value in given.items() if value}}
    return f"/matrix?{_written({**wanted, 'lang': lang})}"


def _written(wanted: Mapping[str, str]) -> str:
    """Parameters as an address has them, as urlencode writes them; keys, which are most, as they are."""
    return "&".join(
        f"{name}={value if _PLAIN.fullmatch(value) else quote_plus(value)}" for name, value in wanted.items()
    )
