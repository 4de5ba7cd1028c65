"""What the harvest check tells beside the shapes: each code with its severity and its words."""

from rufsgraph.errors import Finding, Severity

HARVEST = "https://w3id.org/rufs/shapes/harvest/"
"""Begins the address of each check that is no shape."""

_V, _W, _I = Severity.VIOLATION, Severity.WARNING, Severity.INFO

SAYINGS: dict[str, tuple[Severity, str, str]] = {
    "no-catalogue": (
        _V,
        "dokumentet beskriver ingen katalog (dcat:Catalog); kontrollera att adressen leder till katalogen",
        "the document describes no catalogue (dcat:Catalog); make sure that the address leads to it",
    ),
    "several-catalogues": (
        _V,
        "dokumentet har flera kataloger som inte hålls samman; peka ut dem med dcterms:hasPart från en "
        "enda huvudkatalog, i ett led",
        "the document has several catalogues that nothing joins; point to them by dcterms:hasPart from "
        "one main catalogue, one level deep",
    ),
    "catalogue-elsewhere": (
        _I,
        "underkatalogen beskrivs inte här: dataportalen hämtar den från dess egen adress; kontrollera "
        "den för sig",
        "the sub-catalogue isn't described here: the portal fetches it from its own address; check it by "
        "itself",
    ),
    "not-rdf-xml": (
        _W,
        "dokumentet är {form}; dataportalen skördar bara RDF/XML (application/rdf+xml)",
        "the document is {form}; the portal harvests RDF/XML only (application/rdf+xml)",
    ),
    "catalogue-type": (
        _W,
        "servern säger att katalogen är {form}; låt den svara application/rdf+xml",
        "the server says that the catalogue is {form}; let it answer application/rdf+xml",
    ),
    "odd-redirect": (
        _W,
        "katalogens adress skickar vidare med status {status}; dataportalen följer bara 301, 303, 307 "
        "och 308",
        "the catalogue's address redirects with status {status}; the portal follows 301, 303, 307 and "
        "308 only",
    ),
    "relative-address": (
        _V,
        "adressen är skriven relativt; skriv ut den hel, med http:// eller https://",
        "the address is written relative; write it in full, with http:// or https://",
    ),
    "relative-base": (
        _W,
        "dokumentet har xml:base; dataportalen kräver att adresserna skrivs ut hela",
        "the document has xml:base; the portal wants the addresses written in full",
    ),
    "broken-address": (
        _V,
        "adressen är ingen giltig IRI (RFC 3987); koda t.ex. mellanslag som %20",
        "the address is no valid IRI (RFC 3987); escape e.g. a blank as %20",
    ),
    "no-web-address": (
        _W,
        "adressen prövas inte: den är ingen http- eller https-adress utan användarnamn och lösenord",
        "the address is not tried: it is no http or https address without user and password",
    ),
    "local-address": (
        _V,
        "adressen leder till ett privat nät ({reason}), som ingen utanför når; ange en offentlig adress, "
        "eller kör med --allow-local om du prövar din egen dator",
        "the address leads to a private net ({reason}), which nobody outside can reach; give a public "
        "address, or run with --allow-local if you try your own machine",
    ),
    "no-answer": (
        _V,
        "adressen svarar inte ({reason}); rätta adressen eller laga servern",
        "the address doesn't answer ({reason}); correct the address or mend the server",
    ),
    "broken-answer": (
        _V,
        "servern svarar inte som HTTP föreskriver ({reason}); laga servern",
        "the server doesn't answer as HTTP prescribes ({reason}); mend the server",
    ),
    "bad-status": (
        _V,
        "adressen svarar med status {status}; rätta adressen eller laga servern",
        "the address answers with status {status}; correct the address or mend the server",
    ),
    "wants-more": (
        _I,
        "tjänsten svarar med status {status} på ett anrop utan parametrar; den finns, men vill ha mer",
        "the service answers with status {status} to a call without parameters; it is there, but wants more",
    ),
    "too-many-redirects": (
        _V,
        "adressen skickar vidare fler än {redirects} gånger; låt den leda fram",
        "the address redirects more than {redirects} times; let it lead to its end",
    ),
    "bad-redirect": (
        _V,
        "adressen skickar vidare till {reason}, som inte är en webbadress; laga servern",
        "the address redirects to {reason}, which is no web address; mend the server",
    ),
    "wrong-media-type": (
        _V,
        "adressen svarar med {served}, men formatet sägs vara {declared}; rätta format eller servern",
        "the address answers with {served}, but the format is said to be {declared}; correct the format "
        "or the server",
    ),
    "vague-media-type": (
        _W,
        "adressen svarar med {served}, som inte säger att innehållet är {declared}; låt servern säga "
        "formatet",
        "the address answers with {served}, which doesn't tell that the content is {declared}; let the "
        "server say the format",
    ),
    "description-is-page": (
        _W,
        "beskrivningen är en webbsida; peka ut själva filen, t.ex. OpenAPI i JSON eller YAML",
        "the description is a web page; point to the file itself, e.g. OpenAPI in JSON or YAML",
    ),
    "no-sparql": (
        _V,
        "tjänsten sägs tala SPARQL, men svarar inte på frågan ASK {{}} (status {status}, {served}); "
        "rätta format eller adressen",
        "the service is said to speak SPARQL, but doesn't answer the query ASK {{}} (status {status}, "
        "{served}); correct the format or the address",
    ),
    "requests-spent": (
        _W,
        "gränsen på {limit} anrop är nådd; {left} adresser är inte prövade (höj den med --max-requests)",
        "the limit of {limit} requests is met; {left} addresses are not tried (raise it by --max-requests)",
    ),
    "bytes-spent": (
        _W,
        "gränsen på {limit} byte är nådd; {left} adresser är inte prövade (höj den med --max-bytes)",
        "the limit of {limit} bytes is met; {left} addresses are not tried (raise it by --max-bytes)",
    ),
    "seconds-spent": (
        _W,
        "gränsen på {limit} sekunder är nådd; {left} adresser är inte prövade (höj den med --max-seconds)",
        "the limit of {limit} seconds is met; {left} addresses are not tried (raise it by --max-seconds)",
    ),
}


def say(code: str, where: str, field: str = "", value: str = "", **details: object) -> Finding:
    """The finding of a code about something, its words filled with the details."""
    severity, swedish, english = SAYINGS[code]
    return Finding(
        code,
        swedish.format(**details),
        english.format(**details),
        severity,
        where=where,
        field=field,
        value=value,
        shape=HARVEST + code,
    )
