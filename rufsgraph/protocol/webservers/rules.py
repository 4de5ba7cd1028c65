"""What a web server must know of a copy, whichever server it is."""

from collections.abc import Mapping
from dataclasses import dataclass

from rufsgraph.protocol.addresses import Address
from rufsgraph.protocol.copies import Fixed
from rufsgraph.questions.question import Question
from rufsgraph.terms import Iris


@dataclass(frozen=True, slots=True)
class Moved:
    """An identifier that was replaced: where it leads now, and where its description does."""

    address: Address
    id_path: str
    doc_path: str


@dataclass(frozen=True, slots=True)
class Choice:
    """An identifier that was merged or split: the Link header of its identifier and of its description."""

    address: Address
    id_links: str
    doc_links: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A thing that others describe too: the Link header of its identifier."""

    address: Address
    links: str


@dataclass(frozen=True, slots=True)
class Rules:
    """The addresses of a copy, by how they are answered.

    `files` gives for a graph's or shape's path the file that it leads to, without its ending; `release` is
    the name of the current release and `releases` of all that there are files of; `version` the ontology's.
    """

    public: str
    iris: Iris
    headers: Mapping[str, str]
    fixed: tuple[Fixed, ...]
    driven: tuple[str, ...]
    questions: tuple[Question, ...]
    version: str
    files: Mapping[str, str]
    release: str
    releases: tuple[str, ...]
    moved: tuple[Moved, ...]
    gone: tuple[Address, ...]
    choices: tuple[Choice, ...]
    elsewhere: tuple[Elsewhere, ...]
