"""Downloads: the files of every release, whole, by range or compressed, and the page that lists them."""

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from flask import Blueprint, Response, render_template, request, send_file
from werkzeug.wrappers import Response as AnyResponse

from rufsgraph.errors import NoRelease, NotFound
from rufsgraph.protocol.downloads import (
    CHECKSUMS,
    CODINGS,
    GROUPS,
    MANIFEST,
    checksums,
    content_type,
    files_of,
    split_coding,
)
from rufsgraph.releases.store import Release, derived_file, list_releases, read_release
from rufsgraph.server.context import kept_page, language, live, settings
from rufsgraph.server.encoding import compressed

blueprint = Blueprint("downloading", __name__)

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9.\-]{0,99}")
"""What a release may be called."""

_YEAR = 365 * 24 * 3600
_CHUNK = 1 << 18


@blueprint.get("/data")
def data() -> AnyResponse:
    """What there is to download, and the ways in for programs."""
    release = live().serving().release
    others = [one for one in reversed(list_releases(settings().releases)) if one.name != release.name]
    return kept_page(lambda: _listed(release, others), *(one.name for one in others))


def _listed(release: Release, others: list[Release]) -> Response:
    files = files_of(release.manifest)
    page = render_template(
        "data.html",
        lang=language(),
        release=release,
        groups={group: [one for one in files if one.group == group] for group in GROUPS},
        endings=list(CODINGS),
        others=others,
    )
    response = Response(page)
    response.headers["Vary"] = "Accept-Language"
    response.headers["Cache-Control"] = "no-store"  # the folder may get another release at any time
    return response


@blueprint.get("/download/<path:name>")
def download(name: str) -> Response:
    """A file of a release that the address names, for ever the same, or else of the current one."""
    first, _, rest = name.partition("/")
    release = _release(first) if rest else None
    if release is None:
        return _answer(live().serving().release, name, lasting=False)
    return _answer(release, rest, lasting=True)


def _release(name: str) -> Release | None:
    """The release of that name, if the folder has it."""
    folder = settings().releases
    if not _NAME.fullmatch(name) or not (folder / name).is_dir():
        return None
    try:
        release = read_release(folder / name)
    except NoRelease:
        return None
    return release if release.name == name else None


def _answer(release: Release, name: str, *, lasting: bool) -> Response:
    stem, coding = split_coding(name)
    known = {one.name: one for one in files_of(release.manifest)}
    if name == CHECKSUMS:
        response = _text(release, checksums(known.values()))
    elif name == MANIFEST:
        response = _file(release, release.path / MANIFEST, name, None)
    elif name in known:
        response = _file(release, release.path / name, name, known[name].sha256)
    elif coding and stem in known:
        response = _packed(release, stem, name, coding)
    else:
        raise NotFound(
            f"the release {release.name} has no file {name}; /data lists what there is",
            f"utgåvan {release.name} har ingen fil {name}; /data visar vad som finns",
        )
    if lasting:
        response.headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
    else:
        response.headers["Cache-Control"] = "public, no-cache"
        response.headers["Content-Location"] = f"/download/{release.name}/{name}"
    response.headers["Link"] = '</data>; rel="collection"'
    return response


def _file(release: Release, path: Path, name: str, sha256: str | None) -> Response:
    response = send_file(
        path,
        mimetype=content_type(name),
        conditional=True,
        etag=sha256 or hashlib.sha256(f"{release.name}/{name}/{path.stat().st_size}".encode()).hexdigest(),
        last_modified=_modified(release),
        as_attachment=request.args.get("save") is not None,
        download_name=f"rufs-{release.name}-{name.replace('/', '-')}",
    )
    response.content_type = content_type(name)  # what is named as the mimetype gets a second charset
    response.headers["Accept-Ranges"] = "bytes"
    return response


def _text(release: Release, content: str) -> Response:
    response = Response(content, mimetype="text/plain")
    response.last_modified = _modified(release)
    response.set_etag(hashlib.sha256(content.encode()).hexdigest())
    response.make_conditional(request)
    return response


def _modified(release: Release) -> datetime:
    """When the edition was last changed, by its own table: files bear no date of a clock."""
    return datetime.fromisoformat(str(release.manifest["modified"])).replace(tzinfo=UTC)


def _packed(release: Release, stem: str, name: str, coding: str) -> Response:
    """A file compressed: made the first time that somebody asks, or as it goes where nothing can be kept."""

    def pack(target: Path) -> None:
        with target.open("wb") as file:
            file.writelines(compressed(_pieces(release.path / stem), coding))

    try:
        return _file(release, derived_file(release, name, pack), name, None)
    except OSError:
        pieces = compressed(_pieces(release.path / stem), coding)
        return Response(pieces, content_type=content_type(name))


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_CHUNK):
            yield piece
