"""The report of a harvest: findings grouped by what they are about, and the score; in text, JSON and RDF."""

import json
import unicodedata

from rufsgraph.checks import reports
from rufsgraph.checks.grouping import KINDS, kind, owners, title
from rufsgraph.checks.harvest import Harvest
from rufsgraph.checks.mqa import DIMENSIONS, METRICS, Dimension, Score, most
from rufsgraph.errors import Finding

REPORT_BASE = "urn:rufsgraph:harvest:"
"""Begins the addresses of a report on somebody else's catalogue, which is nowhere published."""

_SHOWN = 200
"""How much of a value is shown in a text, in characters."""

_DOCUMENT = ("Dokumentet", "The document")
_OTHER = ("Övrigt", "Other")


def as_text(harvest: Harvest, lang: str) -> str:
    """The findings by catalogue, series, dataset and the rest, their counts, and the score as a table."""
    lines: list[str] = []
    for node, findings in _grouped(harvest).items():
        lines += [_head(harvest, node, lang), *(f"  {_line(one, node, lang)}" for one in findings), ""]
    lines += [reports.summary(harvest.findings), "", *_score_lines(harvest.score, lang)]
    return "\n".join(map(printable, lines)) + "\n"


def _grouped(harvest: Harvest) -> dict[str, list[Finding]]:
    owner = owners(harvest.graph)
    found: dict[str, list[Finding]] = {}
    for finding in harvest.findings:
        found.setdefault(owner.get(finding.where, finding.where), []).append(finding)
    order = sorted(found, key=lambda node: (node != "", kind(harvest.graph, node), node))
    return {node: found[node] for node in order}


def _head(harvest: Harvest, node: str, lang: str) -> str:
    place = kind(harvest.graph, node)
    names = list(KINDS.values())[place] if place < len(KINDS) else _OTHER
    named = _DOCUMENT if node == "" else names
    text = title(harvest.graph, node, lang)
    return " ".join(part for part in (named[lang != "sv"], text and f"«{text}»", node) if part)


def _line(finding: Finding, group: str, lang: str) -> str:
    where = "" if finding.where == group else finding.where
    field = finding.field.rpartition("#")[2].rpartition("/")[2]
    value = repr(_shortened(finding.value)) if finding.value else ""
    head = " ".join(part for part in (str(finding.severity), field, value, where) if part)
    return f"{head}: {finding.message_sv if lang == 'sv' else finding.message_en}"


def _shortened(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def _score_lines(score: Score, lang: str) -> list[str]:
    swedish = lang == "sv"
    if not score.datasets:
        return ["Inga datamängder, inga poäng." if swedish else "No datasets, no points."]
    named = (
        "Poäng enligt data.europa.eu:s metod (MQA)"
        if swedish
        else "Score by the method of data.europa.eu (MQA)"
    )
    lines = [f"{named}: {score.total:g} / {most()}, {score.rating(lang)}"]
    for dimension, names in DIMENSIONS.items():
        lines.append(f"  {names[not swedish]:<38}{score.of(dimension):>6g} / {most(dimension)}")
        for metric in (one for one in METRICS if one.dimension is dimension):
            name = metric.name_sv if swedish else metric.name_en
            lines.append(f"    {name:<36}{round(score.points[metric], 1):>6g} / {metric.points}")
    return lines


def printable(text: str) -> str:
    """A stranger's text without the characters that would steer a terminal."""
    return "".join(char if unicodedata.category(char) not in ("Cc", "Cf") else "\ufffd" for char in text)


def as_json(harvest: Harvest) -> str:
    """The findings as the report of `check` has them, and the score."""
    document = json.loads(reports.as_json(harvest.findings))
    return json.dumps(document | {"score": _score(harvest.score)}, ensure_ascii=False, indent=1) + "\n"


def _score(score: Score) -> dict[str, object]:
    return {
        "total": score.total,
        "most": most(),
        "rating": score.rating("en"),
        "datasets": score.datasets,
        "dimensions": {str(one): {"points": score.of(one), "most": most(one)} for one in Dimension},
        "metrics": [
            {
                "dimension": str(metric.dimension),
                "name": metric.name_en,
                "field": metric.field,
                "points": round(value, 1),
                "most": metric.points,
            }
            for metric, value in score.points.items()
        ],
    }


def as_turtle(harvest: Harvest) -> str:
    """The findings as a sh:ValidationReport in Turtle."""
    return reports.as_turtle(harvest.findings, REPORT_BASE)
