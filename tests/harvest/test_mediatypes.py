"""Formats as catalogues write them, and whether what a server says fits them."""

import pytest

from rufsgraph.checks.mediatypes import FILE_TYPE, FORMATS, Fit, fit, format_of, media_type_of

IANA = "https://www.iana.org/assignments/media-types/"


@pytest.mark.parametrize(
    ("declared", "media_type", "name"),
    [
        ("text/csv", "text/csv", "CSV"),
        ("Text/CSV; header=present", "text/csv", "CSV"),
        ("text/csv+zip", "text/csv+zip", "CSV"),
        ("application/ld+json", "application/ld+json", "JSON_LD"),
        (f"{FILE_TYPE}RDF_TURTLE", "text/turtle", "RDF_TURTLE"),
        (f"{FILE_TYPE}NONESUCH", "", None),
        (f"{IANA}application/rdf+xml", "application/rdf+xml", "RDF_XML"),
        ("http://www.iana.org/assignments/media-types/text/html", "text/html", "HTML"),
        ("application/vnd.acme", "application/vnd.acme", None),
        ("CSV", "", None),
        ("", "", None),
    ],
)
def test_a_declared_format(declared: str, media_type: str, name: str | None) -> None:
    """A format is understood as text, as IANA's address and as the EU's file type."""
    assert media_type_of(declared) == media_type
    found = format_of(declared)
    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    ("served", "declared", "expected"),
    [
        ("text/csv", ("text/csv",), Fit.YES),
        ("text/html", ("text/csv",), Fit.NO),
        ("application/octet-stream", ("text/csv",), Fit.VAGUE),
        ("text/plain", ("text/turtle",), Fit.VAGUE),
        ("", ("text/csv",), Fit.VAGUE),
        ("application/zip", ("text/csv+zip",), Fit.YES),
        ("application/zip", ("text/csv",), Fit.NO),
        ("text/xml", ("application/xml",), Fit.YES),
        ("application/xml", ("application/rdf+xml",), Fit.YES),
        ("application/rdf+xml", ("application/xml",), Fit.NO),
        ("application/json", ("application/geo+json",), Fit.YES),
        ("text/turtle", ("application/x-turtle",), Fit.YES),
        ("text/csv", ("application/json", "text/csv"), Fit.YES),
        ("image/png", (), Fit.YES),
    ],
)
def test_what_is_served_fits(served: str, declared: tuple[str, ...], expected: Fit) -> None:
    """The same type by another name fits; one that says nothing is vague; another type does not fit."""
    assert fit(served, declared) is expected


def test_formats_have_names_of_their_own() -> None:
    """No file type stands twice, and each has a media type."""
    assert len({one.name for one in FORMATS}) == len(FORMATS)
    assert all(one.media_types for one in FORMATS)
