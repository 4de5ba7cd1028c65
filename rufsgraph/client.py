"""Asks a rufsgraph server from other programs: questions and SPARQL, answered with Python's own types.

>>> answer = Client("http://127.0.0.1:8050").ask("partners-on-priority", priority=3)  # doctest: +SKIP
>>> [row["actor_label"] for row in answer if row["role"] == "owner"]  # doctest: +SKIP

Needs SPARQLWrapper alone. That package requires rdflib, so pip installs both; nothing here imports rdflib.
"""

import importlib
import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

from SPARQLWrapper import GET, POST, SELECT, SPARQLWrapper

from rufsgraph.errors import CallError, RufsError

MAX_WAIT = 60.0  # seconds; a server that asks for a longer wait is not asked again
_LIMITS = frozenset({"over-time", "over-memory"})  # refusals that the same query would meet again
_AGENT = "rufsgraph-client"
_TURTLE = "text/turtle"
_READERS: Mapping[str, Callable[[str], Any]] = {  # of XML Schema's datatypes; the others stay text
    **dict.fromkeys(("integer", "int", "long", "nonNegativeInteger", "gYear"), int),
    **dict.fromkeys(("double", "float"), float),
    "decimal": Decimal,
    "boolean": {"true": True, "1": True, "false": False, "0": False}.__getitem__,
    "date": date.fromisoformat,
    "dateTime": datetime.fromisoformat,
}


class Iri(str):
    """An IRI, as text that is told apart from other text."""


class LangText(str):
    """A text in a language; `lang` is its tag."""

    lang: str

    def __new__(cls, value: str, lang: str = "") -> "LangText":
        text = super().__new__(cls, value)
        text.lang = lang
        return text


class ServerProblem(RufsError):
    """What a server said in place of an answer: its status and the problem that it told of."""

    def __init__(self, detail: str, /, status: int = 0, code: str = "", **extra: Any) -> None:
        super().__init__(detail)
        self.status, self.code = status, code
        self.title = self.title_sv = self.title_en = extra.pop("title", "")
        self.extra = extra

    def __str__(self) -> str:
        return f"{self.detail} ({self.status} {self.code})"


class ConnectionFailed(RufsError):
    """A server that couldn't be reached, was silent too long or broke off."""

    code = "connection-failed"
    title_sv, title_en = "Servern gick inte att nå", "The server couldn't be reached"


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows by the names of their columns; None where a row has no value."""

    names: tuple[str, ...]
    rows: list[dict[str, Any]]

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def to_pandas(self) -> Any:
        """The rows as a pandas DataFrame: decimals as floats, a column of several types as text."""
        return _package("pandas").DataFrame(self._columns(), columns=list(self.names)).convert_dtypes()

    def to_polars(self) -> Any:
        """The rows as a polars DataFrame: decimals as floats, a column of several types as text."""
        return _package("polars").DataFrame(self._columns())

    def _columns(self) -> dict[str, list[Any]]:
        return {name: _framed([row[name] for row in self.rows]) for name in self.names}


@dataclass(frozen=True)
class Question:
    """A question that a server answers."""

    id: str
    title: str


@dataclass(frozen=True)
class Column:
    """A column of an answer: its name, its type (`actor`, `integer`, `line list`) and what it means."""

    name: str
    type: str
    meaning: str


@dataclass(frozen=True, kw_only=True)
class Answer(Table):
    """An answer and what it rests on; rows that name entries have `sources` too, which frames leave out."""

    question: str
    title: str
    parameters: Mapping[str, Any]
    release: str
    edition: str
    as_of: date
    source: str
    licence: str
    scope_note: str
    columns: tuple[Column, ...]
    total: int

    @property
    def truncated(self) -> bool:
        """Whether a limit or an offset left rows out."""
        return len(self.rows) < self.total


class Client:
    """Asks one server; ServerProblem or ConnectionFailed where there is no answer to give.

    `timeout` is how many seconds the server may be silent, `retries` how often a call is tried again that got
    429 or 503: after as long as the answer's Retry-After says, otherwise after 1, 2, 4 ... seconds.
    """

    def __init__(self, url: str, *, timeout: float = 30, retries: int = 3, lang: str = "sv") -> None:
        if not re.match(r"https?://[^/?#]", url):
            raise CallError(f"{url!r} is no address of a server: http://... is wanted")
        self.url = url.rstrip("/")
        self.timeout, self.retries, self.lang = timeout, retries, lang

    def questions(self) -> list[Question]:
        """The questions that the server answers."""
        with _reading(self.url):
            listed = self._get("/ask", {"lang": self.lang})["questions"]
            return [Question(one["id"], one["title"][self.lang]) for one in listed]

    def ask(self, question_id: str, /, **parameters: object) -> Answer:
        """The answer to a question, all rows of it unless `limit` is given; `actor_type=` is `actor-type`."""
        if "format" in parameters:
            raise CallError("an answer comes as typed rows: leave out format")
        named = {name.replace("_", "-"): one for name, one in parameters.items() if one is not None}
        texts = {name: str(one).lower() if isinstance(one, bool) else str(one) for name, one in named.items()}
        given = {"lang": self.lang, **texts}
        path = f"/ask/{quote(question_id, safe='')}"
        with _reading(self.url):
            document = self._get(path, given)
            rows, offset = document["rows"], int(given.get("offset") or 0)
            while "limit" not in given and offset + len(rows) < document["total"]:
                page = self._get(path, {**given, "offset": str(offset + len(rows))})
                if page["release"] != document["release"] or not page["rows"]:
                    raise ValueError("its pages don't fit together, ask again")
                rows += page["rows"]
            return _answer(document, given["lang"])

    def query(self, sparql: str) -> Table | bool | str:
        """The answer to a SPARQL query: Table for SELECT, bool for ASK, Turtle for CONSTRUCT and DESCRIBE."""
        call = SPARQLWrapper(f"{self.url}/sparql", agent=_AGENT)
        # Not setQuery: it guesses the query's form by a regular expression, the server reads it.
        call.queryString, call.queryType, call.onlyConneg = sparql, SELECT, True
        call.setMethod(POST if len(sparql) > 2000 else GET)  # addresses have limits on their way
        call.addCustomHttpHeader("Accept", f"application/sparql-results+json, {_TURTLE}")
        call.addCustomHttpHeader("Accept-Language", self.lang)
        # Not query(): the errors that it raises drop the problem that the server told of.
        media_type, body = self._send(call._createRequest())
        with _reading(self.url):
            if media_type != _TURTLE:
                return _results(json.loads(body))
            if body.strip() and not body.rstrip().endswith(b"."):
                raise ValueError("it breaks off")
            return body.decode()

    def _get(self, path: str, parameters: Mapping[str, str]) -> Any:
        headers = {"Accept": "application/json", "Accept-Language": self.lang, "User-Agent": _AGENT}
        request = Request(f"{self.url}{path}?{urlencode(parameters)}", headers=headers)  # noqa: S310
        return json.loads(self._send(request)[1], parse_float=Decimal)

    def _send(self, request: Request, attempt: int = 0) -> tuple[str, bytes]:
        """The media type and the body of an answer, tried again where that may help."""
        try:
            with urlopen(request, timeout=self.timeout) as response:  # noqa: S310 - __init__ takes http alone
                return response.headers.get_content_type(), response.read()
        except HTTPError as error:
            problem, told = _problem(error), error.headers.get("Retry-After", "")
        except (OSError, HTTPException) as error:
            reason = error.reason if isinstance(error, URLError) else error
            raise ConnectionFailed(f"no answer from {self.url}: {reason}") from error
        wait = _wait(problem, told, attempt)
        if wait is None or attempt >= self.retries:
            raise problem
        time.sleep(wait)
        return self._send(request, attempt + 1)


@contextmanager
def _reading(url: str) -> Iterator[None]:
    """Turns what goes wrong while an answer is read into a ServerProblem."""
    try:
        yield
    except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
        detail = f"{url} answered with something that can't be read: {error!r}"
        raise ServerProblem(detail, 200, "unreadable-answer", title="The answer can't be read") from error


def _problem(error: HTTPError) -> ServerProblem:
    """The problem in an error's body; where there is none, what the status says."""
    told: dict[str, Any] = {"code": "http-error", "title": error.reason}
    with error, suppress(OSError, HTTPException, ValueError, TypeError):
        told.update(**json.loads(error.read()))
    detail = told.pop("detail", f"{error.url} answered {error.code} {error.reason}")
    return ServerProblem(detail, **{**told, "status": error.code})


