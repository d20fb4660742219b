"""The verbs of hearings (听证会), in the order of 条例 art. 16, 17. The caller holds the lock of the consultation."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.consultations.models import Consultation
from app.consultations.rules import Method, State, check_state
from app.lib.clock import local_date
from app.lib.errors import FormInvalid
from app.occasions.forms import HearingForm, MaterialsForm, ParticipantsForm, RecordForm
from app.occasions.hearing_rules import (
    DraftNotPublic,
    Notice,
    check_materials,
    check_notice,
    check_record,
    check_selection,
)
from app.occasions.models import Hearing, Occasion
from app.occasions.rules import EDITABLE, AlreadyOver, OccasionState, check_public_text, present, read_time
from app.occasions.services import keep, new_occasion

RUNNING = (State.OPEN, State.CLOSED, State.ANALYSING)


async def prepare_hearing(
    db: AsyncSession, consultation: Consultation, form: HearingForm, *, actor: Actor, now: datetime
) -> Occasion:
    """Begin the notice of a hearing (拟定听证公告). Nobody outside sees it before it is announced."""
    check_state(consultation.state, EDITABLE)
    form.check()
    occasion = new_occasion(
        consultation, OccasionState.PREPARING, actor, now,
        method=Method.HEARING.value, participants={}, summary="", **_shared(form),
    )  # fmt: skip
    db.add(occasion)
    await db.flush()
    db.add(Hearing(occasion_id=occasion.id, attendees=[], materials="", unsigned_note="", **_own(form)))
    keep(db, "prepare_hearing", occasion, actor, now, held_on=form.held_on.isoformat())
    return occasion


async def change_hearing(
    db: AsyncSession,
    consultation: Consultation,
    occasion: Occasion,
    hearing: Hearing,
    form: HearingForm,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Change the notice while it is prepared (修改听证公告). What was announced is postponed or cancelled instead."""
    check_state(consultation.state, EDITABLE)
    if occasion.state != OccasionState.PREPARING:
        raise AlreadyOver
    form.check()
    for row, changes in ((occasion, _shared(form)), (hearing, _own(form))):
        for name, value in changes.items():
            setattr(row, name, value)
    keep(db, "change_hearing", occasion, actor, now, held_on=form.held_on.isoformat())


async def announce_hearing(
    db: AsyncSession,
    consultation: Consultation,
    occasion: Occasion,
    hearing: Hearing,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Publish the notice (发布听证公告): the draft is public, there is time, and all sides have seats."""
    if consultation.state not in RUNNING or consultation.published_at is None:
        raise DraftNotPublic
    if occasion.state != OccasionState.PREPARING:
        raise AlreadyOver
    notice = Notice(occasion.held_on, hearing.sign_up_until, hearing.seats, hearing.is_rule_making)
    check_notice(notice, today=local_date(now))
    occasion.state, occasion.announced_at = OccasionState.ANNOUNCED.value, now
    consultation.occasion_count += 1
    keep(db, "announce_hearing", occasion, actor, now, held_on=occasion.held_on.isoformat())


async def list_participants(
    db: AsyncSession,
    consultation: Consultation,
    occasion: Occasion,
    hearing: Hearing,
    form: ParticipantsForm,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Publish who takes part (公布听证参加人名单): chosen after the last day to sign up, by the published rule."""
    check_state(consultation.state, RUNNING)
    if occasion.state not in (OccasionState.ANNOUNCED, OccasionState.LISTED):
        raise AlreadyOver
    form.check()
    attendees = form.attendees()
    check_selection(attendees, hearing.seats, sign_up_until=hearing.sign_up_until, today=local_date(now))
    hearing.attendees = attendees
    hearing.listed_at = hearing.listed_at or now
    occasion.state = OccasionState.LISTED.value
    keep(db, "list_participants", occasion, actor, now, n=len(attendees))


async def record_materials(
    db: AsyncSession,
    consultation: Consultation,
    occasion: Occasion,
    hearing: Hearing,
    form: MaterialsForm,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Record when the materials were sent to the participants (送达听证材料), at least seven days before."""
    check_state(consultation.state, RUNNING)
    if occasion.state != OccasionState.LISTED or hearing.listed_at is None:
        raise AlreadyOver
    _check_public({"materials": form.materials})
    listed_on = local_date(hearing.listed_at)
    check_materials(form.materials_sent_on, occasion.held_on, listed_on=listed_on, today=local_date(now))
    hearing.materials_sent_on, hearing.materials = form.materials_sent_on, form.materials
    keep(db, "record_materials", occasion, actor, now, sent_on=form.materials_sent_on.isoformat())


async def hold_hearing(
    db: AsyncSession,
    consultation: Consultation,
    occasion: Occasion,
    hearing: Hearing,
    form: RecordForm,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Enter the signed record (听证笔录): only with it the hearing counts as held."""
    check_state(consultation.state, RUNNING)
    if occasion.state != OccasionState.LISTED:
        raise AlreadyOver
    check_record(
        occasion.held_on,
        materials_sent_on=hearing.materials_sent_on,
        steps=len(set(form.steps)),
        came=present(form.counts()),
        signed=form.signed_count,
        signed_on=form.signed_on,
        unsigned_note=form.unsigned_note,
        today=local_date(now),
    )
    _check_public({"summary": form.summary, "unsigned_note": form.unsigned_note})
    occasion.participants, occasion.summary = form.counts(), form.summary
    hearing.signed_on, hearing.signed_count = form.signed_on, form.signed_count
    hearing.unsigned_note = form.unsigned_note
    occasion.state = OccasionState.HELD.value
    keep(db, "hold_hearing", occasion, actor, now, came=present(form.counts()), signed=form.signed_count)


def _shared(form: HearingForm) -> dict[str, object]:
    return {
        "held_on": form.held_on,
        "starts_at": read_time(form.starts_at) or "",
        "place": form.place,
        "organiser": form.organiser,
        "note": form.note,
    }


def _own(form: HearingForm) -> dict[str, object]:
    return {
        "is_rule_making": form.is_rule_making,
        "seats": form.counts(),
        "selection_rule": form.selection_rule,
        "sign_up": form.sign_up,
        "sign_up_until": form.sign_up_until,
    }


def _check_public(fields: dict[str, str]) -> None:
    if errors := check_public_text(fields):
        raise FormInvalid(errors)
