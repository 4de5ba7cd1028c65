"""A copy's rules for nginx: one file for its `http` block, one for the `server` block of the site."""

import re
from collections.abc import Iterable, Sequence

from rufsgraph.protocol.addresses import FORMS, LANGUAGES
from rufsgraph.protocol.copies import ANSWERED, ENDINGS, Fixed, call_patterns
from rufsgraph.protocol.downloads import GRAPH_FORMS, TYPES
from rufsgraph.protocol.webservers import paths, weighing
from rufsgraph.protocol.webservers.links import Words, description_links, with_rest
from rufsgraph.protocol.webservers.rules import Rules
from rufsgraph.terms import PREFIXES, RUFS

HTTP = "nginx-http.conf"
SERVER = "nginx-server.conf"

_DOC = tuple(FORMS)
_GRAPHS = ("html", *GRAPH_FORMS)
_ERRORS = ("problem", "html")
_CHOICES = ("json", "html")
_RDF = [one for one in FORMS if one != "html"]
_WORDS = Words("$rufs_class", "$rufs_key", "$rufs_iri", "$rufs_and_page", "$rufs_only_page")
_TEXT = "text/turtle application/n-triples text/csv text/css text/plain text/javascript"
_ASSETS = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml", "woff2": "font/woff2"}
_ARGS = "$rufs_args"
_CHOOSING = 418
"""A status that stands for 300 on the way: nginx takes no file for that."""


def http(rules: Rules) -> str:
    """What stands in the `http` block: how forms, languages and files follow from a request."""
    sets = [_DOC, _GRAPHS, _ERRORS, _CHOICES, ANSWERED, *(one.endings for one in rules.fixed)]
    unique = list(dict.fromkeys(sets))
    maps = [
        *(_weight(name) for name in weighing.names(unique)),
        *(_accepted(endings) for endings in unique),
        *(_asked(endings) for endings in unique),
        *_languages(),
        *_pages(),
        *_description(rules),
        *_files(rules),
        _calls(rules),
        _answer_tail(),
        *_former(rules),
    ]
    first = "# Written by `rufsgraph release site`: include it once in the http block of nginx."
    return "\n\n".join([first, *maps]) + "\n"


def _map(source: str, target: str, lines: Iterable[tuple[str, str]], default: str = "") -> str:
    """A map; a value holds numbered captures or other maps' variables, never both.

    nginx looks such a value through twice, and what another map's pattern captures has taken the numbers'
    place by then.
    """
    inner = [f"    {_quoted(pattern)} {_quoted(value)};" for pattern, value in lines]
    return "\n".join([f"map {_quoted(source)} ${target} {{", f"    default {_quoted(default)};", *inner, "}"])


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "\\'") + "'"


def _name(prefix: str, endings: Sequence[str]) -> str:
    return f"rufs_{prefix}_{'_'.join(endings)}"


def _weight(name: str) -> str:
    """The mark of a type in Accept; a header that isn't there wants anything."""
    media_type, only_named = weighing.type_of(name)
    lines = [] if only_named else [("", "Xa")]
    for one in weighing.marks(media_type, only_named=only_named):
        lines.append((f"~*{one.pattern}", one.mark.replace("{}", "$1")))
    return _map("$http_accept", f"rufs_weight_{name}", lines, "0-")


def _accepted(endings: Sequence[str]) -> str:
    """The form that Accept wants most; nothing where it wants none."""
    pairs = weighing.weighed_types(endings)
    source = " ".join(f"$rufs_weight_{name}={ending}" for name, ending in pairs)
    ranks = [f"{level}{near}" for level in weighing.LEVELS for near in weighing.NEARNESS]
    return _map(source, _name("accepted", endings), [(f"~{one}=([a-z]+)", "$1") for one in ranks])


def _asked(endings: Sequence[str]) -> str:
    """The form that `?format=` asks for, else Accept; an unknown one names no file."""
    lines = [("", f"${_name('accepted', endings)}"), *((one, one) for one in endings)]
    return _map("$arg_format", _name("asked", endings), lines, "none")


