"""The site copied into files: every answer is asked of the app itself, in this process, and written."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, json
from werkzeug.test import create_environ, run_wsgi_app

from rufsgraph.config import EMBEDDED, Settings
from rufsgraph.engines.embedded import DATASET_FILE, EmbeddedEngine
from rufsgraph.engines.repeating import RepeatingEngine
from rufsgraph.errors import NeedsService, NotAcceptable, NotFound
from rufsgraph.protocol.addresses import FORMS, LANGUAGES, Address, address_of
from rufsgraph.protocol.copies import (
    ENDINGS,
    Call,
    Fixed,
    default_of,
    driven_addresses,
    fixed_addresses,
    open_parameters,
    ordered,
)
from rufsgraph.protocol.downloads import CHECKSUMS, CODINGS, MANIFEST, files_of
from rufsgraph.protocol.ontologies import version_of
from rufsgraph.protocol.webservers.rules import Choice, Elsewhere, Moved, Rules
from rufsgraph.questions.deriving import Derived
from rufsgraph.questions.descriptions import ontology
from rufsgraph.questions.former import all_former
from rufsgraph.questions.question import Parameter, library
from rufsgraph.releases.elsewhere import open_engine
from rufsgraph.releases.identifiers import subjects
from rufsgraph.releases.store import Release, list_releases
from rufsgraph.server.app import HEADERS, create_app
from rufsgraph.server.context import EXTENSION
from rufsgraph.server.encoding import LEAST, compress, is_compressible
from rufsgraph.server.live import Live, ServingEngine
from rufsgraph.terms import Iris

FILES = "files"
"""The folder of a copy that a web server serves."""

ERRORS = "errors"
"""The folder in it for what is answered when nothing else is."""

FORMER = "former"
"""The folder in it for what became of identifiers that are no longer in use."""

_NEXT = b"<http://www.w3.org/1999/xhtml/vocab#next>"
_PICTURE = re.compile(rb"/picture/[a-z-]+/[A-Za-z0-9][A-Za-z0-9._-]*\.svg")
_DESCRIBED_ELSEWHERE = re.compile(rb"^<([^>]*)> <https://schema\.org/sameAs> ", re.MULTILINE)
_NEXT_PAGE = b'rel="next"'
_PACKED = "gz"


@dataclass(frozen=True, slots=True)
class Job:
    """A part of the work: what is copied (a method of Copier), and which of it."""

    what: str
    which: Any


@dataclass(frozen=True, slots=True)
class Size:
    """A file written: its kind, its bytes, and its bytes compressed (the same where that saves nothing)."""

    kind: str
    bytes: int
    packed: int


@dataclass(frozen=True, slots=True)
class Answered:
    """What the app answered."""

    status: int
    headers: dict[str, str]
    body: bytes


class Copier:
    """Asks the app what a release answers, and writes it under a folder."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        quiet = replace(settings, cache_bytes=0, log="none")
        self._app = create_app(quiet, Live(quiet, _opening, follows=False))
        self._app.register_blueprint(_missing())
        self._environ = create_environ("/", settings.public)
        self._folder = folder
        self._settings = settings
        self.serving = self._app.extensions[EXTENSION]["live"].serving()
        self.iris: Iris = self.serving.iris
        self.release: Release = self.serving.release

    def ask(self, path: str, query: str = "", accept: str = "*/*") -> Answered:
        """What the app answers at an address."""
        environ = {**self._environ, "PATH_INFO": path, "QUERY_STRING": query, "HTTP_ACCEPT": accept}
        pieces, status, headers = run_wsgi_app(self._app.wsgi_app, environ)
        try:
            return Answered(int(status[:3]), dict(headers), b"".join(pieces))
        finally:
            close = getattr(pieces, "close", None)
            if close:
                close()

    def do(self, job: Job) -> list[Size]:
        """Writes the files of a job."""
        return list(getattr(self, job.what)(job.which))

    def thing(self, address: Address) -> Iterator[Size]:
        """The description of a thing in every form, each of its pages."""
        page, more = 1, True
        while more:
            stem = address.doc_path().removeprefix("/") + (f"~{page}" if page > 1 else "")
            query = f"page={page}" if page > 1 else ""
            for lang in LANGUAGES:
                told = f"lang={lang}&{query}".removesuffix("&")
                answer = self._must(address.doc_path(), told, FORMS["html"])
                yield self._write("description.html", f"{stem}.{lang}.html", answer)
                yield from self._pictures(answer, lang)
            for ending in FORMS:
                if ending != "html":
                    answer = self._must(address.doc_path(ending), query, "*/*")
                    yield self._write(f"description.{ending}", f"{stem}.{ending}", answer)
                    more = _NEXT in answer.body if ending == "nt" else more
            page += 1

    def fixed(self, one: Fixed) -> Iterator[Size]:
        """An address without variables, in each of its forms and languages."""
        for lang in LANGUAGES if one.by_language else LANGUAGES[:1]:
            for ending in one.endings:
                query = f"lang={lang}" if one.by_language else ""
                answer = self._must(one.path, query, ENDINGS[ending])
                yield self._write(f"page.{ending}", one.file(ending, lang), answer)
                yield from self._pictures(answer, lang)

    def call(self, one: Call) -> Iterator[Size]:
        """An answered question; without what it requires, the page with its form."""
        requires = any(parameter.required for parameter in library()[one.question].parameters)
        for lang in LANGUAGES:
            yield from self._answer_pages(one, lang)
            if one.parameter or not requires:
                for ending, note in (("json", ""), ("csv", ""), ("csv", "&note=true")):
                    query = f"format={ending}&{_given(one, lang)}{note}"
                    answer = self._must(f"/ask/{one.question}", query, ENDINGS[ending])
                    marked = f"note.{ending}" if note else ending
                    yield self._write(f"answer.{ending}", f"{one.stem}.{lang}.{marked}", answer)

    def _answer_pages(self, one: Call, lang: str) -> Iterator[Size]:
        """The pages of an answer in a language."""
        page, more = 1, True
        while more:
            number, mark = (f"&page={page}", f"~{page}") if page > 1 else ("", "")
            answer = self._must(f"/ask/{one.question}", _given(one, lang) + number, ENDINGS["html"])
            yield self._write("answer.html", f"{one.stem}{mark}.{lang}.html", answer)
            yield from self._pictures(answer, lang)
            more = _NEXT_PAGE in answer.body
            page += 1

    def download(self, path: str) -> Iterator[Size]:
        """A file of a release and its compressed forms."""
        answer = self._must(f"/{path}", "", "*/*")
        if path.endswith((MANIFEST, CHECKSUMS)):
            yield self._write("download", path, answer)
            return
        packs = [] if path.endswith(".zip") else list(CODINGS)
        packed = {pack: self._must(f"/{path}.{pack}", "", "*/*") for pack in packs}
        for name, one in ((path, answer), *((f"{path}.{pack}", one) for pack, one in packed.items())):
            self._put(name, one.body)
        least = len(packed[_PACKED].body) if _PACKED in packed else len(answer.body)
        yield Size("download", len(answer.body), least)

    def asset(self, path: str) -> Iterator[Size]:
        """A file that pages load."""
        yield self._write("asset", path, self._must(f"/{path}", "", "*/*"))

    def missing(self, status: int) -> Iterator[Size]:
        """What is said where there is nothing, for people and for programs."""
        yield from self._told(f"/{ERRORS}/{status}", f"{ERRORS}/{status}", status, ("html", "problem"))

    def former(self, address: Address) -> Iterator[Size]:
        """What is said of an identifier that is no longer in use, unless it leads on by itself."""
        answer = self.ask(address.id_path)
        stem = f"{FORMER}{address.id_path.removeprefix('/id')}"
        if answer.status != 308:
            second = "json" if answer.status == 300 else "problem"
            yield from self._told(address.id_path, stem, answer.status, ("html", second))

    def _told(self, path: str, stem: str, status: int, endings: Iterable[str]) -> Iterator[Size]:
        for lang in LANGUAGES:
            for ending in endings:
                answer = self._must(path, f"lang={lang}", ENDINGS[ending], status)
                yield self._write("error", f"{stem}.{lang}.{ending}", answer)
                if status == 300:
                    self._put(f"{stem}.{lang}.{ending}.asis", _as_is(answer))

    def _must(self, path: str, query: str, accept: str, status: int = 200) -> Answered:
        """The answer, which has that status: anything else is a bug that would be copied."""
        answer = self.ask(path, query, accept)
        if answer.status != status:
            raise RuntimeError(f"{path}?{query} answers {answer.status}: {answer.body[:200]!r}")
        return answer

    def _write(self, kind: str, name: str, answer: Answered) -> Size:
        """Writes an answer, and beside it compressed where that makes it smaller."""
        self._put(name, answer.body)
        if len(answer.body) >= LEAST and is_compressible(answer.headers.get("Content-Type", "")):
            packed = compress(answer.body, CODINGS[_PACKED])
            if len(packed) < len(answer.body):
                self._put(f"{name}.{_PACKED}", packed)
                return Size(kind, len(answer.body), len(packed))
        return Size(kind, len(answer.body), len(answer.body))

    def _pictures(self, page: Answered, lang: str) -> Iterator[Size]:
        """The pictures that a page shows, unless another page has brought them."""
        for path in sorted({found.decode() for found in _PICTURE.findall(page.body)}):
            name = f"{path.removeprefix('/')}.{lang}.svg"
            if not (self._folder / name).exists():
                yield self._write("picture", name, self._must(path, f"lang={lang}", ENDINGS["svg"]))

    def _put(self, name: str, body: bytes) -> None:
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)

    def jobs(self, keep: Callable[[str], bool]) -> list[Job]:
        """All that there is to copy; of descriptions and calls those whose path and query are kept."""
        found = [Job("missing", status) for status in MISSING]
        found += [Job("fixed", one) for one in self._fixed()]
        found += [Job("download", path) for path in self._downloads()]
        found += [Job("asset", path) for path in _assets(Path(self._app.static_folder or ""))]
        found += [Job("former", one) for one in self._former()]
        found += [Job("call", one) for one in self._calls() if keep(f"/{one.stem}")]
        found += [Job("thing", one) for one in self._things() if keep(one.doc_path())]
        return found

    def rules(self) -> Rules:
        """What a web server must know to answer as the app does."""
        return Rules(
            public=self._settings.public,
            iris=self.iris,
            headers=HEADERS,
            fixed=tuple(self._fixed()),
            driven=tuple(driven_addresses(self._api())),
            questions=tuple(library().values()),
            version=version_of(ontology(self.serving.engine, self.iris)),
            files={path: self._place(path).rpartition(".")[0] for path in self._leading_to_files()},
            release=self.release.name,
            releases=tuple(one.name for one in self._releases()),
            moved=tuple(self._moved()),
            gone=tuple(one for one in self._former() if self.ask(one.id_path).status == 410),
            choices=tuple(self._choices()),
            elsewhere=tuple(self._elsewhere()),
        )

    def _api(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(self._must("/api/openapi.json", "", "*/*").body)
        return document

    def _fixed(self) -> list[Fixed]:
        """The addresses without variables, each with the form first that who doesn't say gets."""
        by_type = {media_type: ending for ending, media_type in ENDINGS.items()}
        found = []
        for one in fixed_addresses(self._api()):
            answer = self._must(one.path, "", "*/*")
            first = by_type[answer.headers["Content-Type"].partition(";")[0]]
            found.append(replace(one, endings=ordered(one.endings, first)))
        return found

    def _things(self) -> list[Address]:
        """Everything that has a description here."""
        found = {address_of(iri, self.iris) for iri in subjects(self._quads())}
        return sorted((one for one in found if one), key=lambda one: (one.cls, one.key))

    def _quads(self) -> bytes:
        return (self.release.path / DATASET_FILE).read_bytes()

    def _former(self) -> list[Address]:
        """Identifiers that are no longer in use."""
        found = (address_of(iri, self.iris) for iri in all_former(self.serving.engine))
        return [one for one in found if one]

    def _moved(self) -> Iterator[Moved]:
        for one in self._former():
            if self.ask(one.id_path).status == 308:
                yield Moved(one, self._place(one.id_path), self._place(one.doc_path()))

    def _choices(self) -> Iterator[Choice]:
        for one in self._former():
            answers = [self.ask(path) for path in (one.id_path, one.doc_path())]
            if answers[0].status == 300:
                yield Choice(one, *(answer.headers["Link"] for answer in answers))

    def _elsewhere(self) -> Iterator[Elsewhere]:
        named = sorted({found.decode() for found in _DESCRIBED_ELSEWHERE.findall(self._quads())})
        for address in (address_of(iri, self.iris) for iri in named):
            if address:
                yield Elsewhere(address, self.ask(address.id_path).headers["Link"])

    def _place(self, path: str) -> str:
        """Where an address leads who reads Turtle."""
        return self.ask(path, "", FORMS["ttl"]).headers["Location"]

    def _leading_to_files(self) -> list[str]:
        """The addresses of graphs and shapes."""
        start = f"<{self.iris.base}shapes/".encode()
        named = re.findall(re.escape(start) + rb"([^>]*)", self._quads())
        shapes = {f"/shapes/{name.decode()}" for name in named}
        return [*(f"/graph/{name}" for name in self.release.manifest["triples"]), *sorted(shapes)]

    def _calls(self) -> Iterator[Call]:
        """Every question without a parameter, and with each value of each that it may be asked with alone."""
        for question in library().values():
            yield Call(question.id)
            for parameter in open_parameters(question):
                for value in self._values(parameter):
                    yield Call(question.id, parameter.name, value)

    def _values(self, parameter: Parameter) -> list[str]:
        """All values of a parameter but its default."""
        if parameter.type == "boolean":
            found = ["false", "true"]
        elif parameter.type == "choice":
            found = list(parameter.choices)
        else:
            found = [one.key for one in self.serving.asker.names.of_kind(parameter.type)]
        return [one for one in dict.fromkeys(found) if one != default_of(parameter)]

    def _releases(self) -> list[Release]:
        return list_releases(self._settings.releases)

    def _downloads(self) -> list[str]:
        """The files of every release."""
        return [
            f"download/{release.name}/{name}"
            for release in self._releases()
            for name in (*(one.name for one in files_of(release.manifest)), MANIFEST, CHECKSUMS)
        ]


MISSING = {
    404: NotFound("nothing is published at this address", "ingenting är publicerat på den här adressen"),
    406: NotAcceptable(
        "none of the types in Accept can be given here; leave Accept out to see what there is",
        "inget av formaten i Accept kan ges här; utelämna Accept för att se vad som finns",
    ),
    501: NeedsService(
        "this is a copy of the site, in files: it has each question with one choice at a time, but no "
        "search, no SPARQL and no several choices at once. The files under /data hold all of the data",
        "det här är en kopia av webbplatsen, i filer: den har varje fråga med ett val i taget, men ingen "
        "sökning, ingen SPARQL och inte flera val på en gång. Filerna under /data har alla data",
    ),
}
"""What a copy says where it has nothing, by status."""


def _missing() -> Blueprint:
    """Addresses at which the app says, in its own way, what a copy is to say where it has nothing."""
    blueprint = Blueprint("missing", __name__)

    @blueprint.get(f"/{ERRORS}/<int:status>")
    def missing(status: int) -> Response:
        raise MISSING[status]

    return blueprint


def _given(one: Call, lang: str) -> str:
    """The parameters of a call, as a query string."""
    return f"lang={lang}" + (f"&{one.parameter}={one.value}" if one.parameter else "")


def _as_is(answer: Answered) -> bytes:
    """An answer as Apache's mod_asis wants it, which sends no other status than 200 by itself."""
    head = f"Status: {answer.status} Multiple Choices\nContent-Type: {answer.headers['Content-Type']}\n\n"
    return head.encode() + answer.body


def _assets(folder: Path) -> list[str]:
    """The paths of the files that pages load."""
    return sorted(f"static/{path.relative_to(folder)}" for path in folder.rglob("*") if path.is_file())


def _opening(release: Release, made: Derived | None, settings: Settings) -> ServingEngine:
    """An engine in this process: what is asked is ours alone."""
    if settings.engine != EMBEDDED:
        return open_engine(settings.engine, release, settings.query_seconds, settings.answer_bytes)
    engine = EmbeddedEngine.of_store(made.store) if made else EmbeddedEngine.of_release(release.path)
    return RepeatingEngine(engine)
