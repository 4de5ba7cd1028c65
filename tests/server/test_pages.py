"""The pages: what stands on the front page, where links lead, and the texts in both languages."""

import re
import tomllib
from html.parser import HTMLParser
from urllib.parse import SplitResult, parse_qs, parse_qsl, urljoin, urlsplit

import pytest

from rufsgraph.questions.question import library
from rufsgraph.resources import ROOT, WEB
from rufsgraph.server.app import MENU, MORE
from tests.calls import BROWSER, HTML, call

TEXTS = tomllib.loads((WEB / "texts.toml").read_text(encoding="utf-8"))
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
NAMES = {
    "SPARQL",
    "Format",
    "VoID",
    "kB",
    "SHA",
    "SUMS",
    "manifest",
    "json",
    "dataset",
    "nq",
    "Turtle",
    "JSON",
    "Excel",
    "XLSX",
    "CSV",
    "RDF",
}
"""Names of files, formats and units, the same in both languages."""

_USED = re.compile(r"""text\(\s*["']([a-z_0-9]+)["'](?:\s+if[^,]*?\s+else\s+["']([a-z_0-9]+)["'])?""")


class _Page(HTMLParser):
    """A page's links, forms, fields, headings and text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.tags.append((tag, found))
        self.links += [found[name] for name in ("href", "src", "action") if name in found]

    def handle_data(self, data: str) -> None:
        self.text += data

    def drawn(self) -> list[str]:
        """What the page loads by itself."""
        sheets = [found["href"] for found in self.all_of("link") if found.get("rel") == "stylesheet"]
        return sheets + [found["src"] for _, found in self.tags if "src" in found]

    def led_to(self) -> list[str]:
        """Where a reader may go from the page."""
        return [found["href"] for found in self.all_of("a")] + [
            found["action"] for found in self.all_of("form") if found.get("action")
        ]

    def all_of(self, tag: str) -> list[dict[str, str]]:
        """The attributes of each element of a kind."""
        return [found for name, found in self.tags if name == tag]


def page_at(server: str, path: str, accept_language: str = "sv") -> _Page:
    """The page at an address, which must be one."""
    reply = call(server, path, accept=BROWSER, accept_language=accept_language)
    assert (reply.status, reply.media_type) == (200, HTML), (path, reply.status)
    return _Page(reply.text)


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_front_page_says_what_this_is(server: str, lang: str) -> None:
    """The front page says what this is, of which release, date and source, in the reader's language."""
    for page in (page_at(server, f"/?lang={lang}"), page_at(server, "/", accept_language=lang)):
        assert page.all_of("html") == [{"lang": lang}]
        for name in ("site", "lead", "three", "trust", "licence", "sparql_lead"):
            assert TEXTS[name][lang] in page.text
        document = call(server, f"/ask/needs-of-priority?priority=3&format=json&lang={lang}").json()
        assert all(document[key] in page.text for key in ("release", "as_of", "source"))


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_front_page_answers_three_questions(server: str, lang: str) -> None:
    """Three questions stand on the front page with rows, lines of the report, and the way to all rows."""
    page = page_at(server, f"/?lang={lang}")
    answered = [found for found in page.all_of("section") if found.get("class") == "answered"]
    assert len(answered) == 3
    wholes = [link for link in page.links if re.match(r"/ask/[a-z-]+\?", link) and "lang=" in link]
    whole = [link for link in wholes if len(parse_qs(urlsplit(link).query)) > 1]
    assert len(whole) == 3
    for link in whole:
        question = library()[urlsplit(link).path.rpartition("/")[2]]
        assert question.title[lang] in page.text
        document = call(server, f"{link}&format=json").json()
        total = document["total"]
        assert total > 0 and f"{TEXTS['whole_answer'][lang]}: {total} {TEXTS['rows'][lang]}" in page.text
        row = document["rows"][0]
        assert str((row.get("source_lines") or [row.get("source_line")])[0]) in page.text


def test_front_page_is_swedish_unless_asked(server: str) -> None:
    """Without a wish, or with one for a language that isn't here, the page is Swedish."""
    assert page_at(server, "/", accept_language="").all_of("html") == [{"lang": "sv"}]
    assert page_at(server, "/", accept_language="de").all_of("html") == [{"lang": "sv"}]
    assert page_at(server, "/?lang=en", accept_language="sv").all_of("html") == [{"lang": "en"}]


@pytest.mark.parametrize(("lang", "files"), [("sv", True), ("en", False)])
def test_every_link_leads_somewhere(server: str, lang: str, files: bool) -> None:
    """From the front page every page of this host answers, and no page draws on another host.

    One link of each kind is followed: the same path with the same parameters given, whatever their values.
    """
    seen: dict[str, int] = {}
    kinds: set[str] = set()  # each link has one: many thousands lead to the same page with other words
    waiting = [f"/?lang={lang}"]
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        reply = call(server, path, accept=BROWSER)
        seen[path] = reply.status
        if reply.media_type != HTML or "format=" in path:
            continue
        page = _Page(reply.text)
        assert {urlsplit(urljoin(server, one)).netloc for one in page.drawn()} <= {urlsplit(server).netloc}
        for link in page.led_to():
            target = urlsplit(urljoin(f"{server}{path}", link))
            if target.netloc != urlsplit(server).netloc:
                assert path.startswith("/doc/"), link
                continue
            kind = _kind(target)
            if kind in kinds:
                continue
            found = target.path + (f"?{target.query}" if target.query else "")
            if (files or "format=" not in found) and (f"lang={lang}" in found or "lang=" not in found):
                kinds.add(kind)
                waiting.append(found)
    assert len(seen) > len(library())
    assert len(kinds) > 5
    assert [path for path, status in seen.items() if status != 200] == []


