"""What there is to download of a release: each file's media type, its place on the page, the checksums."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

CHECKSUMS = "SHA256SUMS"
MANIFEST = "manifest.json"
TABLES_ZIP = "tables.zip"

CODINGS = {"gz": "gzip", "zst": "zstd"}
"""Endings of compressed files and the codings that make them."""

TYPES = {
    "nq": "application/n-quads",
    "nt": "application/n-triples",
    "trig": "application/trig",
    "ttl": "text/turtle; charset=utf-8",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "txt": "text/plain; charset=utf-8",
    "zip": "application/zip",
    "gz": "application/gzip",
    "zst": "application/zstd",
    CHECKSUMS: "text/plain; charset=utf-8",
}
"""The content types of files by their endings."""

GRAPH_FORMS = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
    "trig": "application/trig",
    "nq": "application/n-quads",
}
"""The forms in which each named graph lies among the files, by their endings."""

GROUPS = ("whole", "graph", "tables", "proof")
"""The parts of the page: the whole data, each named graph, the tables, and what shows that they are right."""


@dataclass(frozen=True, slots=True)
class File:
    """A file of a release: its name, size in bytes, sha256 in hexadecimal."""

    name: str
    bytes: int
    sha256: str

    @property
    def ending(self) -> str:
        """What follows the last dot."""
        return self.name.rpartition(".")[2]

    @property
    def group(self) -> str:
        """The part of the page that it stands in."""
        folder = self.name.partition("/")[0]
        if folder in GROUPS:
            return folder
        if self.name == TABLES_ZIP:
            return "tables"
        return "whole" if self.name.startswith("data") else "proof"


def files_of(manifest: Mapping[str, Any]) -> list[File]:
    """The files of a release, as its manifest has them, by name."""
    return [File(name, one["bytes"], one["sha256"]) for name, one in sorted(manifest["files"].items())]


def checksums(files: Iterable[File]) -> str:
    """The checksums of files as `sha256sum --check` reads them."""
    return "".join(f"{one.sha256}  {one.name}\n" for one in files)


def content_type(name: str) -> str:
    """The content type of a file by its ending; KeyError for an ending that no release has."""
    return TYPES[name.rpartition(".")[2]]


def split_coding(name: str) -> tuple[str, str | None]:
    """The name of a file without the ending of a compressed one, and the coding that this stands for.

    >>> split_coding("data.ttl.gz"), split_coding("data.ttl")
    (('data.ttl', 'gzip'), ('data.ttl', None))
    """
    stem, _, ending = name.rpartition(".")
    return (stem, CODINGS[ending]) if stem and ending in CODINGS else (name, None)
