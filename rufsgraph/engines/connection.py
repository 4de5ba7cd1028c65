"""Requests to one server elsewhere over HTTP: a time limit for each, its failures as errors of ours."""

import http.client
import re
import time
from http.client import HTTPMessage, HTTPResponse
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from rufsgraph import __version__
from rufsgraph.engines.credentials import Credentials
from rufsgraph.errors import BadQuery, CallError, EngineFailed, OverTime, RufsError, TooBusy, TooLarge

_PIECE = 1 << 16
_SHOWN = 400
"""How much of a remote's message is handed on, in characters."""

_LATE = re.compile(
    r"timed? ?out|time limit|TimeLimitExceeded|execution time|has been cancelled|S1TAT|S1T00", re.IGNORECASE
)
"""What Virtuoso, Oxigraph, GraphDB, QLever and Neptune say when they stop a query at their own limit."""


_UNKNOWN_FUNCTION = re.compile(r"custom function .* is not supported|Undefined procedure")
"""What Oxigraph and Virtuoso say, with status 500, of a function that they don't have."""

_ECHO = "\n\nSPARQL query:"
"""What stands between Virtuoso's message and the query that it repeats after it."""


class _NoRedirect(HTTPRedirectHandler):
    """Follows no redirect: nothing is sent to another address than the one that was configured."""

    def redirect_request(self, *_: object) -> None:
        """None, so that the redirect stays an error."""


class Connection:
    """A server elsewhere; its password is sent only where the server asks for it, or as a bearer token."""

    def __init__(self, url: str, seconds: float, user: str = "", password: str = "") -> None:
        self.url = must_be_address(url)
        self.seconds = seconds
        self._token = password if password and not user else ""
        self._credentials = Credentials(url, user, password) if user else None
        self._opener = build_opener(_NoRedirect)

    def send(
        self, request: Request, *, is_query: bool = False, limit: int | None = None
    ) -> tuple[bytes, HTTPMessage]:
        """A request's answer, whole, with its headers; TooLarge where it has more bytes than the limit.

        BadQuery (of a query only), OverTime, TooBusy or EngineFailed, each with the server's own message.
        """
        deadline = time.monotonic() + self.seconds
        request.add_header("User-Agent", f"rufsgraph/{__version__}")
        try:
            self._authorise(request)
            with self._opener.open(request, timeout=self.seconds) as response:
                return self._read(response, deadline, limit), response.headers
        except HTTPError as error:
            raise failure(self.url, error.code, _message(error), is_query=is_query) from error
        except (http.client.HTTPException, OSError, ValueError) as error:
            raise self._told(request, error, is_query=is_query) or self._broken(error) from error

    def _authorise(self, request: Request) -> None:
        """Gives a request its Authorization header, if the server wants one.

        The server is asked by the same request without a body, as it may close the connection on a large
        body that comes unauthorised, before its answer can be read.
        """
        if self._token:
            request.add_header("Authorization", f"Bearer {self._token}")
        if self._credentials is None:
            return
        try:
            with self._opener.open(_bare(request), timeout=self.seconds):
                return
        except HTTPError as error:
            with error:
                challenges = error.headers.get_all("WWW-Authenticate") or []
            header = self._credentials.answer(challenges, request) if error.code == 401 else None
            if header:
                request.add_header("Authorization", header)

    def _told(self, request: Request, error: Exception, *, is_query: bool) -> RufsError | None:
        """What a server that closed the connection on a body tells of it where none comes; else None."""
        if not request.data or not isinstance(_cause(error), ConnectionError):
            return None
        try:
            self._opener.open(_bare(request), timeout=self.seconds).close()
        except HTTPError as error:
            return failure(self.url, error.code, _message(error), is_query=is_query)
        except (http.client.HTTPException, OSError, ValueError):
            return None
        return None

    def _read(self, response: HTTPResponse, deadline: float, limit: int | None) -> bytes:
        content = bytearray()
        while piece := response.read1(_PIECE):
            content += piece
            if limit is not None and len(content) > limit:
                raise _too_large(self.url, limit)
            if time.monotonic() > deadline:
                raise TimeoutError
        announced = response.headers.get("Content-Length", "")
        if announced.isdigit() and len(content) < int(announced):  # read1 takes it for the end
            raise http.client.IncompleteRead(bytes(content), int(announced) - len(content))
        return bytes(content)

    def _broken(self, error: Exception) -> RufsError:
        place, reason = shown(self.url), _cause(error)
        if isinstance(reason, TimeoutError):
            return OverTime(
                f"{place} was left after {self.seconds:g} s, unanswered: ask for less, or raise the limit",
                f"{place} lämnades efter {self.seconds:g} s, utan svar: begär mindre eller höj gränsen",
                limit=self.seconds,
            )
        said = _line(str(reason)) or type(error).__name__
        return EngineFailed(f"{place} gave no answer: {said}", f"{place} gav inget svar: {said}")


