"""A generated release made larger still, line by line, so that no memory has to hold it.

`generator` builds copies of the tables, which at twenty million triples takes many gigabytes. Here the
N-Quads of a generated release are written again and again, each time with the copies' own things under
new keys: `python -m tests.scale.stretching FOLDER 6` makes the current release of a folder six times as
large.
"""

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from rufsgraph.engines.embedded import DATASET_FILE, UNION_FILE
from rufsgraph.releases.store import Release, current_release, switch, write_release
from tests.scale.generator import Files, read

_OURS = re.compile(r"/id/(?:actor|initiative)/[^>]*-k(?P<copy>[0-9]+)>")
_OF_ENTRY = re.compile(
    r"(?P<head>/id/(?:entry|participation|place-mention)/[0-9]+\.(?P<priority>[0-9]+)\.)(?P<row>[0-9]+)"
    r"(?P<tail>[^>]*?)(?:-k(?P<copy>[0-9]+))?>"
)
_NAMED = re.compile(r' (?P<copy>[0-9]+)(?P<end>"(?:@[a-z]+)? <[^>]*> \.)$')
_ROW = re.compile(r'(?P<entry>[0-9]+)(?P<middle>> <[^>]*/def/row> ")[0-9]+')


def stretch(release: Release, times: int, copies: int) -> Release:
    """Makes a generated release of so many copies that many times as large, and the current one."""
    folder = release.path.parent
    scratch = folder / ".stretched"
    scratch.mkdir()
    counts = dict.fromkeys(release.manifest["triples"], 0)
    with (
        (release.path / DATASET_FILE).open(encoding="utf-8") as source,
        (scratch / DATASET_FILE).open("w", encoding="utf-8") as dataset,
        (scratch / UNION_FILE).open("w", encoding="utf-8") as union,
    ):
        for line in _lines(source, times, copies):
            dataset.write(line)
            triple, _, graph = line.removesuffix("> .\n").rpartition(" <")
            union.write(f"{triple} .\n")
            counts[graph.partition("/graph/")[2] or "ontology"] += 1
    manifest = {name: value for name, value in release.manifest.items() if name != "files"}
    number = copies * times
    manifest |= {"release": f"2020-{number:012d}", "hash": f"{number:064d}", "triples": counts}
    made = write_release(folder, Files(scratch), manifest)
    for path in scratch.iterdir():
        path.unlink()
    scratch.rmdir()
    switch(folder, made)
    return made


def _lines(source: Iterator[str], times: int, copies: int) -> Iterator[str]:
    """Each line, and each that speaks of a copy's own thing once more for each further time."""
    counts: dict[str, int] = {}
    for entry in read().entries:
        key = entry.priority.rpartition("-")[2]
        counts[key] = counts.get(key, 0) + 1
    shifts = [_shift(number * (copies - 1), counts) for number in range(1, times)]
    for line in source:
        yield line
        if _grows(line, counts):
            for shift in shifts:
                yield shift(line)


def _grows(line: str, counts: dict[str, int]) -> bool:
    """Whether a line speaks of a thing that a copy made, not the original."""
    if "/id/" not in line:
        return False
    if _OURS.search(line):
        return True
    return any(int(one["row"]) > counts[one["priority"]] for one in _OF_ENTRY.finditer(line))


def _shift(more: int, counts: dict[str, int]) -> Callable[[str], str]:
    """What renames the copies' things in a line to those of the copies so many numbers on."""

    def own(match: re.Match[str]) -> str:
        whole = match[0]
        return f"{whole[: match.start('copy') - match.start()]}{int(match['copy']) + more}>"

    def of_entry(match: re.Match[str]) -> str:
        row, size = int(match["row"]), counts[match["priority"]]
        moved = row + more * size if row > size else row
        copy = f"-k{int(match['copy']) + more}" if match["copy"] else ""
        return f"{match['head']}{moved}{match['tail']}{copy}>"

    def name(match: re.Match[str]) -> str:
        return f" {int(match['copy']) + more}{match['end']}"

    def shift(line: str) -> str:
        moved = _OF_ENTRY.sub(of_entry, _OURS.sub(own, line))
        if "/def/row> " in moved:
            return _ROW.sub(r"\g<entry>\g<middle>\g<entry>", moved)
        return _NAMED.sub(name, moved) if _is_name(line) else moved

    return shift


def _is_name(line: str) -> bool:
    return "abel> " in line or "printedTitle> " in line or "/name> " in line


def main() -> None:
    """Stretches the current release of a folder, as the arguments say, and tells what there is."""
    folder, times = Path(sys.argv[1]), int(sys.argv[2])
    release = current_release(folder)
    made = stretch(release, times, int(str(release.manifest["release"]).rpartition("-")[2]))
    print(made.path, sum(made.manifest["triples"].values()))


if __name__ == "__main__":
    main()
