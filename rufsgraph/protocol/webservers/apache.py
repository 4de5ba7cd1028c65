"""A copy's rules for Apache, by mod_rewrite, mod_setenvif, mod_headers and mod_asis, in a virtual host.

What a request wants is gathered in variables of its environment first; then each kind of address says in
`file` which file it means, and the last rules send that file, compressed where the caller can read it.
"""

import re
from collections.abc import Sequence

from rufsgraph.protocol.addresses import FORMS, LANGUAGES
from rufsgraph.protocol.copies import ANSWERED, ENDINGS, Fixed, call_patterns
from rufsgraph.protocol.downloads import GRAPH_FORMS, TYPES
from rufsgraph.protocol.webservers import paths, weighing
from rufsgraph.protocol.webservers.links import Words, description_links, with_rest
from rufsgraph.protocol.webservers.rules import Rules
from rufsgraph.terms import PREFIXES, RUFS

FILE = "apache.conf"

_DOC = tuple(FORMS)
_GRAPHS = ("html", *GRAPH_FORMS)
_ERRORS = ("problem", "html")
_CHOICES = ("json", "html")
_RDF = [one for one in FORMS if one != "html"]
_WORDS = Words("%{class}e", "%{key}e", "%{iri}e", "%{and_page}e", "%{only_page}e")
_UTF8 = frozenset({"html", "ttl", "nt", "csv", "css", "js", "txt"})
_MORE = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml", "woff2": "font/woff2"}
_PACKS = ("gz", "zip", "zst")
_MISSING = (404, 406, 410, 501)
_GZIP = r"(?:^|,)\s*(?:x-)?gzip\s*(?:;\s*q\s*=\s*(?:1|0?\.0*[1-9]|0\.\d*[1-9])[^,]*)?\s*(?:,|$)"

_ROOT = "%{DOCUMENT_ROOT}"
_REST = "%{ending}e%{question}e"


def virtual_host(rules: Rules, root: str) -> str:
    """What stands in the virtual host of the site, over the files in a folder."""
    sets = [_DOC, _GRAPHS, _ERRORS, _CHOICES, ANSWERED, *(one.endings for one in rules.fixed)]
    parts = [
        _head(root),
        _types(),
        *(_weight(name) for name in weighing.names(sets)),
        _languages(),
        _wishes(),
        _told_errors(),
        _former(rules),
        _identifiers(rules),
        _description(rules),
        _files(rules),
        *(_address(one) for one in rules.fixed),
        _questions(rules),
        _downloads(rules),
        _sending(),
        _headers(rules),
    ]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def _head(root: str) -> list[str]:
    return [
        "# Written by `rufsgraph release site`: include it in the site's virtual host. It wants the modules",
        "# rewrite, headers, setenvif, mime and asis.",
        f'DocumentRoot "{root}"',
        f'<Directory "{root}">',
        "    AllowOverride None",
        "    Options None",
        "    Require all granted",
        "</Directory>",
        "RewriteEngine On",
        "AllowEncodedSlashes Off",
        "DirectorySlash Off",
    ]


def _types() -> list[str]:
    known = {**{name: kind.partition(";")[0] for name, kind in TYPES.items()}, **ENDINGS, **_MORE}
    lines = []
    for name, kind in sorted(known.items(), key=lambda one: (one[0] not in _PACKS, one[0])):
        charset = "; charset=utf-8" if name in _UTF8 else ""
        lines.append(f'<FilesMatch "\\.{name}$">\n    ForceType "{kind}{charset}"\n</FilesMatch>')
        if name not in _PACKS:
            lines.append(f'<FilesMatch "\\.{name}\\.gz$">\n    ForceType "{kind}{charset}"\n</FilesMatch>')
    packed = '<If "%{REQUEST_URI} =~ m#^/download/.*\\.gz$#">\n    ForceType application/gzip\n</If>'
    named = '<Files "SHA256SUMS">\n    ForceType "text/plain; charset=utf-8"\n</Files>'
    return [*lines, named, packed]


