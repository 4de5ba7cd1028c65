"""Text of a table as people really save it: semicolons, BOM, CRLF, another encoding; read and told."""

import csv
import io
from dataclasses import dataclass

from rufsgraph.errors import Finding, Severity


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table as read: its header, its records with their line numbers, and what was unusual."""

    name: str
    header: tuple[str, ...]
    records: tuple[tuple[int, tuple[str, ...]], ...]
    findings: tuple[Finding, ...]


def parse(name: str, content: bytes) -> RawTable:
    """The records of a CSV file in any of the forms that Excel and LibreOffice save."""
    text, oddities = _decode(content)
    if "\r" in text:
        oddities.append(("CRLF", "radslut CRLF", "CRLF line ends"))
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    first = text.partition("\n")[0]
    semicolon = first.count(";") > first.count(",")
    if semicolon:
        oddities.append((";", "semikolon mellan fälten", "semicolons between fields"))
    reader = csv.reader(io.StringIO(text), delimiter=";" if semicolon else ",")
    header: tuple[str, ...] = tuple(cell.strip() for cell in next(reader, []))
    records = []
    last = reader.line_num
    for cells in reader:
        if any(cells):
            records.append((last + 1, tuple(cells)))
        last = reader.line_num
    return RawTable(name, header, tuple(records), tuple(unusual(name, *oddity) for oddity in oddities))


def unusual(name: str, value: str, sv: str, en: str) -> Finding:
    """What a spreadsheet does in its own way: no fault, but told."""
    return Finding(
        "unusual-dialect",
        f"filen har {sv}; läst ändå. `rufsgraph tables format` gör om den.",
        f"the file has {en}; read all the same. `rufsgraph tables format` mends it.",
        Severity.INFO,
        where=name,
        value=value,
    )


def _decode(content: bytes) -> tuple[str, list[tuple[str, str, str]]]:
    if content.startswith(b"\xef\xbb\xbf"):
        return content[3:].decode("utf-8", "replace"), [("BOM", "en BOM först", "a BOM first")]
    try:
        return content.decode("utf-8"), []
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
        return text, [("cp1252", "kodningen Windows-1252", "the encoding Windows-1252")]


def write(header: tuple[str, ...], records: list[tuple[str, ...]]) -> str:
    """The normal form of a table: commas, line feeds, quotes only where needed."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(records)
    return out.getvalue()