def _wait(problem: ServerProblem, retry_after: str, attempt: int) -> float | None:
    """The seconds until another try, by Retry-After (RFC 9110, section 10.2.3); None where none may help."""
    if problem.status not in (429, 503) or problem.code in _LIMITS:
        return None
    wait = float(retry_after) if re.fullmatch("[0-9]+", retry_after) else min(2.0**attempt, MAX_WAIT)
    with suppress(ValueError):  # of what isn't a date
        moment = parsedate_to_datetime(retry_after)
        wait = (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
    return max(0.0, wait) if wait <= MAX_WAIT else None


def _answer(document: Mapping[str, Any], lang: str) -> Answer:
    columns = tuple(Column(one["name"], one["type"], one["meaning"][lang]) for one in document["columns"])
    decimals = [one.name for one in columns if one.type == "decimal"]
    for row in document["rows"]:
        row.update({name: Decimal(row[name]) for name in decimals if row[name] is not None})
    read = {
        "names": tuple(column.name for column in columns),
        "columns": columns,
        "title": document["title"][lang],
        "as_of": date.fromisoformat(document["as_of"]),
    }
    return Answer(**{name: {**document, **read}[name] for name in Answer.__dataclass_fields__})


def _results(document: Mapping[str, Any]) -> Table | bool:
    """The values of a SPARQL 1.1 Query Results JSON document."""
    if "boolean" in document:
        return bool(document["boolean"])
    names, bindings = tuple(document["head"]["vars"]), document["results"]["bindings"]
    rows = [{name: _value(one[name]) if name in one else None for name in names} for one in bindings]
    return Table(names=names, rows=rows)


def _value(term: Mapping[str, str]) -> Any:
    """A term as a value; a literal that isn't what its datatype says stays text, as a blank node's label."""
    text = term["value"]
    if term["type"] == "uri":
        return Iri(text)
    if "xml:lang" in term:
        return LangText(text, term["xml:lang"])
    try:
        name = term.get("datatype", "").removeprefix("http://www.w3.org/2001/XMLSchema#")
        return _READERS.get(name, str)(text)
    except (ValueError, ArithmeticError, KeyError):
        return text


def _framed(values: list[Any]) -> list[Any]:
    """A column for a data frame, in one type: plain text, floats in place of decimals."""
    plain = [str(one) if isinstance(one, str) else one for one in values]
    plain = [float(one) if isinstance(one, Decimal) else one for one in plain]
    kinds = {type(one) for one in plain if one is not None}
    only = float if kinds == {int, float} else str
    return plain if len(kinds) < 2 else [None if one is None else only(one) for one in plain]


def _package(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        raise CallError(f"{name} is not installed: pip install 'rufsgraph[{name}]'") from error