def _weight(name: str) -> list[str]:
    """The mark of a type in Accept: the last line that fits counts, so the nearest range comes last."""
    media_type, only_named = weighing.type_of(name)
    lines = [f'SetEnvIf Accept "^" weight_{name}=0-']
    for one in reversed(weighing.marks(media_type, only_named=only_named)):
        mark = one.mark.replace("{}", "$1")
        lines.append(f'SetEnvIfNoCase Accept "{one.pattern}" weight_{name}={mark}')
    return lines if only_named else [*lines, f'SetEnvIf Accept "^$" weight_{name}=Xa']


def _languages() -> list[str]:
    """The language asked for by the address, else by Accept-Language: there too the last line counts."""
    patterns = reversed(weighing.tongues())
    told = "&%{QUERY_STRING}&%{ENV:REDIRECT_QUERY_STRING}&"
    return [
        *(f'SetEnvIfNoCase Accept-Language "{one}" tongue=$1' for one in patterns),
        f"RewriteRule ^ - [E=lang:{LANGUAGES[0]}]",
        "RewriteCond %{ENV:tongue} ^en [NC]",
        "RewriteRule ^ - [E=lang:en]",
        f'RewriteCond "{told}" "&lang=({"|".join(LANGUAGES)})&"',
        "RewriteRule ^ - [E=lang:%1,E=asked:%1]",
    ]


def _wishes() -> list[str]:
    """The number of a page, and the form that `?format=` asks for."""
    number = r"(?:^|&)page=0*([1-9][0-9]*)(?:&|$)"
    return [
        "RewriteRule ^ - [E=page:,E=and_page:,E=only_page:]",
        f'RewriteCond %{{QUERY_STRING}} "{number}"',
        "RewriteCond %1 !^1$",
        f'RewriteCond %{{QUERY_STRING}} "{number}"',
        r"RewriteRule ^ - [E=page:~%1,E=and_page:&page=%1,E=only_page:?page=%1]",
        "RewriteRule ^ - [E=question:]",
        "RewriteCond %{QUERY_STRING} ^([A-Za-z0-9=&._~%+-]+)$",
        "RewriteRule ^ - [E=question:?%1]",
        'RewriteCond %{QUERY_STRING} "(?:^|&)format=([^&]+)"',
        "RewriteRule ^ - [E=format:%1]",
    ]


def _accepted(endings: Sequence[str], prefix: str = "") -> str:
    """The condition that captures the form which Accept wants most."""
    pairs = weighing.weighed_types(endings)
    source = " ".join(f"%{{ENV:{prefix}weight_{name}}}={ending}" for name, ending in pairs)
    ranks = (f"{level}{near}" for level in weighing.LEVELS for near in weighing.NEARNESS)
    pattern = "|".join(f".*?{one}=([a-z]+)" for one in ranks)
    return f'RewriteCond "{source}" "^(?|{pattern})"'


def _rule(pattern: str, target: str, flags: str, *conditions: str) -> list[str]:
    return [*conditions, f'RewriteRule "{pattern}" "{target}" [{flags}]']


def _told_errors() -> list[str]:
    """What is said where there is nothing, for people and for programs."""
    lines = []
    for status in _MISSING:
        lines.append(f"ErrorDocument {status} /errors/{status}")
        place = "%{ENV:REDIRECT_gone}" if status == 410 else f"/errors/{status}"
        again = f'RewriteCond %{{ENV:REDIRECT_STATUS}} "^{status}$"'
        here = f"^/errors/{status}$"
        lines += _rule(here, "-", f"E=file:{place}.%{{ENV:lang}}.problem", again)
        lines += _rule(here, "-", f"E=file:{place}.%{{ENV:lang}}.%1", again, _accepted(_ERRORS))
    return lines


