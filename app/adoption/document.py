"""The report as a document (意见收集和采纳情况的说明): groups in order, numbers, canonical JSON, digest. Pure."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.adoption.rules import Outcome, is_concentrated

FORMAT = "daylight.adoption-report/1"
SCHEMA = "/schemas/adoption-report-1.json"
"""Where the description of this format stands, on every site (formats/schema.py)."""
INTERNAL = ("group_id", "example_id", "is_title_quoted")
"""What a group of a report carries for the house only."""


def sort_groups(groups: Iterable[Mapping[str, Any]], collected: int) -> list[dict[str, Any]]:
    """Concentrated groups first, then by size; `position` counts from 1."""
    marked = [dict(one) | {"is_concentrated": is_concentrated(one["size"], collected)} for one in groups]
    marked.sort(key=lambda one: (not one["is_concentrated"], -one["size"], one["number"]))
    return [one | {"position": place} for place, one in enumerate(marked, start=1)]


def count_outcomes(groups: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, int]]:
    """For each outcome how many groups and how many comments; all four are there, also with 0."""
    counted = {outcome.value: {"groups": 0, "comments": 0} for outcome in Outcome}
    for one in groups:
        if one["outcome"]:
            counted[one["outcome"]]["groups"] += 1
            counted[one["outcome"]]["comments"] += one["size"]
    return counted


def summarise(
    groups: Sequence[Mapping[str, Any]],
    *,
    totals: Mapping[str, Any],
    methods: Mapping[str, int],
    days: Mapping[str, int],
    clauses: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """The numbers of a report. `methods` holds every method of the consultation, also those that brought nothing."""
    changed = {one["change"]["ref"] for one in groups if one["change"]}
    return {
        **totals,
        "groups": len(groups),
        "supports": sum(one["supports"] for one in groups),
        "concentrated_groups": sum(one["is_concentrated"] for one in groups),
        "changed_clauses": len(changed),
        "outcomes": count_outcomes(groups),
        "by_method": dict(methods),
        "by_day": [{"day": day, "n": n} for day, n in sorted(days.items())],
        "by_clause": list(clauses),
        "changes": [one["position"] for one in groups if one["change"]],
    }


def compose(
    *,
    consultation: Mapping[str, Any],
    summary: Mapping[str, Any],
    groups: Sequence[Mapping[str, Any]],
    preface: str,
    next_steps: str,
    published_at: str = "",
) -> dict[str, Any]:
    """Everything that is frozen. Without a time it is the preview that the approver sees."""
    return {
        "$schema": SCHEMA,
        "format": FORMAT,
        "consultation": dict(consultation),
        "preface": preface,
        "next_steps": next_steps,
        "published_at": published_at,
        "summary": dict(summary),
        "groups": [frozen(one) for one in groups],
    }


def frozen(group: Mapping[str, Any]) -> dict[str, Any]:
    """A group without what it carries for the house only."""
    return {name: value for name, value in group.items() if name not in INTERNAL}


def canonical(document: Mapping[str, Any]) -> str:
    """One text for one content: sorted keys, no blanks, characters as they are."""
    return json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest_of(text: str) -> str:
    """SHA-256 of the UTF-8 bytes, as 64 hex digits."""
    return hashlib.sha256(text.encode()).hexdigest()