def _languages() -> list[str]:
    return [
        _map("$http_accept_language", "rufs_tongue", [(f"~*{one}", "$1") for one in weighing.tongues()]),
        _map("$rufs_tongue", "rufs_wanted", [("~*^en", "en")], LANGUAGES[0]),
        _map("$arg_lang", "rufs_lang", [(one, one) for one in LANGUAGES], "$rufs_wanted"),
        _map("$arg_lang", "rufs_lang_query", [(one, f"?lang={one}") for one in LANGUAGES]),
    ]


def _pages() -> list[str]:
    """The number of a page: in a file's name, after another parameter, and alone."""
    later = "~^0*([1-9][0-9]*)$"
    first = [("", ""), ("~^0*1$", "")]  # a pattern isn't tried on nothing
    return [
        _map("$arg_page", "rufs_page", [*first, (later, "~$1")], "~none"),
        _map("$arg_page", "rufs_and_page", [*first, (later, "&page=$1")]),
        _map("$arg_page", "rufs_only_page", [*first, (later, "?page=$1")]),
    ]


def _description(rules: Rules) -> list[str]:
    """The form of a description, and what its headers tell."""
    iris = [("def/ontology", RUFS), ("~^def/(.*)$", f"{RUFS}$1"), ("~^sdg/(.*)$", f"{PREFIXES['sdg']}$1")]
    place = "/doc/$rufs_class/$rufs_key"
    html = ("html", f"{place}.html?lang=$rufs_lang$rufs_and_page")
    both = ", ".join(LANGUAGES)
    described = [("", ""), *((one.address.doc_path(), one.links) for one in rules.elsewhere)]
    return [
        _map("$rufs_ending", "rufs_form", [("", f"${_name('accepted', _DOC)}")], "$rufs_ending"),
        _map("$rufs_form", "rufs_tail", [("html", ".$rufs_lang.html")], ".$rufs_form"),
        _map("$rufs_class/$rufs_key", "rufs_iri", iris, f"{rules.iris.base}id/$rufs_class/$rufs_key"),
        _map(
            "$rufs_shown", "rufs_links", [(one, description_links(_WORDS, rules.iris, one)) for one in FORMS]
        ),
        _map("$rufs_shown", "rufs_place", [html, *((one, f"{place}.{one}$rufs_only_page") for one in _RDF)]),
        _map("$rufs_shown", "rufs_profile", [(one, f"<{RUFS}>") for one in _RDF]),
        _map("$rufs_shown", "rufs_languages", [("html", "$rufs_lang"), *((one, both) for one in _RDF)]),
        _map("$rufs_lead", "rufs_describedby", described, '<$rufs_lead>; rel="describedby"'),
    ]


def _files(rules: Rules) -> list[str]:
    """The files that graphs and shapes lead to, and how long files may be kept."""
    by_file: dict[str, list[str]] = {}
    for path, file in rules.files.items():
        by_file.setdefault(file, []).append(path)
    known = [(f"~{one}", file) for file, some in by_file.items() for one in paths.any_of(some)]
    chosen = f"${_name('accepted', _GRAPHS)}"
    lasting = "|".join(rules.releases)
    return [
        _map("$uri", "rufs_file", known),
        _map(
            chosen, "rufs_file_place", [("html", "/data$rufs_lang_query"), ("", "")], f"$rufs_file.{chosen}"
        ),
        _map(
            "$request_uri",
            "rufs_caching",
            [(f"~^/download/(?:{lasting})/", "public, max-age=31536000, immutable")],
            "no-cache",
        ),
    ]


def _calls(rules: Rules) -> str:
    """The files of answered questions."""
    lines = []
    for question in rules.questions:
        alone, with_one = call_patterns(question)
        path = f"/ask/{question.id}"
        lines += [(f"~{alone}", path), (f"~{with_one}", f"{path}/$1=$2")]
    return _map("$uri?$args&", "rufs_answer", lines)


def _answer_tail() -> str:
    """The end of an answer's file: pages have numbers, CSV its note."""
    tails = {"html": "$rufs_page.$rufs_lang.html", "csv": ".$rufs_lang$rufs_note.csv"}
    form = f"${_name('asked', ANSWERED)}"
    note = _map("$arg_note", "rufs_note", [("~*^(?:true|yes|ja|1)$", ".note")])
    return f"{note}\n\n{_map(form, 'rufs_answer_tail', tails.items(), f'.$rufs_lang.{form}')}"