def _former(rules: Rules) -> list[str]:
    """What became of identifiers that are no longer in use."""
    lines = []
    for moved in rules.moved:
        lines += _rule(paths.identifier(moved.address), moved.id_path, "R=308,L")
        lines += _rule(paths.description(moved.address), f"{moved.doc_path}$1", "R=308,L")
    for gone in rules.gone:
        lines += _rule(paths.either(gone), "-", f"E=gone:/former/{gone.cls}/{gone.key},R=410,L")
    for number, choice in enumerate(rules.choices):
        file = f"/former/{choice.address.cls}/{choice.address.key}.%{{ENV:lang}}"
        for kind, pattern in (
            ("id", paths.identifier(choice.address)),
            ("doc", paths.description(choice.address)),
        ):
            told = f"E=choice_{number}_{kind}:1,E=ending:{'$1' if kind == 'doc' else ''}"
            lines += _rule(pattern, "-", f"E=choice:{file}.json,{told}")
            lines += _rule(pattern, "-", f"E=choice:{file}.%1", _accepted(_CHOICES))
    return [
        *lines,
        *_rule("^", f"{_ROOT}%{{ENV:choice}}.asis", "H=send-as-is,L", "RewriteCond %{ENV:choice} ."),
    ]


def _identifiers(rules: Rules) -> list[str]:
    """Identifiers and terms lead on to their descriptions."""
    lines = []
    for whole in ("", rules.version):
        lines += _lead(f"^/def/{re.escape(whole)}$", "/doc/def/ontology", "E=lead:/doc/def/ontology")
    for pattern, place in ((paths.IDENTIFIER, "/doc/$1/$2"), (paths.TERM, "/doc/def/$1")):
        lines += _lead(pattern, place, f"E=lead:{place}", f"RewriteCond {_ROOT}{place}.nt -f")
    return lines


def _lead(pattern: str, place: str, told: str, *conditions: str) -> list[str]:
    """303 to a place, in the language that the address says."""
    asked = "RewriteCond %{ENV:asked} ."
    flags = f"R=303,L,{told}"
    return [
        *_rule(pattern, f"{place}?lang=%{{ENV:asked}}", flags, *conditions, asked),
        *_rule(pattern, place, f"{flags},QSD", *conditions),
    ]


def _description(rules: Rules) -> list[str]:
    """A description: its file by ending or Accept, language and page."""
    shown = "RewriteCond %{ENV:class} ."
    found = f'RewriteCond %{{REQUEST_URI}} "{paths.DESCRIPTION}"'
    place = "/doc/%{ENV:class}/%{ENV:key}"
    missing = f"RewriteCond {_ROOT}{place}.nt !-f"
    none = "RewriteCond %{ENV:form} ^$"
    html = 'RewriteCond %{ENV:form} "^html$"'
    rdf = 'RewriteCond %{ENV:form} "!^html$"'
    iri = f"E=iri:{rules.iris.base}id/%{{ENV:class}}/%{{ENV:key}}"
    return [
        *_rule("^", "-", "E=class:%1,E=key:%2,E=form:%3", found),
        *_rule("^", "-", "R=404,L", shown, missing),
        *_rule("^", "-", "E=form:%1", shown, none, _accepted(_DOC)),
        *_rule("^", "-", "R=406,L", shown, none),
        *_rule("^", "-", f"E=file:{place}%{{ENV:page}}.%{{ENV:form}},E=shown:%{{ENV:form}}", shown),
        *_rule("^", "-", f"E=file:{place}%{{ENV:page}}.%{{ENV:lang}}.html,E=told:%{{ENV:lang}}", shown, html),
        *_rule("^", "-", "E=rdf:1", shown, rdf),
        *_rule("^", "-", iri, shown),
        *_rule("^", "-", f"E=iri:{RUFS}%{{ENV:key}}", 'RewriteCond %{ENV:class} "^def$"'),
        *_rule("^", "-", f"E=iri:{RUFS}", 'RewriteCond "%{ENV:class}/%{ENV:key}" "^def/ontology$"'),
        *_rule("^", "-", f"E=iri:{PREFIXES['sdg']}%{{ENV:key}}", 'RewriteCond %{ENV:class} "^sdg$"'),
    ]


