"""What every file of a report says, in words, in the order of reading. Pure; the files differ only in their form."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from app.adoption.occasions import show_reported
from app.adoption.rules import OUTCOME_LABELS, Outcome, official_form
from app.consultations.rules import METHOD_LABELS, Method
from app.lib.i18n import gettext, pgettext
from app.lib.pages import show_date, words

Row = list[Any]
_NO_SHAPE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What XML cannot hold."""


def build_paper(data: Mapping[str, Any]) -> dict[str, Any]:
    """The report in words: {title, facts, preface, sentence, totals, outcomes, methods, clauses, changes, groups, …}.

    `data`: {document, digest, address, note}. Text stays as it was written, but for signs that no file can hold.
    """
    document = _clean(data["document"])
    summary, groups, about = document["summary"], document["groups"], document["consultation"]
    published = datetime.fromisoformat(document["published_at"])
    return {
        "title": about["title"],
        "title_words": words(about["title"]),
        "subtitle": gettext("Adoption report"),
        "agency": f"{about['agency']}　{about['division']}",
        "published_at": published.isoformat(),
        "facts": _facts(about, published, data),
        "note": data.get("note", ""),
        "preface": _paragraphs(document["preface"]),
        "sentence": _sentence(summary),
        "totals": _totals(summary),
        "outcomes": _outcomes(summary),
        "methods": _methods(summary),
        "occasions": _occasions(summary),
        "clauses": _clauses(summary),
        "changes": [_change(one) for one in _changed_once(groups)],
        "groups": _groups(groups),
        "next_steps": _paragraphs(document["next_steps"]),
        "labels": _labels(),
    }


def _labels() -> dict[str, str]:
    return {
        "summary": gettext("Summary"),
        "totals": gettext("Totals"),
        "outcomes": gettext("What became of the comments"),
        "methods": gettext("Comments by method"),
        "occasions": gettext("Symposiums and hearings"),
        "clauses": gettext("Comments on each clause"),
        "changes": gettext("What was changed in the draft"),
        "groups": gettext("Groups and what became of them"),
        "next": gettext("What happens next"),
        "before": gettext("Draft for comments"),
        "after": gettext("After revision"),
        "why": gettext("Why:"),
        "number": gettext("Number"),
    }


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return _NO_SHAPE.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    if isinstance(value, Mapping):
        return {name: _clean(one) for name, one in value.items()}
    return [_clean(one) for one in value] if isinstance(value, list) else value


def _paragraphs(text: str) -> list[str]:
    return [line.strip("\u3000 ") for line in text.split("\n") if line.strip()]


def _facts(about: Mapping[str, Any], published: datetime, data: Mapping[str, Any]) -> list[Row]:
    period = gettext(
        "{first} to {last}",
        first=show_date(date.fromisoformat(about["opens_on"])),
        last=show_date(date.fromisoformat(about["closes_on"])),
    )
    return [
        [gettext("Drafted by"), f"{about['agency']}　{about['division']}"],
        [gettext("Period"), period],
        [gettext("Date of publication"), show_date(published)],
        [gettext("Web page"), data["address"]],
        [gettext("SHA-256 of the JSON file"), data["digest"]],
    ]


def _sentence(summary: Mapping[str, Any]) -> str:
    if not summary["collected"]:
        return gettext("Within the period for comments, no comment from the public was received.")
    comments = {name: one["comments"] for name, one in summary["outcomes"].items()}
    adopted, partly, not_adopted, out = official_form(comments)
    return gettext(
        "Of {collected} comments {adopted} were adopted, {partly} partly adopted and {not_adopted} not adopted; "
        "{out} of the last were outside the scope of this consultation.",
        collected=f"{summary['collected']:,}",
        adopted=f"{adopted:,}",
        partly=f"{partly:,}",
        not_adopted=f"{not_adopted:,}",
        out=f"{out:,}",
    )


def _totals(summary: Mapping[str, Any]) -> list[Row]:
    people = gettext("People who took part")
    if summary["people_are_estimated"]:
        people = gettext("People who took part (about)")
    return [
        [gettext("Comments received"), summary["collected"]],
        [gettext("Late ones, not counted"), summary["late"]],
        [people, summary["people"]],
        [gettext("Supports"), summary["supports"]],
        [pgettext("report", "Groups"), summary["groups"]],
        [gettext("Groups said by many"), summary["concentrated_groups"]],
        [gettext("Clauses changed"), summary["changed_clauses"]],
    ]


def _table(head: Sequence[str], rows: Sequence[Row]) -> dict[str, Any]:
    return {"head": list(head), "rows": list(rows)}


def _outcomes(summary: Mapping[str, Any]) -> dict[str, Any]:
    rows: list[Row] = [
        [gettext(label), summary["outcomes"][outcome]["groups"], summary["outcomes"][outcome]["comments"]]
        for outcome, label in OUTCOME_LABELS.items()
    ]
    return _table([gettext("Outcome"), pgettext("report", "Groups"), gettext("Comments")], rows)


def _methods(summary: Mapping[str, Any]) -> dict[str, Any]:
    rows: list[Row] = [[gettext(METHOD_LABELS[Method(name)]), n] for name, n in summary["by_method"].items()]
    return _table([gettext("How people were heard"), gettext("Comments")], rows)


def _occasions(summary: Mapping[str, Any]) -> dict[str, Any]:
    shown = [show_reported(one) for one in summary.get("occasions", [])]
    rows: list[Row] = [
        [f"{one['day']}　{one['method']}　{one['place']}" + (f"　{one['who']}" if one["who"] else ""), one["comments"]]
        for one in shown
    ]
    return _table([gettext("Day, place and who came"), gettext("Comments said there")], rows)


def _clauses(summary: Mapping[str, Any]) -> dict[str, Any]:
    rows: list[Row] = [
        [_clause_name(one) or (f"¶{place}" if one["ref"] else gettext("The draft as a whole")), one["n"]]
        for place, one in enumerate(summary["by_clause"], start=1)
    ]
    return _table([gettext("Clause"), gettext("Comments")], rows)


def _clause_name(one: Mapping[str, Any]) -> str:
    return "　".join(part for part in (one["label"], one["heading"]) if part)


def _groups(groups: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    head = (
        gettext("No."), gettext("Group"), gettext("Clauses"), gettext("Comments"), gettext("People who said it"),
        gettext("Supports"), gettext("Outcome"), gettext("Reason"), gettext("Example"), gettext("Different wordings"),
    )  # fmt: skip
    return _table(head, [_group(one) for one in groups])


def _group(one: Mapping[str, Any]) -> Row:
    clauses = gettext("; ").join(spread["label"] or gettext("The draft as a whole") for spread in one["clauses"])
    outcome = gettext(OUTCOME_LABELS[Outcome(one["outcome"])])
    title = one["title"] or gettext("Comments that are not shown")
    if one.get("is_campaign"):
        title = gettext("{title} ({label})", title=title, label=gettext("Campaign text"))
    example = one["example"] if one["example"] != one["title"] else ""
    return [
        one["number"], title, clauses, one["size"], one["people"], one["supports"], outcome, one["reason"], example,
        one.get("texts", ""),
    ]  # fmt: skip


def _change(one: Mapping[str, Any]) -> dict[str, Any]:
    change = one["change"]
    return {"label": change["label"], "before": change["old_text"], "after": change["new_text"], "why": one["reason"]}


def _changed_once(groups: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    found: dict[tuple[str, str], Mapping[str, Any]] = {}
    for one in groups:
        if one["change"]:
            found.setdefault((one["change"]["ref"], one["change"]["new_text"]), one)
    return list(found.values())