def _cause(error: Exception) -> object:
    """What lies behind urllib's own error."""
    return getattr(error, "reason", None) or error


def _bare(request: Request) -> Request:
    """The same request without its body, and without the length of it that urllib adds as it sends."""
    method = request.get_method()
    return Request(request.full_url, b"", request.headers, method=method)  # noqa: S310 - checked to be http


def must_be_address(url: str) -> str:
    """The address of a server; CallError where it isn't one, or holds credentials."""
    try:
        parts = urlsplit(url)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fits, parts = False, urlsplit("")
    if not fits or "@" in parts.netloc or re.search(r"[\x00-\x20]", url):
        raise CallError(
            f"{shown(url)!r} is no http address of a server (without a user and a password in it)",
            f"{shown(url)!r} är ingen http-adress till en server (utan användare och lösenord i den)",
        )
    return url


def shown(url: str) -> str:
    """An address as it may be shown: without what follows a question mark or precedes an @.

    >>> shown("https://me:secret@example.org/sparql?access-token=secret")
    'https://example.org/sparql'
    """
    return re.sub(r"//[^/]*@", "//", url.partition("?")[0].partition("#")[0])


def failure(url: str, status: int, text: str, *, is_query: bool) -> RufsError:
    """A server's refusal as an error of ours, by its status and what it says."""
    place = shown(url)
    if status in (408, 504) or _LATE.search(text):
        return OverTime(f"{place} stopped at its limit: {text}", f"{place} stannade vid sin gräns: {text}")
    if status in (429, 503):
        return TooBusy(f"{place} is busy: {text}", f"{place} är upptagen: {text}", retry_after=1)
    if is_query and (status == 400 or _UNKNOWN_FUNCTION.search(text)):
        return BadQuery(f"{place} can't read the query: {text}", f"{place} kan inte läsa frågan: {text}")
    if status in (401, 403):
        return EngineFailed(
            f"{place} refused ({status}): credentials are missing or don't suffice. {text}".strip(),
            f"{place} nekade ({status}): inloggning saknas eller räcker inte. {text}".strip(),
        )
    return EngineFailed(f"{place} answered {status}: {text}", f"{place} svarade {status}: {text}")


def _message(error: HTTPError) -> str:
    """What a refusal says, shortened; of a page only its status line."""
    read = getattr(error, "read", None)
    body = read(_PIECE) if read else b""
    text = _line(body.decode("utf-8", "replace").partition(_ECHO)[0])
    if not text or text.startswith("<"):
        text = str(error.reason)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + " …"


def _line(text: str) -> str:
    """A text as one line of what can be shown."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _too_large(url: str, limit: int) -> TooLarge:
    return TooLarge(
        f"the answer of {shown(url)} is over {limit} bytes, the largest that is taken: add LIMIT",
        f"svaret från {shown(url)} är över {limit} byte, det största som tas emot: lägg till LIMIT",
        limit=limit,
    )
