"""Ways from a page to the answers behind it, as paths: nothing of them is looked up, so many cost little."""

from urllib.parse import urlencode


def asked(question: str, lang: str, **given: str) -> str:
    """The path of an answer; a parameter's name is written with _ for -, and an empty one is left out.

    >>> asked("initiatives", "sv", actor="kth", priority="", actor_type="university")
    '/ask/initiatives?actor=kth&actor-type=university&lang=sv'
    """
    wanted = {name.replace("_", "-"): value for name, value in given.items() if value}
    return f"/ask/{question}?{urlencode({**wanted, 'lang': lang})}"


def matrix(kind: str, lang: str, **given: str) -> str:
    """The path of a matrix, as `asked` makes that of an answer."""
    wanted = {"kind": kind, **{name.replace("_", "-"): value for name, value in given.items() if value}}
    return f"/matrix?{urlencode({**wanted, 'lang': lang})}"
