"""Looks through XML that a stranger wrote before it is parsed: its encoding, its depth, its growth."""

import re
from typing import NamedTuple
from xml.parsers import expat

from rufsgraph.errors import CallError

DEEPEST = 100
"""How deep elements may stand in each other; RDF/XML in use stays under 20."""

_ENCODINGS = ("utf-8", "us-ascii", "iso-8859-1", "iso-8859-15", "windows-1252", "utf-16")
_DECLARATION = re.compile(rb"\A\s*<\?xml\s[^>]*?\?>")
_ENCODING = re.compile(rb"encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")


class NotReadable(CallError):
    """A document that can't be read as what it is said to be, or that is refused as a danger."""

    code = "not-readable"
    title_sv = "Dokumentet går inte att läsa"
    title_en = "The document can't be read"


class Markup(NamedTuple):
    """An XML document as UTF-8 without its declaration, and whether it has xml:base."""

    text: bytes
    based: bool


def must_be_harmless(content: bytes, limit: int) -> Markup:
    """An XML document, looked through; NotReadable where it isn't well-formed or is a bomb.

    A bomb is a document whose entities name each other or files, or could make it grow beyond `limit` bytes,
    or whose elements stand deeper in each other than DEEPEST.
    """
    text = _as_utf8(content)
    parser = expat.ParserCreate("utf-8")
    longest, depth, based = 0, 0, False

    def entity(_name: str, parameter: bool, value: str | None, *_places: str | None) -> None:
        nonlocal longest
        if parameter or value is None or "&" in value:
            raise _bomb(
                "entities that name other entities or files", "entiteter som pekar ut andra, eller filer"
            )
        longest = max(longest, len(value.encode()))
        if longest * text.count(b"&") > limit:
            raise _bomb(
                f"entities that make it larger than {limit} bytes",
                f"entiteter som gör det större än {limit} byte",
            )

    def start(_name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, based
        based = based or "xml:base" in attributes
        depth += 1
        if depth > DEEPEST:
            raise _bomb(f"elements more than {DEEPEST} deep", f"element i mer än {DEEPEST} led")

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser.EntityDeclHandler, parser.StartElementHandler, parser.EndElementHandler = entity, start, end
    try:
        parser.Parse(text, True)
    except expat.ExpatError as error:
        raise NotReadable(f"not well-formed XML: {error}", f"inte välformad XML: {error}") from error
    return Markup(text, based)


def _as_utf8(content: bytes) -> bytes:
    head = content[:200]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    else:
        content = content.removeprefix(b"\xef\xbb\xbf")
        declared = _DECLARATION.match(content)
        named = _ENCODING.search(declared[0]) if declared else None
        encoding = named[1].decode().lower() if named else "utf-8"
    if encoding not in _ENCODINGS:
        raise NotReadable(
            f"the encoding {encoding} is not read; use UTF-8",
            f"teckenkodningen {encoding} läses inte; använd UTF-8",
        )
    try:
        text = content.decode(encoding).encode()
    except UnicodeDecodeError as error:
        raise NotReadable(
            f"not text in {encoding}: byte {error.start}", f"inte text i {encoding}: byte {error.start}"
        ) from error
    return _DECLARATION.sub(lambda found: b"\n" * found[0].count(b"\n"), text)


def _bomb(english: str, swedish: str) -> NotReadable:
    return NotReadable(f"refused: the XML holds {english}", f"avvisas: XML-texten har {swedish}")
