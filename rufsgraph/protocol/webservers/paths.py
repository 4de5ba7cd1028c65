"""The paths of a copy as regular expressions that nginx and Apache read alike."""

import re
from collections.abc import Iterable, Iterator

from rufsgraph.protocol.addresses import FORMS, Address

KEY = "[A-Za-z0-9][A-Za-z0-9._-]*"
CLASS = "[a-z][a-z-]*"
ENDINGS = "|".join(FORMS)

IDENTIFIER = f"^/id/({CLASS})/({KEY})$"
TERM = f"^/def/({KEY})$"
DESCRIPTION = rf"^/doc/({CLASS})/({KEY}?)(?:\.({ENDINGS}))?$"

PICTURE = rf"^/picture/([a-z-]+/{KEY}\.svg)$"

_LONGEST = 3000
"""Characters of a pattern: nginx takes 4,096 in a word."""


def identifier(address: Address) -> str:
    """An identifier's own path."""
    return f"^/id/{_of(address)}$"


def description(address: Address) -> str:
    """The path of a description, with its ending captured."""
    return rf"^/doc/{_of(address)}(\.(?:{ENDINGS}))?$"


def either(address: Address) -> str:
    """Both."""
    return rf"^/(?:id/{_of(address)}|doc/{_of(address)}(?:\.(?:{ENDINGS}))?)$"


def any_of(paths: Iterable[str]) -> Iterator[str]:
    """Patterns that together fit all of some paths, none of them too long for a word of nginx."""
    some: list[str] = []
    for one in map(re.escape, paths):
        if some and len("|".join([*some, one])) > _LONGEST:
            yield f"^(?:{'|'.join(some)})$"
            some = []
        some.append(one)
    if some:
        yield f"^(?:{'|'.join(some)})$"


def given(names: Iterable[str]) -> str:
    """A pattern for a query string that gives one of some parameters a value."""
    return f"(?:^|&)(?:{'|'.join(map(re.escape, names))})=[^&]"


def _of(address: Address) -> str:
    return re.escape(f"{address.cls}/{address.key}")