def _files(rules: Rules) -> list[str]:
    """Graphs and shapes lead to files."""
    by_file: dict[str, list[str]] = {}
    for path, file in rules.files.items():
        by_file.setdefault(file, []).append(path)
    known = "RewriteCond %{ENV:held} ."
    lines = []
    for file, some in by_file.items():
        for pattern in paths.any_of(some):
            lines += _rule(pattern, "-", f"E=held:{file},E=lead:{file}.ttl")
    return [
        *lines,
        *_rule("^", "-", "E=wanted:%1", known, _accepted(_GRAPHS)),
        *_rule("^", "-", "R=406,L", known, "RewriteCond %{ENV:wanted} ^$"),
        *_lead("^", "/data", "E=page:", known, 'RewriteCond %{ENV:wanted} "^html$"'),
        *_rule("^", "%{ENV:held}.%{ENV:wanted}", "R=303,L,QSD", known),
    ]


def _address(one: Fixed) -> list[str]:
    """An address without variables."""
    here = f"^{re.escape(one.path)}$" if one.path == "/" else f"^{re.escape(one.path)}/?$"
    told = ",E=told:%{ENV:lang}" if one.by_language else ""
    lines = []
    if one.driven_by:
        given = f'RewriteCond %{{QUERY_STRING}} "{paths.given(one.driven_by)}"'
        lines += _rule(here, "-", "R=501,L", given)
    if len(one.endings) == 1:
        return [*lines, *_rule(here, "-", f"E=file:/{one.file(one.endings[0], '%{ENV:lang}')}{told}")]
    file = f"E=file:/{one.file('%1', '%{ENV:lang}')}{told}"
    asked = f'RewriteCond %{{ENV:format}} "^({"|".join(one.endings)})$"'
    free = "RewriteCond %{ENV:format} ^$"
    return [
        *lines,
        *_rule(here, "-", file, free, _accepted(one.endings)),
        *_rule(here, "-", file, asked),
        *_rule(here, "-", "R=406,L", free, "RewriteCond %{ENV:file} ^$"),
    ]


def _questions(rules: Rules) -> list[str]:
    """Answered questions; what no file answers needs the service."""
    lines = []
    for question in rules.questions:
        alone, with_one = call_patterns(question)
        called = '"%{REQUEST_URI}?%{QUERY_STRING}&"'
        path = f"/ask/{question.id}"
        lines += _rule(f"^{path}$", "-", f"E=answer:{path}", f'RewriteCond {called} "{alone}"')
        lines += _rule(f"^{path}$", "-", f"E=answer:{path}/%1=%2", f'RewriteCond {called} "{with_one}"')
    known = "|".join(one.id for one in rules.questions)
    here = f"^/ask/(?:{known})$"
    answered = "RewriteCond %{ENV:answer} ."
    told = ",E=told:%{ENV:lang}"
    file = f"E=file:%{{ENV:answer}}.%{{ENV:lang}}.%1,E=answered:%1{told}"
    paged = "E=file:%{ENV:answer}%{ENV:page}.%{ENV:lang}.html"
    noted = "E=file:%{ENV:answer}.%{ENV:lang}.note.csv"
    note = 'RewriteCond %{QUERY_STRING} "(?:^|&)note=(?:true|yes|ja|1)(?:&|$)" [NC]'
    asked = f'RewriteCond %{{ENV:format}} "^({"|".join(ANSWERED)})$"'
    free = "RewriteCond %{ENV:format} ^$"
    return [
        *lines,
        *_rule(here, "-", file, answered, free, _accepted(ANSWERED)),
        *_rule(here, "-", file, answered, asked),
        *_rule(here, "-", paged, 'RewriteCond %{ENV:answered} "^html$"'),
        *_rule(here, "-", noted, 'RewriteCond %{ENV:answered} "^csv$"', note),
        *_rule(here, "-", "R=501,L", f"RewriteCond {_ROOT}%{{ENV:file}} !-f"),
        *_rule(here, "-", "R=501,L", "RewriteCond %{ENV:file} ^$"),
        *[line for one in rules.driven for line in _rule(f"^{re.escape(one)}/?$", "-", "R=501,L")],
    ]