def _former(rules: Rules) -> list[str]:
    """What became of identifiers that are no longer in use."""
    moved = [(f"~{paths.identifier(one.address)}", one.id_path) for one in rules.moved]
    moved += [(f"~{paths.description(one.address)}", f"{one.doc_path}$1") for one in rules.moved]
    links = [(f"~{paths.identifier(one.address)}", with_rest(one.id_links, _ARGS)) for one in rules.choices]
    for one in rules.choices:
        pattern = paths.description(one.address).replace("(\\.", "(?<rufs_end>\\.", 1)
        links.append((f"~{pattern}", with_rest(one.doc_links, f"$rufs_end{_ARGS}")))
    choices = [one.address for one in rules.choices]
    return [
        _map("$args", "rufs_args", [("~^([A-Za-z0-9=&._~%+-]+)$", "?$1")]),
        _map("$uri", "rufs_moved", moved),
        *(
            _map("$uri", name, [(f"~{paths.either(one)}", f"/former/{one.cls}/{one.key}") for one in some])
            for name, some in (("rufs_gone", rules.gone), ("rufs_choice", choices))
        ),
        _map(
            "$request_uri",
            "rufs_successors",
            [(one.replace("$", r"(?:\?|$)", 1), text) for one, text in links],
        ),
    ]


def server(rules: Rules, root: str) -> str:
    """What stands in the `server` block: the addresses, over the files in a folder."""
    parts = [
        _head(root),
        _types(),
        _headers(rules),
        _redirects(rules),
        *(_address(one) for one in rules.fixed),
        _questions(rules),
        _rest(rules),
        _errors(),
    ]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def _head(root: str) -> list[str]:
    return [
        "# Written by `rufsgraph release site`: include it in the site's server block, beside listen and",
        f"# server_name, and {HTTP} in the http block.",
        f"root {_quoted(root)};",
        "absolute_redirect off;",
        "merge_slashes off;",
        "gzip_static on;",
        "set $rufs_shown '';",
        "set $rufs_lead '';",
        "set $rufs_told '';",
    ]


def _types() -> list[str]:
    known = {**{name: kind.partition(";")[0] for name, kind in TYPES.items()}, **ENDINGS, **_ASSETS}
    lines = [f"    {kind} {name};" for name, kind in sorted(known.items()) if name.islower()]
    return ["types {", *lines, "}", "default_type text/plain;", "charset utf-8;", f"charset_types {_TEXT};"]


def _headers(rules: Rules) -> list[str]:
    varied = {"Vary": "Accept, Accept-Language, Accept-Encoding", **rules.headers}
    always = [f"add_header {name} {_quoted(value)} always;" for name, value in varied.items()]
    told = {
        "Cache-Control": "$rufs_caching",
        "Link": "$rufs_links",
        "Content-Location": "$rufs_place",
        "Content-Profile": "$rufs_profile",
        "Content-Language": "$rufs_languages$rufs_told",
    }
    more = [f"add_header {name} {_quoted(value)};" for name, value in told.items()]
    links = [f"add_header Link {_quoted(one)} always;" for one in ("$rufs_describedby", "$rufs_successors")]
    return [*always, *more, *links]


def _redirects(rules: Rules) -> list[str]:
    """Identifiers, terms, graphs and shapes lead on; descriptions are files."""
    doc = "/doc/$rufs_class/$rufs_key"
    there = f"    if (!-f $document_root{doc}.nt) {{ return 404; }}"
    lead = [f"    set $rufs_lead {doc};", "    return 303 $rufs_lead$rufs_lang_query;", "}"]
    whole = ["    set $rufs_class def;", "    set $rufs_key ontology;", *lead]
    return [
        "if ($rufs_moved) { return 308 $rufs_moved$is_args$args; }",
        "if ($rufs_gone) { return 410; }",
        f"if ($rufs_choice) {{ return {_CHOOSING}; }}",
        *(f"location ~ {_named(paths.IDENTIFIER)} {{", there, *lead),
        *("location = /def/ {", *whole),
        *(f"location = /def/{rules.version} {{", *whole),
        *(f"location ~ {_named(paths.TERM)} {{", "    set $rufs_class def;", there, *lead),
        f"location ~ {_named(paths.DESCRIPTION)} {{",
        there,
        "    if ($rufs_form = '') { return 406; }",
        "    set $rufs_shown $rufs_form;",
        f"    try_files {doc}$rufs_page$rufs_tail =404;",
        "}",
        "location ~ ^/(?:graph|shapes)/ {",
        "    if ($rufs_file = '') { return 404; }",
        "    if ($rufs_file_place = '') { return 406; }",
        "    set $rufs_lead $rufs_file.ttl;",
        "    return 303 $rufs_file_place;",
        "}",
    ]


