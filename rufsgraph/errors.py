"""The error tree and the Finding: errors stop the work, findings are what is wrong with data."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum


class RufsError(Exception):
    """A reason to stop that a person can act on; `code` is stable and kebab-case.

    `detail` says what was wrong and what to do, in English; `detail_sv` the same in Swedish.
    `extra` holds named values for a program (a limit, the nearest names, a position).
    """

    code = "error"
    title_sv = "Något gick fel"
    title_en = "Something went wrong"

    def __init__(self, detail: str, detail_sv: str | None = None, **extra: object) -> None:
        super().__init__(detail)
        self.detail = detail
        self.detail_sv = detail_sv or detail
        self.extra: Mapping[str, object] = extra


class CallError(RufsError):
    """The call is wrong: an option, a parameter, a file that isn't there."""

    code = "bad-call"
    title_sv = "Anropet är fel"
    title_en = "The call is wrong"


class FileMissing(CallError):
    """A file or folder that was named can't be read."""

    code = "file-missing"
    title_sv = "Filen kan inte läsas"
    title_en = "The file can't be read"


class NotWritable(CallError):
    """A folder that has to be written to can't be."""

    code = "not-writable"
    title_sv = "Mappen går inte att skriva i"
    title_en = "The folder can't be written to"


class NoRelease(CallError):
    """There is no release to answer from."""

    code = "no-release"
    title_sv = "Det finns ingen utgåva att svara ur"
    title_en = "There is no release to answer from"


class BadSetting(CallError):
    """A setting can't be understood."""

    code = "bad-setting"
    title_sv = "Inställningen går inte att förstå"
    title_en = "The setting can't be understood"


class BadParameter(CallError):
    """A parameter of a question has a value that can't be understood."""

    code = "bad-parameter"
    title_sv = "Parametern går inte att förstå"
    title_en = "The parameter can't be understood"


class UnknownName(CallError):
    """A name that nothing here bears; `extra["nearest"]` lists the nearest."""

    code = "unknown-name"
    title_sv = "Namnet är okänt"
    title_en = "The name is unknown"


class BadQuery(CallError):
    """A SPARQL text that isn't one; the detail says where and what."""

    code = "bad-query"
    title_sv = "Frågan är inte giltig SPARQL"
    title_en = "The query is not valid SPARQL"


class BadRequest(CallError):
    """A request that breaks the SPARQL protocol."""

    code = "bad-request"
    title_sv = "Begäran följer inte protokollet"
    title_en = "The request doesn't follow the protocol"


class UpdateRefused(CallError):
    """An update was sent to a published, read-only server."""

    code = "update-refused"
    title_sv = "Tjänsten går bara att läsa"
    title_en = "The service is read-only"


class ServiceRefused(CallError):
    """A query that asks this server to query another."""

    code = "service-refused"
    title_sv = "SERVICE är avstängt"
    title_en = "SERVICE is switched off"


class NotAcceptable(CallError):
    """None of the media types asked for can be given."""

    code = "not-acceptable"
    title_sv = "Formatet finns inte"
    title_en = "The format is not available"


class UnsupportedBody(CallError):
    """A request body of a type that isn't read here."""

    code = "unsupported-body"
    title_sv = "Innehållstypen läses inte"
    title_en = "The content type is not read"


class TooLarge(CallError):
    """A query or an answer is over a limit in bytes."""

    code = "too-large"
    title_sv = "För stort"
    title_en = "Too large"


class NotFound(CallError):
    """Nothing is published at this address."""

    code = "not-found"
    title_sv = "Sidan finns inte"
    title_en = "Nothing is here"


class Gone(CallError):
    """An identifier is no longer in use, and nothing stands in its place."""

    code = "gone"
    title_sv = "Finns inte längre"
    title_en = "No longer here"


class NeedsService(RufsError):
    """A copy of the site was asked what only the service itself can answer."""

    code = "needs-service"
    title_sv = "Det här svarar bara tjänsten på"
    title_en = "Only the service answers this"


class NotOurs(CallError):
    """A folder to be written over holds something else than what was written there before."""

    code = "not-ours"
    title_sv = "Mappen är inte vår"
    title_en = "The folder is not ours"


class OverTime(RufsError):
    """A query was stopped at its time limit."""

    code = "over-time"
    title_sv = "Frågan stoppades vid tidsgränsen"
    title_en = "The query was stopped at its time limit"


class OverMemory(RufsError):
    """A query was stopped at its memory limit."""

    code = "over-memory"
    title_sv = "Frågan stoppades vid minnesgränsen"
    title_en = "The query was stopped at its memory limit"


class TooBusy(RufsError):
    """As many queries as are let in are running or waiting."""

    code = "too-busy"
    title_sv = "Tjänsten är upptagen"
    title_en = "The service is busy"


class TooMany(RufsError):
    """A client has as many requests under way as its share allows."""

    code = "too-many"
    title_sv = "För många förfrågningar samtidigt"
    title_en = "Too many requests at once"


class EngineFailed(RufsError):
    """The engine died or answered with something that can't be read."""

    code = "engine-failed"
    title_sv = "Frågemotorn svarade inte"
    title_en = "The query engine failed"


class DataWrong(RufsError):
    """Data that must not be published; `findings` says what is wrong with it, all of it."""

    code = "data-wrong"
    title_sv = "Data är fel"
    title_en = "The data is wrong"

    def __init__(self, findings: Iterable["Finding"]) -> None:
        self.findings = tuple(findings)
        super().__init__(f"{len(self.findings)} findings", f"{len(self.findings)} anmärkningar")


class Severity(StrEnum):
    """How much a finding matters: a violation stops a release, a warning and an info don't."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong or doubtful in data, told as a value.

    `where` is a table and its row, a file or an IRI; `field` a column or property; `lines` the
    report's lines; `expected` and `nearest` say what would have been right.
    """

    code: str
    message_sv: str
    message_en: str
    severity: Severity = Severity.VIOLATION
    where: str = ""
    row: int | None = None
    field: str = ""
    value: str = ""
    expected: str = ""
    nearest: str = ""
    shape: str = ""
    lines: tuple[int, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """The finding as JSON-ready values, without what is empty."""
        return {key: value for key, value in asdict(self).items() if value not in (None, "", ())}

    def as_line(self, lang: str = "en") -> str:
        """The finding in one line for a terminal."""
        place = self.where + (f":{self.row}" if self.row is not None else "")
        parts = [str(self.severity), place, self.field, repr(self.value) if self.value else ""]
        head = " ".join(part for part in parts if part)
        text = self.message_sv if lang == "sv" else self.message_en
        if lang != "sv" and self.expected not in text:
            text += f"; expected {self.expected}"
        if self.nearest not in text:
            text += f"; {'närmast är' if lang == 'sv' else 'nearest is'} {self.nearest}"
        return f"{head}: {text}"


def has_violation(findings: Iterable[Finding]) -> bool:
    """Whether any of the findings stops a release."""
    return any(finding.severity is Severity.VIOLATION for finding in findings)
