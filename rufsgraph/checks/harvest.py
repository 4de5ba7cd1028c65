"""Plays the portal: fetches a catalogue, checks it by DCAT-AP-SE, follows its addresses, scores it."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from rdflib import Graph

from rufsgraph.checks import mqa
from rufsgraph.checks.catalogue import check_catalogues, check_form, check_profile, datasets
from rufsgraph.checks.fetching import Answer, Failure, Fetcher
from rufsgraph.checks.grouping import parts
from rufsgraph.checks.links import Link, Role, follow, judge, links
from rufsgraph.checks.sayings import SAYINGS, say
from rufsgraph.engines.markup import NotReadable
from rufsgraph.engines.strangers import FORMATS, RDF_XML, Document, read_stranger
from rufsgraph.errors import CallError, FileMissing, Finding, Severity, TooLarge

NOWHERE = "http://relative.invalid/"
"""Stands for the address of a catalogue that was read from a file; nothing under it is fetched (RFC 6761)."""

ACCEPT = ", ".join([RDF_XML, *(f"{one};q=0.5" for one in FORMATS if one != RDF_XML), "*/*;q=0.1"])

_XML_TYPES = (RDF_XML, "application/xml", "text/xml")
_ENDINGS = {
    ".rdf": RDF_XML,
    ".xml": RDF_XML,
    ".ttl": "text/turtle",
    ".nt": "application/n-triples",
    ".jsonld": "application/ld+json",
    ".json": "application/ld+json",
    ".nq": "application/n-quads",
    ".trig": "application/trig",
}
_PORTAL_FOLLOWS = (301, 303, 307, 308)
_SPENT = ("requests-spent", "bytes-spent", "seconds-spent")
_AT_ONCE = 4

Progress = Callable[[str], None]


class NotFetched(CallError):
    """A catalogue's address that gives no catalogue."""

    code = "not-fetched"
    title_sv = "Katalogen går inte att hämta"
    title_en = "The catalogue can't be fetched"


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of a catalogue, the address they came from, their media type, the redirects on the way."""

    content: bytes
    url: str
    media_type: str
    redirects: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Harvest:
    """What a harvest came to: its findings, the worst first, the catalogue's graph and its score."""

    findings: tuple[Finding, ...]
    graph: Graph
    score: mqa.Score


def harvest(source: str, shapes: Graph, fetcher: Fetcher, progress: Progress) -> Harvest:
    """Checks the catalogue at an http address or in a file.

    NotFetched, FileMissing, NotReadable or TooLarge where it can't.
    """
    progress("catalogue")
    got = fetch_catalogue(source, fetcher) if is_address(source) else read_catalogue(source, fetcher)
    form = form_of(got)
    document = read_stranger(got.content, form, got.url, fetcher.limits.catalogue_bytes)
    graph = document.graph
    followed, answering = _follow_links(document, fetcher, progress)
    progress("profile")
    findings = [
        *_check_delivery(got, form),
        *check_form(document),
        *check_catalogues(graph),
        *check_profile(graph, shapes),
    ]
    bad = {one.where for one in findings if one.severity is Severity.VIOLATION}
    compliant = {one for one in datasets(graph) if bad.isdisjoint(map(str, parts(graph, one)))}
    facts = mqa.Facts(graph, answering, compliant)
    findings += followed
    order = list(Severity)
    findings.sort(key=lambda one: order.index(one.severity))
    return Harvest(tuple(findings), graph, mqa.score(facts))


def is_address(source: str) -> bool:
    """Whether a source is an address, not a file; CallError for one that isn't http."""
    if source.lower().startswith(("http://", "https://")):
        return True
    if "://" in source:
        raise CallError(
            f"{source} is neither a file nor an http or https address",
            f"{source} är varken en fil eller en http- eller https-adress",
        )
    return False


def fetch_catalogue(url: str, fetcher: Fetcher) -> Source:
    """A catalogue from its address."""
    answer = fetcher.get(url, ACCEPT, fetcher.limits.catalogue_bytes)
    if isinstance(answer, Failure) and answer.code in ("too-large", "bytes-spent"):
        raise _too_large(url, fetcher)
    if isinstance(answer, Failure):
        _, swedish, english = SAYINGS[answer.code]
        limits = fetcher.limits
        details = {"reason": answer.reason, "redirects": limits.redirects, "left": 1}
        details |= {"limit": limits.requests if answer.code == "requests-spent" else limits.seconds}
        raise NotFetched(f"{url}: {english.format(**details)}", f"{url}: {swedish.format(**details)}")
    if answer.status != 200:
        raise NotFetched(
            f"{url} answers with status {answer.status}", f"{url} svarar med status {answer.status}"
        )
    return Source(answer.body, answer.url, answer.media_type, answer.redirects)