def _named(pattern: str) -> str:
    """A pattern whose captures are class, key and ending."""
    names = ["rufs_key"] if pattern == paths.TERM else ["rufs_class", "rufs_key", "rufs_ending"]
    found = pattern
    for name in names:
        at = _capture(found)
        found = found if at < 0 else f"{found[:at]}(?<{name}>{found[at + 1 :]}"
    return _quoted(found)


def _capture(pattern: str) -> int:
    """Where the first capture without a name begins; -1 where there is none."""
    marks = (at for at, char in enumerate(pattern) if char == "(" and pattern[at + 1] != "?")
    return next(marks, -1)


def _address(one: Fixed) -> list[str]:
    """An address without variables."""
    form = f"${_name('asked', one.endings)}"
    lines = [f"    if ({form} = '') {{ return 406; }}"] if len(one.endings) > 1 else []
    chosen = form if len(one.endings) > 1 else one.endings[0]
    if one.driven_by:
        lines.insert(0, f"    if ($args ~ {_quoted(paths.given(one.driven_by))}) {{ return 501; }}")
    if one.by_language:
        lines.append("    set $rufs_told $rufs_lang;")
    body = [*lines, f"    try_files /{one.file(chosen, '$rufs_lang')} =404;", "}"]
    alone = rf"{re.escape(one.path)}/?"
    return [
        f"location = {one.path} {{" if one.path == "/" else f"location ~ {_quoted(f'^{alone}$')} {{",
        *body,
    ]


def _questions(rules: Rules) -> list[str]:
    known = "|".join(one.id for one in rules.questions)
    return [
        f"location ~ {_quoted(f'^/ask/(?:{known})$')} {{",
        "    if ($rufs_answer = '') { return 501; }",
        "    set $rufs_told $rufs_lang;",
        "    try_files $rufs_answer$rufs_answer_tail =501;",
        "}",
    ]


def _rest(rules: Rules) -> list[str]:
    """Files to download and to load, and what needs the service."""
    driven = "|".join(one.removeprefix("/") for one in rules.driven)
    return [
        "location ~ ^/download/(?<rufs_name>.+)$ {",
        f"    try_files /download/{rules.release}/$rufs_name $uri =404;",
        "}",
        "location ^~ /static/ { try_files $uri =404; }",
        f"location ~ {_quoted(paths.PICTURE.replace('(', '(?<rufs_picture>', 1))} {{",
        "    set $rufs_told $rufs_lang;",
        "    try_files /picture/$rufs_picture.$rufs_lang.svg =404;",
        "}",
        *([f"location ~ {_quoted(f'^/(?:{driven})/?$')} {{ return 501; }}"] if driven else []),
        "location / { return 404; }",
    ]


def _errors() -> list[str]:
    """What is said where there is nothing, for people and for programs."""
    told = f".$rufs_lang.${_name('accepted', _ERRORS)}"
    chosen = f".$rufs_lang.${_name('accepted', _CHOICES)}"
    lines = []
    for status in (404, 406, 501):
        lines.append(f"error_page {status} @rufs_{status};")
        files = f"/errors/{status}{told} /errors/{status}.sv.problem"
        lines.append(f"location @rufs_{status} {{ try_files {files} =500; }}")
    return [
        *lines,
        "error_page 410 @rufs_gone;",
        f"location @rufs_gone {{ try_files $rufs_gone{told} $rufs_gone.sv.problem =500; }}",
        f"error_page {_CHOOSING} =300 @rufs_choice;",
        f"location @rufs_choice {{ try_files $rufs_choice{chosen} $rufs_choice.sv.json =500; }}",
    ]
