"""Each set rule is well made, and a fault planted in the repository's data makes that rule fire, no other."""

import re

import pytest

from rufsgraph import resources
from rufsgraph.checks.rules import RULE, check_rules, read_rules
from rufsgraph.engines.embedded import UNION_FILE, EmbeddedEngine
from rufsgraph.engines.queryfile import QueryFile
from rufsgraph.errors import Finding, Severity
from rufsgraph.factory import Outcome
from rufsgraph.terms import DEFAULT_BASE, PREFIXES

RULES: dict[str, QueryFile] = {rule.name: rule for rule in read_rules(resources.SHAPES / "rules")}

PROLOGUE = "\n".join(
    [f"BASE <{DEFAULT_BASE}id/>", *(f"PREFIX {name}: <{iri}>" for name, iri in PREFIXES.items())]
)

FAULTS = {
    "concept-without-scheme": "DELETE DATA { <role/owner> skos:inScheme <scheme/role> }",
    "dangling-reference": "INSERT DATA { <initiative/origo> rufs:concernsPlace <area/atlantis> }",
    "discrepancy": """INSERT DATA {
        <discrepancy/2020.planted> a rufs:Discrepancy ; rufs:kind <discrepancy-kind/value> ;
            skos:prefLabel "Planterad"@sv ; rdfs:label "Planterad"@sv ; rufs:foundBy <found-by/reader> ;
            rufs:firstLine 1 ; rufs:secondLine 2 . }""",
    "doubled-actor-name": """INSERT DATA {
        <actor/kth> skos:prefLabel "region stockholm"@sv ; rdfs:label "region stockholm"@sv }""",
    "doubled-name": """INSERT DATA {
        <area/se110> skos:prefLabel "Sverige"@sv ; rdfs:label "Sverige"@sv }""",
    "doubled-observation": """INSERT { <observation/2020.twin> ?property ?value }
        WHERE { <observation/2020.1.1.tillkomna-bostader.2019> ?property ?value }""",
    "english-name-without-source": """INSERT DATA {
        <actor/kth> skos:prefLabel "Royal Institute"@en ; rdfs:label "Royal Institute"@en }""",
    "entry-not-joined": "DELETE WHERE { <entry/2020.2.2> rufs:joinedBecause ?reason }",
    "entry-without-owner": """DELETE { ?participation rufs:role <role/owner> }
        INSERT { ?participation rufs:role <role/partner> }
        WHERE { ?participation rufs:inEntry <entry/2020.1.1> ; rufs:role <role/owner> }""",
    "focus-area-without-strategy": "DELETE WHERE { ?strategy rufs:hasFocusArea <focus-area/oms-2050.1> }",
    "former-identifier-in-use": """INSERT DATA { <identifier-change/actor.kth> a rufs:IdentifierChange ;
        skos:prefLabel "Ändrad identifierare"@sv ; rdfs:label "Ändrad identifierare"@sv ;
        rufs:formerIdentifier "https://w3id.org/rufs/id/actor/kth"^^xsd:anyURI ;
        rufs:change <change-kind/ended> }""",
    "funding-source-as-party": """DELETE { ?participation rufs:role <role/funder> }
        INSERT { ?participation rufs:role <role/partner> }
        WHERE {
            ?source a rufs:FundingSource .
            ?participation rufs:participant ?source ; rufs:role <role/funder> }""",
    "group-without-members": """DELETE { ?group rufs:membersKnown ?unknown }
        INSERT { ?group rufs:membersKnown <members-known/all> }
        WHERE { BIND(<members-known/unknown> AS ?unknown) ?group rufs:membersKnown ?unknown }""",
    "headline-of-other-edition": """DELETE { ?observation rufs:edition ?edition }
        INSERT { ?observation rufs:edition <plan/rufs-2050> }
        WHERE { ?observation rufs:headlineOf ?edition }""",
    "initiative-without-entry": "INSERT DATA { <initiative/planted> a rufs:Initiative }",
    "label-differs": 'INSERT DATA { <actor/kth> rdfs:label "KTH, planterad"@sv }',
    "label-not-swedish": """DELETE { ?thing skos:prefLabel ?label ; rdfs:label ?label }
        WHERE { ?thing a rufs:Goal ; skos:prefLabel ?label . FILTER(LANG(?label) = "sv") }""",
    "link-malformed": """DELETE { <actor/kth> schema:sameAs ?old . ?link rdf:object ?old }
        INSERT { <actor/kth> schema:sameAs ?new . ?link rdf:object ?new }
        WHERE { ?link rdf:subject <actor/kth> ; rdf:object ?old . FILTER(CONTAINS(STR(?old), "wikidata"))
            BIND(<http://www.wikidata.org/wiki/Q854280> AS ?new) }""",
    "link-name": """DELETE { ?link rufs:namedThere ?name } INSERT { ?link rufs:namedThere "Chalmers" }
        WHERE { ?link rdf:subject <actor/kth> ; rufs:namedThere ?name }""",
    "link-record": """DELETE { ?link rufs:foundAt ?record }
        INSERT { ?link rufs:foundAt "v1.70/040wg7k59.json" }
        WHERE { ?link rdf:subject <actor/kth> ; rufs:foundAt ?record }""",
    "link-shared": """DELETE { <actor/ncc> schema:sameAs ?old . ?link rdf:object ?old }
        INSERT { <actor/ncc> schema:sameAs ?new . ?link rdf:object ?new }
        WHERE { ?link rdf:subject <actor/ncc> ; rdf:object ?old . <actor/kth> schema:sameAs ?new
            FILTER(CONTAINS(STR(?old), "wikidata") && CONTAINS(STR(?new), "wikidata")) }""",
    "link-without-source": "INSERT DATA { <actor/kth> schema:sameAs <https://example.org/kth> }",
    "listing-without-placement": "DELETE WHERE { ?placement rufs:listedUnder ?goal }",
    "member-of-unknown-group": """INSERT { <actor/kth> rufs:inGroup ?group }
        WHERE { ?group rufs:membersKnown <members-known/unknown> }""",
    "observation-origin": """DELETE { ?observation rufs:printedAs ?printed }
        WHERE { ?observation a rufs:Observation ; rufs:printedAs ?printed }""",
    "observation-unit": """DELETE { ?observation rufs:unit ?unit } INSERT { ?observation rufs:unit <unit/km> }
        WHERE { ?observation rufs:headlineOf <edition/2020> ; rufs:unit ?unit }""",
    "out-of-order": """DELETE { ?period rufs:endYear ?year } INSERT { ?period rufs:endYear "1990"^^xsd:gYear }
        WHERE { ?period rufs:endYear ?year . FILTER(?period = <period/2018>) }""",
    "outside-domain": "INSERT DATA { <actor/kth> rufs:row 1 }",
    "outside-domain-includes": "INSERT DATA { <actor/kth> rufs:outOf 1 }",
    "participant-of-no-kind": """DELETE { ?participation rufs:participant ?old }
        INSERT { ?participation rufs:participant <goal/1> }
        WHERE {
            ?participation rufs:inEntry <entry/2020.1.1> ; rufs:role <role/funder> ;
                rufs:participant ?old }""",
    "participation-outside-entry": """DELETE { ?participation rufs:sourceLine ?line }
        INSERT { ?participation rufs:sourceLine 1 }
        WHERE { ?participation rufs:inEntry <entry/2020.1.1> ; rufs:sourceLine ?line }""",
    "placement-figure": "DELETE WHERE { ?placement rufs:count ?count }",
    "placement-subject": "DELETE WHERE { ?placement rufs:inRanking ?ranking }",
    "row-doubled": """INSERT DATA { <entry/2020.1.999> a rufs:InventoryEntry ;
        rufs:edition <edition/2020> ; rufs:priority <priority/1> ; rufs:row 1 .
        <participation/2020.1.999.owner.kth> a rufs:Participation ; rufs:inEntry <entry/2020.1.999> ;
            rufs:participant <actor/kth> ; rufs:role <role/owner> }""",
    "row-gap": """DELETE { <entry/2020.1.1> rufs:row ?row } INSERT { <entry/2020.1.1> rufs:row 900 }
        WHERE { <entry/2020.1.1> rufs:row ?row }""",
    "shared-alias": 'INSERT DATA { <actor/kth> skos:altLabel "Region Stockholm" }',
    "statement-without-triple": "DELETE WHERE { <priority/1> rufs:serves ?goal }",
    "sub-goal-without-headline": """DELETE { ?observation rufs:headlineOf ?edition }
        WHERE { ?observation rufs:headlineOf ?edition ; rufs:ofIndicator/rufs:measures <sub-goal/1.1> }""",
    "sub-goal-without-target": """DELETE { ?target rufs:ofSubGoal <sub-goal/1.1> }
        INSERT { ?target rufs:ofSubGoal <sub-goal/1.2> }
        WHERE { ?target a rufs:Target ; rufs:ofSubGoal <sub-goal/1.1> }""",
    "successor-count": """INSERT DATA {
        <identifier-change/actor.planted> a rufs:IdentifierChange ;
            skos:prefLabel "Ändrad identifierare"@sv ; rdfs:label "Ändrad identifierare"@sv ;
            rufs:change <change-kind/split> ; rufs:successor <actor/kth> }""",
    "successor-missing": """INSERT DATA {
        <identifier-change/actor.planted> a rufs:IdentifierChange ;
            skos:prefLabel "Ändrad identifierare"@sv ; rdfs:label "Ändrad identifierare"@sv ;
            rufs:change <change-kind/replaced> ; rufs:successor <actor/atlantis> }""",
    "target-evaluation": """DELETE { ?evaluation rufs:ofTarget <target/1.1.1> }
        WHERE { ?evaluation rufs:ofTarget <target/1.1.1> }""",
    "trend-without-subject": "INSERT DATA { <trend/2020.planted> a rufs:TrendStatement }",
    "undeclared-term": "INSERT DATA { <actor/kth> rufs:planted 1 }",
    "unused-actor": "INSERT DATA { <actor/planted> a rufs:Actor }",
    "unused-indicator": "INSERT DATA { <indicator/planted> a rufs:Indicator }",
}
"""For each rule an update that plants one fault of its kind."""


