"""Set rules: one query over the whole graph each, whose rows are findings (shapes/rules/*.rq)."""

from collections.abc import Mapping
from pathlib import Path

from rufsgraph.engines.embedded import EmbeddedEngine
from rufsgraph.engines.queryfile import QueryFile, read_query_file
from rufsgraph.errors import Finding, Severity

RULE = "https://w3id.org/rufs/shapes/rule/"


def read_rules(folder: Path) -> list[QueryFile]:
    """The rules of a folder, by name."""
    return [read_query_file(path) for path in sorted(folder.glob("*.rq"))]


def check_rules(engine: EmbeddedEngine, rules: list[QueryFile]) -> list[Finding]:
    """A finding for each row of each rule; a rule selects ?thing and may select ?field, ?value, ?line."""
    return [finding for rule in rules for finding in _check_rule(engine, rule)]


def _check_rule(engine: EmbeddedEngine, rule: QueryFile) -> list[Finding]:
    answer = engine.rows(rule.full_text())
    found = []
    for row in answer.rows:
        values = dict(zip(answer.variables, row, strict=True))
        line = values.get("line")
        found.append(
            Finding(
                code=rule.name,
                message_sv=_filled(rule.header["message"]["sv"], values),
                message_en=_filled(rule.header["message"]["en"], values),
                severity=Severity(rule.header["severity"]),
                where=str(values["thing"]),
                field=str(values.get("field") or ""),
                value=str(values.get("value") or ""),
                shape=RULE + rule.name,
                lines=(line,) if isinstance(line, int) else (),
            )
        )
    return sorted(found, key=lambda one: (one.where, one.field, one.value))


def _filled(message: str, values: Mapping[str, object]) -> str:
    """The message with {name} replaced by the row's value of that name."""
    for name, value in values.items():
        message = message.replace("{" + name + "}", str(value))
    return message