def _kind(target: SplitResult) -> str:
    """What a link leads to, whatever the thing or the words: its path, and what it gives.

    Of answers that are sorted or chosen from one stands for those of all questions.
    """
    thing = re.match(r"/(doc/[^/]+|download)/", target.path)
    given = {name for name, _ in parse_qsl(target.query)} - {"lang"}
    arranged = sorted(name for name in given if name == "sort" or name.startswith("only-"))
    return " ".join(arranged or [thing[1] if thing else target.path, *sorted(given)])


def test_style_sheet_is_from_here(server: str) -> None:
    """The style sheet is served as one, and draws on nothing else."""
    sheet = next(
        found["href"] for found in page_at(server, "/").all_of("link") if found["rel"] == "stylesheet"
    )
    reply = call(server, sheet)
    assert (reply.status, reply.media_type) == (200, "text/css")
    assert "url(" not in reply.text and "@import" not in reply.text


@pytest.mark.parametrize("path", ["/", "/ask", "/ask/initiatives", "/ask/partners-on-priority?priority=3"])
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_pages_are_made_for_all(server: str, path: str, lang: str) -> None:
    """A page has its language, a title, one first heading, a way past the head, a label for each field."""
    page = page_at(server, f"{path}{'&' if '?' in path else '?'}lang={lang}")
    assert page.all_of("html") == [{"lang": lang}]
    assert len(page.all_of("title")) == len(page.all_of("h1")) == len(page.all_of("main")) == 1
    assert "#content" in page.links and page.all_of("main")[0]["id"] == "content"
    labels = {found["for"] for found in page.all_of("label")}
    fields = [*page.all_of("input"), *page.all_of("select"), *page.all_of("textarea")]
    assert {found["id"] for found in fields if found.get("type") != "hidden"} == labels
    ids = [found["id"] for _, found in page.tags if "id" in found]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_text_is_in_both_languages(name: str) -> None:
    """Each text of the pages is in Swedish and in English, and in nothing else."""
    assert set(TEXTS[name]) == {"sv", "en"}
    assert TEXTS[name]["sv"].strip() and TEXTS[name]["en"].strip()


def test_every_text_is_used_and_every_use_is_there() -> None:
    """The templates use the texts that there are, all of them."""
    assert TEMPLATES
    uses = [use for path in TEMPLATES for use in _USED.findall(path.read_text(encoding="utf-8"))]
    used = {name for use in uses for name in use if name} | {name for _, name in (*MENU, *MORE)}
    begun = {name for name in used if name.endswith("_")}  # "group_" ~ what it is: one text for each
    ended = {name for name in TEXTS for start in begun if name.startswith(start)}
    assert begun <= {name[: name.rindex("_") + 1] for name in ended}
    assert (used - begun) | ended == set(TEXTS)


def test_no_wording_stands_in_a_template() -> None:
    """Templates hold no words of their own; those are among the texts."""
    for path in TEMPLATES:
        source = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        source = re.sub(r"<textarea.*?</textarea>", "", source, flags=re.DOTALL)
        words = re.findall(r"[^\W\d_]{2,}", _Page(source).text)
        assert set(words) <= NAMES, (path.name, words)


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_error_is_a_page_for_a_browser(server: str, lang: str) -> None:
    """An address where nothing is gives a person a page that says so, with the way home."""
    reply = call(server, f"/nothing/here?lang={lang}", accept=BROWSER)
    assert (reply.status, reply.media_type) == (404, HTML)
    page = _Page(reply.text)
    assert page.all_of("html") == [{"lang": lang}]
    assert "/nothing/here" in page.text and "404 not-found" in page.text
    assert TEXTS["error_home"][lang] in page.text
    assert call(server, page.links[-1], accept=BROWSER).status == 200


def test_error_is_a_problem_for_a_program(server: str) -> None:
    """A program that wants anything, or JSON, gets the same as a problem document."""
    for accept in (
        "*/*",
        "application/json",
        "application/problem+json",
        "text/csv",
        "application/json, text/html;q=0.5",
    ):
        reply = call(server, "/nothing", accept=accept)
        assert (reply.status, reply.media_type) == (404, "application/problem+json")


def test_pages_run_nothing(server: str) -> None:
    """Pages forbid scripts and assets of other hosts, and being framed."""
    for path in ("/", "/ask", "/nothing", "/static/rufs.css"):
        policy = call(server, path).headers["content-security-policy"]
        assert "default-src 'self'" in policy and "frame-ancestors 'none'" in policy


def test_health_tells_the_release(server: str) -> None:
    """The server says that it is ready, and from which release it answers."""
    document = call(server, "/health").json()
    assert document["ready"] is True and document["release"].startswith("2020-")
    assert call(server, "/health", "HEAD").status == 200


def test_nothing_outside_the_static_folder_is_served(server: str) -> None:
    """No path leads out of the folder of static files."""
    assert (ROOT / "pyproject.toml").is_file()
    for path in (
        "/static/../texts.toml",
        "/static/%2e%2e/texts.toml",
        "/static/..%2ftexts.toml",
    ):
        assert call(server, path).status == 404


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_quality_is_told(server: str, lang: str) -> None:
    """The page of the quality has each measure with its figures, and each finding with where it is."""
    page = page_at(server, f"/quality?lang={lang}")
    assert {"sv": "Insatser med huvudman", "en": "Entries with an owner"}[lang] in page.text
    assert {"sv": "252 av 252", "en": "252 of 252"}[lang] in page.text
    report = call(server, "/download/validation.json").json()
    assert len(page.all_of("li")) == len(report["findings"]) > 50
