"""What XML can't hold: an answer that would be no XML is refused; carriage returns are written to stay."""

import io
import re
from collections.abc import Iterable, Iterator
from typing import Any

from pyoxigraph import Triple

from rufsgraph.errors import NotAcceptable

RDF_XML = "application/rdf+xml"
XML = frozenset({RDF_XML, "application/sparql-results+xml"})

_NO_CHARACTER = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
"""What stands for a character that XML 1.0 has not (section 2.2)."""

_START = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_LOCAL_NAME = re.compile(rf"[{_START}][{_START}\-.0-9\u00b7\u0300-\u036f\u203f\u2040]*\Z")
"""The end of an IRI that can name an element (Namespaces in XML 1.0, section 3)."""


class XmlOnly(io.RawIOBase):
    """A file that takes XML; NotAcceptable at a character that XML has not."""

    def __init__(self, out: io.IOBase) -> None:
        super().__init__()
        self._out: Any = out
        self._last = b""

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, data: Any, /) -> int:
        """Takes bytes, wherever they are cut; a carriage return, which a reader would drop, is escaped."""
        if _NO_CHARACTER.search(self._last + data):
            raise _not_in_xml("a control character", "ett styrtecken")
        self._last = bytes(data[-2:])
        self._out.write(data.replace(b"\r", b"&#13;"))
        return len(data)


def nameable(triples: Iterable[Triple]) -> Iterator[Triple]:
    """The triples; NotAcceptable at a predicate that RDF/XML has no element name for."""
    for triple in triples:
        if not _LOCAL_NAME.search(triple.predicate.value):
            raise _not_in_xml(
                f"the predicate <{triple.predicate.value}>", f"predikatet <{triple.predicate.value}>"
            )
        yield triple


def _not_in_xml(what: str, what_sv: str) -> NotAcceptable:
    return NotAcceptable(
        f"the answer has {what}, which XML can't hold; ask for JSON or Turtle",
        f"svaret har {what_sv}, som XML inte kan bära; begär JSON eller Turtle",
    )
