"""Groups as their pages show them: plain dicts, in the reader's language."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any
from uuid import UUID

from app.applicants.models import Applicant
from app.applicants.queries import mask
from app.lib.i18n import gettext, ngettext
from app.request_groups.models import RequestGroup, RequestGroupEvent, RequestPlace
from app.request_groups.rules import (
    BY_ITSELF,
    GROUP_STATE_LABELS,
    GUARD_LABELS,
    LIVE,
    NEAR_LABELS,
    VERB_LABELS,
    GroupState,
    Likeness,
    Relation,
    Verb,
)
from app.request_groups.triggers import DISCLOSED, TRIGGER_LABELS, Reach, Thresholds
from app.requests.models import InformationRequest
from app.requests.rules import STATE_LABELS, RequestState
from app.similarity.facts import Guard

_LEAST_WORD = 2


def group_card(group: RequestGroup, words: str, reach: Reach | None, law: Thresholds) -> dict[str, Any]:
    """One group: its name, its numbers, its guards as facts, and whether it reached the threshold and why."""
    return {
        "number": group.number,
        "name": group.title or words or gettext("(no words)"),
        "title": group.title,
        "words": words,
        "state": group.state,
        "state_label": gettext(GROUP_STATE_LABELS[GroupState(group.state)]),
        "is_live": group.state in LIVE,
        "size": group.size,
        "people": group.people,
        "new_count": group.new_count,
        "last_asked_on": group.last_asked_on,
        "seen": group.revision,
        "guards": guard_lines(group.guards),
        "is_wide_scope": group.is_wide_scope,
        "is_wide_awareness": group.is_wide_awareness,
        "converted_on": group.converted_on,
        "index_no": group.index_no,
        "path": group.path,
        "reach": reach_lines(group, reach, law) if reach else None,
    }


def guard_lines(guards: Mapping[str, Sequence[str]]) -> list[dict[str, Any]]:
    """The guards that say something; several values stand where a person overrode one."""
    return [
        {"term": gettext(GUARD_LABELS[guard]), "values": [v for v in guards.get(guard.value, ()) if v]}
        for guard in Guard
        if any(guards.get(guard.value, ()))
    ]


def reach_lines(group: RequestGroup, reach: Reach, law: Thresholds) -> dict[str, Any]:
    """Whether it fires, and in words why or why not yet."""
    if group.converted_on is not None:
        return {"colour": "grn", "fires": False, "label": gettext("Public already"), "why": []}
    why = [gettext(TRIGGER_LABELS[kind]) for kind in reach.kinds]
    if not reach.kinds:
        why = [_missing(group, reach, law)]
    label = gettext("Threshold reached") if reach.kinds else gettext("Threshold not reached")
    return {
        "colour": "red" if reach.kinds else "gry",
        "fires": bool(reach.kinds),
        "label": label,
        "why": why,
        "people": reach.people,
        "requests": reach.requests,
    }


def _missing(group: RequestGroup, reach: Reach, law: Thresholds) -> str:
    if reach.people == 0 and group.people >= law.people:
        return gettext("Nobody got it yet: the threshold counts from the first reply that discloses it.")
    more = law.people - reach.people
    return ngettext(
        "{people} of {needed} different people got it within {days} days; {n} more person is needed.",
        "{people} of {needed} different people got it within {days} days; {n} more people are needed.",
        more,
        people=reach.people,
        needed=law.people,
        days=law.days,
    )


def member_cards(
    members: Sequence[tuple[RequestPlace, InformationRequest, Applicant]],
) -> list[dict[str, Any]]:
    """The requests of a group, applicants masked, each with the words that it shares with the newest."""
    newest = members[0][0] if members else None
    return [
        {
            "id": str(request.id),
            "no": request.register_no or "",
            "words": request.description,
            "received_on": place.received_on,
            "person": _person(applicant),
            "kind_label": mask(applicant).kind_label,
            "id_number": applicant.id_masked,
            "state_label": gettext(STATE_LABELS[RequestState(request.state)]),
            "is_disclosed": request.reply_kind in DISCLOSED,
            "is_new": place.is_new,
            "is_by_person": place.placed_by == "person",
            "guards": guard_lines({guard: [value] for guard, value in place.guards.items()}),
            "shared": matching_words(newest.body, place.body) if newest and place is not newest else [],
            "is_same_document": bool(newest and place.document and place.document == newest.document),
            "score": round(place.score * 100),
        }
        for place, request, applicant in members
    ]


def _person(applicant: Applicant) -> str:
    """王某, 某企业 (domain.md 15): who looks for more opens the case."""
    if applicant.kind == "natural_person":
        return f"{applicant.name[:1]}某"
    return gettext("an organisation")


def matching_words(one: str, other: str) -> list[str]:
    """The runs of words that both have, longest first."""
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    runs = [part for b in blocks for part in one[b.a : b.a + b.size].split("|") if len(part) >= _LEAST_WORD]
    return sorted(dict.fromkeys(runs), key=lambda run: (-len(run), one.find(run)))[:6]


def near_cards(
    near: Iterable[tuple[RequestGroup, Likeness]], words: Mapping[UUID, str]
) -> dict[str, list[dict[str, Any]]]:
    """Groups beside this one: perhaps the same, and close but different."""
    found: dict[str, list[dict[str, Any]]] = {"possible": [], "different": []}
    for group, likeness in near:
        card = {
            "number": group.number,
            "name": group.title or words.get(group.id, ""),
            "size": group.size,
            "score": round(min(likeness.score, 1.0) * 100),
            "why": [gettext(NEAR_LABELS[guard]) for guard in likeness.guards],
            "guards": guard_lines({g.value: group.guards.get(g.value, []) for g in likeness.guards}),
        }
        found["different" if likeness.relation is Relation.NEAR else "possible"].append(card)
    return found


def event_lines(
    events: Sequence[RequestGroupEvent], numbers: Mapping[UUID, int], *, may_change: bool
) -> list[dict[str, Any]]:
    """The changes of a group as sentences."""
    return [
        {
            "id": event.id,
            "at": event.at,
            "who": event.actor_name if event.actor_id else gettext("by itself"),
            "what": gettext(
                VERB_LABELS[Verb(event.verb)],
                number=numbers[event.group_id],
                other=numbers.get(event.other_group_id or event.group_id, 0),
            ),
            "reason": event.reason,
            "is_undone": event.undone_by_id is not None,
            "may_undo": may_change and event.undone_by_id is None and event.verb not in (Verb.UNDO, *BY_ITSELF),
        }
        for event in events
    ]
