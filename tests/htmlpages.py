"""What stands in a page as a reader has it: tables as rows of texts, links, and the texts by themselves."""

import re
from html.parser import HTMLParser

_CELLS = ("td", "th")
_SILENT = ("script", "style", "title", "desc")


class PageText(HTMLParser):
    """The rows of all tables of a page, their cells as texts; its links; all its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.links: list[str] = []
        self._text: list[str] = []
        self._silent = 0
        self._in_cell = False
        self.feed(page)
        self.rows = [[_even(cell) for cell in row] for row in self.rows]

    @property
    def text(self) -> str:
        """All that a reader sees, spaces evened out."""
        return _even("".join(self._text))

    def row(self, *starts: str) -> list[str]:
        """The one row whose cells hold these texts, each somewhere."""
        found = [row for row in self.rows if all(any(one in cell for cell in row) for one in starts)]
        assert len(found) == 1, (starts, found)
        return found[0]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.links += [given["href"] or ""] if given.get("href") else []
        self._silent += tag in _SILENT
        if tag == "tr":
            self.rows.append([])
        elif tag in _CELLS and self.rows:
            self.rows[-1].append("")
            self._in_cell = True
        self._text.append(" ")
        self._put(" ")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT
        self._in_cell = self._in_cell and tag not in _CELLS

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._text.append(data)
            self._put(data)

    def _put(self, data: str) -> None:
        if self._in_cell:
            self.rows[-1][-1] += data


def _even(text: str) -> str:
    return re.sub(r"[ \n\t]+", " ", text).strip()