@pytest.fixture(scope="module")
def union(built: Outcome) -> bytes:
    """The default graph of the repository's own data, as N-Triples."""
    assert built.content is not None
    return built.content.files[UNION_FILE]


@pytest.fixture(scope="module")
def before(union: bytes) -> set[Finding]:
    """What the rules find before anything is planted."""
    return set(check_rules(EmbeddedEngine.of_union([union]), list(RULES.values())))


def test_every_rule_has_a_planted_fault() -> None:
    """There are rules, and no rule is without a fault, nor a fault without a rule."""
    assert RULES
    assert sorted(FAULTS) == sorted(RULES)


@pytest.mark.parametrize("name", sorted(RULES))
def test_planted_fault_makes_exactly_that_rule_fire(name: str, union: bytes, before: set[Finding]) -> None:
    """A planted fault is found by its own rule and no other, and both messages are filled in."""
    engine = EmbeddedEngine.of_union([union])
    engine.store.update(f"{PROLOGUE}\n{FAULTS[name]}")
    new = set(check_rules(engine, list(RULES.values()))) - before
    assert {finding.code for finding in new} == {name}
    for finding in new:
        assert finding.shape == RULE + name
        assert finding.where
        assert finding.where in finding.message_en or name == "discrepancy"
        assert "{" not in finding.message_sv + finding.message_en


