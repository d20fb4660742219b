"""What several handlers of the desk share: the page of an entry, and the choices of its form."""

from typing import Any
from uuid import UUID

from litestar import Request, Response

from app.accounts.rules import Actor
from app.disclosures import queries, showing, staff_queries
from app.disclosures.contents import read_body, unpack
from app.disclosures.findings import FIELDS, Place, find_places
from app.disclosures.index_numbers import path_of
from app.disclosures.labels import (
    BASIS_LABELS,
    FINDING_LABELS,
    FIVE_LABELS,
    GENRE_LABELS,
    RELATION_LABELS,
    REVERSED_LABELS,
    SOURCE_LABELS,
    STATE_LABELS,
    UNREAD_LABEL,
    VALIDITY_LABELS,
    VERSION_LABELS,
)
from app.disclosures.models import DisclosureVersion
from app.disclosures.rules import DisclosureSource, VersionState, may_approve, may_edit
from app.disclosures.scanning import UNREAD, FilePlace, list_stored, places_of, scan_files
from app.disclosures.topics import TOPICS
from app.history.queries import list_history
from app.lib.db import Database
from app.lib.errors import FieldError, FormInvalid, Refused
from app.lib.i18n import gettext, ngettext
from app.lib.pages import render
from app.lib.personal_data import Kind

Asked = Request[Any, Any, Any]
BASE = STAFF = "/staff/disclosures"
_SHOWN = (
    "title", "index_no", "state", "validity", "repealed_on", "validity_reason", "published_at", "withdrawn_at",
    "withdrawn_reason", "version",
)  # fmt: skip


async def page_of(
    request: Asked, database: Database, viewer: Actor, entry_id: UUID, refused: FormInvalid | Refused | None = None
) -> Response[bytes]:
    """The entry with its open version, or else with the one that is public. A refusal stands above it."""
    async with database.read() as db:
        entry = await staff_queries.get_staff_entry(db, entry_id, viewer)
        version = await staff_queries.find_shown_version(db, entry, viewer)
        content = unpack(version.content, version.body)
        files = await queries.list_files(db, version.id)
        stored = await list_stored(db, version.id) if not version.published_at else []
        cleared = await staff_queries.list_cleared(db, version.id)
        relations = await queries.list_relations(db, entry.id)
        history = await list_history(db, f"disclosure:{entry_id}", viewer=viewer)
    scanned = await scan_files(request.app.state.files, stored)
    places = [_place(one, cleared) for one in find_places(content)] if not version.published_at else []
    places += [_file_place(one, cleared) for one in places_of(stored, scanned)]
    return render(
        request,
        "disclosures/desk_show.html",
        invalid=_as_invalid(refused),
        status_code=refused.status if refused else 200,
        e={name: getattr(entry, name) for name in _SHOWN}
        | {"id": str(entry.id), "path": path_of(entry.index_no) if entry.index_no else ""},
        v=_version(version),
        metadata=showing.metadata(entry, content, version.published_at),
        blocks=[{"text": one.text, "level": one.level} for one in read_body(content.body)],
        files=[one | {"id": str(one["id"])} for one in files],
        places=places,
        is_clear=all(one["cleared"] for one in places),
        relations=[_relation(one) for one in relations],
        history=history,
        may_edit=may_edit(viewer, agency_id=entry.agency_id, division_id=entry.division_id),
        may_approve=may_approve(viewer, agency_id=entry.agency_id, division_id=entry.division_id),
        is_own=viewer.id in (version.submitted_by_id, version.created_by_id),
        validities=[{"value": value.value, "text": gettext(label)} for value, label in VALIDITY_LABELS.items()],
        relation_kinds=[{"value": value.value, "text": gettext(label)} for value, label in RELATION_LABELS.items()],
        state_labels=STATE_LABELS,
        version_labels=VERSION_LABELS,
        validity=showing.validity_chip(entry.validity),
    )


def _version(version: DisclosureVersion) -> dict[str, Any]:
    return {
        "number": version.number,
        "state": version.state,
        "is_draft": version.state == VersionState.DRAFTING,
        "is_submitted": version.state == VersionState.SUBMITTED,
        "change_note": version.change_note,
        "returned_note": version.returned_note,
        "submitted_at": version.submitted_at,
    }


def _place(place: Place, cleared: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {
        "field": gettext(FIELDS[place.field]),
        "kind": gettext(FINDING_LABELS[place.kind]),  # type: ignore[index]
        "before": place.before,
        "found": place.found,
        "after": place.after,
        "mark": place.mark,
        "cleared": cleared.get(place.mark),
    }


def _file_place(place: FilePlace, cleared: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Which file and what kind, never the words."""
    many = ngettext("{n} place in this file", "{n} places in this file", place.n)
    return {
        "field": place.name,
        "kind": gettext(UNREAD_LABEL if place.kind == UNREAD else FINDING_LABELS[Kind(place.kind)]),
        "before": gettext("Open it and look at all of it.") if place.kind == UNREAD else many,
        "found": "",
        "after": "",
        "mark": place.mark,
        "cleared": cleared.get(place.mark),
    }


def _relation(one: dict[str, Any]) -> dict[str, Any]:
    labels = REVERSED_LABELS if one["is_reversed"] else RELATION_LABELS
    return one | {"id": str(one["id"]), "label": labels[one["kind"]]}


def choices() -> dict[str, Any]:
    """What the form of a version lets one choose from."""
    choose = [{"value": "", "text": gettext("Please choose")}]
    return {
        "topics": choose
        + [{"value": code, "text": ("　" if "-" in code else "") + gettext(label)} for code, label in TOPICS.items()],
        "genres": choose + _options(GENRE_LABELS),
        "fives": _options(FIVE_LABELS),
        "bases": choose + _options(BASIS_LABELS),
        "sources": [one for one in _options(SOURCE_LABELS) if one["value"] in _BY_HAND],
    }


_BY_HAND = (DisclosureSource.DIRECT, DisclosureSource.REASSESSED, DisclosureSource.CONSULTATION)


def _options(labels: Any) -> list[dict[str, str]]:
    return [{"value": str(value), "text": gettext(label)} for value, label in labels.items()]


async def typed_values(request: Asked, invalid: FormInvalid) -> FormInvalid:
    """What was typed, also where the law refused it after the form was read."""
    sent = await request.form()
    return FormInvalid(invalid.errors, {k: v for k, v in sent.items() if isinstance(v, str) and k != "_csrf_token"})


def _as_invalid(refused: FormInvalid | Refused | None) -> FormInvalid | None:
    if refused is None or isinstance(refused, FormInvalid):
        return refused
    return FormInvalid([FieldError("", refused.message, refused.params)])
