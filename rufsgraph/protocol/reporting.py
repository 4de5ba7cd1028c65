"""A letter to those who answer for the data: what is wrong, with entry, release and field filled in."""

from collections.abc import Sequence
from urllib.parse import quote

from rufsgraph.protocol.tables import Heading, Line

_LONGEST = 80
"""Characters of a value that a letter repeats."""

_ENTRIES = 10
_LINE_END = "\r\n"

_WORDS = {
    "sv": {
        "subject": "Fel i rufsgraph",
        "release": "Utgåva",
        "entries": "Inventeringsrader",
        "lines": "Rader i rapporten",
        "fields": "Uppgifter",
        "wrong": "Vad som är fel",
    },
    "en": {
        "subject": "Error in rufsgraph",
        "release": "Release",
        "entries": "Entries",
        "lines": "Lines of the report",
        "fields": "Fields",
        "wrong": "What is wrong",
    },
}


def letter(
    contact: str, line: Line, headings: Sequence[Heading], release: str, address: str, lang: str
) -> str:
    """The `mailto:` address of a letter about a row, every value percent-encoded."""
    words = _WORDS[lang]
    entries = [one.entry for one in line.stands if one.entry]
    lines = [str(one.first) for one in line.stands]
    body = [
        address,
        f"{words['release']}: {release}",
        *([f"{words['entries']}: {_few(entries)}"] if entries else []),
        *([f"{words['lines']}: {_few(lines)}"] if lines else []),
        f"{words['fields']}:",
        *(f"- {heading.label}: {_text(line, place)}" for place, heading in enumerate(headings)),
        "",
        f"{words['wrong']}: ",
    ]
    about = _text(line, 0)
    subject = f"{words['subject']}: {about}" if about else words["subject"]
    return (
        f"mailto:{quote(contact, safe='@')}?subject={_quoted(subject)}&body={_quoted(_LINE_END.join(body))}"
    )


def _text(line: Line, place: int) -> str:
    text = "; ".join(part.text for part in line.cells[place].parts)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _few(values: Sequence[str]) -> str:
    return ", ".join(values[:_ENTRIES]) + (" …" if len(values) > _ENTRIES else "")


def _quoted(text: str) -> str:
    return quote(text, safe="")