@pytest.mark.parametrize("name", sorted(RULES))
def test_rule_is_well_made(name: str) -> None:
    """A rule has a severity, a message in both languages with the same places to fill in, no parameters."""
    rule = RULES[name]
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", name)
    assert sorted(rule.header) == ["message", "severity"]
    assert sorted(rule.header["message"]) == ["en", "sv"]
    assert rule.header["severity"] in list(Severity)
    assert not rule.parameters()
    sv, en = (re.findall(r"\{([a-z_]+)\}", rule.header["message"][lang]) for lang in ("sv", "en"))
    assert [word.removesuffix("_sv") for word in sv] == [word.removesuffix("_en") for word in en]


def test_discrepancies_tell_rule_from_reader(before: set[Finding]) -> None:
    """Each discrepancy is one warning that says both lines and whether a rule or a reader found it."""
    found = [finding for finding in before if finding.code == "discrepancy"]
    assert {finding.severity for finding in found} == {Severity.WARNING}
    assert len({finding.where for finding in found}) == len(found)
    finders = {"found by a rule": "funnet av en regel", "found by a reader": "funnet av en läsare"}
    for en, sv in finders.items():
        own = [finding for finding in found if en in finding.message_en]
        assert own
        assert all(sv in finding.message_sv for finding in own)
    assert all(re.search(r"line \d+ against line \d+\.$", finding.message_en) for finding in found)


def test_the_data_breaks_no_rule(before: set[Finding]) -> None:
    """The repository's own data has no violation by a rule."""
    found = sorted(finding.as_line() for finding in before if finding.severity is Severity.VIOLATION)
    assert found == []


@pytest.mark.parametrize("change", ["ended", "replaced", "merged", "split"])
@pytest.mark.parametrize("successors", [0, 1, 2])
def test_successors_fit_the_change(change: str, successors: int, union: bytes) -> None:
    """What ended has no successor, what was replaced or merged has one, what was split two or more."""
    named = "".join(f"; rufs:successor <goal/{number}> " for number in range(1, successors + 1))
    engine = EmbeddedEngine.of_union([union])
    engine.store.update(
        f"{PROLOGUE}\nINSERT DATA {{ <identifier-change/actor.planted> a rufs:IdentifierChange ; "
        f"rufs:change <change-kind/{change}> {named}}}"
    )
    fits = {"ended": successors == 0, "split": successors >= 2}.get(change, successors == 1)
    found = check_rules(engine, [RULES["successor-count"]])
    assert [finding.value for finding in found] == ([] if fits else [change])


def test_chain_of_changes_is_refused(union: bytes) -> None:
    """A successor that is no longer in use itself is not there: what stands in its place is to be named."""
    engine = EmbeddedEngine.of_union([union])
    engine.store.update(
        f"""{PROLOGUE}
        INSERT DATA {{
            <identifier-change/actor.first> rufs:successor <actor/second> .
            <identifier-change/actor.second> rufs:successor <actor/kth> ;
                rufs:formerIdentifier "{DEFAULT_BASE}id/actor/second"^^xsd:anyURI }}"""
    )
    (found,) = check_rules(engine, [RULES["successor-missing"]])
    assert (found.where, found.value) == (
        f"{DEFAULT_BASE}id/identifier-change/actor.first",
        f"{DEFAULT_BASE}id/actor/second",
    )