def read_catalogue(path: str, fetcher: Fetcher) -> Source:
    """A catalogue from a file."""
    limit = fetcher.limits.catalogue_bytes
    try:
        with Path(path).open("rb") as file:
            content = file.read(limit + 1)
    except OSError as error:
        raise FileMissing(f"{path}: {error.strerror}", f"{path}: {error.strerror}") from error
    if len(content) > limit:
        raise _too_large(path, fetcher)
    return Source(content, NOWHERE, _ENDINGS.get(Path(path).suffix.lower(), ""))


def _too_large(source: str, fetcher: Fetcher) -> TooLarge:
    limit = fetcher.limits.catalogue_bytes
    return TooLarge(
        f"{source} is larger than {limit} bytes, half of --max-bytes: raise that",
        f"{source} är större än {limit} byte, hälften av --max-bytes: höj den",
        limit=limit,
    )


def form_of(source: Source) -> str:
    """The RDF format of a catalogue: RDF/XML where it looks so, else as declared, else by its first byte.

    NotReadable for a web page.

    >>> form_of(Source(b'<?xml version="1.0"?><rdf:RDF/>', NOWHERE, "text/html"))
    'application/rdf+xml'
    """
    head = source.content[:2000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.lower().startswith((b"<!doctype html", b"<html")):
        raise NotReadable("a web page, not RDF", "en webbsida, inte RDF")
    if (
        head.startswith((b"<?xml", b"<rdf:", b"<!--", b"<!DOCTYPE rdf", b"\xff\xfe", b"\xfe\xff"))
        or b"<rdf:RDF" in head
    ):
        return RDF_XML
    if source.media_type in _XML_TYPES:
        return RDF_XML
    if source.media_type in FORMATS:
        return source.media_type
    if head.startswith((b"{", b"[")):
        return "application/ld+json"
    return "text/turtle"


def _check_delivery(source: Source, form: str) -> Iterator[Finding]:
    """Whether the portal could take the catalogue as it is served (harvesting, "Protokoll", "Format")."""
    if form != RDF_XML:
        yield say("not-rdf-xml", "", form=form)
    elif source.url != NOWHERE and source.media_type not in _XML_TYPES:
        yield say("catalogue-type", "", form=source.media_type or "-")
    for status in sorted(set(source.redirects) - set(_PORTAL_FOLLOWS)):
        yield say("odd-redirect", "", status=status)


def _follow_links(document: Document, fetcher: Fetcher, progress: Progress) -> tuple[list[Finding], set[str]]:
    """The findings on the addresses that the catalogue names, and those that answered.

    Each is asked once for what it is asked for, however many things name it.
    """
    found = [one for one in links(document.graph) if _can_be_tried(one, document)]
    asks = {(one.url, one.accept): one for one in found}
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        waiting = {key: pool.submit(follow, link, fetcher) for key, link in asks.items()}
        answers = {}
        for number, (key, future) in enumerate(waiting.items(), 1):
            answers[key] = future.result()
            progress(f"addresses ({number} of {len(asks)})")
    findings = list(_spent(answers.values(), fetcher))
    for link in found:
        answer = answers[link.url, link.accept]
        if isinstance(answer, Failure) and answer.code in _SPENT:
            continue
        told = judge(link, answer, fetcher.limits.redirects)
        findings += [told] if told else []
    return findings, {url for (url, _), answer in answers.items() if _is_good(answer)}


def _can_be_tried(link: Link, document: Document) -> bool:
    """Whether an address is whole, and one that the shapes let pass: the rest is told already."""
    if link.url in document.broken or link.url.startswith(NOWHERE):
        return False
    return link.role is Role.DESCRIPTION or link.url.startswith(("http:", "https:", "ftp:", "ftps:"))


def _is_good(answer: Answer | Failure) -> bool:
    return isinstance(answer, Answer) and 200 <= answer.status < 300


def _spent(answers: Iterable[Answer | Failure], fetcher: Fetcher) -> Iterator[Finding]:
    limits = {
        "requests-spent": fetcher.limits.requests,
        "bytes-spent": fetcher.limits.bytes,
        "seconds-spent": fetcher.limits.seconds,
    }
    counts = Counter(one.code for one in answers if isinstance(one, Failure))
    for code, limit in limits.items():
        if counts[code]:
            yield say(code, "", limit=limit, left=counts[code])
