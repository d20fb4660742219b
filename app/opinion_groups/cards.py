"""What the templates get: rows of the reads with labels, differences marked, and the reason why a group is one."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from app.lib.i18n import gettext
from app.opinion_groups.comparing import FACT_LABELS
from app.opinion_groups.rules import STATE_LABELS, VERB_LABELS, GroupState, Verb, is_campaign
from app.similarity.explain import explain
from app.similarity.facts import Guard as Fact
from app.similarity.matters import likeness_of
from app.similarity.wording import segments, shared_words

_SHOWN_DIFFERENCES = 4
_SHOWN_CLAUSES = 4
_SHORT = 60

Labels = Mapping[str, str]


def board_cards(
    groups: Sequence[dict[str, Any]],
    distant: Mapping[UUID, Sequence[dict[str, Any]]],
    spread: Mapping[UUID, Sequence[tuple[str, int]]],
    labels: Labels,
) -> list[dict[str, Any]]:
    """Groups of one page, with their least alike members and why they are together."""
    return [
        group_card(group, labels)
        | {
            "spread": clause_counts(spread.get(group["id"], []), labels)[:_SHOWN_CLAUSES],
            "more_clauses": max(0, len(spread.get(group["id"], [])) - _SHOWN_CLAUSES),
            "differing": [pieces(one["text"], group["text"]) for one in distant.get(group["id"], [])],
            "why": why_together(group, distant.get(group["id"], [])),
        }
        for group in groups
    ]


def group_card(group: Mapping[str, Any], labels: Labels) -> dict[str, Any]:
    """The numbers and words of one group."""
    names = ("state", "new_count", "outcome", "seen", "text")
    words = group["title"] or group["comment_title"] or group["text"]
    return (
        group_numbers(group)
        | {name: group[name] for name in names}
        | {
            "name": words if len(words) <= _SHORT else words[:_SHORT] + "…",
            "is_named": bool(group["title"]),
            "comment_title": group["comment_title"],
            "state_label": STATE_LABELS[GroupState(group["state"])],
            "clause": clause_name(group["clause_ref"], labels),
        }
    )


def group_numbers(group: Mapping[str, Any]) -> dict[str, Any]:
    """Comments, people and texts of a group, apart from each other, and whether it is a campaign."""
    names = ("number", "title", "size", "people", "texts", "supports")
    return {name: group[name] for name in names} | {
        "is_campaign": is_campaign(group["size"], group["shared"]),
        "repeats": group["size"] - group["people"],  # an unknown person counts as one, so never as a repeat
    }


def near_card(pair: Mapping[str, Any], number: int, labels: Labels) -> dict[str, Any]:
    """The other group of a pair that is perhaps one matter, or close to it and why not the same."""
    other = pair["other"] if pair["one"]["number"] == number else pair["one"]
    return group_card(other, labels) | {
        "likeness": round(likeness_of(pair["cosine"])),
        "why": [gettext(FACT_LABELS[Fact(guard)]) for guard in pair["guards"]],
    }


def wording_cards(wordings: Sequence[Mapping[str, Any]], original: str) -> list[dict[str, Any]]:
    """Wordings with what the text that most people sent does not say marked."""
    return [
        {"n": one["n"], "is_original": one["text"] == original, "pieces": pieces(one["text"], original)}
        for one in wordings
    ]


def why_together(group: Mapping[str, Any], others: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Score, rare words in common and what differs, between the representative and the least alike member shown."""
    if not others:
        return {"is_same": True, "score": 100, "shared": [], "differences": []}
    found = explain(group["text"], others[0]["text"])
    return {
        "is_same": False,
        "score": round(found.score),
        "shared": shared_words(group["text"], others[0]["text"], found.shared),
        "differences": [{"one": d.a, "other": d.b} for d in found.differences[:_SHOWN_DIFFERENCES] if d.a or d.b],
    }


def pieces(text: str, other: str) -> list[dict[str, Any]]:
    """A text with what the other lacks marked."""
    return [{"text": words, "differs": differs} for words, differs in segments(text, other)]


def clause_name(ref: str, labels: Labels) -> str:
    return labels.get(ref, ref) if ref else gettext("The draft as a whole")


def clause_counts(spread: Sequence[tuple[str, int]], labels: Labels) -> list[dict[str, Any]]:
    return [{"ref": ref, "label": clause_name(ref, labels), "n": n} for ref, n in spread]


def clause_options(labels: Labels) -> list[dict[str, str]]:
    """Choices of the filter; ``-`` is the draft as a whole."""
    whole = {"value": "-", "text": gettext("The draft as a whole")}
    return [whole, *({"value": ref, "text": label} for ref, label in labels.items())]


def member_cards(
    members: Sequence[Mapping[str, Any]], representative: Mapping[str, Any], labels: Labels
) -> list[dict[str, Any]]:
    """Distinct wordings with what the representative does not say marked."""
    return [
        {
            "id": str(one["id"]),
            "n": one["n"],
            "new": one["new"],
            "supports": int(one["supports"] or 0),
            "title": one["title"],
            "clause": clause_name(one["clause_ref"], labels),
            "said_at": one["said_at"],
            "score": round(one["score"]),
            "is_representative": one["text_id"] == representative["text_id"],
            "is_public": one["visibility"] in ("public", "cleared"),
            "pieces": [{"text": one["text"], "differs": False}]
            if one["text_id"] == representative["text_id"]
            else pieces(one["text"], representative["text"]),
        }
        for one in members
    ]


def event_lines(events: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The log, each event as a sentence, with what can still be taken back."""
    return [
        {
            "id": str(one["id"]),
            "at": one["at"],
            "who": one["actor_name"] if one["actor_id"] else gettext("The system"),
            "what": _sentence(one),
            "number": one["number"],
            "is_undone": one["undone_by_id"] is not None,
            "may_undo": one["undone_by_id"] is None and one["verb"] != Verb.UNDO,
        }
        for one in events
    ]


def _sentence(event: Mapping[str, Any]) -> str:
    numbers = {"number": event["number"], "other": event["other"] or ""}
    if event["verb"] == Verb.UNDO:
        undone = VERB_LABELS[Verb(str(event["details"]["undone"]))]
        return gettext(VERB_LABELS[Verb.UNDO], what=gettext(undone, **numbers))
    sentence = gettext(VERB_LABELS[Verb(event["verb"])], **numbers)
    if event["verb"] == Verb.RENAME and event["details"]["new_title"]:
        sentence += gettext(": {about}", about=event["details"]["new_title"])
    return sentence
