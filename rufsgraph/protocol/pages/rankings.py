"""The page of a ranking, and rankings where they are listed: what is placed, where, and out of how many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rufsgraph.protocol.pages.figures import Contradiction, about, read_contradictions
from rufsgraph.protocol.pages.kind import Call, Kind, Material
from rufsgraph.protocol.tables import Part, Tables
from rufsgraph.questions.asking import Answer, Row


@dataclass(frozen=True, slots=True)
class Listing:
    """A ranking as listed under a goal; without a rank where the figure printed is a count."""

    ranking: Part
    publisher: str
    year: int | None
    placed: Part
    basis: str
    kind: str
    rank: int | None
    out_of: int | None
    goal: Part
    contradictions: tuple[Contradiction, ...]
    line: int


@dataclass(frozen=True, slots=True)
class RankingPage:
    """What stands on the page of a ranking, each part with the answer that it shows."""

    answers: Mapping[str, Answer]
    listings: Sequence[Listing]
    contradictions: Sequence[Contradiction]


def read_listings(answer: Answer, contradictions: Sequence[Contradiction], tables: Tables) -> list[Listing]:
    """The listings of an answer to rankings, in its order."""
    return [_listing(row, contradictions, tables) for row in answer.rows]


def _listing(row: Row, contradictions: Sequence[Contradiction], tables: Tables) -> Listing:
    placed, basis = str(row["placed_entity"]), str(row["basis"])
    return Listing(
        ranking=tables.part("ranking", str(row["ranking"])),
        publisher=str(row["publisher"] or ""),
        year=row["year"] if isinstance(row["year"], int) else None,
        placed=_placed(placed, tables),
        basis=tables.part("ranking-basis", basis).text,
        kind=basis,
        rank=row["rank"] if isinstance(row["rank"], int) else None,
        out_of=row["out_of"] if isinstance(row["out_of"], int) else None,
        goal=tables.part("goal", str(row["goal"])),
        contradictions=tuple(about(contradictions, [f"ranking/{row['ranking']}"])),
        line=int(str(row["source_line"])),
    )


def _placed(key: str, tables: Tables) -> Part:
    """What is placed: an area, or an actor."""
    area = tables.part("area", key)
    return area if area.path else tables.part("actor", key)


def _calls(_key: str) -> Mapping[str, Call]:
    return {"rankings": Call("rankings", {}), "discrepancies": Call("discrepancies", {})}


def _page(material: Material) -> RankingPage:
    answers, tables = material.answers, material.tables
    contradictions = read_contradictions(answers["discrepancies"], tables)
    own = [row for row in answers["rankings"].rows if row["ranking"] == material.key]
    return RankingPage(
        answers,
        [_listing(row, contradictions, tables) for row in own],
        about(contradictions, [f"ranking/{material.key}"]),
    )


KIND = Kind("kinds/ranking.html", _calls, _page)