def _downloads(rules: Rules) -> list[str]:
    """Files of releases, those of the current one without its name too; and what pages load."""
    lasting = "|".join(map(re.escape, rules.releases))
    current = f"/download/{rules.release}"
    return [
        *_rule(f"^/download/(?:{lasting})/.+$", "-", "E=file:$0,E=lasting:1"),
        *_rule("^/download/(.+)$", "-", f"E=file:{current}/$1", "RewriteCond %{ENV:lasting} ^$"),
        *_rule("^/static/.+$", "-", "E=file:$0"),
        *_rule(paths.PICTURE, "-", "E=file:/picture/$1.%{ENV:lang}.svg,E=told:%{ENV:lang}"),
    ]


def _sending() -> list[str]:
    """Sends the file that is meant, and nothing that isn't."""
    file = f"{_ROOT}%{{ENV:file}}"
    readable = f'RewriteCond %{{HTTP:Accept-Encoding}} "{_GZIP}" [NC]'
    return [
        *_rule("^", "-", "R=404,L", "RewriteCond %{ENV:file} ^$"),
        *_rule("^", "-", "R=404,L", f"RewriteCond {file} !-f", 'RewriteCond %{REQUEST_URI} "!^/errors/"'),
        *_rule(
            "^", f"{file}.gz", "E=packed:1,E=no-gzip:1,E=no-brotli:1,L", readable, f"RewriteCond {file}.gz -f"
        ),
        *_rule("^", file, "L"),
    ]


def _headers(rules: Rules) -> list[str]:
    """The headers that tell what was sent."""
    always = [f'Header always set {name} "{_escaped(value)}"' for name, value in rules.headers.items()]
    links = [
        f'Header set Link "{_escaped(description_links(_WORDS, rules.iris, one))}" {_shown(one)}'
        for one in FORMS
    ]
    place = "/doc/%{class}e/%{key}e"
    places = [
        f'Header set Content-Location "{place}.html?lang=%{{lang}}e%{{and_page}}e" {_shown("html")}',
        f'Header set Content-Location "{place}.%{{shown}}e%{{only_page}}e" env=rdf',
        f'Header set Content-Profile "<{RUFS}>" env=rdf',
        f'Header set Content-Language "{", ".join(LANGUAGES)}" env=rdf',
        'Header set Content-Language "%{told}e" env=told',
    ]
    choices = [
        f'Header always set Link "{_escaped(with_rest(text, _REST))}" env=choice_{number}_{kind}'
        for number, one in enumerate(rules.choices)
        for kind, text in (("id", one.id_links), ("doc", one.doc_links))
    ]
    elsewhere = [
        f'Header always set Link "{_escaped(one.links)}" {_when("lead", one.address.doc_path())}'
        for one in rules.elsewhere
    ]
    return [
        *always,
        "Header unset Vary",
        'Header always set Vary "Accept, Accept-Language, Accept-Encoding"',
        'Header set Cache-Control "no-cache"',
        'Header set Cache-Control "public, max-age=31536000, immutable" env=lasting',
        "Header set Content-Encoding gzip env=packed",
        'Header always set Link "<%{lead}e>; rel=\\"describedby\\"" env=lead',
        *elsewhere,
        *links,
        *places,
        *choices,
    ]


def _shown(ending: str) -> str:
    """The condition that a description is shown in a form."""
    return _when("shown", ending)


def _when(name: str, value: str) -> str:
    """The condition that a variable has a value."""
    return f"\"expr=reqenv('{name}') == '{value}'\""


def _escaped(text: str) -> str:
    return text.replace('"', '\\"')
