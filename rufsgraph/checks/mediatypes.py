"""The formats that catalogues declare: media types, the EU's file types, and whether an answer fits them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

FILE_TYPE = "http://publications.europa.eu/resource/authority/file-type/"
_IANA = re.compile(r"https?://www\.iana\.org/assignments/media-types/([^/#?]+/[^/#?]+)/?", re.IGNORECASE)
_MEDIA_TYPE = re.compile(r"[a-z0-9_]+/[a-z0-9_.+-]+")


@dataclass(frozen=True, slots=True)
class Format:
    """A file type of the EU's list: its media types, and what data.europa.eu's own lists say of it."""

    name: str
    media_types: tuple[str, ...]
    open: bool
    machine_readable: bool


FORMATS = tuple(
    Format(name, tuple(types.split()), "o" in flags, "m" in flags)
    for name, types, flags in (
        ("ATOM", "application/atom+xml", ""),
        ("BMP", "image/bmp", "o"),
        ("CSV", "text/csv", "om"),
        ("DBF", "application/dbf application/dbase", "o"),
        ("DOC", "application/msword", ""),
        ("DOCX", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ""),
        ("GEOJSON", "application/geo+json application/vnd.geo+json", "om"),
        ("GML", "application/gml+xml", ""),
        ("GPKG", "application/geopackage+sqlite3 application/x-sqlite3", ""),
        ("GZIP", "application/gzip application/x-gzip", "o"),
        ("HTML", "text/html application/xhtml+xml", "o"),
        ("ICS", "text/calendar", "om"),
        ("JPEG", "image/jpeg", ""),
        ("JPEG2000", "image/jp2", "o"),
        ("JSON", "application/json", "om"),
        ("JSON_LD", "application/ld+json", "om"),
        ("KML", "application/vnd.google-earth.kml+xml", "om"),
        ("KMZ", "application/vnd.google-earth.kmz", "om"),
        ("NETCDF", "application/netcdf application/x-netcdf", "om"),
        ("ODS", "application/vnd.oasis.opendocument.spreadsheet", "om"),
        ("ODT", "application/vnd.oasis.opendocument.text", ""),
        ("PDF", "application/pdf", ""),
        ("PNG", "image/png", "o"),
        ("RDFA", "application/xhtml+xml text/html", "m"),
        ("RDF_N_QUADS", "application/n-quads", "om"),
        ("RDF_N_TRIPLES", "application/n-triples", "om"),
        ("RDF_TRIG", "application/trig", "om"),
        ("RDF_TURTLE", "text/turtle application/x-turtle", "om"),
        ("RDF_XML", "application/rdf+xml", "om"),
        ("RSS", "application/rss+xml", "om"),
        ("RTF", "application/rtf text/rtf", "o"),
        ("SHP", "application/x-shapefile application/vnd.shp", "m"),
        ("SPARQLQ", "application/sparql-query", ""),
        ("TAR", "application/x-tar", "o"),
        ("TIFF", "image/tiff", "o"),
        ("TSV", "text/tab-separated-values", "o"),
        ("TXT", "text/plain", "o"),
        ("WFS_SRVC", "application/vnd.ogc.wfs_xml", ""),
        ("WMS_SRVC", "application/vnd.ogc.wms_xml", "o"),
        ("XLS", "application/vnd.ms-excel", "m"),
        ("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "m"),
        ("XML", "application/xml text/xml", "om"),
        ("YAML", "application/yaml application/x-yaml text/yaml", ""),
        ("ZIP", "application/zip application/x-zip-compressed", "o"),
    )
)
"""Flags: o where edp-non-proprietary-format.rdf, m where edp-machine-readable-format.rdf lists the file type
(data.europa.eu, edp-vocabularies); the media types are those of DCAT-AP-SE's lists and of IANA."""

_BY_NAME = {one.name: one for one in FORMATS}
_BY_TYPE = {media_type: one for one in reversed(FORMATS) for media_type in one.media_types}

_WRAPPED = {
    "+zip": ("application/zip", "application/x-zip-compressed"),
    "+gzip": ("application/gzip", "application/x-gzip"),
    "+xml": ("application/xml", "text/xml"),
    "+json": ("application/json",),
}
"""What a type that ends so may also be served as (RFC 6839; text/csv+zip is DCAT-AP-SE's own)."""

_VAGUE = ("", "application/octet-stream", "binary/octet-stream", "text/plain", "application/force-download")


class Fit(StrEnum):
    """How a served media type fits what is declared."""

    YES = "yes"
    VAGUE = "vague"
    NO = "no"


def media_type_of(declared: str) -> str:
    """The media type that a format says, as text, IANA's address or the EU's file type; "" where none."""
    if declared.startswith(FILE_TYPE):
        known = format_of(declared)
        return known.media_types[0] if known else ""
    text = declared.partition(";")[0].strip().lower()
    iana = _IANA.fullmatch(text)
    text = iana[1] if iana else text
    return text if _MEDIA_TYPE.fullmatch(text) else ""


def format_of(declared: str) -> Format | None:
    """The file type that a format is or contains, where it is one of ours: text/csv+zip is CSV."""
    if declared.startswith(FILE_TYPE):
        return _BY_NAME.get(declared.removeprefix(FILE_TYPE))
    media_type = media_type_of(declared)
    return _BY_TYPE.get(media_type) or _BY_TYPE.get(media_type.removesuffix("+zip").removesuffix("+gzip"))


def fit(served: str, declared: Iterable[str]) -> Fit:
    """Whether a served media type is one of the declared ones, which are media types."""
    allowed = {also for one in declared for also in _also(one)}
    if not allowed or served in allowed:
        return Fit.YES
    return Fit.VAGUE if served in _VAGUE else Fit.NO


def _also(media_type: str) -> set[str]:
    known = _BY_TYPE.get(media_type)
    also = set(known.media_types) if known else set()
    for ending, types in _WRAPPED.items():
        if media_type.endswith(ending):
            also.update(types)
    return also | {media_type}
