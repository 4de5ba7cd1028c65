"""The mix of queries that the endpoint is compared by: who is linked to what, over the nine priorities."""

from rufsgraph.engines.binding import Iri, bind
from rufsgraph.engines.queryfile import QueryFile
from rufsgraph.terms import PREFIXES, Iris

PARTNERS = """
SELECT ?actor (COUNT(DISTINCT ?initiative) AS ?initiatives) WHERE {
  ?initiative rufs:contributesTo $priority ; rufs:partner ?actor .
} GROUP BY ?actor ORDER BY DESC(?initiatives) ?actor
"""
"""The partners of a priority, counted."""

ROLES = """
SELECT ?priority ?role (COUNT(DISTINCT ?initiative) AS ?initiatives) WHERE {
  VALUES ?role { rufs:owner rufs:partner rufs:funder }
  ?initiative ?role $actor ; rufs:contributesTo ?priority .
} GROUP BY ?priority ?role ORDER BY ?priority ?role
"""
"""The roles of an actor by priority."""

REACHES = """
SELECT DISTINCT ?actor WHERE {
  ?sub_goal rufs:bearsOn $sdg ; rufs:subGoalOf ?goal .
  ?priority rufs:serves ?goal .
  ?initiative rufs:contributesTo ?priority ; rufs:involves ?actor .
} ORDER BY ?actor
"""
"""The actors whose initiatives reach one of the UN's goals, by the inferred path."""

PRIORITIES = range(1, 10)
ACTORS = (
    "region-stockholm",
    "kth",
    "stockholms-stad",
    "karolinska-institutet",
    "stockholms-universitet",
    "lansstyrelsen-stockholm",
    "huddinge-kommun",
    "trafikverket",
    "solna-stad",
)
SDGS = (3, 4, 5, 8, 9, 10, 11, 12, 13)


def queries() -> list[str]:
    """Nine queries of each of the three kinds."""
    iris = Iris()
    return [
        *(_bound(PARTNERS, "priority", iris.id("priority", str(number))) for number in PRIORITIES),
        *(_bound(ROLES, "actor", iris.id("actor", key)) for key in ACTORS),
        *(_bound(REACHES, "sdg", f"{PREFIXES['sdg']}{number}") for number in SDGS),
    ]


def _bound(text: str, name: str, iri: str) -> str:
    return bind(QueryFile("mix", {}, text).full_text(), {name: Iri(iri)})
