"""What XML can't hold is found, however the bytes are cut."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rufsgraph.engines.xmlguard import XmlOnly
from rufsgraph.errors import NotAcceptable


def written(content: bytes, cut: int) -> bytes:
    """What a guarded file takes of bytes given in two pieces."""
    out = io.BytesIO()
    guarded = XmlOnly(out)
    guarded.write(content[:cut])
    guarded.write(content[cut:])
    return out.getvalue()


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cn"])), st.integers(0, 50))
def test_characters_of_xml_are_taken(text: str, cut: int) -> None:
    """Text of characters that XML has is written as it is."""
    assert written(text.encode(), cut) == text.encode()


def test_carriage_returns_are_kept() -> None:
    """What a reader of XML would take for the end of a line stays what it is."""
    assert written(b"<a>1\r\n2\r</a>", 5) == b"<a>1&#13;\n2&#13;</a>"


@pytest.mark.parametrize("character", ["\x00", "\x08", "\x0b", "\x1f", "\ufffe", "\uffff"])
@pytest.mark.parametrize("cut", range(8))
def test_characters_that_xml_has_not_are_refused(character: str, cut: int) -> None:
    """A character that XML has not is refused, also where it is cut in the middle."""
    with pytest.raises(NotAcceptable):
        written(f"<å>{character}".encode(), cut)
