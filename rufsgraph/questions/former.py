"""What became of an identifier that is no longer in use."""

from collections.abc import Mapping
from dataclasses import dataclass

from rufsgraph.engines.binding import bind
from rufsgraph.engines.engine import Engine
from rufsgraph.questions.question import support


@dataclass(frozen=True, slots=True)
class Successor:
    """What stands in an identifier's place: its IRI and its names by language (sv at least)."""

    iri: str
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Former:
    """An identifier that is no longer in use: what became of it, from which edition on, and why.

    `change` is ended, replaced, merged or split; `since` and `reason` are texts by language.
    """

    iri: str
    change: str
    edition: str
    since: Mapping[str, str]
    reason: Mapping[str, str]
    successors: tuple[Successor, ...]


def find_former(engine: Engine, iri: str) -> Former | None:
    """What became of an identifier; None where nothing is said of it."""
    answer = engine.rows(bind(support("former").full_text(), {"former": iri}))
    rows = [dict(zip(answer.variables, row, strict=True)) for row in answer.rows]
    if not rows:
        return None
    first = {name: str(value) for name, value in rows[0].items()}
    return Former(
        iri=iri,
        change=first["kind"].rpartition("/")[2],
        edition=first["edition"],
        since={"sv": first["since_sv"], "en": first["since_en"]},
        reason={"sv": first["reason_sv"], "en": first["reason_en"]},
        successors=tuple(
            Successor(str(row["successor"]), _names(row["name_sv"], row["name_en"]))
            for row in rows
            if row["successor"] is not None
        ),
    )


def _names(sv: object, en: object) -> Mapping[str, str]:
    """The names by language; a thing without an English one is called as in Swedish."""
    return {"sv": str(sv or en or ""), "en": str(en or sv or "")}


def all_former(engine: Engine) -> list[str]:
    """Every identifier that is no longer in use."""
    return [str(former) for (former,) in engine.rows(support("former-all").full_text()).rows]
