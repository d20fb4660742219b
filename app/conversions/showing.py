"""Conversions as their pages, feed and open data show them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from app.applicants.models import Applicant
from app.conversions.models import Conversion, SuggestionReview
from app.conversions.queries import Published, Work
from app.conversions.rules import SUGGESTION_LABELS, Decision, SuggestionState, suggestion_due
from app.conversions.services import read_draft
from app.disclosures.findings import find_places
from app.disclosures.labels import BASIS_LABELS, FINDING_LABELS, FIVE_LABELS, GENRE_LABELS, UNREAD_LABEL
from app.disclosures.scanning import UNREAD, FilePlace
from app.disclosures.topics import TOPICS
from app.lib.clock import local_date
from app.lib.i18n import current_locale, gettext
from app.lib.personal_data import Kind
from app.request_groups.models import RequestGroup
from app.request_groups.triggers import TRIGGER_LABELS, TriggerKind
from app.requests.models import Application, InformationRequest
from app.workdays.lamps import lamp_until
from app.workdays.rules import Calendar


def public_card(one: Published) -> dict[str, Any]:
    """One conversion for everybody."""
    return {
        "id": one.id,
        "title": one.title,
        "agency": one.agency_en if current_locale() == "en" else one.agency,
        "people": one.people,
        "requests": one.requests,
        "first_asked_on": one.first_asked_on,
        "published_at": one.published_at,
        "triggers": [gettext(TRIGGER_LABELS[TriggerKind(kind)]) for kind in one.triggers],
        "index_no": one.index_no,
        "path": one.path,
    }


def open_row(one: Published, base_url: str) -> dict[str, Any]:
    """One conversion as open data: the same words in every language."""
    return {
        "id": str(one.id),
        "title": one.title,
        "agency": one.agency,
        "people": one.people,
        "requests": one.requests,
        "first_asked_on": one.first_asked_on.isoformat(),
        "published_on": local_date(one.published_at).isoformat(),
        "triggers": list(one.triggers),
        "index_no": one.index_no,
        "url": base_url.rstrip("/") + one.path,
    }


def trigger_rows(counts: Mapping[str, Mapping[str, int]]) -> list[dict[str, Any]]:
    """Numbers by trigger, in the order of the Measures."""
    return [
        {
            "label": gettext(TRIGGER_LABELS[kind]),
            "published": counts.get(kind.value, {}).get(Decision.PUBLISHED.value, 0),
            "not_converted": counts.get(kind.value, {}).get(Decision.NOT_CONVERTED.value, 0),
        }
        for kind in TriggerKind
        if counts.get(kind.value)
    ]


def work_card(work: Work, in_files: Sequence[FilePlace] = ()) -> dict[str, Any]:
    """What is drafted, found in it and in its files, cleared, and waits to be issued."""
    content = read_draft(work.draft) if work.draft else None
    return {
        "content": content and {name: getattr(content, name) for name in content.__dataclass_fields__},
        "digest": work.draft.digest if work.draft else "",
        "findings": work.draft.findings if work.draft else 0,
        "places": [
            {"kind": gettext(FINDING_LABELS[Kind(p.kind)]), "before": p.before, "found": p.found, "after": p.after}
            for p in (find_places(content) if content else [])
        ],
        "in_files": [
            {
                "name": one.name,
                "kind": gettext(UNREAD_LABEL if one.kind == UNREAD else FINDING_LABELS[Kind(one.kind)]),
                "n": 0 if one.kind == UNREAD else one.n,
            }
            for one in in_files
        ],
        "chosen_files": work.draft.file_ids if work.draft else [],
        "clearances": [{"who": one.person_name, "at": one.cleared_at} for one in work.clearances],
        "is_cleared": bool(work.draft) and (work.draft.findings == 0 or len(work.clearances) >= 2),
        "approved": [{"id": str(one.id), "no": one.register_no or "", "due_on": one.due_on} for one in work.approved],
        "unanswered": work.unanswered,
        "files": work.files,
        "files_choices": [{"value": one["id"], "text": one["title"]} for one in work.files],
        "earlier": [_earlier(one) for one in work.earlier],
    }


def _earlier(one: Conversion) -> dict[str, Any]:
    return {"decision": one.decision, "reason": one.reason, "at": one.decided_at, "path": one.path}


def choices() -> dict[str, list[dict[str, str]]]:
    """The lists of the form."""
    return {
        "topics": [{"value": code, "text": gettext(word)} for code, word in TOPICS.items()],
        "genres": [{"value": kind.value, "text": gettext(word)} for kind, word in GENRE_LABELS.items()],
        "five": [{"value": kind.value, "text": gettext(word)} for kind, word in FIVE_LABELS.items()],
        "bases": [{"value": code, "text": gettext(word)} for code, word in BASIS_LABELS.items()],
    }


def suggestion_cards(
    rows: Sequence[tuple[Application, Applicant, InformationRequest, RequestGroup | None, SuggestionReview | None]],
    calendar: Calendar,
    today: date,
) -> list[dict[str, Any]]:
    """Suggestions as the desk shows them, applicants masked, with the lamp of the days to review them in."""
    return [
        lamp_until(suggestion_due(calendar, suggested_on(application)), today)
        | {
            "id": application.id,
            "request_id": request.id,
            "no": request.register_no or "",
            "words": request.description,
            "why": application.suggestion_reason or "",
            "at": application.suggested_at or application.submitted_at,
            "person": f"{applicant.name[:1]}某" if applicant.kind == "natural_person" else gettext("an organisation"),
            "group": group.number if group else None,
            "people": group.people if group else 0,
            "converted_on": group.converted_on if group else None,
            "state": review.state if review else "",
            "state_label": gettext(SUGGESTION_LABELS[SuggestionState(review.state)]) if review else "",
            "reason": review.reason if review else "",
        }
        for application, applicant, request, group, review in rows
    ]


def suggested_on(application: Application) -> date:
    """The day from which the days to review a suggestion are counted."""
    return local_date(application.suggested_at or application.submitted_at)
