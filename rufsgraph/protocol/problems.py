"""An error as a problem document (RFC 9457)."""

from collections.abc import Mapping

from rufsgraph.errors import RufsError
from rufsgraph.terms import RUFS

MEDIA_TYPE = "application/problem+json"


def problem(error: RufsError, status: int, lang: str) -> Mapping[str, object]:
    """Type, title, status, detail, code, and what the error adds (limit, used, nearest, available)."""
    return {
        "type": f"{RUFS}problem/{error.code}",
        "title": error.title_sv if lang == "sv" else error.title_en,
        "status": status,
        "detail": error.detail_sv if lang == "sv" else error.detail,
        "code": error.code,
        **error.extra,
    }
